"""Money: the lines in force by funder and exercice, beside the totals that were published."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from feuille import french, money, series
from feuille.rollup.plan import texts
from feuille.rollup.records import Coverage, Ignored, Money, Printed, Source
from feuille.values import PeriodError, periode

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from feuille.corpus import Document
    from feuille.money import Line
    from feuille.rollup.plan import Plan
    from feuille.rollup.records import Row

Group = tuple[str, str, str, str]
"""Funder, exercice, unit, kind of amount."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A line that counts, with the convention it belongs to ("" where none, or several).

    `among` are the conventions it may belong to, where a report does not say which.
    """

    line: Line
    convention: str
    among: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ledger:
    """The lines that count, the published totals, and the lines that count nowhere."""

    lines: tuple[Entry, ...]
    printed: tuple[Entry, ...]
    ignored: tuple[Ignored, ...]


def ledger(plan: Plan, scope: str, year: str | None, as_of: date | None = None) -> Ledger:
    """Read the lines in force inside a scope, of one exercice where one is asked.

    `as_of` leaves out what acts signed later say. An amount has one home: a
    fiche's own lines do not count where a convention gives lines for it.
    """
    found: list[Entry] = []
    printed: list[Entry] = []
    ignored: list[Ignored] = []
    carried = {one.action for document in plan.conventions for one in money.lines(document)}
    for document in [*plan.conventions, *plan.fiches.values()]:
        own = document.id if document.id not in plan.fiches else ""
        lines = list(money.lines(document))
        why = _elsewhere(plan, document, scope)
        if not why and document.id in carried and not own:
            why = "deja-porte"
        known, signed = money.acts(document), money.acts(document, as_of)
        counted = set() if why else {*known}
        ignored += [
            Ignored(source(one), why or "acte-inconnu")
            for one in lines
            if one.acte not in counted and why != "ailleurs"
        ]
        if not why:
            found += [Entry(one, own) for one in money.in_force(document, lines, as_of)]
            totals = money.printed(document)
            printed += [
                Entry(one, own) for one in totals if one.acte in signed or one.acte not in known
            ]
    for entry, is_total in _spent(plan, scope):
        (printed if is_total else found).append(entry)
    return Ledger(
        tuple(one for one in found if year in {None, one.line.exercice}),
        tuple(one for one in printed if year in {None, one.line.exercice}),
        tuple(ignored),
    )


def _spent(plan: Plan, scope: str) -> Iterator[tuple[Entry, bool]]:
    """Yield what reports say was spent, and the totals that they print."""
    for report in plan.corpus.of_type("rapport-execution"):
        held = [plan.corpus.documents.get(name) for name in texts(report, "conventions")]
        if not any(one is not None and not _elsewhere(plan, one, scope) for one in held):
            continue
        listed = report.data.get("lignes")
        for position, item in enumerate(listed if isinstance(listed, list) else ()):
            if isinstance(item, dict):
                action, convention = series.reported(report, item)
                among = series.concerned(report, item)
                for one in money.spent(report, ("lignes", position), action):
                    yield Entry(one, convention, among), False
        whole = series.reported(report, {})[1]
        for one in money.printed(report):
            yield Entry(one, whole), True


def _elsewhere(plan: Plan, document: Document, scope: str) -> str:
    """Return why a document's money is not the scope's, "" where it is."""
    if scope == plan.home:
        return ""
    reach = (
        plan.reach(document.id) if document.id in plan.fiches else texts(document, "territoires")
    )
    if any(plan.places.inside(code, scope) for code in reach):
        return ""
    wider = not reach or any(plan.places.inside(scope, code) for code in reach)
    return "perimetre-plus-large" if wider else "ailleurs"


def amounts(plan: Plan, book: Ledger, rows: Iterable[Row]) -> Iterator[Money]:
    """Yield the amounts of the whole, then those of each row."""
    yield from _of(plan, None, book.lines, book.printed, book)
    for row in rows:
        if row.convention:
            lines = [one for one in book.lines if one.convention == row.convention]
            printed = [one for one in book.printed if one.convention == row.convention]
        else:
            lines = [one for one in book.lines if one.line.action in (row.fiches or ())]
            printed = []
        yield from _of(plan, row, lines, printed, book)


def _of(
    plan: Plan, row: Row | None, lines: Iterable[Entry], printed: Iterable[Entry], book: Ledger
) -> Iterator[Money]:
    held, stated = _grouped(lines), _grouped(printed)
    for group in sorted(
        {*held, *stated}, key=lambda g: (french.sort_key(plan.corpus.name(g[0])), g)
    ):
        financeur, exercice, unite, kind = group
        mine = held.get(group, [])
        known = [one.amounts[kind] for one in mine]
        yield Money(
            row=row,
            financeur=financeur,
            exercice=exercice,
            unite=unite,
            kind=kind,
            amount=money.total(known) if known else None,
            coverage=Coverage(len(known), _expected(group, held)),
            words=tuple(str(one) for one in known if not one.exact),
            printed=tuple(_printed(one, kind, book) for one in stated.get(group, ())),
            notes=tuple(_bounds(mine, exercice)),
            sources=tuple(source(one, kind) for one in mine),
        )


def _grouped(entries: Iterable[Entry]) -> dict[Group, list[Line]]:
    found: dict[Group, list[Line]] = defaultdict(list)
    for one in (entry.line for entry in entries):
        for kind in one.amounts:
            found[one.financeur, one.exercice, one.unite, kind].append(one)
    return found


def _expected(group: Group, held: dict[Group, list[Line]]) -> int:
    """Count the lines that should state an amount: for what is paid, all that is engaged."""
    financeur, exercice, unite, kind = group
    kinds = {kind, "engage"} if kind == "verse" else {kind}
    stated = (held.get((financeur, exercice, unite, one), ()) for one in kinds)
    return len({(line.document.id, line.at) for lines in stated for line in lines})


def _printed(one: Line, kind: str, book: Ledger) -> Printed:
    amount = one.amounts[kind]
    counted = [
        entry.line.amounts[kind]
        for entry in book.lines
        if entry.line.document is one.document
        and kind in entry.line.amounts
        and money.covers(one, entry.line)
    ]
    computed = money.total(counted) if counted else None
    return Printed(
        source=source(one, kind),
        amount=amount,
        computed=computed.valeur if computed else None,
        agrees=money.agrees(amount, computed) if computed else None,
    )


def _bounds(lines: Iterable[Line], exercice: str) -> Iterator[str]:
    """Yield the bounds that documents give an exercice, where they are not the year's own."""
    for identifier, document in sorted({one.document.id: one.document for one in lines}.items()):
        declared = _declared(document, exercice)
        if declared and _days(declared) != _days(exercice):
            yield f"{identifier} : {declared}"


def _days(text: str) -> object:
    try:
        when = periode(text)
    except PeriodError:
        return text
    return (when.debut, when.fin) if when else text


def _declared(document: Document, exercice: str) -> str:
    listed: Any = document.data.get("exercices")
    for item in listed if isinstance(listed, list) else []:
        if isinstance(item, dict) and str(item.get("exercice")) == exercice and item.get("periode"):
            return str(item["periode"])
    return ""


def source(line: Line, kind: str = "") -> Source:
    """Return where a line stands, or one of its amounts."""
    amount = line.amounts.get(kind)
    return Source(
        document=line.document,
        at=(*line.at, kind) if kind else line.at,
        value=Fraction(amount.valeur) if amount else None,
        texte=amount.texte if amount else "",
        periode=line.exercice,
    )
