"""Taux d'avancement: from where, where now, how far to the target; like for like."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from feuille.rollup import cells, figures, spans, units
from feuille.rollup.figures import Figure
from feuille.rollup.records import (
    ABSENT,
    BREAK,
    COMPLETE,
    NOT_ADDED,
    PARTIAL,
    Coverage,
    Missing,
    Rate,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from feuille.rollup.cells import Known
    from feuille.rollup.indicators import Indicateur
    from feuille.rollup.places import Places
    from feuille.rollup.records import Row
    from feuille.rollup.units import Point, Series, Unit
    from feuille.values import Periode

ZERO = Figure(Fraction(0), Fraction(0), Fraction(1), Fraction(1))
_ORDER = ("cible-non-renseigne", "depart-non-renseigne", "realise-non-renseigne")
"""What to say first of a row where nobody has all three."""


def rate(start: Fraction, current: Fraction, target: Fraction, sens: str) -> Fraction:
    """Return the unbounded taux d'avancement, in percent.

    Rising: 100·(VA−VI)/(VC−VI); where VI ≥ VC, 100 when VA ≥ VC, else 0. Falling
    is the mirror image. Formula of PILOTE (compute_ta_helpers), which reads
    « stable » as rising.
    """
    if sens == "baisse":
        return rate(-start, -current, -target, "hausse")
    if start >= target:
        return Fraction(100 if current >= target else 0)
    return 100 * (current - start) / (target - start)


@dataclass(frozen=True, slots=True)
class Trio:
    """The three points of a unit: start (VI), current (VA), target (VC)."""

    vi: Point
    va: Point
    vc: Point


@dataclass(frozen=True, slots=True)
class Aim:
    """What a rate compares: the target's period, the days of the current value, VI = 0 or not."""

    target: Periode
    current: Periode
    from_zero: bool = False


def aim(target: Periode, current: Periode, series: Iterable[Series], indicator: Indicateur) -> Aim:
    """Choose what to read of a flux: a target over more periods than its reference starts from 0.

    What is done is then counted from the target's first day. A flux whose
    target has another length than the current period is read over the target's.
    """
    if indicator.temps != "somme":
        return Aim(target, current)
    wanted = spans.months(spans.span(target))
    starts = [
        spans.months(reading.days)
        for one in series
        for unit in one.units.values()
        for reading in unit.values.get("reference", ())
    ]
    if starts and wanted > max(starts):
        so_far = spans.hull([replace(target, fin=target.debut), current])
        done = so_far if target.contains(so_far) else target
        return Aim(target, done, from_zero=True)
    same = wanted == spans.months(spans.span(current))
    return Aim(target, current if same else target)


def rated(row: Row, aimed: Aim, found: Known, indicator: Indicateur, places: Places) -> Rate:
    """Return the rate of a row, over the territories that have all three values.

    `found` is what units say was done over the days of `aimed.current`.
    """
    series = [one for one, _points in found]
    by_action = {one.action: one for one in series}
    chosen = cells.select(found, row, "realise", places)
    stated = _stated(row, aimed, series, indicator)
    trios = _trios(chosen.members, by_action, aimed, indicator, stated)
    faults = [_fault(trio, aimed, indicator, alone=len(trios) == 1) for trio in trios]
    if all(faults) and chosen.totals:
        # No territory can tell: what was typed for the whole does.
        trios = _trios(chosen.totals, by_action, aimed, indicator, None)
        faults = [_fault(trio, aimed, indicator, alone=True) for trio in trios]
        stated = None
        chosen = replace(chosen, open=False)
    if not trios:
        spared = chosen.spared or chosen.members
        return Rate(
            aimed.current.texte,
            aimed.target.texte,
            reason=units.SPARED if spared else "hors-maille",
        )
    coverage = _coverage(trios, faults, aimed, others=chosen.open)
    good = [trio for trio, fault in zip(trios, faults, strict=True) if not fault]
    blank = Rate(aimed.current.texte, aimed.target.texte, coverage=coverage)
    alone = len(trios) == 1
    status, reason = _refusal(
        good, faults, indicator, coverage, alone=alone, stated=stated is not None
    )
    if status:
        return replace(blank, status=status, reason=reason)
    return _result(blank, good, stated, indicator, alone=alone)


