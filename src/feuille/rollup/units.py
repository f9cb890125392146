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

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from feuille.rollup.indicators import Indicateur
    from feuille.rollup.places import Places
    from feuille.rollup.spans import Span
    from feuille.series import Suivi, Valeur
    from feuille.values import Periode

SPARED = "sans-objet"


@dataclass(frozen=True, slots=True)
class Unit:
    """What one territory (of one action) reports: one value per kind and period.

    `hors` are the métropoles that its values leave out; `manque` and `motif`
    what its blocks say where they give no row.
    """

    place: str
    action: str
    values: dict[str, tuple[Valeur, ...]]
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
    used: tuple[Valeur, ...] = ()
    covered: tuple[Span, ...] = ()
    spared: tuple[Span, ...] = ()
    gaps: tuple[tuple[Span, str, str], ...] = ()
    typed: bool = False

    @property
    def segments(self) -> tuple[Span, ...]:
        """The periods of the values used."""
        return tuple(spans.span(value.periode) for value in self.used)


@dataclass(frozen=True, slots=True)
class Series:
    """The units of an indicator (of one action of it), and those expected to report."""

    action: str
    units: dict[str, Unit]
    expected: tuple[str, ...]


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
            place: _unit(place, action, listed)
            for place, listed in sorted(by_place.items())
            if places.inside(place, scope)
        }
        found.append(
            Series(action, units, _expected(indicator, units, places, scope, reach.get(action)))
        )
    return found


def _unit(place: str, action: str, blocks: list[Suivi]) -> Unit:
    said = next((block for block in blocks if block.manque), None)
    by_kind: dict[str, list[Valeur]] = defaultdict(list)
    for value in (value for block in blocks for value in block.valeurs if value.periode.dated):
        by_kind[value.kind].append(value)
    return Unit(
        place=place,
        action=action,
        values={kind: tuple(_once(values)) for kind, values in by_kind.items()},
        hors=frozenset(code for block in blocks for code in block.hors),
        manque=said.manque if said else "",
        motif=said.motif if said else "",
    )


def _once(values: list[Valeur]) -> Iterator[Valeur]:
    """Yield one value a period: twins count once, and those that disagree not at all."""
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
        if indicator.mailles:
            # Nobody waits for 35 000 communes: only those that have a block.
            blocks = {code for code in blocks if places.level(code) == "commune"}
            blocks |= {code for level in wanted for code in places.at_level(level, scope)}
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
    values = unit.values.get(kind, ())
    mine = [v for v in values if spans.belongs(v.periode, asked, by_end=indicator.last)]
    if not mine:
        return _silent(unit, values, asked)
    exact = [v for v in mine if spans.span(v.periode) == spans.span(asked)]
    if indicator.temps == "aucune" and not exact:
        return Point(unit.place, unit.action, reason="sans-agregation-temps", used=tuple(mine))
    if indicator.temps == "dernier":
        return _single(unit, max(mine, key=lambda v: spans.span(v.periode)[::-1]), asked, indicator)
    if exact:
        return _single(unit, exact[0], asked, indicator)
    return _several(unit, mine, indicator)


def _silent(unit: Unit, values: tuple[Valeur, ...], asked: Periode) -> Point:
    if unit.manque:
        whole = (spans.span(asked),) if unit.manque == SPARED else ()
        return Point(unit.place, unit.action, reason=unit.manque, motif=unit.motif, spared=whole)
    other = next(
        (v for v in values if spans.overlap(spans.span(v.periode), spans.span(asked))), None
    )
    if other is None:
        return Point(unit.place, unit.action, reason="non-renseigne")
    return Point(unit.place, unit.action, reason="autre-periode", motif=other.periode.texte)


def _single(unit: Unit, value: Valeur, asked: Periode, indicator: Indicateur) -> Point:
    figure = figures.read(value, indicator)
    whole = (spans.span(asked),)
    if isinstance(figure, str):
        spared = whole if figure == SPARED else ()
        used = (
            ()
            if value.manque in {SPARED, "non-disponible"} or figure == "non-renseigne"
            else (value,)
        )
        return Point(
            unit.place, unit.action, reason=figure, motif=value.motif, used=used, spared=spared
        )
    return Point(unit.place, unit.action, figure, used=(value,), covered=whole)


def _several(unit: Unit, values: list[Valeur], indicator: Indicateur) -> Point:
    """Combine the values of several periods, each inside the one asked."""
    read = [(value, figures.read(value, indicator)) for value in values]
    good = [(value, figure) for value, figure in read if isinstance(figure, Figure)]
    gaps = tuple(
        (spans.span(value.periode), code, value.motif)
        for value, code in read
        if isinstance(code, str)
    )
    spared = tuple(where for where, code, _motif in gaps if code == SPARED)
    if not good:
        _where, reason, motif = next((gap for gap in gaps if gap[1] != SPARED), gaps[0])
        return Point(unit.place, unit.action, reason=reason, motif=motif, spared=spared, gaps=gaps)
    used = tuple(value for value, _figure in good)
    covered = tuple(spans.span(value.periode) for value in used)
    result = _over_time([figure for _value, figure in good], covered, indicator)
    if isinstance(result, str):
        return Point(unit.place, unit.action, reason=result, used=used, gaps=gaps, spared=spared)
    return Point(
        unit.place, unit.action, result, used=used, covered=covered, gaps=gaps, spared=spared
    )


def _over_time(
    found: list[Figure], covered: tuple[Span, ...], indicator: Indicateur
) -> Figure | str:
    if len(found) == 1:
        return found[0]
    if not spans.disjoint(covered):
        return "chevauchement"
    if len({indicator.segment(last) for _first, last in covered}) > 1:
        return "rupture"
    lacking = next((code for one in found if (code := figures.lacks(indicator.temps, one))), "")
    return lacking or figures.combine(indicator.temps, found, indicator.factor)
