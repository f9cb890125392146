"""Totals of indicators before and after: like for like, or said not to compare.

Two totals compare where the same places (of the same actions) answered on both
sides. Elsewhere both are worked out again over those who answered twice.
"""

from __future__ import annotations

import copy
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from feuille import rollup, series
from feuille.diagnostics import child
from feuille.diff.narrow import heads
from feuille.rollup import indicators
from feuille.values import periode

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping

    from feuille.corpus import Corpus, Document
    from feuille.diagnostics import Path
    from feuille.rollup.records import Cell

_FRAME = {"convention", "feuille-de-route", "indicateur", "territoire"}
"""Types of which every document counts: they say what belongs where."""
Sides = tuple["Document | None", "Document | None"]
Key = tuple[str, str, str]
"""Indicator, kind, period."""
Who = tuple[str, str]
"""An action ("" for none) and a territory."""


@dataclass(frozen=True, slots=True)
class Total:
    """One figure of the whole plan on both sides; None where a side has no such figure.

    `joined` and `left` answered on one side only. `common` are both figures over
    those who answered on both, None where there is nothing to compare; where all
    of them did, they are `old` and `new` themselves. `both` counts those who
    answered on both; `by_action` tells that an answer is an action's, on a territory.
    Beside a result that is new, `before` is the one of the period before, over the
    same who answered, and `aim` the last target, where everyone has one.
    """

    indicateur: str
    kind: str
    periode: str
    old: Cell | None
    new: Cell | None
    common: tuple[Cell, Cell] | None = None
    joined: tuple[Who, ...] = ()
    left: tuple[Who, ...] = ()
    by_action: bool = False
    both: int = 0
    before: Cell | None = None
    aim: Cell | None = None

    @property
    def moved(self) -> bool:
        """Whether it tells more than that others are now expected to answer."""
        if self.joined or self.left or self.old is None or self.new is None:
            return True
        return (self.old.value, self.old.status, self.old.textes) != (
            self.new.value, self.new.status, self.new.textes,
        )  # fmt: skip


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
    for value in _dicts(document.data) if document else ():
        if isinstance(value.get("indicateur"), str):
            rows = {kind: value[kind] for kind in series.KINDS if value.get(kind)}
            if rows:
                found[value["indicateur"]].append(repr((value.get("territoire"), rows)))
    return {name: sorted(said) for name, said in found.items()}


def _dicts(value: Any) -> Iterator[dict[str, Any]]:
    """Yield every block of a document: faster than its schema."""
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value:
        if isinstance(inner, dict | list):
            yield from _dicts(inner)


def totals(
    old: Corpus, new: Corpus, indicateurs: Iterable[str], renamed: Mapping[str, str]
) -> tuple[Total, ...]:
    """Return the figures of these indicators that differ between two whole corpora, in order.

    `renamed` gives the new ids of the actions that changed theirs.
    """
    wanted = sorted(indicateurs)
    before = _Side(_about(old, set(wanted)), wanted, renamed)
    after = _Side(_about(new, set(wanted)), wanted, {})
    # The new side sets the order; what only the old side has comes after it.
    keys = [
        key
        for key in {**after.cells, **before.cells}
        if _fact(before.cells.get(key)) != _fact(after.cells.get(key))
    ]
    uneven = {key for key in keys if before.known(key) and after.known(key)
              and before.answers(key).keys() != after.answers(key).keys()}  # fmt: skip
    again = before.without(after, uneven), after.without(before, uneven)
    return tuple(_total(key, (before, after), again if key in uneven else None) for key in keys)


def _about(corpus: Corpus, indicateurs: Container[str]) -> Corpus:
    """Return the documents that bear on some indicators: most of a large plan does not.

    Those that give values, what they name, and what says where things lie.
    """
    using = [
        document
        for document in corpus.documents.values()
        if any(_names(block, indicateurs) for block in _dicts(document.data))
    ]
    named = {head for document in using for head in heads(document.data)}
    kept = {document.id for document in using} | named
    documents = {
        key: one for key, one in corpus.documents.items() if key in kept or one.type.name in _FRAME
    }
    return replace(corpus, documents=documents, _marks={})


def _names(block: dict[str, Any], indicateurs: Container[str]) -> bool:
    name = block.get("indicateur")
    return isinstance(name, str) and name in indicateurs


