"""An indicator over time: its curve and its table, where there are several periods."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feuille.i18n import _
from feuille.render import charts, fields
from feuille.render.cells import end, is_whole, said
from feuille.render.model import Drawing, Row
from feuille.render.results_places import in_words
from feuille.render.words import line
from feuille.rollup import indicators, words
from feuille.rollup.records import BREAK, COMPLETE
from feuille.values import periode

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from feuille.corpus import Document
    from feuille.render.inline import Context
    from feuille.render.model import Block, Table
    from feuille.rollup.records import Cell


def of_indicator(context: Context, source: Document, cells: list[Cell]) -> Iterator[Block]:
    """Yield the whole over its periods, where there are several."""
    whole = [one for one in cells if is_whole(context, one)]
    done = sorted((one for one in whole if one.kind == "realise"), key=end)
    dated = [one for one in done if _day(one)]
    if len(dated) < 2:  # noqa: PLR2004 - one point is no line
        return
    goals = sorted((one for one in whole if one.kind == "cible" and _day(one)), key=end)
    starts = [o for o in whole if o.kind == "reference" and _day(o) and o.value is not None]
    first = [one for one in starts if end(one) < end(dated[0])]
    points = sorted([*first, *dated], key=end)
    if in_words(whole):
        yield from _answers(points)
        return
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
    yield Drawing(
        line(_change(where, points, drawn)), line(told), "dessin_periodes",
        charts.WIDTH, height, shapes, table, line(_key(drawn, goals)),
    )  # fmt: skip


def _key(drawn: list[charts.Point], goals: list[Cell]) -> str:
    """Say what the marks of a curve mean, of those that are drawn."""
    said = []
    if any(one.partial and one.value is not None for one in drawn):
        said.append(_("Point évidé : total partiel, des réponses attendues manquent."))
    joined = _(
        "Deux points ne sont joints que si les mêmes ont répondu, sans rupture de définition."
    )
    said.append(joined)
    if any(one.value is None for one in drawn):
        said.append(_("« ? » : pas de total."))
    if any(one.value is not None for one in goals):
        said.append(_("Trait horizontal : cible."))
    return " ".join(said)


def _answers(points: list[Cell]) -> Iterator[Table]:
    """Yield how many answered in words at each period, where some did not."""
    if all(one.coverage.expected == one.coverage.reporting for one in points):
        return
    rows = [Row((fields.text(one.periode), fields.text(_answered(one)))) for one in points]
    yield fields.table(_("Dans le temps"), [_("Période"), _("Répondants")], rows)


def _answered(cell: Cell) -> str:
    return _("{} sur {}").format(cell.coverage.reporting, cell.coverage.of)


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
    cover = last.coverage.reporting, last.coverage.of
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
    return _answered(cell) if cell.status != COMPLETE else _("tous")
