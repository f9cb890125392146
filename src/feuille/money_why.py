"""Where an amount comes from: the lines in force, and those that later acts replaced."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feuille import french, money, rollup_why
from feuille.i18n import _, plural
from feuille.rollup import words
from feuille.rollup.records import source
from feuille.rollup_why import Branch
from feuille.values import Montant, PeriodError, periode

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from feuille.corpus import Corpus, Document
    from feuille.money import Line
    from feuille.rollup.records import Cofinancing, Execution, Money, Printed, Source

NAMES = {"prevu": "prévu", "engage": "engagé", "verse": "versé", "execute": "exécuté"}


def amount(corpus: Corpus, found: Money, title: str = "") -> Branch:
    """Explain one amount: `title` names its row, "" for the whole."""
    about = [title, corpus.name(found.financeur), found.exercice or _("exercice non précisé")]
    head = ", ".join([*(part for part in about if part), _(NAMES.get(found.kind, found.kind))])
    empty = words.reason(found.reason or "non-renseigne")
    said = str(found.amount) if found.amount else empty
    count = len(found.sources)
    text = f"{head} : {said}"
    if count > 1:
        text += plural(" = {n} ligne", " = {n} lignes", count)
    if found.coverage.partial:
        forms = (
            (", {n} action sur {of} dit sa dépense", ", {n} actions sur {of} disent leur dépense")
            if found.kind == money.SPENT
            else (", {n} ligne sur {of} dit ce montant", ", {n} lignes sur {of} disent ce montant")
        )
        text += plural(*forms, found.coverage.reporting, of=found.coverage.expected)
    lines = tuple(_line(corpus, one, found.kind) for one in found.sources)
    printed = tuple(_printed(corpus, one, found.unite) for one in found.printed)
    notes = tuple(Branch(_("exercice : {note}").format(note=note)) for note in found.notes)
    return Branch(text, None, (*lines, *printed, *notes))


def execution(corpus: Corpus, found: Execution) -> Branch:
    """Explain a rate of execution: both sides, whose they are, and what is left."""
    about = [found.row.name] if found.row else []
    about += [corpus.name(found.financeur), found.exercice or _("exercice non précisé")]
    head = f"{', '.join(about)}, {_('exécution')}"
    gaps = tuple(rollup_why.absences(corpus, found.coverage.missing))
    if found.rate is None or found.engaged is None or found.executed is None:
        return Branch(f"{head} : {words.reason(found.reason)}", None, gaps)
    engaged, executed = (Montant(one, unite=found.unite) for one in (found.engaged, found.executed))
    text = _("{head} : {rate} = 100 × exécuté {executed} / engagé {engaged}").format(
        head=head,
        rate=french.percent(words.rounded(found.rate)),
        executed=executed,
        engaged=engaged,
    )
    for amount, told in (
        (found.unspent, _("{amount} non consommés")),
        (found.overspent, _("{amount} au-delà de l'engagé")),
    ):
        text += ", " + told.format(amount=Montant(amount, unite=found.unite)) if amount else ""
    if found.coverage.partial:
        cover = _(", sur {k} des {n} conventions")
        text += cover.format(k=found.coverage.reporting, n=found.coverage.expected)
    lines = (
        _line(corpus, one, str(one.at[-1]), _(NAMES[str(one.at[-1])])) for one in found.sources
    )
    return Branch(text, None, (*lines, *gaps))


def cofinancing(corpus: Corpus, parts: Sequence[Cofinancing]) -> Branch:
    """Explain the parts of one convention, exercice and kind: its own, or those of its actions."""
    one = parts[0]
    head = f"{corpus.name(one.convention)}, {_(NAMES[one.kind])} {one.exercice}".rstrip()
    if not one.action:
        told = _share(corpus, one)
        return Branch(f"{head} : {told.text}", None, told.branches)
    text = _("{head} : la règle dit {rule}").format(head=head, rule=one.rule)
    return Branch(text, None, tuple(_share(corpus, part) for part in parts))


def _share(corpus: Corpus, one: Cofinancing) -> Branch:
    head = f"{corpus.name(one.action)} : " if one.action else ""
    if one.share is None:
        text = f"{head}{one.who} : {words.reason(one.reason)}"
    else:
        text = _("{head}{who} {share} = 100 × {part} / {whole}, {verdict}").format(
            head=head, who=one.who, share=french.percent(words.rounded(one.share)),
            part=Montant(one.part or one.whole * 0), whole=Montant(one.whole),
            verdict=_("inconnu") if one.respected is None
            else _("respecte la règle") if one.respected else _("hors de la règle"),
        )  # fmt: skip
        text += "" if one.action else f" ({one.rule})"
    return Branch(text, None, tuple(_paid(corpus, line, one) for line in one.sources))


def _paid(corpus: Corpus, where: Source, one: Cofinancing) -> Branch:
    """Tell who pays what of a share: of which action, where that is not said yet."""
    mine = _own(where)
    said = _line(corpus, where, one.kind)
    if mine is None or not one.action:
        return said
    funder = corpus.name(mine.financeur)
    return Branch(f"{funder} : {mine.amounts.get(one.kind, '')}", where, said.branches)


def _line(corpus: Corpus, where: Source, kind: str, told: str = "") -> Branch:
    """Tell what a line gives; `told` says of which kind, where lines of two are listed."""
    mine = _own(where)
    if mine is None:
        return Branch(where.document.name, where)
    about = [corpus.name(mine.action) if mine.action else _reported(corpus, where)]
    about += [told] if told else []
    about += [part for part in (mine.fonds, _act(where.document, mine.acte)) if part]
    text = f"{', '.join(about)} : {mine.amounts.get(kind, '')}"
    older = tuple(
        Branch(
            _("remplace {amount} ({act})").format(
                amount=one.amounts[kind],
                act=_act(one.document, one.acte) or _("convention initiale"),
            ),
            source(one, kind),
        )
        for one in _replaced(mine)
        if kind in one.amounts
    )
    return Branch(text, where, older)


def _reported(corpus: Corpus, where: Source) -> str:
    """Name what a report's line is about: its actions, its title, or the report."""
    row = where.document.get(where.at[:2])
    row = row if isinstance(row, dict) else {}
    actions = row.get("actions")
    named = (
        [corpus.name(one.partition("#")[2]) for one in actions if isinstance(one, str)]
        if isinstance(actions, list)
        else []
    )
    return french.join(named) or str(row.get("titre") or where.document.name)


