"""The actions of a comparison: those that come, go, end, start; how many of their parts moved."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from feuille import french
from feuille.diff.wording import clean, quote
from feuille.i18n import _, plural
from feuille.report.points import Point, counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feuille.diff.model import Change
    from feuille.report.points import Told

ACTION = "fiche-action"


def points(told: Told) -> Iterator[Point]:
    """Tell the actions that come, go, end, start; then how many of their parts moved."""
    fresh = told.take(lambda one: one.type == ACTION and one.kind == "document-ajoute")
    gone = told.take(lambda one: one.type == ACTION and one.kind == "document-retire")
    yield from counted("{n} action ajoutée", "{n} actions ajoutées", told.names(fresh))
    yield from counted("{n} action retirée", "{n} actions retirées", told.names(gone))
    for kind in ("abandon", "reprise"):
        yield from _ended(told, kind)
    moved = told.take(lambda one: one.kind == "avancement")
    yield from _states(told, [one for one in moved if not one.subject])
    parts = Counter(
        (one.key_path.partition("[")[0].rpartition(".")[2], _state(told, one))
        for one in moved
        if one.subject
    )
    titles = {_list_key(one): _list_title(told, one) for one in moved if one.subject}
    for key, title in titles.items():
        said = [
            plural("{n} passe à ", "{n} passent à ", count) + quote(state)
            for (name, state), count in parts.most_common()
            if name == key
        ]
        yield Point(french.typography(f"{title} : {', '.join(said)}"))


def _list_key(change: Change) -> str:
    return change.key_path.partition("[")[0].rpartition(".")[2]


def _list_title(told: Told, change: Change) -> str:
    """Return the title of the list that an item belongs to: Dispositions."""
    document = told.comparison.document(change)
    at = change.new_at or ()
    first = next((n for n, part in enumerate(at) if isinstance(part, int)), 0)
    node = document.type.node.at(at[:first], document.data) if document else None
    return node.title if node else _list_key(change)


def _ended(told: Told, kind: str) -> Iterator[Point]:
    """Tell what was given up (or taken up again): a whole action counts once, with its parts."""
    found = told.take(lambda one: one.kind == kind)
    whole = {(one.type, one.id) for one in found if not one.subject}
    parts: dict[tuple[str, str], list[Change]] = {}
    for one in found:
        if one.subject:
            parts.setdefault((one.type, one.id), []).append(one)
    lines = []
    for one in found:
        if not one.subject:
            inside = parts.get((one.type, one.id), [])
            lines.append(quote(told.name(one), 160) + _inside(told, inside))
    words = {
        "abandon": ("{n} action abandonnée", "{n} actions abandonnées"),
        "reprise": ("{n} action reprise", "{n} actions reprises"),
    }
    yield from counted(*words[kind], lines)
    rest = [f"{told.name(one)} – {one.subject}" for one in found
            if one.subject and (one.type, one.id) not in whole]  # fmt: skip
    words = {
        "abandon": ("Ailleurs, {n} autre abandon", "Ailleurs, {n} autres abandons"),
        "reprise": ("Ailleurs, {n} autre reprise", "Ailleurs, {n} autres reprises"),
    }
    if not lines:
        words = {"abandon": ("{n} abandon", "{n} abandons"),
                 "reprise": ("{n} reprise", "{n} reprises")}  # fmt: skip
    yield from counted(*words[kind], rest)


def _inside(told: Told, parts: list[Change]) -> str:
    """Say what went with a whole: (avec 2 dispositions)."""
    counts = Counter(_list_title(told, one) for one in parts)
    said = [f"{count} {title.lower() if count > 1 else title.lower().removesuffix('s')}"
            for title, count in counts.items()]  # fmt: skip
    return _(" (avec {parts})").format(parts=french.join(said)) if said else ""


def _states(told: Told, moved: list[Change]) -> Iterator[Point]:
    """Tell the actions by the state that they reach."""
    by_state: dict[str, list[Change]] = {}
    for one in moved:
        by_state.setdefault(_state(told, one), []).append(one)
    for state, changes in by_state.items():
        reached = quote(state)
        yield from counted(
            _("{{n}} action passe à {state}").format(state=reached),
            _("{{n}} actions passent à {state}").format(state=reached),
            told.names(changes),
        )


def _state(told: Told, change: Change) -> str:
    """Return the words of the state that something reaches."""
    document = told.comparison.document(change)
    node = document.type.node.at(change.new_at or (), document.data) if document else None
    value = change.new if isinstance(change.new, str) else ""
    return (node.labels.get(value) if node else None) or clean(value) or _("non renseigné")
