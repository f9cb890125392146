"""Family C: what documents say that cannot be true together. Only sound ones are judged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feuille.checks import dates, montants, personnes, suivis, unites

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from feuille.corpus import Corpus, Document
    from feuille.diagnostics import Finding
    from feuille.schema import Spot

RULES = (*dates.RULES, *montants.RULES, *suivis.RULES, *unites.RULES, *personnes.RULES)


def check(corpus: Corpus, as_of: date | None = None) -> Iterator[Finding]:
    """Yield the contradictions of a corpus; documents that their schema refuses are left out.

    Amounts are those in force at `as_of`; every act counts where it is None.
    """
    book = montants.ledger(corpus)
    for document in corpus.documents.values():
        if document.sound:
            dated, amounts, blocks = _sorted(document)
            yield from dates.check(corpus, document, dated, blocks)
            yield from montants.check(corpus, document, amounts, book, as_of)
            yield from personnes.check(document)
    yield from suivis.check(corpus)
    yield from unites.check(corpus)


def _sorted(document: Document) -> tuple[list[Spot], list[Spot], list[Spot]]:
    """Return the dates, the amounts and the blocks of a document, found in one look."""
    dated: list[Spot] = []
    amounts: list[Spot] = []
    blocks: list[Spot] = []
    for spot in document.spots:
        form = spot[1].form
        if form in {"date", "periode"}:
            dated.append(spot)
        elif form == "montant":
            amounts.append(spot)
        elif type(spot[2]) is dict:
            blocks.append(spot)
    return dated, amounts, blocks