def _trios(
    points: Iterable[Point],
    by_action: dict[str, Series],
    aimed: Aim,
    indicator: Indicateur,
    stated: Point | None,
) -> list[Trio]:
    found = [
        _trio(p, by_action[p.action].units.get(p.place), aimed, indicator, stated) for p in points
    ]
    if stated is not None:
        return found  # it aims at the whole: leaving someone out would compare a part with it
    return [one for one in found if units.SPARED not in {one.vi.reason, one.vc.reason}]


def _trio(
    now: Point, unit: Unit | None, aimed: Aim, indicator: Indicateur, stated: Point | None
) -> Trio:
    nothing = units.Point(now.place, now.action, reason="non-renseigne")
    target = stated or (units.point(unit, "cible", aimed.target, indicator) if unit else nothing)
    segment = max((indicator.segment(last) for _first, last in now.segments), default=None)
    aims = {indicator.segment(last) for _first, last in target.segments}
    if target.figure and segment is not None and aims != {segment}:
        target = replace(target, figure=None, reason="rupture")
    if aimed.from_zero:
        return Trio(replace(nothing, figure=ZERO, reason=""), now, target)
    return Trio(_start(unit, segment, indicator) if unit else nothing, now, target)


def _start(unit: Unit, segment: int | None, indicator: Indicateur) -> Point:
    """Return the starting value of the segment that the current value stands in."""
    given = unit.values.get("reference", ())
    here = [one for one in given if segment in {None, indicator.segment(one.days[1])}]
    same = [one for one in here if not one.value.manque]
    if not same:
        elsewhere = any(not one.value.manque for one in given)
        reason = here[0].reason if here else "rupture" if elsewhere else unit.manque
        return units.Point(unit.place, unit.action, reason=reason or "non-renseigne")
    last = max(same, key=lambda one: one.days[::-1])
    return units.point(unit, "reference", last.value.periode, indicator)


def _stated(row: Row, aimed: Aim, series: Sequence[Series], indicator: Indicateur) -> Point | None:
    """Return the target typed for the whole row, which wins over the sum of its parts."""
    counted = [s for s in series if row.fiches is None or not s.action or s.action in row.fiches]
    if len(counted) != 1 or len(row.places) != 1:
        return None
    unit = counted[0].units.get(row.places[0])
    if unit is None or unit.place in counted[0].expected:
        return None
    found = units.point(unit, "cible", aimed.target, indicator)
    return found if found.figure else None


def _fault(trio: Trio, aimed: Aim, indicator: Indicateur, *, alone: bool) -> str:
    """Return the code of what a territory lacks to be compared with itself, "" where nothing."""
    for point, code in ((trio.va, "realise"), (trio.vi, "depart"), (trio.vc, "cible")):
        if point.reason == "rupture":
            return "rupture"
        if point.figure is None or point.figure.valeur is None:
            silent = point.reason in units.SILENT or not point.reason
            return f"{code}-non-renseigne" if silent else point.reason
        lacking = (
            "" if alone or point is trio.vc else figures.lacks(indicator.territoires, point.figure)
        )
        if lacking:
            return lacking
    whole = spans.span(aimed.current)
    complete = spans.days_covered(whole, trio.va.covered) == spans.days(whole)
    return "" if complete else "realise-incomplet"


def _coverage(trios: list[Trio], faults: list[str], aimed: Aim, *, others: bool) -> Coverage:
    missing = tuple(
        Missing(trio.va.place, aimed.current.texte, fault, trio.va.motif, trio.va.action)
        for trio, fault in zip(trios, faults, strict=True)
        if fault
    )
    return Coverage(len(trios) - len(missing), len(trios), missing, open=others)


