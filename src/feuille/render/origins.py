"""The values of an indicator, where each is written, and all its numbers as a file."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from feuille import series
from feuille.exchange.delimited import as_csv
from feuille.exchange.flat import sheet
from feuille.i18n import _
from feuille.render import fields, figures
from feuille.render.cells import KINDS
from feuille.render.inline import phrase
from feuille.render.model import Attached, Details, Row, Section
from feuille.render.words import line
from feuille.rollup_cross import Crossing
from feuille.schema import key_path

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from feuille.corpus import Document
    from feuille.diagnostics import Path
    from feuille.render.inline import Context
    from feuille.render.model import Block
    from feuille.series import Suivi


def attached(context: Context, source: Document) -> tuple[Attached, ...]:
    """Return every number of an indicator as a file for spreadsheets."""
    cells = context.cells.get(source.id, [])
    rates = context.rates.get(source.id, {}).values()
    if not cells:
        return ()
    one = Crossing(
        ("territoire",),
        context.rollup,
        tuple(((cell.row,), cell) for cell in cells),
        tuple(((rate.row,), rate) for rate in rates),
        (),
    )
    raw = as_csv(sheet(one, context.corpus))
    return (Attached(_("Télécharger ces chiffres (CSV)"), "csv", raw),)


def of_values(context: Context, source: Document, blocks: Sequence[Suivi]) -> tuple[Block, ...]:
    """Return the values that blocks give of an indicator, and folded, where each is written."""
    table = figures.written(context, source, blocks)
    if not table.rows:
        return ()
    heads = [_("Territoire"), _("Fichier"), _("Lignes")]
    lines = context.corpus.lines(
        (one.document.path, at) for one in blocks for at, _kind, _when in _places(one)
    )
    rows = [_origin(context, one, lines) for one in blocks]
    where = fields.table(_("Où chaque valeur est écrite"), heads, rows)
    folded = Details(_("D’où viennent ces chiffres"), (where,), screen=True)
    return (Section(_("Valeurs"), "rubrique_valeurs", (table, folded)),)


def _places(block: Suivi) -> Iterator[tuple[Path, str, str]]:
    """Yield where each value of a block stands, its kind, its period ("" where none is read)."""
    yield from ((value.at, value.kind, value.periode.texte) for value in block.valeurs)
    yield from ((at, series.KINDS[str(at[-2])], "") for at in block.illisibles)


def _origin(context: Context, block: Suivi, lines: Mapping[tuple[str, Path], int]) -> Row:
    document = block.document
    place = (
        line(context.corpus.name(block.territoire)) if block.territoire else _("sans territoire")
    )
    where = key_path(document.type.node, document.data, block.at)
    told: list[str] = []
    for kind, same in groupby(_places(block), key=lambda one: one[1]):
        said = []
        for at, _kind, when in same:
            # What is not published moves the others.
            known = document.id not in context.poorer
            mark = _(" (ligne {n})").format(n=lines[document.path, at]) if known else ""
            said.append((when or _("sans période lisible")) + mark)
        told.append(f"{_(KINDS[kind]).lower()} : {', '.join(said)}")
    return Row((
        fields.text(place),
        fields.text(f"{document.path} : {where}"),
        tuple(phrase(line(one)) for one in told),
    ))  # fmt: skip
