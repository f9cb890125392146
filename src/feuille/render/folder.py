"""Puts a site in place, whole or not at all, and touches nothing that is not its own.

The new folder is made beside the old one, with hard links to the files of others
and to the pages that have not changed, then takes its place at once. A manifest
in it says what the tool wrote, with the digest of each file.
"""

from __future__ import annotations

import contextlib
import filecmp
import hashlib
import os
import secrets
import shutil
import stat
import sys
import time
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import orjson

from feuille.diagnostics import CannotProceedError
from feuille.i18n import _
from feuille.render import HOME

if TYPE_CHECKING:
    from collections.abc import Iterator

MANIFEST = ".feuille-manifeste.json"
_INTERNAL = "interne"
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
    if inside and inside[0] in {*folders, ".git", "templates"}:
        raise CannotProceedError(
            _("« {folder} » est dans un dossier de documents ou de gabarits.").format(
                folder=output
            ),
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


def publish(target: Path, files: dict[str, bytes], *, internal: bool = False) -> None:
    """Put files (by POSIX path) in a folder that `check` accepted, in place of the tool's own.

    A file that holds these bytes already stays the same file. `internal` says
    that they hold restricted content: they never take the place of files that
    hold none, nor the other way round.
    """
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with _alone(target.parent):
            _recover(target)
            _publish(target, files, internal=internal)
    except OSError as error:
        if error.errno:  # what is written is a hidden folder beside: its name would say nothing
            error.filename = str(target)
        raise


def _publish(target: Path, files: dict[str, bytes], *, internal: bool) -> None:
    owned = _owned(target)
    _refuse_other_kind(target, internal=internal)
    homes = {path for name, home in HOME.items() for path in (home, f"{name}/{home}")}
    if owned & homes - files.keys():
        raise CannotProceedError(
            _("« {folder} » contient une publication d'un autre format, qui disparaîtrait.").format(
                folder=target
            ),
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
    wanted = {**files, MANIFEST: _manifest(files, internal=internal)}
    same = {path for path in owned & wanted.keys() if _holds(target / path, wanted[path])}
    if same == owned == wanted.keys():
        return
    fresh = target.with_name(f".{target.name}.feuille-{secrets.token_hex(4)}")
    try:
        _write(target, fresh, wanted, same)
        if target.is_dir():
            shutil.copymode(target, fresh)
            _keep(target, fresh, owned)
        _swap(target, fresh)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def is_intact(target: Path, digest: str) -> bool:
    """Tell whether a folder is what a run left, file by file; `digest` is what `seal` gave then."""
    if not digest or seal(target) != digest:
        return False
    listed = orjson.loads((target / MANIFEST).read_bytes())["fichiers"]
    return isinstance(listed, dict) and all(
        _digest(_read(target / path)) == one for path, one in listed.items()
    )


def seal(target: Path) -> str:
    """Return the digest of a folder's manifest, "" where there is none."""
    raw = _read(target / MANIFEST)
    return _digest(raw) if raw is not None else ""


def _digest(raw: bytes | None) -> str:
    return "" if raw is None else hashlib.blake2b(raw, digest_size=16).hexdigest()


def _read(path: Path) -> bytes | None:
    """Return the bytes of a file, None where there is none or something else stands there."""
    try:
        return path.read_bytes() if not path.is_symlink() else None
    except OSError:
        return None


def _holds(path: Path, raw: bytes) -> bool:
    """Tell whether a file holds these bytes."""
    try:
        about = path.lstat()
    except OSError:
        return False
    return stat.S_ISREG(about.st_mode) and about.st_size == len(raw) and _read(path) == raw


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


def _refuse_other_kind(target: Path, *, internal: bool) -> None:
    """Refuse to mix a publication for everybody and one for internal use."""
    manifest = target / MANIFEST
    said = orjson.loads(manifest.read_bytes()) if manifest.is_file() else None
    if said is None or bool(said.get(_INTERNAL)) is internal:
        return
    words = (
        _("« {folder} » contient une publication publique : une version interne n'y va pas.")
        if internal
        else _("« {folder} » contient une version interne : une publication publique n'y va pas.")
    )
    raise CannotProceedError(
        words.format(folder=target),
        _("Choisissez un autre dossier, par exemple : -o {name}").format(
            name="site-interne" if internal else "site-public"
        ),
    )


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


def _manifest(files: dict[str, bytes], *, internal: bool) -> bytes:
    listed = {path: _digest(files[path]) for path in sorted(files)}
    manifest = {"version": 2, **({_INTERNAL: True} if internal else {}), "fichiers": listed}
    return orjson.dumps(manifest, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _write(target: Path, fresh: Path, files: dict[str, bytes], same: set[str]) -> None:
    """Make the new folder; `same` are the files that the old one holds already."""
    fresh.mkdir()
    for folder in sorted({str(PurePosixPath(path).parent) for path in files}):
        (fresh / folder).mkdir(parents=True, exist_ok=True)
    for path, content in files.items():
        if path in same:
            _link(target / path, fresh / path)
        else:
            (fresh / path).write_bytes(content)


def _link(source: Path, copy: Path) -> None:
    try:
        os.link(source, copy, follow_symlinks=False)
    except OSError:  # a file system without hard links
        shutil.copy2(source, copy, follow_symlinks=False)


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
            _link(target / path, fresh / path)


def _swap(target: Path, fresh: Path) -> None:
    """Let the new folder, whole now, take the place of the old one: at once where that can be."""
    old = fresh.with_name(fresh.name + _OLD)
    fresh.rename(old)
    if not target.exists():
        old.rename(target)
    elif _exchange(target, old):
        _discard(old, target)
    else:
        aside = fresh.with_name(f"{fresh.name}-0{_OLD}")
        target.rename(aside)
        try:
            old.rename(target)
        finally:
            if not target.exists():
                aside.rename(target)
        _discard(aside, target)


def _exchange(one: Path, other: Path) -> bool:
    """Let two folders take each other's name in one step, where the system has such a step."""
    if sys.platform != "linux":
        return False
    import ctypes

    try:
        exchange = ctypes.CDLL(None, use_errno=True).renameat2
    except AttributeError:  # an older library
        return False
    here = -100
    return bool(exchange(here, os.fsencode(one), here, os.fsencode(other), 2) == 0)


def _discard(old: Path, target: Path) -> None:
    """Delete a folder that had been the site.

    Only what the tool wrote goes, and what the new site holds too: a stranger's
    file that came in the meantime stays.
    """
    try:
        owned = _owned(old)
    except CannotProceedError:
        owned = frozenset()
    for path in [*_walk(old)]:
        if path != MANIFEST and (path in owned or _is_same(old / path, target / path)):
            (old / path).unlink()
    (old / MANIFEST).unlink(missing_ok=True)
    for folder, _below, _names in os.walk(old, topdown=False):
        with contextlib.suppress(OSError):
            Path(folder).rmdir()


def _is_same(one: Path, other: Path) -> bool:
    """Tell whether two paths lead to the same file, link or copy."""
    if one.is_symlink() or other.is_symlink():
        return one.is_symlink() and other.is_symlink() and one.readlink() == other.readlink()
    return other.is_file() and (one.samefile(other) or filecmp.cmp(one, other, shallow=False))


def _recover(target: Path) -> None:
    """Put in place the site that a killed run had moved aside, and clear what it left beside."""
    beside = [
        one for one in target.parent.iterdir() if one.name.startswith(f".{target.name}.feuille-")
    ]
    aside = [one for one in beside if one.name.endswith(_OLD)]
    if aside and not target.exists():
        max(aside, key=lambda one: one.stat().st_mtime).rename(target)
    for one in beside:
        if not one.exists():
            continue
        if one.name.endswith(_OLD):
            _discard(one, target)
        elif one.stat().st_mtime < time.time() - _STALE:
            shutil.rmtree(one, ignore_errors=True)
