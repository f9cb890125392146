"""Two processes give what one gives, whatever becomes of the second."""

from __future__ import annotations

import os
import sys
import threading
import time
from typing import TYPE_CHECKING, Any

import pytest

from feuille import parallel

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ITEMS = [f"n{number}" for number in range(parallel.LEAST + 5)]

copies = pytest.mark.skipif(sys.platform != "linux", reason="only Linux copies a process")


@pytest.fixture(autouse=True)
def _two_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let one core pass for two: what is tested is what the copy does, not how fast."""
    monkeypatch.setattr(os, "sched_getaffinity", lambda _process: {0, 1}, raising=False)


def _named(item: str) -> str:
    return f"ici {item}"


def test_few_items_are_all_made_by_the_caller() -> None:
    made = {item: _named(item) for item in ITEMS[:10]}
    assert parallel.both(ITEMS[:10], _named, str.upper) == (made, {})


@copies
def test_the_copy_begins_at_the_end_and_makes_what_the_caller_has_no_time_for() -> None:
    def theirs(item: str) -> Any:
        return None if item == ITEMS[-3] else {"fait": item, "par": os.getpid()}

    here, there = parallel.both(ITEMS, _named, theirs, meanwhile=lambda: time.sleep(0.5))
    assert here == {item: _named(item) for item in here}
    assert [*here] == ITEMS[: len(here)]
    assert {*there} == {*ITEMS[len(here) :]} - {ITEMS[-3]}
    assert len(there) > len(ITEMS) // 2
    assert {one["fait"] for one in there.values()} == {*there}
    assert os.getpid() not in {one["par"] for one in there.values()}


@copies
def test_items_are_tracked_to_the_last() -> None:
    seen: list[str] = []

    def track(items: Sequence[str]) -> Iterator[str]:
        for item in items:
            seen.append(item)
            yield item

    parallel.both(ITEMS, _named, str.upper, track=track)
    assert seen == ITEMS


@copies
@pytest.mark.parametrize("end", ["raises", "killed", "not-data"])
def test_what_a_copy_that_fails_had_taken_is_left_to_the_caller(end: str) -> None:
    def theirs(item: str) -> Any:
        if end == "raises":
            raise ValueError(item)
        if end == "killed":
            os.kill(os.getpid(), 9)
        return object()

    here, there = parallel.both(ITEMS, _named, theirs)
    assert there == {}
    assert here == {item: _named(item) for item in here}


@copies
def test_a_caller_that_fails_does_not_wait_for_the_copy() -> None:
    def theirs(_item: str) -> Any:
        threading.Event().wait(60)

    def mine(item: str) -> Any:
        raise KeyError(item)

    with pytest.raises(KeyError):
        parallel.both(ITEMS, mine, theirs)


def test_beside_another_thread_there_is_no_copy() -> None:
    stop = threading.Event()
    other = threading.Thread(target=stop.wait)
    other.start()
    try:
        here, there = parallel.both(ITEMS, _named, str.upper)
        assert ([*here], there) == (ITEMS, {})
    finally:
        stop.set()
        other.join()
