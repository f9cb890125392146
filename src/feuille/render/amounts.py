"""Money as tables: amounts in force, and printed totals beside what the lines add up to."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from feuille import french, money
from feuille.i18n import _, plural
from feuille.render import blocks, fields, purse
from feuille.render.inline import link, missing, phrase, reference
from feuille.render.model import Absent, Entry, Figure, Phrase, Row, Section, Text
from feuille.render.words import line
from feuille.rollup import words
from feuille.schema import key_path
from feuille.values import Montant

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from feuille.corpus import Document
    from feuille.money import Line
    from feuille.render.inline import Context
    from feuille.render.model import Block, Table, Value

    Head = Callable[[Line], tuple[Value, ...]]

_SIGNED = ("prevu", "engage")
"""The kinds of amount that an act sets."""

_MOST = 120
"""A table has so many lines at most; the page of each fiche action holds its own."""

_CAPTIONS = {
    "prevu": "Montants prévus, avant tout acte signé",
    "engage": "Montants engagés, écrits dans un acte signé",
    "verse": "Montants versés",
}


def of_convention(context: Context, source: Document) -> tuple[Block, ...]:
    """Return the money of a convention: by funder, as it prints its totals, then by action."""
    written = list(money.lines(source))
    lines = money.in_force(source, written, context.as_of)
    printed = list(money.printed(source))

    def action(one: Line) -> tuple[Value, ...]:
        at = (*one.at[:2], "fiche")
        node = source.type.node.at(at, source.data)
        return (
            (phrase(reference(context, source, node, one.action)),) if node and one.action else ()
        )

    found: list[Block] = list(
        purse.of_share(context, context.funds.convention(source.id), source.id)
    )
    if len(lines) < len(written):
        told = _("Montants en vigueur au {day}, avenants signés compris.")
        found.insert(0, phrase(line(told.format(day=french.day(context.as_of.isoformat())))))
    found += _left_out(context, source)
    found += totals(context, source, lines, printed)
    found += comments(context, printed)
    if detail := tuple(_pivots(context, lines, _("Action"), action)):
        said = (*detail, *comments(context, lines))
        found.append(Section(_("Par action"), "rubrique_par_action", said))
    return (Section(_("Financements"), "rubrique_financements", tuple(found)),) if found else ()


def _left_out(context: Context, source: Document) -> Iterator[Block]:
    """Yield the amounts that no total counts, and why."""
    found = context.funds.ignored.get(source.id, [])
    places = [
        f"{key_path(source.type.node, source.data, one.source.at)} ({words.reason(one.reason)})"
        for one in found
    ]
    if places:
        told = _("Ces totaux ne comptent pas : {places}.")
        few = french.join(purse.few(places))
        yield Phrase((Text(line(told.format(places=few))),), small=True)


def acts(context: Context, source: Document) -> tuple[Block, ...]:
    """Return the acts that changed a convention, and the amounts that those in force set anew."""
    node, said = source.type.node.child("avenants"), source.data.get("avenants")
    if node is None or not said:
        return ()
    changes: dict[str, list[Row]] = defaultdict(list)
    known: dict[tuple[str, ...], Line] = {}
    rank = money.acts(source, context.as_of)
    lines = [one for one in money.lines(source) if one.acte in rank]
    for one in sorted(lines, key=lambda one: rank[one.acte]):
        kinds = [kind for kind in one.amounts if kind in _SIGNED and one.acte]
        changes[one.acte] += [_change(context, one, kind, known.get(one.key)) for kind in kinds]
        known[one.key] = one
    inside = list(blocks.of_value(context, source, node, said))
    for act, rows in changes.items():
        if rows:
            heads = [_("Action"), titles(lines[0])[0], _("Exercice"), _("Avant"), _("Après")]
            caption = _("Montants changés : {act}")
            name = context.corpus.name(f"{source.id}#{act}")
            inside.append(fields.table(line(caption.format(act=name)), heads, rows[:_MOST]))
    return (Section(line(node.title), "rubrique_avenants", tuple(inside)),)


def _change(context: Context, one: Line, kind: str, before: Line | None) -> Row:
    fiche = context.corpus.documents.get(one.action)
    was = before.amounts.get(kind) if before else None
    return Row((
        (phrase(link(context, fiche, numbered=True)),) if fiche else (),
        who(context, one)[0],
        fields.text(one.exercice),
        (phrase(Figure(line(was))) if was else missing(),),
        (phrase(Figure(line(one.amounts[kind]))),),
    ))  # fmt: skip


def cofinancing(context: Context, source: Document) -> tuple[Block, ...]:
    """Return the co-financing rule of a convention, and whether it is kept."""
    node, found = source.type.node.child("cofinancement"), source.data.get("cofinancement")
    if node is None or not isinstance(found, dict):
        return ()
    said = blocks.of_value(context, source, node, found)
    inside = (*said, *purse.shares(context, context.funds.parts.get(source.id, [])))
    return (Section(line(node.title), "rubrique_cofinancement", inside),) if inside else ()


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
    alone = all(one.document is source for one in lines)

    def holder(one: Line) -> tuple[Value, ...]:
        return () if alone else (phrase(link(context, one.document)),)

    found = (*_pivots(context, lines, _("Document"), holder), *comments(context, lines))
    return (Section(_("Financements"), "rubrique_financements", found),) if found else ()


def _pivots(context: Context, lines: list[Line], head: str, name: Head) -> Iterable[Block]:
    """Yield one table a kind of amount: a row for who pays for what, a column for each exercice."""
    for kind in money.KINDS:
        found = [one for one in lines if kind in one.amounts]
        years = sorted({one.exercice for one in found}, key=french.sort_key)
        rows: dict[tuple[str, ...], dict[str, Line]] = {}
        for one in found:
            key = (one.document.id, one.action, one.financeur, one.fonds, one.nature, one.unite)
            rows.setdefault(key, {})[one.exercice] = one
        if found:
            heads = [head, *titles(found[0]), *(year or _("Sans exercice") for year in years)]
            listed = [_pivot(context, by_year, years, kind, name) for by_year in rows.values()]
            yield fields.table(line(_(_CAPTIONS[kind])), heads, listed[:_MOST])
            left = len(listed) - _MOST
            if left > 0:
                told = (
                    "{n} autre ligne, sur la page de sa fiche.",
                    "{n} autres, sur celles des fiches.",
                )
                yield phrase(plural(*told, left))


def _pivot(
    context: Context, by_year: dict[str, Line], years: list[str], kind: str, name: Head
) -> Row:
    first = next(iter(by_year.values()))
    amounts = [by_year[year].amounts[kind] if year in by_year else None for year in years]
    cells = [(phrase(Figure(line(one))),) if one else () for one in amounts]
    return Row((name(first), *who(context, first), *cells))


def titles(one: Line) -> list[str]:
    """Return the heads of the columns of who pays."""
    node = one.document.type.node.at(one.at, one.document.data)
    return [fields.title(node, key) if node else key for key in ("financeur", "fonds", "nature")]


def who(context: Context, one: Line) -> tuple[tuple[Value, ...], ...]:
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


def totals(
    context: Context, source: Document, lines: list[Line], printed: list[Line]
) -> Iterator[Table]:
    """Yield each printed total beside what its lines add up to, with the gap."""
    stated = {(*_key(one), kind): one for one in printed for kind in one.amounts}
    rows = []
    for key in sorted(stated, key=lambda key: [french.sort_key(part) for part in key]):
        one, kind = stated[key], key[-1]
        counted = [
            each.amounts[kind] for each in lines if kind in each.amounts and money.covers(one, each)
        ]
        total = money.total(counted) if counted and source.id not in context.poorer else None
        rows.append(_total(context, one, kind, total, one.amounts[kind]))
    if rows:
        yield fields.table(
            _("Totaux publiés et somme de leurs lignes"), _total_titles(printed), rows
        )


def _total_titles(printed: list[Line]) -> list[str]:
    financeur, fonds, nature = titles(printed[0])
    compared = (_("Montant"), _("Somme des lignes"), _("Total publié"), _("Écart"))
    return [_("Exercice"), financeur, fonds, nature, *compared]


def _total(context: Context, one: Line, kind: str, total: Montant | None, said: Montant) -> Row:
    financeur, fonds, nature = who(context, one)
    return Row(
        (
            fields.text(one.exercice or _("tous")),
            financeur,
            fonds,
            nature,
            fields.text(_kind(one, kind)),
            (_shown(one.document, context, total),),
            (phrase(Figure(line(said))),),
            (_gap(said, total),),
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


def comments(context: Context, lines: Iterable[Line]) -> tuple[Block, ...]:
    """Return what documents say of their lines."""
    entries = []
    for one in lines:
        block = one.document.get(one.at)
        told = fields.prose(block.get("commentaire")) if isinstance(block, dict) else ()
        if told:
            payer = [
                part
                for cell in who(context, one)[:1]
                for v in cell
                if isinstance(v, Phrase)
                for part in v.parts
            ]
            year = f", {line(one.exercice)}" if one.exercice else ""
            entries.append(Entry((phrase(*payer, year), *told)))
    return fields.remarks(entries)
