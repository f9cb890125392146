"""The results of an indicator: what it adds up to, where, over time, and who is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feuille import french
from feuille.i18n import _, plural
from feuille.render import (
    charts,
    fields,
    results_map,
    results_more,
    results_notes,
    results_places,
    results_time,
)
from feuille.render.cells import full, is_whole, latest, rated, timed
from feuille.render.inline import link, phrase
from feuille.render.model import Drawing, Figure, Phrase, Row, Section, Table, Text
from feuille.render.words import line
from feuille.rollup import words
from feuille.rollup.records import ABSENT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feuille.corpus import Document
    from feuille.render.inline import Context
    from feuille.render.model import Block, Inline
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
    found += results_notes.read(context, shown)
    found += results_time.of_indicator(context, source, cells)
    found += results_notes.unanswered(context, shown)
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
    tables = results_more.places(context, source, cells)
    done, inside = [one for one in cells if one.kind == "realise"], results_places.parts(cells)
    parts = [one for one in done if not is_whole(context, one) and one.row.id not in inside]
    if len(parts) > 1:
        seen = results_map.of_indicator(context, source, parts, tiles=len(parts) > _MOST_BARS)
        yield from (seen,) if seen else ()
    known = any(one.value is not None for one in parts)
    if known and 1 < len(parts) <= _MOST_BARS and isinstance(tables[0], Table):
        yield _chart(context, source, cells, parts, tables[0])
        tables = tables[1:]
    yield from tables


def _chart(
    context: Context, source: Document, cells: list[Cell], parts: list[Cell], table: Table
) -> Drawing:
    """Return the bars of territories that answer or should, above their table."""
    goals = {one.row.id: one for one in cells if one.kind == "cible"}
    bars = [_bar(one, goals.get(one.row.id)) for one in parts]
    height, shapes = charts.bars(bars)
    told = " ; ".join(f"{bar.name} : {bar.said}" for bar in bars)
    return Drawing(
        line(_reached(context, source, parts)), line(told), "dessin_territoires",
        charts.WIDTH, height + 4, shapes, table, line(_key(bars, parts)),
    )  # fmt: skip


def _key(bars: list[charts.Bar], parts: list[Cell]) -> str:
    """Say what the marks of bars mean, of those that are drawn."""
    said = [_("Barre : réalisé {when}").format(when=parts[0].periode)]
    if any(bar.partial and bar.value is not None for bar in bars):
        said.append(_("contour tireté : total partiel, des réponses attendues manquent"))
    if any(bar.target is not None for bar in bars):
        said.append(_("trait vertical : cible"))
    if any(bar.value is None for bar in bars):
        said.append(_("pointillé : pas de valeur"))
    if any(one.provisoire and one.value is not None for one in parts):
        said.append(_("p : provisoire"))
    return " ; ".join(said) + "."


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
