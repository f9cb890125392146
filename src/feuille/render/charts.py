"""Charts as marks to draw: bars against their target, and a line over years.

Scales start at zero. What is missing keeps its place; a partial total is drawn
hollow; two points are joined only where the same places answered, with no
break in the definition between them.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from feuille.render.model import Shape

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from fractions import Fraction

WIDTH = 440
_STEP = 46
_HEIGHT, _TOP, _BOTTOM, _SIDE = 230, 40, 34, 36
_MANY = 7


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: a name, a value (None: missing), its words, its target, whether it is partial."""

    name: str
    value: Fraction | None
    said: str
    target: Fraction | None = None
    partial: bool = False


@dataclass(frozen=True, slots=True)
class Point:
    """One point in time: `day` counts days; points of one `series` alone may be joined."""

    day: int
    label: str
    value: Fraction | None
    said: str
    series: object = None
    partial: bool = False


def bars(rows: Sequence[Bar]) -> tuple[int, tuple[Shape, ...]]:
    """Return the height and the marks of bars, one below the other."""
    known = [n for one in rows for n in (one.value, one.target) if n is not None]
    low, high = min([*known, 0 * known[0]]), max([*known, 0 * known[0]])
    marks = [mark for at, one in enumerate(rows) for mark in _bar(one, at * _STEP, low, high)]
    return _STEP * len(rows), tuple(marks)


def _bar(one: Bar, top: int, low: Fraction, high: Fraction) -> Iterator[Shape]:
    yield Shape("text", "nom", (0, top + 16), one.name)
    yield Shape("text", "fin", (WIDTH, top + 16), one.said)
    if one.value is None:
        yield Shape("line", "absent", (0, top + 31, WIDTH, top + 31))
    else:
        start, end = sorted(
            (_along(low * 0, low, high, WIDTH), _along(one.value, low, high, WIDTH))
        )
        yield Shape("rect", "fond", (0, top + 25, WIDTH, 12))
        look = "partiel" if one.partial else "valeur"
        yield Shape("rect", look, (start, top + 25, round(max(end - start, 1), 1), 12))
    if one.target is not None:
        x = min(max(_along(one.target, low, high, WIDTH), 1.5), WIDTH - 1.5)
        yield Shape("line", "cible", (x, top + 21, x, top + 41))


def _along(value: Fraction, low: Fraction, high: Fraction, length: int) -> float:
    return round(float((value - low) / (high - low) * length), 1) if high > low else 0.0


def curve(
    points: Sequence[Point], goals: Sequence[Point], breaks: Iterable[tuple[int, str]]
) -> tuple[int, tuple[Shape, ...]]:
    """Return the height and the marks of values over time, with targets and breaks."""
    every = [one for one in (*points, *goals) if one.value is not None]
    numbers = [one.value for one in every if one.value is not None]
    days = [one.day for one in (*points, *goals)]
    frame = min([*numbers, numbers[0] * 0]), max([*numbers, numbers[0] * 0]), min(days), max(days)
    return _HEIGHT, (*_axes(points, goals, breaks, frame), *_line(points, goals, frame))


_Frame = tuple["Fraction", "Fraction", int, int]


def _x(day: int, frame: _Frame) -> float:
    first, last = frame[2:]
    inner = WIDTH - 2 * _SIDE
    return round(_SIDE + (inner * (day - first) / (last - first) if last > first else inner / 2), 1)


def _y(value: Fraction, frame: _Frame) -> float:
    inner = _HEIGHT - _TOP - _BOTTOM
    return round(_HEIGHT - _BOTTOM - _along(value, frame[0], frame[1], inner), 1)


def _axes(
    points: Sequence[Point],
    goals: Sequence[Point],
    breaks: Iterable[tuple[int, str]],
    frame: _Frame,
) -> Iterator[Shape]:
    zero = _y(frame[0] * 0, frame)
    yield Shape("line", "axe", (0, zero, WIDTH, zero))
    labels = {one.day: one.label for one in (*goals, *points)}
    shown = sorted(labels)
    if len(shown) > _MANY:
        shown = [shown[0], shown[-1]]
    for day in shown:
        yield Shape("text", "milieu", (_x(day, frame), _HEIGHT - 10), labels[day])
    for day, words in breaks:
        before, after = [d for d in labels if d < day], [d for d in labels if d >= day]
        if before and after:  # halfway between the values that it parts, never on one of them
            x = round((_x(max(before), frame) + _x(min(after), frame)) / 2, 1)
            yield Shape("line", "rupture", (x, _TOP, x, zero))
            yield Shape("text", "milieu", (x, 14), words)


def _line(points: Sequence[Point], goals: Sequence[Point], frame: _Frame) -> Iterator[Shape]:
    for one, after in pairwise(points):
        if one.value is not None and after.value is not None and one.series == after.series:
            ends = _x(one.day, frame), _y(one.value, frame), _x(after.day, frame)
            yield Shape("line", "courbe", (*ends, _y(after.value, frame)))
    for goal in goals:
        if goal.value is not None:
            x, y = _x(goal.day, frame), _y(goal.value, frame)
            yield Shape("line", "cible", (x - 12, y, x + 12, y))
    last = goals[-1:]
    for one in last:
        if one.value is not None and one.day not in {point.day for point in points}:
            where = _x(one.day, frame), _y(one.value, frame) - 9
            yield Shape("text", "milieu halo", where, one.said)
    outer = {points[0].day, points[-1].day}
    for one in points:
        x = _x(one.day, frame)
        if one.value is None:
            yield Shape("text", "milieu", (x, _y(frame[0] * 0, frame) - 8), "?")
            continue
        y = _y(one.value, frame)
        yield Shape("circle", "partiel" if one.partial else "valeur", (x, y, 5))
        if len(points) <= _MANY or one.day in outer:
            yield Shape("text", "milieu halo", (x, y - 11), one.said)
