"""The list of the kinds of fault, which the modules of this package fill."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.mutations.site import Fault, Site


@dataclass(frozen=True)
class Kind:
    """One kind of fault: what it does to a site, and the codes that may report it.

    `alone`: nothing else may be reported, here or elsewhere.
    """

    name: str
    codes: tuple[str, ...]
    apply: Callable[[Site], Fault]
    alone: bool = False


KINDS: dict[str, Kind] = {}


def kind(
    *codes: str, alone: bool = False
) -> Callable[[Callable[[Site], Fault]], Callable[[Site], Fault]]:
    """Enter a function into the list, under its own name."""

    def enter(function: Callable[[Site], Fault]) -> Callable[[Site], Fault]:
        name = function.__name__
        assert name not in KINDS
        KINDS[name] = Kind(name, codes, function, alone)
        return function

    return enter
