"""`feuille rollup --why`: each number with its formula, its parts, and where they stand."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from feuille import french, money_why, rollup_why
from feuille.commands.rollup_indicators import shown
from feuille.diagnostics import CannotProceedError
from feuille.i18n import _, plural
from feuille.rollup import indicators

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from feuille.commands.tables import Screen
    from feuille.rollup.records import Cell, Cofinancing, Ignored, Progress, Row
    from feuille.rollup_cross import Crossing, Rows
    from feuille.rollup_why import Branch

LIMIT = 40
"""More numbers than that are not read one by one."""


def show(screen: Screen, found: Crossing) -> None:
    """Print why each number is what it is; CannotProceedError where they are too many to read."""
    each = "periode" in found.axes
    cells = [pair for pair in _cells(found, each=each) if _speaks(*pair, found.found.scope)]
    rates = [pair for pair in found.progress if _rated(pair[1])]
    money = [pair for pair in found.money if pair[1].amount or pair[1].printed or pair[1].reason]
    shares = [list(group) for _key, group in groupby(found.found.cofinancing, key=_shared)]
    count = len(cells) + len(rates) + len(money) + len(found.found.executions) + len(shares)
    if not count:
        screen.say(_("Aucun nombre à expliquer."))
        return
    if count > LIMIT:
        raise CannotProceedError(
            plural("{n} nombre à expliquer", "{n} nombres à expliquer", count)
            + _(" : au-delà de {limit}, personne ne les lit.").format(limit=LIMIT),
            _narrower(found, cells, rates),
        )
    for name in found.found.indicateurs:
        mine = [pair for pair in cells if pair[1].indicateur == name]
        listed = list(_indicator(screen, found, name, mine, rates))
        _section(screen, f"{screen.name(name)} ({name})", listed)
    means = list(_means(screen, rates))
    _section(screen, _("Taux d'avancement d'ensemble"), means)
    amounts = [money_why.amount(screen.corpus, one, _title(rows)) for rows, one in money]
    _section(screen, _("Montants"), amounts)
    spent = [money_why.execution(screen.corpus, one) for one in found.found.executions]
    _section(screen, _("Exécution"), spent)
    borne = [money_why.cofinancing(screen.corpus, one) for one in shares]
    _section(screen, _("Cofinancement"), borne)


def _shared(one: Cofinancing) -> tuple[str, str, str]:
    return one.convention, one.kind, one.exercice


def _cells(found: Crossing, *, each: bool) -> list[tuple[Rows, Cell]]:
    """Return the cells that the table shows: the last period of each kind, unless time is asked."""
    kept: set[int] = set()
    for name in found.found.indicateurs:
        mine = [cell for _rows, cell in found.cells if cell.indicateur == name]
        kept |= {id(cell) for cell in shown(mine, each=each)}
    return [pair for pair in found.cells if id(pair[1]) in kept]


def _speaks(rows: Rows, cell: Cell, scope: str) -> bool:
    whole = all(row.id == scope for row in rows)
    return cell.status != "absent" or bool(cell.asides) or whole


def _rated(one: Progress) -> bool:
    return bool(one.final.coverage.expected or one.annuel.coverage.expected)


def _narrower(
    found: Crossing, cells: list[tuple[Rows, Cell]], rates: list[tuple[Rows, Progress]]
) -> str:
    """Say how to ask for less, with words that work here."""
    ways = []
    several = list(dict.fromkeys(cell.indicateur for _rows, cell in cells))
    if len(several) > 1 or (several and found.money):
        ways.append(_("un indicateur (feuille rollup {name} --why)").format(name=several[0]))
    if found.money:
        last = max(one.exercice for _rows, one in found.money)
        text = _("les montants d'un exercice (feuille rollup montants --why --year {year})")
        ways.append(text.format(year=last))
    places = [row.id for rows, _one in (*cells, *rates) for row in rows if row.by == "territoire"]
    inner = next((code for code in places if code != found.found.scope), "")
    if inner:
        ways.append(_("un territoire (--territoire {code})").format(code=inner))
    periods = sorted({cell.periode for _rows, cell in cells if cell.kind == "realise"})
    if len(periods) > 1:
        ways.append(_("une année (--year {year})").format(year=periods[-1]))
    return _("Demandez moins : {ways}.").format(ways=french.join(ways, _("ou"))) if ways else ""


def _indicator(
    screen: Screen,
    found: Crossing,
    name: str,
    cells: list[tuple[Rows, Cell]],
    rates: list[tuple[Rows, Progress]],
) -> Iterator[Branch]:
    corpus = screen.corpus
    indicator = indicators.read(corpus, name)
    outside = [one for one in found.found.ignored if _names(one, name)]
    for rows, cell in cells:
        whole = all(row.id == found.found.scope for row in rows)
        left_out = outside if whole and cell.kind == "realise" else []
        yield rollup_why.cell(corpus, indicator, cell, _title(rows), left_out)
    for rows, one in rates:
        if one.indicateur != name:
            continue
        if one.annuel.value is not None and one.annuel.cible != one.final.cible:
            yield rollup_why.rate(corpus, indicator, one.annuel, _title(rows), final=False)
        yield rollup_why.rate(corpus, indicator, one.final, _title(rows), final=True)


def _names(one: Ignored, name: str) -> bool:
    """Tell whether a value left out is of an indicator: its block says so."""
    document, at = one.source.document, one.source.at
    holders = (document.get(at[:length]) for length in range(len(at), -1, -1))
    blocks = (held for held in holders if isinstance(held, dict) and "indicateur" in held)
    return next(blocks, {}).get("indicateur") == name


def _means(screen: Screen, rates: list[tuple[Rows, Progress]]) -> Iterator[Branch]:
    """Yield the mean rates of rows whose indicators' rates are here too."""
    for rows, one in rates:
        if one.indicateur:
            continue
        parts = [
            (other.indicateur, other.final)
            for held, other in rates
            if other.indicateur and _ids(held) == _ids(rows)
        ]
        if parts:
            yield rollup_why.mean(screen.corpus, one.final, _title(rows), parts)


def _ids(rows: Iterable[Row]) -> list[tuple[str, str]]:
    return [(row.by, row.id) for row in rows]


def _title(rows: Rows) -> str:
    return " × ".join(row.name for row in rows)


def _section(screen: Screen, title: str, listed: list[Branch]) -> None:
    if not listed:
        return
    screen.space()
    screen.say(title, "bold")
    for branch in listed:
        screen.space()
        for depth, one in rollup_why.tell(branch):
            _sentence(screen, one, depth)


def _sentence(screen: Screen, one: Branch, depth: int) -> None:
    """Print a sentence, and its place beside it or, where that is too long, below."""
    indent, style = "  " * depth, "" if depth else "bold"
    if one.source is None:
        screen.say(one.text, style, indent=indent)
        return
    path = one.source.document.path
    place = f"{path}:{screen.corpus.mark(path, one.source.at).line}"
    if len(indent + one.text) + len(place) + 2 <= screen.console.width and "\n" not in one.text:
        screen.pair(indent + one.text, place, style)
    else:
        screen.say(one.text, style, indent=indent)
        screen.line(f"{indent}    {place}", "dim")