def _refusal(
    good: list[Trio],
    faults: list[str],
    indicator: Indicateur,
    coverage: Coverage,
    *,
    alone: bool,
    stated: bool,
) -> tuple[str, str]:
    """Return the status and reason of a row without a rate; two empty texts where it has one."""
    if not indicator.defined or not indicator.nature:
        return NOT_ADDED, "sans-definition"
    if (
        "rupture" in faults
        or len({indicator.segment(last) for t in good for _f, last in t.va.segments}) > 1
    ):
        return BREAK, "rupture"
    rule = cells.forbidden(indicator, "realise" if stated else "cible")
    if not alone and rule:
        return NOT_ADDED, rule
    if not good:
        return ABSENT, next(
            (fault for fault in _ORDER if fault in faults), faults[0] if faults else "non-renseigne"
        )
    if coverage.partial:
        # Part of the territories cannot be held against a target set for all of them.
        refusal = (
            ("attendus-inconnus" if coverage.open else "cible-du-tout")
            if stated and indicator.territoires == "somme"
            else cells.refused(indicator, coverage)
        )
        return (PARTIAL, refusal) if refusal else ("", "")
    return "", ""


def _result(
    blank: Rate, good: list[Trio], stated: Point | None, indicator: Indicateur, *, alone: bool
) -> Rate:
    start = _together([trio.vi for trio in good], indicator, alone=alone)
    now = _together([trio.va for trio in good], indicator, alone=alone)
    goal = (
        stated.figure if stated else _together([trio.vc for trio in good], indicator, alone=alone)
    )
    for figure in (start, now, goal):
        if not isinstance(figure, Figure):
            return replace(blank, status=NOT_ADDED, reason=figure or "")
    vi, va, vc = (figure.valeur for figure in (start, now, goal) if isinstance(figure, Figure))
    if vi is None or va is None or vc is None:
        return replace(blank, status=NOT_ADDED, reason="non-renseigne")
    used = [one for trio in good for point in (trio.vi, trio.va, trio.vc) for one in point.used]
    sources = tuple({id(one): one.source for one in used}.values())
    blank = replace(blank, vi=vi, va=va, vc=vc, sources=sources)
    sens = indicator.sens or ("hausse" if vc > vi else "baisse" if vc < vi else "")
    if not sens:
        return replace(blank, status=NOT_ADDED, reason="sans-sens")
    status = PARTIAL if blank.coverage.partial else COMPLETE
    return replace(blank, value=rate(vi, va, vc, sens), status=status)


def _together(points: list[Point], indicator: Indicateur, *, alone: bool) -> Figure | str:
    known = [point.figure for point in points if point.figure]
    return known[0] if alone else figures.combine(indicator.territoires, known, indicator.factor)


def mean(rates: Sequence[tuple[str, Fraction, Rate]], threshold: Fraction = Fraction(100)) -> Rate:
    """Return the mean of bounded rates by their weights, with how many of them are known.

    `rates` are (indicator, ponderation, rate); those of weight 0 do not apply.
    There is no mean while those that have a rate weigh less than `threshold` percent.
    """
    if any(weight < 0 for _name, weight, _found in rates):
        return Rate(status=NOT_ADDED, reason="poids-negatif", coverage=Coverage(0, len(rates)))
    counted = [one for one in rates if one[1] > 0]
    known = [(weight, found.shown) for _name, weight, found in counted if found.shown is not None]
    missing = tuple(
        Missing("", found.periode, found.reason, indicateur=name)
        for name, _weight, found in counted
        if found.shown is None
    )
    coverage = Coverage(len(known), len(counted), missing)
    if not counted:
        return Rate(reason="sans-indicateur", coverage=coverage)
    weighs = sum(weight for weight, _shown in known)
    if not known or 100 * weighs < threshold * sum(weight for _name, weight, _found in counted):
        status = PARTIAL if known else ABSENT
        return Rate(status=status, reason="taux-manquant", coverage=coverage)
    value = sum((weight * shown for weight, shown in known), Fraction(0)) / weighs
    partial = missing or any(found.coverage.partial for _name, _weight, found in counted)
    return Rate(value=value, status=PARTIAL if partial else COMPLETE, coverage=coverage)
