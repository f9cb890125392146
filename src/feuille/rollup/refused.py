"""Money that no total takes in, and says so: refused by the validator, absurd, or said twice."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from feuille import money, refusals
from feuille.rollup.records import Ignored, Source

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator

    from feuille.corpus import Document
    from feuille.diagnostics import Path
    from feuille.money import Line

TWICE = "montants-differents"


def named(document: Document) -> Iterator[Ignored]:
    """Yield the lines and amounts of a document that the validator refuses."""
    for at in sorted(refusals.money(document), key=str) if document.faults else ():
        yield _left_out(document, at, "refusee")


def plausible(lines: Iterable[Line], ignored: list[Ignored]) -> Iterator[Line]:
    """Yield lines without their absurd amounts, which are added to `ignored`."""
    for one in lines:
        if all(amount.valeur < money.LIMIT for amount in one.amounts.values()):
            yield one
            continue
        kept = {kind: it for kind, it in one.amounts.items() if it.valeur < money.LIMIT}
        gone = [(*one.at, kind) for kind in one.amounts if kind not in kept]
        ignored += [_left_out(one.document, at, "demesure") for at in gone]
        yield replace(one, amounts=kept)


def once(lines: Iterable[tuple[Hashable, Line]], ignored: list[Ignored]) -> list[Line]:
    """Return one line a key: twins that agree count once, those that do not go to `ignored`."""
    groups: dict[Hashable, list[Line]] = {}
    for key, one in lines:
        groups.setdefault(key, []).append(one)
    kept = []
    for twins in groups.values():
        if all(one.amounts == twins[0].amounts for one in twins[1:]):
            kept.append(twins[0])
        else:
            ignored += [_left_out(one.document, one.at, TWICE) for one in twins]
    return kept


def in_one_report(
    spent: Iterable[tuple[tuple[Any, ...], Line]], ignored: list[Ignored]
) -> set[int]:
    """Return the ids of the expenses that count: those of one report, where several say them."""
    homes: dict[tuple[Any, ...], dict[str, list[Line]]] = defaultdict(lambda: defaultdict(list))
    for home, line in spent:
        homes[home][line.document.id].append(line)
    counted: set[int] = set()
    for reports in homes.values():
        first, *others = reports.values()
        if all(_said(one) == _said(first) for one in others):
            counted |= {id(one) for one in first}
        else:
            ignored += [
                _left_out(one.document, one.at, TWICE)
                for listed in reports.values()
                for one in listed
            ]
    return counted


def _said(lines: Iterable[Line]) -> list[str]:
    return sorted(str(one.amounts) for one in lines)


def _left_out(document: Document, at: Path, reason: str) -> Ignored:
    return Ignored(Source(document, at), reason, money=True)