def _own(where: Source) -> Line | None:
    """Return the line of money that a source stands on."""
    at = where.at[:-1]
    held = where.document
    action = ""
    if at[:1] == ("actions",):
        item = held.get(at[:2])
        action = str(item.get("fiche") or "") if isinstance(item, dict) else ""
    elif held.type.name == "fiche-action":
        action = held.id
    return money.line(held, at, action, held.get(at))


def _replaced(mine: Line) -> Iterator[Line]:
    """Yield the lines of earlier acts that a line stands in place of."""
    rank = money.acts(mine.document)
    for one in money.lines(mine.document):
        if one.key == mine.key and rank.get(one.acte, -1) < rank.get(mine.acte, -1):
            yield one


def _acts(document: Document) -> dict[str, str]:
    """Return the acts of a convention with their date in words."""
    listed = document.data.get("avenants")
    acts = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    found = {}
    for act in acts:
        try:
            when = periode(act.get("date"))
        except PeriodError:
            when = None
        found[str(act.get("id"))] = str(when) if when else ""
    return found


def _act(document: Document, name: str) -> str:
    day = _acts(document).get(name)
    return name + (_(" du {day}").format(day=day) if day else "")


def _printed(corpus: Corpus, one: Printed, unite: str) -> Branch:
    text = _("publié {amount}").format(amount=one.amount)
    if one.computed is None:
        text += _(", aucune ligne ne le détaille")
    elif one.agrees:
        text += _(", égal à la somme des lignes")
    else:
        gap = Montant(one.difference or one.computed * 0, unite=unite)
        text += _(", recalculé {sum}, écart {gap}").format(
            sum=Montant(one.computed, unite=unite), gap=gap
        )
    return Branch(f"{text} ({corpus.name(one.source.document.id)})", one.source)
