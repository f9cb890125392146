"""Commands that publish."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from feuille.i18n import _
from feuille.surface.app import PUBLISH, Revision, command

Since = Annotated[
    str | None,
    typer.Option(
        metavar="REV", help=_("Ajoute ce qui a changé depuis une année de plan ou une révision.")
    ),
]
Roadmap = Annotated[
    str,
    typer.Option(metavar="ID", help=_("Une seule feuille de route, avec ce qui lui appartient.")),
]
Internal = Annotated[
    bool, typer.Option("--internal", help=_("Publie aussi le restreint, pour un usage interne."))
]
AsOf = Annotated[
    str | None, typer.Option(metavar="DATE", help=_("Date à laquelle se calculent les retards."))
]
Theme = Annotated[
    Path | None,
    typer.Option(
        "--theme-css", metavar="FICHIER", help=_("Feuille de style ajoutée à celle du site.")
    ),
]


@command(rich_help_panel=PUBLISH, help=_("Publie la feuille de route : site HTML, Markdown, PDF."))
def render(
    context: typer.Context,
    to: Annotated[
        str, typer.Option(metavar="FORMATS", help=_("html, md, pdf ; ou html,md,pdf."))
    ] = "html",
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="DOSSIER",
            help=_("Où écrire ; sinon : site, ou site-interne avec --internal."),
        ),
    ] = None,
    rev: Revision = None,
    since: Since = None,
    roadmap: Roadmap = "",
    internal: Internal = False,
    as_of: AsOf = None,
    theme: Theme = None,
) -> int:
    from feuille.commands import render as command

    return command.run(
        context.obj,
        to,
        output,
        rev=rev,
        as_of=as_of,
        since=since,
        roadmap=roadmap,
        internal=internal,
        theme=theme,
    )
