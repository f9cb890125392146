"""The values of one key of a block, and tables of them."""

from __future__ import annotations

import re
from functools import cache
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from feuille import french
from feuille.i18n import _
from feuille.public import OPEN
from feuille.render.inline import amount, is_late, is_past, missing, phrase, state, undecided, value
from feuille.render.model import (
    Absent,
    Column,
    Entry,
    Figure,
    Listing,
    Phrase,
    Prose,
    Row,
    State,
    Table,
    Text,
)
from feuille.render.prose import escape, paragraph
from feuille.render.words import line

if TYPE_CHECKING:
    from collections.abc import Iterable

    from feuille.corpus import Document
    from feuille.render.inline import Context
    from feuille.render.model import Block, Value
    from feuille.schema import Node

_ONE_LINE = 45
# Blocks of Markdown that nothing may stand before on their line: lists, titles, quotations, code.
_SEVERAL = re.compile(r"\n[ \t]*\n|(?:\A|\n)(?:[-+*>#`~=|]|\d{1,9}[.)]|\t| {4})")
_BLOCKS_OF_ONE_VALUE = frozenset({"periode", "montant", "partie"})


_PAST = phrase(State(_("échéance passée, avancement non renseigné"), "!", "alerte"))


def is_empty(found: Any) -> bool:
    """Tell whether a key is there for nothing; zero and false are values."""
    return found is None or found in ("", [], {})


def is_short(node: Node, found: Any) -> bool:
    """Tell whether a value reads as a few words beside its name."""
    node = node.of(found)
    if found is OPEN:
        return True
    if isinstance(found, list):
        return node.item is not None and all(_is_short_item(node.item, one) for one in found)
    if isinstance(found, dict):
        role = (node.child(key) for key in found)
        return node.form in _BLOCKS_OF_ONE_VALUE and all(
            one and one.form != "texte" for one in role
        )
    return node.form != "texte"


def _is_short_item(node: Node, found: Any) -> bool:
    """Tell whether an item of a list does; a block with one key counts as the value of it."""
    if (
        isinstance(found, dict)
        and len(found) == 1
        and node.of(found).form not in _BLOCKS_OF_ONE_VALUE
    ):
        (key, only), branch = *found.items(), node.of(found)
        child = branch.child(key)
        return child is not None and is_short(child, only)
    return not isinstance(found, list) and is_short(node, found)


def values(context: Context, source: Document, node: Node, found: Any) -> tuple[Value, ...]:
    """Return the values of a key: one, or those of a list, one after the other."""
    node = node.of(found)
    single = value(context, source, node, found)
    if single is not None:
        return (single,)
    if isinstance(found, list) and node.item is not None:
        return tuple(one for item in found for one in values(context, source, node.item, item))
    if isinstance(found, dict):
        inside = ((node.child(key), inner) for key, inner in found.items())
        return tuple(
            v for child, inner in inside if child for v in values(context, source, child, inner)
        )
    return ()


@cache
def owed(node: Node) -> frozenset[str]:
    """Return the keys of a block that a reader is told of even where they are absent."""
    shown = (key for key, child in node.places if child["x-resume"])
    return frozenset((*shown, *(node["x-attendus"] or ())))


def field(
    context: Context, source: Document, node: Node, block: dict[str, Any], key: str
) -> tuple[Value, ...]:
    """Return what to print for a key of a block: its values, and what its neighbours say of them.

    A key that lists show or that readers expect prints « non renseigné » where
    it is absent, « à définir » where the document leaves it open; a state
    says that it is late; an échéance that is past says so where no state does.
    """
    child, found = node.child(key), block.get(key)
    if child is None:
        return ()
    if is_empty(found):
        return (missing(),) if key in owed(node) else ()
    if found is OPEN:
        return (undecided(),)
    if child.form == "montant":
        told = amount(found, "etp" if block.get("unite") == "etp" else "eur")
        return (told,) if told else ()
    if child.form == "avancement" and isinstance(found, str):
        return (state(child, found, late=is_late(context, block)),)
    silent = key == "echeance" and node.child("avancement") and is_empty(block.get("avancement"))
    past = (_PAST,) if silent and is_past(context, found) else ()
    return (*_together(values(context, source, child, found)), *past)


