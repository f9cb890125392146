"""A cache by content, in the user's own cache folder: never needed, only faster.

It holds data only (JSON in one SQLite file), is keyed by git blob ids and by
the version of what interprets them, and may be deleted, shared by concurrent
runs, or found damaged: then it is set aside in silence and made anew.
`FEUILLE_CACHE` names another folder; empty, it turns the cache off.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from feuille import __version__

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator

_SCHEMA = "CREATE TABLE IF NOT EXISTS kept (key TEXT PRIMARY KEY, body BLOB) WITHOUT ROWID"
_MAX_BYTES = 256_000_000
_BATCH = 500


class Store:
    """Bodies (plain data) by key; every failure of the disk reads as "not there"."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._base: sqlite3.Connection | None = None

    def get(self, keys: Iterable[str]) -> dict[str, Any]:
        """Return the bodies that are kept, by key."""
        found: dict[str, Any] = {}
        wanted = list(keys)
        with self._guarded():
            base = self._open()
            if base is None:
                return found
            for start in range(0, len(wanted), _BATCH):
                part = wanted[start : start + _BATCH]
                marks = ",".join("?" * len(part))
                rows = base.execute(f"SELECT key, body FROM kept WHERE key IN ({marks})", part)  # noqa: S608 - only question marks
                found.update((key, orjson.loads(body)) for key, body in rows)
        return found

    def put(self, bodies: dict[str, Any]) -> None:
        """Keep bodies by key."""
        try:
            rows = [(key, orjson.dumps(body)) for key, body in bodies.items()]
        except TypeError:
            return  # a lone surrogate from a file name: not worth remembering
        with self._guarded():
            base = self._open()
            if base and rows:
                with base:
                    base.executemany("INSERT OR REPLACE INTO kept VALUES (?, ?)", rows)

    def _open(self) -> sqlite3.Connection | None:
        if self._base is None and self._path is not None:
            import sqlite3

            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            if self._path.exists() and self._path.stat().st_size > _MAX_BYTES:
                self._path.unlink()
            self._base = sqlite3.connect(self._path, timeout=2)
            self._base.execute("PRAGMA synchronous = OFF")
            self._base.execute(_SCHEMA)
        return self._base

    @contextlib.contextmanager
    def _guarded(self) -> Iterator[None]:
        """Give up the cache, without a word, whatever is wrong with it."""
        import sqlite3

        try:
            yield
        except sqlite3.OperationalError:
            self._path = None  # locked, read-only or full: do without, leave it to others
        except (sqlite3.DatabaseError, orjson.JSONDecodeError, TypeError):
            if self._base is not None:
                self._base.close()
            if self._path is not None:
                with contextlib.suppress(OSError):
                    self._path.unlink()
            self._base = self._path = None
        except OSError:
            self._path = None


@cache
def store() -> Store:
    """Return the person's cache."""
    folder = _folder()
    return Store(folder / "documents.sqlite" if folder else None)


def key(*parts: str) -> str:
    """Return a key for content, under this version of the program."""
    return hashlib.sha1(
        "\0".join((program(), *parts)).encode("utf-8", "replace"), usedforsecurity=False
    ).hexdigest()


@cache
def program() -> str:
    """Return what identifies this version of the program: its number, and its files as they are.

    The files matter to those who work on it: the number stays, the code changes.
    """
    here = Path(__file__).parent
    rows = [__version__, *sys.version_info[:2]]
    with contextlib.suppress(OSError):
        for folder in (here, here.parents[1] / "schemas", here / "schemas"):
            for file in sorted(folder.rglob("*.*")) if folder.is_dir() else ():
                if file.suffix in {".py", ".json"}:
                    about = file.stat()
                    rows += [file.name, about.st_mtime_ns, about.st_size]
    return repr(rows)


def _folder() -> Path | None:
    chosen = os.environ.get("FEUILLE_CACHE")
    if chosen is not None:
        return Path(chosen) if chosen else None
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA")
    elif sys.platform == "darwin":
        base = "~/Library/Caches"
    else:
        base = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    try:
        return Path(base).expanduser() / "feuille" if base else None
    except RuntimeError:  # no home folder
        return None
