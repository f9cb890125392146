"""A fiche that changes its id takes its money with it: a rename moves no amount."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.conftest import feuille, git, write_files

if TYPE_CHECKING:
    from pathlib import Path

CONVENTION = """\
type: convention
titre: Convention
modele: calpae
parties: [etat]
actions:
  - fiche: {fiche}
    financements: [{{financeur: etat, exercice: 2024, engage: {amount}}}]
"""
FICHE = "type: fiche-action\ntitre: Garantie d'activité\n"


def test_a_rename_is_no_movement_of_money_but_a_cut_is(tmp_path: Path) -> None:
    root = write_files(
        tmp_path / "depot",
        {
            "acteurs/etat.yaml": "type: acteur\nnom: État\n",
            "fiches-action/garantie.yaml": FICHE,
            "conventions/c.yaml": CONVENTION.format(fiche="garantie", amount=240000),
        },
    )
    git(root, "init", "-q")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "Avant")
    (root / "fiches-action" / "garantie.yaml").unlink()
    (root / "fiches-action" / "global.yaml").write_text(FICHE + "remplace: [garantie]\n", "utf-8")
    convention = root / "conventions" / "c.yaml"
    convention.write_text(CONVENTION.format(fiche="global", amount=240000), "utf-8")
    assert json.loads(_diff(root))["summary"]["money"] == []
    convention.write_text(CONVENTION.format(fiche="global", amount=200000), "utf-8")
    (moved,) = json.loads(_diff(root))["summary"]["money"]
    assert (moved["old"], moved["new"]) == (240000, 200000)


def _diff(root: Path) -> str:
    return feuille("-C", str(root), "diff", "HEAD", "--format", "json").out
