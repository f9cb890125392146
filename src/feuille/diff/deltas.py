"""What differs between two versions of a document, walking its schema.

Every leaf that differs is in exactly one difference. A block is compared key by
key, a list item by item; a list of money or of indicator values inside an added
item is told line by line, and each node of a tree on its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from feuille import series
from feuille.diff.documents import FORMER, renamed_items
from feuille.diff.equality import Equality, child, is_atomic
from feuille.diff.equality import item as item_node
from feuille.diff.matching import match, rows
from feuille.diff.model import ABSENT, ADDED, CHANGED, REMOVED, Delta
from feuille.values import montant

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feuille.corpus import Document
    from feuille.diagnostics import Path
    from feuille.diff.matching import Matches
    from feuille.schema import Node

FIGURES = ("valeur", "numerateur", "denominateur", "poids", "texte", "manque")
MONEY = "financements"
PROMISED = ("prevu", "engage")


@dataclass(frozen=True, slots=True)
class TreeNode:
    """One node of a tree: its path, the position (in the flat tree) of the node above, itself."""

    at: Path
    above: int | None
    shell: Any


def deltas(equality: Equality, old: Document, new: Document) -> Iterator[Delta]:
    """Yield what differs between two versions of a document, in the order of its schema."""
    walk = _Walk(equality.inside(renamed_items(old, new)))
    found = walk.block(new.type.node, old.data, new.data, (), ())
    return (one for one in found if one.at[0] != FORMER or not _is_trace(one, old.id, new.id))


def _is_trace(delta: Delta, old: Any, new: Any) -> bool:
    """Tell whether a former id that comes or goes only tells of a change of id told elsewhere."""
    return old != new and (delta.sign, delta.new or delta.old) in ((ADDED, old), (REMOVED, new))


@dataclass(frozen=True, slots=True)
class _Walk:
    equality: Equality

    def value(self, node: Node, old: Any, new: Any, old_at: Path, new_at: Path) -> Iterator[Delta]:
        """Compare two values of one place; None stands for an absent one."""
        if repr(old) == repr(new):
            return  # written alike: the usual case, told without a look inside
        sample = new if old is None else old
        alike = old is None or new is None or type(old) is type(new)
        if alike and isinstance(sample, dict) and not is_atomic(node):
            yield from self.block(node, old or {}, new or {}, old_at, new_at)
        elif alike and isinstance(sample, list):
            yield from self.items(node, old or [], new or [], old_at, new_at)
        elif not self.equality.same(node, old, new):
            yield Delta(_sign(old, new), node, old_at, new_at, old, new)

    def block(
        self,
        node: Node,
        old: dict[str, Any],
        new: dict[str, Any],
        old_at: Path,
        new_at: Path,
        told: tuple[str, ...] = (),
    ) -> Iterator[Delta]:
        """Compare two blocks key by key, but for the keys already told."""
        here = {*old, *new}.difference(told)
        known = [key for key in node.of(new).properties if key in here]
        for key in [*known, *sorted(here.difference(known))]:
            inner = child(node.of(new), key)
            found = self.value(inner, old.get(key), new.get(key), (*old_at, key), (*new_at, key))
            if key == FORMER:
                ids = old.get("id"), new.get("id")
                found = (one for one in found if not _is_trace(one, *ids))
            yield from found

    def items(
        self, node: Node, old: list[Any], new: list[Any], old_at: Path, new_at: Path
    ) -> Iterator[Delta]:
        """Compare two lists item by item."""
        if tree_key(node):
            yield from self.tree(node, old, new, old_at, new_at)
            return
        pairs, gone, fresh = match(self.equality, node, old, new)
        for one, other in pairs:
            yield from self.pair(node, old[one], new[other], (*old_at, one), (*new_at, other))
        for one in gone:
            yield from _item(node, old[one], REMOVED, (*old_at, one), (*new_at, ABSENT))
        for other in fresh:
            yield from _item(node, new[other], ADDED, (*old_at, ABSENT), (*new_at, other))
        yield from self.order(node, old, new, pairs, old_at, new_at)

    def order(
        self, node: Node, old: list[Any], new: list[Any], pairs: Matches, old_at: Path, new_at: Path
    ) -> Iterator[Delta]:
        """Tell where the common items of a list whose order matters follow each other otherwise."""
        after = [other for _one, other in pairs]
        if not node["x-ordre"] or after == sorted(after):
            return
        sides = zip((old, new), ([one for one, _ in pairs], sorted(after)), strict=True)
        labels = (
            [row.label for row in rows(self.equality, node, values) if row.index in kept]
            for values, kept in sides
        )
        yield Delta(CHANGED, node, old_at, new_at, *labels, shape="order")

    def pair(self, node: Node, old: Any, new: Any, old_at: Path, new_at: Path) -> Iterator[Delta]:
        """Compare two versions of a list item; figures that make one fact are told as one."""
        inner = item_node(node)
        lined = node.key in series.KINDS or node.key == MONEY
        if not lined or not (isinstance(old, dict) and isinstance(new, dict)):
            yield from self.value(inner, old, new, old_at, new_at)
            return
        told = _signed_now(old, new) if node.key == MONEY else self.figures(inner, old, new)
        if len(told) == 1:
            key, before, after = told[0], old.get(told[0]), new.get(told[0])
            ends = (*old_at, key), (*new_at, key)
            yield Delta(
                _sign(before, after), child(inner, key), *ends, before, after, shape="figures"
            )
        elif told:
            sides = ({key: side[key] for key in told if key in side} for side in (old, new))
            yield Delta(CHANGED, inner, old_at, new_at, *sides, shape="figures", keys=told)
        yield from self.block(inner, old, new, old_at, new_at, told)

    def figures(self, inner: Node, old: dict[str, Any], new: dict[str, Any]) -> tuple[str, ...]:
        """Return the keys of an indicator value whose figures differ."""
        return tuple(
            key
            for key in FIGURES
            if not self.equality.same(child(inner, key), old.get(key), new.get(key))
        )

    def tree(
        self, node: Node, old: list[Any], new: list[Any], old_at: Path, new_at: Path
    ) -> Iterator[Delta]:
        """Compare two trees node by node, wherever the nodes hang."""
        inner, branch = item_node(node), tree_key(node)
        left, right = flat(old, branch, old_at), flat(new, branch, new_at)
        shells = [[one.shell for one in side] for side in (left, right)]
        pairs, gone, fresh = match(self.equality, node, *shells)
        partner: dict[int | None, int | None] = {None: None, **dict(pairs)}
        for one, other in pairs:
            before, after = left[one], right[other]
            if partner.get(before.above, -1) != after.above:
                parents = _id(left, before.above), _id(right, after.above)
                yield Delta(CHANGED, inner, before.at, after.at, *parents, shape="move")
            yield from self.value(inner, before.shell, after.shell, before.at, after.at)
        for place in (left[one] for one in gone):
            ends, above = (place.at, (*new_at, ABSENT)), _id(left, place.above)
            yield Delta(REMOVED, inner, *ends, place.shell, None, shape="node", parent=above)
        for place in (right[other] for other in fresh):
            ends, above = ((*old_at, ABSENT), place.at), _id(right, place.above)
            yield Delta(ADDED, inner, *ends, None, place.shell, shape="node", parent=above)


def _signed_now(old: dict[str, Any], new: dict[str, Any]) -> tuple[str, ...]:
    """Return the keys of a line of money that was planned and is now signed, or the reverse."""
    there = [{key: side[key] for key in PROMISED if side.get(key) is not None}
             for side in (old, new)]  # fmt: skip
    read = all(montant(value) for side in there for value in side.values())
    return PROMISED if read and sorted(map(list, there)) == [["engage"], ["prevu"]] else ()


def tree_key(node: Node) -> str:
    """Return the key under which the items of a list hold items of their own sort, or ""."""
    same = node["items"]
    if not isinstance(same, dict) or "$ref" not in same:
        return ""
    inner = item_node(node)
    return next((key for key in inner.properties if child(inner, key)["items"] == same), "")


def _item(node: Node, value: Any, sign: str, old_at: Path, new_at: Path) -> Iterator[Delta]:
    """Yield an added or removed item without what is told line by line, then those lines."""
    apart: list[tuple[Node, Path, list[Any]]] = []
    shell = _shell(item_node(node), value, (), apart)
    old, new = (shell, None) if sign == REMOVED else (None, shell)
    yield Delta(sign, item_node(node), old_at, new_at, old, new, shape="item")
    for list_node, below, values in apart:
        for index, inner in enumerate(values):
            here, there = (*below, index), (*below, ABSENT)
            ends = (here, there) if sign == REMOVED else (there, here)
            yield from _item(list_node, inner, sign, (*old_at, *ends[0]), (*new_at, *ends[1]))


def _shell(node: Node, value: Any, below: Path, apart: list[tuple[Node, Path, list[Any]]]) -> Any:
    """Return a copy of an item without its lists of money and of indicator values."""
    node = node.of(value)
    if isinstance(value, list):
        inner_node = item_node(node)
        return [_shell(inner_node, one, (*below, at), apart) for at, one in enumerate(value)]
    if not isinstance(value, dict):
        return value
    kept = {}
    for key, inner in value.items():
        if key in {MONEY, *series.KINDS} and isinstance(inner, list):
            apart.append((child(node, key), (*below, key), inner))
        else:
            kept[key] = _shell(child(node, key), inner, (*below, key), apart)
    return kept


def flat(values: list[Any], branch: str, at: Path) -> list[TreeNode]:
    """List the nodes of a tree, each before those below it.

    What hangs from an empty node is told as hanging from the node above it.
    """
    found: list[TreeNode] = []

    def hang(values: list[Any], at: Path, above: int | None) -> None:
        for index, value in enumerate(values):
            here, shell, below = (*at, index), value, None
            if isinstance(value, dict) and isinstance(value.get(branch), list):
                below = value[branch]
                shell = {key: inner for key, inner in value.items() if key != branch}
            if shell:
                found.append(TreeNode(here, above, shell))
            if below:
                hang(below, (*here, branch), len(found) - 1 if shell else above)

    hang(values, at, None)
    return found


def _id(nodes: list[TreeNode], position: int | None) -> str:
    shell = None if position is None else nodes[position].shell
    return str(shell.get("id") or "") if isinstance(shell, dict) else ""


def _sign(old: Any, new: Any) -> str:
    return ADDED if old is None else REMOVED if new is None else CHANGED
