"""Work shared with a second process, where the system makes one cheaply and it pays."""

from __future__ import annotations

import contextlib
import marshal
import mmap
import os
import signal
import struct
import sys
import threading
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    Track = Callable[[Sequence[str]], Iterable[str]]

Made = TypeVar("Made")

LEAST = 100
"""Items under which a second process costs more than it saves."""

_COUNT = struct.Struct("Q")


def nothing() -> None:
    """Have nothing else to do."""


def both(
    items: Sequence[str],
    mine: Callable[[str], Made],
    theirs: Callable[[str], Any],
    *,
    meanwhile: Callable[[], object] = nothing,
    track: Track = iter,
) -> tuple[dict[str, Made], dict[str, Any]]:
    """Do a work on items together with a copy of this process: from both ends, until they meet.

    `mine` makes an item here, `theirs` makes it there as plain data, or None for
    what it leaves undone. `meanwhile` is done here first, while the copy begins;
    `track` wraps the items to show progress. Returns what was made here and what
    was made there, by item: what is in neither is for the caller to make.
    """
    if len(items) < LEAST or not _can():
        meanwhile()
        return {item: mine(item) for item in track(items)}, {}
    with mmap.mmap(-1, 2 * _COUNT.size) as shared, _copy(theirs, items, shared) as reading:
        meanwhile()
        made: dict[str, Made] = {}
        for rank, item in enumerate(track(items)):
            if rank < len(items) - _count(shared, 1):
                _tell(shared, 0, rank + 1)
                made[item] = mine(item)
        return made, _made(items, reading)


def _can() -> bool:
    """Tell whether a copy of this process is safe (no other thread) and has a core to run on."""
    if sys.platform != "linux" or threading.active_count() > 1:
        return False
    return len(os.sched_getaffinity(0)) > 1


@contextlib.contextmanager
def _copy(work: Callable[[str], Any], items: Sequence[str], shared: mmap.mmap) -> Iterator[int]:
    """Start the copy; yield the file descriptor that it writes to. It does not outlive this."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        _work(work, items, shared, writing)
    os.close(writing)
    try:
        yield reading
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        os.close(reading)
        os.waitpid(child, 0)


def _work(
    work: Callable[[str], Any], items: Sequence[str], shared: mmap.mmap, writing: int
) -> None:
    """Do the work from the end, and end without a trace: no file that was inherited is touched."""
    try:
        said = []
        for rank, item in enumerate(reversed(items), start=1):
            if len(items) - rank < _count(shared, 0):
                break
            _tell(shared, 1, rank)
            said.append(work(item))
        with open(writing, "wb") as stream:
            stream.write(marshal.dumps(said))
    finally:
        os._exit(0)


def _count(shared: mmap.mmap, whose: int) -> int:
    """Return how many items one of the two (0: this process, 1: its copy) has taken."""
    found: int = _COUNT.unpack_from(shared, whose * _COUNT.size)[0]
    return found


def _tell(shared: mmap.mmap, whose: int, count: int) -> None:
    _COUNT.pack_into(shared, whose * _COUNT.size, count)


def _made(items: Sequence[str], reading: int) -> dict[str, Any]:
    with open(reading, "rb", closefd=False) as stream:
        said = stream.read()
    try:
        found = marshal.loads(said)  # noqa: S302 - nobody else can have written it
    except (EOFError, ValueError, TypeError):  # the copy died half way
        return {}
    return {item: one for item, one in zip(reversed(items), found, strict=False) if one is not None}
