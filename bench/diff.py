"""Times `feuille diff` between two plan years of a large corpus, 5 % of its documents changed.

    python bench/diff.py 10000

Cold is with no cache at all; then again, with what the first run kept.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from corpus import make
from run import PYTHON, median, show

SHARE = 20
"""One document in so many changes."""


def git(folder: Path, *arguments: str) -> None:
    who = ["-c", "user.name=Banc", "-c", "user.email=banc@example.invalid", "-c", "gc.auto=0"]
    subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True)


def years(folder: Path, count: int) -> None:
    """Make a repository of two plan years."""
    make(folder, count)
    git(folder, "init", "-q")
    seal(folder, "2024")
    for path in sorted((folder / "fiches-action").iterdir())[::SHARE]:
        text = path.read_text("utf-8")
        text = text.replace("    avancement: en-cours", "    avancement: realise", 2)
        path.write_text(text.replace("constats:", "constats:\n  - Un constat de plus.", 1), "utf-8")
    seal(folder, "2025")
    git(folder, "repack", "-adq")


def seal(folder: Path, year: str) -> None:
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", year)
    git(folder, "tag", "-a", f"plan/{year}", "-m", year)


def main() -> None:
    for count in [int(word) for word in sys.argv[1:]] or [10_000]:
        with tempfile.TemporaryDirectory() as name:
            data, kept = Path(name) / "data", Path(name) / "cache"
            years(data, count)
            environment = os.environ | {"FEUILLE_CACHE": str(kept)}
            command = [PYTHON, "-m", "feuille", "-C", str(data), "diff", "2024", "2025"]
            forget = lambda: shutil.rmtree(kept, ignore_errors=True)  # noqa: B023, E731
            show(f"feuille diff, {count}, cold", median(command, environment, before=forget))
            show(f"feuille diff, {count}, again", median(command, environment))


if __name__ == "__main__":
    main()
