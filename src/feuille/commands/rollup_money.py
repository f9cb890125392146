"""The money of a rollup on a terminal: amounts by exercice and funder, and published totals."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from feuille.commands import rollup_funding
from feuille.commands.money_table import Line, show_lines
from feuille.i18n import _, plural
from feuille.rollup import words
from feuille.rollup.amounts import SHARED
from feuille.rollup.totals import AMOUNTS, by_line
from feuille.values import Montant

if TYPE_CHECKING:
    from feuille.commands.tables import Screen
    from feuille.rollup.records import Money, Printed, Rollup

_WIDE = 18


def show(screen: Screen, found: Rollup) -> None:
    """Print the amounts by exercice and funder, the published totals, then what was spent."""
    screen.title(_("Montants"))
    if not found.money:
        screen.say(_("Aucun montant."))
        return
    kinds = [kind for kind in AMOUNTS if any(one.kind == kind for one in found.money)]
    lines = [_line(screen, line, kinds) for line in by_line(found.money)]
    show_lines(screen, [_(AMOUNTS[kind]) for kind in kinds], lines)
    covers = {
        "verse": _("Versé (k/n) : k lignes disent ce montant, sur n lignes engagées."),
        "execute": _("Exécuté (k/n) : la dépense de k actions est connue, sur n engagées."),
    }
    for kind, text in covers.items():
        if any(one.coverage.partial and one.amount for one in found.money if one.kind == kind):
            screen.say(text, "dim", indent="  ")
    whole = [one for one in found.money if one.row is None]
    for one in whole:
        for text in one.words:
            screen.say(f"{_about(screen, one)} : « {text} »", "dim", indent="  ")
    _printed(screen, whole)
    for note in sorted({note for one in whole for note in one.notes}):
        text = _("exercice aux bornes particulières : {note}").format(note=note)
        screen.say(text, "dim", indent="  ")
    rollup_funding.show(screen, found)


def _line(screen: Screen, line: list[Money], kinds: list[str]) -> Line:
    first = line[0]
    shared = first.row is not None and first.row.id == SHARED
    empty = "–" if shared else words.reason("non-renseigne")
    said = {one.kind: _brief(one) for one in line if one.amount or one.reason}
    return Line(
        first.row.name if first.row else "",
        first.exercice or _("exercice non précisé"),
        screen.name(first.financeur) if first.financeur else _("Ensemble"),
        tuple(said.get(kind, empty) for kind in kinds),
        strong=not first.financeur,
    )


def _brief(one: Money) -> str:
    """Write an amount for a column, with its lines where some say nothing.

    Its own words stand there where they are short, else only how to read it.
    """
    if one.amount is None:
        return _("non ventilé")
    said = str(one.amount)
    if one.amount and len(said) > _WIDE:
        said = str(replace(one.amount, texte=""))
    cover = one.coverage
    return said + (f" ({cover.share})" if cover.partial else "")


def _about(screen: Screen, one: Money) -> str:
    when = one.exercice or _("exercice non précisé")
    funder = screen.name(one.financeur) if one.financeur else _("Ensemble")
    return f"{funder}, {when}, {_(AMOUNTS[one.kind]).lower()}"


def _printed(screen: Screen, whole: list[Money]) -> None:
    """Print the published totals that differ or have their own words, beside the sums."""
    totals = [(one, total) for one in whole for total in one.printed]
    agreed = [total for _one, total in totals if total.agrees and total.amount.exact]
    for one, total in totals:
        if total not in agreed:
            screen.say(
                f"{_about(screen, one)} : {_('publié')} {total.amount}, "
                f"{_sums(total, one.unite)} ({screen.name(total.source.document.id)})",
                "" if total.agrees else "yellow",
                indent="  ",
            )
    if agreed:
        text = plural(
            "{n} total publié égal à la somme de ses lignes",
            "{n} totaux publiés égaux à la somme de leurs lignes",
            len(agreed),
        )
        screen.say(text, "dim", indent="  ")


def _sums(total: Printed, unite: str) -> str:
    if total.computed is None or total.difference is None:
        return _("aucune ligne ne le détaille")
    return _("recalculé {sum}, écart {gap}").format(
        sum=Montant(total.computed, unite=unite), gap=Montant(total.difference, unite=unite)
    )
