"""Who must answer for an indicator, what each one said, and what it says over a period.

A unit is a territory that reports; for an indicator counted by action, a
territory of one action. Time is rolled up here, first, unit by unit.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from feuille.rollup import figures, spans
from feuille.rollup.figures import Figure
from feuille.rollup.places import TILING
from feuille.rollup.records import Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from feuille.rollup.indicators import Indicateur
    from feuille.rollup.places import Places
    from feuille.rollup.spans import Span
    from feuille.series import Suivi, Valeur
    from feuille.values import Periode

SPARED = "sans-objet"
SILENT = {"non-renseigne", "non-disponible", "autre-periode", SPARED}
"""Reasons of those who said no number; the others said one that cannot serve."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A value as it was read once: its days, its figure or why it has none, where it stands."""

    value: Valeur
    days: Span
    figure: Figure | None
    reason: str
    source: Source


@dataclass(frozen=True, slots=True)
class Unit:
    """What one territory (of one action) reports: one value per kind and period.

    `hors` are the métropoles that its values leave out; `manque` and `motif`
    what its blocks say where they give no row.
    """

    place: str
    action: str
    values: dict[str, tuple[Reading, ...]]
    hors: frozenset[str] = frozenset()
    manque: str = ""
    motif: str = ""


@dataclass(frozen=True, slots=True)
class Point:
    """A unit over one period: its figure, or the code of the reason why it has none.

    `used` are the values it comes from, `covered` the days they speak of,
    `spared` the days that are « sans objet », `gaps` other days with the reason
    they give for having no figure; `typed` marks a value typed for a place that
    others should add up to.
    """

    place: str
    action: str
    figure: Figure | None = None
    reason: str = ""
    motif: str = ""
    used: tuple[Reading, ...] = ()
    covered: tuple[Span, ...] = ()
    spared: tuple[Span, ...] = ()
    gaps: tuple[tuple[Span, str, str], ...] = ()
    typed: bool = False

    @property
    def segments(self) -> tuple[Span, ...]:
        """The periods of the values used."""
        return tuple(reading.days for reading in self.used)


@dataclass(frozen=True, slots=True)
class Series:
    """The units of an indicator (of one action of it), and those expected to report.

    `around` are all the places that hold one of them: a row elsewhere need not look.
    `open` tells that nothing says who else should report; `lone` that one place
    answers, alone, for itself: nobody to choose from.
    """

    action: str
    units: dict[str, Unit]
    expected: tuple[str, ...]
    around: frozenset[str]
    open: bool = False
    lone: bool = False


def series(
    indicator: Indicateur,
    blocks: Iterable[Suivi],
    places: Places,
    scope: str,
    reach: dict[str, tuple[str, ...]],
) -> list[Series]:
    """Group the blocks of an indicator into series; one without blocks still has those expected.

    `reach` gives the territories of each action (a fiche), where it names some.
    """
    grouped: dict[str, dict[str, list[Suivi]]] = defaultdict(lambda: defaultdict(list))
    for block in blocks:
        grouped[block.action if indicator.par_action else ""][block.territoire].append(block)
    if not grouped:
        grouped[""] = defaultdict(list)
    found = []
    for action, by_place in sorted(grouped.items()):
        units = {
            place: _unit(place, action, listed, indicator)
            for place, listed in sorted(by_place.items())
            if places.inside(place, scope)
        }
        expected = _expected(indicator, units, places, scope, reach.get(action))
        unsaid = not (indicator.attendus or indicator.mailles)
        named = bool(indicator.par_action and reach.get(action))
        closed = named and all(code in expected for code in reach[action])
        around = frozenset(one for code in (*units, *expected) for one in places.chain(code))
        lone = len(units) == 1 and expected == tuple(units)
        found.append(Series(action, units, expected, around, unsaid and not closed, lone))
    return found


