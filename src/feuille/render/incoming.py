"""What leads to a page: the other end of every link."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING

from feuille import french
from feuille.i18n import _, plural
from feuille.render import blocks, fields
from feuille.render.addresses import listing
from feuille.render.inline import link, phrase
from feuille.render.model import Entry, Link, Listing, Phrase, Row, Section, Text
from feuille.render.words import line

if TYPE_CHECKING:
    from collections.abc import Container, Iterable

    from feuille.corpus import Document, Reference
    from feuille.diagnostics import Path
    from feuille.render.inline import Context
    from feuille.render.model import Block, Table
    from feuille.schema import Node, Type

_LONGEST = 100
"""A page lists so many of what leads to it; the type's own list holds the others."""

_COUNTED = "effectifs_annonces"
"""A document that counts what others announced says nothing of them."""


@dataclass(frozen=True)
class Incoming:
    """The references that lead to each page of the site."""

    context: Context

    @cached_property
    def by_page(self) -> dict[str, list[Reference]]:
        """References by the address of the page that they lead to."""
        found: dict[str, list[Reference]] = defaultdict(list)
        book = self.context.book
        for one in self.context.corpus.references:
            if one.at[:1] == (_COUNTED,):
                continue
            place = book.places.get(one.text)
            if one.target and one.target != one.source.id:
                found[book.place(one.target, one.item)[0]].append(one)
            elif not one.target and place and place is not one.source:
                found[book.document(place)].append(one)
        return found

    def sources(self, address: str, kind: str) -> list[Document]:
        """Return the documents of a type that lead to a page, in reading order."""
        found = {
            one.source.id: one.source
            for one in self.by_page.get(address, ())
            if one.source.type.name == kind
        }
        return sorted(found.values(), key=lambda one: self.context.rank[one.id])

    def sections(self, address: str, shown: Container[str] = ()) -> tuple[Block, ...]:
        """Return a section for each way to be linked to, as the schemas word it.

        `shown` are documents that the page presents already: « Cité par » and « Sur ce
        territoire » pass over them.
        """
        groups: dict[str, dict[str, list[Reference]]] = defaultdict(lambda: defaultdict(list))
        for one in sorted(
            self.by_page.get(address, ()), key=lambda one: self.context.rank[one.source.id]
        ):
            heading = _heading(one)
            if (heading and one.target) or one.source.id not in shown:
                groups[heading][one.source.id].append(one)
        worded = [heading for heading in groups if heading]
        sections = [
            Section(line(heading), f"cite_{number}", self._leading(heading, groups[heading]))
            for number, heading in enumerate(worded, start=1)
        ]
        if "" in groups:
            sections.append(Section(_("Cité par"), "cite_par", self._citing(groups[""])))
        return tuple(sections)

    def _leading(self, heading: str, found: dict[str, list[Reference]]) -> tuple[Block, ...]:
        """Return what leads to a page: the nodes of plans that do, then the other documents."""
        nodes = [
            Entry((phrase(node, f", {line(one.source.name)}"),))
            for references in found.values()
            for one in references
            if (node := self._node(one))
        ]
        others = [of[0].source for of in found.values() if not any(map(self._node, of))]
        listed = (Listing(tuple(nodes[:_LONGEST])),) if nodes else ()
        return (*listed, *self._documents(heading, others))

    def _node(self, one: Reference) -> Link | None:
        """Return the link to the page of the node of a plan that holds a reference."""
        source, known = one.source, self.context.book.nodes
        lengths = range(len(one.at), 0, -1)
        at = next((one.at[:n] for n in lengths if (source.id, one.at[:n]) in known), None)
        node, found = (source.type.node.at(at, source.data), source.get(at)) if at else (None, None)
        if at is None or node is None or not isinstance(found, dict):
            return None
        return Link(blocks.heading(node.of(found), found), known[source.id, at])

    def _documents(self, heading: str, documents: list[Document]) -> tuple[Block, ...]:
        kinds = dict.fromkeys(one.type for one in documents[:_LONGEST])
        found: list[Block] = []
        for kind in kinds:
            own = [one for one in documents[:_LONGEST] if one.type is kind]
            title = line(kind.plural if len(kinds) > 1 else heading)
            table = documents_table(self.context, own, title)
            found.append(Section(title, "", (table,)) if len(kinds) > 1 else table)
        return (*found, *_others(documents))

    def _citing(self, found: dict[str, list[Reference]]) -> tuple[Block, ...]:
        groups: dict[Type, list[Entry]] = defaultdict(list)
        for references in list(found.values())[:_LONGEST]:
            # A list that is named after what it holds tells nothing of it.
            titles = _once(_title(o) for o in references if not self._is_plain(o))
            told = (Text(f" ({', '.join(titles)})"),) if titles else ()
            source = references[0].source
            to = link(self.context, source, numbered=True)
            groups[source.type].append(Entry((Phrase((to, *told)),)))
        lists = (
            Section(line(kind.plural), "", (Listing(tuple(entries)),))
            for kind, entries in groups.items()
        )
        return (*lists, *_others([references[0].source for references in found.values()]))

    def _is_plain(self, one: Reference) -> bool:
        """Tell whether a reference stands in a key named after the type, or list, of its target."""
        target = self.context.corpus.documents[one.target]
        held = target.type.node.at(one.item[:1], target.data) if one.item else None
        return _title(one) == line(held.title if held else target.type.plural).lower()


