"""What the changes come to, as blocks: the overview that every writing of a comparison gives."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from feuille import french
from feuille.i18n import _
from feuille.render.inline import phrase
from feuille.render.model import Entry, Listing, Phrase, Section, Text
from feuille.render.sheets import packed
from feuille.render.since_told import HEAVIEST
from feuille.render.words import line
from feuille.report import points

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from feuille.render.model import Link
    from feuille.report.overview import Overview

# Where the name of a document may start and end in a line of the overview.
_STARTS = [re.compile(one) for one in ("", "«[\u00a0\u202f]", ".+?\u00a0: (?:«[\u00a0\u202f])?",
                                       r"\w+, ")]  # fmt: skip
_END = re.compile("(?= – |[\u00a0\u202f]»|, | \\(|$)")


def parts(found: Overview) -> Iterator[tuple[int, points.Section]]:
    """Yield the sections with their weights; one too heavy for a page comes in several."""
    for section in found.sections:
        heaps = packed(((_weight(one), one) for one in section.points), HEAVIEST)
        for number, heap in enumerate(heaps):
            rest = _("{title} (suite)").format(title=section.title)
            told = points.Section(rest if number else section.title, heap)
            yield 200 + sum(map(_weight, heap)), told


def _weight(point: points.Point) -> int:
    """Return about how many signs it takes to say a point."""
    return sum(100 + len(words) for words in (point.said, *point.lines))


def anchor(section: points.Section) -> str:
    """Return the place of a section on its page."""
    return f"theme_{french.slug(section.title)}"


def block(section: points.Section, names: Mapping[str, Link]) -> Section:
    """Write a section; `names` lead to the documents that bear them."""
    entries = (_entry(one, names) for one in section.points)
    return Section(line(section.title), anchor(section), (Listing(tuple(entries)),))


def _entry(point: points.Point, names: Mapping[str, Link]) -> Entry:
    if not point.lines:
        return Entry((_linked(line(point.said), names),))
    below = [Entry((_linked(line(one), names),)) for one in point.lines]
    if point.note:
        below.append(Entry((Phrase((Text(line(point.note)),), small=True),)))
    head = _linked(line(point.said), names)
    return Entry((phrase(*head.parts, f"{french.NBSP}:"), Listing(tuple(below))))


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
