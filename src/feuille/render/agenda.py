"""The calendar: every dated meeting, milestone and deadline, as pages and for agendas (.ics)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from feuille import french
from feuille.i18n import _, plural
from feuille.render import fields
from feuille.render.addresses import HOME
from feuille.render.inline import is_late, link, missing, phrase
from feuille.render.later import later
from feuille.render.model import Attached, Link, Page, Phrase, Row, Section
from feuille.render.sheets import cut, packed, sheets
from feuille.render.words import line
from feuille.schema import key_path
from feuille.status import ENDED
from feuille.values import PeriodError, periode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feuille.corpus import Document
    from feuille.diagnostics import Path
    from feuille.render.inline import Context
    from feuille.render.model import Value
    from feuille.schema import Node

ADDRESS = "calendrier"
_LATE, _AHEAD, _BEHIND = "late", "ahead", "behind"
_LONGEST = 120
_DAY = 18
_END = ("calendrier", "fin")
_FOLD = 74


@dataclass(frozen=True, slots=True)
class Event:
    """A dated thing: first and last day, its words, what it is, its document and place there.

    `holder` is the key path of the block that the date is of; it is `due` where that
    block has to be done by then.
    """

    first: date
    last: date
    when: str
    what: str
    document: Document
    holder: Path
    due: bool
    key: str

    @property
    def node(self) -> Node | None:
        """The block that the date is of, in the schema."""
        return self.document.type.node.at(self.holder, self.document.data)

    @property
    def block(self) -> dict[str, Any]:
        """The block that the date is of; empty where it is none."""
        found = self.document.get(self.holder)
        return found if isinstance(found, dict) else {}


def events(context: Context) -> list[Event]:
    """Return the dates of meetings, and the deadlines of anything, in order of day."""
    found = [one for d in context.corpus.documents.values() for one in _of(d)]
    return sorted(found, key=lambda one: (one.last, one.first, one.document.id, one.key))


def is_any(context: Context) -> bool:
    """Tell whether there is a date to show, and so a calendar."""
    return any(True for document in context.corpus.documents.values() for _one in _of(document))


def _of(source: Document) -> Iterator[Event]:
    for at, node, value in source.spots:
        if node.form != "periode":
            continue
        ends = at[-2:] == _END and _is_due(source, at[:-2])
        if not ends and at[-1:] != ("echeance",) and at != ("date",):
            continue
        try:
            when = periode(value)
        except PeriodError:
            continue
        if when is None or when.fin is None:
            continue
        due = ends or at[-1] == "echeance"
        first = when.fin if due or when.debut is None else when.debut
        holder = at[:-2] if ends else at[:-1]
        what = _what(source, holder, node.title if ends else "", node.title)
        key = key_path(source.type.node, source.data, at)
        yield Event(first, when.fin, line(when), what, source, holder, due, key)


def _is_due(source: Document, at: Path) -> bool:
    """Tell whether a block can say how far it is, and is due by the end of its calendar."""
    node, block = source.type.node.at(at, source.data), source.get(at)
    if node is None or not isinstance(block, dict):
        return False
    return "echeance" not in block and node.of(block).child("avancement") is not None


def _what(source: Document, at: Path, before: str, otherwise: str) -> str:
    """Name a date by the block it is of, with words before; else by its document."""
    node, block = source.type.node.at(at, source.data), source.get(at)
    name = ""
    if at and node is not None and isinstance(block, dict):
        own = block.get(node.of(block).name_key)
        name = own if isinstance(own, str) and own.strip() else ""
        before = before if name else otherwise
    name = name or source.name
    return line(f"{before} : {name}" if before else name)


def pages(context: Context) -> Iterator[Page]:
    """Yield the pages of the calendar: what is late, what is to come, the rest; a file beside."""
    found = events(context)
    if not found:
        return
    sorts = _sorted(context, found)
    parts = [
        *_parts(_("En retard"), "en_retard", sorts[_LATE]),
        *_parts(_("À venir"), "a_venir", sorts[_AHEAD]),
        *_parts(_("Passé ou terminé"), "passe", sorts[_BEHIND][::-1]),
    ]
    page = Page(ADDRESS, _("Calendrier"), trail=(Link(_("Accueil"), HOME),))
    groups = packed(((len(one.events), one) for one in parts), _LONGEST)
    lead = _summary(context, sorts)
    for number, head in enumerate(sheets(page, [()] * len(groups))):
        extra = ([], None) if number else (found, lead)
        yield later(head, partial(_sheet, context, head, groups[number], *extra))


def _sorted(context: Context, found: list[Event]) -> dict[str, list[Event]]:
    """Return events in three sorts, each event in one: a state that ends counts before the day."""
    sorts: dict[str, list[Event]] = {_LATE: [], _AHEAD: [], _BEHIND: []}
    for one in found:
        block = one.block
        if one.due and is_late(context, block):
            sorts[_LATE].append(one)
        elif one.last >= context.as_of and block.get("avancement") not in ENDED:
            sorts[_AHEAD].append(one)
        else:
            sorts[_BEHIND].append(one)
    return sorts


def _summary(context: Context, sorts: dict[str, list[Event]]) -> Phrase:
    """Say the day that counts, and how many dates are late, of no known state, to come."""
    late, ahead = len(sorts[_LATE]), len(sorts[_AHEAD])
    silent = sum(_is_silent(one) for one in sorts[_BEHIND])
    told = [plural("{n} échéance en retard", "{n} échéances en retard", late)] * (late > 0)
    told += [
        plural(
            "{n} échéance passée dont l’avancement n’est pas renseigné",
            "{n} échéances passées dont l’avancement n’est pas renseigné",
            silent,
        )
    ] * (silent > 0)
    told.append(
        plural("{n} date à venir", "{n} dates à venir", ahead)
        if ahead
        else _("aucune date à venir")
    )
    day = french.day(context.as_of.isoformat())
    return phrase(line(_("Au {day} : {told}.").format(day=day, told=french.join(told))))


def _is_silent(one: Event) -> bool:
    """Tell whether nothing says how far a deadline is, where a document could say it."""
    node = one.node
    can = node is not None and node.child("avancement") is not None
    return can and one.due and fields.is_empty(one.block.get("avancement"))


@dataclass(frozen=True, slots=True)
class _Part:
    """Dates under a heading, as many as one table takes."""

    title: str
    anchor: str
    events: list[Event]


def _parts(title: str, anchor: str, found: list[Event]) -> list[_Part]:
    return [_Part(line(title), f"rubrique_{anchor}", part) for part in cut(found, _LONGEST)]


def _sheet(
    context: Context, head: Page, parts: list[_Part], filed: list[Event], lead: Phrase | None
) -> Page:
    """Return a page of the calendar, with a file of dates where some are given for it."""
    heads = [_("Date"), _("Objet et document"), _("Avancement")]
    blocks = [
        Section(
            part.title,
            part.anchor,
            (fields.table(part.title, heads, [_row(context, one) for one in part.events]),),
        )
        for part in parts
    ]
    words = _("Ajouter ces dates à un agenda (ICS)")
    files = (Attached(words, "ics", calendar(filed)),) if filed else ()
    return replace(head, blocks=(*((lead,) if lead else ()), *blocks), attached=files)


def _row(context: Context, one: Event) -> Row:
    """Return a date, what it is with the way to its document, and how far it is."""
    document = link(context, one.document)
    # One name says both where the date is that of the document itself.
    before = one.what.removesuffix(document.words)
    if before != one.what and not one.holder:
        what: tuple[Value, ...] = (phrase(before, document) if before else phrase(document),)
    else:
        what = (*fields.text(one.what), phrase(document))
    # A day or a month stands on one line: the words beside it can be cut.
    when = one.when.replace(" ", french.NBSP) if len(one.when) <= _DAY else one.when
    return Row((fields.text(when), what, _state(context, one)))


def _state(context: Context, one: Event) -> tuple[Value, ...]:
    node, block = one.node, one.block
    if node and "avancement" in block:
        return fields.field(context, one.document, node.of(block), block, "avancement")
    return (missing(),) if one.last < context.as_of and _is_silent(one) else ()


def calendar(found: list[Event]) -> bytes:
    """Write events as RFC 5545 wants them; the same event keeps its UID when its date moves."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//feuille//feuille//FR"]
    for one in found:
        name = hashlib.sha256(f"{one.document.id} {one.key}".encode("utf-8", "replace")).hexdigest()
        lines += [
            "BEGIN:VEVENT",
            f"UID:{name[:32]}@feuille.invalid",
            # Not the day of the run: the same data give the same bytes.
            f"DTSTAMP:{_basic(one.last)}T000000Z",
            f"DTSTART;VALUE=DATE:{_basic(one.first)}",
            f"DTEND;VALUE=DATE:{_basic(_after(one.last))}",
            f"SUMMARY:{_escaped(one.what)}",
            "END:VEVENT",
        ]
    return "".join(_folded(one) for one in [*lines, "END:VCALENDAR"]).encode("utf-8", "replace")


def _basic(day: date) -> str:
    return day.isoformat().replace("-", "")


def _after(day: date) -> date:
    return day if day == date.max else day + timedelta(days=1)


def _escaped(words: str) -> str:
    plain = words.replace(french.NNBSP, " ").replace(french.NBSP, " ")
    for sign in ("\\", ";", ","):
        plain = plain.replace(sign, f"\\{sign}")
    return plain.replace("\r", "").replace("\n", "\\n")


def _folded(text: str) -> str:
    """Cut a line so that no part is over 75 bytes, never inside a letter."""
    raw, parts = text.encode("utf-8", "replace"), []
    while len(raw) > _FOLD:
        cut = _FOLD
        while raw[cut] & 0xC0 == 0x80:  # noqa: PLR2004 - what follows the first byte of a letter
            cut -= 1
        parts.append(raw[:cut].decode())
        raw = raw[cut:]
    parts.append(raw.decode())
    return "\r\n ".join(parts) + "\r\n"
