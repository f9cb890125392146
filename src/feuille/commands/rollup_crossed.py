"""Two or more axes on a terminal: a table per indicator and kind, cut where it is too wide."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feuille.commands.rollup_indicators import KINDS, shown
from feuille.commands.tables import Screen, add_line, new_table
from feuille.i18n import _
from feuille.rollup import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from feuille.rollup.records import Cell, Row
    from feuille.rollup_cross import Crossing, Rows

_NAME = 30
"""Columns kept for the names of rows."""
_HEAD = 16

Pairs = list[tuple["Rows", "Cell"]]


def show(screen: Screen, found: Crossing) -> None:
    """Print each indicator crossed: the last axis across, the others down."""
    axes = " × ".join(found.axes)
    if found.money and not found.found.indicateurs:
        screen.say(_("Un terminal ne croise pas les montants : --format csv ou xlsx le font."))
        return
    screen.title(_("Indicateurs, {axes}").format(axes=axes))
    if not found.cells:
        screen.say(_("Aucune valeur."))
    timed = "periode" in found.axes
    last = (rows[-1].name for rows, _cell in found.cells if rows)
    heads = {name: _head(short) for name, short in words.distinct(last, 2 * _HEAD).items()}
    for name in found.found.indicateurs:
        cells = [pair for pair in found.cells if pair[1].indicateur == name]
        kept = {id(cell) for cell in shown([cell for _rows, cell in cells], each=timed)}
        said = [pair for pair in cells if id(pair[1]) in kept and pair[1].status != "absent"]
        if said:
            unit = next((cell.unite for _rows, cell in said if cell.unite), "")
            screen.space()
            screen.say(f"{screen.name(name)} ({', '.join(x for x in (name, unit) if x)})", "bold")
        for kind, title in KINDS.items():
            mine = [pair for pair in said if pair[1].kind == kind]
            if mine:
                periods = {cell.periode for _rows, cell in mine}
                when = "" if timed else f" {periods.pop()}" if len(periods) == 1 else ""
                _table(screen, f"{_(title)}{when}", mine, heads)
    screen.space()
    screen.say(_("(k/n) : k réponses sur n ; p : provisoire ; * : saisi, non calculé."), "dim")
    if found.money:
        screen.say(_("Les montants croisés : --format json, csv ou xlsx."), "dim")


def _table(screen: Screen, title: str, pairs: Pairs, heads: dict[str, str]) -> None:
    cells = {(_ids(rows[:-1]), _ids(rows[-1:])): cell for rows, cell in pairs}
    down = {_ids(rows[:-1]): rows[:-1] for rows, _cell in pairs}
    across = {_ids(rows[-1:]): rows[-1] for rows, _cell in pairs}
    if next(iter(across.values())).by == "periode":
        across = dict(sorted(across.items()))
    widths = {
        key: max(
            *map(len, heads[row.name].split("\n")),
            *(len(words.cell(cells[one, key])) for one in down if (one, key) in cells),
        )
        for key, row in across.items()
    }
    names = words.distinct(row.name for rows in down.values() for row in rows)
    for keys in _chunks(widths, screen.console.width - _NAME):
        table = new_table(title, *(heads[across[key].name] for key in keys), texts=(0,))
        for one, rows in down.items():
            said = [words.cell(cells[one, key]) if (one, key) in cells else "·" for key in keys]
            if set(said) != {"·"}:
                name = " × ".join(names[row.name] for row in rows)
                add_line(table, name, *said, depth=rows[0].depth)
        screen.show(table)


def _head(name: str) -> str:
    """Write a name above a column of figures, on two lines where it is long."""
    at = max(name.rfind(" ", 0, _HEAD + 1), 0) or name.find(" ")
    if len(name) <= _HEAD or at < 0:
        return name
    return f"{name[:at]}\n{words.shorter(name[at + 1 :], _HEAD)}"


def _chunks(widths: dict[tuple[str, ...], int], room: int) -> Iterator[list[tuple[str, ...]]]:
    """Yield the columns that fit beside each other, at least one."""
    held: list[tuple[str, ...]] = []
    used = 0
    for key, width in widths.items():
        if held and used + width + 2 > room:
            yield held
            held, used = [], 0
        held = [*held, key]
        used += width + 2
    yield held


def _ids(rows: Iterable[Row]) -> tuple[str, ...]:
    return tuple(row.id for row in rows)
