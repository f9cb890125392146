"""Money as tables: amounts in force, and printed totals beside what the lines add up to."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from feuille import french, money
from feuille.i18n import _
from feuille.render import fields
from feuille.render.inline import link, phrase, reference
from feuille.render.model import Absent, Entry, Figure, Listing, Phrase, Row, Section
from feuille.render.words import line
from feuille.values import Montant

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from feuille.corpus import Document
    from feuille.money import Line
    from feuille.render.inline import Context
    from feuille.render.model import Block, Table, Value

    Head = Callable[[Line], tuple[Value, ...]]

_CAPTIONS = {
    "prevu": "Montants prévus, avant tout acte signé",
    "engage": "Montants engagés, écrits dans un acte signé",
    "verse": "Montants versés",
}


def of_convention(context: Context, source: Document) -> tuple[Block, ...]:
    """Return the money of a convention: its lines in force by action, then its totals."""
    written = list(money.lines(source))
    lines = money.in_force(source, written, context.as_of)
    printed = list(money.printed(source))

    def action(one: Line) -> tuple[Value, ...]:
        at = (*one.at[:2], "fiche")
        node = source.type.node.at(at, source.data)
        return (
            (phrase(reference(context, source, node, one.action)),) if node and one.action else ()
        )

    found: list[Block] = list(_pivots(context, lines, _("Action"), action))
    found += _totals(context, source, lines, printed)
    found += _comments(context, [*lines, *printed])
    if len(lines) < len(written):
        words = _("Montants en vigueur au {day}, avenants signés compris.")
        found.insert(0, phrase(line(words.format(day=french.day(context.as_of.isoformat())))))
    return (Section(_("Financements"), "rubrique_financements", tuple(found)),) if found else ()


def of_fiche(context: Context, source: Document) -> tuple[Block, ...]:
    """Return the money of a fiche action: its own lines, and those that conventions hold for it."""
    citing = {one.source.id: one.source for one in context.corpus.incoming.get(source.id, ())}
    holders = [source, *sorted(citing.values(), key=lambda one: context.rank[one.id])]
    lines = [
        one
        for holder in holders
        for one in money.in_force(holder, money.lines(holder), context.as_of)
        if one.action == source.id
    ]
    found = (
        *_pivots(context, lines, _("Document"), lambda one: (phrase(link(context, one.document)),)),
        *_comments(context, lines),
    )
    return (Section(_("Financements"), "rubrique_financements", found),) if found else ()


def _pivots(context: Context, lines: list[Line], head: str, name: Head) -> Iterable[Table]:
    """Yield one table a kind of amount: a row for who pays for what, a column for each exercice."""
    for kind in money.KINDS:
        found = [one for one in lines if kind in one.amounts]
        years = sorted({one.exercice for one in found}, key=french.sort_key)
        rows: dict[tuple[str, ...], dict[str, Line]] = {}
        for one in found:
            key = (one.document.id, one.action, one.financeur, one.fonds, one.nature, one.unite)
            rows.setdefault(key, {})[one.exercice] = one
        if found:
            titles = [head, *_titles(found[0]), *(year or _("Sans exercice") for year in years)]
            listed = [_pivot(context, by_year, years, kind, name) for by_year in rows.values()]
            yield fields.table(line(_(_CAPTIONS[kind])), titles, listed)


def _pivot(
    context: Context, by_year: dict[str, Line], years: list[str], kind: str, name: Head
) -> Row:
    first = next(iter(by_year.values()))
    amounts = [by_year[year].amounts[kind] if year in by_year else None for year in years]
    cells = [(phrase(Figure(line(one))),) if one else () for one in amounts]
    return Row((name(first), *_who(context, first), *cells))


def _titles(one: Line) -> list[str]:
    node = one.document.type.node.at(one.at, one.document.data)
    return [fields.title(node, key) if node else key for key in ("financeur", "fonds", "nature")]


def _who(context: Context, one: Line) -> tuple[tuple[Value, ...], ...]:
    """Return the cells that say who pays, from which fund, for what nature of expense."""
    node = one.document.type.node.at(one.at, one.document.data)
    block = one.document.get(one.at)
    if node is None or not isinstance(block, dict):
        return ((), (), ())
    shown = [
        fields.field(context, one.document, node, block, k)
        for k in ("financeur", "fonds", "nature")
    ]
    return shown[0] if one.financeur else fields.text(_("tous financeurs")), *shown[1:]


def _totals(
    context: Context, source: Document, lines: list[Line], printed: list[Line]
) -> Iterator[Table]:
    """Yield each total twice: as the lines add up, as the document prints it, with the gap."""
    stated = {(*_key(one), kind): one for one in printed for kind in one.amounts}
    # A total that nobody printed counts every fund.
    whole = [replace(one, fonds="") for one in lines]
    wanted = {(*_key(one), kind): one for one in whole for kind in one.amounts} | stated
    order = sorted(wanted, key=lambda key: [french.sort_key(part) for part in key])
    rows = []
    for key in order:
        one, kind = wanted[key], key[-1]
        counted = [
            each.amounts[kind] for each in lines if kind in each.amounts and money.covers(one, each)
        ]
        total = money.total(counted) if counted and source.id not in context.poorer else None
        said = one.amounts[kind] if key in stated else None
        rows.append(_total(context, one, kind, total, said))
    if rows:
        yield fields.table(
            _("Totaux par financeur et par exercice"), _total_titles(lines, printed), rows
        )


def _total_titles(lines: list[Line], printed: list[Line]) -> list[str]:
    financeur, fonds, nature = _titles((lines + printed)[0])
    compared = (_("Montant"), _("Total des lignes"), _("Total publié"), _("Écart"))
    return [_("Exercice"), financeur, fonds, nature, *compared]


def _total(
    context: Context, one: Line, kind: str, total: Montant | None, said: Montant | None
) -> Row:
    financeur, fonds, nature = _who(context, one)
    return Row(
        (
            fields.text(one.exercice or _("Tous")),
            financeur,
            fonds if said else (),
            nature,
            fields.text(_kind(one, kind)),
            (_shown(one.document, context, total),),
            (phrase(Figure(line(said))),) if said else (),
            (_gap(said, total),) if said else (),
        )
    )


def _key(one: Line) -> tuple[str, ...]:
    return one.exercice, one.financeur, one.fonds, one.nature, one.unite


def _kind(one: Line, kind: str) -> str:
    node = one.document.type.node.at(one.at, one.document.data)
    return fields.title(node, kind).lower() if node else kind


def _shown(source: Document, context: Context, total: Montant | None) -> Value:
    if total is not None:
        return phrase(Figure(line(total)))
    if source.id in context.poorer:
        return phrase(Absent(_("non calculé : une partie du document n’est pas publiée")))
    return phrase(Absent(_("aucune ligne")))


def _gap(said: Montant, total: Montant | None) -> Value:
    if total is None:
        return phrase(Absent(_("non calculable")))
    if not said.exact and money.agrees(said, total):
        return phrase(_("concordant"))
    gap = Montant(
        said.valeur - total.valeur,
        "" if said.exact and total.exact else "environ",
        unite=said.unite,
    )
    return phrase(Figure(line(gap)))


def _comments(context: Context, lines: Iterable[Line]) -> tuple[Block, ...]:
    """Return what documents say of their lines."""
    entries = []
    for one in lines:
        block = one.document.get(one.at)
        told = fields.prose(block.get("commentaire")) if isinstance(block, dict) else ()
        if told:
            who = [
                part
                for cell in _who(context, one)[:1]
                for v in cell
                if isinstance(v, Phrase)
                for part in v.parts
            ]
            year = f", {line(one.exercice)}" if one.exercice else ""
            entries.append(Entry((phrase(*who, year), *told)))
    return (Listing(tuple(entries)),) if entries else ()
