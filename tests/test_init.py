"""`feuille init`: a new data repository, valid at once, that overwrites nothing."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from feuille.scaffold import repository
from feuille.schema import registry
from tests.conftest import diagnose, feuille, git

if TYPE_CHECKING:
    from pathlib import Path


def files(root: Path) -> dict[str, str]:
    return {
        path.relative_to(root).as_posix(): path.read_text("utf-8")
        for path in root.rglob("*")
        if path.is_file()
    }


def test_a_new_repository_is_valid_and_has_a_folder_for_each_type(tmp_path: Path) -> None:
    root = tmp_path / "plans" / "loire"
    done = feuille("init", str(root))
    assert (done.code, done.out) == (0, f"{root}\n")
    found = files(root)
    assert set(found) == set(repository.contents())
    for kind in registry().types.values():
        assert kind.description.split()[0] in found[f"{kind.folder}/README.md"]
        assert f"`{kind.folder}/`" in found["README.md"]
    assert diagnose(root) == []
    assert feuille("-C", str(root), "validate", "--strict").code == 0
    assert "git -C" in done.err


def test_its_first_documents_are_valid_too(tmp_path: Path) -> None:
    root = str(tmp_path / "loire")
    assert feuille("init", root).code == 0
    assert feuille("-C", root, "new", "roadmap", "titre=Plan", "niveau=departemental").code == 0
    assert feuille("-C", root, "new", "fiche", "titre=Agir").code == 0
    assert feuille("-C", root, "validate", "--strict").code == 0


def test_git_keeps_every_folder_and_ignores_the_site(tmp_path: Path) -> None:
    root = tmp_path / "loire"
    root.mkdir()
    git(root, "init", "-q")
    done = feuille("init", str(root))
    assert "git -C" not in done.err
    (root / "site").mkdir()
    (root / "site" / "index.html").write_text("page", "utf-8")
    git(root, "add", "-A")
    assert set(git(root, "ls-files").split()) == set(repository.contents())
    assert "text: set" in git(root, "check-attr", "text", "fiches-action/a.yaml")
    assert "eol: lf" in git(root, "check-attr", "eol", "fiches-action/a.yaml")


def test_the_folder_of_repo_is_where_it_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert feuille("init").code == 0
    assert (tmp_path / "feuille.yaml").exists()
    (tmp_path / "feuille.yaml").unlink()
    assert feuille("-C", "autre", "init", "loire").code == 0
    assert (tmp_path / "autre" / "loire" / "feuille.yaml").exists()


def test_what_exists_is_left_as_it_is_and_said(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("À moi\n", "utf-8")
    (tmp_path / ".gitignore").symlink_to(tmp_path / "nulle-part")
    (tmp_path / "acteurs").mkdir()
    (tmp_path / "acteurs" / "README.md").write_text("À moi aussi\n", "utf-8")
    done = feuille("init", str(tmp_path))
    assert done.code == 0
    assert (tmp_path / "README.md").read_text("utf-8") == "À moi\n"
    assert (tmp_path / "acteurs" / "README.md").read_text("utf-8") == "À moi aussi\n"
    assert (tmp_path / ".gitignore").is_symlink()
    (line,) = (line for line in done.err.splitlines() if "README.md" in line)
    assert {"README.md", ".gitignore", "acteurs/README.md"} <= set(line.replace(",", "").split())


def test_a_data_repository_is_not_made_twice(tmp_path: Path) -> None:
    (tmp_path / "feuille.yaml").write_text("format: 1\ntitre: Essai\n", "utf-8")
    assert feuille("init", str(tmp_path)).code == 2
    assert files(tmp_path) == {"feuille.yaml": "format: 1\ntitre: Essai\n"}


def test_nor_inside_another(tmp_path: Path) -> None:
    (tmp_path / "feuille.yaml").write_text("format: 1\ntitre: Essai\n", "utf-8")
    assert feuille("init", str(tmp_path / "dedans" / "loin")).code == 2
    assert set(files(tmp_path)) == {"feuille.yaml"}
    assert not (tmp_path / "dedans").exists()


@pytest.mark.parametrize("folder", ["fichier", "fichier/dedans"])
def test_a_file_is_no_place_for_it(tmp_path: Path, folder: str) -> None:
    (tmp_path / "fichier").write_text("texte", "utf-8")
    done = feuille("init", str(tmp_path / folder))
    assert (done.code, done.out) == (2, "")
    assert files(tmp_path) == {"fichier": "texte"}


def test_a_failure_half_way_leaves_nothing(tmp_path: Path) -> None:
    root = tmp_path / "loire"
    root.mkdir()
    (root / "fiches-action").write_text("un fichier à la place d'un dossier", "utf-8")
    assert feuille("init", str(root)).code == 2
    assert set(files(root)) == {"fiches-action"}
    assert [path.name for path in root.iterdir()] == ["fiches-action"]


def test_an_interruption_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real, calls = os.link, []

    def third_time(draft: Path, path: Path) -> None:
        calls.append(path)
        if len(calls) == 3:
            raise KeyboardInterrupt
        real(draft, path)

    monkeypatch.setattr("os.link", third_time)
    assert feuille("init", str(tmp_path / "a" / "b")).code == 130
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_refuses_half_way_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = []

    def fourth_time(stream: int) -> None:
        calls.append(stream)
        if len(calls) == 4:
            raise PermissionError(13, "Permission denied", str(tmp_path))

    (tmp_path / "acteurs").mkdir()
    monkeypatch.setattr("os.fsync", fourth_time)
    assert feuille("init", str(tmp_path)).code == 2
    assert [path.name for path in tmp_path.rglob("*")] == ["acteurs"]


def test_the_configuration_comes_last(tmp_path: Path) -> None:
    assert list(repository.contents())[-1] == "feuille.yaml"
