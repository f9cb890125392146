"""Where each value of a document stood in an earlier version of it, and whether it was the same."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from feuille.diff.deltas import flat, tree_key
from feuille.diff.documents import renamed_items
from feuille.diff.equality import Equality, child, is_atomic
from feuille.diff.equality import item as item_node
from feuille.diff.matching import match

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feuille.corpus import Document
    from feuille.diagnostics import Path
    from feuille.schema import Node

Traces = dict["Path", tuple["Path", bool]]


def trace(equality: Equality, old: Document, new: Document) -> Traces:
    """Return, for each place of `new` that `old` has too, its path there and whether it is equal.

    Items are paired as in a comparison: by id or natural key, never by position.
    """
    walk = _Trace(equality.inside(renamed_items(old, new)))
    walk.value(new.type.node, old.data, new.data, (), ())
    return walk.found


def leaves(node: Node, value: Any, at: Path = ()) -> Iterator[tuple[Path, Node, Any]]:
    """Yield each value that can be set on its own: (path, node, value), in order."""
    node = node.of(value) if isinstance(value, dict) and not is_atomic(node) else node
    if isinstance(value, dict) and not is_atomic(node):
        for key, inner in value.items():
            yield from leaves(child(node, key), inner, (*at, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from leaves(item_node(node), inner, (*at, index))
    elif value is not None:
        yield at, node, value


@dataclass(frozen=True, slots=True)
class _Trace:
    equality: Equality
    found: Traces = field(default_factory=dict)

    def value(self, node: Node, old: Any, new: Any, old_at: Path, new_at: Path) -> None:
        self.found[new_at] = old_at, self.equality.same(node, old, new)
        if isinstance(old, dict) and isinstance(new, dict) and not is_atomic(node):
            self.block(node, old, new, old_at, new_at)
        elif isinstance(old, list) and isinstance(new, list):
            self.items(node, old, new, old_at, new_at)

    def block(
        self, node: Node, old: dict[str, Any], new: dict[str, Any], old_at: Path, new_at: Path
    ) -> None:
        inner = node.of(new)
        for key, value in new.items():
            if key in old:
                ends = (*old_at, key), (*new_at, key)
                self.value(child(inner, key), old[key], value, *ends)

    def items(self, node: Node, old: list[Any], new: list[Any], old_at: Path, new_at: Path) -> None:
        inner, branch = item_node(node), tree_key(node)
        if not branch:
            for one, other in match(self.equality, node, old, new)[0]:
                self.value(inner, old[one], new[other], (*old_at, one), (*new_at, other))
            return
        left, right = flat(old, branch, old_at), flat(new, branch, new_at)
        shells = [[one.shell for one in side] for side in (left, right)]
        for one, other in match(self.equality, node, *shells)[0]:
            before, after = left[one], right[other]
            self.value(inner, before.shell, after.shell, before.at, after.at)
