"""Hand-made faults in a copy of a real roadmap: each is reported at its file and line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.conftest import feuille

if TYPE_CHECKING:
    from pathlib import Path

ROADMAP = "feuilles-de-route/feuille-de-route-regionale.yaml"
NATIONAL = "feuilles-de-route/plan-national.yaml"
FOOD = "fiches-action/aide-alimentaire.yaml"
HOUSING = "fiches-action/hebergement-et-logement.yaml"
AIN = "fiches-territoire/territoire-ain.yaml"
ACTOR = "acteurs/drdjscs-auvergne-rhone-alpes.yaml"
MEETING = "rencontres/rencontre-regionale-2016.yaml"

# (file, what stands there, what a hand wrote instead, code); the line is found from the new text.
FAULTS = [
    (FOOD, 'numero: "3"', "numero: 3", "S103"),
    (FOOD, "titre: Faciliter", "titre: Faciliter : vraiment", "L101"),
    (FOOD, "drdjscs-auvergne-rhone-alpes", "drdjcs-auvergne-rhone-alpes", "R101"),
    (FOOD, "feuille_de_route: feuille-de-route-regionale", "feuille_de_route: drdjscs-auvergne-rhone-alpes", "R102"),
    (FOOD, "objectifs:", "objectif:", "S101"),
    (FOOD, "pilotes:", "avancement: en cours\npilotes:", "S104"),
    (FOOD, "pilotes:", "territoires: [dep-420]\npilotes:", "R104"),
    (FOOD, "pilotes:", "calendrier: {debut: 2018, fin: 2017}\npilotes:", "C102"),
    (HOUSING, "type: fiche-action", "type: fiche-actions", "S109"),
    (HOUSING, "pilotes:", "orientations: [feuille-de-route-regionale#acces-soin]\npilotes:", "R103"),
    (HOUSING, "pilotes:", "meteo: no\npilotes:", "L104"),
    (AIN, "territoire: dep-01", "territoire: 01", "L104"),
    (AIN, "territoire: dep-01", "territoire: dep-1", "R104"),
    (AIN, "feuille_de_route:", "feuile_de_route:", "S101"),
    (ACTOR, "nature: etat", "nature: État", "S104"),
    (ACTOR, "nature: etat", "nature: etat\nnature: autre", "L102"),
    (ROADMAP, "periode: 2017/2018", "periode: 2018/2017", "C101"),
    (ROADMAP, "date: 2015-07-16", "date: 16/07/2015", "S105"),
    (ROADMAP, "  - id: acces-soins", "  - id: acces-emploi", "R202"),
    (ROADMAP, "    nombre: 7", "    nombre: 8", "G202"),
    (ROADMAP, "decline: plan-national", "decline: plan-nationale", "R101"),
    (NATIONAL, "echeance: 2013-01-21", "echeance: 2013-02-30", "C101"),
    (NATIONAL, "niveau: national", "niveau: [national]", "S103"),
    (MEETING, "date: 2016-10-04", "date: 4 octobre 2016", "S105"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "before", "after", "code"), FAULTS, ids=lambda value: str(value)[:28]
)
def test_a_hand_made_fault_is_found_at_its_line(
    ara: Path, name: str, before: str, after: str, code: str
) -> None:
    target = ara / name
    text = target.read_text("utf-8")
    assert before in text
    broken = text.replace(before, after, 1)
    target.write_text(broken, "utf-8")
    # The fault is on the line of the replacement that differs from what stood there.
    line = text[: text.index(before)].count("\n") + 1
    lines = after.split("\n")
    line += 1 if lines[0] == before.split("\n", maxsplit=1)[0] and len(lines) > 1 else 0
    done = feuille("-C", str(ara), "validate", "--format", "json")
    found = json.loads(done.out)["diagnostics"]
    assert (code, name, line) in {(one["code"], one["path"], one["line"]) for one in found}
    assert done.code == (0 if code == "G202" else 1)
    assert done.err == ""


@pytest.mark.parametrize("name", ["auvergne-rhone-alpes-2017-2018", "loire-2019"])
def test_the_real_documents_are_clean(name: str) -> None:
    done = feuille("-C", f"examples/{name}", "validate", "--strict")
    assert done.code == 0
    assert done.err == ""


def test_two_hundred_broken_files_are_all_reported_in_one_run(ara: Path) -> None:
    for number in range(200):
        (ara / "acteurs" / f"casse-{number}.yaml").write_text("type: acteur\nnom: a: b\n", "utf-8")
    done = feuille("-C", str(ara), "validate", "--format", "json")
    result = json.loads(done.out)
    assert result["summary"]["errors"] == 200
    assert len({one["path"] for one in result["diagnostics"]}) == 200


def test_a_broken_file_is_reported_once_without_its_consequences(ara: Path) -> None:
    (ara / ACTOR).write_text("type: acteur\nnom: a: b\n", "utf-8")
    done = feuille("-C", str(ara), "validate", "--format", "json")
    assert [one["code"] for one in json.loads(done.out)["diagnostics"]] == ["L101"]
