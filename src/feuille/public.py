"""What may be published: a corpus without what is restricted, nor any trace of it.

Pages, and comparisons that are shown to others, read only what this module lets through.
"""

from __future__ import annotations

import copy
from collections import defaultdict
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from feuille import french
from feuille.diagnostics import child
from feuille.diff import Comparison, diff, documents
from feuille.diff.documents import FORMER
from feuille.diff.equality import Equality
from feuille.diff.trace import trace
from feuille.schema import walk

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from feuille.corpus import Corpus, Document
    from feuille.diagnostics import Path
    from feuille.schema import Node

    Places = Mapping[str, Collection[Path]]


class _Open:
    """A value that says nothing, wherever one looks at it."""

    def __bool__(self) -> bool:
        return False

    def __str__(self) -> str:
        return ""


OPEN = _Open()
"""Stands in the data of a public document for a value that the document leaves open."""

_GONE = object()
_PLAIN = frozenset({str, int, float, bool})


@dataclass(frozen=True, slots=True)
class Publication:
    """What of a corpus is published.

    `gone` holds, by document, the key paths that were taken away; `secret` the
    ids, past ones included, of the documents that may not be named, and of what
    may not in those that may, written as references are: plan#orientation.
    """

    corpus: Corpus
    gone: Places = field(default_factory=dict)
    secret: frozenset[str] = frozenset()

    @property
    def poorer(self) -> frozenset[str]:
        """The ids of the documents of which a part is not published."""
        return frozenset(self.gone)


def whole(corpus: Corpus) -> Publication:
    """Return all of a corpus, for those who may read it."""
    opened = {key: replace(one, data=_opened(one)) for key, one in corpus.documents.items()}
    return Publication(replace(corpus, documents=opened, findings=(), twins=(), _marks={}))


def published(corpus: Corpus) -> Publication:
    """Return the public part of a corpus.

    Left out: restricted documents and blocks, places that the schema keeps
    private, references to what is left out, and the items that such a reference
    identifies. A reference to a document that could not be read goes too:
    nobody knows whether it was public. Keys that the schema does not know are
    for local use and stay at home.
    """
    return _filtered(corpus, frozenset(), {})


def earlier(old: Corpus, new: Corpus, today: Publication) -> Publication:
    """Return what may be shown of an earlier moment beside `today`, what is published of `new`.

    What was restricted then is left out, and what is today: a document that is
    restricted or unreadable today goes under every id that it has borne, and so
    does an item that says which; a place goes where it stood then and, where
    that cannot be told, all that lists of its name have lost.
    """
    secret = today.secret | {
        one.id for one in old.documents.values() if today.secret & {*documents.former(one)}
    }
    # What is public today may be named, though its earlier version cannot be read.
    named = replace(old, unread=old.unread - today.corpus.documents.keys())
    found = _filtered(named, secret, _places_then(old, new, today.gone))
    return replace(found, corpus=replace(found.corpus, unread=old.unread))


def _filtered(corpus: Corpus, secret: frozenset[str], places: Places) -> Publication:
    """Return the public part of a corpus, without some documents and places besides."""
    kept = {
        key: one
        for key, one in corpus.documents.items()
        if key not in secret and not restricted(_opened(one))
    }
    while True:
        filtered = _Filter(corpus, kept, secret, places)
        cleaned = {key: filtered.document(corpus.documents[key]) for key in kept}
        if {key: one.data for key, one in cleaned.items()} == {
            key: one.data for key, one in kept.items()
        }:
            break
        kept = cleaned
    config = corpus.config
    if config.territoire in filtered.hidden:
        config = replace(config, territoire="")
    public = replace(corpus, config=config, documents=cleaned, findings=(), twins=(), _marks={})
    return Publication(public, dict(filtered.gone), filtered.hidden)


