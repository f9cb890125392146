"""Commands that find and read documents."""

from __future__ import annotations

from typing import Annotated

import typer

from feuille.i18n import _
from feuille.surface.app import READ, Revision, command, formats


@command(
    "list", rich_help_panel=READ, help=_("Trouve les documents par type, mots, territoire, état.")
)
def list_documents(
    context: typer.Context,
    kind: Annotated[
        str | None, typer.Argument(metavar="[TYPE]", help=_("fiche, convention, acteur…"))
    ] = None,
    words: Annotated[
        str | None, typer.Option("--texte", metavar="MOTS", help=_("Qui contient ces mots."))
    ] = None,
    place: Annotated[
        str | None, typer.Option("--territoire", metavar="CODE", help=_("Qui concerne ce lieu."))
    ] = None,
    state: Annotated[
        str | None,
        typer.Option("--avancement", metavar="ÉTAT", help=_("en-cours, realise, non-renseigne…")),
    ] = None,
    rev: Revision = None,
    output: Annotated[str, formats(_("table ou json."))] = "table",
) -> int:
    from feuille.commands import listing

    return listing.run(
        context.obj, kind, words=words, place=place, state=state, rev=rev, output=output
    )


@command(rich_help_panel=READ, help=_("Montre un document, ses liens, son dernier changement."))
def show(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="ID", help=_("Identifiant du document."))],
    rev: Revision = None,
) -> int:
    from feuille.commands import show as command

    return command.run(context.obj, name, rev=rev)


@command(rich_help_panel=READ, help=_("Montre ce que cite un document et ce qui le cite."))
def links(
    context: typer.Context,
    name: Annotated[
        str | None, typer.Argument(metavar="[ID]", help=_("Absent : tous les liens."))
    ] = None,
    output: Annotated[str, formats(_("table, json ou mermaid."))] = "table",
    orphans: Annotated[
        bool, typer.Option("--orphelins", help=_("Seulement les documents que rien ne cite."))
    ] = False,
    rev: Revision = None,
) -> int:
    from feuille.commands import links as command

    return command.run(context.obj, name, output=output, orphans=orphans, rev=rev)


@command(
    rich_help_panel=READ,
    help=_("Croise les priorités et les territoires : ce qui est couvert ou vide."),
)
def matrix(
    context: typer.Context,
    columns: Annotated[
        str,
        typer.Option(
            "--avec", metavar="COLONNES", help=_("territoires, indicateurs, conventions.")
        ),
    ] = "territoires",
    deep: Annotated[
        bool, typer.Option("--tout", help=_("Une ligne par orientation, à tous les niveaux."))
    ] = False,
    output: Annotated[str, formats(_("table ou json."))] = "table",
    exit_code: Annotated[
        bool, typer.Option("--exit-code", help=_("Termine par 1 s'il reste une case vide."))
    ] = False,
    rev: Revision = None,
) -> int:
    from feuille.commands import matrix as command

    return command.run(
        context.obj, columns=columns, deep=deep, output=output, exit_code=exit_code, rev=rev
    )
