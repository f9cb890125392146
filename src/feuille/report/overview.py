"""What a comparison comes to, in the words of a steering committee.

Things are counted as a committee counts them (actions, targets, conventions),
and a count never stands over a list of another length.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from feuille import french
from feuille.diff.model import REMOVED
from feuille.diff.summary import Summary, summarise
from feuille.diff.table import KINDS
from feuille.diff.wording import clean
from feuille.i18n import _, plural
from feuille.report import (
    overview_actions,
    overview_deadlines,
    overview_decisions,
    overview_figures,
    overview_money,
    overview_targets,
)
from feuille.report.overview_figures import Figure, figure
from feuille.report.points import WHOLE, Point, Section, Told, aside, called, counted
from feuille.report.points import document_name as document_name  # noqa: PLC0414 - known from here
from feuille.schema import registry

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from feuille.corpus import Corpus
    from feuille.diff import Comparison
    from feuille.diff.model import Change

__all__ = ["Figure", "Overview", "document_name", "figure", "overview"]

_ELSEWHERE = {"convention"}
"""Types whose coming and going is told with their money."""
_VAGUE = frozenset({"element", "lien", "montant", "texte", "valeur"})
"""Kinds of change that do not say what they are about."""
_NAMED = 3
"""Keys that a count of them names."""


@dataclass(frozen=True, slots=True)
class Overview:
    """What a comparison comes to: how much changed, then what a committee asks about."""

    counts: str
    sections: list[Section]


def overview(
    comparison: Comparison, as_of: date | None = None, *, all_late: bool = False
) -> Overview:
    """Return what a comparison comes to, and what is late `as_of` a day.

    By default the day of the new side: that of its commit, else today. Where a
    lot is late, only the first documents are named, unless `all_late`.
    """
    summary = summarise(comparison)
    told = Told(comparison, summary, {id(one): one for one in comparison.changes})
    found = [
        Section(_("Actions"), list(overview_actions.points(told))),
        Section(_("Décisions et rencontres"), list(overview_decisions.points(told))),
        Section(_("Argent"), list(_money(told))),
        Section(_("Cibles"), list(overview_targets.points(told))),
        Section(_("Échéances"), list(overview_deadlines.points(told))),
        Section(_("Résultats"), list(_results(told))),
        Section(_("Chiffres d'ensemble"), list(overview_figures.totals(comparison, summary))),
        Section(_("Territoires"), list(_places(told))),
        Section(_("Autres changements"), list(_others(told))),
        Section(_("En retard"), list(overview_deadlines.late(told, as_of, whole=all_late))),
    ]
    return Overview(
        counts=_counts(comparison, summary),
        sections=[section for section in found if section.points],
    )


def _counts(comparison: Comparison, summary: Summary) -> str:
    """Say how much changed: 3 changements dans 2 documents : 1 ajouté, 1 modifié."""
    found = summary.documents
    words = (
        plural("{n} ajouté", "{n} ajoutés", found["ajoutes"]),
        plural("{n} retiré", "{n} retirés", found["retires"]),
        plural("{n} modifié", "{n} modifiés", found["modifies"]),
    )
    told = [one for one, count in zip(words, found.values(), strict=True) if count]
    said = _("{changes} dans {documents} : {told}.").format(
        changes=plural("{n} changement", "{n} changements", len(comparison.changes)),
        documents=plural("{n} document", "{n} documents", sum(found.values())),
        told=", ".join(told),
    )
    return french.typography(said)


def _money(told: Told) -> Iterator[Point]:
    yield from overview_money.points(told.comparison, told.summary)
    told.take(lambda one: one.type in _ELSEWHERE and one.kind in WHOLE)
    told.take(lambda one: one.kind.startswith("financement-"))
    rewritten = told.take(
        lambda one: one.kind in {"versement-hausse", "versement-baisse", "versement-retire"}
    )
    told.take(lambda one: one.kind.startswith("versement-"))
    yield from counted(
        "{n} versement déjà renseigné a changé", "{n} versements déjà renseignés ont changé",
        told.sentences(rewritten),
    )  # fmt: skip


def _results(told: Told) -> Iterator[Point]:
    """Tell what was measured, what is said to be missing, what was rewritten."""
    fresh = told.take(lambda one: one.kind in {"realise-ajoute", "depart-ajoute"})
    yield from overview_figures.fresh(fresh)
    sorts = {
        "realise-retire": ("{n} chiffre réalisé retiré", "{n} chiffres réalisés retirés"),
        "depart-retire": ("{n} valeur de départ retirée", "{n} valeurs de départ retirées"),
        "realise-corrige": ("{n} chiffre passé corrigé", "{n} chiffres passés corrigés"),
        "depart-corrige": ("{n} valeur de départ corrigée", "{n} valeurs de départ corrigées"),
        "manque-ajoute": ("{n} chiffre annoncé manquant", "{n} chiffres annoncés manquants"),
        "manque-retire": ("{n} chiffre n'est plus dit manquant",
                          "{n} chiffres ne sont plus dits manquants"),
    }  # fmt: skip
    for kind, words in sorts.items():
        mine = told.take(lambda one, kind=kind: one.kind == kind)  # type: ignore[misc]
        yield from counted(*words, told.sentences(mine))


def _places(told: Told) -> Iterator[Point]:
    """Name the territories that the plan gains or loses."""
    comparison, summary = told.comparison, told.summary
    sides = (
        (_("Entrent dans le plan : {names}"), comparison.new, summary.joined),
        (_("Sortent du plan : {names}"), comparison.old, summary.left),
    )
    for words, corpus, codes in sides:
        names = _territories(corpus, codes)
        if names:
            yield Point(french.typography(words.format(names=names)))
    sorts = {
        "territoire-ajoute": ("{n} territoire ajouté à un document",
                              "{n} territoires ajoutés à des documents"),
        "territoire-retire": ("{n} territoire retiré d'un document",
                              "{n} territoires retirés de documents"),
    }  # fmt: skip
    for kind, forms in sorts.items():
        mine = told.take(lambda one, kind=kind: one.kind == kind)  # type: ignore[misc]
        yield from counted(*forms, [_place(told, one) for one in mine])


def _place(told: Told, change: Change) -> str:
    """Name a territory after its document; what becomes of it is said above."""
    if change.subject or not change.called:
        return told.sentence(change)
    return f"{told.quoted(change)} : {called(change)}" + aside(told.comparison, change)


def _territories(corpus: Corpus, codes: tuple[str, ...]) -> str:
    return french.join(sorted((clean(corpus.name(code)) for code in codes), key=french.sort_key))


def _others(told: Told) -> Iterator[Point]:
    """Name the other documents that come or go; count what no section has told, by sort."""
    for kind in sorted(WHOLE):
        mine = told.take(lambda one, kind=kind: one.kind == kind)  # type: ignore[misc]
        for name, same in groupby(mine, key=lambda one: one.type):
            yield from counted(*_whole(name, kind), told.names(same))
    parties = told.take(lambda one: one.kind.startswith("acteur-"))
    yield from counted(
        "{n} autre acteur ajouté, retiré ou modifié",
        "{n} autres acteurs ajoutés, retirés ou modifiés",
        told.sentences(parties),
    )
    said = []
    for kind, words in KINDS.items():
        mine = [one for one in told.left.values() if one.kind == kind]
        counts = plural(f"{{n}} {words.one}", f"{{n}} {words.many}", len(mine))
        about = _about(told, mine) if kind.partition("-")[0] in _VAGUE else ""
        said += [counts + about] if mine else []
    if said:
        rest = _("Le reste, dans le détail : {said}.").format(said=", ".join(said))
        yield Point(french.typography(rest))


def _whole(name: str, kind: str) -> tuple[str, str]:
    """Return the words for one document of a type that comes or goes, and for several."""
    known = registry().types[name]
    words = {
        ("document-ajoute", True): (_("{type} ajoutée"), _("{type} ajoutées")),
        ("document-ajoute", False): (_("{type} ajouté"), _("{type} ajoutés")),
        ("document-retire", True): (_("{type} retirée"), _("{type} retirées")),
        ("document-retire", False): (_("{type} retiré"), _("{type} retirés")),
    }
    one, many = words[kind, known.feminine]
    return (
        "{n} " + one.format(type=known.title.lower()),
        "{n} " + many.format(type=known.plural.lower()),
    )


def _about(told: Told, changes: list[Change]) -> str:
    """Say what values are about, those that change most often first: (météo, commentaire…)."""
    titles = Counter(filter(None, (_title(told, one) for one in changes)))
    named = [title for title, _count in titles.most_common(_NAMED)]
    more = "…" if len(titles) > len(named) else ""
    return f" ({', '.join(named)}{more})" if named else ""


def _title(told: Told, change: Change) -> str:
    """Return the title of the key that a change is about; that of its list, for an item."""
    gone = change.sign == REMOVED
    corpus, at = (
        (told.comparison.old, change.old_at) if gone else (told.comparison.new, change.new_at)
    )
    document = corpus.documents.get(change.id)
    at = at[:-1] if at and isinstance(at[-1], int) else at
    node = document.type.node.at(at, document.data) if document and at else None
    return node.title.lower() if node else ""
