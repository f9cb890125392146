"""What a comparison comes to, in the words of a steering committee."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feuille import french
from feuille.diff.sentences import amount_word
from feuille.diff.summary import Summary, summarise
from feuille.diff.table import KINDS
from feuille.diff.wording import clean, quote
from feuille.i18n import _, plural
from feuille.values import Montant

if TYPE_CHECKING:
    from feuille.corpus import Corpus
    from feuille.diff import Comparison
    from feuille.diff.model import Change
    from feuille.diff.summary import Movement

_LARGEST = 5
"""Movements of money that are named; the JSON holds all."""


def overview(comparison: Comparison) -> list[list[str]]:
    """Return the counts, then a title and its lines for each thing that a committee asks about."""
    summary = summarise(comparison)
    moves = [_movement(comparison, one) for one in summary.movements[:_LARGEST]]
    sections = [
        [_("Plus grands mouvements de financement"), *moves],
        [_("Cibles moins ambitieuses"), *(_told(comparison, one) for one in summary.weaker)],
        [_("Abandons"), *(_told(comparison, one) for one in summary.abandoned)],
        [_("Territoires qui entrent dans le plan"), *_territories(comparison.new, summary.joined)],
        [_("Territoires qui sortent du plan"), *_territories(comparison.old, summary.left)],
    ]
    return [[_counts(comparison, summary)], *(section for section in sections if len(section) > 1)]


def _counts(comparison: Comparison, summary: Summary) -> str:
    """Say how much changed: 3 changements dans 2 documents : 2 textes modifiés, 1 abandon."""
    kinds = [
        plural(f"{{n}} {KINDS[kind].one}", f"{{n}} {KINDS[kind].many}", count)
        for kind, count in summary.kinds.items()
    ]
    said = _("{changes} dans {documents} : {kinds}.").format(
        changes=plural("{n} changement", "{n} changements", len(comparison.changes)),
        documents=plural("{n} document", "{n} documents", sum(summary.documents.values())),
        kinds=", ".join(kinds),
    )
    return french.typography(said)


def _movement(comparison: Comparison, one: Movement) -> str:
    """Say a movement of money: État, 2020, « Accueil » : engagé 100 € → 110 € (+10 €)."""
    corpus = comparison.new if one.id in comparison.new.documents else comparison.old
    about = [corpus.name(one.financeur), one.exercice, quote(corpus.name(one.action or one.id))]
    old, new, moved = (
        _("rien") if value is None else str(Montant(abs(value), unite=one.unite))
        for value in (one.old, one.new, one.delta)
    )
    words = ", ".join(clean(word) for word in about if word)
    sign = "+" if one.delta > 0 else "−"
    return french.typography(f"{words} : {amount_word(one.kind)} {old} → {new} ({sign}{moved})")


def _told(comparison: Comparison, change: Change) -> str:
    return f"{document_name(comparison, change)} – {change.sentence}"


def _territories(corpus: Corpus, codes: tuple[str, ...]) -> list[str]:
    names = sorted((clean(corpus.name(code)) for code in codes), key=french.sort_key)
    return [french.join(names)] if names else []


def document_name(comparison: Comparison, change: Change) -> str:
    """Return the name of the document of a change; its id where neither side reads it."""
    document = comparison.document(change)
    return french.typography(clean(document.name, 200)) if document else change.id
