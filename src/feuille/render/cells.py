"""Cells of a rollup as pages show them: the last of each kind, their words, their units."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feuille import french
from feuille.i18n import _, plural
from feuille.render import fields
from feuille.render.inline import phrase
from feuille.render.model import Absent, Figure, Text
from feuille.render.words import line
from feuille.rollup import words
from feuille.rollup.records import ABSENT
from feuille.values import periode

if TYPE_CHECKING:
    from fractions import Fraction

    from feuille.render.inline import Context
    from feuille.render.model import Value
    from feuille.rollup.records import Cell, Progress

KINDS = {"reference": "Départ", "realise": "Réalisé", "cible": "Cible"}
"""The words of each kind of value, in the order of a table."""


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
    """Return a cell of a table: a number with its coverage where partial, or why there is none.

    What is said in words is shown whole.
    """
    if cell is None:
        return ()
    told = line(words.cell(cell))
    number = phrase(Figure(told) if cell.value is not None else Absent(told))
    return worded(cell) or (number,)


def worded(cell: Cell, *, dated: bool = False) -> tuple[Value, ...]:
    """Return the words of a cell that has no number, whole, after their period where `dated`.

    Where several territories answer, only how many: each one's words stand in its own row.
    """
    if cell.value is not None or not cell.textes:
        return ()
    when = _(", {when}").format(when=cell.periode) if dated else ""
    if len({place for place, _words in cell.textes}) > 1:
        count = plural("{n} réponse en mots", "{n} réponses en mots", len(cell.textes))
        return (phrase(Absent(line(count + when))),)
    head = cell.periode if dated else ""
    return tuple(fields.headed(head, text) for _place, text in cell.textes)


def rated(one: Progress | None) -> tuple[Value, ...]:
    """Return how far a row has come towards its last target."""
    if one is None or one.final.value is None:
        reason = one.final.reason if one else ""
        return (phrase(Absent(line(words.reason(reason)))),) if reason else ()
    return (phrase(Figure(line(words.rate(one.final)))),)


def timed(cell: Cell | None) -> tuple[Value, ...]:
    """Return a cell with its unit and period."""
    if cell is None or cell.value is None:
        return (worded(cell, dated=True) if cell else ()) or said(cell)
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
    return measure(cell.value, cell.unite) + _(" (provisoire)") * cell.provisoire


def measure(value: Fraction | None, unite: str) -> str:
    """Write a number with its unit, which agrees with it; « non renseigné » where there is none."""
    told = words.figure(value, unite)
    if value is None or not unite or words.is_percent(unite):
        return told
    return told + french.NBSP + french.unit(unite, value)
