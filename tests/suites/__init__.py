"""Public test suites: where they are installed, and the reviewed lists of differences.

`make suites` installs them. Without them, tests that need them are skipped; in
CI they fail.
"""

from __future__ import annotations

import importlib
import os
import shutil
import textwrap
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any, NoReturn

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
NODE_MODULES = Path(os.environ.get("FEUILLE_TESTS_NODE_MODULES") or HERE.parent / "node_modules")
BUILD = ROOT / "build" / "suites"


@dataclass(frozen=True)
class Difference:
    """What becomes of a case, instead of what its suite expects, and why."""

    outcome: str
    reason: str


def node_package(name: str) -> Path:
    path = NODE_MODULES / name
    return path if path.exists() else lacking(name)


def json_schema() -> Path:
    """Return the JSON Schema Test Suite that travels with the sources of `jsonschema`."""
    path = BUILD / f"jsonschema-{version('jsonschema')}" / "json" / "tests" / "draft2020-12"
    return path if path.exists() else lacking("the JSON Schema Test Suite")


def program(*names: str) -> str:
    """Return the path of the first of these programs that the system has."""
    found = next(filter(None, map(shutil.which, names)), None)
    return found or lacking(names[0], "it comes with the system")


def module(name: str) -> Any:
    """Return a module that an extra or the development brings."""
    try:
        return importlib.import_module(name)
    except ImportError:
        return lacking(name, "pip install -e '.[dev]'")


def lacking(name: str, remedy: str = "run `make suites`") -> NoReturn:
    """Skip the test, or fail it where everything must be there."""
    why = f"{name} is not installed: {remedy}"
    if os.environ.get("CI"):
        pytest.fail(why)
    pytest.skip(why)


def differences(name: str) -> dict[str, Difference]:
    """Read a reviewed list: `== outcome == reason`, then the cases, one or several a line."""
    found: dict[str, Difference] = {}
    head: Difference | None = None
    for line in (HERE / name).read_text("utf-8").splitlines():
        if line.startswith("== "):
            outcome, _equals, reason = line.removeprefix("== ").partition(" == ")
            head = Difference(outcome, reason.strip())
        elif line.strip() and not line.startswith("#"):
            assert head is not None, line
            for case in line.split():
                assert case not in found, case
                found[case] = head
    return found


def shown(outcomes: dict[str, tuple[str, str]]) -> str:
    """List what differs from what was expected, for a person to review."""
    rows = [f"{case}: {got}, expected {wanted}" for case, (got, wanted) in outcomes.items()]
    return textwrap.indent("\n".join(rows), "  ")
