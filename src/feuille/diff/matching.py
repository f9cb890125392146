"""Which item of a list became which: by id or natural key, then by content, never by position."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from feuille import french
from feuille.diff.equality import Equality, child
from feuille.diff.equality import item as item_node
from feuille.schema import item_key

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator

    from feuille.schema import Node

_ALIKE = 0.5  # share of common words from which two texts are one text rewritten
_BOUND = 40_000  # pairs of leftovers beyond which likeness is not looked for


@dataclass(frozen=True, eq=False)
class Row:
    """One item of a list: its position, its content, what identifies it, what people call it."""

    equality: Equality
    index: int
    node: Node
    value: Any
    identity: tuple[str, ...] | None
    name: str

    @cached_property
    def content(self) -> Hashable:
        """A form that equal items share: worked out for those that nothing else tells apart."""
        return self.equality.canonical(self.node, self.value)

    @property
    def label(self) -> str:
        """The words that tell it from its neighbours."""
        own = self.value.get("id") if isinstance(self.value, dict) else None
        key = (own,) if isinstance(own, str) else self.identity or ()
        return "+".join(filter(None, key)) or self.name or str(self.value)

    @cached_property
    def order(self) -> str:
        """What sorts rows the same way wherever they stand, on whichever side names changed."""
        return repr(Equality({}).canonical(self.node, self.value))


Key = Callable[[Row], Any]
Matches = list[tuple[int, int]]


def match(
    equality: Equality, node: Node, old: list[Any], new: list[Any]
) -> tuple[Matches, list[int], list[int]]:
    """Return the pairs of positions of the list at `node`, and the positions left on each side.

    Empty items count as absent. The result mirrors when both sides are swapped.
    """
    found, *rest = _written_alike(old, new)
    left, right = (
        rows(equality, node, values, at) for values, at in zip((old, new), rest, strict=True)
    )
    if _distinct(left) and _distinct(right):
        # Items that say the same bear the same key: their content need not be looked at.
        found += _by(left, right, lambda row: row.identity)
    if not left or not right:
        return sorted(found), [row.index for row in left], [row.index for row in right]
    found += [
        *_by(left, right, lambda row: row.content),
        *_by(left, right, lambda row: row.identity),
        *_by_partial_key(left, right),
        *_by_name(left, right),
        *_by_likeness(left, right),
    ]
    return sorted(found), sorted(r.index for r in left), sorted(r.index for r in right)


def _written_alike(old: list[Any], new: list[Any]) -> tuple[Matches, list[int], list[int]]:
    """Pair the items that are written alike, in order: most of them, told without a look inside."""
    waiting: dict[str, list[int]] = defaultdict(list)
    for index, value in enumerate(new):
        waiting[repr(value)].append(index)
    found: Matches = []
    left = []
    for index, value in enumerate(old):
        same = waiting.get(repr(value))
        if same and _holds(value):
            found.append((index, same.pop(0)))
        else:
            left.append(index)
    return found, left, sorted(index for rest in waiting.values() for index in rest)


def _holds(value: Any) -> bool:
    """Tell whether an item says anything: empty ones count as absent."""
    if isinstance(value, dict):
        return any(map(_holds, value.values()))
    return any(map(_holds, value)) if isinstance(value, list) else value is not None


def _distinct(rows: list[Row]) -> bool:
    """Tell whether each item has a key of its own."""
    keys = {row.identity for row in rows}
    return None not in keys and len(keys) == len(rows)


def rows(
    equality: Equality, node: Node, values: list[Any], positions: Iterable[int] | None = None
) -> list[Row]:
    """Describe the items of a list, or those at some positions, without the empty ones."""
    inner = item_node(node)
    found = []
    for index in range(len(values)) if positions is None else positions:
        value = values[index]
        if _holds(value):
            key, name = identity(equality, node, value), _name(inner, value)
            found.append(Row(equality, index, inner, value, key, name))
    return found


def identity(equality: Equality, node: Node, value: Any) -> tuple[str, ...] | None:
    """Return what identifies an item across two moments; None where only its content does.

    Its id, its natural key, or the actor for a party; ids of renamed documents
    and items are read as their new ones.
    """
    inner = item_node(node)
    if inner.form == "partie":
        block = {"acteur": value} if isinstance(value, str) else value
        who = (block.get("acteur") or block.get("libelle")) if isinstance(block, dict) else None
        return (equality.renamed(inner, who),) if isinstance(who, str) else None
    key = item_key(node, value)
    if key is None or key == (value.get("id"),):
        return key and (equality.here.get(key[0], key[0]),)
    block = inner.of(value)
    parts = zip(node.natural_key, key, strict=True)
    return tuple(equality.renamed(child(block, name), part) for name, part in parts)


def _by(left: list[Row], right: list[Row], key: Key, other_key: Key | None = None) -> Matches:
    """Pair the rows that share a key, and take them out of both sides."""
    groups = _grouped(left, key), _grouped(right, other_key or key)
    return _take(
        left,
        right,
        [
            pair
            for shared, one in groups[0].items()
            if shared in groups[1]
            for pair in zip(_ordered(one), _ordered(groups[1][shared]), strict=False)
        ],
    )


def _grouped(rows: list[Row], key: Key) -> dict[Any, list[Row]]:
    groups: dict[Any, list[Row]] = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    groups.pop(None, None)
    return groups


def _ordered(rows: list[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: row.order) if len(rows) > 1 else rows


def _take(left: list[Row], right: list[Row], found: Iterable[tuple[Row, Row]]) -> Matches:
    pairs = [(one.index, other.index) for one, other in found]
    gone, gone_too = {one for one, _ in pairs}, {other for _, other in pairs}
    left[:] = [row for row in left if row.index not in gone]
    right[:] = [row for row in right if row.index not in gone_too]
    return pairs


def _by_partial_key(left: list[Row], right: list[Row]) -> Matches:
    """Pair rows whose natural keys agree on all that both state, where there is no doubt.

    A territory or a fund that was implied and is now written is still the same line.
    """
    forward, backward = defaultdict(list), defaultdict(list)
    if len(left) * len(right) > _BOUND:
        return []
    for one in left:
        for other in right:
            if _agree(one.identity or (), other.identity or ()):
                forward[one].append(other)
                backward[other].append(one)
    return _take(
        left,
        right,
        [(one, others[0]) for one, others in forward.items()
         if len(others) == 1 and len(backward[others[0]]) == 1],
    )  # fmt: skip


def _agree(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    if len(one) != len(other):
        return False
    stated = [(a, b) for a, b in zip(one, other, strict=True) if a and b]
    return bool(stated) and all(a == b for a, b in stated)


def _by_name(left: list[Row], right: list[Row]) -> Matches:
    """Pair by name the rows that have no key on one side at least: a key may have been added."""

    def named(row: Row) -> str | None:
        return row.name or None

    def keyless(row: Row) -> str | None:
        return None if row.identity else row.name or None

    return [
        *_by(left, right, keyless),
        *_by(left, right, keyless, named),
        *_by(left, right, named, keyless),
    ]


def _by_likeness(left: list[Row], right: list[Row]) -> Matches:
    """Pair the items without a key that share most of their words: a text was rewritten."""
    if len(left) * len(right) > _BOUND:
        return []
    bags = {row: Counter(prose(row.node, row.value)) for row in (*left, *right)}
    ranked = sorted(
        (-score, *sorted((one.order, other.order)), one.index, other.index, one, other)
        for one in left
        for other in right
        if not (one.identity and other.identity)
        and (score := dice(bags[one], bags[other])) >= _ALIKE
    )
    return _take(left, right, _greedy(ranked))


def _greedy(ranked: Iterable[tuple[Any, ...]]) -> Iterator[tuple[Row, Row]]:
    taken: tuple[set[int], set[int]] = (set(), set())
    for *_rank, one, other in ranked:
        if one.index not in taken[0] and other.index not in taken[1]:
            taken[0].add(one.index)
            taken[1].add(other.index)
            yield one, other


def dice(one: Counter[str], other: Counter[str]) -> float:
    """Return Dice's coefficient of two bags of words, from 0 to 1."""
    size = one.total() + other.total()
    return 2 * (one & other).total() / size if one and other else 0.0


def _name(node: Node, value: Any) -> str:
    found = value.get(node.of(value).name_key) if isinstance(value, dict) else None
    return " ".join(found.split()) if isinstance(found, str) else ""


def prose(node: Node, value: Any) -> Iterator[str]:
    """Yield the words of an item's texts; nothing for codes and references."""
    node = node.of(value)
    if isinstance(value, dict):
        for key, inner in value.items():
            known = node.child(key)
            if known is not None:
                yield from prose(known, inner)
    elif isinstance(value, list):
        for inner in value:
            yield from prose(item_node(node), inner)
    elif isinstance(value, str) and node.form in {"texte", "ligne"}:
        yield from re.findall(r"\w+", french.plain(value))
