"""The deadlines of a comparison: those that moved, document by document; what is late."""

from __future__ import annotations

import sys
from datetime import date
from typing import TYPE_CHECKING

from feuille import french, status
from feuille.diff.wording import clean, quote
from feuille.i18n import _, plural
from feuille.report.points import MOST, Point, counted, mark

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from feuille.corpus import Corpus
    from feuille.diff.model import Change
    from feuille.report.points import Told
    from feuille.status import Late

_DONE = "realise"
_NAMED = 3
"""Late steps that a document names."""


def points(told: Told) -> Iterator[Point]:
    """Tell what slipped, the furthest first; what comes sooner; what is fixed, or is no more."""
    sides = (
        (told.summary.later, "{n} échéance repoussée", "{n} échéances repoussées"),
        (told.summary.earlier, "{n} échéance avancée", "{n} échéances avancées"),
    )
    for changes, one, many in sides:
        told.take(lambda change, moved=changes: change in moved)  # type: ignore[misc]
        yield from _grouped(one, many, len(changes), list(_by_document(told, changes)))
    sorts = {
        "echeance-ajoutee": ("{n} échéance fixée", "{n} échéances fixées"),
        "echeance-retiree": ("{n} échéance retirée", "{n} échéances retirées"),
    }
    for kind, words in sorts.items():
        mine = told.take(lambda one, kind=kind: one.kind == kind)  # type: ignore[misc]
        yield from counted(*words, told.sentences(mine))


def _grouped(
    one: str, many: str, count: int, lines: list[str], most: int = MOST, *, changed: bool = True
) -> Iterator[Point]:
    """Yield a count over lines of which some tell several; it says of how many documents.

    `changed`: the lines are about changes, which are told document by document too.
    """
    if count > len(lines):
        plenty = plural("dans {n} document", "dans {n} documents", len(lines))
        said = plural(one, many, count)
        for point in counted("{n}", "{n}", lines, most, told=changed):
            head = f"{said}, {plenty}" if point.lines else f"{said} : {lines[0]}"
            yield Point(french.typography(head), point.lines, point.note, cut=point.cut)
        return
    yield from counted(one, many, lines, most, told=changed)


def _by_document(told: Told, changes: Iterable[Change]) -> Iterator[str]:
    """Yield a line for each document: its date that moved, or how many did and how far."""
    groups: dict[tuple[str, str], list[Change]] = {}
    for one in changes:
        groups.setdefault((one.type, one.id), []).append(one)
    for same in groups.values():
        done = [one for one in same if _is_done(told, one)]
        if len(same) == 1:
            yield told.sentence(same[0]) + _(" (réalisé depuis)") * len(done)
            continue
        far = plural("jusqu'à {n} mois", "jusqu'à {n} mois", abs(same[0].measure.months or 0))
        said = _("{name} : {count}, {far}").format(
            name=told.quoted(same[0]),
            count=plural("{n} échéance", "{n} échéances", len(same)),
            far=far,
        )
        tail = plural(" ({n} réalisée depuis)", " ({n} réalisées depuis)", len(done))
        yield french.typography(said + tail * bool(done))


def _is_done(told: Told, change: Change) -> bool:
    """Tell whether what a date is about has been done."""
    document = told.comparison.document(change)
    at = change.new_at or ()
    for end in range(len(at) - 1, -1, -1):
        block = document.get(at[:end]) if document else None
        if isinstance(block, dict) and "avancement" in block:
            return bool(block["avancement"] == _DONE)
    return False


def late(told: Told, as_of: date | None, *, whole: bool) -> Iterator[Point]:
    """Tell what has passed on the day of the new side and is not done.

    Of the whole plan where its totals moved; elsewhere of the documents that
    changed, and the rest of the plan stays unread. All these documents are
    named where `whole`, else the first of them.
    """
    day = as_of or _day(told.comparison.new)
    if told.comparison.kind or day is None:
        return
    moved = bool(told.summary.budgets or told.summary.totals)
    corpus = told.comparison.all_new() if moved else told.comparison.new
    ids = {one.id for one in told.comparison.changes}
    documents = [one for one in corpus.documents.values() if moved or one.id in ids]
    groups: dict[str, list[Late]] = {}
    for one in status.late(documents, day):
        if not one.state:
            continue  # nobody says that it is not done
        groups.setdefault(one.document.path, []).append(one)
    count = sum(map(len, groups.values()))
    when = french.day(day.isoformat())
    when += "" if moved else _(" dans les documents changés")
    yield from _grouped(
        _("{{n}} échéance non réalisée, dépassée au {day}").format(day=when),
        _("{{n}} échéances non réalisées, dépassées au {day}").format(day=when),
        count,
        [_late(same) for same in groups.values()],
        sys.maxsize if whole else MOST,
        changed=False,
    )


def _late(found: list[Late]) -> str:
    """Name what is late in a document: « Bus » : « Acheter » (juin 2024)."""
    document = found[0].document
    said = [
        f"{quote(one.label.rstrip(' .'), 160) if one.at else _('l’ensemble')} ({one.echeance})"
        for one in found[:_NAMED]
    ]
    left = len(found) - _NAMED
    if left > 0:
        said.append(plural("{n} autre", "{n} autres", left))
    name = quote(clean(document.name, 160), 160) + mark(document.data)
    return french.typography(f"{name} : {french.join(said)}")


def _day(corpus: Corpus) -> date | None:
    """Return the day of a moment: that of its commit, today for what is being written."""
    known = corpus.snapshot.date
    if known:
        return date.fromisoformat(known[:10])
    return None if corpus.snapshot.commit else date.today()  # noqa: DTZ011 - the day where the person is
