"""What a change is about, and where in it the value stands, in the words of the plan.

A line of money or of an indicator is no subject: it is said by what it counts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from feuille import series
from feuille.diff import facts, wording
from feuille.diff.deltas import MONEY, tree_key
from feuille.i18n import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from feuille.corpus import Corpus, Document
    from feuille.diff.model import Delta
    from feuille.diff.places import Step

NAME = 160
"""Signs of a name that is said whole."""
_SERIES = {"references": "Valeur de départ", "cibles": "Cible", "realises": "Réalisé"}
_LINES = {MONEY, *series.KINDS}


def depth(way: Sequence[Step], delta: Delta) -> int:
    """Return how many steps lead to the item that a difference is about; 0 for the document.

    An item that comes or goes is what its list tells: it is not its own subject.
    """
    for position, step in enumerate(way):
        if wording.is_named_item(step) and step.node.key not in _LINES:
            end = _deepest(way, position) + 1
            whole = end == len(way) and delta.shape in {"item", "node"}
            return 0 if whole else end
    return 0


def _deepest(way: Sequence[Step], position: int) -> int:
    """Go down a tree to the node that a path leads to or into."""
    branch = tree_key(way[position].around)
    while branch and position + 2 < len(way) and way[position + 1].part == branch:
        position += 2
    return position


def subject(corpus: Corpus, document: Document, way: Sequence[Step]) -> str:
    """Name an item: Action « Faire circuler un bus des droits »."""
    return item(corpus, document, way[-1]) if way else ""


def item(corpus: Corpus, document: Document, step: Step) -> str:
    """Name an item of a list by its title and its own name; a line by what it counts."""
    if step.node.key in _SERIES:
        return figure(corpus, document, step)
    if step.node.key == MONEY:
        return line(corpus, document, step)
    called = wording.item_name(corpus, document, step.node, step.value, step.around, NAME)
    inner = step.node.of(step.value)
    title = _("Indicateur") if facts.is_follow_up(inner) else inner.title
    return f"{title} {wording.quote(called, NAME)}" if called else title


def figure(corpus: Corpus, document: Document, step: Step) -> str:
    """Say which value of an indicator: Cible 2025, Réalisé premier semestre 2024."""
    when = step.value.get("periode")
    node = step.node.child("periode")
    said = wording.show(corpus, document, node, when) if node and when is not None else ""
    return f"{_(_SERIES[step.node.key])} {said}".strip()


def line(corpus: Corpus, document: Document, step: Step) -> str:
    """Say which line of money: État, 2025, investissement."""
    return wording.key_words(corpus, document, step.node, step.value, _named(step)) or "…"


def _named(step: Step) -> list[str]:
    """Return the keys that tell a line of money from its neighbours, but for the act."""
    return [key for key in step.around.natural_key if key != "acte"]


def where(corpus: Corpus, document: Document, way: Sequence[Step]) -> str:
    """Say where a value stands below its subject: Calendrier › Fin."""
    return wording.joined(wording.crumbs(corpus, document, way, item))
