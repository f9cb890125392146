"""The registry of document types, and the view of a schema that everything else follows.

A type is described once, by its JSON Schema and its annotations. `Node` is that
description resolved at one place of a document: links, diff, scaffolding and
rendering walk nodes and never name a key they do not compute with.
"""

from __future__ import annotations

import hashlib
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

import orjson

from feuille import bundles, resources

if TYPE_CHECKING:
    from feuille.diagnostics import Path


class Node:
    """One place of a document, as its schema describes it.

    Annotations: `x-ref` (targets of a reference), `x-cle` (natural key of a
    list's items), `x-forme` (how a value is shown), `x-public` (false: never
    published), `x-ordre` (order matters), `x-titre` (the property that names an
    object), `x-libelles` (words of an enumeration), `x-inverse` (heading of the
    reference seen from its target), `x-resume` (shown in lists), `x-sigle` (the property that
    spells this acronym out), `x-attendus` (keys that a
    validated document owes), `x-nouveau` (what a new document does with a key:
    numero, defaut, demander, nommer).
    """

    def __init__(self, fragment: dict[str, Any], root: dict[str, Any], key: str = "") -> None:
        self.key = key
        self._root = root
        self._raw = bundles.flatten(fragment, root)
        self._children: dict[str, Node | None] = {}

    def __getitem__(self, annotation: str) -> Any:
        return self._raw.get(annotation)

    @cached_property
    def title(self) -> str:
        """The French name of this place, its key where the schema gives none."""
        return str(self._raw.get("title") or self.key)

    @cached_property
    def description(self) -> str:
        """What a person should write here."""
        return str(self._raw.get("description") or "")

    @cached_property
    def targets(self) -> tuple[tuple[str, str], ...]:
        """Targets of a reference as (type or "" for this document, list of items or "")."""
        found = self._raw.get("x-ref") or ()
        return tuple((kind, item) for kind, _, item in (target.partition("#") for target in found))

    @cached_property
    def natural_key(self) -> tuple[str, ...]:
        """The properties that identify an item of this list."""
        return tuple(self._raw.get("x-cle") or ())

    @cached_property
    def form(self) -> str:
        """How a value is shown: ligne, texte, liste, date, periode, montant, nombre…."""
        return str(self._raw.get("x-forme") or "")

    @cached_property
    def public(self) -> bool:
        """Whether this place may be published."""
        return self._raw.get("x-public") is not False

    @cached_property
    def labels(self) -> dict[str, str]:
        """The words of an enumeration by value."""
        return dict(self._raw.get("x-libelles") or {})

    @cached_property
    def name_key(self) -> str:
        """The property that names such an object, or ""."""
        return str(self._raw.get("x-titre") or "")

    @cached_property
    def required(self) -> tuple[str, ...]:
        """Keys that must be there."""
        return tuple(self._raw.get("required") or ())

    @cached_property
    def properties(self) -> tuple[str, ...]:
        """Keys that an object may have here, in the order of the schema."""
        branch = self if self._raw.get("properties") else self._branch("object")
        return tuple(branch._raw.get("properties") or ()) if branch else ()  # noqa: SLF001

    @cached_property
    def places(self) -> tuple[tuple[str, Node], ...]:
        """The keys that an object may have here, each with its node."""
        return tuple((key, node) for key in self.properties if (node := self.child(key)))

    @cached_property
    def item(self) -> Node | None:
        """The node of a list's items, or None where this is not a list."""
        branch = self if "items" in self._raw else self._branch("array")
        items = branch._raw.get("items") if branch else None  # noqa: SLF001
        return Node(items, self._root, self.key) if isinstance(items, dict) else None

    def child(self, key: str) -> Node | None:
        """Return the node of a key of this object, or None where the schema has none."""
        if key not in self._children:
            branch = self if self._raw.get("properties") else self._branch("object")
            fragment = (branch._raw.get("properties") or {}).get(key) if branch else None  # noqa: SLF001
            self._children[key] = (
                Node(fragment, self._root, key) if isinstance(fragment, dict) else None
            )
        return self._children[key]

    def of(self, value: Any) -> Node:
        """Return the branch of a union that fits a value; itself where there is no union."""
        if not self._branches:
            return self
        kind = type(value)
        return (
            (kind is str and self._branch("string"))
            or (kind is dict and self._branch("object"))
            or self
        )

    @cached_property
    def is_plain(self) -> bool:
        """Whether nothing but a reader looks here: no block, list, reference nor date."""
        return not (
            self.targets
            or self._branches
            or self.form in {"date", "periode"}
            or "items" in self._raw
            or "properties" in self._raw
        )

    @cached_property
    def is_open(self) -> bool:
        """Whether a text or a number here is for everybody, and designates nothing."""
        return self.is_plain and self.public

    @cached_property
    def is_object(self) -> bool:
        """Whether this place holds only a block of keys."""
        return bool(self._raw.get("properties"))

    @cached_property
    def _branches(self) -> tuple[Node, ...]:
        # What is said of the whole place (its title, how it is shown) holds for each branch.
        said = {
            word: value
            for word, value in self._raw.items()
            if word in {"title", "description", "examples"} or word.startswith("x-")
        }
        return tuple(
            Node({**branch, **said}, self._root, self.key)
            for branch in self._raw.get("anyOf") or ()
            if isinstance(branch, dict) and ("type" in branch or "$ref" in branch)
        )

    @cached_property
    def _by_kind(self) -> dict[str, Node]:
        return {str(branch["type"]): branch for branch in reversed(self._branches)}

    def _branch(self, kind: str) -> Node | None:
        return self._by_kind.get(kind)

    def at(self, path: Path, value: Any) -> Node | None:
        """Return the node at a key path of a document whose data is `value`."""
        node: Node | None = self
        for part in path:
            if node is None:
                return None
            node = node.of(value)
            if isinstance(part, int):
                node = node.item
                value = value[part] if isinstance(value, list) and part < len(value) else None
            else:
                node = node.child(part)
                value = value.get(part) if isinstance(value, dict) else None
        return node


