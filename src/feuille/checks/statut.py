"""What a validated document owes its readers: the keys that its schema expects (`x-attendus`).

A draft owes nothing yet, nor does a document known through a summary only
(`transcription: partielle`, its own or its plan's).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from feuille.diagnostics import Finding, Rule, Severity
from feuille.i18n import _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feuille.corpus import Corpus

EXPECTED = Rule(
    "S113", Severity.INFO, "Clé attendue d'un document validé",
    "Un lecteur cherche cette information dans tout document validé de ce type.",
    "type: fiche-action\ntitre: Une", "type: fiche-action\ntitre: Une\npilotes: [ddets-42]",
)  # fmt: skip

RULES = (EXPECTED,)


def check(corpus: Corpus) -> Iterator[Finding]:
    """Yield the expected keys that validated documents lack."""
    for document in corpus.documents.values():
        if document.data.get("statut", "valide") != "valide" or corpus.is_partial(document):
            continue
        node = document.type.node
        asked = {at[0] for at in document.undecided if len(at) == 1}
        for key in node["x-attendus"] or ():
            if key not in document.data and key not in asked:
                child = node.child(key)
                yield Finding(
                    EXPECTED,
                    document.path,
                    _("« {key} » n'est pas renseigné.").format(key=key),
                    hint=child.description if child else "",
                )