class _Filter:
    """One pass over documents; what one pass takes away may leave a reference to nothing."""

    def __init__(
        self, whole: Corpus, kept: dict[str, Document], secret: frozenset[str], places: Places
    ) -> None:
        self.whole = whole
        self.kept = kept
        left = (one for key, one in whole.documents.items() if key not in kept)
        borne = {name for one in left for name in (one.id, *documents.former(one))}
        items = {name for key, one in kept.items() for name in _lost(whole.documents[key], one)}
        self.hidden = (secret | whole.unread | borne | items) - kept.keys()
        self.secret = secret
        self.places = places
        self.gone: dict[str, set[Path]] = defaultdict(set)

    def document(self, document: Document) -> Document:
        """Return the public part of a document."""
        data: dict[str, Any] = {}
        self._block(document.type.node, _opened(document), document, (), data)
        return document if data == document.data else replace(document, data=data)

    def _value(
        self, node: Node | None, value: Any, source: Document, at: Path, key: tuple[str, ...] = ()
    ) -> Any:
        """Return the public part of a value, or _GONE; `key` is the natural key of its list."""
        if node is None:
            return _GONE
        node = node.of(value)
        result = value
        if not node.public or at in self.places.get(source.id, ()):
            result = _GONE
        elif isinstance(value, str):  # most are, and nothing else is worth asking
            result = _GONE if self._hides(value, node, source, at) else value
        elif restricted(value) or self._is_secret(value, source):
            result = _GONE
        elif isinstance(value, dict):
            result = {}
            lost = self._block(node, value, source, at, result)
            if lost & {*node.required, *key} or (lost and node.form == "partie"):
                result = _GONE
        elif isinstance(value, list):
            found = (
                self._value(node.item, one, source, (*at, position), node.natural_key)
                for position, one in enumerate(value)
            )
            result = [one for one in found if one is not _GONE]
        if result is _GONE:
            self.gone[source.id].add(at)
        return result

    def _block(
        self, node: Node, value: Any, source: Document, at: Path, into: dict[str, Any]
    ) -> set[str]:
        """Fill `into` with the public keys of a block; return the keys whose reference went."""
        lost = set()
        for key, inner in value.items():
            place = node.child(key)
            if place and place.is_open and type(inner) in _PLAIN and source.id not in self.places:
                into[key] = inner
                continue
            found = self._value(place, inner, source, (*at, key)) if place else _GONE
            if found is not _GONE:
                into[key] = found
            elif place and isinstance(inner, str) and place.of(inner).targets:
                lost.add(key)
        return lost

    def _hides(self, text: str, node: Node, source: Document, at: Path) -> bool:
        """Tell whether a text designates something that is not published."""
        former = FORMER in at
        if not node.targets and not former:
            return False
        head, sharp, name = text.partition("#")
        if former:
            return (head if at[0] == FORMER else f"{source.id}#{name or head}") in self.hidden
        target, item = self.whole.resolve(text, node, source)
        if not target or target not in self.kept:
            return bool(target) or not self.hidden.isdisjoint((head, text))
        lost = item is not None and (name or head) not in self.kept[target].items
        return lost or (bool(sharp) and text in self.hidden)

    def _is_secret(self, value: Any, source: Document) -> bool:
        """Tell whether a block bears an id that may not be named."""
        return (
            bool(self.secret)
            and isinstance(value, dict)
            and f"{source.id}#{value.get('id')}" in self.secret
        )


def _lost(whole: Document, kept: Document) -> Iterator[str]:
    """Yield how references name, and named, the items that a document loses when published.

    Only of lists whose items say which ids they bore: the others bore none.
    """
    if kept is whole or not documents.bearing(whole.type):
        return
    heads = (whole.id, *documents.former(whole))
    for item, places in whole.items.items():
        if item not in kept.items:
            borne = (name for at in places for name in documents.borne(whole.get(at)))
            for name in {item, *borne} - kept.items.keys():
                yield from (f"{head}#{name}" for head in heads)


