"""`git diff` and `git log -p` speak the plan's terms, and go back to lines when asked."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feuille.commands import git_integration
from feuille.report import facts
from tests.conftest import EXAMPLES, SOURCES, feuille, git, write_files

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FICHE = """\
type: fiche-action
titre: Accueillir
financements:
  - {{financeur: etat, exercice: 2024, engage: {engage}}}
territoires: [dep-42]
"""
LINE = "Financement « etat, 2024 » › Engagé : {} €"


@pytest.fixture
def depot(repo: Callable[[dict[str, str]], Path], monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a repository whose driver is the program under test."""
    monkeypatch.setattr(git_integration.shutil, "which", lambda _name: None)
    root = repo({"fiches-action/a.yaml": FICHE.format(engage=90000)})
    git(root, "init", "-q")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "Premier")
    return root


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def test_git_diff_and_log_speak_the_terms_of_the_plan(depot: Path) -> None:
    assert feuille("-C", str(depot), "git", "install", "--oui").code == 0
    write_files(depot, {"fiches-action/a.yaml": FICHE.format(engage=100000)})
    said = plain(git(depot, "diff"))
    assert f"-{LINE.format('90 000')}" in said
    assert f"+{LINE.format('100 000')}" in said
    assert "@@ Fiche action : Accueillir" in said
    git(depot, "commit", "-qam", "Second")
    assert f"+{LINE.format('100 000')}" in plain(git(depot, "log", "-p", "-1"))


def test_order_and_style_are_no_difference(depot: Path) -> None:
    feuille("-C", str(depot), "git", "install", "--oui")
    head, *rest = FICHE.format(engage="90000.00").splitlines(keepends=True)
    write_files(depot, {"fiches-action/a.yaml": "".join([head, rest[3], rest[0], *rest[1:3]])})
    assert "@@" not in git(depot, "diff", "--", "fiches-action")


def test_other_files_are_compared_as_ever(depot: Path) -> None:
    write_files(depot, {"outils/reglages.yaml": "a: 1\n"})
    git(depot, "add", "-A")
    git(depot, "commit", "-qm", "Outils")
    feuille("-C", str(depot), "git", "install", "--oui")
    write_files(depot, {"outils/reglages.yaml": "a: 2\n"})
    assert "+a: 2" in git(depot, "diff", "outils")


def test_what_cannot_be_read_is_shown_as_it_is(depot: Path) -> None:
    feuille("-C", str(depot), "git", "install", "--oui")
    write_files(depot, {"fiches-action/a.yaml": "type: [\n"})
    assert "+type: [" in git(depot, "diff")


def test_where_the_program_is_gone_git_still_compares(depot: Path) -> None:
    feuille("-C", str(depot), "git", "install", "--oui")
    line = git(depot, "config", "diff.feuille.textconv").replace(sys.executable, "/nulle/part")
    git(depot, "config", "diff.feuille.textconv", line.strip())
    write_files(depot, {"fiches-action/a.yaml": FICHE.format(engage=1)})
    assert "engage: 1}" in git(depot, "diff")


@pytest.mark.parametrize(
    "before", [None, "", "*.md text\n", "*.md text", "# moi\r\n*.csv -text\r\n"]
)
def test_uninstall_gives_back_what_was_there(depot: Path, before: str | None) -> None:
    file, config = depot / ".gitattributes", depot / ".git" / "config"
    if before is not None:
        file.write_bytes(before.encode())
    git(depot, "config", "diff.autre.textconv", "cat")
    git(depot, "config", "diff.feuille.binary", "false")
    kept = config.read_text("utf-8")
    for _turn in range(2):
        assert feuille("-C", str(depot), "git", "install", "--oui").code == 0
    lines = file.read_bytes().decode().splitlines()
    assert len(lines) == len(set(lines))
    assert lines[: len((before or "").splitlines())] == (before or "").splitlines()
    for _turn in range(2):
        assert feuille("-C", str(depot), "git", "uninstall", "--oui").code == 0
    assert (file.read_bytes().decode() if file.exists() else "").rstrip() == (before or "").rstrip()
    assert config.read_text("utf-8") == kept


def test_lines_of_others_stay(depot: Path) -> None:
    feuille("-C", str(depot), "git", "install", "--oui")
    file = depot / ".gitattributes"
    file.write_text("*.txt diff=feuille\n" + file.read_text("utf-8") + "*.pdf binary\n", "utf-8")
    feuille("-C", str(depot), "git", "uninstall", "--oui")
    assert file.read_text("utf-8") == "*.txt diff=feuille\n*.pdf binary\n"


