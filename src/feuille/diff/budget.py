"""Money before and after, as a committee counts it: by exercice, by action, by convention."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from feuille import french, money
from feuille.rollup.records import Coverage

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from feuille.corpus import Document
    from feuille.diff.rollups import Sides
    from feuille.money import Line
    from feuille.rollup.records import Money

PAID = "verse"
_KINDS = ("engage", "prevu", PAID, money.SPENT)


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
        return (self.new or Decimal(0)) - (self.old or Decimal(0))


@dataclass(frozen=True, slots=True)
class Sum:
    """What all lines of an exercice come to, and how many lines say so among those expected."""

    value: Decimal
    exact: bool
    coverage: Coverage


@dataclass(frozen=True, slots=True)
class Budget:
    """One kind of amount of the whole plan for an exercice, on both sides."""

    exercice: str
    unite: str
    kind: str
    old: Sum | None
    new: Sum | None


@dataclass(frozen=True, slots=True)
class Funder:
    """What a funder has engaged in the whole plan, all exercices together, on both sides."""

    financeur: str
    unite: str
    old: Decimal
    new: Decimal


@dataclass(frozen=True, slots=True)
class Stake:
    """What is planned or signed for an action in an exercice, where it changed.

    `old` and `new` add up the lines by kind of amount (engage, else prevu), over
    the documents that changed; `funders` say who gives more or less, the largest
    first; `documents` are the ids of the conventions that carry it. `fresh` where
    all of it stands in conventions that came, or that went.
    """

    action: str
    exercice: str
    unite: str
    old: dict[str, Decimal]
    new: dict[str, Decimal]
    funders: tuple[tuple[str, Decimal], ...]
    documents: tuple[str, ...]
    fresh: bool

    @property
    def delta(self) -> Decimal:
        """New minus old, nothing counting as zero."""
        return sum(self.new.values(), Decimal(0)) - sum(self.old.values(), Decimal(0))


def budgets(old: Iterable[Money], new: Iterable[Money]) -> tuple[Budget, ...]:
    """Return the totals by exercice that are not the same on both sides, in order."""
    before, after = _sums(old), _sums(new)
    keys = sorted({*before, *after}, key=lambda key: (key[1] != "eur", _KINDS.index(key[2]), key))
    found = [Budget(*key, before.get(key), after.get(key)) for key in keys]
    return tuple(one for one in found if one.old != one.new)


def funders(old: Iterable[Money], new: Iterable[Money]) -> tuple[Funder, ...]:
    """Return what each funder engaged in all, where it is not the same, the largest first."""
    sides = _engaged(old), _engaged(new)
    zero = Decimal(0)
    found = [
        Funder(*key, *(side.get(key, zero) for side in sides)) for key in {**sides[0], **sides[1]}
    ]
    moved = (one for one in found if one.old != one.new)
    return tuple(sorted(moved, key=lambda one: (one.unite != "eur", -one.new, one.financeur)))


def _engaged(found: Iterable[Money]) -> dict[tuple[str, str], Decimal]:
    sums: dict[tuple[str, str], Decimal] = {}
    for one in found:
        if one.row is None and one.kind == "engage" and one.amount:
            key = one.financeur, one.unite
            sums[key] = sums.get(key, Decimal(0)) + one.amount.valeur
    return sums


def _sums(found: Iterable[Money]) -> dict[tuple[str, str, str], Sum]:
    """Add funders up; those that engaged and say nothing of what they paid are expected to."""
    groups: dict[tuple[str, str, str], dict[str, Money]] = defaultdict(dict)
    for one in found:
        if one.row is None and one.kind in _KINDS and one.amount:
            groups[one.exercice, one.unite, one.kind][one.financeur] = one
    sums = {}
    for (exercice, unite, kind), rows in groups.items():
        engaged = groups.get((exercice, unite, "engage"), {}) if kind == PAID else {}
        silent = [one for funder, one in engaged.items() if funder not in rows]
        amount = money.total([one.amount for one in rows.values() if one.amount])
        cover = Coverage(
            sum(one.coverage.reporting for one in rows.values()),
            sum(one.coverage.expected for one in [*rows.values(), *silent]),
        )
        sums[exercice, unite, kind] = Sum(amount.valeur, amount.exact, cover)
    return sums


def touched(sides: Iterable[Sides]) -> list[Sides]:
    """Return the pairs of documents of which something that bears on money is not the same."""
    return [(old, new) for old, new in sides if repr(_ground(old)) != repr(_ground(new))]


def _ground(document: Document | None) -> list[object]:
    """Return all that a document's money hangs on: whose it is, its lines, its acts."""
    keys = ("financements", "actions", "avenants")
    return [document.id, *map(document.data.get, keys)] if document else []


