"""`feuille log`: the history of a document, or of one value of it."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from feuille import consult, history
from feuille.diagnostics import CannotProceedError
from feuille.i18n import _
from feuille.report import history as writers

if TYPE_CHECKING:
    from feuille.commands.terminal import Terminal
    from feuille.history import History
    from feuille.workspace import Workspace

_WIDEST = 100
"""Columns beyond which a line of text is tiring to read."""
FORMATS = ("text", "json")


def run(terminal: Terminal, name: str, *, key: str, rev: str | None, output: str) -> int:
    """Print what each commit changed in a document, newest first; always 0."""
    check_format(output)
    found = find(terminal.workspace(), name, rev)
    entries = history.entries(found, key)
    if output == "json":
        terminal.out(writers.log_json(found, entries, key))
    else:
        terminal.out(writers.log_text(found, entries, terminal.style, width()))
    return 0


def check_format(output: str) -> None:
    """Refuse a format that these commands do not write."""
    if output not in FORMATS:
        raise CannotProceedError(
            _("Le format « {name} » est inconnu.").format(name=output),
            _("Formats possibles : {names}.").format(names=", ".join(FORMATS)),
        )


def find(workspace: Workspace, name: str, rev: str | None) -> History:
    """Return the history of a document: one that exists, bore that id before, or is gone."""
    corpus = workspace.corpus(rev)
    try:
        return history.read(workspace, consult.document(corpus, name).id, rev)
    except CannotProceedError:
        gone = history.read(workspace, name, rev)
        if not any(gone.document(one.commit) for one in gone.revisions):
            raise
        return gone


def width() -> int:
    """Return the columns to write in."""
    return max(min(shutil.get_terminal_size((_WIDEST, 24)).columns, _WIDEST), 40)
