"""`feuille validate`: everything that can be wrong, in one run, writing nothing but its reports."""

from __future__ import annotations

import hashlib
import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from feuille import checks, report
from feuille.commands import saving
from feuille.commands.moment import day
from feuille.diagnostics import CannotProceedError, Severity
from feuille.i18n import _
from feuille.report.scope import differing, narrow
from feuille.report.view import View, plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from feuille.checks import Outcome
    from feuille.commands.terminal import Terminal
    from feuille.snapshot import Snapshot

Output = tuple[str, Path | None]
"""The name of a format, and the file for it (None: the terminal)."""


def run(
    terminal: Terminal,
    formats: list[str],
    rev: str | None,
    *,
    strict: bool,
    paths: Sequence[str] = (),
    since: str | None = None,
    as_of: str | None = None,
) -> int:
    """Validate a moment of the repository; 0 where nothing shown fails, 1 where something does.

    Only diagnostics of `paths` (files, folders) and of files that changed since a
    revision are shown; no `formats` stands for what suits the place of the run.
    """
    outputs = _outputs(formats)
    workspace = terminal.workspace()
    now = workspace.snapshot(rev)
    under = [_inside(workspace.root, path, now) for path in paths]
    then = None if since is None else workspace.snapshot(since)
    whole = checks.validate(now, day(as_of))
    result = narrow(whole, under, None if then is None else differing(then, now))
    view = View(
        style=terminal.style,
        verbose=terminal.verbose,
        failing=frozenset(Severity) - {Severity.INFO} if strict else frozenset({Severity.ERROR}),
        prefix=workspace.repository.prefix if workspace.repository else "",
        elsewhere=len(whole.diagnostics) - len(result.diagnostics),
    )
    if outputs:
        _show(terminal, outputs, result, view)
    else:
        _show_usual(terminal, result, view)
    return 1 if any(one.severity in view.failing for one in result.diagnostics) else 0


def _outputs(formats: list[str]) -> list[Output]:
    outputs = [_output(wanted) for wanted in formats]
    files = [target.resolve() for _name, target in outputs if target is not None]
    if len(files) != len(set(files)):
        raise CannotProceedError(
            _("Deux rapports iraient dans le même fichier."),
            _("Donnez un fichier à chaque --format."),
        )
    return outputs


def _output(wanted: str) -> Output:
    name, colon, target = wanted.partition(":")
    if name not in report.WRITERS:
        raise CannotProceedError(
            _("Le format « {name} » est inconnu.").format(name=name),
            _("Formats possibles : {names}.").format(names=", ".join(report.WRITERS)),
        )
    if colon and not target:
        raise CannotProceedError(
            _("Il manque le nom du fichier après « {wanted} ».").format(wanted=wanted),
            _("Par exemple : --format {name}:rapport").format(name=name),
        )
    return name, Path(target) if target else None


def _inside(root: Path, asked: str, now: Snapshot) -> str:
    """Return a file or folder relative to the data, as typed from here or from the data folder."""
    for base in (Path.cwd(), root):
        path = base / asked
        real = path.resolve() if path.is_dir() else path.parent.resolve() / path.name
        if real.is_relative_to(root):
            inside = "/".join(real.relative_to(root).parts)
            if _exists(root, inside, now):
                return inside
    if now.commit is None and os.path.lexists(asked):
        raise CannotProceedError(
            _("« {path} » est hors du dépôt de données {root}.").format(path=asked, root=root),
            _("Donnez des fichiers ou des dossiers de ce dépôt."),
        )
    raise CannotProceedError(
        _("« {path} » n'existe pas ({moment}).").format(path=asked, moment=now.name),
        _("Donnez des fichiers ou des dossiers du dépôt de données."),
    )


def _exists(root: Path, inside: str, now: Snapshot) -> bool:
    if now.commit is None:
        return os.path.lexists(root / inside)
    paths = (*now.entries, *(oddity.path for oddity in now.oddities))
    return not inside or any(f"{path}/".startswith(f"{inside}/") for path in paths)


def _show_usual(terminal: Terminal, result: Outcome, view: View) -> None:
    """Print the text; under GitHub Actions, also the annotations of the change."""
    if os.environ.get("GITHUB_ACTIONS") != "true":
        _show(terminal, [("text", None)], result, view)
        return
    said = report.write("text", result, view)
    if "::" in said or "##[" in said:
        # The runner obeys whatever looks like a command, and the text quotes documents: it is
        # told not to listen until it hears a word that they cannot know.
        word = hashlib.sha256(said.encode()).hexdigest()
        said = f"::stop-commands::{word}\n{said}\n::{word}::"
    terminal.out(said)
    _show(terminal, [("github", None)], result, view)


def _show(terminal: Terminal, outputs: list[Output], result: Outcome, view: View) -> None:
    """Write files first, so that a refusal comes before any result."""
    for name, target in outputs:
        if target is not None:
            text = report.write(name, result, replace(view, style=plain))
            saving.save(target, f"{text}\n".encode() if text else b"")
    for name, target in outputs:
        if target is None and (said := report.write(name, result, view)):
            terminal.out(said)
