"""Every call to git's own program, made safe.

The environment is stripped of `GIT_*` (we run inside hooks), nothing of an
untrusted repository's configuration is executed, no network is touched, and a
revision can never be taken for an option.
"""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from feuille.diagnostics import CannotProceedError
from feuille.i18n import _

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_SAFE = (
    "-c", "core.fsmonitor=false",
    "-c", "core.hooksPath=/dev/null",
    "-c", "protocol.allow=never",
    "-c", "core.quotePath=false",
)  # fmt: skip


class GitError(Exception):
    """git ended with an error; its own words are the argument."""


def environment() -> dict[str, str]:
    """Return the environment for git, without what a surrounding git set in it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return kept | {
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_NO_LAZY_FETCH": "1",
        "LC_ALL": "C",
    }


def run(arguments: Iterable[str], folder: Path, feed: bytes | None = None) -> bytes:
    """Run git in `folder` and return what it printed; raise GitError where it failed."""
    command = ["git", *_SAFE, *arguments]
    try:
        done = subprocess.run(  # noqa: S603 - a fixed program, never a shell
            command, cwd=folder, env=environment(), input=feed, capture_output=True, check=False
        )
    except FileNotFoundError:
        raise CannotProceedError(
            _("Le programme git est introuvable."), _("Installez git, puis recommencez.")
        ) from None
    if done.returncode:
        words = done.stderr.decode("utf-8", "replace").strip()
        if "dubious ownership" in words:
            raise CannotProceedError(
                _("Le dépôt git {folder} appartient à un autre utilisateur.").format(folder=folder),
                _("Si vous lui faites confiance : git config --global --add safe.directory …"),
            )
        raise GitError(words)
    return done.stdout


@dataclass(frozen=True, slots=True)
class Repository:
    """A git repository and the folder of it that holds the data.

    `top` is the root of the work tree; `prefix` the data folder inside it,
    POSIX, "" or ending with a slash.
    """

    top: Path
    prefix: str


@dataclass(frozen=True, slots=True)
class TreeEntry:
    """One file of a commit: path relative to the data folder, mode, blob id, size in bytes."""

    path: str
    mode: str
    blob: str
    size: int


def discover(folder: Path) -> Repository | None:
    """Return the repository around `folder`, or None where there is none (or no git)."""
    try:
        printed = run(["rev-parse", "--show-toplevel", "--show-prefix"], folder)
    except (GitError, CannotProceedError):
        return None
    top, prefix, *_rest = os.fsdecode(printed).split("\n")
    return Repository(Path(top), prefix)


def resolve(repository: Repository, revision: str) -> str | None:
    """Return the full id of the commit that `revision` names, or None."""
    try:
        printed = run(
            ["rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}"],
            repository.top,
        )
    except GitError:
        return None
    return printed.decode("ascii").strip()


def commit_date(repository: Repository, commit: str) -> str:
    """Return the committer's date of a commit as an ISO 8601 day."""
    printed = run(["show", "-s", "--format=%cs", commit], repository.top)
    return printed.decode("ascii").strip()


def last_change(repository: Repository, path: str) -> str:
    """Return the day, short id and subject of the last commit that touched a data file, or ""."""
    arguments = ["log", "-1", "--format=%cs %h %s", "--", repository.prefix + path]
    try:
        return run(arguments, repository.top).decode("utf-8", "replace").strip()
    except GitError:  # no commit yet
        return ""


def tags(repository: Repository) -> list[str]:
    """Return the names of all tags, sorted."""
    printed = run(["for-each-ref", "--format=%(refname:strip=2)", "refs/tags"], repository.top)
    return sorted(os.fsdecode(printed).splitlines())


def is_shallow(repository: Repository) -> bool:
    """Tell whether older commits are missing because the clone is shallow."""
    return run(["rev-parse", "--is-shallow-repository"], repository.top).strip() == b"true"


def is_dirty(repository: Repository) -> bool:
    """Tell whether the data folder has changes that no commit holds."""
    arguments = ["status", "--porcelain", "-z", "--", repository.prefix or "."]
    return bool(run(arguments, repository.top))


def tree(repository: Repository, commit: str) -> list[TreeEntry]:
    """Return every file of the data folder at a commit; raise GitError where it was absent."""
    treeish = f"{commit}:{repository.prefix.rstrip('/')}"
    printed = run(["ls-tree", "-r", "-z", "-l", "--full-tree", treeish], repository.top)
    entries = []
    for row in os.fsdecode(printed).split("\0"):
        if row:
            head, path = row.split("\t", 1)
            mode, _kind, blob, size = head.split()
            entries.append(TreeEntry(path, mode, blob, 0 if size == "-" else int(size)))
    return entries


def blobs(repository: Repository, ids: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """Yield each blob's id and bytes, all read in one run of git."""
    wanted = sorted(set(ids))
    feed = "".join(f"{blob}\n" for blob in wanted).encode("ascii")
    printed = run(["cat-file", "--batch"], repository.top, feed) if wanted else b""
    start = 0
    for blob in wanted:
        end = printed.index(b"\n", start)
        head = printed[start:end].split()
        if head[-1] == b"missing":
            raise GitError(f"{blob} missing")
        size = int(head[2])
        yield blob, printed[end + 1 : end + 1 + size]
        start = end + 1 + size + 1
