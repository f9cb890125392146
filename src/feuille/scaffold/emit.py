"""Plain data to YAML that `parse` reads back as the same data, and that people like to read.

Unquoted where every tool agrees on the meaning, double quotes elsewhere, `|` for
texts of several lines; short lists of codes on one line, everything else in blocks.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from feuille import french, lecture
from feuille.scalars import ScalarError, resolve

_FLOW_WIDTH = 72  # a longer list or block is easier to read, and to compare, line by line
_LEADING = "-?:,[]{}#&*!|>'\"%@`"
_CUT = re.compile(r": | #|:\Z")
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_./#:-]*\Z")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t"}
_LAST_OF_FOUR_DIGITS = 0xFFFF
_FRENCH_SPACES = {french.NBSP, french.NNBSP}


def entry(key: str, value: Any) -> list[str]:
    """Return the lines of `key: value`, from the margin."""
    head, below = _shape(value)
    return [f"{_string(key)}: {head}" if head else f"{_string(key)}:", *_indented(below)]


def scalar(value: str | float | bool) -> str:
    """Return a single value on one line, quoted only where it must be.

    Lone surrogates cannot be written in YAML: they must be refused before.
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    return _string(value) if isinstance(value, str) else _number(value)


def _shape(value: Any) -> tuple[str, list[str]]:
    """Return what stands after the key, and the lines below it."""
    if isinstance(value, dict) and value:
        return "", [line for key, inner in value.items() for line in entry(key, inner)]
    if isinstance(value, list | dict):
        if all(_is_code(inner) for inner in value) and len(flow := _flow(value)) <= _FLOW_WIDTH:
            return flow, []
        return "", [line for inner in value for line in _item(inner)]
    if isinstance(value, str) and _fits_literal(value):
        return _literal(value)
    return scalar(value), []


def _item(value: Any) -> list[str]:
    head, below = _shape(value)
    if isinstance(value, dict) and value:
        words = [*value, *value.values()]
        if all(_is_code(word) for word in words) and len(flow := _flow(value)) <= _FLOW_WIDTH:
            return [f"- {flow}"]
        return [f"- {below[0]}", *_indented(below[1:])]
    return [f"- {head}" if head else "-", *_indented(below)]


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_string(k)}: {scalar(v)}" for k, v in value.items()) + "}"
    return "[" + ", ".join(scalar(inner) for inner in value) + "]"


def _is_code(value: Any) -> bool:
    """Tell whether a value may stand between brackets: no words, so no comma to come."""
    if isinstance(value, str):
        return bool(_CODE.match(value))
    return not isinstance(value, list | dict)


def _indented(lines: list[str]) -> list[str]:
    return ["  " + line if line else "" for line in lines]


def _string(text: str) -> str:
    if _is_plain(text):
        return text
    return '"' + "".join(_escaped(char) for char in text) + '"'


def _is_plain(text: str) -> bool:
    if not text or text[0] in _LEADING or text != text.strip() or _CUT.search(text):
        return False
    if not all(_is_printable(char) for char in text):
        return False
    try:
        return isinstance(resolve(text), str)
    except ScalarError:
        return False


def _is_printable(char: str) -> bool:
    return char.isprintable() or char in _FRENCH_SPACES


def _escaped(char: str) -> str:
    if char in _ESCAPES:
        return _ESCAPES[char]
    if _is_printable(char):
        return char
    code = ord(char)
    return f"\\u{code:04x}" if code <= _LAST_OF_FOUR_DIGITS else f"\\U{code:08x}"


def _fits_literal(text: str) -> bool:
    # A first line that starts with a space would need an indentation sign nobody knows.
    return (
        "\n" in text
        and not text[0].isspace()
        and all(char == "\n" or _is_printable(char) for char in text)
    )


def _literal(text: str) -> tuple[str, list[str]]:
    lines = text.split("\n")
    if lines[-1]:
        return "|-", lines
    return ("|+" if lines[-2] == "" else "|"), lines[:-1]


def _number(value: float) -> str:
    if isinstance(value, int):
        return str(value)
    text = f"{Decimal(repr(value)):f}"
    text = text if "." in text else text + ".0"
    try:
        resolve(text)
    except ScalarError as error:
        # 12.125 looks like French thousands: a zero more says that it is not.
        return text + "0" if error.rule is lecture.THOUSANDS else text
    return text
