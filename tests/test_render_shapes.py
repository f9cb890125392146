"""Documents of any shape are rendered as far as they go: odd values never stop a page."""

from __future__ import annotations

import copy
import random
from dataclasses import replace
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest

from feuille import render
from feuille.diagnostics import child
from feuille.render.content import About
from tests.conftest import EXAMPLES, load, write_files
from tests.test_render import PLAN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feuille.corpus import Corpus, Document
    from feuille.diagnostics import Path

ODD: list[Any] = [
    None, 0, -1, 1.5, True, "", "texte", "2019-13-45", "2023/2019", "dep-42", "plan#guichet", "un",
    "#", "a-b#c", [], {}, [[]], [{}], [1, "a", None, {"id": 3}], {"a": 1}, {"id": "x"}, {"texte": 3},
    {"montant": "x"}, {"periode": {"periode": 1}}, {"acteur": ["x"]}, {"indicateur": {}}, [[["a"]]],
    "\x00\u202e", 10**14, ["un", "un"],
]  # fmt: skip


@cache
def _corpora(folder: Any) -> list[Corpus]:
    examples = [load(EXAMPLES / name) for name in ("loire-2019", "occitanie-2022")]
    return [load(write_files(folder / "depot", PLAN)), *examples]


def _paths(value: Any, at: Path = ()) -> Iterator[Path]:
    yield at
    if isinstance(value, dict):
        for key in value:
            yield from _paths(value[key], (*at, key))
    elif isinstance(value, list):
        for position, item in enumerate(value):
            yield from _paths(item, (*at, position))


def _distorted(document: Document, chance: random.Random) -> Document:
    """Return a document with one value replaced by, or one known key set to, something odd."""
    data = copy.deepcopy(document.data)
    at = chance.choice([path for path in _paths(data) if path not in {(), ("type",)}])
    holder = child(data, at[:-1])
    node = document.type.node.at(at[:-1], data)
    known = node.of(holder).properties if node and isinstance(holder, dict) else ()
    key = chance.choice(known) if known and chance.random() < 0.4 else at[-1]
    if key != "type":
        holder[key] = chance.choice(ODD)
    return replace(document, data=data, sound=False)


@pytest.mark.parametrize("seed", range(20))
def test_odd_shapes_are_rendered(seed: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    chance = random.Random(seed)
    corpus = chance.choice(_corpora(tmp_path_factory.getbasetemp()))
    documents = dict(corpus.documents)
    for _turn in range(8):
        key = chance.choice(sorted(documents))
        documents[key] = _distorted(documents[key], chance)
    distorted = replace(corpus, documents=documents, _marks={})
    files = render.files(distorted, About(date(2024, 6, 30)), ["html", "md"])
    hidden = sum("confidentialite" in one.data for one in documents.values())
    assert len(files) > 2 * (len(documents) - hidden)
