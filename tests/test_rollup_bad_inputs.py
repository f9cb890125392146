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
UNITLESS = "type: indicateur\ntitre: I\nnature: flux\nsens: hausse\nmailles: [departement]\n"
NAMELESS = {
    "indicateurs/ind.yaml": FLUX,
    "fiches-territoire/t.yaml": told("valeur: 5").replace("indicateur: ind", "indic: ind"),
}
UNDEFINED = {"fiches-territoire/t.yaml": told("valeur: 5")}


@pytest.mark.parametrize(
    ("files", "code", "reason"),
    [
        (followed("numerateur: 1, denominateur: 0", RATE), "C305", "denominateur-nul"),
        (followed("numerateur: 1, denominateur: -2", RATE), "C305", "denominateur-negatif"),
        (followed("numerateur: -1, denominateur: 2", RATE), "C305", "numerateur-negatif"),
        (followed("numerateur: 1", RATE), "C305", "taux-incomplet"),
        (followed("valeur: 101", RATE), "C308", "hors-bornes"),
        (followed("valeur: -1", RATE), "C308", "hors-bornes"),
        (followed("numerateur: 5, denominateur: 2", RATE), "C306", "hors-bornes"),
        (followed("valeur: 101", RATE + "maximum: 100\n"), "C307", "hors-bornes"),
        (followed("valeur: 5", place="dep-75"), "C315", "hors-perimetre"),
        (followed("valeur: 5", place="dep-999"), "R104", "territoire-inconnu"),
        (UNDEFINED, "R101", "sans-definition"),
        (TWICE, "C301", "contradictoire"),
        (followed("valeur: 1e3"), "L104", "refusee"),
        (followed("valeur: 1e400"), "L104", "refusee"),
        (followed("valeur: .nan"), "L104", "refusee"),
        (followed("valeur: -.inf"), "L104", "refusee"),
        (followed("valeur: 1000000000000000000"), "L106", "refusee"),
        (followed("valeur: 12.500"), "L105", "refusee"),
        (followed("valeur: 12,5"), "L107", "refusee"),
        (followed("valeur: 3, valeur: 4"), "L102", "refusee"),
        (followed("valeur: cinq"), "S103", "refusee"),
        (followed("valeur: 5, manque: inconnu"), "S104", "refusee"),
        (NAMELESS, "S102", "refusee"),
        (followed("valeur: 5", UNITLESS), "S102", "sans-definition"),
        (followed("valeur: 5", FLUX + "agregation: {temps: total}\n"), "S104", "sans-definition"),
        (followed("valeur: 5", FLUX + "minimum: dix\n"), "S103", "sans-definition"),
        (followed("valeur: 5", INDICATOR.format(nature="autre", unite="x")), "S104", "sans-definition"),
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
        (paid("engage: 1000000000000"), "C207"),
        (paid("engage: 1e18"), "L104"),
        (paid("engage: .nan"), "L104"),
        (paid("engage: 1.234.567"), "L105"),
        (paid("engage: 12,5"), "L107"),
        (paid("engage: 5, engage: 6"), "L102"),
        (paid("engage: cent"), "S103"),
        (paid("engage: -5"), "S107"),
        (paid("engage: {montant: -5, approximation: environ}"), "S107"),
        (paid("engage: 5, unite: usd"), "S104"),
        (paid("engage: 5, nature: autre"), "S104"),
        (paid("engage: 5, acte: a"), "R101"),
        (paid("engage: 5}, {financeur: etat, exercice: 2019, engage: 6"), "R203"),
    ],
)
def test_a_bad_amount_is_reported_adds_nothing_and_is_named(
    files: dict[str, str], code: str, tmp_path: Path
) -> None:
    root = write_files(tmp_path, BASE | files)
    assert code in {one.code for one in diagnose(root)}
    found = rollup.compute(load(root))
    assert [one.amount for one in found.money] == []
    assert {one.source.document.id for one in found.ignored if one.money} == {"c"}


def test_an_amount_that_is_refused_leaves_the_others_of_its_line(tmp_path: Path) -> None:
    root = write_files(tmp_path, BASE | paid("engage: -5, verse: 3, commentaires: x"))
    found = rollup.compute(load(root))
    assert [(one.kind, one.amount and one.amount.valeur) for one in found.money] == [("verse", 3)]
    assert [one.source.at[-1] for one in found.ignored] == ["engage"]


