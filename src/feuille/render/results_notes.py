"""What must be known to read the results of an indicator: who is missing, what is not counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feuille import french, territory
from feuille.i18n import _, plural
from feuille.render.cells import KINDS, is_whole
from feuille.render.inline import link, phrase
from feuille.render.model import Details, Entry, Link, Listing, Phrase, Text
from feuille.render.words import line
from feuille.rollup import words
from feuille.rollup.records import ABSENT, NOT_ADDED
from feuille.rollup.units import SILENT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import TypeAlias

    from feuille.render.inline import Context
    from feuille.render.model import Block, Inline
    from feuille.rollup.records import Cell, Missing

    Left: TypeAlias = tuple[Missing, list[str]]
    """Someone who is not counted, and what is said of why."""

_MOST, _FEW = 40, 3
_WORDED = "qualitatif"
_PLAIN = {"non-renseigne", "sans-objet"}
_SILENT, _REFUSED, _SPARED = "non renseigné", "hors du total", "sans objet"
_ANSWERED = {
    _REFUSED: ("{n} réponse n’entre pas dans le total", "{n} réponses n’entrent pas dans le total"),
    _SPARED: ("{n} réponse « sans objet »", "{n} réponses « sans objet »"),
}
_VALUE = "valeur"
_UNANSWERED = {
    "departement": ("{n} département{of} n’est pas renseigné",
                    "{n} départements{of} ne sont pas renseignés"),
    "region": ("{n} région{of} n’est pas renseignée",
               "{n} régions{of} ne sont pas renseignées"),
    "metropole": ("{n} métropole{of} n’est pas renseignée",
                  "{n} métropoles{of} ne sont pas renseignées"),
    "epci": ("{n} intercommunalité{of} n’est pas renseignée",
             "{n} intercommunalités{of} ne sont pas renseignées"),
    "commune": ("{n} commune{of} n’est pas renseignée",
                "{n} communes{of} ne sont pas renseignées"),
    _VALUE: ("{n} valeur attendue{of} n’est pas renseignée",
             "{n} valeurs attendues{of} ne sont pas renseignées"),
    "": ("{n} territoire{of} n’est pas renseigné",
         "{n} territoires{of} ne sont pas renseignés"),
}  # fmt: skip
"""How many are missing, by the level of them all; "" where they are of several."""


def read(context: Context, cells: Sequence[Cell]) -> Iterator[Block]:
    """Yield what is to know of a table of cells: how many are missing, what is not counted."""
    told: dict[tuple[str, str], list[Cell]] = {}
    for one in cells:
        for remark in _remarks(context, one):
            told.setdefault((_dated(one), remark), []).append(one)
    entries = [
        Entry((phrase(line(f"{_head(context, dated, of)} : {remark}")),))
        for (dated, remark), of in told.items()
    ]
    marks = {mark for one in cells if one.value is not None for mark in (
        _("p : provisoire") * one.provisoire, _("* : saisi pour l’ensemble, non calculé") * one.saisi)}  # fmt: skip # noqa: E501
    said = " ; ".join(sorted(marks - {""}))
    if said:
        yield Phrase((Text(line(said) + "."),), small=True)
    if entries:
        yield Listing(tuple(entries[:_MOST]))


def unanswered(context: Context, cells: Sequence[Cell]) -> Iterator[Block]:
    """Yield the list, folded, of those who are missing from the whole where they are many."""
    found: list[Block] = []
    for one in cells:
        for title, listed in _left(context, one).items():
            if len(listed) > _FEW:
                names = (Entry((_who(context, who, whys),)) for who, whys in listed)
                head = f"{_dated(one)}, {_(title)}"
                found += [phrase(line(f"{head} :")), Listing(tuple(names))]
    if found:
        yield Details(_("Qui n’est pas dans le total"), tuple(found))


def _head(context: Context, dated: str, of: Sequence[Cell]) -> str:
    """Say which cells a remark is about; the whole goes without saying."""
    if any(is_whole(context, one) for one in of):
        return dated
    count = plural("{n} territoire", "{n} territoires", len(of))
    names = french.join(one.row.name for one in of) if len(of) <= _FEW else count
    return f"{names}, {dated[:1].lower()}{dated[1:]}"


def _dated(cell: Cell) -> str:
    return f"{_(KINDS[cell.kind])} {cell.periode}".rstrip()


def _left(context: Context, cell: Cell) -> dict[str, list[Left]]:
    """Return those whom the whole does not count: who said nothing, whose answer cannot serve.

    Where nothing is added up, the cell says why: it is not said of each.
    """
    if not is_whole(context, cell):
        return {}
    silent = [one for one in cell.coverage.missing if one.reason in SILENT]
    others = [one for one in cell.coverage.missing if one.reason not in SILENT]
    refused = others if cell.status != NOT_ADDED else []
    spared = cell.spared if cell.status != ABSENT else ()
    return {
        _SILENT: _once(silent),
        _REFUSED: _once(refused),
        _SPARED: _once(spared),
    }


def _counted(context: Context, cell: Cell) -> Iterator[str]:
    """Say how many the whole does not count; who, where they are few."""
    for title, listed in _left(context, cell).items():
        if listed:
            names = french.join(_name(context, who, whys) for who, whys in listed)
            yield _forms(title, cell, listed) + (f" : {names}" if len(listed) <= _FEW else "")


def _forms(title: str, cell: Cell, listed: Sequence[Left]) -> str:
    """Say how many are left out: territories, or values where a territory owes several."""
    cover, count = cell.coverage, len(listed)
    if title != _SILENT:
        return plural(*_ANSWERED[title], count)
    of = "" if cover.open else _(" sur {n}").format(n=cover.expected)
    places = [territory.lookup(one.territoire) for one, _whys in listed]
    levels = {place.maille if place else "" for place in places}
    level = levels.pop() if len(levels) == 1 else ""
    single = cover.open or len(_once(cover.missing)) + cover.reporting == cover.expected
    if any(one.action for one, _whys in listed) or not single:
        level, count = _VALUE, sum(one.reason in SILENT for one in cover.missing)
    return plural(*_UNANSWERED.get(level, _UNANSWERED[""]), count, of=of)


def _remarks(context: Context, cell: Cell) -> Iterator[str]:
    yield from _counted(context, cell)
    if cell.reason not in ("", _WORDED) and cell.status != ABSENT:
        yield words.reason(cell.reason)
    for aside in cell.asides:
        if aside.difference:
            gap = words.figure(aside.difference, cell.unite)
            value = words.figure(aside.value, cell.unite)
            typed = aside.why == "saisi"
            head = _("saisi pour l’ensemble") if typed else _("somme des territoires")
            yield _("{head} : {value}, écart {gap}").format(head=head, value=value, gap=gap)
    if cell.value is not None:  # words alone stand in the table
        yield from (text.strip() for place, text in cell.textes if place in cell.row.places)


def _once(listed: Iterable[Missing]) -> list[Left]:
    """Return each missing one once, with what is said of why: nothing more than that it is."""
    found: dict[tuple[str, str], Left] = {}
    for one in listed:
        _first, whys = found.setdefault((one.action, one.territoire), (one, []))
        why = one.motif or words.reason(one.reason)
        if one.reason not in _PLAIN and why.rstrip(".") not in whys:
            whys.append(why.rstrip("."))
    return list(found.values())


def _name(context: Context, one: Missing, whys: list[str]) -> str:
    """Name a missing one in a sentence."""
    name = context.corpus.name
    place = name(one.territoire or one.indicateur)
    said = f"{words.shorter(name(one.action))} ({place})" if one.action else place
    return f"{said} ({', '.join(whys)})" if whys else said


def _who(context: Context, one: Missing, whys: list[str]) -> Phrase:
    """Name a missing one: its action and its territory, each with the way to its page."""
    action = context.corpus.documents.get(one.action)
    sheet_of = context.book.places.get(one.territoire)
    name = line(context.corpus.name(one.territoire or one.indicateur))
    place = Link(name, context.book.document(sheet_of)) if sheet_of else Text(name)
    parts: list[Inline] = [place]
    if action:
        parts = [link(context, action, numbered=True), Text(" ("), place, Text(")")]
    if whys:
        parts.append(Text(french.NBSP + line(f": {', '.join(whys)}")))
    return Phrase(tuple(parts))
