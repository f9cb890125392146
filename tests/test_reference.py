"""The reference pages say what the schemas and the rules say today."""

from __future__ import annotations

import subprocess
import sys

from feuille import checks
from feuille.schema import registry
from tests.conftest import ROOT


def test_the_reference_pages_are_up_to_date() -> None:
    done = subprocess.run(
        [sys.executable, "tools/reference.py", "--check"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, f"make docs\n{done.stdout}{done.stderr}"


def test_every_type_and_code_has_its_page() -> None:
    folder = ROOT / "docs" / "reference"
    codes = (folder / "diagnostics.md").read_text("utf-8")
    for code in checks.RULES:
        assert f"## {code} — " in codes
    for kind in registry().types.values():
        page = (folder / f"type-{kind.name}.md").read_text("utf-8")
        for key in kind.node.properties:
            assert f"| `{key}" in page
