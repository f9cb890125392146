"""How much of a printed page blocks take, about: enough to tell what is to stay together."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from feuille.render.model import Drawing, Facts, Listing, Phrase, Prose, Section, Table
from feuille.render.typst_columns import lines, widths, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from feuille.render.model import Block, Shape, Value

_DRAWN, _TALLEST = 105.0, 180.0
"""How wide and high a drawing is at the most. All sizes are in millimetres."""

_LINE, _HEADING, _NOTICE, _GAP = 4.8, 13.0, 13.0, 5.0
_WIDE, _BESIDE = 88, 62
"""Signs of a line over the whole width, and beside the terms of facts."""

_TABLE_LINE, _TABLE_ROW, _TABLE_HEAD = 3.7, 1.7, 15.0


def room(found: Iterable[Block]) -> float:
    """Return the height of blocks."""
    return sum(map(_one, found))


def _one(block: Block) -> float:
    if isinstance(block, Section):
        return _HEADING + room(block.blocks)
    if isinstance(block, Listing):
        return sum(room(one.blocks) for one in block.entries)
    if isinstance(block, Drawing):
        return drawing(block) + _one(block.table)
    if isinstance(block, Facts):
        return _GAP + sum(0.5 + _LINE * _high(row.values, _BESIDE) for row in block.rows)
    if isinstance(block, Table):
        return head(rows(block, widths(block)))
    return 1 + _LINE * _high((block,), _WIDE) if isinstance(block, Phrase | Prose) else _NOTICE


def drawing(found: Drawing) -> float:
    """Return the height of a drawing with its title and its source."""
    said = sum(wrapped(len(one), _WIDE) for one in (found.title, found.source))
    drawn = sum(
        width(found, *one) * (one[1] - one[0]) / max(1, found.width) for one in bands(found)
    )
    return 2 * _GAP + drawn + _LINE * said


def width(found: Drawing, top: float, bottom: float) -> float:
    """Return the width of a band of a drawing, less where it would not hold in a page."""
    return min(_DRAWN, _TALLEST * found.width / max(1, bottom - top))


def bands(found: Drawing) -> list[tuple[float, float]]:
    """Return the heights between which a drawing holds in a page, cut where it has no mark."""
    most = _TALLEST * found.width / _DRAWN
    cuts = [0.0]
    if found.height > most:
        high, previous = 0.0, 0.0
        for top, bottom in sorted(map(_extent, found.shapes)):
            if top > high:
                if bottom - cuts[-1] > most and previous > cuts[-1]:
                    cuts.append(previous)
                previous = (high + top) / 2
            high = max(high, bottom)
        if found.height - cuts[-1] > most and previous > cuts[-1]:
            cuts.append(previous)
    return list(zip(cuts, [*cuts[1:], float(found.height)], strict=True))


def within(found: Drawing, top: float, bottom: float) -> Drawing:
    """Return a drawing with the marks of a band of it only."""
    marks = ((one, *_extent(one)) for one in found.shapes)
    return replace(found, shapes=tuple(m for m, high, low in marks if high < bottom and low > top))


def _extent(one: Shape) -> tuple[float, float]:
    """Return the heights between which a mark stands, about; all of them for an outline."""
    numbers = one.numbers
    match one.form:
        case "text":
            return numbers[1] - 16, numbers[1] + 5
        case "rect":
            return numbers[1], numbers[1] + numbers[3]
        case "line":
            return min(numbers[1::2]), max(numbers[1::2])
        case "circle":
            return numbers[1] - numbers[2], numbers[1] + numbers[2]
        case _:
            return -math.inf, math.inf


def rows(found: Table, shares: list[float]) -> list[float]:
    """Return the height of each row of a table whose columns have these widths in percent."""
    return [_TABLE_ROW + _TABLE_LINE * one for one in lines(found, shares)]


def head(heights: Sequence[float]) -> float:
    """Return the height of the head of a table with rows that should not stand without it."""
    return _TABLE_HEAD + sum(heights)


def length(found: Value) -> int:
    """Return how many signs a value has."""
    if isinstance(found, Prose):
        return len(found.text)
    return sum(len(part.words) for part in found.parts)


def _high(values: Iterable[Value], width: int) -> int:
    """Return how many lines values take, one under the other."""
    return sum(
        sum(wrapped(len(one), width) for one in value.text.split("\n"))
        if isinstance(value, Prose)
        else wrapped(length(value), width)
        for value in values
    )
