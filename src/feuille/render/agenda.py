"""The calendar: every dated meeting, milestone and deadline, as pages and for agendas (.ics)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING

from feuille import french
from feuille.i18n import _
from feuille.render import fields
from feuille.render.addresses import HOME
from feuille.render.inline import link, phrase
from feuille.render.later import later
from feuille.render.model import Attached, Link, Page, Row, Section
from feuille.render.sheets import cut, packed, sheets
from feuille.render.words import line
from feuille.schema import key_path
from feuille.values import PeriodError, periode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feuille.corpus import Document
    from feuille.diagnostics import Path
    from feuille.render.inline import Context
    from feuille.schema import Node

ADDRESS = "calendrier"
_LONGEST = 120
_DAY = 18
_FOLD = 74


@dataclass(frozen=True, slots=True)
class Event:
    """A dated thing: first and last day, its words, what it is, its document and place there."""

    first: date
    last: date
    when: str
    what: str
    document: Document
    at: Path
    key: str


def events(context: Context) -> list[Event]:
    """Return the dates of meetings, and the deadlines of anything, in order of day."""
    found = [one for d in context.corpus.documents.values() for one in _of(d)]
    return sorted(found, key=lambda one: (one.last, one.first, one.document.id, one.key))


def _of(source: Document) -> Iterator[Event]:
    for at, node, value in source.spots:
        if node.form != "periode" or not at or (at[-1] != "echeance" and at != ("date",)):
            continue
        try:
            when = periode(value)
        except PeriodError:
            continue
        if when is None or when.fin is None:
            continue
        deadline = at[-1] == "echeance" or when.debut is None
        first = when.fin if deadline or when.debut is None else when.debut
        key = key_path(source.type.node, source.data, at)
        yield Event(first, when.fin, line(when), _what(source, at, node), source, at, key)


def _what(source: Document, at: Path, node: Node) -> str:
    """Name a date by the block that holds it, else by its document."""
    holder = source.type.node.at(at[:-1], source.data) if len(at) > 1 else None
    block = source.get(at[:-1])
    if holder is None or not isinstance(block, dict):
        return line(source.name)
    own = block.get(holder.of(block).name_key)
    named = line(own) if isinstance(own, str) and own.strip() else ""
    return named or line(f"{node.title} : {source.name}")


def pages(context: Context) -> Iterator[Page]:
    """Yield the pages of the calendar, what is to come first; the file for agendas beside it."""
    found = events(context)
    if not found:
        return
    ahead = [one for one in found if one.last >= context.as_of]
    behind = [one for one in reversed(found) if one.last < context.as_of]
    day = french.day(context.as_of.isoformat())
    parts = [
        *_parts(_("À partir du {day}").format(day=day), "a_venir", ahead),
        *_parts(_("Avant le {day}").format(day=day), "passe", behind),
    ]
    page = Page(ADDRESS, _("Calendrier"), trail=(Link(_("Accueil"), HOME),))
    groups = packed(((len(one.events), one) for one in parts), _LONGEST)
    for number, head in enumerate(sheets(page, [()] * len(groups))):
        yield later(head, partial(_sheet, context, head, groups[number], [] if number else found))


@dataclass(frozen=True, slots=True)
class _Part:
    """Dates under a heading, as many as one table takes."""

    title: str
    anchor: str
    events: list[Event]


def _parts(title: str, anchor: str, found: list[Event]) -> list[_Part]:
    return [_Part(line(title), f"rubrique_{anchor}", part) for part in cut(found, _LONGEST)]


def _sheet(context: Context, head: Page, parts: list[_Part], filed: list[Event]) -> Page:
    """Return a page of the calendar, with a file of dates where some are given for it."""
    heads = [_("Date"), _("Quoi"), _("Avancement"), _("Document")]
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
    return replace(head, blocks=tuple(blocks), attached=files)


def _row(context: Context, one: Event) -> Row:
    node = one.document.type.node.at(one.at[:-1], one.document.data)
    block = one.document.get(one.at[:-1])
    told = isinstance(block, dict) and node and "avancement" in block
    state = (
        fields.field(context, one.document, node.of(block), block, "avancement")
        if told and node
        else ()
    )
    document = (phrase(link(context, one.document)),)
    # A day or a month stands on one line: the words beside it can be cut.
    when = one.when.replace(" ", french.NBSP) if len(one.when) <= _DAY else one.when
    return Row((fields.text(when), fields.text(one.what), state, document))


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
