"""The French words of the codes that records carry, and of their numbers."""

from __future__ import annotations

from bisect import bisect_left
from decimal import ROUND_HALF_UP, Decimal, localcontext
from itertools import takewhile
from typing import TYPE_CHECKING

from feuille import french
from feuille.i18n import _, plural
from feuille.rollup.figures import LIMIT
from feuille.rollup.records import ABSENT, BREAK, COMPLETE, NOT_ADDED, PARTIAL

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from fractions import Fraction

    from feuille.money import Rule
    from feuille.rollup.records import Cell, Missing, Rate, Row

REASONS = {
    "non-renseigne": "non renseigné",
    "non-disponible": "non disponible",
    "sans-objet": "sans objet",
    "refusee": "refusé par la vérification",
    "demesure": "montant démesuré",
    "montants-differents": "deux montants différents pour la même ligne",
    "contradictoire": "deux valeurs différentes pour la même période",
    "autre-periode": "donné seulement pour une autre période",
    "hors-maille": "saisi à un niveau que l'indicateur ne prévoit pas",
    "hors-bornes": "hors des bornes de l'indicateur",
    "denominateur-nul": "dénominateur nul",
    "denominateur-negatif": "dénominateur négatif",
    "numerateur-negatif": "numérateur négatif",
    "poids-negatif": "poids négatif",
    "poids-nuls": "tous les poids sont nuls",
    "taux-incomplet": "il manque le numérateur ou le dénominateur",
    "sans-numerateur": "un taux donné en pourcentage seul ne s'additionne pas",
    "sans-poids": "une moyenne sans son poids ne s'additionne pas",
    "sans-agregation": "cet indicateur ne s'agrège pas entre territoires",
    "sans-agregation-temps": "cet indicateur ne s'agrège pas dans le temps",
    "chevauchement": "périodes qui se chevauchent",
    "rupture": "la définition a changé entre ces valeurs",
    "sans-definition": "la définition de l'indicateur manque, ou est fautive",
    "cible-de-taux": "les cibles d'un taux ou d'une moyenne ne s'additionnent pas",
    "qualitatif": "indicateur qualitatif : des mots, pas de nombre",
    "attendus-inconnus": "rien ne dit qui doit répondre : l'indicateur n'a ni mailles ni attendus",
    "exige": "l'indicateur exige tous les répondants",
    "sous-le-seuil": "trop peu de répondants",
    "realise-non-renseigne": "réalisé non renseigné",
    "depart-non-renseigne": "valeur de départ non renseignée",
    "cible-non-renseigne": "cible non renseignée",
    "realise-incomplet": "réalisé connu pour une partie de la période seulement",
    "cible-du-tout": "la cible vise tout le territoire, le réalisé n'en couvre qu'une partie",
    "sans-sens": "le sens souhaité n'est pas dit",
    "taux-manquant": "un taux manque",
    "sans-indicateur": "aucun indicateur",
    "deja-porte": "montant d'une fiche dont une convention porte déjà les lignes",
    "acte-inconnu": "l'acte de cette ligne n'est pas dans les avenants",
    "engage-non-renseigne": "montant engagé non renseigné",
    "execute-non-renseigne": "dépense non renseignée",
    "engage-nul": "rien d'engagé",
    "non-ventile": "dépense commune, non ventilée",
    "part-non-renseignee": "part non renseignée",
    "autres-non-renseignes": "part des autres financeurs non renseignée",
    "assiette-nulle": "rien à répartir",
    "perimetre-plus-large": "montant d'un périmètre plus large que celui demandé",
    "sans-territoire": "valeurs sans territoire",
    "sans-action": "valeurs sans action, d'un indicateur compté par action",
    "territoire-inconnu": "valeurs d'un territoire inconnu",
    "hors-perimetre": "valeurs hors du périmètre du dépôt",
    "sans-periode": "valeur sans période lisible",
    "sans-date": "période en mots seulement",
}
"""The words of each code that explains an empty or partial cell."""


def reason(code: str) -> str:
    """Return the words of a code."""
    return _(REASONS.get(code, code))


def figure(value: Fraction | None, unite: str = "") -> str:
    """Write a number with at most two decimals; « non renseigné » where there is none."""
    if value is None:
        return reason("non-renseigne")
    text = french.number(rounded(value))
    return text + french.NNBSP + "%" if is_percent(unite) else text


