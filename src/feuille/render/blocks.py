"""Blocks and lists of documents as facts, tables and sections, by their schema alone.

Short values become facts, or columns where a list repeats them; texts and lists
become sections, in the order of the schema. A key that a schema gains shows up
without a line of code here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from feuille.render import fields, figures
from feuille.render.addresses import anchor
from feuille.render.model import (
    Block,
    Entry,
    Fact,
    Facts,
    Listing,
    Prose,
    Row,
    Section,
)
from feuille.render.words import line

if TYPE_CHECKING:
    from collections.abc import Callable

    from feuille.corpus import Document
    from feuille.render.inline import Context
    from feuille.schema import Node

    Arranged = Callable[[Context, Document, Node, list[Any]], tuple[Block, ...]]

LEADS = ("description", "definition", "texte")
"""Texts that need no heading: they say what the block around them is."""

ARRANGED: dict[tuple[str, str], Arranged] = {
    ("chiffres", "valeur"): figures.quoted,
    ("indicateurs", "realises"): figures.followed,
}
"""Lists that deserve a table of their own, by key and by a key that their items must have."""

_WIDEST = 6
_SHORT_TEXT = 160


def of_block(
    context: Context,
    source: Document,
    node: Node,
    block: dict[str, Any],
    *,
    skip: frozenset[str] = frozenset(),
    below: str = "",
    hooks: dict[str, Callable[[], tuple[Block, ...]]] | None = None,
) -> tuple[Block, ...]:
    """Return what a block says: its lead, its facts, then a section for each longer value.

    `skip` are keys shown elsewhere; `below` is the anchor of the section around
    ("" where sections are not to be linked to); `hooks` replace single keys.
    """
    leads: list[Block] = []
    facts: list[Fact] = []
    sections: list[Block] = []
    owed = fields.owed(node)
    for key, child in node.places:
        found = block.get(key)
        if key in skip or (found is None and key not in owed and not hooks):
            continue
        if hooks and key in hooks:
            sections += hooks[key]()
        elif key in LEADS and isinstance(found, str) and found.strip():
            leads.append(Prose(found))
        elif fields.is_empty(found) or fields.is_short(child, found):
            shown = fields.field(context, source, node, block, key)
            facts += [Fact(fields.title(node, key), shown)] if shown else []
        else:
            here = f"{below}_{key}" if below else ""
            inside = of_value(context, source, child, found, below=here)
            sections += [Section(fields.title(node, key), here, inside)] if inside else []
    return (*leads, *((Facts(tuple(facts)),) if facts else ()), *sections)


def of_value(
    context: Context, source: Document, node: Node, found: Any, *, below: str = ""
) -> tuple[Block, ...]:
    """Return what a long value says: a text, a block, or a list."""
    branch = node.of(found)
    if isinstance(found, dict) and branch.form != "partie":
        return of_block(context, source, branch, found, skip=frozenset({"id"}), below=below)
    if not isinstance(found, list):
        return _party(context, source, branch, found)
    arranged = next(
        (f for (key, own), f in ARRANGED.items() if key == node.key and _has(node, own)), None
    )
    return (
        arranged(context, source, node, found) if arranged else _list(context, source, node, found)
    )


def _has(node: Node, key: str) -> bool:
    return node.item is not None and node.item.child(key) is not None


def _list(context: Context, source: Document, node: Node, items: list[Any]) -> tuple[Block, ...]:
    """Return a list as a table, as sections or as entries, by what its items hold."""
    item = node.item
    if item is None:
        return ()
    blocks = [one for one in items if isinstance(one, dict)]
    branch = item.of({})
    if len(blocks) < len(items) or branch.form == "partie":
        entries = [Entry(of_value(context, source, item, one)) for one in items]
        return (Listing(tuple(one for one in entries if one.blocks), bool(node["x-ordre"])),)
    used = [
        key
        for key in branch.properties
        if key != "id" and any(not fields.is_empty(one.get(key)) for one in blocks)
    ]
    if _is_tabular(branch, blocks, used):
        return (_table(context, source, node, blocks, used),)
    heading = branch.child(branch.name_key) if branch.name_key else None
    more = used != [branch.name_key]
    if more and heading is not None and heading.form != "texte" and not node["x-ordre"]:
        return tuple(_section(context, source, branch, one) for one in blocks)
    entries = [_entry(context, source, branch, one) for one in blocks]
    return (Listing(tuple(entries), bool(node["x-ordre"])),)


def _is_tabular(node: Node, blocks: list[dict[str, Any]], used: list[str]) -> bool:
    """Tell whether a list reads as a table: several columns, each of a few words."""
    heading = node.child(node.name_key) if node.name_key else None
    if not 1 < len(used) <= _WIDEST or (heading is not None and heading.form == "texte"):
        return False
    children = {key: child for key in used if (child := node.child(key))}
    return all(
        fields.is_empty(one.get(key)) or _fits(child, one[key])
        for one in blocks
        for key, child in children.items()
    )


def _fits(node: Node, found: Any) -> bool:
    if fields.is_short(node, found):
        return True
    return isinstance(found, str) and len(found) <= _SHORT_TEXT and "\n" not in found.strip()


def _table(
    context: Context, source: Document, node: Node, blocks: list[dict[str, Any]], used: list[str]
) -> Block:
    item = node.item.of({}) if node.item else node
    # Amounts say their unit themselves.
    priced = any((child := item.child(key)) and child.form == "montant" for key in used)
    kept = [key for key in used if key != "unite" or not priced]
    keys = sorted(kept, key=lambda key: key != item.name_key)
    rows = [
        Row(tuple(fields.field(context, source, item, one, key) for key in keys), anchor(one))
        for one in blocks
    ]
    return fields.table(line(node.title), [fields.title(item, key) for key in keys], rows)


def heading(node: Node, block: dict[str, Any]) -> str:
    """Return the name of an item with its number, or the name of its kind."""
    own = block.get(node.name_key) if node.name_key else None
    words = line(own) if isinstance(own, str) and own.strip() else line(node.title)
    number = block.get("numero")
    return f"{line(number)}. {words}" if isinstance(number, str) and number else words


def _section(context: Context, source: Document, node: Node, block: dict[str, Any]) -> Section:
    skip = frozenset({"id", "numero", node.name_key})
    return Section(
        heading(node, block), anchor(block), of_block(context, source, node, block, skip=skip)
    )


def _entry(context: Context, source: Document, node: Node, block: dict[str, Any]) -> Entry:
    """Return an item told by its texts, with its short values beside them."""
    leads: list[Block] = []
    own = node.name_key
    first = fields.field(context, source, node, block, own) if own else ()
    leads += first
    inside = of_block(context, source, node, block, skip=frozenset({"id", own}))
    facts = [Facts(one.rows, small=True) if isinstance(one, Facts) else one for one in inside]
    return Entry((*leads, *facts), anchor(block))


def _party(context: Context, source: Document, node: Node, found: Any) -> tuple[Block, ...]:
    """Return a single value; a party's role follows it."""
    told = fields.values(context, source, node, found)
    role = (
        [
            fields.prose(inner)
            for key, inner in found.items()
            if (child := node.child(key)) and child.form == "texte"
        ]
        if isinstance(found, dict)
        else []
    )
    return (*told, *(one for texts in role for one in texts))
