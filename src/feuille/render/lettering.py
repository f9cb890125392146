"""What is written on a map: names and values where there is room, and the circles of counts."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING

from feuille.render.model import Shape
from feuille.render.words import line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from fractions import Fraction

    from feuille.render.frames import Frame
    from feuille.render.model import Link

MISSING, SPARED, OUTSIDE, BASE = "manque", "neant", "hors", "base"
"""The looks of places that no class colours: not reported, not applicable, not asked, a count."""

_SIZE, _STEP = 12, 14
_NARROW = frozenset("ijlIft-'’.,:() \u202f\u00a0")
_WIDEST, _SHARE, _DOT = 24, 0.35, 2.0
_DARK = frozenset({"c4", "c5"})


@dataclass(frozen=True, slots=True)
class Place:
    """One territory of a map.

    `look` is c1 to c5 or one of the looks above; `told` what there is to know of
    it, `said` its value ("" for none), `short` the same where room is scarce;
    `amount` what its circle stands for.
    """

    name: str
    look: str
    told: str
    said: str = ""
    short: str = ""
    amount: Fraction | None = None
    partial: bool = False
    link: Link | None = None

    @property
    def hint(self) -> str:
        """What who points at it reads."""
        return line(f"{self.name} : {self.told}" if self.name else self.told)


@dataclass(frozen=True, slots=True)
class Scale:
    """The size of circles: their areas are to one another as what they stand for."""

    most: Fraction | int = 1
    widest: float = _WIDEST

    def radius(self, amount: Fraction) -> float:
        """Return the radius of an amount's circle; nothing is a dot."""
        return max(self.widest * sqrt(abs(amount) / self.most), _DOT)


def scaled(frame: Frame, places: Mapping[str, Place]) -> Scale:
    """Return the scale of circles for places of a size."""
    sizes = sorted(frame.size(code) for code in frame.codes)
    amounts = [abs(one.amount) for one in places.values() if one.amount]
    return Scale(max(amounts, default=1), min(_WIDEST, _SHARE * sizes[len(sizes) // 2]))


def label(frame: Frame, code: str, place: Place) -> Iterator[Shape]:
    """Yield the name and the value of a place, or one of them, or the short value: what fits."""
    for words in ((place.name, place.said), (place.said or place.name,), (place.short,)):
        lines = [one for one in words if one]
        x, y, room = frame.room(code, _STEP * len(lines) + 2)
        if lines and _widest(lines) <= room:
            top = y - _STEP * len(lines) / 2
            for at, one in enumerate(lines):
                look = "" if one == place.name else "fort"
                yield text(place, x, top + _STEP * (at + 0.8), one, look)
            return


def text(place: Place, x: float, y: float, words: str, look: str = "") -> Shape:
    """Return words written on a place, to be read on its colour or its hatching."""
    ground = "fonce" if place.look in _DARK else "halo" if place.look == MISSING else ""
    return Shape("text", " ".join(one for one in ("lieu", look, ground) if one), (x, y), words)


def circle(frame: Frame, code: str, place: Place, scale: Scale) -> Iterator[Shape]:
    """Yield the circle of a place, its value inside or below and its name below: what fits."""
    assert place.amount is not None
    radius, kind = scale.radius(place.amount), _kind(place, place.amount)
    said = place.said or place.short
    inside = bool(said) and _widest([said]) <= 2 * radius - 2
    below = [one for one in ("" if inside else place.said, place.name) if one]
    for lines in (below, below[:1], []):
        high = int(2 * radius) + _STEP * len(lines)
        x, y, room = frame.room(code, high)
        if _widest(lines) <= room:
            break
    middle = y - high / 2 + radius
    yield Shape("circle", kind, (x, middle, radius), place.hint if radius > 2 * _DOT else "")
    if inside:
        look = "lieu fort fonce" if kind == "valeur" else "lieu fort"
        yield Shape("text", look, (x, middle + _SIZE * 0.36), said)
    for at, one in enumerate(lines):
        look = "lieu halo" if one == place.name else "lieu fort halo"
        yield Shape("text", look, (x, middle + radius + _STEP * (at + 0.9)), one)


def _kind(place: Place, amount: Fraction) -> str:
    if place.partial:
        return "partiel"
    return "valeur" if amount > 0 else "negatif" if amount else "nul"


def cut(words: str, room: float) -> str:
    """Return words cut where they would leave their room."""
    kept = words
    while kept and _widest([kept]) > room:
        kept = kept[:-1]
    return words if kept == words else kept[:-1].rstrip() + "…"


def _widest(lines: Sequence[str]) -> float:
    """Return about how wide lines are: no font is known for sure."""
    return _SIZE * max((sum(map(_wide, one)) for one in lines), default=0)


def _wide(sign: str) -> float:
    return 0.31 if sign in _NARROW else 0.75 if sign.isupper() or sign in "mw%" else 0.57
