"""What money says of conventions: actions weighed one by one, reports in common, and its words."""

from __future__ import annotations

import csv
import io
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feuille import demo, money_why, rollup
from feuille.rollup_why import tell
from tests.conftest import feuille
from tests.rollup_helpers import convention, corpus, fiche, plan, quick, rolled

STATE = {"par": "action", "part_maximale": 50, "financeurs": ["etat"]}
ACTORS = {
    f"acteurs/{name}.yaml": {"type": "acteur", "nom": words}
    for name, words in (("etat", "État"), ("dept", "Département"))
}


def paid(etat: object, dept: object, **keys: object) -> list[dict[str, object]]:
    about = {"exercice": 2024, **keys}
    return [{"financeur": name, "engage": amount, **about} for name, amount in (("etat", etat), ("dept", dept)) if amount is not None]  # fmt: skip


def contract(rule: dict[str, Any], **actions: list[dict[str, object]]) -> dict[str, Any]:
    listed = [{"fiche": name, "financements": lines} for name, lines in actions.items()]
    fiches = {f"fiches-action/{name}.yaml": fiche(titre=name.upper()) for name in actions}
    return {
        **ACTORS, **fiches, "feuilles-de-route/plan.yaml": plan(),
        "conventions/c.yaml": convention(*listed, cofinancement=rule, territoires=["reg-84"]),
    }  # fmt: skip


def report(*lines: tuple[list[str], int, int], conventions: tuple[str, ...] = ("c",)) -> dict[str, Any]:  # fmt: skip
    rows = [
        {"id": f"l{number}", "actions": actions,
         "depenses": [{"financeur": "etat", "execute": etat}, {"financeur": "dept", "execute": dept}]}
        for number, (actions, etat, dept) in enumerate(lines)
    ]  # fmt: skip
    return {
        "rapports/r.yaml": {
            "type": "rapport-execution", "titre": "Rapport", "conventions": list(conventions),
            "exercice": 2024, "lignes": rows,
        }
    }  # fmt: skip


def shares(files: dict[str, Any]) -> dict[tuple[str, str], tuple[Any, ...]]:
    return {
        (one.action, one.kind): (one.share, one.respected, one.reason)
        for one in rolled(files).cofinancing
    }


def test_the_part_of_the_state_is_weighed_action_by_action() -> None:
    files = contract(STATE, f=paid(60, 40), g=paid(40, 60))
    assert shares(files) == {("f", "engage"): (60, False, ""), ("g", "engage"): (40, True, "")}
    whole = {key: value for key, value in STATE.items() if key != "par"}
    files = contract(whole, f=paid(60, 40), g=paid(40, 60))
    assert shares(files) == {("", "engage"): (50, True, "")}


def test_engaged_and_spent_are_weighed_apart() -> None:
    files = contract(STATE, f=paid(50, 50)) | report((["c#f"], 75, 25))
    assert shares(files) == {("f", "engage"): (50, True, ""), ("f", "execute"): (75, False, "")}


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        (paid(60, None), "autres-non-renseignes"),  # who says nothing is not at zero
        (paid(None, 60), "part-non-renseignee"),
        (paid(0, 0), "assiette-nulle"),
        (paid(60, 0), ""),
    ],
)
def test_a_part_is_unknown_where_somebody_says_nothing(lines: list[Any], reason: str) -> None:
    ((_share, respected, why),) = shares(contract(STATE, f=lines)).values()
    assert (respected, why) == (None if reason else False, reason)


def test_both_bounds_hold_and_a_euro_is_no_breach() -> None:
    rule = STATE | {"part_minimale": 50}
    kept = {etat: shares(contract(rule, f=paid(etat, 100)))["f", "engage"][1] for etat in (97, 99, 100, 101, 103)}  # fmt: skip
    assert kept == {97: False, 99: True, 100: True, 101: True, 103: False}


