"""The actions of a comparison: those that come, go, end, start; how many of their parts moved."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from feuille import french
from feuille.diff.wording import clean, quote
from feuille.i18n import _, plural
from feuille.report.points import Point, called, counted

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
    yield from _renamed(told)
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
    yield from _parties(told)
    yield from _tree(told)


def _renamed(told: Told) -> Iterator[Point]:
    """Tell the actions that have another title: the change of file says no more."""
    found = told.take(lambda one: one.type == ACTION and one.kind == "intitule")
    ids = {one.id for one in found}
    told.take(lambda one: one.type == ACTION and one.id in ids and one.kind == "document-renomme")
    lines = [
        _("{old} devient {new}").format(old=quote(str(one.old), 200), new=told.quoted(one))
        for one in found
    ]
    yield from counted("{n} action renommée", "{n} actions renommées", lines)


def _parties(told: Told) -> Iterator[Point]:
    """Name who joins or leaves an action, list by list: its pilots first, as the schema does."""
    found = told.take(
        lambda one: one.type == ACTION and one.kind.startswith("acteur-") and not one.subject
    )
    lists: dict[str, dict[str, list[Change]]] = {}
    for one in found:
        lists.setdefault(_party_list(told, one), {}).setdefault(one.id, []).append(one)
    for title, actions in sorted(lists.items(), key=lambda one: one[0] != _("Pilotes")):
        lines = [f"{told.quoted(same[0])} : {_swap(same)}" for same in actions.values()]
        head = _("{title}, dans {{n}} actions").format(title=title)
        yield from counted(title, head, lines)


def _party_list(told: Told, change: Change) -> str:
    document = told.comparison.document(change)
    known = document.type.node.child(change.key_path.partition("[")[0]) if document else None
    return known.title if known else change.key_path


def _swap(changes: list[Change]) -> str:
    """Say who leaves and who comes: Région Bretagne → Département du Morbihan."""
    gone = [called(one) for one in changes if one.kind == "acteur-retire"]
    come = [called(one) for one in changes if one.kind == "acteur-ajoute"]
    if gone and come:
        said = [f"{french.join(gone)} → {french.join(come)}"]
    else:
        said = [_("en moins, {who}").format(who=french.join(gone))] * bool(gone)
        said += [_("en plus, {who}").format(who=french.join(come))] * bool(come)
    said += [one.statement.partition(" : ")[2] or one.statement
             for one in changes if one.kind == "acteur-modifie"]  # fmt: skip
    return " ; ".join(said)


def _tree(told: Told) -> Iterator[Point]:
    """Name the orientations that come, go, move or are called otherwise."""
    sorts = {
        "orientation-ajoutee": ("{n} orientation ajoutée", "{n} orientations ajoutées"),
        "orientation-retiree": ("{n} orientation retirée", "{n} orientations retirées"),
        "orientation-renommee": ("{n} orientation renommée", "{n} orientations renommées"),
        "orientation-deplacee": ("{n} orientation déplacée", "{n} orientations déplacées"),
    }
    for kind, words in sorts.items():
        mine = told.take(lambda one, kind=kind: one.kind == kind)  # type: ignore[misc]
        yield from counted(*words, [_node(one) for one in mine], inner=True)


def _node(change: Change) -> str:
    """Say what becomes of a node, but for what the count over it says."""
    word = _("Orientation")
    if not change.subject:  # it comes or goes: Orientation : ajout de « Logement » sous …
        name = change.statement.find("«")
        own = change.statement.startswith(word) and name > 0
        return change.statement[name:] if own else change.statement
    if change.kind == "orientation-renommee":
        old, new = (quote(str(one), 200) for one in (change.old, change.new))
        return _("{old} devient {new}").format(old=old, new=new)
    said = change.statement[:1].lower() + change.statement[1:]
    return f"{change.subject.removeprefix(f'{word} ')}, {said}"


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
            lines.append(told.quoted(one) + _inside(told, inside))
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
