"""`feuille validate`: everything that can be wrong, in one run, writing nothing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from feuille import checks, report
from feuille.diagnostics import CannotProceedError, Severity
from feuille.i18n import _

if TYPE_CHECKING:
    from feuille.commands.terminal import Terminal


def run(terminal: Terminal, formats: list[str], rev: str | None, *, strict: bool) -> int:
    """Validate a moment of the repository; 0 where nothing fails, 1 where something does."""
    outputs = [_output(wanted) for wanted in formats]
    result = checks.validate(terminal.workspace().snapshot(rev))
    for writer, target in outputs:
        text = writer(result, terminal.style if target is None else report.plain)
        if target is None:
            terminal.out(text)
        else:
            target.write_text(text + "\n", "utf-8")
    failing = {Severity.ERROR, Severity.WARNING} if strict else {Severity.ERROR}
    return 1 if any(one.severity in failing for one in result.diagnostics) else 0


def _output(wanted: str) -> tuple[report.Writer, Path | None]:
    name, colon, target = wanted.partition(":")
    if name not in report.WRITERS:
        raise CannotProceedError(
            _("Le format « {name} » est inconnu.").format(name=name),
            _("Formats possibles : {names}.").format(names=", ".join(report.WRITERS)),
        )
    return report.WRITERS[name], Path(target) if colon and target else None
