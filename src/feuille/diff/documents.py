"""Which document became which, and which files could not be compared."""

from __future__ import annotations

import copy
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from feuille.diagnostics import child
from feuille.diff.model import Pair
from feuille.i18n import _
from feuille.reader import UNDECIDED
from feuille.schema import registry

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feuille.corpus import Corpus, Document


@dataclass(frozen=True, slots=True)
class Unread:
    """A file that cannot be compared: its id, its type, and on each side its path and its state.

    `sides` tells on which sides it is unread; `reason` why.
    """

    id: str
    type: str
    old_file: str | None
    new_file: str | None
    sides: tuple[bool, bool]
    reason: str


def pairs(before: Corpus, after: Corpus) -> list[Pair]:
    """Pair the documents of two corpora by type and id, then by former id (`remplace`).

    Documents whose file is the same on both sides are left out, and so are
    those that the other side holds but cannot read.
    """
    old, new = before.documents, after.documents
    kept = [n for n, document in old.items() if n in new and new[n].type is document.type]
    renamed = _renamed(before, after, set(kept))
    sides = [(old[name], new[name]) for name in kept] + renamed
    known = {*kept, *(one.id for one, _ in renamed)}, {*kept, *(other.id for _, other in renamed)}
    found = [
        Pair(before, after, opened(one), opened(other))
        for one, other in sides
        if _touched(before, after, one, other)
    ]
    found += [
        Pair(before, after, opened(document), None)
        for name, document in old.items()
        if name not in known[0] and not _unread_there(after, name)
    ]
    found += [
        Pair(before, after, None, opened(document))
        for name, document in new.items()
        if name not in known[1] and not _unread_there(before, name)
    ]
    return found


def _touched(before: Corpus, after: Corpus, old: Document, new: Document) -> bool:
    blobs = before.snapshot.entries.get(old.path), after.snapshot.entries.get(new.path)
    return old.path != new.path or blobs[0] is None or blobs[0] != blobs[1]


def opened(document: Document) -> Document:
    """Return a document with `a-definir` back where it stands: to decide is a change."""
    if not document.undecided:
        return document
    data = copy.deepcopy(document.data)
    for *around, key in document.undecided:
        holder = child(data, tuple(around))
        if isinstance(holder, dict):
            holder[key] = UNDECIDED
    return replace(document, data=data)


def _unread_there(corpus: Corpus, name: str) -> bool:
    return name in corpus.unread and name not in corpus.documents


def _renamed(before: Corpus, after: Corpus, kept: set[str]) -> list[tuple[Document, Document]]:
    """Pair what is left by former ids, stated on either side; each document once, in order."""
    left = {n: d for n, d in before.documents.items() if n not in kept and n not in after.unread}
    right = {n: d for n, d in after.documents.items() if n not in kept and n not in before.unread}
    stated = {(name, document.id) for document in right.values() for name in former(document)}
    stated |= {(document.id, name) for document in left.values() for name in former(document)}
    found: dict[str, str] = {}
    for one, other in sorted(stated, key=lambda pair: (sorted(pair), pair)):
        exist = one in left and other in right and left[one].type is right[other].type
        if exist and one not in found and other not in found.values():
            found[one] = other
    return [(left[one], right[other]) for one, other in found.items()]


def former(document: Document) -> list[str]:
    """Return the ids that a document says it bore before."""
    stated = document.data.get("remplace")
    return [name for name in stated if isinstance(name, str)] if isinstance(stated, list) else []


def renames(found: list[Pair]) -> dict[str, str]:
    """Return the new id of each renamed document, where no other document took the old one."""
    return {
        pair.old.id: pair.new.id
        for pair in found
        if pair.old and pair.new and pair.old.id not in pair.after.documents
    }


def unread(before: Corpus, after: Corpus) -> Iterator[Unread]:
    """Yield the files that cannot be compared, in order; those that did not change are left out."""
    sides = _unread_files(before), _unread_files(after)
    for path in sorted({*sides[0], *sides[1]}):
        name = PurePosixPath(path).stem
        here = (path in sides[0], path in sides[1])
        blobs = [corpus.snapshot.entries.get(path) for corpus in (before, after)]
        known = [corpus.documents.get(name) for corpus in (before, after)]
        kind = registry().by_folder.get(path.split("/", 1)[0]) if "/" in path else None
        kind = kind or next((document.type for document in known if document), None)
        if kind is None or (all(here) and blobs[0] == blobs[1]):
            continue
        old_file, new_file = (
            path if held else document.path if document else None
            for held, document in zip(here, known, strict=True)
        )
        reason = sides[1].get(path) or sides[0].get(path) or ""
        yield Unread(name, kind.name, old_file, new_file, here, reason)


def _unread_files(corpus: Corpus) -> dict[str, str]:
    """Return each file that should be a document and is not, with the reason."""
    read = {document.path for document in corpus.documents.values()}
    twins = {twin.path: first for twin, first in corpus.twins}
    paths = [*corpus.snapshot.entries, *(oddity.path for oddity in corpus.snapshot.oddities)]
    unread = [path for path in paths if path not in read and path not in twins]
    found = {path: "" for path in unread if PurePosixPath(path).stem in corpus.unread}
    for finding in corpus.findings:
        if not found.get(finding.document, "?"):
            found[finding.document] = finding.message
    shared = _("son identifiant est déjà celui de {path}.")
    return found | {path: shared.format(path=first) for path, first in twins.items()}
