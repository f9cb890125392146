"""Where the values of an indicator are written, and all its numbers as a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feuille.exchange.delimited import as_csv
from feuille.exchange.flat import sheet
from feuille.i18n import _, plural
from feuille.render import fields
from feuille.render.inline import link, phrase
from feuille.render.model import Attached, Details, Row
from feuille.render.words import line
from feuille.rollup_cross import Crossing
from feuille.schema import key_path

if TYPE_CHECKING:
    from feuille.corpus import Document
    from feuille.render.inline import Context
    from feuille.render.model import Block
    from feuille.series import Suivi, Valeur

KINDS = {"reference": "Départ", "realise": "Réalisé", "cible": "Cible"}
_MOST_SOURCES = 100


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


def of_indicator(context: Context, source: Document) -> tuple[Block, ...]:
    """Return where each value stands: its document, its key path and its line."""
    found = [
        (block, value) for block in context.followed.get(source.id, ()) for value in block.valeurs
    ]
    if not found:
        return ()
    shown = found[:_MOST_SOURCES]
    lines = context.corpus.lines((value.document.path, value.at) for _block, value in shown)
    rows = [
        _origin(context, block, value, lines[value.document.path, value.at])
        for block, value in shown
    ]
    heads = [_("Territoire"), _("Valeur"), _("Document"), _("Emplacement")]
    left = len(found) - len(rows)
    more = plural("{n} autre valeur : feuille rollup --why la montre.",
                  "{n} autres valeurs : feuille rollup --why les montre.", left)  # fmt: skip
    table = fields.table(_("Où chaque valeur est écrite"), [line(head) for head in heads], rows)
    return (Details(_("D’où viennent ces chiffres"),
                    (table, *((phrase(line(more)),) if left else ())), screen=True),)  # fmt: skip


def _origin(context: Context, block: Suivi, value: Valeur, row: int) -> Row:
    document = value.document
    where = key_path(document.type.node, document.data, value.at)
    place = (
        line(context.corpus.name(block.territoire)) if block.territoire else _("sans territoire")
    )
    kind = _(KINDS[value.kind]).lower()
    mark = ""
    if document.id not in context.poorer:  # what is not published moves the others
        mark = _(", ligne {n}").format(n=row)
    return Row((
        fields.text(place),
        fields.text(f"{kind} {value.periode.texte}"),
        (phrase(link(context, document)),),
        fields.text(f"{document.path}{mark} : {where}"),
    ))  # fmt: skip
