"""For GitHub Actions: workflow commands, which the forge shows beside the lines of a change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feuille.diagnostics import Severity
from feuille.report.view import told_with_places

if TYPE_CHECKING:
    from feuille.checks import Outcome
    from feuille.diagnostics import Diagnostic
    from feuille.report.view import View

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def github(result: Outcome, view: View) -> str:
    """Write a workflow command a line for each diagnostic; nothing where there is none."""
    return "\n".join(_command(one, view.prefix) for one in result.diagnostics)


def _command(one: Diagnostic, prefix: str) -> str:
    properties = {
        "file": prefix + one.place.path,
        "line": str(one.place.line),
        "col": str(one.place.column),
        "title": one.code,
    }
    written = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{_COMMANDS[one.severity]} {written}::{_data(told_with_places(one, prefix))}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
