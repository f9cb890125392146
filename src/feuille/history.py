"""The history of one document: every version that git holds, and who set each value.

git tells which commits touched the document's files, merges included, along the
shortest history that explains what is there now; the comparison of the plan
says what each of them changed, across moves and renames.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from feuille import git, snapshot
from feuille.diagnostics import CannotProceedError
from feuille.diff import Comparison, diff, documents
from feuille.diff.equality import Equality
from feuille.diff.narrow import narrow
from feuille.diff.trace import leaves, trace
from feuille.i18n import _
from feuille.revisions import Revision
from feuille.revisions import of as revisions_of
from feuille.schema import key_path
from feuille.snapshot import CONFIG, Snapshot

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from feuille.corpus import Corpus, Document
    from feuille.diagnostics import Path
    from feuille.diff.model import Change
    from feuille.diff.trace import Traces
    from feuille.schema import Node
    from feuille.workspace import Workspace

_SETTINGS = b"format: 1\ntitre: x\n"


@dataclass(frozen=True, slots=True)
class Entry:
    """What one revision changed in the document, or in one value of it."""

    revision: Revision
    comparison: Comparison


@dataclass(frozen=True, slots=True)
class Line:
    """One value of the document, and the revision that gave it what it says now."""

    at: Path
    key_path: str
    node: Node
    value: object
    revision: Revision


@dataclass(frozen=True)
class History:
    """The versions of a document: revisions newest first, each before its parents.

    `corpora` holds, for each commit, the document and what it names; "" is what
    no commit holds yet.
    """

    id: str
    revisions: tuple[Revision, ...]
    corpora: dict[str, Corpus]
    nothing: Corpus

    @cached_property
    def names(self) -> dict[str, str]:
        """The id of the document at each commit."""
        found = {self.revisions[0].commit: self.id} if self.revisions else {}
        for one in self.revisions:
            name = found.setdefault(one.commit, self.id)
            for parent in one.parents:
                found.setdefault(
                    parent, _former(self.corpora[parent], self.corpora[one.commit], name)
                )
        return found

    def document(self, commit: str) -> Document | None:
        """Return the document as it was at a commit, what it leaves open included."""
        found = self.corpora[commit].documents.get(self.names[commit])
        return documents.opened(found) if found else None

    def before(self, revision: Revision) -> list[str]:
        """Return the nearest commits before a revision where the document can be read."""
        by_commit = {one.commit: one for one in self.revisions}
        found = []
        for parent in revision.parents:
            here = parent
            while here and self.names[here] in self.corpora[here].unread:
                here = next(iter(by_commit[here].parents), "")
            if here:
                found.append(here)
        return found

    def trace(self, old: str, new: str) -> Traces:
        """Return where each value of a version stood in an earlier one."""
        before, after = self.document(old), self.document(new)
        if before is None or after is None or before.type is not after.type:
            return {}
        pairs = documents.pairs(self.corpora[old], self.corpora[new])
        return trace(Equality(documents.renames(pairs)), before, after)


def _former(old: Corpus, new: Corpus, name: str) -> str:
    """Return the id that a document had before."""
    pairs = documents.pairs(old, new)
    return next((p.old.id for p in pairs if p.old and p.new and p.new.id == name), name)


def read(workspace: Workspace, name: str, start: str | None = None) -> History:
    """Return the history of a document up to a moment, the working tree for None.

    `name` is an id, present or past; a document that never was has no revision.
    """
    repository = _repository(workspace)
    last = workspace.snapshot(start)
    ids, known = {name}, set[str]()
    revisions: list[Revision] = []
    corpora: dict[str, Corpus] = {}
    while ids - known:
        known = set(ids)
        revisions = list(revisions_of(repository, ids, last.commit or "HEAD"))
        corpora = {one.commit: _at(repository, one.commit, ids) for one in revisions}
        if last.commit is None:
            corpora[""] = _around(last, ids)
            revisions.insert(0, Revision("", tuple(one.commit for one in revisions[:1])))
        for corpus in corpora.values():
            ids |= {former for one in corpus.documents.values() if one.id in ids
                    for former in documents.former(one)}  # fmt: skip
    return History(name, tuple(revisions), corpora, _around(_none(), ()))


def _repository(workspace: Workspace) -> git.Repository:
    if workspace.repository is None:
        workspace.snapshot("HEAD")  # says that there is no git here
    assert workspace.repository
    return workspace.repository


def _at(repository: git.Repository, commit: str, ids: Iterable[str]) -> Corpus:
    """Return the documents at a commit; none where the data folder did not exist yet."""
    try:
        found = snapshot.at_revision(repository, commit)
    except CannotProceedError:
        found = replace(_none(), commit=commit)
    return _around(found, ids)


def _around(found: Snapshot, ids: Iterable[str]) -> Corpus:
    """Return the corpus of some documents of a snapshot and what they name."""
    return narrow([_neutral(found)], ids)[0]


def _none() -> Snapshot:
    return Snapshot(name="", entries={}, reader=lambda _paths: iter(()))


def _neutral(found: Snapshot) -> Snapshot:
    """Return a snapshot with settings that can be read: those of the past change no document."""

    def reader(paths: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        wanted = list(paths)
        held = dict(found.read([path for path in wanted if path != CONFIG]))
        return ((path, held.get(path, _SETTINGS)) for path in wanted)

    settings = {CONFIG: snapshot.blob_id(_SETTINGS)}
    return replace(found, entries={**found.entries, **settings}, reader=reader)


def entries(history: History, key: str = "") -> list[Entry]:
    """Return what each revision changed, newest first; only at `key` and below it where given.

    Of a merge, only what no branch held already. CannotProceedError where no
    version has the key.
    """
    places = _places(history, key) if key else {}
    found = []
    for one in history.revisions:
        changes = _changes(history, one, places if key else None)
        if changes:
            old = history.corpora[one.parents[0]] if one.parents else history.nothing
            found.append(Entry(one, Comparison(old, history.corpora[one.commit], changes)))
    return found


def _changes(
    history: History, revision: Revision, places: dict[str, Path | None] | None
) -> tuple[Change, ...]:
    new, name = history.corpora[revision.commit], history.names[revision.commit]
    sides: list[list[Change]] = []
    for parent in revision.parents or ("",):
        old = history.corpora[parent] if parent else history.nothing
        names = {name, history.names[parent] if parent else name}
        mine = [one for one in diff(old, new) if one.id in names or one.old == name]
        if places is not None:
            here, there = places[revision.commit], places.get(parent) if parent else None
            mine = [one for one in mine if _touches(one, there, here)]
        sides.append(mine)
    others = [{_fact(one) for one in side} for side in sides[1:]]
    return tuple(one for one in sides[0] if all(_fact(one) in other for other in others))


def _fact(change: Change) -> tuple[object, ...]:
    """Return what a change leaves, whatever it replaced."""
    return (
        change.id,
        change.key_path,
        change.new_at if change.new is not None else None,
        repr(change.new),
    )


def _touches(change: Change, old: Path | None, new: Path | None) -> bool:
    """Tell whether a change is about a value, what holds it or what it holds."""
    if change.kind == "document-renomme":  # it leaves its trace in one key
        return new is not None and new[:1] == (documents.FORMER,)
    if change.kind in {"document-deplace", "ordre"}:
        return False
    ends = [(change.old_at, old), (change.new_at, new)]
    if change.kind == "identifiant":  # so does it beside the id
        ends += [(at and (*at[:-1], documents.FORMER), place) for at, place in ends]
    return any(
        at is not None
        and place is not None
        and at[: len(place)] == place[: len(at)]
        and (not change.keys or len(place) <= len(at) or place[len(at)] in change.keys)
        for at, place in ends
    )


def _places(history: History, key: str) -> dict[str, Path | None]:
    """Return where the value that `key` names stands at each commit, None where it does not."""
    found: dict[str, Path | None] = {}
    for one in history.revisions:
        at = found.get(one.commit)
        if at is None:
            at = found[one.commit] = _find(history.document(one.commit), key)
        for parent in one.parents:
            traced = history.trace(parent, one.commit) if at is not None else {}
            if at in traced and found.get(parent) is None:
                found[parent] = traced[at][0]
    if not any(at is not None for at in found.values()):
        raise unknown_key(history, key)
    return found


def _find(document: Document | None, key: str) -> Path | None:
    if document is None:
        return None
    return next((at for at in _paths(document) if written(document, at) == key), None)


def _paths(document: Document) -> Iterator[Path]:
    """Yield the path of each value and of all that holds it."""
    seen = set()
    for at, _node, _value in leaves(document.type.node, document.data):
        for length in range(1, len(at) + 1):
            if at[:length] not in seen:
                seen.add(at[:length])
                yield at[:length]


def written(document: Document, at: Path) -> str:
    """Write a place as people type it."""
    return key_path(document.type.node, document.data, at)


def unknown_key(history: History, key: str) -> CannotProceedError:
    """Word the refusal of a key path that no version has, with the nearest that one has."""
    from feuille import french

    versions = [history.document(one.commit) for one in history.revisions]
    known = {written(one, at): None for one in versions if one for at in _paths(one)}
    near = french.nearest(key, known)
    hint = _("« feuille blame {id} » montre toutes les clés.").format(id=history.id)
    if near:
        hint = _("Vouliez-vous écrire « {near} » ?").format(near=near) + " " + hint
    return CannotProceedError(
        _("« {key} » n'existe dans aucune version de « {id} ».").format(key=key, id=history.id),
        hint,
    )


def blame(history: History, key: str = "") -> list[Line]:
    """Return each value of the newest version with the revision that set it, in order.

    A value that a merge took from one side is that side's. CannotProceedError
    where `key` is not in the newest version.
    """
    top = history.revisions[0].commit
    document = history.document(top)
    if document is None:
        return []
    below = _find(document, key) if key else ()
    if below is None:
        raise unknown_key(history, key)
    rows = [
        row for row in leaves(document.type.node, document.data) if row[0][: len(below)] == below
    ]
    setters = _setters(history, [at for at, _node, _value in rows])
    return [Line(at, written(document, at), node, value, setters[at]) for at, node, value in rows]


def _setters(history: History, places: list[Path]) -> dict[Path, Revision]:
    """Return the revision that set each value of the newest version.

    Each value goes down from commit to parent for as long as a parent has it too.
    """
    waiting: dict[str, dict[Path, Path]] = {history.revisions[0].commit: {at: at for at in places}}
    found: dict[Path, Revision] = {}
    for one in history.revisions:
        left = waiting.pop(one.commit, {})
        for parent in history.before(one) if left else ():
            traced = history.trace(parent, one.commit)
            passed = {
                top: traced[at][0] for top, at in left.items() if traced.get(at, ((), False))[1]
            }
            waiting.setdefault(parent, {}).update(passed)
            left = {top: at for top, at in left.items() if top not in passed}
        found.update(dict.fromkeys(left, one))
    return found
