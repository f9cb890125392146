"""The content model: what pages say, in order, before any format.

Values are phrases and texts; blocks hold values; pages hold blocks. Writers
know these shapes and nothing of the documents' keys.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Text:
    """Plain words; `strong` where they carry the sentence."""

    words: str
    strong: bool = False
    kind: ClassVar[str] = "text"


@dataclass(frozen=True, slots=True)
class Figure:
    """A number or an amount with its unit, never cut at the end of a line."""

    words: str
    kind: ClassVar[str] = "figure"


@dataclass(frozen=True, slots=True)
class Absent:
    """Words that stand where a reader expects a value."""

    words: str
    kind: ClassVar[str] = "absent"


@dataclass(frozen=True, slots=True)
class State:
    """A state: its word, a mark to see it by, a tone (neutre, cours, fait, alerte)."""

    words: str
    mark: str
    tone: str
    kind: ClassVar[str] = "state"


@dataclass(frozen=True, slots=True)
class Link:
    """A link to a page of the site, or to a place inside it."""

    words: str
    address: str
    anchor: str = ""
    kind: ClassVar[str] = "link"


@dataclass(frozen=True, slots=True)
class Away:
    """A link out of the site (http, https or mailto)."""

    words: str
    url: str
    kind: ClassVar[str] = "away"


Inline: TypeAlias = Text | Figure | Absent | State | Link | Away


@dataclass(frozen=True, slots=True)
class Phrase:
    """Inline parts in a row; as a block, a paragraph, `small` beside what it completes."""

    parts: tuple[Inline, ...]
    small: bool = False
    kind: ClassVar[str] = "phrase"


@dataclass(frozen=True, slots=True)
class Prose:
    """A text of a document, in Markdown, not to be trusted."""

    text: str
    kind: ClassVar[str] = "prose"


Value: TypeAlias = Phrase | Prose


@dataclass(frozen=True, slots=True)
class Fact:
    """What a value is, and the value, or several."""

    term: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """A list of facts; `small` beside something that it completes."""

    rows: tuple[Fact, ...]
    small: bool = False
    kind: ClassVar[str] = "facts"


@dataclass(frozen=True, slots=True)
class Column:
    """The head of a column; figures are aligned on their decimals."""

    title: str
    numeric: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: one tuple of values a column; the first cell names the row."""

    cells: tuple[tuple[Value, ...], ...]
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table; its caption says what it shows."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    kind: ClassVar[str] = "table"


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of a listing."""

    blocks: tuple[Block, ...]
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """Items, numbered where their order matters."""

    entries: tuple[Entry, ...]
    ordered: bool = False
    kind: ClassVar[str] = "listing"


@dataclass(frozen=True, slots=True)
class Notice:
    """What the reader must know before reading on."""

    title: str
    words: str
    kind: ClassVar[str] = "notice"


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with what stands under it; its level is its depth."""

    title: str
    anchor: str
    blocks: tuple[Block, ...]
    kind: ClassVar[str] = "section"


Block: TypeAlias = Phrase | Prose | Facts | Table | Listing | Notice | Section


@dataclass(frozen=True, slots=True)
class Page:
    """One page.

    `address` is its place in the site, without extension; `kicker` says what
    kind of page it is, above the title; `trail` the pages above, from the home.
    """

    address: str
    title: str
    kicker: str = ""
    trail: tuple[Link, ...] = ()
    blocks: tuple[Block, ...] = ()
    foot: tuple[Block, ...] = ()
    before: Link | None = None
    after: Link | None = None


@dataclass(frozen=True, slots=True)
class Site:
    """All pages; `banner` is what every one of them must say ("" for nothing)."""

    title: str
    language: str
    banner: str
    menu: tuple[Link, ...]
    pages: tuple[Page, ...]


def anchors(blocks: tuple[Block, ...]) -> Iterator[str]:
    """Yield every anchor that blocks hold."""
    for block in blocks:
        if isinstance(block, Section):
            yield block.anchor
            yield from anchors(block.blocks)
        elif isinstance(block, Listing):
            for entry in block.entries:
                yield entry.anchor
                yield from anchors(entry.blocks)
        elif isinstance(block, Table):
            yield from (row.anchor for row in block.rows)
