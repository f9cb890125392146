"""Permanent addresses: where each document and each node of a plan has its page.

An address is made from ids alone, so that it survives a file that moves. Ids
that are slugs stand as they are; any other id is made harmless, and its digest
keeps two of them apart. What the program adds of its own holds an underscore,
which no slug does.
"""

from __future__ import annotations

import hashlib
import posixpath
import re
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from feuille import french
from feuille.series import only_territory

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feuille.corpus import Corpus, Document
    from feuille.diagnostics import Path

HOME = "index"
ABOUT = "a-propos"
ACCESS = "accessibilite"
CHANGES = "changements"
TREES = ("orientations", "mesures")
"""The lists of a plan whose items, at any depth, have a page each."""

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
_LONGEST = 120
# Names that a listing needs, or that some systems refuse for a file.
_TAKEN = re.compile(r"(index|readme|con|prn|aux|nul|com\d|lpt\d)\Z")


@lru_cache(maxsize=20_000)
def name(identifier: str) -> str:
    """Return the name of a page or anchor for an id; two ids never share one."""
    if len(identifier) <= _LONGEST and _SLUG.match(identifier) and not _TAKEN.match(identifier):
        return identifier
    digest = hashlib.sha256(identifier.encode("utf-8", "surrogatepass")).hexdigest()[:12]
    return f"{french.slug(identifier)}_{digest}"


def listing(kind: str) -> str:
    """Return the address of the list of a type's documents."""
    return f"{kind}/index"


def relative(source: str, target: str) -> str:
    """Return the way from one file of the site to another."""
    return _way(posixpath.dirname(source), posixpath.dirname(target)) + posixpath.basename(target)


@cache
def _way(source: str, target: str) -> str:
    way = posixpath.relpath(target or ".", source or ".")
    return "" if way == "." else way + "/"


def nodes(document: Document) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Yield every node of a plan's trees with its key path, each before those below it."""
    if document.type.name == "feuille-de-route":
        for tree in TREES:
            yield from _below((tree,), document.data.get(tree))


def _below(at: Path, items: Any) -> Iterator[tuple[Path, dict[str, Any]]]:
    for position, item in enumerate(items if isinstance(items, list) else ()):
        if isinstance(item, dict):
            yield (*at, position), item
            for tree in TREES:
                yield from _below((*at, position, tree), item.get(tree))


@dataclass(frozen=True)
class Book:
    """The addresses of everything that a corpus publishes."""

    corpus: Corpus

    def document(self, document: Document) -> str:
        """Return the address of a document's page."""
        return f"{document.type.name}/{name(document.id)}"

    @cached_property
    def nodes(self) -> dict[tuple[str, Path], str]:
        """The address of each node of a plan, by document id and key path."""
        found: dict[tuple[str, Path], str] = {}
        for document in self.corpus.documents.values():
            seen: dict[str, int] = {}
            for at, item in nodes(document):
                identifier = item.get("id")
                own = name(identifier) if isinstance(identifier, str) and identifier else "noeud_"
                seen[own] = seen.get(own, 0) + 1
                once = own if seen[own] == 1 and own != "noeud_" else f"{own}_{seen[own]}"
                found[document.id, at] = f"{self.document(document)}/{once}"
        return found

    @cached_property
    def places(self) -> dict[str, Document]:
        """The fiche territoire of each territory, the first where there are several."""
        found: dict[str, Document] = {}
        for document in self.corpus.of_type("fiche-territoire"):
            code = only_territory(document)
            if code:
                found.setdefault(code, document)
        return found

    def place(self, target: str, item: Path | None) -> tuple[str, str]:
        """Return the page and the anchor of a reference's target."""
        document = self.corpus.documents[target]
        if item is None:
            return self.document(document), ""
        own = self.nodes.get((target, item))
        return (own, "") if own else (self.document(document), anchor(document.get(item)))


def anchor(item: Any) -> str:
    """Return the anchor of a list's item: its id, else the document that it carries."""
    if not isinstance(item, dict):
        return ""
    identifier = item.get("id", item.get("fiche"))
    return name(identifier) if isinstance(identifier, str) and identifier else ""
