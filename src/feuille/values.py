"""Computed values: amounts and periods, exact and comparable."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from feuille import french

_PERIOD = re.compile(r"(\d{4})(?:-(?:S([12])|T([1-4])|(\d{2})(?:-(\d{2}))?))?\Z")
OPEN = ".."


class PeriodError(ValueError):
    """A period that names no day of the calendar (2019-02-30) or ends before it starts."""


@dataclass(frozen=True, slots=True)
class Montant:
    """An amount, exact to the cent; `approximation` says how to read it, `texte` how it was said.

    `unite` is "eur" or "etp".
    """

    valeur: Decimal
    approximation: str = ""
    texte: str = ""
    unite: str = "eur"

    @property
    def exact(self) -> bool:
        """Whether an equality can be asked of it."""
        return not self.approximation

    def __str__(self) -> str:
        """Print an approximate amount with its own words, an exact one in French figures."""
        if self.texte:
            return self.texte
        figure = (
            french.euros(self.valeur)
            if self.unite == "eur"
            else french.number(self.valeur) + french.NBSP + "ETP"
        )
        words = {
            "environ": "environ ", "plus-de": "plus de ", "moins-de": "moins de ",
            "arrondi": "environ ", "au-moins": "au moins ", "au-plus": "au plus ",
        }  # fmt: skip
        return words.get(self.approximation, "") + figure


def decimal(value: float) -> Decimal:
    """Return the exact decimal that a document wrote (at most 15 digits survive a float)."""
    return Decimal(repr(value)) if isinstance(value, float) else Decimal(value)


def montant(value: Any, unite: str = "eur") -> Montant | None:
    """Read an amount from a document (a number or a block); None where it is neither."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return Montant(decimal(value), unite=unite)
    if isinstance(value, dict) and isinstance(value.get("montant"), int | float):
        return Montant(
            decimal(value["montant"]),
            str(value.get("approximation") or ""),
            str(value.get("texte") or ""),
            unite,
        )
    return None


@dataclass(frozen=True, slots=True)
class Periode:
    """An interval of days, both ends included; None is an open end.

    `texte` is how the document wrote it; `mots` are the words of its source.
    A period with words only has neither end.
    """

    debut: date | None
    fin: date | None
    texte: str
    mots: str = ""

    @property
    def dated(self) -> bool:
        """Whether it can be compared with others."""
        return self.debut is not None or self.fin is not None

    def contains(self, other: Periode) -> bool:
        """Tell whether the other period lies wholly inside this one (an open end is far away)."""
        starts = self.debut is None or (other.debut is not None and other.debut >= self.debut)
        ends = self.fin is None or (other.fin is not None and other.fin <= self.fin)
        return starts and ends

    def __str__(self) -> str:
        """Write the period as a French sentence would."""
        return self.mots or _in_french(self.texte)


def periode(value: Any) -> Periode | None:
    """Read a period from a document; None where it is not one; PeriodError where impossible."""
    if isinstance(value, dict):
        inner = periode(value.get("periode"))
        words = str(value.get("texte") or "")
        if inner is not None:
            return Periode(inner.debut, inner.fin, inner.texte, words)
        return Periode(None, None, "", words) if words else None
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    return _interval(value) if isinstance(value, str) else None


@lru_cache(maxsize=10_000)
def _interval(text: str) -> Periode | None:
    first, slash, last = text.partition("/")
    start = _bounds(first)
    end = _bounds(last) if slash else start
    if start is None or (end is None and last != OPEN):
        return None
    if end is not None and end[1] < start[0]:
        raise PeriodError(text)
    return Periode(start[0], end[1] if end else None, text)


def _bounds(text: str) -> tuple[date, date] | None:
    """Return the first and last day of a year, half, quarter, month or day."""
    match = _PERIOD.match(text)
    if not match:
        return None
    year = int(match[1])
    if match[2]:
        first, months = 6 * int(match[2]) - 5, 6
    elif match[3]:
        first, months = 3 * int(match[3]) - 2, 3
    elif match[4]:
        first, months = int(match[4]), 1
    else:
        first, months = 1, 12
    try:
        if match[5]:
            only = date(year, first, int(match[5]))
            return only, only
        last = first + months - 1
        return date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1])
    except ValueError:
        raise PeriodError(text) from None


def _in_french(text: str) -> str:
    first, slash, last = text.partition("/")
    if not slash:
        return _part(first)
    if last == OPEN:
        return f"depuis {'le ' if _has_article(first) else ''}{_part(first)}"
    if len(first) == len(last) == 4:  # noqa: PLR2004 - two plain years
        return f"{first}-{last}"
    return f"{_from(_part(first))} {'au' if _has_article(last) else 'à'} {_part(last)}"


def _has_article(text: str) -> bool:
    """Tell whether French says le: a day, a half or a quarter, but neither a month nor a year."""
    return text.count("-") == 2 or "S" in text or "T" in text  # noqa: PLR2004 - AAAA-MM-JJ


def _from(words: str) -> str:
    if words[0].isdigit() and len(words) > 4:  # noqa: PLR2004 - more than a year
        return f"du {words}"
    return f"d'{words}" if words[0] in "ao" else f"de {words}"


def _part(text: str) -> str:
    match = _PERIOD.match(text)
    if match and match[2]:
        return f"{'1er' if match[2] == '1' else '2e'} semestre {match[1]}"
    if match and match[3]:
        return f"{'1er' if match[3] == '1' else match[3] + 'e'} trimestre {match[1]}"
    return french.day(text)
