"""What typer says of a command line it does not understand, in French."""

from __future__ import annotations

from typing import TYPE_CHECKING

from typer._click import exceptions as click  # typer keeps its click to itself

from feuille import french
from feuille.i18n import _

if TYPE_CHECKING:
    import typer
    from typer._click.core import Context


def explain(error: typer.TyperException) -> tuple[str, str]:
    """Return the message and the remedy for a usage error."""
    context: Context | None = getattr(error, "ctx", None)
    command = context.command_path if context else "feuille"
    hint = _("« {command} --help » montre ce qui est possible.").format(command=command)
    if isinstance(error, click.NoSuchOption):
        message = _("L'option {name} n'existe pas.").format(name=error.option_name)
        if error.possibilities:
            hint = _("Vouliez-vous écrire {names} ?").format(
                names=french.join(sorted(error.possibilities), _("ou"))
            )
        return message, hint
    if isinstance(error, click.MissingParameter):
        name = error.param.make_metavar(context) if error.param and context else ""
        return _("Il manque {name}.").format(name=name or _("un argument")), hint
    if isinstance(error, click.BadParameter):
        names = error.param.opts if error.param else []
        return _("La valeur donnée à {name} ne convient pas : {why}").format(
            name=", ".join(names) or _("un argument"), why=error.message
        ), hint
    words = error.format_message()
    if words.startswith("No such command"):
        return _unknown_command(words.split("'")[1], context, hint)
    if "unexpected extra argument" in words:
        return _("Argument de trop : {what}").format(what=words.partition("(")[2].rstrip(")")), hint
    return words, hint


def _unknown_command(name: str, context: Context | None, hint: str) -> tuple[str, str]:
    known = context.command.list_commands(context) if context else []  # type: ignore[attr-defined]
    near = french.nearest(name, known)
    message = _("La commande « {name} » n'existe pas.").format(name=name)
    return message, _("Vouliez-vous écrire « {near} » ?").format(near=near) if near else hint
