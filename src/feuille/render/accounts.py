"""The money of the whole plan: by funder, by convention, and where published totals differ."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING

from feuille import money
from feuille.i18n import _
from feuille.render import fields, purse
from feuille.render.addresses import HOME
from feuille.render.inline import link, phrase
from feuille.render.model import Absent, Figure, Link, Page, Phrase, Row, Section, Text
from feuille.render.sheets import cut, packed, sheets
from feuille.render.words import line
from feuille.rollup.totals import AMOUNTS
from feuille.values import Montant

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feuille.corpus import Document
    from feuille.render.inline import Context
    from feuille.render.model import Value
    from feuille.rollup.records import Cofinancing, Money, Printed

ADDRESS = "financements"
_ROWS = 120


def pages(context: Context) -> Iterator[Page]:
    """Yield the page of the plan's money, on several sheets where it is long; none without any."""
    whole = purse.of_share(context, context.funds.whole)
    if not whole:
        return
    page = Page(ADDRESS, _("Financements"), trail=(Link(_("Accueil"), HOME),))
    first = Section(_("L’ensemble du plan"), "rubrique_ensemble", whole)
    size = len(context.funds.whole.money) // 2
    parts = [(size, first), *_conventions(context), *_published(context)]
    yield from sheets(page, [tuple(part) for part in packed(parts, _ROWS)])


def _conventions(context: Context) -> Iterator[tuple[int, Section]]:
    """Yield the conventions with the amounts that they add up to over all their exercices."""
    title = _("Convention par convention")
    rows = [
        Row((
            (phrase(link(context, document)),),
            *(_sum(context, document, kind) for kind in AMOUNTS),
            _rule(context.funds.parts.get(document.id, [])),
        ))
        for document in context.corpus.of_type("convention")
        if context.funds.convention(document.id).money
    ]  # fmt: skip
    heads = [_("Convention"), *(_(one) for one in AMOUNTS.values()), _("Règle de cofinancement")]
    for part in cut(rows, _ROWS):
        table = fields.table(_("Tous exercices"), heads, part)
        told = _("Entre parenthèses : nombre de vérifications dans ce cas, sur le total.")
        note = (Phrase((Text(line(told)),), small=True),) if _is_split(context) else ()
        yield len(part), Section(title, "rubrique_conventions", (table, *note))


def _sum(context: Context, document: Document, kind: str) -> tuple[Value, ...]:
    """Return the sum of one kind of amount in euros; nothing where nobody says any."""
    found = [
        one.amount
        for one in context.funds.convention(document.id).money
        if one.kind == kind and one.amount and one.unite == "eur"
    ]
    if found and document.id in context.poorer:
        return (phrase(Absent(_("non calculé"))),)
    return (phrase(Figure(line(money.total(found)))),) if found else ()


def _is_split(context: Context) -> bool:
    """Tell whether the checks of a convention do not all come to the same."""
    return any(len({one.respected for one in of}) > 1 for of in context.funds.parts.values())


def _rule(parts: list[Cofinancing]) -> tuple[Value, ...]:
    """Say whether a rule is kept everywhere, somewhere not, or cannot be checked."""
    kept = Counter(one.respected for one in parts)
    if not kept:
        return ()
    verdict = False if kept[False] else True if kept[True] else None
    total = sum(kept.values())
    count = kept[verdict]
    more = f" ({count}/{total})" if count < total else ""
    return (phrase(purse.VERDICTS[verdict], Text(more)),)


def _published(context: Context) -> Iterator[tuple[int, Section]]:
    """Yield the published totals that their lines do not add up to."""
    rows = [
        _gap(context, one, total)
        for one in context.funds.whole.money
        for total in one.printed
        if total.agrees is False
    ]
    heads = [_("Document"), _("Exercice"), _("Financeur"), _("Montant"), _("Somme des lignes"),
             _("Total publié"), _("Écart")]  # fmt: skip
    for part in cut(rows, _ROWS):
        caption = _("Totaux publiés qui diffèrent de la somme de leurs lignes")
        table = fields.table(caption, heads, part)
        yield len(part), Section(_("Totaux publiés"), "rubrique_publies", (table,))


def _gap(context: Context, one: Money, total: Printed) -> Row:
    computed = total.computed or Decimal(0)
    near = "" if total.amount.exact else "environ"
    gap = Montant(total.amount.valeur - computed, near, unite=one.unite)
    funder = context.corpus.documents.get(one.financeur)
    return Row((
        (phrase(link(context, total.source.document)),),
        fields.text(one.exercice or _("non précisé")),
        (phrase(link(context, funder)),) if funder else fields.text(_("tous financeurs")),
        fields.text(_(AMOUNTS[one.kind]).lower()),
        (phrase(Figure(line(Montant(computed, unite=one.unite)))),),
        (phrase(Figure(line(total.amount))),),
        (phrase(Figure(line(gap))),),
    ))  # fmt: skip