def _others(documents: list[Document]) -> tuple[Block, ...]:
    """Say how many documents a page does not list, and where they all are."""
    left = documents[_LONGEST:]
    if not left:
        return ()
    kinds = {one.type.name: one.type for one in left}
    parts: list[Text | Link] = [
        Text(plural("{n} autre document, dans : ", "{n} autres documents, dans : ", len(left)))
    ]
    for number, (name, kind) in enumerate(sorted(kinds.items())):
        parts += [Text(", ")] if number else []
        parts.append(Link(line(kind.plural), listing(name)))
    return (Phrase(tuple(parts)),)


def _around(one: Reference) -> tuple[Node, Node | None]:
    """Return the node of a reference, or of the party that holds it; and the list around."""
    root, data = one.source.type.node, one.source.data
    at: Path = one.at
    parent = root.at(at[:-1], data) if at else None
    holder = parent.of(one.source.get(at[:-1])) if parent and not isinstance(at[-1], int) else None
    node = one.node
    if holder is not None and holder.form == "partie" and parent is not None:
        node, at = parent, at[:-1]
    around = root.at(at[:-1], data) if at and isinstance(at[-1], int) else None
    return node, around


def _heading(one: Reference) -> str:
    """Return the heading that the schema gives to a link seen from its end ("" for none)."""
    if not one.target:
        return _("Sur ce territoire")
    node, around = _around(one)
    return str(
        one.node["x-inverse"] or node["x-inverse"] or (around["x-inverse"] if around else "") or ""
    )


def _once(titles: Iterable[str]) -> list[str]:
    """Return titles each once, in their order; one that is the singular of another is left out."""
    found = dict.fromkeys(titles)
    return [one for one in found if f"{one}s" not in found]


def _title(one: Reference) -> str:
    node, around = _around(one)
    return line((around or node).title).lower()


def documents_table(context: Context, documents: list[Document], caption: str) -> Table | Listing:
    """Return documents as a table: number, name, and the keys that their schema shows in lists.

    A key that none of them has makes no column: see `silent`.
    """
    keys = [
        key
        for key in dict.fromkeys(key for one in documents for key in _shown(one.type.node))
        if not all(fields.is_empty(one.data.get(key)) for one in documents)
    ]
    rows = [
        Row((
            (phrase(link(context, one, numbered=True)),),
            *(fields.field(context, one, one.type.node, one.data, key) for key in keys),
        ))
        for one in documents
    ]  # fmt: skip
    nodes = {key: one.type.node for one in documents for key in _shown(one.type.node)}
    kinds = {one.type.title for one in documents}
    head = line(kinds.pop()) if len(kinds) == 1 else _("Titre")
    titles = [head, *(fields.title(nodes[key], key) for key in keys)]
    return fields.table_or_list(fields.table(caption, titles, rows))


def silent(documents: list[Document]) -> tuple[Phrase, ...]:
    """Say which of the keys that lists show none of some documents has."""
    nodes = {key: one.type.node for one in documents for key in _shown(one.type.node)}
    titles = [
        fields.title(node, key).lower()
        for key, node in nodes.items()
        if all(fields.is_empty(one.data.get(key)) for one in documents)
    ]
    told = _("Non renseigné dans toute la liste : {titles}.").format(titles=french.join(titles))
    return (Phrase((Text(line(told)),), small=True),) if titles else ()


@cache
def _shown(node: Node) -> list[str]:
    return [key for key, child in node.places if child["x-resume"]]
