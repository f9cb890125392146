"""Commands that write: a repository, a document, the demonstration."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from feuille.i18n import _
from feuille.surface.app import WRITE, command


@command(rich_help_panel=WRITE, help=_("Crée un dépôt de données ; n'écrase jamais rien."))
def init(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="[DOSSIER]", help=_("Où le créer."))] = Path(),
) -> int:
    from feuille.commands import init as command

    return command.run(context.obj, folder)


@command(
    rich_help_panel=WRITE,
    help=_(
        "Crée un document. Sur un terminal, pose les questions ; dans un script, donnez les clés : "
        'feuille new fiche titre="Accès aux droits" pilotes=ddcs-42'
    ),
)
def new(
    context: typer.Context,
    kind: Annotated[
        str, typer.Argument(metavar="TYPE", help=_("fiche, roadmap, ou le nom d'un type."))
    ],
    values: Annotated[
        list[str] | None, typer.Argument(metavar="[CLÉ=VALEUR]...", help=_("Valeurs des clés."))
    ] = None,
    identifier: Annotated[
        str | None, typer.Option("--id", metavar="ID", help=_("Nom du fichier, sans .yaml."))
    ] = None,
) -> int:
    from feuille.commands import new as command

    return command.run(context.obj, kind, values or [], identifier)


@command(
    rich_help_panel=WRITE,
    help=_("Crée une démonstration complète, avec trois années de plan, et la parcourt."),
)
def demo(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="[DOSSIER]", help=_("Où la créer."))] = Path(
        "demo"
    ),
) -> int:
    from feuille.commands import demo as command

    return command.run(context.obj, folder)
