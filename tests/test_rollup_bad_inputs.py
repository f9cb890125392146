"""What cannot be counted is reported by `validate`, and never becomes a number that says nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from feuille import rollup
from tests.conftest import diagnose, load, write_files

if TYPE_CHECKING:
    from pathlib import Path

INDICATOR = "type: indicateur\ntitre: I\nnature: {nature}\nunite: {unite}\nsens: hausse\nmailles: [departement]\n"
RATE = INDICATOR.format(nature="taux", unite="pourcent")
FLUX = INDICATOR.format(nature="flux", unite="personnes")
CONVENTION = """\
type: convention
titre: C
modele: calpae
parties: [etat]
actions:
  - fiche: f
    financements: [{financeur: etat, exercice: 2019, %s}]
"""
BASE = {
    "feuille.yaml": "format: 1\ntitre: Essai\nterritoire: reg-84\n",
    "feuilles-de-route/plan.yaml": "type: feuille-de-route\ntitre: P\nniveau: regional\n",
    "acteurs/etat.yaml": "type: acteur\nnom: État\nnature: etat\n",
    "fiches-action/f.yaml": "type: fiche-action\ntitre: F\nfeuille_de_route: plan\n",
}


def told(value: str, place: str = "dep-01") -> str:
    return (
        f"type: fiche-territoire\nterritoire: {place}\nfeuille_de_route: plan\nindicateurs:\n"
        f"  - indicateur: ind\n    realises:\n      - {{periode: 2019, {value}}}\n"
    )


def followed(value: str, definition: str = FLUX, place: str = "dep-01") -> dict[str, str]:
    return {"indicateurs/ind.yaml": definition, "fiches-territoire/t.yaml": told(value, place)}


def paid(amount: str, more: str = "") -> dict[str, str]:
    return {"conventions/c.yaml": CONVENTION % amount + more}


TWICE = followed("valeur: 5") | {"fiches-territoire/u.yaml": told("valeur: 6")}
UNDEFINED = {"fiches-territoire/t.yaml": told("valeur: 5")}


@pytest.mark.parametrize(
    ("files", "code", "reason"),
    [
        (followed("numerateur: 1, denominateur: 0", RATE), "C305", "denominateur-nul"),
        (followed("numerateur: 1, denominateur: -2", RATE), "C305", "denominateur-negatif"),
        (followed("numerateur: -1, denominateur: 2", RATE), "C305", "numerateur-negatif"),
        (followed("valeur: 101", RATE), "C308", "sans-numerateur"),
        (followed("valeur: 101", RATE + "maximum: 100\n"), "C307", "hors-bornes"),
        (followed("valeur: 5", place="dep-75"), "C315", "hors-perimetre"),
        (followed("valeur: 5", place="dep-999"), "R104", "territoire-inconnu"),
        (UNDEFINED, "R101", "sans-definition"),
        (TWICE, "C301", "contradictoire"),
        (followed("valeur: 1e3"), "L104", "non-renseigne"),
        (followed("valeur: 1e400"), "L104", "non-renseigne"),
        (followed("valeur: .nan"), "L104", "non-renseigne"),
        (followed("valeur: -.inf"), "L104", "non-renseigne"),
        (followed("valeur: 1000000000000000000"), "L106", "non-renseigne"),
        (followed("valeur: 5", INDICATOR.format(nature="autre", unite="x")), "S104", "sans-agregation"),
    ],
)  # fmt: skip
def test_a_bad_value_is_reported_and_the_region_has_no_number(
    files: dict[str, str], code: str, reason: str, tmp_path: Path
) -> None:
    root = write_files(tmp_path, BASE | files)
    assert code in {one.code for one in diagnose(root)}
    found = rollup.compute(load(root))
    whole = [one for one in found.cells if one.row.id == "reg-84" and one.kind == "realise"]
    reasons = {one.reason for one in whole} | {one.reason for one in found.ignored}
    assert {one.value for one in whole if one.coverage.expected > 1} <= {None}
    missing = {one.reason for cell in whole for one in cell.coverage.missing}
    assert reason in reasons | missing


@pytest.mark.parametrize(
    ("files", "code"),
    [
        (paid("engage: 1000000000000000000"), "L106"),
        (paid("engage: 1e18"), "L104"),
        (paid("engage: .nan"), "L104"),
        (paid("engage: 1.234.567"), "L105"),
        (paid("engage: cent"), "S103"),
    ],
)
def test_a_bad_amount_is_reported_and_adds_nothing(
    files: dict[str, str], code: str, tmp_path: Path
) -> None:
    root = write_files(tmp_path, BASE | files)
    assert code in {one.code for one in diagnose(root)}
    assert [one.amount for one in rollup.compute(load(root)).money] == []


@pytest.mark.parametrize(
    ("files", "code"),
    [
        (paid("engage: 1000000000000"), "C207"),
        (paid("engage: -5"), "S107"),
        (paid("engage: 5, unite: usd"), "S104"),
        (paid("engage: 5", "montants_imprimes: [{exercice: 2019, engage: 6}]\n"), "C202"),
        (followed("numerateur: 5, denominateur: 2", RATE), "C306"),
        (followed("valeur: 5", "type: indicateur\ntitre: I\nnature: flux\nsens: hausse\n"), "S102"),
    ],
)
def test_what_is_odd_but_readable_is_counted_and_reported(
    files: dict[str, str], code: str, tmp_path: Path
) -> None:
    assert code in {one.code for one in diagnose(write_files(tmp_path, BASE | files))}


@pytest.mark.parametrize(("current", "rate"), [(5, 100), (6, 100), (4, 0)])
def test_a_target_equal_to_its_start_is_reported_and_reached_or_not(
    current: int, rate: int, tmp_path: Path
) -> None:
    rows: Any = (
        "    references: [{periode: 2018, valeur: 5}]\n    cibles: [{periode: 2019, valeur: 5}]\n"
    )
    files = followed(f"valeur: {current}")
    files["fiches-territoire/t.yaml"] += rows
    root = write_files(tmp_path, BASE | files)
    assert "C317" in {one.code for one in diagnose(root)}
    rates = {one.row.id: one.final.value for one in rollup.compute(load(root)).progress}
    assert rates["dep-01"] == rate
