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
Held = dict[tuple[str, str], dict[str, Row]]
Part = tuple["Rollup", Held]
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
    for axis in wanted:
        rollup.check_axis(axis)
    others = [axis for axis in wanted if axis not in {_TIME, _PLACE}]
    crossed = len(wanted) > 1
    first = _PLACE if _PLACE in wanted and crossed else (others or wanted)[0]
    plain = rollup.compute(corpus, by=first, **asked)
    if not crossed or not others:
        beyond = [one.row for one in plain.money if one.row is not None]
        return _joined(wanted, plain, [(plain, _single(first, [*beyond, *plain.rows]))])
    spaces = plain.rows if _PLACE in wanted else (None,)
    return _joined(wanted, plain, [_part(corpus, others, one, asked) for one in track(spaces)])


def only_money(found: Crossing) -> Crossing:
    """Return a rollup without its indicators and counts."""
    ignored = tuple(one for one in found.found.ignored if one.money)
    kept = replace(found.found, indicateurs=(), cells=(), progress=(), counts=(), ignored=ignored)
    return replace(found, found=kept, cells=(), progress=())


def without_money(found: Crossing) -> Crossing:
    """Return a rollup without its amounts, for someone who asked for an indicator."""
    ignored = tuple(one for one in found.found.ignored if not one.money)
    kept = replace(found.found, money=(), executions=(), cofinancing=(), ignored=ignored)
    return replace(found, found=kept, money=())


def _single(axis: str, rows: Iterable[Row]) -> Held:
    return {(row.by, row.id): {axis: row} for row in rows}


def _part(corpus: Corpus, others: list[str], place: Row | None, asked: dict[str, Any]) -> Part:
    """Return the rollup of one territory along the other axes, with the rows of each row."""
    asked = {**asked, "place": place.id} if place else asked
    found = rollup.compute(corpus, by=others[0], **asked)
    lines = [(row, {others[0]: row}) for row in found.rows]
    for axis in others[1:]:
        plan = Plan(corpus)
        across = rollup.compute(corpus, by=axis, **asked).rows
        lines = [
            (merged, {**held, axis: other})
            for row, held in lines
            for other in across
            if (merged := _both(plan, row, other)).fiches
        ]
    if len(others) > 1:
        rows = [row for row, _held in lines]
        found = rollup.compute(corpus, by=others[0], lines=rows, **asked)
        money = tuple(_money(corpus, found, rows, asked))
        found = replace(found, money=money)
    else:
        beyond = {one.row.id: one.row for one in found.money if one.row is not None}
        lines += [(row, {others[0]: row}) for row in beyond.values() if row not in found.rows]
    around = {_PLACE: place} if place else {}
    return found, {(row.by, row.id): {**around, **held} for row, held in lines}


def _both(plan: Plan, row: Row, other: Row) -> Row:
    """Return the row of the fiches that two rows share, with the indicators that these use."""
    shared = (row.fiches or frozenset()) & (other.fiches or frozenset())
    used = frozenset(name for fiche in shared for name in plan.uses.get(fiche, ()))
    return replace(
        row,
        id=f"{row.id}\n{other.id}",
        places=tuple(dict.fromkeys([*_within(plan, row, other), *_within(plan, other, row)])),
        fiches=shared,
        indicateurs=used,
        convention=row.convention or other.convention,
    )


def _within(plan: Plan, row: Row, other: Row) -> list[str]:
    """Return the places of a row that lie in those of another."""
    return [one for one in row.places if any(plan.places.inside(one, o) for o in other.places)]


def _money(
    corpus: Corpus, found: Rollup, rows: Iterable[Row], asked: dict[str, Any]
) -> Iterator[Money]:
    """Yield the amounts of the lines that stand under a convention and on one of the fiches."""
    plan = Plan(corpus)
    book = amounts.ledger(plan, found.scope, asked.get("year"), asked.get("as_of"))
    for row in rows:
        lines = tuple(
            one
            for one in book.lines
            if one.line.action in (row.fiches or ()) and row.convention in {"", one.convention}
        )
        for one in amounts.amounts(plan, replace(book, lines=lines, printed=()), ()):
            yield replace(one, row=row)


def _joined(wanted: tuple[str, ...], plain: Rollup, parts: Iterable[Part]) -> Crossing:
    """Put the parts together: what stands on none of their rows is left to `plain`."""
    cells: list[tuple[Rows, Cell]] = []
    rates: list[tuple[Rows, Progress]] = []
    money: list[tuple[Rows, Money]] = [((), one) for one in plain.money if one.row is None]
    for found, held in parts:
        for cell in found.cells:
            cells += _placed(wanted, held, cell.row, cell.periode, cell)
        for rate in found.progress:
            rates += _placed(wanted, held, rate.row, rate.final.periode, rate)
        for one in found.money:
            if one.row is not None:
                money += _placed(wanted, held, one.row, one.exercice, one)
    if len(wanted) == 1:
        # What stands on no row of the axis (the rates of the plan's nodes) stays in the rollup.
        return Crossing(wanted, plain, tuple(cells), tuple(rates), tuple(money))
    whole = replace(
        plain,
        by=",".join(wanted),
        cells=tuple(one for _rows, one in cells),
        progress=tuple(one for _rows, one in rates),
        money=tuple(one for _rows, one in money),
    )
    return Crossing(wanted, whole, tuple(cells), tuple(rates), tuple(money))


def _placed(
    wanted: tuple[str, ...], held: Held, row: Row, when: str, one: Any
) -> list[tuple[Rows, Any]]:
    """Return an answer with the row of each axis, or nothing where it stands on another row."""
    mine = held.get((row.by, row.id))
    if mine is None:
        return []
    return [(tuple(mine.get(axis) or _period(when, row) for axis in wanted), one)]


def _period(text: str, row: Row) -> Row:
    try:
        when = periode(text)
    except PeriodError:
        when = None
    return Row(_TIME, text, str(when or text), row.places)
