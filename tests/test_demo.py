from __future__ import annotations

import itertools
import shlex
import stat
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from feuille import checks, demo, diff, git, series, snapshot, workspace
from feuille.diagnostics import CannotProceedError, Diagnostic, Severity
from tests.conftest import ROOT, Run, feuille, load

if TYPE_CHECKING:
    from collections.abc import Iterator

STEPS = demo.steps()
TAGGED = [step for step in STEPS if step.etiquette]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo") / "plan"
    demo.build(folder)
    return folder


def ids(folder: Path) -> str:
    return (
        git.run(["for-each-ref"], folder).decode()
        + git.run(["log", "--format=%H"], folder).decode()
    )


def codes(found: list[Diagnostic], severity: Severity) -> set[str]:
    return {one.code for one in found if one.severity is severity}


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.dossier)
def test_every_step_is_valid_and_says_that_it_is_fictional(tmp_path: Path, step: demo.Step) -> None:
    demo.materialise(step, tmp_path)
    corpus = load(tmp_path)
    found = checks.run(corpus)
    assert codes(found, Severity.ERROR) == set()
    assert codes(found, Severity.WARNING) <= {"C202", "C204", "G201"}
    assert corpus.config.fictif
    assert "démonstration" in corpus.config.titre


def test_the_last_step_leaves_something_to_say(built: Path) -> None:
    found = checks.run(load(built))
    assert codes(found, Severity.WARNING) == {"C202", "C204", "G201"}
    assert codes(found, Severity.INFO) >= {"C203", "C312", "C313"}


def test_each_plan_year_is_its_step(built: Path) -> None:
    place = workspace.open_workspace(built)
    assert list(place.plan_years()) == ["2023", "2024", "2025"] == list(demo.years())
    for step in TAGGED:
        past = place.snapshot(step.etiquette.removeprefix("plan/"))
        files = {path: raw for path, raw in demo.tree(step).items() if path.endswith(".yaml")}
        assert past.entries == {path: snapshot.blob_id(raw) for path, raw in files.items()}
        assert past.date == step.date


def test_tags_are_annotated_and_the_tree_is_clean(built: Path) -> None:
    kinds = git.run(["for-each-ref", "--format=%(objecttype)", "refs/tags"], built).split()
    assert kinds == [b"tag"] * len(TAGGED)
    assert git.run(["status", "--porcelain", "--ignored"], built) == b""
    assert git.run(["rev-list", "--count", "main"], built).strip() == str(len(STEPS)).encode()
    git.run(["fsck", "--strict"], built)


def test_the_values_show_every_case(built: Path) -> None:
    corpus = load(built)
    found = list(series.values(corpus))
    assert {value.manque for value in found} == {"", "non-disponible", "sans-objet"}
    assert all(value.motif for value in found if value.manque)
    assert any(value.valeur == 0 for value in found)
    assert any(value.provisoire for value in found)
    nature = {d.id: d.data["nature"] for d in corpus.of_type("indicateur")}
    assert set(nature.values()) == {"flux", "stock", "taux", "moyenne", "qualitatif"}
    bare = {nature[v.indicateur] for v in found if v.kind == "realise" and v.valeur is not None
            and v.numerateur is None and v.poids is None}  # fmt: skip
    assert {"taux", "moyenne"} <= bare, "a rate without numerator, a mean without weight"
    assert {v.territoire for v in found} >= {"met-242900314", "met-243500139", "dep-35", "reg-53"}


def test_one_home_per_file(built: Path) -> None:
    """A step repeats no file that it does not change."""
    before: dict[str, bytes] = {}
    for step in STEPS:
        after = demo.tree(step)
        own = {path for path, _raw in demo._files(demo._source().joinpath(step.dossier))}
        assert own == {path for path in after if before.get(path) != after[path]}
        assert set(step.retire) == set(before) - set(after)
        before = after


