"""What money says of conventions: how much of it was spent, and who bears which part.

Engaged and executed amounts are compared, never mixed; what one funder or one
convention leaves unspent never pays for what another overspends.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from feuille import french, money
from feuille.rollup.amounts import source
from feuille.rollup.records import Cofinancing, Coverage, Execution, Missing
from feuille.values import decimal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from feuille.corpus import Document
    from feuille.money import Line
    from feuille.rollup.amounts import Entry, Ledger
    from feuille.rollup.plan import Plan
    from feuille.rollup.records import Row
    from feuille.values import Montant

_SIDES = ("engage", money.SPENT)


@dataclass(frozen=True, slots=True)
class Pot:
    """Conventions that spending joins (most often a single one), with both sides of one funder."""

    conventions: frozenset[str]
    engaged: tuple[Montant, ...]
    executed: tuple[Montant, ...]

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
    # Until a report speaks, nothing is late: there is nothing to compare yet.
    told = {group[1] for group in order if any(pot.executed for pot in pots[group])}
    for row in (None, *(one for one in rows if one.convention)):
        for group in (one for one in order if one[1] in told):
            mine = [one for one in pots[group] if row is None or row.convention in one.conventions]
            if mine:
                yield _execution(row, group, mine)


def _holders(entry: Entry) -> tuple[str, ...]:
    return entry.among or ((entry.convention,) if entry.convention else ())


def _pots(entries: list[Entry]) -> list[Pot]:
    """Group entries by convention; a report that does not break spending down joins its own."""
    joined: list[set[str]] = []
    for entry in entries:
        mine = set(_holders(entry))
        touching = [one for one in joined if one & mine]
        joined = [one for one in joined if not one & mine] + [mine.union(*touching)]
    found = []
    for names in sorted(joined, key=sorted):
        lines = [one.line for one in entries if names.intersection(_holders(one))]
        sides = (tuple(one.amounts[k] for one in lines if k in one.amounts) for k in _SIDES)
        found.append(Pot(frozenset(names), *sides))
    return found


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
    """Yield the part of the collectivités where a convention asks for one, by exercice.

    On what is engaged and on what was spent, separately; spending that several
    conventions share gives no part.
    """
    for document in plan.conventions:
        rule = _rule(document)
        if rule is None:
            continue
        for kind in _SIDES:
            mine: dict[str, list[Line]] = defaultdict(list)
            common: set[str] = set()
            for entry in book.lines:
                if kind in entry.line.amounts and document.id in _holders(entry):
                    mine[entry.line.exercice].append(entry.line)
                    common |= {entry.line.exercice} if len(_holders(entry)) > 1 else set()
            for exercice in sorted(mine, key=french.sort_key):
                yield _part(
                    document, rule, (exercice, kind), mine[exercice], common=exercice in common
                )


def _rule(document: Document) -> dict[str, Any] | None:
    rule = document.data.get("cofinancement")
    if not isinstance(rule, dict) or not rule.get("collectivites"):
        return None
    least = rule.get("part_minimale")
    if isinstance(least, bool) or not isinstance(least, int | float):
        return None
    return rule if decimal(least).is_finite() else None


def _part(
    document: Document,
    rule: dict[str, Any],
    about: tuple[str, str],
    lines: list[Line],
    *,
    common: bool,
) -> Cofinancing:
    exercice, kind = about
    least = decimal(rule["part_minimale"])
    found = money.share(rule, kind, lines)
    part = None if common else found.part
    reason = "non-ventile" if common else "part-non-renseignee" if part is None else ""
    known = part is not None and found.whole > 0
    return Cofinancing(
        convention=document.id,
        exercice=exercice,
        kind=kind,
        least=Fraction(least),
        part=part,
        whole=found.whole,
        share=100 * Fraction(part or 0) / Fraction(found.whole) if known else None,
        respected=found.reaches(least) if known else None,
        exact=found.exact,
        reason=reason or ("" if known else "assiette-nulle"),
        sources=tuple(source(one, kind) for one in lines if one.financeur in found.sums),
    )
