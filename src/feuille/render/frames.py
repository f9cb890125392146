"""Where outlines stand on a drawing: their scale, room for words in them, their hatching."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import sqrt
from typing import TYPE_CHECKING

from feuille import contours

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

Spot = tuple[float, float]
Line = tuple[Spot, ...]

_LARGE = 0.3
"""Pixels a unit (500 m) below which a coarse outline shows all that can be seen."""

_HATCH, _SCAN = 12, 3


@dataclass(frozen=True, slots=True)
class Frame:
    """Outlines on a drawing: what is drawn in it, at what scale, and where its corner stands.

    `scale` is in pixels a unit, `west` and `north` are the units that fall on `left` and `top`.
    """

    codes: tuple[str, ...]
    scale: float
    west: float
    north: float
    left: float
    top: float
    detail: str

    @property
    def width(self) -> float:
        """How wide it is, in pixels."""
        west, _north, east, _south = _box(self.codes)
        return (east - west) * self.scale

    @property
    def height(self) -> float:
        """How high it is, in pixels."""
        _west, north, _east, south = _box(self.codes)
        return (south - north) * self.scale

    def size(self, code: str) -> float:
        """Return the side of a square of the same area as a place, in pixels."""
        area = sum(contours.area(ring) for ring in contours.rings(code, self.detail))
        return sqrt(area) * self.scale

    def lines(self, code: str) -> tuple[Line, ...]:
        """Return the lines around a place, the largest first; those around holes as well."""
        return tuple(
            tuple(
                (self.left + (x - self.west) * self.scale, self.top + (y - self.north) * self.scale)
                for x, y in ring
            )
            for ring in contours.rings(code, self.detail)
        )

    def room(self, code: str, height: int) -> tuple[float, float, float]:
        """Return the middle and the width of the widest band of a height inside a place.

        Where none is so high, the width is 0 and the middle that of the place.
        """
        x, y, width = _room(code, self.detail, self.scale, height)
        return (
            self.left + x - self.west * self.scale,
            self.top + y - self.north * self.scale,
            width,
        )


def fitted(codes: Sequence[str], left: float, top: float, width: float, height: float) -> Frame:
    """Return the frame that shows places as large as a box allows, in the middle of its width."""
    west, north, east, south = _box(tuple(codes))
    scale = round(min(width / (east - west), height / (south - north)), 4)
    detail = contours.FINE if scale >= _LARGE else contours.COARSE
    middle = left + (width - (east - west) * scale) / 2
    return Frame(tuple(codes), scale, west, north, middle, top, detail)


@cache
def _box(codes: tuple[str, ...]) -> tuple[int, int, int, int]:
    """Return the bounds of places, in units: west, north, east and south."""
    spots = [xy for code in codes for ring in contours.rings(code, contours.FINE) for xy in ring]
    xs, ys = [x for x, _y in spots], [y for _x, y in spots]
    return min(xs), min(ys), max(xs), max(ys)


@cache
def _room(code: str, detail: str, scale: float, height: int) -> tuple[float, float, float]:
    lines = [
        tuple((x * scale, y * scale) for x, y in ring) for ring in contours.rings(code, detail)
    ]
    top, bottom = (int(end(y for _x, y in lines[0])) for end in (min, max))
    west, north, east, south = _box((code,))
    best = ((west + east) / 2 * scale, (north + south) / 2 * scale, 0.0)
    for middle in range(top + height // 2, bottom - height // 2 + 1, 2):
        rows = range(middle - height // 2, middle + height // 2 + 1, _SCAN)
        free = list(spans(lines, rows[0]))
        for row in rows[1:]:
            free = [
                (max(a, c), min(b, d))
                for a, b in free
                for c, d in spans(lines, row)
                if min(b, d) > max(a, c)
            ]
        for start, end in free:
            if end - start > best[2]:
                best = ((start + end) / 2, float(middle), end - start)
    return best


def spans(lines: Iterable[Line], row: float) -> Iterator[tuple[float, float]]:
    """Yield the parts of a horizontal that lie inside closed lines, from left to right."""
    crossed = sorted(
        ax + (row - ay) * (bx - ax) / (by - ay)
        for line in lines
        for (ax, ay), (bx, by) in pairwise((*line, line[0]))
        if (ay <= row) != (by <= row)
    )
    return zip(crossed[::2], crossed[1::2], strict=True)


def hatching(lines: Sequence[Line]) -> Iterator[tuple[float, float, float, float]]:
    """Yield slanted strokes that fill closed lines; those of neighbours continue one another."""
    turned = [tuple((x - y, x + y) for x, y in line) for line in lines]
    ends = [row for line in turned for _along, row in line]
    first, last = int(min(ends) // _HATCH) + 1, int(max(ends) // _HATCH)
    for row in (n * _HATCH for n in range(first, last + 1)):
        for start, end in spans(turned, row):
            yield (row + start) / 2, (row - start) / 2, (row + end) / 2, (row - end) / 2
