"""All documents of one snapshot: ids, items, references both ways.

A file that cannot be read, or whose type is unknown, still holds its id: what
refers to it is not broken, and its own fault is reported once.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from feuille import config, french, lecture, parallel, store, territory
from feuille.diagnostics import Finding, Path
from feuille.document import Document as Document  # noqa: PLC0414 - callers know it from here
from feuille.document import folder_type, read
from feuille.i18n import _
from feuille.parse import Ignore, Parsed, lines, locate, packed, parse, unpacked
from feuille.reader import Mark
from feuille.snapshot import CONFIG
from feuille.values import PeriodError, periode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from feuille.config import Config
    from feuille.schema import Node
    from feuille.snapshot import Snapshot

    Track = Callable[[Sequence[str]], Iterable[str]]

_ODDITIES = {
    "lien": "Ce fichier est un lien vers un autre fichier.",
    "illisible": "Ce fichier ne peut pas être lu.",
    "nom": "Le nom de ce fichier contient des caractères impossibles à afficher.",
}


@dataclass(frozen=True, slots=True)
class Reference:
    """A link from a place of a document to another document or to an item of one.

    `target` is the document's id ("" where broken); `item` the key path inside
    it, None where the reference names no item or the item does not exist.
    """

    source: Document
    at: Path
    text: str
    node: Node
    target: str
    item: Path | None


@dataclass(frozen=True, eq=False)
class Corpus:
    """Everything that one snapshot holds, indexed."""

    snapshot: Snapshot
    config: Config
    documents: dict[str, Document]
    findings: tuple[Finding, ...]
    unread: frozenset[str] = frozenset()
    ignores: dict[str, tuple[Ignore, ...]] = field(default_factory=dict)
    twins: tuple[tuple[Document, str], ...] = ()
    _marks: dict[str, dict[Path, Mark]] = field(default_factory=dict)

    def of_type(self, name: str) -> list[Document]:
        """Return the documents of a type in the order of their names as readers expect it."""
        return list(self._by_type.get(name, ()))

    @cached_property
    def _by_type(self) -> dict[str, list[Document]]:
        found: dict[str, list[Document]] = defaultdict(list)
        for document in self.documents.values():
            found[document.type.name].append(document)
        return {name: sorted(of, key=_reading_order) for name, of in found.items()}

    @cached_property
    def references(self) -> tuple[Reference, ...]:
        """Every reference of every document, in order of path and place."""
        return tuple(
            reference
            for document in self.documents.values()
            for reference in self._references_of(document)
        )

    @cached_property
    def outgoing(self) -> dict[str, list[Reference]]:
        """The references of each document that lead somewhere."""
        found: dict[str, list[Reference]] = defaultdict(list)
        for reference in self.references:
            if reference.target:
                found[reference.source.id].append(reference)
        return found

    @cached_property
    def incoming(self) -> dict[str, list[Reference]]:
        """The references that lead to each document."""
        found: dict[str, list[Reference]] = defaultdict(list)
        for reference in self.references:
            if reference.target and reference.target != reference.source.id:
                found[reference.target].append(reference)
        return found

    def resolve(self, text: str, node: Node, source: Document) -> tuple[str, Path | None]:
        """Return (document id, item path) that a reference leads to; "" where it is broken."""
        head, _sharp, item = text.partition("#")
        local = [name for kind, name in node.targets if not kind]
        if local and head and not item:
            found = source.items.get(head, [])
            return (source.id, found[0]) if found else ("", None)
        document = self.documents.get(head)
        if document is None:
            return "", None
        paths = document.items.get(item, []) if item else []
        return document.id, paths[0] if paths else None

    def _references_of(self, document: Document) -> Iterator[Reference]:
        for at, node, value in document.spots:
            if node.targets and isinstance(value, str):
                target, item = self.resolve(value, node, document)
                yield Reference(document, at, value, node, target, item)

    def plan_of(self, document: Document) -> Document | None:
        """Return the feuille de route that a document belongs to: the first that it names."""
        for reference in self.outgoing.get(document.id, ()):
            target = self.documents[reference.target]
            if target.type.name == "feuille-de-route" and target is not document:
                return target
        return None

    def is_partial(self, document: Document) -> bool:
        """Tell whether a document is known through a summary only, as it or its plan says.

        A plan that cannot be read may say so: its documents are given the benefit of the doubt.
        """
        plan = document if "transcription" in document.data else self.plan_of(document)
        if plan is None:
            return bool(self.unread) and any(
                reference.text.partition("#")[0] in self.unread
                and any(kind == "feuille-de-route" for kind, _item in reference.node.targets)
                for reference in self._references_of(document)
            )
        return plan.data.get("transcription") == "partielle"

    def mark(self, path: str, at: Path) -> Mark:
        """Return the place of a key path (or of the nearest thing around it) in a file."""
        if path not in self._marks:
            self._marks[path] = (
                locate(self.snapshot.text(path)) if path in self.snapshot.entries else {}
            )
        marks = self._marks[path]
        for length in range(len(at), -1, -1):
            if at[:length] in marks:
                return marks[at[:length]]
        return Mark(1, 1, 1, 1, 1)

    def lines(self, places: Iterable[tuple[str, Path]]) -> dict[tuple[str, Path], int]:
        """Return the line of each key path (or of the nearest thing around it) in its file."""
        by_file: dict[str, list[Path]] = defaultdict(list)
        for path, at in places:
            by_file[path].append(at)
        there = [path for path in by_file if path in self.snapshot.entries]
        texts = dict(self.snapshot.read(there))
        return {
            (path, at): row
            for path, wanted in by_file.items()
            for at, row in lines(texts.get(path, b""), wanted).items()
        }

    def name(self, reference: str) -> str:
        """Return the words for a document id, an item or a territory; itself if unknown."""
        head, _sharp, item = reference.partition("#")
        document = self.documents.get(head)
        if document is None:
            place = territory.lookup(head)
            return place.nom if place else reference
        if not item:
            return document.name
        paths = document.items.get(item, [])
        node = document.type.node.at(paths[0], document.data) if paths else None
        found = document.get(paths[0]) if paths else None
        key = node.of(found).name_key if node else ""
        return str(found.get(key) or item) if isinstance(found, dict) else reference


def load(
    snapshot: Snapshot, track: Track = iter, meanwhile: Callable[[], object] = parallel.nothing
) -> Corpus:
    """Read every document of a snapshot; what is wrong with single files becomes findings.

    `track` wraps the files as they are read for good, to show progress;
    `meanwhile` is done while a second process begins to read, where there is one.
    """
    settings = config.load(snapshot)
    findings = [_odd(oddity.path, oddity.kind) for oddity in snapshot.oddities]
    unread = {PurePosixPath(oddity.path).stem for oddity in snapshot.oddities}
    documents: dict[str, Document] = {}
    twins: list[tuple[Document, str]] = []
    wanted = [path for path in snapshot.entries if path != CONFIG and folder_type(path)]
    ignores: dict[str, tuple[Ignore, ...]] = {}
    for path, parsed in _parsed(snapshot, wanted, track, meanwhile):
        if parsed.ignores:
            ignores[path] = parsed.ignores
        document, faults = read(path, parsed)
        findings.extend(faults)
        if document is None:
            unread.add(PurePosixPath(path).stem)
        elif document.id in documents:
            twins.append((document, documents[document.id].path))
        else:
            documents[document.id] = document
    return Corpus(
        snapshot=snapshot,
        config=settings,
        documents=documents,
        findings=tuple(findings),
        unread=frozenset(unread),
        ignores=ignores,
        twins=tuple(twins),
    )


def _parsed(
    snapshot: Snapshot, paths: list[str], track: Track, meanwhile: Callable[[], object]
) -> Iterator[tuple[str, Parsed]]:
    """Yield each file as read; only contents never seen before are read for good."""
    keys = {path: store.key("parse", snapshot.entries[path]) for path in paths}
    kept = {key: found for key, body in store.store().get(keys.values()).items()
            if (found := unpacked(body)) is not None}  # fmt: skip
    fresh = dict(snapshot.read([path for path in paths if keys[path] not in kept]))
    new: dict[str, Any] = {}

    def read(path: str) -> Any:
        parsed = parse(fresh[path])
        return None if parsed.faults else packed(parsed)

    own, others = parallel.both(
        list(fresh), lambda path: parse(fresh[path]), read, meanwhile=meanwhile, track=track
    )
    for path in paths:
        if path in fresh:
            parsed = own.get(path) or unpacked(others.pop(path, None)) or parse(fresh[path])
            if not parsed.faults:
                new[keys[path]] = packed(parsed)
            yield path, parsed
        else:
            yield path, kept[keys[path]]
    store.store().put(new)


def _odd(path: str, kind: str) -> Finding:
    shown = path.encode("unicode_escape").decode("ascii") if kind == "nom" else path
    if kind == "enorme":
        return Finding(lecture.BOUNDS, shown, _("Ce fichier dépasse deux mégaoctets."))
    return Finding(lecture.UNREADABLE, shown, _(_ODDITIES[kind]))


def _reading_order(document: Document) -> tuple[Any, ...]:
    """Return what orders documents of a type: their number, the day they are of, their name."""
    numero = document.data.get("numero")
    return (
        0 if isinstance(numero, str) else 1,
        french.sort_key(numero) if isinstance(numero, str) else ("", ""),
        _day(document.data.get("date")),
        french.sort_key(document.name),
        document.id,
    )


def _day(found: Any) -> date:
    """Return the first day of a period, far away where there is none."""
    try:
        when = periode(found)
    except PeriodError:
        return date.max
    return (when and (when.debut or when.fin)) or date.max
