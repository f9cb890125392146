"""What is shipped works on its own: the wheel in a fresh environment, the sdist, a zip, the hook."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest
import yaml

from tests.conftest import EXAMPLES, ROOT, SOURCES


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the wheel and the sdist, built from the checkout."""
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-d", str(folder)],
        cwd=ROOT, check=True, capture_output=True,
    )  # fmt: skip
    return folder


@pytest.fixture(scope="module")
def installed(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the Python of an environment that holds the wheel and sees nothing of the checkout."""
    folder = tmp_path_factory.mktemp("env")
    venv.create(folder, with_pip=False, symlinks=True)
    (wheel,) = built.glob("*.whl")
    library = next(folder.glob("lib/python3*/site-packages"))
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(library)
    # Its libraries come from the environment of the tests, minus the editable checkout.
    here = Path(yaml.__file__).parents[1]
    (library / "libraries.pth").write_text(f"import sys; sys.path.append({str(here)!r})\n", "utf-8")
    return folder / "bin" / "python"


def _run(python: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    return subprocess.run(
        [str(python), "-m", "feuille", *arguments],
        cwd=folder, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_the_wheel_holds_schemas_templates_and_the_demonstration(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    wanted = {f"feuille/schemas/{file.name}" for file in (ROOT / "schemas").glob("*.json")}
    for source, target in (("templates", "templates"), ("examples/demonstration", "demonstration")):
        for path in (ROOT / source).rglob("*"):
            if path.is_file():
                wanted.add(f"feuille/{target}/{path.relative_to(ROOT / source).as_posix()}")
    assert wanted <= names
    assert "feuille/py.typed" in names


def test_the_wheel_works_from_another_folder(installed: Path, tmp_path: Path) -> None:
    assert _run(installed, tmp_path, "--version").returncode == 0
    done = _run(installed, tmp_path, "-C", str(EXAMPLES / SOURCES[0]), "validate")
    assert done.returncode == 0, done.stderr
    done = _run(installed, tmp_path, "demo", str(tmp_path / "essai"))
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "essai" / "site" / "index.html").exists()


def test_the_sdist_holds_what_builds_and_tests_it(built: Path) -> None:
    (sdist,) = built.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        names = {name.split("/", 1)[1] for name in archive.getnames() if "/" in name}
    assert {"pyproject.toml", "LICENSE", "README.md", "Makefile", "tests/conftest.py"} <= names
    assert any(name.startswith("schemas/") for name in names)


def test_the_package_reads_its_files_from_a_zip(built: Path, tmp_path: Path) -> None:
    (wheel,) = built.glob("*.whl")
    code = (
        f"import sys; sys.path.insert(0, {str(wheel)!r})\n"
        "import feuille, feuille.schema, feuille.territory\n"
        f"assert feuille.__file__.startswith({str(wheel)!r})\n"
        "assert 'convention' in feuille.schema.registry().types\n"
        "assert feuille.territory.lookup('dep-42').nom == 'Loire'\n"
    )
    subprocess.run([sys.executable, "-c", code], cwd=tmp_path, check=True)


def test_the_hook_runs_a_command_that_exists() -> None:
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    command, *arguments = hook["entry"].split()
    assert command == "feuille"
    done = subprocess.run([sys.executable, "-m", "feuille", *arguments, "--help"], check=False)
    assert done.returncode == 0
