"""What part of an outcome a person asked to see; the whole corpus is checked all the same."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from collections.abc import Set as AbstractSet

    from feuille.checks import Outcome
    from feuille.snapshot import Snapshot


def narrow(
    result: Outcome, under: Collection[str] = (), changed: AbstractSet[str] | None = None
) -> Outcome:
    """Return an outcome with the files asked for, and their diagnostics, only.

    `under` are files and folders, relative to the data ("" is all of it; empty
    restricts nothing); a diagnostic belongs to `changed` where its place or a
    related one does.
    """

    def wanted(path: str, related: Iterable[str] = ()) -> bool:
        inside = not under or any(not one or f"{path}/".startswith(f"{one}/") for one in under)
        return inside and (changed is None or not changed.isdisjoint({path, *related}))

    kept = tuple(
        one
        for one in result.diagnostics
        if wanted(one.place.path, (other.path for other in one.related))
    )
    named = {one.place.path for one in kept}
    entries = {
        path: blob
        for path, blob in result.snapshot.entries.items()
        if path in named or wanted(path)
    }
    return replace(result, snapshot=replace(result.snapshot, entries=entries), diagnostics=kept)


def differing(then: Snapshot, now: Snapshot) -> set[str]:
    """Return the files that are not the same in two snapshots, those of one alone included.

    Newlines that git converts on its way to the disk are no difference, nor is
    the way in which a repository names its blobs.
    """
    suspect = [path for path, blob in now.entries.items() if then.entries.get(path, blob) != blob]
    old, new = dict(then.read(suspect)), dict(now.read(suspect))
    rewritten = {path for path in suspect if _lines(old[path]) != _lines(new[path])}
    odd = {one.path for one in {*then.oddities} ^ {*now.oddities}}
    return rewritten | odd | (then.entries.keys() ^ now.entries.keys())


def _lines(raw: bytes) -> bytes:
    return raw.replace(b"\r\n", b"\n")
