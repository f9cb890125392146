"""`feuille status`: what is late, behind, near its end or still to be written, at a date."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from feuille import status
from tests.conftest import EXAMPLES, feuille, git
from tests.rollup_helpers import (
    REGION,
    block,
    by_place,
    convention,
    corpus,
    done,
    fiche,
    here,
    indicator,
    plan,
    years,
)  # fmt: skip

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Write = Callable[[dict[str, str]], Path]

DAY = date(2020, 6, 30)


def _late(**keys: Any) -> list[tuple[str, str]]:
    found = status.compute(corpus({"fiches-action/f.yaml": fiche(**keys)}), DAY)
    return [(one.label, one.state) for one in found.late]


@pytest.mark.parametrize(
    ("echeance", "state", "late"),
    [
        ("2020-05", "en-cours", True),
        ("2020-06", "en-cours", False),  # the period ends on the day itself
        ("2020", "en-cours", False),
        ("2020-05", "realise", False),
        ("2020-05", "abandonne", False),
        ("2019", "bloque", True),
        ("2019-01-01/..", "en-cours", False),
        ("n'importe quoi", "en-cours", False),
    ],
)
def test_late_is_past_and_not_ended(echeance: str, state: str, late: bool) -> None:
    action = {"description": "Ouvrir", "echeance": echeance, "avancement": state}
    assert _late(dispositions=[action]) == ([("Ouvrir", state)] if late else [])


def test_a_fiche_is_late_by_its_calendar_and_a_milestone_by_its_own() -> None:
    timetable = {
        "fin": "2020-01",
        "jalons": [{"id": "b", "libelle": "Bilan", "echeance": "2019", "avancement": "a-venir"}],
    }
    assert _late(titre="F", avancement="en-cours", calendrier=timetable) == [
        ("Bilan", "a-venir"),
        ("F", "en-cours"),
    ]


@pytest.mark.parametrize("said", [{}, {"avancement": ["en-cours"]}, {"avancement": {"a": 1}}])
def test_what_says_no_readable_state_is_kept_apart(said: dict[str, Any]) -> None:
    action = {"description": "Ouvrir", "echeance": 2019, **said}
    assert _late(dispositions=[action]) == [("Ouvrir", "")]


def _behind(files: dict[str, Any], day: date = DAY) -> list[tuple[str, str]]:
    found = status.compute(corpus(files), day)
    return [(one.why, one.territoire) for one in found.behind if one.why != status.STALE]


def _rates(*values: int) -> dict[str, Any]:
    codes = ("dep-01", "dep-03", "dep-07", "dep-15")
    files: dict[str, Any] = {"indicateurs/ind.yaml": indicator(nature="stock")}
    for code, value in zip(codes, values, strict=False):
        files[f"fiches-territoire/{code}-t.yaml"] = here(code, block(
            references=[{"periode": 2018, "valeur": 0}],
            realises=[{"periode": 2019, "valeur": value}],
            cibles=[{"periode": 2021, "valeur": 100}],
        ))  # fmt: skip
    return files


def test_far_under_the_median_of_its_peers_is_behind() -> None:
    assert _behind(_rates(60, 62, 51)) == []
    assert _behind(_rates(60, 62, 50)) == []  # ten points are not more than ten
    assert _behind(_rates(60, 62, 49)) == [(status.BELOW, "dep-07")]
    assert _behind(_rates(60, 20)) == []  # two have no median


@pytest.mark.parametrize(
    ("sens", "values", "falls"),
    [
        ("hausse", (5, 4), True),
        ("baisse", (5, 4), False),
        ("baisse", (4, 5), True),
        ("hausse", (5, 5), False),
        ("stable", (5, 4), False),
        ("hausse", (9, 4, 5), False),
    ],
)
def test_falling_is_worse_than_the_period_before(
    sens: str, values: tuple[int, ...], falls: bool
) -> None:
    files = by_place({}, sens=sens, nature="stock", attendus=["dep-01"])
    files["fiches-territoire/t.yaml"] = here("dep-01", done(*values))
    places = [REGION, "dep-01"] if falls else []
    assert _behind(files, date(2023, 1, 1)) == [(status.FALLING, place) for place in places]


def test_fewer_answers_are_not_a_fall() -> None:
    files = by_place({}, attendus=["dep-01", "dep-03"])
    files["fiches-territoire/t.yaml"] = here("dep-01", done(5, 5))
    files["fiches-territoire/u.yaml"] = here("dep-03", done(5))
    assert _behind(files, date(2022, 1, 1)) == []


def test_a_new_definition_is_not_a_fall() -> None:
    files = by_place({}, attendus=["dep-01"], ruptures=[{"date": "2020-01-01", "motif": "x"}])
    files["fiches-territoire/t.yaml"] = here("dep-01", done(5, 4))
    assert _behind(files, date(2022, 1, 1)) == []


@pytest.mark.parametrize(
    ("rhythm", "day", "stale"),
    [
        ("annuelle", date(2021, 6, 30), False),
        ("annuelle", date(2021, 7, 1), True),
        ("trimestrielle", date(2020, 7, 1), True),
        ("ponctuelle", date(2030, 1, 1), False),
    ],
)
def test_no_recent_value_depends_on_the_rhythm(rhythm: str, day: date, stale: bool) -> None:
    found = status.compute(corpus(by_place({"dep-01": 1}, periodicite=rhythm)), day)
    assert [one.why for one in found.behind] == [status.STALE] * stale


@pytest.mark.parametrize(
    ("given", "day", "stale"),
    [
        ({}, date(2030, 1, 1), False),  # defined, and nobody follows it yet
        ({"references": [{"periode": 2024, "valeur": 1}]}, date(2026, 6, 30), False),
        ({"references": [{"periode": 2024, "valeur": 1}]}, date(2026, 7, 1), True),
        ({"cibles": [{"periode": 2026, "valeur": 1}]}, date(2027, 12, 31), False),
        ({"cibles": [{"periode": 2026, "valeur": 1}, {"periode": 2030, "valeur": 2}]}, date(2028, 7, 1), True),
        ({"realises": [{"periode": 2024, "manque": "non-disponible"}]}, date(2026, 6, 30), False),
        ({"realises": [{"periode": 2024, "manque": "non-disponible"}]}, date(2026, 7, 1), True),
    ],
)  # fmt: skip
def test_a_new_indicator_is_not_behind_before_its_first_value_is_due(
    given: dict[str, Any], day: date, stale: bool
) -> None:
    files = by_place({}, attendus=["dep-01"])
    files["fiches-territoire/t.yaml"] = here("dep-01", block(**given))
    found = status.compute(corpus(files), day)
    assert [one.why for one in found.behind] == [status.STALE] * stale
    assert found.unanswered == (() if stale else ("ind",))


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({"periode": "2020-01/2020-12"}, [("2020-12-31", False)]),
        ({"periode": "2020-01/2021-01"}, []),
        ({"periode": "2019"}, [("2019-12-31", True)]),
        ({"periode": "2019", "statut": "archive"}, []),
        (
            {"periode": 2019, "exercices": [{"exercice": 2020, "periode": "2020-01/2020-09"}]},
            [("2020-09-30", False)],
        ),
        ({"periode": "2019/.."}, []),
        ({}, []),
    ],
)
def test_a_convention_near_its_end(keys: dict[str, Any], said: list[tuple[str, bool]]) -> None:
    found = status.compute(corpus({"conventions/c.yaml": convention(**keys)}), DAY)
    assert [(one.end.isoformat(), one.over) for one in found.endings] == said


def test_debt_is_counted() -> None:
    files = {
        "fiches-action/f.yaml": fiche(statut="brouillon", nature="a-definir", meteo="a-definir")
    }
    found = status.compute(corpus(files), DAY)
    assert [(one.id, count) for one, count in found.undecided] == [("f", 2)]
    assert [one.id for one in found.drafts] == ["f"]


def _write(repo: Write, files: dict[str, Any]) -> Path:
    texts = {name: json.dumps(body, ensure_ascii=False) for name, body in files.items()}
    texts["feuille.yaml"] = "format: 1\ntitre: Essai\nterritoire: reg-84\n"
    return repo(texts)


def _busy() -> dict[str, Any]:
    tree = [
        {"id": f"o{n}", "titre": f"Orientation au titre bien trop long pour tenir {n}"}
        for n in range(6)
    ]
    late = [{"description": "Ouvrir " * 20, "echeance": 2019, "avancement": "bloque"}] * 9
    files: dict[str, Any] = {
        "feuilles-de-route/plan.yaml": plan(orientations=tree),
        **_rates(60, 62, 9),
    }
    for number in range(6):
        name = f"fiches-action/fiche-{number}.yaml"
        files[name] = fiche(
            statut="brouillon", nature="a-definir", orientations=[f"plan#o{number}"], avancement="en-cours",
            meteo="soleil", dispositions=late, indicateurs=[block(references=years(1))],
        )  # fmt: skip
        files[f"indicateurs/i{number}.yaml"] = indicator(titre="Indicateur au nom fort long " * 5)
        files[f"conventions/c{number}.yaml"] = convention(
            periode=2020, titre="Convention longue " * 9
        )
    return files


def test_everything_fits_on_one_screen(repo: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    folder = str(_write(repo, _busy()))
    run = feuille("-C", folder, "status", "--as-of", "2020-07-15")
    lines = run.out.splitlines()
    assert run.code == 0
    assert max(map(len, lines)) <= 80
    assert len(lines) <= 40 + 6  # six orientations are many
    assert "fiche-0:1" in run.out
    assert "feuille rollup" in run.out


def test_nothing_to_say_is_said_in_words(repo: Write) -> None:
    run = feuille("-C", str(_write(repo, {})), "status")
    assert run.code == 0
    for words in (
        "Aucune fiche action",
        "Aucune échéance",
        "Aucun indicateur",
        "Aucune.",
        "Rien :",
    ):
        assert words in run.out


def test_json_holds_all_of_it_with_places(repo: Write) -> None:
    folder = str(_write(repo, _busy()))
    data = json.loads(
        feuille("-C", folder, "status", "--as-of", "2020-07-15", "--format", "json").out
    )
    assert (data["version"], data["as_of"], data["scope"]) == (1, "2020-07-15", REGION)
    assert len(data["late"]) == 54
    assert data["late"][0]["path"] == "fiches-action/fiche-0.yaml"
    assert data["late"][0]["pointer"] == "/dispositions/0"
    assert {one["why"] for one in data["behind"]} == {status.BELOW}
    assert data["unanswered"] == [f"i{number}" for number in range(6)]
    assert len(data["conventions"]) == len(data["drafts"]) == len(data["undecided"]) == 6
    assert data["progress"][0]["id"] == "plan"


def test_the_day_is_that_of_the_revision(repo: Write) -> None:
    folder = _write(repo, _busy())
    git(folder, "init", "-q")
    git(folder, "add", ".")
    git(folder, "commit", "-q", "-m", "un")
    data = json.loads(feuille("-C", str(folder), "status", "--rev", "HEAD", "--format", "json").out)
    assert data["as_of"] == "2024-01-15"


@pytest.mark.parametrize("arguments", [["--as-of", "demain"], ["--format", "yaml"]])
def test_what_cannot_be_asked_is_refused(repo: Write, arguments: list[str]) -> None:
    run = feuille("-C", str(_write(repo, {})), "status", *arguments)
    assert (run.code, run.out) == (2, "")
    assert "→" in run.err


@pytest.mark.parametrize(
    "folder", sorted(path.parent.name for path in EXAMPLES.glob("*/feuille.yaml"))
)
def test_every_example_has_a_screen(folder: str) -> None:
    run = feuille("-C", str(EXAMPLES / folder), "status", "--as-of", "2020-01-01")
    assert (run.code, run.err) == (0, "")
    assert len(run.out.splitlines()) <= 40
