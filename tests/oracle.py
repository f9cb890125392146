"""A slow second opinion on rollups, written from the rules alone; it imports nothing of feuille.

Days are counted in half-years: a period is the set of its halves (2019 is
{4038, 4039}, its first half {4038}), so that « inside », « overlaps » and
« ends in » are set operations. Numbers are exact fractions.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

Period = frozenset[int]
WHOLE = "reg-84"
COMPLETE, PARTIAL, ABSENT = "complet", "partiel", "absent"
NOT_ADDED, BREAK = "non-agregeable", "rupture"
SPARED = "sans-objet"
SILENT = {"non-renseigne", "non-disponible", "autre-periode", SPARED}


def years(first: int, last: int | None = None) -> Period:
    return frozenset(range(2 * first, 2 * (last or first) + 2))


@dataclass(frozen=True)
class Model:
    """One indicator and everything said of it: place → kind → period → what is said."""

    nature: str
    over_places: str
    over_time: str
    sens: str = "hausse"
    expected: tuple[str, ...] = ()
    policy: str = "ignorer"
    threshold: int = 100
    breaks: tuple[int, ...] = ()
    unsaid: bool = False  # nothing says who must answer: `expected` are those who speak
    blank: dict[str, str] = field(default_factory=dict)
    said: dict[str, dict[str, dict[Period, dict[str, Any]]]] = field(default_factory=dict)

    def segment(self, period: Period) -> int:
        return sum(first <= max(period) for first in self.breaks)


@dataclass(frozen=True)
class Number:
    value: Fraction
    top: Fraction | None = None
    bottom: Fraction | None = None
    weight: Fraction | None = None


@dataclass(frozen=True)
class Answer:
    """What one place says over a period: a number, or why there is none."""

    place: str
    number: Number | None = None
    why: str = ""
    known: Period = frozenset()
    spared: Period = frozenset()
    segments: frozenset[int] = frozenset()


def read(model: Model, said: dict[str, Any]) -> Number | str:
    if "manque" in said:
        return str(said["manque"])
    part = {key: Fraction(value) for key, value in said.items()}
    if part.get("denominateur") == 0:
        return "denominateur-nul"
    top, bottom = part.get("numerateur"), part.get("denominateur")
    rate = 100 * top / bottom if top is not None and bottom else None
    value = part["valeur"] if rate is None else rate
    if model.nature == "taux" and not possible(value):
        return "hors-bornes"
    return Number(value, top, bottom, part.get("poids"))


def possible(percent: Fraction) -> bool:
    return 0 <= percent <= 100


def usable(rule: str, one: Number) -> bool:
    return not (
        (rule == "ratio" and one.bottom is None)
        or (rule == "moyenne-ponderee" and one.weight is None)
    )


def together(rule: str, numbers: list[Number]) -> Number | None:
    """Add up: Σ v, 100·Σ n/Σ d, or Σ v·p/Σ p; None where that has no answer."""
    weights = [one.weight for one in numbers]
    weight = None if None in weights else sum((w for w in weights if w is not None), Fraction(0))
    if rule == "somme":
        return Number(sum((one.value for one in numbers), Fraction(0)), weight=weight)
    if rule == "ratio":
        top = sum((one.top or Fraction(0) for one in numbers), Fraction(0))
        bottom = sum((one.bottom or Fraction(0) for one in numbers), Fraction(0))
        return Number(100 * top / bottom, top, bottom)
    if not weight:
        return None
    return Number(sum((n.value * (n.weight or 0) for n in numbers), Fraction(0)) / weight, weight=weight)  # fmt: skip


def answer(model: Model, place: str, kind: str, asked: Period) -> Answer:
    """Roll up over time first, place by place."""
    rows = model.said.get(place, {}).get(kind, {})
    if model.over_time == "dernier":
        mine = [p for p in rows if max(p) in asked]
        mine = sorted(mine, key=lambda p: (max(p), min(p)))[-1:]
    else:
        mine = [asked] if asked in rows else sorted((p for p in rows if p <= asked), key=max)
    if not mine:
        why = model.blank.get(place, "non-renseigne")
        return Answer(place, why=why, spared=asked if why == SPARED else frozenset())
    if len(mine) == 1 and (asked in mine or model.over_time == "dernier"):
        found = read(model, rows[mine[0]])
        spared = asked if found == SPARED else frozenset()
        segments = frozenset([model.segment(mine[0])] if found not in SILENT else [])
        if isinstance(found, str):
            return Answer(place, why=found, spared=spared, segments=segments)
        return Answer(place, found, known=asked, segments=segments)
    return several(model, place, {period: read(model, rows[period]) for period in mine})


def several(model: Model, place: str, found: dict[Period, Number | str]) -> Answer:
    good = {p: one for p, one in found.items() if isinstance(one, Number)}
    spared = frozenset[int]().union(*(p for p, one in found.items() if one == SPARED))
    segments = frozenset(model.segment(p) for p in good)
    if not good:
        whys = [one for one in found.values() if isinstance(one, str)]
        why = next((one for one in whys if one != SPARED), whys[0])
        spoken = frozenset(model.segment(p) for p, one in found.items() if one not in SILENT)
        return Answer(place, why=why, spared=spared, segments=spoken)
    numbers = list(good.values())
    if sum(map(len, good)) > len(frozenset[int]().union(*good)):
        return Answer(place, why="chevauchement", spared=spared, segments=segments)
    if len(segments) > 1:
        return Answer(place, why=BREAK, spared=spared, segments=segments)
    if len(numbers) > 1 and not all(usable(model.over_time, one) for one in numbers):
        return Answer(place, why="incomplet", spared=spared, segments=segments)
    result = numbers[0] if len(numbers) == 1 else together(model.over_time, numbers)
    if result is None:
        return Answer(place, why="poids-nuls", spared=spared, segments=segments)
    return Answer(place, result, "", frozenset[int]().union(*good), spared, segments)


def members(model: Model, row: str, kind: str, asked: Period) -> tuple[list[Answer], Answer | None]:
    """Return who counts in a row, and what was typed for the whole of it beside them."""
    if row != WHOLE:
        return [one for one in [answer(model, row, kind, asked)] if not gone(one)], None
    parts = [answer(model, place, kind, asked) for place in model.expected or (WHOLE,)]
    typed = answer(model, WHOLE, kind, asked)
    if (
        model.expected
        and typed.number
        and (kind == "cible" or not any(part.number for part in parts))
    ):
        return [typed], None
    beside = typed if typed.number and model.expected else None
    return [part for part in parts if not gone(part)], beside


def others(model: Model, row: str, counted: list[Answer]) -> bool:
    """Tell whether someone whom nothing names may be missing."""
    parts = any(one.place != WHOLE for one in counted)
    return model.unsaid and row == WHOLE and parts


def gone(one: Answer) -> bool:
    return one.why == SPARED


def cell(model: Model, row: str, kind: str, asked: Period) -> tuple[Fraction | None, int, int, str]:
    """Return value, reporting, expected and status of a cell."""
    counted, _beside = members(model, row, kind, asked)
    alone = len(counted) == 1
    good = [a for a in counted if a.number and (alone or usable(model.over_places, a.number))]
    reporting, expected = coverage(model, counted, good, asked)

    def said(status: str, value: Fraction | None = None) -> tuple[Fraction | None, int, int, str]:
        return value, reporting, expected, status

    if any(a.why == BREAK for a in counted) or len({s for a in good for s in a.segments}) > 1:
        return said(BREAK)
    if not alone and counted and forbidden(model, kind):
        return said(NOT_ADDED)
    if not good:
        return said(ABSENT if all(a.why in SILENT and not a.number for a in counted) else NOT_ADDED)
    numbers = [a.number for a in good if a.number]
    total = numbers[0] if alone else together(model.over_places, numbers)
    if total is None:
        return said(NOT_ADDED)
    more = others(model, row, counted)
    if reporting == expected and not more:
        return said(COMPLETE, total.value)
    shut = hidden(model, reporting, expected, more=more)
    return said(PARTIAL, None if shut else total.value)


def forbidden(model: Model, kind: str) -> bool:
    return model.over_places == "aucune" or (kind == "cible" and model.nature in {"taux", "moyenne"})  # fmt: skip


def hidden(model: Model, reporting: int, expected: int, *, more: bool = False) -> bool:
    low = more or 100 * reporting < model.threshold * expected
    return model.policy == "exiger" or (model.policy == "seuil" and low)


def coverage(model: Model, counted: list[Answer], good: list[Answer], asked: Period) -> tuple[int, int]:  # fmt: skip
    """Count place × period: the widest periods that each one covers wholly or not at all."""
    covers = [cover & asked for one in counted for cover in (one.known, one.spared)]
    slots = [asked]
    if model.over_time != "dernier":
        for width in (min(len(asked), 2), 1):
            slots = [frozenset(range(h, h + width)) for h in range(min(asked), max(asked), width)]
            slots = slots or [asked]
            if width == 1:
                slots = [frozenset([half]) for half in sorted(asked)]
            if all(not slot & cover or slot <= cover for slot in slots for cover in covers):
                break
    wanted = [(one, slot) for one in counted for slot in slots if not slot & one.spared]
    return sum(one in good and slot <= one.known for one, slot in wanted), len(wanted)


def progress(model: Model, row: str, now: Period, goal: Period) -> tuple[Fraction | None, int, int]:
    """Return the unbounded rate of a row, over the places that have all three values."""
    counted, typed = members(model, row, "realise", span_of(model, now, goal))
    more = others(model, row, counted)
    stated = answer(model, WHOLE, "cible", goal) if row == WHOLE and model.expected else None
    if stated is None or not stated.number:
        stated = None
    trios = [trio(model, one, now, goal, stated) for one in counted]
    if stated is None:
        trios = [t for t in trios if not (gone(t[0]) or gone(t[2]))]
    alone = len(trios) == 1
    good = [t for t in trios if comparable(model, t, now, goal, alone=alone)]
    if not good and typed:
        trios = [trio(model, typed, now, goal, None)]
        alone, stated, more = True, None, False
        good = [t for t in trios if comparable(model, t, now, goal, alone=True)]
    reporting, expected = len(good), len(trios)
    none = None, reporting, expected
    kind = "realise" if stated else "cible"
    if not good or broken(trios) or (not alone and forbidden(model, kind)):
        return none
    partial = more or reporting < expected
    if partial and hidden(model, reporting, expected, more=more):
        return none
    if partial and stated and model.over_places == "somme":
        return none
    sums = []
    for position in range(3):
        numbers = [number for t in good if (number := t[position].number)]
        fixed = stated.number if stated and position == 2 else None
        both = numbers[0] if alone else None
        sums.append(fixed or both or together(model.over_places, numbers))
    if not all(sums):
        return none
    start, current, target = (one.value for one in sums if one)
    return rate(start, current, target, model.sens), reporting, expected


def span_of(model: Model, now: Period, goal: Period) -> Period:
    """Return what is done to look at: all of it since the first day of a longer flux target."""
    if from_zero(model, goal):
        so_far = frozenset(range(min(goal), max(now) + 1))
        return so_far if so_far and so_far <= goal else goal
    if model.over_time != "somme" or len(now) == len(goal):
        return now
    return goal


def from_zero(model: Model, goal: Period) -> bool:
    starts = [p for kinds in model.said.values() for p in kinds.get("reference", {})]
    return model.over_time == "somme" and bool(starts) and len(goal) > max(map(len, starts))


Trio = tuple[Answer, Answer, Answer]


def trio(model: Model, now: Answer, when: Period, goal: Period, stated: Answer | None) -> Trio:
    """Return start, current and target of a place; a start or target across a break is `rupture`."""
    target = stated or answer(model, now.place, "cible", goal)
    segment = max(now.segments, default=None)
    if target.number and segment is not None and target.segments != {segment}:
        target = Answer(now.place, why=BREAK)
    if from_zero(model, goal):
        zero, one = Fraction(0), Fraction(1)
        return Answer(now.place, Number(zero, zero, one, one)), now, target
    rows = model.said.get(now.place, {}).get("reference", {})
    for period, said in rows.items():
        if segment in {None, model.segment(period)}:
            return answer(model, now.place, "reference", period), now, target
        if "manque" not in said:
            return Answer(now.place, why=BREAK), now, target
    return Answer(now.place, why=model.blank.get(now.place, "non-renseigne")), now, target


def comparable(model: Model, t: Trio, now: Period, goal: Period, *, alone: bool) -> bool:
    known = all(one.number for one in t)
    weighed = alone or all(usable(model.over_places, one.number) for one in t[:2] if one.number)
    return known and weighed and t[1].known == span_of(model, now, goal)


def broken(trios: list[Trio]) -> bool:
    """Tell whether a break stands between the three values of a place that has them so far."""
    for start, now, target in trios:
        first = next((one for one in (now, start, target) if not one.number), None)
        if first is not None and first.why == BREAK:
            return True
    return len({s for t in trios for s in t[1].segments if all(one.number for one in t)}) > 1


def rate(start: Fraction, current: Fraction, target: Fraction, sens: str) -> Fraction:
    if sens == "baisse":
        start, current, target = -start, -current, -target
    if start >= target:
        return Fraction(100 if current >= target else 0)
    return 100 * (current - start) / (target - start)
