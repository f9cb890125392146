"""What the changes come to, for a steering committee: theme by theme, the telling ones named."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from feuille import french
from feuille.diff.table import KINDS
from feuille.diff.wording import amount_word
from feuille.i18n import _, plural
from feuille.render import fields
from feuille.render.inline import FICHE, link, missing, phrase
from feuille.render.model import Absent, Details, Entry, Figure, Listing, Phrase, Row, Section, Text
from feuille.render.since_told import GONE, NEW
from feuille.render.words import line
from feuille.report.overview import figure
from feuille.values import Montant

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from decimal import Decimal

    from feuille.diff.budget import Movement
    from feuille.diff.model import Change
    from feuille.diff.rollups import Total
    from feuille.render.model import Block, Value
    from feuille.render.since import Since
    from feuille.rollup.records import Cell

_MOST = 8
"""Changes or movements that a theme names; the rest stands document by document."""

_MOST_TOTALS = 40
DETAIL = "documents"
"""The anchor of what is told document by document."""

_OTHERS = "autres"
_THEMES = {
    "actions": ("Actions", ("abandon", "reprise", "avancement")),
    "cibles": ("Cibles", ("cible",)),
    "resultats": ("Résultats", ("realise", "depart", "manque")),
    "financements": ("Financements", ("financement", "versement", "montant")),
    "echeances": ("Échéances", ("echeance",)),
    "territoires": ("Territoires", ("territoire",)),
    "decisions": ("Décisions", ("avenant", "orientation", "document")),
    _OTHERS: ("Autres changements", ()),
}
"""What a committee asks about: its title, and the families of changes that it holds."""

_OF_FAMILY = {family: theme for theme, (_title, held) in _THEMES.items() for family in held}
_GRAVEST = (
    "abandon", "corrige", "retire", "retiree", "repoussee", "baisse", "hausse", "avancee",
    "reprise", "signe", "ajoute", "ajoutee", "deplacee", "renommee",
)  # fmt: skip
"""The ends of the names of kinds, in the order in which a committee wants to hear of them."""


def sections(since: Since) -> Iterator[Block]:
    """Yield a section for each theme in which something changed, then say in which nothing did."""
    quiet = []
    for theme, (title, _families) in _THEMES.items():
        changes = _changes(since, theme)
        told = (*_head(changes), *_TOLD.get(theme, _named)(since, changes))
        if told:
            yield Section(line(_(title)), f"theme_{theme}", told)
        elif theme != _OTHERS:
            quiet.append(line(_(title)).lower())
    if quiet and since.comparison.changes:
        words = _("Sans changement : {themes}.").format(themes=french.join(quiet))
        yield Phrase((Text(line(words)),), small=True)


def lines(since: Since) -> Iterator[Phrase]:
    """Yield how much changed in each theme."""
    for theme, (title, _families) in _THEMES.items():
        changes = _changes(since, theme)
        if changes:
            yield phrase(line(f"{_(title)} : {_counts(changes)}"))


def _head(changes: list[Change]) -> tuple[Block, ...]:
    return (phrase(line(_counts(changes))),) if changes else ()


def _changes(since: Since, theme: str) -> list[Change]:
    return [one for one in since.comparison.changes if _theme(one) == theme]


def _theme(change: Change) -> str:
    """Return where a change is told: a fiche that comes or goes is an action, else a decision."""
    family = change.kind.partition("-")[0]
    if family == "document" and change.type == FICHE:
        return "actions"
    return _OF_FAMILY.get(family, _OTHERS)


def _counts(changes: list[Change]) -> str:
    """Say how many there are of each kind: 2 cibles relevées, 1 cible abaissée."""
    found = Counter(one.kind for one in changes)
    told = [
        plural(f"{{n}} {KINDS[kind].one}", f"{{n}} {KINDS[kind].many}", found[kind])
        for kind in KINDS
        if found[kind]
    ]
    return f"{', '.join(told)}."


def _nothing(_since: Since, _found: list[Change]) -> Iterator[Block]:
    """Name none of the changes: they stand document by document."""
    return iter(())


def _named(since: Since, found: list[Change]) -> Iterator[Block]:
    """Name the changes that tell most, the gravest first."""
    weaker = {id(one) for one in since.summary.weaker}

    def rank(one: Change) -> tuple[object, ...]:
        end = one.kind.rpartition("-")[2]
        gravity = _GRAVEST.index(end) if end in _GRAVEST else len(_GRAVEST)
        return id(one) not in weaker, gravity, -abs(one.measure.days or 0)

    entries = tuple(Entry((_change(since, one),)) for one in sorted(found, key=rank)[:_MOST])
    if entries:
        yield Listing(entries)
    yield from _left(since, len(found) - len(entries))


def _left(since: Since, count: int) -> Iterator[Block]:
    """Say how many are not named."""
    if count > 0:
        words = plural("et {n} autre, ", "et {n} autres, ", count)
        yield Phrase((Text(words), since.link(_("document par document"), DETAIL)), small=True)


def _more(count: int) -> Iterator[Block]:
    """Say how many rows a table leaves out."""
    if count > 0:
        words = plural("et {n} autre.", "et {n} autres.", count)
        yield Phrase((Text(line(words)),), small=True)


def _change(since: Since, one: Change) -> Phrase:
    if one.kind in (NEW, GONE):
        return whole(since, one)
    return phrase(since.document(one), " – ", line(one.told))


def whole(since: Since, one: Change) -> Phrase:
    """Name a document that comes or goes."""
    head = _("Nouveau :") if one.kind == NEW else _("Retiré :")
    return phrase(f"{line(head)} ", since.document(one))


def _results(since: Since, found: list[Change]) -> Iterator[Block]:
    """Show the totals before and after; name the past figures that were rewritten."""
    rewritten = [one for one in found if not one.kind.endswith("-ajoute")]
    if rewritten:
        yield from _named(since, rewritten)
    totals = since.summary.totals
    moved = [one for one in totals if one.old and one.new]
    yield from _totals(since, moved, _("Totaux des indicateurs, avant et après"))
    others = tuple(_totals(since, [one for one in totals if one not in moved],
                           _("Totaux qui n’existent que d’un côté")))  # fmt: skip
    if others:
        yield Details(line(_("Totaux nouveaux, ou qui n’existent plus")), others)


def _totals(since: Since, found: list[Total], caption: str) -> Iterator[Block]:
    rows = [_total(since, one) for one in found[:_MOST_TOTALS]]
    if rows:
        heads = [_("Indicateur"), _("Période"), _("Avant"), _("Après")]
        yield fields.table(line(caption), [line(head) for head in heads], rows)
        how = _("Entre parenthèses, répondants / attendus quand la couverture est partielle.")
        yield Phrase((Text(line(how)),), small=True)
        yield from _more(len(found) - len(rows))


def _total(since: Since, one: Total) -> Row:
    said = figure(since.comparison, one)
    indicator = since.context.corpus.documents.get(one.indicateur)
    name = phrase(link(since.context, indicator)) if indicator else phrase(line(said.name))
    return Row((
        (name,),
        fields.text(said.when),
        (_cell(one.old, said.old),),
        (_cell(one.new, said.new),),
    ))  # fmt: skip


def _cell(cell: Cell | None, words: str) -> Value:
    known = cell is not None and cell.value is not None
    return phrase(Figure(line(words)) if known else Absent(line(words)))


def _money(since: Since, _found: list[Change]) -> Iterator[Block]:
    """Show the largest movements, then the largest payments."""
    yield from _movements(
        since, _("Plus grands mouvements de financement"), since.summary.movements
    )
    yield from _movements(since, _("Versements renseignés"), since.summary.paid)


def _movements(since: Since, caption: str, found: Sequence[Movement]) -> Iterator[Block]:
    known = any(one.old is not None for one in found[:_MOST])
    rows = [_movement(since, one, known=known) for one in found[:_MOST]]
    if rows:
        after = _("Après") if known else _("Montant")
        heads = [_("Pour"), _("Financement"), _("Avant"), after, _("Écart")]
        yield fields.table(line(caption), [line(head) for head in heads], rows)
        yield from _more(len(found) - len(rows))


def _movement(since: Since, one: Movement, *, known: bool) -> Row:
    """Return a movement as a row; with nothing `known` before, only what there is now."""
    about = (_name(since, one.financeur), one.exercice, amount_word(one.kind))
    gap = ("+" if one.delta > 0 else "−") + str(Montant(abs(one.delta), unite=one.unite))
    return Row((
        (_named_document(since, one.action or one.id),),
        fields.text(", ".join(word for word in about if word)),
        (_amount(one.old, one.unite),) if known else (),
        (_amount(one.new, one.unite),),
        (phrase(Figure(line(gap))),) if known else (),
    ))  # fmt: skip


def _amount(value: Decimal | None, unit: str) -> Value:
    return missing() if value is None else phrase(Figure(line(Montant(value, unite=unit))))


def _named_document(since: Since, identifier: str) -> Phrase:
    document = since.context.corpus.documents.get(identifier)
    return phrase(link(since.context, document) if document else line(_name(since, identifier)))


def _name(since: Since, identifier: str) -> str:
    """Return the words for an id as they are now or, for what is gone, as they were."""
    found = since.comparison.new.name(identifier)
    return since.comparison.old.name(identifier) if found == identifier else found


def _territories(since: Since, found: list[Change]) -> Iterator[Block]:
    """Say which territories the plan has gained and lost, then which lists changed."""
    sides = (
        (_("Entrent dans le plan : {names}."), since.comparison.new, since.summary.joined),
        (_("Sortent du plan : {names}."), since.comparison.old, since.summary.left),
    )
    for words, corpus, codes in sides:
        names = sorted((corpus.name(code) for code in codes), key=french.sort_key)
        if names:
            yield phrase(line(words.format(names=french.join(names))))
    yield from _named(since, found)


_TOLD: dict[str, Callable[[Since, list[Change]], Iterator[Block]]] = {
    "resultats": _results,
    "financements": _money,
    "territoires": _territories,
    _OTHERS: _nothing,
}
