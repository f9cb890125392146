"""What `validate` shows of what it found, where it writes it, and which files it speaks of."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

import pytest

from feuille import snapshot
from feuille.diagnostics import Diagnostic, Place, Severity
from feuille.report.scope import differing, narrow
from tests.conftest import feuille, git, write_files
from tests.test_report import fault, outcome

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

UNKNOWN = "type: fiche-action\ntitre: Une\npilotes: [inconnu]\n"
STRAY = "type: acteur\nnom: Perdu\n"
FILES = {"fiches-action/f.yaml": UNKNOWN, "notes/perdu.yaml": STRAY, "acteurs/a.yaml": STRAY}


@pytest.fixture(autouse=True)
def _no_forge(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GITHUB_ACTIONS", "GITLAB_CI"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def depot(repo: Callable[[dict[str, str]], Path]) -> Path:
    """Return a data folder with an error (R101) and a warning (G101)."""
    return repo(FILES)


@pytest.fixture
def nested(tmp_path: Path) -> Path:
    """Return the same as a sub-folder of a git repository, committed."""
    data = write_files(tmp_path / "depot" / "plans" / "donnees", FILES)
    top = tmp_path / "depot"
    git(top, "init", "-q")
    git(top, "add", "-A")
    git(top, "commit", "-qm", "un")
    return data


def found(depot: Path, *arguments: str) -> list[dict[str, Any]]:
    done = feuille("-C", str(depot), "validate", "--format", "json", *arguments)
    return list(json.loads(done.out)["diagnostics"])


def shown(depot: Path, *arguments: str) -> set[str]:
    """Return the files of the errors and warnings that are shown."""
    return {one["path"] for one in found(depot, *arguments) if one["severity"] != "info"}


# ------------------------------------------------------------------ where it goes


def test_each_format_goes_to_its_own_file(depot: Path, tmp_path: Path) -> None:
    names = ("text", "json", "github", "gitlab", "sarif", "junit")
    wanted = [word for name in names for word in ("--format", f"{name}:{tmp_path / name}")]
    done = feuille("-C", str(depot), "validate", *wanted)
    assert (done.code, done.out, done.err) == (1, "", "")
    for name in names:
        alone = feuille("-C", str(depot), "validate", "--format", name)
        assert (tmp_path / name).read_text("utf-8") == alone.out
        assert "R101" in alone.out
    assert {path.name for path in tmp_path.iterdir()} == {"depot", *names}


def test_an_older_report_is_replaced_and_a_link_followed(depot: Path, tmp_path: Path) -> None:
    (tmp_path / "vrai.json").write_text("ancien", "utf-8")
    (tmp_path / "lien.json").symlink_to(tmp_path / "vrai.json")
    feuille("-C", str(depot), "validate", "--format", f"json:{tmp_path / 'lien.json'}")
    assert json.loads((tmp_path / "vrai.json").read_bytes())["version"] == 1
    assert (tmp_path / "lien.json").is_symlink()


def test_a_report_can_go_to_what_is_not_a_file(depot: Path, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "tube")
    reader = os.open(tmp_path / "tube", os.O_RDONLY | os.O_NONBLOCK)
    feuille("-C", str(depot), "validate", "--format", f"github:{tmp_path / 'tube'}")
    with os.fdopen(reader, "rb") as stream:
        assert b"title=R101" in stream.read()
    assert (tmp_path / "tube").is_fifo()


@pytest.mark.parametrize("target", ["absent/r.json", "dossier", "fichier/r.json"])
def test_a_report_that_cannot_be_written_is_refused(
    depot: Path, tmp_path: Path, target: str
) -> None:
    (tmp_path / "dossier").mkdir()
    (tmp_path / "fichier").touch()
    before = sorted(tmp_path.rglob("*"))
    wanted = ["--format", "text", "--format", f"json:{tmp_path / target}"]
    done = feuille("-C", str(depot), "validate", *wanted)
    assert (done.code, done.out) == (2, "")
    assert target in done.err
    assert sorted(tmp_path.rglob("*")) == before


def test_a_full_disk_leaves_the_older_report(
    depot: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = tmp_path / "r.json"
    report.write_text("ancien", "utf-8")

    def full(path: Path, raw: bytes) -> int:
        path.touch()
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.write_bytes", full)
    done = feuille("-C", str(depot), "validate", "--format", f"json:{report}")
    assert done.code == 2
    assert "disque plein" in done.err
    assert report.read_text("utf-8") == "ancien"
    assert {path.name for path in tmp_path.iterdir()} == {"depot", "r.json"}


@pytest.mark.parametrize(
    "wanted", [["docx"], ["json:"], ["json:r", "--format", "sarif:./r"], ["json:", "--strict"]]
)
def test_a_format_that_means_nothing_is_refused(depot: Path, wanted: list[str]) -> None:
    done = feuille("-C", str(depot), "validate", "--format", *wanted)
    assert (done.code, done.out) == (2, "")


# ------------------------------------------------------------------ forges


def test_github_actions_gets_text_and_annotations(
    depot: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = feuille("-C", str(depot), "validate").out
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    alone = feuille("-C", str(depot), "validate", "--format", "github").out
    assert feuille("-C", str(depot), "validate").out == usual + alone
    assert "title=R101" in alone
    assert feuille("-C", str(depot), "validate", "--format", "text").out == usual


@pytest.mark.parametrize("trap", ["::add-mask::x", "##[add-mask]x"])
def test_a_document_gives_no_orders_to_the_runner(
    repo: Callable[[dict[str, str]], Path], monkeypatch: pytest.MonkeyPatch, trap: str
) -> None:
    root = repo({"acteurs/a.yaml": f'type: acteur\nnom: [A]  # "{trap}"\n'})
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    stop, *said, go, note = feuille("-C", str(root), "validate").out.splitlines()
    word = stop.removeprefix("::stop-commands::")
    assert word != stop
    assert go == f"::{word}::"
    assert any(trap in line for line in said)
    assert not any(word in line for line in said)
    assert note.startswith("::error ")


def test_gitlab_ci_gets_text(depot: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usual = feuille("-C", str(depot), "validate").out
    monkeypatch.setenv("GITLAB_CI", "true")
    assert feuille("-C", str(depot), "validate").out == usual


@pytest.mark.parametrize(
    ("name", "mark"),
    [("github", "file="), ("gitlab", '"path": "'), ("sarif", '"uri": "'), ("junit", 'file="')],
)
def test_forges_get_paths_from_the_top_of_the_git_repository(
    nested: Path, name: str, mark: str
) -> None:
    written = feuille("-C", str(nested), "validate", "--format", name).out
    starts = [part for part in written.split(mark)[1:] if ".yaml" in part]
    assert starts
    assert all(part.startswith("plans/donnees/") for part in starts)


@pytest.mark.parametrize("name", ["text", "json"])
def test_people_get_paths_from_the_data_folder(nested: Path, name: str) -> None:
    written = feuille("-C", str(nested), "validate", "--format", name).out
    assert "fiches-action/f.yaml" in written
    assert "plans/" not in written


def test_strict_fails_what_is_shown_as_failed(repo: Callable[[dict[str, str]], Path]) -> None:
    root = repo({"notes/perdu.yaml": STRAY})
    assert feuille("-C", str(root), "validate").out.splitlines()[-1].startswith("✓")
    strict = feuille("-C", str(root), "validate", "--strict")
    assert strict.code == 1
    assert strict.out.splitlines()[-1].startswith("✗")


# ------------------------------------------------------------------ paths


def test_paths_restrict_what_is_shown_and_what_fails(
    depot: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert shown(depot) == {"fiches-action/f.yaml", "notes/perdu.yaml"}
    assert shown(depot, "notes") == {"notes/perdu.yaml"}
    assert shown(depot, "notes/perdu.yaml", "acteurs/") == {"notes/perdu.yaml"}
    monkeypatch.chdir(depot / "fiches-action")
    assert shown(depot, "f.yaml") == {"fiches-action/f.yaml"}
    assert shown(depot, ".") == {"fiches-action/f.yaml"}
    assert shown(depot, "..") == {"fiches-action/f.yaml", "notes/perdu.yaml"}
    monkeypatch.chdir(depot.parent)
    assert shown(depot, "depot/notes") == {"notes/perdu.yaml"}
    done = feuille("-C", str(depot), "validate", "notes")
    assert done.code == 0
    elsewhere = len(found(depot)) - len(found(depot, "notes"))
    assert f" {elsewhere} diagnostic" in done.out.splitlines()[-1]


def test_the_whole_corpus_is_checked_whatever_is_shown(
    repo: Callable[[dict[str, str]], Path],
) -> None:
    root = repo({"fiches-action/f.yaml": UNKNOWN.replace("inconnu", "a"), "acteurs/a.yaml": STRAY})
    assert shown(root, "fiches-action/f.yaml") == set()
    (root / "acteurs" / "a.yaml").unlink()
    assert shown(root, "fiches-action/f.yaml") == {"fiches-action/f.yaml"}


def test_a_name_that_starts_alike_is_another_folder(
    repo: Callable[[dict[str, str]], Path],
) -> None:
    root = repo({"notes/a.yaml": STRAY, "notes-bis/b.yaml": STRAY})
    assert shown(root, "notes") == {"notes/a.yaml"}


@pytest.mark.parametrize("path", ["absent", "notes/absent.yaml", "..", "/", "../depot-bis"])
def test_a_path_that_is_absent_or_outside_is_refused(depot: Path, path: str) -> None:
    (depot.parent / "depot-bis").mkdir()
    done = feuille("-C", str(depot), "validate", str(depot / path))
    assert (done.code, done.out) == (2, "")


def test_at_a_revision_a_path_is_what_it_was_then(nested: Path) -> None:
    (nested / "notes" / "perdu.yaml").rename(nested / "notes" / "autre.yaml")
    assert shown(nested, "--rev", "HEAD", "notes/perdu.yaml") == {"notes/perdu.yaml"}
    done = feuille("-C", str(nested), "validate", "--rev", "HEAD", "notes/autre.yaml")
    assert done.code == 2


# ------------------------------------------------------------------ changed since


def test_changed_since_shows_only_what_touches_a_changed_file(nested: Path) -> None:
    assert shown(nested, "--changed-since", "HEAD") == set()
    assert feuille("-C", str(nested), "validate", "--changed-since", "HEAD").code == 0
    with (nested / "fiches-action" / "f.yaml").open("a", encoding="utf-8") as stream:
        stream.write("# dit autrement\n")
    write_files(nested, {"notes/nouveau.yaml": STRAY})
    changed = {"fiches-action/f.yaml", "notes/nouveau.yaml"}
    assert shown(nested, "--changed-since", "HEAD") == changed
    assert shown(nested, "--changed-since", "HEAD", "notes") == {"notes/nouveau.yaml"}
    git(nested, "add", "-A")
    assert shown(nested, "--changed-since", "HEAD") == changed
    git(nested, "commit", "-qm", "deux")
    assert shown(nested, "--changed-since", "HEAD") == set()
    assert shown(nested, "--changed-since", "HEAD~1") == changed
    assert shown(nested, "--changed-since", "HEAD", "--rev", "HEAD~1") == {"fiches-action/f.yaml"}


def test_changed_since_takes_a_plan_year(nested: Path) -> None:
    git(nested, "tag", "plan/2024")
    write_files(nested, {"notes/nouveau.yaml": STRAY})
    assert shown(nested, "--changed-since", "2024") == {"notes/nouveau.yaml"}


def test_changed_since_reads_repositories_of_another_hash(depot: Path) -> None:
    git(depot, "init", "-q", "--object-format=sha256")
    git(depot, "add", "-A")
    git(depot, "commit", "-qm", "un")
    write_files(depot, {"notes/perdu.yaml": STRAY + "sigle: P\n"})
    assert shown(depot, "--changed-since", "HEAD") == {"notes/perdu.yaml"}


def test_changed_since_an_unknown_revision_is_refused(nested: Path, depot: Path) -> None:
    for folder in (nested, depot):
        done = feuille("-C", str(folder), "validate", "--changed-since", "absente")
        assert (done.code, done.out) == (2, "")


def test_junit_has_the_cases_of_the_selection(nested: Path) -> None:
    write_files(nested, {"acteurs/a.yaml": STRAY.replace("Perdu", "Trouvé")})
    out = feuille("-C", str(nested), "validate", "--changed-since", "HEAD", "--format", "junit").out
    assert 'tests="1"' in out
    assert 'name="plans/donnees/acteurs/a.yaml"' in out


# ------------------------------------------------------------------ pure parts


def _related(path: str, *others: str) -> Diagnostic:
    return fault(path=path, related=tuple(Place(other) for other in others))


def test_a_diagnostic_belongs_to_a_changed_file_that_it_relates_to() -> None:
    here, there, away = _related("a.yaml"), _related("b.yaml", "a.yaml"), _related("b.yaml")
    result = narrow(outcome(here, there, away), changed={"a.yaml"})
    assert result.diagnostics == (here, there)
    assert narrow(outcome(here, there, away), ["b.yaml"], {"a.yaml"}).diagnostics == (there,)


def test_no_selection_changes_nothing() -> None:
    whole = outcome(fault(severity=Severity.INFO), **{"a.yaml": b"x", "b.yaml": b"y"})
    assert narrow(whole) == whole
    assert narrow(whole, [""]) == whole


def _tree(root: Path, texts: dict[str, bytes]) -> snapshot.Snapshot:
    for name, raw in texts.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(raw)
    return snapshot.working_tree(root)


def test_what_git_does_to_newlines_is_no_change(tmp_path: Path) -> None:
    then = _tree(tmp_path / "a", {"x.yaml": b"a: 1\nb: 2\n", "y.yaml": b"a: 1\n"})
    now = _tree(tmp_path / "b", {"x.yaml": b"a: 1\r\nb: 2\r\n", "y.yaml": b"a: 2\n"})
    assert differing(then, now) == {"y.yaml"}


def test_a_file_that_comes_goes_or_becomes_a_link_has_changed(tmp_path: Path) -> None:
    texts: dict[str, Any] = {"meme.yaml": b"a", "parti.yaml": b"b", "lie.yaml": b"c"}
    then = _tree(tmp_path / "a", texts)
    _tree(tmp_path / "b", {"meme.yaml": b"a", "venu.yaml": b"d"})
    for name in ("lie.yaml", "lien.yaml"):
        (tmp_path / "b" / name).symlink_to("meme.yaml")
    now = snapshot.working_tree(tmp_path / "b")
    assert differing(then, now) == {"parti.yaml", "venu.yaml", "lie.yaml", "lien.yaml"}
    assert differing(now, now) == set()
