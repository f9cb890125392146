"""How the value of an indicator is told: « Cible 2025 moins ambitieuse : 90 → 70 personnes »."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from feuille import french, series
from feuille.diff import facts, measures, subjects, wording
from feuille.diff.equality import child
from feuille.diff.model import ADDED, REMOVED
from feuille.i18n import _

if TYPE_CHECKING:
    from feuille.diff.model import Fact
    from feuille.diff.places import Step
    from feuille.diff.telling import Telling

_LONG = 100
"""Signs of a figure in words beyond which it stands beside its sentence."""
_HELD = {"periode", "valeur", "numerateur", "denominateur", "poids", "texte", "provisoire"}


def write(telling: Telling) -> str:
    """Tell a value: the indicator where the subject is not it, which figure, how it moved."""
    return f"{_head(telling)}{_words(telling)} : {_values(telling)}"


def _row(telling: Telling) -> list[Step]:
    """Return the steps to the value that a difference is about."""
    at = measures.row_of(telling.delta.at, series.KINDS) or ()
    return telling.way[: len(at)]


def _head(telling: Telling) -> str:
    """Say which figure: « Personnes reçues », cible 2025."""
    way = _row(telling)
    block, figure = way[-3], subjects.figure(telling.corpus, telling.document, way[-1])
    if telling.depth == len(way) - 2:  # the subject is the indicator
        return figure
    name = wording.item_name(
        telling.corpus, telling.document, block.node, block.value, block.around, subjects.NAME
    )
    return f"{wording.quote(name or '…', subjects.NAME)}, {figure[:1].lower()}{figure[1:]}"


def _words(telling: Telling) -> str:
    """Say what happened to it."""
    ambition = {"plus": _(" plus ambitieuse"), "moins": _(" moins ambitieuse")}
    said = {
        "cible-hausse": _(" relevée"),
        "cible-baisse": _(" abaissée"),
        "cible-modifiee": _(" réécrite"),
        "cible-ajoutee": _(" fixée"),
        "cible-retiree": _(" retirée"),
        "depart-ajoute": _(" renseignée"),
        "depart-retire": _(" retirée"),
        "depart-corrige": _(" corrigée"),
        "realise-ajoute": _(" renseigné"),
        "realise-retire": _(" retiré"),
        "realise-corrige": _(" corrigé"),
        "manque-ajoute": "",
        "manque-retire": _(", n'est plus dit manquant"),
    }
    aim = ambition.get(telling.measure.ambition) if telling.kind.startswith("cible") else None
    return aim or said[telling.kind]


def _values(telling: Telling) -> str:
    unit = measures.indicator(telling.pair, telling.delta).get("unite")
    sides = [
        _said(telling, sign, value, unit)
        for sign, value in zip((REMOVED, ADDED), measures.values(telling.pair, telling.delta),
                               strict=True)
    ]  # fmt: skip
    if all(sides):
        old, new = sides
        tails = [f" {french.unit(wording.clean(unit), n)}" for n in (0, 2) if isinstance(unit, str)]
        if new.endswith(tuple(tails)):
            old = next((old.removesuffix(one) for one in tails if old.endswith(one)), old)
        return f"{old} → {new}{_gap(telling, unit)}"
    if telling.kind.endswith(("-retire", "-retiree")):
        return _("{value} auparavant").format(value=sides[0] or sides[1])
    return sides[1] or sides[0]


def _said(telling: Telling, sign: str, row: Any, unit: Any) -> str:
    """Say one side: its number or its words, or why it has none; "" where it says nothing."""
    if measures.is_known(row):
        words = row.get("texte")
        if measures.figure(row, unit) is None and isinstance(words, str):
            return _("en mots") if len(words) > _LONG else wording.quote(words, _LONG)
        return wording.figures(row, unit, measures.figure(row, unit))
    if not measures.is_missing(row):
        return ""
    node = _row(telling)[-1].node
    why = telling.said(sign, row["manque"], child(node, "manque"))
    motif = row.get("motif")
    return f"{why} ({wording.clean(motif, 300).rstrip(' .')})" if isinstance(motif, str) else why


def _gap(telling: Telling, unit: Any) -> str:
    """Say how far a number moved: (+1 000, +4,3 %), (−4 points)."""
    delta = telling.measure.delta
    if not delta:
        return ""
    if unit in ("pourcent", "%"):
        points = french.number(round(abs(delta), 2))
        return f" ({sign(delta)}{points} {_('point') if abs(delta) < 2 else _('points')})"  # noqa: PLR2004 - French: 1,9 is singular
    words = [sign(delta) + french.number(round(abs(delta), 2))]
    if telling.measure.percent is not None:
        share = round(telling.measure.percent, 1)
        words.append(sign(share) + french.percent(abs(share)))
    return f" ({', '.join(words)})"


def sign(value: Any) -> str:
    """Return the sign of a number, as French prints it."""
    return "+" if value > 0 else "−"


def body(telling: Telling) -> tuple[tuple[str, str], ...]:
    """Return the words of a figure in words that comes or goes, where they are long."""
    row = telling.value
    row = row if telling.delta.shape == "item" else None
    words = row.get("texte") if isinstance(row, dict) else telling.value
    if not isinstance(words, str) or len(words) <= _LONG:
        return ()
    return (("+" if telling.delta.sign == ADDED else "-", words),)


def rest(telling: Telling) -> tuple[Fact, ...]:
    """Return what a value that comes or goes says besides: its source, its comment."""
    if telling.delta.shape != "item":
        return ()
    step = telling.way[-1]
    told = _HELD | {"manque", "motif"}
    return facts.of_item(telling.corpus, telling.document, step.node, step.value, told)
