"""Money: the lines in force by funder and exercice, beside the totals that were published."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from feuille import french, money, series
from feuille.i18n import _
from feuille.rollup import refused
from feuille.rollup.plan import texts
from feuille.rollup.records import Coverage, Ignored, Money, Printed, Row, source
from feuille.values import PeriodError, periode

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from feuille.corpus import Document
    from feuille.money import Line, Stated
    from feuille.rollup.plan import Plan

Group = tuple[str, str, str, str]
"""Funder, exercice, unit, kind of amount."""
SHARED, OUTSIDE = "non-ventile", "hors-convention"
"""Ids of the rows that hold what no other row does."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A line that counts, with the convention it belongs to ("" where none, or several).

    `views` are the conventions that it may belong to, each with how it sees the line.
    """

    line: Line
    convention: str
    views: tuple[tuple[str, Stated], ...] = ()


@dataclass(frozen=True)
class Ledger:
    """The lines that count, the published totals, and the lines that count nowhere.

    `as_of` is the day whose signed acts count (None: all).
    """

    lines: tuple[Entry, ...]
    printed: tuple[Entry, ...]
    ignored: tuple[Ignored, ...]
    as_of: date | None = None

    @cached_property
    def by_path(self) -> dict[str, list[Entry]]:
        """The lines that count, by the path of the document that holds them."""
        found: dict[str, list[Entry]] = defaultdict(list)
        for one in self.lines:
            found[one.line.document.path].append(one)
        return found

    @cached_property
    def told(self) -> frozenset[str]:
        """The exercices of which a report speaks."""
        return frozenset(one.line.exercice for one in self.lines if money.SPENT in one.line.amounts)


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
        why = _elsewhere(plan, document, scope)
        if not why and document.id in carried and not own:
            why = "deja-porte"
        if why == "ailleurs":
            continue
        ignored += refused.named(document)
        found += [_entry(one, own) for one in _in_force(document, why, as_of, ignored)]
        if not why and "montants_imprimes" in document.data:
            known, signed = money.acts(document), money.acts(document, as_of)
            totals = refused.plausible(money.printed(document), ignored)
            printed += [
                Entry(one, own) for one in totals if one.acte in signed or one.acte not in known
            ]
    for report in _reports(plan, scope):
        ignored += refused.named(report)
        whole = series.reported(report, {})[1]
        totals = refused.plausible(money.printed(report), ignored)
        printed += [Entry(one, whole) for one in totals]
    found += _spent(plan, scope, ignored)
    return Ledger(
        tuple(one for one in found if year in {None, one.line.exercice}),
        tuple(one for one in printed if year in {None, one.line.exercice}),
        tuple(ignored),
        as_of,
    )


def _in_force(
    document: Document, why: str, as_of: date | None, ignored: list[Ignored]
) -> list[Line]:
    """Return the lines of a document that count; to `ignored` go those that cannot.

    `why` tells that none does; else those of no known act, and twins that disagree.
    """
    listed = list(refused.plausible(money.lines(document), ignored))
    known = set() if why else {*money.acts(document)}
    ignored += [
        Ignored(source(one), why or "acte-inconnu", money=True)
        for one in listed
        if one.acte not in known
    ]
    valid = [one for one in listed if one.acte in known]
    found = money.in_force(document, valid, as_of)
    if len(found) == len(valid):
        return found  # no line stands in place of another: there are no twins
    single = refused.once((((*one.key, one.acte), one) for one in valid), ignored)
    return money.in_force(document, single, as_of)


def _entry(line: Line, convention: str) -> Entry:
    """Return a line of a convention, or of a fiche that no convention carries ("")."""
    seen = money.Stated(line, (line.action,))
    return Entry(line, convention, ((convention, seen),) if convention else ())


def _reports(plan: Plan, scope: str) -> Iterator[Document]:
    for report in plan.corpus.of_type("rapport-execution"):
        held = [plan.corpus.documents.get(name) for name in texts(report, "conventions")]
        if any(one is not None and not _elsewhere(plan, one, scope) for one in held):
            yield report


def _spent(plan: Plan, scope: str, ignored: list[Ignored]) -> Iterator[Entry]:
    """Yield what reports say was spent: once, where several say it."""
    views: dict[int, dict[str, Stated]] = {}
    lines: list[Line] = []
    for report in _reports(plan, scope):
        said = {line.at: seen for line, seen in series.spending(report)}
        listed = refused.plausible((line for line, _seen in series.spending(report)), ignored)
        kept = refused.once((((one.at[:-1], *one.key), one) for one in listed), ignored)
        views |= {id(one): said[one.at] for one in kept}
        lines += kept
    homes = ((series.home(one, views[id(one)]), one) for one in lines)
    counted = refused.in_one_report(homes, ignored)
    for one in (one for one in lines if id(one) in counted):
        seen = views[id(one)]
        yield Entry(one, next(iter(seen)) if len(seen) == 1 else "", tuple(seen.items()))


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


def amounts(plan: Plan, book: Ledger, rows: Sequence[Row]) -> Iterator[Money]:
    """Yield the amounts of the whole, of each row, and of what stands on none of the rows."""
    yield from _of(plan, None, book.lines, book.printed, book)
    if not rows:
        return
    lines, printed = _held(book.lines), _held(book.printed)
    shared = _held(book.lines, shared=True)
    for row in rows:
        keys = (
            [("convention", row.convention)]
            if row.convention
            else [("fiche", f) for f in row.fiches or ()]
        )
        totals = _gathered(printed, keys) if row.convention else ()
        yield from _of(plan, row, _gathered(lines, keys), totals, book, _gathered(shared, keys))
    for row, left in _elsewhere_than(rows, book):
        yield from _of(plan, row, left, (), book)


Held = dict[tuple[str, str], dict[int, Entry]]
"""The lines of each convention and of each fiche, by their place among all."""


def _held(entries: Iterable[Entry], *, shared: bool = False) -> Held:
    """Index lines; `shared` those that are about several, without saying how much is whose."""
    found: Held = defaultdict(dict)
    for place, one in enumerate(entries):
        whose, action = one.convention, one.line.action
        if not shared:
            found["convention", whose][place] = found["fiche", action][place] = one
            continue
        for name, seen in one.views:
            if not whose:
                found["convention", name][place] = one
            for fiche in () if action else seen.actions:
                found["fiche", fiche][place] = one
    return found


def _gathered(held: Held, keys: Iterable[tuple[str, str]]) -> list[Entry]:
    found = {place: one for key in keys for place, one in held.get(key, {}).items()}
    return [found[place] for place in sorted(found)]


def _elsewhere_than(rows: Sequence[Row], book: Ledger) -> Iterator[tuple[Row, list[Entry]]]:
    """Yield the lines that no row holds: shared by several conventions or actions, or by none."""
    by, places = rows[0].by, rows[0].places
    if any(row.convention for row in rows):
        left = [one for one in book.lines if not one.convention]
        shared = [one for one in left if one.views]
        alone = [one for one in left if not one.views]
    else:
        shared, alone = [one for one in book.lines if not one.line.action], []
    yield Row(by, SHARED, _("Non ventilé"), places), shared
    yield Row(by, OUTSIDE, _("Hors convention"), places), alone


def _of(
    plan: Plan,
    row: Row | None,
    lines: Iterable[Entry],
    printed: Iterable[Entry],
    book: Ledger,
    shared: Iterable[Entry] = (),
) -> Iterator[Money]:
    held, stated = _grouped(lines), _grouped(printed)
    payers = {group[0] for group in held}
    common = {g: found for g, found in _grouped(shared).items() if not held or g[0] in payers}
    # Once a report speaks of an exercice, who engaged money for it and says nothing is missing.
    late = {(g[0], g[1], g[2], money.SPENT) for g in held if g[3] == "engage" and g[1] in book.told}
    for group in sorted(
        {*held, *stated, *common, *late},
        key=lambda g: (french.sort_key(plan.corpus.name(g[0])), g),
    ):
        financeur, exercice, unite, kind = group
        mine = [one.line for one in held.get(group, ())]
        known = [one.amounts[kind] for one in mine]
        yield Money(
            row=row,
            financeur=financeur,
            exercice=exercice,
            unite=unite,
            kind=kind,
            amount=money.total(known) if known else None,
            coverage=_coverage(group, held),
            words=tuple(str(one) for one in known if not one.exact),
            printed=tuple(_printed(one.line, kind, book) for one in stated.get(group, ())),
            notes=tuple(_bounds(mine, exercice, book.as_of)),
            lines=tuple(mine),
            reason="non-ventile" if group in common and not known else "",
        )


def _grouped(entries: Iterable[Entry]) -> dict[Group, list[Entry]]:
    found: dict[Group, list[Entry]] = defaultdict(list)
    for one in entries:
        for kind in one.line.amounts:
            found[one.line.financeur, one.line.exercice, one.line.unite, kind].append(one)
    return found


def _coverage(group: Group, held: dict[Group, list[Entry]]) -> Coverage:
    """Count who states an amount: lines for what is paid, actions for what is spent.

    What is engaged should be paid, and spent.
    """
    financeur, exercice, unite, kind = group
    mine, engaged = held.get(group, []), held.get((financeur, exercice, unite, "engage"), [])
    if kind == money.SPENT:
        known = {about for one in mine for about in _about(one, engaged)}
        return Coverage(len(known), len(known.union(*(_about(one, ()) for one in engaged))))
    waited = [*mine, *engaged] if kind == "verse" else mine
    return Coverage(len(mine), len({(one.line.document.id, one.line.at) for one in waited}))


def _about(entry: Entry, engaged: Iterable[Entry]) -> set[tuple[str, str]]:
    """Return the actions of conventions that a line is about: all, where it names none."""
    found = {(name, action) for name, seen in entry.views for action in seen.actions}
    return found or {
        one for other in engaged for one in _about(other, ()) if one[0] in dict(entry.views)
    }


def _printed(one: Line, kind: str, book: Ledger) -> Printed:
    amount = one.amounts[kind]
    counted = [
        entry.line.amounts[kind]
        for entry in book.by_path.get(one.document.path, ())
        if kind in entry.line.amounts and money.covers(one, entry.line)
    ]
    computed = money.total(counted) if counted else None
    return Printed(
        source=source(one, kind),
        amount=amount,
        computed=computed.valeur if computed else None,
        agrees=money.agrees(amount, computed) if computed else None,
    )


def _bounds(lines: Iterable[Line], exercice: str, as_of: date | None) -> Iterator[str]:
    """Yield the bounds that documents give an exercice, where they are not the year's own."""
    declaring = {o.document.id: o.document for o in lines if "exercices" in o.document.data}
    for identifier, document in sorted(declaring.items()):
        declared = _declared(document, exercice, money.acts(document, as_of))
        if declared and _days(declared) != _days(exercice):
            yield f"{identifier} : {declared}"


def _days(text: str) -> object:
    try:
        when = periode(text)
    except PeriodError:
        return text
    return (when.debut, when.fin) if when else text


def _declared(document: Document, exercice: str, signed: Iterable[str]) -> str:
    """Return the bounds that the last of the acts signed gives an exercice."""
    listed: Any = document.data.get("exercices")
    bounds = {
        str(item.get("acte") or ""): str(item["periode"])
        for item in (listed if isinstance(listed, list) else [])
        if isinstance(item, dict) and str(item.get("exercice")) == exercice and item.get("periode")
    }
    return next((bounds[act] for act in reversed(list(signed)) if act in bounds), "")
