"""Questions to a corpus: which documents, what leads to what, what covers what."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from feuille import french, territory, wordings
from feuille.diagnostics import CannotProceedError
from feuille.i18n import _
from feuille.rollup.plan import TREES, Plan, carries, texts
from feuille.schema import registry, walk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feuille.corpus import Corpus, Document
    from feuille.rollup.plan import Branch
    from feuille.schema import Type

UNSTATED = "non-renseigne"
ALL = "*"
"""The column of what applies everywhere: a fiche that names no territory."""


def document(corpus: Corpus, name: str) -> Document:
    """Return the document of an id (or former id); CannotProceedError with the nearest."""
    found = corpus.documents.get(name)
    if found is None:
        former = (d for d in corpus.documents.values() if name in texts(d, "remplace"))
        found = next(former, None)
    if found is not None:
        return found
    near = french.nearest(name, corpus.documents)
    raise CannotProceedError(
        _("Aucun document « {name} ».").format(name=name),
        _("Vouliez-vous dire « {near} » ?").format(near=near)
        if near
        else _("« feuille list » montre tous les documents."),
    )


def kind_named(word: str) -> Type:
    """Return the type of that name or alias; CannotProceedError with the nearest."""
    found = registry().named(word)
    if found is not None:
        return found
    names = [name for kind in registry().types.values() for name in (kind.name, *kind.aliases)]
    near = french.nearest(word, names)
    raise CannotProceedError(
        _("Le type « {word} » est inconnu.").format(word=word),
        _("Vouliez-vous dire « {near} » ?").format(near=near)
        if near
        else _("Types : {names}.").format(names=", ".join(registry().types)),
    )


def find(
    corpus: Corpus, kind: str | None, words: str | None, place: str | None, state: str | None
) -> list[Document]:
    """Return the documents of a type that hold all words, concern a place, are in a state."""
    types = [kind_named(kind)] if kind else list(registry().types.values())
    wanted = french.plain(words or "").split()
    return [
        one
        for each in types
        for one in corpus.of_type(each.name)
        if (not wanted or all(word in _text(one) for word in wanted))
        and (not place or any(territory.inside(code, place) for code in places(one)))
        and (not state or one.data.get("avancement", UNSTATED) == state)
    ]


def check_filters(corpus: Corpus, place: str | None, state: str | None) -> None:
    """Refuse a territory or a state that nothing could have, with the one to write."""
    if place and territory.lookup(place) is None and place not in corpus.documents:
        raise CannotProceedError(
            _("Le territoire « {code} » n'existe pas.").format(code=place),
            wordings.territory_remedy(place),
        )
    node = registry().types["fiche-action"].node.child("avancement")
    labels = node.labels if node else {}
    if state and state not in {*labels, UNSTATED}:
        by_label = {label: value for value, label in labels.items()}
        near = french.nearest(state, [*labels, *by_label])
        listed = _("Possibles : {listed}.").format(listed=", ".join([*labels, UNSTATED]))
        meant = by_label.get(near, near) if near else ""
        raise CannotProceedError(
            _("L'avancement « {state} » n'existe pas.").format(state=state),
            f"{_('Vouliez-vous dire {near} ?').format(near=meant)} {listed}" if near else listed,
        )


def _text(one: Document) -> str:
    values = (value for _at, _node, value in walk(one.type.node, one.data))
    return french.plain(" ".join([one.id, *(value for value in values if isinstance(value, str))]))


def places(one: Document) -> list[str]:
    """Return the territories that a document says it is about."""
    return [*texts(one, "territoire"), *texts(one, "territoires")]


def orphans(corpus: Corpus) -> list[Document]:
    """Return the documents that nothing refers to, home and plans aside."""
    return [
        one
        for one in corpus.documents.values()
        if one.id not in corpus.incoming
        and one.id != corpus.config.feuille_de_route
        and not any(corpus.documents[r.target].type.name == "feuille-de-route"
                    for r in corpus.outgoing.get(one.id, ()))
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Matrix:
    """Coverage: nodes of a plan × columns, each cell the ids of the documents that fill it.

    `columns` are (code, name); the column `*` counts everywhere. `around` holds the
    columns that are expected to be filled, each with those that fill it as well: a
    region for its départements. Any other column is there because something names it.
    """

    rows: tuple[Branch, ...]
    columns: tuple[tuple[str, str], ...]
    cells: dict[tuple[str, str], tuple[str, ...]]
    around: dict[str, tuple[str, ...]]

    def wider(self, row: str, column: str) -> tuple[str, ...]:
        """Return the documents that fill a cell from around it."""
        wide = self.around.get(column, ())
        return tuple(dict.fromkeys(one for code in wide for one in self.cells.get((row, code), ())))

    def empty(self) -> list[tuple[str, str]]:
        """Return the empty cells, in order."""
        return [
            (row.reference, column)
            for row in self.rows
            for column, _title in self.columns
            if column in self.around
            and not self.cells.get((row.reference, column))
            and not self.wider(row.reference, column)
        ]


COLUMNS = ("territoires", "indicateurs", "conventions")


def matrix(
    corpus: Corpus, columns: str, *, deep: bool = False, axis: str = "orientation"
) -> Matrix:
    """Cross the orientations of the home roadmap with territories, indicators or conventions.

    A row counts what stands under its node at any depth; `deep` gives a row to
    every level instead of the first alone; `axis` is orientation or mesure.
    """
    plan = Plan(corpus)
    home = corpus.config.feuille_de_route
    roadmaps = [one for one in plan.roadmaps if not home or one.id == home]
    branches = [branch for one in roadmaps for branch in plan.branches(one, axis)]
    rows = tuple(branch for branch in branches if deep or branch.depth == 1)
    above: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        for node in row.below:
            above[node].append(row.reference)
    cells: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
    for node, column, source in _filled(plan, columns, axis):
        for reference in above.get(node, ()):
            cells[reference, column][source] = None
    named, around = _columns(plan, columns, {column for _row, column in cells})
    return Matrix(rows, named, {key: tuple(found) for key, found in cells.items()}, around)


def _filled(plan: Plan, columns: str, axis: str) -> Iterator[tuple[str, str, str]]:
    """Yield each (node, column, document) that a fiche or a local priority says."""
    for fiche in plan.fiches:
        for node in sorted(plan.serves(fiche, axis)):
            yield from ((node, column, fiche) for column in _reached(plan, fiche, columns))
    if columns == "territoires":
        for sheet in plan.corpus.of_type("fiche-territoire"):
            for node in _named(sheet, TREES[axis]):
                yield from ((node, code, sheet.id) for code in places(sheet))


def _reached(plan: Plan, fiche: str, columns: str) -> list[str]:
    if columns == "indicateurs":
        return sorted(plan.uses.get(fiche, {}))
    if columns == "conventions":
        return [one.id for one in plan.conventions if fiche in carries(one)]
    return list(plan.reach(fiche)) or [ALL]


def _named(sheet: Document, tree: str) -> list[str]:
    """Return the nodes that the local priorities of a sheet are linked to."""
    return [
        value
        for _at, node, value in sheet.spots
        if isinstance(value, str) and ("feuille-de-route", tree) in node.targets
    ]


def _columns(
    plan: Plan, columns: str, used: set[str]
) -> tuple[tuple[tuple[str, str], ...], dict[str, tuple[str, ...]]]:
    """Return the columns, the widest places first, and what fills each expected one as well."""
    if columns != "territoires":
        kind = "indicateur" if columns == "indicateurs" else "convention"
        listed = [one.id for one in plan.corpus.of_type(kind)]
        return tuple((code, plan.corpus.name(code)) for code in listed), dict.fromkeys(listed, ())
    expected = plan.places.at_level("departement", plan.home)
    others = sorted(used - set(expected) - {ALL})
    around = {
        code: (ALL, *(one for one in others if plan.places.inside(code, one))) for code in expected
    }
    wide = [one for one in others if any(one in found for found in around.values())]
    rest = [one for one in others if one not in wide]
    everywhere = [(ALL, _("tout le territoire"))] if ALL in used else []
    named = [(code, plan.corpus.name(code)) for code in [*wide, *expected, *rest]]
    return (*everywhere, *named), around
