"""The page of a document, and the list of the documents of a type."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from feuille.i18n import _
from feuille.render import (
    amounts,
    blocks,
    conventions,
    glossary,
    local,
    origins,
    plans,
    purse,
    reports,
    results,
    results_more,
)
from feuille.render.addresses import HOME, TREES, listing
from feuille.render.incoming import documents_table, silent
from feuille.render.inline import link, missing, phrase
from feuille.render.later import later
from feuille.render.model import Absent, Link, Page, Prose, Row, Section
from feuille.render.provenance import foot, notices
from feuille.render.sheets import cut, sheets
from feuille.render.words import line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from feuille.corpus import Document
    from feuille.render.incoming import Incoming
    from feuille.render.inline import Context
    from feuille.render.model import Block, Table
    from feuille.render.since import Since
    from feuille.schema import Type

_LONGEST = 200
"""Rows of a list on one page: beyond, the list goes on to another."""

_ELSEWHERE = frozenset({
    "type", "statut", "transcription", "confidentialite", "remplace",
    "sources", "documents", "effectifs_annonces",
})  # fmt: skip


_FORMAL = frozenset({
    "rubrique_exercices", "rubrique_signatures", "rubrique_deliberations", "rubrique_cadre",
    "rubrique_adoption",
})  # fmt: skip
"""What makes a document an act stands after what it says."""


def document(
    context: Context,
    incoming: Incoming,
    source: Document,
    around: tuple[Link | None, Link | None],
    since: Since | None = None,
) -> Page:
    """Return the page of a document; `around` are its neighbours in the list of its type."""
    kind = source.type
    number = source.data.get("numero")
    head = Page(
        address=context.book.document(source),
        title=line(source.name),
        kicker=line(f"{kind.title} n° {number}") if isinstance(number, str) else line(kind.title),
        trail=(Link(_("Accueil"), HOME), Link(line(kind.plural), listing(kind.name))),
        before=around[0],
        after=around[1],
    )

    def whole() -> Page:
        more, shown = _more(context, source)
        return replace(
            head,
            blocks=(
                *(since.lead(source) if since else ()),
                *notices(context, source),
                *_arranged(source, _said(context, incoming, source), more),
                *(since.section(source) if since else ()),
                *incoming.sections(head.address, shown),
            ),
            foot=foot(context, source),
            attached=origins.attached(context, source)
            if kind.name == "indicateur" and more
            else (),
        )

    return later(head, whole)


def _arranged(
    source: Document, said: tuple[Block, ...], more: tuple[Block, ...]
) -> tuple[Block, ...]:
    """Return what a document says with `more` that others add, what readers come for first."""
    acts = [one for one in said if _is_formal(one)]
    told = [one for one in said if not _is_formal(one)]
    if source.type.name != "indicateur":
        return (*told, *more, *acts)
    leads = [one for one in told if isinstance(one, Prose)]
    how = tuple(one for one in told if not isinstance(one, Prose))
    results, *values = more or (_unknown(),)
    method = (Section(_("Comment il est mesuré"), "rubrique_mesure", how),) if how else ()
    return (*leads, results, *method, *values, *acts)


def _unknown() -> Section:
    words = phrase(Absent(line(_("Aucune valeur n’est encore renseignée."))))
    return Section(_("Résultats"), "rubrique_resultats", (words,))


def _is_formal(found: Block) -> bool:
    return isinstance(found, Section) and found.anchor in _FORMAL


def _said(context: Context, incoming: Incoming, source: Document) -> tuple[Block, ...]:
    """Return what a document says itself."""
    return blocks.of_block(
        context, source, source.type.node, source.data,
        skip=_ELSEWHERE | {source.type.node.name_key, "numero"},
        below="rubrique",
        hooks=_hooks(context, incoming, source),
    )  # fmt: skip


def _hooks(
    context: Context, incoming: Incoming, source: Document
) -> dict[str, Callable[[], tuple[Block, ...]]]:
    """Return the keys of a document that a hand arranged better than the schema alone can."""
    if source.type.name == "feuille-de-route":
        trees = {key: lambda key=key: plans.section(incoming, source, key) for key in TREES}
        return {**trees, "glossaire": lambda: glossary.pointer(source)}
    if source.type.name == "convention":
        return {
            "axes": lambda: (),
            "actions": lambda: (
                *conventions.actions(context, source),
                *amounts.of_convention(context, source),
            ),
            "montants_imprimes": lambda: (),
            "avenants": lambda: amounts.acts(context, source),
            "cofinancement": lambda: amounts.cofinancing(context, source),
        }  # fmt: skip
    if source.type.name == "fiche-action":
        return {"financements": lambda: amounts.of_fiche(context, source)}
    if source.type.name == "rapport-execution":
        return {
            "lignes": lambda: reports.lines(context, source),
            "montants_imprimes": lambda: reports.spent(context, source),
        }
    if source.type.name == "fiche-territoire":
        return {"indicateurs": lambda: local.indicators(context, source)}
    return {}


def _more(context: Context, source: Document) -> tuple[tuple[Block, ...], frozenset[str]]:
    """Return what other documents add to a page, and the documents that this presents."""
    if source.type.name == "indicateur":
        shown = frozenset(one.document.id for one in context.followed.get(source.id, ()))
        return (
            *results.of_indicator(context, source),
            *results_more.values(context, source),
        ), shown
    if source.type.name == "fiche-territoire":
        found, listed = local.fiches(context, source)
        return (*found, *local.money(context, source)), listed
    return purse.of_funder(context, source), frozenset()


def lists(context: Context, kind: Type, documents: list[Document]) -> Iterator[Page]:
    """Yield the pages that list the documents of a type."""
    page = Page(listing(kind.name), line(kind.plural), trail=(Link(_("Accueil"), HOME),))
    parts = cut(documents, _LONGEST // 2 if kind.name == "indicateur" else _LONGEST)
    for head, part in zip(sheets(page, [()] * len(parts)), parts, strict=True):
        yield later(head, partial(_sheet, context, kind, head, part))


def _sheet(context: Context, kind: Type, head: Page, documents: list[Document]) -> Page:
    """Return a page of a list, with where the whole stands on the indicators it holds."""
    lead = phrase(line(kind.description))
    if kind.name == "indicateur" and (measured := results.whole(context)):
        return replace(head, blocks=(lead, _measured(context, measured, documents)))
    listed = documents_table(context, documents, line(kind.plural))
    return replace(head, blocks=(lead, listed, *silent(documents)))


def _measured(context: Context, table: Table, documents: list[Document]) -> Table:
    """Return indicators with where the whole stands on each of those that say it."""
    known = {row.cells[0]: row for row in table.rows}
    names = [(phrase(link(context, one)),) for one in documents]
    nothing = ((missing(),), *((),) * (len(table.columns) - 2))
    return replace(table, rows=tuple(known.get(name) or Row((name, *nothing)) for name in names))
