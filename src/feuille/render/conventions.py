"""The actions of a convention, by axis."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from feuille.i18n import _
from feuille.render import blocks, fields
from feuille.render.addresses import anchor
from feuille.render.inline import phrase, reference
from feuille.render.model import Absent, Link, Listing, Row, Section
from feuille.render.words import line

if TYPE_CHECKING:
    from feuille.corpus import Document
    from feuille.render.inline import Context
    from feuille.render.model import Block
    from feuille.schema import Node

_ELSEWHERE = frozenset({"fiche", "axe", "financements"})


def actions(context: Context, source: Document) -> tuple[Block, ...]:
    """Return the actions of a convention: a table for each axis, then more on each action."""
    node = source.type.node.child("actions")
    item = node.item if node else None
    listed = _dicts(source.data.get("actions"))
    if node is None or item is None:
        return ()
    axes = _dicts(source.data.get("axes"))
    known = [one.get("id") for one in axes]
    groups: list[tuple[dict[str, Any] | None, list[dict[str, Any]]]] = [
        (axis, [one for one in listed if one.get("axe") == axis.get("id")]) for axis in axes
    ]
    groups.append((None, [one for one in listed if one.get("axe") not in known]))
    found: list[Block] = []
    for axis, own in groups:
        inside = _group(context, source, item, own, _axis_title(source, axis) or line(node.title))
        if axis is not None:
            said = blocks.of_block(
                context, source, _axis_node(source), axis, skip=frozenset({"id", "numero", "titre"})
            )
            found.append(Section(_axis_title(source, axis), anchor(axis), (*said, *inside)))
        elif own:
            found += [Section(_("Sans axe"), "", inside)] if axes else inside
    return (Section(line(node.title), "rubrique_actions", tuple(found)),) if found else ()


def _axis_node(source: Document) -> Node:
    axes = source.type.node.child("axes")
    return axes.item if axes and axes.item else source.type.node


def _axis_title(source: Document, axis: dict[str, Any] | None) -> str:
    return blocks.heading(_axis_node(source), axis) if axis else ""


def _group(
    context: Context, source: Document, item: Node, own: list[dict[str, Any]], caption: str
) -> tuple[Block, ...]:
    """Return a table of actions, and a section for each of which more is said."""
    short = [
        key for key in item.properties
        if key not in _ELSEWHERE and (child := item.child(key))
        and all(key not in one or fields.is_short(child, one[key]) for one in own)
    ]  # fmt: skip
    rows = [
        Row(
            (
                fields.field(context, source, item, one, "fiche"),
                *(fields.field(context, source, item, one, key) for key in short),
            ),
            anchor(one),
        )
        for one in own
    ]
    titles = [fields.title(item, key) for key in ("fiche", *short)]
    if not rows:
        return (phrase(Absent(_("aucune action"))),)
    listed = fields.table_or_list(fields.table(caption, titles, rows))
    more = [
        (one, inside)
        for one in own
        if (inside := blocks.of_block(context, source, item, one, skip=_ELSEWHERE | set(short)))
    ]
    # A list of names alone tells nothing where each of them is a heading below.
    alone = isinstance(listed, Listing) and len(more) == len(own)
    told = tuple(_section(context, source, item, one, inside) for one, inside in more)
    return told if alone else (listed, *(replace(one, anchor="") for one in told))


def _section(
    context: Context, source: Document, item: Node, one: dict[str, Any], inside: tuple[Block, ...]
) -> Section:
    """Return what is said of an action, under its name that leads to its fiche."""
    child, fiche = item.child("fiche"), one.get("fiche")
    if child is None or not isinstance(fiche, str) or not fiche:
        return Section(line(item.title), anchor(one), inside)
    named = reference(context, source, child, fiche)
    to = named if isinstance(named, Link) else None
    return Section(named.words, anchor(one), inside, to)


def _dicts(found: Any) -> list[dict[str, Any]]:
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
