"""Rollups along several axes at once: each answer with one row per axis.

The engine rolls up along one axis. A second one restricts it: a territory to its
own scope, a tree or a convention to the fiches that both rows gather, and a
period is the one that each number speaks of.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from feuille import rollup
from feuille.diagnostics import CannotProceedError
from feuille.i18n import _
from feuille.rollup import amounts
from feuille.rollup.plan import Plan
from feuille.rollup.records import Row
from feuille.values import PeriodError, periode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from feuille.corpus import Corpus
    from feuille.rollup.records import Cell, Money, Progress, Rollup

Rows = tuple[Row, ...]
"""One row per axis, in the order in which the axes were asked."""
_TIME, _PLACE = "periode", "territoire"


@dataclass(frozen=True, slots=True)
class Crossing:
    """A rollup along `axes`; each cell, rate and amount beside the rows that it stands on.

    `found` holds them too, and what does not depend on axes (counts, ignored).
    Rows are empty for the money of the whole.
    """

    axes: tuple[str, ...]
    found: Rollup
    cells: tuple[tuple[Rows, Cell], ...]
    progress: tuple[tuple[Rows, Progress], ...]
    money: tuple[tuple[Rows, Money], ...]


def axes(text: str) -> tuple[str, ...]:
    """Read « territoire,periode »; CannotProceedError where an axis is named twice."""
    found = tuple(one.strip() for one in text.split(",") if one.strip()) or (text,)
    if len(set(found)) < len(found):
        raise CannotProceedError(
            _("Un axe est nommé deux fois : {text}.").format(text=text),
            _("Axes possibles : {names}.").format(names=", ".join(rollup.AXES)),
        )
    return found


def compute(
    corpus: Corpus,
    by: str,
    track: Callable[[Sequence[Any]], Iterable[Any]] = iter,
    **asked: Any,
) -> Crossing:
    """Roll a corpus up along the axes of `by`; `asked` is what `rollup.compute` takes.

    `track` wraps the territories as they are worked through, to show progress.
    """
    wanted = axes(by)
    if len(wanted) == 1:
        return _single(wanted, rollup.compute(corpus, by=wanted[0], **asked))
    for axis in wanted:
        # An unknown axis is refused before anything long begins.
        if axis not in rollup.AXES:
            rollup.compute(corpus, by=axis, **asked)
    others = [axis for axis in wanted if axis not in {_TIME, _PLACE}]
    plain = rollup.compute(corpus, by=others[0] if others else _PLACE, **asked)
    if not others:
        return _joined(wanted, plain, [_named(plain, {})])
    if _PLACE not in wanted:
        return _joined(wanted, plain, [_part(corpus, others, plain, None, asked)])
    places = rollup.compute(corpus, by=_PLACE, **asked).rows
    parts = [
        _part(corpus, others, rollup.compute(corpus, by=others[0], **{**asked, "place": place.id}), place, asked)
        for place in track(places)
    ]  # fmt: skip
    return _joined(wanted, plain, parts)
