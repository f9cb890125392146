"""Family C1: days that do not exist, and dates that contradict a plan, a calendar or an act."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from feuille import french
from feuille.checks.graphe import plans
from feuille.diagnostics import Finding, Path, Rule, Severity
from feuille.i18n import _
from feuille.values import Periode, PeriodError, periode

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from feuille.corpus import Corpus, Document
    from feuille.schema import Node, Spot

NO_SUCH_DAY = Rule(
    "C101", Severity.ERROR, "Date ou période impossible",
    "Ce jour n'existe pas, ou la période finit avant de commencer.",
    "echeance: 2023-06-31", "echeance: 2023-06-30",
)  # fmt: skip
ENDS_BEFORE = Rule(
    "C102", Severity.ERROR, "Fin avant le début",
    "Une action qui finit avant de commencer fausse le calendrier et les retards.",
    "debut: 2021\nfin: 2020", "debut: 2020\nfin: 2021",
)  # fmt: skip
ACTS_OUT_OF_ORDER = Rule(
    "C103", Severity.ERROR, "Avenants dans le désordre",
    "Le dernier avenant l'emporte : leur ordre décide des montants.",
    "avenants:\n  - {id: av-1, date: 2021-10-05}\n  - {id: av-2, date: 2020-10-05}",
    "avenants:\n  - {id: av-1, date: 2020-10-05}\n  - {id: av-2, date: 2021-10-05}",
)  # fmt: skip
OUTSIDE_PLAN = Rule(
    "C104", Severity.WARNING, "Date hors de la période du plan",
    "Une échéance que le plan ne couvre pas échappe à son suivi, ou l'année est mal saisie.",
    "# plan 2023-2026\necheance: 2032-06", "# plan 2023-2026\necheance: 2023-06",
)  # fmt: skip
OUTSIDE_CALENDAR = Rule(
    "C105", Severity.WARNING, "Échéance hors du calendrier de l'action",
    "Le calendrier de l'action et l'échéance de son moyen ne peuvent pas être vrais ensemble.",
    "calendrier: {fin: 2024-06}\ndispositions: [{description: Ouvrir, echeance: 2024-12}]",
    "calendrier: {fin: 2024-12}\ndispositions: [{description: Ouvrir, echeance: 2024-12}]",
)  # fmt: skip
UNDECLARED_EXERCICE = Rule(
    "C106", Severity.WARNING, "Exercice non déclaré",
    "Un montant sur un exercice que personne ne déclare manquerait aux totaux par exercice.",
    "exercices: [{exercice: 2023}]\nfinancements: [{financeur: etat, exercice: 2032, engage: 1}]",
    "exercices: [{exercice: 2023}]\nfinancements: [{financeur: etat, exercice: 2023, engage: 1}]",
)  # fmt: skip
ACT_BEFORE_SIGNATURE = Rule(
    "C107", Severity.WARNING, "Avenant daté d'avant la signature",
    "Un avenant modifie une convention déjà signée.",
    "signatures: [{date: 2019-06-30}]\navenants: [{id: avenant-1, date: 2018-10-05}]",
    "signatures: [{date: 2019-06-30}]\navenants: [{id: avenant-1, date: 2020-10-05}]",
)  # fmt: skip

RULES = (
    NO_SUCH_DAY, ENDS_BEFORE, ACTS_OUT_OF_ORDER, OUTSIDE_PLAN, OUTSIDE_CALENDAR,
    UNDECLARED_EXERCICE, ACT_BEFORE_SIGNATURE,
)  # fmt: skip

_PAIRS = (("debut", "fin"), ("depuis", "jusqu_a"))
_PLANNED = {"echeance", "debut", "fin"}
_CONTINUED = {"poursuivie", "renforcee"}


def check(
    corpus: Corpus, document: Document, dates: Iterable[Spot], blocks: Iterable[Spot]
) -> Iterator[Finding]:
    """Yield what is wrong with the dates of a sound document; `blocks` are its groups of keys."""
    planned = []
    for at, node, value in dates:
        inside = isinstance(value, dict) and "periode" in value  # and has its own turn
        if not inside and isinstance(value, str | int | dict) and period(value) is None:
            yield _impossible(document, at, node, value)
        elif at[-1] in _PLANNED:
            planned.append((at, node, value))
    for at, _node, value in blocks:
        yield from _pairs(document, at, value)
    if planned and document.type.name != "feuille-de-route":
        yield from _planned(corpus, document, planned)
    if document.type.name == "convention":
        yield from _acts(document)
    yield from _exercices(corpus, document, blocks)


def period(value: Any) -> Periode | None:
    """Read a period of a document; None where it is not one, or is impossible."""
    if isinstance(value, str | int):
        return _read(value)
    try:
        return periode(value)
    except PeriodError:
        return None


@lru_cache(maxsize=4096, typed=True)
def _read(value: str | int) -> Periode | None:
    try:
        return periode(value)
    except PeriodError:
        return None


def apart(one: Periode, other: Periode) -> bool:
    """Tell whether two periods share no day; an open end, or none at all, is far away."""
    before = one.fin is not None and other.debut is not None and one.fin < other.debut
    after = one.debut is not None and other.fin is not None and one.debut > other.fin
    return before or after


def _impossible(document: Document, at: Path, node: Node, value: Any) -> Finding:
    return Finding(
        NO_SUCH_DAY,
        document.path,
        _("« {value} » est impossible pour « {title} ».").format(value=value, title=node.title),
        at,
        _("Vérifiez le jour du mois, et que la fin vient après le début."),
    )


def _pairs(document: Document, at: Path, block: dict[str, Any]) -> Iterator[Finding]:
    for first, last in _PAIRS:
        if first in block and last in block:
            start, end = period(block[first]), period(block[last])
            if start and end and start.debut and end.fin and end.fin < start.debut:
                yield Finding(
                    ENDS_BEFORE,
                    document.path,
                    _("La fin ({end}) précède le début ({start}).").format(end=end, start=start),
                    (*at, last),
                    related=((document.path, (*at, first)),),
                )


def _planned(corpus: Corpus, document: Document, dates: list[Spot]) -> Iterator[Finding]:
    """Compare what is scheduled with the periods of the plans, then with the action's calendar."""
    known = [(plan, period(plan.data.get("periode"))) for plan in plans(corpus, document)]
    spans = [(plan, when) for plan, when in known if when and when.dated]
    whole = len(spans) == len(known)
    for at, node, value in dates:
        when = period(value)
        if when is None or not when.dated:
            continue
        if whole and spans and all(apart(when, span) for _plan, span in spans):
            if not (at[-1] == "debut" and _may_precede(document, when, spans)):
                yield _outside_plan(document, at, node, when, spans)
        elif at[0] == "dispositions" and at[-1] == "echeance":
            yield from _outside_calendar(document, at, when)


