"""What a rollup answers: frozen records, the same for the terminal, JSON and pages."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from feuille.corpus import Document
    from feuille.diagnostics import Path
    from feuille.money import Line
    from feuille.values import Montant

COMPLETE, PARTIAL, ABSENT = "complet", "partiel", "absent"
NOT_ADDED, BREAK = "non-agregeable", "rupture"


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the rollup: an axis (`by`), what stands on it, and what it gathers.

    `places` bounds the territories; `fiches` and `indicateurs` the actions and
    indicators it gathers (None: all); `convention` the one whose actions alone
    count ("" for any). `depth` is its level in a tree.
    """

    by: str
    id: str
    name: str
    places: tuple[str, ...]
    fiches: frozenset[str] | None = None
    indicateurs: frozenset[str] | None = None
    convention: str = ""
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Source:
    """One contribution: a place in a document and the value it gives there.

    `action` is the fiche that it counts the beneficiaries of, "" where it counts all.
    """

    document: Document
    at: Path
    value: Fraction | None = None
    texte: str = ""
    territoire: str = ""
    periode: str = ""
    action: str = ""


def source(line: Line, kind: str = "") -> Source:
    """Return where a line stands, or one of its amounts."""
    amount = line.amounts.get(kind)
    return Source(
        document=line.document,
        at=(*line.at, kind) if kind else line.at,
        value=Fraction(amount.valeur) if amount else None,
        texte=amount.texte if amount else "",
        periode=line.exercice,
    )


@dataclass(frozen=True, slots=True)
class Missing:
    """One value that was expected and is not there, with the code of the reason."""

    territoire: str
    periode: str
    reason: str
    motif: str = ""
    action: str = ""
    indicateur: str = ""
    convention: str = ""


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many were expected (territory × period, or indicators), how many answered, who not.

    `open` tells that nobody says who should answer: `expected` then counts those
    that are known, and others may be missing.
    """

    reporting: int = 0
    expected: int = 0
    missing: tuple[Missing, ...] = ()
    open: bool = False

    @property
    def partial(self) -> bool:
        """Whether someone is missing, or may be."""
        return self.open or self.reporting < self.expected

    @property
    def of(self) -> str:
        """Write how many were expected, « ? » where that is not known."""
        return "?" if self.open else str(self.expected)

    @property
    def share(self) -> str:
        """Write it « 3/4 », or « 3/? »."""
        return f"{self.reporting}/{self.of}"


@dataclass(frozen=True, slots=True)
class Aside:
    """A value shown beside a total and not in it.

    `why`: dont (a métropole inside its département), hors-maille (a level where
    the indicator is not typed), saisi (typed for the whole), calcule (the sum
    where the typed target wins). `difference` is it minus the total.
    """

    territoire: str
    why: str
    value: Fraction | None
    difference: Fraction | None = None
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """One number of the rollup, never without its coverage.

    `kind` is reference, cible or realise; `reason` the code that explains a
    status or an empty value; `saisi` tells that the value was typed for the
    whole row; `textes` are (territory, words) of a qualitative indicator; `spared`
    those who are not expected, being « sans objet ».
    """

    indicateur: str
    row: Row
    periode: str
    kind: str
    value: Fraction | None
    unite: str
    status: str
    reason: str = ""
    coverage: Coverage = field(default_factory=Coverage)
    sources: tuple[Source, ...] = ()
    asides: tuple[Aside, ...] = ()
    textes: tuple[tuple[str, str], ...] = ()
    spared: tuple[Missing, ...] = ()
    saisi: bool = False
    provisoire: bool = False


@dataclass(frozen=True, slots=True)
class Rate:
    """A taux d'avancement: `value` unbounded, `shown` within 0-100, with what it compares.

    `cible` is the period of the target, `periode` that of the current value.
    """

    periode: str = ""
    cible: str = ""
    vi: Fraction | None = None
    va: Fraction | None = None
    vc: Fraction | None = None
    value: Fraction | None = None
    status: str = ABSENT
    reason: str = ""
    coverage: Coverage = field(default_factory=Coverage)
    sources: tuple[Source, ...] = ()

    @property
    def shown(self) -> Fraction | None:
        """The rate as people see it: no less than 0, no more than 100."""
        return (
            None
            if self.value is None
            else max(self.value * 0, min(self.value, self.value * 0 + 100))
        )


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a row stands on an indicator, or on all its indicators where `indicateur` is "".

    `annuel` aims at the target of the year, `final` at the last one.
    """

    row: Row
    indicateur: str
    annuel: Rate
    final: Rate


