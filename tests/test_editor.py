"""What editors show: yaml-language-server, given our schemas, judges and helps as we do."""

from __future__ import annotations

import shutil
from random import Random
from typing import TYPE_CHECKING, Any

import orjson
import pytest

from feuille.diagnostics import Severity
from feuille.schema import Type, registry
from tests import suites
from tests.conftest import EXAMPLES, ROOT
from tests.editor import Editor
from tests.mutations import KINDS, NAMES, Kind, sites, trial
from tests.mutations.site import CONFIG

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TYPES = list(registry().types.values())
_IN_SCHEMAS = {f"S{number}" for number in range(101, 110)}
BY_SCHEMA = [kind for kind in KINDS.values() if set(kind.codes) <= _IN_SCHEMAS]


@pytest.fixture(scope="module")
def editor() -> Iterator[Editor]:
    server = suites.node_package("yaml-language-server") / "bin" / "yaml-language-server"
    if shutil.which("node") is None:
        suites.lacking("node")
    schemas = {_schema(kind.name): [f"**/{kind.folder}/*.yaml"] for kind in TYPES}
    with Editor(server, {**schemas, _schema("feuille"): [f"**/{CONFIG}"]}, EXAMPLES) as session:
        yield session


def _schema(name: str) -> str:
    return (ROOT / "schemas" / f"{name}.schema.json").as_uri()


def _new(kind: Type, name: str) -> Path:
    """Return the path of a document of a type that is not on the disk."""
    return EXAMPLES / name / kind.folder / "essai.yaml"


def test_the_real_documents_are_clean_in_an_editor(editor: Editor) -> None:
    documents = [file for name in NAMES for file in sorted((EXAMPLES / name).rglob("*.yaml"))]
    assert len(documents) > 100
    for file in documents:
        editor.open(file, file.read_text("utf-8"))
    assert {file: found for file in documents if (found := editor.diagnostics(file))} == {}


@pytest.mark.parametrize("kind", BY_SCHEMA, ids=lambda kind: kind.name)
def test_an_editor_underlines_what_the_schema_refuses(editor: Editor, kind: Kind) -> None:
    rng = Random(kind.name)
    done = [one for _ in range(3) if (one := trial(kind, rng))]
    paths = [EXAMPLES / f"{kind.name}-{n}" / one.fault.path for n, one in enumerate(done)]
    for path, one in zip(paths, done, strict=True):
        raw = one.fault.changes[one.fault.path]
        assert raw is not None
        editor.open(path, raw.decode())
    for path, one in zip(paths, done, strict=True):
        ours = [
            found.place.line
            for found in one.found
            if found.place.path == one.fault.path and found.severity is Severity.ERROR
        ]
        errors = [found for found in editor.diagnostics(path) if found["severity"] == 1]
        assert one.fault.line in ours
        assert one.fault.line in {error["range"]["start"]["line"] + 1 for error in errors}, str(one)


@pytest.mark.parametrize("kind", TYPES, ids=lambda kind: kind.name)
def test_keys_are_proposed_with_their_description(editor: Editor, kind: Type) -> None:
    path = _new(kind, "completion")
    editor.open(path, f"type: {kind.name}\n\n")
    proposed = editor.completion(path, line=1, column=0)
    for key in set(kind.node.properties) - {"type"}:
        child = kind.node.child(key)
        assert child
        assert proposed[key]["documentation"] == child.description


@pytest.mark.parametrize("name", NAMES)
def test_a_key_says_what_to_write(editor: Editor, name: str) -> None:
    fullest = {site.kind.name: site for site in sorted(sites(name), key=lambda one: len(one.spots))}
    for site in fullest.values():
        path = EXAMPLES / name / site.path
        editor.open(path, site.text)
        editor.diagnostics(path)
        for spot in site.spots:
            if not spot.is_key:
                continue
            child = site.parent(spot).child(str(spot.at[-1]))
            assert child
            if isinstance(spot.value, dict) and child.of(spot.value) is not child:
                continue  # the form that was chosen speaks for itself
            shown = editor.hover(path, spot.mark.key_line - 1, spot.mark.key_column)
            assert child.description in shown.replace("\\", ""), (site.path, spot.at)


@pytest.mark.parametrize(
    "file", sorted((ROOT / "schemas").glob("*.json")), ids=lambda one: one.stem
)
def test_a_shared_definition_does_not_speak_for_the_keys_that_use_it(file: Path) -> None:
    """Beside a reference with annotations, the server shows what the definition says instead."""
    shared = orjson.loads((ROOT / "schemas" / "commun.schema.json").read_bytes())["$defs"]
    own = orjson.loads(file.read_bytes())
    for fragment in _fragments(own):
        name = str(fragment.get("$ref", "")).rpartition("/")[2]
        if "description" in fragment and any(key.startswith("x-") for key in fragment):
            target = {**shared, **own.get("$defs", {})}.get(name, {})
            assert target.get("description", fragment["description"]) == fragment["description"]


def _fragments(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():  # fmt: skip
        yield from _fragments(inner)


def test_values_of_a_list_are_proposed(editor: Editor) -> None:
    kind = registry().types["fiche-action"]
    path = _new(kind, "values")
    editor.open(path, "type: fiche-action\ntitre: Une\navancement: \n")
    avancement = kind.node.child("avancement")
    assert avancement
    assert set(editor.completion(path, line=2, column=12)) == set(avancement["enum"])


def test_help_reaches_the_keys_inside(editor: Editor) -> None:
    """Definitions shared between types stand in another file of schemas."""
    path = _new(registry().types["fiche-action"], "inside")
    editor.open(path, "type: fiche-action\ntitre: Une\ncalendrier:\n  fin: 2024\n  \n")
    assert "Date ou période de fin." in editor.hover(path, line=3, column=3)
    proposed = editor.completion(path, line=4, column=2)
    assert proposed["jalons"]["documentation"] == "Les moments qui comptent."