def _together(shown: tuple[Value, ...]) -> tuple[Value, ...]:
    """Put values of one short word each on one line."""
    words = [
        one.parts[0].words
        for one in shown
        if isinstance(one, Phrase) and len(one.parts) == 1 and isinstance(one.parts[0], Text)
    ]
    if len(shown) < 2 or len(words) < len(shown) or any("," in one for one in words):  # noqa: PLR2004 - one value stands alone
        return shown
    joined = ", ".join(words)
    return text(joined) if len(joined) <= _ONE_LINE else shown


def title(node: Node, key: str) -> str:
    """Return the name of a key, fit to print."""
    child = node.child(key)
    return line(child.title if child else key)


def table(caption: str, titles: Iterable[str], rows: Iterable[Row]) -> Table:
    """Make a table of the columns that hold something; columns of figures are marked."""
    listed = list(rows)
    held = [
        (position, head, _is_numeric([row.cells[position] for row in listed]))
        for position, head in enumerate(titles)
        if any(row.cells[position] for row in listed)
    ]
    sides = _sides([numeric for _position, _head, numeric in held])
    kept = [
        (position, Column(head, side))
        for (position, head, _numeric), side in zip(held, sides, strict=True)
    ]
    return Table(
        caption,
        tuple(column for _position, column in kept),
        tuple(Row(tuple(row.cells[at] for at, _column in kept), row.anchor) for row in listed),
    )  # fmt: skip


def table_or_list(found: Table) -> Table | Listing:
    """Return a table of one column as a list."""
    if len(found.columns) > 1:
        return found
    return Listing(tuple(Entry(row.cells[0], row.anchor) for row in found.rows if row.cells))


def remarks(notes: Iterable[Entry]) -> tuple[Block, ...]:
    """Return what documents say of a table above, as a list; nothing where they say nothing."""
    listed = tuple(notes)
    head = Phrase((Text(line(_("Remarques :"))),), small=True)
    return (head, Listing(listed)) if listed else ()


def _sides(numeric: list[bool | None]) -> list[bool]:
    """Tell which columns are of figures: one that holds none yet is as a column beside it."""

    def last(known: bool | None, one: bool | None) -> bool | None:
        return known if one is None else one

    before, after = [*accumulate(numeric, last)], [*accumulate(numeric[::-1], last)][::-1]
    return [bool(left or right) for left, right in zip(before, after, strict=True)]


def _is_numeric(cells: list[tuple[Value, ...]]) -> bool | None:
    """Tell whether a column is of figures; None where nothing stands in it."""
    found = [
        one.parts[0] if isinstance(one, Phrase) and len(one.parts) == 1 else None
        for cell in cells
        for one in cell
    ]
    if found and all(isinstance(one, Absent) for one in found):
        return None
    return any(isinstance(one, Figure) for one in found) and all(
        isinstance(one, Figure | Absent) for one in found
    )


def text(words: object) -> tuple[Value, ...]:
    """Return a cell or a fact of plain words."""
    return (Phrase((Text(line(words)),)),) if words else ()


def headed(head: str, words: str) -> Prose:
    """Return Markdown after the words that say what it is of, on its first line where it has one.

    Without a head, the text as it is.
    """
    if not head:
        return Prose(words)
    gap = "\n\n" if _SEVERAL.search(words.strip()) else " "
    return Prose(f"{paragraph(escape(line(head)))}{french.NBSP}:{gap}{words.strip()}")


def prose(words: Any) -> tuple[Value, ...]:
    """Return a cell of Markdown, empty where there is none."""
    return (Prose(words),) if isinstance(words, str) and words.strip() else ()
