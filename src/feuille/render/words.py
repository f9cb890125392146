"""Words of documents made fit to print: French typography, nothing that hides or disguises."""

from __future__ import annotations

import re
import unicodedata

from feuille import french

_THOUSANDS = re.compile(r"(?<![\d,.])\d{1,3}(?:[ \u00a0]\d{3})+(?!\d)")
_APOSTROPHE = re.compile(r"(?<=\w)'(?=\w)")
_NUMERO = re.compile(r"\b(n°|N°) ")
# Signs that turn the direction of writing round can make a text show what it does not say.
_DIRECTION = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def clean(text: str) -> str:
    """Return a text without control signs, half characters and changes of direction."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(c for c in text if c == "\n" or not _hides(c))


def _hides(sign: str) -> bool:
    return sign in _DIRECTION or unicodedata.category(sign) in {"Cc", "Cs"}


def typeset(text: str) -> str:
    """Put French typography into a text: apostrophes, guillemets, no-break spaces."""
    text = french.typography(_APOSTROPHE.sub("’", text))
    text = _THOUSANDS.sub(lambda m: re.sub("[ \u00a0]", french.NNBSP, m[0]), text)
    return _NUMERO.sub(lambda m: m[1] + french.NBSP, text)


def line(text: object) -> str:
    """Return a value as one line of print."""
    return typeset(" ".join(clean(str(text)).split(" "))).replace("\n", " ").strip()
