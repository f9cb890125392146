"""The commits that touched some documents, as git tells them."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from feuille import git, snapshot

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_FIELDS = ("%H", "%P", "%as", "%h", "%aN", "%s")
_ADDRESS = re.compile(r"[^\s<>]+@[^\s<>]+")


@dataclass(frozen=True, slots=True)
class Revision:
    """One commit: `commit` is "" for what no commit holds yet; `date` is the author's day.

    `parents` are the commits before it that touched the same files; `boundary`
    tells that a shallow clone holds nothing before it.
    """

    commit: str
    parents: tuple[str, ...]
    date: str = ""
    short: str = ""
    author: str = ""
    subject: str = ""
    boundary: bool = False


def of(repository: git.Repository, ids: Iterable[str], start: str) -> Iterator[Revision]:
    """Yield the commits that touched the files of these ids, newest first, children first."""
    folder = _literal(repository.prefix)
    paths = [f":(top,glob){folder}**/{_literal(one)}{suffix}"
             for one in sorted(ids) for suffix in snapshot.SUFFIXES]  # fmt: skip
    arguments = ["log", "-z", "--parents", "--topo-order", "--no-show-signature", "--no-notes"]
    arguments += ["--format=" + "%x00".join(_FIELDS), "--end-of-options", start, "--", *paths]
    try:
        printed = git.run(arguments, repository.top)
    except git.GitError:
        return  # no commit yet
    fields = printed.decode("utf-8", "replace").split("\0")
    ends = _boundaries(repository)
    for first in range(0, len(fields) - len(_FIELDS) + 1, len(_FIELDS)):
        commit, parents, day, short, author, subject = fields[first : first + len(_FIELDS)]
        yield Revision(
            commit=commit,
            parents=tuple(parents.split()),
            date=day,
            short=short,
            author=_without_address(author),
            subject=_without_address(subject),
            boundary=commit in ends,
        )


def _literal(path: str) -> str:
    return re.sub(r"([*?\[\]\\])", r"\\\1", path)


def _without_address(words: str) -> str:
    """Hide e-mail addresses: git knows them, nobody asked for them."""
    return _ADDRESS.sub("…", words).strip()


def _boundaries(repository: git.Repository) -> frozenset[str]:
    """Return the commits where a shallow clone ends."""
    if not git.is_shallow(repository):
        return frozenset()
    place = git.run(["rev-parse", "--git-path", "shallow"], repository.top)
    path = repository.top / os.fsdecode(place).rstrip("\n")
    return frozenset(path.read_text("ascii").split())
