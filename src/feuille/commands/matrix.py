"""`feuille matrix`: which priorities reach which territories, and which do not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson

from feuille import consult
from feuille.diagnostics import CannotProceedError
from feuille.i18n import _, plural

if TYPE_CHECKING:
    from feuille.commands.terminal import Terminal
    from feuille.consult import Matrix


def run(
    terminal: Terminal, *, columns: str, deep: bool, output: str, exit_code: bool, rev: str | None
) -> int:
    """Show the coverage; 1 where `exit_code` is asked and a cell is empty."""
    if columns not in consult.COLUMNS:
        raise CannotProceedError(
            _("On ne peut pas croiser avec « {name} ».").format(name=columns),
            _("Colonnes possibles : {names}.").format(names=", ".join(consult.COLUMNS)),
        )
    if output not in {"table", "json"}:
        raise CannotProceedError(
            _("Le format « {name} » est inconnu.").format(name=output),
            _("Formats possibles : table, json."),
        )
    found = consult.matrix(terminal.corpus(rev), columns, deep=deep)
    empty = found.empty()
    if output == "json":
        terminal.out(_json(found))
    elif not found.rows:
        terminal.out(_("La feuille de route n'a pas d'orientations à croiser."))
    else:
        _table(terminal, found)
        _gaps(terminal, found)
    return 1 if exit_code and empty else 0


def _json(found: Matrix) -> str:
    body = {
        "version": 1,
        "rows": [{"id": row.reference, "titre": row.name} for row in found.rows],
        "columns": [{"id": code, "titre": name} for code, name in found.columns],
        "cells": [
            {"row": row, "column": column, "documents": list(ids)}
            for (row, column), ids in sorted(found.cells.items())
        ],
        "empty": [{"row": row, "column": column} for row, column in found.empty()],
    }
    return orjson.dumps(body, option=orjson.OPT_INDENT_2).decode()


def _table(terminal: Terminal, found: Matrix) -> None:
    """Print one line per column of the matrix: territories are many, priorities few."""
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("")
    for position in range(1, len(found.rows) + 1):
        table.add_column(f"{position}", justify="right")
    for column, title in found.columns:
        cells = [title, *(_cell(found, row.reference, column) for row in found.rows)]
        table.add_row(*(Text(cell) for cell in cells))
    terminal.console().print(table)
    for position, row in enumerate(found.rows, start=1):
        terminal.out(f"{position}  {row.name}")


def _cell(found: Matrix, row: str, column: str) -> str:
    """Write how many documents fill a cell; nothing where none is expected to."""
    if held := found.cells.get((row, column)):
        return str(len(held))
    if column not in found.around:
        return ""
    return "·" if found.wider(row, column) else "∅"


def _gaps(terminal: Terminal, found: Matrix) -> None:
    titles = dict(found.columns)
    terminal.out("")
    empty = found.empty()
    terminal.out(plural("{n} case vide (∅).", "{n} cases vides (∅).", len(empty)))
    if any(_cell(found, row.reference, code) == "·" for row in found.rows for code in titles):
        terminal.out(_("· : couverte par une action qui vaut pour un territoire plus large."))
    for row in found.rows:
        missing = [titles[column] for one, column in empty if one == row.reference]
        if missing:
            terminal.out(f"{row.name} : {', '.join(missing)}")
