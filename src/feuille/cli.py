"""Runs the command line: the three ways a command can end, and their words."""

from __future__ import annotations

import os
import sys

import typer

from feuille.diagnostics import CannotProceedError
from feuille.i18n import _

# Families register their commands as they are imported: the order is that of the help.
from feuille.surface import write, check, read, figures, compare, publish, preview  # noqa: F401  # isort: skip
from feuille.surface.app import app, french_help

REFUSED = 2
INTERRUPTED = 130


def run(arguments: list[str]) -> int:
    """Run the command line and return the exit code; never lets an exception through."""
    arguments = arguments or ["--help"]
    french_help(arguments)
    try:
        code = app(args=arguments, prog_name="feuille", standalone_mode=False)
    except BrokenPipeError:
        # The reader (head, less) has gone: nothing more to say, and no noise at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (KeyboardInterrupt, typer.Abort):
        sys.stderr.write("\n" + _("Interrompu ; rien n'a été laissé à moitié écrit.") + "\n")
        return INTERRUPTED
    except Exception as error:
        if os.environ.get("FEUILLE_DEBUG"):
            raise
        return _end(*_worded(error))
    return code if isinstance(code, int) else 0


def _worded(error: Exception) -> tuple[str, str]:
    """Return the message and the remedy for what ended a command: refused, or unexpected."""
    if isinstance(error, CannotProceedError):
        return error.message, error.hint
    if isinstance(error, typer.TyperException):
        from feuille.commands.usage import explain

        return explain(error)
    if isinstance(error, OSError):
        return _system(error), _("Vérifiez les droits et la place sur le disque.")
    return (
        _("Erreur inattendue du programme : {error}").format(error=repr(error)[:200]),
        _("Signalez-la avec la commande tapée ; FEUILLE_DEBUG=1 montre le détail."),
    )


def _end(message: str, hint: str) -> int:
    # A surrogate from a strange file name must not break the message that reports it.
    text = f"{_('Erreur')} : {message}\n" + (f"  → {hint}\n" if hint else "")
    sys.stderr.write(text.encode("utf-8", "backslashreplace").decode("utf-8"))
    return REFUSED


def _system(error: OSError) -> str:
    words = {
        2: _("n'existe pas"), 13: _("accès refusé"), 17: _("existe déjà"),
        20: _("n'est pas un dossier"), 21: _("est un dossier"), 28: _("disque plein"),
        30: _("en lecture seule"), 36: _("nom trop long"),
    }  # fmt: skip
    reason = words.get(error.errno or 0, error.strerror or str(error))
    return f"« {error.filename} » : {reason}." if error.filename else f"{reason}."
