"""Maps as blocks: marks and legend, the same as a table by class, and as words."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from feuille import contours, french
from feuille.i18n import _, plural
from feuille.render import fields, maps
from feuille.render.charts import WIDTH
from feuille.render.inline import phrase
from feuille.render.model import Drawing, Link, Row, Text
from feuille.render.words import line
from feuille.rollup.places import Places

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from feuille.render.inline import Context
    from feuille.render.lettering import Place
    from feuille.render.maps import Key
    from feuille.render.model import Inline, Phrase

LEVELS = ("departement", "region")
"""The levels whose territories have outlines, the finest first."""

_MANY = 12

Groups: TypeAlias = "Sequence[tuple[str, Sequence[str]]]"
"""The words of each class, and the codes of its territories."""


def codes(context: Context, level: str) -> list[str]:
    """Return the territories of a level that a map of the plan shows; none where it has one."""
    inside = Places(context.corpus).at_level(level, context.rollup.scope)
    known = [code for code in inside if contours.known(code)]
    return known if len(known) > 1 else []


def link(context: Context, code: str, told: str) -> Link | None:
    """Return the way to a territory's fiche, named by what there is to know of it."""
    sheet_of = context.book.places.get(code)
    return Link(line(told), context.book.document(sheet_of)) if sheet_of else None


def drawing(
    context: Context,
    title: str,
    places: Mapping[str, Place],
    groups: Groups,
    keys: Sequence[Key],
    *,
    anchor: str,
    head: str,
    note: str,
    key: str = "",
    tiles: bool = False,
) -> Drawing:
    """Return a map with its table.

    `head` names its classes, `key` says how to read the map, `note` the figures.
    """
    told = [(line(name), _ordered(places, of)) for name, of in groups if of]
    named = (f"{name} – {_members([one for _code, one in of])}." for name, of in told)
    height, shapes = maps.tiled(list(places.values()), keys) if tiles else maps.drawn(places, keys)
    rows = [Row((fields.text(name), (_places(context, of),))) for name, of in told]
    table = fields.table(_("Les données de la carte"), [line(head), _("Territoires")], rows)
    origin = _("Contours : Natural Earth.") if not tiles else ""
    source = line(" ".join(filter(None, (key, note, origin))))
    said = line(title), line(" ".join(named)), anchor
    return Drawing(*said, WIDTH, height, shapes, table, source, line(note))


def _ordered(places: Mapping[str, Place], codes: Sequence[str]) -> list[tuple[str, Place]]:
    """Return territories by name, in French order."""
    return sorted(
        ((code, places[code]) for code in codes), key=lambda one: french.sort_key(one[1].name)
    )


def _members(of: Sequence[Place]) -> str:
    """Name the territories of a class, or count them where the table tells it better."""
    if len(of) > _MANY:
        return plural("{n} territoire", "{n} territoires", len(of))
    return " ; ".join(f"{one.name} : {one.told}" if one.said else one.name for one in of)


def _places(context: Context, of: Sequence[tuple[str, Place]]) -> Phrase:
    parts: list[Inline] = []
    for code, place in of:
        told = f"{french.NBSP}: {place.told}" if place.said else ""
        parts += [Text(french.NNBSP + "; ")] if parts else []
        parts += [link(context, code, place.name) or Text(place.name)]
        parts += [Text(told)] if told else []
    return phrase(*parts)
