"""The part of a comparison that may be published, as `feuille render` publishes documents."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from feuille.i18n import plural

if TYPE_CHECKING:
    from feuille.diff import Comparison
    from feuille.diff.model import Change


@dataclass(frozen=True, eq=False, slots=True)
class Publication:
    """What of a comparison may be published.

    `origin` gives, for a change of it, the same change of the whole comparison:
    its places are those of the files; `shown` are all of these. `hidden` counts
    the changes that are left out, `unread` the files that nobody can say to be
    public.
    """

    comparison: Comparison
    origin: dict[int, Change] = field(default_factory=dict)
    shown: frozenset[int] = frozenset()
    hidden: int = 0
    unread: int = 0

    def places(self, change: Change) -> Change:
        """Return the change whose places are those of the files."""
        return self.origin.get(id(change), change)

    @property
    def notice(self) -> str:
        """Say how many changes are left out, and never which."""
        said = [
            plural(
                "{n} changement dans des passages restreints n'est pas montré.",
                "{n} changements dans des passages restreints ne sont pas montrés.",
                self.hidden,
            )
        ] * bool(self.hidden)
        said += [
            plural(
                "{n} fichier illisible n'est pas comparé.",
                "{n} fichiers illisibles ne sont pas comparés.",
                self.unread,
            )
        ] * bool(self.unread)
        return " ".join(said)


def whole(comparison: Comparison) -> Publication:
    """Return all of a comparison, for those who may read it."""
    return Publication(comparison)


@lru_cache(maxsize=1)
def public(comparison: Comparison) -> Publication:
    """Return what may be published of a comparison.

    The public parts of both moments are compared: nothing restricted is read to
    write it. What was public and no longer is goes out of both.
    """
    from feuille import public as rules

    old, new = comparison.all_old(), comparison.all_new()
    today = rules.published(new)
    before = rules.earlier(old, new, today)
    found = rules.compared(before.corpus, today.corpus).only(comparison.kind)
    origin = _origins(comparison.changes, found.changes)
    shown = frozenset(id(one) for one in origin.values())
    left = [one for one in comparison.changes if id(one) not in shown]
    unread = sum(one.kind == "illisible" for one in left)
    return Publication(found, origin, shown, len(left) - unread, unread)


def _origins(whole: tuple[Change, ...], part: tuple[Change, ...]) -> dict[int, Change]:
    """Find, for each public change, the one that it is; places first, then all but positions.

    A list that lost a restricted item counts its other ones otherwise.
    """
    found: dict[int, Change] = {}
    for key in (_exact, _loose):
        taken = Counter(id(one) for one in found.values())
        left = defaultdict(list)
        for one in whole:
            if not taken[id(one)]:
                left[key(one)].append(one)
        for one in part:
            if id(one) not in found and left[key(one)]:
                found[id(one)] = left[key(one)].pop(0)
    return found


def _exact(change: Change) -> tuple[str, ...]:
    return change.type, change.id, change.kind, change.sign, change.key_path


def _loose(change: Change) -> tuple[str, ...]:
    return *_exact(change)[:-1], re.sub(r"\[\d+\]", "[]", change.key_path)


def is_public(comparison: Comparison, change: Change) -> bool:
    """Tell whether a change may be published."""
    return id(change) in public(comparison).shown
