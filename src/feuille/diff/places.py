"""The way to a value: each step of a key path with what the schema says of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from feuille.diff.equality import child, item
from feuille.schema import item_key, key_path

if TYPE_CHECKING:
    from feuille.corpus import Document
    from feuille.diagnostics import Path
    from feuille.schema import Node


@dataclass(frozen=True, slots=True)
class Step:
    """One step into a document: the key or position, its node, its value, the node around it."""

    part: str | int
    node: Node
    value: Any
    around: Node


def steps(document: Document, at: Path) -> list[Step]:
    """Return the steps that lead to a place of a document."""
    node = document.type.node
    value: Any = document.data
    found = []
    for part in at:
        around = node.of(value)
        if isinstance(part, int):
            node, value = item(around), value[part]
        else:
            node, value = child(around, part), value.get(part)
        found.append(Step(part, node, value, around))
    return found


def people_path(document: Document, at: Path) -> str:
    """Write a place as people do; an item known only by its content is named by its list."""
    way = steps(document, at)
    if way and isinstance(at[-1], int) and item_key(way[-1].around, way[-1].value) is None:
        at = at[:-1]
    return key_path(document.type.node, document.data, at)
