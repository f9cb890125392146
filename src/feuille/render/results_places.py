"""An indicator by territory: a row each with its numbers, or its words where it has none."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from feuille import territory
from feuille.i18n import _
from feuille.render import fields
from feuille.render.cells import KINDS, rated, said
from feuille.render.model import Fact, Facts, Link, Phrase, Row, Text
from feuille.render.words import line
from feuille.rollup.records import ABSENT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from feuille.corpus import Document
    from feuille.render.inline import Context
    from feuille.render.model import Block, Table
    from feuille.rollup.records import Cell

    ByPlace = dict[str, dict[str, Cell]]


def codes(context: Context, cells: Sequence[Cell]) -> list[str]:
    """Return the territories that answer or should, in order, the wider before those inside.

    One that only repeats the single one inside it is left out, as is, where words are
    told, one that has none of its own.
    """
    rows = _by_place(one for one in cells if one.status != ABSENT or one.coverage.expected)
    order = [row for row in context.rollup.rows if row.id in rows]
    around = {a.id for a, b in pairwise(order) if b.depth > a.depth}
    if in_words(cells):
        return [one.id for one in order if one.id not in around or _own(rows[one.id], one.id)]
    twice = {a.id for a, b in pairwise(order) if 0 < a.depth < b.depth and a.name == b.name}
    same = {a.id for a, b in pairwise(order) if _numbers(rows[a.id]) == _numbers(rows[b.id])}
    return [one.id for one in order if one.id not in twice & same]


def in_words(cells: Sequence[Cell]) -> bool:
    """Tell whether cells say words and no number."""
    return any(one.textes for one in cells) and all(one.value is None for one in cells)


def tables(
    context: Context, source: Document, cells: Sequence[Cell], shown: Sequence[str]
) -> tuple[Block, ...]:
    """Return the last cells of each kind of some territories: a table, or their words."""
    rows = _by_place(cells)
    inside = parts(cells)
    if not shown:
        return ()
    if in_words(cells):
        return tuple(_words(context, rows, shown))
    rates = context.rates.get(source.id, {})
    listed = [
        Row((
            (_place(context, code, rows[code], inside=code in inside),),
            *(said(rows[code].get(kind)) for kind in KINDS),
            rated(rates.get(code)),
        ))
        for code in shown
    ]  # fmt: skip
    titles = [_("Territoire"), *(_dated(kind, cells) for kind in KINDS)]
    heads = [line(one) for one in [*titles, _("Avancement vers la cible")]]
    return (fields.table(_("Par territoire"), heads, listed),)


def parts(cells: Sequence[Cell]) -> set[str]:
    """Return the territories whose results another one counts: a métropole of its département."""
    done = (one for one in cells if one.kind == "realise")
    return {aside.territoire for one in done for aside in one.asides if aside.why == "dont"}


def _words(context: Context, rows: ByPlace, shown: Sequence[str]) -> Iterator[Block]:
    """Yield what territories say in words: a table for each kind, or facts where one is alone."""
    cells = [one for code in shown for one in rows[code].values()]
    if len(shown) == 1:
        told = ((kind, said(rows[shown[0]].get(kind))) for kind in KINDS)
        yield Facts(tuple(Fact(line(_dated(kind, cells)), words) for kind, words in told if words))
        return
    for kind in KINDS:
        if any(one.textes for one in cells if one.kind == kind):
            yield _told(context, rows, shown, kind, _dated(kind, cells))


def _told(context: Context, rows: ByPlace, shown: Sequence[str], kind: str, title: str) -> Table:
    listed = [
        Row(((_place(context, code, rows[code]),), said(rows[code].get(kind)))) for code in shown
    ]
    return fields.table(line(title), [_("Territoire"), _("En mots")], listed)


def _place(context: Context, code: str, cells: dict[str, Cell], *, inside: bool = False) -> Phrase:
    """Name a territory, « dont » where another one answers for it; a wide one stands out."""
    name, sheet_of = line(context.corpus.name(code)), context.book.places.get(code)
    before = (Text(_("dont ")),) if inside else ()
    if sheet_of:
        return Phrase((*before, Link(name, context.book.document(sheet_of))))
    place = territory.lookup(code)
    wide = code == context.rollup.scope or (place is not None and place.maille == "region")
    gathers = any(one.coverage.expected > 1 for one in cells.values())
    return Phrase((*before, Text(name, strong=wide and gathers)))


def _dated(kind: str, cells: Sequence[Cell]) -> str:
    """Name a kind of value with the period that cells give it for."""
    when = next((one.periode for one in cells if one.kind == kind), "")
    return f"{_(KINDS[kind])} {when}".strip()


def _by_place(cells: Iterable[Cell]) -> ByPlace:
    rows: ByPlace = {}
    for one in cells:
        rows.setdefault(one.row.id, {})[one.kind] = one
    return rows


def _own(cells: dict[str, Cell], code: str) -> bool:
    return any(place == code for one in cells.values() for place, _words in one.textes)


def _numbers(cells: dict[str, Cell]) -> list[tuple[object, ...]]:
    return [(kind, one.value, one.status, one.periode) for kind, one in sorted(cells.items())]
