"""Each diagnostic code has a case where it is raised, at its line, and one where it is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from feuille import checks, lecture, wordings
from feuille.checks import statut
from feuille.diagnostics import Diagnostic, Severity
from tests import txtar
from tests.conftest import diagnose, write_files

CASES = sorted((Path(__file__).parent / "cases").glob("*.txt"))
# Cases that no text file can hold; the tests below make them.
ELSEWHERE = {lecture.UNREADABLE.code, wordings.OTHER.code}


def _noted(root: Path, stem: str = "") -> list[Diagnostic]:
    """Return the diagnostics of a repository; what short examples lack is not their subject."""
    lacks = {statut.EXPECTED.code} - {stem}
    return [one for one in diagnose(root) if one.code not in lacks]


def _side(files: dict[str, str], side: str, root: Path) -> Path:
    chosen = {
        name.removeprefix(f"{side}/"): text
        for name, text in files.items()
        if name.startswith(f"{side}/")
    }
    txtar.write(chosen, root)
    return write_files(root, {})


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_fault_is_reported_at_its_place_and_only_there(path: Path, tmp_path: Path) -> None:
    head, files = txtar.read(path)
    expected = {line.removeprefix("ko: ") for line in head if line.startswith("ko: ")}
    found = _noted(_side(files, "ko", tmp_path / "ko"), path.stem)
    places = {f"{one.place.path}:{one.place.line}:{one.place.column}" for one in found}
    assert {one.code for one in found} == {path.stem}
    assert places == expected
    assert all(one.message for one in found)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_the_right_way_to_write_it_raises_nothing(path: Path, tmp_path: Path) -> None:
    _head, files = txtar.read(path)
    assert _noted(_side(files, "ok", tmp_path / "ok"), path.stem) == []


def test_every_code_has_a_case_and_every_case_a_code() -> None:
    assert {path.stem for path in CASES} | ELSEWHERE == set(checks.RULES)


def test_codes_belong_to_their_family_and_explain_themselves() -> None:
    for code, rule in checks.RULES.items():
        assert code == rule.code
        assert code[0] in "LSRCG"
        assert rule.title
        assert rule.why
        assert rule.wrong
        assert rule.right
        assert isinstance(rule.severity, Severity)


@pytest.mark.parametrize("broken", ["../ailleurs.yaml", "boucle.yaml"])
def test_links_are_never_followed(broken: str, tmp_path: Path) -> None:
    root = write_files(tmp_path / "depot", {"acteurs/a.yaml": "type: acteur\nnom: Un\n"})
    (tmp_path / "ailleurs.yaml").write_text("type: acteur\nnom: Secret\n", "utf-8")
    (root / "acteurs" / "boucle.yaml").symlink_to(broken)
    found = _noted(root)
    assert [(one.code, one.place.path) for one in found] == [("L114", "acteurs/boucle.yaml")]


def test_a_name_that_cannot_be_shown_is_reported_on_one_line(tmp_path: Path) -> None:
    root = write_files(tmp_path / "depot", {"acteurs/a\nb.yaml": "type: acteur\nnom: Un\n"})
    (one,) = _noted(root)
    assert one.code == "L114"
    assert "\n" not in one.place.path


def test_a_huge_file_is_not_read(tmp_path: Path) -> None:
    root = write_files(tmp_path / "depot", {"acteurs/a.yaml": "nom: " + "x" * 2_100_000})
    assert [one.code for one in _noted(root)] == ["L113"]
