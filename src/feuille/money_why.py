"""Where an amount comes from: the lines in force, and those that later acts replaced."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feuille import money
from feuille.i18n import _, plural
from feuille.rollup.amounts import source
from feuille.rollup_why import Branch
from feuille.values import Montant, PeriodError, periode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feuille.corpus import Corpus, Document
    from feuille.money import Line
    from feuille.rollup.records import Money, Printed, Source

NAMES = {"prevu": "prévu", "engage": "engagé", "verse": "versé", "execute": "exécuté"}


def amount(corpus: Corpus, found: Money, title: str = "") -> Branch:
    """Explain one amount: `title` names its row, "" for the whole."""
    about = [title, corpus.name(found.financeur), found.exercice or _("exercice non précisé")]
    head = ", ".join([*(part for part in about if part), _(NAMES.get(found.kind, found.kind))])
    said = str(found.amount) if found.amount else _("non renseigné")
    count = len(found.sources)
    text = f"{head} : {said}"
    if count > 1:
        text += plural(" = {n} ligne", " = {n} lignes", count)
    if found.coverage.partial:
        cover = _(", {k} lignes sur {n} disent ce montant")
        text += cover.format(k=found.coverage.reporting, n=found.coverage.expected)
    lines = tuple(_line(corpus, one, found.kind) for one in found.sources)
    printed = tuple(_printed(corpus, one, found.unite) for one in found.printed)
    notes = tuple(Branch(_("exercice : {note}").format(note=note)) for note in found.notes)
    return Branch(text, None, (*lines, *printed, *notes))


def _line(corpus: Corpus, where: Source, kind: str) -> Branch:
    mine = _own(where)
    if mine is None:
        return Branch(where.document.name, where)
    about = [corpus.name(mine.action) if mine.action else where.document.name]
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
