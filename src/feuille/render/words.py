"""Words of documents made fit to print: French typography, nothing that hides or disguises."""

from __future__ import annotations

import re
from functools import lru_cache

from feuille import french

_THOUSANDS = re.compile(r"(?<![\d,.])\d{1,3}(?:[ \u00a0]\d{3})+(?!\d)")
_DIGIT = re.compile(r"\d")
_SPACED = re.compile(r"[;!?:%€«»]")
_APOSTROPHE = re.compile(r"(?<=\w)'(?=\w)")
_NUMERO = re.compile(r"\b([nN]°) ")
_DAY = re.compile(rf"\b(\d\d?|1er) ({'|'.join(french.MONTHS)})\b")
# Control signs, halves of characters, and the signs that turn the direction of writing round,
# which make a text show what it does not say.
_HIDING = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")


def clean(text: str) -> str:
    """Return a text without control signs, half characters and changes of direction."""
    return _HIDING.sub("", text)


def typeset(text: str) -> str:
    """Put French typography into a text: apostrophes, guillemets, no-break spaces."""
    # Most texts have none of these signs, and looking for one is much faster than replacing it.
    if "'" in text:
        text = _APOSTROPHE.sub("’", text)
    if _SPACED.search(text):
        text = french.typography(text)
    if _DIGIT.search(text):
        text = _THOUSANDS.sub(lambda m: re.sub("[ \u00a0]", french.NNBSP, m[0]), text)
        text = _DAY.sub(lambda m: m[1] + french.NBSP + m[2], text)
    return _NUMERO.sub(lambda m: m[1] + french.NBSP, text) if "°" in text else text


@lru_cache(maxsize=20_000)
def _line(text: str) -> str:
    return typeset(clean(text.replace("\t", " ").replace("\n", " "))).strip()


def line(text: object) -> str:
    """Return a value as one line of print."""
    return _line(str(text))
