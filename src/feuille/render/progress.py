"""How far plans and their nodes have come: counts by state, and rates, as the rollup finds them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feuille import french
from feuille.i18n import _, plural
from feuille.render import fields
from feuille.render.inline import FICHE, missing, phrase, state
from feuille.render.model import Figure, Inline, Phrase, Row, State, Text
from feuille.render.words import line
from feuille.rollup import words

if TYPE_CHECKING:
    from feuille.render.inline import Context
    from feuille.render.model import Block, Table
    from feuille.rollup.records import Count

KEY = "avancement"
_ABANDONED = "abandonne"


def node(context: Context, reference: str, below: str = "") -> tuple[Block, ...]:
    """Say how far a plan, or a node (PLAN#NODE), has come: its fiches by state, its rate.

    `below` names the nodes under it, whose fiches are counted with its own.
    """
    counted = context.counts.get(reference)
    some = counted is not None and counted.fiches + counted.abandonnees
    counts = (sentence(context, counted, below),) if counted is not None and some else ()
    return (*counts, *rate(context, reference))


def states(context: Context, counted: Count) -> list[tuple[State, int]]:
    """Return each state with its fiches, in the order of the schema; the abandoned ones last."""
    kind = next((one.type for one in context.corpus.of_type(FICHE)), None)
    child = kind.node.child(KEY) if kind else None
    if child is None:
        return []
    held = {**counted.avancement, _ABANDONED: counted.abandonnees}
    order = [*child.labels, *sorted(set(held) - set(child.labels) - {""})]
    shown = ((state(child, word).parts[0], held.get(word, 0)) for word in order)
    return [(mark, count) for mark, count in shown if count and isinstance(mark, State)]


def sentence(context: Context, counted: Count, below: str = "") -> Phrase:
    """Say a count in one line: 3 fiches action : ◐ en cours (2), non renseigné (1)."""
    total = counted.fiches + counted.abandonnees
    found = states(context, counted)
    head = plural("{n} fiche action", "{n} fiches action", total)
    head += _(", {below} comprises").format(below=below) if below else ""
    parts: list[Inline] = [Text(head)]
    for number, (mark, count) in enumerate(found):
        parts += [
            Text(", " if number else f"{french.NBSP}: "),
            State(f"{mark.words} ({count})", mark.mark, mark.tone),
        ]
    silent = counted.avancement.get("", 0)
    if found and silent:
        parts.append(Text(_(", sans avancement renseigné ({n})").format(n=silent)))
    return Phrase(tuple(parts), small=True)


def rate(context: Context, reference: str) -> tuple[Block, ...]:
    """Say the mean rate of a row's indicators, or how many are known where that is too few."""
    found = context.rates.get("", {}).get(reference)
    if found is None or not found.final.coverage.expected:
        return ()
    known, expected = found.final.coverage.reporting, found.final.coverage.expected
    cover = plural("{n} indicateur connu", "{n} indicateurs connus", known)
    cover = cover.replace(" ", french.NBSP, 1) + _(" sur {n}").format(n=expected)
    if found.final.shown is None:
        said = Text(_("Taux d’avancement non calculé : {cover}").format(cover=cover))
        return (Phrase((Text(line(said.words)),), small=True),)
    share = line(words.rate(found.final).partition(" (")[0])
    head = line(_("Taux d’avancement vers la dernière cible :")) + french.NBSP
    return (Phrase((Text(head), Figure(share), Text(f" ({cover})")), small=True),)


def table(context: Context, counted: Count, caption: str, head: str) -> Table:
    """Show a count as a table, with the fiches that say nothing in the last row."""
    rows = [
        Row(((Phrase((mark,)),), (phrase(Figure(str(count))),)))
        for mark, count in states(context, counted)
    ]
    silent = counted.avancement.get("", 0)
    if silent:
        rows.append(Row(((missing(),), (phrase(Figure(str(silent))),))))
    return fields.table(caption, [head, _("Fiches action")], rows)
