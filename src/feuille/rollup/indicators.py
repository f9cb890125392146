"""What an indicator's definition says about adding it up, with the defaults of its nature."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from feuille import french
from feuille.values import PeriodError, decimal, periode

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from feuille.corpus import Corpus, Document

_DEFAULTS = {
    "flux": ("somme", "somme"),
    "stock": ("somme", "dernier"),
    # Nothing says that both parts are counted over a period: `agregation.temps: ratio` does.
    "taux": ("ratio", "dernier"),
    "moyenne": ("moyenne-ponderee", "moyenne-ponderee"),
}
_WAYS = {"hausse", "baisse", "stable"}
_FOLLOWED = {
    "nature", "unite", "mailles", "attendus", "comptage", "agregation", "ruptures",
    "manquants", "seuil", "minimum", "maximum",
}  # fmt: skip
_PERCENT = 100
_FACTORS = {"pourcent": 100, "pour cent": 100, "%": 100, "pour mille": 1000, "‰": 1000}


@dataclass(frozen=True, slots=True)
class Indicateur:
    """A definition, ready to compute with; `defined` is false where it is missing or refused.

    `territoires` and `temps` are the two rules of aggregation, `ruptures` the
    days from which the definition changed, `seuil` a percentage of coverage,
    `factor` what a quotient is multiplied by to be read in the unit: 52 %, not 0.52.
    """

    id: str
    name: str
    defined: bool = True
    nature: str = ""
    unite: str = ""
    sens: str = ""
    mailles: tuple[str, ...] = ()
    attendus: tuple[str, ...] = ()
    par_action: bool = False
    territoires: str = "aucune"
    temps: str = "aucune"
    ruptures: tuple[date, ...] = ()
    manquants: str = "ignorer"
    seuil: Fraction = Fraction(100)
    minimum: Fraction | None = None
    maximum: Fraction | None = None
    factor: int = 1

    @property
    def last(self) -> bool:
        """Whether several dates are read by the last of them."""
        return self.temps in {"dernier", "aucune"}

    def counts(self, value: Fraction) -> bool:
        """Tell whether totals take a value in: a percentage from 0 to 100, unless bounds are given.

        Beyond, it is most often a slip (0.52 and 52, two numbers the wrong way round).
        """
        percent = self.factor == _PERCENT
        low = Fraction(0) if percent and self.minimum is None else self.minimum
        high = Fraction(_PERCENT) if percent and self.maximum is None else self.maximum
        return (low is None or value >= low) and (high is None or value <= high)

    def allows(self, value: Fraction) -> bool:
        """Tell whether a value lies within the bounds of the definition."""
        low = self.minimum is None or value >= self.minimum
        return low and (self.maximum is None or value <= self.maximum)

    def segment(self, day: date) -> int:
        """Return the number of the segment between ruptures that holds a day."""
        return sum(rupture <= day for rupture in self.ruptures)


def read(corpus: Corpus, identifier: str) -> Indicateur:
    """Return the definition of an indicator; an undefined one adds nothing up."""
    document = corpus.documents.get(identifier)
    if document is None or document.type.name != "indicateur":
        return Indicateur(identifier, identifier, defined=False)
    data = document.data
    nature = str(data.get("nature") or "")
    rules = _rules(nature, data.get("agregation"))
    threshold = _fraction(data.get("seuil"))
    return Indicateur(
        id=identifier,
        name=document.name,
        nature=nature,
        unite=str(data.get("unite") or ""),
        sens=sens if (sens := str(data.get("sens") or "")) in _WAYS else "",
        mailles=_texts(data.get("mailles")),
        attendus=_texts(data.get("attendus")),
        par_action=data.get("comptage") == "action",
        territoires=rules[0],
        temps=rules[1],
        ruptures=tuple(sorted(_ruptures(document))),
        manquants=str(data.get("manquants") or "ignorer"),
        seuil=Fraction(100) if threshold is None else threshold,
        minimum=_fraction(data.get("minimum")),
        maximum=_fraction(data.get("maximum")),
        factor=_factor(str(data.get("unite") or "")),
        defined=not _refused(document),
    )


def _refused(document: Document) -> bool:
    """Tell whether the validator refuses a key that totals follow, or misses one."""
    faults = document.faults.difference(document.undecided)
    if not faults:
        return False
    nature = document.data.get("nature")
    lacks = not nature or (nature != "qualitatif" and not document.data.get("unite"))
    return lacks or any(at and at[0] in _FOLLOWED for at in faults)


def _factor(unite: str) -> int:
    words = french.plain(unite).strip()
    return next((factor for start, factor in _FACTORS.items() if words.startswith(start)), 1)


def _rules(nature: str, block: Any) -> tuple[str, str]:
    own = block if isinstance(block, dict) else {}
    if nature == "qualitatif":
        return "aucune", "aucune"
    first, second = _DEFAULTS.get(nature, ("aucune", "aucune"))
    return str(own.get("territoires") or first), str(own.get("temps") or second)


def _ruptures(document: Document) -> Iterator[date]:
    listed = document.data.get("ruptures")
    for item in listed if isinstance(listed, list) else []:
        try:
            when = periode(item.get("date")) if isinstance(item, dict) else None
        except PeriodError:
            continue
        if when and when.debut:
            yield when.debut


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(one for one in value if isinstance(one, str)) if isinstance(value, list) else ()


def _fraction(value: Any) -> Fraction | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    exact = decimal(value)
    return Fraction(exact) if exact.is_finite() else None
