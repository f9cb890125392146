"""The rows of each axis: territories, orientations, measures, fiches, conventions, periods."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from feuille import french
from feuille.diagnostics import CannotProceedError
from feuille.i18n import _
from feuille.rollup.plan import carries, texts
from feuille.rollup.records import Row

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from feuille.corpus import Document
    from feuille.rollup.indicators import Indicateur
    from feuille.rollup.plan import Plan
    from feuille.rollup.units import Series

AXES = ("territoire", "orientation", "mesure", "fiche", "convention", "periode")
ROADMAP = "feuille-de-route"


def scope_of(plan: Plan, asked: str | None) -> str:
    """Return the territory to roll up: the one asked, within that of the repository."""
    home = plan.home
    if asked is None or (plan.places.known(asked) and plan.places.inside(home, asked)):
        return home
    if not plan.places.known(asked):
        near = french.nearest(asked, plan.places.codes())
        raise CannotProceedError(
            _("Le territoire « {code} » n'existe pas.").format(code=asked),
            _("Le plus proche : {code} ({name}).").format(code=near, name=plan.corpus.name(near))
            if near
            else _("Un territoire s'écrit fr, reg-84, dep-42, met-… ou par l'id d'un document."),
        )
    if not plan.places.inside(asked, home):
        raise CannotProceedError(
            _("Le territoire « {code} » est hors du périmètre du dépôt ({home}).").format(
                code=asked, home=plan.corpus.name(home)
            ),
            _("feuille.yaml fixe ce périmètre par la clé « territoire »."),
        )
    return asked


def territories(plan: Plan, scope: str, series: Iterable[Series]) -> list[Row]:
    """Return the scope, then every place that reports, should report, or holds one that does."""
    codes = {scope}
    for one in series:
        for code in (*one.units, *one.expected):
            chain = plan.places.chain(code)
            codes.update(chain[: chain.index(scope)] if scope in chain else (code,))
    paths = {code: _path(plan, code, codes, scope) for code in codes}
    return [
        Row("territoire", code, plan.corpus.name(code), (code,), depth=len(paths[code]) - 1)
        for code in sorted(codes, key=lambda code: paths[code])
    ]


def _path(plan: Plan, code: str, codes: set[str], scope: str) -> tuple[str, ...]:
    """Return the rows from the scope down to a place, which a local scope may be made of."""
    path = tuple(one for one in reversed(plan.places.chain(code)) if one in codes)
    return path if scope in path else (scope, *path)


def tree(plan: Plan, scope: str, axis: str) -> Iterator[Row]:
    """Yield each roadmap with the fiches of all its nodes, then its nodes one by one."""
    lost = set(plan.fiches)
    for roadmap in plan.roadmaps:
        branches = plan.branches(roadmap, axis)
        whole = frozenset(name for branch in branches for name in branch.below)
        belongs = frozenset(
            f
            for f in plan.fiches
            if roadmap.id in plan.roadmaps_of(f) or plan.serves(f, axis) & whole
        )
        lost -= belongs
        own = _with_lit(
            plan, _row(plan, scope, ROADMAP, roadmap.id, roadmap.name, belongs), whole, axis
        )
        if not belongs and not own.indicateurs:
            continue
        yield own
        for branch in branches:
            fiches = plan.under(branch, axis)
            row = _row(plan, scope, axis, branch.reference, branch.name, fiches)
            yield _with_lit(plan, replace(row, depth=branch.depth), branch.below, axis)
    if lost:
        yield _row(plan, scope, ROADMAP, "", _("Sans feuille de route"), frozenset(lost))


def _with_lit(plan: Plan, row: Row, nodes: frozenset[str], axis: str) -> Row:
    """Add the indicators that name an orientation themselves."""
    lit = (
        {name for name, named in plan.lit.items() if named & nodes}
        if axis == "orientation"
        else set()
    )
    return replace(row, indicateurs=(row.indicateurs or frozenset()) | lit)


def _row(
    plan: Plan, scope: str, by: str, identifier: str, name: str, fiches: frozenset[str]
) -> Row:
    used = frozenset(name for fiche in fiches for name in plan.uses.get(fiche, ()))
    return Row(by, identifier, name, (scope,), fiches, used)


def fiches(plan: Plan, scope: str) -> Iterator[Row]:
    """Yield each fiche."""
    for document in plan.fiches.values():
        yield _row(plan, scope, "fiche", document.id, _numbered(document), frozenset([document.id]))


def conventions(plan: Plan, scope: str) -> Iterator[Row]:
    """Yield each convention, bounded by its territories and by what it or its fiches write."""
    for document in plan.conventions:
        carried = frozenset(carries(document))
        row = _row(plan, scope, "convention", document.id, document.name, carried)
        own = texts(document, "territoires")
        if own and not any(plan.places.inside(scope, code) for code in own):
            row = replace(row, places=tuple(c for c in own if plan.places.inside(c, scope)))
        yield replace(row, convention=document.id)


def _numbered(document: Document) -> str:
    numero = document.data.get("numero")
    return f"{numero}. {document.name}" if isinstance(numero, str) else document.name


def bounded(plan: Plan, row: Row, indicator: Indicateur, scope: str) -> Row:
    """Return a row as an indicator of whole places sees it: where its fiches take place."""
    lit = row.by in {ROADMAP, "orientation"} and plan.lit.get(indicator.id)
    if row.fiches is None or row.convention or indicator.par_action or lit:
        return row
    using = [fiche for fiche in plan.users.get(indicator.id, ()) if fiche in row.fiches]
    reaches = [plan.reach(fiche) for fiche in using]
    if not using or not all(reaches):
        return row
    codes = sorted({code for reach in reaches for code in reach})
    parts = plan.places.at_level("departement", scope)
    whole = [c for c in parts if any(plan.places.inside(c, code) for code in codes)]
    if any(plan.places.inside(scope, code) for code in codes) or (parts and whole == parts):
        return row
    inside = [code for code in codes if plan.places.inside(code, scope)]
    widest = [c for c in inside if not any(c != o and plan.places.inside(c, o) for o in inside)]
    return replace(row, places=tuple(widest))
