"""French numbers, dates, typography and spelling help.

Numbers and dates agree with CLDR's French locale, which the tests use as oracle.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from fractions import Fraction

NNBSP = "\N{NARROW NO-BREAK SPACE}"
NBSP = "\N{NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"
MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août",
    "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
_BEFORE = re.compile(r"[ \u00a0\u202f]+([;!?»%€])|[ \u00a0\u202f]+(:)(?=\s|$)")
_FIRST_ACCENT = "\u0300"
_LINKING = re.compile(
    r"(?:d['’].*|de|du|des|à|au|aux|ayant|avec|chez|dans|dont|en|entre|et|hors|par|pour|qui|sans|"
    r"sous|sur|vers)\Z"
)
_LETTERS = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_BOTH_NUMBERS = frozenset({
    "accès", "avis", "bras", "bus", "campus", "cas", "colis", "concours", "corps", "cours", "devis",
    "discours", "dos", "fois", "français", "frais", "gens", "logis", "mois", "parcours", "pays",
    "permis", "poids", "procès", "progrès", "puits", "recours", "refus", "relais", "rendez-vous",
    "repas", "secours", "succès", "tapis", "taux", "temps",
})  # fmt: skip
"""Units that are the same in the singular."""
_ODD = {
    "baux": "bail", "enjeux": "enjeu", "feux": "feu", "jeux": "jeu", "lieux": "lieu",
    "milieux": "milieu", "travaux": "travail", "tuyaux": "tuyau", "vœux": "vœu",
}  # fmt: skip
_AFTER_GUILLEMET = re.compile(r"«[ \u00a0\u202f]*")
_TYPED = str.maketrans({"’": "'", NBSP: " ", NNBSP: " "})
"""Signs that are printed, as a keyboard has them: which of both stands in a text sorts nothing."""


def number(value: Decimal | float, *, decimals: int | None = None) -> str:
    """Write a number as French does: 1 234 567,89; decimals as given, or those it has."""
    exact = value if isinstance(value, Decimal) else Decimal(str(value))
    if decimals is not None:
        exact = round(exact, decimals)
    sign, digits, _exponent = exact.as_tuple()
    text = f"{abs(exact):f}"
    whole, _, rest = text.partition(".")
    if decimals is None:
        rest = rest.rstrip("0")
    groups = f"{int(whole):,}".replace(",", NNBSP)
    return (MINUS if sign and any(digits) else "") + groups + ("," + rest if rest else "")


def euros(value: Decimal | float) -> str:
    """Write an amount in euros: 570 000 €, 1 160 700,50 € (no cents where there are none)."""
    exact = value if isinstance(value, Decimal) else Decimal(str(value))
    cents = None if exact == exact.to_integral_value() else 2
    return number(exact, decimals=cents) + NBSP + "€"


def percent(value: Decimal | float, *, decimals: int | None = None) -> str:
    """Write a percentage: 12,5 %."""
    return number(value, decimals=decimals) + NNBSP + "%"


def unit(name: str, count: Decimal | Fraction | float) -> str:
    """Return a unit given in the plural as it stands after a number: 0 place, 2 places.

    The name and what describes it agree, up to the word that links them to another: 1 accueil
    de jour, 1 jeune de moins de 25 ans.
    """
    return _singular(name) if -2 < count < 2 else name  # noqa: PLR2004 - French: 1,9 is singular


@cache
def _singular(name: str) -> str:
    words = name.split(" ")
    last = next((at for at, one in enumerate(words) if _LINKING.match(one)), len(words))
    agreeing = (_LETTERS.sub(lambda m: _single(m[0]), word) for word in words[:last])
    return " ".join([*agreeing, *words[last:]])


def _single(word: str) -> str:
    """Return a word in the singular, by the common rules of French; a symbol as it is."""
    if word in _BOTH_NUMBERS or word.isupper() or len(word) < 3:  # noqa: PLR2004 - « ms », « kg »
        return word
    if word in _ODD:
        return _ODD[word]
    if word.endswith("aux") and not word.endswith("eaux"):
        return word.removesuffix("aux") + "al"
    return word.removesuffix("x") if word.endswith("eaux") else word.removesuffix("s")


def day(iso: str) -> str:
    """Write a date: 1er janvier 2019, septembre 2018, 2019 (as precise as it is)."""
    year, *rest = iso.split("-")
    if not rest:
        return year
    month = MONTHS[int(rest[0]) - 1]
    if len(rest) == 1:
        return f"{month} {year}"
    number_of_day = int(rest[1])
    return f"{'1er' if number_of_day == 1 else number_of_day} {month} {year}"


def typography(text: str) -> str:
    """Put the no-break spaces that French wants before « ; : ! ? » and inside guillemets."""
    text = _BEFORE.sub(lambda m: (NNBSP + m[1]) if m[1] else (NBSP + m[2]), text)
    return _AFTER_GUILLEMET.sub("«" + NNBSP, text) if "«" in text else text


def plain(text: str) -> str:
    """Return a text without accents, in lower case: for sorting and searching."""
    expanded = text.replace("œ", "oe").replace("Œ", "OE").replace("æ", "ae").replace("Æ", "AE")
    if expanded.isascii():
        return expanded.lower()
    decomposed = unicodedata.normalize("NFD", expanded)
    bare = [c for c in decomposed if c < _FIRST_ACCENT or not unicodedata.combining(c)]
    return "".join(bare).casefold()


def sort_key(text: str) -> tuple[str, str]:
    """Return the key that sorts É with E, and numbers inside texts by their value."""
    numbered = re.sub(r"\d+", lambda m: m[0].zfill(9), plain(text).translate(_TYPED))
    return numbered, text


def slug(text: str, *, limit: int = 60) -> str:
    """Return an identifier made from a title: lower-case ASCII words joined by dashes."""
    words = re.findall(r"[a-z0-9]+", plain(text.replace("’", " ").replace("'", " ")))
    result = ""
    for word in words:
        longer = f"{result}-{word}" if result else word
        if len(longer) > limit:
            break
        result = longer
    return result or (words[0][:limit] if words else "")


def nearest(word: str, among: Iterable[str]) -> str | None:
    """Return the candidate that a person most likely meant, or None where none is near."""
    import difflib

    candidates = {plain(candidate): candidate for candidate in among}
    # One letter too many is a third of a short word.
    cutoff = 0.6 if len(word) < 5 else 0.7  # noqa: PLR2004 - short words
    found = difflib.get_close_matches(plain(word), candidates, n=1, cutoff=cutoff)
    return candidates[found[0]] if found else None


def join(words: Iterable[str], last: str = "et") -> str:
    """Join words as a sentence does: a, b et c."""
    listed = list(words)
    if len(listed) < 2:  # noqa: PLR2004 - one word needs no joining
        return "".join(listed)
    return f"{', '.join(listed[:-1])} {last} {listed[-1]}"
