"""The data files on disk: which they are, and which of them need not be read.

git's index tells what every unmodified file holds. Nothing of the repository's
configuration is run to know it: a file that something rewrites on its way to
git (a filter, an encoding, newlines) is read.
"""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

from feuille import git

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

CONFIG = "feuille.yaml"
MAX_BYTES = 2_000_000
SUFFIXES = (".yaml", ".yml")
_NOT_DATA = {"templates", "node_modules", "__pycache__"}
_SECOND = 1_000_000_000
_COARSE, _TICK = 3 * _SECOND, _SECOND // 50
_WORD = 1 << 32


def is_yaml(path: str) -> bool:
    """Tell whether a file may be a document, by its name and the folders it is in."""
    folders = path.split("/")[:-1]
    hidden = path.startswith(".") or "/." in path
    return path.lower().endswith(SUFFIXES) and not hidden and _NOT_DATA.isdisjoint(folders)


def nested(paths: Iterable[str]) -> Iterator[str]:
    """Yield the sub-folders that are data repositories of their own."""
    for path in paths:
        if path.endswith("/" + CONFIG):
            yield path[: -len(CONFIG)]


def walk(root: Path, below: str) -> Iterator[tuple[str, os.stat_result | None]]:
    """Yield the YAML files under a folder, and what the disk says of each.

    Never follows a link to a folder.
    """
    try:
        children = list(os.scandir(root / below))
    except OSError:
        return
    if below and any(item.name == CONFIG for item in children):
        return
    for item in children:
        path = f"{below}{item.name}"
        if item.is_dir(follow_symlinks=False):
            if not item.name.startswith(".") and item.name not in _NOT_DATA:
                yield from walk(root, path + "/")
        elif item.name.lower().endswith(SUFFIXES) and not item.name.startswith("."):
            try:
                yield path, item.stat(follow_symlinks=False)
            except OSError:  # gone, or out of reach
                yield path, None


def kind_on_disk(path: str, about: os.stat_result | None) -> str:
    """Return the reason why a file is no document, "" where it may be one."""
    if unprintable(path):
        return "nom"
    if about is not None and stat.S_ISLNK(about.st_mode):
        return "lien"
    if about is None or not stat.S_ISREG(about.st_mode):
        return "illisible"
    return "enorme" if about.st_size > MAX_BYTES else ""


def read_file(path: Path) -> tuple[str, bytes]:
    """Return the reason why a file cannot be read ("" where it can), and its bytes."""
    try:
        about = path.lstat()
        kind = kind_on_disk("", about)
        return (kind, b"") if kind else ("", path.read_bytes())
    except OSError:
        return "illisible", b""


def unmodified(
    repository: git.Repository, files: dict[str, os.stat_result | None]
) -> dict[str, str]:
    """Return the blob ids of the files that git's index vouches for, without reading them.

    A file that git was told not to write on disk counts as unmodified, as it does for git.
    """
    try:
        written = repository.index.stat().st_mtime_ns
        rows = git.index(repository)
        alike = {row.path: row.blob for row in rows if _vouched(row, files.get(row.path), written)}
        held = git.sizes(repository, alike.values())
    except (OSError, git.GitError):
        return {}
    foreign = tuple(nested(row.path for row in rows))
    absent = {
        row.path: row.blob
        for row in rows
        if row.left_out and row.path not in files and row.mode.startswith("100")
        if is_yaml(row.path) and not row.path.startswith(foreign)
    }
    # Newlines that git converts make a blob of another size than its file.
    sure = ((path, blob, files[path]) for path, blob in alike.items())
    return absent | {path: blob for path, blob, at in sure if at and held.get(blob) == at.st_size}


def _vouched(row: git.IndexEntry, about: os.stat_result | None, written: int) -> bool:
    """Tell whether a file is as git last saw it, and cannot have been edited unseen since.

    `written` is when the index was: a file as young as the index may hold an
    edit that left its size and time as they were. Where a disk counts in whole
    seconds, « as young » is two seconds and more; else a tick of the system.
    """
    if about is None or not row.watched or not row.mode.startswith("100"):
        return False
    tick = _COARSE if about.st_mtime_ns % _SECOND == 0 else _TICK
    changed, modified, inode, size = row.seen
    return (
        about.st_mtime_ns == modified
        and about.st_ctime_ns == changed
        and about.st_size % _WORD == size
        and inode in {0, about.st_ino % _WORD}
        and modified + tick < written
    )


def unprintable(path: str) -> bool:
    """Tell whether a file's name cannot be shown on one line (control signs, not UTF-8)."""
    return not path.isprintable()
