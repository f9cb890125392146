"""Where a plan stands at a date: what a steering committee must see, from one corpus.

A pure function of the corpus and of the date. Thresholds follow those that PILOTE
shows to préfets: ten points under the median of the places of the same level.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from statistics import median
from typing import TYPE_CHECKING, Any

from feuille import rollup
from feuille.rollup import indicators, spans
from feuille.rollup.places import Places
from feuille.values import PeriodError, periode

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from feuille.corpus import Corpus, Document
    from feuille.diagnostics import Path
    from feuille.rollup.indicators import Indicateur
    from feuille.rollup.records import Cell, Progress, Rollup, Source
    from feuille.schema import Node
    from feuille.values import Periode

ENDED = frozenset({"realise", "abandonne"})
GAP = 10
"""Points under the median of its peers from which a territory is behind."""
NEAR = 6
"""Months before its end in which a convention is near it."""
PEERS = 3
"""Fewer territories have no median worth the name."""
BELOW, FALLING, STALE = "sous-la-mediane", "en-recul", "sans-valeur-recente"
_FRESH = {"mensuelle": 3, "trimestrielle": 6, "semestrielle": 12, "annuelle": 18, "": 18}
"""Months after the end of a period within which the next value is due, by périodicité."""


@dataclass(frozen=True, slots=True)
class Late:
    """Something with a state whose échéance has passed; `state` is "" where nothing is said."""

    document: Document
    at: Path
    label: str
    echeance: Periode
    state: str


@dataclass(frozen=True, slots=True)
class Behind:
    """An indicator that falls behind somewhere, and why.

    `value` and `against` are the rate and the median of its peers
    (sous-la-mediane, percent), the last value and the one before (en-recul, in
    the unit), None for sans-valeur-recente; `periode` that of the last value.
    """

    indicateur: str
    territoire: str
    why: str
    periode: str
    value: Fraction | None = None
    against: Fraction | None = None
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class Ending:
    """A convention and its last day; `over` where that day has passed."""

    document: Document
    end: date
    over: bool


@dataclass(frozen=True, slots=True)
class Status:
    """The whole screen; `found` is the rollup by territory it was read from.

    `unanswered` are the indicators without any value, whose first is not due yet.
    """

    as_of: date
    found: Rollup
    late: tuple[Late, ...]
    behind: tuple[Behind, ...]
    unanswered: tuple[str, ...]
    endings: tuple[Ending, ...]
    undecided: tuple[tuple[Document, int], ...]
    drafts: tuple[Document, ...]


def compute(corpus: Corpus, as_of: date) -> Status:
    """Return where a corpus stands at a date."""
    found = rollup.compute(corpus)
    documents = sorted(corpus.documents.values(), key=lambda one: one.path)
    ending = _endings(documents, as_of)
    behind = tuple(_behind(corpus, found, as_of))
    told = {cell.indicateur for cell in found.cells if cell.kind == "realise" and cell.sources}
    stale = {one.indicateur for one in behind if one.why == STALE}
    return Status(
        as_of=as_of,
        found=found,
        late=late(documents, as_of),
        behind=behind,
        unanswered=tuple(name for name in found.indicateurs if name not in told | stale),
        endings=tuple(sorted(ending, key=lambda one: (one.end, one.document.path))),
        undecided=tuple((one, len(one.undecided)) for one in documents if one.undecided),
        drafts=tuple(one for one in documents if one.data.get("statut") == "brouillon"),
    )


def late(documents: Iterable[Document], as_of: date) -> tuple[Late, ...]:
    """Return what has an échéance before a date and has not ended, the oldest first."""
    found = (one for document in documents for one in _late(document, as_of))
    return tuple(sorted(found, key=lambda one: (str(one.echeance.fin), one.document.path)))


def _late(document: Document, as_of: date) -> Iterator[Late]:
    """Yield every block that can have a state, has an échéance in the past, and has not ended."""
    for at, node, value in document.spots:
        if not isinstance(value, dict) or "avancement" not in node.properties:
            continue
        when, state = due(value), _state(value)
        if when and is_past(when, as_of) and state not in ENDED:
            yield Late(document, at, _label(document, at, node, value), when, state)


def due(block: dict[str, Any]) -> Periode | None:
    """Return the échéance of a block, else the end of its calendar."""
    timetable = block.get("calendrier")
    planned = timetable.get("fin") if isinstance(timetable, dict) else None
    return _period(block.get("echeance") or planned)


def is_past(when: Periode, as_of: date) -> bool:
    """Tell whether a period has ended before a day."""
    return when.fin is not None and when.fin < as_of


def is_late(block: dict[str, Any], as_of: date) -> bool:
    """Tell whether a block is due before a day and says itself that it has not ended."""
    when, state = due(block), _state(block)
    return bool(when and is_past(when, as_of) and state and state not in ENDED)


def _state(block: dict[str, Any]) -> str:
    stated = block.get("avancement")
    return stated if isinstance(stated, str) else ""


def _label(document: Document, at: Path, node: Node, block: dict[str, Any]) -> str:
    text = block.get(node.name_key) if at else document.name
    return " ".join(str(text or block.get("id") or document.name).split())


def _period(value: Any) -> Periode | None:
    try:
        return periode(value)
    except PeriodError:
        return None


def _behind(corpus: Corpus, found: Rollup, as_of: date) -> Iterator[Behind]:
    places = Places(corpus)
    for identifier in found.indicateurs:
        indicator = indicators.read(corpus, identifier)
        rates = [one for one in found.progress if one.indicateur == identifier]
        mine = [one for one in found.cells if one.indicateur == identifier]
        yield from _below(indicator, rates, places)
        yield from _falling(indicator, [one for one in mine if one.kind == "realise"], as_of)
        whole = [one for one in mine if one.row.id == found.scope]
        yield from _stale(corpus, indicator, whole, as_of)


def _below(indicator: Indicateur, rates: list[Progress], places: Places) -> Iterator[Behind]:
    """Yield the territories whose rate is far under the median of those of their level."""
    by_level: dict[str, list[tuple[Progress, Fraction]]] = {}
    for one in rates:
        if one.final.shown is not None:
            level = by_level.setdefault(places.level(one.row.id), [])
            level.append((one, one.final.shown))
    for peers in by_level.values():
        middle = median(shown for _one, shown in peers)
        for one, shown in peers if len(peers) >= PEERS else ():
            if middle - shown > GAP:
                yield Behind(indicator.id, one.row.id, BELOW, one.final.periode, shown,
                             Fraction(middle), one.final.sources)  # fmt: skip


def _falling(indicator: Indicateur, done: list[Cell], as_of: date) -> Iterator[Behind]:
    """Yield the territories whose last value is worse than the one before, like for like."""
    if indicator.sens not in {"hausse", "baisse"}:
        return
    by_row: dict[str, list[tuple[Periode, Cell]]] = {}
    for cell in done:
        when = _period(cell.periode)
        if when and when.fin and when.fin <= as_of and cell.value is not None:
            by_row.setdefault(cell.row.id, []).append((when, cell))
    for place, known in by_row.items():
        (old, before), (new, last) = (known[-2], known[-1]) if len(known) > 1 else (known[0],) * 2
        if not _comparable(indicator, old, new) or before.coverage.partial or last.coverage.partial:
            continue
        assert before.value is not None
        assert last.value is not None
        worse = last.value < before.value
        if last.value != before.value and worse == (indicator.sens == "hausse"):
            yield Behind(
                indicator.id, place, FALLING, last.periode, last.value, before.value, last.sources
            )


def _comparable(indicator: Indicateur, old: Periode, new: Periode) -> bool:
    """Tell whether two periods have the same length and stand on the same side of ruptures."""
    first, second = spans.span(old), spans.span(new)
    same = indicator.segment(first[1]) == indicator.segment(second[1])
    return same and spans.months(first) == spans.months(second)


def _stale(
    corpus: Corpus, indicator: Indicateur, whole: list[Cell], as_of: date
) -> Iterator[Behind]:
    """Yield an indicator that nobody has answered for since its périodicité wanted it.

    A new one is not behind: its first value is due after its starting value, or
    else after the first period that somebody writes of.
    """
    document = corpus.documents.get(indicator.id)
    rhythm = str((document.data.get("periodicite") if document else "") or "")
    if rhythm not in _FRESH:
        return
    ends = [
        (when.fin, cell)
        for cell in whole
        if (when := _period(cell.periode)) and when.fin and cell.coverage.expected
    ]
    done, start = (
        [(end, cell.periode) for end, cell in ends if cell.kind == kind and cell.coverage.reporting]
        for kind in ("realise", "reference")
    )
    since = max(done or start, default=None) or min(
        ((end, "") for end, _cell in ends), default=None
    )
    if since and _later(since[0], _FRESH[rhythm]) < as_of:
        yield Behind(indicator.id, "", STALE, since[1] if done else "")


def _endings(documents: list[Document], as_of: date) -> Iterator[Ending]:
    for document in documents:
        archived = document.data.get("statut") == "archive"
        if document.type.name != "convention" or archived:
            continue
        end = _end(document)
        if end and end <= _later(as_of, NEAR):
            yield Ending(document, end, end < as_of)


def _end(document: Document) -> date | None:
    """Return the last day of a convention: of its period, or of an exercice that goes beyond it."""
    listed = document.data.get("exercices")
    rows = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    said = [document.data.get("periode"), *(one.get("periode") for one in rows)]
    ends = [when.fin for one in said if (when := _period(one)) and when.fin]
    return max(ends, default=None)


def _later(day: date, months: int) -> date:
    """Return the same day so many months later; the last day of a month gives the last."""
    years, month = divmod(day.month - 1 + months, 12)
    year = min(day.year + years, date.max.year)
    last = calendar.monthrange(year, month + 1)[1]
    ends = day.day == calendar.monthrange(day.year, day.month)[1]
    return date(year, month + 1, last if ends else min(day.day, last))
