"""Documents in which every place that may be restricted holds a canary, made from the schemas.

A key that a schema gains is in them with no change here: each type has a public
document with every key, where each block of a list stands beside a restricted
one (`-a`), one where blocks of their own are restricted (`-b`), one that is
restricted as a whole, and one of which nothing but the file name can be read.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from feuille.diff.documents import bearing
from feuille.schema import registry

if TYPE_CHECKING:
    from feuille.schema import Node, Type

AMOUNT = 424_242
"""The number in every restricted place; sums of public numbers stay far below."""

FORMERLY = "-ancien"
"""The end of the id that something bore before it was restricted."""

SMALL = 7
_DEEPEST = 4
"""Levels of a tree that are written."""

Files = dict[str, str]


@dataclass
class Canaries:
    """Writes documents; `said` maps the words that stand in restricted places alone to
    the key that holds them.

    Where `opened`, the same documents with nothing restricted: what they were
    before somebody thought of it. `public` is what public places say; `end` the
    end of the words of the others.
    """

    opened: bool = False
    public: str = "Clair"
    end: str = "z"
    said: dict[str, str] = field(default_factory=dict)
    _count: int = 0
    _lists: tuple[str, ...] = ()

    def files(self) -> Files:
        """Return the files of a repository."""
        found = {"feuille.yaml": "format: 1\ntitre: Essai\nterritoire: reg-53\n"}
        for kind in registry().types.values():
            for name, data in self._documents(kind).items():
                found[f"{kind.folder}/{name}.yaml"] = json.dumps(data, ensure_ascii=False)
            if not self.opened:
                found[f"{kind.folder}/{kind.name}-canari-illisible.yaml"] = "type: [\n"
        return found

    def _documents(self, kind: Type) -> dict[str, Any]:
        self._lists = kind.node.properties
        lists = self._block(kind.node, secret=False, apart=False)
        apart = self._block(kind.node, secret=False, apart=True)
        hidden = self._block(kind.node, secret=True, apart=False)
        former = [] if self.opened else [f"{kind.name}-canari{FORMERLY}"]
        return {
            f"{kind.name}-a": {**lists, "remplace": former and [*former, self._secret(kind.name)]},
            f"{kind.name}-b": {**apart, "remplace": [], "x-note": self._word("x-note")},
            self._secret(kind.name): self._restricted({**hidden, "remplace": former}),
        }

    def _restricted(self, block: dict[str, Any]) -> dict[str, Any]:
        return block if self.opened else {**block, "confidentialite": "restreint"}

    def _word(self, key: str) -> str:
        """Return words that nothing else says."""
        self._count += 1
        word = f"canari{self._count}{self.end}"
        self.said[word] = key
        return word

    def _block(self, node: Node, *, secret: bool, apart: bool, depth: int = 0) -> dict[str, Any]:
        """Return a block with every key that its schema knows.

        `secret`: it may not be published. `apart`: single blocks and references
        in it are the restricted ones.
        """
        found: dict[str, Any] = {}
        for key in node.properties:
            child = node.child(key)
            if child is None or key in {"confidentialite", "remplace"}:
                continue
            hidden = secret or not child.public
            value = self._value(child, secret=hidden, apart=apart, depth=depth)
            if value is not None:
                found[key] = value
        return found

    def _value(self, node: Node, *, secret: bool, apart: bool, depth: int) -> Any:
        if node.item is not None:
            return self._list(node, secret=secret, apart=apart, depth=depth + 1)
        if node.of("").targets:
            return self._reference(node.of(""), secret=secret or apart)
        if node.is_object:
            inside = secret or apart
            block = self._block(node, secret=inside, apart=apart, depth=depth + 1)
            return self._restricted(block) if apart and not secret else block
        return self._leaf(node, secret=secret)

    def _list(self, node: Node, *, secret: bool, apart: bool, depth: int) -> list[Any] | None:
        """Return a list with a public item and a restricted one; all are, in a restricted block."""
        item = node.item
        assert item is not None
        block = item.of({})
        found: list[Any] = []
        if item.of("").targets:
            found = [self._reference(item.of(""), secret=hidden) for hidden in (False, True)]
        elif not block.properties:
            return [self._leaf(item, secret=secret)]
        if not block.properties or depth > _DEEPEST:
            return found or None
        for hidden in [True] if secret else [False, True]:
            one = self._block(block, secret=hidden, apart=apart, depth=depth)
            if "id" in one:
                self.said.pop(one["id"], None)
                one["id"] = self._item(node.key, hidden=hidden)
            if "remplace" in block.properties and not self.opened:
                then, now = (f"{self._item(node.key, hidden=True)}{end}" for end in (FORMERLY, ""))
                one["remplace"] = [then] if hidden else [then, now]
            found.append(self._restricted(one) if hidden and not secret else one)
        if block.form == "partie":  # known by its actor alone: it goes with it
            found.append(self._block(block, secret=True, apart=apart, depth=depth))
        return found

    def _item(self, key: str, *, hidden: bool) -> str:
        """Return the id of an item; a restricted one bore another before, where that can be said."""
        bore = hidden and self.opened and any(key in bearing(k) for k in registry().types.values())
        return f"{key.replace('_', '-')}-{'canari' if hidden else 'clair'}{FORMERLY * bore}"

    def _reference(self, node: Node, *, secret: bool) -> str:
        """Return a reference to a public thing, or to a restricted one."""
        kind, items = node.targets[0]
        kind, items = ("acteur", "") if kind == "*" else (kind, items)
        if items:
            there = kind or items in self._lists  # a document may have no such list
            own = self._item(items, hidden=secret and bool(there))
            return f"{kind}-a#{own}" if kind else own
        if secret:
            return self._secret(kind)
        return "dep-35" if kind == "territoire" else f"{kind}-a"

    def _secret(self, kind: str) -> str:
        """Return the id of the restricted document of a type; it bore another before."""
        return f"{kind}-canari{FORMERLY * self.opened}"

    def _leaf(self, node: Node, *, secret: bool) -> Any:
        """Return a value that says whether it may be published."""
        if node["const"] is not None:
            return node["const"]
        if node.of("")["enum"]:
            return node.of("")["enum"][0]
        if node.form in {"date", "periode"}:
            return 2024 if secret else 2023
        if node.form in {"montant", "nombre", "pourcent"} or node["type"] in ("number", "integer"):
            return AMOUNT if secret else SMALL
        if node["type"] == "boolean":
            return True
        word = self._word(node.key) if secret else self.public
        return f"https://exemple.fr/{word.lower()}" if node.form == "lien" else word
