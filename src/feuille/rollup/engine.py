"""The board: every cell and every rate of the indicators asked, row by row."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from feuille.rollup import cells, progress, rows, spans, units
from feuille.rollup.plan import texts
from feuille.rollup.records import Progress, Rate, Row
from feuille.series import KINDS
from feuille.values import Periode

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from feuille.diagnostics import Path
    from feuille.rollup.cells import Known, Pair
    from feuille.rollup.indicators import Indicateur
    from feuille.rollup.plan import Plan
    from feuille.rollup.records import Cell
    from feuille.rollup.spans import Span
    from feuille.rollup.units import Reading, Series

UNDATED = Periode(None, None, "")
_ROLLED = {"somme", "ratio", "moyenne-ponderee"}


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: where, along which axis, when; `whole` where no indicator was picked."""

    plan: Plan
    scope: str
    by: str
    when: Periode | None
    whole: bool


class Board:
    """The indicators of a question with their series, read once for all rows."""

    def __init__(
        self, question: Question, definitions: Sequence[Indicateur], skipped: set[tuple[str, Path]]
    ) -> None:
        self._asked = question
        self._definitions = definitions
        self._skipped = skipped
        self._own: dict[tuple[str, str], list[Series]] = {}
        self._years: dict[tuple[str, str, bool], list[Periode]] = {}
        self._points: dict[tuple[str, str, str, Span], dict[str, Pair]] = {}
        self._series = {one.id: self._gather(one, None) for one in definitions}

    def _gather(self, indicator: Indicateur, row: Row | None) -> list[Series]:
        """Group the blocks of an indicator; of a convention alone where it is counted by action."""
        plan, scope = self._asked.plan, self._asked.scope
        mine = [
            block
            for block in plan.by_indicator.get(indicator.id, ())
            if (block.action or not indicator.par_action)
            and (block.document.path, block.at) not in self._skipped
        ]
        reach = {block.action: plan.reach(block.action) for block in mine}
        if row is not None:
            own = plan.corpus.documents[row.convention]
            reach = dict.fromkeys(reach, tuple(texts(own, "territoires")))
            mine = [block for block in mine if block.convention in {"", row.convention}]
        return units.series(indicator, mine, plan.places, scope, reach)

    def _of(self, indicator: Indicateur, row: Row) -> list[Series]:
        if not row.convention or not indicator.par_action:
            return self._series[indicator.id]
        key = indicator.id, row.convention
        if key not in self._own:
            self._own[key] = self._gather(indicator, row)
        return self._own[key]

    def _known(self, indicator: Indicateur, row: Row, kind: str, when: Periode) -> Known:
        """Return what every unit of a row's actions says over a period.

        It is worked out once for all rows.
        """
        convention = row.convention if indicator.par_action else ""
        key = indicator.id, convention, kind, spans.span(when)
        if key not in self._points:
            found = cells.known(self._of(indicator, row), kind, when, indicator)
            self._points[key] = {one.action: (one, points) for one, points in found}
        held = self._points[key]
        if row.fiches is None or len(row.fiches) >= len(held):
            return list(held.values())
        return [held[action] for action in ("", *sorted(row.fiches)) if action in held]

    @property
    def everything(self) -> list[Series]:
        """Every series of every indicator."""
        return [series for found in self._series.values() for series in found]

    def _buckets(self, indicator: Indicateur, kind: str, *, known: bool = False) -> list[Periode]:
        """Return the years (or own periods) in which a kind has rows, in order; `known`: values."""
        key = indicator.id, kind, known
        if key not in self._years:
            typed = {
                one.days: one.value.periode
                for one in self._readings(indicator, kind)
                if not (known and one.value.manque)
            }
            years = [spans.bucket(when, by_end=indicator.last) for when in typed.values()]
            found = {spans.span(when): when for when in years}
            self._years[key] = [found[days] for days in sorted(found)]
        return self._years[key]

    def _readings(self, indicator: Indicateur, kind: str) -> Iterator[Reading]:
        for series in self._series[indicator.id]:
            for unit in series.units.values():
                yield from unit.values.get(kind, ())

    def _inside(self, indicator: Indicateur, kind: str, when: Periode) -> list[Periode]:
        """Return the periods typed inside one, and itself where it holds any."""
        whole = spans.span(when)
        found = {
            one.days: spans.called(one.days, one.value.periode.texte)
            for one in self._readings(indicator, kind)
            if spans.belongs(one.days, whole, by_end=indicator.last)
        }
        if found:
            found[whole] = when
        return [found[days] for days in sorted(found)]

    def _periods(self, indicator: Indicateur, kind: str) -> list[Periode]:
        """Return the periods of the cells of a kind; what is done is always looked for."""
        when = self._asked.when
        if when is None:
            found = self._buckets(indicator, kind)
        elif self._asked.by == "periode":
            found = self._inside(indicator, kind, when)
        else:
            found = self._inside(indicator, kind, when) and [when]
        return found or ([when or UNDATED] if kind == "realise" else [])

    def cells(self, axis: Sequence[Row]) -> Iterator[Cell]:
        """Yield the cells of every indicator, row by row, kind by kind, in order of period."""
        for indicator in self._definitions:
            wanted = [row for row in axis if _holds(row, indicator)]
            found = [
                cell
                for kind in KINDS.values()
                for when in self._periods(indicator, kind)
                for cell in self._column(indicator, kind, when, wanted)
            ]
            if self._asked.by == "periode":
                found += self._whole_time(indicator, axis)
            order = {(row.by, row.id): position for position, row in enumerate(axis)}
            yield from sorted(found, key=lambda cell: order[cell.row.by, cell.row.id])

    def _column(
        self, indicator: Indicateur, kind: str, when: Periode, wanted: Sequence[Row]
    ) -> Iterator[Cell]:
        places = self._asked.plan.places
        for row in wanted:
            seen = rows.bounded(self._asked.plan, row, indicator, self._asked.scope)
            if not seen.places or (row.by == "periode" and row.id != when.texte):
                continue
            found = self._known(indicator, row, kind, when)
            cell = cells.cell(found, seen, kind, when, indicator, places)
            if cell.reason != "hors-maille" or cell.asides or row.id == self._asked.scope:
                yield replace(cell, row=row)

    @cached_property
    def _all_time(self) -> Periode | None:
        """The period from the first value done to the last, where it holds several."""
        found = [when for one in self._definitions for when in self._buckets(one, "realise")]
        whole = [when for when in found if when.fin is not None]
        if self._asked.when is not None or not whole:
            return None
        hull = spans.hull(whole)
        return hull if any(spans.span(when) != spans.span(hull) for when in whole) else None

    def periods(self) -> list[Row]:
        """Return a row for each period that has values, and one for all of them together."""
        found = {
            spans.span(when): when
            for indicator in self._definitions
            for kind in KINDS.values()
            for when in self._periods(indicator, kind)
        }
        if self._all_time:
            found[spans.span(self._all_time)] = self._all_time
        return [
            Row("periode", when.texte, str(when), (self._asked.scope,))
            for _key, when in sorted(
                found.items(), key=lambda one: (one[1] == self._all_time, one[0])
            )
        ]

    def _whole_time(self, indicator: Indicateur, axis: Sequence[Row]) -> Iterator[Cell]:
        """Yield what was done over all periods: their sum, or the last of them."""
        buckets = self._buckets(indicator, "realise")
        hull = self._all_time
        if hull is None or not buckets or spans.span(hull) in map(spans.span, buckets):
            return
        row = next(row for row in axis if row.id == hull.texte)
        when = hull if indicator.temps in _ROLLED else self._buckets(indicator, "realise")[-1]
        found = self._known(indicator, row, "realise", when)
        cell = cells.cell(found, row, "realise", when, indicator, self._asked.plan.places)
        yield replace(cell, periode=hull.texte)

    def rates(
        self, row: Row, indicator: Indicateur, now: Periode | None = None
    ) -> tuple[Rate, Rate]:
        """Return the rate towards the target of the year, and towards the last target."""
        goals = self._buckets(indicator, "cible")
        done = self._buckets(indicator, "realise", known=True)
        now = now or self._asked.when or (done[-1] if done else None)
        seen = rows.bounded(self._asked.plan, row, indicator, self._asked.scope)
        if now is None or not goals:
            found = self._known(indicator, row, "realise", now or UNDATED)
            chosen = cells.select(found, seen, "realise", self._asked.plan.places)
            missing = "realise-non-renseigne" if goals else "cible-non-renseigne"
            spared = chosen.spared and not chosen.members
            return (Rate(reason=units.SPARED if spared else missing),) * 2
        year = next((one for one in goals if spans.span(one) == spans.span(now)), None)
        last = max(goals, key=lambda one: (spans.span(one)[1], -spans.span(one)[0].toordinal()))
        final = self._rate(seen, indicator, last, now)
        if year is None:
            return Rate(now.texte, reason="cible-non-renseigne"), final
        return self._rate(seen, indicator, year, now), final

    def _rate(self, row: Row, indicator: Indicateur, goal: Periode, now: Periode) -> Rate:
        series = self._of(indicator, row)
        aimed = progress.aim(goal, now, series, indicator)
        found = self._known(indicator, row, "realise", aimed.current)
        return progress.rated(row, aimed, found, indicator, self._asked.plan.places)

    def progress(self, axis: Sequence[Row]) -> Iterator[Progress]:
        """Yield the rates of every indicator that counts something, row by row."""
        for indicator in self._definitions:
            if indicator.nature == "qualitatif":
                continue
            times = {when.texte: when for when in self._periods(indicator, "realise") if when.dated}
            for row in axis:
                timed = row.by == "periode"
                if not _holds(row, indicator) or (timed and row.id not in times):
                    continue
                found = self.rates(row, indicator, times[row.id] if timed else None)
                if any(rate.coverage.expected for rate in found):
                    yield Progress(row, indicator.id, *found)

    def composites(self, nodes: Iterable[Row], axis: Sequence[Row]) -> Iterator[Progress]:
        """Yield the mean rates of roadmaps, of their nodes, and of the fiches or conventions."""
        if not self._asked.whole:
            return
        listed = [*nodes, *(row for row in axis if row.by in {"fiche", "convention"})]
        for row in listed:
            parts = [
                (one.id, self._weight(row, one), self.rates(row, one))
                for one in self._definitions
                if one.nature != "qualitatif" and row.indicateurs and one.id in row.indicateurs
            ]
            if not parts:
                continue
            yearly = [(name, weight, found[0]) for name, weight, found in parts if _applies(found)]
            final = [(name, weight, found[1]) for name, weight, found in parts if _applies(found)]
            low = self._asked.plan.threshold
            yield Progress(row, "", progress.mean(yearly, low), progress.mean(final, low))

    def _weight(self, row: Row, indicator: Indicateur) -> Fraction:
        used, fiches = self._asked.plan.users.get(indicator.id, {}), row.fiches or frozenset()
        few = used if len(used) < len(fiches) else fiches
        return max((used[f] for f in few if f in used and f in fiches), default=Fraction(1))


def _holds(row: Row, indicator: Indicateur) -> bool:
    return row.indicateurs is None or indicator.id in row.indicateurs


def _applies(found: tuple[Rate, Rate]) -> bool:
    """Tell whether an indicator counts in a mean: not where it is « sans objet » everywhere."""
    return found[1].reason != units.SPARED
