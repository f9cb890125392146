"""Family C3, several values together: homes, periods and territories that do not add up."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING, Any

from feuille import french, series
from feuille.checks import indicateurs
from feuille.checks.indicateurs import figure, finding, has_number, read
from feuille.diagnostics import Finding, Rule, Severity
from feuille.i18n import _

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from feuille.corpus import Corpus
    from feuille.rollup.indicators import Indicateur
    from feuille.rollup.places import Places
    from feuille.series import Suivi, Valeur

TWO_HOMES = Rule(
    "C301", Severity.ERROR, "La même valeur d'indicateur est écrite deux fois",
    "Une valeur n'a qu'un domicile : deux, même égales, finiraient par diverger ou compter double.",
)  # fmt: skip
OVERLAPPING = Rule(
    "C311", Severity.WARNING, "Périodes d'un flux qui se chevauchent",
    "Un flux s'additionne dans le temps : ce qui est dans les deux périodes compterait double.",
    "realises: [{periode: 2024-S1, valeur: 5}, {periode: 2024-04/2024-09, valeur: 6}]",
    "realises: [{periode: 2024-S1, valeur: 5}, {periode: 2024-S2, valeur: 6}]",
)  # fmt: skip
BARE_RATE = Rule(
    "C312", Severity.INFO, "Taux donné en pourcentage seul",
    "Sans numérateur ni dénominateur, il ne pourra pas être totalisé entre territoires.",
    "realises: [{periode: 2024, valeur: 44}]",
    "realises: [{periode: 2024, numerateur: 1144, denominateur: 2600}]",
)  # fmt: skip
NO_WEIGHT = Rule(
    "C313", Severity.INFO, "Moyenne sans son poids",
    "Sans l'effectif qu'elle résume, elle ne pourra pas être réunie à celles d'autres territoires.",
    "realises: [{periode: 2024, valeur: 24.5}]",
    "realises: [{periode: 2024, valeur: 24.5, poids: 4980}]",
)  # fmt: skip
NO_PLACE = Rule(
    "C314", Severity.ERROR, "Valeurs sans territoire",
    "Le document n'a pas un seul territoire : rien ne dit de quel lieu parlent ces valeurs.",
    "territoires: [dep-22, dep-29]\nindicateurs: [{indicateur: i, realises: [{periode: 2024, valeur: 1}]}]",
    "territoires: [dep-22, dep-29]\n"
    "indicateurs: [{indicateur: i, territoire: dep-29, realises: [{periode: 2024, valeur: 1}]}]",
)  # fmt: skip
OFF_LEVEL = Rule(
    "C315", Severity.WARNING, "Territoire que l'indicateur n'attend pas",
    "L'indicateur dit à quels niveaux, ou sur quels territoires, ses valeurs sont saisies : "
    "les autres ne comptent dans aucun total.",
    "# mailles: [departement]\n- {indicateur: i, territoire: com-29019}",
    "# mailles: [departement]\n- {indicateur: i, territoire: dep-29}",
)  # fmt: skip
DOUBLE_COUNT = Rule(
    "C316", Severity.WARNING, "Une métropole et son département répondent tous deux",
    "Rien ne dit si la valeur du département compte la métropole : elle serait perdue ou doublée.",
    "- {indicateur: i, territoire: dep-31}\n- {indicateur: i, territoire: met-243100518}",
    "- {indicateur: i, territoire: dep-31, hors: [met-243100518]}\n"
    "- {indicateur: i, territoire: met-243100518}",
)  # fmt: skip
FLAT_TARGET = Rule(
    "C317", Severity.INFO, "Cible égale à la valeur de départ",
    "Il n'y a rien à parcourir : le taux d'avancement ne peut pas se calculer.",
    "references: [{periode: 2022, valeur: 44}]\ncibles: [{periode: 2026, valeur: 44}]",
    "references: [{periode: 2022, valeur: 44}]\ncibles: [{periode: 2026, valeur: 60}]",
)  # fmt: skip
NEVER_FOLLOWED = Rule(
    "C318", Severity.INFO, "Indicateur jamais suivi",
    "Il est défini et aucun document n'en donne ni valeur ni cible.",
    "# indicateurs/delai.yaml, qu'aucun document ne suit", "indicateurs: [{indicateur: delai}]",
)  # fmt: skip

RULES = (
    TWO_HOMES, *indicateurs.RULES, OVERLAPPING, BARE_RATE, NO_WEIGHT, NO_PLACE, OFF_LEVEL,
    DOUBLE_COUNT, FLAT_TARGET, NEVER_FOLLOWED,
)  # fmt: skip

_Group = dict[str, list["Suivi"]]
"""The blocks of one indicator (of one action of it) by territory."""


def check(corpus: Corpus) -> Iterator[Finding]:
    """Yield what is wrong with the values of indicators, one by one and together."""
    blocks = list(series.blocks(corpus))
    followed = {block.indicateur for block in blocks}
    known = {d.id: d for d in corpus.documents.values() if d.type.name == "indicateur"}
    if not corpus.unread:
        yield from _never_followed(corpus, followed)
    if not followed & known.keys():
        return
    # Rollups are a large import, for those that have values only.
    from feuille.rollup import indicators, places

    definitions = {name: indicators.read(corpus, name) for name in sorted(followed & known.keys())}
    yield from _homes(corpus, blocks, definitions)
    judged = [b for b in blocks if b.document.sound and b.indicateur in definitions and known[b.indicateur].sound]  # fmt: skip
    for block in judged:
        definition = definitions[block.indicateur]
        yield from _place(block)
        yield from _lacking(block, definition)
        yield from _flat(block, definition)
        for value in block.valeurs:
            yield from indicateurs.check(corpus, value, definition)
    groups = _groups(judged, definitions)
    where = places.Places(corpus)
    for (name, _action), group in groups.items():
        yield from _overlapping(group, definitions[name])
        yield from _levels(group, definitions[name], where)
        yield from _doubles(group, definitions[name], where)
