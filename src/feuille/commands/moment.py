"""Dates that a person types on the command line."""

from __future__ import annotations

from datetime import date

from feuille.diagnostics import CannotProceedError
from feuille.i18n import _


def day(text: str | None) -> date | None:
    """Return the day that --as-of names, None where nothing is said."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise CannotProceedError(
            _("« {value} » n'est pas une date.").format(value=text),
            _("Écrivez-la AAAA-MM-JJ, par exemple : --as-of 2024-06-30"),
        ) from None
