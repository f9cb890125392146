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
    from feuille.rollup.records import (
        Cell,
        Cofinancing,
        Coverage,
        Execution,
        Money,
        Progress,
        Rate,
        Row,
    )
    from feuille.rollup_cross import Crossing

Value = str | int | Decimal | None
COLUMNS = (
    "objet", "indicateur", "indicateur_nom", "financeur", "financeur_nom", "periode", "nature",
    "valeur", "unite", "statut", "motif", "repondants", "attendus", "manquants", "provisoire",
    "texte", "sources", "sujet", "sujet_nom",
)  # fmt: skip
"""After the first stand two columns per axis: the id of its row, and its name."""
_VERDICTS = {True: "respecte", False: "hors-regle", None: "inconnu"}


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: the names of its columns, and rows of texts and numbers (None: empty)."""

    heads: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]


def sheet(found: Crossing, corpus: Corpus) -> Sheet:
    """Return the cells, rates, amounts, then what money says of conventions; `corpus` names things.

    `objet` is indicateur, avancement, montant, execution or cofinancement; `nature`
    the kind of value or of amount, the target that a rate aims at (annuel, final),
    or what execution gives (taux, non-consomme, depasse); `sujet` the convention,
    or its action, whose co-financing is weighed.
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
    for spent in found.found.executions:
        rows = (spent.row,) if spent.row else ()
        listed += [_row(heads, found.axes, rows, said) for said in _execution(spent, corpus)]
    listed += [_row(heads, (), (), _share(one, corpus)) for one in found.found.cofinancing]
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
        "motif": _why(cell.reason, cell.coverage),
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
                "motif": _why(rate.reason, rate.coverage),
                "sources": len(rate.sources),
                **_coverage(rate.coverage),
            }


def _money(one: Money, corpus: Corpus) -> dict[str, Value]:
    amount = one.amount
    return {
        "objet": "montant",
        "financeur": one.financeur,
        "financeur_nom": corpus.name(one.financeur),
        "periode": one.exercice,
        "nature": one.kind,
        "valeur": amount.valeur if amount else None,
        "unite": one.unite,
        "statut": _status(one.coverage) if amount else "absent",
        "motif": words.reason(one.reason) if one.reason else "",
        "texte": str(amount) if amount and not amount.exact else "",
        "repondants": one.coverage.reporting,
        "attendus": one.coverage.expected,
        "sources": len(one.sources),
    }


def _execution(one: Execution, corpus: Corpus) -> Iterator[dict[str, Value]]:
    rate = None if one.rate is None else _number(one.rate)
    said = (
        ("taux", rate, "pourcent"),
        ("non-consomme", one.unspent, one.unite),
        ("depasse", one.overspent, one.unite),
    )
    for nature, value, unit in said:
        yield {
            "objet": "execution",
            "financeur": one.financeur,
            "financeur_nom": corpus.name(one.financeur),
            "periode": one.exercice,
            "nature": nature,
            "valeur": value,
            "unite": unit,
            "statut": _status(one.coverage) if value is not None else "absent",
            "motif": words.reason(one.reason) if one.reason else "",
            "sources": len(one.sources),
            **_coverage(one.coverage),
        }


def _share(one: Cofinancing, corpus: Corpus) -> dict[str, Value]:
    names = [corpus.name(name) for name in (one.convention, one.action) if name]
    return {
        "objet": "cofinancement",
        "periode": one.exercice,
        "nature": one.kind,
        "valeur": _number(one.share),
        "unite": "pourcent",
        "statut": _VERDICTS[one.respected],
        "motif": words.reason(one.reason) if one.reason else "",
        "texte": one.rule,
        "sources": len(one.sources),
        "sujet": "#".join(name for name in (one.convention, one.action) if name),
        "sujet_nom": " – ".join(names),
    }


def _status(coverage: Coverage) -> str:
    return "partiel" if coverage.partial else "complet"


def _why(reason: str, coverage: Coverage) -> str:
    """Return the words of a reason; of an empty « attendus » where there is no other."""
    code = reason or ("attendus-inconnus" if coverage.open else "")
    return words.reason(code) if code else ""


def _coverage(coverage: Coverage) -> dict[str, Value]:
    named = {
        " ".join(
            part
            for part in (one.territoire, one.action, one.indicateur, one.convention, one.periode)
            if part
        )
        for one in coverage.missing
    }
    return {
        "repondants": coverage.reporting,
        "attendus": None if coverage.open else coverage.expected,
        "manquants": ", ".join(sorted(named)),
    }


def _number(value: Fraction | None) -> Decimal | None:
    """Return a number as JSON gives it: six decimals at most."""
    return None if value is None else rounded(value, 6).normalize()
