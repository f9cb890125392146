"""`feuille blame`: who set each value of a document, when, in which commit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feuille import consult, history
from feuille.commands.log import check_format, width
from feuille.report import history as writers

if TYPE_CHECKING:
    from feuille.commands.terminal import Terminal


def run(terminal: Terminal, name: str, *, key: str, rev: str | None, output: str) -> int:
    """Print each value of a document with the commit that set it; always 0."""
    check_format(output)
    workspace = terminal.workspace()
    document = consult.document(workspace.corpus(rev), name)
    found = history.read(workspace, document.id, rev)
    lines = history.blame(found, key)
    if output == "json":
        terminal.out(writers.blame_json(found, lines, key))
    else:
        terminal.out(writers.blame_text(found, lines, terminal.style, width()))
    return 0
