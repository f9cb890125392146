"""The command that shows the site before it is published."""

from __future__ import annotations

from typing import Annotated

import typer

from feuille.i18n import _
from feuille.surface.app import PUBLISH, Revision, command
from feuille.surface.publish import AsOf, Internal, Roadmap, Since, Theme


@command(
    rich_help_panel=PUBLISH,
    help=_("Montre le site sur cet ordinateur ; chaque enregistrement le renouvelle."),
)
def serve(
    context: typer.Context,
    port: Annotated[
        int | None,
        typer.Option(metavar="PORT", help=_("Où répondre ; sinon 8000, ou l'un des suivants.")),
    ] = None,
    rev: Revision = None,
    since: Since = None,
    roadmap: Roadmap = "",
    internal: Internal = False,
    as_of: AsOf = None,
    theme: Theme = None,
    browse: Annotated[bool, typer.Option("--open", help=_("Ouvre le navigateur."))] = False,
) -> int:
    from feuille.commands import serve as command

    return command.run(
        context.obj,
        port,
        browse=browse,
        rev=rev,
        theme=theme,
        as_of=as_of,
        since=since,
        roadmap=roadmap,
        internal=internal,
    )
