"""The comparison at a glance, for a steering committee: counted as a committee counts."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from feuille import rollup
from feuille.diff import budget, rollups
from feuille.diff.budget import PAID
from feuille.diff.table import KINDS

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterator

    from feuille.corpus import Corpus, Document
    from feuille.diff import Comparison
    from feuille.diff.budget import Budget, Funder, Movement, Stake
    from feuille.diff.model import Change
    from feuille.diff.rollups import Sides, Total
    from feuille.rollup.records import Rollup


_REPORT = "rapport-execution"


@dataclass(frozen=True, slots=True)
class Summary:
    """What a comparison comes to.

    `kinds` counts changes by kind, in the order of their table; `documents`
    counts added, removed and otherwise touched documents; `movements` of what is
    planned and engaged are sorted by size, and so is `paid`, what was paid, which
    is news and no movement; `budgets` are the totals by exercice, `funders` those
    of what each one engaged, `stakes` what moved by action; `weaker` holds the
    targets that ask for less or were dropped; `later` and `earlier` the échéances
    that moved, the furthest first; `joined` and `left` are codes of territories;
    `totals` the figures of the whole plan that are no longer the same.
    """

    kinds: dict[str, int]
    documents: dict[str, int]
    movements: tuple[Movement, ...]
    paid: tuple[Movement, ...]
    budgets: tuple[Budget, ...]
    funders: tuple[Funder, ...]
    stakes: tuple[Stake, ...]
    weaker: tuple[Change, ...]
    abandoned: tuple[Change, ...]
    later: tuple[Change, ...]
    earlier: tuple[Change, ...]
    joined: tuple[str, ...]
    left: tuple[str, ...]
    totals: tuple[Total, ...]


def summarise(comparison: Comparison) -> Summary:
    """Sum up a comparison."""
    changes = comparison.changes
    counts = Counter(change.kind for change in changes)
    touched = {(change.type, change.id) for change in changes}
    types = {kind for kind, _id in touched}
    fresh, gone = counts["document-ajoute"], counts["document-retire"]
    sides = _sides(comparison)
    ids, funded = budget.renamed(sides), budget.touched(sides)
    moved = sorted(budget.movements(funded, ids), key=budget.rank)
    indicators = rollups.touched(sides)
    said = _said(sides)
    budgets, funders = _budgets(comparison) if moved or _REPORT in types else ((), ())
    return Summary(
        kinds={kind: counts[kind] for kind in KINDS if counts[kind]},
        documents={"ajoutes": fresh, "retires": gone, "modifies": len(touched) - fresh - gone},
        movements=tuple(one for one in moved if one.kind != PAID),
        paid=tuple(one for one in moved if one.kind == PAID),
        budgets=budgets,
        funders=funders,
        stakes=budget.stakes(funded, ids),
        weaker=tuple(one for one in changes if _is_weaker(one)),
        abandoned=tuple(one for one in changes if one.kind == "abandon"),
        later=_moved(changes, 1),
        earlier=_moved(changes, -1),
        joined=_entering(sides, comparison.all_old, said[1] - said[0], 1),
        left=_entering(sides, comparison.all_new, said[0] - said[1], 0),
        totals=rollups.totals(comparison.all_old(), comparison.all_new(), indicators, ids)
        if indicators
        else (),
    )


def _sides(comparison: Comparison) -> list[Sides]:
    """Return both versions of each document that changed."""
    old = {document.path: document for document in comparison.old.documents.values()}
    new = {document.path: document for document in comparison.new.documents.values()}
    files = dict.fromkeys(
        (change.old_file, change.new_file)
        for change in comparison.changes
        if change.kind != "illisible"
    )
    return [(old.get(one or ""), new.get(other or "")) for one, other in files]


def _budgets(comparison: Comparison) -> tuple[tuple[Budget, ...], tuple[Funder, ...]]:
    old, new = (_money(one).money for one in (comparison.all_old(), comparison.all_new()))
    return budget.budgets(old, new), budget.funders(old, new)


def _money(corpus: Corpus) -> Rollup:
    # One indicator, whichever: what is asked is the money alone.
    first = [document.id for document in corpus.of_type("indicateur")][:1]
    return rollup.compute(corpus, indicateurs=first, lines=())


def _moved(changes: tuple[Change, ...], way: int) -> tuple[Change, ...]:
    found = [one for one in changes if one.kind in {"echeance-repoussee", "echeance-avancee"}]
    found = [one for one in found if (one.measure.days or 0) * way > 0]
    return tuple(sorted(found, key=lambda one: -abs(one.measure.days or 0)))


def _is_weaker(change: Change) -> bool:
    return change.kind == "cible-retiree" or (
        change.kind.startswith("cible") and change.measure.ambition == "moins"
    )


def _said(sides: list[Sides]) -> tuple[set[str], set[str]]:
    """Return what may be a code in the changed documents, as they were and as they are."""
    found: tuple[set[str], set[str]] = set(), set()
    for pair in sides:
        for document, texts in zip(pair, found, strict=True):
            if document:
                texts.update(text for text in _strings(document.data) if " " not in text)
    return found


def _entering(
    sides: list[Sides], whole: Callable[[], Corpus], fresh: set[str], side: int
) -> tuple[str, ...]:
    """Return the territories among texts that only one `side` of the changed documents has.

    Those that another document of the `whole` other side names were there already.
    """
    if not fresh:
        return ()
    found = {place for pair in sides if (one := pair[side]) for place in _places(one, fresh)}
    # Most often nothing is left to look for, and the rest of the plan stays unread.
    for document in whole().documents.values() if found else ():
        found.difference_update(_strings(document.data))
    return tuple(sorted(found))


def _places(document: Document, among: Container[str]) -> Iterator[str]:
    """Yield the territories that a document names, of some texts; most hold none of them."""
    if any(text in among for text in _strings(document.data)):
        for _at, node, value in document.spots:
            named = isinstance(value, str) and value in among
            if named and any(kind == "territoire" for kind, _item in node.targets):
                yield value


def _strings(value: Any) -> Iterator[str]:
    """Yield every text of a document: faster than its schema, and no code is read as another."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _strings(inner)
