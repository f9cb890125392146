"""Cells of a rollup as pages show them: the last of each kind, their words, their units."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feuille import french
from feuille.i18n import _
from feuille.render.inline import phrase
from feuille.render.model import Absent, Figure, Text
from feuille.render.origins import KINDS
from feuille.render.words import line
from feuille.rollup import words
from feuille.rollup.records import ABSENT
from feuille.values import periode

if TYPE_CHECKING:
    from feuille.render.inline import Context
    from feuille.render.model import Value
    from feuille.rollup.records import Cell, Progress


def latest(cells: list[Cell]) -> list[Cell]:
    """Return the cells of each kind for the last period that says something."""
    found: list[Cell] = []
    for kind in KINDS:
        mine = [one for one in cells if one.kind == kind]
        said = [one for one in mine if one.status != ABSENT] or mine
        last = max((end(one) for one in said), default=None)
        found += [one for one in mine if end(one) == last]
    return found


def end(cell: Cell) -> tuple[str, str]:
    """Return what orders the periods of cells."""
    when = periode(cell.periode)
    return (str(when.fin or "9"), str(when.debut or "")) if when else ("", "")


def said(cell: Cell | None) -> tuple[Value, ...]:
    """Return a cell of a table: a number with its coverage where partial, or why there is none."""
    if cell is None:
        return ()
    told = line(words.cell(cell))
    return (phrase(Figure(told) if cell.value is not None else Absent(told)),)


def rated(one: Progress | None) -> tuple[Value, ...]:
    """Return how far a row has come towards its last target."""
    if one is None or one.final.value is None:
        reason = one.final.reason if one else ""
        return (phrase(Absent(line(words.reason(reason)))),) if reason else ()
    return (phrase(Figure(line(words.rate(one.final)))),)


def timed(cell: Cell | None) -> tuple[Value, ...]:
    """Return a cell with its unit and period."""
    if cell is None or cell.value is None:
        return said(cell)
    cover = f" ({cell.coverage.share})" * cell.coverage.partial
    return (
        phrase(
            Figure(line(full(cell) + cover)), Text(line(_(", {when}").format(when=cell.periode)))
        ),
    )


def is_whole(context: Context, cell: Cell) -> bool:
    """Tell whether a cell is about the whole territory."""
    return cell.row.id == context.rollup.scope


def full(cell: Cell) -> str:
    """Write a number with its unit; a provisional one says so."""
    unit = "" if words.is_percent(cell.unite) or not cell.unite else french.NBSP + cell.unite
    return words.figure(cell.value, cell.unite) + unit + _(" (provisoire)") * cell.provisoire
