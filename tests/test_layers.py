"""Imports go down only; starting up is cheap. Both are facts of the code, so a test holds them."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src" / "feuille"
LAYERS = (
    {"diagnostics", "resources", "i18n", "parallel"},
    {"git", "disk", "snapshot", "store", "revisions"},
    {"lecture", "scalars", "reader", "parse"},
    {"bundles", "schema", "territory", "contours", "french", "forms", "wordings"},
    {"values", "config"},
    {"document", "corpus", "refusals", "money", "series"},
    {
        "checks",
        "rollup",
        "diff",
        "public",
        "consult",
        "workspace",
        "history",
        "rollup_why",
        "rollup_cross",
        "money_why",
        "status",
    },
    {"report", "render", "scaffold", "demo", "exchange", "preview"},
    {"cli", "surface", "commands", "__main__"},
)
LEVEL = {name: level for level, names in enumerate(LAYERS, start=1) for name in names}


def _unit(path: Path) -> str:
    """Return the module or package of the layer list that a file belongs to."""
    return path.relative_to(SOURCE).parts[0].removesuffix(".py")


def _imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module == "feuille":
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("feuille."):
            found.add(str(node.module).split(".")[1])
        elif isinstance(node, ast.Import):
            found |= {a.name.split(".")[1] for a in node.names if a.name.startswith("feuille.")}
    return found - {"__version__"}


FILES = sorted(path for path in SOURCE.rglob("*.py") if path.name != "__init__.py" or path.parent != SOURCE)  # fmt: skip


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_imports_go_down_only(path: Path) -> None:
    here = LEVEL[_unit(path)]
    upward = {name for name in _imports(path) if name != _unit(path) and LEVEL[name] > here}
    assert upward == set()


def _depends(unit: str) -> set[str]:
    files = [path for path in FILES if _unit(path) == unit]
    return {name for path in files for name in _imports(path)} - {unit}


def test_no_unit_imports_itself_through_others() -> None:
    edges = {unit: _depends(unit) for unit in LEVEL}
    done: set[str] = set()
    while ready := {unit for unit in edges if unit not in done and edges[unit] <= done}:
        done |= ready
    assert done == set(edges)


@pytest.mark.parametrize(
    ("arguments", "absent"),
    [
        (["--version"], {"typer", "rich", "jsonschema", "jinja2", "git", "yaml"}),
        (["--help"], {"jsonschema", "jinja2", "git", "yaml"}),
        (["-C", "examples/loire-2019", "validate"], {"rich", "jsonschema", "jinja2", "git"}),
    ],
)
def test_commands_import_only_what_they_use(arguments: list[str], absent: set[str]) -> None:
    code = (
        "import sys; from feuille.__main__ import main\n"
        f"sys.argv = ['feuille', *{arguments!r}]\n"
        "try: main()\nexcept SystemExit: pass\n"
        "print('MODULES', *sys.modules, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=SOURCE.parents[1], capture_output=True, text=True, check=True,
    )  # fmt: skip
    loaded = set(done.stderr.split("MODULES", 1)[1].split())
    assert loaded & absent == set()
