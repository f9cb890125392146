"""Single values of documents as words, by the way their schema says they are shown."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from feuille import french, rollup, series, status, territory
from feuille.i18n import _
from feuille.render.funds import Funds
from feuille.render.model import Absent, Away, Figure, Inline, Link, Phrase, Prose, State, Text
from feuille.render.words import clean, line
from feuille.rollup import amounts, counts, rows
from feuille.rollup.plan import Plan
from feuille.values import PeriodError, decimal, montant, periode

if TYPE_CHECKING:
    from datetime import date

    from feuille.corpus import Corpus, Document
    from feuille.diagnostics import Path
    from feuille.render.addresses import Book
    from feuille.render.model import Value
    from feuille.rollup.amounts import Ledger
    from feuille.rollup.records import Cell, Count, Progress, Rollup
    from feuille.schema import Node
    from feuille.series import Suivi

PLAN = "feuille-de-route"
FICHE = "fiche-action"
_STATES = {
    "a-venir": ("○", "neutre"), "en-cours": ("◐", "cours"), "realise": ("●", "fait"),
    "en-pause": ("‖", "neutre"), "bloque": ("✕", "alerte"), "abandonne": ("–", "neutre"),
}  # fmt: skip


@dataclass(frozen=True)
class Context:
    """What every page is computed from: the public corpus, its addresses, the day that counts.

    `poorer` names the documents of which a part is not published; `around` holds
    those that pages may name without having a page for them.
    """

    corpus: Corpus
    book: Book
    as_of: date
    poorer: frozenset[str]
    around: Corpus | None = None

    @cached_property
    def rank(self) -> dict[str, int]:
        """The place of each document in reading order."""
        order = [d.id for kind in self.kinds for d in self.corpus.of_type(kind)]
        return {identifier: position for position, identifier in enumerate(order)}

    @cached_property
    def kinds(self) -> list[str]:
        """The types of which there are documents, those of the plan first."""
        found = {d.type.name: d.type for d in self.corpus.documents.values()}
        first = ["fiche-action", "fiche-territoire", "convention", "indicateur"]
        rest = sorted(set(found) - set(first), key=lambda one: french.sort_key(found[one].plural))
        return [one for one in first if one in found] + rest

    @cached_property
    def followed(self) -> dict[str, list[Suivi]]:
        """What follows each indicator, in reading order."""
        found: dict[str, list[Suivi]] = defaultdict(list)
        for one in series.blocks(self.corpus):
            found[one.indicateur].append(one)
        return {
            key: sorted(of, key=lambda one: self.rank[one.document.id]) for key, of in found.items()
        }

    @cached_property
    def rollup(self) -> Rollup:
        """What adds up over territories, with the counts and rates of plans and their nodes."""
        return rollup.compute(self.corpus, as_of=self.as_of, plan=self.plan, book=self.ledger)

    @cached_property
    def cells(self) -> dict[str, list[Cell]]:
        """The cells of each indicator."""
        found: dict[str, list[Cell]] = defaultdict(list)
        for one in self.rollup.cells:
            found[one.indicateur].append(one)
        return found

    @cached_property
    def rates(self) -> dict[str, dict[str, Progress]]:
        """The rates of each indicator by territory; those of plans and nodes under ""."""
        found: dict[str, dict[str, Progress]] = defaultdict(dict)
        for one in self.rollup.progress:
            found[one.indicateur][one.row.id] = one
        return found

    @cached_property
    def plan(self) -> Plan:
        """The links of the corpus that rollups follow."""
        return Plan(self.corpus)

    @cached_property
    def ledger(self) -> Ledger:
        """The lines of money that count, and the totals that documents print."""
        return amounts.ledger(self.plan, self.plan.home, None, self.as_of)

    @cached_property
    def funds(self) -> Funds:
        """The money of the plan, by convention and by place."""
        return Funds(self.plan, self.ledger)

    @cached_property
    def by_place(self) -> dict[str, dict[str, list[Cell]]]:
        """The cells of each territory, by indicator."""
        found: dict[str, dict[str, list[Cell]]] = defaultdict(lambda: defaultdict(list))
        for one in self.rollup.cells:
            found[one.row.id][one.indicateur].append(one)
        return found

    @cached_property
    def counts(self) -> dict[str, Count]:
        """The counts of fiches of plans and of the nodes of their trees, by reference."""
        plan, scope = self.plan, self.rollup.scope
        measures = counts.counts(plan, rows.tree(plan, scope, "mesure"), scope)
        return {one.row.id: one for one in (*measures, *self.rollup.counts)}

    def plan_of(self, source: Document) -> Document | None:
        """Return the plan that a document belongs to; a plan belongs to itself alone."""
        return None if source.type.name == PLAN else self.corpus.plan_of(source)


def phrase(*parts: Inline | str) -> Phrase:
    """Make a phrase; bare words are words of the program or already fit to print."""
    return Phrase(tuple(Text(part) if isinstance(part, str) else part for part in parts))


def missing() -> Phrase:
    """Say that a value which a reader expects is not there."""
    return phrase(Absent(line(_("non renseigné")).replace(" ", french.NBSP)))


def undecided() -> Phrase:
    """Say that the document leaves a value open."""
    return phrase(Absent(line(_("à définir")).replace(" ", french.NBSP)))


def value(context: Context, source: Document, node: Node, found: Any) -> Value | None:
    """Return a single value as people read it; None for a list or a block without a form."""
    node = node.of(found)
    if isinstance(found, bool):
        return phrase(_("oui") if found else _("non"))
    form = _FORMS.get(node.form)
    shown = form(node, found) if form else None
    if shown is None and node.form == "partie" and isinstance(found, dict):
        shown = party(context, source, node, found)
    if shown is not None:
        return shown
    if isinstance(found, int | float):
        counted = node.form == "nombre" or node["type"] in ("number", "integer")
        return phrase(Figure(french.number(decimal(found))) if counted else Text(str(found)))
    if not isinstance(found, str):
        return None
    if node.targets:
        return phrase(reference(context, source, node, found))
    return phrase(line(node.labels.get(found, found)))


def reference(context: Context, source: Document, node: Node, text: str) -> Inline:
    """Return what a reference leads to: a link, a territory's name, or that it is lost."""
    target, item = context.corpus.resolve(text, node, source)
    if target:
        return Link(_name(context.corpus, target, item, text), *context.book.place(target, item))
    place = territory.lookup(text) or territory.former(text)
    fiche = context.book.places.get(text)
    if place and fiche and fiche is not source:
        return Link(line(place.nom), context.book.document(fiche))
    if place:
        return Text(line(place.nom))
    if context.around:
        target, item = context.around.resolve(text, node, source)
    if context.around and target:
        return Text(_name(context.around, target, item, text))
    return Absent(line(_("{text} (introuvable)").format(text=text)))


