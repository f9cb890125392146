"""Intervals of days: the year a value belongs to, and what of a period is covered."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from feuille.values import Periode

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Span = tuple[date, date]
"""First and last day, both included; the calendar's own ends where a period is open."""

_STEPS = (12, 6, 3, 1)


def span(when: Periode) -> Span:
    """Return the days of a period."""
    return when.debut or date.min, when.fin or date.max


def days(one: Span) -> int:
    """Return how many days an interval has."""
    return (one[1] - one[0]).days + 1


def months(one: Span) -> int:
    """Return the length of an interval in months, to the nearest: leap years do not count."""
    return round(days(one) * 12 / 365.2425)


def overlap(one: Span, other: Span) -> int:
    """Return how many days two intervals share."""
    return max(0, (min(one[1], other[1]) - max(one[0], other[0])).days + 1)


def disjoint(spans: Iterable[Span]) -> bool:
    """Tell whether no two intervals share a day."""
    ordered = sorted(spans)
    return all(first[1] < second[0] for first, second in pairwise(ordered))


def belongs(mine: Span, wanted: Span, *, by_end: bool) -> bool:
    """Tell whether a value counts for the days asked: inside, or for a state ending in them."""
    if mine == wanted:
        return True
    if by_end:
        return wanted[0] <= mine[1] <= wanted[1]
    return wanted[0] <= mine[0] and mine[1] <= wanted[1]


def bucket(when: Periode, *, by_end: bool) -> Periode:
    """Return the year that a value belongs to, or its own period where no year holds it."""
    first, last = span(when)
    if last == date.max or (first.year != last.year and not by_end):
        return called((first, last), when.texte)
    return called((date(last.year, 1, 1), date(last.year, 12, 31)))


def called(one: Span, written: str = "") -> Periode:
    """Return an interval as a period, written in the shortest way."""
    first, last = one
    if last == date.max:
        return Periode(first, None, written or f"{first}/..")
    return Periode(first, last, _shortest(first, last))


def _shortest(first: date, last: date) -> str:
    if first == last:
        return first.isoformat()
    if first.day != 1 or last.day != calendar.monthrange(last.year, last.month)[1]:
        return f"{first}/{last}"
    length = 12 * (last.year - first.year) + last.month - first.month + 1
    years = f"{first.year}" if first.year == last.year else f"{first.year}/{last.year}"
    words = {
        1: f"{first:%Y-%m}",
        3: f"{first.year}-T{first.month // 3 + 1}",
        6: f"{first.year}-S{first.month // 6 + 1}",
    }
    if length % 12 == 0 and first.month == 1:
        return years
    # A quarter starts in January, April, July or October; a half in January or July.
    if (first.month - 1) % length == 0 and length in words:
        return words[length]
    return f"{first:%Y-%m}/{last:%Y-%m}"


def hull(periods: Sequence[Periode]) -> Periode:
    """Return the period from the first day of all to the last."""
    spans = [span(when) for when in periods]
    return called((min(one[0] for one in spans), max(one[1] for one in spans)))


def grid(asked: Span, covers: Sequence[Sequence[Span]]) -> list[Span]:
    """Cut a period into the widest slots that every respondent covers wholly or not at all.

    `covers` holds the disjoint intervals of each respondent. Years first, then
    halves, quarters, months; where dates follow no calendar, the intervals
    between them. Coverage over time counts territory × slot.
    """
    if (
        not any(days_covered(asked, cover) not in {0, days(asked)} for cover in covers)
        and months(asked) <= _STEPS[0]
    ):
        return [asked]
    for step in _STEPS:
        slots = _slots(asked, step)
        if slots and all(
            days_covered(slot, cover) in {0, days(slot)} for slot in slots for cover in covers
        ):
            return slots
    return _between(asked, covers)


def days_covered(slot: Span, cover: Iterable[Span]) -> int:
    """Return how many days of a slot disjoint intervals cover."""
    return sum(overlap(slot, one) for one in cover)


def _slots(asked: Span, step: int) -> list[Span]:
    """Cut a period into slots of so many months; nothing where they do not fit."""
    first, last = asked
    if first.day != 1 or last == date.max:
        return []
    slots: list[Span] = []
    while first <= last:
        year, month = divmod(first.year * 12 + first.month - 1 + step, 12)
        following = date(year, month + 1, 1)
        slots.append((first, following - timedelta(days=1)))
        first = following
    return slots if slots[-1][1] == last else []


def _between(asked: Span, covers: Sequence[Sequence[Span]]) -> list[Span]:
    if asked[1] == date.max:
        return [asked]
    starts = {asked[0]}
    for one in (one for cover in covers for one in cover):
        starts.add(max(one[0], asked[0]))
        if one[1] < asked[1]:
            starts.add(one[1] + timedelta(days=1))
    ordered = sorted(start for start in starts if start <= asked[1])
    ends = [start - timedelta(days=1) for start in ordered[1:]]
    return list(zip(ordered, [*ends, asked[1]], strict=True))
