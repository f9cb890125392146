"""How far a long run has come: a bar on stderr, for a person at a terminal only."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from feuille.commands.terminal import Terminal

T = TypeVar("T")
_LONG = 3
MANY = 200
"""Documents under which reading takes no time."""


def track(terminal: Terminal, title: str, items: Sequence[T], least: int = _LONG) -> Iterable[T]:
    """Yield the items, and show which part is done where someone can see it and it may last.

    Fewer items than `least` show nothing.
    """
    if terminal.quiet or not sys.stderr.isatty() or len(items) < least:
        yield from items
        return
    from rich.console import Console
    from rich.progress import track as shown

    yield from shown(items, title, console=Console(stderr=True), transient=True)
