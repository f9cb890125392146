"""Lines of money: read from documents, and the state they leave at a date.

Lines hold every act. A line without `acte` is the initial convention's; a later
act's line for the same funder, exercice, fund, nature and unit replaces it.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from feuille.values import Montant, PeriodError, montant, periode

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from feuille.corpus import Document
    from feuille.diagnostics import Path

KINDS = ("prevu", "engage", "verse")
SPENT = "execute"
_SIDES = {"plus-de": {"plus-de", "au-moins"}, "moins-de": {"moins-de", "au-plus"}}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of money: who pays, for which exercice, how much of each kind.

    `action` is the fiche's id ("" where it is not broken down), `financeur` ""
    only in a printed total of all funders together, `at` the line's key path,
    `amounts` the amounts by kind (prevu, engage, verse; execute in a report).
    """

    document: Document
    at: Path
    action: str
    financeur: str
    exercice: str
    fonds: str
    nature: str
    unite: str
    acte: str
    amounts: dict[str, Montant]

    @property
    def key(self) -> tuple[str, str, str, str, str, str]:
        """What a later act replaces: everything but the act and the amounts."""
        return self.action, self.financeur, self.exercice, self.fonds, self.nature, self.unite


def line(
    document: Document, at: Path, action: str, value: Any, *, printed: bool = False
) -> Line | None:
    """Read one line of money; None where it has no funder or is no block.

    A line of a report says what was spent (`execute`), for the report's exercice.
    A printed total may name no funder: it is that of all together.
    """
    funder = value.get("financeur", "" if printed else None) if isinstance(value, dict) else None
    if not isinstance(funder, str):
        return None
    unite = str(value.get("unite") or "eur")
    found = {kind: montant(value.get(kind), unite) for kind in (*KINDS, SPENT)}
    return Line(
        document=document,
        at=at,
        action=action,
        financeur=funder,
        exercice=str(value.get("exercice") or document.data.get("exercice") or ""),
        fonds=str(value.get("fonds") or ""),
        nature=str(value.get("nature") or "fonctionnement"),
        unite=unite,
        acte=str(value.get("acte") or ""),
        amounts={kind: one for kind, one in found.items() if one and one.valeur.is_finite()},
    )


def lines(document: Document) -> Iterator[Line]:
    """Yield the lines of a convention's actions, or of a fiche of its own."""
    if document.type.name == "convention":
        for position, action in enumerate(_list(document.data.get("actions"))):
            if isinstance(action, dict):
                at: Path = ("actions", position, "financements")
                yield from _lines(document, at, str(action.get("fiche") or ""), action)
    elif document.type.name == "fiche-action":
        yield from _lines(document, ("financements",), document.id, document.data)


def spent(document: Document, at: Path, action: str) -> Iterator[Line]:
    """Yield what a report's line (at `at`) says was spent, on an action or "" for several."""
    holder = document.get(at)
    for position, value in enumerate(
        _list(holder.get("depenses")) if isinstance(holder, dict) else ()
    ):
        found = line(document, (*at, "depenses", position), action, value)
        if found:
            yield found


def printed(document: Document) -> Iterator[Line]:
    """Yield the totals that a document prints: to compare, never to add."""
    for position, value in enumerate(_list(document.data.get("montants_imprimes"))):
        found = line(document, ("montants_imprimes", position), "", value, printed=True)
        if found:
            yield found


def in_force(document: Document, found: Iterable[Line], as_of: date | None = None) -> list[Line]:
    """Return the lines that count: for each key, those of the latest act signed by `as_of`.

    Acts follow the order of `avenants`; an act dated after `as_of` does not count yet.
    """
    rank = acts(document, as_of)
    latest: dict[tuple[str, ...], Line] = {}
    for one in found:
        if one.acte in rank:
            known = latest.get(one.key)
            if known is None or rank[one.acte] >= rank[known.acte]:
                latest[one.key] = one
    return list(latest.values())


