from __future__ import annotations

from fractions import Fraction

import pytest

from feuille.diagnostics import CannotProceedError
from feuille.rollup.progress import rate
from tests.rollup_helpers import (
    REGION,
    block,
    by_place,
    fiche,
    here,
    indicator,
    plan,
    progress,
    rolled,
)  # fmt: skip


@pytest.mark.parametrize(
    ("start", "current", "target", "expected"),
    [
        (100, 150, 200, 50),
        (100, 200, 200, 100),
        (100, 250, 200, 150),
        (100, 50, 200, -50),
        (100, 100, 100, 100),
        (100, 99, 100, 0),
        (200, 150, 100, 100),
        (200, 50, 100, 0),
        (0, 1, 3, Fraction(100, 3)),
    ],
)
def test_rate_when_more_is_wanted(
    start: int, current: int, target: int, expected: Fraction
) -> None:
    assert rate(Fraction(start), Fraction(current), Fraction(target), "hausse") == expected
    assert rate(-Fraction(start), -Fraction(current), -Fraction(target), "baisse") == expected


def followed(start: object, current: object, target: object, **keys: object) -> dict[str, object]:
    """A block with a start in 2018, a value for 2020, a target for 2020 (None: no row)."""
    rows = {"references": (2018, start), "realises": (2020, current), "cibles": (2020, target)}
    return block(**{
        name: [{"periode": year, **(value if isinstance(value, dict) else {"valeur": value})}]
        for name, (year, value) in rows.items() if value is not None
    }, **keys)  # fmt: skip


def files(blocks: dict[str, dict[str, object]], **definition: object) -> dict[str, object]:
    attendus = [code for code in blocks if code.startswith("dep-")]
    found: dict[str, object] = {"indicateurs/ind.yaml": indicator(attendus=attendus, **definition)}
    for code, one in blocks.items():
        found[f"fiches-territoire/t-{code}.yaml"] = here(code, one)
    return found


def final(found: dict[str, object], row: str = REGION, **asked: object):
    return progress(rolled(found, **asked), row).final


def test_progress_of_one_territory() -> None:
    found = final(files({"dep-01": followed(100, 130, 200)}), "dep-01")
    assert (found.vi, found.va, found.vc, found.value, found.status) == (
        100,
        130,
        200,
        30,
        "complet",
    )
    assert len(found.sources) == 3


def test_the_unbounded_figure_is_kept_and_what_is_shown_is_bounded() -> None:
    over = final(files({"dep-01": followed(100, 300, 200)}), "dep-01")
    under = final(files({"dep-01": followed(100, 50, 200)}), "dep-01")
    assert (over.value, over.shown, under.value, under.shown) == (200, 100, -50, 0)


def test_a_falling_indicator_goes_the_other_way() -> None:
    assert final(files({"dep-01": followed(100, 80, 60)}, sens="baisse"), "dep-01").value == 50


def test_rows_compare_like_for_like() -> None:
    found = final(files({
        "dep-01": followed(100, 150, 200), "dep-03": followed(10, 20, 30),
        "dep-07": followed(1000, None, 2000), "dep-15": followed(None, 900, 1000),
    }))  # fmt: skip
    assert (found.vi, found.va, found.vc) == (110, 170, 230)
    assert (found.status, found.coverage.reporting, found.coverage.expected) == ("partiel", 2, 4)
    assert {one.territoire: one.reason for one in found.coverage.missing} == {
        "dep-07": "realise-non-renseigne", "dep-15": "depart-non-renseigne",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ((None, 1, 2), "depart-non-renseigne"),
        ((1, None, 2), "realise-non-renseigne"),
        ((1, 1, None), "cible-non-renseigne"),
    ],
)
def test_one_of_the_three_missing_gives_no_rate_and_the_reason(
    values: tuple[int | None, ...], reason: str
) -> None:
    other = followed(1, 2, 3)
    found = final(files({"dep-01": followed(*values), "dep-03": other}), "dep-01")
    assert (found.value, found.status, found.reason) == (None, "absent", reason)


def test_a_territory_sans_objet_is_not_waited_for() -> None:
    found = final(files({"dep-01": followed(0, 1, 2), "dep-03": block(manque="sans-objet")}))
    assert (found.value, found.status, found.coverage.expected) == (50, "complet", 1)


