"""Amounts of money as people read them: a line an exercice and funder, then all funders."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from feuille import money
from feuille.rollup.records import Coverage

if TYPE_CHECKING:
    from collections.abc import Iterable

    from feuille.rollup.records import Money, Row

AMOUNTS = {"prevu": "Prévu", "engage": "Engagé", "verse": "Versé", "execute": "Exécuté"}
"""The kinds of amount in the order of their life, with their words."""


def by_line(found: Iterable[Money]) -> list[list[Money]]:
    """Group the amounts of one line (same row, exercice, unit, funder), and add their totals.

    The total of an exercice is a line without a funder, where several pay.
    """
    lines: dict[tuple[int, str, str], dict[str, list[Money]]] = {}
    rows: dict[Row | None, int] = {}
    for one in (one for one in found if one.financeur):
        place = rows.setdefault(one.row, len(rows))
        key = (place, one.exercice, "" if one.unite == "eur" else one.unite)
        lines.setdefault(key, {}).setdefault(one.financeur, []).append(one)
    listed: list[list[Money]] = []
    for key in sorted(lines):
        listed += lines[key].values()
        if len(lines[key]) > 1:
            listed.append(_together([one for line in lines[key].values() for one in line]))
    return listed


def _together(line: list[Money]) -> list[Money]:
    """Return the totals of an exercice: what nobody says to have paid is expected all the same."""
    found = []
    for kind in AMOUNTS:
        mine = [one for one in line if one.kind == kind and one.amount]
        if mine:
            silent = {one.financeur for one in line} - {one.financeur for one in mine}
            basis = {"verse": "engage", "execute": "execute"}.get(kind)
            waits = [one for one in line if one.kind == basis and one.financeur in silent]
            cover = Coverage(
                sum(one.coverage.reporting for one in mine),
                sum(one.coverage.expected for one in [*mine, *waits]),
            )
            amount = money.total([one.amount for one in mine if one.amount])
            found.append(replace(line[0], kind=kind, financeur="", amount=amount, coverage=cover))
    return found
