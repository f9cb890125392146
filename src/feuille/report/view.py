"""What every writer takes besides the outcome, and the wordings that several of them share."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from feuille.diagnostics import Severity
from feuille.i18n import _

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from feuille.diagnostics import Diagnostic, Place

Style = Callable[..., str]


def plain(text: str, *_names: str) -> str:
    """Return a text as it is: the style of files."""
    return text


@dataclass(frozen=True, slots=True)
class View:
    """How an outcome is to be shown.

    `verbose` shows infos in full; `failing` are the severities that make the
    run fail; `prefix` leads from the top of the git repository to the data
    ("" or ending with a slash); `elsewhere` counts the diagnostics that a
    selection left out.
    """

    style: Style = plain
    verbose: bool = False
    failing: frozenset[Severity] = frozenset({Severity.ERROR})
    prefix: str = ""
    elsewhere: int = 0


def spot(place: Place, prefix: str = "") -> str:
    """Return `path:line:column`."""
    return f"{prefix}{place.path}:{place.line}:{place.column}"


def told(one: Diagnostic) -> str:
    """Return the message, with its hint on a line of its own."""
    return f"{one.message}\n→ {one.hint}" if one.hint else one.message


def told_with_places(one: Diagnostic, prefix: str) -> str:
    """Return the message, its hint and the related places, a line each."""
    return "\n".join([told(one), *(f"{_('voir')} {spot(other, prefix)}" for other in one.related)])


def fingerprints(diagnostics: Iterable[Diagnostic], prefix: str) -> Iterator[str]:
    """Yield for each diagnostic a text of its own that stays when the lines around it move.

    Two that are the same in all but their line are told apart by their rank.
    """
    seen: Counter[str] = Counter()
    for one in diagnostics:
        what = "\0".join((one.code, prefix + one.place.path, one.pointer, one.message))
        seen[what] += 1
        yield hashlib.sha256(f"{what}\0{seen[what]}".encode()).hexdigest()
