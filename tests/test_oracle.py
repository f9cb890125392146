"""The engine and a slow oracle, written apart from the same rules, agree on generated corpora."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feuille import rollup
from tests import oracle
from tests.oracle import Model, Period, years
from tests.rollup_helpers import ALL, block, here, indicator, quick

RULES = {
    "flux": [("somme", "somme"), ("somme", "dernier"), ("aucune", "somme")],
    "stock": [("somme", "dernier"), ("aucune", "dernier")],
    "taux": [("ratio", "dernier"), ("ratio", "ratio"), ("aucune", "dernier")],
    "moyenne": [("moyenne-ponderee", "moyenne-ponderee"), ("moyenne-ponderee", "dernier")],
}
HALVES = [years(2019), years(2020), frozenset([4038]), frozenset([4039]), frozenset([4040])]
KINDS = {"references": "reference", "cibles": "cible", "realises": "realise"}


def said(random: Random, nature: str) -> dict[str, Any]:
    if random.random() < 0.2:
        return {"manque": random.choice(["non-disponible", "sans-objet"])}
    number = random.choice([0, 1, 2, 7, 40, random.randrange(1000)])
    if nature == "taux":
        if random.random() < 0.2:
            return {"valeur": random.choice([0, 3, 52, 100, 101])}
        return {"numerateur": number, "denominateur": random.choice([0, 3, 50, 1000, 1000])}
    if nature == "moyenne":
        return {"valeur": number} | ({"poids": random.choice([0, 1, 5])} if random.random() < 0.8 else {})  # fmt: skip
    return {"valeur": number}


def model(seed: int, *, whole_years: bool) -> Model:
    """Make a model up: natures, policies, ruptures, totals typed for the whole, silences."""
    random = Random(seed)
    nature = random.choice(list(RULES))
    over_places, over_time = random.choice(RULES[nature])
    known = ALL[: random.randrange(1, 6)]
    speaking = [code for code in known if random.random() < 0.8]
    places = speaking + [oracle.WHOLE] * (random.random() < 0.3)
    goal = years(2019, 2021) if nature == "flux" and random.random() < 0.3 else years(2021)
    found: dict[str, dict[str, dict[Period, dict[str, Any]]]] = {}
    for place in places:
        rows = random.sample(HALVES[:2] if whole_years else HALVES, random.randrange(0, 3))
        found[place] = {
            "reference": {years(2018): said(random, nature)} if random.random() < 0.9 else {},
            "cible": {goal: said(random, nature)} if random.random() < 0.9 else {},
            "realise": {row: said(random, nature) for row in rows},
        }
    blank = {place: random.choice(["non-disponible", "sans-objet"]) for place in places if random.random() < 0.15}  # fmt: skip
    wanted = known if random.random() < 0.7 else ALL
    unsaid = random.random() < 0.2
    if unsaid:
        wanted = speaking
    return Model(
        nature, over_places, over_time, random.choice(["hausse", "baisse"]), tuple(wanted),
        random.choice(["ignorer", "ignorer", "exiger", "seuil"]), random.choice([25, 50, 75]),
        random.choice([(), (), (4038,), (4039,), (4040,)]), unsaid, blank, found,
    )  # fmt: skip


def written(period: Period) -> Any:
    first, last = min(period), max(period)
    if len(period) == 1:
        return f"{first // 2}-S{first % 2 + 1}"
    return first // 2 if last - first == 1 else f"{first // 2}/{last // 2}"


def documents(one: Model) -> dict[str, Any]:
    definition = indicator(
        nature=one.nature, sens=one.sens, manquants=one.policy, seuil=one.threshold,
        unite="pourcent" if one.nature == "taux" else "personnes",
        agregation={"territoires": one.over_places, "temps": one.over_time},
        ruptures=[{"date": f"{b // 2}-{'07' if b % 2 else '01'}-01"} for b in one.breaks],
        **({} if one.unsaid or one.expected == ALL else {"attendus": list(one.expected)}),
    )  # fmt: skip
    if one.unsaid:
        del definition["mailles"]
    files: dict[str, Any] = {"indicateurs/ind.yaml": definition}
    for place, kinds in one.said.items():
        rows = {
            name: [{"periode": written(p), **row} for p, row in kinds[kind].items()]
            for name, kind in KINDS.items()
            if kinds[kind]
        }
        # A block's own `manque` is for rows that say nothing: these all speak.
        missing = {"manque": one.blank[place]} if place in one.blank else {}
        files[f"fiches-territoire/t-{place}.yaml"] = here(place, block(**rows, **missing))
    return files


def agree(one: Model) -> int:
    """Compare every cell and every final rate; return how many were."""
    found = rollup.compute(quick(documents(one)))
    times = {written(p): p for p in [years(2018), *HALVES, years(2021), years(2019, 2021)]}
    times = {str(name): period for name, period in times.items()}
    compared = 0
    for cell in found.cells:
        if cell.periode:
            mine = cell.value, cell.coverage.reporting, cell.coverage.expected, cell.status
            asked = times[cell.periode]
            assert mine == oracle.cell(one, cell.row.id, cell.kind, asked), (cell, one)
            compared += 1
    for progress in found.progress:
        rate = progress.final
        done = [p for kinds in one.said.values() for p, row in kinds["realise"].items() if "manque" not in row]  # fmt: skip
        goals = [p for kinds in one.said.values() for p in kinds["cible"]]
        if done and goals and rate.coverage.expected:
            latest = years(max(max(p) for p in done) // 2)
            mine = rate.value, rate.coverage.reporting, rate.coverage.expected
            assert mine == oracle.progress(one, progress.row.id, latest, goals[0]), (progress, one)
            compared += 1
    return compared


@settings(max_examples=1000, deadline=None)
@given(st.integers(0, 2**32))
def test_values_coverage_status_and_progress_over_whole_years(seed: int) -> None:
    agree(model(seed, whole_years=True))


@settings(max_examples=1000, deadline=None)
@given(st.integers(0, 2**32))
def test_values_coverage_and_status_over_halves_of_years(seed: int) -> None:
    agree(model(seed, whole_years=False))


def test_the_generated_corpora_reach_every_status_and_rate() -> None:
    seen: set[str] = set()
    rates = compared = 0
    for seed in range(300):
        one = model(seed, whole_years=bool(seed % 2))
        found = rollup.compute(quick(documents(one)))
        compared += agree(one)
        seen |= {cell.status for cell in found.cells}
        rates += sum(one.final.value is not None for one in found.progress)
    assert seen == {"complet", "partiel", "absent", "non-agregeable", "rupture"}
    assert (rates > 50, compared > 1000) == (True, True)


@pytest.mark.parametrize(
    ("rule", "wrong"),
    [("usable", True), ("hidden", False), ("forbidden", False), ("gone", False), ("from_zero", False), ("possible", True), ("others", False)],
)  # fmt: skip
def test_an_oracle_that_forgets_a_rule_disagrees(
    rule: str, wrong: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(oracle, rule, lambda *_arguments, **_keys: wrong)
    assert any(_disagrees(model(seed, whole_years=bool(seed % 2))) for seed in range(400))


def _disagrees(one: Model) -> bool:
    try:
        agree(one)
    except (AssertionError, AttributeError, TypeError, ValueError):
        return True
    return False
