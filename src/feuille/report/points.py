"""What a section of the overview is made of: points, each a count and what it counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from feuille import french
from feuille.diff.wording import clean, quote
from feuille.i18n import _, plural
from feuille.public import restricted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from feuille.diff import Comparison
    from feuille.diff.model import Change
    from feuille.diff.summary import Summary

WHOLE = frozenset({"document-ajoute", "document-retire"})
"""Kinds of change of a whole document: it came, or it went."""
_FEWEST = 4
"""Fewer lines are not worth cutting a list."""
MOST = 8
"""Lines that a point names; the others are found document by document."""


@dataclass(frozen=True, slots=True)
class Point:
    """One thing to know: its words, the lines it stands over, what they leave out or mean.

    What is named first is a document or, where `inner`, an item of one.
    `cut` where the note says that lines are left out, that stand document by document.
    """

    said: str
    lines: tuple[str, ...] = ()
    note: str = ""
    cut: bool = False
    inner: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """One thing that a committee asks about."""

    title: str
    points: list[Point]


def counted(
    one: str,
    many: str,
    lines: Sequence[str],
    most: int = MOST,
    *,
    told: bool = True,
    inner: bool = False,
) -> Iterator[Point]:
    """Yield a count over the lines that it counts, where there are some; beside a single one.

    `told`: the lines that are left out are told document by document; `inner`:
    they name items of documents.
    """
    if len(lines) == 1:
        yield Point(french.typography(f"{plural(one, many, 1)} : {lines[0]}"), inner=inner)
    elif lines:
        left = len(lines) - most if len(lines) >= most + _FEWEST else 0
        yield Point(
            french.typography(plural(one, many, len(lines))),
            tuple(french.typography(one) for one in lines[: len(lines) - left]),
            _note(left, told=told),
            cut=told and left > 0,
            inner=inner,
        )


def _note(left: int, *, told: bool) -> str:
    """Say how many lines are left out, and where they are."""
    if not left:
        return ""
    words = _("et {n} autres, dans le détail") if told else _("et {n} autres")
    return words.format(n=left)


def called(change: Change) -> str:
    """Return the name of an item that comes or goes, without its guillemets."""
    return change.called.strip("«»\u00a0\u202f ")


def document_name(comparison: Comparison, change: Change) -> str:
    """Return the name of the document of a change; its id where neither side reads it."""
    document = comparison.document(change)
    if document is None:
        return change.id
    return french.typography(clean(document.name, 200)) + mark(document.data)


def mark(*blocks: object) -> str:
    """Return what stands beside the name of what is not published, where one of these is not."""
    return _(" (restreint)") if any(map(restricted, blocks)) else ""


def aside(comparison: Comparison, change: Change) -> str:
    """Return what stands beside a change in a block that is not published."""
    sides = (comparison.old, change.old_at or ()), (comparison.new, change.new_at or ())
    for corpus, at in sides:
        document = corpus.documents.get(change.id)
        found = mark(*(document.get(at[:n]) for n in range(1, len(at) + 1))) if document else ""
        if found:
            return found
    return ""


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
        return [self.quoted(one) for one in changes]

    def quoted(self, change: Change) -> str:
        """Name the document of a change between guillemets."""
        document = self.comparison.document(change)
        name = document.name if document else change.id
        return quote(name, 200) + mark(document.data if document else None)

    def sentence(self, change: Change) -> str:
        """Say a change and where it is, so that it can be read alone."""
        said = f"{self.name(change)} – {change.told}" if change.title else change.told
        return said + aside(self.comparison, change)

    def sentences(self, changes: Iterable[Change]) -> list[str]:
        """Say some changes, each to be read alone."""
        return [self.sentence(one) for one in changes]

    def name(self, change: Change) -> str:
        """Name the document of a change."""
        return document_name(self.comparison, change)
