"""Lines of money: read from documents, and the state they leave at a date.

Lines hold every act. A line without `acte` is the initial convention's; a later
act's line for the same funder, exercice, fund, nature and unit replaces it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from feuille import french, refusals
from feuille.i18n import _
from feuille.values import Montant, PeriodError, decimal, montant, periode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import date

    from feuille.corpus import Document
    from feuille.diagnostics import Path

KINDS = ("prevu", "engage", "verse")
SPENT = "execute"
_ALL = (*KINDS, SPENT)
LIMIT = 10**12
"""An amount that large is a slip of the pen: no total takes it in."""
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
    found = {kind: montant(value[kind], unite) for kind in _ALL if kind in value}
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
    """Yield the lines of a convention's actions, or of a fiche of its own.

    As everywhere here, what the validator refuses is left out (see refusals).
    """
    if document.type.name == "convention":
        for position, action in enumerate(_list(document.data.get("actions"))):
            if isinstance(action, dict):
                at: Path = ("actions", position, "financements")
                fiche = str(action.get("fiche") or "")
                yield from _lines(document, at, fiche, action.get("financements"))
    elif document.type.name == "fiche-action":
        listed = document.data.get("financements")
        yield from _lines(document, ("financements",), document.id, listed)


def spent(document: Document, at: Path, action: str) -> Iterator[Line]:
    """Yield what a report's line (at `at`) says was spent, on an action or "" for several."""
    holder = document.get(at)
    if isinstance(holder, dict):
        yield from _lines(document, (*at, "depenses"), action, holder.get("depenses"))


def printed(document: Document) -> Iterator[Line]:
    """Yield the totals that a document prints: to compare, never to add."""
    listed = document.data.get("montants_imprimes")
    yield from _lines(document, ("montants_imprimes",), "", listed, printed=True)


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
class Rule:
    """A co-financing rule: the part that some funders may bear, between two percentages.

    `own` are those funders, `base` those whose money counts (empty: all);
    `by_action` weighs each action alone, not the convention as a whole.
    """

    own: frozenset[str]
    base: frozenset[str]
    least: Decimal | None
    most: Decimal | None
    by_action: bool


def rule(document: Document) -> Rule | None:
    """Return the rule of a convention; None where it names nobody, or no percentage."""
    said = document.data.get("cofinancement")
    if not isinstance(said, dict):
        return None
    lists = {key: _texts(said.get(key)) for key in ("collectivites", "financeurs", "assiette")}
    own = lists["collectivites"] | lists["financeurs"]
    least, most = (_percent(said.get(key)) for key in ("part_minimale", "part_maximale"))
    if not own or (least is None and most is None):
        return None
    base = lists["assiette"] | own if lists["assiette"] else frozenset[str]()
    return Rule(own, base, least, most, said.get("par") == "action")


def borne_by(document: Document, name: Callable[[str], str]) -> str:
    """Return whose part a convention's rule weighs, in words; `name` gives those of an actor."""
    said = document.data.get("cofinancement") or {}
    lists = [_list(said.get(key)) for key in ("financeurs", "collectivites")]
    named = [name(one) for listed in lists for one in listed if isinstance(one, str)]
    return french.join(named) if lists[0] else _("part des collectivités")


@dataclass(frozen=True, slots=True)
class Stated:
    """A line as one convention sees it: the fiches it is about (none named: any of them).

    `alone` is false where other conventions share the amount.
    """

    line: Line
    actions: tuple[str, ...] = ()
    alone: bool = True


@dataclass(frozen=True, slots=True)
class Share:
    """The part of a rule's funders in one kind of amount of an exercice, in euros.

    `action` is the fiche weighed, "" for the whole convention; `sums` the totals
    by funder. `kept` tells whether the rule holds, None where that is unknown:
    `reason` is then the code of why. Who has no line said nothing: a part is
    then unknown, not zero, and `part` None.
    """

    action: str
    exercice: str
    sums: dict[str, Montant]
    whole: Decimal
    part: Decimal | None
    kept: bool | None
    reason: str
    lines: tuple[Line, ...]

    @property
    def exact(self) -> bool:
        """Whether no amount is approximate."""
        return all(one.exact for one in self.sums.values())


def shares(rule: Rule, kind: str, stated: Iterable[Stated]) -> Iterator[Share]:
    """Weigh one kind of amount of a convention by its rule, exercice by exercice."""
    groups: dict[tuple[str, str], list[Line]] = {}
    common: set[tuple[str, str]] = set()
    for one in stated:
        line = one.line
        if kind not in line.amounts or line.unite != "eur":
            continue
        for action in (one.actions or ("",)) if rule.by_action else ("",):
            key = line.exercice, action
            groups.setdefault(key, []).append(line)
            if not one.alone or (rule.by_action and len(one.actions) != 1):
                common.add(key)
    for key in sorted(groups):
        # An amount that names no action may be about any of them.
        shared = key in common or (key[0], "") in common
        yield _share(rule, kind, key, groups[key], shared=shared)


def _share(
    rule: Rule, kind: str, key: tuple[str, str], lines: list[Line], *, shared: bool
) -> Share:
    counted = [one for one in lines if not rule.base or one.financeur in rule.base]
    held: dict[str, list[Montant]] = {}
    for one in counted:
        held.setdefault(one.financeur, []).append(one.amounts[kind])
    sums = {name: total(amounts) for name, amounts in held.items()}
    whole = sum((one.valeur for one in sums.values()), Decimal(0))
    part = sum((one.valeur for name, one in sums.items() if name in rule.own), Decimal(0))
    known = None if shared or rule.own.isdisjoint(sums) else part
    kept, reason = (None, "non-ventile") if shared else _verdict(rule, sums, whole, known)
    return Share(key[1], key[0], sums, whole, known, kept, reason, tuple(counted))


def _verdict(
    rule: Rule, sums: dict[str, Montant], whole: Decimal, part: Decimal | None
) -> tuple[bool | None, str]:
    """Tell whether a part is within the rule; None and the code of why where it is unknown.

    Shares are rounded to the cent, line by line: less than a euro is no breach.
    """
    if part is None:
        return None, "part-non-renseignee"
    if whole <= 0:
        return None, "assiette-nulle"
    if rule.least is not None and rule.least * whole / 100 - part >= 1:
        return False, ""
    if rule.most is not None and rule.own.issuperset(sums):
        return None, "autres-non-renseignes"
    return rule.most is None or part - rule.most * whole / 100 < 1, ""


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


def _lines(
    document: Document, at: Path, action: str, listed: Any, *, printed: bool = False
) -> Iterator[Line]:
    refused = refusals.money(document)
    for position, value in enumerate(_list(listed)):
        found = line(document, (*at, position), action, value, printed=printed)
        if found and not refused:
            yield found
        elif found and found.at not in refused:
            kept = {k: one for k, one in found.amounts.items() if (*found.at, k) not in refused}
            yield replace(found, amounts=kept)


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _texts(value: Any) -> frozenset[str]:
    return frozenset(one for one in _list(value) if isinstance(one, str))


def _percent(value: Any) -> Decimal | None:
    """Return a percentage from 0 to 100; None where it is refused."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    exact = decimal(value)
    return exact if exact.is_finite() and 0 <= exact <= 100 else None  # noqa: PLR2004 - percents
