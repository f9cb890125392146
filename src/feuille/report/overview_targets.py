"""The targets of a comparison, by what they now ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feuille import french
from feuille.diff.wording import clean
from feuille.i18n import _
from feuille.report.points import MOST, counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feuille.diff.model import Change
    from feuille.report.points import Point, Told

_SET = 4
"""New targets that are named: they are no surprise."""
_SORTS: dict[str, tuple[str, str, str]] = {
    "moins": ("{n} cible moins ambitieuse", "{n} cibles moins ambitieuses", "moins ambitieuse"),
    "cible-retiree": ("{n} cible retirée", "{n} cibles retirées", "retirée"),
    "plus": ("{n} cible plus ambitieuse", "{n} cibles plus ambitieuses", "plus ambitieuse"),
    "cible-hausse": ("{n} cible relevée", "{n} cibles relevées", "relevée"),
    "cible-baisse": ("{n} cible abaissée", "{n} cibles abaissées", "abaissée"),
    "cible-modifiee": ("{n} cible réécrite", "{n} cibles réécrites", "réécrite"),
    "cible-ajoutee": ("{n} cible fixée", "{n} cibles fixées", "fixée"),
}
"""By ambition or kind: the words for one and for several, and those that lines need not repeat."""
_PLACES = 2
"""Territories that stand for the name of a convention."""


def points(told: Told) -> Iterator[Point]:
    """Tell the targets by what they now ask for."""
    found = told.take(lambda one: one.kind.startswith("cible-"))
    for sort, (one, many, word) in _SORTS.items():
        mine = [change for change in found if (change.measure.ambition or change.kind) == sort]
        most = _SET if sort == "cible-ajoutee" else MOST
        yield from counted(one, many, [_line(told, change, _(word)) for change in mine], most)


def _line(told: Told, change: Change, word: str) -> str:
    """Say a target: « Bus » (Morbihan), « Personnes », cible 2025 : 500 → 400 personnes."""
    statement = change.statement.replace(f" {word}{french.NBSP}:", f"{french.NBSP}:", 1)
    about = change.subject[change.subject.find("«") :] if "«" in change.subject else change.subject
    if not about:
        return f"{told.name(change)} – {statement}"
    said = f"{about} ({_where(told, change)}), {statement[:1].lower()}{statement[1:]}"
    return french.typography(said)


def _where(told: Told, change: Change) -> str:
    """Say what a document is about: its territories where they are few, else its name."""
    document = told.comparison.document(change)
    codes = document.data.get("territoires") if document else None
    if change.type == "convention" and isinstance(codes, list) and 0 < len(codes) <= _PLACES:
        corpus = told.comparison.new
        return french.join([clean(corpus.name(code)) for code in codes if isinstance(code, str)])
    if change.type == "fiche-action":
        return told.quoted(change)
    return told.name(change)
