"""What publications were made from: one that would change nothing is not made again.

The memory is the person's cache: without it, everything is computed, and the
folder still keeps the files that hold the same bytes.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from feuille import resources, store
from feuille.render import folder

if TYPE_CHECKING:
    from collections.abc import Iterable

    from feuille.snapshot import Snapshot

_TOOLS = ("jinja2", "markdown_it", "typst")
_TEMPLATES = ("html", "typst")


def key(moments: Iterable[Snapshot], asked: Iterable[object]) -> str:
    """Return what identifies a publication: its moments, all that is asked, and the program."""
    read = [(one.name, one.commit, one.date, one.oddities, one.entries) for one in moments]
    return store.key("render", repr(read), repr([*asked]), repr([*map(_version, _TOOLS), *_ours()]))


def recall(key: str, target: Path) -> list[int] | None:
    """Return the numbers kept of a publication, where its folder is as it was left; else None."""
    kept = store.store().get([key]).get(key)
    if not isinstance(kept, dict) or not folder.is_intact(target, str(kept.get("sceau"))):
        return None
    return [int(one) for one in kept["nombres"]]


def keep(key: str, target: Path, numbers: list[int]) -> None:
    """Remember a publication: some numbers, and how its folder was left."""
    store.store().put({key: {"sceau": folder.seal(target), "nombres": numbers}})


def _version(tool: str) -> tuple[str, int]:
    """Return which files of a library are there: its number would take longer to find."""
    found = find_spec(tool)
    origin = found.origin if found else None
    return (origin, Path(origin).stat().st_mtime_ns) if origin else ("", 0)


def _ours() -> list[str]:
    """Return the templates of the program: they may change and its number stay."""
    folders = [resources.folder("templates").joinpath(name) for name in _TEMPLATES]
    files = [file for one in folders for file in one.iterdir() if file.is_file()]
    return sorted(f"{file.name} {file.read_text('utf-8')}" for file in files)