Spot = tuple["Path", Node, Any]
"""A place of a document: its key path, its node (the branch that fits), its value."""


def walk(node: Node, value: Any, *, plain: bool = True) -> list[Spot]:
    """Return every place of a document that its schema knows, in the order of the document.

    Without `plain`, values that only a reader looks at (texts, numbers) are left out.
    """
    found: list[Spot] = []
    _walk(node, value, (), found, plain=plain)
    return found


def _walk(node: Node, value: Any, at: Path, found: list[Spot], *, plain: bool) -> None:
    node = node.of(value)
    found.append((at, node, value))
    if type(value) is dict:
        for key, inner in value.items():
            child = node.child(key)
            if child is not None and (plain or not child.is_plain):
                _walk(child, inner, (*at, key), found, plain=plain)
    elif type(value) is list:
        item = node.item
        if item is not None and (plain or not item.is_plain):
            for position, inner in enumerate(value):
                _walk(item, inner, (*at, position), found, plain=plain)


def item_key(node: Node, item: Any) -> tuple[str, ...] | None:
    """Return what identifies an item of a list: its `id`, else its natural key.

    `node` is the list's. None where the item has neither: it is then known by
    its content.
    """
    if not isinstance(item, dict):
        return None
    if isinstance(item.get("id"), str) and item["id"]:
        return (item["id"],)
    key = tuple(_key_text(item.get(name)) for name in node.natural_key)
    return key if any(key) else None


def _key_text(value: Any) -> str:
    if isinstance(value, dict):  # a period with words: its period, else its words
        value = value.get("periode", value.get("texte"))
    return "" if value is None or isinstance(value, list | dict) else str(value)


def key_path(node: Node, data: Any, at: Path) -> str:
    """Write a place as people do: indicateurs[taux].realises[2019].valeur."""
    words = ""
    current: Node | None = node
    for part in at:
        current = current.of(data) if current else None
        if isinstance(part, int):
            item = data[part] if isinstance(data, list) and part < len(data) else None
            key = item_key(current, item) if current else None
            words += f"[{'+'.join(word for word in key if word)}]" if key else f"[{part}]"
            current, data = current.item if current else None, item
        else:
            words += f".{part}" if words else part
            current = current.child(part) if current else None
            data = data.get(part) if isinstance(data, dict) else None
    return words


class Type:
    """One type of document: its name, its folder, its schema."""

    def __init__(self, bundle: dict[str, Any]) -> None:
        self.bundle = bundle
        about = bundle["x-type"]
        self.name: str = about["nom"]
        self.folder: str = about["dossier"]
        self.aliases: tuple[str, ...] = tuple(about.get("alias", ()))
        self.title: str = bundle["title"]
        self.plural: str = about.get("pluriel", self.title)
        self.feminine: bool = bool(about.get("feminin"))
        self.description: str = bundle["description"]

    @cached_property
    def node(self) -> Node:
        """The node of the whole document."""
        return Node(self.bundle, self.bundle)

    @cached_property
    def accepts(self) -> Any:
        """The fast verdict: a function from data to bool."""
        import jsonschema_rs

        return jsonschema_rs.Draft202012Validator(self.bundle).is_valid


class Registry:
    """All types of document of one format, from a folder of schemas."""

    def __init__(self, files: dict[str, dict[str, Any]]) -> None:
        shared = files[bundles.SHARED]["$defs"]
        read = {name: bundles.bundle(content, shared) for name, content in files.items()}
        self.config = read["feuille.schema.json"]
        found = [Type(bundle) for bundle in read.values() if "x-type" in bundle]
        self.types = {kind.name: kind for kind in sorted(found, key=lambda kind: kind.name)}
        self.by_folder = {kind.folder: kind for kind in self.types.values()}
        self.version = hashlib.sha1(
            orjson.dumps(files, option=orjson.OPT_SORT_KEYS), usedforsecurity=False
        ).hexdigest()

    def named(self, word: str) -> Type | None:
        """Return the type of that name or alias."""
        return self.types.get(word) or next(
            (kind for kind in self.types.values() if word in kind.aliases), None
        )


@cache
def registry() -> Registry:
    """Return the types that this version of the program knows."""
    folder = resources.folder("schemas")
    return Registry(
        {
            file.name: orjson.loads(file.read_bytes())
            for file in folder.iterdir()
            if file.name.endswith(".schema.json")
        }
    )
