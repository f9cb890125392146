"""Totals of indicators before and after, with their coverage, where a change moved them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from feuille import rollup, series

if TYPE_CHECKING:
    from collections.abc import Iterable

    from feuille.corpus import Corpus, Document
    from feuille.rollup.records import Cell

Sides = tuple["Document | None", "Document | None"]


@dataclass(frozen=True, slots=True)
class Total:
    """One figure of the whole plan on both sides; None where a side has no such figure."""

    indicateur: str
    kind: str
    periode: str
    old: Cell | None
    new: Cell | None


def touched(sides: Iterable[Sides]) -> set[str]:
    """Return the indicators that these pairs of documents give other values to, or define."""
    found: set[str] = set()
    for old, new in sides:
        before, after = _blocks(old), _blocks(new)
        found |= {name for name in {**before, **after} if before.get(name) != after.get(name)}
        found |= {one.id for one in (old, new) if one and one.type.name == "indicateur"}
    return found


def _blocks(document: Document | None) -> dict[str, list[str]]:
    """Return what a document says of each indicator, in a form to be compared."""
    found: dict[str, list[str]] = defaultdict(list)
    for _at, _node, value in document.spots if document else ():
        if isinstance(value, dict) and isinstance(value.get("indicateur"), str):
            rows = {kind: value[kind] for kind in series.KINDS if value.get(kind)}
            if rows:
                found[value["indicateur"]].append(repr((value.get("territoire"), rows)))
    return {name: sorted(said) for name, said in found.items()}


def totals(old: Corpus, new: Corpus, indicateurs: Iterable[str]) -> tuple[Total, ...]:
    """Return the figures of these indicators that differ between two whole corpora, in order."""
    wanted = sorted(indicateurs)
    before, after = _cells(old, wanted), _cells(new, wanted)
    # The new side sets the order; what only the old side has comes after it.
    return tuple(
        Total(*key, before.get(key), after.get(key))
        for key in {**after, **before}
        if _fact(before.get(key)) != _fact(after.get(key))
    )


def _cells(corpus: Corpus, indicateurs: Iterable[str]) -> dict[tuple[str, str, str], Cell]:
    """Return the figures of the whole territory by indicator, kind and period."""
    defined = {document.id for document in corpus.of_type("indicateur")}
    known = [name for name in indicateurs if name in defined]
    if not known:
        return {}
    found = rollup.compute(corpus, indicateurs=known)
    return {
        (cell.indicateur, cell.kind, cell.periode): cell
        for cell in found.cells
        if cell.row.id == found.scope
    }


def _fact(cell: Cell | None) -> Any:
    """Return what people read in a cell; a cell without anything is like none."""
    if cell is None or (cell.value is None and not cell.coverage.reporting):
        return None
    return cell.value, cell.status, cell.coverage.reporting, cell.coverage.expected, cell.textes
