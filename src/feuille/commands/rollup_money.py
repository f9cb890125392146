"""The money of a rollup on a terminal: amounts by exercice and funder, and published totals."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from feuille import money
from feuille.commands.tables import Screen, add_line, new_table
from feuille.i18n import _, plural
from feuille.rollup import words
from feuille.rollup.records import Coverage
from feuille.values import Montant

if TYPE_CHECKING:
    from collections.abc import Iterable

    from feuille.rollup.records import Money, Printed, Rollup, Row

_AMOUNTS = {"prevu": "Prévu", "engage": "Engagé", "verse": "Versé", "execute": "Exécuté"}
_WIDE = 18


def show(screen: Screen, found: Rollup) -> None:
    """Print the amounts by exercice and funder, then the published totals."""
    screen.title(_("Montants"))
    if not found.money:
        screen.say(_("Aucun montant."))
        return
    kinds = [kind for kind in _AMOUNTS if any(one.kind == kind for one in found.money)]
    heads = (_(_AMOUNTS[kind]) for kind in kinds)
    table = new_table(_("Exercice"), _("Financeur"), *heads, texts=(0, 1))
    row: Row | None = None
    empty = words.reason("non-renseigne")
    for line in _by_line(found.money):
        first = line[0]
        if first.row is not None and first.row is not row:
            row = first.row
            table.add_row()
            add_line(table, "", row.name, style="bold")
        said = {one.kind: _brief(one) for one in line if one.amount}
        funder = screen.name(first.financeur) if first.financeur else _("Ensemble")
        when = first.exercice or _("non précisé")
        style = "" if first.financeur else "bold"
        add_line(table, when, funder, *(said.get(kind, empty) for kind in kinds), style=style)
    screen.show(table)
    if any(one.coverage.partial for one in found.money):
        screen.say(
            _("(k/n) : k lignes disent ce montant, sur n lignes engagées."), "dim", indent="  "
        )
    whole = [one for one in found.money if one.row is None]
    for one in whole:
        for text in one.words:
            screen.say(f"{_about(screen, one)} : « {text} »", "dim", indent="  ")
    _printed(screen, whole)
    for note in sorted({note for one in whole for note in one.notes}):
        text = _("exercice aux bornes particulières : {note}").format(note=note)
        screen.say(text, "dim", indent="  ")


def _brief(one: Money) -> str:
    """Write an amount for a column, with its lines where some say nothing.

    Its own words stand there where they are short, else only how to read it.
    """
    said = str(one.amount)
    if one.amount and len(said) > _WIDE:
        said = str(replace(one.amount, texte=""))
    cover = one.coverage
    return said + (f" ({cover.reporting}/{cover.expected})" if cover.partial else "")


def _about(screen: Screen, one: Money) -> str:
    when = one.exercice or _("exercice non précisé")
    funder = screen.name(one.financeur) if one.financeur else _("Ensemble")
    return f"{funder}, {when}, {_(_AMOUNTS[one.kind]).lower()}"


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


def _by_line(found: Iterable[Money]) -> list[list[Money]]:
    """Group the amounts of one line (same row, exercice, unit, funder), and add their totals.

    The total of an exercice is a line without a funder, where several pay.
    """
    lines: dict[tuple[int, str, str], dict[str, list[Money]]] = {}
    rows: list[Row | None] = []
    for one in (one for one in found if one.financeur):
        rows += [] if one.row in rows else [one.row]
        key = (rows.index(one.row), one.exercice, "" if one.unite == "eur" else one.unite)
        lines.setdefault(key, {}).setdefault(one.financeur, []).append(one)
    listed: list[list[Money]] = []
    for key in sorted(lines):
        listed += lines[key].values()
        if len(lines[key]) > 1:
            listed.append(_together([one for line in lines[key].values() for one in line]))
    return listed


def _together(line: list[Money]) -> list[Money]:
    """Return the totals of an exercice: what nobody says to have paid is expected all the same."""
    found = []
    for kind in _AMOUNTS:
        mine = [one for one in line if one.kind == kind and one.amount]
        if mine:
            silent = {one.financeur for one in line} - {one.financeur for one in mine}
            waits = [
                one
                for one in line
                if kind == "verse" and one.kind == "engage" and one.financeur in silent
            ]
            cover = Coverage(
                sum(one.coverage.reporting for one in mine),
                sum(one.coverage.expected for one in [*mine, *waits]),
            )
            amount = money.total([one.amount for one in mine if one.amount])
            found.append(replace(line[0], kind=kind, financeur="", amount=amount, coverage=cover))
    return found


def _sums(total: Printed, unite: str) -> str:
    if total.computed is None or total.difference is None:
        return _("aucune ligne ne le détaille")
    return _("recalculé {sum}, écart {gap}").format(
        sum=Montant(total.computed, unite=unite), gap=Montant(total.difference, unite=unite)
    )
