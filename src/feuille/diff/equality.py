"""When two values of a document say the same thing, whatever the way they are written."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING, Any

from feuille.schema import Node
from feuille.values import PeriodError, decimal, periode

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from markdown_it import MarkdownIt

    from feuille.values import Periode

UNDESCRIBED = Node({}, {})
"""The node of what no schema describes: keys in x-, keys that a schema refuses."""


def child(node: Node, key: str) -> Node:
    """Return the node of a key; a node without annotations where the schema has none."""
    return node.child(key) or Node({}, {}, key)


def item(node: Node) -> Node:
    """Return the node of a list's items; a node without annotations where it is no list."""
    return node.item or UNDESCRIBED


def is_atomic(node: Node) -> bool:
    """Tell whether a value may be written short or as a block: it is then one value."""
    return node.of({}) is not node


def period(value: Any) -> Periode | None:
    """Read a period; None where it is none, or is impossible."""
    try:
        return periode(value)
    except PeriodError:
        return None


@dataclass(frozen=True, slots=True)
class Equality:
    """Compares values.

    `renames` maps references to what bears another id, a document or an item of
    one, to how they read today; `here` the same for the items of the document
    that is being compared, known inside it by their ids alone.
    """

    renames: Mapping[str, str]
    here: Mapping[str, str] = field(default_factory=dict)

    def inside(self, items: Mapping[str, str]) -> Equality:
        """Return the same for a document whose items changed ids so."""
        return replace(self, here=items) if items else self

    def same(self, node: Node, old: Any, new: Any) -> bool:
        """Tell whether two values mean the same; Markdown counts as what it renders."""
        if self.canonical(node, old) == self.canonical(node, new):
            return True
        return (
            isinstance(old, str)
            and isinstance(new, str)
            and node.form == "texte"
            and old.split() == new.split()
            and _rendered(old) == _rendered(new)
        )

    def canonical(self, node: Node, value: Any) -> Hashable:
        """Return a form that equal values share; None for what holds nothing.

        An absent key, an empty block and an empty list are the same nothing.
        """
        if isinstance(value, str) and node.form == "partie":
            value = {"acteur": value}
        if isinstance(value, dict):
            return self._block(node.of(value), value)
        if isinstance(value, list):
            return self._list(node, value)
        return None if value is None else self._scalar(node, value)

    def _block(self, node: Node, value: dict[str, Any]) -> Hashable:
        rows = ((key, self.canonical(child(node, key), inner)) for key, inner in value.items())
        kept = sorted((row for row in rows if row[1] is not None), key=lambda row: row[0])
        return ("block", *kept) if kept else None

    def _list(self, node: Node, value: list[Any]) -> Hashable:
        rows = (self.canonical(item(node), inner) for inner in value)
        kept = [row for row in rows if row is not None]
        if not node["x-ordre"]:
            kept.sort(key=repr)
        return ("list", *kept) if kept else None

    def _scalar(self, node: Node, value: Any) -> Hashable:
        if isinstance(value, bool):
            return ("bool", value)
        if node.form in {"date", "periode"}:
            found = period(value)
            if found is not None:
                return ("period", found.debut, found.fin)
        if isinstance(value, int | float) and not takes_text(node):
            return ("number", decimal(value).normalize())
        return ("text", self.renamed(node, _tidy(str(value))))

    def renamed(self, node: Node, text: str) -> str:
        """Return a reference as it reads once all bear their new ids; other texts as is."""
        kinds = [kind for kind, _item in node.of(text).targets]
        if text in self.here and not all(kinds):
            return self.here[text]
        if not any(kinds):
            return text
        head, sharp, rest = text.partition("#")
        return self.renames.get(text) or self.renames.get(head, head) + sharp + rest


def takes_text(node: Node) -> bool:
    """Tell whether a number here may as well be written between quotes."""
    kinds = node["type"] if isinstance(node["type"], list) else [node["type"]]
    return "string" in kinds or node.of("") is not node


def _tidy(text: str) -> str:
    """Drop the spaces that nobody sees: at the end of lines, and which kind they are."""
    plain = text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")
    return "\n".join(line.rstrip() for line in plain.strip().splitlines())


@cache
def _markdown() -> MarkdownIt:
    from markdown_it import MarkdownIt

    reader = MarkdownIt("commonmark")
    # Where a paragraph's lines break is formatting.
    reader.add_render_rule("softbreak", lambda *_arguments: " ")
    return reader


def _rendered(text: str) -> str:
    return str(_markdown().render(_tidy(text)))
