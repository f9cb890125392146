from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest

from feuille import money, rollup
from feuille.rollup.as_json import as_json
from feuille.values import Montant
from tests.rollup_helpers import convention, corpus, fiche, plan, quick, rolled

if TYPE_CHECKING:
    from feuille.rollup.records import Execution

ABOUT = {"montant": 570000, "approximation": "plus-de", "texte": "un peu plus de 570 000 €"}


def line(
    amount: object = 100, *, of: str = "etat", kind: str = "engage", **keys: object
) -> dict[str, object]:
    return {"financeur": of, "exercice": 2020, kind: amount, **keys}


def amounts(files: dict[str, Any], **asked: Any) -> dict[tuple[str, ...], Decimal | None]:
    """Return amounts by (row, funder, exercice, unit, kind)."""
    return {
        (one.row.id if one.row else "", one.financeur, one.exercice, one.unite, one.kind): one.amount.valeur if one.amount else None
        for one in rolled(files, **asked).money
    }  # fmt: skip


def carried(*lines: dict[str, object], **keys: object) -> dict[str, Any]:
    return {"conventions/c.yaml": convention({"fiche": "f", "financements": list(lines)}, **keys)}


def test_amounts_add_up_by_funder_and_exercice_across_documents() -> None:
    files = carried(line(100), line(50, of="region"), line(7, exercice=2021))
    files["fiches-action/g.yaml"] = fiche(financements=[line(30)])
    assert amounts(files) == {
        ("", "etat", "2020", "eur", "engage"): 130,
        ("", "etat", "2021", "eur", "engage"): 7,
        ("", "region", "2020", "eur", "engage"): 50,
    }


def test_kinds_and_units_are_never_mixed() -> None:
    files = carried(
        line(100),
        line(80, kind="prevu", fonds="x"),
        line(2, unite="etp"),
        line(60, kind="verse", fonds="y"),
    )
    assert amounts(files) == {
        ("", "etat", "2020", "eur", "engage"): 100,
        ("", "etat", "2020", "eur", "prevu"): 80,
        ("", "etat", "2020", "eur", "verse"): 60,
        ("", "etat", "2020", "etp", "engage"): 2,
    }


def test_what_is_paid_says_of_how_many_lines() -> None:
    (one, other) = rolled(carried(line(100, verse=60), line(50, fonds="x"))).money
    assert (one.kind, one.coverage.reporting, one.coverage.expected) == ("engage", 2, 2)
    assert (other.kind, other.coverage.reporting, other.coverage.expected) == ("verse", 1, 2)


def test_the_latest_act_replaces_a_line_and_zero_cancels() -> None:
    acts = [{"id": "a1", "date": "2020-03-01"}, {"id": "a2", "date": "2020-09-01"}]
    files = carried(line(100), line(110, acte="a2"), line(90, acte="a1"), avenants=acts)
    assert amounts(files) == {("", "etat", "2020", "eur", "engage"): 110}
    files = carried(line(100), line(0, acte="a1"), avenants=acts)
    assert amounts(files) == {("", "etat", "2020", "eur", "engage"): 0}


def test_a_line_of_an_unknown_act_is_listed_and_not_added() -> None:
    found = rolled(carried(line(100), line(900, acte="a9")))
    assert [one.reason for one in found.ignored] == ["acte-inconnu"]
    assert [one.amount.valeur for one in found.money if one.amount] == [100]


def test_a_fiche_line_does_not_count_beside_those_of_its_convention() -> None:
    files = carried(line(100)) | {"fiches-action/f.yaml": fiche(financements=[line(100)])}
    found = rolled(files)
    assert [one.reason for one in found.ignored] == ["deja-porte"]
    assert [one.amount.valeur for one in found.money if one.amount] == [100]


def test_an_approximate_amount_keeps_its_words_and_makes_its_total_approximate() -> None:
    alone = rolled(carried(line(ABOUT))).money[0]
    assert str(alone.amount) == "un peu plus de 570 000 €"
    summed = rolled(carried(line(ABOUT), line(30, fonds="x"))).money[0]
    assert summed.amount is not None
    assert (summed.amount.valeur, summed.amount.approximation) == (570030, "plus-de")
    assert summed.words == ("un peu plus de 570 000 €",)


