"""A comparison arranged to be read: chapters, documents, the items that changed in them, rows.

Every writing of a comparison follows this one arrangement.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

from feuille import french
from feuille.diff.table import ADDITION, END, FALL, LOSS, NEUTRAL, RISE, UNREAD
from feuille.i18n import _
from feuille.report import chapters
from feuille.report.overview import document_name
from feuille.report.points import WHOLE as WHOLE  # noqa: PLC0414 - known from here
from feuille.report.points import aside

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from feuille.diff import Comparison
    from feuille.diff.model import Change, Fact
    from feuille.report.chapters import Branch

SIGNS = {
    ADDITION: "+", LOSS: "−", RISE: "↑", FALL: "↓", END: "×", NEUTRAL: "~", UNREAD: "?",
}  # fmt: skip
GOOD, BAD, PLAIN = "bien", "mal", "neutre"
_TONES = {ADDITION: GOOD, RISE: GOOD, LOSS: BAD, FALL: BAD, END: BAD, UNREAD: BAD}
_BRIEF = 60
"""Signs of facts that stand beside a name, between brackets."""


@dataclass(frozen=True, slots=True)
class Options:
    """What a person asks to see: where each change stands, whole texts, restricted passages."""

    places: bool = False
    full: bool = False
    internal: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One thing to read: what it means, its words, the changes that it tells.

    `facts` are those that the statement does not hold: what an item that came or
    went says besides its name.
    """

    meaning: str
    tone: str
    statement: str
    changes: tuple[Change, ...]
    facts: tuple[Fact, ...] = ()

    @property
    def words(self) -> tuple[tuple[str, str], ...]:
        """The text that changed, came or went, in runs of words."""
        return self.changes[0].words


@dataclass(frozen=True, slots=True)
class Group:
    """The rows about one item of a document; `subject` is "" where each row says its own."""

    subject: str
    rows: list[Row]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One document: its name and what changed in it, or what it says where it came or went."""

    type: str
    id: str
    title: str
    meaning: str
    facts: tuple[Fact, ...]
    hint: str
    groups: list[Group]
    changes: list[Change]

    @property
    def file(self) -> str:
        """Where it stands now or, failing that, where it stood."""
        return self.changes[0].new_file or self.changes[0].old_file or ""


@dataclass(frozen=True, slots=True)
class Chapter:
    """The documents of one type that changed; of actions, those of one orientation."""

    type: str
    title: str
    sheets: list[Sheet]
    branch: Branch | None = None

    @property
    def key(self) -> str:
        """What tells it from the others: convention, fiche-action-acces-droits."""
        return "-".join([self.type, *(self.branch.key if self.branch else ())])


def outline(comparison: Comparison) -> list[Chapter]:
    """Return the changes in the order in which people read them."""
    found = chapters.groups(comparison)
    return [
        Chapter(one.type, title, [_sheet(comparison, of) for of in one.documents], one.branch)
        for one, title in zip(found, chapters.titles(found), strict=True)
    ]


def _sheet(comparison: Comparison, changes: list[Change]) -> Sheet:
    first = changes[0]
    whole = first.kind in WHOLE
    return Sheet(
        type=first.type,
        id=first.id,
        title=document_name(comparison, first),
        meaning=first.meaning if whole else NEUTRAL,
        facts=first.facts if whole else (),
        hint=first.hint,
        groups=[
            Group(one.subject, [_marked(comparison, row) for row in one.rows])
            for one in _groups(changes[1:] if whole else _read(changes))
        ],
        changes=changes,
    )


def _marked(comparison: Comparison, row: Row) -> Row:
    """Mark what is not published: those who read all of it must know."""
    return replace(row, statement=row.statement + aside(comparison, row.changes[0]))


def _read(changes: list[Change]) -> list[Change]:
    """Put last what only concerns files: readers came for the plan."""
    return sorted(changes, key=lambda one: one.kind in {"document-renomme", "document-deplace"})


def _groups(changes: Iterable[Change]) -> Iterator[Group]:
    """Put what is about one item under its name; what is alone says it itself."""
    loose: list[Row] = []
    for subject, same in groupby(changes, key=lambda one: one.subject):
        rows = list(_rows(list(same), alone=False))
        if not subject or len(rows) == 1:
            loose += rows if not subject else [told(rows[0].changes)]
            continue
        if loose:
            yield Group("", loose)
            loose = []
        yield Group(subject, rows)
    if loose:
        yield Group("", loose)


def _rows(changes: list[Change], *, alone: bool) -> Iterator[Row]:
    """Make a row of each change; items of a list that come or go together make one."""
    for _lead, same in groupby(changes, key=_lead_of):
        yield told(tuple(same), alone=alone)


def _lead_of(change: Change) -> object:
    """Return what comes before the name of an item that comes or goes; itself for the others."""
    if not change.called or change.words or change.facts:
        return id(change)
    return change.statement.removesuffix(change.called), change.sign, change.kind


def told(changes: tuple[Change, ...], *, alone: bool = True) -> Row:
    """Make a row of changes; one that stands alone says what it is about."""
    first, *others = changes
    statement = first.told if alone else first.statement
    if others:
        statement = statement.removesuffix(first.called) + french.join(
            one.called for one in changes
        )
    brief = french.typography(
        " ; ".join(f"{fact.title.lower()} : {', '.join(fact.values)}" for fact in first.facts)
    )
    inline = 0 < len(brief) <= _BRIEF and "\n" not in brief
    return Row(
        meaning=first.meaning,
        tone=tone(first),
        statement=f"{statement} ({brief})" if inline else statement,
        changes=changes,
        facts=() if inline else first.facts,
    )


def tone(change: Change) -> str:
    """Tell how a change sounds: a target that asks for less sounds bad, whichever way it moved."""
    if change.kind.startswith("cible") and change.meaning in {RISE, FALL}:
        return {"plus": GOOD, "moins": BAD}.get(change.measure.ambition, PLAIN)
    return _TONES.get(change.meaning, PLAIN)


def signs() -> dict[str, str]:
    """Return the word for each sign."""
    return {
        ADDITION: _("ajout"),
        LOSS: _("retrait"),
        RISE: _("hausse"),
        FALL: _("baisse"),
        END: _("abandon"),
        NEUTRAL: _("modification"),
        UNREAD: _("non comparé"),
    }


def legend(found: list[Chapter]) -> str:
    """Explain the signs that are used."""
    used = {sheet.meaning for chapter in found for sheet in chapter.sheets}
    used |= {
        row.meaning
        for chapter in found
        for sheet in chapter.sheets
        for group in sheet.groups
        for row in group.rows
    }
    return ", ".join(f"{SIGNS[one]} {word}" for one, word in signs().items() if one in used)
