"""`feuille diff` as a person types it, on real git repositories; and its three writings."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path  # noqa: TC003

import pytest

from feuille.diff import compare
from feuille.diff.words import compare as compare_words
from feuille.report import differences, plain
from tests.conftest import feuille, git, load, write_files

FICHE = "fiches-action/accueil.yaml"
ACTEUR = "acteurs/ccas.yaml"


def typed(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "feuille", "-C", str(folder), "diff", *arguments],
        capture_output=True, text=True, check=False, encoding="utf-8",
    )  # fmt: skip


@pytest.fixture
def depot(tmp_path: Path) -> Path:
    """Return a repository of two plan years, with a change that no commit holds."""
    root = write_files(tmp_path / "depot", {FICHE: "type: fiche-action\ntitre: Accueil\n"})
    git(root, "init", "-q")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "2023")
    git(root, "tag", "-a", "plan/2023", "-m", "Plan 2023")
    write_files(root, {
        FICHE: "type: fiche-action\ntitre: Accueil\navancement: en-cours\n",
        ACTEUR: "type: acteur\nnom: CCAS\n",
    })  # fmt: skip
    git(root, "add", "-A")
    git(root, "commit", "-qm", "2024")
    git(root, "tag", "-a", "plan/2024", "-m", "Plan 2024")
    (root / FICHE).write_text("type: fiche-action\ntitre: Accueil\navancement: abandonne\n")
    return root


def test_two_plan_years_are_compared(depot: Path) -> None:
    done = typed(depot, "2023", "2024", "--format", "json")
    found = json.loads(done.stdout)
    assert (done.returncode, done.stderr) == (0, "")
    assert found["version"] == 1
    assert found["old"]["name"] == "2023"
    assert found["new"]["commit"] == git(depot, "rev-parse", "plan/2024^{commit}").strip()
    assert [(one["kind"], one["id"]) for one in found["changes"]] == [
        ("document-ajoute", "ccas"),
        ("avancement", "accueil"),
    ]
    assert found["summary"]["kinds"] == {"document-ajoute": 1, "avancement": 1}
    added, moved = found["changes"]
    assert added["old_place"] is None
    assert moved["new_place"] == {"path": FICHE, "line": 3, "column": 1, "pointer": "/avancement"}
    assert (moved["old"], moved["new"]) == (None, "en-cours")


def test_by_default_the_last_year_meets_the_working_tree(depot: Path) -> None:
    done = typed(depot, "--format", "json")
    found = json.loads(done.stdout)
    assert [(one["kind"], one["old"], one["new"]) for one in found["changes"]] == [
        ("abandon", "en-cours", "abandonne")
    ]
    assert [one["id"] for one in found["summary"]["abandoned"]] == ["accueil"]
    assert found["new"]["commit"] is None


def test_one_argument_is_compared_with_the_working_tree(depot: Path) -> None:
    found = json.loads(feuille("-C", str(depot), "diff", "HEAD~1", "--format", "json").out)
    assert len(found["changes"]) == 2


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["2023", "2024"], 0),
        (["2023", "2024", "--exit-code"], 1),
        (["2024", "2024", "--exit-code"], 0),
        (["2023", "2024", "--exit-code", "--only", "indicateur"], 0),
        (["2023", "2024", "--exit-code", "--only", "fiche"], 1),
        (["2023", "2024", "--only", "fich"], 2),
        (["2023", "2024", "--format", "xml"], 2),
        (["2022"], 2),
        (["inconnue"], 2),
        (["--", "--output=x"], 2),
        (["2023", "nulle"], 2),
    ],
)
def test_exit_codes(depot: Path, arguments: list[str], code: int) -> None:
    done = feuille("-C", str(depot), "diff", *arguments)
    assert done.code == code, done.err
    assert bool(done.err) is (code == 2)


def test_only_keeps_one_type(depot: Path) -> None:
    done = feuille("-C", str(depot), "diff", "2023", "2024", "--only", "fiche", "--format", "json")
    assert {one["type"] for one in json.loads(done.out)["changes"]} == {"fiche-action"}


def test_nothing_to_compare_with_says_how_to_mark_a_year(tmp_path: Path) -> None:
    root = write_files(tmp_path, {})
    assert feuille("-C", str(root), "diff").code == 2
    git(root, "init", "-q")
    done = feuille("-C", str(root), "diff")
    assert done.code == 2
    assert "feuille baseline" in done.err


def test_no_difference_is_said(depot: Path) -> None:
    for form in ("text", "md"):
        assert "Aucune différence" in feuille("-C", str(depot), "diff", "2024", "2024", "--format", form).out  # fmt: skip


def written(tmp_path: Path, old: str, new: str, form: str, width: int = 80) -> str:
    sides = [
        load(write_files(tmp_path / name, {FICHE: f"type: fiche-action\n{text}"}))
        for name, text in (("avant", old), ("apres", new))
    ]
    return differences.WRITERS[form](compare(*sides), plain, width)


LONG = "Un accueil de proximité, ouvert à chaque personne, sans condition et sans rendez-vous"


@pytest.mark.parametrize("width", [40, 80])
def test_text_fits_the_terminal(tmp_path: Path, width: int) -> None:
    found = written(
        tmp_path, f"titre: {LONG}\ndescription: {LONG} {LONG}\npublics: [{LONG!r}]\n",
        f"titre: {LONG}, le soir\ndescription: {LONG} le matin {LONG}\npublics: [Tous]\n",
        "text", width,
    )  # fmt: skip
    assert "{+le matin +}" in found.replace("\n      ", " ")
    assert max(map(len, found.splitlines())) <= width


def test_colours_never_come_from_a_document(tmp_path: Path) -> None:
    found = written(tmp_path, "titre: Un\n", 'titre: "\\e[31mDeux\\u202E"\n', "text")
    assert "Deux" in found
    assert "\x1b" not in found
    assert "\u202e" not in found


HOSTILE = "<script>alert(1)</script> | `code` ![i](http://x.invalid/i) *gras* @quelqu-un #12"


def test_markdown_of_a_document_stays_text(tmp_path: Path) -> None:
    from markdown_it import MarkdownIt

    found = written(
        tmp_path, f"titre: {HOSTILE!r}\ndescription: {HOSTILE!r}\npublics: ['1. un', '- deux']\n",
        f"titre: {'1. ' + HOSTILE!r}\ndescription: {HOSTILE + ' encore'!r}\n", "md",
    )  # fmt: skip
    page = MarkdownIt("commonmark", {"html": True}).enable("table").render(found)
    assert "<script" not in page
    assert "<img" not in page
    assert "<em>" not in page
    assert "&lt;script&gt;" in page
    assert "@quelqu" not in page
    assert "#12" not in page
    assert "<table" not in page
    assert "<ol" not in page
    tags = set(re.findall(r"</?([a-z0-9]+)", page))
    shown = {"h2", "h3", "h4", "p", "ul", "li", "strong", "ins", "del", "code"}
    assert tags <= shown | {"details", "summary", "blockquote"}


def test_json_numbers_are_numbers(tmp_path: Path) -> None:
    found = written(
        tmp_path, "titre: Un\nfinancements: [{financeur: ccas, engage: 3}]\n",
        "titre: Un\nfinancements: [{financeur: ccas, engage: 4.5}]\n", "json",
    )  # fmt: skip
    (change,) = json.loads(found)["changes"]
    assert (change["old"], change["new"], change["measure"]["delta"]) == (3, 4.5, 1.5)
    assert change["measure"]["percent"] == 50


def test_words_tell_both_texts() -> None:
    old, new = "L'accueil des jeunes,\nle matin.", "L'accueil des familles, le\nmatin et le soir."
    runs = compare_words(old, new)
    assert "".join(text for sign, text in runs if sign != "+") == " ".join(old.split())
    assert "".join(text for sign, text in runs if sign != "-") == " ".join(new.split())
    assert ("-", "jeunes") in runs
    assert ("+", "familles") in runs


def test_what_is_restricted_is_not_public(tmp_path: Path) -> None:
    sides = [
        load(write_files(tmp_path / name, {
            ACTEUR: f"type: acteur\nnom: CCAS\nsite: https://x.invalid/{name}\ncontact: {name}\n",
            FICHE: f"type: fiche-action\ntitre: {name}\nconfidentialite: restreint\n",
        }))
        for name in ("avant", "apres")
    ]  # fmt: skip
    changes = json.loads(differences.WRITERS["json"](compare(*sides), plain))["changes"]
    public = {change["key_path"]: change["public"] for change in changes}
    assert public == {"site": True, "contact": False, "titre": False}


def test_summary_tells_money_in_force_weaker_targets_and_territories(tmp_path: Path) -> None:
    common = {
        # Named by a document that does not change: neither joins nor leaves.
        ACTEUR: "type: acteur\nnom: CCAS\nterritoire: dep-01\n",
        "acteurs/etat.yaml": "type: acteur\nnom: État\nterritoire: dep-07\n",
        "indicateurs/delai.yaml": "type: indicateur\ntitre: Délai\nnature: stock\nsens: baisse\n",
    }
    fiche = (
        "type: fiche-action\ntitre: Accueil\nterritoires: [{place}]\n"
        "indicateurs: [{{indicateur: delai, cibles: [{{periode: 2024, valeur: {target}}}]}}]\n"
    )
    convention = (
        "type: convention\ntitre: Convention\nmodele: calpae\nparties: [ccas]\nactions:\n"
        "  - fiche: accueil\n    financements:\n"
        "      - {financeur: ccas, exercice: 2024, engage: 100}\n"
    )
    act = (
        "      - {financeur: ccas, exercice: 2024, acte: avenant-1, engage: 70}\n"
        "avenants: [{id: avenant-1, objet: Baisse}]\n"
    )
    place = "conventions/appui.yaml"
    old = {**common, FICHE: fiche.format(place="dep-42, dep-01", target=10), place: convention}
    new = {
        **common,
        FICHE: fiche.format(place="dep-69, dep-07", target=12),
        place: convention + act,
    }
    sides = [load(write_files(tmp_path / name, files)) for name, files in (("a", old), ("b", new))]
    summary = json.loads(differences.WRITERS["json"](compare(*sides), plain))["summary"]
    assert summary["money"] == [
        {"id": "appui", "action": "accueil", "financeur": "ccas", "exercice": "2024",
         "kind": "engage", "unite": "eur", "old": 100, "new": 70, "delta": -30}
    ]  # fmt: skip
    assert [one["key_path"] for one in summary["weaker_targets"]] == [
        "indicateurs[delai].cibles[2024].valeur"
    ]
    assert summary["territories"] == {"joined": ["dep-69"], "left": ["dep-42"]}


def test_a_document_is_called_as_its_own_type_calls_it(tmp_path: Path) -> None:
    sides = [
        load(write_files(tmp_path / "avant", {"acteurs/accueil.yaml": "type: acteur\nnom: Un\n"})),
        load(write_files(tmp_path / "apres", {FICHE: "type: fiche-action\ntitre: Deux\n"})),
    ]
    rows = differences.text(compare(*sides), plain).splitlines()
    assert "− Un" in rows
    assert "+ Deux" in rows
