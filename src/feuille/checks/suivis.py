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
from feuille.snapshot import CONFIG

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from feuille.corpus import Corpus
    from feuille.diagnostics import Path
    from feuille.rollup.indicators import Indicateur
    from feuille.rollup.places import Places
    from feuille.series import Suivi, Valeur

TWO_HOMES = Rule(
    "C301", Severity.ERROR, "La même valeur d'indicateur est écrite deux fois",
    "Une valeur n'a qu'un domicile : deux, même égales, finiraient par diverger ou compter double.",
    "# fiche territoire et convention, toutes deux :\nrealises: [{periode: 2024, valeur: 950}]",
    "# dans un seul des deux documents :\nrealises: [{periode: 2024, valeur: 950}]",
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
    "# territoires: [dep-22, dep-29]\n- {indicateur: i, realises: [{periode: 2024, valeur: 1}]}",
    "# territoires: [dep-22, dep-29]\n"
    "- {indicateur: i, territoire: dep-29, realises: [{periode: 2024, valeur: 1}]}",
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
    "Il n'y a rien à parcourir : le taux d'avancement vaut 100 ou 0, sans progrès possible.",
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

_SIZES = {"pays": 0, "region": 1, "departement": 2, "metropole": 3, "epci": 3, "commune": 4}

_Group = dict[str, list["Suivi"]]
"""The blocks of one indicator (of one action of it) by territory."""


def check(corpus: Corpus) -> Iterator[Finding]:
    """Yield what is wrong with the values of indicators, one by one and together."""
    blocks = list(series.blocks(corpus))
    yield from _homes(corpus, blocks)
    if not corpus.unread:
        yield from _never_followed(corpus, {block.indicateur for block in blocks})
    sound = [block for block in blocks if block.document.sound]
    for block in sound:
        yield from _place(block)
    followed = [corpus.documents.get(name) for name in sorted({b.indicateur for b in sound})]
    defined = [one for one in followed if one and one.sound and one.type.name == "indicateur"]
    if defined:
        # A large import, for those that have values only.
        from feuille.rollup import indicators

        definitions = {one.id: indicators.read(corpus, one.id) for one in defined}
        yield from _judged(corpus, [b for b in sound if b.indicateur in definitions], definitions)


def _judged(
    corpus: Corpus, blocks: list[Suivi], definitions: dict[str, Indicateur]
) -> Iterator[Finding]:
    """Judge blocks by the definitions of their indicators."""
    from feuille.rollup.places import Places

    groups: dict[tuple[str, str], _Group] = defaultdict(lambda: defaultdict(list))
    for block in blocks:
        definition = definitions[block.indicateur]
        yield from _lacking(block, definition)
        yield from _flat(block, definition)
        for value in block.valeurs:
            yield from indicateurs.check(corpus, value, definition)
        if block.territoire:
            action = block.action if definition.par_action else ""
            groups[block.indicateur, action][block.territoire].append(block)
    places = Places(corpus)
    for (name, _action), group in groups.items():
        for listed in group.values():
            yield from _overlapping(listed, definitions[name])
        yield from _levels(corpus, group, definitions[name], places)
        yield from _doubles(group, definitions[name], places)


def _homes(corpus: Corpus, blocks: list[Suivi]) -> Iterator[Finding]:
    """Find values written in two documents (or twice in one) under the same key."""
    by_action = {
        document.id
        for document in corpus.documents.values()
        if document.type.name == "indicateur" and document.data.get("comptage") == "action"
    }
    seen: dict[tuple[Any, ...], Valeur] = {}
    for value in (value for block in blocks if block.territoire for value in block.valeurs):
        action = value.action if value.indicateur in by_action else ""
        key = (value.indicateur, value.territoire, value.periode.texte, value.kind, action)
        first = seen.setdefault(key, value)
        if first is not value:
            yield finding(
                TWO_HOMES,
                value,
                _("La valeur de « {indicator} » ({place}, {period}) est déjà dans {other}.").format(
                    indicator=corpus.name(value.indicateur),
                    place=corpus.name(value.territoire),
                    period=value.periode,
                    other=first.document.path,
                ),
                _("Gardez-la à un seul endroit."),
                related=((first.document.path, first.at),),
            )


def _never_followed(corpus: Corpus, followed: set[str]) -> Iterator[Finding]:
    """Find indicators that a plan knows and nobody follows; one that nothing knows is an orphan."""
    for document in corpus.documents.values():
        if document.type.name != "indicateur" or document.id in followed or not document.sound:
            continue
        known = document.id in corpus.incoming or document.data.get("orientations")
        if known and document.data.get("statut") != "archive":
            yield Finding(
                NEVER_FOLLOWED,
                document.path,
                _("Aucun document ne suit l'indicateur « {id} ».").format(id=document.id),
                hint=_("Suivez-le dans une fiche : indicateurs: [{{indicateur: {id}}}]").format(
                    id=document.id
                ),
            )


def _place(block: Suivi) -> Iterator[Finding]:
    if not block.territoire and block.valeurs:
        yield Finding(
            NO_PLACE,
            block.document.path,
            _("De quel territoire sont ces valeurs de « {indicator} » ?").format(
                indicator=block.indicateur
            ),
            (*block.at, "indicateur"),
            _("Ajoutez au bloc : territoire: …, par exemple dep-42"),
        )


def _lacking(block: Suivi, definition: Indicateur) -> Iterator[Finding]:
    """Find numbers that will not add up over territories, once a block."""
    given = [v for v in block.valeurs if v.kind != "cible" and v.valeur is not None]
    alone = definition.mailles == ("pays",) or len(definition.attendus) == 1
    if definition.territoires == "ratio":
        bare = [value for value in given if value.denominateur is None]
        rule, hint = BARE_RATE, _("Donnez le numérateur et le dénominateur, s'ils sont connus.")
        message = _("{values} : un taux en pourcentage seul ne pourra pas être totalisé.")
    elif definition.territoires == "moyenne-ponderee":
        bare = [value for value in given if value.poids is None]
        rule, hint = NO_WEIGHT, _("Donnez le poids : l'effectif que la moyenne résume.")
        message = _("{values} : une moyenne sans poids ne pourra pas être totalisée.")
    else:
        return
    if bare and not alone:
        values = french.join(_said(value, definition) for value in bare)
        yield finding(rule, bare[0], message.format(values=values), hint, "valeur")


def _said(value: Valeur, definition: Indicateur) -> str:
    number = read(value, definition)
    shown = "" if number is None else figure(number, definition)
    return _("{value} ({when})").format(value=shown, when=value.periode)


def _flat(block: Suivi, definition: Indicateur) -> Iterator[Finding]:
    """Compare targets with the last starting value; « stable » is a target that asks for it."""
    starts = [v for v in block.valeurs if v.kind == "reference" and read(v, definition) is not None]
    if not starts or definition.sens == "stable":
        return
    start = max(starts, key=lambda value: value.periode.fin or date.max)
    for value in block.valeurs:
        if value.kind == "cible" and read(value, definition) == read(start, definition):
            yield finding(
                FLAT_TARGET,
                value,
                _("La cible {goal} est égale à la valeur de départ {start}.").format(
                    goal=_said(value, definition), start=_said(start, definition)
                ),
                _("S'il s'agit de ne pas bouger, l'indicateur a pour sens : stable"),
                related=((start.document.path, start.at),),
            )


def _overlapping(blocks: Iterable[Suivi], definition: Indicateur) -> Iterator[Finding]:
    """Find periods of one series that share days without being the same."""
    if definition.nature != "flux":
        return
    done = [
        (value.periode.debut or date.min, value.periode.fin or date.max, value)
        for block in blocks
        for value in block.valeurs
        if value.kind == "realise" and has_number(value) and value.periode.dated
    ]
    widest: tuple[date, date, Valeur] | None = None
    for first, last, value in sorted(done, key=lambda one: one[:2]):
        if widest and first <= widest[1] and (first, last) != widest[:2]:
            yield finding(
                OVERLAPPING,
                value,
                _("{this} et {other} se chevauchent.").format(
                    this=_said(value, definition), other=_said(widest[2], definition)
                ),
                _("Gardez des périodes disjointes, ou la plus longue seulement."),
                "periode",
                ((widest[2].document.path, (*widest[2].at, "periode")),),
            )
        if widest is None or last > widest[1]:
            widest = (first, last, value)


def _expects(code: str, definition: Indicateur, places: Places) -> bool:
    """Tell whether a territory must answer: `attendus` decides, else its level."""
    if definition.attendus:
        return code in definition.attendus
    return not definition.mailles or places.level(code) in definition.mailles


def _levels(
    corpus: Corpus, group: _Group, definition: Indicateur, places: Places
) -> Iterator[Finding]:
    """Find values that no total counts: not those typed for a whole, nor a part « dont »."""
    home = corpus.config.territoire
    for code, blocks in group.items():
        wanted = ", ".join(definition.attendus or definition.mailles)
        if not places.known(code):
            continue
        apart = not places.inside(code, home) and not places.inside(home, code)
        related: tuple[tuple[str, Path], ...] = ((corpus.documents[definition.id].path, ()),)
        if places.known(home) and apart:
            wanted, related = corpus.name(home), ((CONFIG, ("territoire",)),)
        elif _is_expected(code, group, definition, places):
            continue
        for block in (block for block in blocks if block.valeurs):
            named = "territoire" in block.document.get(block.at)
            yield Finding(
                OFF_LEVEL, block.document.path,
                _("« {indicator} » n'attend pas {place} ({code}), mais : {wanted}.").format(
                    indicator=block.indicateur, place=corpus.name(code), code=code, wanted=wanted
                ),
                (*block.at, "territoire" if named else "indicateur"),
                _("Corrigez le territoire, ou ce que l'indicateur attend."), related=related,
            )  # fmt: skip


def _is_expected(code: str, group: _Group, definition: Indicateur, places: Places) -> bool:
    """Tell whether a place is expected, a part of one that is and answers, or a whole of some."""
    around = places.chain(code)
    if any((one == code or one in group) and _expects(one, definition, places) for one in around):
        return True
    return _is_whole(code, group, definition, places)


def _is_whole(code: str, group: _Group, definition: Indicateur, places: Places) -> bool:
    """Tell whether expected territories lie inside a place: its value is a total of theirs."""
    level = places.level(code)
    if definition.attendus or level not in _SIZES:
        expected = definition.attendus or [o for o in group if _expects(o, definition, places)]
        return any(places.inside(one, code) for one in expected)
    return any(_SIZES.get(maille, len(_SIZES)) > _SIZES[level] for maille in definition.mailles)


def _doubles(group: _Group, definition: Indicateur, places: Places) -> Iterator[Finding]:
    """Find métropoles that report beside a département that may or may not count them."""
    if definition.territoires == "aucune":
        return
    for code, blocks in group.items():
        if places.level(code) != "metropole" or not _expects(code, definition, places):
            continue
        for around in places.chain(code)[1:]:
            rivals = group.get(around, []) if places.level(around) == "departement" else []
            settled = any("hors" in block.document.get(block.at) for block in rivals)
            if settled or not _reported(blocks) & _reported(rivals):
                continue
            yield Finding(
                DOUBLE_COUNT,
                rivals[0].document.path,
                _("« {indicator} » : {around} et {code} répondent tous deux.").format(
                    indicator=definition.id, around=around, code=code
                ),
                (*rivals[0].at, "indicateur"),
                _("Bloc de {around} : hors: [{code}] s'il ne la compte pas, sinon hors: []").format(
                    around=around, code=code
                ),
                related=tuple((block.document.path, block.at) for block in blocks),
            )


def _reported(blocks: Iterable[Suivi]) -> set[tuple[str, str]]:
    """Return the kinds and periods for which blocks give a number."""
    return {
        (value.kind, value.periode.texte)
        for block in blocks
        for value in block.valeurs
        if has_number(value)
    }
