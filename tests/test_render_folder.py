"""A site is put in place whole or not at all, and what is not the tool's own stays."""

from __future__ import annotations

import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from feuille.diagnostics import CannotProceedError
from feuille.render import folder

OLD = {"index.html": b"avant", "fiche/un.html": b"un"}
NEW = {"index.html": b"apres", "acteur/deux.html": b"deux"}


def files(top: Path) -> dict[str, bytes]:
    found = {p.relative_to(top).as_posix(): p.read_bytes() for p in top.rglob("*") if p.is_file()}
    found.pop(folder.MANIFEST, None)
    return found


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder.publish(tmp_path / "site", OLD)
    return tmp_path / "site"


def test_a_new_site_takes_the_place_of_the_old(site: Path) -> None:
    folder.publish(site, NEW)
    assert files(site) == NEW
    assert [path.name for path in site.parent.iterdir()] == ["site"]
    assert not (site / "fiche").exists()


def test_what_others_put_there_stays(site: Path) -> None:
    (site / "CNAME").write_text("example.org")
    (site / ".git" / "refs").mkdir(parents=True)
    (site / "fiche" / "note.txt").write_text("note")
    (site / "lien").symlink_to("CNAME")
    before = (site / "CNAME").stat().st_ino
    folder.publish(site, NEW)
    assert files(site) == {
        **NEW,
        "CNAME": b"example.org",
        "fiche/note.txt": b"note",
        "lien": b"example.org",
    }
    assert (site / ".git" / "refs").is_dir()
    assert (site / "lien").is_symlink()
    assert (site / "CNAME").stat().st_ino == before


def test_the_folder_can_be_read_by_a_server(site: Path) -> None:
    site.chmod(0o750)
    folder.publish(site, NEW)
    assert site.stat().st_mode & 0o777 == 0o750


@pytest.mark.parametrize("moment", ["_write", "_keep", "_swap"])
@pytest.mark.parametrize("how", [OSError, KeyboardInterrupt])
def test_an_interrupted_run_leaves_the_old_site(
    site: Path, moment: str, how: type[BaseException], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*arguments: object) -> None:
        raise how

    monkeypatch.setattr(folder, moment, broken)
    with pytest.raises(how):
        folder.publish(site, NEW)
    assert files(site) == OLD
    assert [path.name for path in site.parent.iterdir()] == ["site"]


def test_a_run_that_cannot_swap_puts_the_old_site_back(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Path.rename

    def rename(self: Path, target: Path) -> Path:
        if self.name.startswith(".site.feuille-") and not self.name.endswith("-ancien"):
            raise OSError("occupé")
        return real(self, target)

    monkeypatch.setattr(Path, "rename", rename)
    with pytest.raises(OSError, match="occupé"):
        folder.publish(site, NEW)
    assert files(site) == OLD


def test_a_killed_run_is_put_right_by_the_next(site: Path) -> None:
    (site / "note.txt").write_text("note")
    site.rename(site.with_name(".site.feuille-abcd-0-ancien"))
    litter = site.with_name(".site.feuille-efgh")
    litter.mkdir()
    os.utime(litter, (time.time() - 7200,) * 2)
    folder.publish(site, NEW)
    assert files(site) == {**NEW, "note.txt": b"note"}
    assert [path.name for path in site.parent.iterdir()] == ["site"]


def test_a_page_never_takes_the_place_of_a_stranger(site: Path) -> None:
    for name in ("acteur", "acteur/deux.html"):
        (site / name).parent.mkdir(exist_ok=True)
        (site / name).write_text("à moi")
        with pytest.raises(CannotProceedError):
            folder.publish(site, NEW)
        assert files(site) == {**OLD, name: "à moi".encode()}
        (site / name).unlink()


def test_runs_at_once_end_with_one_whole_site(tmp_path: Path) -> None:
    versions = [
        {f"page-{n}.html": str(n).encode(), "index.html": str(n).encode()} for n in range(8)
    ]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda version: folder.publish(tmp_path / "site", version), versions))
    assert files(tmp_path / "site") in versions


def test_folders_that_are_not_for_a_site_are_refused(tmp_path: Path) -> None:
    root = tmp_path / "depot"
    (root / "acteurs" / "site").mkdir(parents=True)
    (root / "plein").mkdir()
    (root / "plein" / "x").write_text("x")
    (root / "fichier").write_text("x")
    (root / "vers-acteurs").symlink_to(root / "acteurs")
    for name in (
        ".",
        "..",
        "acteurs",
        "acteurs/site",
        "vers-acteurs/site",
        "plein",
        "fichier",
        ".git/site",
    ):
        with pytest.raises(CannotProceedError):
            folder.check(root / name, root, ["acteurs"])
    for name in ("site", "a/b/c", "../site", "acteurs-site"):
        assert folder.check(root / name, root, ["acteurs"]) == (root / name).resolve()
    (root / "plein" / folder.MANIFEST).write_text("{}")
    folder.check(root / "plein", root, [])
    with pytest.raises(CannotProceedError):
        folder.publish(root / "plein", NEW)
