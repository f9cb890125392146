"""What a section of the overview is made of: points, each a count and what it counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from feuille import french
from feuille.diff.wording import clean, quote
from feuille.i18n import plural

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from feuille.diff import Comparison
    from feuille.diff.model import Change
    from feuille.diff.summary import Summary

WHOLE = frozenset({"document-ajoute", "document-retire"})
"""Kinds of change of a whole document: it came, or it went."""
MOST = 8
"""Lines that a point names; the others are found document by document."""


@dataclass(frozen=True, slots=True)
class Point:
    """One thing to know: its words, the lines it stands over, what they leave out."""

    said: str
    lines: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """One thing that a committee asks about."""

    title: str
    points: list[Point]


def counted(one: str, many: str, lines: Sequence[str], most: int = MOST) -> Iterator[Point]:
    """Yield a count over the lines that it counts, where there are some; beside a single one."""
    if len(lines) == 1:
        yield Point(french.typography(f"{plural(one, many, 1)} : {lines[0]}"))
    elif lines:
        left = len(lines) - most if len(lines) > most + 1 else 0
        yield Point(
            french.typography(plural(one, many, len(lines))),
            tuple(lines[: len(lines) - left]),
            plural("et {n} autre, plus loin", "et {n} autres, plus loin", left) if left else "",
        )


def document_name(comparison: Comparison, change: Change) -> str:
    """Return the name of the document of a change; its id where neither side reads it."""
    document = comparison.document(change)
    return french.typography(clean(document.name, 200)) if document else change.id


@dataclass(frozen=True, slots=True)
class Told:
    """A comparison with its summary; `left` are the changes that no section has counted yet."""

    comparison: Comparison
    summary: Summary
    left: dict[int, Change]

    def take(self, wanted: Callable[[Change], bool]) -> list[Change]:
        """Return the changes that a section tells; no other one will."""
        found = [one for one in self.left.values() if wanted(one)]
        for one in found:
            del self.left[id(one)]
        return found

    def names(self, changes: Iterable[Change]) -> list[str]:
        """Name the documents of some changes."""
        return [quote(self.name(one), 160) for one in changes]

    def name(self, change: Change) -> str:
        """Name the document of a change."""
        return document_name(self.comparison, change)