def _places_then(old: Corpus, new: Corpus, gone: Places) -> Places:
    """Return, by document of the old corpus, where stood what today's publication leaves out."""
    # Without their blobs, documents are paired even where nothing in them changed.
    before = replace(old, snapshot=replace(old.snapshot, entries={}))
    pairs = documents.pairs(before, new)
    equality = Equality(documents.renames(pairs))
    return {
        one.old.id: _stood(equality, one.old, one.new, gone[one.new.id])
        for one in pairs
        if one.old and one.new and one.new.id in gone
    }


def _stood(equality: Equality, old: Document, new: Document, gone: Collection[Path]) -> set[Path]:
    """Return the places of `old` that became those of `new`, or may have."""
    then = {at: was for at, (was, _same) in trace(equality, old, new).items()}
    found = {was for at, was in then.items() if any(at[:n] in gone for n in range(1, len(at) + 1))}
    doubtful = {at[-2] for at in gone if at not in then and _is_item(at)}
    known = set(then.values())
    items = [at for at, _node, _value in walk(old.type.node, old.data) if _is_item(at)]
    return found | {at for at in items if at not in known and at[-2] in doubtful}


def _is_item(at: Path) -> bool:
    return bool(at) and isinstance(at[-1], int)


def _opened(document: Document) -> dict[str, Any]:
    """Return the data of a document with OPEN at the keys that it leaves to decide."""
    if not document.undecided:
        return document.data
    data = copy.deepcopy(document.data)
    for *above, key in document.undecided:
        holder = child(data, tuple(above))
        if isinstance(holder, dict):
            holder[key] = OPEN
    return data


def restricted(value: Any) -> bool:
    """Tell whether a block asks not to be published; a restriction badly written is still one."""
    if not isinstance(value, dict):
        return False
    return any(
        _is_about_access(key) and (key != "confidentialite" or said != "public")
        for key, said in value.items()
        if isinstance(key, str)
    )


@lru_cache(maxsize=10_000)
def _is_about_access(key: str) -> bool:
    return french.plain(key).startswith("confiden")


def compared(old: Corpus, new: Corpus, parts: tuple[Corpus, Corpus] | None = None) -> Comparison:
    """Compare two public corpora; where only `parts` of them count, the changes of these."""
    before, after = _as_read(old), _as_read(new)
    changes = diff(before, after)
    if parts is None:
        return Comparison(before, after, changes)
    ids = parts[0].documents.keys() | parts[1].documents.keys()
    told = tuple(one for one in changes if one.id in ids)
    sides = _as_read(parts[0]), _as_read(parts[1])
    return Comparison(before, after, told, (lambda: sides[0], lambda: sides[1]))


def _as_read(corpus: Corpus) -> Corpus:
    """Return a public corpus in the form that files are read in.

    A document counts as touched where what is published of it is: the blob of
    its file says nothing of that.
    """
    documents = {key: _undecided(one) for key, one in corpus.documents.items()}
    entries = {one.path: repr((one.data, one.undecided)) for one in documents.values()}
    snapshot = replace(corpus.snapshot, entries=entries, oddities=())
    return replace(corpus, documents=documents, snapshot=snapshot, _marks={})


def _undecided(document: Document) -> Document:
    """Return a document without the marks of what it leaves open, and where they were."""
    if not document.undecided:
        return document
    undecided: list[Path] = []
    return replace(document, data=_closed(document.data, (), undecided), undecided=tuple(undecided))


def _closed(value: Any, at: Path, undecided: list[Path]) -> Any:
    if isinstance(value, list):
        return [_closed(inner, (*at, n), undecided) for n, inner in enumerate(value)]
    if not isinstance(value, dict):
        return value
    undecided += [(*at, key) for key, inner in value.items() if inner is OPEN]
    return {
        key: _closed(inner, (*at, key), undecided)
        for key, inner in value.items()
        if inner is not OPEN
    }
