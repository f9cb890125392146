"""What the changes come to, as blocks: the overview that every writing of a comparison gives."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from feuille import french
from feuille.render.inline import phrase
from feuille.render.model import Entry, Listing, Phrase, Section, Text
from feuille.render.sheets import carried, packed
from feuille.render.since_told import HEAVIEST
from feuille.render.words import line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from feuille.render.model import Link
    from feuille.report.overview import Overview
    from feuille.report.points import Point

# Where the name of a document may start and end in a line of the overview.
_STARTS = [re.compile(one) for one in ("", "«[\u00a0\u202f]", ".+?\u00a0: (?:«[\u00a0\u202f])?",
                                       r"\w+, ", ".+ devient «[\u00a0\u202f]")]  # fmt: skip
_END = re.compile("(?= – |[\u00a0\u202f]»|\u00a0: |, | \\(|$)")


@dataclass(frozen=True, slots=True)
class Theme:
    """A section of the overview, or as much of it as a page takes: `rest` goes on from another."""

    title: str
    points: list[Point]
    rest: bool = False

    @property
    def anchor(self) -> str:
        """Its place on its page."""
        return f"theme_{french.slug(self.title)}"


def parts(found: Overview) -> Iterator[tuple[int, Theme]]:
    """Yield the sections with their weights; one too heavy for a page comes in several."""
    for section in found.sections:
        pieces = ((_weight(one), one) for point in section.points for one in _pieces(point))
        for rank, heap in enumerate(packed(pieces, HEAVIEST)):
            yield 200 + sum(map(_weight, heap)), Theme(section.title, heap, rank > 0)


def _pieces(point: Point) -> Iterator[Point]:
    """Cut a point that stands over more lines than a page takes; the note ends the last piece."""
    heaps = packed(((_size(one), one) for one in point.lines), HEAVIEST) or [[]]
    for rank, lines in enumerate(heaps, start=1):
        said = carried(point.said) if rank > 1 else point.said
        note = point.note if rank == len(heaps) else ""
        yield replace(point, said=said, lines=tuple(lines), note=note)


def _weight(point: Point) -> int:
    """Return about how many signs it takes to say a point."""
    return sum(map(_size, (point.said, *point.lines)))


def _size(words: str) -> int:
    return 100 + len(words)


def block(theme: Theme, names: Mapping[str, Link]) -> Section:
    """Write a section; `names` lead to the documents that bear them."""
    title = line(theme.title)
    entries = tuple(_entry(one, names) for one in theme.points)
    return Section(carried(title) if theme.rest else title, theme.anchor, (Listing(entries),))


def _entry(point: Point, names: Mapping[str, Link]) -> Entry:
    names = {} if point.inner else names
    if not point.lines:
        return Entry((_linked(line(point.said), names),))
    below = tuple(Entry((_linked(line(one), names),)) for one in point.lines)
    note = (Phrase((Text(line(point.note)),), small=True),) if point.note else ()
    head = _linked(line(point.said), names)
    return Entry((phrase(*head.parts, f"{french.NBSP}:"), Listing(below), *note))


def _linked(words: str, names: Mapping[str, Link]) -> Phrase:
    """Make a line whose first name, where it is that of one document, leads to its page."""
    for start in filter(None, (one.match(words) for one in _STARTS)):
        ends = [one.start() for one in _END.finditer(words, start.end())]
        for end in reversed(ends):
            to = names.get(words[start.end() : end])
            if to:
                return phrase(*filter(None, (words[: start.end()],)), to,
                              *filter(None, (words[end:],)))  # fmt: skip
    return phrase(words)
