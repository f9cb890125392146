"""The calendar: every dated meeting, milestone and deadline, as pages and for agendas (.ics)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from feuille import french
from feuille.i18n import _
from feuille.render import fields
from feuille.render.addresses import HOME
from feuille.render.inline import link, phrase
from feuille.render.model import Attached, Link, Page, Row
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
_LONGEST = 200
_FOLD = 74


@dataclass(frozen=True, slots=True)
class Event:
    """A dated thing of a document: first and last day, as the document says it, what, its key."""

    first: date
    last: date
    when: str
    what: str
    document: Document
    key: str


def events(context: Context) -> list[Event]:
    """Return the dates of meetings, and the deadlines of anything, in order of day."""
    found = [one for d in context.corpus.documents.values() for one in _of(d)]
    return sorted(found, key=lambda one: (one.last, one.first, one.document.id, one.key))


def is_there(context: Context) -> bool:
    """Tell whether anything has a date."""
    return any(True for d in context.corpus.documents.values() for _event in _of(d))


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
        yield Event(first, when.fin, line(when), _what(source, at, node), source, key)


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
    """Yield the pages of the calendar, the file for agendas beside the first."""
    found = events(context)
    title = _("Calendrier")
    parts = [found[start : start + _LONGEST] for start in range(0, len(found), _LONGEST)]
    for number, part in enumerate(parts, start=1):
        rows = [
            Row((
                fields.text(one.when),
                fields.text(one.what),
                (phrase(link(context, one.document)),),
            ))
            for one in part
        ]  # fmt: skip
        heads = [_("Date"), _("Quoi"), _("Document")]
        paged = _("{title} (page {n} sur {total})").format(title=title, n=number, total=len(parts))
        yield Page(
            address=_address(number),
            title=title if len(parts) == 1 else paged,
            trail=(Link(_("Accueil"), HOME),),
            blocks=(fields.table(title, heads, rows),),
            before=_link(number - 1) if number > 1 else None,
            after=_link(number + 1) if number < len(parts) else None,
            attached=_attached(found) if number == 1 else (),
        )


def _attached(found: list[Event]) -> tuple[Attached, ...]:
    return (Attached(_("Ajouter ces dates à un agenda (ICS)"), "ics", calendar(found)),)


def _address(number: int) -> str:
    return ADDRESS if number == 1 else f"{ADDRESS}_{number}"


def _link(number: int) -> Link:
    return Link(_("Page {n}").format(n=number), _address(number))


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
    if len(text.encode("utf-8", "replace")) <= _FOLD:
        return f"{text}\r\n"
    parts, size = [""], 0
    for sign in text:
        width = len(sign.encode("utf-8", "replace"))
        if size + width > _FOLD:
            parts.append("")
            size = 0
        parts[-1] += sign
        size += width
    return "\r\n ".join(parts) + "\r\n"
