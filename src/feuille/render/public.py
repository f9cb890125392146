"""What may be published: a corpus without what is restricted, nor any trace of it.

Everything else of the package reads only what this module lets through.
"""

from __future__ import annotations

import copy
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from feuille import french
from feuille.diagnostics import child

if TYPE_CHECKING:
    from feuille.corpus import Corpus, Document
    from feuille.schema import Node


class _Open:
    """A value that says nothing, wherever one looks at it."""

    def __bool__(self) -> bool:
        return False

    def __str__(self) -> str:
        return ""


OPEN = _Open()
"""Stands in the data of a public document for a value that the document leaves open."""

_GONE = object()


def published(corpus: Corpus) -> tuple[Corpus, frozenset[str]]:
    """Return the public part of a corpus, and the ids of the documents that lost something.

    Left out: restricted documents and blocks, places that the schema keeps
    private, references to what is left out, and the items that such a reference
    identifies. A reference to a document that could not be read goes too:
    nobody knows whether it was public. Keys that the schema does not know are
    for local use and stay at home.
    """
    kept = {key: one for key, one in corpus.documents.items() if not _restricted(_opened(one))}
    while True:
        filtered = _Filter(corpus, kept)
        cleaned = {key: filtered.document(corpus.documents[key]) for key in kept}
        if {key: one.data for key, one in cleaned.items()} == {
            key: one.data for key, one in kept.items()
        }:
            break
        kept = cleaned
    public = replace(corpus, documents=cleaned, findings=(), twins=(), _marks={})
    return public, frozenset(filtered.poorer)


class _Filter:
    """One pass over documents; what one pass takes away may leave a reference to nothing."""

    def __init__(self, whole: Corpus, kept: dict[str, Document]) -> None:
        self.whole = whole
        self.kept = kept
        self.poorer: set[str] = set()

    def document(self, document: Document) -> Document:
        """Return the public part of a document."""
        data: dict[str, Any] = {}
        self._block(document.type.node, _opened(document), document, data)
        return replace(document, data=data)

    def _value(self, node: Node | None, value: Any, source: Document, key: tuple[str, ...]) -> Any:
        """Return the public part of a value, or _GONE; `key` is the natural key of its list."""
        if node is None:
            return _GONE
        node = node.of(value)
        result = value
        if not node.public or _restricted(value):
            result = _GONE
        elif isinstance(value, dict):
            result = {}
            lost = self._block(node, value, source, result)
            if lost & {*node.required, *key} or (lost and node.form == "partie"):
                result = _GONE
        elif isinstance(value, list):
            found = (self._value(node.item, one, source, node.natural_key) for one in value)
            result = [one for one in found if one is not _GONE]
        elif isinstance(value, str) and node.targets and self._hides(value, node, source):
            result = _GONE
        if result is _GONE:
            self.poorer.add(source.id)
        return result

    def _block(self, node: Node, value: Any, source: Document, into: dict[str, Any]) -> set[str]:
        """Fill `into` with the public keys of a block; return the keys whose reference went."""
        lost = set()
        for key, inner in value.items():
            place = node.child(key)
            found = self._value(place, inner, source, ()) if place else _GONE
            if found is not _GONE:
                into[key] = found
            elif place and isinstance(inner, str) and place.of(inner).targets:
                lost.add(key)
        return lost

    def _hides(self, text: str, node: Node, source: Document) -> bool:
        """Tell whether a reference leads to something that is not published."""
        target, item = self.whole.resolve(text, node, source)
        if not target:
            return text.partition("#")[0] in self.whole.unread
        if target not in self.kept:
            return True
        name = text.rpartition("#")[2]
        return item is not None and name not in self.kept[target].items


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


def _restricted(value: Any) -> bool:
    """Tell whether a block asks not to be published; a restriction badly written is still one."""
    if not isinstance(value, dict):
        return False
    return any(
        french.plain(key).startswith("confiden") and (key != "confidentialite" or said != "public")
        for key, said in value.items()
        if isinstance(key, str)
    )
