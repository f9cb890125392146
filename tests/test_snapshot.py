"""One moment is read like another: working tree, commit, sub-folder, hook, no git at all."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from feuille import checks, disk, snapshot
from feuille import git as git_module
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


# What git's index says of unmodified files.


def _settle(top: Path) -> None:
    """Make every file older than the index, so that git itself would trust it."""
    for path in top.rglob("*.yaml"):
        os.utime(path, ns=(1_600_000_000_123_456_789, 1_600_000_000_123_456_789))
    git(top, "update-index", "-q", "--really-refresh")
    time.sleep(0.05)
    git(top, "update-index", "--force-write-index")


def _unread(root: Path) -> set[str]:
    """Return the files that the index vouches for."""
    repository = open_workspace(root).repository
    assert repository
    return set(disk.unmodified(repository, dict(disk.walk(root, ""))))


def _agree(root: Path) -> None:
    """State that the snapshot holds exactly what reading and hashing every file gives."""
    space = open_workspace(root)
    fast, slow = space.snapshot(), snapshot.working_tree(root)
    assert fast.entries == slow.entries
    assert fast.oddities == slow.oddities
    assert dict(fast.read(fast.entries)) == dict(slow.read(slow.entries))


EVERY = {"acteurs/a.yaml", "acteurs/b.yaml", "feuille.yaml"}


def test_unmodified_files_are_not_read(history: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _settle(history.parent)
    assert _unread(history) == EVERY
    _agree(history)
    monkeypatch.setattr(disk, "read_file", lambda path: pytest.fail(f"{path} read"))
    assert open_workspace(history).snapshot().entries.keys() == EVERY


def test_an_edit_of_the_same_size_and_time_is_seen(history: Path) -> None:
    _settle(history.parent)
    file = history / "acteurs" / "a.yaml"
    about = file.stat()
    file.write_text(ACTOR.format("Apr\u00eas"), "utf-8")
    os.utime(file, ns=(about.st_atime_ns, about.st_mtime_ns))
    assert file.stat().st_size == about.st_size
    _agree(history)
    assert "acteurs/a.yaml" not in _unread(history)


def test_an_edit_in_the_instant_of_the_index_is_seen(history: Path) -> None:
    for turn in range(6):
        file = history / "acteurs" / "a.yaml"
        file.write_text(ACTOR.format(f"{turn:03}a"), "utf-8")
        git(history, "add", "-A")
        file.write_text(ACTOR.format(f"{turn:03}b"), "utf-8")
        _agree(history)


@pytest.mark.parametrize(
    ("written", "age", "vouched"),
    [
        (1_700_000_000_500_000_000, 1_000_000_000, True),
        (1_700_000_000_500_000_000, 10_000_000, False),
        (1_700_000_000_500_000_000, 0, False),
        (1_700_000_000_000_000_000, 2_000_000_000, False),
        (1_700_000_000_000_000_000, 4_000_000_000, True),
    ],
)
def test_a_file_as_young_as_the_index_is_read(
    tmp_path: Path, written: int, age: int, vouched: bool
) -> None:
    file = tmp_path / "a.yaml"
    file.write_text("type: acteur\n", "utf-8")
    os.utime(file, ns=(written, written))
    about = file.stat()
    seen = about.st_ctime_ns, about.st_mtime_ns, about.st_ino % (1 << 32), about.st_size
    row = git_module.IndexEntry("a.yaml", "100644", "0" * 40, 0, 0, seen)
    assert disk._vouched(row, about, written + age) is vouched


@pytest.mark.parametrize(
    "line", ["*.yaml filter=piege", "*.yaml ident", "*.yaml working-tree-encoding=UTF-16LE"]
)
def test_what_git_rewrites_is_read_and_nothing_is_run(history: Path, line: str) -> None:
    trace = history.parent / "declenche"
    git(history, "config", "filter.piege.clean", f"touch {trace}; cat")
    git(history, "config", "filter.piege.process", f"touch {trace}")
    git(history, "config", "filter.piege.required", "true")
    _settle(history.parent)
    (history.parent / ".gitattributes").write_text(f"{line}\n", "utf-8")
    assert _unread(history) == set()
    _agree(history)
    feuille("-C", str(history), "validate")
    feuille("-C", str(history), "baseline", "2030")
    assert not trace.exists()


@pytest.mark.parametrize("setting", ["attributes", "autocrlf"])
def test_files_whose_newlines_git_converts_are_read(history: Path, setting: str) -> None:
    if setting == "attributes":
        (history.parent / ".gitattributes").write_text("*.yaml text eol=crlf\n", "utf-8")
    else:
        git(history, "config", "core.autocrlf", "true")
    (history / "acteurs" / "a.yaml").unlink()
    git(history, "checkout", "--", "acteurs/a.yaml")
    assert b"\r\n" in (history / "acteurs" / "a.yaml").read_bytes()
    _settle(history.parent)
    assert _unread(history) == EVERY - {"acteurs/a.yaml"}
    _agree(history)
    assert not git_module.is_dirty(open_workspace(history).history())


@pytest.mark.parametrize("bit", ["--assume-unchanged", "--skip-worktree"])
def test_a_file_that_git_was_told_not_to_watch_is_read(history: Path, bit: str) -> None:
    _settle(history.parent)
    git(history, "update-index", bit, "acteurs/a.yaml")
    (history / "acteurs" / "a.yaml").write_text(ACTOR.format("Chang\u00e9"), "utf-8")
    assert "acteurs/a.yaml" not in _unread(history)
    _agree(history)


def test_a_file_left_out_of_a_sparse_checkout_is_that_of_the_index(history: Path) -> None:
    git(history, "update-index", "--skip-worktree", "acteurs/b.yaml")
    (history / "acteurs" / "b.yaml").unlink()
    assert sorted(open_workspace(history).corpus().documents) == ["a", "b"]


def test_in_the_middle_of_a_merge_the_file_counts_and_the_index_is_refused(history: Path) -> None:
    git(history, "checkout", "-q", "-b", "autre", "HEAD~1")
    (history / "acteurs" / "a.yaml").write_text(ACTOR.format("Ailleurs"), "utf-8")
    git(history, "commit", "-qam", "Ailleurs")
    with pytest.raises(subprocess.CalledProcessError):
        git(history, "merge", "-q", "main")
    _agree(history)
    assert [one.code for one in checks.run(load(open_workspace(history).snapshot()))] == ["L112"]
    with pytest.raises(CannotProceedError, match="acteurs/a"):
        open_workspace(history).snapshot(":index")


def test_a_worktree_has_its_own_index(history: Path, tmp_path: Path) -> None:
    git(history, "worktree", "add", "-q", str(tmp_path / "autre"), "HEAD")
    _settle(tmp_path / "autre")
    assert _unread(tmp_path / "autre" / "donnees") == EVERY
    _agree(tmp_path / "autre" / "donnees")


def test_a_submodule_is_a_repository_of_its_own(history: Path, tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "hote")
    git(tmp_path / "hote", "-c", "protocol.file.allow=always",
        "submodule", "--quiet", "add", str(history.parent), "plan")  # fmt: skip
    _settle(tmp_path / "hote" / "plan")
    assert _unread(tmp_path / "hote" / "plan" / "donnees") == EVERY
    _agree(tmp_path / "hote" / "plan" / "donnees")


def test_a_sha256_repository_names_its_files_as_git_does(tmp_path: Path) -> None:
    root = write_files(tmp_path / "depot", {"acteurs/a.yaml": ACTOR.format("Un")})
    git(root, "init", "-q", "--object-format=sha256")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "Tout")
    space = open_workspace(root)
    (root / "acteurs" / "a.yaml").touch()
    assert space.snapshot().entries == space.snapshot("HEAD").entries
    assert {len(blob) for blob in space.snapshot().entries.values()} == {64}


def test_a_file_changed_after_the_snapshot_reads_as_it_was(history: Path) -> None:
    _settle(history.parent)
    now = open_workspace(history).snapshot()
    (history / "acteurs" / "a.yaml").write_text("type: [", "utf-8")
    (history / "acteurs" / "b.yaml").unlink()
    assert load(now).documents["a"].name == "Apr\u00e8s"
    assert load(now).documents["b"].name == "Autre"


# The index, as a moment of its own.


def test_the_index_is_what_the_next_commit_will_hold(history: Path) -> None:
    (history / "acteurs" / "a.yaml").write_text(ACTOR.format("Pr\u00eat"), "utf-8")
    git(history, "add", "-A")
    (history / "acteurs" / "a.yaml").write_text("type: [", "utf-8")
    (history / "acteurs" / "c.yaml").write_text(ACTOR.format("Annonc\u00e9"), "utf-8")
    git(history, "add", "-N", "acteurs/c.yaml")
    space = open_workspace(history)
    assert space.corpus(":index").documents["a"].name == "Pr\u00eat"
    assert sorted(space.corpus(":index").documents) == ["a", "b"]
    assert feuille("-C", str(history), "validate", "--rev", ":index").code == 0
    assert feuille("-C", str(history), "validate").code == 1


def test_in_the_hook_of_a_partial_commit_the_index_is_that_of_the_commit(
    history: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = history.parent / ".git"
    shutil.copy(folder / "index", folder / "next-index-1.lock")
    (history / "acteurs" / "a.yaml").write_text(ACTOR.format("Plus tard"), "utf-8")
    git(history, "add", "-A")
    monkeypatch.setenv("GIT_INDEX_FILE", ".git/next-index-1.lock")
    assert open_workspace(history).corpus(":index").documents["a"].name == "Apr\u00e8s"
    monkeypatch.setenv("GIT_INDEX_FILE", "/nulle/part/index")
    assert open_workspace(history).corpus(":index").documents["a"].name == "Plus tard"


# Revisions that need a word of explanation.


def test_a_name_of_both_a_branch_and_a_tag_is_refused(history: Path) -> None:
    git(history, "branch", "double", "HEAD~1")
    git(history, "tag", "double")
    space = open_workspace(history)
    for name in ("double", "double~0"):
        with pytest.raises(CannotProceedError) as refused:
            space.snapshot(name)
        assert "refs/heads/double, refs/tags/double" in refused.value.hint
    assert "b" in space.corpus("refs/tags/double").documents
    assert "b" not in space.corpus("refs/heads/double").documents


def test_a_shallow_clone_says_how_to_fetch_the_rest(history: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "-q", "--depth=1", "--no-tags", history.parent.as_uri(), "court")
    space = open_workspace(tmp_path / "court" / "donnees")
    for name in ("2023", "HEAD~1"):
        with pytest.raises(CannotProceedError) as refused:
            space.snapshot(name)
        assert "git fetch --unshallow --tags" in refused.value.hint
    assert sorted(space.corpus("HEAD").documents) == ["a", "b"]


@pytest.mark.parametrize("command", [
    ["validate", "--rev"], ["list", "--rev"], ["show", "a", "--rev"], ["links", "--rev"],
    ["matrix", "--rev"], ["rollup", "--rev"], ["status", "--rev"], ["diff"],
])  # fmt: skip
def test_a_plan_year_is_found_where_the_data_folder_was(history: Path, command: list[str]) -> None:
    git(history.parent, "mv", "donnees", "plan")
    git(history.parent, "commit", "-qm", "D\u00e9place")
    root = history.parent / "plan"
    done = feuille("-C", str(root), *command, "2023")
    assert done.code == 0, done.err
    assert "« donnees »" in done.err
    assert "« donnees »" not in feuille("-C", str(root), "-q", *command, "2023").err


def test_two_folders_of_the_same_title_are_not_chosen_between(history: Path) -> None:
    write_files(history.parent / "copie", {})
    git(history, "add", "-A", "..")
    git(history, "commit", "-qm", "Deux plans")
    moved = write_files(history.parent / "ailleurs", {})
    assert feuille("-C", str(moved), "validate", "--rev", "HEAD").code == 2


def test_a_side_older_than_feuille_yaml_is_refused(history: Path) -> None:
    git(history, "rm", "-q", "--cached", "feuille.yaml")
    git(history, "commit", "-qm", "Sans configuration")
    for arguments in (["diff", "HEAD"], ["rollup", "--rev", "HEAD"]):
        done = feuille("-C", str(history), *arguments)
        assert done.code == 2
        assert "feuille.yaml" in done.err


def test_blobs_that_a_partial_clone_lacks_are_refused(history: Path, tmp_path: Path) -> None:
    git(history, "config", "uploadpack.allowFilter", "true")
    git(tmp_path, "clone", "-q", "--filter=blob:none", history.parent.as_uri(), "partiel")
    then = open_workspace(tmp_path / "partiel" / "donnees").snapshot("2023")
    with pytest.raises(CannotProceedError) as refused:
        then.text("acteurs/a.yaml")
    assert "git fetch" in refused.value.hint


def test_a_repository_that_git_refuses_says_why(history: Path) -> None:
    (history.parent / ".git" / "config").write_text("[core\n", "utf-8")
    assert feuille("-C", str(history), "validate").code == 0
    assert feuille("-C", str(history), "validate", "--rev", "HEAD").code == 2
