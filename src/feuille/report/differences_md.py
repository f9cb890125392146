"""A comparison as Markdown, for a merge request: nothing in it runs, nobody is notified.

A forge shows it to whoever may read the request: what is restricted is left out,
unless it is asked for.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from feuille import french
from feuille.diff.wording import clean, prose
from feuille.i18n import _
from feuille.report import publication
from feuille.report.outline import SIGNS, Options, legend, outline
from feuille.report.overview import overview
from feuille.report.passages import curly, names, passages, run

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from feuille.diff import Comparison
    from feuille.diff.model import Change, Fact
    from feuille.report import Style
    from feuille.report.outline import Row, Sheet
    from feuille.report.publication import Publication

_MARKDOWN = re.compile(r"([\\`*_\[\]|~$#])")
_NOTIFIES = re.compile(r"([@#!])(?=\w)")
_BLOCK = re.compile(r"^([-+=]|\d+(?=[.)]))")
_AROUND = 160
"""Signs of unchanged text kept on each side of a changed passage."""


def escape(words: str) -> str:
    """Return words that any forge shows as they are, with the apostrophes of a page."""
    return _exact(curly(words))


def _exact(words: str) -> str:
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
        return _exact(words)
    return f"`{clean(words, len(words))}`"


def markdown(
    comparison: Comparison, style: Style, width: int = 80, options: Options | None = None
) -> str:
    """Write what a merge request shows: what it comes to, then the changes of each document."""
    del style, width
    options = options or Options()
    found = publication.whole(comparison) if options.internal else publication.public(comparison)
    moments = {side: escape(one) for side, one in names(comparison).items()}
    if not comparison.changes:
        return _("Aucune différence de {old} à {new}.").format(**moments)
    rows = ["## " + _("De {old} à {new}").format(**moments)]
    rows += ["", f"> {escape(found.notice)}"] * bool(found.notice)
    if found.comparison.changes:
        rows += _overview(found.comparison)
        rows += _detail(found)
    exact = {side: escape(one) for side, one in names(comparison, exact=True).items()}
    rows += ["", _("Versions comparées : {old}, {new}.").format(**exact)]
    return "\n".join(rows)


def _overview(comparison: Comparison) -> list[str]:
    found = overview(comparison)
    rows = ["", escape(found.counts)]
    for section in found.sections:
        rows += ["", f"### {escape(section.title)}", ""]
        for point in section.points:
            rows.append(f"- {escape(point.said)}" + f"{french.NBSP}:" * bool(point.lines))
            rows += [f"  - {escape(line)}" for line in point.lines]
            rows += [f"  - {escape(point.note)}"] * bool(point.note)
    return rows


def _detail(found: Publication) -> Iterator[str]:
    chapters = outline(found.comparison)
    yield from ("", "## " + _("Document par document"), "")
    yield _("Signes : {legend}.").format(legend=escape(legend(chapters)))
    if any(one.words for one in found.comparison.changes):
        yield _("Dans les textes : <del>[−retiré−]</del>, <ins>[+ajouté+]</ins>.")
    for chapter in chapters:
        yield from ("", f"### {escape(chapter.title)}")
        for sheet in chapter.sheets:
            yield from _sheet(found, sheet)


def _sheet(found: Publication, sheet: Sheet) -> Iterator[str]:
    yield from ("", f"#### {_sign(sheet.meaning)}{escape(sheet.title)}", "")
    yield from _facts(sheet.facts, "")
    if sheet.hint:
        yield f"- {escape(sheet.hint)}"
    for group in sheet.groups:
        indent = ""
        if group.subject:
            yield f"- {escape(group.subject)}"
            indent = "  "
        for row in group.rows:
            yield from _row(row, indent)
    yield from ("", f"<details><summary>{_('Où, dans les fichiers')}</summary>", "")
    yield _code(sheet.file)
    yield ""
    places = (found.places(one) for one in sheet.changes)
    yield from (f"- {_code(one.key_path)}" for one in places if one.key_path)
    yield from ("", "</details>")


def _sign(meaning: str) -> str:
    return "" if meaning == "neutre" else f"{SIGNS[meaning]} "


def _row(row: Row, indent: str) -> Iterator[str]:
    yield f"{indent}- **{_escaped(SIGNS[row.meaning])}** {escape(row.statement)}"
    passage = _passage(row.changes[0])
    if passage:
        yield f"{indent}  - {passage}"
    yield from _facts(row.facts, indent + "  ")


def _escaped(sign: str) -> str:
    return f"\\{sign}" if sign in "+~" else sign


def _facts(facts: Iterable[Fact], indent: str) -> Iterator[str]:
    for fact in facts:
        said = " ; ".join(escape(one) for one in fact.values)
        yield f"{indent}- {escape(fact.title)} : {said}"


def _passage(change: Change) -> str:
    """Write a changed text: struck and underlined, and marked where a forge shows neither."""
    runs = list(passages(change, _AROUND))
    if len(runs) == 1:
        return _exact(prose(runs[0][1]))
    tags = {"-": "<del>[−{}−]</del>", "+": "<ins>[+{}+]</ins>", "=": "{}"}
    return "".join(tags[operation].format(run(words, _exact)) for operation, words in runs)
