"""What is restricted stays out of a comparison that is published, and out of what it adds up."""

from __future__ import annotations

import json
from pathlib import Path  # noqa: TC003

import pytest

from feuille.diff import Comparison, compare
from feuille.report import differences, plain
from feuille.report.outline import Options
from tests.conftest import feuille, git, load, write_files

CANARY = "zibeline"
ACTEUR = "acteurs/ccas.yaml"
FICHE = "fiches-action/accueil.yaml"
OPEN = "type: fiche-action\ntitre: Accueil\navancement: {state}\n"
CONVENTION = """\
type: convention
titre: Appui
modele: calpae
parties: [ccas]
actions:
  - fiche: accueil
    financements: [{{financeur: ccas, exercice: 2024, engage: {amount}}}]
"""

HIDDEN = {
    "a document": (
        {"fiches-action/x.yaml": f"type: fiche-action\ntitre: {CANARY} a\nconfidentialite: restreint\n"},
        {"fiches-action/x.yaml": f"type: fiche-action\ntitre: {CANARY} b\nconfidentialite: restreint\n"},
    ),
    "a document that comes": (
        {},
        {f"fiches-action/{CANARY}.yaml": f"type: fiche-action\ntitre: {CANARY}\nconfidentialite: restreint\n"},
    ),
    "a document that goes": (
        {f"fiches-action/{CANARY}.yaml": f"type: fiche-action\ntitre: {CANARY}\nconfidentialite: restreint\n"},
        {},
    ),
    "a key that the schema keeps": (
        {ACTEUR: f"type: acteur\nnom: CCAS\ncontact: {CANARY} a\n"},
        {ACTEUR: f"type: acteur\nnom: CCAS\ncontact: {CANARY} b\n"},
    ),
    "a key for local use": (
        {ACTEUR: f"type: acteur\nnom: CCAS\nx-note: {CANARY} a\n"},
        {ACTEUR: f"type: acteur\nnom: CCAS\nx-note: {CANARY} b\n"},
    ),
    "a name that a public document cites": (
        {"acteurs/z.yaml": f"type: acteur\nnom: {CANARY}\nconfidentialite: restreint\n",
         "fiches-action/p.yaml": "type: fiche-action\ntitre: P\n"},
        {"acteurs/z.yaml": f"type: acteur\nnom: {CANARY}\nconfidentialite: restreint\n",
         "fiches-action/p.yaml": "type: fiche-action\ntitre: P\npilotes: [z]\n"},
    ),
    "money of a restricted convention": (
        {"conventions/z.yaml": CONVENTION.format(amount=31415) + f"objet: {CANARY}\nconfidentialite: restreint\n"},
        {"conventions/z.yaml": CONVENTION.format(amount=27182) + f"objet: {CANARY}\nconfidentialite: restreint\n"},
    ),
}  # fmt: skip


def comparison(tmp_path: Path, *sides: dict[str, str]) -> Comparison:
    """Compare two plans, beside one change that everybody may read."""
    common = {"acteurs/ccas.yaml": "type: acteur\nnom: CCAS\n"}
    states = ("a-venir", "en-cours")
    return compare(*(
        load(write_files(tmp_path / state, {**common, FICHE: OPEN.format(state=state), **files}))
        for state, files in zip(states, sides, strict=True)
    ))  # fmt: skip


@pytest.mark.parametrize("form", ["html", "md"])
@pytest.mark.parametrize("sides", HIDDEN.values(), ids=HIDDEN)
def test_what_is_restricted_is_left_out_and_counted(
    tmp_path: Path, sides: tuple[dict[str, str], dict[str, str]], form: str
) -> None:
    found = comparison(tmp_path, *sides)
    written = differences.WRITERS[form](found, plain).replace("\u202f", "").replace("\u00a0", " ")
    assert CANARY not in written
    assert "31415" not in written
    assert "27182" not in written
    assert "Avancement : à venir → en cours" in written
    hidden = len(found.changes) - 1
    words = "changement dans des" if hidden == 1 else "changements dans des"
    assert f"{hidden} {words} passages restreints" in written
    internal = differences.WRITERS[form](found, plain, options=Options(internal=True))
    assert CANARY in internal or "27" in internal
    assert "passages restreints" not in internal


def test_a_document_made_restricted_goes_out_of_both_sides(tmp_path: Path) -> None:
    fiche = f"type: fiche-action\ntitre: {CANARY}\n"
    found = comparison(
        tmp_path, {"fiches-action/x.yaml": fiche},
        {"fiches-action/x.yaml": fiche + "confidentialite: restreint\n"},
    )  # fmt: skip
    for form in ("html", "md"):
        assert CANARY not in differences.WRITERS[form](found, plain)


def test_a_restricted_item_hides_neither_its_neighbours_nor_itself(tmp_path: Path) -> None:
    sides = [
        {ACTEUR: "type: acteur\nnom: CCAS\n", "rencontres/r.yaml": (
            "type: rencontre\ntitre: R\nordre_du_jour:\n"
            f"  - {{titre: {CANARY}, confidentialite: restreint}}\n"
            f"  - {{titre: Bilan, description: {text}}}\n"
        )}
        for text in ("le matin", "le soir")
    ]  # fmt: skip
    found = comparison(tmp_path, *sides)
    written = differences.WRITERS["md"](found, plain)
    assert CANARY not in written
    assert "[+soir+]" in written
    assert "passages restreints" not in written


def test_an_unreadable_file_is_counted_and_not_named(tmp_path: Path) -> None:
    found = comparison(tmp_path, {}, {f"fiches-action/{CANARY}.yaml": "type: [\n"})
    for form in ("html", "md"):
        written = differences.WRITERS[form](found, plain)
        assert CANARY not in written
        assert "1 fichier illisible" in written


def test_terminal_and_json_show_all_on_ones_own_machine(tmp_path: Path) -> None:
    found = comparison(tmp_path, *HIDDEN["a document"])
    assert CANARY in differences.text(found, plain)
    changes = json.loads(differences.WRITERS["json"](found, plain))["changes"]
    assert {one["public"] for one in changes if CANARY in str(one["new"])} == {False}


def test_the_option_shows_what_is_restricted(tmp_path: Path) -> None:
    before, after = HIDDEN["a document"]
    root = write_files(tmp_path / "depot", {FICHE: OPEN.format(state="a-venir"), **before})
    git(root, "init", "-q")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "avant")
    write_files(root, after)
    for form in ("html", "md"):
        shown = feuille("-C", str(root), "diff", "HEAD", "--format", form)
        assert shown.code == 0
        assert CANARY not in shown.out
        assert CANARY in feuille(
            "-C", str(root), "diff", "HEAD", "--format", form, "--internal"
        ).out  # fmt: skip