def acts(document: Document, as_of: date | None = None) -> dict[str, int]:
    """Return the rank of each act signed by `as_of`: 0 for the convention itself, "" its id."""
    rank = {"": 0}
    for position, act in enumerate(_list(document.data.get("avenants")), start=1):
        if isinstance(act, dict) and isinstance(act.get("id"), str) and _signed(act, as_of):
            rank[act["id"]] = position
    return rank


@dataclass(frozen=True, slots=True)
class Share:
    """The part of the collectivités in what a co-financing rule counts, in euros.

    `sums` are the totals by funder of the `assiette`; a collectivité without a
    line said nothing: its part is unknown, not zero, and `part` is then None.
    """

    sums: dict[str, Montant]
    whole: Decimal
    part: Decimal | None

    @property
    def exact(self) -> bool:
        """Whether no amount is approximate."""
        return all(one.exact for one in self.sums.values())

    def reaches(self, least: Decimal) -> bool | None:
        """Tell whether the part is at least so many percent; None where it is unknown.

        Shares are rounded to the cent, line by line: less than a euro short is not short.
        """
        return None if self.part is None else least * self.whole / 100 - self.part < 1


def share(rule: dict[str, Any], kind: str, found: Iterable[Line]) -> Share:
    """Weigh one kind of amount of lines by a `cofinancement` rule."""
    own = {one for one in _list(rule.get("collectivites")) if isinstance(one, str)}
    named = [one for one in _list(rule.get("assiette")) if isinstance(one, str)]
    held: dict[str, list[Montant]] = {}
    for one in found:
        counts = one.unite == "eur" and (not named or one.financeur in {*named, *own})
        if counts and kind in one.amounts:
            held.setdefault(one.financeur, []).append(one.amounts[kind])
    sums = {name: total(amounts) for name, amounts in held.items()}
    whole = sum((one.valeur for one in sums.values()), Decimal(0))
    part = sum((one.valeur for name, one in sums.items() if name in own), Decimal(0))
    return Share(sums, whole, None if own.isdisjoint(sums) else part)


def covers(total: Line, line: Line) -> bool:
    """Tell whether a printed total counts a line: same unit and nature, and what it names.

    Without a funder, an exercice or a fund, it counts them all.
    """
    return (
        total.financeur in {"", line.financeur}
        and total.exercice in {"", line.exercice}
        and total.unite == line.unite
        and total.fonds in {"", line.fonds}
        and total.nature == line.nature
    )


def total(amounts: Sequence[Montant]) -> Montant:
    """Return the sum of amounts of one unit; approximate as soon as one of them is.

    A single amount keeps its own words.
    """
    if len(amounts) == 1:
        return amounts[0]
    ways = {amount.approximation for amount in amounts} - {""}
    side = next((way for way, others in _SIDES.items() if ways and ways <= others), "environ")
    way = ways.pop() if len(ways) == 1 and ways != {"arrondi"} else side if ways else ""
    unite = amounts[0].unite if amounts else "eur"
    return Montant(sum((amount.valeur for amount in amounts), Decimal(0)), way, unite=unite)


def agrees(stated: Montant, computed: Montant) -> bool:
    """Tell whether a computed amount is what a printed one says, read with its approximation.

    « plus de » wants more, « moins de » less; « arrondi » compares at the printed precision,
    that is, at the last digit that is not zero.
    """
    if stated.approximation in {"plus-de", "au-moins"}:
        return computed.valeur >= stated.valeur
    if stated.approximation in {"moins-de", "au-plus"}:
        return computed.valeur <= stated.valeur
    if stated.approximation == "arrondi" and stated.valeur:
        exponent = stated.valeur.normalize().as_tuple().exponent
        step = Decimal(10) ** int(exponent)
        return abs(computed.valeur - stated.valeur) <= step / 2
    return computed.valeur == stated.valeur


def _signed(act: dict[str, Any], as_of: date | None) -> bool:
    if as_of is None:
        return True
    try:
        when = periode(act.get("date"))
    except PeriodError:
        return True
    return when is None or when.debut is None or when.debut <= as_of


def _lines(document: Document, at: Path, action: str, holder: dict[str, Any]) -> Iterator[Line]:
    for position, value in enumerate(_list(holder.get("financements"))):
        found = line(document, (*at, position), action, value)
        if found:
            yield found


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