@pytest.mark.parametrize(
    ("ways", "expected"),
    [
        (["", ""], ""),
        (["plus-de", ""], "plus-de"),
        (["plus-de", "au-moins"], "plus-de"),
        (["au-plus", ""], "au-plus"),
        (["moins-de", "plus-de"], "environ"),
        (["arrondi", ""], "environ"),
    ],
)
def test_approximations_of_a_sum(ways: list[str], expected: str) -> None:
    assert money.total([Montant(Decimal(1), way) for way in ways]).approximation == expected


def test_a_published_total_stands_beside_the_recomputed_one() -> None:
    found = rolled(carried(line(100), line(50, fonds="x"), montants_imprimes=[line(160)])).money
    assert [one.amount.valeur for one in found if one.amount] == [150]
    (printed,) = found[0].printed
    assert (printed.amount.valeur, printed.computed, printed.difference, printed.agrees) == (
        160,
        150,
        10,
        False,
    )


def test_a_published_total_without_lines_is_kept_and_adds_nothing() -> None:
    (found,) = rolled(carried(montants_imprimes=[line(ABOUT)])).money
    assert found.amount is None
    assert (found.printed[0].computed, found.printed[0].agrees) == (None, None)


def test_rows_of_conventions_and_fiches() -> None:
    files = carried(line(100)) | {
        "conventions/d.yaml": convention({"fiche": "f", "financements": [line(5)]}),
        "fiches-action/f.yaml": fiche(),
    }
    by_convention = amounts(files, by="convention")
    assert by_convention["c", "etat", "2020", "eur", "engage"] == 100
    assert by_convention["d", "etat", "2020", "eur", "engage"] == 5
    assert amounts(files, by="fiche")["f", "etat", "2020", "eur", "engage"] == 105


def test_an_action_under_two_orientations_counts_in_both_and_once_in_totals() -> None:
    files = carried(line(100)) | {
        "fiches-action/f.yaml": fiche(orientations=["plan#a", "plan#b"]),
        "feuilles-de-route/plan.yaml": plan(
            orientations=[{"id": "a", "titre": "A"}, {"id": "b", "titre": "B"}]
        ),
    }
    found = amounts(files, by="orientation")
    assert [
        found[row, "etat", "2020", "eur", "engage"] for row in ("", "plan", "plan#a", "plan#b")
    ] == [100] * 4
    assert rolled(files, by="orientation").shared == ("f",)


def test_only_the_exercice_asked() -> None:
    assert list(amounts(carried(line(1), line(2, exercice=2021)), year="2021")) == [
        ("", "etat", "2021", "eur", "engage")
    ]


def test_only_the_territory_asked_and_what_is_wider_is_said() -> None:
    files = carried(line(1), territoires=["dep-01"]) | {
        "conventions/d.yaml": convention(
            {"fiche": "g", "financements": [line(2)]}, territoires=["reg-84"]
        ),
        "conventions/e.yaml": convention(
            {"fiche": "g", "financements": [line(4)]}, territoires=["dep-03"]
        ),
    }
    assert amounts(files) == {("", "etat", "2020", "eur", "engage"): 7}
    found = rolled(files, place="dep-01")
    assert [one.amount.valeur for one in found.money if one.amount] == [1]
    assert [one.reason for one in found.ignored] == ["perimetre-plus-large"]


def test_particular_bounds_of_an_exercice_are_noted() -> None:
    own = [{"exercice": 2020, "periode": "2020-07/2021-06"}]
    assert rolled(carried(line(1), exercices=own)).money[0].notes == ("c : 2020-07/2021-06",)
    plain = [{"exercice": 2020, "periode": "2020-01-01/2020-12-31"}]
    assert rolled(carried(line(1), exercices=plain)).money[0].notes == ()


def test_what_reports_say_was_spent_stands_apart() -> None:
    files = carried(line(100)) | {
        "fiches-action/f.yaml": fiche(),
        "rapports/r.yaml": {
            "type": "rapport-execution", "titre": "R", "conventions": ["c"], "exercice": 2020,
            "lignes": [
                {"id": "l", "actions": ["c#f"], "depenses": [{"financeur": "etat", "execute": 60}]},
                {"id": "m", "conventions": ["c"], "depenses": [{"financeur": "etat", "execute": 5}]},
            ],
            "montants_imprimes": [{"financeur": "etat", "execute": 70}],
        },
    }  # fmt: skip
    found = amounts(files, by="fiche")
    assert (
        found["", "etat", "2020", "eur", "execute"],
        found["f", "etat", "2020", "eur", "execute"],
    ) == (65, 60)
    assert found["", "etat", "2020", "eur", "engage"] == 100
    printed = next(one for one in rolled(files).money if one.kind == "execute").printed
    assert [(one.computed, one.difference) for one in printed] == [(65, 5)]
    assert amounts(files, by="convention")["c", "etat", "2020", "eur", "execute"] == 65


