"""The content model: what pages say, in order, before any format.

Values are phrases and texts; blocks hold values; pages hold blocks. Writers
know these shapes and nothing of the documents' keys.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date


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


@dataclass(frozen=True, slots=True)
class Inserted:
    """Words that a text has gained."""

    words: str
    kind: ClassVar[str] = "inserted"


@dataclass(frozen=True, slots=True)
class Deleted:
    """Words that a text has lost, shown where they stood."""

    words: str
    kind: ClassVar[str] = "deleted"


Inline: TypeAlias = Text | Figure | Absent | State | Link | Away | Inserted | Deleted


@dataclass(frozen=True, slots=True)
class Phrase:
    """Inline parts in a row; as a block, a paragraph, `small` beside what it completes.

    `screen`: it serves who reads beside the files, and a printed document leaves it out.
    """

    parts: tuple[Inline, ...]
    small: bool = False
    screen: bool = False
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
    """Items, numbered where their order matters.

    `screen`: another page says it too, and a printed document leaves it out here.
    """

    entries: tuple[Entry, ...]
    ordered: bool = False
    screen: bool = False
    kind: ClassVar[str] = "listing"


@dataclass(frozen=True, slots=True)
class Notice:
    """What the reader must know before reading on."""

    title: str
    words: str
    kind: ClassVar[str] = "notice"


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with what stands under it; its level is its depth; it leads `to` what it names."""

    title: str
    anchor: str
    blocks: tuple[Block, ...]
    to: Link | None = None
    kind: ClassVar[str] = "section"


@dataclass(frozen=True, slots=True)
class Shape:
    """A mark of a drawing, in its units, from its top left corner.

    `form` is rect (x, y, width, height), line (x, y, to x, to y), circle (x, y,
    radius), strokes (the four numbers of each of several lines), surface (for
    each of its closed lines how many corners it has, then x and y of each) or
    text (x, y, and `words` that start, stand in the middle or end there, by
    `look`); `look` says what the mark means, never by colour alone. The `words`
    of a mark that is no text are for who points at it; marks in a row with the
    same `link` lead there, and are named by its words.
    """

    form: str
    look: str
    numbers: tuple[float, ...]
    words: str = ""
    link: Link | None = None


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart or map: its finding as title, the same in words, its table.

    `source` says how to read it and where it comes from, `note` what of that holds
    for the table alone. A writer that does not draw shows the title, the table and
    the note, where all of the words are: `plain` does it.
    """

    title: str
    words: str
    anchor: str
    width: int
    height: int
    shapes: tuple[Shape, ...]
    table: Table
    source: str
    note: str = ""
    kind: ClassVar[str] = "drawing"


@dataclass(frozen=True, slots=True)
class Details:
    """What a reader may open; a writer that does not fold shows it after its summary.

    `screen`: it serves who reads beside the files, and a printed document leaves it out.
    """

    summary: str
    blocks: tuple[Block, ...]
    screen: bool = False
    kind: ClassVar[str] = "details"


@dataclass(frozen=True, slots=True)
class Attached:
    """A file beside a page, to download: what it is, its extension, its bytes."""

    words: str
    extension: str
    raw: bytes


Block: TypeAlias = Phrase | Prose | Facts | Table | Listing | Notice | Section | Drawing | Details


@dataclass(frozen=True, slots=True)
class Page:
    """One page.

    `address` is its place in the site, without extension; `kicker` says what
    kind of page it is, above the title; `trail` the pages above, from the home;
    `script` what it alone may run, of this program's own, in a format that has scripts.
    """

    address: str
    title: str
    kicker: str = ""
    trail: tuple[Link, ...] = ()
    blocks: tuple[Block, ...] = ()
    foot: tuple[Block, ...] = ()
    before: Link | None = None
    after: Link | None = None
    attached: tuple[Attached, ...] = ()
    script: str = ""


@dataclass(frozen=True, slots=True)
class Cover:
    """What a printed document says before its first page: of what, for when, whose, which day."""

    facts: tuple[Fact, ...]
    authors: tuple[str, ...]
    as_of: date


@dataclass(frozen=True, slots=True)
class Moved:
    """An address that has no page any more, and where what stood there is now."""

    address: str
    to: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Site:
    """All pages; `banner` is what every one of them must say ("" for nothing).

    `menu` are the ways into the site, `more` those that stand at the foot of pages.
    """

    title: str
    language: str
    banner: str
    menu: tuple[Link, ...]
    pages: tuple[Page, ...]
    cover: Cover
    more: tuple[Link, ...] = ()
    moved: tuple[Moved, ...] = ()
    internal: bool = False


def anchors(blocks: tuple[Block, ...]) -> Iterator[str]:
    """Yield every anchor that blocks hold."""
    for block in blocks:
        if isinstance(block, Section):
            yield block.anchor
            yield from anchors(block.blocks)
        elif isinstance(block, Details):
            yield from anchors(block.blocks)
        elif isinstance(block, Listing):
            for entry in block.entries:
                yield entry.anchor
                yield from anchors(entry.blocks)
        elif isinstance(block, Table):
            yield from (row.anchor for row in block.rows)