def test_nothing_is_written_unless_someone_agrees(
    depot: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = (depot / ".git" / "config").read_bytes()
    done = feuille("-C", str(depot), "git", "install")
    assert done.code == 2
    assert "--oui" in done.err
    assert "/fiches-action/**/*.y*ml diff=feuille" in done.err
    monkeypatch.setattr(git_integration, "_answers", lambda: True)
    monkeypatch.setattr("typer.confirm", _refuses)
    assert feuille("-C", str(depot), "git", "install").code == 130
    assert not (depot / ".gitattributes").exists()
    assert (depot / ".git" / "config").read_bytes() == kept


def _refuses(*_words: object, **_options: object) -> None:
    import typer

    raise typer.Abort


def test_a_driver_of_that_name_by_someone_else_is_left_alone(depot: Path) -> None:
    git(depot, "config", "diff.feuille.textconv", "mon-outil")
    assert feuille("-C", str(depot), "git", "install", "--oui").code == 2
    assert feuille("-C", str(depot), "git", "uninstall", "--oui").code == 0
    assert git(depot, "config", "diff.feuille.textconv").strip() == "mon-outil"
    assert not (depot / ".gitattributes").exists()


def test_a_link_in_place_of_gitattributes_is_refused(depot: Path) -> None:
    (depot / ".gitattributes").symlink_to("ailleurs")
    assert feuille("-C", str(depot), "git", "install", "--oui").code == 2
    assert (depot / ".gitattributes").is_symlink()


def test_without_git_there_is_no_driver(repo: Callable[[dict[str, str]], Path]) -> None:
    root = repo({})
    for name in ("install", "uninstall"):
        assert feuille("-C", str(root), "git", name, "--oui").code == 2


def test_git_alone_shows_its_help(depot: Path) -> None:
    done = feuille("git")
    assert (done.code, done.err) == (0, "")
    assert "textconv" not in done.out


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    assert feuille("git", "textconv", str(tmp_path / "absent.yaml")).code == 2


@pytest.mark.parametrize("name", SOURCES)
def test_every_document_of_the_examples_has_its_facts(name: str) -> None:
    for path in sorted((EXAMPLES / name).glob("*/*.yaml")):
        said = facts.write(path.name, path.read_bytes())
        assert said is not None
        assert said.startswith("# ")


def test_a_long_text_is_written_whole_and_an_unknown_key_too() -> None:
    words = " ".join(["mot"] * 80)
    raw = f"type: acteur\nnom: {words}\nx-rang: 3\ninconnu: {{a: [1, 2]}}\nsite: a-definir\n"
    said = facts.write("a.yaml", raw.encode())
    assert said is not None
    assert words in said
    assert "x-rang : 3" in plain(said)
    assert plain(said).count("inconnu › a : ") == 2
    assert "Site : à définir" in plain(said)


@settings(max_examples=150, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=9),
        lambda inner: st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["titre", "financements", "engage", "exercice", "unite", "pilotes",
                             "acteur", "id", "calendrier", "debut", "x-a"]), inner, max_size=4),
        max_leaves=12,
    )
)  # fmt: skip
def test_whatever_the_shape_of_a_document_its_facts_are_written(value: object) -> None:
    body = value if isinstance(value, dict) else {"financements": value}
    facts.write("a.yaml", json.dumps({"type": "fiche-action"} | body, ensure_ascii=False).encode())


@given(st.binary(max_size=60))
@settings(max_examples=100, deadline=None)
def test_whatever_the_bytes_something_is_written(raw: bytes) -> None:
    said = facts.write("a.yaml", raw)
    assert said is None or said.endswith("\n")


def test_each_list_of_values_is_named() -> None:
    raw = (
        b"type: fiche-territoire\nterritoire: dep-29\nindicateurs:\n  - indicateur: taux\n"
        b"    references: [{periode: 2022, valeur: 1}]\n    cibles: [{periode: 2022, valeur: 1}]\n"
        b"    realises: [{periode: 2022, valeur: 1}]\n"
    )
    lines = str(facts.write("fiches-territoire/a.yaml", raw)).splitlines()
    said = [line for line in lines if line.endswith("Valeur : 1")]
    assert len({*said}) == len(said) == 3