def test_spending_on_two_actions_or_on_none_in_particular_gives_no_part() -> None:
    files = contract(STATE, f=paid(50, 50), g=paid(50, 50), h=paid(50, 50))
    found = shares(files | report((["c#f", "c#g"], 10, 10), (["c#h"], 10, 10)))
    assert [found[name, "execute"][2] for name in "fgh"] == ["non-ventile", "non-ventile", ""]
    found = shares(files | report((["c#f"], 10, 10), ([], 10, 10)))
    assert found["f", "execute"][2] == "non-ventile"


@pytest.mark.parametrize("rule", [
    {}, {"financeurs": ["etat"]}, {"part_maximale": 50}, {"part_maximale": 500, "financeurs": ["etat"]},
    {"part_maximale": 50, "financeurs": "etat"}, {"part_maximale": True, "financeurs": ["etat"]},
])  # fmt: skip
def test_a_rule_that_says_too_little_weighs_nothing(rule: dict[str, Any]) -> None:
    assert shares(contract(rule, f=paid(60, 40))) == {}


# Rows: what stands on none of them


def _two(common: int) -> dict[str, Any]:
    files = contract(STATE, f=paid(100, 100))
    files["conventions/d.yaml"] = convention(
        {"fiche": "g", "financements": paid(100, 100)}, territoires=["reg-84"]
    )
    files["fiches-action/g.yaml"] = fiche(titre="G")
    files["fiches-action/own.yaml"] = fiche(financements=paid(7, None))
    lines = ((["c#f"], 30, 30), (["c#f", "d#g"], common, 0))
    return files | report(*lines, conventions=("c", "d"))


def test_a_common_expense_stands_apart_from_the_conventions() -> None:
    found = {
        (one.row.id if one.row else "", one.kind): (one.amount.valeur if one.amount else one.reason)
        for one in rolled(_two(50), by="convention").money
        if one.financeur == "etat"
    }
    assert found == {
        ("", "engage"): 207, ("", "execute"): 80,
        ("c", "engage"): 100, ("c", "execute"): 30,
        ("d", "engage"): 100, ("d", "execute"): "non-ventile",
        ("non-ventile", "execute"): 50,
        ("hors-convention", "engage"): 7, ("hors-convention", "execute"): "",
    }  # fmt: skip


def test_spending_says_of_how_many_actions_it_is() -> None:
    files = contract(STATE, f=paid(100, 100), g=paid(100, 100)) | report((["c#f"], 30, 30))
    spent = [one for one in rolled(files).money if one.kind == "execute"]
    assert [one.coverage.share for one in spent] == ["1/2", "1/2"]


def test_who_says_nothing_of_an_exercice_reported_is_waited_for() -> None:
    files = contract(STATE, f=paid(100, 100))
    assert {one.kind for one in rolled(files).money} == {"engage"}
    files["conventions/d.yaml"] = convention({"fiche": "f", "financements": [{"financeur": "region", "exercice": 2024, "engage": 5}]})  # fmt: skip
    (waits,) = [one for one in rolled(files | report((["c#f"], 1, 1))).money if (one.financeur, one.kind) == ("region", "execute")]  # fmt: skip
    assert (waits.amount, waits.coverage.share) == (None, "0/1")


