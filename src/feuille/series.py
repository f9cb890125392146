"""Values of indicators: every block and every number that documents give, with its place."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from feuille import money, refusals
from feuille.money import Stated
from feuille.values import Periode, PeriodError, decimal, periode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feuille.corpus import Corpus, Document
    from feuille.diagnostics import Path
    from feuille.money import Line
    from feuille.schema import Node, Type

KINDS = {"references": "reference", "cibles": "cible", "realises": "realise"}
REFUSED = "refusee"
_read: WeakKeyDictionary[Corpus, tuple[Suivi, ...]] = WeakKeyDictionary()
_NUMBERS = ("valeur", "numerateur", "denominateur", "poids")


@dataclass(frozen=True, slots=True)
class Valeur:
    """One value of an indicator on a territory for a period.

    `kind` is reference, cible or realise; `action` the fiche whose
    beneficiaries it counts ("" where the whole place is meant); `manque` says
    why there is no value (non-disponible, sans-objet; refusee where the
    validator refuses it), "" where there is one or nothing is said.
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
    refuse: bool = False


def blocks(corpus: Corpus) -> Iterator[Suivi]:
    """Yield every `indicateurs` block, in order of documents."""
    if corpus not in _read:
        _read[corpus] = tuple(
            _block(corpus, document, at, value)
            for document in corpus.documents.values()
            if (routes := _routes(document.type))
            for at, value in _follow_ups(document.type.node, document.data, (), (), routes)
        )
    return iter(_read[corpus])


def values(corpus: Corpus) -> Iterator[Valeur]:
    """Yield the values whose territory is known, in order of documents."""
    for block in blocks(corpus):
        if block.territoire:
            yield from block.valeurs


@cache
def _routes(kind: Type) -> frozenset[tuple[str, ...]]:
    """Return the steps, key by key, from a document of a type to the indicators it follows."""
    found: set[tuple[str, ...]] = set()
    waiting: list[tuple[Node, tuple[str, ...]]] = [(kind.node, ())]
    while waiting:
        node, trail = waiting.pop()
        if "realises" in node.properties:
            found |= {trail[:length] for length in range(1, len(trail) + 1)}
        waiting += [(child, (*trail, key)) for key, child in node.places if key not in trail]
        waiting += [(node.item, trail)] if node.item else []
    return frozenset(found)


def _follow_ups(
    node: Node, value: Any, at: Path, trail: tuple[str, ...], routes: frozenset[tuple[str, ...]]
) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Yield the blocks of followed indicators, looking only where some may stand."""
    node = node.of(value)
    if isinstance(value, dict):
        if "realises" in node.properties and isinstance(value.get("indicateur"), str):
            yield at, value
        for key, inner in value.items():
            # A tree holds itself: below « orientations », « orientations » is where we were.
            step = trail[: trail.index(key) + 1] if key in trail else (*trail, key)
            if step in routes and (child := node.child(key)):
                yield from _follow_ups(child, inner, (*at, key), step, routes)
    elif isinstance(value, list) and node.item:
        for position, inner in enumerate(value):
            yield from _follow_ups(node.item, inner, (*at, position), trail, routes)


def _block(corpus: Corpus, document: Document, at: Path, block: dict[str, Any]) -> Suivi:
    action, convention = _carrier(document, at)
    place = block.get("territoire") or only_territory(corpus.documents.get(convention, document))
    place = place if isinstance(place, str) else ""
    weight = _number(block.get("ponderation"))
    refused = refusals.followed(document)
    read = list(_rows(document, at, block, (place, action), refused))
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
        refuse=at in refused,
    )


def _rows(
    document: Document,
    at: Path,
    block: dict[str, Any],
    about: tuple[str, str],
    refused: frozenset[Path],
) -> Iterator[Valeur | Path]:
    """Yield the value of each row, or the row's key path where its period cannot be read."""
    place, action = about
    for name, kind in KINDS.items():
        for position, row in enumerate(_list(block.get(name))):
            here: Path = (*at, name, position)
            when = _period(row.get("periode")) if isinstance(row, dict) else None
            if when is None:
                yield here
                continue
            told = {"manque": REFUSED} if here in refused else row
            numbers = {key: _number(told.get(key)) for key in _NUMBERS}
            said = told if _says(told, numbers) else {**told, **_missing(block)}
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
                texte=str(told.get("texte") or ""),
                provisoire=told.get("provisoire") is True,
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


def spending(report: Document) -> Iterator[tuple[Line, dict[str, Stated]]]:
    """Yield each expense of a report, with how each convention it may belong to sees it."""
    for position, row in enumerate(_list(report.data.get("lignes"))):
        if isinstance(row, dict):
            names = concerned(report, row)
            refs = [one.partition("#") for one in _actions(row)]
            seen = {name: tuple(f for c, _sharp, f in refs if c == name) for name in names}
            for line in money.spent(report, ("lignes", position), reported(report, row)[0]):
                alone = len(names) == 1
                yield line, {name: Stated(line, mine, alone) for name, mine in seen.items()}


def home(line: Line, views: dict[str, Stated]) -> tuple[Any, ...]:
    """Return what an expense is about: two reports that both say it would count it twice."""
    about = tuple((name, seen.actions) for name, seen in sorted(views.items()))
    return about, *line.key[1:], str(line.document.data.get("periode") or "")


def _actions(line: dict[str, Any]) -> list[str]:
    return [one for one in _list(line.get("actions")) if isinstance(one, str)]


def _number(value: Any) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    exact = decimal(value)
    return exact if exact.is_finite() else None


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