@pytest.mark.parametrize("amount", [float("nan"), float("inf"), None, True, {"montant": "x"}])
def test_what_is_no_amount_adds_nothing(amount: object) -> None:
    loaded = quick(carried(line(amount), line(5, fonds="x")))
    assert [one.amount.valeur for one in rollup.compute(loaded).money if one.amount] == [5]


def test_odd_lines_do_not_crash() -> None:
    files = carried({"financeur": 3}, {"exercice": 2020}, line("cent"))  # type: ignore[arg-type]
    files["conventions/d.yaml"] = convention(montants_imprimes="x", avenants=[3], actions="non")
    assert amounts(files) == {}


# Printed totals of all funders together


def test_a_published_total_without_a_funder_is_held_against_all_of_them() -> None:
    total = {"exercice": 2020, "engage": 160}
    found = rolled(carried(line(100), line(50, of="region"), montants_imprimes=[total])).money
    (whole,) = [one for one in found if not one.financeur]
    assert whole.amount is None
    (printed,) = whole.printed
    assert (printed.computed, printed.difference, printed.agrees) == (150, 10, False)


def test_a_published_total_of_an_act_not_signed_yet_is_not_shown() -> None:
    acts = [{"id": "a1", "date": "2020-09-01"}]
    files = carried(line(100), montants_imprimes=[line(200, acte="a1")], avenants=acts)
    assert [bool(one.printed) for one in rolled(files).money] == [True]
    assert [bool(one.printed) for one in rolled(files, as_of=date(2020, 8, 31)).money] == [False]


def test_the_state_at_a_date_leaves_out_acts_signed_later() -> None:
    acts = [{"id": "a1", "date": "2020-03-01"}, {"id": "a2", "date": "2020-09-01"}]
    files = carried(line(100), line(90, acte="a1"), line(110, acte="a2"), avenants=acts)
    states = {}
    for day in ("2020-02-29", "2020-03-01", "2020-08-31", "2020-09-01"):
        states[day] = amounts(files, as_of=date.fromisoformat(day))["", "etat", "2020", "eur", "engage"]  # fmt: skip
    assert states == {"2020-02-29": 100, "2020-03-01": 90, "2020-08-31": 90, "2020-09-01": 110}
    assert rolled(files, as_of=date(2020, 1, 1)).ignored == ()


# What was spent of what was engaged


def report(*lines: dict[str, Any], conventions: tuple[str, ...] = ("c",)) -> dict[str, Any]:
    return {"rapports/r.yaml": {
        "type": "rapport-execution", "titre": "R", "conventions": list(conventions),
        "exercice": 2020, "lignes": list(lines),
    }}  # fmt: skip


def expense(amount: object, of: str = "etat", **keys: Any) -> dict[str, Any]:
    return {"id": f"l-{of}-{amount}", "depenses": [{"financeur": of, "execute": amount}], **keys}


def two(first: int, second: int) -> dict[str, Any]:
    return carried(line(first)) | {
        "conventions/d.yaml": convention({"fiche": "g", "financements": [line(second)]})
    }


def execution(files: dict[str, Any], row: str = "", of: str = "etat", **asked: Any) -> Execution:
    (one,) = [
        one for one in rolled(files, **asked).executions
        if ((one.row.id if one.row else ""), one.financeur) == (row, of)
    ]  # fmt: skip
    return one


def test_the_rate_of_execution_is_what_was_spent_of_what_was_engaged() -> None:
    found = execution(carried(line(100), line(50, fonds="x")) | report(expense(60)))
    assert (found.engaged, found.executed, found.rate, found.unspent) == (150, 60, 40, 90)
    assert (found.coverage.reporting, found.coverage.expected) == (1, 1)


def test_nothing_is_netted_between_funders_nor_between_conventions() -> None:
    files = carried(line(100), line(10, of="region")) | report(expense(60), expense(50, "region"))
    assert (execution(files).unspent, execution(files).overspent) == (40, 0)
    other = execution(files, of="region")
    assert (other.unspent, other.overspent, other.rate) == (0, 40, 500)
    spent = [expense(60, conventions=["c"]), expense(140, conventions=["d"])]
    found = execution(two(100, 100) | report(*spent, conventions=("c", "d")))
    assert (found.rate, found.unspent, found.overspent) == (100, 40, 40)


