"""Values of indicators: every block and every number that documents give, with its place."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

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
    one; `action` and `convention` say what carries it ("" where nothing does, or
    several); `hors` the métropoles that its values leave out; `manque` what it
    says of all its values; `illisibles` the key paths of rows without a readable
    period.
    """

    indicateur: str
    territoire: str
    document: Document
    at: Path
    action: str
    convention: str
    hors: tuple[str, ...]
    ponderation: Decimal
    manque: str
    motif: str
    valeurs: tuple[Valeur, ...]
    illisibles: tuple[Path, ...]


def blocks(corpus: Corpus) -> Iterator[Suivi]:
    """Yield every `indicateurs` block, in order of documents."""
    for document in corpus.documents.values():
        for at, node, value in document.spots:
            if isinstance(value, dict) and _is_follow_up(node, value):
                yield _block(corpus, document, at, value)


def values(corpus: Corpus) -> Iterator[Valeur]:
    """Yield the values whose territory is known, in order of documents."""
    for block in blocks(corpus):
        if block.territoire:
            yield from block.valeurs


def _is_follow_up(node: Node, value: dict[str, Any]) -> bool:
    return "realises" in node.properties and isinstance(value.get("indicateur"), str)


def _block(corpus: Corpus, document: Document, at: Path, block: dict[str, Any]) -> Suivi:
    action, convention = _carrier(document, at)
    place = block.get("territoire") or only_territory(corpus.documents.get(convention, document))
    place = place if isinstance(place, str) else ""
    weight = _number(block.get("ponderation"))
    read = list(_rows(document, at, block, place, action))
    return Suivi(
        indicateur=block["indicateur"],
        territoire=place,
        document=document,
        at=at,
        action=action,
        convention=convention,
        hors=tuple(code for code in _list(block.get("hors")) if isinstance(code, str)),
        ponderation=Decimal(1) if weight is None else weight,
        manque=str(block.get("manque") or ""),
        motif=str(block.get("motif") or ""),
        valeurs=tuple(one for one in read if isinstance(one, Valeur)),
        illisibles=tuple(one for one in read if isinstance(one, tuple)),
    )


def _rows(
    document: Document, at: Path, block: dict[str, Any], place: str, action: str
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
                action=action,
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


def _carrier(document: Document, at: Path) -> tuple[str, str]:
    """Return the fiche and the convention that a block belongs to, each "" where not one alone."""
    if document.type.name == "fiche-action":
        return document.id, ""
    item = document.get(at[:2])
    if not isinstance(item, dict) or at[:1] not in {("actions",), ("lignes",)}:
        return "", ""
    if at[0] == "actions":
        return str(item.get("fiche") or ""), document.id
    return reported(document, item)


def reported(report: Document, line: dict[str, Any]) -> tuple[str, str]:
    """Return the fiche and the convention of a report's line, each "" where not one alone."""
    actions = _actions(line)
    holders = concerned(report, line)
    fiche = actions[0].partition("#")[2] if len(actions) == 1 else ""
    return fiche, holders[0] if len(holders) == 1 else ""


def concerned(report: Document, line: dict[str, Any]) -> tuple[str, ...]:
    """Return the conventions that a report's line is about: all the report's, unless it says."""
    named = [one.partition("#")[0] for one in _actions(line)] or _list(line.get("conventions"))
    listed = named or _list(report.data.get("conventions"))
    return tuple(dict.fromkeys(one for one in listed if isinstance(one, str)))


def _actions(line: dict[str, Any]) -> list[str]:
    return [one for one in _list(line.get("actions")) if isinstance(one, str)]


def _number(value: Any) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    exact = decimal(value)
    return exact if exact.is_finite() else None


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
