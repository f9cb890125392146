"""A comparison as versioned JSON; `schemas/sorties/diff.schema.json` describes it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import orjson

from feuille.diagnostics import pointer
from feuille.diff.summary import summarise
from feuille.rollup.as_json import number as rollup_number

if TYPE_CHECKING:
    from feuille.corpus import Corpus
    from feuille.diagnostics import Place
    from feuille.diff import Comparison
    from feuille.diff.model import Change
    from feuille.diff.rollups import Total
    from feuille.diff.summary import Movement
    from feuille.report import Style
    from feuille.rollup.records import Cell


def json(comparison: Comparison, _style: Style, _width: int = 80) -> str:
    """Write the versioned JSON of a comparison."""
    return orjson.dumps(
        {
            "version": 1,
            "old": _side(comparison.old),
            "new": _side(comparison.new),
            "changes": [change(comparison, one) for one in comparison.changes],
            "summary": _json_summary(comparison),
        },
        option=orjson.OPT_INDENT_2,
        default=number,
    ).decode()


def _side(corpus: Corpus) -> dict[str, Any]:
    return {"name": corpus.snapshot.name, "commit": corpus.snapshot.commit}


def change(comparison: Comparison, one: Change) -> dict[str, Any]:
    """Return one change with its place on each side."""
    places = comparison.places(one)
    return {
        "kind": one.kind,
        "sign": one.sign,
        "type": one.type,
        "id": one.id,
        "key_path": one.key_path,
        "keys": one.keys,
        "parent": one.parent,
        "old": one.old,
        "new": one.new,
        "sentence": one.sentence,
        "measure": {name: getattr(one.measure, name) for name in one.measure.__slots__},
        "words": one.words,
        "public": one.public,
        "old_place": _json_place(places[0], one.old_at),
        "new_place": _json_place(places[1], one.new_at),
    }


def _json_place(place: Place | None, at: Any) -> dict[str, Any] | None:
    if place is None:
        return None
    where = {"path": place.path, "line": place.line, "column": place.column}
    return {**where, "pointer": pointer(at or ())}


def _json_summary(comparison: Comparison) -> dict[str, Any]:
    summary = summarise(comparison)
    return {
        "changes": len(comparison.changes),
        "documents": summary.documents,
        "kinds": summary.kinds,
        "money": [_movement(one) for one in summary.movements],
        "paid": [_movement(one) for one in summary.paid],
        "weaker_targets": [_json_reference(one) for one in summary.weaker],
        "abandoned": [_json_reference(one) for one in summary.abandoned],
        "territories": {"joined": summary.joined, "left": summary.left},
        "rollups": [_total(one) for one in summary.totals],
    }


def _movement(one: Movement) -> dict[str, Any]:
    return {name: getattr(one, name) for name in (*one.__slots__, "delta")}


def _total(one: Total) -> dict[str, Any]:
    return {
        "indicateur": one.indicateur,
        "kind": one.kind,
        "periode": one.periode,
        "old": _cell(one.old),
        "new": _cell(one.new),
    }


def _cell(cell: Cell | None) -> dict[str, Any] | None:
    if cell is None:
        return None
    coverage = {"reporting": cell.coverage.reporting, "expected": cell.coverage.expected}
    return {
        "value": rollup_number(cell.value),
        "unite": cell.unite,
        "status": cell.status,
        "reason": cell.reason,
        "coverage": coverage,
    }


def _json_reference(change: Change) -> dict[str, str]:
    return {name: getattr(change, name) for name in ("type", "id", "key_path", "sentence")}


def number(value: object) -> int | float:
    """Return a decimal as a number of JSON; TypeError for anything else."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    raise TypeError
