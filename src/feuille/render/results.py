"""The page of an indicator: what it adds up to, where, over time, and who is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feuille import french
from feuille.i18n import _, plural
from feuille.render import charts, fields, origins, results_map, results_time
from feuille.render.cells import full, is_whole, latest, rated, said, timed
from feuille.render.inline import link, phrase
from feuille.render.model import (
    Drawing,
    Entry,
    Figure,
    Link,
    Listing,
    Phrase,
    Row,
    Section,
    Text,
)
from feuille.render.origins import KINDS
from feuille.render.words import line
from feuille.rollup import words
from feuille.rollup.records import ABSENT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feuille.corpus import Document
    from feuille.render.inline import Context
    from feuille.render.model import Block, Inline, Table
    from feuille.rollup.records import Cell

_MOST_BARS = 40
_DONE = 100
_SHORT = 26


def of_indicator(context: Context, source: Document) -> tuple[Block, ...]:
    """Return what an indicator adds up to, by territory and over time."""
    cells = context.cells.get(source.id, [])
    if not any(one.status != ABSENT or one.asides for one in cells):
        return ()
    shown = latest(cells)
    found: list[Block] = [*finding(context, source), *_places(context, source, shown)]
    found += _notes(context, shown)
    found += results_time.of_indicator(context, source, cells)
    found += origins.of_indicator(context, source)
    return (Section(_("Résultats"), "rubrique_resultats", tuple(found)),)


def whole(context: Context) -> Table | None:
    """Return where the whole stands on each indicator: a row each, the last period that speaks."""
    rows = []
    for identifier in context.rollup.indicateurs:
        document = context.corpus.documents.get(identifier)
        mine = [one for one in context.cells.get(identifier, []) if is_whole(context, one)]
        held = {one.kind: one for one in latest(mine)}
        done = held.get("realise")
        if document is None or done is None or (done.status == ABSENT and "cible" not in held):
            continue
        rate = context.rates.get(identifier, {}).get(context.rollup.scope)
        cells = (timed(held.get("realise")), timed(held.get("cible")), rated(rate))
        rows.append(Row(((phrase(link(context, document)),), *cells)))
    heads = [_("Indicateur"), _("Réalisé"), _("Cible"), _("Avancement vers la cible")]
    caption = _("Indicateurs : {place}").format(place=context.corpus.name(context.rollup.scope))
    return fields.table(line(caption), heads, rows) if rows else None


def finding(context: Context, source: Document) -> tuple[Block, ...]:
    """Say in a sentence where the whole stands."""
    mine = {c.kind: c for c in latest(context.cells.get(source.id, [])) if is_whole(context, c)}
    done, goal = mine.get("realise"), mine.get("cible")
    if done is None or done.value is None:
        return ()
    rate = context.rates.get(source.id, {}).get(context.rollup.scope)
    told = _("{place}, {when} :").format(place=done.row.name, when=done.periode)
    parts: list[Inline] = [Text(line(told) + french.NBSP), Figure(line(full(done)))]
    if done.coverage.partial:
        share = done.coverage.reporting, done.coverage.of
        parts.append(Text(_(" (couverture : {} sur {})").format(*share)))
    if goal and goal.value is not None:
        aimed = line(_("; cible {when} :").format(when=goal.periode))
        parts += [Text(french.NNBSP + aimed + french.NBSP), Figure(line(full(goal)))]
    if rate and rate.final.shown is not None:
        parts += [Text(_(", soit ")), Figure(line(words.rate(rate.final))),
                  Text(_(" du chemin parcouru"))]  # fmt: skip
    return (Phrase((*parts, Text("."))),)


def _places(context: Context, source: Document, cells: list[Cell]) -> Iterator[Block]:
    """Yield the table by territory, under its chart where there are values to compare."""
    table = _by_place(context, source, cells)
    done = [one for one in cells if one.kind == "realise"]
    inside = _inside(cells)
    parts = [one for one in done if not is_whole(context, one) and one.row.id not in inside]
    drawn = [one for one in parts if one.value is not None]
    if len(parts) > 1:
        seen = results_map.of_indicator(context, source, parts, tiles=len(parts) > _MOST_BARS)
        yield from (seen,) if seen else ()
    if not drawn or len(parts) > _MOST_BARS or len(parts) == 1:
        yield table
        return
    goals = {one.row.id: one for one in cells if one.kind == "cible"}
    bars = [_bar(one, goals.get(one.row.id)) for one in parts]
    height, shapes = charts.bars(bars)
    title = _reached(context, source, parts)
    told = " ; ".join(f"{bar.name} : {bar.said}" for bar in bars)
    yield Drawing(
        line(title), line(told), "dessin_territoires", charts.WIDTH, height + 4, shapes, table,
        line(_("Barre : réalisé {when} ; trait vertical : cible ; pointillé : pas de valeur.")
             .format(when=parts[0].periode)),
    )  # fmt: skip


def _bar(one: Cell, goal: Cell | None) -> charts.Bar:
    target = goal.value if goal else None
    told = words.cell(one) if one.status != ABSENT else _("pas de valeur")
    if goal is not None and target is not None:
        told += _(", cible {n}").format(n=words.figure(target, goal.unite))
    name = line(words.shorter(one.row.name, _SHORT))
    return charts.Bar(name, one.value, line(told), target, one.coverage.partial)


def _reached(context: Context, source: Document, parts: list[Cell]) -> str:
    """Say how many territories have reached their target, else what the chart shows."""
    rates = context.rates.get(source.id, {})
    known = [r.final.value for one in parts if (r := rates.get(one.row.id)) and r.final.value is not None]  # fmt: skip # noqa: E501
    if not known:
        return _("Réalisé {when} par territoire").format(when=parts[0].periode)
    reached = sum(value >= _DONE for value in known)
    verb = plural(
        "{n} territoire a atteint sa cible", "{n} territoires ont atteint leur cible", reached
    )
    start = verb if reached else _("Aucun territoire n’a encore atteint sa cible")
    return start + _(" (taux connu pour {n} sur {total})").format(n=len(known), total=len(parts))


def _by_place(context: Context, source: Document, cells: list[Cell]) -> Table:
    rates, inside = context.rates.get(source.id, {}), _inside(cells)
    rows: dict[str, dict[str, Cell]] = {}
    for one in cells:
        rows.setdefault(one.row.id, {})[one.kind] = one
    periods = {one.kind: one.periode for one in cells}
    titles = [_("Territoire"), *(f"{_(KINDS[kind])} {periods.get(kind, '')}" for kind in KINDS)]
    order = [row.id for row in context.rollup.rows if row.id in rows]
    listed = [
        Row((
            (_place(context, key, inside=key in inside),),
            *(said(rows[key].get(kind)) for kind in KINDS),
            rated(rates.get(key)),
        ))
        for key in order
        if any(one.status != ABSENT or one.coverage.expected for one in rows[key].values())
    ]  # fmt: skip
    heads = [line(one) for one in [*titles, _("Avancement vers la cible")]]
    return fields.table(_("Par territoire"), heads, listed)


def _place(context: Context, code: str, *, inside: bool) -> Phrase:
    """Name a territory, « dont » where another one answers for it."""
    name, sheet_of = line(context.corpus.name(code)), context.book.places.get(code)
    before = (Text(_("dont ")),) if inside else ()
    if sheet_of:
        return Phrase((*before, Link(name, context.book.document(sheet_of))))
    return Phrase((*before, Text(name, strong=code == context.rollup.scope)))


def _inside(cells: list[Cell]) -> set[str]:
    """Return the territories whose results another one counts: a métropole of its département."""
    done = (one for one in cells if one.kind == "realise")
    return {aside.territoire for one in done for aside in one.asides if aside.why == "dont"}


def _notes(context: Context, cells: list[Cell]) -> Iterator[Block]:
    """Yield what must be known to read the table: who is missing, what is not counted."""
    entries = [
        Entry(
            (phrase(line(f"{one.row.name}, {_(KINDS[one.kind]).lower()} {one.periode} : {told}")),)
        )
        for one in cells
        for told in _remarks(context, one)
    ]
    if entries:
        yield Listing(tuple(entries[:_MOST_BARS]))
    marks = {mark for one in cells if one.value is not None for mark in (
        _("p : provisoire") * one.provisoire, _("* : saisi pour l’ensemble, non calculé") * one.saisi)}  # fmt: skip # noqa: E501
    told = " ; ".join(sorted(marks - {""}))
    if told:
        yield Phrase((Text(line(told) + "."),), small=True)


def _remarks(context: Context, cell: Cell) -> Iterator[str]:
    name = context.corpus.name
    if is_whole(context, cell) and cell.coverage.partial and cell.coverage.missing:
        yield _("il manque {names}").format(names=words.absent(cell, name))
    if cell.reason and cell.status != ABSENT:
        yield words.reason(cell.reason)
    if cell.spared and cell.status != ABSENT:
        yield _("sans objet : {names}").format(names=words.spared(cell, name))
    for aside in cell.asides:
        if aside.difference:
            gap = words.figure(aside.difference, cell.unite)
            value = words.figure(aside.value, cell.unite)
            typed = aside.why == "saisi"
            head = _("saisi pour l’ensemble") if typed else _("somme des territoires")
            yield _("{head} : {value}, écart {gap}").format(head=head, value=value, gap=gap)
    for place, text in cell.textes:
        yield f"{name(place)} – {text.strip()}"