def _may_precede(document: Document, when: Periode, spans: list[tuple[Document, Periode]]) -> bool:
    """Tell whether a start before the plan is no surprise: nothing says that the work is new."""
    continued = document.type.name != "fiche-action" or document.data.get("nature") in _CONTINUED
    return continued and all(
        when.fin and span.debut and when.fin < span.debut for _plan, span in spans
    )


def _outside_plan(
    document: Document, at: Path, node: Node, when: Periode, spans: list[tuple[Document, Periode]]
) -> Finding:
    hint = _("Corrigez la date, ou la période du plan.")
    if at[-1] == "debut" and document.type.name == "fiche-action":
        hint = _("Corrigez la date ; si l'action existait avant le plan : nature: poursuivie")
    return Finding(
        OUTSIDE_PLAN,
        document.path,
        _("« {title} » ({when}) est hors de la période du plan ({spans}).").format(
            title=node.title,
            when=when,
            spans=french.join(dict.fromkeys(str(span) for _plan, span in spans), _("ou")),
        ),
        at,
        hint,
        related=tuple((plan.path, ("periode",)) for plan, _span in spans),
    )


def _outside_calendar(document: Document, at: Path, when: Periode) -> Iterator[Finding]:
    calendar = document.data.get("calendrier")
    if not isinstance(calendar, dict):
        return
    start, end = period(calendar.get("debut")), period(calendar.get("fin"))
    if start and apart(when, Periode(start.debut, None, "")):
        key, message = "debut", _("L'échéance ({when}) précède le début de l'action ({bound}).")
    elif end and apart(when, Periode(None, end.fin, "")):
        key, message = "fin", _("L'échéance ({when}) dépasse la fin de l'action ({bound}).")
    else:
        return
    yield Finding(
        OUTSIDE_CALENDAR,
        document.path,
        message.format(when=when, bound=start if key == "debut" else end),
        at,
        _("Corrigez l'échéance, ou le calendrier."),
        related=((document.path, ("calendrier", key)),),
    )