def movements(sides: Sequence[Sides], ids: Mapping[str, str]) -> Iterator[Movement]:
    """Yield what moved line by line: by document, action, funder, exercice and kind.

    `ids` gives the new id of a renamed fiche: it takes its money with it.
    """
    for old, new in sides:
        amounts = _amounts(old, ids), _amounts(new, {})
        for key in {**amounts[0], **amounts[1]}:
            before, after = amounts[0].get(key), amounts[1].get(key)
            document = new or old
            if document and (before or 0) != (after or 0):
                yield Movement(document.id, *key, before, after)


def renamed(sides: Iterable[Sides]) -> dict[str, str]:
    """Return the new ids of the documents that changed theirs."""
    return {old.id: new.id for old, new in sides if old and new and old.id != new.id}


def _amounts(
    document: Document | None, ids: Mapping[str, str]
) -> dict[tuple[str, str, str, str, str], Decimal]:
    """Add up the lines in force by action, funder, exercice, kind of amount and unit.

    Actions are called by the ids of today: `ids` maps old ones to them.
    """
    found: dict[tuple[str, str, str, str, str], Decimal] = {}
    for line in _lines(document):
        for kind, amount in line.amounts.items():
            action = ids.get(line.action, line.action)
            key = (action, line.financeur, line.exercice, kind, line.unite)
            found[key] = found.get(key, Decimal(0)) + amount.valeur
    return found


def _lines(document: Document | None) -> list[Line]:
    return money.in_force(document, money.lines(document)) if document else []


def rank(one: Movement) -> tuple[object, ...]:
    """Sort the largest first; euros before full-time equivalents."""
    key = (one.id, one.action, one.financeur, one.exercice, one.kind)
    return one.unite != "eur", -abs(one.delta), *key


Part = tuple[str, str]
"""A funder and the kind of amount that stands for a line: what is signed, else planned."""


def stakes(sides: Sequence[Sides], ids: Mapping[str, str]) -> tuple[Stake, ...]:
    """Return what is planned or signed action by action, where it moved, the largest first."""
    found: dict[tuple[str, str, str], list[_Held]] = defaultdict(list)
    for old, new in sides:
        held = _parts(old, ids), _parts(new, {})
        for key in {**held[0], **held[1]}:
            parts = held[0].get(key, {}), held[1].get(key, {})
            if parts[0] != parts[1]:
                found[key].append(_Held((old, new), parts))
    made = [_stake(*key, held) for key, held in found.items()]
    return tuple(sorted(made, key=_weight))


def _weight(one: Stake) -> tuple[object, ...]:
    return one.unite != "eur", -abs(one.delta), one.exercice, one.action


@dataclass(frozen=True, slots=True)
class _Held:
    """What one document holds for an action in an exercice, on both sides."""

    sides: Sides
    parts: tuple[dict[Part, Decimal], dict[Part, Decimal]]


def _parts(
    document: Document | None, ids: Mapping[str, str]
) -> dict[tuple[str, str, str], dict[Part, Decimal]]:
    """Add up by action, exercice and unit, then by funder and kind."""
    found: dict[tuple[str, str, str], dict[Part, Decimal]] = defaultdict(dict)
    for line in _lines(document):
        kind = next((kind for kind in ("engage", "prevu") if kind in line.amounts), "")
        if kind:
            parts = found[ids.get(line.action, line.action), line.exercice, line.unite]
            part = line.financeur, kind
            parts[part] = parts.get(part, Decimal(0)) + line.amounts[kind].valeur
    return found


def _stake(action: str, exercice: str, unite: str, held: list[_Held]) -> Stake:
    kinds: tuple[dict[str, Decimal], dict[str, Decimal]] = ({}, {})
    funders: dict[str, Decimal] = {}
    for one in held:
        for sign, parts, by_kind in zip((-1, 1), one.parts, kinds, strict=True):
            for (funder, kind), amount in parts.items():
                by_kind[kind] = by_kind.get(kind, Decimal(0)) + amount
                funders[funder] = funders.get(funder, Decimal(0)) + sign * amount
    moved = [(funder, gap) for funder, gap in funders.items() if gap]
    known = [new or old for one in held for old, new in [one.sides]]
    return Stake(
        action=action,
        exercice=exercice,
        unite=unite,
        old=kinds[0],
        new=kinds[1],
        funders=tuple(sorted(moved, key=lambda one: (-abs(one[1]), french.sort_key(one[0])))),
        documents=tuple(one.id for one in known if one and one.id != action),
        fresh=all(None in one.sides and _is_signed(one.sides) for one in held),
    )


def _is_signed(sides: Sides) -> bool:
    """Tell whether a document that came or went is a convention: it is told as one."""
    return any(one is not None and one.type.name == "convention" for one in sides)
