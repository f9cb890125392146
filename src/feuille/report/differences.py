"""A comparison, written for people, for a merge request and for machines.

Every writer is a pure function of the comparison; texts of documents are made
harmless for the form they are written in.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable
from typing import TYPE_CHECKING

from feuille.diff.model import ADDED, CHANGED, REMOVED, UNKNOWN
from feuille.diff.wording import clean
from feuille.i18n import _
from feuille.report import differences_html, differences_json, differences_md
from feuille.report.overview import document_name, listed, overview
from feuille.report.passages import by_type, names, passages, run
from feuille.schema import registry

if TYPE_CHECKING:
    from feuille.diff import Comparison
    from feuille.diff.model import Change
    from feuille.report import Style

Writer = Callable[..., str]

_COLOURS = {ADDED: "green", REMOVED: "red", CHANGED: "yellow", UNKNOWN: "red"}


def text(comparison: Comparison, style: Style, width: int = 80) -> str:
    """Write the changes document by document, then what they come to; lines fit in `width`."""
    if not comparison.changes:
        return _("Aucune différence de {old} à {new}.").format(**names(comparison))
    head = textwrap.wrap(_("De {old} à {new}").format(**names(comparison)), width)
    rows = [style(row, "bold") for row in head]
    for kind, documents in by_type(comparison):
        rows += ["", style(registry().types[kind].plural, "bold", "cyan")]
        for changes in documents:
            rows += _document_rows(comparison, changes, style, width)
    return "\n".join([*rows, "", *_summary_rows(comparison, style, width)])


def _document_rows(
    comparison: Comparison, changes: list[Change], style: Style, width: int
) -> list[str]:
    first = changes[0]
    whole = first.kind in {"document-ajoute", "document-retire"}
    title = document_name(comparison, first)
    rows = ["", *_signed(first.sign if whole else CHANGED, title, style, width, "bold")]
    rows.append(style(f"  {clean(first.new_file or first.old_file or '', 500)}", "dim"))
    for change in changes[1:] if whole else changes:
        rows += [f"  {row}" for row in change_rows(change, style, width - 2)]
    return rows


def change_rows(change: Change, style: Style, width: int) -> list[str]:
    """Write one change: its sentence, then the words of a text that changed."""
    rows = _signed(change.sign, change.sentence, style, width)
    return rows + _passage_rows(change, style, width)


def _signed(sign: str, words: str, style: Style, width: int, *names: str) -> list[str]:
    """Write a sign, then words on as many lines as they need."""
    head, *rows = textwrap.wrap(words, width - 2, break_on_hyphens=False) or [""]
    return [
        f"{style(sign, 'bold', _COLOURS[sign])} {style(head, *names)}",
        *(f"  {style(row, *names)}" for row in rows),
    ]


_MARKS = {"-": "\ue000\ue000{}\ue001\ue001", "+": "\ue002\ue002{}\ue003\ue003", "=": "{}"}
_SHOWN = {
    "\ue000": ("[-", "red"),
    "\ue001": ("-]", ""),
    "\ue002": ("{+", "green"),
    "\ue003": ("+}", ""),
}


def _passage_rows(change: Change, style: Style, width: int) -> list[str]:
    """Write a changed text as git does: [-words that go-]{+words that come+}."""
    # While lines are cut, private signs stand for the marks: documents hold none, and
    # doubled they are as wide as what they become.
    marked = "".join(
        _MARKS[operation].format(run(words, _visible)) for operation, words in passages(change)
    )
    rows, colour = [], ""
    for row in textwrap.wrap(marked, width - 4, break_on_hyphens=False):
        shown = "    "
        for position, piece in enumerate(re.split(r"([\ue000-\ue003])\1", row)):
            if position % 2:
                mark, opens = _SHOWN[piece]
                shown += style(mark, opens or colour)
                colour = opens
            elif piece:
                shown += style(piece, colour) if colour else piece
        rows.append(shown)
    return rows


def _visible(words: str) -> str:
    return clean(words, len(words))


def _summary_rows(comparison: Comparison, style: Style, width: int) -> list[str]:
    found = overview(comparison)
    rows = textwrap.wrap(found.counts, width)
    for section in listed(found):
        rows += ["", style(section.title, "bold")]
        for line in [*section.lines, *filter(None, [section.note])]:
            rows += textwrap.wrap(line, width, initial_indent="  ", subsequent_indent="    ")
    return rows


WRITERS: dict[str, Writer] = {
    "text": text,
    "md": differences_md.markdown,
    "html": differences_html.html,
    "json": differences_json.json,
}
