"""Commands that publish."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from feuille.i18n import _
from feuille.surface.app import PUBLISH, Revision, command


@command(rich_help_panel=PUBLISH, help=_("Publie la feuille de route : site HTML, Markdown, PDF."))
def render(
    context: typer.Context,
    to: Annotated[
        str, typer.Option(metavar="FORMATS", help=_("html, md, pdf ; ou html,md,pdf."))
    ] = "html",
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="DOSSIER", help=_("Où écrire."))
    ] = Path("site"),
    rev: Revision = None,
    as_of: Annotated[
        str | None,
        typer.Option(metavar="DATE", help=_("Date à laquelle se calculent les retards.")),
    ] = None,
) -> int:
    from feuille.commands import render as command

    return command.run(context.obj, to, output, rev=rev, as_of=as_of)
