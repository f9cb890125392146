"""A comparison as versioned JSON; `schemas/sorties/diff.schema.json` describes it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import orjson

from feuille.diagnostics import pointer
from feuille.diff.summary import summarise
from feuille.report.overview import overview
from feuille.report.publication import is_public
from feuille.rollup.as_json import number as rollup_number

if TYPE_CHECKING:
    from feuille.corpus import Corpus
    from feuille.diagnostics import Place
    from feuille.diff import Comparison
    from feuille.diff.budget import Budget, Movement, Stake, Sum
    from feuille.diff.model import Change
    from feuille.diff.rollups import Total, Who
    from feuille.report import Style
    from feuille.report.outline import Options
    from feuille.rollup.records import Cell


def json(
    comparison: Comparison, style: Style, width: int = 80, options: Options | None = None
) -> str:
    """Write the versioned JSON of a comparison: all of it, whatever it is read with."""
    del style, width, options
    return orjson.dumps(
        {
            "version": 1,
            "old": _side(comparison.old),
            "new": _side(comparison.new),
            "changes": [change(comparison, one) for one in comparison.changes],
            "summary": _json_summary(comparison),
            "overview": _overview(comparison),
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
        "meaning": one.meaning,
        "sentence": one.sentence,
        "title": one.title,
        "subject": one.subject,
        "statement": one.statement,
        "measure": {name: getattr(one.measure, name) for name in one.measure.__slots__},
        "words": one.words,
        "facts": [{"title": fact.title, "values": fact.values} for fact in one.facts],
        "hint": one.hint,
        "public": is_public(comparison, one),
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
        "later": [_json_reference(one) for one in summary.later],
        "earlier": [_json_reference(one) for one in summary.earlier],
        "budgets": [_budget(one) for one in summary.budgets],
        "funders": [
            {name: getattr(one, name) for name in one.__slots__} for one in summary.funders
        ],
        "actions": [_stake(one) for one in summary.stakes],
        "territories": {"joined": summary.joined, "left": summary.left},
        "rollups": [_total(one) for one in summary.totals],
    }


def _overview(comparison: Comparison) -> list[dict[str, Any]]:
    """Return what the changes come to, in the words of the other writings."""
    return [
        {"title": section.title,
         "points": [{"said": point.said, "lines": point.lines, "note": point.note}
                    for point in section.points]}
        for section in overview(comparison).sections
    ]  # fmt: skip


def _budget(one: Budget) -> dict[str, Any]:
    return {
        "exercice": one.exercice,
        "unite": one.unite,
        "kind": one.kind,
        "old": _sum(one.old),
        "new": _sum(one.new),
    }


def _sum(one: Sum | None) -> dict[str, Any] | None:
    if one is None:
        return None
    coverage = {"reporting": one.coverage.reporting, "expected": one.coverage.expected}
    return {"value": one.value, "exact": one.exact, "coverage": coverage}


def _stake(one: Stake) -> dict[str, Any]:
    return {
        "action": one.action,
        "exercice": one.exercice,
        "unite": one.unite,
        "old": one.old,
        "new": one.new,
        "delta": one.delta,
        "funders": [{"financeur": funder, "delta": gap} for funder, gap in one.funders],
        "documents": one.documents,
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
        "common": one.common and {"old": _cell(one.common[0]), "new": _cell(one.common[1]),
                                  "respondents": one.both},
        "joined": [_who(one) for one in one.joined],
        "left": [_who(one) for one in one.left],
    }  # fmt: skip


def _who(one: Who) -> dict[str, str]:
    action, place = one
    return {"action": action, "territoire": place}


def _cell(cell: Cell | None) -> dict[str, Any] | None:
    if cell is None:
        return None
    cover = cell.coverage
    coverage = {"reporting": cover.reporting, "expected": None if cover.open else cover.expected}
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
