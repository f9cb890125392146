"""What money says of conventions: how much of it was spent, and who bears which part.

Engaged and executed amounts are compared, never mixed; what one funder or one
convention leaves unspent never pays for what another overspends.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from feuille import french, money
from feuille.rollup import words
from feuille.rollup.records import Cofinancing, Coverage, Execution, Missing, source

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from feuille.corpus import Document
    from feuille.money import Line, Rule, Share, Stated
    from feuille.rollup.amounts import Entry, Ledger
    from feuille.rollup.plan import Plan
    from feuille.rollup.records import Row
    from feuille.values import Montant

_SIDES = ("engage", money.SPENT)


@dataclass(frozen=True, slots=True)
class Pot:
    """Conventions that spending joins (most often a single one), with both sides of one funder."""

    conventions: frozenset[str]
    lines: tuple[Line, ...]

    def side(self, kind: str) -> list[Montant]:
        """Return the amounts of one kind."""
        return [one.amounts[kind] for one in self.lines if kind in one.amounts]

    @property
    def engaging(self) -> set[str]:
        """The conventions that engage money of this funder."""
        return {one.document.id for one in self.lines if "engage" in one.amounts}

    @property
    def engaged(self) -> list[Montant]:
        """What was engaged."""
        return self.side("engage")

    @property
    def executed(self) -> list[Montant]:
        """What was spent."""
        return self.side(money.SPENT)

    @property
    def fault(self) -> str:
        """The code of what it lacks to be compared, "" where nothing."""
        if not self.engaged:
            return "engage-non-renseigne"
        return "" if self.executed else "execute-non-renseigne"


def executions(plan: Plan, book: Ledger, rows: Iterable[Row]) -> Iterator[Execution]:
    """Yield the execution of each funder for each exercice: the whole, then each convention."""
    groups: dict[tuple[str, str, str], list[Entry]] = defaultdict(list)
    for entry in book.lines:
        one = entry.line
        if _holders(entry) and any(kind in one.amounts for kind in _SIDES):
            groups[one.financeur, one.exercice, one.unite].append(entry)
    order = sorted(groups, key=lambda g: (french.sort_key(plan.corpus.name(g[0])), g))
    pots = {group: _pots(groups[group]) for group in order}
    held: dict[str, dict[tuple[str, str, str], list[Pot]]] = defaultdict(dict)
    # Until a report speaks, nothing is late: there is nothing to compare yet.
    for group in (one for one in order if one[1] in book.told):
        yield _execution(None, group, pots[group])
        for pot in pots[group]:
            for name in pot.engaging or pot.conventions:
                held[name].setdefault(group, []).append(pot)
    for row in rows:
        for group, mine in held.get(row.convention, {}).items():
            yield _execution(row, group, mine)


def _holders(entry: Entry) -> tuple[str, ...]:
    return tuple(name for name, _seen in entry.views)


def _pots(entries: list[Entry]) -> list[Pot]:
    """Group entries by convention; a report that does not break spending down joins its own."""
    joined: dict[str, set[str]] = {}
    for entry in entries:
        together = {name for one in _holders(entry) for name in joined.get(one, {one})}
        if any(joined.get(name) != together for name in together):
            joined |= dict.fromkeys(together, together)
    lines: dict[tuple[str, ...], list[Line]] = defaultdict(list)
    for entry in entries:
        lines[tuple(sorted(joined[_holders(entry)[0]]))].append(entry.line)
    return [Pot(frozenset(names), tuple(lines[names])) for names in sorted(lines)]


def _execution(row: Row | None, group: tuple[str, str, str], pots: list[Pot]) -> Execution:
    financeur, exercice, unite = group
    common = row is not None and len(pots[0].conventions) > 1
    faults = [("non-ventile" if common else pot.fault) for pot in pots]
    good = [pot for pot, fault in zip(pots, faults, strict=True) if not fault]
    pairs = [(money.total(one.engaged).valeur, money.total(one.executed).valeur) for one in good]
    engaged = sum((one for one, _spent in pairs), Decimal(0))
    executed = sum((spent for _one, spent in pairs), Decimal(0))
    reason = next((fault for fault in faults if fault), "") if not good else ""
    return Execution(
        row=row,
        financeur=financeur,
        exercice=exercice,
        unite=unite,
        engaged=engaged if good else None,
        executed=executed if good else None,
        rate=100 * Fraction(executed) / Fraction(engaged) if engaged else None,
        unspent=_beyond(pairs, 1) if good else None,
        overspent=_beyond(pairs, -1) if good else None,
        exact=all(amount.exact for pot in good for amount in (*pot.engaged, *pot.executed)),
        reason=reason or ("" if engaged else "engage-nul"),
        coverage=_coverage(pots, faults, exercice),
        sources=tuple(
            source(line, kind)
            for pot in good
            for kind in _SIDES
            for line in pot.lines
            if kind in line.amounts
        ),
    )


def _beyond(pairs: Iterable[tuple[Decimal, Decimal]], sign: int) -> Decimal:
    """Add up the gaps of one sign only: nothing is netted."""
    return sum((max(sign * (one - spent), Decimal(0)) for one, spent in pairs), Decimal(0))


def _coverage(pots: list[Pot], faults: list[str], exercice: str) -> Coverage:
    expected = sum(len(pot.conventions) for pot in pots)
    missing = tuple(
        Missing("", exercice, fault, convention=name)
        for pot, fault in zip(pots, faults, strict=True)
        if fault
        for name in sorted(pot.conventions)
    )
    return Coverage(expected - len(missing), expected, missing)


def cofinancing(plan: Plan, book: Ledger) -> Iterator[Cofinancing]:
    """Yield the part that the rule of a convention weighs, by exercice (and action).

    On what is engaged and on what was spent, separately; spending that several
    conventions (or actions) share gives no part.
    """
    stated: dict[str, list[Stated]] = defaultdict(list)
    for entry in book.lines:
        for name, seen in entry.views:
            stated[name].append(seen)
    for document in plan.conventions:
        rule = money.rule(document)
        if rule is None:
            continue
        for kind in _SIDES:
            for found in money.shares(rule, kind, stated.get(document.id, ())):
                yield _part(plan, document, rule, kind, found)


def _part(plan: Plan, document: Document, rule: Rule, kind: str, found: Share) -> Cofinancing:
    known = found.part is not None and found.whole > 0
    who = money.borne_by(document, plan.corpus.name)
    return Cofinancing(
        convention=document.id,
        action=found.action,
        who=who,
        rule=words.rule(who, rule),
        exercice=found.exercice,
        kind=kind,
        least=None if rule.least is None else Fraction(rule.least),
        most=None if rule.most is None else Fraction(rule.most),
        part=found.part,
        whole=found.whole,
        share=100 * Fraction(found.part or 0) / Fraction(found.whole) if known else None,
        respected=found.kept,
        exact=found.exact,
        reason=found.reason,
        sources=tuple(source(one, kind) for one in found.lines),
    )