def test_a_convention_without_a_report_is_missing_and_not_zero() -> None:
    found = execution(two(100, 100) | report(expense(60)))
    assert (found.rate, found.unspent) == (60, 40)
    assert (found.coverage.reporting, found.coverage.expected) == (1, 2)
    assert [(one.convention, one.reason) for one in found.coverage.missing] == [
        ("d", "execute-non-renseigne")
    ]
    assert rolled(two(100, 100)).executions == ()


def test_a_common_report_gives_a_rate_to_the_whole_and_none_to_each() -> None:
    files = two(100, 50) | report(expense(60), conventions=("c", "d"))
    found = execution(files, by="convention")
    assert (found.rate, found.unspent, found.coverage.reporting) == (40, 90, 2)
    for row in ("c", "d"):
        own = execution(files, row, by="convention")
        assert (own.rate, own.unspent, own.reason) == (None, None, "non-ventile")


def test_spending_where_nothing_was_engaged_has_no_rate() -> None:
    files = carried(line(0)) | report(expense(5))
    assert (execution(files).rate, execution(files).reason) == (None, "engage-nul")
    assert (execution(files).unspent, execution(files).overspent) == (0, 5)
    files = carried(line(9, of="region")) | report(expense(5))
    assert execution(files).reason == "engage-non-renseigne"


# Co-financing

RULE = {"part_minimale": 50, "collectivites": ["dept"], "assiette": ["etat", "dept"]}


def shares(files: dict[str, Any], **asked: Any) -> dict[str, tuple[Any, ...]]:
    return {
        one.kind: (one.share, one.respected, one.reason)
        for one in rolled(files, **asked).cofinancing
    }


def test_the_part_of_collectivites_is_weighed_on_engaged_and_on_spent_separately() -> None:
    lines = line(100), line(60, of="dept"), line(900, of="europe")
    spent = expense(50), expense(150, "dept")
    found = shares(carried(*lines, cofinancement=RULE) | report(*spent))
    assert found == {"engage": (Fraction(75, 2), False, ""), "execute": (75, True, "")}


def test_a_collectivite_that_says_nothing_has_an_unknown_part() -> None:
    found = shares(carried(line(100), cofinancement=RULE))
    assert found == {"engage": (None, None, "part-non-renseignee")}


def test_a_part_of_nothing_and_a_common_report_give_no_share() -> None:
    lines = line(0), line(0, of="dept")
    assert shares(carried(*lines, cofinancement=RULE))["engage"] == (None, None, "assiette-nulle")
    files = carried(line(1), cofinancement=RULE) | report(
        expense(1), expense(1, "dept"), conventions=("c", "d")
    )
    assert shares(files)["execute"] == (None, None, "non-ventile")


def test_the_part_follows_the_acts_signed_at_the_date() -> None:
    acts = [{"id": "a1", "date": "2020-09-01"}]
    lines = line(100), line(40, of="dept"), line(100, of="dept", acte="a1")
    files = carried(*lines, cofinancement=RULE, avenants=acts)
    assert shares(files)["engage"][:2] == (50, True)
    assert shares(files, as_of=date(2020, 1, 1))["engage"][:2] == (Fraction(200, 7), False)


@pytest.mark.parametrize("rule", ["x", [], {"part_minimale": "x"}, RULE | {"collectivites": 3}])
def test_an_odd_rule_gives_no_share_and_no_crash(rule: object) -> None:
    assert all(one[0] is None for one in shares(carried(line(1), cofinancement=rule)).values())


def test_json_holds_execution_and_shares() -> None:
    loaded = corpus(
        carried(line(100), line(100, of="dept"), cofinancement=RULE) | report(expense(60))
    )
    data = json.loads(as_json(rollup.compute(loaded, as_of=date(2021, 1, 1)), loaded))
    assert data["as_of"] == "2021-01-01"
    found = {one["financeur"]: (one["rate"], one["unspent"], one["reason"]) for one in data["execution"]}  # fmt: skip
    assert found == {"etat": (60, 40, ""), "dept": (None, None, "execute-non-renseigne")}
    kinds = {one["kind"]: (one["share"], one["respected"]) for one in data["cofinancing"]}
    assert kinds == {"engage": (50, True), "execute": (None, None)}
