"""Money as tables: by exercice and funder, what was spent of it, and who bears which part."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feuille import french
from feuille.i18n import _, plural
from feuille.render import fields
from feuille.render.inline import link, phrase
from feuille.render.model import Absent, Figure, Phrase, Row, Section, State, Text
from feuille.render.words import line
from feuille.rollup import words
from feuille.rollup.totals import AMOUNTS, by_line
from feuille.values import Montant, periode

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from decimal import Decimal

    from feuille.corpus import Document
    from feuille.render.funds import Share
    from feuille.render.inline import Context
    from feuille.render.model import Block, Table, Value
    from feuille.rollup.records import Cofinancing, Execution, Money

VERDICTS = {
    True: State(_("respectée"), "●", "fait"),
    False: State(_("non respectée"), "✕", "alerte"),
    None: State(_("non vérifiable"), "·", "neutre"),
}
_MOST, _NAMED = 60, 12


def of_share(context: Context, share: Share, own: str = "") -> tuple[Block, ...]:
    """Return the money of a part of a plan: its amounts, then what was spent of them.

    `own` is the document whose page it is for, which need not name itself.
    """
    found = [*amounts(context, share.money, own), *executions(context, share.executions, own)]
    if found and not context.poorer.isdisjoint(share.sources):
        told = _("Une partie des documents n’est pas publiée : ces montants ne la comptent pas.")
        found.append(phrase(line(told)))
    return tuple(found)


def of_funder(context: Context, source: Document) -> tuple[Block, ...]:
    """Return what an actor brings to the whole plan."""
    found = of_share(context, context.funds.funder(source.id), source.id)
    return (Section(_("Financements apportés"), "rubrique_apports", found),) if found else ()


def amounts(context: Context, found: Iterable[Money], own: str = "") -> Iterator[Block]:
    """Yield amounts by exercice and funder, a column a kind, and what helps to read them."""
    # A total that no line breaks down stands beside, as published.
    listed = [of for of in by_line(found) if any(one.amount or one.reason for one in of)]
    kinds = [kind for kind in AMOUNTS if any(one.kind == kind for of in listed for one in of)]
    heads = [_("Exercice"), _("Financeur"), *(_(AMOUNTS[kind]) for kind in kinds)]
    rows = []
    for of in listed:
        held = {one.kind: _amount(one) for one in of}
        cells = (held.get(kind) or _absent("non-renseigne") for kind in kinds)
        rows.append(Row((*_who(context, of[0].exercice, of[0].financeur, own), *cells)))
    if rows:
        yield fields.table(_("Montants par exercice"), heads, rows)
    every = [one for of in listed for one in of]
    if any(one.coverage.partial and one.amount for one in every):
        told = _("Entre parenthèses : montants connus sur montants attendus.")
        yield Phrase((Text(line(told)),), small=True)
    for note in sorted({note for one in every for note in one.notes}):
        if not own or not note.startswith(f"{own} :"):
            yield _bounds(context, note)


def _amount(one: Money) -> tuple[Value, ...]:
    if one.amount is None:
        return _absent(one.reason or "non-renseigne")
    cover = f" ({one.coverage.share})" if one.coverage.partial else ""
    return (phrase(Figure(line(one.amount) + cover)),)


def _absent(reason: str) -> tuple[Value, ...]:
    return (phrase(Absent(line(words.reason(reason)))),)


def _who(
    context: Context, exercice: str, financeur: str, own: str
) -> tuple[tuple[Value, ...], ...]:
    """Return the cells that say when and who; all together where nobody is named."""
    document = context.corpus.documents.get(financeur)
    who = link(context, document) if document else Text(line(context.corpus.name(financeur)))
    together = Text(_("Ensemble"), strong=True)
    named = (phrase(who if financeur else together),) if not own or financeur != own else ()
    return fields.text(exercice or _("non précisé")), named


def _bounds(context: Context, note: str) -> Phrase:
    """Tell an exercice that is not the year, from what the rollup notes of it: id : period."""
    identifier, _colon, when = note.partition(" : ")
    told = _("Exercice propre à ce document ({period}) :").format(period=periode(when) or when)
    document = context.corpus.documents.get(identifier)
    whose = link(context, document) if document else Text(line(identifier))
    return Phrase((Text(line(told) + french.NBSP), whose), small=True)


def executions(context: Context, found: Sequence[Execution], own: str = "") -> Iterator[Block]:
    """Yield what was spent of what was engaged, and what was left or went beyond."""
    known = [one for one in found if one.engaged is not None]
    if known:
        yield _executed(context, known, own)
    if any(one.coverage.partial for one in known):
        told = _("Entre parenthèses : nombre de conventions dont l’engagé et l’exécuté sont "
                 "connus, sur le total ; les autres ne comptent d’aucun côté.")  # fmt: skip
        yield Phrase((Text(line(told)),), small=True)
    silent: dict[tuple[str, str], dict[str, None]] = {}
    for one in found:
        if one.engaged is None:
            silent.setdefault((one.exercice, one.reason), {})[one.financeur] = None
    for (exercice, reason), funders in silent.items():
        told = _("Taux d’exécution {when} non calculé ({why}) : {names}.")
        names = french.join(few([context.corpus.name(one) for one in funders]))
        words_of = told.format(when=exercice, why=words.reason(reason), names=names)
        yield Phrase((Text(line(words_of)),), small=True)


def few(names: list[str]) -> list[str]:
    """Return the first of many names, then how many others."""
    left = len(names) - _NAMED
    return names[:_NAMED] + [plural("{n} autre", "{n} autres", left)] * (left > 0)


def _executed(context: Context, found: Sequence[Execution], own: str) -> Table:
    heads = [
        _("Exercice"), _("Financeur"), _("Engagé"), _("Exécuté"), _("Taux"), _("Non consommé"),
        _("Dépassement"),
    ]  # fmt: skip
    rows = [
        Row((
            *_who(context, one.exercice, one.financeur, own),
            _sum(one, one.engaged),
            _sum(one, one.executed),
            _rate(one),
            _sum(one, one.unspent),
            _sum(one, one.overspent),
        ))
        for one in found
    ]  # fmt: skip
    return fields.table(_("Exécution des crédits"), heads, rows)


def _sum(one: Execution, value: Decimal | None) -> tuple[Value, ...]:
    if value is None:
        return ()
    return (phrase(Figure(line(_montant(value, one.unite, exact=one.exact)))),)


def _montant(value: Decimal, unite: str = "eur", *, exact: bool) -> Montant:
    return Montant(value, "" if exact else "environ", unite=unite)


def _rate(one: Execution) -> tuple[Value, ...]:
    if one.rate is None:
        return _absent(one.reason)
    cover = f" ({one.coverage.share})" if one.coverage.partial else ""
    return (phrase(Figure(french.percent(words.rounded(one.rate, 1)) + cover)),)


def shares(context: Context, found: Sequence[Cofinancing]) -> Iterator[Block]:
    """Yield whether the rule of a convention is kept: all weighed, or what does not keep it."""
    if not found:
        return
    each = any(one.action for one in found)
    shown = [one for one in found if not each or one.respected is not True]
    if each:
        kept = sum(one.respected is True for one in found)
        said = plural("Règle respectée {n} fois", "Règle respectée {n} fois", kept)
        told = _("{said} sur {total}, par action et par exercice.")
        yield phrase(line(told.format(said=said, total=len(found))))
    heads = [_("Exercice"), _("Action"), _("Montants"), _("Assiette"), _("Part"), _("Règle")]
    rows = [_part(context, one) for one in shown[:_MOST]]
    if rows:
        caption = _("Cofinancement : {who}").format(who=found[0].who)
        yield fields.table(line(caption), heads, rows)
    if len(shown) > _MOST:
        yield phrase(plural("{n} autre ligne.", "{n} autres lignes.", len(shown) - _MOST))


def _part(context: Context, one: Cofinancing) -> Row:
    fiche = context.corpus.documents.get(one.action)
    action = (phrase(link(context, fiche, numbered=True)),) if fiche else fields.text(one.action)
    verdict = (phrase(VERDICTS[one.respected]), *(_absent(one.reason) if one.reason else ()))
    share = (phrase(Figure(french.percent(words.rounded(one.share, 1)))),) if one.share is not None else ()  # fmt: skip # noqa: E501
    return Row((
        fields.text(one.exercice or _("non précisé")),
        action,
        fields.text(_(AMOUNTS[one.kind]).lower()),
        (phrase(Figure(line(_montant(one.whole, exact=one.exact)))),),
        share,
        verdict,
    ))  # fmt: skip
