"""How wide the columns of a printed table are: by what they hold, the same on every machine."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from feuille import french
from feuille.render.model import Phrase, State

if TYPE_CHECKING:
    from feuille.render.model import Inline, Table, Value

_LINE = 106
"""Signs of a table's line over the whole width of the page."""

_GUTTER = 3
_WORD = 15
"""Longer words may be hyphenated."""

_WIDEST, _NAME = 44, 20
_FIGURE = 24
_DIGIT = re.compile(r"\d")


def widths(found: Table) -> list[float]:
    """Return the width of each column in percent of the page's; 100 in all at the most."""
    least, wanted = [], []
    for number, column in enumerate(found.columns):
        cells = [row.cells[number] for row in found.rows if number < len(row.cells)]
        said = [_words(one) for cell in cells for one in cell]
        whole = column.numeric
        least.append(
            _GUTTER + max([_longest_word(column.title), *(_least(s, whole) for s in said)])
        )
        wanted.append(_GUTTER + max([len(column.title), *(min(len(s), _WIDEST) for s in said)]))
    least[:1] = [max(one, min(wanted[0], _NAME)) for one in least[:1]]
    wanted = [max(pair) for pair in zip(least, wanted, strict=True)]
    numeric = [column.numeric for column in found.columns]
    if _LINE / 2 < sum(wanted) <= _LINE and not all(numeric):
        return _stretched(wanted, numeric)
    return _shared(least, wanted)


def _stretched(wanted: list[int], numeric: list[bool]) -> list[float]:
    """Fill the line: words take what figures leave."""
    words = sum(want for want, figures in zip(wanted, numeric, strict=True) if not figures)
    spare = _LINE - sum(wanted)
    return [
        round(99.9 * (want if figures else want + spare * want / words) / _LINE, 2)
        for want, figures in zip(wanted, numeric, strict=True)
    ]


def _shared(least: list[int], wanted: list[int]) -> list[float]:
    """Give each column what it wants, else the least that it needs and its part of what is left."""
    if sum(wanted) <= _LINE:
        return [round(100 * want / _LINE, 2) for want in wanted]
    spare, more = max(0, _LINE - sum(least)), sum(wanted) - sum(least) or 1
    given = [need + spare * (want - need) / more for need, want in zip(least, wanted, strict=True)]
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
