"""One cell: who counts in a row, what their values make together, and on what coverage."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from feuille.rollup import figures, spans, units
from feuille.rollup.figures import Figure
from feuille.rollup.records import (
    ABSENT,
    BREAK,
    COMPLETE,
    NOT_ADDED,
    PARTIAL,
    Aside,
    Cell,
    Coverage,
    Missing,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from fractions import Fraction

    from feuille.rollup.indicators import Indicateur
    from feuille.rollup.places import Places
    from feuille.rollup.records import Row
    from feuille.rollup.spans import Span
    from feuille.rollup.units import Point, Series
    from feuille.values import Periode

Pair = tuple["Series", dict[str, "Point"]]
Known = list[Pair]
"""What every unit of every series says over one period."""

_NOT_SUMMED = {"taux", "moyenne"}


def known(series: Iterable[Series], kind: str, asked: Periode, indicator: Indicateur) -> Known:
    """Return the point of every unit, for every row to choose from."""
    return [
        (
            one,
            {place: units.point(unit, kind, asked, indicator) for place, unit in one.units.items()},
        )
        for one in series
    ]


@dataclass(frozen=True, slots=True)
class Selection:
    """Who counts in a row: members, those « sans objet », values beside, totals typed for it.

    `open` tells that others may count, whom nothing names.
    """

    members: tuple[Point, ...]
    spared: tuple[Point, ...] = ()
    asides: tuple[tuple[str, Point], ...] = ()
    totals: tuple[Point, ...] = ()
    open: bool = False


def select(found: Known, row: Row, kind: str, places: Places) -> Selection:
    """Choose the points that count in a row, series by series."""
    members: list[Point] = []
    spared: list[Point] = []
    asides: list[tuple[str, Point]] = []
    totals: list[Point] = []
    others = False
    for series, points in found:
        counts = row.fiches is None or not series.action or series.action in row.fiches
        if not counts or not places.touches(series.around, row.places):
            continue
        unnamed = series.open and not set(row.places) <= set(series.expected)
        if series.lone:
            only = points[series.expected[0]]
            (spared if only.reason == units.SPARED else members).append(only)
            others = others or unnamed
            continue
        part = _members(series, points, row, kind, places)
        others = others or (unnamed and not all(one.typed for one in part.members))
        members += part.members
        spared += part.spared
        asides += part.asides
        totals += part.totals
    return Selection(tuple(members), tuple(spared), tuple(asides), tuple(totals), others)


def _members(
    series: Series, points: dict[str, Point], row: Row, kind: str, places: Places
) -> Selection:
    within = places.within(points, row.places)
    expected = places.within(series.expected, row.places)
    if not expected:
        # A place below the mailles, alone in its row: its own value is the answer.
        own = [points[code] for code in within if code in row.places]
        return _spare(own, [], [])
    holders = {
        code: _holder(code, expected, series, points, places) for code in {*within, *expected}
    }
    members = [points.get(code) or _nobody(code, series) for code in expected if not holders[code]]
    parents = [
        c for c in within if c not in expected and any(c in places.chain(e) for e in expected)
    ]
    asides = [
        ("dont" if holders[code] else "hors-maille", points[code])
        for code in within
        if code not in parents and (holders[code] or code not in expected) and points[code].figure
    ]
    totals = []
    for code in sorted(parents, key=lambda c: -len(places.chain(c))):
        total = replace(points[code], typed=True)
        below = [m for m in members if code in places.chain(m.place)]
        if total.figure and not any(member.figure for member in below):
            members = [*(m for m in members if m not in below), total]
        elif total.figure and row.places == (code,):
            totals.append(total)
    if kind == "cible" and totals:
        return Selection(tuple(totals), (), tuple(asides), tuple(members))
    return _spare(members, asides, totals)


def _spare(members: list[Point], asides: list[tuple[str, Point]], totals: list[Point]) -> Selection:
    return Selection(
        members=tuple(m for m in members if m.reason != units.SPARED),
        spared=tuple(m for m in members if m.reason == units.SPARED),
        asides=tuple(asides),
        totals=tuple(totals),
    )


def _holder(
    code: str, expected: list[str], series: Series, points: dict[str, Point], places: Places
) -> str:
    """Return the reporting unit around a place whose value already counts it, or ""."""
    for around in places.chain(code)[1:]:
        if around in expected and around in points and points[around].figure:
            return "" if code in series.units[around].hors else around
    return ""


def _nobody(code: str, series: Series) -> Point:
    return units.Point(code, series.action, reason="non-renseigne")


@dataclass(frozen=True, slots=True)
class Total:
    """What members make together."""

    value: Figure | None
    status: str
    reason: str
    coverage: Coverage
    used: tuple[Point, ...]


def total(
    members: Sequence[Point],
    indicator: Indicateur,
    kind: str,
    asked: Periode,
    *,
    others: bool = False,
) -> Total:
    """Combine members: rupture, then what cannot be added, then absent, partial, complete.

    `others` tells that some may be missing whom nothing names.
    """
    rule = indicator.territoires
    alone = len(members) == 1
    faults = [
        point.reason or ("" if alone else figures.lacks(rule, point.figure or Figure()))
        for point in members
    ]
    good = tuple(point for point, fault in zip(members, faults, strict=True) if not fault)
    coverage = replace(_coverage(members, faults, indicator, asked), open=others)
    status, reason = _verdict(members, good, faults, indicator, kind)
    if status:
        return Total(None, status, reason, coverage, good)
    figure = (
        good[0].figure
        if alone
        else figures.combine(rule, [p.figure for p in good if p.figure], indicator.factor)
    )
    if not isinstance(figure, Figure):
        return Total(None, NOT_ADDED, figure or "", coverage, good)
    if not coverage.partial:
        return Total(figure, COMPLETE, "", coverage, good)
    refusal = refused(indicator, coverage)
    return Total(None if refusal else figure, PARTIAL, refusal, coverage, good)


def _verdict(
    members: Sequence[Point],
    good: Sequence[Point],
    faults: list[str],
    indicator: Indicateur,
    kind: str,
) -> tuple[str, str]:
    """Return the status that leaves no value, and its reason; both "" where there is a value."""
    segments = {indicator.segment(last) for point in good for _first, last in point.segments}
    if "rupture" in faults or len(segments) > 1:
        return BREAK, "rupture"
    if not indicator.defined and any(point.used for point in members):
        return NOT_ADDED, "sans-definition"
    if len(members) > 1 and (rule := forbidden(indicator, kind)):
        return NOT_ADDED, rule
    if good:
        return "", ""
    unusable = next((fault for fault in faults if fault not in units.SILENT), "")
    if unusable:
        return NOT_ADDED, unusable
    return ABSENT, faults[0] if len(set(faults)) == 1 else "non-renseigne"


def forbidden(indicator: Indicateur, kind: str) -> str:
    """Return the code of the rule that forbids adding territories up, "" where none does."""
    if kind == "cible" and indicator.nature in _NOT_SUMMED:
        return "cible-de-taux"
    if indicator.nature == "qualitatif":
        return "qualitatif"
    return (
        "sans-agregation"
        if indicator.territoires not in {"somme", "ratio", "moyenne-ponderee"}
        else ""
    )


def refused(indicator: Indicateur, coverage: Coverage) -> str:
    """Return the code of the rule that hides a partial total, "" where it is shown."""
    if coverage.open and indicator.manquants in {"exiger", "seuil"}:
        return "attendus-inconnus"
    if indicator.manquants == "exiger":
        return "exige"
    low = coverage.reporting * 100 < indicator.seuil * coverage.expected
    return "sous-le-seuil" if indicator.manquants == "seuil" and low else ""


def _coverage(
    members: Sequence[Point], faults: list[str], indicator: Indicateur, asked: Periode
) -> Coverage:
    """Count territory × slot of the period; name every slot without a figure."""
    slots = [spans.span(asked)]
    if not indicator.last:
        # Who covers all of it, or nothing, can be cut anywhere.
        plain = ((), tuple(slots))
        covers = {cover for m in members for cover in (m.covered, m.spared) if cover not in plain}
        slots = spans.grid(slots[0], sorted(covers))
    reporting = 0
    expected = 0
    missing: list[Missing] = []
    for point, fault in zip(members, faults, strict=True):
        off, known = point.spared, () if fault else point.covered
        wanted = [s for s in slots if not spans.days_covered(s, off)] if off else slots
        empty = [s for s in wanted if not spans.days_covered(s, known)] if known else wanted
        expected += len(wanted)
        reporting += len(wanted) - len(empty)
        missing += _missing(point, fault, empty, whole=len(empty) == len(slots), asked=asked)
    return Coverage(reporting, expected, tuple(missing))


def _missing(
    point: Point, fault: str, empty: list[Span], *, whole: bool, asked: Periode
) -> list[Missing]:
    if whole:
        reason = fault or "non-renseigne"
        return [Missing(point.place, asked.texte, reason, point.motif, point.action)]
    found = []
    for slot in empty:
        said = next(((r, m) for where, r, m in point.gaps if spans.overlap(where, slot)), None)
        reason, motif = said or (fault or "non-renseigne", point.motif)
        found.append(Missing(point.place, spans.called(slot).texte, reason, motif, point.action))
    return found


def cell(
    found: Known, row: Row, kind: str, asked: Periode, indicator: Indicateur, places: Places
) -> Cell:
    """Return the cell of an indicator, kind and period on a row."""
    chosen = select(found, row, kind, places)
    result = total(chosen.members, indicator, kind, asked, others=chosen.open)
    value = result.value.valeur if result.value else None
    # What a place typed is shown as it is; only adding it up has no answer.
    if (
        value is None
        and result.reason == "sans-definition"
        and len(result.used) == 1 == len(chosen.members)
    ):
        value = result.used[0].figure.valeur if result.used[0].figure else None
    if not chosen.members:
        result = replace(result, reason=units.SPARED if chosen.spared else "hors-maille")
    used = [reading for point in chosen.members for reading in point.used]
    return Cell(
        indicateur=indicator.id,
        row=row,
        periode=asked.texte,
        kind=kind,
        value=value,
        unite=indicator.unite,
        status=result.status,
        reason=result.reason,
        coverage=result.coverage,
        sources=tuple(one.source for one in used),
        asides=tuple(_asides(chosen, value, indicator, kind, asked)),
        textes=tuple((one.source.territoire, one.source.texte) for one in used if one.source.texte),
        spared=tuple(
            Missing(one.place, asked.texte, units.SPARED, one.motif, one.action)
            for one in chosen.spared
        ),
        saisi=any(point.typed for point in chosen.members),
        provisoire=any(one.value.provisoire for one in used),
    )


def _asides(
    chosen: Selection, value: Fraction | None, indicator: Indicateur, kind: str, asked: Periode
) -> list[Aside]:
    found = [_aside(why, (point,), point.figure, None) for why, point in chosen.asides]
    if not chosen.totals:
        return found
    if len({point.action for point in chosen.members}) > 1:
        value = None  # one action's total says nothing of the sum of several
    if kind != "cible":
        return found + [_aside("saisi", (one,), one.figure, value) for one in chosen.totals]
    # A typed target stands before the sum of its parts, which `totals` then holds.
    other = total(chosen.totals, indicator, kind, asked)
    return found + ([_aside("calcule", other.used, other.value, value)] if other.value else [])


def _aside(
    why: str, points: tuple[Point, ...], figure: Figure | None, against: Fraction | None
) -> Aside:
    value = figure.valeur if figure else None
    gap = value - against if value is not None and against is not None else None
    sources = tuple(one.source for point in points for one in point.used)
    return Aside(points[0].place if why != "calcule" else "", why, value, gap, sources)
