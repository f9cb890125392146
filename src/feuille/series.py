"""Values of indicators: every block and every number that documents give, with its place."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from feuille.schema import walk
from feuille.values import Periode, PeriodError, decimal, periode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feuille.corpus import Corpus, Document
    from feuille.diagnostics import Path
    from feuille.schema import Node

KINDS = {"references": "reference", "cibles": "cible", "realises": "realise"}
_NUMBERS = ("valeur", "numerateur", "denominateur", "poids")


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


@dataclass(frozen=True, slots=True)
class Suivi:
    """One block of `indicateurs`: an indicator followed on a territory.

    `territoire` is "" where neither the block nor its document names a single
    one; `hors` the métropoles that its values leave out; `manque` what it says
    of all its values; `illisibles` the key paths of rows without a readable period.
    """

    indicateur: str
    territoire: str
    document: Document
    at: Path
    action: str
    hors: tuple[str, ...]
    ponderation: Decimal
    manque: str
    motif: str
    valeurs: tuple[Valeur, ...]
    illisibles: tuple[Path, ...]


def blocks(corpus: Corpus) -> Iterator[Suivi]:
    """Yield every `indicateurs` block, in order of documents."""
    for document in corpus.documents.values():
        for at, node, value in walk(document.type.node, document.data):
            if isinstance(value, dict) and _is_follow_up(node, value):
                yield _block(document, at, value)


def values(corpus: Corpus) -> Iterator[Valeur]:
    """Yield the values whose territory is known, in order of documents."""
    for block in blocks(corpus):
        if block.territoire:
            yield from block.valeurs


def _is_follow_up(node: Node, value: dict[str, Any]) -> bool:
    return "realises" in node.properties and isinstance(value.get("indicateur"), str)


def _block(document: Document, at: Path, block: dict[str, Any]) -> Suivi:
    place = block.get("territoire") or only_territory(document)
    place = place if isinstance(place, str) else ""
    weight = _number(block.get("ponderation"))
    read = list(_rows(document, at, block, place))
    return Suivi(
        indicateur=block["indicateur"],
        territoire=place,
        document=document,
        at=at,
        action=_action(document, at),
        hors=tuple(code for code in _list(block.get("hors")) if isinstance(code, str)),
        ponderation=Decimal(1) if weight is None else weight,
        manque=str(block.get("manque") or ""),
        motif=str(block.get("motif") or ""),
        valeurs=tuple(one for one in read if isinstance(one, Valeur)),
        illisibles=tuple(one for one in read if isinstance(one, tuple)),
    )


def _rows(
    document: Document, at: Path, block: dict[str, Any], place: str
) -> Iterator[Valeur | Path]:
    """Yield the value of each row, or the row's key path where its period cannot be read."""
    for name, kind in KINDS.items():
        for position, row in enumerate(_list(block.get(name))):
            here: Path = (*at, name, position)
            when = _period(row.get("periode")) if isinstance(row, dict) else None
            if when is None:
                yield here
                continue
            numbers = {key: _number(row.get(key)) for key in _NUMBERS}
            said = row if _says(row, numbers) else {**row, **_missing(block)}
            yield Valeur(
                indicateur=block["indicateur"],
                territoire=place,
                periode=when,
                kind=kind,
                document=document,
                at=here,
                action=_action(document, at),
                manque=str(said.get("manque") or ""),
                motif=str(said.get("motif") or ""),
                texte=str(row.get("texte") or ""),
                provisoire=row.get("provisoire") is True,
                **numbers,
            )


def _says(row: dict[str, Any], numbers: dict[str, Decimal | None]) -> bool:
    """Tell whether a row speaks for itself: the block's `manque` is for the others."""
    return any(n is not None for n in numbers.values()) or bool(
        row.get("texte") or row.get("manque")
    )


def _missing(block: dict[str, Any]) -> dict[str, Any]:
    return {key: block[key] for key in ("manque", "motif") if block.get(key)}


def _period(value: Any) -> Periode | None:
    try:
        return periode(value)
    except PeriodError:
        return None


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


def _number(value: Any) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    exact = decimal(value)
    return exact if exact.is_finite() else None


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
