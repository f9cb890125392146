"""Changes as readers are told of them: under what they are about, with the words that changed."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby, islice
from operator import itemgetter
from typing import TYPE_CHECKING

from feuille import french
from feuille.diff.wording import clean, prose
from feuille.render.addresses import name
from feuille.render.inline import phrase
from feuille.render.model import Deleted, Entry, Facts, Inserted, Listing, Phrase, Text
from feuille.render.model import Fact as Said
from feuille.render.sheets import packed
from feuille.render.words import line
from feuille.report.outline import WHOLE, Group
from feuille.report.passages import passages

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from feuille.diff.model import Change, Fact
    from feuille.render.model import Block, Inline
    from feuille.report.outline import Chapter, Row, Sheet

HEAVIEST = 70_000
"""Signs of changes on one page: beyond, they go on to another."""

_MOST, _FEW = 12, 8_000
"""Changes that a document's own page tells, and the signs that they may take."""

_LONGEST_RUN, _LONGEST_PASSAGE = 1_200, 4_000
_RUNS = {"=": Text, "-": Deleted, "+": Inserted}
NEW, GONE = "document-ajoute", "document-retire"


@dataclass(frozen=True, slots=True)
class Part:
    """What changed in a document, or as much as a page takes: `rest` goes on from another."""

    chapter: Chapter
    sheet: Sheet
    groups: list[Group]
    rest: bool = False

    @property
    def anchor(self) -> str:
        """Its place on its page."""
        return f"{self.sheet.type}_{name(self.sheet.id)}"

    @property
    def whole(self) -> bool:
        """Whether the document itself comes or goes."""
        return self.sheet.changes[0].kind in WHOLE and not self.rest


def cut(chapter: Chapter, sheet: Sheet) -> Iterator[tuple[int, Part]]:
    """Yield the parts of a document with their weights; most often one."""
    rows = [(_weight(row), (group.subject, row)) for group in sheet.groups for row in group.rows]
    head = 300 + _size(sheet.facts) * (sheet.changes[0].kind == GONE)
    for rank, heap in enumerate(packed(rows, HEAVIEST) or [[]]):
        weight = head * (not rank) + sum(_weight(row) for _subject, row in heap)
        yield weight, Part(chapter, sheet, _grouped(heap), rank > 0)


def _grouped(rows: Iterable[tuple[str, Row]]) -> list[Group]:
    """Put rows under what they are about."""
    return [
        Group(subject, [row for _subject, row in same])
        for subject, same in groupby(rows, key=itemgetter(0))
    ]


def _weight(row: Row) -> int:
    """Return about how many signs it takes to tell a row."""
    words = (len(run.words) for run in _passage(row.changes[0]))
    return 100 + len(row.statement) + sum(80 + size for size in words) + _size(row.facts)


def _size(facts: Iterable[Fact]) -> int:
    return sum(80 + len(value) for fact in facts for value in fact.values)


def few(groups: Iterable[Group]) -> list[Group]:
    """Return the changes that a document's own page tells."""

    def light() -> Iterator[tuple[str, Row]]:
        room = _FEW
        for group in groups:
            for row in group.rows:
                room -= _weight(row)
                if room < 0:
                    return
                yield group.subject, row

    return _grouped(islice(light(), _MOST))


def entries(groups: Iterable[Group]) -> tuple[Entry, ...]:
    """Return changes as the items of a list: what is about one item, under its name."""
    found: list[Entry] = []
    for group in groups:
        rows = [_entry(one) for one in group.rows]
        if group.subject:
            head = phrase(line(group.subject), f"{french.NBSP}:")
            found.append(Entry((head, Listing(tuple(rows)))))
        else:
            found += rows
    return tuple(found)


def _entry(row: Row) -> Entry:
    """Return what is said of a change, the words that changed, the facts."""
    parts = tuple(_passage(row.changes[0]))
    words = (Phrase(parts),) if parts else ()
    return Entry((phrase(line(row.statement)), *words, *facts(row.facts)))


def facts(found: Iterable[Fact]) -> tuple[Block, ...]:
    """Return what else is said of a thing that comes or goes."""
    rows = [
        Said(line(one.title), tuple(phrase(line(value)) for value in one.values)) for one in found
    ]
    return (Facts(tuple(rows), small=True),) if rows else ()


def _passage(change: Change) -> Iterator[Inline]:
    """Yield what went and what came of a text, between the words that stayed.

    Of a text that comes or goes whole, the sentence above says which: its words are plain.
    """
    if len(change.words) == 1:
        text = prose(change.words[0][1])
        yield Text(line(text if len(text) <= _LONGEST_PASSAGE else clean(text, _LONGEST_PASSAGE)))
        return
    left, before = _LONGEST_PASSAGE, ""
    for operation, words in passages(change):
        inner = line(words if len(words) <= _LONGEST_RUN else words[:_LONGEST_RUN] + " …")
        spaced = words[:1].isspace() or (before == "-" and operation == "+")
        if before and spaced:
            yield Text(" ")
        if left <= 0:
            yield Text("…")
            return
        if inner:
            yield _RUNS[operation](inner)
        left -= len(inner)
        before = operation
        if words[-1:].isspace() and inner:
            yield Text(" ")
