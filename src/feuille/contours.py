"""The outlines of the départements and régions of France, to draw maps with.

Data: `contours.json`, rebuilt by `tools/contours.py`, which says where it comes from.
Neighbours are cut out of the same arcs: their borders coincide.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from importlib.resources import files
from itertools import accumulate
from typing import TYPE_CHECKING, Any

import orjson

from feuille import territory

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Point = tuple[int, int]
Ring = tuple[Point, ...]
"""A closed line, its first point not said twice, in units of 500 m; y goes down."""

FINE, COARSE = "fin", "large"
"""The levels of detail: for a région, or an inset; for the whole country."""

_LEVELS = ("departement", "region")


@cache
def _data() -> dict[str, Any]:
    data: dict[str, Any] = orjson.loads((files("feuille") / "contours.json").read_bytes())
    return data


def source() -> str:
    """Return where the outlines come from, with their licence."""
    return str(_data()["source"])


def known(code: str) -> bool:
    """Tell whether a territory has an outline: a département or a région."""
    return bool(_parts(code))


def is_overseas(code: str) -> bool:
    """Tell whether a territory with an outline stands on a plane of its own."""
    return _parts(code)[0].startswith("dep-97")


@cache
def rings(code: str, detail: str) -> tuple[Ring, ...]:
    """Return the lines around a territory, the largest first; those around holes turn backwards."""
    arcs = {
        arc: None
        for part in _parts(code)
        for polygon in _data()["departements"][part]
        for ring in polygon
        for arc in ring
    }
    # What two of its départements share lies inside.
    closed = _closed(_line(arc, detail) for arc in arcs if ~arc not in arcs)
    return tuple(sorted((ring for ring in closed if area(ring)), key=lambda ring: -abs(area(ring))))


@cache
def _parts(code: str) -> tuple[str, ...]:
    """Return the départements that a place is made of; none where it has no outline."""
    place = territory.lookup(code)
    if place is None or place.maille not in _LEVELS or code.startswith("ctd-"):
        return ()
    return tuple(territory.at_level("departement", code))


def _line(arc: int, detail: str) -> tuple[Point, ...]:
    steps = _data()["arcs"][detail][arc if arc >= 0 else ~arc]
    xs, ys = accumulate(steps[::2]), accumulate(steps[1::2])
    line = tuple(zip(xs, ys, strict=True))
    return line if arc >= 0 else line[::-1]


def _closed(lines: Iterable[tuple[Point, ...]]) -> Iterator[Ring]:
    """Join lines end to end into closed ones."""
    starting: dict[Point, list[tuple[Point, ...]]] = defaultdict(list)
    for line in lines:
        starting[line[0]].append(line)
    while starting:
        here, ring = next(iter(starting)), list[Point]()
        while here in starting:
            line = starting[here].pop()
            if not starting[here]:
                del starting[here]
            ring += line[:-1]
            here = line[-1]
        yield tuple(ring)


def area(ring: Ring) -> float:
    """Return the area inside a line, in square units: negative around a hole."""
    turned = zip(ring, ring[1:] + ring[:1], strict=True)
    return sum(ax * by - bx * ay for (ax, ay), (bx, by) in turned) / 2
