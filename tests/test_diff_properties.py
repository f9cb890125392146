"""What holds of any two plans: documents are drawn from the schemas themselves."""

from __future__ import annotations

import copy
from collections import Counter
from pathlib import PurePosixPath
from random import Random
from typing import Any

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from feuille.corpus import Corpus
from feuille.corpus import load as load_corpus
from feuille.diagnostics import Path, child
from feuille.diff import compare
from feuille.diff.model import ADDED, REMOVED, Change
from feuille.diff.table import KINDS
from feuille.report import differences, plain
from feuille.schema import Node, item_key, registry
from feuille.snapshot import Snapshot, blob_id
from tests.diff_patch import Patch

Plan = dict[tuple[str, str], dict[str, Any]]
"""Documents by type and id."""

IDS = ["accueil", "bus", "ccas"]
RENAMED = IDS[2]
NODE = "neuf"
TREES = ("orientations", "mesures")
WORDS = ["Accueillir", "former", "les équipes", "chaque jeune", "évaluer\nensemble"]
PERIODS = [2019, "2019", "2019-S1", "2019-07", "2019-07-14", "2020-07-01/2021-06-30", "2014/.."]
TYPES = ["convention", "feuille-de-route", "fiche-action", "indicateur", "rencontre"]
ENDLESS = 5
SETTINGS = settings(deadline=None, max_examples=40)
SEEDS = st.integers(0, 2**32)


