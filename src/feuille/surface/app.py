"""The application: its families of commands, and the options that every command knows."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from feuille.commands.terminal import Terminal
from feuille.diagnostics import CannotProceedError
from feuille.i18n import _

WRITE, CHECK, READ, COMPARE, PUBLISH = (
    _("Écrire"), _("Vérifier"), _("Lire"), _("Comparer"), _("Publier"),
)  # fmt: skip  # fmt: skip


class _Aide:
    """Words the help option in French; typer fixes its English when it is imported."""

    def get_help_option(self, ctx: Any) -> Any:
        option = super().get_help_option(ctx)  # type: ignore[misc]
        if option is not None:
            option.help = _("Affiche cette aide.")
        return option


class Command(_Aide, TyperCommand):
    """A command whose help speaks French."""


class _Group(_Aide, TyperGroup):
    pass


app = typer.Typer(
    name="feuille",
    cls=_Group,
    subcommand_metavar="COMMANDE [ARGUMENTS]...",
    help=_("Les plans d'action publique en texte : vérifier, totaliser, comparer, publier."),
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["--help", "-h"]},
)  # fmt: skip  # fmt: skip

command = partial(app.command, cls=Command)

Revision = Annotated[
    str | None,
    typer.Option("--rev", metavar="REV", help=_("Année de plan ou révision git à lire.")),
]


def formats(words: str) -> Any:
    """Return the option that chooses how a command writes, of the formats that words name."""
    return typer.Option("--format", metavar="FORMAT", help=words)


def french_help(arguments: list[str]) -> None:
    """Give typer's own headings their French words; they are fixed when it is imported."""
    if not {"--help", "-h"} & set(arguments):
        return
    from typer import rich_utils
    from typer._click import types  # typer keeps its click to itself

    # « <str> » after an argument tells nothing to who does not program.
    types.ParamType.get_metavar = lambda *_given, **_named: ""  # type: ignore[method-assign]
    rich_utils.OPTIONS_PANEL_TITLE = _("Options")
    rich_utils.ARGUMENTS_PANEL_TITLE = _("Arguments")
    rich_utils.COMMANDS_PANEL_TITLE = _("Commandes")
    rich_utils.DEFAULT_STRING = _("[par défaut : {}]")
    rich_utils.REQUIRED_LONG_STRING = _("[obligatoire]")


def _version(wanted: bool) -> None:
    if wanted:
        from feuille import __version__

        typer.echo(f"feuille {__version__}")
        raise typer.Exit


@app.callback()
def root(
    context: typer.Context,
    repo: Annotated[
        Path, typer.Option("--repo", "-C", metavar="DOSSIER", help=_("Dossier des données."))
    ] = Path(),
    color: Annotated[
        str, typer.Option(metavar="QUAND", help=_("Couleurs : auto, always ou never."))
    ] = "auto",
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help=_("Seulement le résultat."))] = False,
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help=_("Davantage de détail."))
    ] = False,
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_version, is_eager=True, help=_("La version, et c'est tout.")
        ),
    ] = False,
) -> None:
    """Options that every command knows."""
    if color not in {"auto", "always", "never"}:
        raise CannotProceedError(
            _("--color ne connaît pas « {value} ».").format(value=color),
            _("Écrivez auto, always ou never."),
        )
    context.obj = Terminal(repo=repo, color=color, quiet=quiet, verbose=verbose)
