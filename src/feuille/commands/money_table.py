"""A table of money: under a name and an exercice, a line a funder, columns aligned throughout."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

from feuille.commands.tables import Screen, add_line, new_table

if TYPE_CHECKING:
    from collections.abc import Sequence

_NAME = 24
"""Columns below which the name of a funder is hard to read."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line: what it stands under ("" for the whole), its exercice, who, and its figures."""

    under: str
    when: str
    who: str
    figures: tuple[str, ...]
    strong: bool = False


def show_lines(screen: Screen, heads: Sequence[str], lines: Sequence[Line]) -> None:
    """Print lines; where they are too wide, the coverage of a figure stands under it."""
    if _room(screen, heads, lines) < _NAME:
        lines = [
            replace(one, figures=tuple(text.replace(" (", "\n(") for text in one.figures))
            for one in lines
        ]
    room, widths = _room(screen, heads, lines), _widths(heads, lines)
    for under, group in groupby(lines, key=lambda one: one.under):
        if under:
            screen.space()
            screen.say(under, "bold")
        # Each name takes a whole line, so each group is a table, all of the same width.
        table = new_table("", *heads, texts=(0,))
        table.show_header = not under
        table.columns[0].width = room
        for column, width in zip(table.columns[1:], widths, strict=True):
            column.width = width
        for when, listed in groupby(group, key=lambda one: one.when):
            add_line(table, when, style="bold")
            for one in listed:
                style = "bold" if one.strong else ""
                add_line(table, one.who, *one.figures, style=style, depth=1)
        screen.show(table)


def _widths(heads: Sequence[str], lines: Sequence[Line]) -> list[int]:
    columns = zip(heads, *(one.figures for one in lines), strict=True)
    return [max(len(part) for text in texts for part in text.split("\n")) for texts in columns]


def _room(screen: Screen, heads: Sequence[str], lines: Sequence[Line]) -> int:
    """Return the columns left for names, no more than they need."""
    left = screen.console.width - sum(width + 2 for width in _widths(heads, lines))
    return max(1, min(left, max((len(one.who) + 4 for one in lines), default=0)))
