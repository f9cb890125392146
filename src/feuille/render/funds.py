"""The money of parts of a plan, read once: what `feuille rollup` answers for each of them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from feuille.rollup import amounts, funding, rows
from feuille.rollup.plan import texts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from feuille.rollup.amounts import Entry, Ledger
    from feuille.rollup.plan import Plan
    from feuille.rollup.records import Cofinancing, Execution, Ignored, Money

    Reach = tuple[str, ...]

INSIDE, WIDER, ELSEWHERE = "dedans", "plus-large", "ailleurs"
"""How what takes place on some territories stands to one territory."""


@dataclass(frozen=True, slots=True)
class Share:
    """The money of a part of a plan; `sources` are the ids of the documents that say it.

    `wider` are those whose money is about more than this part, and not counted.
    """

    money: tuple[Money, ...] = ()
    executions: tuple[Execution, ...] = ()
    sources: tuple[str, ...] = ()
    wider: tuple[str, ...] = ()


@dataclass(frozen=True)
class Funds:
    """The money of a plan, by the documents that say it."""

    plan: Plan
    book: Ledger
    _known: dict[tuple[Reach, str], str] = field(default_factory=dict)

    @cached_property
    def whole(self) -> Share:
        """The money of the whole plan."""
        return self._share(self._order)

    def convention(self, identifier: str) -> Share:
        """Return the money of a convention."""
        return self._by_convention.get(identifier, Share())

    def funder(self, identifier: str) -> Share:
        """Return what a funder brings to the whole plan."""
        return self._by_funder.get(identifier, Share())

    def place(self, code: str) -> Share:
        """Return the money of what takes place inside a territory."""
        found: dict[str, set[str]] = {INSIDE: set(), WIDER: set(), ELSEWHERE: set()}
        for reaches, names in self._by_reach.items():
            said = {self.stands(reach, code) for reach in reaches}
            found[next((one for one in (INSIDE, WIDER) if one in said), ELSEWHERE)] |= names
        inside, wider = ([k for k in self._order if k in found[one]] for one in (INSIDE, WIDER))
        return replace(self._share(inside), wider=tuple(wider))

    def stands(self, reach: Reach, code: str) -> str:
        """Tell how what takes place on some territories (none named: on all) stands to one."""
        if (reach, code) not in self._known:
            places = self.plan.places
            wide = not reach or any(places.inside(code, one) for one in reach)
            inside = code == self.plan.home or any(places.inside(one, code) for one in reach)
            self._known[reach, code] = INSIDE if inside else WIDER if wide else ELSEWHERE
        return self._known[reach, code]

    def _share(self, sources: list[str]) -> Share:
        part = replace(
            self.book,
            lines=tuple(one for key in sources for one in self._lines.get(key, ())),
            printed=tuple(one for key in sources for one in self._printed.get(key, ())),
        )
        return Share(
            tuple(amounts.amounts(self.plan, part, [])),
            tuple(funding.executions(self.plan, part, [])),
            tuple(sources),
        )

    @cached_property
    def parts(self) -> dict[str, list[Cofinancing]]:
        """What the rule of each convention weighs."""
        found: dict[str, list[Cofinancing]] = defaultdict(list)
        for one in funding.cofinancing(self.plan, self.book):
            found[one.convention].append(one)
        return found

    @cached_property
    def ignored(self) -> dict[str, list[Ignored]]:
        """The amounts that count nowhere, by document."""
        found: dict[str, list[Ignored]] = defaultdict(list)
        for one in self.book.ignored:
            found[one.source.document.id].append(one)
        return found

    @cached_property
    def _order(self) -> list[str]:
        found = (one.line.document.id for one in (*self.book.lines, *self.book.printed))
        return list(dict.fromkeys(found))

    @cached_property
    def _by_reach(self) -> dict[tuple[Reach, ...], set[str]]:
        """The documents by where their money is: a report's is where its conventions are."""
        found: dict[tuple[Reach, ...], set[str]] = defaultdict(set)
        documents = self.plan.corpus.documents
        for key in self._order:
            held = [documents.get(name) for name in texts(documents[key], "conventions") or [key]]
            own = key in self.plan.fiches
            reaches = (tuple(texts(one, "territoires")) for one in held if one)
            found[(self.plan.reach(key),) if own else tuple(reaches)].add(key)
        return found

    @cached_property
    def _lines(self) -> dict[str, list[Entry]]:
        return _by_document(self.book.lines)

    @cached_property
    def _printed(self) -> dict[str, list[Entry]]:
        return _by_document(self.book.printed)

    @cached_property
    def _by_convention(self) -> dict[str, Share]:
        lines = list(rows.conventions(self.plan, self.plan.home))
        money: dict[str, list[Money]] = defaultdict(list)
        for one in amounts.amounts(self.plan, self.book, lines):
            money[one.row.convention if one.row else ""].append(one)
        spent: dict[str, list[Execution]] = defaultdict(list)
        for it in funding.executions(self.plan, self.book, lines):
            spent[it.row.convention if it.row else ""].append(it)
        sources: dict[str, dict[str, None]] = defaultdict(dict)
        for entry in self.book.lines:
            for name, _seen in entry.views:
                sources[name][entry.line.document.id] = None
        names = (row.convention for row in lines)
        return {k: Share(tuple(money[k]), tuple(spent[k]), tuple(sources[k])) for k in names}

    @cached_property
    def _by_funder(self) -> dict[str, Share]:
        money: dict[str, list[Money]] = defaultdict(list)
        spent: dict[str, list[Execution]] = defaultdict(list)
        for one in self.whole.money:
            money[one.financeur].append(one)
        for it in self.whole.executions:
            spent[it.financeur].append(it)
        sources = self.whole.sources
        return {k: Share(tuple(money[k]), tuple(spent[k]), sources) for k in {*money, *spent}}


def _by_document(entries: Iterable[Entry]) -> dict[str, list[Entry]]:
    found: dict[str, list[Entry]] = defaultdict(list)
    for one in entries:
        found[one.line.document.id].append(one)
    return found