def test_zero_counts_as_a_start_a_value_and_a_target() -> None:
    assert final(files({"dep-01": followed(0, 0, 10)}), "dep-01").value == 0
    assert final(files({"dep-01": followed(10, 0, 0)}, sens="baisse"), "dep-01").value == 100


def test_a_target_for_the_whole_wins_and_is_not_held_against_a_part() -> None:
    blocks = {"dep-01": followed(10, 20, 30), "dep-03": followed(10, 20, 30)}
    whole = block(cibles=[{"periode": 2020, "valeur": 100}])
    found = final(files({**blocks, REGION: whole}))
    assert (found.vc, found.value) == (100, 25)
    found = final(files({**blocks, "dep-03": followed(10, None, 30), REGION: whole}))
    assert (found.value, found.status, found.reason) == (None, "partiel", "cible-du-tout")


def test_targets_of_rates_are_not_rolled_up_but_one_typed_for_the_whole_serves() -> None:
    share = {"numerateur": 1, "denominateur": 2}
    better = {"numerateur": 3, "denominateur": 4}
    blocks = {code: followed(share, better, 100) for code in ("dep-01", "dep-03")}
    found = final(files(blocks, nature="taux", unite="pourcent"))
    assert (found.value, found.status, found.reason) == (None, "non-agregeable", "cible-de-taux")
    whole = block(cibles=[{"periode": 2020, "valeur": 100}])
    assert final(files({**blocks, REGION: whole}, nature="taux", unite="pourcent")).value == 50


def test_what_was_typed_for_the_whole_serves_where_no_territory_tells() -> None:
    blocks = {"dep-01": block(), "dep-03": block(), REGION: followed(0, 10, 40)}
    assert final(files(blocks)).value == 25


def test_a_flux_target_over_more_periods_than_its_reference_starts_from_zero() -> None:
    one = block(
        references=[{"periode": 2018, "valeur": 100}],
        cibles=[{"periode": "2019/2021", "valeur": 400}],
        realises=[{"periode": 2019, "valeur": 120}, {"periode": 2020, "valeur": 130}],
    )
    found = final(files({"dep-01": one}), "dep-01")
    assert (found.vi, found.va, found.vc, found.value) == (0, 250, 400, Fraction(125, 2))


def test_what_is_done_must_be_known_over_the_whole_of_the_elapsed_target() -> None:
    one = block(
        references=[{"periode": 2018, "valeur": 100}],
        cibles=[{"periode": "2019/2021", "valeur": 400}],
        realises=[{"periode": 2020, "valeur": 130}],
    )
    assert final(files({"dep-01": one}), "dep-01").reason == "realise-incomplet"


def test_a_stock_target_of_a_later_year_keeps_its_start() -> None:
    one = followed(100, 130, None, cibles=[{"periode": 2022, "valeur": 200}])
    found = final(files({"dep-01": one}, nature="stock"), "dep-01")
    assert (found.vi, found.value, found.cible) == (100, 30, "2022")


def test_the_year_and_the_end_of_term_have_their_own_rates() -> None:
    one = followed(
        100, 130, None, cibles=[{"periode": 2020, "valeur": 160}, {"periode": 2022, "valeur": 200}]
    )
    found = progress(rolled(files({"dep-01": one})), "dep-01")
    assert (found.annuel.value, found.final.value) == (50, 30)


def test_no_progress_across_a_rupture_and_each_segment_has_its_start() -> None:
    broken = {"ruptures": [{"date": "2019-06-01"}]}
    assert final(files({"dep-01": followed(100, 130, 200)}, **broken), "dep-01").status == "rupture"
    one = followed(
        None,
        130,
        200,
        references=[{"periode": 2018, "valeur": 500}, {"periode": "2019-12", "valeur": 100}],
    )
    assert final(files({"dep-01": one}, **broken), "dep-01").value == 30
    later = {"ruptures": [{"date": "2021-01-01"}]}
    one = followed(100, 130, None, cibles=[{"periode": 2022, "valeur": 200}])
    assert final(files({"dep-01": one}, **later), "dep-01").status == "rupture"


def test_a_direction_not_said_is_read_from_the_target() -> None:
    assert final(files({"dep-01": followed(100, 80, 60)}, sens=""), "dep-01").value == 50
    assert final(files({"dep-01": followed(60, 80, 60)}, sens=""), "dep-01").reason == "sans-sens"


def test_an_indicator_may_hide_a_partial_rate() -> None:
    blocks = {"dep-01": followed(0, 1, 2), "dep-03": followed(0, None, 2)}
    assert final(files(blocks, manquants="exiger")).reason == "exige"


