"""Family C2: amounts that disagree, that have two homes, or that break the co-financing rule."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_UP, Decimal
from typing import TYPE_CHECKING, Any

from feuille import french, money, series
from feuille.diagnostics import Finding, Path, Rule, Severity
from feuille.i18n import _
from feuille.money import Line, Stated
from feuille.values import Montant, montant

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from feuille.corpus import Corpus, Document
    from feuille.money import Rule as Cofinancing
    from feuille.money import Share
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
    "C204", Severity.WARNING, "Part de cofinancement hors de la règle",
    "La convention fixe une part minimale ou maximale : au-delà, des crédits peuvent être repris.",
    "cofinancement: {part_minimale: 50, collectivites: [departement-42]}\n"
    "# etat : 60 000 €, departement-42 : 40 000 €",
    "cofinancement: {part_minimale: 50, collectivites: [departement-42]}\n"
    "# etat : 50 000 €, departement-42 : 50 000 €",
)  # fmt: skip
TWO_MONEY_HOMES = Rule(
    "C205", Severity.ERROR, "Montant écrit dans deux documents",
    "Un montant n'a qu'un domicile : la convention qui porte l'action, la fiche sinon ; "
    "une dépense, un seul rapport.",
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
    "Mille milliards d'euros : des zéros en trop, sans doute. Il n'entre dans aucun total.",
    "engage: 1250000000000", "engage: 125000",
)  # fmt: skip

RULES = (
    ACTION_TOTAL, PRINTED_TOTAL, APPROXIMATE_TOTAL, COFINANCING, TWO_MONEY_HOMES, FOREIGN_ACTION,
    HUGE,
)  # fmt: skip

_OWN_LINES = "financements"


@dataclass(frozen=True, slots=True)
class Ledger:
    """What sound documents say of money across their borders.

    `carriers` maps a fiche to the lists of lines that conventions give for it;
    `spent` a convention to the spending that reports give for it; `homes` what an
    expense is about to the reports' lines that say it.
    """

    carriers: dict[str, dict[tuple[str, Path], None]]
    spent: dict[str, list[Stated]]
    homes: dict[tuple[Any, ...], list[Line]]


def ledger(corpus: Corpus) -> Ledger:
    """Read the lines of conventions and reports."""
    carriers: dict[str, dict[tuple[str, Path], None]] = defaultdict(dict)
    spent: dict[str, list[Stated]] = defaultdict(list)
    homes: dict[tuple[Any, ...], list[Line]] = defaultdict(list)
    for document in corpus.documents.values():
        if document.sound and document.type.name == "convention":
            for line in money.lines(document):
                carriers[line.action][document.path, line.at[:-1]] = None
        elif document.sound and document.type.name == "rapport-execution":
            for line, views in series.spending(document):
                homes[series.home(line, views)].append(line)
                for convention, seen in views.items():
                    spent[convention].append(seen)
    return Ledger(carriers, spent, homes)


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
        yield from _cofinancing(corpus, document, lines, book.spent.get(document.id, []))
    elif kind == "fiche-action" and document.id in book.carriers and _OWN_LINES in document.data:
        yield _two_homes(document, book.carriers[document.id])
    elif kind == "rapport-execution":
        yield from _foreign(corpus, document)
        expenses = list(series.spending(document))
        yield from _published(document, money.printed(document), [line for line, _v in expenses])
        for line, views in expenses:
            yield from _twice(corpus, line, book.homes[series.home(line, views)])


def _huge(document: Document, at: Path, value: Any) -> Iterator[Finding]:
    amount = montant(value)
    if amount and amount.valeur >= money.LIMIT:
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
    corpus: Corpus, document: Document, lines: list[Line], spent: list[Stated]
) -> Iterator[Finding]:
    """Check the part of a rule's funders on what is engaged, then on what is spent."""
    rule = money.rule(document)
    if rule is None:
        return
    engaged = [Stated(one, (one.action,)) for one in lines]
    for kind, stated in (("engage", engaged), (money.SPENT, spent)):
        for share in money.shares(rule, kind, stated):
            if share.kept is False and share.part is not None:
                yield _share(corpus, document, rule, kind, share, share.part)


def _share(
    corpus: Corpus, document: Document, rule: Cofinancing, kind: str, share: Share, part: Decimal
) -> Finding:
    exact = share.exact and not corpus.is_partial(document)
    low = rule.least is not None and part * 100 < rule.least * share.whole
    key, bound = (
        ("part_minimale", _("minimum {bound}")) if low else ("part_maximale", _("maximum {bound}"))
    )
    limit, way = (rule.least, ROUND_DOWN) if low else (rule.most, ROUND_UP)
    return Finding(
        COFINANCING,
        document.path,
        _("{label} : {who} {share}, {bound}.").format(
            label=_about(corpus, kind, share),
            who=money.borne_by(document, corpus.name),
            share=_percent(part, share.whole, way),
            bound=bound.format(bound=french.percent(limit or Decimal(0))),
        ),
        ("cofinancement", key),
        french.join(
            f"{corpus.name(name)} {one} ({_percent(one.valeur, share.whole, way)})"
            for name, one in share.sums.items()
        ),
        related=tuple((one.document.path, one.at) for one in share.lines),
        severity=None if exact else Severity.INFO,
    )


def _about(corpus: Corpus, kind: str, share: Share) -> str:
    parts = [_("Montants engagés") if kind == "engage" else _("Dépenses exécutées")]
    parts += [_("action « {name} »").format(name=corpus.name(share.action))] if share.action else []
    parts.append(_("exercice {exercice}").format(exercice=share.exercice or "—"))
    return ", ".join(parts)


def _percent(part: Decimal, whole: Decimal, way: str) -> str:
    """Write a share with two decimals, cut on the side of the breach: 49,999 % is not 50 %."""
    share = (part * 100 / whole).quantize(Decimal("0.01"), way)
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


def _twice(corpus: Corpus, line: Line, homes: list[Line]) -> Iterator[Finding]:
    """Find an expense that an earlier report says already."""
    first = homes[0].document
    if first is not line.document:
        yield Finding(
            TWO_MONEY_HOMES,
            line.document.path,
            _("La dépense de {funder} est déjà dans {other}.").format(
                funder=corpus.name(line.financeur), other=first.path
            ),
            line.at,
            _("Gardez-la dans un seul rapport, ou dites la « periode » de chacun."),
            related=tuple((one.document.path, one.at) for one in homes if one.document is first),
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
