"""What a fiche territoire adds up to: its indicators beside the whole, its fiches, its money."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from feuille import french
from feuille.i18n import _, plural
from feuille.render import blocks, fields, purse
from feuille.render.addresses import listing
from feuille.render.cells import latest, worded
from feuille.render.funds import ELSEWHERE, INSIDE
from feuille.render.inline import FICHE, link, phrase
from feuille.render.model import Absent, Figure, Link, Phrase, Row, Section, Table, Text
from feuille.render.words import line
from feuille.rollup import words
from feuille.rollup.records import ABSENT
from feuille.series import only_territory

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feuille.corpus import Document
    from feuille.render.inline import Context
    from feuille.render.model import Block, Inline, Value
    from feuille.rollup.records import Cell

_MOST, _FEW = 100, 25


def indicators(context: Context, source: Document) -> tuple[Block, ...]:
    """Return where a territory stands on each indicator beside the whole, then all its values."""
    found = list(_beside(context, only_territory(source) or ""))
    child, said = source.type.node.child("indicateurs"), source.data.get("indicateurs")
    if child is None:
        return ()
    values = blocks.of_value(context, source, child, said) if said else ()
    title, every = line(child.title), _("Toutes les valeurs")
    if found and values:
        named = (replace(o, caption=every) if isinstance(o, Table) else o for o in values)
        values = (Section(every, "", tuple(named)),)
    return (Section(title, "rubrique_indicateurs", (*found, *values)),) if found or values else ()


def _beside(context: Context, code: str) -> Iterator[Block]:
    """Yield a table of indicators: where the territory stands, then the whole."""
    scope = context.rollup.scope
    held, whole = context.by_place.get(code, {}), context.by_place.get(scope, {})
    shown = [
        identifier
        for identifier in context.rollup.indicateurs
        if identifier in context.corpus.documents
        and any(one.status != ABSENT or one.coverage.expected for one in held.get(identifier, ()))
    ]
    if not shown:
        return
    rows = []
    for identifier in shown:
        done = {one.kind: one for one in latest(held[identifier])}.get("realise")
        cells = [_stands(context, held[identifier])]
        if code != scope:
            cells.append(_stands(context, whole.get(identifier, []), done))
        rows.append(Row(((phrase(link(context, context.corpus.documents[identifier])),), *cells)))
    names = [line(context.corpus.name(one)) for one in dict.fromkeys((code, scope))]
    yield fields.table(_("Où en est le territoire"), [_("Indicateur"), *names], rows)
    told = _("Entre parenthèses : territoires connus sur territoires attendus.")
    yield Phrase((Text(line(told)),), small=True)


def _stands(context: Context, mine: list[Cell], beside: Cell | None = None) -> tuple[Value, ...]:
    """Return the last result of a row, its target and its rate.

    The result is that of the period of `beside`, where it has one.
    """
    held = {one.kind: one for one in latest(mine)}
    known = [one for one in mine if one.kind == "realise"]
    same = [one for one in known if beside and one.periode == beside.periode]
    done, goal = (same[0] if same else held.get("realise")), held.get("cible")
    found: list[Value] = [*(worded(done, dated=True) or (_timed(done),))] if done else []
    if goal and goal.value is not None:
        found.append(_timed(goal, line(_("cible :")) + " "))
    rates = context.rates.get(mine[0].indicateur, {}) if mine else {}
    rate = rates.get(mine[0].row.id) if mine else None
    if rate and rate.final.shown is not None:
        share, _space, cover = line(words.rate(rate.final)).partition(" (")
        told = Text(f" ({cover}") if cover else Text("")
        found.append(phrase(line(_("avancement :")) + " ", Figure(share), told))
    return tuple(found)


def _timed(cell: Cell, before: str = "") -> Value:
    """Write a number with its unit, its coverage and its period, or why there is none."""
    if cell.value is None:
        return phrase(Absent(line(words.cell(cell))))
    told = "" if words.is_percent(cell.unite) else f" {french.unit(cell.unite, cell.value)}"
    told += _(" (provisoire)") * cell.provisoire
    told += f" ({cell.coverage.share})" * cell.coverage.partial
    when = _(", {when}").format(when=cell.periode)
    number = Figure(words.figure(cell.value, cell.unite))
    return phrase(before, number, Text(" " * told.startswith(" ") + line(told + when)))


def fiches(context: Context, source: Document) -> tuple[tuple[Block, ...], frozenset[str]]:
    """Return the fiches action that hold on a territory, and the ids of those that are listed."""
    code = only_territory(source) or ""
    stand = {
        one.id: context.funds.stands(context.plan.reach(one.id), code)
        for one in context.corpus.of_type(FICHE)
    }
    here = [key for key, how in stand.items() if how == INSIDE]
    wide = [key for key, how in stand.items() if how not in {INSIDE, ELSEWHERE}]
    listed = [*here[:_MOST], *(wide if len(wide) <= _FEW else [])]
    left = len(here) + len(wide) - len(listed)
    if not stand or not (listed or left):
        return (), frozenset()
    found: list[Block] = [_table(context, code, listed)] if listed else []
    if left:
        told = plural("{n} autre fiche vaut aussi ici, dans : ",
                      "{n} autres fiches valent aussi ici, dans : ", left)  # fmt: skip
        title = line(context.corpus.documents[next(iter(stand))].type.plural)
        found.append(Phrase((Text(told), Link(title, listing(FICHE)))))
    section = Section(_("Fiches action sur ce territoire"), "rubrique_fiches", tuple(found))
    return (section,), frozenset(listed)


def _table(context: Context, code: str, listed: list[str]) -> Block:
    documents = [context.corpus.documents[one] for one in listed]
    kind = documents[0].type
    rows = [
        Row((
            (phrase(link(context, one, numbered=True)),),
            fields.field(context, one, kind.node, one.data, "avancement"),
            _why(context, code, one),
        ))
        for one in documents
    ]  # fmt: skip
    heads = [line(kind.title), fields.title(kind.node, "avancement"), _("Territoires")]
    return fields.table(line(kind.plural), heads, rows)


def _why(context: Context, code: str, fiche: Document) -> tuple[Value, ...]:
    """Say where a fiche holds, as far as it concerns a territory."""
    reach = context.plan.reach(fiche.id)
    near = [one for one in reach if context.funds.stands((one,), code) != ELSEWHERE]
    parts: list[Inline] = [Text(_("tout le plan"))] if not reach else []
    for number, one in enumerate(near):
        name = context.corpus.name(one)
        parts.append(Text((", " if number else "") + line(name)))
    left = len(reach) - len(near)
    also = plural(" et {n} autre territoire", " et {n} autres territoires", left) if left else ""
    return (Phrase((*parts, Text(also))),)


def money(context: Context, source: Document) -> tuple[Block, ...]:
    """Return the money of what takes place on a territory, and what is wider and not counted."""
    share = context.funds.place(only_territory(source) or "")
    found = list(purse.of_share(context, share))
    if not found:
        return ()
    if share.wider:
        told = plural("Non compté ici : {n} document qui vaut aussi ailleurs.",
                      "Non comptés ici : {n} documents qui valent aussi ailleurs.",
                      len(share.wider))  # fmt: skip
        found.append(Phrase((Text(line(told)),), small=True))
    return (Section(_("Financements sur ce territoire"), "rubrique_financements", tuple(found)),)
