"""Figures: what a value weighs in a total, and the rules that combine several into one.

Everything is exact: fractions of the decimals that documents wrote. A figure
that cannot serve gives the code of the reason instead (words.py says it).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from feuille.rollup.indicators import Indicateur
    from feuille.series import Valeur

LIMIT = 10**15
"""Beyond it a number is a slip of the pen, and JSON readers lose its last digits."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A usable value: the number in the indicator's unit, and what makes it add up.

    All are None for a qualitative value, which says something but counts nothing.
    """

    valeur: Fraction | None = None
    numerateur: Fraction | None = None
    denominateur: Fraction | None = None
    poids: Fraction | None = None


def read(value: Valeur, indicator: Indicateur) -> Figure | str:
    """Return the figure of a value, or the code of the reason why it has none."""
    if value.manque:
        return value.manque
    if indicator.nature == "qualitatif" and value.texte:
        return Figure()
    parts = [value.valeur, value.numerateur, value.denominateur, value.poids]
    if indicator.nature == "qualitatif" or all(part is None for part in parts):
        return "non-renseigne"
    stated, top, bottom, weight = (None if part is None else Fraction(part) for part in parts)
    fault = _fault(top, bottom, weight)
    if not fault and top is not None and bottom is not None:
        stated = indicator.factor * top / bottom
    elif not fault:
        top = bottom = None
    if fault or stated is None:
        return fault or "taux-incomplet"
    huge = any(part is not None and abs(part) > LIMIT for part in (stated, top, bottom, weight))
    if huge or not indicator.counts(stated):
        return "hors-bornes"
    return Figure(stated, top, bottom, weight)


def _fault(top: Fraction | None, bottom: Fraction | None, weight: Fraction | None) -> str:
    if weight is not None and weight < 0:
        return "poids-negatif"
    if bottom is not None and bottom < 0:
        return "denominateur-negatif"
    if bottom == 0:
        return "denominateur-nul"
    if top is not None and bottom is not None and top < 0:
        return "numerateur-negatif"
    return ""


def lacks(rule: str, figure: Figure) -> str:
    """Return the code of what a figure lacks to be combined by a rule, "" where nothing."""
    if rule == "ratio" and figure.denominateur is None:
        return "sans-numerateur"
    if rule == "moyenne-ponderee" and figure.poids is None:
        return "sans-poids"
    if rule == "somme" and figure.valeur is None:
        return "non-renseigne"
    return ""


def combine(rule: str, figures: Sequence[Figure], factor: int = 1) -> Figure | str:
    """Combine figures that lack nothing; a code where the rule has no answer.

    somme: Σ v. ratio: factor · Σ n / Σ d. moyenne-ponderee: Σ v·p / Σ p. There
    is no rule for a plain mean of rates, and never will be.
    """
    weights = _total([figure.poids for figure in figures])
    if rule == "somme":
        return Figure(_total([figure.valeur for figure in figures]), poids=weights)
    if rule == "ratio":
        top = _total([figure.numerateur for figure in figures]) or Fraction(0)
        bottom = _total([figure.denominateur for figure in figures])
        return Figure(factor * top / bottom, top, bottom) if bottom else "denominateur-nul"
    if rule == "moyenne-ponderee":
        if not weights:
            return "poids-nuls"
        weighted = _total(
            [f.valeur * f.poids for f in figures if f.valeur is not None and f.poids is not None]
        )
        return Figure((weighted or Fraction(0)) / weights, poids=weights)
    return "sans-agregation"


def _total(parts: Sequence[Fraction | None]) -> Fraction | None:
    """Return the sum, or None where one is missing: missing is not zero."""
    known = [part for part in parts if part is not None]
    return sum(known, Fraction(0)) if len(known) == len(parts) else None
