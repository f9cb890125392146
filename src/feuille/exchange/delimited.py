"""CSV as a French spreadsheet opens it with a double click.

UTF-8 with a byte order mark, semicolons, decimal commas, CRLF: anything else
opens there in a single column, with broken accents, or with « 12.5 » as a date.
Programs read JSON.
"""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from feuille.exchange.flat import Sheet, Value

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_csv(sheet: Sheet) -> bytes:
    """Write a table."""
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
    writer.writerow(sheet.heads)
    writer.writerows([_written(value) for value in row] for row in sheet.rows)
    return ("\N{ZERO WIDTH NO-BREAK SPACE}" + stream.getvalue()).encode("utf-8", "replace")


def _written(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value:f}".replace(".", ",")
    return harmless(value) if isinstance(value, str) else str(value)


def harmless(text: str) -> str:
    """Return a text that no spreadsheet runs: an apostrophe before what could start a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text
