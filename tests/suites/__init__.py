"""Public test suites: where they are installed, and the reviewed lists of differences."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

HERE = Path(__file__).parent
NODE_MODULES = Path(os.environ.get("FEUILLE_TESTS_NODE_MODULES") or HERE.parent / "node_modules")


def node_package(name: str) -> Path:
    return NODE_MODULES / name
