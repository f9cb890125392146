"""Rollups over time: per territory first, by the rule of the indicator."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from feuille.rollup import spans
from feuille.values import periode
from tests.rollup_helpers import block, by_place, cell, done, here, indicator, missing, rolled

HALVES = [{"periode": "2019-S1", "valeur": 4}, {"periode": "2019-S2", "valeur": 6}]


def _series(
    *places: tuple[str, list[dict[str, object]]], **definition: object
) -> dict[str, object]:
    files: dict[str, object] = {
        "indicateurs/ind.yaml": indicator(attendus=[code for code, _rows in places], **definition)
    }
    for code, rows in places:
        files[f"fiches-territoire/t-{code}.yaml"] = here(code, block(realises=rows))
    return files


def test_a_flux_adds_the_periods_of_a_year_territory_by_territory() -> None:
    files = _series(("dep-01", HALVES), ("dep-03", [{"periode": 2019, "valeur": 5}]))
    found = cell(rolled(files))
    assert (found.value, found.status) == (15, "complet")
    assert (found.coverage.reporting, found.coverage.expected) == (2, 2)


def test_a_period_without_a_value_is_named_and_coverage_counts_territory_by_period() -> None:
    files = _series(
        ("dep-01", HALVES[:1]), ("dep-03", [{"periode": 2019, "valeur": 5}]), ("dep-07", [])
    )
    found = cell(rolled(files))
    assert (found.value, found.status) == (9, "partiel")
    assert (found.coverage.reporting, found.coverage.expected) == (3, 6)
    assert [(one.territoire, one.periode) for one in found.coverage.missing] == [
        ("dep-01", "2019-S2"), ("dep-07", "2019"),
    ]  # fmt: skip


def test_a_period_sans_objet_is_not_expected() -> None:
    rows = [HALVES[0], {"periode": "2019-S2", "manque": "sans-objet"}]
    found = cell(rolled(_series(("dep-01", rows))), "dep-01")
    assert (found.value, found.status, found.coverage.expected) == (4, "complet", 1)


def test_a_period_non_disponible_keeps_its_reason() -> None:
    rows = [HALVES[0], {"periode": "2019-S2", "manque": "non-disponible", "motif": "Grève"}]
    found = cell(rolled(_series(("dep-01", rows))), "dep-01")
    assert [(one.reason, one.motif) for one in found.coverage.missing] == [
        ("non-disponible", "Grève")
    ]


def test_the_value_typed_for_the_whole_period_is_used_rather_than_its_parts() -> None:
    rows = [*HALVES, {"periode": 2019, "valeur": 11}]
    assert cell(rolled(_series(("dep-01", rows))), "dep-01").value == 11


def test_overlapping_periods_are_never_added() -> None:
    rows = [
        {"periode": "2019-01/2019-08", "valeur": 4},
        {"periode": "2019-07/2019-12", "valeur": 6},
    ]
    found = cell(rolled(_series(("dep-01", rows))), "dep-01")
    assert (found.value, found.status, found.reason) == (None, "non-agregeable", "chevauchement")


def test_a_flux_across_years_stands_in_its_own_period() -> None:
    rows = [{"periode": "2019-07/2020-06", "valeur": 9}, {"periode": 2019, "valeur": 4}]
    found = rolled(_series(("dep-01", rows)))
    assert (cell(found, periode="2019-07/2020-06").value, cell(found).value) == (9, 4)
    only = rolled(_series(("dep-01", rows[:1])), year="2020")
    assert missing(cell(only, periode="2020")) == {"dep-01": "autre-periode"}


def test_a_stock_belongs_to_the_year_in_which_its_period_ends_and_the_last_one_is_read() -> None:
    rows = [{"periode": "2019-03-31", "valeur": 4}, {"periode": "2018-07/2019-06", "valeur": 6}]
    found = rolled(_series(("dep-01", rows), nature="stock"))
    assert (cell(found, "dep-01").value, cell(found, "dep-01").status) == (6, "complet")


def test_the_last_value_is_never_carried_forward() -> None:
    rows = [{"periode": "2019-T1", "valeur": 4}, {"periode": "2019-T4", "manque": "non-disponible"}]
    files = _series(("dep-01", rows), ("dep-03", [{"periode": 2020, "valeur": 1}]), nature="stock")
    found = rolled(files)
    assert cell(found, "dep-01").reason == "non-disponible"
    assert missing(cell(found, periode="2020")) == {"dep-01": "non-renseigne"}


def test_rates_are_read_by_their_last_period_unless_both_parts_are_counted() -> None:
    rows = [{"periode": "2019-S1", "numerateur": 1, "denominateur": 2},
            {"periode": "2019-S2", "numerateur": 1, "denominateur": 10}]  # fmt: skip
    files = _series(("dep-01", rows), nature="taux", unite="pourcent")
    assert cell(rolled(files), "dep-01").value == 10
    files = _series(
        ("dep-01", rows), nature="taux", unite="pourcent", agregation={"temps": "ratio"}
    )
    assert cell(rolled(files), "dep-01").value == Fraction(200, 12)


def test_means_are_weighted_over_time_and_need_their_weights() -> None:
    rows = [
        {"periode": "2019-S1", "valeur": 10, "poids": 1},
        {"periode": "2019-S2", "valeur": 20, "poids": 3},
    ]
    assert cell(rolled(_series(("dep-01", rows), nature="moyenne")), "dep-01").value == Fraction(
        35, 2
    )
    del rows[0]["poids"]
    found = cell(rolled(_series(("dep-01", rows), nature="moyenne")), "dep-01")
    assert (found.status, found.reason) == ("non-agregeable", "sans-poids")


def test_an_indicator_may_refuse_to_be_added_over_time() -> None:
    found = cell(rolled(_series(("dep-01", HALVES), agregation={"temps": "aucune"})), "dep-01")
    assert (found.status, found.reason) == ("non-agregeable", "sans-agregation-temps")


def test_periods_are_rows_with_their_sum_last() -> None:
    found = rolled(
        by_place({"dep-01": 0}) | {"fiches-territoire/t-dep-01.yaml": here("dep-01", done(4, 5))},
        by="periode",
    )
    assert [row.id for row in found.rows] == ["2019", "2020", "2019/2020"]
    assert cell(found, "2019/2020", periode="2019/2020").value == 9
    assert cell(found, "2019/2020", periode="2019/2020").coverage.expected == 24


def test_over_all_periods_a_stock_is_its_last_value() -> None:
    files = by_place({}, nature="stock") | {"fiches-territoire/t.yaml": here("dep-01", done(4, 5))}
    assert cell(rolled(files, by="periode"), "2019/2020", periode="2019/2020").value == 5


def test_a_year_can_be_seen_period_by_period() -> None:
    found = rolled(_series(("dep-01", HALVES)), by="periode", year="2019")
    assert [(row.id, cell(found, row.id, periode=row.id).value) for row in found.rows] == [
        ("2019-S1", 4), ("2019", 10), ("2019-S2", 6),
    ]  # fmt: skip


def test_only_the_period_asked_is_answered() -> None:
    files = by_place({}) | {"fiches-territoire/t.yaml": here("dep-01", done(4, 5))}
    assert {one.periode for one in rolled(files, year="2020").cells} == {"2020"}


RUPTURE = {"ruptures": [{"date": "2020-01-01", "motif": "Nouvelle définition"}]}


def test_a_series_is_not_added_across_a_rupture() -> None:
    files = by_place({}, **RUPTURE) | {"fiches-territoire/t.yaml": here("dep-01", done(4, 5))}
    found = rolled(files, by="periode")
    whole = cell(found, "2019/2020", periode="2019/2020")
    assert (whole.value, whole.status) == (None, "rupture")
    assert cell(found, "2019").value == 4


def test_places_on_both_sides_of_a_rupture_are_not_added() -> None:
    rows = [
        ("dep-01", [{"periode": "2019-03-31", "valeur": 4}]),
        ("dep-03", [{"periode": "2019-12-31", "valeur": 4}]),
    ]
    found = cell(rolled(_series(*rows, nature="stock", ruptures=[{"date": "2019-07-01"}])))
    assert (found.value, found.status) == (None, "rupture")


def test_rupture_goes_before_every_other_status() -> None:
    files = by_place(
        {}, attendus=["dep-01", "dep-03"], agregation={"territoires": "aucune"}, **RUPTURE
    )
    files["fiches-territoire/t.yaml"] = here("dep-01", done(4, 5))
    assert cell(rolled(files, by="periode"), "2019/2020", periode="2019/2020").status == "rupture"


@pytest.mark.parametrize(
    "text",
    ["2019", "2019/2021", "2019-S1", "2019-S2", "2019-T1", "2019-T4", "2019-02", "2019-02-03",
     "2019-02/2019-04", "2019-07/2020-06", "2019-02-03/2019-05-06", "2019-03-01/.."],
)  # fmt: skip
def test_periods_are_written_in_the_shortest_way(text: str) -> None:
    when = periode(text)
    assert when is not None
    written = spans.called(spans.span(when)).texte
    again = periode(written)
    assert again is not None
    assert spans.span(again) == spans.span(when)
    assert len(written) <= len(text)


def test_a_grid_takes_the_widest_slots_that_fit_all() -> None:
    year = (date(2019, 1, 1), date(2019, 12, 31))
    half, quarter = (date(2019, 1, 1), date(2019, 6, 30)), (date(2019, 4, 1), date(2019, 6, 30))
    assert [
        len(spans.grid(year, covers)) for covers in ([[year], []], [[half]], [[half], [quarter]])
    ] == [1, 2, 4]
    odd = (date(2019, 3, 5), date(2019, 4, 9))
    assert [spans.days_covered(slot, [odd]) for slot in spans.grid(year, [[odd]])] == [0, 36, 0]
