"""Classes of values for maps: few, between round bounds, said in words."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

from feuille import french
from feuille.i18n import _
from feuille.rollup import words

if TYPE_CHECKING:
    from collections.abc import Sequence

_FEW, _MOST, _MANY = 4, 5, 12
_SKEWED, _CROWD = Fraction(2, 3), 10
_FINEST = -2  # numbers are read with two decimals
_SHADES = {1: (3,), 2: (2, 4), 3: (1, 3, 5), 4: (1, 2, 4, 5), 5: (1, 2, 3, 4, 5)}


@dataclass(frozen=True, slots=True)
class Classe:
    """Values from `low` to `high`, not included unless `closed`; `shade` goes from 1 to 5.

    `whole`: its values count things, so that what it holds is said from 5 to 9.
    """

    shade: int
    low: Fraction
    high: Fraction
    closed: bool = False
    whole: bool = False

    def holds(self, value: Fraction) -> bool:
        """Tell whether a value is of this class."""
        return self.low <= value < self.high or (self.closed and value == self.high)

    def said(self, unit: str) -> str:
        """Return the class in words, with its unit."""
        last = self.high - 1 if self.whole and not self.closed else self.high
        low, high = words.figure(self.low, unit), words.figure(last, unit)
        form = _("de {a} à {b}") if self.whole or self.closed else _("de {a} à moins de {b}")
        said = low if low == high else form.format(a=low, b=high)
        named = french.unit(unit, max(abs(self.low), abs(last)))
        return said if words.is_percent(unit) else f"{said} {named}".strip()


def classes(values: Sequence[Fraction], *, counted: bool = False) -> tuple[Classe, ...]:
    """Return the classes that hold values, lowest first; some in between may be empty.

    `values` are as people read them; `counted`: they count things. Intervals are
    equal, unless nearly all values would be in one of them: each class then
    holds about as many.
    """
    if not values:
        return ()
    ordered = sorted(values)
    whole = counted and all(one.denominator == 1 for one in ordered)
    if ordered[0] == ordered[-1]:
        return (Classe(_SHADES[1][0], ordered[0], ordered[0], closed=True, whole=whole),)
    most = min(_MOST if len(ordered) >= _MANY else _FEW, len(set(ordered)))
    bounds = _equal(ordered, most, whole=whole)
    if len(ordered) >= _CROWD and _fullest(ordered, bounds) > _SKEWED:
        bounds = _even(ordered, most, whole=whole)
    shades = _SHADES[len(bounds) - 1]
    last = len(shades) - 1  # its bounds may both be the highest value
    return tuple(
        Classe(shade, low, high, closed=not whole and n == last, whole=whole)
        for n, (shade, (low, high)) in enumerate(zip(shades, pairwise(bounds), strict=True))
    )


def _steps(low: Fraction, high: Fraction) -> list[Fraction]:
    """Return the round widths from the finest to one that is wider than both numbers."""
    digits = len(str(int(max(abs(low), abs(high)))))
    powers = range(_FINEST, digits + 1)
    return [n * Fraction(10) ** power for power in powers for n in (1, 2, 5)]


def _equal(ordered: list[Fraction], most: int, *, whole: bool) -> list[Fraction]:
    """Return the bounds of the narrowest equal intervals of a round width that are not too many."""
    for step in _steps(ordered[0], ordered[-1]):
        if whole and step < 1:
            continue
        first, past = ordered[0] // step, -(-ordered[-1] // step)
        if whole and past * step == ordered[-1]:
            past += 1  # the highest bound is not in its class
        if past - first <= most:
            break
    return [n * step for n in range(first, past + 1)]


def _fullest(ordered: list[Fraction], bounds: list[Fraction]) -> Fraction:
    """Return the share of values that the fullest interval holds."""
    held = Counter(sum(one >= bound for bound in bounds[1:-1]) for one in ordered)
    return Fraction(max(held.values()), len(ordered))


def _even(ordered: list[Fraction], most: int, *, whole: bool) -> list[Fraction]:
    """Return bounds between which there are about as many values; equal ones stay together."""
    cuts = set()
    for part in range(1, most):
        at = len(ordered) * part // most
        while at < len(ordered) and ordered[at - 1] == ordered[at]:
            at += 1
        if at < len(ordered):
            cuts.add(roundest(ordered[at - 1], ordered[at]))
    return [ordered[0], *sorted(cuts), ordered[-1] + 1 if whole else ordered[-1]]


def roundest(low: Fraction, high: Fraction) -> Fraction:
    """Return the roundest number above `low` and up to `high`."""
    for step in reversed(_steps(low, high)):
        found = high // step * step
        if found > low:
            return found
    return high
