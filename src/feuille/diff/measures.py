"""How far dates, amounts and indicator values moved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeGuard

from feuille import money, series
from feuille.diff.equality import period
from feuille.diff.model import REMOVED, Measure
from feuille.values import decimal, montant

if TYPE_CHECKING:
    from collections.abc import Container
    from datetime import date
    from decimal import Decimal

    from feuille.corpus import Document
    from feuille.diagnostics import Path
    from feuille.diff.model import Delta, Pair
    from feuille.money import Line
    from feuille.values import Montant

_STARTS = {"debut", "depuis"}
_PERCENT = {"pourcent", "%"}


def shift(key: str, old: Any, new: Any) -> Measure | None:
    """Return how much later a date falls; None where one of them has no day to compare.

    A start is compared by its first day, anything else by its last.
    """
    days = [_day(key, value) for value in (old, new)]
    if days[0] is None or days[1] is None:
        return None
    before, after = days[0], days[1]
    months = 12 * (after.year - before.year) + after.month - before.month
    return Measure(months=months, days=(after - before).days)


def _day(key: str, value: Any) -> date | None:
    found = period(value)
    if found is None:
        return None
    return found.debut if key in _STARTS else found.fin


def movement(old: Decimal, new: Decimal, ambition: str = "") -> Measure:
    """Return the difference of two numbers, in units and in percent of the old one."""
    share = (new - old) / abs(old) * 100 if old else None
    return Measure(delta=new - old, percent=share, ambition=ambition)


def line_at(pair: Pair, delta: Delta) -> Line | None:
    """Return the line of money that an added or removed item is."""
    document = pair.side(delta.sign)[1]
    return next((line for line in money.lines(document) if line.at == delta.at), None)


def replaced(pair: Pair, delta: Delta, line: Line) -> Line | None:
    """Return the line that stood for the same money on the other side, under another act.

    None too where the line itself does not count: a later act has replaced it.
    """
    other = pair.new if delta.sign == REMOVED else pair.old
    if other is None or line not in _in_force(line.document):
        return None
    return next((one for one in _in_force(other) if one.key == line.key), None)


def common(line: Line, other: Line | None) -> str:
    """Return the kind of amount by which two lines compare, the signed one first; "" for none."""
    shared = line.amounts.keys() & (other.amounts.keys() if other else ())
    return next((kind for kind in ("engage", "prevu", "verse") if kind in shared), "")


def amounts(delta: Delta) -> tuple[Montant, Montant]:
    """Return both amounts of a line that passed from prévu to engagé, or back."""
    found = [montant(next(iter(side.values()))) for side in (delta.old, delta.new)]
    assert found[0]
    assert found[1]
    return found[0], found[1]


def _in_force(document: Document) -> list[Line]:
    return money.in_force(document, money.lines(document))


def values(pair: Pair, delta: Delta) -> tuple[Any, Any]:
    """Return the whole indicator value on both sides of a difference of figures."""
    if delta.shape == "item":
        return delta.old, delta.new
    assert pair.old is not None
    assert pair.new is not None
    ends = row_of(delta.old_at, series.KINDS), row_of(delta.new_at, series.KINDS)
    return pair.old.get(ends[0] or ()), pair.new.get(ends[1] or ())


def progress(pair: Pair, delta: Delta, old: Any, new: Any) -> Measure:
    """Return how far an indicator value moved, and whether that asks for more or for less."""
    definition = indicator(pair, delta)
    before, after = (figure(value, definition.get("unite")) for value in (old, new))
    if before is None or after is None:
        return Measure()
    rising = {"hausse": True, "baisse": False}.get(str(definition.get("sens")))
    ambition = ""
    if rising is not None and before != after:
        ambition = "plus" if (after > before) is rising else "moins"
    return movement(before, after, ambition)


def indicator(pair: Pair, delta: Delta) -> dict[str, Any]:
    """Return what defines the indicator that a difference is about; empty where it is unknown."""
    corpus, document = pair.side(delta.sign)
    block = document.get((row_of(delta.at, series.KINDS) or ())[:-2])
    name = block.get("indicateur") if isinstance(block, dict) else None
    found = corpus.documents.get(name) if isinstance(name, str) else None
    return found.data if found else {}


def figure(row: dict[str, Any], unite: Any) -> Decimal | None:
    """Return the number that an indicator value gives: its value, else its ratio."""
    if is_number(row.get("valeur")):
        return decimal(row["valeur"])
    above, below = row.get("numerateur"), row.get("denominateur")
    if not is_number(above) or not is_number(below) or not below:
        return None
    ratio = decimal(above) / decimal(below)
    return ratio * 100 if str(unite) in _PERCENT else ratio


def is_known(row: Any) -> bool:
    """Tell whether an indicator value says anything: a number or a text."""
    return isinstance(row, dict) and (
        is_number(row.get("valeur"))
        or is_number(row.get("numerateur"))
        or isinstance(row.get("texte"), str)
    )


def is_missing(row: Any) -> bool:
    """Tell whether an indicator value says that there is none, and why."""
    return isinstance(row, dict) and isinstance(row.get("manque"), str)


def is_number(value: Any) -> TypeGuard[float]:
    """Tell whether a value is a number; true and false are none."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def row_of(at: Path, names: Container[object]) -> Path | None:
    """Return the path of the item of one of these lists that a path leads to or into, or None."""
    for position in range(len(at) - 1, 0, -1):
        if isinstance(at[position], int) and at[position - 1] in names:
            return at[: position + 1]
    return None