@pytest.fixture
def hostile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A person's git that signs, converts, runs hooks, and a surrounding git that interferes."""
    home = tmp_path / "home"
    hooks = home / "template" / "hooks"
    hooks.mkdir(parents=True)
    for name in ("reference-transaction", "post-checkout", "pre-commit", "post-index-change"):
        (hooks / name).write_text('#!/bin/sh\ntouch "$HOME/hooked"\nexit 1\n', "utf-8")
        (hooks / name).chmod(0o755)
    (home / ".gitconfig").write_text(
        "[user]\n\tuseConfigOnly = true\n[commit]\n\tgpgSign = true\n[tag]\n\tgpgSign = true\n"
        "[gpg]\n\tprogram = /bin/false\n[core]\n\tautocrlf = true\n\teol = crlf\n"
        f"\thooksPath = {hooks}\n[init]\n\tdefaultBranch = tronc\n"
        f"\ttemplateDir = {hooks.parent}\n\tdefaultObjectFormat = sha256\n[i18n]\n\tcommitEncoding = latin1\n",
        "utf-8",
    )
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / "xdg"))
    for name, value in {
        "GIT_DIR": str(tmp_path / "nulle-part"), "GIT_INDEX_FILE": str(tmp_path / "index"),
        "GIT_AUTHOR_DATE": "1999-01-01T00:00:00Z", "GIT_AUTHOR_NAME": "Autre", "TZ": "Asia/Tokyo",
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    yield home
    assert not (home / "hooked").exists()


def test_the_history_is_the_same_everywhere(built: Path, tmp_path: Path, hostile: Path) -> None:
    other = tmp_path / "autre"
    demo.build(other)
    assert ids(other) == ids(built)
    assert git.run(["status", "--porcelain"], other) == b""
    assert git.run(["symbolic-ref", "HEAD"], other).strip() == b"refs/heads/main"
    assert not any(b"\r\n" in file.read_bytes() for file in other.glob("**/*.yaml"))


def test_the_data_may_come_from_a_zip(
    built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = ROOT / "examples" / "demonstration"
    with zipfile.ZipFile(tmp_path / "paquet.zip", "w") as archive:
        for file in sorted(source.rglob("*")):
            archive.write(file, f"feuille/demonstration/{file.relative_to(source).as_posix()}")
    monkeypatch.setattr(
        demo, "_source", lambda: zipfile.Path(tmp_path / "paquet.zip", "feuille/demonstration/")
    )
    demo.build(tmp_path / "plan")
    assert ids(tmp_path / "plan") == ids(built)


def test_an_empty_folder_is_filled_and_missing_parents_are_made(
    built: Path, tmp_path: Path
) -> None:
    empty = tmp_path / "vide"
    empty.mkdir(mode=0o750)
    demo.build(empty)
    demo.build(tmp_path / "a" / "b" / "c")
    assert ids(empty) == ids(tmp_path / "a" / "b" / "c") == ids(built)
    assert stat.S_IMODE(empty.stat().st_mode) == 0o750
    assert sorted(item.name for item in tmp_path.iterdir()) == ["a", "vide"]


@pytest.mark.parametrize("occupied", ["dossier", "fichier"])
def test_what_exists_is_refused_and_left_alone(tmp_path: Path, occupied: str) -> None:
    target = tmp_path / "pris"
    kept = target / "notes.txt" if occupied == "dossier" else target
    kept.parent.mkdir(exist_ok=True)
    kept.write_text("à garder", "utf-8")
    done = feuille("demo", str(target))
    assert (done.code, done.out) == (2, "")
    assert "pris" in done.err
    assert kept.read_text("utf-8") == "à garder"
    assert [item for item in tmp_path.rglob("*") if item not in {kept, target}] == []


@pytest.mark.parametrize("there", [False, True])
@pytest.mark.parametrize("stage", ["init", "fast-import", "reset", "move"])
def test_an_interrupted_run_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stage: str, there: bool
) -> None:
    target = tmp_path / "plan"
    if there:
        target.mkdir()
    if stage == "move":
        real = Path.rename

        def rename(self: Path, to: Path) -> Path:
            if self.name in {"demo", "feuille.yaml"}:
                raise KeyboardInterrupt
            return real(self, to)

        monkeypatch.setattr(Path, "rename", rename)
    else:
        run = git.run

        def stopped(arguments: list[str], folder: Path, feed: bytes | None = None) -> bytes:
            if arguments[0] == stage:
                raise KeyboardInterrupt
            return run(arguments, folder, feed)

        monkeypatch.setattr(git, "run", stopped)
    with pytest.raises(KeyboardInterrupt):
        demo.build(target)
    assert list(tmp_path.iterdir()) == ([target] if there else [])
    assert list(target.iterdir() if there else ()) == []


def test_without_git_nothing_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path / "rien"))
    with pytest.raises(CannotProceedError, match="git"):
        demo.build(tmp_path / "plan")
    assert list(tmp_path.iterdir()) == []


