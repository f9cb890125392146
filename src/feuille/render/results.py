"""The page of an indicator: what it adds up to, where, over time, and who is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feuille import french
from feuille.i18n import _, plural
from feuille.render import charts, fields, origins
from feuille.render.inline import link, phrase
from feuille.render.model import (
    Absent,
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
from feuille.rollup import indicators, words
from feuille.rollup.records import ABSENT, BREAK, COMPLETE
from feuille.values import periode

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from feuille.corpus import Document
    from feuille.render.inline import Context
    from feuille.render.model import Block, Inline, Table, Value
    from feuille.rollup.records import Cell, Progress

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
    found += _over_time(context, source, cells)
    found += origins.of_indicator(context, source)
    return (Section(_("Résultats"), "rubrique_resultats", tuple(found)),)


def latest(cells: list[Cell]) -> list[Cell]:
    """Return the cells of each kind for the last period that says something."""
    found: list[Cell] = []
    for kind in KINDS:
        mine = [one for one in cells if one.kind == kind]
        said = [one for one in mine if one.status != ABSENT] or mine
        last = max((end(one) for one in said), default=None)
        found += [one for one in mine if end(one) == last]
    return found


def end(cell: Cell) -> tuple[str, str]:
    """Return what orders the periods of cells."""
    when = periode(cell.periode)
    return (str(when.fin or "9"), str(when.debut or "")) if when else ("", "")


def said(cell: Cell | None) -> tuple[Value, ...]:
    """Return a cell of a table: a number with its coverage where partial, or why there is none."""
    if cell is None:
        return ()
    told = line(words.cell(cell))
    return (phrase(Figure(told) if cell.value is not None else Absent(told)),)


def rated(one: Progress | None) -> tuple[Value, ...]:
    """Return how far a row has come towards its last target."""
    if one is None or one.final.value is None:
        reason = one.final.reason if one else ""
        return (phrase(Absent(line(words.reason(reason)))),) if reason else ()
    return (phrase(Figure(line(words.rate(one.final)))),)


def whole(context: Context) -> Table | None:
    """Return where the whole stands on each indicator: a row each, the last period that speaks."""
    rows = []
    for identifier in context.rollup.indicateurs:
        document = context.corpus.documents.get(identifier)
        mine = [one for one in context.cells.get(identifier, []) if _whole(context, one)]
        held = {one.kind: one for one in latest(mine)}
        done = held.get("realise")
        if document is None or done is None or (done.status == ABSENT and "cible" not in held):
            continue
        rate = context.rates.get(identifier, {}).get(context.rollup.scope)
        cells = (_timed(held.get("realise")), _timed(held.get("cible")), rated(rate))
        rows.append(Row(((phrase(link(context, document)),), *cells)))
    heads = [_("Indicateur"), _("Réalisé"), _("Cible"), _("Avancement vers la cible")]
    caption = _("Indicateurs : {place}").format(place=context.corpus.name(context.rollup.scope))
    return fields.table(line(caption), heads, rows) if rows else None


def _timed(cell: Cell | None) -> tuple[Value, ...]:
    """Return a cell with its unit and period."""
    if cell is None or cell.value is None:
        return said(cell)
    cover = f" ({cell.coverage.reporting}/{cell.coverage.expected})" * cell.coverage.partial
    return (
        phrase(
            Figure(line(_full(cell) + cover)), Text(line(_(", {when}").format(when=cell.periode)))
        ),
    )


def finding(context: Context, source: Document) -> tuple[Block, ...]:
    """Say in a sentence where the whole stands."""
    mine = {c.kind: c for c in latest(context.cells.get(source.id, [])) if _whole(context, c)}
    done, goal = mine.get("realise"), mine.get("cible")
    if done is None or done.value is None:
        return ()
    rate = context.rates.get(source.id, {}).get(context.rollup.scope)
    told = _("{place}, {when} :").format(place=done.row.name, when=done.periode)
    parts: list[Inline] = [Text(line(told) + french.NBSP), Figure(line(_full(done)))]
    if done.coverage.partial:
        share = done.coverage.reporting, done.coverage.expected
        parts.append(Text(_(" (couverture : {} sur {})").format(*share)))
    if goal and goal.value is not None:
        aimed = line(_("; cible {when} :").format(when=goal.periode))
        parts += [Text(french.NNBSP + aimed + french.NBSP), Figure(line(_full(goal)))]
    if rate and rate.final.shown is not None:
        parts += [Text(_(", soit ")), Figure(line(words.rate(rate.final))),
                  Text(_(" du chemin parcouru"))]  # fmt: skip
    return (Phrase((*parts, Text("."))),)


def _whole(context: Context, cell: Cell) -> bool:
    return cell.row.id == context.rollup.scope


def _full(cell: Cell) -> str:
    """Write a number with its unit; a provisional one says so."""
    unit = "" if words.is_percent(cell.unite) or not cell.unite else french.NBSP + cell.unite
    return words.figure(cell.value, cell.unite) + unit + _(" (provisoire)") * cell.provisoire


def _places(context: Context, source: Document, cells: list[Cell]) -> Iterator[Block]:
    """Yield the table by territory, under its chart where there are values to compare."""
    table = _by_place(context, source, cells)
    done = [one for one in cells if one.kind == "realise"]
    # A métropole inside a département that answers for all of it is no other territory.
    inside = {aside.territoire for one in done for aside in one.asides if aside.why == "dont"}
    parts = [one for one in done if not _whole(context, one) and one.row.id not in inside]
    drawn = [one for one in parts if one.value is not None]
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
    rates = context.rates.get(source.id, {})
    rows: dict[str, dict[str, Cell]] = {}
    for one in cells:
        rows.setdefault(one.row.id, {})[one.kind] = one
    periods = {one.kind: one.periode for one in cells}
    titles = [_("Territoire"), *(f"{_(KINDS[kind])} {periods.get(kind, '')}" for kind in KINDS)]
    order = [row.id for row in context.rollup.rows if row.id in rows]
    listed = [
        Row((
            (_place(context, key),),
            *(said(rows[key].get(kind)) for kind in KINDS),
            rated(rates.get(key)),
        ))
        for key in order
        if any(one.status != ABSENT or one.coverage.expected for one in rows[key].values())
    ]  # fmt: skip
    heads = [line(one) for one in [*titles, _("Avancement vers la cible")]]
    return fields.table(_("Par territoire"), heads, listed)


def _place(context: Context, code: str) -> Phrase:
    name, sheet_of = line(context.corpus.name(code)), context.book.places.get(code)
    if sheet_of:
        return phrase(Link(name, context.book.document(sheet_of)))
    return Phrase((Text(name, strong=code == context.rollup.scope),))


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
    if _whole(context, cell) and cell.coverage.partial and cell.coverage.missing:
        yield _("il manque {names}").format(names=words.absent(cell, name))
    if cell.reason and cell.status != ABSENT:
        yield words.reason(cell.reason)
    if cell.spared and cell.status != ABSENT:
        yield _("sans objet : {names}").format(names=french.join([name(c) for c in cell.spared]))
    for aside in cell.asides:
        if aside.difference:
            gap = words.figure(aside.difference, cell.unite)
            value = words.figure(aside.value, cell.unite)
            typed = aside.why == "saisi"
            head = _("saisi pour l’ensemble") if typed else _("somme des territoires")
            yield _("{head} : {value}, écart {gap}").format(head=head, value=value, gap=gap)
    for place, text in cell.textes:
        yield f"{name(place)} – {text.strip()}"


def _over_time(context: Context, source: Document, cells: list[Cell]) -> Iterator[Block]:
    """Yield the whole over its periods, where there are several."""
    whole = [one for one in cells if _whole(context, one)]
    done = sorted((one for one in whole if one.kind == "realise"), key=end)
    dated = [one for one in done if _day(one)]
    if len(dated) < 2:  # noqa: PLR2004 - one point is no line
        return
    goals = sorted((one for one in whole if one.kind == "cible" and _day(one)), key=end)
    starts = [o for o in whole if o.kind == "reference" and _day(o) and o.value is not None]
    first = [one for one in starts if end(one) < end(dated[0])]
    points = sorted([*first, *dated], key=end)
    table = _by_period(points, goals)
    if sum(one.value is not None for one in points) < 2:  # noqa: PLR2004 - one point is no line
        yield table
        return
    indicator = indicators.read(context.corpus, source.id)
    breaks = [
        (day.toordinal(), _("rupture {day}").format(day=day.year)) for day in indicator.ruptures
    ]
    drawn = [_point(one, indicator) for one in points]
    height, shapes = charts.curve(drawn, [_point(one, indicator) for one in goals], breaks)
    told = " ; ".join(f"{one.periode} : {words.cell(one)}" for one in points)
    where = context.corpus.name(context.rollup.scope)
    note = _(
        "Point évidé : total partiel. Deux points ne sont joints que si les mêmes ont répondu, "
        "sans rupture de définition. Trait horizontal : cible."
    )
    yield Drawing(
        line(_change(where, points, drawn)), line(told), "dessin_periodes",
        charts.WIDTH, height, shapes, table, line(note),
    )  # fmt: skip


def _day(cell: Cell) -> date | None:
    when = periode(cell.periode)
    return when.fin if when else None


def _point(cell: Cell, indicator: indicators.Indicateur) -> charts.Point:
    day = _day(cell)
    assert day
    missing = frozenset((one.territoire, one.action) for one in cell.coverage.missing)
    key = indicator.segment(day), cell.coverage.expected, missing
    told = words.figure(cell.value, cell.unite) if cell.value is not None else ""
    return charts.Point(
        day.toordinal(), line(cell.periode), cell.value, line(told), key, cell.coverage.partial
    )


def _change(where: str, cells: list[Cell], points: list[charts.Point]) -> str:
    """Say how the whole moved, unless its first and last points may not be compared."""
    known = [(c, p) for c, p in zip(cells, points, strict=True) if p.value is not None]
    (first, start), (last, stop) = known[0], known[-1]
    if start.series != stop.series:
        return _("{where}, de {a} à {b} : des totaux qui ne se comparent pas tous").format(
            where=where, a=first.periode, b=last.periode
        )
    told = _("{where} : de {x} en {a} à {y} en {b}").format(
        where=where, x=start.said, a=first.periode, y=stop.said, b=last.periode
    )
    cover = last.coverage.reporting, last.coverage.expected
    return told + (_(" (répondants : {} sur {})").format(*cover) if last.coverage.partial else "")


def _by_period(points: list[Cell], goals: list[Cell]) -> Table:
    aims = {one.periode: one for one in goals}
    names = dict.fromkeys(one.periode for one in sorted([*points, *goals], key=end))
    held = {one.periode: one for one in points}
    rows = [
        Row((
            fields.text(name),
            said(held.get(name)),
            said(aims.get(name)),
            fields.text(_covered(held.get(name))),
        ))
        for name in names
    ]  # fmt: skip
    heads = [_("Période"), _("Valeur"), _("Cible"), _("Répondants")]
    return fields.table(_("Dans le temps"), heads, rows)


def _covered(cell: Cell | None) -> str:
    if cell is None or not cell.coverage.expected:
        return _("rupture") if cell and cell.status == BREAK else ""
    known = cell.coverage
    return (
        _("{} sur {}").format(known.reporting, known.expected)
        if cell.status != COMPLETE
        else _("tous")
    )
