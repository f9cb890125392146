"""House rules: what a repository asks of its own documents, written as data in `feuille.yaml`.

Each rule has `si` and `alors`, two JSON Schemas. `alors` judges the document
itself, or the list of the documents it refers to (`sur: references`) or of those
that refer to it (`sur: referents`); each of these carries its `id`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from feuille.diagnostics import Finding, Rule, Severity
from feuille.i18n import _
from feuille.snapshot import CONFIG

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from feuille.corpus import Corpus, Document

BROKEN_RULE = Rule(
    "G401", Severity.ERROR, "Règle maison mal écrite",
    "Une règle dont le schéma ne tient pas ne vérifie rien.",
    "alors: {required: indicateurs}", "alors: {required: [indicateurs]}",
)  # fmt: skip
HOUSE_RULE = Rule(
    "G402", Severity.ERROR, "Règle maison non suivie",
    "Le dépôt demande à ses documents quelque chose que celui-ci ne fait pas.",
    "avancement: en-cours   # la règle maison demande un indicateur",
    "avancement: en-cours\nindicateurs: [{indicateur: taux-orientation}]",
)  # fmt: skip

RULES = (BROKEN_RULE, HOUSE_RULE)


def check(corpus: Corpus) -> Iterator[Finding]:
    """Yield the documents that do not follow the rules of their repository."""
    for position, rule in enumerate(corpus.config.regles):
        try:
            concerned, follows = _verdict(rule.get("si", True)), _verdict(rule["alors"])
        except ValueError as error:
            yield Finding(
                BROKEN_RULE,
                CONFIG,
                _("La règle « {id} » n'est pas un schéma : {why}").format(id=rule["id"], why=error),
                ("regles", position),
            )
            continue
        for document in corpus.documents.values():
            if not document.sound or not concerned(_judged(document)):
                continue
            if not follows(_subject(corpus, document, rule.get("sur", "soi"))):
                yield _finding(document, rule)


def _verdict(schema: Any) -> Callable[[Any], bool]:
    import jsonschema_rs

    def never(address: str) -> Any:
        raise ValueError(_("« {address} » n'est pas dans la règle.").format(address=address))

    validator = jsonschema_rs.Draft202012Validator(schema, retriever=never)
    verdict: Callable[[Any], bool] = validator.is_valid
    return verdict


def _judged(document: Document) -> dict[str, Any]:
    return {"id": document.id, **document.data}


def _subject(corpus: Corpus, document: Document, about: str) -> Any:
    if about == "soi":
        return _judged(document)
    if about == "referents":
        found = {one.source.id: one.source for one in corpus.incoming.get(document.id, ())}
    else:
        found = {
            one.target: corpus.documents[one.target]
            for one in corpus.outgoing.get(document.id, ())
            if one.target != document.id
        }
    return [_judged(found[name]) for name in sorted(found)]


def _finding(document: Document, rule: dict[str, Any]) -> Finding:
    return Finding(
        HOUSE_RULE,
        document.path,
        _("{message} (règle « {id} »)").format(message=rule["message"].strip(), id=rule["id"]),
        (),
        _("La règle est écrite dans feuille.yaml, sous « regles »."),
        severity=Severity(rule.get("gravite", Severity.ERROR)),
    )
