"""The public JSON Schema Test Suite, for the keywords that our schemas use, on both engines."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import jsonschema
import jsonschema_rs
import pytest

from feuille import forms
from feuille.schema import Node, Type, registry
from tests import suites

if TYPE_CHECKING:
    from collections.abc import Iterator

_NAMED = {"properties", "patternProperties", "$defs"}  # their values are schemas by name
_SAID = {
    "title",
    "description",
    "examples",
    "$schema",
    "$comment",
}  # said to people and editors: no verdict
_FILES = {"$ref": "ref", "$defs": "defs", "if": "if-then-else", "then": "if-then-else", "else": "if-then-else"}  # fmt: skip
_SURE = 600  # cases: fewer would mean that the suite was not read


def _fragments(schema: Any) -> Iterator[dict[str, Any]]:
    """Yield a schema and the schemas inside it, not the values that look like one."""
    if isinstance(schema, list):
        for one in schema:
            yield from _fragments(one)
    elif isinstance(schema, dict):
        yield schema
        for key, value in schema.items():
            if key in _NAMED:
                yield from _fragments(list(value.values()))
            elif not key.startswith("x-") and key not in {"const", "enum", "examples"}:
                yield from _fragments(value)


def used() -> set[str]:
    """Return the keywords of our schemas that decide whether a document fits."""
    bundles = [kind.bundle for kind in registry().types.values()] + [registry().config]
    found = {key for fragment in _fragments(bundles) for key in fragment}
    return {key for key in found if key not in _SAID and not key.startswith("x-")}


def _files() -> dict[str, list[dict[str, Any]]]:
    names = {_FILES.get(key, key) for key in used()} | {"infinite-loop-detection"}
    folder = suites.json_schema()
    return {name: json.loads((folder / f"{name}.json").read_bytes()) for name in sorted(names)}


def _slug(words: str) -> str:
    return re.sub(r"[^a-z0-9$]+", "-", words.lower()).strip("-")


def _cases() -> Iterator[tuple[str, Any, Any, bool]]:
    """Yield each test of the suite: its name, its schema, a value, whether the value fits."""
    for file, groups in _files().items():
        for group in groups:
            for test in group["tests"]:
                name = "/".join((file, _slug(group["description"]), _slug(test["description"])))
                yield name, group["schema"], test["data"], test["valid"]


def _fast(schema: Any, value: Any) -> bool:
    return bool(jsonschema_rs.Draft202012Validator(schema).is_valid(value))


def _reference(schema: Any, value: Any) -> bool:
    return jsonschema.Draft202012Validator(schema).is_valid(value)


def _like_ours(schema: Any) -> bool:
    """Tell whether a schema keeps to the forms that ours have, which the wording follows.

    References are `#/$defs/name`; definitions and the parts of `allOf` and `anyOf` are blocks,
    not true or false.
    """
    shared = schema.get("$defs", {})
    for fragment in _fragments(schema):
        target = fragment.get("$ref")
        parts = [*fragment.get("allOf", ()), *fragment.get("anyOf", ())]
        if target is not None:
            parts.append(shared.get(target.removeprefix("#/$defs/")))
        if not all(isinstance(part, dict) for part in parts):
            return False
    return True


def test_both_engines_judge_as_the_standard_says() -> None:
    cases = list(_cases())
    assert len(cases) > _SURE
    wrong = [
        f"{engine.__name__}: {name}: {not fits}, expected {fits}"
        for name, schema, value, fits in cases
        for engine in (_fast, _reference)
        if engine(schema, value) is not fits
    ]
    assert wrong == []


def test_every_refusal_of_the_standard_is_worded_and_placed() -> None:
    worded = 0
    for name, schema, value, fits in _cases():
        if fits or not isinstance(schema, dict) or not _like_ours(schema):
            continue
        found = forms.findings(schema, Node(schema, schema), "a.yaml", value)
        worded += 1
        assert found, name
        for one in found:
            assert one.message, name
            assert _leads_somewhere(value, one.at), (name, one.at)
    assert worded > _SURE / 3


def _leads_somewhere(value: Any, at: tuple[str | int, ...]) -> bool:
    for part in at:
        try:
            value = value[part]
        except (KeyError, IndexError, TypeError):
            return False
    return True


@pytest.mark.parametrize("kind", registry().types.values(), ids=lambda kind: kind.name)
def test_our_schemas_keep_to_the_forms_that_the_wording_follows(kind: Type) -> None:
    assert _like_ours(kind.bundle)


def test_what_is_said_to_people_only_does_not_change_the_verdict() -> None:
    """The suite need not be run for the words left out of the list of keywords."""
    assert used() <= set(jsonschema.Draft202012Validator.VALIDATORS) | {"$defs", "then", "else"}
    assert not _SAID & set(jsonschema.Draft202012Validator.VALIDATORS)