LINE = st.tuples(
    st.sampled_from("cd"), st.sampled_from("fgh"), st.sampled_from(["etat", "dept"]),
    st.integers(0, 900), st.sampled_from(["engage", "verse"]),
)  # fmt: skip
SPENT = st.tuples(
    st.lists(st.sampled_from(["c#f", "c#g", "d#f", "d#h"]), max_size=2, unique=True),
    st.integers(0, 900), st.integers(0, 900),
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(
    st.lists(LINE, max_size=8),
    st.lists(SPENT, max_size=4),
    st.sampled_from(["convention", "fiche"]),
)
def test_rows_of_money_add_up_to_the_whole(lines: list[Any], spent: list[Any], by: str) -> None:
    files: dict[str, Any] = {f"fiches-action/{name}.yaml": fiche() for name in "fghi"}
    files["fiches-action/i.yaml"] = fiche(financements=paid(11, 13))
    for name in "cd":
        held: dict[str, dict[tuple[str, str], Any]] = {one: {} for one in "fgh"}
        for number, (whose, action, funder, amount, kind) in enumerate(lines):
            if whose == name:
                held[action][funder, kind] = {"financeur": funder, "exercice": 2024, "fonds": f"x{number}", kind: amount}  # fmt: skip
        actions = [
            {"fiche": one, "financements": list(rows.values())} for one, rows in held.items()
        ]
        files[f"conventions/{name}.yaml"] = convention(*actions)
    found = rollup.compute(quick(files | report(*spent, conventions=("c", "d"))), by=by).money
    sums: dict[tuple[str, str], Any] = {}
    for one in found:
        if one.row is not None and one.amount:
            key = one.financeur, one.kind
            sums[key] = sums.get(key, 0) + one.amount.valeur
    assert sums == {(one.financeur, one.kind): one.amount.valeur for one in found if one.row is None and one.amount}  # fmt: skip


# Words


def _told(branch: Any) -> list[str]:
    return [one.text for _depth, one in tell(branch)]


def test_an_execution_is_told_with_both_sides() -> None:
    held = corpus(contract(STATE, f=paid(100, 50)) | report((["c#f"], 80, 60)))
    etat, dept = sorted(rollup.compute(held).executions, key=lambda one: one.financeur != "etat")
    said = _told(money_why.execution(held, etat))
    assert "80 % = 100 × exécuté 80 € / engagé 100 €, 20 € non consommés".replace(" ", "") in said[0].replace("\u202f", "").replace("\u00a0", "").replace(" ", "")  # fmt: skip
    assert len(said) == 3
    assert "au-delà" in money_why.execution(held, dept).text


def test_an_unknown_execution_is_told_with_its_reason() -> None:
    held = corpus(_two(50))
    gone = [one for one in rollup.compute(held, by="convention").executions if one.reason]
    assert gone
    assert all("non ventilée" in money_why.execution(held, one).text for one in gone if one.row)


def test_a_part_is_told_with_its_rule_and_who_pays() -> None:
    held = corpus(contract(STATE, f=paid(60, 40), g=paid(40, 60)))
    head, first, *rest = _told(money_why.cofinancing(held, rollup.compute(held).cofinancing))
    assert "par action" in head
    assert ("F" in first, "hors de la règle" in first) == (True, True)
    assert [line.split(" ")[0] for line in rest if "=" not in line] == ["État", "Département"] * 2
    whole = corpus(contract({"part_minimale": 50, "collectivites": ["dept"]}, f=paid(60, 40)))
    told = money_why.cofinancing(whole, rollup.compute(whole).cofinancing).text
    assert "part des collectivités" in told


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("demo") / "plan"
    demo.build(folder)
    return str(folder)


@pytest.mark.parametrize("width", ["80", "120"])
@pytest.mark.parametrize("arguments", [[], ["--by", "convention"], ["--why"]])
def test_the_terminal_says_all_of_it_in_its_width(
    built: str, arguments: list[str], width: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", width)
    run = feuille("-C", built, "rollup", "montants", "--year", "2024", *arguments)
    assert run.code == 0
    long = [line for line in run.out.splitlines() if len(line.rstrip()) > int(width)]
    assert [line for line in long if "rapports/" not in line] == []
    for word in ("Exécution", "Cofinancement", "non ventilé", "51,02", "94"):
        assert word in run.out


def test_the_demonstration_reports_on_two_conventions_together(built: str) -> None:
    run = feuille("-C", built, "rollup", "montants", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(run.out.lstrip("\ufeff")), delimiter=";"))
    rates = [row for row in rows if row["objet"] == "execution" and row["nature"] == "taux" and row["financeur"] == "etat"]  # fmt: skip
    assert [(row["valeur"], row["repondants"], row["attendus"]) for row in rates] == [("93,992248", "2", "5")]  # fmt: skip
    parts = [row for row in rows if row["objet"] == "cofinancement"]
    assert {row["statut"] for row in parts} == {"respecte", "hors-regle", "inconnu"}
    assert [row["sujet"] for row in parts if row["statut"] == "hors-regle"] == ["cls-ille-et-vilaine#sorties-ase"]  # fmt: skip
    assert Fraction(rates[0]["valeur"].replace(",", ".")) < 100
