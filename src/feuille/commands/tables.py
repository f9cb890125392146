"""Tables and sentences on a terminal, for commands that show records."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.console import Console
    from rich.table import Table

    from feuille.corpus import Corpus

WIDE = 96
"""Columns from which a terminal has room for pictures of its figures."""
_NAME = 16
"""Columns below which the name of a territory breaks into syllables."""
_STEPS = "▁▂▃▄▅▆▇█"


@dataclass(frozen=True, slots=True)
class Screen:
    """A terminal on which records of a corpus are shown."""

    console: Console
    corpus: Corpus

    def say(self, text: str, style: str = "", indent: str = "") -> None:
        """Print a sentence as it is: what documents say is never read as markup.

        Wrapped here, for rich would cut « 570 000 € » at its no-break spaces.
        """
        from rich.text import Text

        wrapped = textwrap.fill(
            _clean(text),
            self.console.width,
            initial_indent=indent,
            subsequent_indent=indent + "  " * bool(indent),
            break_long_words=False,
            break_on_hyphens=False,
        )
        self.console.print(Text(wrapped, style=style), soft_wrap=True)

    def pair(self, text: str, place: str, style: str = "") -> None:
        """Print a line and, at its right, where to look; the text is cut rather than the place."""
        from rich.text import Text

        room = max(20, self.console.width - len(place) - 2 * bool(place))
        text, place = _clean(text), _clean(place)
        cut = text if len(text) <= room else text[: room - 1].rstrip() + "…"
        line = Text(f"{cut:<{room}}  " if place else cut, style=style)
        self.console.print(line.append(place, style="dim"), soft_wrap=True)

    def line(self, text: str, style: str = "") -> None:
        """Print a line as it is laid out, without wrapping."""
        from rich.text import Text

        self.console.print(Text(_clean(text).rstrip(), style=style), soft_wrap=True)

    def title(self, text: str) -> None:
        """Print the heading of a section."""
        self.console.print()
        self.say(text, "bold underline")

    def name(self, identifier: str) -> str:
        """Return the words for a territory, an actor, an indicator."""
        return self.corpus.name(identifier)

    def show(self, table: Table) -> None:
        """Print a table."""
        self.console.print(table)

    def space(self) -> None:
        """Leave a line empty."""
        self.console.print()


def new_table(*heads: str, texts: Iterable[int]) -> Table:
    """Return a table without rules: texts to the left, figures to the right, never cut."""
    from rich.table import Table

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    wide = set(texts)
    for position, head in enumerate(heads):
        if position in wide:
            table.add_column(head, overflow="fold")
        else:
            table.add_column(head, justify="right", no_wrap=True)
    return table


def add_line(table: Table, first: str, *cells: str, style: str = "", depth: int = 0) -> None:
    """Add a line; what stands deeper in a tree keeps its indent where its name wraps."""
    from rich.padding import Padding
    from rich.text import Text

    head = Padding(Text(_clean(first)), (0, 0, 0, 2 * depth))
    table.add_row(head, *(Text(_clean(cell)) for cell in cells), style=style)


def squeezed(table: Table, screen: Screen) -> bool:
    """Tell whether the figures leave too little room for the names of the rows."""
    console = screen.console
    figures = sum(
        console.measure(column.header).maximum
        if not (cells := [console.measure(cell).maximum for cell in column.cells])
        else max(cells)
        for column in table.columns[1:]
    )
    return console.width - figures - 2 * len(table.columns) < _NAME


def bar(value: Fraction | None, width: int) -> str:
    """Draw a rate between 0 and 100 as a bar; spaces where there is none."""
    if value is None:
        return " " * width
    full = round(min(max(value, Fraction(0)), Fraction(100)) * width / 100)
    return "█" * full + "░" * (width - full)


def sparkline(values: Sequence[Fraction | None]) -> str:
    """Draw a series, lowest to highest; a dot where a period has no value."""
    known = [one for one in values if one is not None]
    low = min(known, default=Fraction(0))
    span = max(known, default=low) - low
    height = len(_STEPS) - 1
    steps = (
        "·" if one is None else _STEPS[round((one - low) * height / span) if span else height // 2]
        for one in values
    )
    return "".join(steps)


def _clean(text: str) -> str:
    """Return a text without the control signs that a document may hold."""
    return "".join(
        c if c.isprintable() or c in "\n\u00a0\u202f" else "\N{REPLACEMENT CHARACTER}" for c in text
    )
