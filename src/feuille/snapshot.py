"""The documents of one moment, as a map from path to git blob id.

The working tree and any commit give the same thing, so everything above reads
the present and the past with the same code, and nothing is ever checked out.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from feuille import git
from feuille.diagnostics import CannotProceedError
from feuille.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

CONFIG = "feuille.yaml"
SUFFIXES = (".yaml", ".yml")
MAX_BYTES = 2_000_000
_NOT_DATA = {"templates", "node_modules", "__pycache__"}


@dataclass(frozen=True, slots=True)
class Oddity:
    """A file that cannot be a document, and why: lien, illisible, enorme, nom."""

    path: str
    kind: str


@dataclass(frozen=True)
class Snapshot:
    """The YAML files of one moment.

    `entries` maps each path (POSIX, relative to the data folder) to its blob id,
    sorted; `commit` is None for the working tree; `date` is the commit's day.
    """

    name: str
    entries: dict[str, str]
    reader: Callable[[Iterable[str]], Iterator[tuple[str, bytes]]] = field(repr=False)
    commit: str | None = None
    date: str | None = None
    oddities: tuple[Oddity, ...] = ()

    def read(self, paths: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """Yield each path with its bytes, in the order asked."""
        return self.reader(paths)

    def text(self, path: str) -> bytes:
        """Return the bytes of one file."""
        return next(self.read([path]))[1]


def find_root(start: Path) -> Path:
    """Return the data folder around `start`: the nearest that holds `feuille.yaml`."""
    if not start.exists():
        raise CannotProceedError(
            _("Le dossier « {start} » n'existe pas.").format(start=start),
            _("Vérifiez le chemin donné à --repo."),
        )
    if not start.is_dir():
        raise CannotProceedError(
            _("« {start} » est un fichier, pas un dossier.").format(start=start),
            _("Donnez à --repo le dossier qui contient feuille.yaml."),
        )
    here = start.resolve()
    for folder in (here, *here.parents):
        if (folder / CONFIG).is_file():
            return folder
    raise CannotProceedError(
        _("Aucun fichier feuille.yaml dans « {start} » ni dans les dossiers qui le contiennent.")
        .format(start=start),
        _("Placez-vous dans un dépôt de données, ou créez-en un : feuille init"),
    )  # fmt: skip


def blob_id(raw: bytes) -> str:
    """Return the id that git gives to these bytes."""
    return hashlib.sha1(b"blob %d\0" % len(raw) + raw, usedforsecurity=False).hexdigest()


def working_tree(root: Path) -> Snapshot:
    """Return the snapshot of the files as they are on disk."""
    contents: dict[str, bytes] = {}
    oddities: list[Oddity] = []
    for path in sorted(_walk(root, "")):
        kind, raw = _read_file(root / path)
        if _unprintable(path):
            oddities.append(Oddity(path, "nom"))
        elif kind:
            oddities.append(Oddity(path, kind))
        else:
            contents[path] = raw
    return Snapshot(
        name=_("copie de travail"),
        entries={path: blob_id(raw) for path, raw in contents.items()},
        reader=lambda paths: ((path, contents[path]) for path in paths),
        oddities=tuple(oddities),
    )


def at_revision(repository: git.Repository, revision: str, name: str = "") -> Snapshot:
    """Return the snapshot of a commit, named as the person named it."""
    commit = git.resolve(repository, revision)
    if commit is None:
        raise unknown_revision(repository, revision)
    try:
        rows = git.tree(repository, commit)
    except git.GitError:
        raise CannotProceedError(
            _("À la révision « {rev} », le dossier {folder} n'existait pas.").format(
                rev=revision, folder=repository.prefix or "."
            ),
            _("Choisissez une révision plus récente."),
        ) from None
    entries: dict[str, str] = {}
    oddities: list[Oddity] = []
    foreign = tuple(_nested(row.path for row in rows))
    for row in sorted(rows, key=lambda row: row.path):
        if not _is_yaml(row.path) or row.path.startswith(foreign):
            continue
        kind = _kind_in_tree(row)
        if kind:
            oddities.append(Oddity(row.path, kind))
        elif row.mode.startswith("100"):
            entries[row.path] = row.blob

    held: dict[str, bytes] = {}

    def reader(paths: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        wanted = list(paths)
        held.update(git.blobs(repository, {entries[path] for path in wanted} - held.keys()))
        return ((path, held[entries[path]]) for path in wanted)

    return Snapshot(
        name=name or revision,
        entries=entries,
        reader=reader,
        commit=commit,
        date=git.commit_date(repository, commit),
        oddities=tuple(oddities),
    )


def unknown_revision(repository: git.Repository, revision: str) -> CannotProceedError:
    """Word the refusal of a revision that names no commit, with what exists instead."""
    existing = git.tags(repository)
    hint = (
        _("Étiquettes existantes : {tags}.").format(tags=", ".join(existing[:12]))
        if existing
        else _("Ce dépôt n'a aucune étiquette ; « git log --oneline » liste ses révisions.")
    )
    if git.is_shallow(repository):
        hint += " " + _("Le clone est superficiel : « git fetch --unshallow » complète l'histoire.")
    return CannotProceedError(
        _("La révision « {rev} » est inconnue de ce dépôt git.").format(rev=revision), hint
    )


def _is_yaml(path: str) -> bool:
    folders = path.split("/")[:-1]
    return path.endswith(SUFFIXES) and not any(
        name.startswith(".") or name in _NOT_DATA for name in folders
    ) and not path.rsplit("/", 1)[-1].startswith(".")  # fmt: skip


def _nested(paths: Iterable[str]) -> Iterator[str]:
    """Yield the sub-folders that are data repositories of their own."""
    for path in paths:
        if path.endswith("/" + CONFIG):
            yield path[: -len(CONFIG)]


def _walk(root: Path, below: str) -> Iterator[str]:
    """Yield the YAML files under a folder; never follows a link to a folder."""
    try:
        children = list(os.scandir(root / below))
    except OSError:
        return
    if below and any(item.name == CONFIG for item in children):
        return
    for item in children:
        path = f"{below}{item.name}"
        if item.is_dir(follow_symlinks=False):
            if not item.name.startswith(".") and item.name not in _NOT_DATA:
                yield from _walk(root, path + "/")
        elif _is_yaml(path):
            yield path


def _read_file(path: Path) -> tuple[str, bytes]:
    """Return the reason why a file cannot be read ("" where it can), and its bytes."""
    try:
        if path.is_symlink():
            return "lien", b""
        if not path.is_file():
            return "illisible", b""
        if path.stat().st_size > MAX_BYTES:
            return "enorme", b""
        return "", path.read_bytes()
    except OSError:
        return "illisible", b""


def _kind_in_tree(row: git.TreeEntry) -> str:
    if _unprintable(row.path):
        return "nom"
    if row.mode == "120000":
        return "lien"
    return "enorme" if row.size > MAX_BYTES else ""


def _unprintable(path: str) -> bool:
    """Tell whether a file's name cannot be shown on one line (control signs, not UTF-8)."""
    return not path.isprintable()
