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
    """Tell whether a fiche may take place in the scope: it names a place of it, or none known.

    A territory that says neither what it is made of nor what it lies in stands nowhere:
    leaving its fiches out would drop them in silence.
    """
    places = plan.places
    known = [code for code in plan.reach(fiche) if code == "fr" or len(places.chain(code)) > 1]
    inside = places.inside
    return not known or any(inside(code, scope) or inside(scope, code) for code in known)


def _ordered(found: Counter[str]) -> dict[str, int]:
    return dict(sorted(found.items()))
