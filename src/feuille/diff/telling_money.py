"""How money is told: « État, 2025 : engagé 80 000 € → 0 € (−80 000 €, −100 %) »."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feuille import french
from feuille.diff import facts, measures, wording
from feuille.diff.deltas import MONEY, PROMISED
from feuille.diff.model import ADDED, CHANGED, REMOVED
from feuille.diff.telling_figures import sign
from feuille.diff.wording import amount_word
from feuille.i18n import _
from feuille.values import Montant

if TYPE_CHECKING:
    from feuille.diff.model import Fact, Measure
    from feuille.diff.telling import Telling


def write(telling: Telling) -> str:
    """Tell an amount of a line, or a line that comes or goes; any other amount by its place."""
    delta = telling.delta
    if delta.shape == "item":
        return _line(telling)
    holder = telling.document.get(delta.at if delta.keys else delta.at[:-1])
    unit = str(holder.get("unite") or "eur") if isinstance(holder, dict) else "eur"
    moved = _moved(telling.measure, unit)
    if delta.keys:
        pairs = zip(_kinds(telling), measures.amounts(delta), strict=True)
        both = " → ".join(f"{amount_word(kind)} {amount}" for kind, amount in pairs)
        return f"{telling.where()} : {both}{moved}{_act(telling)}"
    if MONEY not in delta.at:
        return f"{telling.where()} : {telling.arrow(unit)}{moved}"
    kind = amount_word(str(delta.at[-1]))
    if telling.kind == "versement-ajoute":  # it was paid already: writing it adds no money
        paid = telling.said(ADDED, telling.value, unit=unit)
        return f"{telling.where(above=1)}, {kind} : {paid}{_act(telling)}"
    return f"{telling.where(above=1)} : {kind} {telling.arrow(unit)}{moved}{_act(telling)}"


def _kinds(telling: Telling) -> tuple[str, ...]:
    """Return the key of the amount on each side of a line that passed from one to the other."""
    old = telling.delta.old if isinstance(telling.delta.old, dict) else {}
    return PROMISED if PROMISED[0] in old else PROMISED[::-1]


def _line(telling: Telling) -> str:
    """Tell a line with its amounts; where it replaces an earlier act's, both amounts."""
    line = measures.line_at(telling.pair, telling.delta)
    assert line is not None
    other = measures.replaced(telling.pair, telling.delta, line)
    compared = measures.common(line, other)
    alone = {kind: one for kind, one in line.amounts.items() if kind != compared}
    said = [f"{amount_word(kind)} {amount}" for kind, amount in alone.items()]
    if other is not None and compared:
        both = [one.amounts[compared] for one in (other, line)]
        if telling.delta.sign == REMOVED:
            both.reverse()
        moved = _moved(telling.measure, line.unite)
        said = [f"{amount_word(compared)} {both[0]} → {both[1]}{moved}", *said]
    else:
        said = [f"{', '.join(said)} ({telling.coming()})"]
    return f"{telling.where()} : {', '.join(said)}{_act(telling)}"


def _act(telling: Telling) -> str:
    """Say which act sets the line, where it is not the convention itself."""
    position = telling.delta.at.index(MONEY) + 2
    block = telling.document.get(telling.delta.at[:position])
    act = wording.act(telling.corpus, telling.document, block)
    return _(", par {act}").format(act=act) if act else ""


def _moved(measure: Measure, unit: str) -> str:
    """Say how far an amount moved: (+10 000 €, +10 %)."""
    if not measure.delta:
        return ""
    words = [sign(measure.delta) + str(Montant(abs(measure.delta), unite=unit))]
    if measure.percent is not None:
        share = round(measure.percent, 1)
        words.append(sign(share) + french.percent(abs(share)))
    return f" ({', '.join(words)})"


def rest(telling: Telling) -> tuple[Fact, ...]:
    """Return what a line that comes or goes says besides its amounts."""
    if telling.delta.sign == CHANGED or telling.delta.shape != "item":
        return ()
    step = telling.way[-1]
    told = {*step.around.natural_key, *PROMISED, "verse"}
    return facts.of_item(telling.corpus, telling.document, step.node, step.value, told)
