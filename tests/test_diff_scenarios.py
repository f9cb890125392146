"""Scenario folders of `tests/diff/`: two moments of a plan, and the changes they mean.

`attendu.yaml` lists every change, in order; each line states what matters of it.
"""

from __future__ import annotations

import shutil
import textwrap
from pathlib import Path
from typing import Any

import pytest

from feuille.corpus import Corpus  # noqa: TC001
from feuille.diff import compare
from feuille.diff.model import Change, Measure
from feuille.diff.table import KINDS
from feuille.parse import parse
from tests.conftest import load, write_files

FOLDERS = sorted(path for path in (Path(__file__).parent / "diff").iterdir() if path.is_dir())


def corpora(folder: Path, tmp_path: Path) -> tuple[Corpus, Corpus]:
    sides = []
    for name in ("avant", "apres"):
        shutil.copytree(folder / name, tmp_path / name)
        sides.append(load(write_files(tmp_path / name, {})))
    return sides[0], sides[1]


def expected(folder: Path) -> list[dict[str, Any]]:
    text = textwrap.indent((folder / "attendu.yaml").read_text("utf-8"), "  ")
    return parse(f"attendu:\n{text}".encode()).data["attendu"]


def told(change: Change, keys: Any) -> dict[str, Any]:
    """Return what a change says of the things that an expectation states."""
    return {
        key: getattr(change.measure if key in Measure.__slots__ else change, key) for key in keys
    }


def plain(value: Any) -> Any:
    if isinstance(value, str):
        return value.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")
    return [plain(one) for one in value] if isinstance(value, list | tuple) else value


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
def test_changes_are_those_expected(folder: Path, tmp_path: Path) -> None:
    changes = compare(*corpora(folder, tmp_path)).changes
    wanted = expected(folder)
    shown = "\n".join(f"{one.kind} {one.key_path} {one.sentence}" for one in changes)
    assert [one.kind for one in changes] == [one["kind"] for one in wanted], shown
    for change, want in zip(changes, wanted, strict=True):
        got = {key: plain(value) for key, value in told(change, want).items()}
        assert got == want, shown


def test_every_kind_has_its_scenario() -> None:
    seen = {one["kind"] for folder in FOLDERS for one in expected(folder)}
    mirrored = {KINDS[kind].mirror for kind in seen}
    assert set(KINDS) - seen - mirrored == set()