# Of a fiche, an orientation, a roadmap


def _plan(*uses: tuple[str, float], **extra: object) -> dict[str, object]:
    """A plan whose fiche uses indicators of which `a` stands at 20 % and `b` at 150 %."""
    found: dict[str, object] = {
        "feuilles-de-route/plan.yaml": plan(orientations=[{"id": "o", "titre": "O", "orientations": [{"id": "p", "titre": "P"}]}]),
        "fiches-action/f.yaml": fiche(
            orientations=["plan#p"], territoires=["dep-01"],
            indicateurs=[block(name, ponderation=weight) for name, weight in uses],
        ),
        "fiches-territoire/t.yaml": here("dep-01", followed(0, 20, 100) | {"indicateur": "a"},
                                         followed(0, 150, 100) | {"indicateur": "b"}),
    }  # fmt: skip
    for name in ("a", "b", "c"):
        found[f"indicateurs/{name}.yaml"] = indicator(attendus=["dep-01"], **extra)
    return found


def test_the_rate_of_a_plan_is_the_weighted_mean_of_bounded_rates() -> None:
    found = rolled(_plan(("a", 3), ("b", 1)), by="fiche")
    for row in ("plan", "plan#o", "plan#p", "f"):
        mean = progress(found, row, "").final
        assert (mean.value, mean.coverage.reporting, mean.coverage.expected) == (40, 2, 2)


def test_no_mean_while_an_indicator_that_weighs_has_no_rate() -> None:
    mean = progress(rolled(_plan(("a", 1), ("c", 1))), "plan#p", "").final
    assert (mean.value, mean.reason) == (None, "taux-manquant")
    assert [one.indicateur for one in mean.coverage.missing] == ["c"]
    assert progress(rolled(_plan(("a", 1), ("c", 0))), "plan#p", "").final.value == 20


def test_what_is_sans_objet_or_in_words_does_not_weigh() -> None:
    data = _plan(("a", 1), ("c", 1))
    data["fiches-territoire/t.yaml"]["indicateurs"].append(block("c", manque="sans-objet"))
    data["indicateurs/c.yaml"] |= {"attendus": ["dep-01"]}
    assert progress(rolled(data), "plan#p", "").final.value == 20
    data = _plan(("a", 1), ("c", 1))
    data["indicateurs/c.yaml"] = indicator(nature="qualitatif")
    assert progress(rolled(data), "plan#p", "").final.value == 20


def test_a_picked_indicator_makes_no_mean_of_a_plan() -> None:
    found = rolled(_plan(("a", 1), ("b", 1)), indicateurs=["a"])
    assert not [one for one in found.progress if not one.indicateur]
    assert {one.indicateur for one in found.cells} == {"a"}


def test_an_orientation_shows_the_indicators_that_name_it() -> None:
    data = by_place({"dep-01": 5})
    data["indicateurs/ind.yaml"]["orientations"] = ["plan#p"]
    data["feuilles-de-route/plan.yaml"] = _plan()["feuilles-de-route/plan.yaml"]
    found = rolled(data, by="orientation")
    assert {one.row.id for one in found.cells} == {"plan", "plan#o", "plan#p"}


@pytest.mark.parametrize(("threshold", "value"), [(0, 20), (75, 20), (75.5, None), (100, None)])
def test_the_configuration_may_show_a_mean_of_those_known(
    threshold: float, value: int | None
) -> None:
    data = _plan(("a", 3), ("c", 1))
    settings = {"format": 1, "titre": "Essai", "territoire": REGION}
    data["feuille.yaml"] = settings | {"seuils": {"avancement": threshold}}
    mean = progress(rolled(data), "plan#p", "").final
    assert (mean.value, mean.status) == (value, "partiel")
    assert [one.indicateur for one in mean.coverage.missing] == ["c"]


def test_no_mean_of_nothing_whatever_the_threshold() -> None:
    data = _plan(("c", 1))
    data["feuille.yaml"] = {"format": 1, "titre": "Essai", "seuils": {"avancement": 0}}
    assert progress(rolled(data), "plan#p", "").final.value is None


def test_a_threshold_is_a_percentage() -> None:
    settings = {"format": 1, "titre": "Essai", "seuils": {"avancement": 150}}
    with pytest.raises(CannotProceedError, match="seuils/avancement"):
        rolled({"feuille.yaml": settings})