def _name(corpus: Corpus, target: str, item: Path | None, text: str) -> str:
    document = corpus.documents[target]
    if item is None:
        return _numbered(document)
    own = text.rpartition("#")[2]
    named = corpus.name(f"{target}#{own}")
    # An item without a title of its own is known by the document that it carries.
    carried = corpus.documents.get(own) if named == own else None
    number = document.get((*item, "numero"))
    before = f"{number}. " if isinstance(number, str) and number else ""
    return line(before + (carried.name if carried else named))


def link(context: Context, document: Document, *, numbered: bool = False) -> Link:
    """Return the link to a document's page; `numbered` puts its number before its name."""
    words = _numbered(document) if numbered else line(document.name)
    return Link(words, context.book.document(document))


def titled(context: Context, document: Document) -> Link:
    """Return a link that says alone where it leads: many bear the name of their place."""
    place = territory.lookup(str(document.data.get("territoire")))
    if place is None or line(place.nom) != line(document.name):
        return link(context, document, numbered=True)
    words = _("{kind} : {name}").format(kind=document.type.title, name=document.name)
    return Link(line(words), context.book.document(document))


def _numbered(document: Document) -> str:
    number = document.data.get("numero")
    before = f"{number}. " if isinstance(number, str) and number else ""
    return line(before + document.name)


def state(node: Node, found: Any, *, late: bool = False) -> Phrase:
    """Return a state of progress as word and mark, and that it is late where it is."""
    mark, tone = _STATES.get(found, ("·", "neutre")) if isinstance(found, str) else ("·", "neutre")
    parts: list[Inline] = [State(line(node.labels.get(found, found)), mark, tone)]
    if late:
        parts += [Text(" "), State(_("en retard"), "!", "alerte")]
    return Phrase(tuple(parts))


def is_past(context: Context, echeance: Any) -> bool:
    """Tell whether the day that counts is after the end of a period."""
    try:
        when = periode(echeance)
    except PeriodError:
        return False
    return when is not None and status.is_past(when, context.as_of)


def is_late(context: Context, block: dict[str, Any]) -> bool:
    """Tell whether a block is due before the day that counts, and says that it has not ended."""
    return status.is_late(block, context.as_of)


def party(context: Context, source: Document, node: Node, found: dict[str, Any]) -> Phrase | None:
    """Return a party: who, as what, since when; its role is told apart."""
    parts: list[Inline] = []
    for key in node.properties:
        child, inner = node.child(key), found.get(key)
        if child is None or inner is None or child.form == "texte":
            continue
        shown = value(context, source, child, inner)
        if not isinstance(shown, Phrase):
            continue
        dated = child.form == "periode"
        if parts:
            parts.append(Text(f" ({child.title.lower()} " if dated else ", "))
        parts += [*shown.parts, Text(")")] if dated and parts else shown.parts
    return Phrase(tuple(parts)) if parts else None


def _period(_node: Node, found: Any) -> Value | None:
    try:
        when = periode(found)
    except PeriodError:
        return phrase(line(found.get("periode") if isinstance(found, dict) else found))
    return phrase(line(when)) if when else None


def amount(found: Any, unit: str = "eur") -> Phrase | None:
    """Return an amount in its unit (eur or etp)."""
    read = montant(found, unit)
    return phrase(Figure(line(read))) if read else None


def _amount(_node: Node, found: Any) -> Value | None:
    return amount(found)


def _percent(_node: Node, found: Any) -> Value | None:
    numeric = isinstance(found, int | float)
    return phrase(Figure(french.percent(decimal(found)))) if numeric else None


def _prose(_node: Node, found: Any) -> Value | None:
    return Prose(found) if isinstance(found, str) else None


def _progress(node: Node, found: Any) -> Value | None:
    return state(node, found) if isinstance(found, str) else None


def _address(_node: Node, found: Any) -> Value | None:
    return phrase(away(found)) if isinstance(found, str) else None


def away(url: str, words: str = "") -> Inline:
    """Return a link out of the site; bare words where pages may not hold the address."""
    from markdown_it.common.normalize_url import normalizeLink

    shown = url.partition("://")[2].removeprefix("www.").rstrip("/") or url
    bare = line(words or shown.removeprefix("mailto:"))
    allowed = url.lower().startswith(("http://", "https://", "mailto:")) and url == clean(url)
    return Away(bare, normalizeLink(url)) if allowed else Text(bare)


_FORMS = {
    "periode": _period, "date": _period, "montant": _amount, "pourcent": _percent,
    "texte": _prose, "avancement": _progress, "lien": _address,
}  # fmt: skip
