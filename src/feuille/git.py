"""Every call to git's own program, made safe.

The environment is stripped of `GIT_*` (we run inside hooks), nothing of an
untrusted repository's configuration is executed, no network is touched, and a
revision can never be taken for an option.
"""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from feuille.diagnostics import CannotProceedError
from feuille.i18n import _

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_SAFE = (
    "-c", "core.fsmonitor=false",
    "-c", "core.hooksPath=/dev/null",
    "-c", "protocol.allow=never",
    "-c", "core.quotePath=false",
    "-c", "log.showSignature=false",
)  # fmt: skip
_NAMED = ("-c", "user.useConfigOnly=true")  # a name made of the machine's is nobody's
_KEPT = {"GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL", "GIT_COMMITTER_DATE"}


class GitError(Exception):
    """git ended with an error; its own words are the argument."""


def environment() -> dict[str, str]:
    """Return the environment for git, without what a surrounding git set in it."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("GIT_") or name in _KEPT
    }
    return kept | {
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_NO_LAZY_FETCH": "1",
        "LC_ALL": "C",
    }


def run(
    arguments: Iterable[str],
    folder: Path,
    feed: bytes | None = None,
    more: dict[str, str] | None = None,
) -> bytes:
    """Run git in `folder` and return what it printed; raise GitError where it failed.

    `more` are variables that its environment needs besides.
    """
    command = ["git", *_SAFE, *arguments]
    known = environment() | (more or {})
    try:
        done = subprocess.run(  # noqa: S603 - a fixed program, never a shell
            command, cwd=folder, env=known, input=feed, capture_output=True, check=False
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
    POSIX, "" or ending with a slash; `index` git's own list of tracked files;
    `algorithm` what names its objects: sha1 or sha256.
    """

    top: Path
    prefix: str
    index: Path
    algorithm: str = "sha1"


@dataclass(frozen=True, slots=True)
class TreeEntry:
    """One file of a commit: path relative to the data folder, mode, blob id, size in bytes."""

    path: str
    mode: str
    blob: str
    size: int


class IndexEntry(NamedTuple):
    """One row of git's index: path relative to the data folder, mode, blob id, conflict stage.

    `seen` is what git saw of the file when it last agreed with the blob: change
    and modification times in nanoseconds, inode, size (the last two modulo 2³²).
    """

    path: str
    mode: str
    blob: str
    stage: int
    flags: int
    seen: tuple[int, int, int, int]

    @property
    def left_out(self) -> bool:
        """Whether git was told not to write the file on disk (sparse checkout)."""
        return bool(self.flags & _SKIP_WORKTREE)

    @property
    def announced(self) -> bool:
        """Whether the file was only announced (`git add -N`): its content is not there yet."""
        return bool(self.flags & _INTENT_TO_ADD)

    @property
    def watched(self) -> bool:
        """Whether git itself looks at the file: not in conflict, left out nor assumed unchanged."""
        return not self.stage and not self.flags & (_ASSUMED | _SKIP_WORKTREE | _INTENT_TO_ADD)


_ASSUMED, _INTENT_TO_ADD, _SKIP_WORKTREE = 0x8000, 1 << 29, 1 << 30
_ROW = re.compile(
    r"(\d{6}) ([0-9a-f]+) ([0-3])\t([^\0]+)\0"
    r"  ctime: (\d+):(\d+)\n  mtime: (\d+):(\d+)\n  dev: \d+\tino: (\d+)\n"
    r"  uid: \d+\tgid: \d+\n  size: (\d+)\tflags: ([0-9a-f]+)\n"
)
_SECOND = 1_000_000_000


def discover(folder: Path) -> Repository | None:
    """Return the repository around `folder`, or None where there is none (or no git)."""
    try:
        return around(folder)
    except (GitError, CannotProceedError):
        return None


def around(folder: Path) -> Repository:
    """Return the repository around `folder`; raise where git finds none or refuses it."""
    asked = ["--show-object-format", "--git-path", "index", "--show-prefix", "--show-toplevel"]
    printed = os.fsdecode(run(["rev-parse", *asked], folder))
    algorithm, index, prefix, top = printed.removesuffix("\n").split("\n", 3)
    known = algorithm if algorithm == "sha256" else "sha1"
    return Repository(Path(top), prefix, folder / index, known)


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


def namesakes(repository: Repository, revision: str) -> list[str]:
    """Return the full names of the branches and tags that a revision may mean: one, or none."""
    if revision == "HEAD" or re.fullmatch(r"[0-9a-f]{40,64}", revision):
        return []
    name = re.split(r"[~^:@]", revision)[0]
    wanted = [f"refs/{kind}/{name}" for kind in ("heads", "tags", "remotes")]
    if not name or name.startswith("refs/"):
        return []
    printed = run(["for-each-ref", "--format=%(refname)", *wanted], repository.top)
    return [full for full in os.fsdecode(printed).splitlines() if full in wanted]


def tags(repository: Repository) -> list[str]:
    """Return the names of all tags, sorted."""
    printed = run(["for-each-ref", "--format=%(refname:strip=2)", "refs/tags"], repository.top)
    return sorted(os.fsdecode(printed).splitlines())


def is_ancestor(repository: Repository, one: str, other: str) -> bool:
    """Tell whether a commit comes before another, or is it, as far as the clone reaches."""
    try:
        run(["merge-base", "--is-ancestor", one, other], repository.top)
    except GitError:
        return False
    return True


