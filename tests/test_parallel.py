"""Two processes give what one gives, whatever becomes of the second."""

from __future__ import annotations

import os
import sys
import threading
from typing import Any

import pytest

from feuille import parallel

ITEMS = [f"n{number}" for number in range(parallel.LEAST + 5)]

copies = pytest.mark.skipif(sys.platform != "linux", reason="only Linux copies a process")


@pytest.fixture(autouse=True)
def _two_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let one core pass for two: what is tested is what the copy does, not how fast."""
    monkeypatch.setattr(os, "sched_getaffinity", lambda _process: {0, 1}, raising=False)


def test_few_items_are_left_to_the_caller() -> None:
    with parallel.ahead(str.upper, ITEMS[:10]) as made:
        assert made() == {}


@copies
def test_the_copy_does_the_work() -> None:
    def work(item: str) -> Any:
        return None if item == "n3" else {"fait": item, "par": os.getpid()}

    with parallel.ahead(work, ITEMS) as made:
        found = made()
    assert set(found) == {*ITEMS} - {"n3"}
    assert {one["fait"] for one in found.values()} == set(found)
    assert os.getpid() not in {one["par"] for one in found.values()}


@copies
@pytest.mark.parametrize("end", ["raises", "killed", "not-data"])
def test_a_copy_that_fails_leaves_everything_to_the_caller(end: str) -> None:
    def work(item: str) -> Any:
        if end == "raises":
            raise ValueError(item)
        if end == "killed":
            os.kill(os.getpid(), 9)
        return object()

    with parallel.ahead(work, ITEMS) as made:
        assert made() == {}


@copies
def test_a_caller_that_fails_does_not_wait_for_the_copy() -> None:
    def work(_item: str) -> Any:
        threading.Event().wait(60)

    with pytest.raises(KeyError), parallel.ahead(work, ITEMS):
        raise KeyError


def test_beside_another_thread_there_is_no_copy() -> None:
    stop = threading.Event()
    other = threading.Thread(target=stop.wait)
    other.start()
    try:
        with parallel.ahead(str.upper, ITEMS) as made:
            assert made() == {}
    finally:
        stop.set()
        other.join()
