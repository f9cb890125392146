"""Family C4: personal data in what will be published."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import orjson

from feuille.diagnostics import Finding, Rule, Severity
from feuille.i18n import _
from feuille.schema import walk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feuille.corpus import Document
    from feuille.diagnostics import Path

EMAIL = Rule(
    "C401", Severity.WARNING, "Adresse électronique dans un texte publié",
    "Un plan publié reste en ligne et s'archive : une adresse y désigne souvent une personne.",
    "description: Écrire à prenom.nom@exemple.fr", "contact: prenom.nom@exemple.fr",
)  # fmt: skip
PHONE = Rule(
    "C402", Severity.WARNING, "Numéro de téléphone dans un texte publié",
    "Un plan publié reste en ligne et s'archive : un numéro y désigne souvent une personne.",
    "description: Appeler le 06 00 00 00 00", "contact: 06 00 00 00 00",
)  # fmt: skip

RULES = (EMAIL, PHONE)

_EMAIL = re.compile(r"(?<![\w.+/-])[\w.+-]+@(?P<domain>[\w-]+(?:\.[\w-]+)*\.[^\W\d_]{2,})")
# Five pairs of figures, apart in the same way, that no other figure precedes or follows; 08 numbers
# are services, never persons.
_PHONE = re.compile(
    r"(?<![\w.,/+-])(?P<start>(?:(?:\+|00)33[ .\-\u00a0\u202f]?(?:\(0\)[ \u00a0\u202f]?)?|0)[1-79])"
    r"(?P<gap>[ .\-\u00a0\u202f]?)\d\d(?:(?P=gap)\d\d){3}(?![\w/]|[.,-]?\d)"
)
_MAILTO = "mailto:"

# One cheap look at a whole document: ten figures in a row, once what may stand between is gone.
_TEN = b"0" * 10
_FIGURES = bytes.maketrans(b"123456789", b"0" * 9)
_BETWEEN = b" .-()" + "\u00a0\u202f".encode()


def check(document: Document) -> Iterator[Finding]:
    """Yield the e-mail addresses and telephone numbers that a sound document would publish."""
    if not _may_hold_some(document):
        return
    for at, form, text in _published(document):
        if form == "lien" and not text.startswith(_MAILTO):
            continue
        email, phone = _EMAIL.search(text.removeprefix(_MAILTO)), _PHONE.search(text)
        if email:
            yield _finding(
                EMAIL, document, at,
                _("Adresse électronique (…@{domain}) dans un texte publié.").format(
                    domain=email["domain"]
                ),
            )  # fmt: skip
        if phone:
            yield _finding(
                PHONE, document, at,
                _("Numéro de téléphone ({start}…) dans un texte publié.").format(
                    start=phone["start"]
                ),
            )  # fmt: skip


def _finding(rule: Rule, document: Document, at: Path, message: str) -> Finding:
    # The message is read in logs too: it does not repeat what should not be there.
    hint = _("À mettre sous « contact », qui n'est jamais publié ; sinon, nommez le service.")
    return Finding(rule, document.path, message, at, hint)


def _may_hold_some(document: Document) -> bool:
    try:
        raw = orjson.dumps(document.data)
    except TypeError:  # a text that is not Unicode, a key that is not a text
        return True
    return b"@" in raw or _TEN in raw.translate(_FIGURES, _BETWEEN)


def _published(document: Document) -> Iterator[tuple[Path, str, str]]:
    """Yield the texts that a reader may see, each with its place and form."""
    hidden: Path | None = None
    for at, node, value in walk(document.type.node, document.data):
        if hidden is not None and at[: len(hidden)] == hidden:
            continue
        restricted = isinstance(value, dict) and value.get("confidentialite") == "restreint"
        if restricted or not node.public:
            hidden = at
        elif isinstance(value, str):
            yield at, node.form, value
