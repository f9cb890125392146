"""Which kind of change a difference of data is, and how far its value moved."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from feuille import money, series
from feuille.diff import measures
from feuille.diff.deltas import MONEY, tree_key
from feuille.diff.model import ADDED, CHANGED, REMOVED, Measure
from feuille.diff.places import steps
from feuille.reader import UNDECIDED
from feuille.values import montant

if TYPE_CHECKING:
    from feuille.diff.model import Delta, Pair
    from feuille.values import Montant


_FEMININE = {"cible", "echeance", "orientation"}
_FIGURES = {"references": "depart", "cibles": "cible", "realises": "realise"}
_DATES = {"echeance", "debut", "fin", "depuis", "jusqu_a"}
ABANDONED = "abandonne"
Verdict = tuple[str, Measure]


def classify(pair: Pair, delta: Delta) -> Verdict:
    """Return the kind of a difference, and how far its value moved."""
    for rule in (_shape, _figures, _money, _party, _reference, _state, _date, _name, _identity):
        found = rule(pair, delta)
        if found:
            return found
    if delta.shape == "item":
        if delta.at[:-1] == ("avenants",):
            return ("avenant-signe" if delta.sign == ADDED else "avenant-retire"), Measure()
        return _signed("element", delta), Measure()
    return ("texte" if delta.node.form == "texte" else "valeur"), Measure()


def _signed(name: str, delta: Delta, changed: str = "modifie") -> str:
    """Return the kind of a thing that came, went or changed, in the gender of its name."""
    word = {ADDED: "ajoute", REMOVED: "retire"}.get(_sign(delta))
    return f"{name}-{word}{'e' if name in _FEMININE else ''}" if word else f"{name}-{changed}"


def _sign(delta: Delta) -> str:
    """Return the sign of a difference; what is to be decided does not count as there."""
    if UNDECIDED not in (delta.old, delta.new):
        return delta.sign
    return ADDED if delta.old == UNDECIDED else REMOVED


def _shape(_pair: Pair, delta: Delta) -> Verdict | None:
    kind = {"move": "orientation-deplacee", "order": "ordre"}.get(delta.shape)
    if delta.shape == "node":
        kind = _signed("orientation", delta)
    return (kind, Measure()) if kind else None


def _figures(pair: Pair, delta: Delta) -> Verdict | None:
    """See an indicator's value: fixed, raised, lowered; or a past figure that was rewritten."""
    row = measures.row_of(delta.at, series.KINDS)
    if row is None or not (delta.shape == "figures" or (delta.shape == "item" and delta.at == row)):
        return None
    name = _FIGURES[str(row[-2])]
    old, new = measures.values(pair, delta)
    known = [measures.is_known(value) for value in (old, new)]
    if not any(known):
        missing = [measures.is_missing(value) for value in (old, new)]
        sign = ADDED if missing[1] else REMOVED
        lone = missing[0] is not missing[1]
        return (_signed("manque", replace(delta, sign=sign)), Measure()) if lone else None
    if not all(known):
        sign = ADDED if known[1] else REMOVED
        return _signed(name, replace(delta, sign=sign)), Measure()
    measure = measures.progress(pair, delta, old, new)
    if name != "cible":
        return f"{name}-corrige", measure
    if not measure.delta:
        return "cible-modifiee", measure
    return ("cible-hausse" if measure.delta > 0 else "cible-baisse"), measure


def _money(pair: Pair, delta: Delta) -> Verdict | None:
    """See an amount: of a line of money, or one that is printed and never added."""
    if delta.shape == "item" and delta.at[-2] == MONEY:
        return _money_line(pair, delta)
    if MONEY in delta.at[:-1] and delta.keys:
        return _moved("financement", *measures.amounts(delta))
    if delta.node.form != "montant":
        return None
    lone = MONEY in delta.at and delta.at[-1] in money.KINDS
    name = _money_name(str(delta.at[-1])) if lone else "montant"
    old, new = (montant(value) for value in (delta.old, delta.new))
    if delta.sign != CHANGED or old is None or new is None:
        return _signed(name, delta), Measure()
    return _moved(name, old, new)


def _moved(name: str, old: Montant, new: Montant) -> Verdict:
    measure = measures.movement(old.valeur, new.valeur)
    if not measure.delta:
        return f"{name}-modifie", measure
    return f"{name}-{'hausse' if measure.delta > 0 else 'baisse'}", measure


def _money_line(pair: Pair, delta: Delta) -> Verdict | None:
    """See a line that came or went; one that replaces an earlier act's is a rise or a fall."""
    line = measures.line_at(pair, delta)
    if line is None:
        return None
    other = measures.replaced(pair, delta, line)
    kind = measures.common(line, other)
    if other is None or not kind:
        return _signed(_money_name(*line.amounts), delta), Measure()
    lines = (line, other) if delta.sign == REMOVED else (other, line)
    return _moved(_money_name(kind), *(one.amounts[kind] for one in lines))


def _money_name(*kinds: str) -> str:
    """Name what a line brings: what was paid is news of a funding, and no funding."""
    return "versement" if kinds == ("verse",) else "financement"


def _party(_pair: Pair, delta: Delta) -> Verdict | None:
    return (_signed("acteur", delta), Measure()) if delta.node.form == "partie" else None


def _reference(_pair: Pair, delta: Delta) -> Verdict | None:
    values = [value for value in (delta.old, delta.new) if value is not None]
    targets = delta.node.of("").targets
    if not targets or not all(isinstance(value, str) for value in values):
        return None
    place = delta.shape == "item" and any(kind == "territoire" for kind, _item in targets)
    return _signed("territoire" if place else "lien", delta), Measure()


def _state(_pair: Pair, delta: Delta) -> Verdict | None:
    if delta.at == ("statut",):
        return "statut", Measure()
    if delta.node.form != "avancement" or delta.shape != "value":
        return None
    if ABANDONED in (delta.old, delta.new):
        return ("abandon" if delta.new == ABANDONED else "reprise"), Measure()
    return "avancement", Measure()


def _date(_pair: Pair, delta: Delta) -> Verdict | None:
    key = str(delta.at[-1])
    if delta.node.form not in {"date", "periode"} or not (
        key in _DATES or delta.at == ("periode",)
    ):
        return None
    if _sign(delta) != CHANGED:
        return _signed("echeance", delta), Measure()
    measure = measures.shift(key, delta.old, delta.new)
    if measure is None or not measure.days:
        return "echeance-precisee", Measure()
    return ("echeance-repoussee" if measure.days > 0 else "echeance-avancee"), measure


def _name(pair: Pair, delta: Delta) -> Verdict | None:
    """See the name of a document, or of a node of a tree."""
    document = pair.side(delta.sign)[1]
    if delta.at == (document.type.node.name_key,):
        return "intitule", Measure()
    *_before, last = steps(document, delta.at)
    held = _before[-1].around if _before else None
    if delta.sign == CHANGED and held and tree_key(held) and last.part == last.around.name_key:
        return "orientation-renommee", Measure()
    return None


def _identity(_pair: Pair, delta: Delta) -> Verdict | None:
    """See an item of a list that bears another id: it said which one it bore."""
    own = delta.at[-1] == "id" and len(delta.at) > 1 and isinstance(delta.at[-2], int)
    return ("identifiant", Measure()) if own and delta.sign == CHANGED else None
