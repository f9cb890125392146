"""The cache changes nothing but the time: damaged, shared, absent, it gives the same answers."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from feuille import checks, snapshot, store
from feuille.store import Store
from tests.conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the file of a cache of its own, in use for this test."""
    path = tmp_path / "cache" / "documents.sqlite"
    fresh = Store(path)
    monkeypatch.setattr(store, "store", lambda: fresh)
    return path


def _validated(root: Path) -> object:
    return checks.validate(snapshot.working_tree(root)).diagnostics


def test_a_second_run_finds_what_the_first_found(ara: Path, cache: Path) -> None:
    (ara / "acteurs" / "x.yaml").write_text("type: acteur\nnom: 3\n", "utf-8")
    first = _validated(ara)
    assert first
    assert cache.exists()
    assert _validated(ara) == first


def test_a_change_is_seen_at_once(ara: Path, cache: Path) -> None:
    assert _validated(ara) == ()
    (ara / "acteurs" / "x.yaml").write_text("type: acteur\nnom: 3\n", "utf-8")
    assert [one.code for one in _validated(ara)] == ["S103"]  # type: ignore[attr-defined]


def test_only_new_contents_are_read_again(
    ara: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from feuille import corpus

    _validated(ara)
    (ara / "acteurs" / "x.yaml").write_text("type: acteur\nnom: Un\n", "utf-8")
    read: list[bytes] = []
    real = corpus.parse
    monkeypatch.setattr(corpus, "parse", lambda raw: read.append(raw) or real(raw))
    assert {one.code for one in _validated(ara)} == {"R302"}  # type: ignore[attr-defined]
    assert read == [b"type: acteur\nnom: Un\n"]


@pytest.mark.parametrize("damage", [b"", b"rien", b"SQLite format 3\0" + b"\xff" * 4000])
def test_a_damaged_cache_is_set_aside(ara: Path, cache: Path, damage: bytes) -> None:
    cache.parent.mkdir(parents=True)
    cache.write_bytes(damage)
    assert _validated(ara) == ()


@pytest.mark.parametrize("body", [b"{", b"[]", b"3", b'[1, [{"code": 3}]]', b'[{"type": 3}, "x"]'])
def test_a_cache_that_holds_something_else_is_not_believed(
    ara: Path, cache: Path, body: bytes
) -> None:
    first = _validated(ara)
    base = sqlite3.connect(cache)
    with base:
        base.execute("UPDATE kept SET body = ?", [body])
    base.close()
    assert _validated(ara) == first


def test_an_unwritable_place_means_no_cache(tmp_path: Path) -> None:
    (tmp_path / "fichier").write_text("", "utf-8")
    kept = Store(tmp_path / "fichier" / "documents.sqlite")
    kept.put({"a": 1})
    assert kept.get(["a"]) == {}


def test_no_cache_at_all() -> None:
    kept = Store(None)
    kept.put({"a": 1})
    assert kept.get(["a"]) == {}


def test_ten_runs_at_once_give_ten_right_answers(ara: Path, tmp_path: Path) -> None:
    environment = os.environ | {"FEUILLE_CACHE": str(tmp_path / "commun")}
    command = [sys.executable, "-m", "feuille", "-C", str(ara), "validate"]
    runs = [
        subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        for _ in range(10)
    ]
    results = [(run.communicate(), run.returncode) for run in runs]
    assert {code for _out, code in results} == {0}
    assert len({out for out, _code in results}) == 1
