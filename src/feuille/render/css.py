"""Style sheets of others: what in them would make a browser fetch something from elsewhere."""

from __future__ import annotations

import re

_TOKEN = re.compile(
    r"""
      (?P<comment> /\*.*?(?:\*/|\Z) )
    | (?P<string>  "(?:\\.|[^"\\\n])*"? | '(?:\\.|[^'\\\n])*'? )
    | (?P<name>    @? (?: [-\w] | [^\x00-\x7f] | \\[0-9a-f]{1,6}\s? | \\[^\n] )+ )
    | (?P<other>   . )
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
_ESCAPE = re.compile(r"\\(?:([0-9a-fA-F]{1,6})\s?|\n|(.))", re.DOTALL)
# An address without quotes: comments and quotes are part of it, and end nothing.
_BARE = re.compile(r"\(\s*((?!['\"\s])(?:\\.|[^)\\])*)", re.DOTALL)
_AWAY = re.compile(r"[\x00-\x20]*(?:[/\\]{2}|(?!data:)[a-z][a-z0-9+.-]*:)", re.IGNORECASE)
_FETCHING = frozenset({"url", "src", "image", "image-set", "-webkit-image-set"})


def fetched(sheet: str) -> tuple[int, str] | None:
    """Return the line and the words of the first thing that a sheet fetches from elsewhere.

    That is any `@import`, and any address with a host or a scheme, `data:`
    apart, where browsers read addresses. Those of neighbours are none.
    """
    sheet = re.sub(r"\r\n?|\f", "\n", sheet)
    inside: list[str] = []
    name, at = "", 0
    while token := _TOKEN.match(sheet, at):
        kind, word, address = token.lastgroup, token[0], ""
        at = token.end()
        if word == "(":
            inside.append(name)
            bare = _BARE.match(sheet, token.start()) if name == "url" else None
            if bare:
                address, at = bare[1], bare.end()
        elif word == ")":
            del inside[-1:]
        elif kind == "string" and _FETCHING & {*inside}:
            address = word.strip("'\"")
        name = _plain(word).lower() if kind == "name" else ""
        hidden = name == "var" and _FETCHING & {*inside}
        if name == "@import" or hidden or _AWAY.match(re.sub(r"[\t\n]", "", _plain(address))):
            return sheet.count("\n", 0, token.start()) + 1, address or word
    return None


def _plain(word: str) -> str:
    """Return a word without the escapes that disguise it."""
    return _ESCAPE.sub(lambda m: _letter(m[1]) if m[1] else (m[2] or ""), word)


def _letter(digits: str) -> str:
    number = int(digits, 16)
    return chr(number) if 0 < number < 0x110000 else "\ufffd"  # noqa: PLR2004 - the last of Unicode
