"""Commands that compare moments: years, revisions, the history of one document."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from feuille.i18n import _
from feuille.surface.app import (
    COMPARE,
    Command,
    Revision,
    _Group,
    app,
    command,
    formats,
    french_help,
)


@command(
    rich_help_panel=COMPARE,
    help=_(
        "Dit ce qui a changé, dans les termes du plan. Sans argument : de la dernière année "
        "de plan à la copie de travail."
    ),
)
def diff(
    context: typer.Context,
    old: Annotated[
        str | None, typer.Argument(metavar="[AVANT]", help=_("Année de plan ou révision git."))
    ] = None,
    new: Annotated[
        str | None, typer.Argument(metavar="[APRÈS]", help=_("Absent : la copie de travail."))
    ] = None,
    output: Annotated[str, formats(_("text, md, html ou json."))] = "text",
    target: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FICHIER", help=_("Où écrire ; absent : l'écran.")),
    ] = None,
    only: Annotated[
        str | None, typer.Option(metavar="TYPE", help=_("Seulement ce type de document."))
    ] = None,
    places: Annotated[
        bool,
        typer.Option("--places", help=_("Dit où : fichier, ligne, clé de chaque changement.")),
    ] = False,
    full: Annotated[
        bool, typer.Option("--full", help=_("Montre les textes longs en entier."))
    ] = False,
    internal: Annotated[
        bool,
        typer.Option("--internal", help=_("En html et md, montre aussi les passages restreints.")),
    ] = False,
    exit_code: Annotated[
        bool, typer.Option("--exit-code", help=_("Termine par 1 s'il y a des différences."))
    ] = False,
) -> int:
    from feuille.commands import diff as command
    from feuille.report.outline import Options

    return command.run(
        context.obj, old, new, output=output, target=target, only=only, exit_code=exit_code,
        options=Options(places=places, full=full, internal=internal),
    )  # fmt: skip


@command(
    rich_help_panel=COMPARE,
    help=_("Raconte l'histoire d'un document ou d'une valeur, commit par commit."),
)
def log(
    context: typer.Context,
    name: Annotated[
        str, typer.Argument(metavar="ID", help=_("Identifiant, même ancien ou disparu."))
    ],
    key: Annotated[
        str,
        typer.Option(
            "--cle",
            metavar="CLÉ",
            help=_("Seulement cette valeur : avancement, indicateurs\\[colis].cibles[2025]…"),
        ),
    ] = "",
    rev: Revision = None,
    output: Annotated[str, formats(_("text ou json."))] = "text",
) -> int:
    from feuille.commands import log as command

    return command.run(context.obj, name, key=key, rev=rev, output=output)


@command(
    rich_help_panel=COMPARE,
    help=_("Dit, pour chaque valeur d'un document, qui l'a écrite, quand, dans quel commit."),
)
def blame(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="ID", help=_("Identifiant du document."))],
    key: Annotated[
        str, typer.Argument(metavar="[CLÉ]", help=_("Seulement cette valeur, et sous elle."))
    ] = "",
    rev: Revision = None,
    output: Annotated[str, formats(_("text ou json."))] = "text",
) -> int:
    from feuille.commands import blame as command

    return command.run(context.obj, name, key=key, rev=rev, output=output)


@command(
    rich_help_panel=COMPARE,
    help=_(
        "Marque une année de plan : vérifie le commit, puis crée l'étiquette git plan/ANNÉE. "
        "Sans année, liste celles qui existent."
    ),
)
def baseline(
    context: typer.Context,
    year: Annotated[
        str | None, typer.Argument(metavar="[ANNÉE]", help=_("Quatre chiffres, comme 2025."))
    ] = None,
    rev: Annotated[
        str | None,
        typer.Option("--rev", metavar="REV", help=_("Commit à marquer ; absent : le dernier.")),
    ] = None,
    despite_errors: Annotated[
        bool,
        typer.Option(
            "--malgre-erreurs",
            help=_("Marque un plan qui a des erreurs ; l'étiquette dit combien."),
        ),
    ] = False,
) -> int:
    from feuille.commands import baseline as command

    return command.run(context.obj, year, rev=rev, despite_errors=despite_errors)


git_app = typer.Typer(
    cls=_Group,
    subcommand_metavar="COMMANDE",
    invoke_without_command=True,
    rich_markup_mode="rich",
    help=_("Apprend à « git diff » et à « git log -p » la langue du plan."),
    context_settings={"help_option_names": ["--help", "-h"]},
)


@git_app.callback()
def git_root(context: typer.Context) -> None:
    """Show the help where no command of the group is named."""
    if context.invoked_subcommand is None:
        french_help(["--help"])
        typer.echo(context.get_help())


app.add_typer(git_app, name="git", rich_help_panel=COMPARE)

Yes = Annotated[bool, typer.Option("--oui", help=_("N'attend pas de réponse."))]


@git_app.command(
    "install",
    cls=Command,
    help=_("Installe le pilote de différences dans ce dépôt git ; montre d'abord ce qui change."),
)
def git_install(context: typer.Context, yes: Yes = False) -> int:
    from feuille.commands import git_integration as command

    return command.install(context.obj, yes=yes)


@git_app.command("uninstall", cls=Command, help=_("Retire ce que install a écrit, rien d'autre."))
def git_uninstall(context: typer.Context, yes: Yes = False) -> int:
    from feuille.commands import git_integration as command

    return command.uninstall(context.obj, yes=yes)


@git_app.command(
    "textconv",
    cls=Command,
    hidden=True,
    help=_("Écrit un document dans les termes du plan, un fait par ligne : git l'appelle."),
)
def git_textconv(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FICHIER", help=_("Document à lire."))],
) -> int:
    from feuille.commands import git_integration as command

    return command.textconv(file)