def _acts(document: Document) -> Iterator[Finding]:
    before: Periode | None = None
    signed = _signed(document)
    for position, act in enumerate(document.data.get("avenants", ())):
        when = period(act.get("date"))
        at: Path = ("avenants", position, "date")
        if when and signed and apart(when, Periode(signed[1].debut, None, "")):
            yield Finding(
                ACT_BEFORE_SIGNATURE,
                document.path,
                _("L'avenant « {id} » ({date}) est daté d'avant la signature ({signed}).").format(
                    id=act["id"], date=when, signed=signed[1]
                ),
                at,
                _("Corrigez l'une des deux dates."),
                related=((document.path, signed[0]),),
            )
        if when and before and when.fin and before.debut and when.fin < before.debut:
            yield Finding(
                ACTS_OUT_OF_ORDER,
                document.path,
                _("L'avenant « {id} » ({date}) est daté d'avant le précédent.").format(
                    id=act["id"], date=when
                ),
                at,
                _("Rangez les avenants du plus ancien au plus récent."),
            )
        before = when or before


def _signed(document: Document) -> tuple[Path, Periode] | None:
    """Return the first dated signature of a convention and its place."""
    dated = [
        (when.debut, (("signatures", position, "date"), when))
        for position, signature in enumerate(document.data.get("signatures", ()))
        if (when := period(signature.get("date"))) and when.debut
    ]
    return min(dated, key=lambda one: one[0])[1] if dated else None


def _exercices(corpus: Corpus, document: Document, blocks: Iterable[Spot]) -> Iterator[Finding]:
    """Compare the exercices that a document names with those that its act or its plan declares."""
    named: list[tuple[Path, Any]] = []
    for at, _node, value in blocks:
        if "exercice" in value and at[:1] != ("exercices",):
            named.append(((*at, "exercice"), value["exercice"]))
        if at and isinstance(value.get("exercices"), list):
            named += [((*at, "exercices", n), one) for n, one in enumerate(value["exercices"])]
    if not named:
        return
    for holders in _declaring(corpus, document):
        known = [str(one["exercice"]) for holder in holders for one in holder.data["exercices"]]
        for at, exercice in named:
            if str(exercice) not in known:
                yield _undeclared(document, at, exercice, holders, known)


def _declaring(corpus: Corpus, document: Document) -> Iterator[list[Document]]:
    """Yield the documents that declare exercices for one: itself, its plans, or each convention."""
    if document.data.get("exercices"):
        yield [document] if document.sound else []
    elif document.type.name == "rapport-execution":
        for reference in corpus.outgoing.get(document.id, ()):
            convention = corpus.documents[reference.target]
            if reference.at[0] == "conventions" and convention.type.name == "convention":
                yield from _declaring(corpus, convention)
    else:
        above = plans(corpus, document)
        if above and all(plan.data.get("exercices") for plan in above):
            yield above


def _undeclared(
    document: Document, at: Path, exercice: Any, holders: list[Document], known: list[str]
) -> Finding:
    return Finding(
        UNDECLARED_EXERCICE,
        document.path,
        _("L'exercice {exercice} n'est pas déclaré par « {holder} » ({known}).").format(
            exercice=exercice,
            holder=french.join(holder.id for holder in holders),
            known=french.join(dict.fromkeys(known)),
        ),
        at,
        _("Corrigez-le, ou déclarez-le : exercices: [{{exercice: {exercice}}}]").format(
            exercice=exercice
        ),
        related=tuple((holder.path, ("exercices",)) for holder in holders),
    )
