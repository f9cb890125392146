"""Puts a site in place, whole or not at all, and touches nothing that is not its own.

The new folder is made beside the old one, with hard links to the files of others,
then takes its place by a rename. A manifest in it says what the tool wrote.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import time
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import orjson

from feuille.diagnostics import CannotProceedError
from feuille.i18n import _

if TYPE_CHECKING:
    from collections.abc import Iterator

MANIFEST = ".feuille-manifeste.json"
_OLD = "-ancien"
_STALE = 3600
"""Seconds after which a folder left by a run that was killed is litter."""


def check(output: Path, root: Path, folders: list[str]) -> Path:
    """Return the real path of an output folder; CannotProceedError where it may not be one.

    `root` is the data folder, `folders` those of its documents.
    """
    target = output.resolve()
    if target == root or target in root.parents:
        raise CannotProceedError(
            _("« {folder} » contient les données : le site l'écraserait.").format(folder=output),
            _("Choisissez un autre dossier, par exemple : -o site"),
        )
    inside = target.relative_to(root).parts[:1] if target.is_relative_to(root) else ()
    if inside and (inside[0] in folders or inside[0] == ".git"):
        raise CannotProceedError(
            _("« {folder} » est dans un dossier de documents.").format(folder=output),
            _("Choisissez un dossier à part, par exemple : -o site"),
        )
    if target.exists() and not target.is_dir():
        raise CannotProceedError(
            _("« {folder} » est un fichier, pas un dossier.").format(folder=output),
            _("Donnez à -o le nom d'un dossier."),
        )
    if target.is_dir() and any(target.iterdir()) and not (target / MANIFEST).is_file():
        raise CannotProceedError(
            _("« {folder} » n'est pas vide, et ce n'est pas feuille qui l'a rempli.").format(
                folder=output
            ),
            _("Choisissez un dossier vide ou nouveau."),
        )
    return target


def publish(target: Path, files: dict[str, bytes]) -> None:
    """Put files (by POSIX path) in a folder that `check` accepted, in place of the tool's own."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with _alone(target.parent):
        _recover(target)
        owned = _owned(target)
        if owned - {MANIFEST} and not owned & files.keys():
            raise CannotProceedError(
                _(
                    "« {folder} » contient une publication d'un autre format, qui disparaîtrait."
                ).format(folder=target),
                _("Choisissez un autre dossier, ou publiez-les ensemble : --to html,md"),
            )
        foreign = [path for path in _walk(target) if path not in owned]
        clash = next((path for path in foreign if path in files or _hides(path, files)), None)
        if clash:
            raise CannotProceedError(
                _("« {path} » n'est pas de feuille et porte le nom d'une page du site.").format(
                    path=target / clash
                ),
                _("Déplacez ce fichier, ou choisissez un autre dossier."),
            )
        fresh = target.with_name(f".{target.name}.feuille-{secrets.token_hex(4)}")
        try:
            _write(fresh, files)
            if target.is_dir():
                shutil.copymode(target, fresh)
                _keep(target, fresh, owned)
            _swap(target, fresh, {*owned, *foreign})
        finally:
            shutil.rmtree(fresh, ignore_errors=True)


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Wait until no other run publishes beside; where the system has no such lock, do not."""
    try:
        import fcntl
    except ImportError:
        yield
        return
    held = os.open(folder, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):
            fcntl.flock(held, fcntl.LOCK_EX)
        yield
    finally:
        os.close(held)


def _owned(target: Path) -> frozenset[str]:
    """Return the paths that the manifest of an earlier run lists, the manifest included."""
    manifest = target / MANIFEST
    if not manifest.is_file():
        return frozenset()
    try:
        listed = orjson.loads(manifest.read_bytes())["fichiers"]
    except (ValueError, KeyError, TypeError):
        raise CannotProceedError(
            _("« {path} » est illisible : impossible de savoir ce qui est à feuille ici.").format(
                path=manifest
            ),
            _("Supprimez ce dossier, ou choisissez-en un autre."),
        ) from None
    return frozenset({MANIFEST, *(one for one in listed if isinstance(one, str))})


def _walk(top: Path) -> Iterator[str]:
    """Yield every file below a folder, and every link as itself, by POSIX path, sorted."""
    for folder, below, names in os.walk(top):
        links = [one for one in below if (Path(folder) / one).is_symlink()]
        yield from sorted(
            (Path(folder) / one).relative_to(top).as_posix() for one in (*names, *links)
        )


def _hides(path: str, files: dict[str, bytes]) -> bool:
    """Tell whether a file stands where a page needs a folder, or the other way round."""
    above = {str(one) for one in PurePosixPath(path).parents}
    return any(page in above or page.startswith(path + "/") for page in files)


def _write(fresh: Path, files: dict[str, bytes]) -> None:
    manifest = {"version": 1, "fichiers": sorted(files)}
    raw = orjson.dumps(manifest, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
    fresh.mkdir()
    for folder in sorted({str(PurePosixPath(path).parent) for path in files}):
        (fresh / folder).mkdir(parents=True, exist_ok=True)
    for path, content in {**files, MANIFEST: raw}.items():
        (fresh / path).write_bytes(content)


def _keep(target: Path, fresh: Path, owned: frozenset[str]) -> None:
    """Bring the files and folders of others into the new folder: the same files, by hard links."""
    ours = {str(above) for path in owned for above in PurePosixPath(path).parents}
    for folder, below, _names in os.walk(target):
        for one in below:
            there = Path(folder) / one
            path = there.relative_to(target).as_posix()
            if path not in ours and not there.is_symlink():
                (fresh / path).mkdir(parents=True, exist_ok=True)
    for path in _walk(target):
        if path not in owned:
            (fresh / path).parent.mkdir(parents=True, exist_ok=True)
            try:
                os.link(target / path, fresh / path, follow_symlinks=False)
            except OSError:  # a file system without hard links
                shutil.copy2(target / path, fresh / path, follow_symlinks=False)


def _swap(target: Path, fresh: Path, known: set[str]) -> None:
    """Let the new folder take the place of the old one."""
    old = fresh.with_name(fresh.name + _OLD)
    try:
        if target.exists():
            target.rename(old)
        fresh.rename(target)
    finally:
        if old.is_dir() and not target.exists():
            old.rename(target)
    _discard(old, known)


def _discard(old: Path, known: set[str]) -> None:
    """Delete the old folder: only files that are accounted for, so that a stranger's stays."""
    for path in known:
        (old / path).unlink(missing_ok=True)
    for folder, _below, _names in os.walk(old, topdown=False):
        with contextlib.suppress(OSError):
            Path(folder).rmdir()


def _recover(target: Path) -> None:
    """Put back the site that a killed run had moved aside, and clear what it left half made."""
    beside = [
        one for one in target.parent.iterdir() if one.name.startswith(f".{target.name}.feuille-")
    ]
    aside = [one for one in beside if one.name.endswith(_OLD)]
    if aside and not target.exists():
        max(aside, key=lambda one: one.stat().st_mtime).rename(target)
    for one in beside:
        if not one.name.endswith(_OLD) and one.stat().st_mtime < time.time() - _STALE:
            shutil.rmtree(one, ignore_errors=True)
