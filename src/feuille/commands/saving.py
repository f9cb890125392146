"""A file that a command writes where a person asked: whole, or not at all."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from feuille.diagnostics import CannotProceedError
from feuille.i18n import _

if TYPE_CHECKING:
    from pathlib import Path


def save(target: Path, raw: bytes) -> None:
    """Put a file in place of what was there; OSError, with its name, where that fails."""
    try:
        if target.exists() and not target.is_file():  # a device, a pipe: nothing to put in place of
            target.write_bytes(raw)
            return
        real = target.resolve()
        draft = real.with_name(f".{real.name}.{secrets.token_hex(4)}")
        try:
            draft.write_bytes(raw)
            draft.replace(real)
        finally:
            draft.unlink(missing_ok=True)
    except FileNotFoundError:
        raise CannotProceedError(
            _("Le dossier de « {file} » n'existe pas.").format(file=target),
            _("Créez-le, ou donnez un autre nom de fichier."),
        ) from None
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(target)) from None