def _unit(place: str, action: str, blocks: list[Suivi], indicator: Indicateur) -> Unit:
    said = next((block for block in blocks if block.manque), None)
    by_kind: dict[str, list[Valeur]] = defaultdict(list)
    for value in (value for block in blocks for value in block.valeurs if value.periode.dated):
        by_kind[value.kind].append(value)
    return Unit(
        place=place,
        action=action,
        values={
            kind: tuple(reading(value, indicator) for value in _once(values))
            for kind, values in by_kind.items()
        },
        hors=frozenset(code for block in blocks for code in block.hors),
        manque=said.manque if said else "",
        motif=said.motif if said else "",
    )


def reading(value: Valeur, indicator: Indicateur) -> Reading:
    """Read a value; its source is the key that holds it, where one key does."""
    found = figures.read(value, indicator)
    figure = found if isinstance(found, Figure) else None
    single = value.valeur is not None and value.numerateur is None
    source = Source(
        document=value.document,
        at=(*value.at, "valeur") if single else value.at,
        value=figure.valeur if figure else None,
        texte=value.texte,
        territoire=value.territoire,
        periode=value.periode.texte,
        action=value.action if indicator.par_action else "",
    )
    reason = found if isinstance(found, str) else ""
    return Reading(value, spans.span(value.periode), figure, reason, source)


def _once(values: list[Valeur]) -> Iterator[Valeur]:
    """Yield one value a period: twins count once, and those that disagree not at all."""
    if len(values) == 1:
        yield values[0]
        return
    by_span: dict[Span, list[Valeur]] = defaultdict(list)
    for value in values:
        by_span[spans.span(value.periode)].append(value)
    for _span, twins in sorted(by_span.items()):
        # A row that says nothing contradicts nobody.
        speaking = [one for one in twins if any(part not in {None, ""} for part in _says(one))]
        first = min(speaking or twins, key=lambda one: (one.document.path, str(one.at)))
        if len({_says(one) for one in speaking}) > 1:
            where = ", ".join(sorted({one.document.path for one in speaking}))
            first = replace(first, manque="contradictoire", motif=where)
        yield first


def _says(value: Valeur) -> tuple[object, ...]:
    return (
        value.valeur,
        value.numerateur,
        value.denominateur,
        value.poids,
        value.texte,
        value.manque,
    )


def _expected(
    indicator: Indicateur,
    units: dict[str, Unit],
    places: Places,
    scope: str,
    reach: tuple[str, ...] | None,
) -> tuple[str, ...]:
    """Return the territories that must answer: `attendus`, else every one of the mailles.

    Without either, nobody is known to be silent: those that have a block. An
    action is expected where it takes place, or else where it has a block.
    """
    if indicator.attendus:
        found = {code for code in indicator.attendus if places.inside(code, scope)}
    else:
        levels = set(indicator.mailles or (places.level(code) for code in units))
        wanted = _reporting_levels(levels)
        blocks = {code for code in units if places.level(code) in wanted}
        if indicator.par_action and not indicator.mailles:
            blocks |= {code for code in reach or () if places.level(code) in wanted}
        if indicator.mailles:
            # Nobody waits for 35 000 communes: only those that have a block.
            blocks = {code for code in blocks if places.level(code) == "commune"}
            blocks.update(*(places.at_level(level, scope) for level in wanted))
        found = blocks
    if indicator.par_action:
        found = _of_action(found, units, places, reach or ())
    found |= {
        out
        for unit in units.values()
        if unit.place in found
        for out in unit.hors
        if places.inside(out, scope)
    }
    return tuple(sorted(_split(found, units, places)))


def _of_action(
    found: set[str], units: dict[str, Unit], places: Places, reach: tuple[str, ...]
) -> set[str]:
    """Keep the territories that an action names, those inside one too wide, those with a block."""
    named = found & {*units, *reach}
    wide = [code for code in reach if code not in found]
    return named | {code for code in found if any(places.inside(code, one) for one in wide)}


