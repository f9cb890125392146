"""The indicators of a rollup on a terminal: a table for each, then what a reader must know."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feuille import french
from feuille.commands.tables import WIDE, Screen, add_line, bar, new_table, sparkline, squeezed
from feuille.i18n import _
from feuille.rollup import indicators, words
from feuille.values import periode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rich.table import Table

    from feuille.rollup.records import Aside, Cell, Progress, Rollup

_AXES = {
    "territoire": "Territoire",
    "orientation": "Orientation",
    "mesure": "Mesure",
    "fiche": "Fiche action",
    "convention": "Convention",
    "periode": "Période",
}
_TREES = {"territoire", "orientation", "mesure"}
KINDS = {"reference": "Départ", "realise": "Réalisé", "cible": "Cible"}

_BAR = 6
_SERIES = 3
"""Two points make no curve."""


def show(screen: Screen, found: Rollup) -> None:
    """Print a table for each indicator, then what it leaves out."""
    screen.title(_("Indicateurs"))
    if not found.indicateurs:
        screen.say(_("Aucun indicateur n'est défini ni suivi."))
        return
    periods: set[str] = set()
    for identifier in found.indicateurs:
        cells = [cell for cell in found.cells if cell.indicateur == identifier]
        rates = [one for one in found.progress if one.indicateur == identifier]
        _indicator(screen, found, identifier, cells, rates)
        periods |= {cell.periode for cell in cells if cell.kind == "realise" and cell.sources}
    screen.space()
    screen.say(_("p : provisoire ; * : saisi pour l'ensemble, non calculé."), "dim")
    if found.by != "periode" and len(periods) > 1:
        words_of = _("Autres périodes : --by periode, ou --year {year}.")
        screen.say(words_of.format(year=min(periods)), "dim")


def _indicator(
    screen: Screen, found: Rollup, identifier: str, cells: list[Cell], rates: list[Progress]
) -> None:
    document = screen.corpus.documents.get(identifier)
    unit = next((cell.unite for cell in cells if cell.unite), "")
    nature = str(document.data.get("nature") or "") if document else ""
    about = ", ".join(part for part in (identifier, nature, unit) if part)
    screen.space()
    screen.say(f"{screen.name(identifier)} ({about})", "bold")
    seen = shown(cells, each=found.by == "periode")
    if not any(cell.status != "absent" or cell.asides for cell in seen):
        screen.say(_("Aucune valeur."))
        return
    width = screen.console.width
    table = _values(found, seen, rates, drawn=_BAR * (width >= WIDE))
    if squeezed(table, screen):
        table = _values(found, seen, rates, folded=True)
    screen.show(table)
    if found.by == "periode" and (curve := _curve(screen, identifier, cells)):
        screen.say(curve, indent="  ")
    said: dict[str, list[str]] = {}
    names = words.distinct(row.name for row in found.rows)
    for cell in seen:
        for remark in _remarks(cell, screen.name):
            sentence = f"{_(KINDS[cell.kind]).lower()} {cell.periode} : {remark}"
            said.setdefault(sentence, []).append(names[cell.row.name])
    for sentence, who in said.items():
        screen.say(f"{french.join(dict.fromkeys(who))}, {sentence}", "dim", indent="  ")


def _values(
    found: Rollup,
    cells: list[Cell],
    rates: list[Progress],
    drawn: int = 0,
    *,
    folded: bool = False,
) -> Table:
    """Return the table of an indicator.

    `drawn` is the width of the bars beside final rates; `folded` puts the
    coverage of a figure under it.
    """
    kinds = [kind for kind in KINDS if any(cell.kind == kind for cell in cells)]
    yearly = any(one.annuel.value is not None for one in rates)
    final = any(one.final.value is not None for one in rates)
    more = [_("Taux de\nl'année")] * yearly + [_("Taux\nfinal")] * final
    heads = _heads(kinds, cells, each=found.by == "periode")
    table = new_table(_(_AXES[found.by]), *heads, *more, texts=(0,))
    held = {(one.row.by, one.row.id): one for one in rates}
    inside = {aside.territoire for cell in cells for aside in cell.asides if aside.why == "dont"}
    by_row: dict[int, dict[str, Cell]] = {}
    for cell in cells:
        by_row.setdefault(id(cell.row), {})[cell.kind] = cell
    for row in found.rows:
        mine = by_row.get(id(row), {})
        if all(cell.status == "absent" and row.id != found.scope for cell in mine.values()):
            continue
        rate = held.get((row.by, row.id))
        said = [words.cell(mine[kind]) if kind in mine else "" for kind in kinds]
        said += [words.rate(rate.annuel) if rate else "–"] * yearly
        picture = bar(rate.final.shown, drawn) + " " * bool(drawn) if rate else ""
        said += [picture + (words.rate(rate.final) if rate else "–")] * final
        if folded:
            said = [text.replace(" (", "\n(") for text in said]
        name = _("dont {name}").format(name=row.name) if row.id in inside else row.name
        style = "bold" if row.by in _TREES and not row.depth else ""
        add_line(table, name, *said, style=style, depth=row.depth)
    return table


def _curve(screen: Screen, identifier: str, cells: list[Cell]) -> str:
    """Draw what was done, period after period; a bar stands where the definition changed."""
    indicator = indicators.read(screen.corpus, identifier)
    dated = [
        (when, cell) for cell in cells if cell.kind == "realise" and (when := periode(cell.periode))
    ]
    each = [
        (when, cell)
        for when, cell in dated
        if when.fin and not any(when is not other and when.contains(other) for other, _c in dated)
    ]
    # Three respondents out of four must not look like a fall: they are a dot.
    values = [None if cell.coverage.partial else cell.value for _when, cell in each]
    known = [cell for value, (_when, cell) in zip(values, each, strict=True) if value is not None]
    if len(known) < _SERIES:
        return ""
    segments = [indicator.segment(when.fin) for when, _cell in each if when.fin]
    steps = sparkline(values)
    drawn = "".join(
        "┆" * (position > 0 and segment != segments[position - 1]) + step
        for position, (segment, step) in enumerate(zip(segments, steps, strict=True))
    )
    return _("{first} {drawn} {last}, de {start} à {end}").format(
        first=words.figure(known[0].value, known[0].unite),
        drawn=drawn,
        last=words.figure(known[-1].value, known[-1].unite),
        start=known[0].periode,
        end=known[-1].periode,
    )


def _heads(kinds: list[str], cells: list[Cell], *, each: bool) -> list[str]:
    """Return the heads of the columns of values, with their period where it is the same for all."""
    periods = {cell.kind: cell.periode for cell in cells}
    return [_(KINDS[kind]) + ("" if each else f"\n{periods[kind]}") for kind in kinds]


def _remarks(cell: Cell, name: Callable[[str], str]) -> Iterator[str]:
    """Yield what a reader must know of a cell: the missing, the reasons, values beside."""
    nested = cell.row.by == "territoire" and cell.row.depth
    if cell.coverage.open and cell.status == "partiel" and cell.reason != "attendus-inconnus":
        yield words.reason("attendus-inconnus")
    if (
        cell.coverage.missing
        and cell.coverage.expected > 1
        and cell.status == "partiel"
        and not nested
    ):
        yield _("il manque {names}").format(names=words.absent(cell, name))
    if cell.reason and cell.status != "absent":
        yield words.reason(cell.reason)
    if cell.spared and cell.status != "absent":
        yield _("sans objet : {names}").format(names=words.spared(cell, name))
    for aside in cell.asides:
        yield from _beside(aside, cell.unite, name)
    for place, text in cell.textes:
        yield f"{name(place)} – {text.strip()}"


def _beside(aside: Aside, unite: str, name: Callable[[str], str]) -> Iterator[str]:
    value = words.figure(aside.value, unite)
    gap = words.figure(aside.difference, unite) if aside.difference else "0"
    if aside.why == "hors-maille":
        about = name(aside.territoire), value, words.reason(aside.why)
        yield _("{} {}, non compté : {}").format(*about)
    elif aside.why == "saisi":
        yield _("{value} saisi pour l'ensemble, écart {gap}").format(value=value, gap=gap)
    elif aside.why == "calcule":
        yield _("somme des territoires {value}, écart {gap}").format(value=value, gap=gap)


def shown(cells: list[Cell], *, each: bool) -> list[Cell]:
    """Return the cells that a table shows: of each kind, the last period that says something."""
    if each:
        return cells
    found = []
    for kind in KINDS:
        mine = [cell for cell in cells if cell.kind == kind]
        said = [cell for cell in mine if cell.status != "absent"] or mine
        last = max((_end(cell) for cell in said), default=None)
        found += [cell for cell in mine if _end(cell) == last]
    return found


def _end(cell: Cell) -> tuple[str, str]:
    when = periode(cell.periode)
    return (str(when.fin or "9"), str(when.debut or "")) if when else ("", "")