REPORT = """\
type: rapport-execution
titre: R
conventions: [c]
exercice: 2019
lignes: [{id: a, actions: [c#f], depenses: [{financeur: etat, execute: %d}]}]
"""


@pytest.mark.parametrize(("second", "counted"), [(4, [4]), (5, [])])
def test_an_expense_in_two_reports_counts_once_or_not_at_all(
    second: int, counted: list[int], tmp_path: Path
) -> None:
    files = {"rapports/r.yaml": REPORT % 4, "rapports/s.yaml": REPORT % second}
    root = write_files(tmp_path, BASE | paid("engage: 9") | files)
    (told_twice,) = [one for one in diagnose(root) if one.code == "C205"]
    places = [told_twice.place.path, *(one.path for one in told_twice.related)]
    assert places == ["rapports/s.yaml", "rapports/r.yaml"]
    found = rollup.compute(load(root))
    spent = [one.amount.valeur for one in found.money if one.kind == "execute" and one.amount]
    assert spent == counted
    assert len(found.ignored) == (0 if counted else 2)


def test_two_reports_on_parts_of_an_exercice_add_up(tmp_path: Path) -> None:
    files = {
        f"rapports/{part}.yaml": REPORT % 4 + f"periode: 2019-{part}\n" for part in ("S1", "S2")
    }
    root = write_files(tmp_path, BASE | paid("engage: 9") | files)
    assert "C205" not in {one.code for one in diagnose(root)}
    spent = [one.amount for one in rollup.compute(load(root)).money if one.kind == "execute"]
    assert [one.valeur for one in spent if one] == [8]


@pytest.mark.parametrize(
    ("files", "code", "places"),
    [
        (followed("valeur: 101", RATE), "C308", ["fiches-territoire/t.yaml", "indicateurs/ind.yaml"]),
        (followed("numerateur: 5, denominateur: 2", RATE), "C306", ["fiches-territoire/t.yaml", "indicateurs/ind.yaml"]),
        (followed("valeur: 101", RATE + "maximum: 100\n"), "C307", ["fiches-territoire/t.yaml", "indicateurs/ind.yaml"]),
        (followed("valeur: 5", place="dep-75"), "C315", ["fiches-territoire/t.yaml", "feuille.yaml"]),
        (TWICE, "C301", ["fiches-territoire/u.yaml", "fiches-territoire/t.yaml"]),
    ],
)  # fmt: skip
def test_what_two_places_say_is_shown_at_both(
    files: dict[str, str], code: str, places: list[str], tmp_path: Path
) -> None:
    (found,) = [one for one in diagnose(write_files(tmp_path, BASE | files)) if one.code == code]
    assert [found.place.path, *(one.path for one in found.related)] == places


@pytest.mark.parametrize(
    ("files", "code"),
    [
        (paid("engage: 5", "montants_imprimes: [{exercice: 2019, engage: 6}]\n"), "C202"),
        (followed("valeur: 5, commentaires: x"), "S101"),
        (followed("valeur: 5, unite: jours"), "S101"),  # the unit is the indicator's
        (followed("numerateur: 1, denominateur: 2", RATE.replace("pourcent", "poucent")), "C319"),
        (followed("valeur: 5", FLUX + "titres: x\n"), "S101"),
    ],
)
def test_what_is_odd_but_readable_is_counted_and_reported(
    files: dict[str, str], code: str, tmp_path: Path
) -> None:
    root = write_files(tmp_path, BASE | files)
    assert code in {one.code for one in diagnose(root)}
    found = rollup.compute(load(root))
    assert found.ignored == ()
    assert any(one.value is not None for one in found.cells) or any(
        one.amount for one in found.money
    )


def test_a_negative_weight_gives_no_mean(tmp_path: Path) -> None:
    files = followed("valeur: 5")
    files["fiches-action/f.yaml"] = (
        BASE["fiches-action/f.yaml"]
        + "territoires: [dep-01]\nindicateurs: [{indicateur: ind, ponderation: -1}]\n"
    )
    root = write_files(tmp_path, BASE | files)
    assert "S107" in {one.code for one in diagnose(root)}
    means = [one.final for one in rollup.compute(load(root)).progress if not one.indicateur]
    assert {(one.value, one.reason) for one in means} == {(None, "poids-negatif")}


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
