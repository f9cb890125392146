"""A difference with all that its words are made of."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from feuille.diff import subjects, wording
from feuille.diff.model import ADDED, CHANGED, REMOVED
from feuille.diff.places import steps
from feuille.i18n import _
from feuille.reader import UNDECIDED

if TYPE_CHECKING:
    from feuille.corpus import Corpus, Document
    from feuille.diff.model import Delta, Measure, Pair
    from feuille.diff.places import Step
    from feuille.schema import Node


@dataclass(frozen=True)
class Telling:
    """A difference, its kind, its measure, and the way to it in the plan's words."""

    pair: Pair
    delta: Delta
    kind: str
    measure: Measure

    @cached_property
    def corpus(self) -> Corpus:
        """The side that the difference is read from."""
        return self.pair.side(self.delta.sign)[0]

    @cached_property
    def document(self) -> Document:
        """The document on that side."""
        return self.pair.side(self.delta.sign)[1]

    @cached_property
    def way(self) -> list[Step]:
        """The steps to the value."""
        return steps(self.document, self.delta.at)

    @cached_property
    def depth(self) -> int:
        """How many steps lead to the subject."""
        return subjects.depth(self.way, self.delta)

    @property
    def subject(self) -> str:
        """The item of the document that the difference is about; "" for the document itself."""
        return subjects.subject(self.corpus, self.document, self.way[: self.depth])

    @property
    def value(self) -> Any:
        """What comes or goes; the new value of what changed."""
        return self.delta.old if self.delta.sign == REMOVED else self.delta.new

    def where(self, *, above: int = 0) -> str:
        """Say where the value stands below its subject, or what stands so many steps above it."""
        way = self.way[self.depth : len(self.way) - above]
        return subjects.where(self.corpus, self.document, way)

    def about(self) -> str:
        """Say where the value stands; an item of a list is told by its list."""
        item = self.delta.shape in {"item", "order"} and isinstance(self.delta.at[-1], int)
        return self.where(above=1 if item else 0)

    def said(self, sign: str, value: Any, node: Node | None = None, unit: str = "eur") -> str:
        """Say a value as its own side of the comparison names things."""
        corpus, document = self.pair.side(sign)
        node = node or self.delta.node
        return wording.show(corpus, document, node, value, unit, subjects.NAME)

    def arrow(self, unit: str = "eur") -> str:
        """Say both values, or the only one and whether it comes or goes."""
        if self.delta.sign == CHANGED:
            old = self.said(REMOVED, self.delta.old, unit=unit)
            return f"{old} → {self.said(ADDED, self.delta.new, unit=unit)}"
        return f"{self.said(self.delta.sign, self.value, unit=unit)} ({self.coming()})"

    def coming(self) -> str:
        """Say « ajout » or « retrait »."""
        return _("ajout") if self.delta.sign == ADDED else _("retrait")

    @cached_property
    def called(self) -> str:
        """The name of the item that comes or goes; "" where it has none, or is a long text."""
        step = self.way[-1]
        if is_long_text(step.value, step.node):
            return ""
        given = (self.corpus, self.document, step.node, step.value)
        name = wording.item_name(*given, step.around, subjects.NAME)
        if not name and step.value is not None:
            name = wording.bare(wording.show(*given, limit=subjects.NAME))
        return wording.quote(name or "…", subjects.NAME)

    @property
    def told_keys(self) -> set[str]:
        """The keys of the item that its name says whole."""
        step = self.way[-1]
        inner = step.node.of(step.value)
        if inner.form == "partie":
            return {"acteur", "libelle", "fonction"}
        titled = step.value.get(inner.name_key) if isinstance(step.value, dict) else None
        if self.kind.startswith("avenant"):
            return {inner.name_key, "date"} if self.called else {"date"}
        if isinstance(titled, str) and titled.strip():
            return {inner.name_key} if self.called else set()
        return set(step.around.natural_key)


def is_long_text(value: Any, node: Node) -> bool:
    """Tell whether a text, or the text that names a block, is too long to be quoted."""
    inner = node.of(value)
    text = value.get(inner.name_key) if isinstance(value, dict) else value
    return (
        isinstance(text, str)
        and text != UNDECIDED
        and len(text.split()) > 0
        and len(text) > subjects.NAME
        and not inner.targets
    )
