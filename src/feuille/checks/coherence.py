"""Family C: dates, acts and amounts that contradict each other."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from feuille import french, money, series
from feuille.diagnostics import Finding, Path, Rule, Severity
from feuille.i18n import _
from feuille.values import Montant, Periode, PeriodError, montant, periode

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from feuille.corpus import Corpus, Document
    from feuille.money import Line
    from feuille.schema import Node

NO_SUCH_DAY = Rule(
    "C101", Severity.ERROR, "Date ou période impossible",
    "Ce jour n'existe pas, ou la période finit avant de commencer.",
    "echeance: 2023-06-31", "echeance: 2023-06-30",
)  # fmt: skip
ENDS_BEFORE = Rule(
    "C102", Severity.ERROR, "Fin avant le début",
    "Une action qui finit avant de commencer fausse le calendrier et les retards.",
    "debut: 2021\nfin: 2020", "debut: 2020\nfin: 2021",
)  # fmt: skip
ACTS_OUT_OF_ORDER = Rule(
    "C103", Severity.ERROR, "Avenants dans le désordre",
    "Le dernier avenant l'emporte : leur ordre décide des montants.",
)  # fmt: skip
ACTION_TOTAL = Rule(
    "C201", Severity.ERROR, "Le total d'une action n'est pas la somme de ses lignes",
    "Le lecteur ne peut pas savoir lequel des deux montants est le bon.",
    "montant: 100\nfinancements: [{financeur: etat, engage: 90}]",
    "montant: 100\nfinancements: [{financeur: etat, engage: 100}]",
)  # fmt: skip
PRINTED_TOTAL = Rule(
    "C202", Severity.WARNING, "Un montant publié diffère de la somme recalculée",
    "Un chiffre publié reste tel quel ; l'écart avec les lignes doit se voir et s'expliquer.",
)  # fmt: skip
APPROXIMATE_TOTAL = Rule(
    "C203", Severity.INFO, "Un montant approché s'écarte de la somme recalculée",
    "Le montant publié est approché : l'écart est une information, pas une faute.",
)  # fmt: skip
TWO_HOMES = Rule(
    "C301", Severity.ERROR, "La même valeur d'indicateur est écrite deux fois",
    "Une valeur n'a qu'un domicile : deux, même égales, finiraient par diverger ou compter double.",
)  # fmt: skip

RULES = (
    NO_SUCH_DAY, ENDS_BEFORE, ACTS_OUT_OF_ORDER, ACTION_TOTAL, PRINTED_TOTAL, APPROXIMATE_TOTAL,
    TWO_HOMES,
)  # fmt: skip

_PAIRS = (("debut", "fin"), ("depuis", "jusqu_a"))


def check(corpus: Corpus) -> Iterator[Finding]:
    """Yield the contradictions of a corpus; documents that their schema refuses are left out."""
    for document in corpus.documents.values():
        if document.sound:
            yield from _dates(document)
            yield from _acts(document)
            yield from _amounts(document)
    yield from _homes(corpus)


def _dates(document: Document) -> Iterator[Finding]:
    for at, node, value in document.spots:
        if node.form in {"date", "periode"} and isinstance(value, str | int | dict):
            if _period(value) is None:
                yield _impossible(document, at, node, value)
        elif isinstance(value, dict):
            yield from _pairs(document, at, value)


def _period(value: Any) -> Periode | None:
    try:
        return periode(value)
    except PeriodError:
        return None


def _impossible(document: Document, at: Path, node: Node, value: Any) -> Finding:
    written = value.get("periode", value) if isinstance(value, dict) else value
    return Finding(
        NO_SUCH_DAY,
        document.path,
        _("« {value} » est impossible pour « {title} ».").format(value=written, title=node.title),
        at,
        _("Vérifiez le jour du mois, et que la fin vient après le début."),
    )


def _pairs(document: Document, at: Path, block: dict[str, Any]) -> Iterator[Finding]:
    for first, last in _PAIRS:
        if first in block and last in block:
            start, end = _period(block[first]), _period(block[last])
            if start and end and start.debut and end.fin and end.fin < start.debut:
                yield Finding(
                    ENDS_BEFORE,
                    document.path,
                    _("La fin ({end}) précède le début ({start}).").format(end=end, start=start),
                    (*at, last),
                    related=((document.path, (*at, first)),),
                )


def _acts(document: Document) -> Iterator[Finding]:
    acts = document.data.get("avenants")
    if document.type.name != "convention" or not isinstance(acts, list):
        return
    before: Periode | None = None
    for position, act in enumerate(acts):
        when = _period(act.get("date"))
        if when and before and when.fin and before.debut and when.fin < before.debut:
            yield Finding(
                ACTS_OUT_OF_ORDER,
                document.path,
                _("L'avenant « {id} » ({date}) est daté d'avant le précédent.").format(
                    id=act["id"], date=when
                ),
                ("avenants", position, "date"),
                _("Rangez les avenants du plus ancien au plus récent."),
            )
        before = when or before


def _amounts(document: Document) -> Iterator[Finding]:
    if document.type.name != "convention":
        return
    lines = money.in_force(document, money.lines(document))
    for position, action in enumerate(document.data.get("actions", ())):
        if "montant" in action:
            own = [line for line in lines if line.action == action["fiche"]]
            yield from _action_total(document, ("actions", position, "montant"), action, own)
    for total in money.printed(document):
        for kind, stated in total.amounts.items():
            matching = [line for line in lines if kind in line.amounts and _covers(total, line)]
            if matching:
                yield from _compared(document, total, kind, stated, matching)


def _covers(total: Line, line: Line) -> bool:
    """Tell whether a printed total counts a line: funder, exercice, unit, nature, fund if said."""
    return (
        total.financeur == line.financeur
        and total.exercice in {"", line.exercice}
        and total.unite == line.unite
        and total.fonds in {"", line.fonds}
        and total.nature == line.nature
    )


def _sum(lines: Iterable[Line], kind: str) -> Montant:
    amounts = [line.amounts[kind] for line in lines if kind in line.amounts]
    approximate = next((one.approximation for one in amounts if not one.exact), "")
    return Montant(sum((one.valeur for one in amounts), Decimal(0)), approximate)


def _action_total(
    document: Document, at: Path, action: dict[str, Any], lines: list[Line]
) -> Iterator[Finding]:
    stated = montant(action["montant"])
    euros = [line for line in lines if line.unite == "eur"]
    kind = next((k for k in ("engage", "prevu") if any(k in line.amounts for line in euros)), "")
    if stated is None or not kind:
        return
    computed = _sum(euros, kind)
    if computed.valeur == stated.valeur:
        return
    exact = computed.exact and stated.exact
    yield Finding(
        ACTION_TOTAL if exact else APPROXIMATE_TOTAL,
        document.path,
        _("Le total de l'action est {stated}, la somme de ses lignes {computed}.").format(
            stated=stated, computed=french.euros(computed.valeur)
        ),
        at,
        _("Écart : {gap}.").format(gap=french.euros(stated.valeur - computed.valeur)),
    )


def _compared(
    document: Document, total: Line, kind: str, stated: Montant, lines: list[Line]
) -> Iterator[Finding]:
    computed = _sum(lines, kind)
    if agrees(stated, computed):
        return
    exact = computed.exact and stated.exact
    yield Finding(
        PRINTED_TOTAL if exact else APPROXIMATE_TOTAL,
        document.path,
        _("Le montant publié est {stated}, la somme des lignes {computed}.").format(
            stated=stated, computed=french.euros(computed.valeur)
        ),
        (*total.at, kind),
        _("Écart : {gap}.").format(gap=french.euros(stated.valeur - computed.valeur)),
        related=tuple((document.path, line.at) for line in lines),
    )


def agrees(stated: Montant, computed: Montant) -> bool:
    """Tell whether a computed amount is what a printed one says, read with its approximation.

    « plus de » wants more, « moins de » less; « arrondi » compares at the printed precision,
    that is, at the last digit that is not zero.
    """
    if stated.approximation in {"plus-de", "au-moins"}:
        return computed.valeur >= stated.valeur
    if stated.approximation in {"moins-de", "au-plus"}:
        return computed.valeur <= stated.valeur
    if stated.approximation == "arrondi" and stated.valeur:
        exponent = stated.valeur.normalize().as_tuple().exponent
        step = Decimal(10) ** int(exponent)
        return abs(computed.valeur - stated.valeur) <= step / 2
    return computed.valeur == stated.valeur


def _homes(corpus: Corpus) -> Iterator[Finding]:
    """Find values written in two documents (or twice in one) under the same key."""
    by_action = {
        document.id
        for document in corpus.documents.values()
        if document.type.name == "indicateur" and document.data.get("comptage") == "action"
    }
    seen: dict[tuple[Any, ...], series.Valeur] = {}
    for value in series.values(corpus):
        action = value.action if value.indicateur in by_action else ""
        key = (value.indicateur, value.territoire, value.periode.texte, value.kind, action)
        first = seen.setdefault(key, value)
        if first is not value:
            yield Finding(
                TWO_HOMES,
                value.document.path,
                _("La valeur de « {indicator} » ({place}, {period}) est déjà écrite dans {other}.")
                .format(
                    indicator=corpus.name(value.indicateur), place=corpus.name(value.territoire),
                    period=value.periode, other=first.document.path,
                ),
                value.at,
                _("Gardez-la à un seul endroit."),
                related=((first.document.path, first.at),),
            )  # fmt: skip
