"""What typer says of a command line it does not understand, in French."""

from __future__ import annotations

import re
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
            name=", ".join(names) or _("un argument"), why=_reason(error.message)
        ), hint
    words = error.format_message()
    if words.startswith("No such command"):
        return _unknown_command(words.split("'")[1], context, hint)
    return _told(error, words), hint


def _told(error: typer.TyperException, words: str) -> str:
    """Return in French what typer says of arguments and options."""
    if extra := re.search(r"unexpected extra arguments?(?:\(s\))? \((.*)\)", words, re.DOTALL):
        return _("Argument de trop : {what}").format(what=extra[1])
    if isinstance(error, click.BadOptionUsage):
        message = (
            _("L'option {name} ne prend pas de valeur.")
            if "does not take" in words
            else _("Il manque la valeur de l'option {name}.")
        )
        return message.format(name=error.option_name)
    return _("Il manque une commande.") if words == "Missing command." else words


def _reason(message: str) -> str:
    """Return in French why a value does not suit, where typer says it in English."""
    kinds = {
        "int": _("un nombre entier est attendu."),
        "integer": _("un nombre entier est attendu."),
        "bool": _("« true » ou « false » est attendu."),
        "boolean": _("« true » ou « false » est attendu."),
    }
    found = re.search(r"is not a valid (\w+)", message)
    return kinds.get(found[1], message) if found else message


def _unknown_command(name: str, context: Context | None, hint: str) -> tuple[str, str]:
    known = context.command.list_commands(context) if context else []  # type: ignore[attr-defined]
    near = french.nearest(name, known)
    message = _("La commande « {name} » n'existe pas.").format(name=name)
    return message, _("Vouliez-vous écrire « {near} » ?").format(near=near) if near else hint