def _reporting_levels(levels: set[str]) -> set[str]:
    """Leave out the levels that a finer one fills without a gap: they are totals of it."""
    totals = [level for level in TILING if level in levels][:-1]
    return levels - set(totals)


def _split(found: set[str], units: dict[str, Unit], places: Places) -> set[str]:
    """Replace a silent département by the collectivités that report in its stead (69D, 69M)."""
    for code in [code for code in found if code not in units]:
        parts = {
            unit
            for unit in units
            if unit != code
            and places.level(unit) == places.level(code)
            and code in places.chain(unit)
        }
        if parts:
            found = (found - {code}) | parts | set(places.at_level("metropole", code))
    return found


def point(unit: Unit, kind: str, asked: Periode, indicator: Indicateur) -> Point:
    """Return what a unit says over a period, time rolled up by the indicator's rule."""
    known = unit.values.get(kind, ())
    days = spans.span(asked)
    mine = [one for one in known if spans.belongs(one.days, days, by_end=indicator.last)]
    if not mine:
        return _silent(unit, known, days)
    exact = [one for one in mine if one.days == days]
    if indicator.temps == "aucune" and not exact:
        return Point(unit.place, unit.action, reason="sans-agregation-temps", used=tuple(mine))
    if indicator.temps == "dernier":
        return _single(unit, max(mine, key=lambda one: one.days[::-1]), days)
    return _single(unit, exact[0], days) if exact else _several(unit, mine, indicator)


def _silent(unit: Unit, known: tuple[Reading, ...], days: Span) -> Point:
    if unit.manque:
        whole = (days,) if unit.manque == SPARED else ()
        return Point(unit.place, unit.action, reason=unit.manque, motif=unit.motif, spared=whole)
    other = next((one for one in known if spans.overlap(one.days, days)), None)
    if other is None:
        return Point(unit.place, unit.action, reason="non-renseigne")
    return Point(unit.place, unit.action, reason="autre-periode", motif=other.value.periode.texte)


def _single(unit: Unit, one: Reading, days: Span) -> Point:
    if one.figure:
        return Point(unit.place, unit.action, one.figure, used=(one,), covered=(days,))
    return Point(
        place=unit.place,
        action=unit.action,
        reason=one.reason,
        motif=one.value.motif,
        used=_speaking([one]),
        spared=(days,) if one.reason == SPARED else (),
    )


def _several(unit: Unit, mine: list[Reading], indicator: Indicateur) -> Point:
    """Combine the values of several periods, each inside the one asked."""
    good = [one for one in mine if one.figure]
    gaps = tuple((one.days, one.reason, one.value.motif) for one in mine if one.reason)
    blank = Point(
        place=unit.place,
        action=unit.action,
        used=tuple(good) or _speaking(mine),
        spared=tuple(days for days, code, _motif in gaps if code == SPARED),
        gaps=gaps,
    )
    if not good:
        _days, reason, motif = next((gap for gap in gaps if gap[1] != SPARED), gaps[0])
        return replace(blank, reason=reason, motif=motif)
    result = _over_time(good, indicator)
    if isinstance(result, str):
        return replace(blank, reason=result)
    return replace(blank, figure=result, covered=tuple(one.days for one in good))


def _speaking(listed: list[Reading]) -> tuple[Reading, ...]:
    """Leave out what says no number: it is missing, not wrong."""
    return tuple(one for one in listed if one.reason not in SILENT)


def _over_time(good: list[Reading], indicator: Indicateur) -> Figure | str:
    found = [one.figure for one in good if one.figure]
    if len(found) == 1:
        return found[0]
    if not spans.disjoint(one.days for one in good):
        return "chevauchement"
    if len({indicator.segment(one.days[1]) for one in good}) > 1:
        return "rupture"
    lacking = next((code for one in found if (code := figures.lacks(indicator.temps, one))), "")
    return lacking or figures.combine(indicator.temps, found, indicator.factor)
