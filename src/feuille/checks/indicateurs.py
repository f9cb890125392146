"""Family C3, one value at a time: what a number of an indicator cannot be."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import TYPE_CHECKING

from feuille import french
from feuille.diagnostics import Finding, Rule, Severity
from feuille.i18n import _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feuille.corpus import Corpus
    from feuille.diagnostics import Path
    from feuille.rollup.indicators import Indicateur
    from feuille.series import Valeur

NUMBER_IN_WORDS = Rule(
    "C302", Severity.ERROR, "Nombre pour un indicateur qualitatif",
    "Un indicateur qualitatif se dit en mots : son nombre ne compterait nulle part.",
    "# indicateur qualitatif\nrealises: [{periode: 2024, valeur: 3}]",
    "# indicateur qualitatif\nrealises: [{periode: 2024, texte: En progrès}]",
)  # fmt: skip
WORDS_ONLY = Rule(
    "C303", Severity.WARNING, "Texte sans nombre pour un indicateur chiffré",
    "Sans nombre, la valeur manque aux totaux sans que rien dise pourquoi.",
    "realises: [{periode: 2024, texte: En hausse}]",
    "realises: [{periode: 2024, manque: non-disponible, motif: Connu en mots seulement}]",
)  # fmt: skip
MISSING_WITH_VALUE = Rule(
    "C304", Severity.ERROR, "Valeur à la fois donnée et manquante",
    "« manque » dit pourquoi il n'y a pas de valeur : les deux ensemble se contredisent.",
    "realises: [{periode: 2024, valeur: 12, manque: non-disponible}]",
    "realises: [{periode: 2024, valeur: 12}]",
)  # fmt: skip
IMPOSSIBLE_PART = Rule(
    "C305", Severity.ERROR, "Numérateur, dénominateur ou poids impossible, ou seul",
    "On ne divise pas par zéro, un effectif n'est pas négatif, et un rapport a deux nombres.",
    "realises: [{periode: 2024, numerateur: 3, denominateur: 0}]",
    "realises: [{periode: 2024, manque: sans-objet, motif: Aucune personne concernée}]",
)  # fmt: skip
OVER_ONE = Rule(
    "C306", Severity.WARNING, "Numérateur plus grand que le dénominateur",
    "Une part de plus de 100 % : les deux nombres sont sans doute inversés. "
    "Elle n'entre dans aucun total, sauf si l'indicateur a un maximum plus grand.",
    "realises: [{periode: 2024, numerateur: 2600, denominateur: 1144}]",
    "realises: [{periode: 2024, numerateur: 1144, denominateur: 2600}]",
)  # fmt: skip
OUT_OF_BOUNDS = Rule(
    "C307", Severity.WARNING, "Valeur hors des bornes de l'indicateur",
    "L'indicateur dit quelles valeurs sont possibles ; celle-ci ne compterait pas.",
    "# maximum: 100\nrealises: [{periode: 2024, valeur: 520}]",
    "# maximum: 100\nrealises: [{periode: 2024, valeur: 52}]",
)  # fmt: skip
ODD_PERCENT = Rule(
    "C308", Severity.WARNING, "Pourcentage hors de 0 à 100",
    "52 % s'écrit 52. Si plus de 100 % est possible, l'indicateur le dit par son maximum ; "
    "d'ici là, la valeur n'entre dans aucun total.",
    "realises: [{periode: 2024, valeur: 520}]", "realises: [{periode: 2024, valeur: 52}]",
)  # fmt: skip
RATIO_DIFFERS = Rule(
    "C309", Severity.WARNING, "La valeur n'est pas le rapport de ses deux nombres",
    "Les totaux suivent le numérateur et le dénominateur, le lecteur lit la valeur.",
    "realises: [{periode: 2024, numerateur: 1144, denominateur: 2600, valeur: 52}]",
    "realises: [{periode: 2024, numerateur: 1144, denominateur: 2600}]",
)  # fmt: skip
ACROSS_BREAK = Rule(
    "C310", Severity.WARNING, "Période à cheval sur une rupture de série",
    "La définition change au milieu : la valeur mélange deux choses.",
    "# ruptures: [{date: 2024-07-01}]\nrealises: [{periode: 2024, valeur: 12}]",
    "# ruptures: [{date: 2024-07-01}]\n"
    "realises: [{periode: 2024-S1, valeur: 5}, {periode: 2024-S2, valeur: 7}]",
)  # fmt: skip

RULES = (
    NUMBER_IN_WORDS, WORDS_ONLY, MISSING_WITH_VALUE, IMPOSSIBLE_PART, OVER_ONE, OUT_OF_BOUNDS,
    ODD_PERCENT, RATIO_DIFFERS, ACROSS_BREAK,
)  # fmt: skip


def check(corpus: Corpus, value: Valeur, definition: Indicateur) -> Iterator[Finding]:
    """Yield what is wrong with one value of a defined indicator."""
    yield from _missing(value, definition)
    if definition.nature == "qualitatif":
        yield from _in_words(value)
        return
    if value.texte and not has_number(value) and not value.manque:
        yield finding(
            WORDS_ONLY, value, _("« {text} » n'est pas un nombre.").format(text=value.texte),
            _("Donnez la valeur, ou écrivez : manque: non-disponible"), "texte",
        )  # fmt: skip
    parts = list(_parts(value))
    yield from parts
    if not parts and not value.manque:
        yield from _bounds(corpus, value, definition)
        yield from _ratio(value, definition)
    yield from _break(corpus, value, definition)


def has_number(value: Valeur) -> bool:
    """Tell whether a value gives any number."""
    numbers = (value.valeur, value.numerateur, value.denominateur, value.poids)
    return any(number is not None for number in numbers)


def read(value: Valeur, definition: Indicateur) -> Fraction | None:
    """Return the number of a value in the indicator's unit, None where it gives none."""
    if value.numerateur is not None and value.denominateur:
        return definition.factor * Fraction(value.numerateur) / Fraction(value.denominateur)
    return None if value.valeur is None else Fraction(value.valeur)


