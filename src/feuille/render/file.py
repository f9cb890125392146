"""Puts a document of one file in place, whole or not at all, and never over someone else's."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from feuille.diagnostics import CannotProceedError
from feuille.i18n import _
from feuille.render.pdf import INTERNAL, MARK

if TYPE_CHECKING:
    from pathlib import Path


def check(output: Path, root: Path, folders: list[str]) -> Path:
    """Return the real path of an output file; CannotProceedError where it may not be written.

    `root` is the data folder, `folders` those of its documents.
    """
    target = output.resolve()
    inside = target.relative_to(root).parts[:1] if target.is_relative_to(root) else ()
    if inside and (inside[0] in folders or inside[0] == ".git"):
        raise CannotProceedError(
            _("« {file} » est dans un dossier de documents.").format(file=output),
            _("Choisissez un dossier à part, par exemple : -o plan.pdf"),
        )
    if target.exists() and not (target.is_file() and _marks(target)):
        raise CannotProceedError(
            _("« {file} » existe déjà, et ce n'est pas feuille qui l'a écrit.").format(file=output),
            _("Choisissez un autre nom, ou déplacez ce fichier."),
        )
    return target


def _marks(target: Path) -> set[bytes]:
    """Return what a document says of itself, where the tool made it."""
    raw = target.read_bytes()
    return {mark for mark in (MARK, INTERNAL) if mark in raw}


def publish(target: Path, files: dict[str, bytes], *, internal: bool = False) -> None:
    """Write the one file of `files` where `check` accepted it.

    `internal` says that it holds restricted content: it never takes the place of
    one that holds none, nor the other way round.
    """
    (raw,) = files.values()
    if target.exists() and (INTERNAL in _marks(target)) is not internal:
        raise CannotProceedError(
            (_("« {file} » est une publication publique : une version interne n'y va pas.")
             if internal
             else _("« {file} » est une version interne : une publication publique n'y va pas."))
            .format(file=target),
            _("Choisissez un autre nom."),
        )  # fmt: skip
    if target.is_file() and target.read_bytes() == raw:
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_name(f".{target.name}.feuille-{secrets.token_hex(4)}")
    try:
        fresh.write_bytes(raw)
        fresh.replace(target)
    finally:
        fresh.unlink(missing_ok=True)