def is_percent(unite: str) -> bool:
    """Tell whether a unit is the percent, which is written beside each number."""
    return french.plain(unite).strip() in {"pourcent", "pour cent", "%"}


def rounded(value: Fraction, decimals: int = 2) -> Decimal:
    """Return a fraction as a decimal, rounded as people do: half away from zero."""
    with localcontext(prec=60, rounding=ROUND_HALF_UP):
        exact = Decimal(value.numerator) / Decimal(value.denominator)
        # What is absurdly large has no decimals to round.
        return exact if abs(exact) > LIMIT else exact.quantize(Decimal(1).scaleb(-decimals))


def rule(who: str, found: Rule) -> str:
    """Write a co-financing rule: whose part, its bounds, and what is weighed."""
    said = [who]
    if found.least is not None:
        said.append(_("{bound} au moins").format(bound=french.percent(found.least)))
    if found.most is not None:
        said.append(_("{bound} au plus").format(bound=french.percent(found.most)))
    return ", ".join(said + [_("par action")] * found.by_action)


def cell(found: Cell) -> str:
    """Write a cell: its number, with its coverage where partial, or why there is none."""
    cover = f" ({found.coverage.share})" if found.coverage.partial else ""
    if found.value is not None:
        marks = "*" * found.saisi + f"{french.NBSP}p" * found.provisoire
        return figure(found.value, found.unite) + marks + cover
    if found.textes and found.status == COMPLETE:
        return _("en mots")
    if found.status == ABSENT:
        return reason(found.reason)
    return {NOT_ADDED: _("non agrégé"), BREAK: _("rupture")}.get(found.status, _("non montré")) + (
        cover if found.status == PARTIAL else ""
    )


def rate(found: Rate) -> str:
    """Write a rate as people see it, with its coverage where partial; a dash for none."""
    several = found.coverage.open or found.coverage.expected > 1
    cover = f" ({found.coverage.share})" if several and found.coverage.partial else ""
    if found.shown is None:
        return _("rupture") if found.status == BREAK else "–" + cover
    return french.percent(rounded(found.shown, 0)) + cover


def absent(found: Cell, name: Callable[[str], str], limit: int = 6) -> str:
    """Name those who are missing, with what they say of it; so many, then how many others."""
    said: dict[str, list[str]] = {}
    for one in found.coverage.missing:
        listed = said.setdefault(_who(one, found.row, name), [])
        why = one.motif if one.reason == "non-disponible" and one.motif else reason(one.reason)
        if one.reason != "non-renseigne" and why.rstrip(".") not in listed:
            listed.append(why.rstrip("."))
    named = [who + (f" ({', '.join(whys)})" if whys else "") for who, whys in said.items()]
    more = len(named) - limit
    if more > 0:
        named = [*named[:limit], plural("{n} autre", "{n} autres", more)]
    return french.join(named)


def spared(found: Cell, name: Callable[[str], str]) -> str:
    """Name those who are « sans objet »."""
    return french.join(dict.fromkeys(_who(one, found.row, name) for one in found.spared))


def _who(one: Missing, row: Row, name: Callable[[str], str]) -> str:
    """Name a missing one by what its row does not say already: its territory, its action."""
    if one.action and one.action != row.id:
        where = f" ({name(one.territoire)})" if one.territoire not in row.places else ""
        return shorter(name(one.action)) + where
    return name(one.territoire or one.indicateur)


def distinct(names: Iterable[str], limit: int = 40) -> dict[str, str]:
    """Cut long names at a word; one that would read like another loses what they share first."""
    listed = sorted(set(names))
    found = {}
    for name in listed:
        cut = shorter(name, limit)
        rivals = _starting(listed, cut.removesuffix("…"))
        if cut != name and len(rivals) > 1:
            columns = zip(*(one.split(" ") for one in rivals), strict=False)
            same = sum(1 for _word in takewhile(lambda column: len(set(column)) == 1, columns))
            cut = "…" + shorter(" ".join(name.split(" ")[same:]), limit - 1)
        found[name] = cut
    return found


def _starting(listed: list[str], start: str) -> list[str]:
    """Return the names, of a sorted list, that start so."""
    first = last = bisect_left(listed, start)
    while last < len(listed) and listed[last].startswith(start):
        last += 1
    return listed[first:last]


def shorter(text: str, limit: int = 40) -> str:
    """Cut a long name at a word."""
    return text if len(text) <= limit else text[:limit].rsplit(" ", 1)[0].rstrip(" ,") + "…"
