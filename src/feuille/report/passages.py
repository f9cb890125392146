"""What every writing of a comparison shares: its moments, its order, its changed passages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from feuille.diff.wording import clean
from feuille.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from feuille.corpus import Corpus
    from feuille.diff import Comparison
    from feuille.diff.model import Change

_AROUND = 40
"""Signs of unchanged text kept on each side of a changed passage."""


def names(comparison: Comparison, *, exact: bool = False) -> dict[str, str]:
    """Say both moments; their commits too where they must be `exact`."""
    sides = {"old": comparison.old, "new": comparison.new}
    return {side: moment(corpus, short=not exact) for side, corpus in sides.items()}


def moment(corpus: Corpus, *, short: bool = False) -> str:
    """Say which moment a corpus is: 2018 (8f3a2c1), or 2018 where `short`; la copie de travail."""
    name, commit = corpus.snapshot.name, (corpus.snapshot.commit or "")[:7]
    if not commit:
        return _("l'index") if name == _("index") else _("la copie de travail")
    if commit.startswith(name[:7]):
        return clean(name[:7] if short else name)
    return clean(name) if short else f"{clean(name)} ({commit})"


def passages(change: Change, around: int = _AROUND) -> Iterator[tuple[str, str]]:
    """Yield the words that changed, with so many signs of what stands on each side of them."""
    last = len(change.words) - 1
    for position, (operation, words) in enumerate(change.words):
        flat = re.sub(r"\s+", " ", words)
        if operation != "=" or len(flat) <= 2 * around:
            yield operation, flat
            continue
        head = "" if position == 0 else flat[:around].rpartition(" ")[0]
        tail = "" if position == last else flat[-around:].partition(" ")[2]
        yield operation, f"{head} … {tail}" if head and tail else f"{head}…{tail}"


def cut(runs: Iterable[tuple[str, str]], room: int) -> tuple[list[tuple[str, str]], bool]:
    """Return the runs that fit in so many signs, the last one cut at a word; whether any is lost.

    Of each side of a change something is kept: what replaces a long text is never lost.
    """
    found, lost = [], False
    for operation, words in runs:
        kept = words if len(words) <= room else clean(words, room)
        lost = lost or kept != words
        found.append((operation, kept))
    return found, lost


def curly(words: str) -> str:
    """Write apostrophes as a page prints them: never in what must be copied as it is."""
    return re.sub(r"(?<=[^\W\d_])'(?=[^\W\d_])", "’", words)


def run(words: str, writer: Callable[[str], str]) -> str:
    """Write a run of words, keeping the spaces that part it from its neighbours."""
    inner = words.strip()
    if not inner:
        return " " * bool(words)
    before, after = words[0].isspace(), words[-1].isspace()
    return " " * before + writer(inner) + " " * after
