"""The money of a comparison: totals by exercice, conventions that come, actions that move."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from feuille import french
from feuille.diff import facts
from feuille.diff.budget import PAID
from feuille.diff.wording import amount_word, clean, quote
from feuille.i18n import _
from feuille.report.points import Point, counted, document_name
from feuille.values import Montant

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feuille.diff import Comparison
    from feuille.diff.budget import Budget, Funder, Stake, Sum
    from feuille.diff.summary import Summary


def points(comparison: Comparison, summary: Summary) -> Iterator[Point]:
    """Tell the money that moved, from the whole to the actions."""
    if summary.budgets:
        lines = tuple(french.typography(_budget(one)) for one in summary.budgets)
        yield Point(_("Totaux du plan par exercice, avant et après"), lines, _meaning(summary))
    if summary.funders:
        lines = tuple(french.typography(_funder(comparison, one)) for one in summary.funders)
        yield Point(_("Engagé par financeur, tous exercices, avant et après"), lines)
    yield from counted("{n} convention ajoutée", "{n} conventions ajoutées",
                       _carriers(comparison, "document-ajoute"))  # fmt: skip
    yield from counted("{n} convention retirée", "{n} conventions retirées",
                       _carriers(comparison, "document-retire"))  # fmt: skip
    moved = [one for one in summary.stakes if not one.fresh]
    yield from counted(
        "{n} budget d'action change",
        "{n} budgets d'action changent",
        [french.typography(_stake(comparison, one)) for one in moved],
    )


def _budget(one: Budget) -> str:
    """Say a total: Engagé pour 2025 : 4 875 000 € → 5 045 000 € (+170 000 €, +3,5 %)."""
    head = _("Prévu, sans acte signé,") if one.kind == "prevu" else _head(one.kind)
    if one.exercice:
        head += _(" pour {exercice}").format(exercice=clean(one.exercice))
    if one.new is None:
        assert one.old is not None
        gone = Montant(Decimal(0), unite=one.unite)
        moved = _moved(one.old.value, Decimal(0), one.unite)
        return f"{head} : {_sum(one, one.old)} → {gone}{moved}"
    cover = _cover(one.new) if one.kind == PAID else ""
    if one.old is None:
        said = _("{head} : {new} (rien auparavant)").format(head=head, new=_sum(one, one.new))
        return said + cover
    moved = _moved(one.old.value, one.new.value, one.unite)
    return f"{head} : {_sum(one, one.old)} → {_sum(one, one.new)}{moved}{cover}"


def _head(kind: str) -> str:
    return amount_word(kind).capitalize()


def _meaning(summary: Summary) -> str:
    """Say what the words for amounts mean, those that are used."""
    words = {
        "engage": _("engagé : écrit dans un acte signé"),
        "prevu": _("prévu : avant tout acte"),
        PAID: _("versé : payé"),
    }
    used = {one.kind for one in summary.budgets}
    return french.typography(" ; ".join(said for kind, said in words.items() if kind in used))


def _funder(comparison: Comparison, one: Funder) -> str:
    """Say what a funder has engaged in all: État : 4 000 000 € → 4 100 000 € (+100 000 €)."""
    sides = " → ".join(str(Montant(value, unite=one.unite)) for value in (one.old, one.new))
    moved = _moved(one.old, one.new, one.unite)
    return f"{_name(comparison, one.financeur)} : {sides}{moved}"


def _moved(old: Decimal, new: Decimal, unit: str) -> str:
    """Say how far a total moved: (+170 000 €, +3,5 %)."""
    gap = new - old
    if not gap:
        return ""
    said = [_signed(str(Montant(abs(gap), unite=unit)), gap)]
    if old:
        said.append(_signed(french.percent(abs(round(gap / abs(old) * 100, 1))), gap))
    return f" ({', '.join(said)})"


def _sum(one: Budget, found: Sum) -> str:
    amount = str(Montant(found.value, unite=one.unite))
    return amount if found.exact else _("environ {amount}").format(amount=amount)


def _cover(found: Sum) -> str:
    """Say for how many of the engaged fundings it is known what was paid."""
    if not found.coverage.partial:
        return ""
    return _(" ; connu pour {known} des {expected} financements engagés").format(
        known=found.coverage.reporting, expected=found.coverage.expected
    )


def _signed(words: str, value: Decimal) -> str:
    return ("+" if value > 0 else "−") + words


def _carriers(comparison: Comparison, kind: str) -> list[str]:
    """Name the conventions that come or go, with what they bring."""
    found = []
    for change in comparison.changes:
        document = comparison.document(change)
        if change.kind == kind and change.type == "convention" and document:
            sums = [f"{fact.title.lower()} {french.join(fact.values)}"
                    for fact in facts.amounts(document)]  # fmt: skip
            said = " : ".join([document_name(comparison, change), *[" ; ".join(sums)] * bool(sums)])
            found.append(french.typography(said))
    return found


def _stake(comparison: Comparison, one: Stake) -> str:
    """Say what is planned or signed for an action: « Bus », 2025 : engagé 80 000 € → 0 € (…)."""
    about = quote(_name(comparison, one.action), 160)
    head = f"{about}, {clean(one.exercice)}" if one.exercice else about
    sides = [_kinds(found, one.unite) for found in (one.old, one.new)]
    said = f"{head} : {sides[0]} → {sides[1]}"
    if len({*one.old, *one.new}) == 1 and one.old and one.new:
        said = f"{head} : {sides[0]} → {Montant(next(iter(one.new.values())), unite=one.unite)}"
    if not one.delta:
        return said
    said += f" ({_signed(str(Montant(abs(one.delta), unite=one.unite)), one.delta)})"
    gaps = [
        f"{_name(comparison, funder)} {_signed(str(Montant(abs(gap), unite=one.unite)), gap)}"
        for funder, gap in one.funders
    ]
    return f"{said} : {', '.join(gaps)}"


def _kinds(found: dict[str, Decimal], unit: str) -> str:
    said = [f"{amount_word(kind)} {Montant(value, unite=unit)}" for kind, value in found.items()]
    return french.join(said) or _("rien")


def _name(comparison: Comparison, reference: str) -> str:
    """Return the words for an id as they are now or, for what is gone, as they were."""
    found = comparison.new.name(reference)
    return clean(comparison.old.name(reference) if found == reference else found, 160)
