"""The home of the site: the plan at a glance."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from feuille import french
from feuille.i18n import _, plural
from feuille.render import agenda, blocks, fields, home_map, plans, progress, results
from feuille.render.addresses import HOME, TREES, listing
from feuille.render.incoming import documents_table
from feuille.render.inline import FICHE, PLAN, link, phrase
from feuille.render.later import later
from feuille.render.model import (
    Cover,
    Entry,
    Fact,
    Facts,
    Link,
    Listing,
    Page,
    Phrase,
    Prose,
    Section,
    Text,
)
from feuille.render.provenance import notices, sources
from feuille.render.words import line

if TYPE_CHECKING:
    from feuille.corpus import Document
    from feuille.render.incoming import Incoming
    from feuille.render.inline import Context
    from feuille.render.model import Block, Value

_GLANCE = 40
"""A list of the home has so many rows at most; beyond, a link leads to the whole."""

_NAMED = ("fiche-territoire", "convention")
_FACTS = ("territoire", "periode", "niveau", "decline", "succede_a")
_COVER = ("territoire", "periode")
_TEXTS = ("description", "contexte")


def roadmap(context: Context) -> Document | None:
    """Return the plan that opens the site: the configured one, else the first that is published."""
    wanted = context.corpus.documents.get(context.corpus.config.feuille_de_route)
    if wanted is not None and wanted.type.name == PLAN:
        return wanted
    return next(iter(context.corpus.of_type(PLAN)), None)


def cover(context: Context) -> Cover:
    """Return what a printed plan says on its cover; whoever answers for it is its author."""
    plan, found = roadmap(context), []
    parties: tuple[Value, ...] = ()
    if plan:
        node, data = plan.type.node, plan.data
        found = [(fields.title(node, key), fields.field(context, plan, node, data, key))
                 for key in _COVER]  # fmt: skip
        led, block = node.child("gouvernance"), data.get("gouvernance")
        if led and isinstance(block, dict):
            parties = fields.field(context, plan, led, block, "pilotes")
            found.append((fields.title(led, "pilotes"), parties))
    found.append((_("Date de référence"), (phrase(line(french.day(context.as_of.isoformat()))),)))
    authors = [one.parts[0].words for one in parties if isinstance(one, Phrase) and one.parts]
    facts = tuple(Fact(line(term), shown) for term, shown in found if shown)
    return Cover(facts, tuple(authors), context.as_of)


def home(context: Context, incoming: Incoming, changes: tuple[Block, ...] = ()) -> Page:
    """Return the home: key figures, the map, the orientations, `changes`, the actions, the rest."""
    plan = roadmap(context)
    title = line(context.corpus.config.titre)
    kicker = line(plan.type.title) if plan and line(plan.name) == title else ""
    head = Page(HOME, title, kicker=kicker)

    def whole() -> Page:
        said = (
            _plan(context, incoming, plan, changes) if plan else (*_key_figures(context), *changes)
        )
        foot = sources(context, plan, apart=True) if plan else ()
        return replace(head, blocks=(*said, *_lists(context)), foot=foot)

    return later(head, whole)


def _plan(
    context: Context, incoming: Incoming, plan: Document, changes: tuple[Block, ...]
) -> tuple[Block, ...]:
    node, data = plan.type.node, plan.data
    facts = [
        Fact(fields.title(node, key), shown)
        for key in _FACTS
        if (shown := fields.field(context, plan, node, data, key))
    ]
    whole = Fact(_("Le plan en entier"), (phrase(link(context, plan)),))
    lead = next((data[key] for key in _TEXTS if isinstance(data.get(key), str)), "")
    return (
        *notices(context, plan),
        *((Prose(lead),) if lead else ()),
        Facts((*facts, whole)),
        *_key_figures(context),
        *home_map.section(context),
        *(block for key in TREES for block in plans.section(incoming, plan, key)),
        *changes,
        *_actions(context, plan),
        *_calendar(context, plan),
    )


def _key_figures(context: Context) -> tuple[Block, ...]:
    """Return where the whole territory stands on each indicator, with its coverage."""
    table = results.whole(context)
    if table is None:
        return ()
    left = table.rows[_GLANCE:]
    more = (phrase(Link(_("Tous les indicateurs"), listing("indicateur"))),) if left else ()
    cover = _("Entre parenthèses : territoires connus sur territoires attendus.")
    told = Phrase((Text(line(cover)),), small=True)
    inside = (replace(table, rows=table.rows[:_GLANCE]), told, *more)
    return (Section(_("Chiffres clés"), "rubrique_chiffres", inside),)


def _actions(context: Context, plan: Document) -> tuple[Block, ...]:
    """Return the plan's fiches action: how many are how far, and the list where it is short."""
    kind = next((d.type for d in context.corpus.of_type(FICHE)), None)
    fiches = [one for one in context.corpus.of_type(FICHE) if context.plan_of(one) is plan]
    if kind is None or not fiches:
        return ()
    found: list[Block] = [*progress.rate(context, plan.id)]
    counted = context.counts.get(plan.id)
    if counted and progress.states(context, counted):
        head = fields.title(kind.node, progress.KEY)
        found.append(progress.table(context, counted, _("Avancement des fiches action"), head))
    if counted:
        total = counted.fiches + counted.abandonnees
        found.append(phrase(line(_told(total, total - counted.avancement.get("", 0)))))
        left = len(fiches) - total
        if left > 0:
            apart = plural(
                "{n} fiche action hors du périmètre n’est pas comptée.",
                "{n} fiches action hors du périmètre ne sont pas comptées.",
                left,
            )
            found.append(phrase(line(apart)))
    if len(fiches) <= _GLANCE:
        found.append(documents_table(context, fiches, line(kind.plural)))
    else:
        found.append(phrase(Link(_("Toutes les fiches action"), listing(FICHE))))
    return (Section(line(kind.plural), "rubrique_fiches", tuple(found)),)


def _told(total: int, known: int) -> str:
    """Say how many actions tell how far they are."""
    if not known:
        return plural(
            "L’avancement de la fiche action n’est pas renseigné.",
            "L’avancement n’est renseigné pour aucune des {n} fiches action.",
            total,
        )
    said = plural(
        "Avancement renseigné pour {n} fiche action",
        "Avancement renseigné pour {n} fiches action",
        known,
    )
    return _("{said} sur {total}.").format(said=said, total=total)


def _calendar(context: Context, plan: Document) -> tuple[Block, ...]:
    node, found = plan.type.node.child("calendrier"), plan.data.get("calendrier")
    if node is None or not isinstance(found, dict):
        return ()
    inside = blocks.of_value(context, plan, node, found)
    more = phrase(Link(_("Toutes les dates du plan et de ses fiches"), agenda.ADDRESS))
    ways = (more,) if inside and agenda.is_any(context) else ()
    return (Section(line(node.title), "rubrique_calendrier", (*inside, *ways)),) if inside else ()


def _lists(context: Context) -> tuple[Block, ...]:
    """Return what else there is: territories and conventions by name, other types by number."""
    found: list[Block] = []
    every = []
    for name in context.kinds:
        documents = context.corpus.of_type(name)
        kind = documents[0].type
        if name in _NAMED and len(documents) <= _GLANCE:
            named = documents_table(context, documents, line(kind.plural))
            found.append(Section(line(kind.plural), f"rubrique_{name.replace('-', '_')}", (named,)))
        counted = Text(f" ({len(documents)})")
        every.append(Entry((phrase(Link(line(kind.plural), listing(name)), counted),)))
    if every:
        found.append(Section(_("Tous les documents"), "rubrique_tous", (Listing(tuple(every)),)))
    return tuple(found)
