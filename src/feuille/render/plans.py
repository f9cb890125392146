"""The trees of a plan: a page for each node, at any depth, and each tree as a list."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from feuille import french
from feuille.i18n import _
from feuille.render import blocks, progress
from feuille.render.addresses import HOME, TREES, nodes
from feuille.render.inline import link, phrase
from feuille.render.later import later
from feuille.render.model import Entry, Link, Listing, Page, Section
from feuille.render.provenance import notices, sources
from feuille.render.words import line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feuille.corpus import Document
    from feuille.diagnostics import Path
    from feuille.render.incoming import Incoming
    from feuille.render.inline import Context
    from feuille.render.model import Block
    from feuille.schema import Node


def tree(incoming: Incoming, source: Document, at: Path) -> tuple[Block, ...]:
    """Return the nodes of the list at a key path, each with its fiches counted, as nested lists."""
    found = source.get(at)
    entries = []
    for position, item in enumerate(found if isinstance(found, list) else ()):
        here = (*at, position)
        node = source.type.node.at(here, source.data)
        if isinstance(item, dict) and node is not None:
            words = blocks.heading(node.of(item), item)
            to = Link(words, incoming.context.book.nodes[source.id, here])
            counted = progress.node(incoming.context, _reference(source, item))
            below = [block for name in TREES for block in tree(incoming, source, (*here, name))]
            entries.append(Entry((phrase(to), *counted, *below)))
    return (Listing(tuple(entries)),) if entries else ()


def _reference(source: Document, item: dict[str, Any]) -> str:
    return f"{source.id}#{item.get('id')}"


def section(incoming: Incoming, source: Document, key: str) -> tuple[Block, ...]:
    """Return one tree of a plan under its heading."""
    child = source.type.node.child(key)
    inside = tree(incoming, source, (key,))
    return (
        (Section(line(child.title if child else key), f"rubrique_{key}", inside),) if inside else ()
    )


def pages(context: Context, incoming: Incoming, source: Document) -> Iterator[Page]:
    """Yield the page of each node of a plan, in order."""
    for key in TREES:
        listed = [(at, item) for at, item in nodes(source) if at[0] == key]
        for number, (at, item) in enumerate(listed):
            node = source.type.node.at(at, source.data)
            if node is None:
                continue
            around = [
                _link(context, source, *listed[n]) if 0 <= n < len(listed) else None
                for n in (number - 1, number + 1)
            ]
            head = Page(
                address=context.book.nodes[source.id, at],
                title=title(node.of(item), item),
                kicker=kicker(node.of(item), item),
                trail=_trail(context, source, at),
                foot=sources(context, source, apart=True),
                before=around[0],
                after=around[1],
            )
            yield later(head, partial(_whole, incoming, source, head, node.of(item), at))


def _whole(incoming: Incoming, source: Document, head: Page, node: Node, at: Path) -> Page:
    """Return the page of a node with what it says, and what says that it serves it."""
    context, item = incoming.context, source.get(at)
    below = [
        Section(line(child.title), f"rubrique_{name}", inside)
        for name in TREES
        if (child := node.child(name)) and (inside := tree(incoming, source, (*at, name)))
    ]
    names = french.join(one.title.lower() for one in below)
    counted = progress.node(context, _reference(source, item), names)
    said = blocks.of_block(
        context,
        source,
        node,
        item,
        skip=frozenset({"id", "numero", "remplace", node.name_key, *TREES}),
        below="rubrique",
    )
    first = next((n for n, one in enumerate(said) if isinstance(one, Section)), len(said))
    found = (
        *notices(context, source),
        *said[:first],
        *counted,
        *below,
        *said[first:],
        *incoming.sections(head.address),
    )
    return replace(head, blocks=found)


def title(node: Node, item: dict[str, Any]) -> str:
    """Return the name of a node of a plan, without its number."""
    own = item.get(node.name_key)
    return line(own) if isinstance(own, str) and own.strip() else line(node.title)


def kicker(node: Node, item: dict[str, Any]) -> str:
    """Return what a node of a plan is, with its number."""
    number = item.get("numero")
    return line(f"{node.title} {number}") if isinstance(number, str) else line(node.title)


def _link(context: Context, source: Document, at: Path, item: dict[str, Any]) -> Link:
    node = source.type.node.at(at, source.data)
    return Link(
        blocks.heading(node.of(item), item) if node else "", context.book.nodes[source.id, at]
    )


def _trail(context: Context, source: Document, at: Path) -> tuple[Link, ...]:
    """Return the home, the plan, and the nodes above."""
    above = [at[:length] for length in range(2, len(at), 2)]
    upper = [
        _link(context, source, one, item)
        for one in above
        if isinstance(item := source.get(one), dict)
    ]
    return (Link(_("Accueil"), HOME), link(context, source), *upper)
