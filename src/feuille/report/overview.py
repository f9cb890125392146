"""What a comparison comes to, in the words of a steering committee.

Things are counted as a committee counts them (actions, targets, conventions),
and a count never stands over a list of another length.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from feuille import french
from feuille.diff.summary import Summary, summarise
from feuille.diff.table import KINDS
from feuille.diff.wording import clean, quote
from feuille.i18n import _, plural
from feuille.report import overview_actions, overview_figures, overview_money
from feuille.report.overview_figures import Figure, figure
from feuille.report.points import MOST, WHOLE, Point, Section, Told, counted
from feuille.report.points import document_name as document_name  # noqa: PLC0414 - known from here

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from feuille.corpus import Corpus
    from feuille.diff import Comparison
    from feuille.diff.model import Change

__all__ = ["Figure", "Overview", "document_name", "figure", "overview"]

MEETING = "rencontre"
_ELSEWHERE = {"convention"}
"""Types whose coming and going is told with their money."""
_SET = 4
"""New targets that are named: they are no surprise."""


@dataclass(frozen=True, slots=True)
class Overview:
    """What a comparison comes to: how much changed, then what a committee asks about."""

    counts: str
    sections: list[Section]


def overview(comparison: Comparison) -> Overview:
    """Return what a comparison comes to."""
    summary = summarise(comparison)
    told = Told(comparison, summary, {id(one): one for one in comparison.changes})
    found = [
        Section(_("Actions"), list(overview_actions.points(told))),
        Section(_("Argent"), list(_money(told))),
        Section(_("Cibles"), list(_targets(told))),
        Section(_("Résultats"), list(_results(told))),
        Section(_("Échéances"), list(_deadlines(told))),
        Section(_("Territoires"), list(_places(told))),
        Section(_("Décisions et rencontres"), list(_decisions(told))),
        Section(_("Autres changements"), list(_others(told))),
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
        [one.sentence for one in rewritten],
    )  # fmt: skip


def _targets(told: Told) -> Iterator[Point]:
    """Tell the targets by what they now ask for."""
    found = told.take(lambda one: one.kind.startswith("cible-"))
    sorts: dict[str, tuple[str, str]] = {
        "moins": ("{n} cible moins ambitieuse", "{n} cibles moins ambitieuses"),
        "cible-retiree": ("{n} cible retirée", "{n} cibles retirées"),
        "plus": ("{n} cible plus ambitieuse", "{n} cibles plus ambitieuses"),
        "cible-hausse": ("{n} cible relevée", "{n} cibles relevées"),
        "cible-baisse": ("{n} cible abaissée", "{n} cibles abaissées"),
        "cible-modifiee": ("{n} cible réécrite", "{n} cibles réécrites"),
        "cible-ajoutee": ("{n} cible fixée", "{n} cibles fixées"),
    }
    for sort, words in sorts.items():
        mine = [one for one in found if (one.measure.ambition or one.kind) == sort]
        most = _SET if sort == "cible-ajoutee" else MOST
        yield from counted(*words, [one.sentence for one in mine], most)


def _results(told: Told) -> Iterator[Point]:
    """Tell what was measured, what is said to be missing, what was rewritten; then totals."""
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
        yield from counted(*words, [one.sentence for one in mine])
    yield from overview_figures.totals(told.comparison, told.summary)


def _deadlines(told: Told) -> Iterator[Point]:
    """Tell what slipped, the furthest first; then what comes sooner."""
    later, earlier = told.summary.later, told.summary.earlier
    told.take(lambda one: one in later or one in earlier)
    yield from counted(
        "{n} échéance repoussée", "{n} échéances repoussées", [one.sentence for one in later]
    )
    yield from counted(
        "{n} échéance avancée", "{n} échéances avancées", [one.sentence for one in earlier]
    )
    sorts = {
        "echeance-ajoutee": ("{n} échéance fixée", "{n} échéances fixées"),
        "echeance-retiree": ("{n} échéance retirée", "{n} échéances retirées"),
    }
    for kind, words in sorts.items():
        mine = told.take(lambda one, kind=kind: one.kind == kind)  # type: ignore[misc]
        yield from counted(*words, [one.sentence for one in mine])


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
        yield from counted(*forms, _sentences(mine))


def _territories(corpus: Corpus, codes: tuple[str, ...]) -> str:
    return french.join(sorted((clean(corpus.name(code)) for code in codes), key=french.sort_key))


def _decisions(told: Told) -> Iterator[Point]:
    """Tell the acts, the meetings, and what was said of the plan on a date."""
    signed = told.take(lambda one: one.kind == "avenant-signe")
    yield from counted("{n} avenant signé", "{n} avenants signés", _sentences(signed))
    gone = told.take(lambda one: one.kind == "avenant-retire")
    yield from counted("{n} avenant retiré", "{n} avenants retirés", _sentences(gone))
    said = told.take(lambda one: one.kind == "element-ajoute" and _is_dated_text(told, one))
    yield from counted(
        "{n} observation ou point d'étape", "{n} observations et points d'étape",
        [_quoted(told, one) for one in said],
    )  # fmt: skip
    meetings = told.take(lambda one: one.type == MEETING and one.kind == "document-ajoute")
    yield from counted("{n} rencontre ajoutée", "{n} rencontres ajoutées", told.names(meetings))


def _sentences(changes: Iterable[Change]) -> list[str]:
    return [one.sentence for one in changes]


def _is_dated_text(told: Told, change: Change) -> bool:
    """Tell whether an item is a text said on a date, as its schema describes it."""
    if not isinstance(change.new, dict) or "date" not in change.new:
        return False
    document = told.comparison.document(change)
    node = document.type.node.at(change.new_at or (), document.data) if document else None
    named = node.of(change.new) if node else None
    text = named.child(named.name_key) if named and named.name_key else None
    return bool(text and text.form == "texte")


def _quoted(told: Told, change: Change) -> str:
    """Say a dated text: where it stands, its date, its first words."""
    document = told.comparison.document(change)
    assert document is not None
    node = document.type.node.at(change.new_at or (), document.data)
    assert node is not None
    text: Any = change.new.get(node.of(change.new).name_key)
    when = next((fact.values[0] for fact in change.facts if fact.title == _("Date")), "")
    listed = change.statement.partition("\N{NO-BREAK SPACE}:")[0]
    about = ", ".join(filter(None, (change.title, listed, when)))
    return french.typography(f"{about} : {quote(str(text), 300)}")


def _others(told: Told) -> Iterator[Point]:
    """Name the other documents that come or go; count what no section has told, by sort."""
    for kind in sorted(WHOLE):
        for one in told.take(lambda one, kind=kind: one.kind == kind):  # type: ignore[misc]
            yield Point(one.sentence)
    kinds = Counter(one.kind for one in told.left.values())
    said = [
        plural(f"{{n}} {KINDS[kind].one}", f"{{n}} {KINDS[kind].many}", kinds[kind])
        for kind in KINDS
        if kinds[kind]
    ]
    if said:
        yield Point(f"{', '.join(said)}.")
