"""The documents of one moment, as a map from path to git blob id.

The working tree, the index and any commit give the same thing, so everything
above reads the present and the past with the same code, and nothing is ever
checked out.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from feuille import disk, git
from feuille.diagnostics import CannotProceedError
from feuille.disk import CONFIG as CONFIG  # noqa: PLC0414 - callers know them from here
from feuille.disk import SUFFIXES as SUFFIXES  # noqa: PLC0414
from feuille.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

INDEX = ":index"
"""How a person names the index; no commit can bear this name."""


@dataclass(frozen=True, slots=True)
class Oddity:
    """A file that cannot be a document, and why: lien, illisible, enorme, nom."""

    path: str
    kind: str


@dataclass(frozen=True)
class Snapshot:
    """The YAML files of one moment.

    `entries` maps each path (POSIX, relative to the data folder) to its blob id,
    sorted; `commit` is None for the working tree and the index; `date` is the
    commit's day.
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


class AbsentFolderError(CannotProceedError):
    """The commit exists, and the data folder was not in it."""


def blob_id(raw: bytes, algorithm: str = "sha1") -> str:
    """Return the id that git gives to these bytes."""
    head = b"blob %d\0" % len(raw)
    return hashlib.new(algorithm, head + raw, usedforsecurity=False).hexdigest()


