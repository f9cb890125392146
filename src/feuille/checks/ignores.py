"""Comments that silence a diagnostic: `# feuille: ignore C301 — reason`.

They silence it on their own line or, alone on a line, on the next one. They need
a reason, and are themselves reported once they silence nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from feuille.diagnostics import Diagnostic, Place, Rule, Severity
from feuille.i18n import _

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from feuille.corpus import Corpus
    from feuille.parse import Ignore

NO_REASON = Rule(
    "G301", Severity.ERROR, "Diagnostic ignoré sans raison",
    "Dans un an, personne ne saura pourquoi il fallait l'ignorer.",
    "# feuille: ignore C202", "# feuille: ignore C202 — total publié avant l'avenant",
)  # fmt: skip
UNUSED = Rule(
    "G302", Severity.WARNING, "Commentaire qui n'ignore plus rien",
    "Ce qu'il faisait taire est corrigé : il cacherait la prochaine faute.",
    "# feuille: ignore S104 — cas ancien\nnature: etat",
    "nature: etat",
)  # fmt: skip

RULES = (NO_REASON, UNUSED)


def apply(corpus: Corpus, found: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
    """Yield the diagnostics that no comment silences, and what is wrong with the comments."""
    used: set[tuple[str, int]] = set()
    for one in found:
        silencer = _silencer(corpus.ignores.get(one.place.path, ()), one)
        if silencer is None:
            yield one
        else:
            used.add((one.place.path, silencer.line))
    for path, ignores in corpus.ignores.items():
        for ignore in ignores:
            if not ignore.codes or not ignore.reason:
                yield _diagnostic(
                    NO_REASON, path, ignore,
                    _("Ce commentaire ne dit pas quoi ignorer, ou pourquoi."),
                    _("Écrivez : # feuille: ignore CODE — la raison"),
                )  # fmt: skip
            elif (path, ignore.line) not in used:
                yield _diagnostic(
                    UNUSED, path, ignore,
                    _("Ce commentaire n'ignore rien : {codes} n'est pas signalé ici.").format(
                        codes=", ".join(ignore.codes)
                    ),
                    _("Retirez-le."),
                )  # fmt: skip


def _silencer(ignores: tuple[Ignore, ...], one: Diagnostic) -> Ignore | None:
    return next(
        (
            ignore
            for ignore in ignores
            if ignore.target == one.place.line and one.code in ignore.codes and ignore.reason
        ),
        None,
    )


def _diagnostic(rule: Rule, path: str, ignore: Ignore, message: str, hint: str) -> Diagnostic:
    return Diagnostic(Place(path, ignore.line, 1), rule.code, rule.severity, message, hint)
