"""What changed between two moments, in the terms of the plan.

`compare` is a pure function of two corpora. It follows the schemas: documents
are paired, then walked together (`deltas`); each difference gets its kind, its
measure and its sentence.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any

from feuille import french
from feuille.corpus import load
from feuille.diagnostics import Place
from feuille.diff import documents, kinds, likeness, sentences, wording
from feuille.diff.deltas import deltas
from feuille.diff.equality import Equality
from feuille.diff.model import ADDED, CHANGED, REMOVED, UNKNOWN, Change, Delta, Pair
from feuille.diff.narrow import narrow, stem
from feuille.diff.places import people_path
from feuille.schema import registry

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from feuille.corpus import Corpus, Document
    from feuille.diagnostics import Path
    from feuille.snapshot import Snapshot


@dataclass(frozen=True, eq=False, slots=True)
class Comparison:
    """Two corpora and what changed from one to the other.

    The corpora may hold only what the changes are about (`between`); `whole`
    are the moments they come from. `kind` is the only type told, "" for all.
    """

    old: Corpus
    new: Corpus
    changes: tuple[Change, ...]
    whole: tuple[Callable[[], Corpus], Callable[[], Corpus]] | None = None
    kind: str = ""

    def all_old(self) -> Corpus:
        """Return every document of the old moment: read only once it is needed."""
        return self.whole[0]() if self.whole else self.old

    def all_new(self) -> Corpus:
        """Return every document of the new moment."""
        return self.whole[1]() if self.whole else self.new

    def only(self, kind: str) -> Comparison:
        """Return the same comparison for one type of document, "" for all."""
        kept = tuple(one for one in self.changes if kind in {"", one.type})
        return replace(self, changes=kept, kind=kind)

    def document(self, change: Change) -> Document | None:
        """Return the document of a change, as it is now or, failing that, as it was."""
        found = (corpus.documents.get(change.id) for corpus in (self.new, self.old))
        return next((one for one in found if one and one.type.name == change.type), None)

    def places(self, change: Change) -> tuple[Place | None, Place | None]:
        """Return where a change stands on each side; of what a side lacks, where it would stand."""
        return (
            _place(self.old, change.old_file, change.old_at),
            _place(self.new, change.new_file, change.new_at),
        )


def _place(corpus: Corpus, path: str | None, at: Path | None) -> Place | None:
    if path is None:
        return None
    mark = corpus.mark(path, at or ())
    return Place(path, mark.key_line, mark.key_column)


def diff(old: Corpus, new: Corpus) -> tuple[Change, ...]:
    """Return every change between two corpora, in order of type, document and schema."""
    pairs = documents.pairs(old, new)
    equality = Equality(documents.renames(pairs))
    found = [change for pair in pairs for change in _of_pair(pair, equality)]
    found += [_unread(file) for file in documents.unread(old, new)]
    found = likeness.hinted(found)
    names = {pair.document.id: _reading_order(pair.document) for pair in pairs}
    titles = {kind.name: french.sort_key(kind.plural) for kind in registry().types.values()}
    # Changes of one document keep the order of its schema: the sort is stable.
    return tuple(sorted(found, key=lambda one: (titles[one.type], names.get(one.id, ()), one.id)))


def between(old: Snapshot, new: Snapshot) -> Comparison:
    """Compare two moments, reading only the files that differ and what they name."""
    ids = {stem(path) for path in {*_differing(old, new), *_differing(new, old)}}
    before, after = narrow((old, new), ids)
    whole = cache(lambda: load(old)), cache(lambda: load(new))
    return Comparison(before, after, diff(before, after), whole)


def _differing(one: Snapshot, other: Snapshot) -> Iterator[str]:
    """Yield the files of a snapshot that the other has not, or has otherwise."""
    theirs = other.entries.get
    yield from (path for path, blob in one.entries.items() if theirs(path) != blob)
    known = {(odd.path, odd.kind) for odd in other.oddities}
    yield from (odd.path for odd in one.oddities if (odd.path, odd.kind) not in known)


def compare(old: Corpus, new: Corpus) -> Comparison:
    """Return the comparison of two corpora."""
    return Comparison(old, new, diff(old, new))


def _reading_order(document: Document) -> tuple[Any, ...]:
    number = document.data.get("numero")
    return (
        french.sort_key(number) if isinstance(number, str) else ("~", ""),
        french.sort_key(document.name),
    )


def _of_pair(pair: Pair, equality: Equality) -> Iterator[Change]:
    if pair.old is None or pair.new is None:
        yield _whole("document-retire" if pair.new is None else "document-ajoute", pair)
        return
    if pair.old.id != pair.new.id:
        yield _whole("document-renomme", pair)
    elif pair.old.path != pair.new.path:
        yield _whole("document-deplace", pair)
    for delta in deltas(equality, pair.old, pair.new):
        yield _change(pair, delta)


def _whole(kind: str, pair: Pair) -> Change:
    """Return the change of a whole document: it comes, goes, or bears another name."""
    old, new = pair.old, pair.new
    values: tuple[Any, Any] = old.data if old else None, new.data if new else None
    if old and new:
        values = (old.id, new.id) if kind == "document-renomme" else (old.path, new.path)
    said = sentences.whole(kind, pair)
    return Change(
        kind=kind,
        sign=CHANGED if old and new else REMOVED if old else ADDED,
        type=pair.document.type.name,
        id=pair.document.id,
        statement=said.statement,
        facts=said.facts,
        old=values[0],
        new=values[1],
        old_file=old.path if old else None,
        new_file=new.path if new else None,
        old_at=() if old else None,
        new_at=() if new else None,
    )


def _change(pair: Pair, delta: Delta) -> Change:
    """Give a difference its kind, its measure, its sentence."""
    assert pair.old is not None
    assert pair.new is not None
    kind, measure = kinds.classify(pair, delta)
    said = sentences.write(pair, delta, kind, measure)
    return Change(
        kind=kind,
        sign=delta.sign,
        type=pair.new.type.name,
        id=pair.new.id,
        statement=said.statement,
        title=_title(pair.new),
        subject=said.subject,
        called=said.called,
        key_path=people_path(pair.side(delta.sign)[1], delta.at),
        old=delta.old,
        new=delta.new,
        old_file=pair.old.path,
        new_file=pair.new.path,
        old_at=delta.old_at,
        new_at=delta.new_at,
        keys=delta.keys,
        parent=delta.parent,
        measure=measure,
        words=said.words,
        facts=said.facts,
    )


def _title(document: Document) -> str:
    return french.typography(wording.clean(document.name, 200))


def _unread(file: documents.Unread) -> Change:
    return Change(
        kind="illisible",
        sign=UNKNOWN,
        type=file.type,
        id=file.id,
        statement=sentences.unread(file.sides, file.reason),
        title=wording.clean(file.id, 200),
        old_file=file.old_file,
        new_file=file.new_file,
        old_at=None if file.old_file is None else (),
        new_at=None if file.new_file is None else (),
    )
