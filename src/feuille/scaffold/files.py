"""New files, whole or absent: nothing is ever overwritten, nothing is left half written."""

from __future__ import annotations

import errno
import os
import secrets
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Made:
    """What a run has made so far, in order."""

    folders: list[Path] = field(default_factory=list)
    files: list[Path] = field(default_factory=list)

    def folder(self, path: Path) -> None:
        """Make a folder and those around it; raise OSError where something else is there."""
        if path.is_dir():
            return
        if os.path.lexists(path):
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(path))
        self.folder(path.parent)
        path.mkdir(exist_ok=True)
        self.folders.append(path)

    def file(self, path: Path, text: str) -> None:
        """Write a file and the folders around it; raise FileExistsError where it is there."""
        self.folder(path.parent)
        _create(path, text.encode())
        self.files.append(path)

    def undo(self) -> None:
        """Remove what was made; what somebody else put there meanwhile stays."""
        for path in self.files:
            path.unlink(missing_ok=True)
        for path in reversed(self.folders):
            try:
                path.rmdir()
            except OSError:
                continue


@contextmanager
def making() -> Iterator[Made]:
    """Give the means to make files; undo everything where the work is not carried through."""
    made = Made()
    try:
        yield made
    except BaseException:
        made.undo()
        raise


def _create(path: Path, content: bytes) -> None:
    """Write under a hidden name, then give the file its own in one step."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with draft.open("xb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            raise
        except OSError:  # a file system without hard links
            _copy(content, path)
    finally:
        draft.unlink(missing_ok=True)


def _copy(content: bytes, path: Path) -> None:
    with path.open("xb") as stream:
        try:
            stream.write(content)
            stream.flush()
        except BaseException:
            path.unlink()
            raise