def test_a_git_that_fails_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake = tmp_path / "bin"
    fake.mkdir()
    (fake / "git").write_text("#!/bin/sh\necho 'unknown option' >&2\nexit 129\n", "utf-8")
    (fake / "git").chmod(0o755)
    monkeypatch.setenv("PATH", f"{fake}:/bin:/usr/bin")
    done = feuille("demo", str(tmp_path / "plan"))
    assert done.code == 2
    assert "unknown option" in done.err
    assert not (tmp_path / "plan").exists()


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Run]:
    """The demonstration as a person starts it, and the folder it was started in."""
    folder = tmp_path_factory.mktemp("walk")
    done = subprocess.run(
        [sys.executable, "-m", "feuille", "demo", "essai"],
        cwd=folder, capture_output=True, text=True, check=False, encoding="utf-8",
    )  # fmt: skip
    return folder, Run(done.returncode, done.stdout, done.stderr)


def test_the_walk_ends_with_the_path_of_the_site(walked: tuple[Path, Run]) -> None:
    folder, done = walked
    assert done.code == 0, done.err
    site = folder / done.out.splitlines()[-1]
    assert site == folder / "essai" / "site" / "index.html"
    assert "Données fictives" in site.read_text("utf-8")
    typed = ("validate", "rollup", "diff 2024 2025", "render")
    places = [done.err.index(f"feuille -C essai {one}") for one in typed]
    assert places == sorted(places)
    assert git.run(["status", "--porcelain"], folder / "essai") == b""


def test_the_suggested_commands_work(
    walked: tuple[Path, Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, done = walked
    monkeypatch.chdir(folder)
    start = done.err.index("À essayer ensuite")
    typed = [line.split("  ")[1] for line in done.err[start:].splitlines()[1:5]]
    assert len(typed) == 4
    for command in typed:
        words = shlex.split(command)
        assert words[0] == "feuille"
        if words[-1] != "fiche":  # which asks its questions on a terminal
            assert feuille(*words[1:]).code == 0, command


def test_the_walk_cuts_long_results_and_verbose_does_not(
    walked: tuple[Path, Run], tmp_path: Path
) -> None:
    short, full = walked[1], feuille("-v", "demo", str(tmp_path / "b"))
    assert full.code == 0
    assert len(full.out.splitlines()) > 2 * len(short.out.splitlines())
    assert "lignes de plus" in short.err
    assert "lignes de plus" not in full.err


def test_quiet_keeps_results_only(tmp_path: Path) -> None:
    done = feuille("-q", "demo", str(tmp_path / "a b"))
    assert (done.code, done.err) == (0, "")
    assert done.out.endswith("index.html\n")


def test_the_plan_years_hold_every_change_that_a_plan_goes_through(built: Path) -> None:
    place = workspace.open_workspace(built)
    moments = [place.corpus(year) for year in demo.years()] + [place.corpus()]
    kinds = {
        change.kind
        for old, new in itertools.pairwise(moments)
        for change in diff.compare(old, new).changes
    }
    assert kinds >= {
        "document-ajoute", "document-retire", "document-renomme", "statut", "avancement", "abandon",
        "cible-hausse", "cible-baisse", "cible-ajoutee", "cible-retiree", "realise-corrige",
        "depart-corrige", "echeance-repoussee", "echeance-avancee", "financement-hausse",
        "financement-baisse", "avenant-signe", "acteur-ajoute", "acteur-retire",
        "orientation-deplacee", "lien-ajoute", "lien-retire", "territoire-ajoute", "texte",
    }  # fmt: skip
