"""Rollups: indicators, taux d'avancement, money and counts of one corpus.

A pure function of the corpus: `compute` answers with frozen records, which the
terminal, JSON and pages show. Every number carries its coverage and its sources.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from feuille import french, refusals
from feuille.diagnostics import CannotProceedError
from feuille.i18n import _
from feuille.rollup import amounts, counts, funding, indicators, rows
from feuille.rollup.engine import Board, Question
from feuille.rollup.plan import Plan
from feuille.rollup.records import Ignored, Rollup, Row, Source
from feuille.rollup.rows import AXES
from feuille.values import Periode, PeriodError, periode

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from feuille.corpus import Corpus
    from feuille.rollup.amounts import Ledger
    from feuille.rollup.indicators import Indicateur

__all__ = ["AXES", "check_axis", "compute"]


def compute(
    corpus: Corpus,
    *,
    by: str = "territoire",
    indicateurs: Sequence[str] = (),
    year: str | None = None,
    place: str | None = None,
    as_of: date | None = None,
    lines: Sequence[Row] | None = None,
    plan: Plan | None = None,
    book: Ledger | None = None,
) -> Rollup:
    """Roll a corpus up along an axis.

    `by` is one of AXES; `indicateurs` limits to some ids; `year` to a period
    (and to the exercice of that label); `place` to a territory inside the
    repository's own; `as_of` leaves out the money of acts signed later;
    `lines` are rows to answer for instead of those of the axis; `plan` are the
    links of the corpus and `book` its money, where someone has read them already.
    CannotProceedError where one of them is unknown.
    """
    check_axis(by)
    when = _when(year)
    plan = plan or Plan(corpus)
    scope = rows.scope_of(plan, place)
    names = _wanted(plan, indicateurs)
    definitions = [indicators.read(corpus, name) for name in names]
    ignored = tuple(_ignored(plan, {one.id: one for one in definitions}))
    skipped = {(one.source.document.path, one.source.at) for one in ignored}
    question = Question(plan, scope, by, when, whole=not indicateurs)
    board = Board(question, definitions, skipped)
    axis = list(_rows(question, board) if lines is None else lines)
    nodes = list(rows.tree(plan, scope, by if by == "mesure" else "orientation"))
    book = book or amounts.ledger(plan, scope, year, as_of)
    money_rows = axis if by in {"orientation", "mesure", "fiche", "convention"} else []
    return Rollup(
        scope=scope,
        by=by,
        rows=tuple(axis),
        indicateurs=tuple(names),
        cells=tuple(board.cells(axis)),
        progress=(*board.progress(axis), *board.composites(nodes, axis)),
        money=tuple(amounts.amounts(plan, book, money_rows)),
        counts=tuple(counts.counts(plan, nodes, scope)),
        ignored=(*ignored, *book.ignored),
        shared=tuple(f for f in sorted(plan.fiches) if len(plan.serves(f, "orientation")) > 1),
        executions=tuple(funding.executions(plan, book, money_rows)),
        cofinancing=tuple(funding.cofinancing(plan, book)),
        as_of=as_of,
    )


def check_axis(by: str) -> None:
    """Refuse an unknown axis, with the one that was most likely meant."""
    if by not in AXES:
        near = french.nearest(by, AXES)
        hint = _("Vouliez-vous écrire « {near} » ?").format(near=near) + " " if near else ""
        raise CannotProceedError(
            _("L'axe « {name} » est inconnu.").format(name=by),
            hint + _("Axes possibles : {names}.").format(names=", ".join(AXES)),
        )


def _when(year: str | None) -> Periode | None:
    try:
        found = None if year is None else periode(year)
    except PeriodError:
        found = None
    if year is not None and found is None:
        raise CannotProceedError(
            _("« {year} » n'est pas une période.").format(year=year),
            _("Écrivez par exemple 2024, 2024-S1, 2024-T3, 2024-07 ou 2024-07/2025-06."),
        )
    return found


def _wanted(plan: Plan, asked: Sequence[str]) -> list[str]:
    """Return the ids of the indicators, in the order of their names; those without a file last."""
    defined = [document.id for document in plan.corpus.of_type("indicateur")]
    used = sorted({block.indicateur for block in plan.blocks} - set(defined))
    known = [*defined, *used]
    for name in asked:
        if name not in known:
            near = french.nearest(name, known)
            raise CannotProceedError(
                _("L'indicateur « {name} » est inconnu.").format(name=name),
                _("Vouliez-vous écrire « {near} » ?").format(near=near)
                if near
                else _("Indicateurs connus : {names}.").format(names=", ".join(known[:12]) or "–"),
            )
    return [name for name in known if not asked or name in asked]


def _ignored(plan: Plan, definitions: dict[str, Indicateur]) -> Iterator[Ignored]:
    """Yield the blocks and rows that no total can take in: no place, no action, no date."""
    yield from _unnamed(plan)
    for block in plan.blocks:
        indicator = definitions.get(block.indicateur)
        if indicator is None:
            continue
        reason = "refusee" if block.refuse else _outside(plan, block.territoire)
        if indicator.par_action and not block.action:
            reason = reason or "sans-action"
        if reason:
            if block.valeurs or block.illisibles or block.manque:
                yield Ignored(Source(block.document, block.at, territoire=block.territoire), reason)
            continue
        for at in block.illisibles:
            yield Ignored(Source(block.document, at, territoire=block.territoire), "sans-periode")
        for value in block.valeurs:
            if not value.periode.dated:
                words = value.periode.mots
                yield Ignored(
                    Source(block.document, value.at, texte=words, territoire=block.territoire),
                    "sans-date",
                )


def _unnamed(plan: Plan) -> Iterator[Ignored]:
    """Yield the blocks that are refused and belong to no indicator."""
    for document in plan.corpus.documents.values():
        for at in sorted(refusals.followed(document), key=str) if document.faults else ():
            holder = document.get(at)
            if not isinstance(holder, dict) or (
                at[-2] == "indicateurs" and not isinstance(holder.get("indicateur"), str)
            ):
                yield Ignored(Source(document, at), "refusee")


def _outside(plan: Plan, code: str) -> str:
    """Return why a place belongs to no row, "" where it does."""
    if not code:
        return "sans-territoire"
    if not plan.places.known(code):
        return "territoire-inconnu"
    return "" if plan.places.inside(code, plan.home) else "hors-perimetre"


def _rows(question: Question, board: Board) -> Iterator[Row]:
    plan, scope = question.plan, question.scope
    if question.by == "territoire":
        yield from rows.territories(plan, scope, board.everything)
    elif question.by in {"orientation", "mesure"}:
        yield from rows.tree(plan, scope, question.by)
    elif question.by == "fiche":
        yield from rows.fiches(plan, scope)
    elif question.by == "convention":
        yield from rows.conventions(plan, scope)
    else:
        yield from board.periods()
