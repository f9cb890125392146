"""What an unquoted YAML scalar means, as YAML 1.2 core reads it.

What YAML 1.1 and 1.2 tools would read differently is refused with the text to
write instead: a plan must not change meaning with the program that opens it.
Dates are the exception: they stay text here, whatever 1.1 makes of them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from feuille import lecture
from feuille.i18n import _

if TYPE_CHECKING:
    from feuille.diagnostics import Rule

MAX_DIGITS = 15  # beyond, a decimal number no longer survives a trip through a float
_WORDS = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip
_BOOLEANS_1_1 = {
    word
    for base in ("y", "n", "yes", "no", "on", "off")
    for word in (base, base.upper(), base.capitalize())
}
_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]*)\Z")
_DECIMAL = re.compile(r"[-+]?(?:0|[1-9][0-9]*)\.[0-9]+\Z")
_FRENCH_THOUSANDS = re.compile(r"[-+]?[1-9][0-9]{0,2}(?:\.[0-9]{3})+\Z")
_NUMBER_1_1_OR_1_2 = re.compile(
    r"""[-+]?(?:
        0b[01_]+ | 0o[0-7]+ | 0x[0-9a-fA-F_]+            # other bases
      | [0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?      # base sixty: 12:30
      | (?:[0-9][0-9_]*(?:\.[0-9_]*)?|\.[0-9][0-9_]*)(?:[eE][-+]?[0-9]+)?
      | \.(?:inf|Inf|INF)
    )\Z | \.(?:nan|NaN|NAN)\Z""",
    re.VERBOSE,
)


class ScalarError(Exception):
    """An unquoted scalar that is refused, with the rule and the remedy."""

    def __init__(self, rule: Rule, message: str, hint: str) -> None:
        super().__init__(message)
        self.rule = rule
        self.message = message
        self.hint = hint


def resolve(text: str) -> str | int | float | bool | None:
    """Return the value of an unquoted scalar; raise ScalarError where it is ambiguous."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] in "0123456789+-.":
        return _number(text)
    if text in _BOOLEANS_1_1 or text in {"=", "<<"}:
        raise ScalarError(
            lecture.AMBIGUOUS,
            _("« {text} » sans guillemets se lit tantôt comme un mot, tantôt comme vrai ou faux.")
            .format(text=text),
            _('Écrivez "{text}" entre guillemets (ou true / false).').format(text=text),
        )  # fmt: skip
    return text


def _number(text: str) -> str | int | float:
    if _INTEGER.match(text):
        _check_digits(text)
        return int(text)
    if _FRENCH_THOUSANDS.match(text):
        plain = text.replace(".", "")
        raise ScalarError(
            lecture.THOUSANDS,
            _("« {text} » : le point est ici une virgule décimale, pas un séparateur de milliers.")
            .format(text=text),
            _("Écrivez {plain} pour des milliers ; pour trois décimales, ajoutez un zéro : {text}0")
            .format(plain=plain, text=text),
        )  # fmt: skip
    if _DECIMAL.match(text):
        _check_digits(text)
        return float(text)
    if _NUMBER_1_1_OR_1_2.match(text):
        raise ScalarError(
            lecture.AMBIGUOUS,
            _("« {text} » sans guillemets se lit différemment d'un outil à l'autre.").format(
                text=text
            ),
            _('Écrivez "{text}" entre guillemets, ou le nombre en chiffres.').format(text=text),
        )
    return text


def _check_digits(text: str) -> None:
    if sum(char.isdigit() for char in text) > MAX_DIGITS:
        raise ScalarError(
            lecture.DIGITS,
            _("Le nombre {text} a plus de {n} chiffres.").format(text=text, n=MAX_DIGITS),
            _("Arrondissez-le, ou mettez-le entre guillemets si c'est un code."),
        )
