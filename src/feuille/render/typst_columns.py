"""How wide the columns of a printed table are: by what they hold, the same on every machine."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, TypeAlias

from feuille import french
from feuille.render.model import Phrase, State

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from feuille.render.model import Inline, Table, Value

_Cell: TypeAlias = tuple[str, ...]

_LINE = 106
"""Signs of a table's line over the whole width of the page."""

_GUTTER = 3
_WORD = 15
"""Longer words may be hyphenated."""

_NAME = 20
_FIGURE = 24
_CLOSE = 0.2
_DIGIT = re.compile(r"\d")


def widths(found: Table) -> list[float]:
    """Return the width of each column in percent of the page's; 100 in all at the most."""
    numeric = [column.numeric for column in found.columns]
    columns = list(zip(*_texts(found), strict=True)) or [()] * len(numeric)
    least = [
        _GUTTER + max([_longest_word(column.title), *(_least(s, column.numeric) for s in said)])
        for column, said in zip(found.columns, map(_flat, columns), strict=True)
    ]
    wanted = [
        max(need, _GUTTER + max([len(column.title), *map(len, said)]))
        for need, column, said in zip(least, found.columns, map(_flat, columns), strict=True)
    ]
    least[:1] = [max(one, min(wanted[0], _NAME)) for one in least[:1]]
    if sum(wanted) > _LINE:
        return _percents(_lowest(columns, least, wanted))
    if sum(wanted) > _LINE / 2 and not all(numeric):
        return _percents(_stretched(wanted, numeric))
    return [round(100 * want / _LINE, 2) for want in wanted]


def lines(found: Table, shares: list[float]) -> list[int]:
    """Return how many lines each row takes, about, where columns have these widths in percent."""
    given = [share * _LINE / 100 for share in shares]
    return [_high(row, given) for row in _texts(found)]


def narrow(found: Table, shares: list[float]) -> list[bool]:
    """Tell of each column, of a width in percent, whether it is too narrow for one of its words."""
    columns = list(zip(*_texts(found), strict=True)) or [()] * len(shares)
    return [
        _GUTTER + max(map(_longest_word, _flat(cells)), default=0) > share * _LINE / 100 + _CLOSE
        for cells, share in zip(columns, shares, strict=True)
    ]


def wrapped(signs: int, width: float) -> int:
    """Return how many lines words take, about: each line but the last loses half a word."""
    return 1 if signs <= width + _CLOSE else math.ceil(signs / max(1, width - 3))


def _texts(found: Table) -> list[tuple[_Cell, ...]]:
    """Return what the values of each cell say, row by row; no row is short of a cell."""
    empty = ((),) * len(found.columns)
    return [
        tuple(tuple(map(_words, cell)) for cell in (*row.cells, *empty)[: len(empty)])
        for row in found.rows
    ]


def _flat(cells: Iterable[_Cell]) -> list[str]:
    return [said for cell in cells for said in cell]


def _high(row: tuple[_Cell, ...], given: list[float]) -> int:
    """Return how many lines a row takes in columns of these widths, in signs."""
    cells = zip(row, given, strict=True)
    high = (sum(wrapped(len(one), width - _GUTTER) for one in cell) for cell, width in cells)
    return max([1, *high])


def _stretched(wanted: list[int], numeric: list[bool]) -> list[float]:
    """Fill the line: words take what figures leave."""
    words = sum(want for want, figures in zip(wanted, numeric, strict=True) if not figures)
    more = 1 + (_LINE - sum(wanted)) / words
    return [want if figures else want * more for want, figures in zip(wanted, numeric, strict=True)]


def _lowest(columns: list[tuple[_Cell, ...]], least: list[int], wanted: list[int]) -> list[float]:
    """Share a line that is too short for all: of some ways, the one that makes the lowest rows.

    Short values stand on one line, those with a figure do, or none has to; columns
    weigh what they hold, or what they hold where they are what makes a row high.
    """
    rows = list(zip(*columns, strict=True))
    ways = [
        _fitted(floor, wanted, weights)
        for floor in _floors(columns, least)
        for weights in (_weights(rows, len(least), 0), _weights(rows, len(least), 0.5))
    ]
    return min(ways, key=lambda given: sum(_cost(row, given) for row in rows))


def _cost(row: tuple[_Cell, ...], given: list[float]) -> int:
    """Return how many lines a row takes, and one more for each short value that is cut."""
    cut = sum(
        width - _GUTTER < len(said) <= _FIGURE
        for cell, width in zip(row, given, strict=True)
        for said in cell
    )
    return _high(row, given) + cut


def _floors(columns: list[tuple[_Cell, ...]], least: list[int]) -> Iterator[list[int]]:
    """Yield what columns need where values up to some length stand on one line, then without."""
    short = [[said for said in _flat(cells) if len(said) <= _FIGURE] for cells in columns]
    for kept in (short, [[said for said in one if _DIGIT.search(said)] for one in short]):
        wholes = (_GUTTER + max(map(len, one), default=0) for one in kept)
        floor = [max(pair) for pair in zip(least, wholes, strict=True)]
        if sum(floor) <= _LINE:
            yield floor
    yield least


def _weights(rows: list[tuple[_Cell, ...]], columns: int, part: float) -> list[int]:
    """Return how many signs columns hold, where it is this part at least of the row's longest."""
    weights = [0] * columns
    for row in rows:
        sizes = [sum(map(len, cell)) for cell in row]
        for number, size in enumerate(sizes):
            weights[number] += size if size >= part * max(sizes) else 0
    return weights


def _fitted(least: list[int], wanted: list[int], weights: list[int]) -> list[float]:
    """Share a line between columns, each given what it needs and no more than it can use.

    The sum of what columns hold by their widths is least where these go as the square roots
    of what they hold.
    """
    fixed: dict[int, float] = {}
    while len(fixed) < len(least):
        room = max(0, _LINE - sum(fixed.values()))
        free = [number for number in range(len(least)) if number not in fixed]
        total = sum(math.sqrt(weights[n]) for n in free) or 1
        given = {n: room * math.sqrt(weights[n]) / total for n in free}
        held = {n: min(max(given[n], least[n]), wanted[n]) for n in free}
        missing = sum(held.values()) - sum(given.values())
        # What is held on the side where the sum errs is settled; the others share again.
        fixed |= {
            n: held[n] for n in free if abs(missing) < _CLOSE or (held[n] - given[n]) * missing > 0
        }
    return [fixed[number] for number in range(len(least))]


def _percents(given: list[float]) -> list[float]:
    return [round(99.9 * one / sum(given), 2) for one in given]


def _words(found: Value) -> str:
    """Return what a value says, with room for the page number after a link."""
    if not isinstance(found, Phrase):
        return found.text
    return "".join(map(_said, found.parts))


def _said(part: Inline) -> str:
    if isinstance(part, State):
        return f"{part.mark}{french.NBSP}{part.words} "
    return part.words + (" (p. 99)" if part.kind == "link" else "")


def _least(said: str, whole: bool) -> int:
    """Return the room that a text needs; a figure stands on one line, words among them do not."""
    return len(said) if whole and len(said) <= _FIGURE else _longest(said)


def _longest(said: str) -> int:
    """Return the room that the longest word needs; a figure with its unit is never hyphenated."""
    words = re.split(r"[ \n-]", said)
    return max(min(len(one), _FIGURE if _DIGIT.search(one) else _WORD) for one in words)


def _longest_word(said: str) -> int:
    """Return the length of the longest word, no-break spaces being part of it."""
    return max((len(one) for one in re.split(r"[ \n-]", said)), default=0)
