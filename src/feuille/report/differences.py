"""A comparison, written for people, for a merge request and for machines.

Every writer is a pure function of the comparison; texts of documents are made
harmless for the form they are written in.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable
from typing import TYPE_CHECKING

from feuille import french
from feuille.diff.wording import clean, prose
from feuille.i18n import _
from feuille.report import differences_html, differences_json, differences_md
from feuille.report.outline import (
    BAD,
    GOOD,
    PLAIN,
    SIGNS,
    WHOLE,
    Options,
    legend,
    outline,
    told,
)  # fmt: skip
from feuille.report.overview import overview
from feuille.report.passages import cut, names, passages, run

if TYPE_CHECKING:
    from feuille.diff import Comparison
    from feuille.diff.model import Change, Fact
    from feuille.report import Style
    from feuille.report.outline import Chapter, Group, Row, Sheet

Writer = Callable[..., str]

_COLOURS = {GOOD: "green", BAD: "red", PLAIN: "yellow"}
_ROOM = 300
"""Signs of a text that the terminal shows, unless it is asked for all of it."""


def text(
    comparison: Comparison, style: Style, width: int = 80, options: Options | None = None
) -> str:
    """Write the changes document by document, then what they come to; lines fit in `width`."""
    options = options or Options()
    moments = names(comparison, exact=options.places)
    if not comparison.changes:
        return _("Aucune différence de {old} à {new}.").format(**moments)
    page = _Page(comparison, style, width, options)
    rows = page.wrapped(_("De {old} à {new}").format(**moments), 0, "bold")
    chapters = outline(comparison)
    for chapter in chapters:
        rows += ["", style(chapter.title, "bold", "cyan")]
        for sheet in chapter.sheets:
            rows += ["", *page.sheet(sheet)]
    return "\n".join([*rows, "", *page.overview(), "", *page.footer(chapters)])


def change_rows(change: Change, style: Style, width: int) -> list[str]:
    """Write one change, under the name of its document: its words, then those of its text."""
    page = _Page(None, style, width, Options(full=True))
    return page.row(told((change,)), 0)


class _Page:
    """What the rows of one writing share."""

    def __init__(
        self, comparison: Comparison | None, style: Style, width: int, options: Options
    ) -> None:
        self.comparison = comparison
        self.style = style
        self.width = width
        self.options = options
        self.shortened = False

    def wrapped(self, words: str, indent: int, *names: str, hang: int = 0) -> list[str]:
        """Write words on as many lines as they need."""
        rows = textwrap.wrap(words, self.width - indent - hang, break_on_hyphens=False) or [""]
        return [
            " " * (indent + (hang if number else 0)) + self.style(row, *names)
            for number, row in enumerate(rows)
        ]

    def signed(self, sign: str, colour: str, words: str, indent: int, *names: str) -> list[str]:
        """Write a sign, then words on as many lines as they need."""
        first, *rows = textwrap.wrap(words, self.width - indent - 2, break_on_hyphens=False) or [""]
        space = " " * indent
        return [
            f"{space}{self.style(sign, 'bold', colour)} {self.style(first, *names)}",
            *(f"{space}  {self.style(row, *names)}" for row in rows),
        ]

    def sheet(self, sheet: Sheet) -> list[str]:
        """Write a document: its name, what it says where it is new, what changed in it."""
        first = sheet.changes[0]
        colour = _COLOURS[told((first,)).tone if first.kind in WHOLE else PLAIN]
        rows = self.signed(SIGNS[sheet.meaning], colour, sheet.title, 0, "bold")
        if self.options.places:
            rows += self.wrapped(clean(sheet.file, 500), 2, "dim")
        rows += self.facts(sheet.facts, 2)
        if sheet.hint:
            rows += self.wrapped(f"→ {sheet.hint}", 2, "yellow", hang=2)
        for group in sheet.groups:
            rows += self.group(group)
        return rows

    def group(self, group: Group) -> list[str]:
        """Write the rows about one item, under its name."""
        if not group.subject:
            return [line for row in group.rows for line in self.row(row, 2)]
        rows = self.wrapped(group.subject, 2, hang=2)
        return rows + [line for row in group.rows for line in self.row(row, 4)]

    def row(self, row: Row, indent: int) -> list[str]:
        """Write a row: its sign and words, the text that changed, what an item says, its place."""
        rows = self.signed(SIGNS[row.meaning], _COLOURS[row.tone], row.statement, indent)
        rows += self.passage(row.changes[0], indent + 4)
        rows += self.facts(row.facts, indent + 4)
        for change in row.changes if self.options.places else ():
            rows += self.place(change, indent + 2)
        return rows

    def place(self, change: Change, indent: int) -> list[str]:
        """Say where a change stands, file:line and key path: there to be copied, never cut."""
        assert self.comparison is not None
        place = next((one for one in reversed(self.comparison.places(change)) if one), None)
        said = [f"{clean(place.path, 500)}:{place.line}"] if place else []
        said += [clean(change.key_path, 300)] if change.key_path else []
        joined = [" ".join(said)] if len(" ".join(said)) <= self.width - indent else said
        return [" " * indent + self.style(row, "dim") for row in joined]

    def facts(self, facts: tuple[Fact, ...], indent: int) -> list[str]:
        """Write what an added or removed thing says, a line for each key."""
        rows = []
        for fact in facts:
            said = " ; ".join(_visible(one) for one in fact.values)
            rows += self.wrapped(f"{fact.title} : {self.shown(said)}", indent, "dim", hang=2)
        return rows

    def shown(self, words: str) -> str:
        """Return a text, cut at a word where it is long and all of it is not asked for."""
        if self.options.full or len(words) <= _ROOM:
            return words
        self.shortened = True
        return clean(words, _ROOM)

    def passage(self, change: Change, indent: int) -> list[str]:
        """Write a changed text as git does: [-words that go-]{+words that come+}."""
        runs = list(change.words if self.options.full else passages(change))
        if not self.options.full:
            runs, left = cut(runs, _ROOM)
            self.shortened = self.shortened or left
        if len(runs) == 1:  # a text that comes or goes, as the sign says
            return self.wrapped(_visible(prose(runs[0][1])), indent)
        # While lines are cut, private signs stand for the marks: documents hold none, and
        # doubled they are as wide as what they become.
        marked = "".join(
            _MARKS[operation].format(run(words, _visible)) for operation, words in runs
        )
        rows, colour = [], ""
        for row in textwrap.wrap(marked, self.width - indent, break_on_hyphens=False):
            shown = " " * indent
            for position, piece in enumerate(re.split(r"([\ue000-\ue003])\1", row)):
                if position % 2:
                    mark, opens = _SHOWN[piece]
                    shown += self.style(mark, opens or colour)
                    colour = opens
                elif piece:
                    shown += self.style(piece, colour) if colour else piece
            rows.append(shown)
        return rows

    def overview(self) -> list[str]:
        """Write what the changes come to."""
        assert self.comparison is not None
        found = overview(self.comparison)
        rows = [self.style(_("En bref"), "bold", "cyan"), "", *self.wrapped(found.counts, 0)]
        for section in found.sections:
            rows += ["", self.style(section.title, "bold")]
            for point in section.points:
                rows += self.wrapped(point.said + f"{french.NBSP}:" * bool(point.lines), 2, hang=2)
                for line in point.lines:
                    rows += self.wrapped(f"– {line}", 4, hang=2)
                rows += self.wrapped(point.note, 4, "dim") if point.note else []
        return rows

    def footer(self, chapters: list[Chapter]) -> list[str]:
        """Explain the signs; say how to see more."""
        said = _("Signes : {legend}.").format(legend=legend(chapters))
        if self.shortened:
            said += " " + _("Les textes longs sont coupés : --full les montre en entier.")
        if not self.options.places:
            said += " " + _("Fichiers et lignes : --places.")
        return self.wrapped(said, 0, "dim")


_MARKS = {"-": "\ue000\ue000{}\ue001\ue001", "+": "\ue002\ue002{}\ue003\ue003", "=": "{}"}
_SHOWN = {
    "\ue000": ("[-", "red"),
    "\ue001": ("-]", ""),
    "\ue002": ("{+", "green"),
    "\ue003": ("+}", ""),
}


def _visible(words: str) -> str:
    return clean(words, len(words))


WRITERS: dict[str, Writer] = {
    "text": text,
    "md": differences_md.markdown,
    "html": differences_html.html,
    "json": differences_json.json,
}
