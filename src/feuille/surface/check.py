"""Commands that check, and explain what they found."""

from __future__ import annotations

from typing import Annotated

import typer

from feuille.i18n import _
from feuille.surface.app import CHECK, command


@command(rich_help_panel=CHECK, help=_("Vérifie les documents et dit tout ce qui ne va pas."))
def validate(
    context: typer.Context,
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[CHEMIN]...",
            help=_("Ne montre que ces fichiers et dossiers ; tout est vérifié quand même."),
        ),
    ] = None,
    formats: Annotated[
        list[str] | None,
        typer.Option(
            "--format",
            metavar="FORMAT[:FICHIER]",
            help=_(
                "text, json, github, gitlab, sarif ou junit, à l'écran ou dans un fichier. "
                "Répétable. Par défaut text, et en plus github sous GitHub Actions. GitLab lit le "
                "fichier de gitlab:FICHIER (artifacts:reports:codequality). Les chemins partent "
                "de la racine du dépôt git, sauf en text et en json : du dossier des données."
            ),
        ),
    ] = None,
    rev: Annotated[
        str | None, typer.Option(metavar="REV", help=_("Année de plan ou révision git à vérifier."))
    ] = None,
    since: Annotated[
        str | None,
        typer.Option(
            "--changed-since",
            metavar="REV",
            help=_("Ne montre que ce qui touche un fichier modifié depuis."),
        ),
    ] = None,
    as_of: Annotated[
        str | None,
        typer.Option(metavar="DATE", help=_("Montants des actes signés à cette date.")),
    ] = None,
    strict: Annotated[
        bool, typer.Option("--strict", help=_("Les avertissements comptent comme des erreurs."))
    ] = False,
) -> int:
    from feuille.commands import validate as command

    return command.run(
        context.obj,
        formats or [],
        rev,
        strict=strict,
        paths=paths or [],
        since=since,
        as_of=as_of,
    )


@command(rich_help_panel=CHECK, help=_("Explique un diagnostic ; sans code, les liste tous."))
def explain(
    context: typer.Context,
    code: Annotated[str | None, typer.Argument(metavar="[CODE]", help=_("Comme R101."))] = None,
) -> int:
    from feuille.commands import explain as command

    return command.run(context.obj, code)