@dataclass(frozen=True, slots=True)
class Printed:
    """A published total beside the recomputed one (None where no line breaks it down)."""

    source: Source
    amount: Montant
    computed: Decimal | None
    agrees: bool | None

    @property
    def difference(self) -> Decimal | None:
        """The published total minus the recomputed one."""
        return None if self.computed is None else self.amount.valeur - self.computed


@dataclass(frozen=True, slots=True)
class Money:
    """One kind of amount (prevu, engage, verse, execute) of a funder for an exercice.

    `row` is None for the whole; `amount` None where there is only a published total,
    where spending is waited for, or common to several rows (`reason` is then
    non-ventile). `coverage`
    counts the lines that state it, among those expected to: what is engaged should
    be paid, and spent (actions of conventions are then counted).
    """

    row: Row | None
    financeur: str
    exercice: str
    unite: str
    kind: str
    amount: Montant | None
    coverage: Coverage = field(default_factory=Coverage)
    words: tuple[str, ...] = ()
    printed: tuple[Printed, ...] = ()
    notes: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()
    reason: str = ""

    @property
    def sources(self) -> tuple[Source, ...]:
        """Where the amounts that it adds up stand."""
        return tuple(source(one, self.kind) for one in self.lines)


@dataclass(frozen=True, slots=True)
class Execution:
    """What a funder spent of what it engaged for an exercice, over conventions that say both.

    `row` is None for the whole, else a convention. `rate` is in percent,
    `unspent` what was engaged and not spent, `overspent` what was spent beyond:
    each is added up convention by convention, and never set against the other.
    `coverage` counts conventions. `reason` explains what has no rate. `sources`
    are the lines of both sides.
    """

    row: Row | None
    financeur: str
    exercice: str
    unite: str
    engaged: Decimal | None
    executed: Decimal | None
    rate: Fraction | None
    unspent: Decimal | None
    overspent: Decimal | None
    exact: bool
    reason: str = ""
    coverage: Coverage = field(default_factory=Coverage)
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class Cofinancing:
    """The part of some funders in one kind of amount (engage, execute) of a convention.

    `action` is the fiche weighed, "" where the rule weighs the whole convention;
    `who` says whose part it is, `rule` the whole rule in words. `share`, `least`
    and `most` are in percent; `respected` is None where that is unknown, and
    `reason` then says why. `exact` is false where an amount is approximate.
    """

    convention: str
    action: str
    who: str
    rule: str
    exercice: str
    kind: str
    least: Fraction | None
    most: Fraction | None
    part: Decimal | None
    whole: Decimal
    share: Fraction | None
    respected: bool | None
    exact: bool
    reason: str = ""
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class Count:
    """How many fiches stand where: by avancement and by meteo, "" for « non renseigné ».

    `fiches` counts those going on; the abandoned ones stand apart.
    """

    row: Row
    fiches: int
    abandonnees: int
    avancement: dict[str, int]
    meteo: dict[str, int]


@dataclass(frozen=True, slots=True)
class Ignored:
    """A value that no total can take in, and the code of the reason; `money` tells an amount."""

    source: Source
    reason: str
    money: bool = False


@dataclass(frozen=True, slots=True)
class Rollup:
    """Everything that a rollup found.

    `shared` are the fiches that stand under several orientations: in full in
    each row, once in totals. `as_of` is the day whose signed acts count (None: all).
    """

    scope: str
    by: str
    rows: tuple[Row, ...]
    indicateurs: tuple[str, ...]
    cells: tuple[Cell, ...]
    progress: tuple[Progress, ...]
    money: tuple[Money, ...]
    counts: tuple[Count, ...]
    ignored: tuple[Ignored, ...]
    shared: tuple[str, ...]
    executions: tuple[Execution, ...] = ()
    cofinancing: tuple[Cofinancing, ...] = ()
    as_of: date | None = None
