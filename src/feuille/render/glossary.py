"""The glossary: the acronyms that documents spell out, and where they are used."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from feuille import french
from feuille.i18n import _, plural
from feuille.render import fields
from feuille.render.addresses import HOME
from feuille.render.inline import PLAN, phrase, titled
from feuille.render.model import Fact, Facts, Link, Page, Phrase, Section, Text
from feuille.render.sheets import cut, sheets
from feuille.render.words import line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feuille.corpus import Document
    from feuille.diagnostics import Path
    from feuille.render.inline import Context
    from feuille.render.model import Block, Inline, Value
    from feuille.schema import Node

ADDRESS = "glossaire"

_ON_A_PAGE = 80
_USES = 5


@dataclass(frozen=True, slots=True)
class Term:
    """An acronym with the words that a document spells it out by.

    `block` holds both; `own` tells that the document is what bears the name.
    """

    acronym: str
    words: str
    document: Document
    block: dict[str, Any]
    own: bool


def terms(context: Context) -> list[Term]:
    """Return the acronyms that documents spell out, in order; an acronym may have several."""
    known: dict[Node, tuple[str, str]] = {}
    found = [
        term
        for document in context.corpus.documents.values()
        for at, node, value in document.spots
        if type(value) is dict
        and (term := _term(known, document, node, value, own=_bears(document, at))) is not None
    ]
    distinct: dict[tuple[str, str, str], Term] = {}
    for one in found:
        distinct.setdefault((one.acronym, one.words, one.document.id), one)
    rank = context.rank
    return sorted(
        distinct.values(), key=lambda one: (french.sort_key(one.acronym), rank[one.document.id])
    )


def _term(
    known: dict[Node, tuple[str, str]],
    document: Document,
    node: Node,
    block: dict[str, Any],
    *,
    own: bool,
) -> Term | None:
    """Return what a block spells out; words that only repeat the acronym explain nothing."""
    if node not in known:
        spelled = (
            (key, str(child["x-sigle"]))
            for key in node.properties
            if (child := node.child(key)) and child["x-sigle"]
        )
        known[node] = next(spelled, ("", ""))
    acronym, words = (block.get(key) for key in known[node])
    if not (isinstance(acronym, str) and isinstance(words, str)) or _said(acronym, words):
        return None
    return Term(acronym.strip(), words.strip(), document, block, own)


def _bears(document: Document, at: Path) -> bool:
    """Tell whether a name at a place of a document is its own, not one that a plan explains."""
    return not at or document.type.name != PLAN


def _said(acronym: str, text: str) -> bool:
    """Tell whether a text holds an acronym as a word of its own."""
    return acronym in text and bool(re.search(rf"(?<!\w){re.escape(acronym)}(?!\w)", text))


def pages(context: Context) -> Iterator[Page]:
    """Yield the pages of the glossary; none where no document spells anything out."""
    found = terms(context)
    if not found:
        return
    groups = [list(of) for _acronym, of in groupby(found, lambda one: one.acronym)]
    texts = {one.id: _text(one, found) for one in context.corpus.documents.values()}
    ranked = sorted(context.corpus.documents.values(), key=lambda one: context.rank[one.id])
    facts = []
    for group in groups:
        own = {one.document.id for one in group if one.own}
        uses = [d for d in ranked if d.id not in own and _said(group[0].acronym, texts[d.id])]
        facts.append(_fact(context, group, uses))
    page = Page(ADDRESS, _("Glossaire"), trail=(Link(_("Accueil"), HOME),))
    lead = phrase(line(_("Les sigles que ces documents emploient, en toutes lettres.")))
    yield from sheets(page, [(lead, Facts(tuple(part))) for part in cut(facts, _ON_A_PAGE)])


def pointer(source: Document) -> tuple[Block, ...]:
    """Return the way from the plan that holds a glossary to its page."""
    if not source.data.get("glossaire"):
        return ()
    title = _("Glossaire")
    way = phrase(Link(_("Les sigles de ces documents, en toutes lettres"), ADDRESS))
    return (Section(title, "rubrique_glossaire", (way,)),)


def _text(document: Document, found: list[Term]) -> str:
    """Return the words of a document, but for those that spell an acronym out."""
    apart = {id(one.block) for one in found if not one.own}
    return "\n".join(_words(document.data, apart))


def _words(value: Any, apart: set[int]) -> Iterator[str]:
    if type(value) is str:
        yield value
    elif type(value) is dict and id(value) not in apart:
        for inner in value.values():
            yield from _words(inner, apart)
    elif type(value) is list:
        for inner in value:
            yield from _words(inner, apart)


def _fact(context: Context, group: list[Term], uses: list[Document]) -> Fact:
    told = [value for one in group for value in _meaning(context, one)]
    if uses:
        parts: list[Inline] = [Text(line(_("Employé dans :")) + french.NBSP)]
        for number, one in enumerate(uses[:_USES]):
            parts += [Text(", ")] * (number > 0) + [titled(context, one)]
        left = len(uses) - _USES
        parts += [Text(plural(" et {n} autre", " et {n} autres", left))] * (left > 0)
        told.append(Phrase(tuple(parts)))
    return Fact(line(group[0].acronym), tuple(told))


def _meaning(context: Context, one: Term) -> tuple[Value, ...]:
    """Return the words of an acronym: a link to the document that bears it, or its definition."""
    words = line(one.words)
    told = phrase(Link(words, context.book.document(one.document)) if one.own else words)
    return (told, *fields.prose(one.block.get("definition")))
