"""The page of a report: its lines side by side, what was spent, the totals that it prints."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from feuille import french, money, series
from feuille.i18n import _
from feuille.render import amounts, blocks, fields
from feuille.render.addresses import anchor
from feuille.render.inline import phrase
from feuille.render.model import Figure, Phrase, Row, Section
from feuille.render.words import line

if TYPE_CHECKING:
    from feuille.corpus import Document
    from feuille.money import Line
    from feuille.render.inline import Context
    from feuille.render.model import Block, Value
    from feuille.schema import Node

_SPENT = "depenses"
_ELSEWHERE = frozenset({"id", _SPENT})


def lines(context: Context, source: Document) -> tuple[Block, ...]:
    """Return the lines of a report as a table, then more on each of which more is said."""
    node, listed = source.type.node.child("lignes"), source.data.get("lignes")
    item = node.item if node else None
    if node is None or item is None or not isinstance(listed, list):
        return ()
    found = [(at, one) for at, one in enumerate(listed) if isinstance(one, dict)]
    children = {key: child for key in item.properties if (child := item.child(key))}
    short = [
        key
        for key, child in children.items()
        if key not in _ELSEWHERE
        and all(key not in one or fields.is_short(child, one[key]) for _at, one in found)
    ]
    skip, titled = _ELSEWHERE | set(short), item.name_key in short
    short = [key for key in short if key != item.name_key]
    rows, more = [], []
    for at, one in found:
        cells = [fields.field(context, source, item, one, key) for key in short]
        if titled and short:  # few lines have a title: actions name them
            cells[0] = (*fields.field(context, source, item, one, item.name_key), *cells[0])
        rows.append(Row((*cells, _spending(context, source, at)), anchor(one)))
        if inside := blocks.of_block(context, source, item, one, skip=skip):
            more.append(Section(_name(context, source, item, one), "", inside))
    heads = [*(fields.title(item, key) for key in short), fields.title(item, _SPENT)]
    title = _("Ce qui a été fait")
    table = fields.table(title, heads, rows)
    return (Section(title, "rubrique_lignes", (table, *more)),) if rows else ()


def _spending(context: Context, source: Document, at: int) -> tuple[Value, ...]:
    """Return what a line spent, a value a funder."""
    found: list[Value] = []
    for one in money.spent(source, ("lignes", at), ""):
        who, *rest = amounts.who(context, one)
        named = [part for value in who if isinstance(value, Phrase) for part in value.parts]
        parts = [*named, french.NBSP + ": ", Figure(line(one.amounts[money.SPENT]))]
        for value in (value for cell in rest for value in cell if isinstance(value, Phrase)):
            parts += [", ", *value.parts]
        found.append(phrase(*parts))
    return tuple(found)


def _name(context: Context, source: Document, item: Node, one: dict[str, Any]) -> str:
    """Name a line by its title, else by the actions or conventions that it is about."""
    about = [
        part.words
        for key in ("actions", "conventions")
        for value in fields.field(context, source, item, one, key)
        if isinstance(value, Phrase)
        for part in value.parts
    ]
    titled = isinstance(one.get(item.name_key), str)
    return french.join(about) if about and not titled else blocks.heading(item, one)


def spent(context: Context, source: Document) -> tuple[Block, ...]:
    """Return what a report says was spent, by funder, beside the totals that it prints."""
    said = [one for one, _seen in series.spending(source) if money.SPENT in one.amounts]
    printed = list(money.printed(source))
    held: dict[tuple[str, ...], list[Line]] = defaultdict(list)
    for one in said:
        held[one.financeur, one.fonds, one.nature, one.unite].append(one)
    rows = []
    for of in held.values():
        total = money.total([one.amounts[money.SPENT] for one in of])
        rows.append(Row((*amounts.who(context, of[0]), (phrase(Figure(line(total))),))))
    found: list[Block] = []
    if rows and source.id not in context.poorer:
        heads = [*amounts.titles(said[0]), _("Exécuté")]
        found.append(fields.table(_("Dépenses par financeur"), heads, rows))
    found += amounts.totals(context, source, said, printed)
    found += amounts.comments(context, [*said, *printed])
    return (Section(_("Dépenses"), "rubrique_depenses", tuple(found)),) if found else ()