def figure(number: Fraction, definition: Indicateur) -> str:
    """Write a number in the indicator's unit, with two decimals at most."""
    # Numbers have fifteen digits at most, their ratio twice as many before the point.
    with localcontext(prec=60):
        shown = french.number(round(Decimal(number.numerator) / number.denominator, 2))
    return shown + french.NNBSP + "%" if is_percent(definition) else shown


def is_percent(definition: Indicateur) -> bool:
    """Tell whether the unit is the percent: 52 reads 52 %."""
    return definition.factor == 100  # noqa: PLR2004 - a hundred to the whole


def finding(
    rule: Rule,
    value: Valeur,
    message: str,
    hint: str,
    key: str = "",
    related: tuple[tuple[str, Path], ...] = (),
) -> Finding:
    """Return a finding about a value, at one of its keys if one is named."""
    at = (*value.at, key) if key else value.at
    return Finding(rule, value.document.path, message, at, hint, related=related)


def _missing(value: Valeur, definition: Indicateur) -> Iterator[Finding]:
    said = has_number(value) or (definition.nature == "qualitatif" and value.texte)
    if value.manque and said:
        yield finding(
            MISSING_WITH_VALUE,
            value,
            _("La valeur est donnée, et dite « {missing} ».").format(missing=value.manque),
            _("Retirez « manque », ou la valeur."),
            "manque",
        )


def _in_words(value: Valeur) -> Iterator[Finding]:
    named = {"valeur": value.valeur, "numerateur": value.numerateur, "poids": value.poids}
    for key, number in named.items():
        if number is not None:
            yield finding(
                NUMBER_IN_WORDS,
                value,
                _("« {indicator} » est qualitatif : {number} ne peut pas être lu.").format(
                    indicator=value.indicateur, number=french.number(number)
                ),
                _("Écrivez : texte: …, ou changez la nature de l'indicateur."),
                key,
            )


def _parts(value: Valeur) -> Iterator[Finding]:
    checked = (
        ("denominateur", value.denominateur, _("Le dénominateur vaut {number}.")),
        ("numerateur", value.numerateur, _("Le numérateur vaut {number}.")),
        ("poids", value.poids, _("Le poids vaut {number}.")),
    )
    for key, number, message in checked:
        if number is not None and (number < 0 or (number == 0 and key == "denominateur")):
            yield finding(
                IMPOSSIBLE_PART,
                value,
                message.format(number=french.number(number)),
                _("S'il n'y a personne à compter, écrivez : manque: sans-objet"),
                key,
            )
    if value.valeur is None and (value.numerateur is None) != (value.denominateur is None):
        key, other = ("denominateur", "numerateur")[:: 1 if value.numerateur is None else -1]
        yield finding(
            IMPOSSIBLE_PART,
            value,
            _("« {key} » est donné sans « {other} ».").format(key=key, other=other),
            _("Donnez les deux, ou la valeur seule."),
            key,
        )


