"""A site is put in place whole or not at all, and what is not the tool's own stays."""

from __future__ import annotations

import errno
import json
import os
import random
import shutil
import signal
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from feuille import render
from feuille.diagnostics import CannotProceedError
from feuille.render import file, folder
from feuille.render.pdf import MARK
from tests.conftest import feuille, git, write_files

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


@pytest.mark.parametrize("fails", [".site.feuille-", "-ancien"])
def test_a_run_that_cannot_swap_puts_the_old_site_back(
    site: Path, fails: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Path.rename

    def rename(self: Path, target: Path) -> Path:
        new = self.name.startswith(".site.feuille-") and not self.name.endswith("-0-ancien")
        if new and self.name.endswith("-ancien") is (fails == "-ancien"):
            raise OSError(errno.EBUSY, "occupé")
        return real(self, target)

    monkeypatch.setattr(Path, "rename", rename)
    monkeypatch.setattr(folder, "_exchange", lambda *_paths: False)
    with pytest.raises(OSError, match="occupé"):
        folder.publish(site, NEW)
    assert files(site) == OLD
    monkeypatch.undo()
    folder.publish(site, NEW)
    assert files(site) == NEW
    assert [path.name for path in site.parent.iterdir()] == ["site"]


def test_a_system_without_exchange_publishes_too(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder, "_exchange", lambda *_paths: False)
    (site / "CNAME").write_text("example.org")
    folder.publish(site, NEW)
    assert files(site) == {**NEW, "CNAME": b"example.org"}
    assert [path.name for path in site.parent.iterdir()] == ["site"]


def test_a_file_system_without_hard_links_publishes_too(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def link(*_paths: object, **_options: object) -> None:
        raise OSError(errno.EPERM, "pas de liens")

    monkeypatch.setattr(os, "link", link)
    (site / "CNAME").write_text("example.org")
    folder.publish(site, {**NEW, "fiche/un.html": b"un"})
    assert files(site) == {**NEW, "fiche/un.html": b"un", "CNAME": b"example.org"}
    assert [path.name for path in site.parent.iterdir()] == ["site"]


def stamps(top: Path) -> dict[str, tuple[int, int]]:
    found = {path.relative_to(top).as_posix(): path.stat() for path in top.rglob("*")}
    return {name: (about.st_ino, about.st_mtime_ns) for name, about in found.items()}


def test_pages_that_have_not_changed_are_the_same_files(site: Path) -> None:
    before = stamps(site)
    folder.publish(site, {**OLD, "index.html": b"apres"})
    after = stamps(site)
    assert after["fiche/un.html"] == before["fiche/un.html"]
    assert after["index.html"] != before["index.html"]
    assert files(site) == {**OLD, "index.html": b"apres"}


def test_nothing_is_touched_where_nothing_changed(site: Path) -> None:
    before, top = stamps(site), site.stat()
    folder.publish(site, OLD)
    assert stamps(site) == before
    assert (site.stat().st_ino, site.stat().st_mtime_ns) == (top.st_ino, top.st_mtime_ns)


def test_a_page_that_someone_changed_is_put_right(site: Path) -> None:
    page = site / "fiche" / "un.html"
    page.write_bytes(b"UN")
    folder.publish(site, OLD)
    assert files(site) == OLD
    page.unlink()
    page.symlink_to("../index.html")
    folder.publish(site, OLD)
    assert not page.is_symlink()
    page.unlink()
    folder.publish(site, OLD)
    assert files(site) == OLD


def test_the_manifest_of_an_earlier_version_is_known(site: Path) -> None:
    manifest = {"version": 1, "fichiers": sorted(OLD)}
    (site / folder.MANIFEST).write_text(json.dumps(manifest))
    before = stamps(site)["fiche/un.html"]
    folder.publish(site, {**NEW, "fiche/un.html": b"un"})
    assert files(site) == {**NEW, "fiche/un.html": b"un"}
    assert stamps(site)["fiche/un.html"] == before


def test_the_manifest_is_the_same_for_the_same_files(tmp_path: Path) -> None:
    for name in ("a", "b"):
        folder.publish(tmp_path / name, dict(sorted(NEW.items(), reverse=name == "b")))
    one, other = ((tmp_path / name / folder.MANIFEST).read_bytes() for name in ("a", "b"))
    assert one == other


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere two steps are needed")
@pytest.mark.parametrize("seed", range(12))
def test_a_run_killed_at_any_moment_leaves_one_whole_site(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    site = tmp_path / "site"
    versions = [
        {"index.html": mark, **{f"{mark.decode()}/{n}.html": mark * n for n in range(30)}}
        for mark in (b"a", b"b")
    ]
    folder.publish(site, versions[0])
    (site / "note.txt").write_text("note")
    child = os.fork()
    if child == 0:
        while True:
            for version in reversed(versions):
                folder.publish(site, version)
    time.sleep(0.01 + chance.random() * 0.05)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    found = files(site)
    assert found.pop("note.txt") == b"note"
    assert found in versions
    folder.publish(site, versions[1])
    assert files(site) == {**versions[1], "note.txt": b"note"}


def test_a_stranger_that_came_in_the_meantime_is_not_deleted(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = folder._swap

    def late(target: Path, fresh: Path) -> None:
        (target / "tard.txt").write_text("à moi")
        real(target, fresh)

    monkeypatch.setattr(folder, "_swap", late)
    folder.publish(site, NEW)
    (kept,) = (path for path in site.parent.iterdir() if path != site)
    assert files(kept) == {"tard.txt": "à moi".encode()}


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


DATA = {
    "feuille.yaml": "format: 1\ntitre: Essai\n",
    "feuilles-de-route/plan.yaml": "type: feuille-de-route\ntitre: Plan\nniveau: regional\n",
    "fiches-action/fiche.yaml": "type: fiche-action\ntitre: Fiche\nfeuille_de_route: plan\n",
    "acteurs/casse.yaml": "type: acteur\nnom: [\n",
}
AGAIN = "Rien n'a changé"


@pytest.fixture
def depot(tmp_path: Path) -> Path:
    return write_files(tmp_path / "depot", DATA)


def publish(root: Path, site: Path, *options: str) -> tuple[int, str]:
    done = feuille("-C", str(root), "render", "-o", str(site), "--as-of", "2024-06-30", *options)
    return done.code, done.err


def test_a_publication_that_would_change_nothing_is_not_computed(
    depot: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = tmp_path / "site"
    code, first = publish(depot, site)
    assert AGAIN not in first
    before = stamps(site)

    def computed(*_arguments: object) -> dict[str, bytes]:
        raise AssertionError

    monkeypatch.setattr(render, "files", computed)
    again, second = publish(depot, site)
    assert (again, code) == (1, 1)
    assert AGAIN in second
    assert "1 document laissé de côté" in second
    assert stamps(site) == before


@pytest.mark.parametrize(
    "options", [("--as-of", "2024-07-01"), ("--to", "html,md"), ("--roadmap", "plan")]
)
def test_what_is_asked_otherwise_is_computed(
    depot: Path, tmp_path: Path, options: tuple[str, ...]
) -> None:
    site = tmp_path / "site"
    publish(depot, site)
    if "--to" in options:
        shutil.rmtree(site)
    assert AGAIN not in publish(depot, site, *options)[1]
    assert AGAIN in publish(depot, site, *options)[1]


def test_what_changed_is_computed(depot: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    for change in (
        {},
        {"fiches-action/fiche.yaml": DATA["fiches-action/fiche.yaml"] + "numero: '1'\n"},
        {"feuille.yaml": "format: 1\ntitre: Autre\n"},
        {"templates/html/pied.html": "<footer></footer>\n"},
    ):
        write_files(depot, change)
        assert AGAIN not in publish(depot, site)[1], change
        assert AGAIN in publish(depot, site)[1], change
    (site / "index.html").write_text("autre")
    assert AGAIN not in publish(depot, site)[1]
    assert "<footer></footer>" in (site / "index.html").read_text("utf-8")
    (site / "acteur.html").write_text("à moi")
    assert AGAIN in publish(depot, site)[1]


def test_without_a_memory_the_same_files_stay(
    depot: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from feuille import store

    site = tmp_path / "site"
    publish(depot, site)
    before = stamps(site)
    monkeypatch.setattr(store, "store", lambda: store.Store(None))
    assert AGAIN not in publish(depot, site)[1]
    assert stamps(site) == before


def test_a_new_commit_of_the_same_documents_changes_one_page(depot: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    git(depot, "init")
    git(depot, "add", ".")
    git(depot, "commit", "-m", "un")
    publish(depot, site)
    before = stamps(site)
    git(depot, "commit", "--allow-empty", "-m", "deux")
    publish(depot, site)
    after = stamps(site)
    changed = {name for name in before if before[name] != after[name] and (site / name).is_file()}
    assert changed == {"a-propos.html", folder.MANIFEST}


@pytest.mark.parametrize(
    ("number", "said"), [(errno.ENOSPC, "disque plein"), (errno.EACCES, "accès refusé")]
)
def test_what_the_disk_refuses_is_told_and_the_old_site_stays(
    depot: Path, tmp_path: Path, number: int, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = tmp_path / "site"
    publish(depot, site)
    before = files(site)
    real = Path.write_bytes

    def write(self: Path, raw: bytes) -> int:
        if self.name == "fiche.html":
            raise OSError(number, os.strerror(number), str(self))
        return real(self, raw)

    monkeypatch.setattr(Path, "write_bytes", write)
    write_files(
        depot, {"fiches-action/fiche.yaml": DATA["fiches-action/fiche.yaml"] + "numero: '1'\n"}
    )
    code, told = publish(depot, site)
    assert code == 2
    assert f"« {site} » : {said}." in told
    assert files(site) == before
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".site")] == []


def test_an_output_that_cannot_be_a_folder_is_told(depot: Path, tmp_path: Path) -> None:
    (tmp_path / "fichier").write_text("x")
    for output in ("fichier", "fichier/site", "depot", "depot/acteurs/site", "depot/templates"):
        code, told = publish(depot, tmp_path / output)
        assert code == 2, output
        assert "inattendue" not in told
    assert (tmp_path / "fichier").read_text() == "x"
    assert not (depot / "templates").exists()


def test_a_document_of_one_file_that_has_not_changed_is_the_same_file(tmp_path: Path) -> None:
    target = tmp_path / "plan.pdf"
    file.publish(target, {"plan.pdf": MARK})
    before = target.stat()
    file.publish(target, {"plan.pdf": MARK})
    assert (target.stat().st_ino, target.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    file.publish(target, {"plan.pdf": MARK + b"2"})
    assert target.read_bytes() == MARK + b"2"
