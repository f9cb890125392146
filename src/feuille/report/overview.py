"""What a comparison comes to, in the words of a steering committee."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from feuille import french
from feuille.diff.sentences import amount_word
from feuille.diff.summary import PAID, Summary, summarise
from feuille.diff.table import KINDS
from feuille.diff.wording import clean, quote
from feuille.i18n import _, plural
from feuille.rollup import words
from feuille.values import Montant, periode

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from feuille.corpus import Corpus
    from feuille.diff import Comparison
    from feuille.diff.model import Change
    from feuille.diff.rollups import Total
    from feuille.diff.summary import Movement

_LARGEST = 5
"""Movements of money that are named; the JSON holds all."""


@dataclass(frozen=True, slots=True)
class Section:
    """One thing that a committee asks about: its title, its lines, what they leave out."""

    title: str
    lines: list[str]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A total of an indicator on both sides, in words, each with its coverage where partial."""

    name: str
    when: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Overview:
    """What a comparison comes to: its counts in a sentence, then what a committee asks about."""

    counts: str
    sections: list[Section]
    figures: list[Figure]


def overview(comparison: Comparison) -> Overview:
    """Return what a comparison comes to."""
    summary = summarise(comparison)
    found = [
        _money(comparison, _("Plus grands mouvements de financement"), summary.movements),
        _money(comparison, _("Versements renseignés"), summary.paid),
        Section(_("Cibles moins ambitieuses"), _told(comparison, summary.weaker)),
        Section(_("Abandons"), _told(comparison, summary.abandoned)),
        Section(
            _("Territoires qui entrent dans le plan"), _territories(comparison.new, summary.joined)
        ),
        Section(_("Territoires qui sortent du plan"), _territories(comparison.old, summary.left)),
    ]
    return Overview(
        counts=_counts(comparison, summary),
        sections=[section for section in found if section.lines],
        figures=[_figure(comparison, one) for one in summary.totals],
    )


def _money(comparison: Comparison, title: str, found: Sequence[Movement]) -> Section:
    rest = len(found) - _LARGEST
    note = plural("et {n} autre", "et {n} autres", rest) if rest > 0 else ""
    return Section(title, [_movement(comparison, one) for one in found[:_LARGEST]], note)


def _figure(comparison: Comparison, one: Total) -> Figure:
    """Say a total: Travailleurs formés (personnes), réalisé 2025, non renseigné, 278 (5/6)."""
    corpus = comparison.all_new() if one.new else comparison.all_old()
    unit = next((cell.unite for cell in (one.new, one.old) if cell), "")
    said = "" if not unit or words.is_percent(unit) else f" ({clean(unit)})"
    kinds = {"reference": _("valeur de départ"), "cible": _("cible"), "realise": _("réalisé")}
    when = periode(one.periode) if one.periode else None
    absent = words.reason("non-renseigne")
    old, new = (words.cell(cell) if cell else absent for cell in (one.old, one.new))
    return Figure(
        name=french.typography(clean(corpus.name(one.indicateur), 120) + said),
        when=f"{kinds.get(one.kind, one.kind)} {when or one.periode}".strip(),
        old=old,
        new=new,
    )


def listed(found: Overview) -> list[Section]:
    """Return the sections, the totals as one more, for the writings that have no table of them."""
    lines = [
        french.typography(f"{one.name}, {one.when} : {one.old} → {one.new}")
        for one in found.figures
    ]
    title = _("Totaux des indicateurs, avant et après")
    note = _("Entre parenthèses, répondants / attendus quand la couverture est partielle.")
    return [*found.sections, *([Section(title, lines, note)] if lines else [])]


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
    about = [
        _name(comparison, one.financeur),
        one.exercice,
        quote(_name(comparison, one.action or one.id)),
    ]
    head = ", ".join(clean(word) for word in about if word)
    said = f"{head} : {amount_word(one.kind)}"
    if one.kind == PAID and one.old is None and one.new is not None:
        return french.typography(f"{said} {Montant(one.new, unite=one.unite)}")
    old, new, moved = (
        _("rien") if value is None else str(Montant(abs(value), unite=one.unite))
        for value in (one.old, one.new, one.delta)
    )
    sign = "+" if one.delta > 0 else "−"
    return french.typography(f"{said} {old} → {new} ({sign}{moved})")


def _name(comparison: Comparison, reference: str) -> str:
    """Return the words for an id as they are now or, for what is gone, as they were."""
    found = comparison.new.name(reference)
    return comparison.old.name(reference) if found == reference else found


def _told(comparison: Comparison, changes: Iterable[Change]) -> list[str]:
    return [f"{document_name(comparison, one)} – {one.sentence}" for one in changes]


def _territories(corpus: Corpus, codes: tuple[str, ...]) -> list[str]:
    names = sorted((clean(corpus.name(code)) for code in codes), key=french.sort_key)
    return [french.join(names)] if names else []


def document_name(comparison: Comparison, change: Change) -> str:
    """Return the name of the document of a change; its id where neither side reads it."""
    document = comparison.document(change)
    return french.typography(clean(document.name, 200)) if document else change.id
