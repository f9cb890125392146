"""The schemas are complete and mean the same to both engines."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import jsonschema
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from feuille import forms, wordings
from feuille.schema import Node, Type, item_key, key_path, registry, walk
from tests.conftest import EXAMPLES, ROOT, SOURCES, load

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feuille.diagnostics import Path

TYPES = list(registry().types.values())
DOCUMENTS = [d for name in SOURCES for d in load(EXAMPLES / name).documents.values()]


def _fragments(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from _fragments(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _fragments(inner)


@pytest.mark.parametrize("kind", TYPES, ids=lambda kind: kind.name)
def test_schemas_are_valid_and_refuse_unknown_keys(kind: Type) -> None:
    jsonschema.Draft202012Validator.check_schema(kind.bundle)
    for fragment in _fragments(kind.bundle):
        if isinstance(fragment.get("properties"), dict) and fragment.get("type") == "object":
            shared = fragment is kind.bundle["$defs"].get("document")
            assert shared or fragment.get("unevaluatedProperties") is False


@pytest.mark.parametrize("kind", TYPES, ids=lambda kind: kind.name)
def test_every_key_has_a_title_and_a_description(kind: Type) -> None:
    def check(node: Node, seen: set[str], trail: str) -> None:
        for key in node.properties:
            child = node.child(key)
            assert child is not None
            assert child["title"], f"{trail}.{key}"
            assert child.description, f"{trail}.{key}"
            inner = child.item or child
            if inner.properties and f"{trail}.{key}" not in seen and trail.count(".") < 5:
                check(inner, seen | {f"{trail}.{key}"}, f"{trail}.{key}")

    check(kind.node, set(), kind.name)


@pytest.mark.parametrize("kind", TYPES, ids=lambda kind: kind.name)
def test_annotations_name_things_that_exist(kind: Type) -> None:
    for fragment in _fragments(kind.bundle):
        for target in fragment.get("x-ref", ()):
            name = target.partition("#")[0]
            assert name in {"", "*"} | set(registry().types)
        if "x-libelles" in fragment:
            assert set(fragment["x-libelles"]) == set(fragment["enum"])


@pytest.mark.parametrize("kind", TYPES, ids=lambda kind: kind.name)
def test_items_of_lists_of_blocks_have_an_identity(kind: Type) -> None:
    def check(node: Node, depth: int) -> None:
        for key in node.properties:
            child = node.child(key)
            assert child is not None
            item = child.item
            if item is not None and item.is_object:
                known = set(item.properties)
                assert child.natural_key, f"{kind.name}.{key}"
                assert set(child.natural_key) <= known, f"{kind.name}.{key}"
            inner = item or child
            if inner.properties and depth < 5:
                check(inner, depth + 1)

    check(kind.node, 0)


def _places(value: Any, at: Path = ()) -> Iterator[Path]:
    yield at
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()  # fmt: skip
    for key, inner in children:
        yield from _places(inner, (*at, key))


WRONG = [None, True, 0, -1, 3.5, "", "x", "É à", "dep-1", [], [1], {}, {"a": 1}, "2019-13", 12345]


@st.composite
def mutated(draw: st.DrawFn) -> tuple[Type, Any]:
    """Return a real document with one value replaced, removed or added."""
    document = draw(st.sampled_from(DOCUMENTS))
    data = copy.deepcopy(document.data)
    at = draw(st.sampled_from([at for at in _places(data) if at]))
    holder: Any = data
    for part in at[:-1]:
        holder = holder[part]
    action = draw(st.sampled_from(["replace", "remove", "add"]))
    if action == "replace":
        holder[at[-1]] = draw(st.sampled_from(WRONG))
    elif action == "remove":
        del holder[at[-1]]
    elif isinstance(holder, dict):
        holder[draw(st.sampled_from(["titre", "inconnu", "x-maison", "id"]))] = "y"
    return document.type, data


@given(mutated())
def test_the_fast_engine_and_the_reference_agree(case: tuple[Type, Any]) -> None:
    kind, data = case
    reference = jsonschema.Draft202012Validator(kind.bundle).is_valid(data)
    assert kind.accepts(data) == reference


@given(mutated())
def test_every_objection_is_worded_and_placed(case: tuple[Type, Any]) -> None:
    kind, data = case
    if kind.accepts(data):
        return
    found = forms.findings(kind.bundle, kind.node, "a.yaml", data)
    assert found
    for one in found:
        assert one.rule is not wordings.OTHER, one
        assert one.message
        assert "{" not in one.message


def test_what_no_wording_knows_is_still_said() -> None:
    schema = {"type": "object", "properties": {"n": {"title": "N", "multipleOf": 5}}}
    (one,) = forms.findings(schema, Node(schema, schema), "a.yaml", {"n": 3})
    assert one.rule.code == "S110"
    assert one.at == ("n",)


def test_nodes_see_through_unions_and_shared_definitions() -> None:
    fiche = registry().types["fiche-action"].node
    pilote = fiche.child("pilotes").item  # type: ignore[union-attr]
    assert pilote is not None
    assert pilote.of("etat").targets == (("acteur", ""),)
    assert pilote.of({}).child("acteur").targets == (("acteur", ""),)  # type: ignore[union-attr]
    assert pilote.of("etat").form == "partie"
    assert fiche.child("statut") is not None
    assert fiche.child("inconnu") is None


def test_a_key_path_names_items_as_people_do() -> None:
    fiche = registry().types["fiche-action"].node
    data = {
        "indicateurs": [{"indicateur": "taux", "realises": [{"periode": 2019, "valeur": 3}]}],
        "constats": ["a", "b"],
        "financements": [{"financeur": "etat", "exercice": 2019}],
    }
    path = key_path(fiche, data, ("indicateurs", 0, "realises", 0, "valeur"))
    assert path == "indicateurs[taux].realises[2019].valeur"
    assert key_path(fiche, data, ("constats", 1)) == "constats[1]"
    assert key_path(fiche, data, ("financements", 0, "engage")) == "financements[etat+2019].engage"


def test_an_item_is_known_by_its_id_then_by_its_natural_key() -> None:
    jalons = registry().types["fiche-action"].node.at(("calendrier", "jalons"), {"calendrier": {"jalons": []}})  # fmt: skip
    assert jalons is not None
    assert item_key(jalons, {"id": "a", "libelle": "A"}) == ("a",)
    assert item_key(jalons, {"libelle": "A"}) is None
    assert item_key(jalons, "texte") is None


def test_walking_meets_every_key_of_the_real_documents() -> None:
    for document in DOCUMENTS:
        met = {at for at, _node, _value in walk(document.type.node, document.data)}
        assert met == set(_places(document.data))


def test_the_files_on_disk_are_what_editors_read() -> None:
    for file in sorted((ROOT / "schemas").glob("*.json")):
        content = orjson.loads(file.read_bytes())
        assert content["$schema"] == "https://json-schema.org/draft/2020-12/schema"
        for fragment in _fragments(content):
            target = str(fragment.get("$ref", "#"))
            assert target.startswith(("#", "commun.schema.json#"))
