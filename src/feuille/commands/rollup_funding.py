"""What was spent of what was engaged, and who bears which part, on a terminal."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from feuille import french
from feuille.commands.money_table import Line, show_lines
from feuille.i18n import _, plural
from feuille.rollup import words
from feuille.values import Montant

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from decimal import Decimal

    from feuille.commands.tables import Screen
    from feuille.rollup.records import Cofinancing, Execution, Rollup

SIDES = {"engage": "Engagé", "execute": "Exécuté"}


def show(screen: Screen, found: Rollup) -> None:
    """Print the rates of execution by funder, then the parts that co-financing rules weigh."""
    if found.executions:
        screen.title(_("Exécution"))
        _executions(screen, found.executions)
    if found.cofinancing:
        screen.title(_("Cofinancement"))
        for name, parts in groupby(found.cofinancing, key=lambda one: one.convention):
            _convention(screen, name, list(parts))


def _executions(screen: Screen, found: Sequence[Execution]) -> None:
    heads = [_("Engagé"), _("Exécuté"), _("Taux"), _("Non consommé")]
    lines = [
        Line(
            one.row.name if one.row else "",
            one.exercice or _("exercice non précisé"),
            screen.name(one.financeur),
            _figures(one),
        )
        for one in found
        if one.rate is not None
    ]
    show_lines(screen, heads, lines)
    for text in dict.fromkeys(_remarks(screen, found)):
        screen.say(text, "dim", indent="  ")


def _figures(one: Execution) -> tuple[str, ...]:
    """Write what was engaged and spent where both are known, the rate, what is left."""
    engaged, executed, unspent = (
        _amount(value, one) for value in (one.engaged, one.executed, one.unspent)
    )
    rate = "–" if one.rate is None else french.percent(words.rounded(one.rate, 1))
    cover = f" ({one.coverage.share})" if one.coverage.partial else ""
    return engaged, executed, rate + cover, unspent


def _amount(value: Decimal | None, one: Execution) -> str:
    way = "" if one.exact else "environ"
    return "–" if value is None else str(Montant(value, way, unite=one.unite))


def _remarks(screen: Screen, found: Sequence[Execution]) -> Iterator[str]:
    """Yield what a reader must know: how it is counted, who overspent, what is unknown."""
    if any(one.coverage.partial for one in found if one.rate is not None):
        yield _("(k/n) : sur les k conventions, parmi n, dont on connaît les deux montants.")
    for one in found:
        if one.overspent:
            over = Montant(one.overspent, unite=one.unite)
            text = _("{who} : {amount} dépensés au-delà de l'engagé, sans rien compenser.")
            who = f"{_when(one)}, {screen.name(one.financeur)}"
            yield text.format(who=who, amount=over)
    silent: dict[tuple[str, str], list[str]] = {}
    for one in found:
        # What a convention does not say at all stands in the table of amounts already.
        if one.rate is None and not (one.row and one.reason == "execute-non-renseigne"):
            key = _when(one), words.reason(one.reason)
            silent.setdefault(key, []).append(screen.name(one.financeur))
    for (when, why), names in silent.items():
        yield f"{when}, {why} : {french.join(dict.fromkeys(names))}"


def _when(one: Execution) -> str:
    when = one.exercice or _("exercice non précisé")
    return f"{one.row.name}, {when}" if one.row else when


def _convention(screen: Screen, name: str, parts: list[Cofinancing]) -> None:
    """Print the rule of a convention, then what becomes of it, exercice by exercice."""
    screen.say(f"{screen.name(name)} : {parts[0].rule}")
    for exercice in dict.fromkeys(one.exercice for one in parts):
        mine = [one for one in parts if one.exercice == exercice]
        sides = {kind: [one for one in mine if one.kind == kind] for kind in SIDES}
        said = (
            f"{_(SIDES[kind]).lower()} {_part(listed)}" for kind, listed in sides.items() if listed
        )
        screen.say(f"{exercice or _('exercice non précisé')} : {' ; '.join(said)}", indent="  ")
        for one in mine:
            if one.respected is False and one.action:
                about = f"{_(SIDES[one.kind]).lower()}, {screen.name(one.action)}"
                screen.say(f"{about} : {one.who} {share(one)}", "yellow", indent="    ")
        for kind, listed in sides.items():
            for why, names in _unknown(screen, listed):
                screen.say(f"{_(SIDES[kind]).lower()}, {why} : {names}", "dim", indent="    ")


def share(one: Cofinancing) -> str:
    """Write a part, or why it is unknown."""
    return (
        words.reason(one.reason) if one.share is None else french.percent(words.rounded(one.share))
    )


def _part(parts: list[Cofinancing]) -> str:
    """Write the part of a convention, or how many of its actions keep the rule."""
    broken = sum(one.respected is False for one in parts)
    if not parts[0].action:
        return share(parts[0]) + (_(", hors de la règle") if broken else "")
    counted = [one for one in parts if one.reason != "assiette-nulle"]
    kept = [one for one in counted if one.respected]
    if not counted:
        return words.reason("assiette-nulle")
    said = (
        (_("respecté") if kept else _("inconnu"))
        if not broken
        else plural(
            "{n} action hors de la règle, respecté",
            "{n} actions hors de la règle, respecté",
            broken,
        )
    )
    return said if len(kept) == len(counted) else f"{said} ({len(kept)}/{len(counted)})"


def _unknown(screen: Screen, parts: list[Cofinancing]) -> Iterator[tuple[str, str]]:
    """Yield why parts are unknown, with the actions concerned."""
    said: dict[str, list[str]] = {}
    for one in parts:
        if one.action and one.respected is None and one.reason != "assiette-nulle":
            said.setdefault(one.reason, []).append(screen.name(one.action))
    for code, names in said.items():
        yield words.reason(code), french.join(names)