def is_shallow(repository: Repository) -> bool:
    """Tell whether older commits are missing because the clone is shallow."""
    return run(["rev-parse", "--is-shallow-repository"], repository.top).strip() == b"true"


def is_dirty(repository: Repository) -> bool:
    """Tell whether YAML files of the data folder have changes that no commit holds."""
    paths = [":(glob)**/*.yaml", ":(glob)**/*.yml", ":(exclude,glob)**/.*/**"]
    arguments = ["status", "--porcelain", "-z", "--ignore-submodules=all", "-uall", "--", *paths]
    return bool(run([*_without_filters(repository), *arguments], _folder(repository)))


def _folder(repository: Repository) -> Path:
    return repository.top / repository.prefix


def _without_filters(repository: Repository) -> list[str]:
    """Return the options that keep git from running the filters of the configuration."""
    try:
        printed = run(["config", "--name-only", "-z", "--get-regexp", r"^filter\."], repository.top)
    except GitError:  # there is none
        return []
    off = {"clean": "", "smudge": "", "process": "", "required": "false"}
    drivers = {name.rpartition(".")[0] for name in os.fsdecode(printed).split("\0") if name}
    return [
        word
        for driver in sorted(drivers)
        for key, value in off.items()
        for word in ("-c", f"{driver}.{key}={value}")
    ]


def index(repository: Repository, *, pending: bool = False) -> list[IndexEntry]:
    """Return the index of the data folder, without what a filter or an encoding rewrites.

    With `pending`, all of it, and of the commit being made where we run in its hook.
    GitError where git shows it in a way that we do not know.
    """
    asked = ["ls-files", "-s", "-z", "--debug"]
    if pending:
        printed = run(asked, _folder(repository), more=_pending(repository))
    else:
        plain = ":(attr:!filter !ident !working-tree-encoding)"
        printed = run([*asked, "--", plain], _folder(repository))
    rows = _ROW.findall(os.fsdecode(printed))
    if len(rows) != printed.count(b"\0"):
        raise GitError("ls-files --debug")
    return [_index_entry(*row) for row in rows]


def _index_entry(mode: str, blob: str, stage: str, path: str, *numbers: str) -> IndexEntry:
    changed, changed_ns, modified, modified_ns, inode, size = map(int, numbers[:6])
    seen = changed * _SECOND + changed_ns, modified * _SECOND + modified_ns, inode, size
    return IndexEntry(path, mode, blob, int(stage), int(numbers[6], 16), seen)


def _pending(repository: Repository) -> dict[str, str]:
    """Return the variable by which git tells a hook the index of the commit being made."""
    named = os.environ.get("GIT_INDEX_FILE")
    path = (repository.top / named).resolve() if named else None
    ours = path and path.parent == repository.index.resolve().parent and path.exists()
    return {"GIT_INDEX_FILE": str(path)} if ours else {}


def sizes(repository: Repository, ids: Iterable[str]) -> dict[str, int]:
    """Return the size in bytes of each blob; those that are not there are left out."""
    wanted = sorted(set(ids))
    feed = "".join(f"{blob}\n" for blob in wanted).encode("ascii")
    check = ["cat-file", "--batch-check=%(objectsize)"]
    printed = run(check, repository.top, feed).split(b"\n") if wanted else []
    return {blob: int(row) for blob, row in zip(wanted, printed, strict=False) if row.isdigit()}


def tree(repository: Repository, commit: str) -> list[TreeEntry]:
    """Return every file of the data folder at a commit; raise GitError where it was absent.

    The size of what a partial clone lacks is unknown: all are then 0.
    """
    treeish = f"{commit}:{repository.prefix.rstrip('/')}"
    asked = ["ls-tree", "-r", "-z", "--full-tree"]
    try:
        printed = run([*asked, "-l", treeish], repository.top)
    except GitError:
        printed = run([*asked, treeish], repository.top)
    entries = []
    for row in os.fsdecode(printed).split("\0"):
        if row:
            head, path = row.split("\t", 1)
            mode, _kind, blob, *size = head.split()
            bytes_held = int(size[0]) if size and size[0].isdigit() else 0
            entries.append(TreeEntry(path, mode, blob, bytes_held))
    return entries


def folders_with(repository: Repository, commit: str, name: str) -> list[str]:
    """Return the folders of a commit that hold a file of that name, as prefixes."""
    listed = run(["ls-tree", "-r", "-z", "--name-only", "--full-tree", commit], repository.top)
    paths = os.fsdecode(listed).split("\0")
    return [path[: -len(name)] for path in paths if f"/{path}".endswith(f"/{name}")]


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


def has_identity(repository: Repository) -> bool:
    """Tell whether git knows in whose name to sign a tag."""
    try:
        return bool(run([*_NAMED, "var", "GIT_COMMITTER_IDENT"], repository.top))
    except GitError:
        return False


def make_tag(repository: Repository, name: str, commit: str, message: str) -> None:
    """Create an annotated tag, never signed; raise GitError where git refuses (it exists…)."""
    arguments = [*_NAMED, "tag", "--annotate", "--no-sign", "--cleanup=verbatim", "--file=-"]
    run([*arguments, "--", name, commit], repository.top, message.encode())
