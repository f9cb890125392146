"""For people: each diagnostic with its line of the file, then one line that sums up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feuille.diagnostics import Severity
from feuille.i18n import _, plural
from feuille.report.view import spot

if TYPE_CHECKING:
    from feuille.checks import Outcome
    from feuille.diagnostics import Diagnostic
    from feuille.report.view import Style, View

_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "blue"}
_WORDS = {
    Severity.ERROR: "erreur",
    Severity.WARNING: "avertissement",
    Severity.INFO: "information",
}
_SHOWN = 72
"""Characters of a source line that are shown: 80 columns with the line number."""


def text(result: Outcome, view: View) -> str:
    """Write `path:line:column severity code message`, the source line, and a summary.

    Infos are written in full only in a verbose view; the summary counts them always.
    """
    shown = [one for one in result.diagnostics if view.verbose or one.severity is not Severity.INFO]
    return "\n".join([*(_block(result, one, view.style) for one in shown), _summary(result, view)])


def _block(result: Outcome, one: Diagnostic, style: Style) -> str:
    word = style(_(_WORDS[one.severity]), "bold", _COLOURS[one.severity])
    place = style(_visible(spot(one.place)), "bold")
    rows = [f"{place} {word} {one.code} {_visible(one.message)}"]
    rows += _excerpt(result, one, style)
    if one.hint:
        rows.append(f"  {style('→', 'cyan')} {_visible(one.hint)}")
    rows += [style(f"  {_('voir')} {_visible(spot(other))}", "dim") for other in one.related]
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
    start = max(0, one.place.column - _SHOWN + 16)
    shown = ("…" if start else "") + line[start + bool(start) : start + _SHOWN]
    if len(line) > start + _SHOWN:
        shown = shown[:-1] + "…"
    gutter = f"{one.place.line:>5} | "
    caret = " " * (len(gutter) + one.place.column - 1 - start) + "^"
    return [style(gutter, "dim") + _visible(shown), style(caret, _COLOURS[one.severity])]


def _visible(text: str) -> str:
    """Return a text with a picture for each control sign: none may reach a terminal."""
    if text.isprintable():
        return text
    return "".join(_picture(c) for c in text)


def _picture(c: str) -> str:
    if c.isprintable() or c in "\u00a0\u202f":
        return c
    return chr(0x2400 + ord(c)) if c < " " else "\N{REPLACEMENT CHARACTER}"


def _summary(result: Outcome, view: View) -> str:
    documents = plural("{n} document", "{n} documents", result.documents)
    failed = any(one.severity in view.failing for one in result.diagnostics)
    mark = view.style("✗", "red") if failed else view.style("✓", "green")
    if not result.diagnostics and not view.elsewhere:
        return f"{mark} {documents}, {_('rien à signaler')}"
    counts = [
        plural(f"{{n}} {word}", f"{{n}} {word}s", result.count(severity))
        for severity, word in _WORDS.items()
        if result.count(severity)
    ]
    if result.count(Severity.INFO) and not view.verbose:
        counts[-1] += f" ({_('pour les lire : feuille -v validate')})"
    if view.elsewhere:
        counts.append(
            plural(
                "{n} diagnostic hors de la sélection",
                "{n} diagnostics hors de la sélection",
                view.elsewhere,
            )
        )
    return f"{mark} {documents} : {', '.join(counts)}"
