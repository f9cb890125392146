"""Maps as marks to draw: places in the colour of their class, or with a circle for a count.

A place without a value is hatched, which no colour is; the value itself is
written where there is room. Places that have no outline are tiles.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from feuille import contours
from feuille.i18n import _
from feuille.render import frames, lettering
from feuille.render.charts import WIDTH
from feuille.render.lettering import MISSING, Scale
from feuille.render.model import Shape

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from feuille.render.frames import Frame, Line
    from feuille.render.lettering import Place
    from feuille.render.model import Link

_HEIGHT, _EDGE, _GAP = 420, 6, 14
_CENTRE = ("dep-75", "dep-92", "dep-93", "dep-94")
_TINY = 16
"""A side in pixels below which Paris is drawn a second time, larger, with those around it."""

_INSET, _INSET_CENTRE, _INSET_HEIGHT = 68, 100, 56
_ROW, _SWATCH = 22, 18
_COLUMNS, _TILE = 3, 44


@dataclass(frozen=True, slots=True)
class Key:
    """A line of the legend: a look, or the circle of an amount, and what it means."""

    look: str
    words: str
    amount: Fraction | None = None


def drawn(places: Mapping[str, Place], keys: Sequence[Key]) -> tuple[int, tuple[Shape, ...]]:
    """Return the height and the marks of a map of places that have outlines, by code."""
    maps, bottom = _frames(list(places))
    # What is drawn twice is written and linked once, where it is larger.
    home = {code: frame for frame in maps for code in frame.codes}
    scale = lettering.scaled(maps[0], places)
    marks = [mark for frame in maps for mark in _surfaces(frame, places, home)]
    for code in sorted(home, key=lambda code: abs(places[code].amount or Fraction()), reverse=True):
        place = _spoken(places[code], home[code])
        marks += (
            lettering.label(home[code], code, place)
            if place.amount is None
            else lettering.circle(home[code], code, place, scale)
        )
    marks += [mark for frame in maps[1:] for mark in _caption(frame, places)]
    height, legend = _legend(keys, bottom, scale)
    return height, (*marks, *legend)


def _frames(codes: list[str]) -> tuple[list[Frame], float]:
    """Return the main map and its insets, and where they end."""
    main = [code for code in codes if not contours.is_overseas(code)]
    apart: list[tuple[str, ...]] = [(code,) for code in codes if contours.is_overseas(code)]
    found: list[Frame] = []
    bottom = float(_EDGE)
    if main:
        whole = frames.fitted(main, _EDGE, _EDGE, WIDTH - 2 * _EDGE, _HEIGHT)
        found, bottom = [whole], whole.top + whole.height + _GAP
        if set(_CENTRE) <= set(main) and whole.size(_CENTRE[0]) < _TINY:
            apart = [_CENTRE, *apart]
    left = 0.0
    for group in apart:
        width = _INSET if len(group) == 1 else _INSET_CENTRE
        box = left + _EDGE, bottom, width - 2 * _EDGE, _INSET_HEIGHT
        found.append(frames.fitted(group, *box))
        left += width
    return found, bottom + (_INSET_HEIGHT + 3 * _GAP if apart else 0)


def _surfaces(
    frame: Frame, places: Mapping[str, Place], home: Mapping[str, Frame]
) -> Iterator[Shape]:
    """Yield the surface of each place, hatched where it does not report."""
    for code in frame.codes:
        place, lines = places[code], frame.lines(code)
        link = place.link if home[code] is frame else None
        numbers = (n for one in lines for n in (len(one), *(n for spot in one for n in spot)))
        yield Shape("surface", _look(place), tuple(numbers), place.hint, link)
        if place.look == MISSING:
            yield _hatched(lines, link)


def _look(place: Place) -> str:
    return f"{place.look} tirete" if place.partial and place.amount is None else place.look


def _hatched(lines: Sequence[Line], link: Link | None = None) -> Shape:
    strokes = tuple(n for stroke in frames.hatching(lines) for n in stroke)
    return Shape("strokes", "hachure", strokes, link=link)


def _spoken(place: Place, frame: Frame) -> Place:
    """Return a place with the words that its frame has room for; some stand under their inset."""
    if contours.is_overseas(frame.codes[0]):
        return replace(place, name="", told=place.hint, said="", short="")
    large = frame.detail == contours.FINE and frame.codes != _CENTRE
    return place if large else replace(place, name="", told=place.hint, said="")


def _caption(frame: Frame, places: Mapping[str, Place]) -> Iterator[Shape]:
    """Yield what stands under an inset: whose it is, and its value where it is of one place."""
    only = places[frame.codes[0]] if frame.codes != _CENTRE else None
    middle, top = frame.left + frame.width / 2, frame.top + _INSET_HEIGHT + _GAP
    name = only.name if only else _("Petite couronne")
    yield Shape("text", "lieu", (middle, top), name)
    if only and only.short:
        yield Shape("text", "lieu fort", (middle, top + _GAP), only.short)


def _legend(keys: Sequence[Key], top: float, scale: Scale) -> tuple[int, list[Shape]]:
    """Return where the legend ends, and its marks: a line for each look."""
    marks: list[Shape] = []
    radii = [0.0 if one.amount is None else scale.radius(one.amount) for one in keys]
    middle = max(2 * max(radii, default=0), _SWATCH) / 2 + 1
    for one, radius in zip(keys, radii, strict=True):
        high = max(_ROW, 2 * radius + 4)
        if one.amount is None:
            x, y = middle - _SWATCH / 2, top + (high - _SWATCH) / 2
            marks += _box(one.look, x, y, _SWATCH, _SWATCH)
        else:
            marks.append(Shape("circle", one.look, (middle, top + high / 2, radius)))
        marks.append(Shape("text", "cle", (2 * middle + 8, top + high / 2 + 5), one.words))
        top += high
    return int(top) + _EDGE, marks


def _box(
    look: str, x: float, y: float, width: float, height: float, told: str = ""
) -> Iterator[Shape]:
    """Yield a rectangle of a look."""
    yield Shape("rect", look, (x, y, width, height), told)
    if look.split(maxsplit=1)[0] == MISSING:
        right, bottom = x + width, y + height
        yield _hatched([((x, y), (right, y), (right, bottom), (x, bottom))])


def tiled(places: Sequence[Place], keys: Sequence[Key]) -> tuple[int, tuple[Shape, ...]]:
    """Return the height and the marks of places as a grid of tiles, in their order."""
    marks: list[Shape] = []
    width = WIDTH / _COLUMNS
    for at, place in enumerate(places):
        x, y = at % _COLUMNS * width + 1, at // _COLUMNS * _TILE + 1
        marks += _box(_look(place), x, y, width - 4, _TILE - 4, place.hint)
        middle, name = x + width / 2 - 2, lettering.cut(place.name, width - 12)
        said = place.said or place.short
        marks.append(lettering.text(place, middle, y + _TILE * 0.38, name))
        marks.append(lettering.text(place, middle, y + _TILE * 0.75, said, "fort"))
    bottom = -(-len(places) // _COLUMNS) * _TILE + _GAP
    height, legend = _legend(keys, bottom, Scale())
    return height, (*marks, *legend)
