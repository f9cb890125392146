from __future__ import annotations

import contextlib
import io
import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from feuille import checks, corpus, snapshot
from feuille.cli import run

if TYPE_CHECKING:
    from collections.abc import Callable

    from feuille.diagnostics import Diagnostic

# Tests keep their cache to themselves, and never use the person's.
os.environ["FEUILLE_CACHE"] = tempfile.mkdtemp(prefix="feuille-tests-")

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "examples"
SOURCES = ("auvergne-rhone-alpes-2017-2018", "loire-2019")


@dataclass(frozen=True)
class Run:
    code: int
    out: str
    err: str


def feuille(*arguments: str) -> Run:
    """Run the command line in this process, as a person would type it."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = run(list(arguments))
    return Run(code, out.getvalue(), err.getvalue())


def write_files(root: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        target = root / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8")
    if not (root / "feuille.yaml").exists():
        root.mkdir(parents=True, exist_ok=True)
        (root / "feuille.yaml").write_text("format: 1\ntitre: Essai\n", "utf-8")
    return root


def load(root: Path) -> corpus.Corpus:
    return corpus.load(snapshot.working_tree(root))


def diagnose(root: Path) -> list[Diagnostic]:
    return checks.run(load(root))


def git(folder: Path, *arguments: str) -> str:
    """Run git with a known author and nothing of the person's configuration."""
    environment = {
        "PATH": os.environ["PATH"], "HOME": str(folder), "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_AUTHOR_NAME": "Essai", "GIT_AUTHOR_EMAIL": "essai@example.invalid",
        "GIT_COMMITTER_NAME": "Essai", "GIT_COMMITTER_EMAIL": "essai@example.invalid",
        "GIT_AUTHOR_DATE": "2024-01-15T12:00:00Z", "GIT_COMMITTER_DATE": "2024-01-15T12:00:00Z",
    }  # fmt: skip
    done = subprocess.run(
        ["git", "-c", "init.defaultBranch=main", *arguments],
        cwd=folder, env=environment, check=True, capture_output=True, text=True,
    )  # fmt: skip
    return done.stdout


@pytest.fixture
def repo(tmp_path: Path) -> Callable[[dict[str, str]], Path]:
    """Return a function that writes files as a data repository and gives its folder."""
    return lambda files: write_files(tmp_path / "depot", files)


@pytest.fixture
def ara(tmp_path: Path) -> Path:
    """Return a copy of the Auvergne-Rhône-Alpes example."""
    return Path(shutil.copytree(EXAMPLES / SOURCES[0], tmp_path / "ara"))
