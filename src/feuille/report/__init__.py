"""Diagnostics, written for people and for machines; every writer is a pure function."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import orjson

from feuille.diagnostics import Severity
from feuille.i18n import _, plural

if TYPE_CHECKING:
    from feuille.checks import Outcome
    from feuille.diagnostics import Diagnostic, Place

Style = Callable[..., str]


def plain(text: str, *_names: str) -> str:
    """Return a text as it is: the style of files."""
    return text


def text(result: Outcome, style: Style) -> str:
    """Write `path:line:column code message`, the source line with a caret, and a summary."""
    blocks = [_block(result, one, style) for one in result.diagnostics]
    return "\n".join([*blocks, _summary(result, style)])


_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "blue"}
_WORDS = {
    Severity.ERROR: "erreur",
    Severity.WARNING: "avertissement",
    Severity.INFO: "information",
}


def _block(result: Outcome, one: Diagnostic, style: Style) -> str:
    place = f"{one.place.path}:{one.place.line}:{one.place.column}"
    word = style(_(_WORDS[one.severity]), "bold", _COLOURS[one.severity])
    rows = [f"{style(place, 'bold')} {word} {one.code} {one.message}"]
    rows += _excerpt(result, one, style)
    if one.hint:
        rows.append(f"  {style('→', 'cyan')} {one.hint}")
    rows += [
        style(f"  {_('voir')} {other.path}:{other.line}:{other.column}", "dim")
        for other in one.related
    ]
    return "\n".join(rows)


def _excerpt(result: Outcome, one: Diagnostic, style: Style) -> list[str]:
    """Return the line of the file with a caret under the column."""
    snapshot = result.snapshot
    if one.place.path not in snapshot.entries:
        return []
    lines = snapshot.text(one.place.path).decode("utf-8-sig", "replace").splitlines()
    if not 0 < one.place.line <= len(lines):
        return []
    line = lines[one.place.line - 1].replace("\t", " ")
    start = max(0, one.place.column - 60)
    shown = line[start : start + 76]
    gutter = f"{one.place.line:>5} | "
    caret = " " * (len(gutter) + one.place.column - 1 - start) + "^"
    return [style(gutter, "dim") + shown, style(caret, _COLOURS[one.severity])]


def _summary(result: Outcome, style: Style) -> str:
    documents = plural("{n} document", "{n} documents", result.documents)
    if not result.diagnostics:
        return f"{style('✓', 'green')} {documents}, {_('rien à signaler')}"
    counts = [
        plural(f"{{n}} {word}", f"{{n}} {word}s", result.count(severity))
        for severity, word in _WORDS.items()
        if result.count(severity)
    ]
    mark = style("✗", "red") if result.count(Severity.ERROR) else style("✓", "green")
    return f"{mark} {documents} : {', '.join(counts)}"


def json(result: Outcome, _style: Style) -> str:
    """Write the versioned JSON of product.md."""
    return orjson.dumps(
        {
            "version": 1,
            "summary": {
                "documents": result.documents,
                "errors": result.count(Severity.ERROR),
                "warnings": result.count(Severity.WARNING),
                "infos": result.count(Severity.INFO),
            },
            "diagnostics": [
                {
                    "code": one.code,
                    "severity": one.severity,
                    **_place(one.place),
                    "pointer": one.pointer,
                    "message": one.message,
                    "hint": one.hint,
                    "related": [_place(other) for other in one.related],
                }
                for one in result.diagnostics
            ],
        },
        option=orjson.OPT_INDENT_2,
    ).decode()


def _place(place: Place) -> dict[str, object]:
    return {name: getattr(place, name) for name in ("path", "line", "column")}


Writer = Callable[["Outcome", Style], str]
WRITERS: dict[str, Writer] = {"text": text, "json": json}
