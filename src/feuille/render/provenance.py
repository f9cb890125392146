"""What must be known before reading a document, and where it comes from."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from feuille.i18n import _
from feuille.public import restricted
from feuille.render import fields
from feuille.render.inline import away, link, phrase
from feuille.render.model import Entry, Listing, Notice, Phrase, Prose, Section, Text
from feuille.render.words import line

if TYPE_CHECKING:
    from feuille.corpus import Document
    from feuille.render.inline import Context
    from feuille.render.model import Block, Inline
    from feuille.schema import Node

_SOURCES = "rubrique_sources"


def notices(context: Context, source: Document) -> tuple[Block, ...]:
    """Return what must be known before reading a document."""
    found = []
    if restricted(source.data):
        words = _("Ce document n’est jamais publié : seule la version interne le montre.")
        found.append(Notice(_("Restreint"), words))
    if source.data.get("statut") == "brouillon":
        found.append(
            Notice(_("Brouillon"), _("Ce document n’est pas validé : il peut encore changer."))
        )
    if source.data.get("statut") == "archive":
        found.append(Notice(_("Archivé"), _("Ce document n’est plus tenu à jour.")))
    plan = context.plan_of(source)
    known = source.data.get("transcription") or (plan.data.get("transcription") if plan else None)
    if known == "partielle":
        words = _(
            "Ce document n’est connu que par un résumé : "
            "ce qui manque ici peut figurer dans l’original."
        )
        found.append(Notice(_("Transcription partielle"), words))
    if is_faulty(source):
        words = _("Le contrôle trouve des erreurs dans ce document : une partie peut manquer ici.")
        found.append(Notice(_("Document à corriger"), words))
    return tuple(Notice(line(one.title), line(one.words)) for one in found)


def is_faulty(source: Document) -> bool:
    """Tell whether a document has errors; a draft may leave questions open."""
    open_ = source.undecided if source.data.get("statut") == "brouillon" else ()
    return not source.sound and bool(source.faults.difference(open_))


def foot(context: Context, source: Document) -> tuple[Block, ...]:
    """Return where a document comes from: what was announced, sources, pieces, its file."""
    found: list[Block] = [*_announced(source), *sources(context, source)]
    attached = _pieces(context, source, "documents")
    found += [Section(_("Documents"), "rubrique_documents", attached)] if attached else []
    file = phrase(line(_("Fichier : {path}").format(path=source.path)))
    return (*found, replace(file, screen=True))


def sources(context: Context, source: Document, *, apart: bool = False) -> tuple[Block, ...]:
    """Return the sources of a document, else those of its plan.

    `apart` says that the page shows a part of the document only: it names whose they are.
    """
    plan = context.plan_of(source)
    origin = source if source.data.get("sources") or plan is None else plan
    pieces = _pieces(context, origin, "sources")
    words: tuple[Block, ...] = ()
    if apart or origin is not source:
        words = (phrase(_("Celles de : "), replace(link(context, origin), anchor=_SOURCES)),)
        pieces = tuple(replace(one, screen=True) for one in pieces)
    return (Section(_("Sources"), _SOURCES, (*words, *pieces)),) if pieces else ()


def _pieces(context: Context, source: Document, key: str) -> tuple[Listing, ...]:
    node = source.type.node.child(key)
    listed = source.data.get(key)
    if node is None or node.item is None or not isinstance(listed, list):
        return ()
    entries = [_piece(context, source, node.item, one) for one in listed if isinstance(one, dict)]
    return (Listing(tuple(entries)),) if entries else ()


def _piece(context: Context, source: Document, node: Node, block: dict[str, Any]) -> Entry:
    """Return a source or attached piece: its title as a link, all that is said of it, its texts."""
    title, url = str(block.get(node.name_key) or ""), block.get("adresse")
    parts: list[Inline] = [away(url, title) if isinstance(url, str) else Text(line(title))]
    texts: list[Block] = []
    for key in node.properties:
        child, found = node.child(key), block.get(key)
        if child is None or fields.is_empty(found) or key in {node.name_key, "adresse", "id"}:
            continue
        shown = fields.values(context, source, child, found)
        texts += [one for one in shown if isinstance(one, Prose)]
        said = [
            part for one in shown if isinstance(one, Phrase) for part in (Text(", "), *one.parts)
        ]
        # A party stands for nothing by itself: it wrote, or received.
        named = "partie" in {child.form, child.item.of({}).form if child.item else ""}
        label = [Text(f", {line(child.title).lower()} : ")] if named and said else said[:1]
        parts += (*label, *said[1:])
    return Entry((Phrase(tuple(parts)), *texts))


def _announced(source: Document) -> tuple[Block, ...]:
    """Return how many of what the source announces, in its own words where it has some."""
    node, listed = (
        source.type.node.child("effectifs_annonces"),
        source.data.get("effectifs_annonces"),
    )
    rows = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    entries = [Entry((phrase(_effectif(source, one)),)) for one in rows]
    title = line(node.title) if node else ""
    return (
        (Section(title, "rubrique_effectifs_annonces", (Listing(tuple(entries)),)),)
        if entries
        else ()
    )


def _effectif(source: Document, block: dict[str, Any]) -> str:
    words, what = block.get("texte"), str(block.get("objet") or "")
    if isinstance(words, str) and words:
        return line(words)
    child = source.type.node.child(what)
    return line(f"{child.title if child else what} : {block.get('nombre', block.get('par', ''))}")
