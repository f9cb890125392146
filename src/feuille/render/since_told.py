"""Changes as readers are told of them: what is said, the words that changed, what else there is."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

from feuille.render.addresses import name
from feuille.render.inline import phrase
from feuille.render.model import Deleted, Entry, Fact, Facts, Inserted, Phrase, Text
from feuille.render.words import line
from feuille.report.passages import passages

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from feuille.diff.model import Change
    from feuille.render.model import Block, Inline

HEAVIEST = 30_000
"""Signs of changes on one page: beyond, they go on to another."""

_MOST, _FEW = 12, 8_000
"""Changes that a document's own page tells, and the signs that they may take."""

_LONGEST_RUN, _LONGEST_PASSAGE = 1_200, 4_000
_RUNS = {"=": Text, "-": Deleted, "+": Inserted}
NEW, GONE = "document-ajoute", "document-retire"


@dataclass(frozen=True, slots=True)
class Sheet:
    """The changes of a document, or as many as a page takes: `rest` goes on from another."""

    type: str
    id: str
    changes: tuple[Change, ...]
    rest: bool = False

    @property
    def anchor(self) -> str:
        """Its place on its page."""
        return f"{self.type}_{name(self.id)}"

    @property
    def whole(self) -> bool:
        """Whether the document itself comes or goes."""
        return self.changes[0].kind in (NEW, GONE) and not self.rest


def cut(changes: list[Change]) -> Iterator[tuple[Sheet, int]]:
    """Yield the sheets of a document with their weights; most often one."""
    part: list[Change] = []
    weight, rest = 0, False
    for one in changes:
        more = _weight(one)
        if part and weight + more > HEAVIEST:
            yield Sheet(one.type, one.id, tuple(part), rest), weight
            part, weight, rest = [], 0, True
        part.append(one)
        weight += more
    yield Sheet(changes[0].type, changes[0].id, tuple(part), rest), 300 + weight


def _weight(change: Change) -> int:
    """Return about how many signs it takes to tell a change."""
    words = (len(run.words) for run in _passage(change))
    others = (len(value) for fact in change.facts for value in fact.values)
    return 200 + len(change.told) + sum(80 + size for size in (*words, *others))


def few(changes: list[Change]) -> list[Change]:
    """Return the changes that a document's own page tells."""
    sums = accumulate(_weight(one) for one in changes)
    return [one for one, sum_ in zip(changes, sums, strict=True) if sum_ <= _FEW][:_MOST]


def entries(changes: Iterable[Change]) -> tuple[Entry, ...]:
    """Return changes as the items of a list: what is said, the words that changed, the facts."""
    found = []
    for one in changes:
        parts = tuple(_passage(one))
        words = (Phrase(parts),) if parts else ()
        found.append(Entry((phrase(line(one.told)), *words, *facts(one))))
    return tuple(found)


def facts(change: Change) -> tuple[Block, ...]:
    """Return what else is said of a thing that comes or goes."""
    rows = [
        Fact(line(one.title), tuple(phrase(line(value)) for value in one.values))
        for one in change.facts
    ]
    return (Facts(tuple(rows), small=True),) if rows else ()


def _passage(change: Change) -> Iterator[Inline]:
    """Yield what went and what came of a text, between the words that stayed."""
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
