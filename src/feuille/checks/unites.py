"""Family C3, units: one that does not fit a rate, or that is written in two ways."""

from __future__ import annotations

from collections import defaultdict
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from feuille import french
from feuille.diagnostics import Finding, Rule, Severity
from feuille.i18n import _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feuille.corpus import Corpus, Document

UNKNOWN_UNIT = Rule(
    "C319", Severity.WARNING, "Unité inconnue",
    "Un taux se lit en pourcent ou pour mille : sinon, 1 144 sur 2 600 se lirait 0,44. "
    "Et une unité écrite de deux façons sépare des indicateurs qui se comparent.",
    "nature: taux\nunite: poucent", "nature: taux\nunite: pourcent",
)  # fmt: skip

RULES = (UNKNOWN_UNIT,)

RATES = ("pourcent", "pour cent", "%", "pour mille", "‰")
_ALIKE = 0.9
"""One letter in eight: « poucent » is « pourcent », « ruptures » is not « structures »."""


def check(corpus: Corpus) -> Iterator[Finding]:
    """Yield the units of indicators that nobody can read for sure."""
    users: dict[str, list[Document]] = defaultdict(list)
    for document in corpus.documents.values():
        if document.sound and document.type.name == "indicateur":
            unit = str(document.data.get("unite") or "").strip()
            if document.data.get("nature") == "taux" and not _reads_as_rate(unit):
                yield _not_a_rate(document, unit)
            elif unit:
                users[unit].append(document)
    ranked = sorted(users, key=lambda unit: (-len(users[unit]), users[unit][0].path))
    for position, unit in enumerate(ranked):
        usual = next((other for other in ranked[:position] if _alike(unit, other)), "")
        if usual:
            yield from (_twice(document, unit, users[usual][0]) for document in users[unit])


def _reads_as_rate(unit: str) -> bool:
    """Tell whether a number of this unit is a quotient: 52 %, 3 ‰, 12 places par habitant."""
    words = french.plain(unit)
    return words.startswith(RATES) or "/" in words or {"par", "pour"} & set(words.split()) != set()


def _alike(one: str, other: str) -> bool:
    """Tell whether two units are one, but for a plural, an accent or a slip."""
    first, second = (french.plain(unit).rstrip("sx") for unit in (one, other))
    return first == second or SequenceMatcher(None, first, second).ratio() >= _ALIKE


def _not_a_rate(document: Document, unit: str) -> Finding:
    near = next((known for known in RATES if _alike(unit, known)), "")
    return Finding(
        UNKNOWN_UNIT,
        document.path,
        _("« {unit} » n'est pas l'unité d'un taux.").format(unit=unit),
        ("unite",),
        _("Vouliez-vous écrire « {near} » ?").format(near=near)
        if near
        else _("Écrivez pourcent, pour mille, ou une unité comme « places par habitant »."),
    )


def _twice(document: Document, unit: str, other: Document) -> Finding:
    usual = str(other.data["unite"])
    return Finding(
        UNKNOWN_UNIT,
        document.path,
        _("« {unit} » : ailleurs, cette unité s'écrit « {usual} ».").format(unit=unit, usual=usual),
        ("unite",),
        _("Écrivez « {usual} », si c'est la même chose.").format(usual=usual),
        related=((other.path, ("unite",)),),
        severity=Severity.INFO,
    )
