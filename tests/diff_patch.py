"""Applies the changes of a document to its old data: what they hold must be enough."""

from __future__ import annotations

import copy
from collections.abc import Callable  # noqa: TC003
from typing import Any

from feuille.diagnostics import Path, child
from feuille.diff.model import ABSENT, ADDED, CHANGED, REMOVED, Change
from feuille.schema import Node, item_key

TREE = {"orientation-ajoutee", "orientation-retiree", "orientation-deplacee"}

RENAMED = "identifiant"


class Patch:
    """Applies changes to the data of one document."""

    def __init__(self, node: Node, data: dict[str, Any]) -> None:
        self.node = node
        self.data = copy.deepcopy(data)
        self.gone = object()
        self.made: dict[Path, Any] = {}

    def apply(self, changes: list[Change]) -> dict[str, Any]:
        """Return the data after the changes; paths are those of the data before them."""
        nodes = [(one, child(self.data, one.old_at)) for one in changes if one.kind in TREE]
        forest = {key: flat(self.data.get(key), key) for key in {one.new_at[0] for one, _ in nodes}}
        inside = [change for change in changes if change.kind not in TREE]
        self.each(inside, {CHANGED: self.rewrite})
        self.each(inside, {REMOVED: self.remove})
        self.each(inside, {ADDED: self.add})
        self.sweep(self.data)
        self.each(inside, {CHANGED: self.reorder})
        self.each(inside, {ADDED: self.insert})
        for key, hung in forest.items():
            names = {
                one.old: one.new for one in inside if one.kind == RENAMED and key in one.old_at
            }
            found = [(shell, names.get(above, above)) for shell, above in hung]
            self.plant(key, found, [one for one in nodes if one[0].new_at[0] == key])
        return self.data

    def each(self, changes: list[Change], steps: dict[str, Callable[[Change], None]]) -> None:
        for change in changes:
            if change.sign in steps:
                steps[change.sign](change)

    def remove(self, change: Change) -> None:
        """Take a value out, where the item around it was not taken out already."""
        if child(self.data, change.old_at[:-1]) is not None:
            self.set(change.old_at, self.gone)

    def insert(self, change: Change) -> None:
        """Put a new item in its place, in a list whose order matters; lower places come first."""
        if self.is_ordered(change):
            child(self.data, change.old_at[:-1]).insert(change.new_at[-1], change.new)

    def rewrite(self, change: Change) -> None:
        if change.kind == "ordre":
            return
        if not change.keys:
            self.set(change.old_at or (), copy.deepcopy(change.new))
            if change.kind == RENAMED:
                self.set((*change.old_at[:-1], "remplace"), [change.old])
            return
        block = child(self.data, change.old_at or ())
        for key in change.keys:
            block.pop(key, None)
        block.update(change.new)

    def set(self, at: Path, value: Any) -> None:
        child(self.data, at[:-1])[at[-1]] = value

    def is_ordered(self, change: Change) -> bool:
        held = self.node.at(change.old_at[:-1], self.data) if change.old_at[-1] == ABSENT else None
        return bool(held and held["x-ordre"])

    def add(self, change: Change) -> None:
        if self.is_ordered(change):
            self.holder(change.old_at, change.new_at)
            return
        value = copy.deepcopy(change.new)
        holder = self.holder(change.old_at, change.new_at)
        if isinstance(holder, list):
            holder.append(value)
        else:
            holder[change.old_at[-1]] = value
        self.made[change.new_at] = value

    def holder(self, old_at: Path, new_at: Path) -> Any:
        """Return the block or list that takes an added value, made where it is missing."""
        made = max((at for at in self.made if new_at[: len(at)] == at), key=len, default=())
        current, rest = (
            (self.made[made], new_at[len(made) : -1]) if made else (self.data, old_at[:-1])
        )
        following = [*rest[1:], (new_at if made else old_at)[-1]]
        for part, after in zip(rest, following, strict=False):
            empty: Any = [] if isinstance(after, int) or after == ABSENT else {}
            if isinstance(current, dict) and current.get(part) in (None, self.gone):
                current[part] = empty
            current = current[part]
        return current

    def sweep(self, value: Any) -> None:
        if isinstance(value, dict):
            for key in [key for key, one in value.items() if one is self.gone]:
                del value[key]
        if isinstance(value, list):
            value[:] = [one for one in value if one is not self.gone]
        for one in (
            value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        ):
            self.sweep(one)

    def reorder(self, change: Change) -> None:
        if change.kind != "ordre":
            return
        held = child(self.data, change.old_at)
        node = self.node.at(change.old_at, self.data)

        def rank(one: Any) -> int:
            return change.new.index("+".join(item_key(node, one) or ()) or one)

        held.sort(key=rank)

    def plant(
        self, key: str, nodes: list[tuple[Any, str]], changes: list[tuple[Change, Any]]
    ) -> None:
        """Rebuild a tree from its nodes and the node that each hangs from."""
        moved = {id(target): change for change, target in changes}
        hung: list[tuple[Any, str]] = []
        for shell, above in nodes:
            change = moved.get(id(shell))
            if change is None or change.sign == CHANGED:
                hung.append((shell, change.new if change else above))
        hung += [(dict(change.new), change.parent) for change, _ in changes if change.sign == ADDED]
        self.data[key] = []
        places = {"": self.data[key]}
        for shell, _above in hung:
            places[shell["id"]] = shell[key] = []
        for shell, above in hung:
            places[above].append(shell)


def flat(values: Any, key: str, above: str = "") -> list[tuple[Any, str]]:
    return [
        found
        for value in values or []
        for found in [(value, above), *flat(value.get(key), key, value["id"])]
    ]
