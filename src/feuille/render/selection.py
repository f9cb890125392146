"""What of a corpus is published: its public part or all, one feuille de route or all of them.

And, where a publication tells what changed, the same part of an earlier moment.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from feuille import french, public
from feuille.diagnostics import CannotProceedError
from feuille.diff import documents
from feuille.i18n import _
from feuille.render.inline import PLAN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import date

    from feuille.corpus import Corpus, Document
    from feuille.diff import Comparison
    from feuille.schema import Type


@dataclass(frozen=True, slots=True)
class About:
    """What a publication is made from, and what is asked of it.

    `as_of` is the day that counts; `commit` is "" for the working tree; `since`
    an earlier moment to compare with; `roadmap` the only feuille de route to
    publish ("": all); `internal` publishes what is restricted too.
    """

    as_of: date
    commit: str = ""
    since: Corpus | None = None
    roadmap: str = ""
    internal: bool = False


@dataclass(frozen=True, slots=True)
class Selection:
    """The documents to publish, and those around them that are only named.

    `poorer` are the ids of documents of which a part is left out.
    """

    corpus: Corpus
    around: Corpus
    poorer: frozenset[str]
    changes: Comparison | None


def select(corpus: Corpus, about: About) -> Selection:
    """Return what to publish; CannotProceedError where the feuille de route asked is not there."""
    found = public.whole(corpus) if about.internal else public.published(corpus)
    mine = _ids(found.corpus, corpus, about.roadmap)
    part = _part(found.corpus, mine, about.roadmap)
    changes = _changes(corpus, found, part, about) if about.since else None
    return Selection(part, found.corpus, found.poorer, changes)


def _changes(corpus: Corpus, today: public.Publication, part: Corpus, about: About) -> Comparison:
    """Compare the part that is published with what it was."""
    assert about.since
    before = (
        public.whole(about.since) if about.internal else public.earlier(about.since, corpus, today)
    ).corpus
    if not about.roadmap:
        return public.compared(before, today.corpus)
    plan = _then(before, today.corpus.documents[about.roadmap])
    then = _part(before, belonging(before, plan), plan) if plan else replace(before, documents={})
    return public.compared(before, today.corpus, (then, part))


def _then(before: Corpus, plan: Document) -> str:
    """Return the id that a plan bore in an earlier corpus, "" where it was not there."""
    known = [
        one.id
        for one in before.of_type(PLAN)
        if one.id in (plan.id, *documents.former(plan)) or plan.id in documents.former(one)
    ]
    return next(iter(sorted(known, key=lambda one: one != plan.id)), "")


def _ids(corpus: Corpus, whole: Corpus, plan: str) -> frozenset[str]:
    """Return the ids of what belongs to a plan, or of everything ("")."""
    if not plan:
        return frozenset(corpus.documents)
    plans = {one.id for one in corpus.of_type(PLAN)}
    if plan in plans:
        return belonging(corpus, plan)
    if any(one.id == plan for one in whole.of_type(PLAN)):
        raise CannotProceedError(
            _("La feuille de route « {name} » est restreinte.").format(name=plan),
            _("Elle ne se publie que pour un usage interne : --internal"),
        )
    near = french.nearest(plan, plans)
    hint = _("Vouliez-vous écrire « {near} » ?").format(near=near) + " " if near else ""
    existing = ", ".join(sorted(plans)) or _("aucune")
    raise CannotProceedError(
        _("La feuille de route « {name} » n'existe pas.").format(name=plan),
        hint + _("Feuilles de route existantes : {names}.").format(names=existing),
    )


def _part(corpus: Corpus, ids: frozenset[str], plan: str) -> Corpus:
    """Return the documents of a plan, which gives title and place; all where none is named."""
    if not plan:
        return corpus
    one, config = corpus.documents[plan], corpus.config
    place = one.data.get("territoire")
    config = replace(
        config,
        titre=one.name,
        feuille_de_route=plan,
        territoire=place if isinstance(place, str) else config.territoire,
    )
    kept = {key: document for key, document in corpus.documents.items() if key in ids}
    return replace(corpus, config=config, documents=kept, _marks={})


def belonging(corpus: Corpus, plan: str) -> frozenset[str]:
    """Return the ids of what belongs to a feuille de route.

    It, and the documents whose first feuille de route it is; those that name
    none and cite one of these, and so on; then all that these cite, and so on.
    Another feuille de route and what belongs to it stay out; indicators, actors
    and the like belong to whoever cites them.
    """
    own = corpus.documents[plan]
    mine = {plan, *(one.id for one in corpus.documents.values() if _plan(corpus, one) is own)}

    def citing(name: str) -> Iterator[Document]:
        return (one.source for one in corpus.incoming.get(name, ()))

    def cited(name: str) -> Iterator[Document]:
        return (corpus.documents[one.target] for one in corpus.outgoing.get(name, ()))

    return frozenset(_closed(corpus, _closed(corpus, mine, citing), cited))


def _closed(
    corpus: Corpus, found: Iterable[str], ways: Callable[[str], Iterable[Document]]
) -> set[str]:
    """Add to documents, again and again, those that a link leads to and no other plan holds."""
    known, todo = set(found), sorted(found)
    for name in todo:
        for one in ways(name):
            if one.id not in known and _is_free(corpus, one):
                known.add(one.id)
                todo.append(one.id)
    return known


def _plan(corpus: Corpus, one: Document) -> Document | None:
    return None if one.type.name == PLAN else corpus.plan_of(one)


def _is_free(corpus: Corpus, one: Document) -> bool:
    """Tell whether no feuille de route has a document for itself."""
    shared = not _has_plan(one.type) or corpus.plan_of(one) is None
    return shared and one.type.name != PLAN


def _has_plan(kind: Type) -> bool:
    """Tell whether documents of a type say which feuille de route they are of."""
    children = (kind.node.child(key) for key in kind.node.properties)
    return any((PLAN, "") in child.targets for child in children if child)
