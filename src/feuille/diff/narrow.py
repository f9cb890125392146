"""The part of a snapshot that some documents need: themselves and what they name.

To tell what changed in a document takes the names of what it refers to, and
nothing of the rest of the plan.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from feuille.corpus import load
from feuille.snapshot import CONFIG

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator

    from feuille.corpus import Corpus
    from feuille.snapshot import Snapshot


def narrow(snapshots: Iterable[Snapshot], ids: Iterable[str]) -> list[Corpus]:
    """Return, of each snapshot, the corpus of these documents and of those that any side names.

    What one side names is kept on all: else it would seem to come or go.
    """
    sides, wanted = list(snapshots), set(ids)
    found = [load(_only(side, wanted)) for side in sides]
    named = {
        head
        for corpus in found
        for document in corpus.documents.values()
        for head in heads(document.data)
    } - wanted
    if not named:
        return found
    return [
        _joined(side, wanted | named, corpus, load(_only(side, named)))
        for side, corpus in zip(sides, found, strict=True)
    ]


def _joined(side: Snapshot, ids: Container[str], one: Corpus, other: Corpus) -> Corpus:
    """Return the corpus of two parts of a snapshot, read apart; no id is in both."""
    documents = {**one.documents, **other.documents}
    return replace(
        one,
        snapshot=_only(side, ids),
        documents=dict(sorted(documents.items(), key=lambda pair: pair[1].path)),
        findings=(*one.findings, *other.findings),
        unread=one.unread | other.unread,
        ignores=one.ignores | other.ignores,
        twins=(*one.twins, *other.twins),
        _marks={},
    )


def _only(snapshot: Snapshot, ids: Container[str]) -> Snapshot:
    return replace(
        snapshot,
        entries={
            path: blob
            for path, blob in snapshot.entries.items()
            if path == CONFIG or path.rsplit("/", 1)[-1].rpartition(".")[0] in ids
        },
        oddities=tuple(one for one in snapshot.oddities if stem(one.path) in ids),
    )


def stem(path: str) -> str:
    """Return the id of the document that a file holds, without the cost of a path object."""
    return path.rsplit("/", 1)[-1].rpartition(".")[0]


def heads(value: Any) -> Iterator[str]:
    """Yield every text of a document that may name another one."""
    if isinstance(value, str):
        if len(value) < 200:  # noqa: PLR2004 - no file name is longer
            yield value.partition("#")[0]
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from heads(inner)
