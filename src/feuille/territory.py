"""The built-in geography: names, kinds and parents of the territories of France.

Data: `geographie.json` and, only where a commune is named, `communes.txt`; both
are rebuilt by `tools/geographie.py`, which says where they come from.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import orjson

if TYPE_CHECKING:
    from collections.abc import Iterator

PREFIXES = ("reg-", "dep-", "ctd-", "met-", "epci-", "com-")
"""How built-in codes start, `fr` aside; a user's own territory may not start so."""
_OVERSEAS = "97"


@dataclass(frozen=True, slots=True)
class Territoire:
    """A place: its code (dep-42), name, kind (maille) and the code of the place around it.

    A grouping that spans several départements has around it the one that holds
    nine communes in ten, else the région, else France.
    """

    code: str
    nom: str
    maille: str
    parent: str


@dataclass(frozen=True, slots=True)
class Ancien:
    """A territory that is no more: its name, its last day ("" unknown), what stands there now."""

    code: str
    nom: str
    fin: str
    devenu: tuple[str, ...]


@cache
def _data() -> dict[str, Any]:
    data: dict[str, Any] = orjson.loads((files("feuille") / "geographie.json").read_bytes())
    return data


def source() -> str:
    """Return where the geography comes from, with its vintage and licence."""
    return str(_data()["source"])


@cache
def _table() -> dict[str, Territoire]:
    return {code: Territoire(code, *row) for code, row in _data()["territoires"].items()}


@cache
def _former() -> dict[str, Ancien]:
    rows = _data()["anciens"].items()
    return {code: Ancien(code, nom, fin, tuple(now)) for code, (nom, fin, now) in rows}


@cache
def _communes() -> dict[str, str]:
    lines = (files("feuille") / "communes.txt").read_text("utf-8").splitlines()
    return dict(line.split(" ", 1) for line in lines if not line.startswith("#"))


def lookup(code: str) -> Territoire | None:
    """Return the built-in territory of that code, or None."""
    if code.startswith("com-"):
        return _commune(code)
    return _table().get(code)


def _commune(code: str) -> Territoire | None:
    number = code.removeprefix("com-")
    name, absorbed, _into = _communes().get(number, "").partition(">")
    if not name or absorbed:
        return None
    departement = number[: 3 if number.startswith(_OVERSEAS) else 2]
    return Territoire(code, name, "commune", f"dep-{departement}")


def former(code: str) -> Ancien | None:
    """Return the territory that had that code and is no more, or None."""
    if code.startswith("com-"):
        name, absorbed, into = _communes().get(code.removeprefix("com-"), "").partition(">")
        return Ancien(code, name, "", (f"com-{into}",)) if absorbed else None
    return _former().get(code)


def with_number(number: str) -> list[Territoire]:
    """Return the territories whose code ends with an INSEE or SIREN number, largest first."""
    word = number.strip().lower()
    tries = (word, word.zfill(2)) if len(word) < 3 else (word,)  # noqa: PLR2004 - départements have two signs
    found = (lookup(prefix + one) for one in dict.fromkeys(tries) for prefix in PREFIXES)
    return [place for place in found if place is not None]


def codes() -> list[str]:
    """Return the built-in codes that people know: France, régions, départements, métropoles."""
    return [code for code, place in _table().items() if place.maille != "epci"]


def is_built_in(code: str) -> bool:
    """Tell whether a code is written like a built-in one, known or not."""
    return code == "fr" or code.startswith(PREFIXES)


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
    inside one of them: it is not listed. Communes are not listed either.
    """
    return [
        code
        for code, place in _table().items()
        if place.maille == maille and inside(code, scope) and not code.startswith("ctd-")
    ]
