"""The comparison at a glance, for a steering committee."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from feuille import money
from feuille.diff import rollups
from feuille.diff.table import KINDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from decimal import Decimal

    from feuille.corpus import Corpus, Document
    from feuille.diff import Comparison
    from feuille.diff.model import Change
    from feuille.diff.rollups import Total

PAID = "verse"


@dataclass(frozen=True, slots=True)
class Movement:
    """Money in force that moved: one funder, exercice and kind of amount of one document.

    `action` is the fiche it pays for; `old` or `new` is None where nothing is
    written; amounts are in `unite` (eur or etp).
    """

    id: str
    action: str
    financeur: str
    exercice: str
    kind: str
    unite: str
    old: Decimal | None
    new: Decimal | None

    @property
    def delta(self) -> Decimal:
        """New minus old, nothing counting as zero."""
        return (self.new or 0) - (self.old or 0)  # type: ignore[return-value]


@dataclass(frozen=True, slots=True)
class Summary:
    """What a comparison comes to.

    `kinds` counts changes by kind, in the order of their table; `documents`
    counts added, removed and otherwise touched documents; `movements` of what is
    planned and engaged are sorted by size, and so is `paid`, what was paid, which
    is news and no movement; `weaker` holds the targets that ask for less or were
    dropped; `joined` and `left` are codes of territories; `totals` the figures
    of the whole plan that are no longer the same.
    """

    kinds: dict[str, int]
    documents: dict[str, int]
    movements: tuple[Movement, ...]
    paid: tuple[Movement, ...]
    weaker: tuple[Change, ...]
    abandoned: tuple[Change, ...]
    joined: tuple[str, ...]
    left: tuple[str, ...]
    totals: tuple[Total, ...]


def summarise(comparison: Comparison) -> Summary:
    """Sum up a comparison."""
    changes = comparison.changes
    counts = Counter(change.kind for change in changes)
    touched = {(change.type, change.id) for change in changes}
    fresh, gone = counts["document-ajoute"], counts["document-retire"]
    sides = _sides(comparison)
    moved = sorted(_movements(sides), key=_rank)
    indicators = rollups.touched(sides)
    return Summary(
        kinds={kind: counts[kind] for kind in KINDS if counts[kind]},
        documents={"ajoutes": fresh, "retires": gone, "modifies": len(touched) - fresh - gone},
        movements=tuple(one for one in moved if one.kind != PAID),
        paid=tuple(one for one in moved if one.kind == PAID),
        weaker=tuple(one for one in changes if _is_weaker(one)),
        abandoned=tuple(one for one in changes if one.kind == "abandon"),
        joined=_entering(sides, comparison.all_old, 0),
        left=_entering(sides, comparison.all_new, 1),
        totals=rollups.totals(comparison.all_old(), comparison.all_new(), indicators)
        if indicators
        else (),
    )


def _sides(comparison: Comparison) -> list[tuple[Document | None, Document | None]]:
    """Return both versions of each document that changed."""
    old = {document.path: document for document in comparison.old.documents.values()}
    new = {document.path: document for document in comparison.new.documents.values()}
    files = dict.fromkeys(
        (change.old_file, change.new_file)
        for change in comparison.changes
        if change.kind != "illisible"
    )
    return [(old.get(one or ""), new.get(other or "")) for one, other in files]


def _is_weaker(change: Change) -> bool:
    return change.kind == "cible-retiree" or (
        change.kind.startswith("cible") and change.measure.ambition == "moins"
    )


def _movements(sides: Iterable[tuple[Document | None, Document | None]]) -> Iterator[Movement]:
    listed = list(sides)
    # A fiche that changed its id takes its money with it.
    renamed = {old.id: new.id for old, new in listed if old and new and old.id != new.id}
    for old, new in listed:
        amounts = _amounts(old, renamed), _amounts(new, {})
        for key in {**amounts[0], **amounts[1]}:
            before, after = amounts[0].get(key), amounts[1].get(key)
            document = new or old
            if document and (before or 0) != (after or 0):
                yield Movement(document.id, *key, before, after)


def _amounts(
    document: Document | None, renamed: dict[str, str]
) -> dict[tuple[str, str, str, str, str], Decimal]:
    """Add up the lines in force by action, funder, exercice, kind of amount and unit.

    Actions are called by the ids of today: `renamed` maps old ones to them.
    """
    found: dict[tuple[str, str, str, str, str], Decimal] = {}
    for line in money.in_force(document, money.lines(document)) if document else ():
        for kind, amount in line.amounts.items():
            action = renamed.get(line.action, line.action)
            key = (action, line.financeur, line.exercice, kind, line.unite)
            found[key] = found.get(key, 0) + amount.valeur
    return found


def _rank(movement: Movement) -> tuple[object, ...]:
    """Sort the largest first; euros before full-time equivalents."""
    key = (movement.id, movement.action, movement.financeur, movement.exercice, movement.kind)
    return movement.unite != "eur", -abs(movement.delta), *key


def _entering(
    sides: list[tuple[Document | None, Document | None]], whole: Callable[[], Corpus], side: int
) -> tuple[str, ...]:
    """Return the territories that changed documents name and no document of `side` (0, 1) does."""
    found = {place for pair in sides if (one := pair[1 - side]) for place in _territories(one)}
    for pair in sides:
        found.difference_update(_strings(pair[side].data) if pair[side] else ())  # type: ignore[union-attr]
    # Most often nothing is left to look for, and the rest of the plan stays unread.
    for document in whole().documents.values() if found else ():
        found.difference_update(_strings(document.data))
    return tuple(sorted(found))


def _territories(document: Document) -> Iterator[str]:
    for _at, node, value in document.spots:
        if isinstance(value, str) and any(kind == "territoire" for kind, _item in node.targets):
            yield value


def _strings(value: Any) -> Iterator[str]:
    """Yield every text of a document: faster than its schema, and no code is read as another."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _strings(inner)
