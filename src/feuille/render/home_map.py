"""The map of the plan's territories: what each reports, and the way to its fiche."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from feuille.i18n import _, plural
from feuille.render import atlas
from feuille.render.cells import latest
from feuille.render.lettering import MISSING, SPARED, Place
from feuille.render.maps import Key
from feuille.render.model import Section
from feuille.render.words import line
from feuille.rollup.records import COMPLETE

if TYPE_CHECKING:
    from feuille.render.inline import Context
    from feuille.render.model import Block

_LOOKS = {
    "c4": "tous les indicateurs renseignés",
    "c2": "la moitié des indicateurs ou plus",
    "c1": "moins de la moitié des indicateurs",
    MISSING: "aucun indicateur renseigné",
    SPARED: "aucun indicateur attendu",
}
_SHEETS = {"c2": "une fiche territoire", MISSING: "pas de fiche territoire"}


def section(context: Context) -> tuple[Block, ...]:
    """Return the map of the finest level that has something to show, if any has."""
    asked, told = _reports(context)
    for level in atlas.LEVELS:
        codes = atlas.codes(context, level)
        followed = any(asked[code] for code in codes)
        if followed or any(code in context.book.places for code in codes):
            places = {
                code: _reporting(context, code, told[code], asked[code])
                if followed
                else _published(context, code)
                for code in codes
            }
            return (_section(context, places, _LOOKS if followed else _SHEETS),)
    return ()


def _reports(context: Context) -> tuple[Counter[str], Counter[str]]:
    """Return how many indicators each territory is asked for, and how many it tells."""
    asked, told = Counter[str](), Counter[str]()
    for cells in context.cells.values():
        for one in latest(cells):
            says = one.value is not None or bool(one.textes and one.status == COMPLETE)
            if one.kind == "realise" and (says or one.coverage.expected):
                asked[one.row.id] += 1
                told[one.row.id] += says
    return asked, told


def _reporting(context: Context, code: str, told: int, asked: int) -> Place:
    name = line(context.corpus.name(code))
    if not asked:
        named = _("{name} : aucun indicateur attendu").format(name=name)
        return Place(name, SPARED, _(_LOOKS[SPARED]), link=atlas.link(context, code, named))
    share = plural("{n} indicateur renseigné", "{n} indicateurs renseignés", told)
    said = _("{told} sur {asked}").format(told=told, asked=asked)
    look = "c4" if told == asked else "c2" if 2 * told >= asked else "c1" if told else MISSING
    named = _("{name} : {share} sur {asked}").format(name=name, share=share, asked=asked)
    return Place(name, look, said, said, f"{told}/{asked}", link=atlas.link(context, code, named))


def _published(context: Context, code: str) -> Place:
    name = line(context.corpus.name(code))
    way = atlas.link(context, code, _("{name} : fiche territoire").format(name=name))
    look = "c2" if way else MISSING
    return Place(name, look, _(_SHEETS[look]), link=way)


def _section(context: Context, places: dict[str, Place], looks: dict[str, str]) -> Section:
    groups = [
        (_(said), [code for code, one in places.items() if one.look == look])
        for look, said in looks.items()
    ]
    keys = [
        Key(look, line(_(said)))
        for look, said in looks.items()
        if any(one.look == look for one in places.values())
    ]
    sheets = sum(one.link is not None for one in places.values())
    note = _("Fiche territoire : {n} sur {total}.").format(n=sheets, total=len(places))
    if looks is _LOOKS:
        title = _reported(sum(one.look == "c4" for one in places.values()), len(places))
        note = f"{_('Indicateurs renseignés sur attendus, à leur dernière période.')} {note}"
        head = _("Indicateurs renseignés")
    else:
        title = _("Fiche territoire publiée pour {some}").format(some=_share(sheets, len(places)))
        head = _("Fiche territoire")
    drawn = atlas.drawing(
        context, title, places, groups, keys, anchor="dessin_carte", head=head, note=note
    )
    return Section(_("Territoires"), "rubrique_carte", (drawn,))


def _reported(whole: int, total: int) -> str:
    if not whole:
        return _("Aucun territoire n’a renseigné tous ses indicateurs")
    some = _share(whole, total)
    return _("Tous les indicateurs sont renseignés dans {some}").format(some=some)


def _share(count: int, total: int) -> str:
    some = plural("{n} territoire", "{n} territoires", count)
    return _("{some} sur {total}").format(some=some, total=total)
