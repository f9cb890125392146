"""The history of a document and who set its values, written for people and for machines."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

import orjson

from feuille import french
from feuille.diff import wording
from feuille.diff.wording import clean
from feuille.i18n import _
from feuille.report import differences, differences_json

if TYPE_CHECKING:
    from collections.abc import Iterable

    from feuille.history import Entry, History, Line
    from feuille.report import Style
    from feuille.revisions import Revision

_AUTHOR = 20
"""Columns kept for an author's name beside each value."""


def log_text(history: History, entries: Iterable[Entry], style: Style, width: int = 80) -> str:
    """Write each revision with what it changed, newest first; lines fit in `width`."""
    rows = _title(history, style, width)
    for entry in entries:
        rows += ["", *_head(entry.revision, style, width)]
        for change in entry.comparison.changes:
            rows += [f"  {row}" for row in differences.change_rows(change, style, width - 2)]
    return "\n".join([*rows, *_shallow(history, style, width)])


def _title(history: History, style: Style, width: int) -> list[str]:
    versions = (history.document(one.commit) for one in history.revisions)
    document = next((one for one in versions if one), None)
    if document is None:
        return [style(history.id, "bold")]
    name = textwrap.wrap(french.typography(clean(document.name, 200)), width)
    about = f"{document.type.title} · {document.id} · {document.path}"
    return [
        *(style(row, "bold") for row in name),
        *(style(row, "dim") for row in textwrap.wrap(about, width, break_on_hyphens=False)),
    ]


def _head(revision: Revision, style: Style, width: int) -> list[str]:
    """Write the day, the commit, the author, then the subject."""
    if not revision.commit:
        return [style(_("pas encore enregistré"), "bold", "yellow")]
    who = clean(revision.author, 60)
    subject = textwrap.wrap(french.typography(clean(revision.subject, 200)), width) or [""]
    when = f"{style(french.day(revision.date), 'bold')}  {style(revision.short, 'yellow')}  {who}"
    return [when, *(style(row, "dim") for row in subject)]


def _shallow(history: History, style: Style, width: int) -> list[str]:
    if not any(one.boundary for one in history.revisions):
        return []
    said = _(
        "Le clone est superficiel : ce qui est plus ancien n'est pas ici, et le plus ancien commit "
        "montré passe pour l'auteur de tout ce qui le précède. « git fetch --unshallow » complète "
        "l'histoire."
    )
    return ["", *(style(row, "yellow") for row in textwrap.wrap(french.typography(said), width))]


def blame_text(history: History, lines: list[Line], style: Style, width: int = 80) -> str:
    """Write each value with the day, the commit and the author that set it."""
    room = min(_AUTHOR, max((len(line.revision.author) for line in lines), default=0))
    rows = [*_title(history, style, width), ""]
    for line in lines:
        rows += _line_rows(history, line, style, width, room)
    return "\n".join([*rows, *_shallow(history, style, width)])


def _line_rows(history: History, line: Line, style: Style, width: int, room: int) -> list[str]:
    revision = line.revision
    size = 10 + 1 + 7 + 1 + room
    head = f"{revision.date} {revision.short:<7.7} {clean(revision.author, room):<{room}}"
    if not revision.commit:
        head = f"{clean(_('pas encore enregistré'), size):<{size}}"
    said = f"{line.key_path} : {_value(history, line)}"
    # A key path is there to be copied: it is never cut, and where it is long has its own line.
    wide = size + 2 + len(line.key_path) + 2 <= width and width >= 2 * size
    indent = " " * (size + 2) if wide else "    "
    first, *rest = textwrap.wrap(
        french.typography(said), width, break_on_hyphens=False, break_long_words=False,
        initial_indent=" " * (size + 2) if wide else indent, subsequent_indent=indent,
    )  # fmt: skip
    shown = style(head, "yellow" if not revision.commit else "dim")
    if wide:
        return [f"{shown}  {first.strip()}", *rest]
    return [shown, first, *rest]


def _value(history: History, line: Line) -> str:
    top = history.revisions[0].commit
    document = history.document(top)
    assert document is not None
    return wording.show(history.corpora[top], document, line.node, line.value)


def log_json(history: History, entries: Iterable[Entry], key: str = "") -> str:
    """Write the versioned JSON of a history."""
    return _dump(history, key, "entries", [
        {**_revision(entry.revision),
         "changes": [differences_json.change(entry.comparison, one)
                     for one in entry.comparison.changes]}
        for entry in entries
    ])  # fmt: skip


def blame_json(history: History, lines: Iterable[Line], key: str = "") -> str:
    """Write the versioned JSON of who set what."""
    return _dump(history, key, "values", [
        {"key_path": line.key_path, "value": line.value, **_revision(line.revision)}
        for line in lines
    ])  # fmt: skip


def _dump(history: History, key: str, name: str, found: list[dict[str, Any]]) -> str:
    content = {
        "version": 1,
        "id": history.id,
        "key_path": key,
        "shallow": any(one.boundary for one in history.revisions),
        name: found,
    }
    return orjson.dumps(
        content, option=orjson.OPT_INDENT_2, default=differences_json.number
    ).decode()


def _revision(revision: Revision) -> dict[str, Any]:
    """Return a revision: null commit and date where no commit holds it; never an address."""
    return {
        "commit": revision.commit or None,
        "short": revision.short,
        "date": revision.date or None,
        "author": revision.author,
        "subject": revision.subject,
        "boundary": revision.boundary,
    }
