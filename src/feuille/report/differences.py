"""A comparison, written for people, for a merge request and for machines.

Every writer is a pure function of the comparison; texts of documents are made
harmless for the form they are written in.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING, Any

import orjson

from feuille.diagnostics import pointer
from feuille.diff.model import ADDED, CHANGED, REMOVED, UNKNOWN
from feuille.diff.summary import summarise
from feuille.diff.wording import clean
from feuille.i18n import _
from feuille.report.overview import document_name, overview
from feuille.schema import registry

if TYPE_CHECKING:
    from feuille.corpus import Corpus
    from feuille.diagnostics import Place
    from feuille.diff import Comparison
    from feuille.diff.model import Change
    from feuille.report import Style

Writer = Callable[..., str]

_COLOURS = {ADDED: "green", REMOVED: "red", CHANGED: "yellow", UNKNOWN: "red"}
_AROUND = 40
"""Signs of unchanged text kept on each side of a changed passage."""


def text(comparison: Comparison, style: Style, width: int = 80) -> str:
    """Write the changes document by document, then what they come to; lines fit in `width`."""
    if not comparison.changes:
        return _("Aucune différence de {old} à {new}.").format(**_names(comparison))
    head = textwrap.wrap(_("De {old} à {new}").format(**_names(comparison)), width)
    rows = [style(row, "bold") for row in head]
    for kind, documents in _by_type(comparison):
        rows += ["", style(registry().types[kind].plural, "bold", "cyan")]
        for changes in documents:
            rows += _document_rows(comparison, changes, style, width)
    return "\n".join([*rows, "", *_summary_rows(comparison, style, width)])


def _names(comparison: Comparison) -> dict[str, str]:
    return {"old": _moment(comparison.old), "new": _moment(comparison.new)}


def _moment(corpus: Corpus) -> str:
    """Say which moment a corpus is: 2018 (8f3a2c1), copie de travail."""
    name, commit = corpus.snapshot.name, (corpus.snapshot.commit or "")[:7]
    if not commit:
        return _("la copie de travail")
    return clean(name) if commit.startswith(name[:7]) else f"{clean(name)} ({commit})"


def _by_type(comparison: Comparison) -> Iterator[tuple[str, list[list[Change]]]]:
    """Yield each type with the changes of each of its documents."""
    for kind, changes in groupby(comparison.changes, key=lambda one: one.type):
        yield kind, [list(same) for _id, same in groupby(changes, key=lambda one: one.id)]


def _document_rows(
    comparison: Comparison, changes: list[Change], style: Style, width: int
) -> list[str]:
    first = changes[0]
    whole = first.kind in {"document-ajoute", "document-retire"}
    title = document_name(comparison, first)
    rows = ["", *_signed(first.sign if whole else CHANGED, title, style, width, "bold")]
    rows.append(style(f"  {clean(first.new_file or first.old_file or '', 500)}", "dim"))
    for change in changes[1:] if whole else changes:
        rows += [f"  {row}" for row in _signed(change.sign, change.sentence, style, width - 2)]
        rows += _passage_rows(change, style, width)
    return rows


def _signed(sign: str, words: str, style: Style, width: int, *names: str) -> list[str]:
    """Write a sign, then words on as many lines as they need."""
    head, *rows = textwrap.wrap(words, width - 2, break_on_hyphens=False) or [""]
    return [
        f"{style(sign, 'bold', _COLOURS[sign])} {style(head, *names)}",
        *(f"  {style(row, *names)}" for row in rows),
    ]


def _passages(change: Change) -> Iterator[tuple[str, str]]:
    """Yield the words that changed, with a little of what stands around them."""
    last = len(change.words) - 1
    for position, (operation, words) in enumerate(change.words):
        flat = re.sub(r"\s+", " ", words)
        if operation != "=" or len(flat) <= 2 * _AROUND:
            yield operation, flat
            continue
        head = "" if position == 0 else flat[:_AROUND].rpartition(" ")[0]
        tail = "" if position == last else flat[-_AROUND:].partition(" ")[2]
        yield operation, f"{head} … {tail}" if head and tail else f"{head}…{tail}"


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
        _MARKS[operation].format(_run(words, _visible)) for operation, words in _passages(change)
    )
    rows, colour = [], ""
    for row in textwrap.wrap(marked, width - 6, break_on_hyphens=False):
        shown = "      "
        for position, piece in enumerate(re.split(r"([\ue000-\ue003])\1", row)):
            if position % 2:
                mark, opens = _SHOWN[piece]
                shown += style(mark, opens or colour)
                colour = opens
            elif piece:
                shown += style(piece, colour) if colour else piece
        rows.append(shown)
    return rows


def _run(words: str, writer: Callable[[str], str]) -> str:
    """Write a run of words, keeping the spaces that part it from its neighbours."""
    inner = words.strip()
    if not inner:
        return " " * bool(words)
    before, after = words[0].isspace(), words[-1].isspace()
    return " " * before + writer(inner) + " " * after


def _visible(words: str) -> str:
    return clean(words, len(words))


def _summary_rows(comparison: Comparison, style: Style, width: int) -> list[str]:
    head, *sections = overview(comparison)
    rows = textwrap.wrap(head[0], width)
    for title, *lines in sections:
        rows += ["", style(title, "bold")]
        for line in lines:
            rows += textwrap.wrap(line, width, initial_indent="  ", subsequent_indent="    ")
    return rows


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
    names = {name: escape(words) for name, words in _names(comparison).items()}
    if not comparison.changes:
        return _("Aucune différence de {old} à {new}.").format(**names)
    head, *sections = overview(comparison)
    rows = ["## " + _("De {old} à {new}").format(**names), "", escape(head[0])]
    for title, *lines in sections:
        rows += ["", f"**{escape(title)}**", "", *(f"- {escape(line)}" for line in lines)]
    for kind, documents in _by_type(comparison):
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
    runs = [tags[operation].format(_run(words, escape)) for operation, words in _passages(change)]
    return "<br>" + "".join(runs) if runs else ""


def json(comparison: Comparison, _style: Style, _width: int = 80) -> str:
    """Write the versioned JSON of a comparison."""
    return orjson.dumps(
        {
            "version": 1,
            "old": _side(comparison.old),
            "new": _side(comparison.new),
            "changes": [_json_change(comparison, change) for change in comparison.changes],
            "summary": _json_summary(comparison),
        },
        option=orjson.OPT_INDENT_2,
        default=_number,
    ).decode()


def _side(corpus: Corpus) -> dict[str, Any]:
    return {"name": corpus.snapshot.name, "commit": corpus.snapshot.commit}


def _json_change(comparison: Comparison, change: Change) -> dict[str, Any]:
    places = comparison.places(change)
    return {
        "kind": change.kind,
        "sign": change.sign,
        "type": change.type,
        "id": change.id,
        "key_path": change.key_path,
        "keys": change.keys,
        "parent": change.parent,
        "old": change.old,
        "new": change.new,
        "sentence": change.sentence,
        "measure": {name: getattr(change.measure, name) for name in change.measure.__slots__},
        "words": change.words,
        "public": change.public,
        "old_place": _json_place(places[0], change.old_at),
        "new_place": _json_place(places[1], change.new_at),
    }


def _json_place(place: Place | None, at: Any) -> dict[str, Any] | None:
    if place is None:
        return None
    where = {"path": place.path, "line": place.line, "column": place.column}
    return {**where, "pointer": pointer(at or ())}


def _json_summary(comparison: Comparison) -> dict[str, Any]:
    summary = summarise(comparison)
    return {
        "changes": len(comparison.changes),
        "documents": summary.documents,
        "kinds": summary.kinds,
        "money": [
            {name: getattr(one, name) for name in (*one.__slots__, "delta")}
            for one in summary.movements
        ],
        "weaker_targets": [_json_reference(one) for one in summary.weaker],
        "abandoned": [_json_reference(one) for one in summary.abandoned],
        "territories": {"joined": summary.joined, "left": summary.left},
    }


def _json_reference(change: Change) -> dict[str, str]:
    return {name: getattr(change, name) for name in ("type", "id", "key_path", "sentence")}


def _number(value: object) -> int | float:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    raise TypeError


WRITERS: dict[str, Writer] = {"text": text, "md": markdown, "json": json}
