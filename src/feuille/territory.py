"""The built-in geography: names, kinds and parents of the territories of France."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import orjson

if TYPE_CHECKING:
    from collections.abc import Iterator

BUILT_IN = ("fr", "reg-", "dep-", "ctd-", "met-", "epci-", "com-")
"""How built-in codes start; a user's own territory may not start so."""


@dataclass(frozen=True, slots=True)
class Territoire:
    """A place: its code (dep-42), name, kind (maille) and the code of the place around it."""

    code: str
    nom: str
    maille: str
    parent: str


@cache
def _table() -> dict[str, Territoire]:
    raw = orjson.loads((files("feuille") / "geographie.json").read_bytes())
    return {code: Territoire(code, *row) for code, row in raw["territoires"].items()}


def lookup(code: str) -> Territoire | None:
    """Return the built-in territory of that code, or None."""
    return _table().get(code)


def codes() -> list[str]:
    """Return every built-in code."""
    return list(_table())


def is_built_in(code: str) -> bool:
    """Tell whether a code is written like a built-in one, known or not."""
    return code == "fr" or code.startswith(BUILT_IN[1:])


def ancestors(code: str) -> Iterator[str]:
    """Yield the codes of the places around a territory, nearest first, up to France."""
    here = lookup(code)
    while here and here.parent:
        yield here.parent
        here = lookup(here.parent)


def inside(code: str, scope: str) -> bool:
    """Tell whether a territory is the scope itself or lies inside it."""
    return code == scope or scope in ancestors(code)


def at_level(maille: str, scope: str = "fr") -> list[str]:
    """Return the codes of one level inside a scope, in order of code.

    The Rhône outside Lyon shares its level with the départements but lies
    inside one of them: it is not listed.
    """
    return [
        code
        for code, place in _table().items()
        if place.maille == maille and inside(code, scope) and not code.startswith("ctd-")
    ]
