"""A rollup as one long table: a row for each number, with its coverage and its status."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from feuille.rollup import words
from feuille.rollup.words import rounded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from fractions import Fraction

    from feuille.corpus import Corpus
    from feuille.rollup.records import Cell, Coverage, Money, Progress, Rate, Row
    from feuille.rollup_cross import Crossing

Value = str | int | Decimal | None
COLUMNS = (
    "objet", "indicateur", "indicateur_nom", "financeur", "financeur_nom", "periode", "nature",
    "valeur", "unite", "statut", "motif", "repondants", "attendus", "manquants", "provisoire",
    "texte", "sources",
)  # fmt: skip
"""After the first stand two columns per axis: the id of its row, and its name."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: the names of its columns, and rows of texts and numbers (None: empty)."""

    heads: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]


def sheet(found: Crossing, corpus: Corpus) -> Sheet:
    """Return the cells, then the rates, then the amounts of a rollup; `corpus` names things.

    `objet` is indicateur, avancement or montant; `nature` the kind of value or
    of amount, or the target that a rate aims at (annuel, final).
    """
    axes = tuple(name for axis in found.axes for name in (axis, f"{axis}_nom"))
    heads = (COLUMNS[0], *axes, *COLUMNS[1:])
    listed: list[tuple[Value, ...]] = []
    for rows, cell in found.cells:
        listed.append(_row(heads, found.axes, rows, _cell(cell, corpus)))
    for rows, one in found.progress:
        listed += [_row(heads, found.axes, rows, said) for said in _progress(one, corpus)]
    for rows, amount in found.money:
        listed.append(_row(heads, found.axes, rows, _money(amount, corpus)))
    return Sheet(heads, tuple(listed))


def _row(
    heads: tuple[str, ...], axes: tuple[str, ...], rows: Iterable[Row], said: dict[str, Value]
) -> tuple[Value, ...]:
    for axis, row in zip(axes, rows, strict=False):
        said |= {axis: row.id.replace("\n", " × "), f"{axis}_nom": row.name}
    return tuple(said.get(head) for head in heads)


def _cell(cell: Cell, corpus: Corpus) -> dict[str, Value]:
    texts = "\n".join(f"{corpus.name(place)} : {text.strip()}" for place, text in cell.textes)
    return {
        "objet": "indicateur",
        "indicateur": cell.indicateur,
        "indicateur_nom": corpus.name(cell.indicateur),
        "periode": cell.periode,
        "nature": cell.kind,
        "valeur": _number(cell.value),
        "unite": cell.unite,
        "statut": cell.status,
        "motif": words.reason(cell.reason) if cell.reason else "",
        "provisoire": "oui" if cell.provisoire else "",
        "texte": texts,
        "sources": len(cell.sources),
        **_coverage(cell.coverage),
    }


def _progress(one: Progress, corpus: Corpus) -> Iterator[dict[str, Value]]:
    rates: tuple[tuple[str, Rate], ...] = (("annuel", one.annuel), ("final", one.final))
    for name, rate in rates:
        if rate.coverage.expected:
            yield {
                "objet": "avancement",
                "indicateur": one.indicateur,
                "indicateur_nom": corpus.name(one.indicateur) if one.indicateur else "",
                "periode": rate.periode,
                "nature": name,
                "valeur": _number(rate.shown),
                "unite": "pourcent",
                "statut": rate.status,
                "motif": words.reason(rate.reason) if rate.reason else "",
                "sources": len(rate.sources),
                **_coverage(rate.coverage),
            }


def _money(one: Money, corpus: Corpus) -> dict[str, Value]:
    amount = one.amount
    complete = "partiel" if one.coverage.partial else "complet"
    return {
        "objet": "montant",
        "financeur": one.financeur,
        "financeur_nom": corpus.name(one.financeur),
        "periode": one.exercice,
        "nature": one.kind,
        "valeur": amount.valeur if amount else None,
        "unite": one.unite,
        "statut": complete if amount else "absent",
        "texte": str(amount) if amount and not amount.exact else "",
        "repondants": one.coverage.reporting,
        "attendus": one.coverage.expected,
        "sources": len(one.sources),
    }


def _coverage(coverage: Coverage) -> dict[str, Value]:
    named = {
        " ".join(part for part in (one.territoire, one.action, one.indicateur, one.periode) if part)
        for one in coverage.missing
    }
    return {
        "repondants": coverage.reporting,
        "attendus": coverage.expected,
        "manquants": ", ".join(sorted(named)),
    }


def _number(value: Fraction | None) -> Decimal | None:
    """Return a number as JSON gives it: six decimals at most."""
    return None if value is None else rounded(value, 6).normalize()
