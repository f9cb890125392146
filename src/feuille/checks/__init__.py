"""Everything that can be wrong with a corpus, one family of rules a module."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feuille import forms, lecture
from feuille.checks import coherence, gouvernance, references
from feuille.diagnostics import Diagnostic, Place, Rule, Severity, pointer

if TYPE_CHECKING:
    from feuille.corpus import Corpus
    from feuille.diagnostics import Finding, Path

RULES: dict[str, Rule] = {
    rule.code: rule
    for family in (lecture, forms, references, coherence, gouvernance)
    for rule in family.RULES
}


def run(corpus: Corpus) -> list[Diagnostic]:
    """Return every diagnostic of a corpus, sorted by path and position."""
    found = [
        *corpus.findings,
        *references.check(corpus),
        *coherence.check(corpus),
        *gouvernance.check(corpus),
    ]
    placed = (_placed(corpus, finding) for finding in found)
    return sorted(
        {one for one in placed if one is not None},
        key=lambda one: (one.place, one.code, one.message),
    )


def _placed(corpus: Corpus, finding: Finding) -> Diagnostic | None:
    wanted = corpus.config.severites.get(finding.rule.code, finding.rule.severity)
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
