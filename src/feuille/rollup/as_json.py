"""The rollup as JSON, the shape that product.md fixes.

Numbers are integers where they are whole, else decimals rounded to six places.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import orjson

from feuille.diagnostics import pointer
from feuille.rollup.words import rounded
from feuille.schema import key_path

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from feuille.corpus import Corpus
    from feuille.rollup.records import (
        Aside,
        Cell,
        Cofinancing,
        Count,
        Coverage,
        Execution,
        Money,
        Printed,
        Progress,
        Rate,
        Rollup,
        Row,
        Source,
    )

_EXACT = 2**53
"""Whole numbers beyond it are not the same for every reader of JSON."""


def as_json(found: Rollup, corpus: Corpus) -> str:
    """Write a rollup; `corpus` is the one it was made from."""
    writer = _Writer(corpus)
    return orjson.dumps(
        {
            "version": 1,
            "scope": found.scope,
            "by": found.by,
            "cells": [writer.cell(one) for one in found.cells],
            "progress": [writer.progress(one) for one in found.progress],
            "as_of": found.as_of.isoformat() if found.as_of else None,
            "money": [writer.money(one) for one in found.money],
            "execution": [writer.execution(one) for one in found.executions],
            "cofinancing": [writer.cofinancing(one) for one in found.cofinancing],
            "counts": [writer.count(one) for one in found.counts],
            "ignored": [
                {"reason": one.reason, **writer.source(one.source)} for one in found.ignored
            ],
            "shared": list(found.shared),
        },
        option=orjson.OPT_INDENT_2,
    ).decode()


def number(value: Fraction | Decimal | None) -> int | float | None:
    """Return a number of JSON: whole where it is whole, else rounded to six places."""
    if value is None:
        return None
    exact = Fraction(value)
    if exact.denominator == 1 and abs(exact) <= _EXACT:
        return int(exact)
    return float(rounded(exact, 6))


class _Writer:
    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus

    def cell(self, cell: Cell) -> dict[str, Any]:
        return {
            "indicateur": cell.indicateur,
            "rows": _rows(cell.row),
            "periode": cell.periode,
            "kind": cell.kind,
            "value": number(cell.value),
            "unite": cell.unite,
            "status": cell.status,
            "reason": cell.reason,
            "coverage": _coverage(cell.coverage),
            "typed": cell.saisi,
            "provisoire": cell.provisoire,
            "sans_objet": sorted({one.territoire for one in cell.spared}),
            "textes": [{"territoire": place, "texte": text} for place, text in cell.textes],
            "beside": [self._aside(one) for one in cell.asides],
            "sources": self._sources(cell.sources),
        }

    def _aside(self, aside: Aside) -> dict[str, Any]:
        return {
            "why": aside.why,
            "territoire": aside.territoire,
            "value": number(aside.value),
            "difference": number(aside.difference),
            "sources": self._sources(aside.sources),
        }

    def progress(self, progress: Progress) -> dict[str, Any]:
        return {
            "indicateur": progress.indicateur or None,
            "rows": _rows(progress.row),
            "annuel": self._rate(progress.annuel),
            "final": self._rate(progress.final),
        }

    def _rate(self, rate: Rate) -> dict[str, Any]:
        return {
            "value": number(rate.shown),
            "unbounded": number(rate.value),
            "periode": rate.periode,
            "cible": rate.cible,
            "vi": number(rate.vi),
            "va": number(rate.va),
            "vc": number(rate.vc),
            "status": rate.status,
            "reason": rate.reason,
            "coverage": _coverage(rate.coverage),
            "sources": self._sources(rate.sources),
        }

    def money(self, money: Money) -> dict[str, Any]:
        amount = money.amount
        return {
            "rows": _rows(money.row) if money.row else [],
            "financeur": money.financeur,
            "exercice": money.exercice,
            "unite": money.unite,
            "kind": money.kind,
            "value": number(amount.valeur) if amount else None,
            "approximation": amount.approximation if amount else "",
            "text": str(amount) if amount else "",
            "coverage": {
                "reporting": money.coverage.reporting,
                "expected": money.coverage.expected,
            },
            "reason": money.reason,
            "words": list(money.words),
            "printed": [self._printed(one) for one in money.printed],
            "notes": list(money.notes),
            "sources": self._sources(money.sources),
        }

    def _printed(self, printed: Printed) -> dict[str, Any]:
        return {
            "value": number(printed.amount.valeur),
            "approximation": printed.amount.approximation,
            "text": str(printed.amount),
            "computed": number(printed.computed),
            "difference": number(printed.difference),
            "agrees": printed.agrees,
            "source": self.source(printed.source),
        }

    def execution(self, found: Execution) -> dict[str, Any]:
        return {
            "rows": _rows(found.row) if found.row else [],
            "financeur": found.financeur,
            "exercice": found.exercice,
            "unite": found.unite,
            "engage": number(found.engaged),
            "execute": number(found.executed),
            "rate": number(found.rate),
            "unspent": number(found.unspent),
            "overspent": number(found.overspent),
            "exact": found.exact,
            "reason": found.reason,
            "coverage": _coverage(found.coverage),
            "sources": self._sources(found.sources),
        }

    def cofinancing(self, found: Cofinancing) -> dict[str, Any]:
        return {
            "convention": found.convention,
            "action": found.action or None,
            "exercice": found.exercice,
            "kind": found.kind,
            "rule": found.rule,
            "share": number(found.share),
            "least": number(found.least),
            "most": number(found.most),
            "part": number(found.part),
            "whole": number(found.whole),
            "respected": found.respected,
            "exact": found.exact,
            "reason": found.reason,
            "sources": self._sources(found.sources),
        }

    def count(self, count: Count) -> dict[str, Any]:
        return {
            "rows": _rows(count.row),
            "fiches": count.fiches,
            "abandonne": count.abandonnees,
            "avancement": {name or "non-renseigne": n for name, n in count.avancement.items()},
            "meteo": {name or "non-renseigne": n for name, n in count.meteo.items()},
        }

    def _sources(self, sources: Iterable[Source]) -> list[dict[str, Any]]:
        return [self.source(one) for one in sources]

    def source(self, source: Source) -> dict[str, Any]:
        document = source.document
        return {
            "path": document.path,
            "line": self._corpus.mark(document.path, source.at).line,
            "key_path": key_path(document.type.node, document.data, source.at),
            "pointer": pointer(source.at),
            "value": number(source.value),
            "text": source.texte,
            "territoire": source.territoire,
            "action": source.action,
            "periode": source.periode,
        }


def _rows(row: Row) -> list[dict[str, str]]:
    return [{"by": row.by, "id": row.id, "name": row.name}]


def _coverage(coverage: Coverage) -> dict[str, Any]:
    named = {one.territoire or one.indicateur or one.convention for one in coverage.missing}
    return {
        "reporting": coverage.reporting,
        "expected": None if coverage.open else coverage.expected,
        "missing": sorted(named),
        "details": [
            {
                "territoire": one.territoire,
                "indicateur": one.indicateur,
                "action": one.action,
                "convention": one.convention,
                "periode": one.periode,
                "reason": one.reason,
                "motif": one.motif,
            }
            for one in coverage.missing
        ],
    }
