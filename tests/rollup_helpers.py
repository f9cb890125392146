"""Small corpora for the tests of rollups: documents as plain data, and the cell one looks for."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from feuille import rollup
from feuille.config import Config
from feuille.corpus import Corpus, Document, load
from feuille.schema import registry
from feuille.snapshot import Snapshot, blob_id

if TYPE_CHECKING:
    from feuille.rollup.records import Cell, Progress, Rollup

REGION = "reg-84"
ALL = ("dep-01", "dep-03", "dep-07", "dep-15", "dep-26", "dep-38", "dep-42", "dep-43", "dep-63",
       "dep-69", "dep-73", "dep-74")  # fmt: skip
GRENOBLE, LYON = "met-200040715", "met-200046977"


def indicator(**keys: Any) -> dict[str, Any]:
    """An indicator counted by département, of nature flux unless said."""
    return {
        "type": "indicateur", "titre": "Indicateur", "nature": "flux", "unite": "personnes",
        "sens": "hausse", "mailles": ["departement"], **keys,
    }  # fmt: skip


def here(code: str, *blocks: dict[str, Any]) -> dict[str, Any]:
    """A fiche territoire with blocks of indicators."""
    return {
        "type": "fiche-territoire", "territoire": code, "feuille_de_route": "plan",
        "indicateurs": list(blocks),
    }  # fmt: skip


def block(name: str = "ind", **keys: Any) -> dict[str, Any]:
    return {"indicateur": name, **keys}


def done(*values: Any, **keys: Any) -> dict[str, Any]:
    """What was done: one value a year from 2019, numbers or blocks of keys."""
    return block(realises=years(*values), **keys)


def years(*values: Any) -> list[dict[str, Any]]:
    rows = []
    for position, value in enumerate(values):
        said = value if isinstance(value, dict) else {"valeur": value}
        rows.append({"periode": 2019 + position, **said})
    return rows


def by_place(values: dict[str, Any], **definition: Any) -> dict[str, dict[str, Any]]:
    """An indicator `ind` and one fiche territoire for each value of 2019."""
    files = {"indicateurs/ind.yaml": indicator(**definition)}
    for code, value in values.items():
        files[f"fiches-territoire/t-{code}.yaml"] = here(code, done(value))
    return files


def plan(**keys: Any) -> dict[str, Any]:
    return {"type": "feuille-de-route", "titre": "Plan", "niveau": "regional", **keys}


def fiche(**keys: Any) -> dict[str, Any]:
    return {"type": "fiche-action", "titre": "Fiche", **keys}


def convention(*actions: dict[str, Any], **keys: Any) -> dict[str, Any]:
    return {
        "type": "convention", "titre": "Convention", "modele": "calpae", "parties": ["etat"],
        "actions": list(actions), **keys,
    }  # fmt: skip


def corpus(files: dict[str, Any], territoire: str = REGION) -> Corpus:
    """Load a corpus from texts or data, as `working_tree` would, without a disk."""
    settings = {"format": 1, "titre": "Essai", **({"territoire": territoire} if territoire else {})}
    texts = {"feuille.yaml": settings, **files}
    raw = {
        path: (body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)).encode()
        for path, body in sorted(texts.items())
    }
    entries = {path: blob_id(body) for path, body in raw.items()}
    return load(Snapshot("essai", entries, lambda paths: ((path, raw[path]) for path in paths)))


def quick(files: dict[str, dict[str, Any]], territoire: str = REGION) -> Corpus:
    """Make a corpus of data that nobody parses: hundreds a second, in the order given."""
    documents = {}
    for path, data in files.items():
        name = path.rsplit("/", 1)[1].removesuffix(".yaml")
        documents[name] = Document(path, name, registry().types[data["type"]], data)
    snapshot = Snapshot("essai", {}, lambda _paths: iter(()))
    return Corpus(snapshot, Config("Essai", territoire), documents, ())


def rolled(files: dict[str, Any], territoire: str = REGION, **asked: Any) -> Rollup:
    return rollup.compute(corpus(files, territoire), **asked)


def cell(found: Rollup, row: str = REGION, kind: str = "realise", periode: str = "2019", indicateur: str = "ind") -> Cell:  # fmt: skip
    """Return the one cell of a row; fail where there is none, or several."""
    cells = [
        one for one in found.cells
        if (one.row.id, one.kind, one.periode, one.indicateur) == (row, kind, periode, indicateur)
    ]  # fmt: skip
    assert len(cells) == 1, [(one.row.id, one.kind, one.periode) for one in found.cells]
    return cells[0]


def progress(found: Rollup, row: str = REGION, indicateur: str = "ind") -> Progress:
    listed = [one for one in found.progress if (one.row.id, one.indicateur) == (row, indicateur)]
    assert len(listed) == 1, [(one.row.id, one.indicateur) for one in found.progress]
    return listed[0]


def missing(found: Cell) -> dict[str, str]:
    """Return who is missing, and why."""
    return {one.territoire: one.reason for one in found.coverage.missing}
