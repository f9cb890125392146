"""Values of indicators: every number that documents give, with its place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from feuille.values import Periode, PeriodError, decimal, periode

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from feuille.corpus import Corpus, Document
    from feuille.diagnostics import Path

KINDS = {"references": "reference", "cibles": "cible", "realises": "realise"}


@dataclass(frozen=True, slots=True)
class Valeur:
    """One value of an indicator on a territory for a period.

    `kind` is reference, cible or realise; `action` the fiche whose
    beneficiaries it counts ("" where the whole place is meant); `manque` says
    why there is no value (non-disponible, sans-objet), "" where there is one or
    nothing is said.
    """

    indicateur: str
    territoire: str
    periode: Periode
    kind: str
    document: Document
    at: Path
    action: str = ""
    valeur: Decimal | None = None
    numerateur: Decimal | None = None
    denominateur: Decimal | None = None
    poids: Decimal | None = None
    texte: str = ""
    manque: str = ""
    motif: str = ""
    provisoire: bool = False


def values(corpus: Corpus) -> Iterator[Valeur]:
    """Yield the value of every `indicateurs` block, in order of documents."""
    for document in corpus.documents.values():
        for at, _node, value in document.spots:
            if isinstance(value, dict) and _is_follow_up(value):
                yield from _block(document, at, value)


def _is_follow_up(value: dict[str, Any]) -> bool:
    return isinstance(value.get("indicateur"), str) and any(
        kind in value for kind in (*KINDS, "manque")
    )


def _block(document: Document, at: Path, block: dict[str, Any]) -> Iterator[Valeur]:
    place = block.get("territoire") or only_territory(document)
    if not isinstance(place, str):
        return
    for name, kind in KINDS.items():
        rows = block.get(name)
        for position, row in enumerate(rows if isinstance(rows, list) else []):
            if not isinstance(row, dict):
                continue
            try:
                when = periode(row.get("periode"))
            except PeriodError:
                continue
            if when is not None:
                yield Valeur(
                    indicateur=block["indicateur"],
                    territoire=place,
                    periode=when,
                    kind=kind,
                    document=document,
                    at=(*at, name, position),
                    action=_action(document, at),
                    manque=str(row.get("manque") or block.get("manque") or ""),
                    motif=str(row.get("motif") or block.get("motif") or ""),
                    texte=str(row.get("texte") or ""),
                    provisoire=row.get("provisoire") is True,
                    **_numbers(row),
                )


def only_territory(document: Document) -> str | None:
    """Return the one territory that a document is about, or None where it has none or several."""
    single = document.data.get("territoire")
    if isinstance(single, str):
        return single
    several = document.data.get("territoires")
    if isinstance(several, list) and len(several) == 1 and isinstance(several[0], str):
        return several[0]
    return None


def _action(document: Document, at: Path) -> str:
    if document.type.name == "fiche-action":
        return document.id
    if at[:1] == ("actions",):
        action = document.get(at[:2])
        return str(action.get("fiche") or "") if isinstance(action, dict) else ""
    return ""


def _numbers(row: dict[str, Any]) -> dict[str, Decimal | None]:
    return {
        name: decimal(row[name])
        if isinstance(row.get(name), int | float) and not isinstance(row.get(name), bool)
        else None
        for name in ("valeur", "numerateur", "denominateur", "poids")
    }
