"""One moment is read like another: working tree, commit, sub-folder, hook, no git at all."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from feuille import checks, snapshot
from feuille.corpus import load
from feuille.diagnostics import CannotProceedError
from feuille.workspace import open_workspace
from tests.conftest import EXAMPLES, SOURCES, feuille, git, write_files

if TYPE_CHECKING:
    from collections.abc import Callable

OTHER = "format: 1\ntitre: Autre plan\n"
ACTOR = "type: acteur\nnom: {}\n"


@pytest.fixture
def history(tmp_path: Path) -> Path:
    """Return a data folder in a sub-folder of a git repository, with two plan years."""
    top = tmp_path / "depot"
    data = write_files(top / "donnees", {"acteurs/a.yaml": ACTOR.format("Avant")})
    git(top.parent, "init", "-q", "depot")
    git(top, "add", "-A")
    git(top, "commit", "-qm", "Premier")
    git(top, "tag", "-a", "plan/2023", "-m", "2023")
    (data / "acteurs" / "a.yaml").write_text(ACTOR.format("Après"), "utf-8")
    (data / "acteurs" / "b.yaml").write_text(ACTOR.format("Autre"), "utf-8")
    git(top, "add", "-A")
    git(top, "commit", "-qm", "Second")
    git(top, "tag", "2024")
    return data


@pytest.mark.parametrize("name", SOURCES)
def test_a_commit_reads_as_the_files_it_was_made_from(name: str, tmp_path: Path) -> None:
    root = Path(shutil.copytree(EXAMPLES / name, tmp_path / "depot" / "sous" / "dossier"))
    top = tmp_path / "depot"
    git(top, "init", "-q")
    git(top, "add", "-A")
    git(top, "commit", "-qm", "Tout")
    space = open_workspace(root)
    now, then = space.snapshot(), space.snapshot("HEAD")
    assert now.entries == then.entries
    assert dict(now.read(now.entries)) == dict(then.read(then.entries))
    assert checks.run(load(now)) == checks.run(load(then)) == []
    assert then.commit
    assert then.date == "2024-01-15"


def test_blob_ids_are_those_of_git(history: Path) -> None:
    listed = git(history, "ls-tree", "-r", "HEAD", "--", ".")
    ids = {line.split("\t")[1]: line.split()[2] for line in listed.splitlines()}
    assert snapshot.working_tree(history).entries == ids


def test_a_plan_year_is_a_tag_of_any_of_the_usual_shapes(history: Path) -> None:
    space = open_workspace(history)
    assert list(space.plan_years()) == ["2023", "2024"]
    assert space.corpus("2023").documents["a"].name == "Avant"
    assert sorted(space.corpus("2024").documents) == ["a", "b"]


def test_the_mapping_of_years_wins_over_tags_and_comes_from_the_working_tree(history: Path) -> None:
    first = git(history, "rev-list", "--max-parents=0", "HEAD").strip()
    (history / "feuille.yaml").write_text(
        f'format: 1\ntitre: Essai\nannees: {{"2024": {first}}}\n', "utf-8"
    )
    assert open_workspace(history).corpus("2024").documents["a"].name == "Avant"


def test_reading_the_past_touches_neither_files_nor_index(history: Path) -> None:
    (history / "acteurs" / "a.yaml").write_text(ACTOR.format("En cours"), "utf-8")
    before = git(history, "status", "--porcelain"), (history.parent / ".git" / "index").read_bytes()
    open_workspace(history).corpus("2023")
    after = git(history, "status", "--porcelain"), (history.parent / ".git" / "index").read_bytes()
    assert before == after


def test_inside_a_hook_the_surrounding_git_is_ignored(
    history: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_DIR", "/nulle/part")
    monkeypatch.setenv("GIT_INDEX_FILE", "/nulle/part/index")
    assert sorted(open_workspace(history).corpus("HEAD").documents) == ["a", "b"]


def test_no_hook_nor_monitor_of_the_repository_is_run(history: Path) -> None:
    trap = history.parent / "piege.sh"
    trap.write_text("#!/bin/sh\ntouch " + str(history.parent / "declenche"), "utf-8")
    trap.chmod(0o755)
    git(history, "config", "core.fsmonitor", str(trap))
    feuille("-C", str(history), "validate", "--rev", "2023")
    feuille("-C", str(history), "validate")
    assert not (history.parent / "declenche").exists()


@pytest.mark.parametrize(
    "rev", ["nulle-part", "-h", "--help", "--output=x", "2022", "HEAD:acteurs", ""]
)
def test_a_revision_that_names_no_commit_is_refused(history: Path, rev: str) -> None:
    done = feuille("-C", str(history), "validate", f"--rev={rev}")
    assert done.code == 2
    assert done.out == ""
    assert "Traceback" not in done.err


def test_an_unknown_year_lists_those_that_exist(history: Path) -> None:
    with pytest.raises(CannotProceedError) as refused:
        open_workspace(history).snapshot("2031")
    assert "2023, 2024" in refused.value.hint


def test_a_revision_before_the_data_existed_is_refused(history: Path) -> None:
    moved = write_files(history.parent / "autre" / "donnees", {"feuille.yaml": OTHER})
    done = feuille("-C", str(moved), "validate", "--rev", "HEAD")
    assert done.code == 2


def test_an_empty_repository_has_no_revision_but_validates(repo: Callable[..., Path]) -> None:
    root = repo({"acteurs/a.yaml": ACTOR.format("Un")})
    git(root, "init", "-q")
    assert feuille("-C", str(root), "validate").code == 0
    assert feuille("-C", str(root), "validate", "--rev", "HEAD").code == 2


def test_without_git_only_history_is_missing(repo: Callable[..., Path]) -> None:
    root = repo({"acteurs/a.yaml": ACTOR.format("Un")})
    assert feuille("-C", str(root), "validate").code == 0
    assert feuille("-C", str(root), "validate", "--rev", "HEAD").code == 2


def test_a_repository_inside_another_is_not_part_of_it(repo: Callable[..., Path]) -> None:
    root = repo({"acteurs/a.yaml": ACTOR.format("Un")})
    write_files(root / "acteurs" / "interne", {"acteurs/z.yaml": ACTOR.format("Dedans")})
    git(root, "init", "-q")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "Tout")
    space = open_workspace(root)
    assert list(space.snapshot().entries) == ["acteurs/a.yaml", "feuille.yaml"]
    assert space.snapshot("HEAD").entries == space.snapshot().entries


def test_the_data_folder_is_found_from_below(history: Path) -> None:
    assert snapshot.find_root(history / "acteurs") == history.resolve()


def test_a_file_that_cannot_be_read_is_reported(repo: Callable[..., Path]) -> None:
    root = repo({"acteurs/a.yaml": ACTOR.format("Un")})
    os.mkfifo(root / "acteurs" / "b.yaml")
    (root / "acteurs" / "c.yaml").mkdir()
    assert [one.code for one in checks.run(load(snapshot.working_tree(root)))] == ["L114"]
