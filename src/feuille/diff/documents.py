"""Which document became which, which list item too, and which files could not be compared."""

from __future__ import annotations

import copy
from dataclasses import dataclass, replace
from functools import cache
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from feuille.diagnostics import child
from feuille.diff.model import Pair
from feuille.i18n import _
from feuille.reader import UNDECIDED
from feuille.schema import registry

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from feuille.corpus import Corpus, Document
    from feuille.schema import Node, Type

    Bearers = Mapping[str, tuple[object, list[str]]]

FORMER = "remplace"
"""The key under which a document, or an item of a list, says which ids it bore before."""


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
    """Pair what is left by former ids, stated on either side."""
    left, right = (
        {name: (document.type, former(document)) for name, document in here.documents.items()
         if name not in kept and name not in there.unread}
        for here, there in ((before, after), (after, before))
    )  # fmt: skip
    found = _followed(left, right)
    return [(before.documents[one], after.documents[other]) for one, other in found.items()]


def _followed(left: Bearers, right: Bearers) -> dict[str, str]:
    """Return which id became which: of things of one sort, each once, in order.

    Both sides hold what the other has not: by id, its sort and the ids that it
    bore before.
    """
    stated = {(name, now) for now, (_sort, names) in right.items() for name in names}
    stated |= {(then, name) for then, (_sort, names) in left.items() for name in names}
    found: dict[str, str] = {}
    for one, other in sorted(stated, key=lambda pair: (sorted(pair), pair)):
        exist = one in left and other in right and left[one][0] == right[other][0]
        if exist and one not in found and other not in found.values():
            found[one] = other
    return found


def renamed_items(old: Document, new: Document) -> dict[str, str]:
    """Return the new id of each list item that says which one it bore, in two versions.

    Its list has the same name on both sides, and nothing bears its old id today
    nor bore its new one.
    """
    lists = bearing(new.type)
    if not lists:
        return {}
    return _followed(_bearers(old, new, lists), _bearers(new, old, lists))


def _bearers(here: Document, there: Document, lists: frozenset[str]) -> Bearers:
    return {
        name: (at[-2], borne(block))
        for name, (at, *_twins) in here.items.items()
        if at[-2] in lists and name not in there.items and (block := here.get(at)).get("id") == name
    }


@cache
def bearing(kind: Type) -> frozenset[str]:
    """Return the keys of the lists, in a type, whose items may say which ids they bore."""
    found: set[str] = set()
    seen: set[str] = set()

    def look(node: Node) -> None:
        for key, place in node.places:
            block = (place.item or place).of({})
            if place.item and FORMER in block.properties:
                found.add(key)
            if (known := repr(block["properties"])) not in seen:  # a tree holds itself
                seen.add(known)
                look(block)

    look(kind.node)
    return frozenset(found)


def former(document: Document) -> list[str]:
    """Return the ids that a document says it bore before."""
    return borne(document.data)


def borne(block: Mapping[str, Any]) -> list[str]:
    """Return the ids that a document, or a block of one, says it bore before."""
    found = block.get(FORMER)
    return [name for name in found if isinstance(name, str)] if isinstance(found, list) else []


def renames(found: list[Pair]) -> dict[str, str]:
    """Return how references read today that name what bears another id: documents, their items.

    Left out is what names a document whose id another one took.
    """
    read: dict[str, str] = {}
    for pair in found:
        old, new = pair.old, pair.new
        if not (old and new) or (old.id != new.id and old.id in pair.after.documents):
            continue
        if old.id != new.id:
            read[old.id] = new.id
        for one, other in renamed_items(old, new).items():
            read |= dict.fromkeys((f"{old.id}#{one}", f"{new.id}#{one}"), f"{new.id}#{other}")
    return read


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
