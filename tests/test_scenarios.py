"""Whole scenarios of the command line, each in one readable file of `tests/scenarios/`.

$ feuille … or git …     runs a command in an empty folder that holds the files below
code N                   its exit code (0 where nothing is said)
stdout TEXT, stderr TEXT a line that the output holds; `not stdout TEXT`: must not hold
exists PATH, absent PATH files after the command
"""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from tests import txtar
from tests.conftest import Run, feuille, git

SCENARIOS = sorted((Path(__file__).parent / "scenarios").glob("*.txt"))


def _play(words: list[str], folder: Path) -> Run:
    if words[0] == "git":
        return Run(0, git(folder, *words[1:]), "")
    assert words[0] == "feuille"
    return feuille(*words[1:])


def _holds(line: str, done: Run, folder: Path) -> bool:
    word, _, rest = line.partition(" ")
    if word == "not":
        return not _holds(rest, done, folder)
    if word in {"stdout", "stderr"}:
        return rest.replace("␛", "\x1b") in (done.out if word == "stdout" else done.err)
    if word in {"exists", "absent"}:
        return (folder / rest).exists() is (word == "exists")
    raise AssertionError(f"unknown line: {line}")


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_scenario(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    head, files = txtar.read(path)
    txtar.write(files, tmp_path)
    monkeypatch.chdir(tmp_path)
    lines = [line.strip() for line in head if line.strip() and not line.startswith("#")]
    starts = [number for number, line in enumerate(lines) if line.startswith("$ ")]
    assert starts, "a scenario runs at least one command"
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        expected = lines[start + 1 : end]
        done = _play(shlex.split(lines[start][2:]), tmp_path)
        codes = [int(line[5:]) for line in expected if line.startswith("code ")]
        shown = f"{lines[start]}\n{done.out}\n{done.err}"
        assert done.code == (codes[0] if codes else 0), shown
        assert "Traceback" not in done.err
        for line in expected:
            if not line.startswith("code "):
                assert _holds(line, done, tmp_path), f"{line}\n{shown}"
