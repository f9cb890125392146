"""A comparison as Markdown, for a merge request: nothing in it runs, nobody is notified."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from feuille.diff.wording import clean
from feuille.i18n import _
from feuille.report.overview import document_name, listed, overview
from feuille.report.passages import by_type, names, passages, run
from feuille.schema import registry

if TYPE_CHECKING:
    from feuille.diff import Comparison
    from feuille.diff.model import Change
    from feuille.report import Style

_MARKDOWN = re.compile(r"([\\`*_\[\]|~$#])")
_NOTIFIES = re.compile(r"([@#!])(?=\w)")
_BLOCK = re.compile(r"^([-+=]|\d+(?=[.)]))")


def escape(words: str) -> str:
    """Return a text that any forge shows as it is: no HTML, no Markdown, nobody notified."""
    # An invisible joiner keeps a forge from reading @name, #12 or !12 as a call.
    quiet = _NOTIFIES.sub("\\1\N{WORD JOINER}", clean(words, len(words)))
    plain = quiet.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _BLOCK.sub(_as_text, _MARKDOWN.sub(r"\\\1", plain))


def _as_text(start: re.Match[str]) -> str:
    """Keep the start of a text from opening a list or underlining a title."""
    return start[1] + "\\" if start[1].isdigit() else "\\" + start[1]


def _code(words: str) -> str:
    """Write a path or a key path as code where it can be, else as text."""
    if not words or "`" in words or "|" in words:
        return escape(words)
    return f"`{clean(words, len(words))}`"


def markdown(comparison: Comparison, _style: Style, _width: int = 80) -> str:
    """Write what a merge request shows: what it comes to, then a table for each document."""
    moments = {name: escape(words) for name, words in names(comparison).items()}
    if not comparison.changes:
        return _("Aucune différence de {old} à {new}.").format(**moments)
    found = overview(comparison)
    rows = ["## " + _("De {old} à {new}").format(**moments), "", escape(found.counts)]
    for section in listed(found):
        rows += ["", f"**{escape(section.title)}**", ""]
        rows += [f"- {escape(line)}" for line in section.lines]
        rows += ["", escape(section.note)] * bool(section.note)
    for kind, documents in by_type(comparison):
        rows += ["", f"### {escape(registry().types[kind].plural)}"]
        for changes in documents:
            rows += _document_table(comparison, changes)
    return "\n".join(rows)


def _document_table(comparison: Comparison, changes: list[Change]) -> list[str]:
    file = changes[0].new_file or changes[0].old_file or ""
    title = document_name(comparison, changes[0])
    rows = ["", f"#### {escape(title)}", "", _code(file), ""]
    rows += [f"| | {_('Changement')} | {_('Où')} |", "|---|---|---|"]
    for one in changes:
        cells = one.sign, escape(one.sentence) + _passage_cell(one), _code(one.key_path)
        rows.append(f"| {' | '.join(cells)} |")
    return rows


def _passage_cell(change: Change) -> str:
    tags = {"-": "<del>{}</del>", "+": "<ins>{}</ins>", "=": "{}"}
    runs = [tags[operation].format(run(words, escape)) for operation, words in passages(change)]
    return "<br>" + "".join(runs) if runs else ""
