"""The pages that follow that of an indicator, where its territories or its values are many."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from feuille import french
from feuille.i18n import _
from feuille.render import origins, results_places
from feuille.render.addresses import HOME, listing
from feuille.render.cells import latest
from feuille.render.inline import link, phrase
from feuille.render.later import later
from feuille.render.model import Link, Page, Section
from feuille.render.sheets import numbered, packed, sheets
from feuille.render.words import line
from feuille.rollup import indicators

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from feuille.corpus import Document
    from feuille.render.inline import Context
    from feuille.render.model import Block
    from feuille.rollup.records import Cell
    from feuille.series import Suivi

One = TypeVar("One")

_BESIDE, _SHEET = 20_000, 45_000
"""About how many bytes of a page a list may take beside other things, and a sheet of it."""

_ROW, _BLOCK, _VALUE = 350, 250, 90
"""About how many bytes a territory takes, what a document follows, and each value of it."""


@dataclass(frozen=True, slots=True)
class _More:
    """What goes to pages of its own, in groups of a page each; nothing where it is short."""

    places: list[list[str]]
    values: list[list[Suivi]]


def _more(context: Context, source: Document) -> _More:
    followed = context.followed.get(source.id, ())
    sized = []
    if not _are_few(context, source, followed):
        sized = _sized(context, latest(context.cells.get(source.id, [])))
    return _More(_groups(sized), _groups([(_weight(one), one) for one in followed]))


def _are_few(context: Context, source: Document, followed: Sequence[Suivi]) -> bool:
    """Tell, before anything is added up, whether an indicator has few territories to show."""
    places, home = context.plan.places, context.plan.home
    asked = indicators.read(context.corpus, source.id)
    named = {one.territoire for one in followed if one.territoire}
    levels = asked.mailles or {places.level(code) for code in named}
    owed = asked.attendus or [code for level in levels for code in places.at_level(level, home)]
    shown = {code for one in (*named, *owed) for code in places.chain(one)}
    said = sum(len(value.texte) for one in followed for value in one.valeurs)
    return _ROW * len(shown) + said <= _BESIDE


def _groups(sized: list[tuple[int, One]]) -> list[list[One]]:
    total = sum(size for size, _one in sized)
    return packed(sized, _SHEET) if total > _BESIDE else []


def _sized(context: Context, cells: Sequence[Cell]) -> list[tuple[int, str]]:
    """Return the territories of a table with about how many bytes each takes."""
    said = dict.fromkeys(results_places.codes(context, cells), 0)
    for one in cells:
        if one.row.id in said and one.value is None:
            said[one.row.id] += sum(len(text) for _place, text in one.textes)
    return [(_ROW + length, code) for code, length in said.items()]


def _weight(one: Suivi) -> int:
    return _BLOCK + sum(_VALUE + len(value.texte) for value in one.valeurs)


def places(context: Context, source: Document, cells: Sequence[Cell]) -> tuple[Block, ...]:
    """Return the last cells of each territory; of the widest ones where they are many."""
    if not _more(context, source).places:
        return results_places.tables(context, source, cells, results_places.codes(context, cells))
    wide = list(cells)
    while _groups(_sized(context, wide)):
        deepest = max(one.row.depth for one in wide)
        wide = [one for one in wide if one.row.depth < deepest]
    shown = results_places.codes(context, wide) if not results_places.in_words(cells) else []
    return (
        *results_places.tables(context, source, cells, shown),
        phrase(_way(context, source, 1, _("Voir chaque territoire"))),
    )


def values(context: Context, source: Document) -> tuple[Block, ...]:
    """Return all values with where each is written, or the way to them where they are many."""
    followed = context.followed.get(source.id, ())
    more = _more(context, source)
    if not more.values:
        return origins.of_values(context, source, followed)
    count = sum(len(one.valeurs) for one in followed)
    told = _("{n} valeurs, avec le document, le fichier et la ligne où chacune est écrite :")
    told = told.format(n=french.number(count))
    way = _way(context, source, len(more.places) + 1, _("voir toutes les valeurs"))
    return (Section(_("Valeurs"), "rubrique_valeurs", (phrase(line(told) + " ", way),)),)


def pages(context: Context, source: Document) -> Iterator[Page]:
    """Yield the pages of an indicator's territories, then of its values, where they are many."""
    if source.type.name != "indicateur":
        return
    more = _more(context, source)
    made = [partial(_places, context, source, group) for group in more.places]
    made += [partial(origins.of_values, context, source, group) for group in more.values]
    kind = source.type
    above = Link(_("Accueil"), HOME), Link(line(kind.plural), listing(kind.name))
    trail = (*above, link(context, source))
    title = line(_("{name} : toutes les valeurs").format(name=source.name))
    head = Page(_address(context, source), title, line(kind.title), trail)
    for page, make in zip(sheets(head, [()] * len(made)), made, strict=True):
        yield later(page, partial(_made, page, make))


def _made(head: Page, make: Callable[[], tuple[Block, ...]]) -> Page:
    return replace(head, blocks=make())


def _places(context: Context, source: Document, shown: list[str]) -> tuple[Block, ...]:
    cells = latest(context.cells.get(source.id, []))
    found = results_places.tables(context, source, cells, shown)
    return (Section(_("Par territoire"), "rubrique_territoires", found),)


def _way(context: Context, source: Document, sheet: int, words: str) -> Link:
    return Link(words, numbered(_address(context, source), sheet))


def _address(context: Context, source: Document) -> str:
    return f"{context.book.document(source)}_valeurs"