class _Side:
    """One corpus: its figures of the whole territory, and who answered for each."""

    def __init__(self, corpus: Corpus, wanted: list[str], renamed: Mapping[str, str]) -> None:
        self.corpus = corpus
        self.renamed = renamed
        self.wanted = wanted
        self.cells = _cells(corpus, wanted)
        self._who: dict[tuple[str, Path], Who] | None = None

    def known(self, key: Key) -> bool:
        """Tell whether there is a number."""
        cell = self.cells.get(key)
        return cell is not None and cell.value is not None

    def by_action(self, indicateur: str) -> bool:
        """Tell whether an indicator is counted action by action."""
        return indicators.read(self.corpus, indicateur).par_action

    def answers(self, key: Key) -> dict[tuple[Who, str], tuple[str, Path]]:
        """Return the rows that a figure is made of, by who gave it and for which period."""
        if self._who is None:
            self._who = {
                (block.document.path, block.at): (block.action, block.territoire)
                for block in series.blocks(self.corpus)
                if block.indicateur in self.wanted
            }
        cell, found = self.cells.get(key), {}
        for source in cell.sources if cell else ():
            if source.value is None and not source.texte:
                continue
            row = _row(source.at)
            action, place = self._who.get((source.document.path, row[:-2]), ("", ""))
            action = self.renamed.get(action, action) if self.by_action(key[0]) else ""
            who = action, place
            found[who, source.periode] = source.document.path, row
        return found

    def without(self, other: _Side, keys: Container[Key]) -> dict[Key, Cell]:
        """Return the figures over those who answered on the other side too."""
        gone: dict[str, list[Path]] = defaultdict(list)
        for key in self.cells:
            if key in keys:
                theirs = other.answers(key)
                for who, (path, row) in self.answers(key).items():
                    if who not in theirs:
                        gone[path].append(row)
        if not gone:
            return self.cells
        return _cells(_cut(self.corpus, gone), self.wanted)


def _row(at: Path) -> Path:
    """Return the path of the row that a source leads to or into."""
    position = max(place for place, part in enumerate(at) if part in series.KINDS)
    return at[: position + 2]


def _cut(corpus: Corpus, gone: Mapping[str, list[Path]]) -> Corpus:
    """Return a corpus without some rows of indicator values."""
    documents = {
        key: replace(one, data=_without(one.data, gone[one.path])) if one.path in gone else one
        for key, one in corpus.documents.items()
    }
    return replace(corpus, documents=documents, _marks={})


def _without(data: dict[str, Any], rows: list[Path]) -> dict[str, Any]:
    kept = copy.deepcopy(data)
    for *above, position in sorted(set(rows), key=lambda row: int(row[-1]), reverse=True):
        held = child(kept, tuple(above))
        assert isinstance(held, list)
        del held[int(position)]
    return kept


def _total(
    key: Key, sides: tuple[_Side, _Side], again: tuple[dict[Key, Cell], dict[Key, Cell]] | None
) -> Total:
    """Return a total with what of it compares."""
    old, new = (side.cells.get(key) for side in sides)
    by_action = next(side for side in reversed(sides) if key in side.cells).by_action(key[0])
    if not all(side.known(key) for side in sides):
        beside = _beside(key, sides[1]) if sides[1].known(key) else (None, None)
        return Total(*key, old, new, by_action=by_action, before=beside[0], aim=beside[1])
    assert old is not None
    assert new is not None
    common: tuple[Cell | None, Cell | None] = (old, new)
    who = [_who(side, key) for side in sides]
    if again:
        common = again[0].get(key), again[1].get(key)
    return Total(
        *key,
        old,
        new,
        common=_compared(common),
        joined=tuple(sorted(who[1] - who[0])),
        left=tuple(sorted(who[0] - who[1])),
        by_action=by_action,
        both=len(who[0] & who[1]),
    )


def _beside(key: Key, side: _Side) -> tuple[Cell | None, Cell | None]:
    """Return what a new result is read beside: the period before, and the last target."""
    if key[1] != "realise":
        return None, None
    mine = [one for one in side.cells if side.known(one) and _same_series(side, one, key)]
    before = max((one for one in mine if one[1] == key[1] and one[2] < key[2]), default=key)
    last = max((one for one in mine if one[1] == "cible" and one[2] >= key[2]), default=key)
    cells = side.cells
    same = _who(side, before) == _who(side, key) and (
        cells[before].coverage.reporting == cells[key].coverage.reporting
    )
    whole = bool(cells[last].saisi) or not cells[last].coverage.partial
    return (
        cells[before] if same and before != key else None,
        cells[last] if whole and last != key else None,
    )


def _same_series(side: _Side, one: Key, other: Key) -> bool:
    """Tell whether two figures are of one indicator, defined alike in both periods."""
    if one[0] != other[0]:
        return False
    found = indicators.read(side.corpus, one[0])
    ends = [when.fin for key in (one, other) if (when := periode(key[2])) and when.fin]
    return len(ends) > 1 and len({found.segment(end) for end in ends}) == 1


def _who(side: _Side, key: Key) -> set[Who]:
    return {one for one, _period in side.answers(key)}


def _compared(cells: tuple[Cell | None, Cell | None]) -> tuple[Cell, Cell] | None:
    old, new = cells
    if old is None or new is None or old.value is None or new.value is None:
        return None
    return old, new


def _cells(corpus: Corpus, indicateurs: Iterable[str]) -> dict[Key, Cell]:
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
