"""The JSON outputs are what their published schemas say, on real sources and on every scenario."""

from __future__ import annotations

import json
from pathlib import Path  # noqa: TC003
from typing import Any

import jsonschema
import pytest

from feuille import demo, resources
from feuille.diff import between, compare
from feuille.report import differences, plain
from feuille.workspace import open_workspace
from tests.conftest import EXAMPLES, SOURCES, feuille
from tests.test_diff_scenarios import FOLDERS, corpora


def fits(name: str, content: str) -> Any:
    schema = json.loads(resources.text("schemas", "sorties", f"{name}.schema.json"))
    jsonschema.Draft202012Validator.check_schema(schema)
    found = json.loads(content)
    jsonschema.validate(found, schema)
    return found


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo") / "demo"
    demo.build(folder)
    return folder


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
def test_diff_of_every_scenario(folder: Path, tmp_path: Path) -> None:
    found = differences.WRITERS["json"](compare(*corpora(folder, tmp_path)), plain)
    fits("diff", found)


def test_diff_of_the_demonstration(demonstration: Path) -> None:
    done = feuille("-C", str(demonstration), "diff", "2023", "2025", "--format", "json")
    found = fits("diff", done.out)
    assert found["summary"]["rollups"]
    assert found["summary"]["paid"]


def test_a_schema_refuses_what_it_does_not_describe() -> None:
    with pytest.raises(jsonschema.ValidationError):
        fits("diff", '{"version": 2}')


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize(("name", "arguments"), [("validate", []), ("rollup", [])])
def test_the_sources(source: str, name: str, arguments: list[str]) -> None:
    folder = str(EXAMPLES / source)
    done = feuille("-C", folder, name, *arguments, "--format", "json")
    fits(name, done.out)


@pytest.mark.parametrize("name", ["log", "blame"])
def test_the_history_of_a_document(demonstration: Path, name: str) -> None:
    done = feuille("-C", str(demonstration), name, "accompagnement-global", "--format", "json")
    assert fits(name, done.out)["id"] == "accompagnement-global"


@pytest.mark.parametrize("years", [("2023", "2024"), ("2024", "2025"), ("2025", "2023")])
def test_reading_only_what_differs_tells_the_same(
    demonstration: Path, years: tuple[str, str]
) -> None:
    workspace = open_workspace(demonstration)
    old, new = (workspace.snapshot(year) for year in years)
    narrow, whole = (
        between(old, new),
        compare(workspace.corpus(years[0]), workspace.corpus(years[1])),
    )
    assert narrow.old.documents.keys() <= whole.old.documents.keys()
    for form in ("text", "json"):
        write = differences.WRITERS[form]
        assert write(narrow, plain) == write(whole, plain)
