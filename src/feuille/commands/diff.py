"""`feuille diff`: what changed between two moments, in the terms of the plan."""

from __future__ import annotations

import shutil
from functools import partial
from typing import TYPE_CHECKING

from feuille import french
from feuille.diagnostics import CannotProceedError
from feuille.diff import between
from feuille.i18n import _
from feuille.report import differences, plain
from feuille.report.outline import Options
from feuille.schema import registry

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path as FilePath

    from feuille.commands.terminal import Terminal
    from feuille.workspace import Workspace

_WIDEST = 100
"""Columns beyond which a line of text is tiring to read."""


def run(
    terminal: Terminal,
    old: str | None,
    new: str | None,
    *,
    output: str,
    only: str | None,
    exit_code: bool,
    target: FilePath | None = None,
    options: Options | None = None,
) -> int:
    """Compare two moments; 0, or 1 where `exit_code` is asked and something changed."""
    writer = _writer(output)
    kind = _type(only) if only else ""
    workspace = terminal.workspace()
    before = workspace.snapshot(old or _last_year(workspace))
    found = between(before, workspace.snapshot(new))
    if kind:
        found = found.only(kind)
    width = min(shutil.get_terminal_size((_WIDEST, 24)).columns, _WIDEST)
    told = partial(writer, found, width=max(width, 40), options=options or Options())
    _write(terminal, target, told)
    return 1 if exit_code and found.changes else 0


def _write(terminal: Terminal, target: FilePath | None, written: Callable[..., str]) -> None:
    """Print a comparison, or write it whole to a file, without colours."""
    if target is None:
        terminal.out(written(style=terminal.style))
        return
    target.write_bytes((written(style=plain) + "\n").encode("utf-8", "replace"))
    terminal.note(_("Écrit : {path}").format(path=target))


def _writer(name: str) -> differences.Writer:
    if name not in differences.WRITERS:
        raise CannotProceedError(
            _("Le format « {name} » est inconnu.").format(name=name),
            _("Formats possibles : {names}.").format(names=", ".join(differences.WRITERS)),
        )
    return differences.WRITERS[name]


def _type(word: str) -> str:
    kind = registry().named(word)
    if kind:
        return kind.name
    types = registry().types
    near = french.nearest(word, types)
    hint = _("Types possibles : {names}.").format(names=", ".join(types))
    if near:
        hint = _("Vouliez-vous écrire « {near} » ?").format(near=near) + " " + hint
    raise CannotProceedError(_("Le type « {name} » est inconnu.").format(name=word), hint)


def _last_year(workspace: Workspace) -> str:
    years = workspace.plan_years()
    if years:
        return list(years)[-1]
    if workspace.repository is None:
        workspace.snapshot("HEAD")  # says that there is no git here
    raise CannotProceedError(
        _("Aucune année de plan n'est marquée : il n'y a rien à quoi comparer."),
        _("Marquez-en une : feuille baseline 2024 ; ou nommez une révision : feuille diff HEAD"),
    )
