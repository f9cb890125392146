"""Family C2: amounts that disagree, that have two homes, or that break the co-financing rule."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from typing import TYPE_CHECKING, Any

from feuille import french, money
from feuille.diagnostics import Finding, Path, Rule, Severity
from feuille.i18n import _
from feuille.money import Line
from feuille.values import Montant, montant

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from feuille.corpus import Corpus, Document
    from feuille.schema import Spot

ACTION_TOTAL = Rule(
    "C201", Severity.ERROR, "Le total d'une action n'est pas la somme de ses lignes",
    "Le lecteur ne peut pas savoir lequel des deux montants est le bon.",
    "montant: 100\nfinancements: [{financeur: etat, engage: 90}]",
    "montant: 100\nfinancements: [{financeur: etat, engage: 100}]",
)  # fmt: skip
PRINTED_TOTAL = Rule(
    "C202", Severity.WARNING, "Un montant publié diffère de la somme recalculée",
    "Un chiffre publié reste tel quel ; l'écart avec les lignes doit se voir et s'expliquer.",
    "financements: [{financeur: etat, exercice: 2024, engage: 60}]\n"
    "montants_imprimes: [{financeur: etat, exercice: 2024, engage: 75}]",
    "financements: [{financeur: etat, exercice: 2024, engage: 75}]\n"
    "montants_imprimes: [{financeur: etat, exercice: 2024, engage: 75}]",
)  # fmt: skip
APPROXIMATE_TOTAL = Rule(
    "C203", Severity.INFO, "Un montant approché s'écarte de la somme recalculée",
    "Le montant publié est approché : l'écart est une information, pas une faute.",
    "engage: {montant: 75, approximation: plus-de}   # la somme des lignes fait 60",
    "engage: {montant: 55, approximation: plus-de, texte: plus de 55 €}",
)  # fmt: skip
COFINANCING = Rule(
    "C204", Severity.WARNING, "Part de cofinancement sous le minimum",
    "La convention fixe une part minimale : en dessous, des crédits peuvent être repris.",
    "cofinancement: {part_minimale: 50, collectivites: [departement-42]}\n"
    "# etat : 60 000 €, departement-42 : 40 000 €",
    "cofinancement: {part_minimale: 50, collectivites: [departement-42]}\n"
    "# etat : 50 000 €, departement-42 : 50 000 €",
)  # fmt: skip
TWO_MONEY_HOMES = Rule(
    "C205", Severity.ERROR, "Montants d'une action écrits dans la fiche et dans une convention",
    "Un montant n'a qu'un domicile : la convention qui porte l'action, la fiche sinon.",
    "# fiche accueil, et convention dont une action porte accueil\n"
    "financements: [{financeur: etat, exercice: 2024, engage: 100}]",
    "# fiche accueil : pas de financements, ils sont dans la convention",
)  # fmt: skip
FOREIGN_ACTION = Rule(
    "C206", Severity.ERROR, "Action ou convention dont le rapport ne rend pas compte",
    "La dépense serait comptée pour une convention que le rapport ne dit pas couvrir.",
    "conventions: [calpae-42]\nlignes: [{id: a, actions: [calpae-69#accueil]}]",
    "conventions: [calpae-42, calpae-69]\nlignes: [{id: a, actions: [calpae-69#accueil]}]",
)  # fmt: skip
HUGE = Rule(
    "C207", Severity.WARNING, "Montant démesuré",
    "Mille milliards d'euros : des zéros en trop, sans doute, et des totaux faux.",
    "engage: 1250000000000", "engage: 125000",
)  # fmt: skip

RULES = (
    ACTION_TOTAL, PRINTED_TOTAL, APPROXIMATE_TOTAL, COFINANCING, TWO_MONEY_HOMES, FOREIGN_ACTION,
    HUGE,
)  # fmt: skip

_LIMIT = 10**12

_OWN_LINES = "financements"


@dataclass(frozen=True, slots=True)
class Ledger:
    """What sound documents say of money across their borders.

    `carriers` maps a fiche to the lists of lines that conventions give for it;
    `spent` a convention, then an exercice, to the spending that reports give for
    it: None where one of them does not say which part is this convention's.
    """

    carriers: dict[str, dict[tuple[str, Path], None]]
    spent: dict[str, dict[str, list[Line] | None]]


def ledger(corpus: Corpus) -> Ledger:
    """Read the lines of conventions and reports."""
    carriers: dict[str, dict[tuple[str, Path], None]] = defaultdict(dict)
    spent: dict[str, dict[str, list[Line] | None]] = defaultdict(dict)
    for document in corpus.documents.values():
        if document.sound and document.type.name == "convention":
            for line in money.lines(document):
                carriers[line.action][document.path, line.at[:-1]] = None
        elif document.sound and document.type.name == "rapport-execution":
            for conventions, line in _spending(document):
                for convention in conventions:
                    known = spent[convention].setdefault(line.exercice, [])
                    if len(conventions) > 1 or known is None:
                        spent[convention][line.exercice] = None
                    else:
                        known.append(line)
    return Ledger(carriers, spent)


def check(
    corpus: Corpus,
    document: Document,
    amounts: Iterable[Spot],
    book: Ledger,
    as_of: date | None = None,
) -> Iterator[Finding]:
    """Yield what is wrong with the amounts of a sound document; `amounts` are their places."""
    for at, _node, value in amounts:
        yield from _huge(document, at, value)
    kind = document.type.name
    if kind == "convention":
        lines = money.in_force(document, money.lines(document), as_of)
        yield from _totals(document, lines)
        yield from _cofinancing(corpus, document, lines, book.spent.get(document.id, {}))
    elif kind == "fiche-action" and document.id in book.carriers and _OWN_LINES in document.data:
        yield _two_homes(document, book.carriers[document.id])
    elif kind == "rapport-execution":
        yield from _foreign(corpus, document)
        yield from _published(document, _printed(document), [x for _c, x in _spending(document)])


def _huge(document: Document, at: Path, value: Any) -> Iterator[Finding]:
    amount = montant(value)
    if amount and amount.valeur >= _LIMIT:
        yield Finding(
            HUGE,
            document.path,
            _("{amount} : mille milliards ou plus.").format(amount=amount),
            at,
            _("Écrivez le montant en euros, sans zéros en trop."),
        )


def _totals(document: Document, lines: list[Line]) -> Iterator[Finding]:
    for position, action in enumerate(document.data.get("actions", ())):
        if "montant" in action:
            own = [line for line in lines if line.action == action["fiche"]]
            yield from _action_total(document, ("actions", position, "montant"), action, own)
    yield from _published(document, money.printed(document), lines)


def _action_total(
    document: Document, at: Path, action: dict[str, Any], lines: list[Line]
) -> Iterator[Finding]:
    stated = montant(action["montant"])
    euros = [line for line in lines if line.unite == "eur"]
    kind = next((k for k in ("engage", "prevu") if any(k in line.amounts for line in euros)), "")
    if stated is None or not kind:
        return
    computed = money.total([line.amounts[kind] for line in euros if kind in line.amounts])
    if computed.valeur == stated.valeur:
        return
    exact = computed.exact and stated.exact
    yield Finding(
        ACTION_TOTAL if exact else APPROXIMATE_TOTAL,
        document.path,
        _("Le total de l'action est {stated}, la somme de ses lignes {computed}.").format(
            stated=stated, computed=computed
        ),
        at,
        _gap(stated, computed),
    )


def _gap(stated: Montant, computed: Montant) -> str:
    gap = Montant(stated.valeur - computed.valeur, unite=stated.unite)
    return _("Écart : {gap}.").format(gap=gap)


def _published(document: Document, printed: Iterable[Line], lines: list[Line]) -> Iterator[Finding]:
    for total in printed:
        for kind, stated in total.amounts.items():
            counted = [line for line in lines if kind in line.amounts and money.covers(total, line)]
            if counted:
                yield from _compared(document, (*total.at, kind), kind, stated, counted)


def _compared(
    document: Document, at: Path, kind: str, stated: Montant, lines: list[Line]
) -> Iterator[Finding]:
    computed = money.total([line.amounts[kind] for line in lines])
    if money.agrees(stated, computed):
        return
    exact = computed.exact and stated.exact
    yield Finding(
        PRINTED_TOTAL if exact else APPROXIMATE_TOTAL,
        document.path,
        _("Le montant publié est {stated}, la somme des lignes {computed}.").format(
            stated=stated, computed=computed
        ),
        at,
        _gap(stated, computed),
        related=tuple((document.path, line.at) for line in lines),
    )


def _cofinancing(
    corpus: Corpus,
    document: Document,
    lines: list[Line],
    spent: dict[str, list[Line] | None],
) -> Iterator[Finding]:
    """Check the minimal share on what is engaged, then on what is spent, exercice by exercice."""
    rule = document.data.get("cofinancement", {})
    if not rule.get("collectivites") or "part_minimale" not in rule:
        return
    engaged: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        engaged[line.exercice].append(line)
    for exercice, listed in engaged.items():
        label = _("Montants engagés, exercice {exercice}").format(exercice=exercice or "—")
        yield from _share(corpus, document, label, "engage", listed)
    for exercice, found in spent.items():
        label = _("Dépenses exécutées, exercice {exercice}").format(exercice=exercice or "—")
        yield from _share(corpus, document, label, "execute", found or [])


def _share(
    corpus: Corpus, document: Document, label: str, kind: str, lines: list[Line]
) -> Iterator[Finding]:
    rule = document.data["cofinancement"]
    found = money.share(rule, kind, lines)
    least = Decimal(str(rule["part_minimale"]))
    if found.part is None or found.reaches(least):
        return
    exact = found.exact and not corpus.is_partial(document)
    yield Finding(
        COFINANCING,
        document.path,
        _("{label} : part des collectivités {share}, minimum {least}.").format(
            label=label, share=_percent(found.part, found.whole), least=french.percent(least)
        ),
        ("cofinancement", "part_minimale"),
        french.join(
            f"{corpus.name(name)} {one} ({_percent(one.valeur, found.whole)})"
            for name, one in found.sums.items()
        ),
        related=tuple((one.document.path, one.at) for one in lines if one.financeur in found.sums),
        severity=None if exact else Severity.INFO,
    )


def _percent(part: Decimal, whole: Decimal) -> str:
    """Write a share, cut after two decimals: 49,999 % is not 50 %."""
    share = (part * 100 / whole).quantize(Decimal("0.01"), ROUND_DOWN)
    return french.percent(share)


def _two_homes(document: Document, places: Iterable[tuple[str, Path]]) -> Finding:
    others = list(places)
    return Finding(
        TWO_MONEY_HOMES,
        document.path,
        _("Les montants de cette action sont déjà dans {others}.").format(
            others=french.join(dict.fromkeys(path for path, _at in others))
        ),
        (_OWN_LINES,),
        _("Gardez-les dans la convention, et retirez-les de la fiche."),
        related=tuple(others),
    )


def _spending(report: Document) -> Iterator[tuple[list[str], Line]]:
    """Yield each expense of a report with the conventions that its line is about."""
    for position, row in enumerate(report.data.get("lignes", ())):
        actions = [one.partition("#") for one in row.get("actions", ())]
        conventions = [head for head, _sharp, _item in actions] or row.get("conventions")
        fiche = actions[0][2] if len(actions) == 1 else ""
        for number, value in enumerate(row.get("depenses", ())):
            at: Path = ("lignes", position, "depenses", number)
            expense = _expense(report, at, fiche, value)
            yield list(dict.fromkeys(conventions or report.data["conventions"])), expense


def _printed(report: Document) -> Iterator[Line]:
    for position, value in enumerate(report.data.get("montants_imprimes", ())):
        yield _expense(report, ("montants_imprimes", position), "", value)


def _expense(report: Document, at: Path, fiche: str, value: dict[str, Any]) -> Line:
    unite = value.get("unite", "eur")
    amount = montant(value["execute"], unite)
    return Line(
        document=report,
        at=at,
        action=fiche,
        financeur=value.get("financeur", ""),
        exercice=str(report.data["exercice"]),
        fonds=value.get("fonds", ""),
        nature=value.get("nature", "fonctionnement"),
        unite=unite,
        acte="",
        amounts={"execute": amount} if amount else {},
    )


def _foreign(corpus: Corpus, document: Document) -> Iterator[Finding]:
    covered = document.data["conventions"]
    for reference in corpus.outgoing.get(document.id, ()):
        inner = reference.at[0] == "lignes" and reference.at[-2] in {"actions", "conventions"}
        if inner and reference.target not in covered:
            yield Finding(
                FOREIGN_ACTION,
                document.path,
                _("« {ref} » : le rapport rend compte de {covered}.").format(
                    ref=reference.text, covered=french.join(covered)
                ),
                reference.at,
                _("Ajoutez {id} aux conventions du rapport, ou corrigez la référence.").format(
                    id=reference.target
                ),
                related=((document.path, ("conventions",)),),
            )
