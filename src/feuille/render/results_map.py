"""The map of an indicator: rates in the colour of their class, counts as circles."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from feuille import french
from feuille.i18n import _, plural
from feuille.render import atlas
from feuille.render.cells import measure
from feuille.render.classes import classes, roundest
from feuille.render.lettering import BASE, MISSING, OUTSIDE, SPARED, Place
from feuille.render.maps import Key
from feuille.render.words import line
from feuille.rollup import indicators, units, words
from feuille.rollup.places import Places

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from feuille.corpus import Document
    from feuille.render.classes import Classe
    from feuille.render.inline import Context
    from feuille.render.model import Drawing
    from feuille.rollup.indicators import Indicateur
    from feuille.rollup.records import Cell

_COUNTED = ("flux", "stock")
_MOST_TILES = 120
_SPREAD = 10
"""The spread of values from which labels that lack room do without decimals."""


def of_indicator(
    context: Context, source: Document, cells: Sequence[Cell], *, tiles: bool
) -> Drawing | None:
    """Return the map of cells of one kind and period, or None where it would say nothing.

    The whole is not among them. `tiles`: a grid will do where they have no outlines.
    """
    indicator = indicators.read(context.corpus, source.id)
    codes, held = _outlined(context, cells)
    if codes:
        found = _Sheet(context, indicator, codes, held, circles=_counts(indicator))
    elif tiles and len(held := _leaves(context, cells)) <= _MOST_TILES:
        found = _Sheet(context, indicator, list(held), held, tiles=True)
    else:
        return None
    return found.drawing() if found.known else None


def _counts(indicator: Indicateur) -> bool:
    """Tell whether values count things: a large place is then no darker, its circle is larger."""
    return indicator.nature in _COUNTED and not words.is_percent(indicator.unite)


def _outlined(context: Context, cells: Sequence[Cell]) -> tuple[list[str], dict[str, Cell]]:
    """Return the territories of the finest level of outlines that holds every cell, and its cells.

    A cell that is wider than this level's territories, or a part of one that
    has its own, is held; any other has no place on the map.
    """
    places = Places(context.corpus)
    for level in atlas.LEVELS:
        codes = atlas.codes(context, level)
        held = {one.row.id: one for one in cells if one.row.id in codes}
        apart = [one.row.id for one in cells if one.row.id not in held]
        fits = all(
            any(places.inside(code, own) or places.inside(own, code) for own in held)
            for code in apart
        )
        if len(held) > 1 and fits:
            return codes, held
    return [], {}


def _leaves(context: Context, cells: Sequence[Cell]) -> dict[str, Cell]:
    """Return the cells of the territories that hold no other."""
    places = Places(context.corpus)
    around = {code for one in cells for code in places.chain(one.row.id)[1:]}
    return {one.row.id: one for one in cells if one.row.id not in around}


@dataclass(frozen=True)
class _Sheet:
    """The values of one map: territories in order, and the cells of those that are asked."""

    context: Context
    indicator: Indicateur
    codes: list[str]
    cells: dict[str, Cell]
    circles: bool = False
    tiles: bool = False

    @cached_property
    def known(self) -> dict[str, Fraction]:
        """The values, as people read them."""
        return {
            code: Fraction(words.rounded(one.value))
            for code in self.codes
            if (one := self.cells.get(code)) and one.value is not None
        }

    @cached_property
    def classes(self) -> tuple[Classe, ...]:
        """The classes of the values."""
        return classes(list(self.known.values()), counted=_counts(self.indicator))

    def drawing(self) -> Drawing:
        """Return the map."""
        when = next(iter(self.cells.values())).periode
        head = _("Réalisé {when}").format(when=when)
        places = {code: self.place(code) for code in self.codes}
        return atlas.drawing(
            self.context,
            f"{head} : {self.spread()}",
            places,
            self.groups(places),
            list(self.keys(places)),
            anchor="dessin_carte",
            head=head,
            note=self.note(),
            key=self.key(),
            tiles=self.tiles,
        )

    def name(self, code: str) -> str:
        """Return the name of a territory."""
        return line(self.context.corpus.name(code))

    def place(self, code: str) -> Place:
        """Return a territory as the map shows it."""
        name, cell = self.name(code), self.cells.get(code)
        if code in self.known and cell:
            return self.valued(name, cell, self.known[code])
        if cell and (cell.coverage.expected or cell.reason == units.SPARED):
            look = MISSING if cell.coverage.expected else SPARED
            return Place(name, look, line(words.cell(cell)))
        return Place(name, OUTSIDE, _("non attendu"))

    def valued(self, name: str, cell: Cell, value: Fraction) -> Place:
        """Return a territory that has a value."""
        shade = next(one.shade for one in self.classes if one.holds(value))
        spread = max(self.known.values()) - min(self.known.values())
        decimals = 0 if value.denominator == 1 or spread >= _SPREAD else 1
        return Place(
            name,
            BASE if self.circles else f"c{shade}",
            line(words.cell(cell)),
            line(words.figure(cell.value, cell.unite)),
            line(french.number(words.rounded(value, decimals))),
            value if self.circles else None,
            cell.coverage.partial,
        )

    def groups(self, places: Mapping[str, Place]) -> atlas.Groups:
        """Return each class in words with its territories, then those without a value."""
        unit = self.indicator.unite
        found = [
            (one.said(unit), [code for code, value in self.known.items() if one.holds(value)])
            for one in reversed(self.classes)
        ]
        for look in (MISSING, SPARED, OUTSIDE):
            of = [code for code, one in places.items() if one.look == look]
            found.append((_reasons(places[code] for code in of), of))
        return found

    def keys(self, places: Mapping[str, Place]) -> Iterator[Key]:
        """Yield the legend: circles or classes, then what stands for no value."""
        unit = self.indicator.unite
        if self.circles:
            yield from self._circles(unit)
        else:
            shades = reversed(self.classes)
            yield from (Key(f"c{one.shade}", line(one.said(unit))) for one in shades)
        for look in (MISSING, SPARED, OUTSIDE):
            of = [one for one in places.values() if one.look == look]
            if of:
                yield Key(look, line(_reasons(of)))
        if any(one.partial for one in places.values()):
            look = "partiel" if self.circles else "hors tirete"
            yield Key(look, _("contour tireté : total partiel, des réponses manquent"))

    def _circles(self, unit: str) -> Iterator[Key]:
        """Yield the circles of two round amounts, then those of what is no such amount."""
        most = max(map(abs, self.known.values()))
        top = roundest(most / 2, most) if most else most
        for amount in dict.fromkeys([top, roundest(top / 6, top / 3)] if most else []):
            yield Key("valeur", line(measure(amount, unit)), amount)
        if not all(self.known.values()):
            yield Key("nul", _("valeur nulle"), Fraction())
        if min(self.known.values()) < 0:
            yield Key("negatif", _("cercle vide : valeur négative"), -top)

    def key(self) -> str:
        """Return how to read the map."""
        if self.circles:
            return _("La surface d’un cercle est proportionnelle à la valeur.")
        return _("Plus la couleur est soutenue, plus la valeur est élevée.")

    def note(self) -> str:
        """Return how to read its figures."""
        provisional = any(one.provisoire and one.value is not None for one in self.cells.values())
        return _("Dans le tableau, p : provisoire.") * provisional

    def spread(self) -> str:
        """Say how far apart the values are, and how many are missing."""
        low, high = min(self.known.values()), max(self.known.values())
        unit = self.indicator.unite
        if len(self.known) == 1:
            told = _("{high} ({a}), seule valeur connue")
        elif low == high:
            told = _("{high} partout où la valeur est connue")
        else:
            told = _("de {low} ({b}) à {high} ({a})")
        ends = {"low": words.figure(low, unit), "high": measure(high, unit)}
        said = told.format(a=self._who(high), b=self._who(low), **ends)
        left = sum(1 for one in self.cells.values() if one.value is None and one.coverage.expected)
        without = plural("{n} territoire non renseigné", "{n} territoires non renseignés", left)
        return said + (f" ; {without}" if left else "")

    def _who(self, value: Fraction) -> str:
        """Name the territory that has a value, and how many others have the same."""
        first, *others = [code for code, one in self.known.items() if one == value]
        more = plural(" et {n} autre", " et {n} autres", len(others)) if others else ""
        return self.name(first) + more


def _reasons(places: Iterable[Place]) -> str:
    """Return why places have no value, each reason once, whatever its coverage."""
    return french.join(sorted({one.told.partition(" (")[0] for one in places}))
