"""A document in the terms of the plan, one fact a line: what git compares instead of YAML.

Nothing but the file is looked at, for git keeps the result by content.
"""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from feuille.config import Config
from feuille.corpus import Corpus
from feuille.diff import wording
from feuille.diff.equality import child, item
from feuille.document import read
from feuille.i18n import _
from feuille.parse import parse
from feuille.snapshot import Snapshot

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feuille.diagnostics import Path
    from feuille.document import Document
    from feuille.schema import Node


def write(name: str, raw: bytes) -> str | None:
    """Return the facts of a file, a line each; None where it cannot be read as a document."""
    parsed = parse(raw)
    document = read(PurePosixPath(name).name, parsed)[0] if parsed.data is not None else None
    if document is None:
        return None
    alone = Corpus(
        snapshot=Snapshot(name, {}, lambda _paths: iter(())),
        config=Config(titre=""),
        documents={document.id: document},
        findings=(),
    )
    return "".join(f"{line}\n" for line in _lines(alone, document))


def _lines(corpus: Corpus, document: Document) -> Iterator[str]:
    yield f"# {document.type.title} : {_flat(document.name)}"
    for at, node, value, unit in _leaves(document.type.node, document.data, (), "eur"):
        where = wording.breadcrumb(corpus, document, at)
        for said in _said(corpus, document, node, value, unit):
            yield f"{where} : {said}"
    for at in document.undecided:
        asked = document.type.node.at(at, document.data)
        around = [wording.breadcrumb(corpus, document, at[:-1])] if at[:-1] else []
        where = "\N{NO-BREAK SPACE}› ".join([*around, asked.title if asked else str(at[-1])])
        yield f"{where} : {_('à définir')}"


def _leaves(node: Node, value: Any, at: Path, unit: str) -> Iterator[tuple[Path, Node, Any, str]]:
    """Yield each value that holds no other, keys in the order of the schema."""
    node = node.of(value)
    if isinstance(value, dict) and value:
        known = {key: rank for rank, key in enumerate(node.properties)}
        unit = str(value.get("unite") or unit)
        for key in sorted(value, key=lambda key: (known.get(key, len(known)), str(key))):
            yield from _leaves(child(node, key), value[key], (*at, key), unit)
    elif isinstance(value, list) and value:
        for position, inner in enumerate(value):
            yield from _leaves(item(node), inner, (*at, position), unit)
    else:
        yield at, node, value, unit


def _said(corpus: Corpus, document: Document, node: Node, value: Any, unit: str) -> Iterator[str]:
    """Yield a value, a text as many lines as it has; empty blocks and lists say so."""
    if isinstance(value, str) and value not in node.labels and not _is_dated(node):
        yield from (_flat(line) for line in value.splitlines() if line.strip())
    elif isinstance(value, dict | list):
        yield _("vide")
    else:
        yield wording.show(corpus, document, node, value, unit)


def _is_dated(node: Node) -> bool:
    return node.form in {"date", "periode"}


def _flat(text: str) -> str:
    return wording.clean(text, len(text))
