"""Numbers that documents quote, and indicators followed, as tables."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from feuille import french, territory
from feuille.i18n import _
from feuille.render import fields
from feuille.render.cells import KINDS as NAMES
from feuille.render.inline import link, missing, phrase, reference, titled
from feuille.render.model import Absent, Entry, Figure, Phrase, Row, Text
from feuille.render.words import line
from feuille.rollup import words
from feuille.series import KINDS, only_territory
from feuille.values import decimal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from decimal import Decimal

    from feuille.corpus import Document
    from feuille.render.inline import Context
    from feuille.render.model import Block, Inline, Table, Value
    from feuille.schema import Node
    from feuille.series import Suivi

_EUROS = {"€", "eur", "euro", "euros"}
_PERCENT = {"%", "pourcent", "pour cent"}
_SHORT = 9
_WORDED = "qualitatif"
_RATE = "pourcent"
_OF = f"{french.NBSP}sur{french.NBSP}"


def quoted(context: Context, source: Document, node: Node, items: list[Any]) -> tuple[Block, ...]:
    """Return the numbers that a document quotes: what, how much, when, where, says who."""
    item = node.item
    found = [one for one in items if isinstance(one, dict)]
    if item is None or not found:
        return ()
    others = ("periode", "territoire", "source")
    rows = [
        Row((
            fields.field(context, source, item, one, "libelle"),
            (_quantity(item, one),),
            *(fields.field(context, source, item, one, key) for key in others),
        ))
        for one in found
    ]  # fmt: skip
    titles = [fields.title(item, key) for key in ("libelle", "valeur", *others)]
    return (fields.table(line(node.title), titles, rows),)


def _quantity(node: Node, block: dict[str, Any]) -> Value:
    """Return a quoted number with its own words, else as a figure with its unit."""
    words, number = block.get("texte"), block.get("valeur")
    if isinstance(words, str) and words:
        return phrase(line(words))
    if isinstance(number, bool) or not isinstance(number, int | float):
        return missing()
    nearness = block.get("approximation")
    labels = node.child("approximation")
    before = f"{labels.labels.get(nearness, nearness)} " if labels and nearness else ""
    return phrase(Figure(before + measured(decimal(number), str(block.get("unite") or ""))))


def measured(number: Decimal, unit: str) -> str:
    """Write a number with its unit."""
    if unit.lower() in _PERCENT:
        return french.percent(number)
    if unit.lower() in _EUROS:
        return french.euros(number)
    return french.number(number) + (french.NBSP + french.unit(line(unit), number) if unit else "")


def followed(context: Context, source: Document, node: Node, items: list[Any]) -> tuple[Block, ...]:
    """Return the indicators that a document follows, one row each, and notes to their values."""
    item = node.item
    blocks = [one for one in items if isinstance(one, dict)]
    if item is None or not blocks:
        return ()
    several = any(
        one.get("territoire") != only_territory(source) for one in blocks if one.get("territoire")
    )
    rows: list[Row] = []
    notes: list[Entry] = []
    for one in blocks:
        name = fields.field(context, source, item, one, "indicateur") or (missing(),)
        where = {"territoire": one.get("territoire") or only_territory(source)}
        place = fields.field(context, source, item, where, "territoire") if several else ()
        rows.append(Row((name, place, *_values(context, source, item, one, KINDS))))
        notes += _notes(context, source, item, one, name[0])
    titles = [fields.title(item, key) for key in ("indicateur", "territoire", *KINDS)]
    return (fields.table(line(node.title), titles, rows), *fields.remarks(notes))


def written(context: Context, source: Document, blocks: Sequence[Suivi]) -> Table:
    """Return the values of an indicator as documents give them: where, in which one, how much.

    Starting values and targets that none of them gives have no column; words stand in one.
    """
    unit, worded = str(source.data.get("unite") or ""), source.data.get("nature") == _WORDED
    # The unit of a whole table stands once, but for the signs that numbers carry.
    own = unit if unit.lower() in _PERCENT | _EUROS else ""
    given = {key for one in blocks for key in KINDS if one.document.get((*one.at, key))}
    kept = [key for key in KINDS if key in given or key == "realises"]
    rows, titles = [], []
    for one in blocks:
        node, held = one.document.type.node.at(one.at, one.document.data), one.document.get(one.at)
        if node is None:
            continue
        told = _told if worded else _values
        about = _place(context, one, node), _holders(context, one)
        rows.append(Row((*about, *told(context, one.document, node, held, kept, own))))
        kinds = [_("En mots")] if worded else [fields.title(node, kind) for kind in kept]
        titles = [fields.title(node, "territoire"), _("Document"), *kinds]
    said = _("Valeurs") if own or not unit else _("En {unit}").format(unit=unit)
    return fields.table(line(said), titles, rows)


def _place(context: Context, one: Suivi, node: Node) -> tuple[Value, ...]:
    """Return the territory that values are about."""
    child = node.child("territoire")
    if child is None or not one.territoire:
        return (missing(),)
    known = reference(context, one.document, child, one.territoire)
    return (phrase(known) if known else missing(),)


def _told(
    context: Context,
    source: Document,
    node: Node,
    block: dict[str, Any],
    kinds: Iterable[str],
    unit: str,
) -> tuple[tuple[Value, ...], ...]:
    """Return one cell of what a follow-up says in words, each after its kind and its period."""
    found = [
        _dated(context, source, of, row, unit, f"{_(NAMES[KINDS[kind]])} ")
        for kind in sorted(kinds, key=lambda kind: [*NAMES].index(KINDS[kind]))
        for of, row in _rows(node, block, kind)
    ]
    return (tuple(found) or (_why(node, block),),)


def _holders(context: Context, one: Suivi) -> tuple[Value, ...]:
    """Return the document that follows an indicator, and the action that it does so for."""
    action = context.corpus.documents.get(one.action)
    known = action is not None and action is not one.document
    for_ = (phrase(link(context, action, numbered=True)),) if action and known else ()
    return (phrase(titled(context, one.document)), *for_)


def _values(
    context: Context,
    source: Document,
    node: Node,
    block: dict[str, Any],
    kinds: Iterable[str],
    unit: str | None = None,
) -> tuple[tuple[Value, ...], ...]:
    """Return the cells of starting values, targets and results of one follow-up.

    Their unit is that of the indicator unless one is given.
    """
    if unit is None:
        indicator = context.corpus.documents.get(str(block.get("indicateur")))
        unit = str(indicator.data.get("unite") or "") if indicator else ""
    nothing = (_why(node, block),) if _is_owed(context, source, block) else ()
    return tuple(
        tuple(_dated(context, source, of, row, unit) for of, row in _rows(node, block, kind))
        or nothing
        for kind in kinds
    )  # fmt: skip


def _is_owed(context: Context, source: Document, block: dict[str, Any]) -> bool:
    """Tell whether a reader expects all values of a follow-up.

    Where it is of a territory wider than those that answer, or inside one of
    them, its document gives what it likes: the others say the rest.
    """
    indicator = context.corpus.documents.get(str(block.get("indicateur")))
    levels = indicator.data.get("mailles") if indicator else None
    place = territory.lookup(str(block.get("territoire") or only_territory(source) or ""))
    if place is None or not isinstance(levels, list) or not levels or block.get("manque"):
        return True
    return place.maille in levels


def _rows(node: Node, block: dict[str, Any], kind: str) -> Iterator[tuple[Node, dict[str, Any]]]:
    child, found = node.child(kind), block.get(kind)
    if child and child.item and isinstance(found, list):
        yield from ((child.item, row) for row in found if isinstance(row, dict))


def _dated(
    context: Context,
    source: Document,
    node: Node,
    row: dict[str, Any],
    unit: str,
    head: str = "",
) -> Value:
    """Return one value after its period, and `head`; on one line with it where it is short."""
    when = fields.field(context, source, node, row, "periode")
    provisional = _(" (provisoire)") * (row.get("provisoire") is True)
    found, text = _measure(row, unit), row.get("texte")
    if found is None and isinstance(text, str) and text.strip():
        told = (part.words for one in when if isinstance(one, Phrase) for part in one.parts)
        return fields.headed("".join((head, *told, provisional)), text)
    parts: list[Inline] = [Text(head)] if head else []
    said = (found or _why(node, row)).parts
    gap = french.NBSP if sum(len(part.words) for part in said) <= _SHORT else " "
    for one in when:
        if isinstance(one, Phrase):
            parts += [*one.parts, Text(f"{french.NBSP}:{gap}")]
    return Phrase((*parts, *said, *([Text(provisional)] if provisional else [])))


def _measure(row: dict[str, Any], unit: str) -> Phrase | None:
    """Return the number of a row, None where it gives none."""
    top, bottom, number = (
        _number(row.get(key)) for key in ("numerateur", "denominateur", "valeur")
    )
    if number is None and top is not None and bottom:
        share, detail = Fraction(top) / Fraction(bottom) * 100, _(" ({top} sur {bottom})")
        told = detail.format(top=french.number(top), bottom=french.number(bottom))
        return phrase(Figure(words.figure(share, _RATE)), Text(told.replace(" sur ", _OF)))
    return phrase(Figure(measured(number, unit))) if number is not None else None


def _number(found: Any) -> Decimal | None:
    return (
        decimal(found) if isinstance(found, int | float) and not isinstance(found, bool) else None
    )


def _why(node: Node, block: dict[str, Any]) -> Phrase:
    """Say why a value is missing: in the words of the document, else that nothing is said."""
    child, reason = node.child("manque"), block.get("manque")
    if not isinstance(reason, str) or child is None:
        return missing()
    motif = block.get("motif")
    words = child.labels.get(reason, reason)
    words += f" ({str(motif).strip().rstrip('.')})" if motif else ""
    return phrase(Absent(line(words)))


def _notes(
    context: Context, source: Document, node: Node, block: dict[str, Any], name: Value
) -> Iterator[Entry]:
    """Yield what helps to read the values of a follow-up: comments and sources."""
    head = name.parts if isinstance(name, Phrase) else ()
    if comment := fields.prose(block.get("commentaire")):
        yield Entry((Phrase(head), *comment))
    for kind in KINDS:
        for row_node, row in _rows(node, block, kind):
            origin = fields.field(context, source, row_node, row, "source")
            comment = fields.prose(row.get("commentaire"))
            when = fields.field(context, source, row_node, row, "periode")
            if origin or comment:
                told = [
                    part
                    for one in (*when, *origin)
                    if isinstance(one, Phrase)
                    for part in (Text(", "), *one.parts)
                ]
                yield Entry((Phrase((*head, *told)), *comment))
