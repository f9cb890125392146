"""Everything that can be wrong with a corpus, one family of rules a module."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from feuille import lecture, store, wordings
from feuille.checks import coherence, gouvernance, graphe, ignores, maison, references, statut
from feuille.corpus import load
from feuille.diagnostics import Diagnostic, Place, Rule, Severity, pointer

if TYPE_CHECKING:
    from datetime import date

    from feuille.corpus import Corpus
    from feuille.diagnostics import Finding, Path
    from feuille.snapshot import Snapshot

_FAMILIES = (
    lecture, wordings, references, graphe, coherence, gouvernance, ignores, maison, statut,
)  # fmt: skip
RULES: dict[str, Rule] = {rule.code: rule for family in _FAMILIES for rule in family.RULES}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a validation of one snapshot found: how many documents, and every diagnostic."""

    snapshot: Snapshot
    documents: int
    diagnostics: tuple[Diagnostic, ...]

    def count(self, severity: Severity) -> int:
        """Return how many diagnostics have a severity."""
        return sum(one.severity is severity for one in self.diagnostics)


def validate(snapshot: Snapshot, as_of: date | None = None) -> Outcome:
    """Check a snapshot; where the same contents were checked before, remember what was found.

    Amounts are those in force at `as_of`; every act counts where it is None.
    """
    files = (f"{path}\0{blob}" for path, blob in snapshot.entries.items())
    odd = (f"{oddity.path}\0{oddity.kind}" for oddity in snapshot.oddities)
    key = store.key("validate", str(as_of or ""), *files, "", *odd)
    kept = store.store().get([key]).get(key)
    outcome = _unpacked(snapshot, kept)
    if outcome is None:
        corpus = load(snapshot)
        outcome = Outcome(snapshot, len(corpus.documents), tuple(run(corpus, as_of)))
        body = [outcome.documents, [asdict(one) for one in outcome.diagnostics]]
        store.store().put({key: body})
    return outcome


def _unpacked(snapshot: Snapshot, body: Any) -> Outcome | None:
    try:
        documents, rows = body
        found = tuple(
            Diagnostic(
                **row
                | {
                    "place": Place(**row["place"]),
                    "severity": Severity(row["severity"]),
                    "related": tuple(Place(**other) for other in row["related"]),
                }
            )
            for row in rows
        )
    except (TypeError, ValueError, KeyError):
        return None  # nothing kept, or nothing of ours
    return Outcome(snapshot, int(documents), found)


def run(corpus: Corpus, as_of: date | None = None) -> list[Diagnostic]:
    """Return every diagnostic of a corpus, sorted by path and position."""
    found = [
        *corpus.findings,
        *references.check(corpus),
        *graphe.check(corpus),
        *coherence.check(corpus, as_of),
        *gouvernance.check(corpus),
        *maison.check(corpus),
        *statut.check(corpus),
    ]
    placed = (_placed(corpus, finding) for finding in found)
    shown = ignores.apply(corpus, (one for one in placed if one is not None))
    return sorted(
        set(shown),
        key=lambda one: (one.place, one.code, one.message),
    )


def _placed(corpus: Corpus, finding: Finding) -> Diagnostic | None:
    wanted = corpus.config.severites.get(
        finding.rule.code, finding.severity or finding.rule.severity
    )
    if wanted == "ignore":
        return None
    return Diagnostic(
        place=_place(corpus, finding),
        code=finding.rule.code,
        severity=Severity(wanted),
        message=finding.message,
        hint=finding.hint,
        pointer=pointer(finding.at),
        related=tuple(place_of(corpus, path, at) for path, at in finding.related),
    )


def _place(corpus: Corpus, finding: Finding) -> Place:
    if finding.line is not None:
        return Place(finding.document, finding.line, finding.column or 1)
    return place_of(corpus, finding.document, finding.at, on_key=finding.on_key)


def place_of(corpus: Corpus, path: str, at: Path, *, on_key: bool = False) -> Place:
    """Return the line and column of a key path."""
    mark = corpus.mark(path, at)
    if on_key:
        return Place(path, mark.key_line, mark.key_column)
    return Place(path, mark.line, mark.column)
