"""Places as rollups see them: the built-in geography and the territories that users describe."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feuille import territory

if TYPE_CHECKING:
    from collections.abc import Iterable

    from feuille.corpus import Corpus, Document

TILING = ("pays", "region", "departement")
"""Levels whose places cover the one above without a gap, widest first."""


class Places:
    """Which place lies in which, at what level."""

    def __init__(self, corpus: Corpus) -> None:
        self._local = {
            document.id: document
            for document in corpus.documents.values()
            if document.type.name == "territoire"
        }
        self._chains: dict[str, tuple[str, ...]] = {}
        self._made_of: dict[str, frozenset[str]] = {}
        self._within: dict[tuple[tuple[str, ...], tuple[str, ...]], list[str]] = {}
        self._touching: dict[tuple[frozenset[str], tuple[str, ...]], bool] = {}
        self._levels: dict[tuple[str, str], list[str]] = {}

    def known(self, code: str) -> bool:
        """Tell whether a code names a place."""
        return code in self._local or territory.lookup(code) is not None

    def codes(self) -> list[str]:
        """Return every code that can be named."""
        return [*territory.codes(), *self._local]

    def level(self, code: str) -> str:
        """Return the maille of a place."""
        place = territory.lookup(code)
        return place.maille if place else "local"

    def chain(self, code: str) -> tuple[str, ...]:
        """Return a place and those around it, nearest first.

        A user's territory inside several others lies in their union: what is
        around it is what is around all of them.
        """
        if code not in self._chains:
            self._chains[code] = (code,)  # what a territory inside itself would find
            local = self._local.get(code)
            around = self._common(local) if local else tuple(territory.ancestors(code))
            self._chains[code] = (code, *around)
        return self._chains[code]

    def _common(self, document: Document) -> tuple[str, ...]:
        listed = _codes(document, "inclus_dans") or _codes(document, "composition")
        chains = [self.chain(one) for one in listed if self.known(one)]
        shared = set(chains[0]).intersection(*chains[1:]) if chains else set()
        return (
            tuple(code for code in chains[0] if code in shared and code != document.id)
            if chains
            else ()
        )

    def inside(self, code: str, scope: str) -> bool:
        """Tell whether a place is the scope or lies in it, or in one of the scope's parts."""
        return not self._parts(scope).isdisjoint(self.chain(code))

    def within(self, codes: Iterable[str], scopes: Iterable[str]) -> list[str]:
        """Return the places that lie in one of the scopes, in their order."""
        # The same few questions come back for every kind and period of every row.
        key = tuple(codes), tuple(scopes)
        if key not in self._within:
            parts = frozenset[str]().union(*(self._parts(scope) for scope in key[1]))
            self._within[key] = [c for c in key[0] if not parts.isdisjoint(self.chain(c))]
        return self._within[key]

    def touches(self, around: frozenset[str], scopes: tuple[str, ...]) -> bool:
        """Tell whether one of the scopes is among the places around something."""
        key = around, scopes
        if key not in self._touching:
            self._touching[key] = any(not around.isdisjoint(self._parts(s)) for s in scopes)
        return self._touching[key]

    def _parts(self, scope: str) -> frozenset[str]:
        if scope not in self._made_of:
            self._made_of[scope] = frozenset(self._composition(scope))
        return self._made_of[scope]

    def _composition(self, scope: str) -> set[str]:
        """Return a place and everything that it says it is made of, at any depth."""
        found: set[str] = set()
        waiting = [scope]
        while waiting:
            code = waiting.pop()
            if code not in found:
                found.add(code)
                local = self._local.get(code)
                waiting += _codes(local, "composition") if local else []
        return found

    def at_level(self, maille: str, scope: str) -> list[str]:
        """Return the places of a level inside a scope, in order of code."""
        if (maille, scope) not in self._levels:
            listed: Iterable[str] = self._local if maille == "local" else territory.at_level(maille)
            found = sorted(code for code in listed if self.inside(code, scope))
            self._levels[maille, scope] = found
        return self._levels[maille, scope]


def _codes(document: Document, key: str) -> list[str]:
    value = document.data.get(key)
    return [code for code in value if isinstance(code, str)] if isinstance(value, list) else []
