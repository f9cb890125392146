"""Counts of fiches: where they stand, per roadmap and per node; the abandoned ones apart."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from feuille.rollup.records import Count

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from feuille.rollup.plan import Plan
    from feuille.rollup.records import Row

ABANDONED = "abandonne"


def counts(plan: Plan, rows: Iterable[Row], scope: str) -> Iterator[Count]:
    """Yield the count of every row, without the fiches that take place outside the scope."""
    here = {fiche for fiche in plan.fiches if _takes_place(plan, fiche, scope)}
    for row in rows:
        own = [plan.fiches[fiche].data for fiche in sorted((row.fiches or frozenset()) & here)]
        states = Counter(str(data.get("avancement") or "") for data in own)
        going = [data for data in own if data.get("avancement") != ABANDONED]
        weather = Counter(str(data.get("meteo") or "") for data in going)
        gone = states.pop(ABANDONED, 0)
        yield Count(row, len(going), gone, _ordered(states), _ordered(weather))


def _takes_place(plan: Plan, fiche: str, scope: str) -> bool:
    reach = plan.reach(fiche)
    inside = plan.places.inside
    return not reach or any(inside(code, scope) or inside(scope, code) for code in reach)


def _ordered(found: Counter[str]) -> dict[str, int]:
    return dict(sorted(found.items()))
