"""A plan year is sealed once, on a commit that is valid, and says what it holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.conftest import feuille, git, write_files

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FICHE = """\
type: fiche-action
titre: Accueillir
orientations: [plan#axe]
financements:
  - {financeur: etat, exercice: 2024, engage: 1000}
  - {financeur: ville, exercice: 2024, engage: 500}
  - {financeur: ville, exercice: 2025, prevu: 10}
"""
FILES = {
    "acteurs/etat.yaml": "type: acteur\nnom: État\nnature: etat\n",
    "acteurs/ville.yaml": "type: acteur\nnom: Ville\n",
    "feuilles-de-route/plan.yaml": "type: feuille-de-route\ntitre: Plan\nniveau: regional\n"
    "territoire: reg-53\norientations:\n  - {id: axe, titre: Axe}\n",
    "fiches-action/accueillir.yaml": FICHE,
}
WRONG = {"fiches-action/autre.yaml": "type: fiche-action\ntitre: Autre\npilotes: [personne]\n"}


@pytest.fixture
def depot(repo: Callable[[dict[str, str]], Path]) -> Path:
    root = repo(FILES)
    git(root, "init", "-q")
    git(root, "config", "user.name", "Essai")
    git(root, "config", "user.email", "essai@example.invalid")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "Premier")
    return root


def commit(root: Path, files: dict[str, str]) -> None:
    write_files(root, files)
    git(root, "add", "-A")
    git(root, "commit", "-qm", "Suite")


def tags(root: Path) -> list[str]:
    return git(root, "tag", "--list").split()


def test_a_year_is_an_annotated_tag_that_says_what_it_holds(depot: Path) -> None:
    done = feuille("-C", str(depot), "baseline", "2024")
    assert done.code == 0, done.err
    assert tags(depot) == ["plan/2024"]
    assert git(depot, "cat-file", "-t", "plan/2024").strip() == "tag"
    assert git(depot, "rev-parse", "plan/2024^{commit}") == git(depot, "rev-parse", "HEAD")
    said = git(depot, "tag", "--list", "--format=%(contents)", "plan/2024")
    assert said.splitlines()[0] == "Plan 2024 – Essai"
    assert "4 documents" in said
    assert "- Acteurs : 2" in said
    assert "- 2024 : 1\u202f500\u00a0€" in said
    assert "- 2025" not in said


def test_a_sealed_year_is_known_to_other_commands(depot: Path) -> None:
    feuille("-C", str(depot), "baseline", "2024")
    commit(depot, {"acteurs/caf.yaml": "type: acteur\nnom: CAF\n"})
    listed = feuille("-C", str(depot), "baseline")
    assert listed.code == 0
    assert listed.out.split()[5:9] == [
        "2024", "plan/2024", git(depot, "rev-parse", "HEAD~1")[:7], "2024-01-15",
    ]  # fmt: skip
    assert listed.out.split()[9] == "4"
    assert "caf" not in feuille("-C", str(depot), "list", "--rev", "2024").out
    assert feuille("-C", str(depot), "diff", "2024", "--exit-code").code == 1


def test_without_any_year_the_list_is_empty(depot: Path) -> None:
    done = feuille("-C", str(depot), "baseline")
    assert (done.code, done.out) == (0, "")


def test_a_year_that_the_mapping_names_and_the_clone_lacks_is_listed(depot: Path) -> None:
    (depot / "feuille.yaml").write_text(
        'format: 1\ntitre: Essai\nannees: {"2019": nulle-part}\n', "utf-8"
    )
    done = feuille("-C", str(depot), "baseline")
    assert done.code == 0
    assert "nulle-part" in done.out


def test_the_prefix_of_the_configuration_names_the_tag(depot: Path) -> None:
    commit(depot, {"feuille.yaml": "format: 1\ntitre: Essai\netiquettes: feuille-de-route/\n"})
    assert feuille("-C", str(depot), "baseline", "2024").code == 0
    assert tags(depot) == ["feuille-de-route/2024"]


@pytest.mark.parametrize("tag", ["plan/2024", "plan-2024", "2024"])
def test_a_sealed_year_never_moves(depot: Path, tag: str) -> None:
    git(depot, "tag", tag)
    before = git(depot, "rev-parse", tag)
    commit(depot, {"acteurs/caf.yaml": "type: acteur\nnom: CAF\n"})
    assert feuille("-C", str(depot), "baseline", "2024").code == 2
    assert (tags(depot), git(depot, "rev-parse", tag)) == ([tag], before)


@pytest.mark.parametrize("year", ["24", "20245", "abcd", "2024\n", "-2024", "", "٢٠٢٤"])
def test_what_is_not_four_digits_is_refused(depot: Path, year: str) -> None:
    assert feuille("-C", str(depot), "baseline", "--", year).code == 2
    assert tags(depot) == []


def test_errors_forbid_it_unless_they_are_accepted(depot: Path) -> None:
    commit(depot, WRONG)
    done = feuille("-C", str(depot), "baseline", "2024")
    assert done.code == 1
    assert "1 erreur " in done.out
    assert "feuille validate --rev HEAD" in done.err
    assert tags(depot) == []
    assert feuille("-C", str(depot), "baseline", "2024", "--malgre-erreurs").code == 0
    assert "malgré 1 erreur." in git(depot, "tag", "--list", "--format=%(contents)", "plan/2024")


@pytest.mark.parametrize("tracked", [True, False])
def test_changes_that_no_commit_holds_are_not_sealed(depot: Path, tracked: bool) -> None:
    name = "acteurs/etat.yaml" if tracked else "acteurs/caf.yaml"
    write_files(depot, {name: "type: acteur\nnom: CAF\n"})
    assert feuille("-C", str(depot), "baseline", "2024").code == 2
    assert tags(depot) == []
    assert feuille("-C", str(depot), "baseline", "2024", "--rev", "HEAD").code == 0


def test_what_is_no_document_may_change(depot: Path) -> None:
    write_files(depot, {"site/index.html": "<p>", "README.md": "Lire", ".github/ci.yml": "a: 1\n"})
    assert feuille("-C", str(depot), "baseline", "2024").code == 0


def test_another_commit_may_be_sealed(depot: Path) -> None:
    commit(depot, WRONG)
    assert feuille("-C", str(depot), "baseline", "2024", "--rev", "HEAD~1").code == 0
    assert git(depot, "rev-parse", "plan/2024^{commit}") == git(depot, "rev-parse", "HEAD~1")


@pytest.mark.parametrize("rev", ["nulle-part", "--help", ":index"])
def test_only_a_commit_can_be_sealed(depot: Path, rev: str) -> None:
    assert feuille("-C", str(depot), "baseline", "2024", f"--rev={rev}").code == 2
    assert tags(depot) == []


def test_a_revision_without_a_year_is_refused(depot: Path) -> None:
    assert feuille("-C", str(depot), "baseline", "--rev", "HEAD").code == 2


def test_without_git_or_without_a_commit_there_is_nothing_to_seal(
    repo: Callable[[dict[str, str]], Path],
) -> None:
    root = repo(FILES)
    for arguments in (["baseline"], ["baseline", "2024"]):
        assert feuille("-C", str(root), *arguments).code == 2
    git(root, "init", "-q")
    assert feuille("-C", str(root), "baseline").code == 0
    assert feuille("-C", str(root), "baseline", "2024").code == 2


def test_a_bare_repository_is_refused(depot: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "-q", "--bare", str(depot), "nu.git")
    assert feuille("-C", str(tmp_path / "nu.git"), "baseline", "2024").code == 2


def test_a_person_whom_git_does_not_know_is_told_what_to_type(depot: Path) -> None:
    git(depot, "config", "user.name", "")
    done = feuille("-C", str(depot), "baseline", "2024")
    assert done.code == 2
    assert "git config user.name" in done.err
    assert tags(depot) == []


def test_the_name_given_to_git_by_a_script_is_used(
    depot: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    git(depot, "config", "user.name", "")
    monkeypatch.setenv("GIT_COMMITTER_NAME", "Automate")
    monkeypatch.setenv("GIT_COMMITTER_EMAIL", "automate@example.invalid")
    assert feuille("-C", str(depot), "baseline", "2024").code == 0
    assert "Automate" in git(depot, "cat-file", "-p", "refs/tags/plan/2024")


def test_nothing_of_the_configuration_is_run(depot: Path) -> None:
    trace = depot / "declenche"
    trap = depot / "piege.sh"
    trap.write_text(f"#!/bin/sh\ntouch {trace}\n", "utf-8")
    trap.chmod(0o755)
    hook = depot / ".git" / "hooks" / "reference-transaction"
    hook.parent.mkdir(exist_ok=True)
    hook.write_bytes(trap.read_bytes())
    hook.chmod(0o755)
    for key in ("gpg.program", "core.fsmonitor", "core.editor", "filter.a.clean"):
        git(depot, "config", key, str(trap))
    git(depot, "config", "tag.gpgSign", "true")
    git(depot, "config", "log.showSignature", "true")
    trace.unlink(missing_ok=True)
    done = feuille("-C", str(depot), "baseline", "2024", "--rev", "HEAD")
    assert done.code == 0, done.err
    assert not trace.exists()
    assert "SIGNATURE" not in (depot / ".git" / "refs" / "tags" / "plan" / "2024").read_text()


def test_a_name_that_git_refuses_leaves_nothing(depot: Path) -> None:
    git(depot, "tag", "plan")  # a file where the folder plan/ would stand
    done = feuille("-C", str(depot), "baseline", "2024")
    assert done.code == 2
    assert "plan/2024" in done.err
    assert tags(depot) == ["plan"]
