"""Documents that came where a very similar one went: most likely the same, under another id."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from feuille import french
from feuille.diff.matching import dice, prose
from feuille.diff.wording import quote
from feuille.i18n import _
from feuille.schema import registry

if TYPE_CHECKING:
    from feuille.diff.model import Change

_ALIKE = 0.7  # share of common words from which two documents are most likely one
_BOUND = 10_000  # pairs of documents beyond which likeness is not looked for


def hinted(changes: list[Change]) -> list[Change]:
    """Return the changes, with a hint on each document that seems to go on with a removed one."""
    gone = [one for one in changes if one.kind == "document-retire"]
    fresh = [one for one in changes if one.kind == "document-ajoute"]
    if not gone or not fresh or len(gone) * len(fresh) > _BOUND:
        return changes
    bags = {id(one): _bag(one) for one in (*gone, *fresh)}
    ranked = sorted(
        (-dice(bags[id(one)], bags[id(other)]), one.id, other.id)
        for one in gone
        for other in fresh
        if one.type == other.type
    )
    former: dict[str, str] = {}
    for score, old, new in ranked:
        if -score >= _ALIKE and new not in former and old not in former.values():
            former[new] = old
    return [
        replace(one, hint=_hint(former[one.id]))
        if one.kind == "document-ajoute" and one.id in former
        else one
        for one in changes
    ]


def _bag(change: Change) -> Counter[str]:
    data = change.old if change.new is None else change.new
    return Counter(prose(registry().types[change.type].node, data))


def _hint(former: str) -> str:
    said = _(
        "Le texte est presque celui de {former}, qui disparaît : si c'est le même document sous un "
        "autre nom de fichier, la ligne « remplace: [{id}] » reliera les deux."
    )
    return french.typography(said.format(former=quote(former), id=former))