def _bounds(corpus: Corpus, value: Valeur, definition: Indicateur) -> Iterator[Finding]:
    number = read(value, definition)
    if number is None:
        return
    key = "numerateur" if value.numerateur is not None and value.denominateur else "valeur"
    shown = figure(number, definition)
    if not definition.allows(number):
        low, high = definition.minimum, definition.maximum
        bound = high if high is not None and number > high else low
        source = corpus.documents[definition.id]
        yield finding(
            OUT_OF_BOUNDS,
            value,
            _("{value} est hors des bornes de l'indicateur ({bound}).").format(
                value=shown, bound=figure(bound or Fraction(0), definition)
            ),
            _("Corrigez la valeur, ou les bornes de « {id} ».").format(id=definition.id),
            key,
            ((source.path, ("maximum" if bound is high else "minimum",)),),
        )
    elif is_percent(definition) and _unbounded(number, definition):
        yield _over(value, shown, key, corpus.documents[definition.id].path)


def _unbounded(number: Fraction, definition: Indicateur) -> bool:
    """Tell whether a percentage leaves 0 to 100 on a side where the definition says nothing."""
    below = number < 0 and definition.minimum is None
    return below or (number > 100 and definition.maximum is None)  # noqa: PLR2004 - percents


def _over(value: Valeur, shown: str, key: str, source: str) -> Finding:
    unit = ((source, ("unite",)),)
    hint = _("Corrigez, ou écrivez le minimum et le maximum possibles dans l'indicateur.")
    if value.numerateur is not None and value.denominateur is not None:
        message = _("Le numérateur ({top}) dépasse le dénominateur ({bottom}) : {value}.").format(
            top=french.number(value.numerateur),
            bottom=french.number(value.denominateur),
            value=shown,
        )
        return finding(OVER_ONE, value, message, hint, key, unit)
    message = _("{value} : un pourcentage va de 0 à 100.").format(value=shown)
    return finding(ODD_PERCENT, value, message, hint, key, unit)


def _ratio(value: Valeur, definition: Indicateur) -> Iterator[Finding]:
    """Compare a stated value with its ratio, at the precision it is written with."""
    if value.valeur is None or value.numerateur is None or value.denominateur is None:
        return
    computed = read(value, definition)
    exponent = value.valeur.as_tuple().exponent
    step = Fraction(10) ** int(exponent)
    if computed is not None and abs(computed - Fraction(value.valeur)) > step / 2:
        yield finding(
            RATIO_DIFFERS,
            value,
            _("La valeur est {stated}, le rapport {top} / {bottom} donne {computed}.").format(
                stated=figure(Fraction(value.valeur), definition),
                top=french.number(value.numerateur),
                bottom=french.number(value.denominateur),
                computed=figure(computed, definition),
            ),
            _("Retirez la valeur : elle se calcule. Ou corrigez les deux nombres."),
            "valeur",
        )


def _break(corpus: Corpus, value: Valeur, definition: Indicateur) -> Iterator[Finding]:
    first, last = value.periode.debut, value.periode.fin
    # A stock is the state on the last day: only that day's definition matters.
    if definition.nature == "stock" or first is None or last is None:
        return
    crossed = next((day for day in definition.ruptures if first < day <= last), None)
    if crossed:
        before = crossed - timedelta(days=1)
        yield finding(
            ACROSS_BREAK,
            value,
            _("La période ({when}) traverse la rupture du {day}.").format(
                when=value.periode, day=french.day(crossed.isoformat())
            ),
            _("Coupez-la en deux : {first}/{before} et {crossed}/{last}").format(
                first=first, before=before, crossed=crossed, last=last
            ),
            "periode",
            ((corpus.documents[definition.id].path, ("ruptures",)),),
        )
