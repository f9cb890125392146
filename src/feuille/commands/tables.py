"""Tables and sentences on a terminal, for commands that show records."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import Console
    from rich.table import Table

    from feuille.corpus import Corpus


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


def _clean(text: str) -> str:
    """Return a text without the control signs that a document may hold."""
    return "".join(
        c if c.isprintable() or c in "\n\u00a0\u202f" else "\N{REPLACEMENT CHARACTER}" for c in text
    )
