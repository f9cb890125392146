"""Text archives: a whole case in one readable file.

Lines before the first `-- name --` are the head; each `-- name --` opens a file.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_MARK = re.compile(r"^-- (.+) --$")


def read(path: Path) -> tuple[list[str], dict[str, str]]:
    """Return the head's lines and the files of an archive."""
    head: list[str] = []
    files: dict[str, list[str]] = {}
    current = head
    for line in path.read_text("utf-8").splitlines():
        match = _MARK.match(line)
        if match:
            current = files.setdefault(match[1], [])
        else:
            current.append(line)
    return head, {name: "\n".join(lines) + "\n" for name, lines in files.items()}


def write(files: dict[str, str], folder: Path) -> None:
    """Write files below a folder; `\\xNN` in a file named `*.brut` stands for a raw byte."""
    for name, text in files.items():
        raw = text.encode()
        if name.endswith(".brut"):
            raw = text.encode("latin-1").decode("unicode_escape").encode("latin-1")
        target = folder / name.removesuffix(".brut")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(raw)
