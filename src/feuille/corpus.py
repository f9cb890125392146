"""All documents of one snapshot: ids, items, references both ways.

A file that cannot be read, or whose type is unknown, still holds its id: what
refers to it is not broken, and its own fault is reported once.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from feuille import config, forms, french, lecture, store, territory, wordings
from feuille.diagnostics import Finding, Path, child
from feuille.i18n import _
from feuille.parse import Parsed, locate, packed, parse, unpacked
from feuille.reader import Mark
from feuille.schema import Node, Spot, Type, registry, walk
from feuille.snapshot import CONFIG

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feuille.config import Config
    from feuille.snapshot import Snapshot

_ODDITIES = {
    "lien": "Ce fichier est un lien vers un autre fichier.",
    "illisible": "Ce fichier ne peut pas être lu.",
    "nom": "Le nom de ce fichier contient des caractères impossibles à afficher.",
}


@dataclass(frozen=True, eq=False)
class Document:
    """One document: where it stands, what it is, what it says.

    `id` is the stem of its file; `items` maps the id (or single natural key) of
    each list item to its key path; `sound` is false where its schema objects.
    """

    path: str
    id: str
    type: Type
    data: dict[str, Any]
    sound: bool = True
    faults: frozenset[Path] = frozenset()

    @cached_property
    def spots(self) -> list[Spot]:
        """The places that rules look at: blocks, lists, references, dates."""
        return walk(self.type.node, self.data, plain=False)

    @cached_property
    def items(self) -> dict[str, list[Path]]:
        """Key paths of the items by id; several paths where an id is repeated."""
        found: dict[str, list[Path]] = defaultdict(list)
        for at, node, value in self.spots:
            if isinstance(value, list) and node.item is not None:
                single = node.natural_key[0] if len(node.natural_key) == 1 else ""
                for position, item in enumerate(value):
                    if isinstance(item, dict):
                        name = item.get("id") or item.get(single)
                        if isinstance(name, str) and name:
                            found[name].append((*at, position))
        return found

    def get(self, at: Path) -> Any:
        """Return the value at a key path, or None."""
        return child(self.data, at)

    @property
    def name(self) -> str:
        """How people call it: its title, its territory's name, or its id."""
        key = self.type.node.name_key
        title = self.data.get(key)
        if isinstance(title, str) and title.strip():
            return title.strip()
        place = territory.lookup(str(self.data.get("territoire") or ""))
        return place.nom if place else self.id


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
    twins: tuple[tuple[Document, str], ...] = ()
    _marks: dict[str, dict[Path, Mark]] = field(default_factory=dict)

    def of_type(self, name: str) -> list[Document]:
        """Return the documents of a type in the order of their names as readers expect it."""
        found = [document for document in self.documents.values() if document.type.name == name]
        return sorted(found, key=_reading_order)

    @cached_property
    def references(self) -> tuple[Reference, ...]:
        """Every reference of every document, in order of path and place."""
        return tuple(
            reference
            for document in self.documents.values()
            for reference in self._references_of(document)
        )

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


def load(snapshot: Snapshot) -> Corpus:
    """Read every document of a snapshot; what is wrong with single files becomes findings."""
    settings = config.load(snapshot)
    findings = [_odd(oddity.path, oddity.kind) for oddity in snapshot.oddities]
    unread = {PurePosixPath(oddity.path).stem for oddity in snapshot.oddities}
    documents: dict[str, Document] = {}
    twins: list[tuple[Document, str]] = []
    wanted = [path for path in snapshot.entries if path != CONFIG and _folder_type(path)]
    for path, parsed in _parsed(snapshot, wanted):
        document, faults = _document(path, parsed)
        findings.extend(faults)
        if document is None:
            unread.add(PurePosixPath(path).stem)
        elif document.id in documents:
            twins.append((document, documents[document.id].path))
        else:
            documents[document.id] = document
    return Corpus(snapshot, settings, documents, tuple(findings), frozenset(unread), tuple(twins))


def _parsed(snapshot: Snapshot, paths: list[str]) -> Iterator[tuple[str, Parsed]]:
    """Yield each file as read; only contents never seen before are read for good."""
    keys = {path: store.key("parse", snapshot.entries[path]) for path in paths}
    kept = {key: found for key, body in store.store().get(keys.values()).items()
            if (found := unpacked(body)) is not None}  # fmt: skip
    fresh = dict(snapshot.read([path for path in paths if keys[path] not in kept]))
    new: dict[str, Any] = {}
    for path in paths:
        if path in fresh:
            parsed = parse(fresh[path])
            if not parsed.faults:
                new[keys[path]] = packed(parsed)
            yield path, parsed
        else:
            yield path, kept[keys[path]]
    store.store().put(new)


def _document(path: str, parsed: Parsed) -> tuple[Document | None, list[Finding]]:
    """Return the document of a file (None where it cannot be one) and what is wrong with it."""
    found = [
        Finding(f.rule, path, f.message, f.at, f.hint, line=f.line, column=f.column)
        for f in parsed.faults
    ]
    if parsed.data is None:
        return None, found
    name = parsed.data.get("type")
    kind = registry().types.get(name) if isinstance(name, str) else None
    if kind is None:
        return None, [*found, _unknown_type(path, name)]
    broken = {fault.at for fault in parsed.faults}
    sound = kind.accepts(parsed.data)
    if not sound:
        objections = forms.findings(kind.bundle, kind.node, path, parsed.data, parsed.empty)
        # What YAML already said about a place is not said twice.
        found += [
            one for one in objections if not any(one.at[: len(at)] == at for at in broken if at)
        ]
    faults = frozenset(one.at for one in found)
    stem = PurePosixPath(path).stem
    return Document(path, stem, kind, parsed.data, sound and not parsed.faults, faults), found


def _unknown_type(path: str, name: Any) -> Finding:
    types = registry().types
    if name is None:
        folder = _folder_type(path)
        message = _("La clé « type » manque.")
        hint = _("Ajoutez la première ligne « type: {kind} ».").format(
            kind=folder.name if folder else "…"
        )
        return Finding(wordings.UNKNOWN_TYPE, path, message, hint=hint)
    near = french.nearest(str(name), types)
    message = _("Le type « {name} » est inconnu.").format(name=name)
    hint = _("Vouliez-vous écrire « {near} » ?").format(near=near) if near else ""
    listed = _("Types connus : {names}.").format(names=", ".join(types))
    return Finding(wordings.UNKNOWN_TYPE, path, message, ("type",), f"{hint} {listed}".strip())


def _odd(path: str, kind: str) -> Finding:
    shown = path.encode("unicode_escape").decode("ascii") if kind == "nom" else path
    if kind == "enorme":
        return Finding(lecture.BOUNDS, shown, _("Ce fichier dépasse deux mégaoctets."))
    return Finding(lecture.UNREADABLE, shown, _(_ODDITIES[kind]))


def _folder_type(path: str) -> Type | None:
    """Return the type whose folder holds a file, or None for a file outside of all."""
    return registry().by_folder.get(path.split("/", 1)[0]) if "/" in path else None


def _reading_order(document: Document) -> tuple[Any, ...]:
    numero = document.data.get("numero")
    return (
        0 if isinstance(numero, str) else 1,
        french.sort_key(numero) if isinstance(numero, str) else ("", ""),
        french.sort_key(document.name),
        document.id,
    )
