"""How far fiches have come: counts by state, with what is not said."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from feuille.i18n import _, plural
from feuille.render import fields
from feuille.render.inline import missing, phrase, state
from feuille.render.model import Figure, Inline, Phrase, Row, State, Text

if TYPE_CHECKING:
    from feuille.corpus import Document
    from feuille.render.model import Table

KEY = "avancement"


@dataclass(frozen=True, slots=True)
class Tally:
    """Fiches counted by state, in the order of the schema; `silent` are those that say nothing."""

    total: int
    states: tuple[tuple[State, int], ...]
    silent: int


def tally(fiches: list[Document]) -> Tally:
    """Count fiches by avancement."""
    node = next((child for one in fiches if (child := one.type.node.child(KEY))), None)
    if node is None:
        return Tally(len(fiches), (), len(fiches))
    counted = Counter(found for one in fiches if isinstance(found := one.data.get(KEY), str))
    order = [*node.labels, *sorted(set(counted) - set(node.labels))]
    states = ((state(node, word).parts[0], counted[word]) for word in order if counted[word])
    said = tuple((mark, count) for mark, count in states if isinstance(mark, State))
    return Tally(len(fiches), said, len(fiches) - sum(counted.values()))


def sentence(counted: Tally) -> Phrase:
    """Say a tally in one line: 3 fiches action : ◐ 2 en cours, 1 non renseigné."""
    parts: list[Inline] = [Text(plural("{n} fiche action", "{n} fiches action", counted.total))]
    for number, (mark, count) in enumerate(counted.states):
        parts += [
            Text(", " if number else " : "),
            State(f"{count} {mark.words}", mark.mark, mark.tone),
        ]
    if counted.states and counted.silent:
        parts.append(Text(_(", {n} sans avancement renseigné").format(n=counted.silent)))
    return Phrase(tuple(parts), small=True)


def table(counted: Tally, caption: str, head: str) -> Table:
    """Show a tally as a table, with the fiches that say nothing in the last row."""
    rows = [
        Row(((Phrase((mark,)),), (phrase(Figure(str(count))),))) for mark, count in counted.states
    ]
    if counted.silent:
        rows.append(Row(((missing(),), (phrase(Figure(str(counted.silent))),))))
    return fields.table(caption, [head, _("Fiches action")], rows)