def working_tree(root: Path, repository: git.Repository | None = None) -> Snapshot:
    """Return the snapshot of the files as they are on disk.

    In a repository, those that git knows to be unmodified are not read until
    someone asks for their bytes.
    """
    algorithm = repository.algorithm if repository else "sha1"
    files = dict(sorted(disk.walk(root, "")))
    entries = disk.unmodified(repository, files) if repository else {}
    held: dict[str, bytes] = {}
    oddities: list[Oddity] = []
    for path, about in files.items():
        kind = disk.kind_on_disk(path, about)
        if not kind and path not in entries:
            kind, held[path] = disk.read_file(root / path)
            entries[path] = blob_id(held[path], algorithm)
        if kind:
            oddities.append(Oddity(path, kind))
            entries.pop(path, None)

    def reader(paths: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        wanted = list(paths)
        for path in (path for path in wanted if path not in held):
            # What has changed since is not what this snapshot holds.
            kind, raw = disk.read_file(root / path)
            if not kind and blob_id(raw, algorithm) == entries[path]:
                held[path] = raw
        lost = {path: entries[path] for path in wanted if path not in held}
        if repository and lost:
            found = _blobs(repository, set(lost.values()))
            held.update((path, found[blob]) for path, blob in lost.items())
        return ((path, held[path]) for path in wanted)

    return Snapshot(
        name=_("copie de travail"),
        entries=dict(sorted(entries.items())),
        reader=reader,
        oddities=tuple(oddities),
    )


def settings(root: Path) -> Snapshot:
    """Return the snapshot of `feuille.yaml` alone, as it is on disk."""
    kind, raw = disk.read_file(root / CONFIG)
    return Snapshot(
        name=_("copie de travail"),
        entries={} if kind else {CONFIG: blob_id(raw)},
        reader=lambda paths: ((path, raw) for path in paths),
    )


def in_index(repository: git.Repository) -> Snapshot:
    """Return the snapshot of the index: what the next commit will hold."""
    try:
        rows = [row for row in git.index(repository, pending=True) if not row.announced]
    except git.GitError as error:
        raise CannotProceedError(
            _("L'index de git ne peut pas être lu : {words}").format(words=error),
            _("Mettez git à jour, ou enregistrez un commit et nommez-le."),
        ) from None
    conflicts = sorted({row.path for row in rows if row.stage})
    if conflicts:
        raise CannotProceedError(
            _("L'index est en conflit : {files}.").format(files=", ".join(conflicts[:5])),
            _("Terminez la fusion (corrigez, puis git add), ou vérifiez la copie de travail."),
        )
    known = git.sizes(repository, (row.blob for row in rows if disk.is_yaml(row.path)))
    return _of_blobs(
        repository,
        _("index"),
        [git.TreeEntry(row.path, row.mode, row.blob, known.get(row.blob, 0)) for row in rows],
    )


def at_revision(repository: git.Repository, revision: str, name: str = "") -> Snapshot:
    """Return the snapshot of a commit, named as the person named it."""
    commit = resolve(repository, revision)
    try:
        rows = git.tree(repository, commit)
    except git.GitError:
        raise AbsentFolderError(
            _("À la révision « {rev} », le dossier {folder} n'existait pas.").format(
                rev=name or revision, folder=repository.prefix or "."
            ),
            _("Choisissez une révision plus récente."),
        ) from None
    found = _of_blobs(repository, name or revision, rows)
    return replace(found, commit=commit, date=git.commit_date(repository, commit))


def resolve(repository: git.Repository, revision: str) -> str:
    """Return the full id of the commit that a person named; refuse what names none, or two."""
    commit = git.resolve(repository, revision)
    if commit is None:
        raise unknown_revision(repository, revision)
    meant = git.namesakes(repository, revision)
    if len(meant) > 1:
        raise CannotProceedError(
            _("« {rev} » désigne plusieurs choses dans ce dépôt git.").format(rev=revision),
            _("Écrivez celle que vous voulez : {names}.").format(names=", ".join(meant)),
        )
    return commit


def _of_blobs(repository: git.Repository, name: str, rows: list[git.TreeEntry]) -> Snapshot:
    """Return the snapshot of files that git holds."""
    entries: dict[str, str] = {}
    oddities: list[Oddity] = []
    foreign = tuple(disk.nested(row.path for row in rows))
    for row in sorted(rows, key=lambda row: row.path):
        if not disk.is_yaml(row.path) or row.path.startswith(foreign):
            continue
        kind = _kind_in_tree(row)
        if kind:
            oddities.append(Oddity(row.path, kind))
        elif row.mode.startswith("100"):
            entries[row.path] = row.blob

    held: dict[str, bytes] = {}

    def reader(paths: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        wanted = list(paths)
        held.update(_blobs(repository, {entries[path] for path in wanted} - held.keys()))
        return ((path, held[entries[path]]) for path in wanted)

    return Snapshot(name=name, entries=entries, reader=reader, oddities=tuple(oddities))


def _blobs(repository: git.Repository, ids: set[str]) -> dict[str, bytes]:
    try:
        return dict(git.blobs(repository, ids))
    except git.GitError as error:
        raise CannotProceedError(
            _("Il manque des fichiers de cette révision dans le dépôt git : {words}").format(
                words=error
            ),
            _("Le clone est partiel ; « git fetch --refetch --filter=blob:limit=2m » le complète."),
        ) from None


def shallow_hint() -> str:
    """Say how to fetch what a shallow clone lacks."""
    return _("Le clone est superficiel : « git fetch --unshallow --tags » complète l'histoire.")


def unknown_revision(repository: git.Repository, revision: str) -> CannotProceedError:
    """Word the refusal of a revision that names no commit, with what exists instead."""
    existing = git.tags(repository)
    hint = (
        _("Étiquettes existantes : {tags}.").format(tags=", ".join(existing[:12]))
        if existing
        else _("Ce dépôt n'a aucune étiquette ; « git log --oneline » liste ses révisions.")
    )
    if git.is_shallow(repository):
        hint += " " + shallow_hint()
    return CannotProceedError(
        _("La révision « {rev} » est inconnue de ce dépôt git.").format(rev=revision), hint
    )


def _kind_in_tree(row: git.TreeEntry) -> str:
    if disk.unprintable(row.path):
        return "nom"
    if row.mode == "120000":
        return "lien"
    return "enorme" if row.size > disk.MAX_BYTES else ""
