"""Finds the files that travel with the program: schemas, templates, demonstration.

They stand at the top of the repository and, in an installed package, inside it.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

_IN_CHECKOUT = {"demonstration": "examples/demonstration"}


@cache
def folder(name: str) -> Traversable:
    """Return the folder `schemas`, `templates` or `demonstration`."""
    packaged = files("feuille") / name
    if packaged.is_dir():
        return packaged
    return Path(__file__).parents[2] / _IN_CHECKOUT.get(name, name)


def text(name: str, *parts: str) -> str:
    """Return the text of one packaged file."""
    return folder(name).joinpath(*parts).read_text("utf-8")
