"""The one door through which every sentence meant for people passes.

Messages are written in French, which is their own identifier; a catalogue for
another language is a gettext domain named `feuille`.
"""

from __future__ import annotations

import gettext
from functools import cache
from pathlib import Path

_LOCALES = Path(__file__).parent / "locale"


@cache
def _translations(language: str) -> gettext.NullTranslations:
    return gettext.translation("feuille", _LOCALES, languages=[language], fallback=True)


def _(message: str) -> str:
    """Return `message` in the language of the terminal (French until others exist)."""
    return _translations("fr").gettext(message)


def plural(one: str, many: str, count: int, **named: object) -> str:
    """Return the French form of a counted phrase, {n} and what else is named filled in.

    0 and 1 are singular.
    """
    number = f"{count:,}".replace(",", "\N{NARROW NO-BREAK SPACE}")
    return _(one if abs(count) < 2 else many).format(n=number, **named)  # noqa: PLR2004 - French: 1,9 is singular
