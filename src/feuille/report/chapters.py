"""The order in which people read a comparison: the plan, its actions by orientation, the rest."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from feuille import french
from feuille.diff.documents import renamed_items
from feuille.diff.wording import clean
from feuille.i18n import _
from feuille.schema import registry

if TYPE_CHECKING:
    from collections.abc import Sequence

    from feuille.corpus import Document
    from feuille.diagnostics import Path
    from feuille.diff import Comparison
    from feuille.diff.model import Change

ACTION, PLAN = "fiche-action", "feuille-de-route"
_TREE = "orientations"
_FIRST = (PLAN, ACTION, "fiche-territoire", "convention", "indicateur")


@dataclass(frozen=True, slots=True)
class Branch:
    """An orientation of a plan, of the first level, with all that stands under it.

    `plan` is the newest version that has it, `at` its place there; `now` tells
    whether that is the plan of today.
    """

    plan: Document
    at: Path
    now: bool

    @property
    def key(self) -> tuple[str, str]:
        """What tells it from the others: the id of its plan and its own."""
        block = self.plan.get(self.at)
        return self.plan.id, str((isinstance(block, dict) and block.get("id")) or self.at[-1])

    @property
    def title(self) -> str:
        """Its number and its words: 1. Aller vers les personnes."""
        block, node = self.plan.get(self.at), self.plan.type.node.at(self.at, self.plan.data)
        words = block.get(node.of(block).name_key) if node and isinstance(block, dict) else None
        said = clean(words if isinstance(words, str) else self.key[1], 200)
        number = block.get("numero") if isinstance(block, dict) else None
        return french.typography(f"{clean(number)}. {said}" if isinstance(number, str) else said)


@dataclass(frozen=True, slots=True)
class Group:
    """The documents of one type that changed; of actions, those of one orientation."""

    type: str
    branch: Branch | None
    documents: list[list[Change]]


def groups(comparison: Comparison) -> list[Group]:
    """Return the changes of each document, in the order in which people read them."""
    found: list[Group] = []
    for kind, same in groupby(comparison.changes, key=lambda one: one.type):
        documents = [list(of) for _id, of in groupby(same, key=lambda one: one.id)]
        if kind == ACTION:
            found += _by_branch(comparison, documents)
        else:
            found.append(Group(kind, None, documents))
    known = {kind: rank for rank, kind in enumerate(_FIRST)}
    # The other types keep the order of the comparison: that of their names.
    return sorted(found, key=lambda one: known.get(one.type, len(known)))


def _by_branch(comparison: Comparison, documents: list[list[Change]]) -> list[Group]:
    """Group actions by the first orientation that they serve; those that serve none come last."""
    held: dict[tuple[str, str], Group] = {}
    for changes in documents:
        branch = _branch(comparison, changes[0])
        key = branch.key if branch else ("", "")
        held.setdefault(key, Group(ACTION, branch, [])).documents.append(changes)
    main = comparison.new.config.feuille_de_route

    def rank(one: Group) -> tuple[object, ...]:
        if one.branch is None:
            return (True,)
        plan = one.branch.plan.id
        return False, plan != main, plan, not one.branch.now, one.branch.at

    return sorted(held.values(), key=rank)


def _branch(comparison: Comparison, change: Change) -> Branch | None:
    """Return the orientation that an action serves now or, where it is gone, served."""
    sides = (comparison.new, comparison.old)
    corpus = next((one for one in sides if change.id in one.documents), None)
    for one in corpus.outgoing.get(change.id, ()) if corpus else ():
        if corpus and one.at[:1] == (_TREE,) and one.item and one.item[0] == _TREE:
            plan = corpus.documents[one.target]
            found = Branch(plan, one.item[:2], corpus is comparison.new)
            return found if found.now else _today(comparison, found)
    return None


def _today(comparison: Comparison, branch: Branch) -> Branch:
    """Return an orientation as it is now; as it was where it is gone."""
    name, own = branch.key
    plan = comparison.new.documents.get(name)
    own = renamed_items(branch.plan, plan).get(own, own) if plan else own
    places = plan.items.get(own, []) if plan else []
    there = next((at for at in places if len(at) == len(branch.at) and at[0] == _TREE), None)
    return Branch(plan, there, now=True) if plan and there else branch


def titles(found: Sequence[Group]) -> list[str]:
    """Return the heading of each group: Conventions; Fiches action – 1. Aller vers les personnes.

    Where actions of several plans changed, those of each are told apart.
    """
    plans = {one.branch.plan.id for one in found if one.branch}
    return [_title(one, plans) for one in found]


def _title(group: Group, plans: set[str]) -> str:
    title = registry().types[group.type].plural
    if group.type != ACTION or not plans:
        return title
    if group.branch is None:
        return _("{title} sans orientation").format(title=title)
    said = _("{title} – {orientation}").format(title=title, orientation=group.branch.title)
    return f"{said} ({clean(group.branch.plan.name, 100)})" if len(plans) > 1 else said
