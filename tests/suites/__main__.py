"""Install the public suites that the tests drive: `make suites`.

The JSON Schema Test Suite comes with the sources of the reference engine, at
the version that is installed.
"""

from __future__ import annotations

import subprocess
import sys
import tarfile
from importlib.metadata import version

from tests import suites


def node() -> None:
    folder = suites.HERE.parent
    if folder / "node_modules" != suites.NODE_MODULES:
        return  # they were installed elsewhere, and FEUILLE_TESTS_NODE_MODULES says where
    command = ["npm", "install", "--no-package-lock", "--no-audit", "--no-fund",
               "--ignore-scripts", "--loglevel=error", "--prefix", str(folder)]  # fmt: skip
    subprocess.run(command, check=True, stdout=sys.stderr)


def json_schema() -> None:
    release = f"jsonschema-{version('jsonschema')}"
    archive = suites.BUILD / f"{release}.tar.gz"
    if not archive.exists():
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps",
                   "--no-binary", "jsonschema", release.replace("-", "=="),
                   "--disable-pip-version-check", "--dest", str(suites.BUILD)]  # fmt: skip
        subprocess.run(command, check=True, stdout=sys.stderr)
    with tarfile.open(archive) as sources:
        sources.extractall(suites.BUILD, filter="data")


if __name__ == "__main__":
    node()
    json_schema()
