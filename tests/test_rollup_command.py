"""Counts of fiches, and what `feuille rollup` prints."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from feuille.corpus import load
from feuille.snapshot import working_tree
from tests.conftest import feuille, git
from tests.rollup_helpers import (
    block,
    by_place,
    convention,
    done,
    fiche,
    here,
    indicator,
    plan,
    rolled,
)  # fmt: skip

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    Write = Callable[[dict[str, str]], Path]


def _fiches() -> dict[str, Any]:
    states = {
        "a": {"avancement": "en-cours", "meteo": "soleil", "orientations": ["plan#o", "plan#p"]},
        "b": {"avancement": "realise", "orientations": ["plan#p"]},
        "c": {"avancement": "abandonne", "meteo": "orage", "orientations": ["plan#p"]},
        "d": {"feuille_de_route": "plan"},
        "e": {},
    }
    tree = [{"id": "o", "titre": "O", "orientations": [{"id": "p", "titre": "P"}]}]
    found: dict[str, Any] = {"feuilles-de-route/plan.yaml": plan(orientations=tree)}
    return found | {f"fiches-action/{name}.yaml": fiche(**keys) for name, keys in states.items()}


def test_fiches_are_counted_where_they_stand_the_abandoned_apart() -> None:
    counts = {one.row.id: one for one in rolled(_fiches()).counts}
    assert (counts["plan"].fiches, counts["plan"].abandonnees) == (3, 1)
    assert counts["plan"].avancement == {"": 1, "en-cours": 1, "realise": 1}
    assert counts["plan"].meteo == {"": 2, "soleil": 1}
    assert (counts["plan#o"].fiches, counts["plan#p"].fiches) == (2, 2)


def test_a_fiche_without_a_plan_is_counted_too() -> None:
    assert {one.row.id: one.fiches for one in rolled(_fiches()).counts}[""] == 1


def test_a_fiche_of_elsewhere_is_not_counted_in_a_territory() -> None:
    files = _fiches() | {
        "fiches-action/a.yaml": fiche(feuille_de_route="plan", territoires=["dep-03"])
    }
    assert rolled(files, place="dep-01").counts[0].fiches == 2
    assert rolled(files, place="dep-03").counts[0].fiches == 3


def _texts(files: dict[str, Any]) -> dict[str, str]:
    settings = "format: 1\ntitre: Essai\nterritoire: reg-84\n"
    return {"feuille.yaml": settings} | {path: json.dumps(body) for path, body in files.items()}


@pytest.fixture
def depot(repo: Write) -> Path:
    files = by_place({"dep-01": 1250.5, "dep-03": 0}) | _fiches()
    files["conventions/c1.yaml"] = convention(
        {"fiche": "a", "financements": [{"financeur": "etat", "exercice": 2020, "engage": 100}]},
        montants_imprimes=[{"financeur": "etat", "exercice": 2020, "engage": 120}],
    )
    files["acteurs/etat.yaml"] = {"type": "acteur", "nom": "État", "nature": "etat"}
    files["fiches-territoire/ailleurs.yaml"] = here("dep-75", done(3))
    return repo(_texts(files))


def test_the_table_says_every_section_with_its_coverage(depot: Path) -> None:
    run = feuille("-C", str(depot), "rollup")
    assert (run.code, run.err) == (0, "")
    for words in ("Avancement des fiches", "Indicateurs", "Montants", "Hors des totaux"):
        assert words in run.out
    shown = run.out.replace("\u202f", " ").replace("\u00a0", " ")
    assert "1 250,5 (2/12)" in shown
    assert "il manque Ardèche" in shown
    assert "publié 120 €, recalculé 100 €, écart 20 €" in shown
    assert "fiches-territoire/ailleurs.yaml:1" in shown


@pytest.mark.parametrize(
    "by", ["territoire", "orientation", "mesure", "fiche", "convention", "periode"]
)
def test_every_axis_fits_in_eighty_columns(
    depot: Path, by: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    run = feuille("-C", str(depot), "rollup", "--by", by)
    assert run.code == 0
    assert max(map(len, run.out.splitlines())) <= 80


def test_an_empty_repository_says_so(repo: Write) -> None:
    run = feuille("-C", str(repo(_texts({}))), "rollup")
    assert run.code == 0
    assert "Aucune fiche action" in run.out
    assert "Aucun indicateur" in run.out
    assert "Aucun montant" in run.out


def test_json_has_the_shape_of_its_contract(depot: Path) -> None:
    run = feuille("-C", str(depot), "rollup", "--format", "json")
    data = json.loads(run.out)
    assert data["version"] == 1
    assert data["money"][0]["value"] == 100
    assert data["counts"][0]["avancement"] == {"non-renseigne": 1, "en-cours": 1, "realise": 1}
    found = next(
        c
        for c in data["cells"]
        if c["rows"][0] == {"by": "territoire", "id": "reg-84", "name": "Auvergne-Rhône-Alpes"}
    )
    assert (found["indicateur"], found["kind"], found["periode"], found["unite"]) == (
        "ind",
        "realise",
        "2019",
        "personnes",
    )
    assert (found["value"], found["status"]) == (1250.5, "partiel")
    assert (found["coverage"]["reporting"], found["coverage"]["expected"]) == (2, 12)
    assert found["coverage"]["missing"][0] == "dep-07"
    assert found["sources"][0] == {
        "path": "fiches-territoire/t-dep-01.yaml", "line": 1, "value": 1250.5, "text": "",
        "key_path": "indicateurs[ind].realises[2019].valeur",
        "pointer": "/indicateurs/0/realises/0/valeur", "territoire": "dep-01", "action": "",
        "periode": "2019",
    }  # fmt: skip
    assert [type(one["value"]) for one in found["sources"]] == [float, int]


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (["inf"], "« ind »"),
        (["--by", "orientations"], "orientation"),
        (["--territoire", "dep-0"], "dep-"),
        (["--territoire", "dep-75"], "territoire"),
        (["--year", "2019-13"], "2024"),
        (["--format", "ods"], "json"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_a_remedy(
    depot: Path, arguments: list[str], hint: str
) -> None:
    run = feuille("-C", str(depot), "rollup", *arguments)
    assert (run.code, run.out) == (2, "")
    assert hint in run.err.split("→")[1]


def test_hostile_texts_stay_texts(repo: Write) -> None:
    files = by_place(
        {"dep-01": {"texte": "[bold]x[/bold] \x1b[31m"}}, nature="qualitatif", titre="[red]T"
    )
    run = feuille("-C", str(repo(_texts(files))), "rollup", "--by", "territoire")
    assert "\x1b" not in run.out
    assert "[red]T" in run.out
    assert "[bold]x[/bold]" in run.out


def test_a_revision_gives_what_a_checkout_of_it_gives(depot: Path) -> None:
    git(depot, "init", "-q")
    git(depot, "add", ".")
    git(depot, "commit", "-q", "-m", "un")
    before = feuille("-C", str(depot), "rollup", "--format", "json").out
    changed = here("dep-01", block(realises=[{"periode": 2019, "valeur": 7}]))
    (depot / "fiches-territoire/t-dep-01.yaml").write_text(json.dumps(changed), "utf-8")
    assert feuille("-C", str(depot), "rollup", "--format", "json").out != before
    assert feuille("-C", str(depot), "rollup", "--format", "json", "--rev", "HEAD").out == before


def test_the_indicator_alone_is_shown_where_one_is_asked(depot: Path) -> None:
    run = feuille("-C", str(depot), "rollup", "ind")
    assert "Montants" not in run.out
    assert "Indicateurs" in run.out


def test_marks_say_what_is_provisional_and_what_is_typed(repo: Write) -> None:
    files = {"indicateurs/ind.yaml": indicator(), "fiches-territoire/r.yaml": here(
        "reg-84", done({"valeur": 5, "provisoire": True}))}  # fmt: skip
    run = feuille("-C", str(repo(_texts(files))), "rollup")
    assert "5*\u00a0p" in run.out


def test_reading_tells_how_far_it_is(depot: Path) -> None:
    seen: list[str] = []

    def track(items: Sequence[str]) -> Sequence[str]:
        seen.extend(items)
        return items

    for number in range(4):  # contents that no cache holds
        text = f"type: fiche-action\ntitre: Jamais lue {depot.name} {number}\n"
        (depot / "fiches-action" / f"neuve-{number}.yaml").write_text(text, "utf-8")
    read = load(working_tree(depot), track)
    assert seen
    assert set(seen) <= {one.path for one in read.documents.values()}
