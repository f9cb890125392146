"""Commands that add up."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from feuille.i18n import _
from feuille.surface.app import READ, Revision, command, formats


@command(
    rich_help_panel=READ,
    help=_("Totalise avancement, indicateurs et montants, avec leur couverture."),
)
def rollup(
    context: typer.Context,
    indicators: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[INDICATEUR]...",
            help=_("Seulement ceux-là ; « montants » pour l'argent seul."),
        ),
    ] = None,
    by: Annotated[
        str,
        typer.Option(
            metavar="AXE[,AXE]",
            help=_(
                "territoire, orientation, mesure, fiche, convention ou periode ; "
                "plusieurs se croisent, séparés par des virgules."
            ),
        ),
    ] = "territoire",
    year: Annotated[
        str | None, typer.Option(metavar="ANNÉE", help=_("Seulement cette période."))
    ] = None,
    place: Annotated[
        str | None, typer.Option("--territoire", metavar="CODE", help=_("Seulement ce territoire."))
    ] = None,
    rev: Revision = None,
    output: Annotated[str, formats(_("table, json, csv ou xlsx."))] = "table",
    target: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FICHIER", help=_("Où écrire json, csv ou xlsx.")),
    ] = None,
    why: Annotated[
        bool, typer.Option("--why", help=_("Dit d'où vient chaque nombre, à la ligne près."))
    ] = False,
    as_of: Annotated[
        str | None,
        typer.Option(
            metavar="DATE", help=_("Ne compte que l'argent des actes signés à cette date.")
        ),
    ] = None,
) -> int:
    from feuille.commands import rollup as command

    return command.run(
        context.obj,
        indicators or [],
        by=by,
        year=year,
        place=place,
        rev=rev,
        output=output,
        why=why,
        target=target,
        as_of=as_of,
    )


@command(
    rich_help_panel=READ,
    help=_("Tient sur un écran : avancement, retards, indicateurs qui décrochent, échéances."),
)
def status(
    context: typer.Context,
    as_of: Annotated[
        str | None,
        typer.Option(
            metavar="DATE",
            help=_(
                "Date à laquelle se calculent les retards : par défaut celle de la révision, ou "
                "aujourd'hui. Les chiffres sont ceux des documents lus (--rev en change)."
            ),
        ),
    ] = None,
    rev: Revision = None,
    output: Annotated[str, formats(_("text ou json."))] = "text",
) -> int:
    from feuille.commands import status as command

    return command.run(context.obj, as_of=as_of, rev=rev, output=output)