class Author:
    """Writes documents from their schemas, and edits them as people do; a seed fixes it all."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.pick = self.random.choice

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def value(self, node: Node, depth: int = 0) -> Any:
        if node.form not in {"periode", "montant"}:
            node = node.of(self.pick([{}, ""]))
        if node["const"] or node["enum"]:
            return node["const"] or self.pick(node["enum"])
        if node.item is not None:
            return self.items(node, depth)
        if node.properties and node.form not in {"periode", "montant"}:
            return self.block(node, depth)
        return self.pick(self.simple(node))

    def simple(self, node: Node) -> list[Any]:
        if node.key == "id" or node.targets:
            named = any(kind and item for kind, item in node.targets)
            return [*IDS, *(f"{one}#{item}" for one in IDS for item in IDS if named)]
        if node.form == "date":
            return ["2019-07-14", "2020-01-01"]
        if node.form == "periode":
            return PERIODS
        if node.form in {"montant", "nombre", "pourcent"}:
            return [0, 1, 2.5, 40]
        if node["type"] == "boolean":
            return [True, False]
        return [" ".join(self.random.sample(WORDS, self.random.randint(1, 3)))]

    def items(self, node: Node, depth: int) -> list[Any]:
        count = self.random.randint(0, 3) if depth < ENDLESS else 0
        return distinct(node, [self.value(node.item, depth + 1) for _ in range(count)])

    def block(self, node: Node, depth: int) -> dict[str, Any]:
        keys = [key for key in node.properties if key != "remplace" and self.chance(0.4)]
        needed = [
            key for key in (*node.natural_key, *node.required, "id") if key in node.properties
        ]
        return {
            key: self.value(node.child(key), depth + 1) for key in dict.fromkeys([*needed, *keys])
        }

    def edit(self, node: Node, value: Any) -> Any:
        """Keep a value, or change, drop and add some of what it holds."""
        inner = node.of(value)
        if isinstance(value, dict):
            found = {}
            for key in inner.properties:
                known = inner.child(key)
                if key in ("type", *inner.required) or (key in value and self.chance(0.5)):
                    found[key] = value[key]
                elif key in value and self.chance(0.7):
                    found[key] = self.edit(known, value[key])
                elif key != "remplace" and self.chance(0.1):
                    found[key] = self.value(known, 2)
            return {key: one for key, one in found.items() if one is not None}
        if isinstance(value, list):
            kept = [self.edit(node.item, one) for one in value if self.chance(0.8)]
            self.random.shuffle(kept)
            return distinct(node, [*kept, *self.items(node, 3)])
        return self.value(node, ENDLESS)


def distinct(node: Node, items: list[Any]) -> list[Any]:
    """Keep one item of each key, and of each text where order matters: `validate` asks as much."""
    keyed = {item_key(node, one) or position: one for position, one in enumerate(items)}
    if node["x-ordre"]:
        keyed = {item_key(node, one) or one: one for one in items}
    return list(keyed.values())


def plans(seed: int) -> tuple[Plan, Plan]:
    """Write a plan and what became of it; now and then a document or a node takes another name."""
    author = Author(seed)
    names = dict(zip(author.random.sample(TYPES, 2), IDS, strict=False))
    nodes = {kind: registry().types[kind].node for kind in names}
    old = {key: untangled(author.value(nodes[key[0]])) for key in names.items()}
    new = {key: untangled(author.edit(nodes[key[0]], data)) for key, data in old.items()}
    for side in (old, new):
        if author.chance(0.1):
            side.pop(author.pick(sorted(side)))
    for kind, name in list(new):
        if name == IDS[0] and author.chance(0.3):
            new[kind, RENAMED] = new.pop((kind, name)) | {"remplace": [name]}
    for kind, name in list(new):
        if kind == "feuille-de-route":
            new = node_renamed(author, old.get((kind, names[kind]), {}), new, name)
    return old, new


def node_renamed(author: Author, old: dict[str, Any], plan: Plan, name: str) -> Plan:
    """Give another id to a node that a roadmap had, where there is one; some references follow."""
    found = copy.deepcopy(plan)
    data = found["feuille-de-route", name]
    nodes = [
        node
        for key in TREES
        for node in nodes_of(data.get(key, []), key)
        if node["id"] in [one["id"] for one in nodes_of(old.get(key, []), key)]
    ]
    if not nodes:
        return plan
    node = author.pick(nodes)
    former = node["id"]
    node |= {"id": NODE, "remplace": [former]}
    names = {f"{one}#{former}": f"{name}#{NODE}" for one in (name, *data.get("remplace", []))}
    return {key: followed(author, one, names) for key, one in found.items()}


def nodes_of(nodes: list[Any], key: str) -> list[dict[str, Any]]:
    """Return all nodes of a tree."""
    return [found for node in nodes for found in [node, *nodes_of(node.get(key, []), key)]]


def followed(author: Author, value: Any, names: dict[str, str]) -> Any:
    """Write some references as they read after a change of ids."""
    if isinstance(value, dict):
        return {key: followed(author, one, names) for key, one in value.items()}
    if isinstance(value, list):
        return [followed(author, one, names) for one in value]
    return names[value] if value in names and author.chance(0.7) else value


def untangled(data: dict[str, Any]) -> dict[str, Any]:
    """Keep the first node of each id in the trees of a plan, as `validate` asks."""
    for key in TREES:
        if data["type"] == "feuille-de-route" and key in data:
            data[key] = pruned(data[key], key, set())
    return data


def pruned(nodes: list[Any], key: str, seen: set[str]) -> list[Any]:
    kept = []
    for node in nodes:
        if node["id"] not in seen:
            seen.add(node["id"])
            kept.append(node | {key: pruned(node.get(key, []), key, seen)})
    return kept


def corpus(plan: Plan, head: str = "") -> Corpus:
    """Load a plan as any snapshot is loaded; `head` only makes other bytes of the same data."""
    files = {"feuille.yaml": b"format: 1\ntitre: Essai\n"}
    for (kind, name), data in plan.items():
        text = yaml.safe_dump(data, allow_unicode=True, sort_keys=False)
        files[f"{registry().types[kind].folder}/{name}.yaml"] = (head + text).encode()
    entries = {path: blob_id(raw) for path, raw in files.items()}
    return load_corpus(Snapshot("essai", entries, lambda paths: ((p, files[p]) for p in paths)))


def normal(node: Node, value: Any, renames: dict[str, str]) -> Any:
    """Return what two equal documents share: no empties, no order but where it matters."""
    if node.form == "partie" and isinstance(value, str):
        value = {"acteur": value}
    node = node.of(value) if node.form not in {"periode", "montant"} else node
    if isinstance(value, dict):
        inner = ((key, normal(node.child(key), one, renames)) for key, one in value.items())
        return {key: one for key, one in sorted(inner) if one not in (None, {}, [])} or None
    if isinstance(value, list):
        found = [normal(node.item, one, renames) for one in value]
        found = [one for one in found if one not in (None, {}, [])]
        return (found if node["x-ordre"] else sorted(found, key=repr)) or None
    if isinstance(value, bool):
        return value
    if any(kind for kind, _item in node.targets):
        head, sharp, item = value.partition("#")
        return renames.get(value) or renames.get(head, head) + sharp + item
    takes_text = node.form == "periode" or node.key == "exercice"
    return str(value) if takes_text or isinstance(value, str) else float(value)


def normal_plan(plan: Plan, changes: tuple[Change, ...]) -> Any:
    renames = {change.old: change.new for change in changes if change.kind == "document-renomme"}
    renames |= {f"{name}#{change.old}": f"{change.id}#{change.new}" for change in changes
                if change.kind == "identifiant" for name in (stem(change, old=True), change.id)}  # fmt: skip
    return {key: normal(registry().types[key[0]].node, data, renames) for key, data in plan.items()}


def plan_of(corpus: Corpus) -> Plan:
    return {(one.type.name, one.id): one.data for one in corpus.documents.values()}


def applied(old: Corpus, changes: tuple[Change, ...]) -> Plan:
    """Return the documents that the changes make of a corpus."""
    found = plan_of(old)
    inner: dict[tuple[str, str], list[Change]] = {}
    for change in changes:
        key = change.type, change.id
        if change.kind == "document-ajoute":
            found[key] = change.new
        elif change.kind == "document-retire":
            del found[key]
        elif change.kind == "document-renomme":
            found[key] = found.pop((change.type, change.old)) | {"remplace": [change.old]}
        else:
            inner.setdefault(key, []).append(change)
    for key, group in inner.items():
        found[key] = Patch(registry().types[key[0]].node, found[key]).apply(group)
    return found


@SETTINGS
@given(SEEDS)
def test_applying_the_changes_gives_the_new_plan(seed: int) -> None:
    old, new = map(corpus, plans(seed))
    assert not old.unread | new.unread
    changes = compare(old, new).changes
    assert normal_plan(applied(old, changes), changes) == normal_plan(plan_of(new), changes)


def leaves(value: Any, at: Path) -> list[tuple[Path, Any]]:
    if isinstance(value, dict):
        return [leaf for key, one in value.items() for leaf in leaves(one, (*at, key))]
    if isinstance(value, list):
        return [leaf for place, one in enumerate(value) for leaf in leaves(one, (*at, place))]
    return [(at, value)]


def stem(change: Change, old: bool) -> str:
    """Return the id of the document of a change, on one side."""
    return PurePosixPath((change.old_file if old else change.new_file) or "").stem


def covered(change: Change, old: bool) -> list[tuple[Path, Any]]:
    """Return the leaves of one side that a change tells."""
    value, at = (change.old, change.old_at) if old else (change.new, change.new_at)
    moved = change.kind in {"ordre", "orientation-deplacee", "document-renomme"}
    absent = change.sign == (ADDED if old else REMOVED)
    return [] if moved or absent else leaves(value, at or ())


@SETTINGS
@given(SEEDS)
def test_every_leaf_is_told_at_most_once_and_where_it_stands(seed: int) -> None:
    old, new = map(corpus, plans(seed))
    changes = compare(old, new).changes
    for side, documents in ((True, plan_of(old)), (False, plan_of(new))):
        told = Counter((stem(c, side), at) for c in changes for at, _value in covered(c, side))
        assert [place for place, count in told.items() if count > 1] == []
        for change in changes:
            for at, value in covered(change, side):
                assert child(documents[change.type, stem(change, side)], at) == value


def mirror(change: Change) -> tuple[Any, ...]:
    sign = {ADDED: REMOVED, REMOVED: ADDED}.get(change.sign, change.sign)
    kind = KINDS[change.kind].mirror
    return (kind, sign, change.new_file, change.old_file, repr(change.new), repr(change.old),
            change.new_at, change.old_at, change.keys, change.parent)  # fmt: skip


def as_told(change: Change) -> tuple[Any, ...]:
    return (change.kind, change.sign, change.old_file, change.new_file, repr(change.old), repr(change.new),
            change.old_at, change.new_at, change.keys, change.parent)  # fmt: skip


@SETTINGS
@given(SEEDS)
def test_both_ways_mirror_each_other(seed: int) -> None:
    old, new = map(corpus, plans(seed))
    there, back = compare(old, new).changes, compare(new, old).changes
    assert Counter(map(mirror, there)) == Counter(map(as_told, back))


def rewritten(author: Author, node: Node, value: Any) -> Any:
    """Write a value otherwise: other order of keys and items, other spelling."""
    if node.form == "partie" and isinstance(value, str):
        return author.pick([value, {"acteur": value}])
    if isinstance(value, dict):
        inner = node.of(value)
        keys = author.random.sample(list(value), len(value))
        return {key: rewritten(author, inner.child(key), value[key]) for key in keys}
    if isinstance(value, list):
        found = [rewritten(author, node.item, one) for one in value]
        return found if node["x-ordre"] else author.random.sample(found, len(found))
    if isinstance(value, int) and not isinstance(value, bool):
        takes_text = node.form == "periode" or node.key == "exercice"
        return author.pick([value, str(value) if takes_text else float(value)])
    return value + author.pick(["", "\n"]) if node.form == "texte" else value


@SETTINGS
@given(SEEDS)
def test_another_order_or_spelling_changes_nothing(seed: int) -> None:
    plan, author = plans(seed)[0], Author(seed)
    again = {
        key: rewritten(author, registry().types[key[0]].node, one) for key, one in plan.items()
    }
    assert compare(corpus(plan), corpus(again, "# autrement\n")).changes == ()


JUNK: list[Any] = [
    None, True, 3, 2.5, "x", "", [], {}, [1, "a", None, {"id": "bus"}, [2]], "2019-02-31", "a#b",
    {"id": "ccas", "titre": 3, "periode": [1]}, "a-definir", {"acteur": 3}, {"montant": "x"},
    "@moi <b>`|\\n# [un](javascript:deux)",
]  # fmt: skip


def garbled(author: Author, value: Any) -> Any:
    """Put anything anywhere, but for the type of a document."""
    if isinstance(value, dict):
        return {key: one if key == "type" else garbled(author, one) for key, one in value.items()}
    if author.chance(0.15):
        return author.pick(JUNK)
    return [garbled(author, one) for one in value] if isinstance(value, list) else value


@SETTINGS
@given(SEEDS)
def test_documents_of_any_shape_are_compared_and_written(seed: int) -> None:
    author = Author(seed)
    old, new = (
        corpus({key: garbled(author, data) for key, data in plan.items()}) for plan in plans(seed)
    )
    found = compare(old, new)
    back = compare(new, old).changes
    assert Counter(map(mirror, found.changes)) == Counter(map(as_told, back))
    for writer in differences.WRITERS.values():
        assert writer(found, plain)
