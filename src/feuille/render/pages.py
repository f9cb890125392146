"""The page of a document, and the list of the documents of a type."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feuille.i18n import _
from feuille.render import amounts, blocks, conventions, figures, origins, plans, results
from feuille.render.addresses import HOME, TREES, listing
from feuille.render.incoming import documents_table
from feuille.render.inline import phrase
from feuille.render.model import Link, Page
from feuille.render.provenance import foot, notices
from feuille.render.words import line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from feuille.corpus import Document
    from feuille.render.incoming import Incoming
    from feuille.render.inline import Context
    from feuille.render.model import Block
    from feuille.schema import Type

_LONGEST = 200
"""Rows of a list on one page: beyond, the list goes on to another."""

_ELSEWHERE = frozenset({
    "type", "statut", "transcription", "confidentialite", "remplace",
    "sources", "documents", "effectifs_annonces",
})  # fmt: skip


def document(
    context: Context, incoming: Incoming, source: Document, around: tuple[Link | None, Link | None]
) -> Page:
    """Return the page of a document; `around` are its neighbours in the list of its type."""
    kind = source.type
    number = source.data.get("numero")
    said = blocks.of_block(
        context, source, kind.node, source.data,
        skip=_ELSEWHERE | {kind.node.name_key, "numero"},
        below="rubrique",
        hooks=_hooks(context, incoming, source),
    )  # fmt: skip
    indicator = kind.name == "indicateur"
    values = (
        (*results.of_indicator(context, source), *figures.of_indicator(context, source))
        if indicator
        else ()
    )
    files = origins.attached(context, source) if indicator else ()
    shown = {one.document.id for one in context.followed.get(source.id, ())} if indicator else ()
    address = context.book.document(source)
    return Page(
        address=address,
        title=line(source.name),
        kicker=line(f"{kind.title} n° {number}") if isinstance(number, str) else line(kind.title),
        trail=(Link(_("Accueil"), HOME), Link(line(kind.plural), listing(kind.name))),
        blocks=(*notices(context, source), *said, *values, *incoming.sections(address, shown)),
        foot=foot(context, source),
        before=around[0],
        after=around[1],
        attached=files,
    )


def _hooks(
    context: Context, incoming: Incoming, source: Document
) -> dict[str, Callable[[], tuple[Block, ...]]]:
    """Return the keys of a document that a hand arranged better than the schema alone can."""
    if source.type.name == "feuille-de-route":
        return {key: lambda key=key: plans.section(incoming, source, key) for key in TREES}  # type: ignore[misc]
    if source.type.name == "convention":
        return {
            "axes": lambda: (),
            "actions": lambda: (
                *conventions.actions(context, source),
                *amounts.of_convention(context, source),
            ),
            "montants_imprimes": lambda: (),
        }  # fmt: skip
    if source.type.name == "fiche-action":
        return {"financements": lambda: amounts.of_fiche(context, source)}
    return {}


def lists(context: Context, kind: Type, documents: list[Document]) -> Iterator[Page]:
    """Yield the pages that list the documents of a type."""
    parts = [documents[start : start + _LONGEST] for start in range(0, len(documents), _LONGEST)]
    for number, part in enumerate(parts, start=1):
        title = line(kind.plural)
        paged = _("{title} (page {n} sur {total})").format(title=title, n=number, total=len(parts))
        yield Page(
            address=listing(kind.name, number),
            title=title if len(parts) == 1 else paged,
            trail=(Link(_("Accueil"), HOME),),
            blocks=(phrase(line(kind.description)), documents_table(context, part, title)),
            before=_page_link(kind, number - 1) if number > 1 else None,
            after=_page_link(kind, number + 1) if number < len(parts) else None,
        )  # fmt: skip


def _page_link(kind: Type, number: int) -> Link:
    return Link(_("Page {n}").format(n=number), listing(kind.name, number))
