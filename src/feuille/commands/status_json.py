"""The screen of `feuille status` as JSON: the same facts, all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson

from feuille.diagnostics import pointer
from feuille.rollup.as_json import number
from feuille.schema import key_path

if TYPE_CHECKING:
    from feuille.corpus import Corpus, Document
    from feuille.diagnostics import Path
    from feuille.rollup.records import Count, Rate
    from feuille.status import Behind, Status


def as_json(found: Status, corpus: Corpus) -> str:
    """Write a status; `corpus` is the one it was made from."""
    rates = {
        (one.row.by, one.row.id): one.final for one in found.found.progress if not one.indicateur
    }
    body = {
        "version": 1,
        "as_of": found.as_of.isoformat(),
        "scope": found.found.scope,
        "progress": [
            _count(one, rates.get((one.row.by, one.row.id))) for one in found.found.counts
        ],
        "late": [
            {
                "label": one.label,
                "echeance": one.echeance.texte,
                "avancement": one.state or None,
                **_place(corpus, one.document, one.at),
            }
            for one in found.late
        ],
        "behind": [_behind(one, corpus) for one in found.behind],
        "unanswered": list(found.unanswered),
        "conventions": [
            {"id": one.document.id, "end": one.end.isoformat(), "over": one.over,
             "path": one.document.path}
            for one in found.endings
        ],
        "undecided": [
            {"id": document.id, **_place(corpus, document, at)}
            for document, _n in found.undecided
            for at in document.undecided
        ],
        "drafts": [{"id": one.id, "path": one.path} for one in found.drafts],
    }  # fmt: skip
    return orjson.dumps(body, option=orjson.OPT_INDENT_2).decode()


def _count(count: Count, rate: Rate | None) -> dict[str, Any]:
    cover = rate.coverage if rate else None
    return {
        "by": count.row.by,
        "id": count.row.id,
        "name": count.row.name,
        "depth": count.row.depth,
        "fiches": count.fiches,
        "abandonne": count.abandonnees,
        "avancement": {name or "non-renseigne": n for name, n in count.avancement.items()},
        "meteo": {name or "non-renseigne": n for name, n in count.meteo.items()},
        "value": number(rate.shown) if rate else None,
        "coverage": {
            "reporting": cover.reporting if cover else 0,
            "expected": (None if cover.open else cover.expected) if cover else 0,
            "missing": [one.indicateur for one in cover.missing] if cover else [],
        },
    }


def _behind(one: Behind, corpus: Corpus) -> dict[str, Any]:
    return {
        "indicateur": one.indicateur,
        "territoire": one.territoire,
        "why": one.why,
        "periode": one.periode,
        "value": number(one.value),
        "against": number(one.against),
        "sources": [_place(corpus, source.document, source.at) for source in one.sources],
    }


def _place(corpus: Corpus, document: Document, at: Path) -> dict[str, Any]:
    return {
        "path": document.path,
        "line": corpus.mark(document.path, at).line,
        "key_path": key_path(document.type.node, document.data, at),
        "pointer": pointer(at),
    }
