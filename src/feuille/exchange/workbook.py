"""A table as an xlsx workbook, the same bytes for the same figures.

openpyxl is an optional dependency: `pip install feuille[tableur]`.
"""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime
from typing import TYPE_CHECKING, Any

from feuille.diagnostics import CannotProceedError
from feuille.i18n import _

if TYPE_CHECKING:
    from feuille.exchange.flat import Sheet

_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The first date that a zip can hold."""
_WIDEST = 60


def as_xlsx(sheet: Sheet, title: str) -> bytes:
    """Write a table on the one sheet of a workbook; CannotProceedError without openpyxl."""
    try:
        from openpyxl import Workbook
        from openpyxl.styles import Font
        from openpyxl.utils import get_column_letter
    except ImportError:
        raise CannotProceedError(
            _("Le format xlsx a besoin d'openpyxl, qui n'est pas installé."),
            _("Installez-le : pip install 'feuille[tableur]' ; ou demandez --format csv."),
        ) from None
    book = Workbook()
    page = book.active
    assert page is not None
    page.title = title
    for line, row in enumerate((sheet.heads, *sheet.rows), start=1):
        for column, value in enumerate(row, start=1):
            if value is not None and value != "":
                _fill(page.cell(line, column), value)
    for column, head in enumerate(sheet.heads, start=1):
        page.cell(1, column).font = Font(bold=True)
        longest = max([len(head), *(len(str(row[column - 1] or "")) for row in sheet.rows)])
        page.column_dimensions[get_column_letter(column)].width = min(longest, _WIDEST) + 2
    page.freeze_panes = "A2"
    page.auto_filter.ref = page.dimensions
    stream = io.BytesIO()
    book.save(stream)
    return _undated(stream.getvalue())


def _fill(cell: Any, value: Any) -> None:
    """Set a cell; a text is stored as a text, whatever sign it starts with."""
    if isinstance(value, str):
        cell.value = "".join(c for c in value if c in "\n\t" or c.isprintable())
        cell.data_type = "s"
        cell.quotePrefix = cell.value[:1] in {"=", "+", "-", "@", "\t"}
    else:
        cell.value = value


def _undated(raw: bytes) -> bytes:
    """Return a workbook without the moment it was made, in its properties and in its entries."""
    stamp = datetime(*_EPOCH).isoformat() + "Z"  # noqa: DTZ001 - a date without a moment
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(result, "w") as new:
        for entry in old.infolist():
            body = old.read(entry)
            if entry.filename == "docProps/core.xml":
                body = re.sub(rb"\d{4}-\d\d-\d\dT[\d:.]+Z", stamp.encode(), body)
            same = zipfile.ZipInfo(entry.filename, _EPOCH)
            new.writestr(same, body, zipfile.ZIP_DEFLATED)
    return result.getvalue()
