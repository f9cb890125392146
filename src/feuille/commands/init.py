"""`feuille init`: a new data repository, valid and explained, that overwrites nothing."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from feuille import git
from feuille.i18n import _, plural
from feuille.scaffold import repository
from feuille.snapshot import CONFIG

if TYPE_CHECKING:
    from pathlib import Path

    from feuille.commands.terminal import Terminal


def run(terminal: Terminal, folder: Path) -> int:
    """Create a data repository; 0, or CannotProceedError with nothing left behind."""
    target = terminal.repo / folder
    done = repository.create(target)
    terminal.out(str(target))
    made = plural("{n} fichier créé", "{n} fichiers créés", len(done.made))
    terminal.note(_("Dépôt de données prêt : {made}.").format(made=made))
    if done.kept:
        names = ", ".join(done.kept)
        terminal.note(_("Laissés tels quels, car ils existaient déjà : {n}").format(n=names))
    for line in _next_steps(target):
        terminal.note(line)
    return 0


def _next_steps(target: Path) -> list[str]:
    """Say what to do next, in commands to copy."""
    here = target.resolve() == target.cwd()
    folder = "" if here else f" -C {shlex.quote(str(target))}"
    steps = [
        _("écrivez le titre du plan dans {path}").format(path=target / CONFIG),
        _("créez la feuille de route : {command}").format(command=f"feuille{folder} new roadmap"),
    ]
    if git.discover(target) is None:
        steps.append(_("pour garder l'histoire : {command}").format(command=f"git{folder} init"))
    return [_("Ensuite :"), *(f"  {number}. {step}" for number, step in enumerate(steps, 1))]
