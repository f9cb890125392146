"""Family R3: links that go round in circles, and documents or nodes that nothing ties to a plan."""

from __future__ import annotations

from collections import defaultdict
from contextlib import suppress
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING, Any

from feuille import french
from feuille.diagnostics import Finding, Path, Rule, Severity
from feuille.i18n import _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feuille.corpus import Corpus, Document, Reference

CYCLE = Rule(
    "R301", Severity.ERROR, "Liens qui tournent en rond",
    "Un plan ne peut pas décliner celui qui le décline, ni succéder à son successeur.",
    "# feuille-de-route a\ndecline: b\n# feuille-de-route b\ndecline: a",
    "# feuille-de-route a\ndecline: b\n# feuille-de-route b : rien au-dessus",
)  # fmt: skip
ORPHAN = Rule(
    "R302", Severity.INFO, "Document que rien ne rattache au reste",
    "Aucune page n'y mène : un acteur jamais nommé, une réunion sans plan se perdent.",
    "# acteurs/ddets-42.yaml, que personne ne nomme", "pilotes: [ddets-42]",
)  # fmt: skip
BARE_NODE = Rule(
    "R303", Severity.INFO, "Orientation ou mesure sans fiche action",
    "Le plan annonce ce que rien ne met en œuvre, alors que le reste de l'arbre a ses fiches.",
    "# aucune fiche ne vise fdr-ara#acces-droits", "orientations: [fdr-ara#acces-droits]",
)  # fmt: skip
UNATTACHED = Rule(
    "R304", Severity.WARNING, "Fiche action sans plan",
    "Sans feuille de route ni orientation, la fiche n'apparaît dans aucun plan ni aucun bilan.",
    "type: fiche-action\ntitre: Une",
    "type: fiche-action\ntitre: Une\norientations: [fdr-ara#acces-droits]",
)  # fmt: skip
TWO_PLANS = Rule(
    "R305", Severity.WARNING, "La feuille de route n'est pas celle des orientations",
    "Le document se dit d'un plan et sert les orientations d'un autre : il compterait deux fois.",
    "feuille_de_route: plan-2018\norientations: [plan-2024#logement]",
    "orientations: [plan-2024#logement]",
)  # fmt: skip

RULES = (CYCLE, ORPHAN, BARE_NODE, UNATTACHED, TWO_PLANS)

PLAN = "feuille-de-route"
_FICHE = "fiche-action"
_BELONGS = {"feuille_de_route", "orientations"}
_Knot = tuple[str, Path]
"""A document, or an item of one: its id and the item's key path."""
_Graph = dict[_Knot, dict[_Knot, "Reference"]]


def check(corpus: Corpus) -> Iterator[Finding]:
    """Yield the loops and loose ends of a corpus.

    Loose ends are looked for only where there is a plan to be tied to, and where every file
    could be read: the link may stand in the one that could not.
    """
    yield from _cycles(corpus)
    if any(document.type.name == PLAN for document in corpus.documents.values()):
        for document in corpus.documents.values():
            if document.sound:
                yield from _attachment(corpus, document)
        if not corpus.unread:
            yield from _orphans(corpus)
            yield from _bare_nodes(corpus)


def plans(corpus: Corpus, document: Document) -> list[Document]:
    """Return the sound feuilles de route of a document: its own, and those of its orientations."""
    found = {
        reference.target: corpus.documents[reference.target]
        for reference in corpus.outgoing.get(document.id, ())
        if reference.at[0] in _BELONGS
    }
    return [one for one in found.values() if one.type.name == PLAN and one.sound]


def _cycles(corpus: Corpus) -> Iterator[Finding]:
    """Find the loops of each key that leads from a document, or an item, to one of its own kind."""
    graphs: dict[str, _Graph] = defaultdict(lambda: defaultdict(dict))
    for reference in corpus.references:
        link = _link(corpus, reference)
        if link:
            key, source, target = link
            graphs[key][source].setdefault(target, reference)
    for key, graph in graphs.items():
        while core := _core(graph):
            for ring in _rings(graph, core):
                yield _cycle(key, [graph[one].pop(following) for one, following in ring])


def _link(corpus: Corpus, reference: Reference) -> tuple[str, _Knot, _Knot] | None:
    """Return (key, source, target) of a link to its own kind; None for any other.

    A list of documents at the top of one (« fiches liées ») says that they go together, which
    is true both ways: only single links there, and those between items, lead up or back.
    """
    target = corpus.documents.get(reference.target)
    if target is None or target.type is not reference.source.type:
        return None
    listed = isinstance(reference.at[-1], int)
    *start, key = reference.at[:-1] if listed else reference.at
    holder = tuple(start)
    named = any(kind == target.type.name for kind, _item in reference.node.targets)
    whole = not holder and not listed and "#" not in reference.text
    if not named or not (whole or (holder and reference.item is not None)):
        return None
    return str(key), (reference.source.id, holder), (target.id, reference.item or ())


def _core(graph: _Graph) -> set[_Knot]:
    """Return the knots that stand on a loop or lead to one."""
    sorter = TopologicalSorter(graph)
    with suppress(CycleError):
        sorter.prepare()
    free: set[_Knot] = set()
    while ready := sorter.get_ready():
        free.update(ready)
        sorter.done(*ready)
    return set(graph) - free


def _rings(graph: _Graph, core: set[_Knot]) -> Iterator[list[tuple[_Knot, _Knot]]]:
    """Yield loops without a common knot, each as its steps, by following first links."""
    seen: set[_Knot] = set()
    for start in [knot for knot in graph if knot in core]:
        trail: dict[_Knot, _Knot] = {}
        here = start
        while here not in seen:
            seen.add(here)
            trail[here] = next(target for target in graph[here] if target in core)
            here = trail[here]
        if here in trail:
            steps = list(trail.items())
            yield steps[list(trail).index(here) :]


def _cycle(key: str, ring: list[Reference]) -> Finding:
    first = min(range(len(ring)), key=lambda n: ring[n].source.path)
    ring = ring[first:] + ring[:first]
    names = [ring[-1].text, *(reference.text for reference in ring)]
    return Finding(
        CYCLE,
        ring[0].source.path,
        _("« {key} » tourne en rond : {ring}.").format(key=key, ring=" → ".join(names)),
        ring[0].at,
        _("Retirez le lien qui va à l'envers."),
        related=tuple((other.source.path, other.at) for other in ring[1:]),
    )


def _attachment(corpus: Corpus, document: Document) -> Iterator[Finding]:
    named = document.data.get("feuille_de_route")
    served = document.data.get("orientations")
    if document.type.name == _FICHE and not named and not served and not _undecided(document):
        yield Finding(
            UNATTACHED,
            document.path,
            _("La fiche n'est rattachée à aucun plan."),
            hint=_("Écrivez orientations: [plan#orientation], ou feuille_de_route: plan"),
        )
    if not isinstance(named, str) or not served or named not in corpus.documents:
        return
    reached = [one for one in corpus.outgoing.get(document.id, ()) if one.at[0] == "orientations"]
    if reached and not {one.target for one in reached} & _above(corpus, named):
        others = french.join(dict.fromkeys(one.target for one in reached))
        yield Finding(
            TWO_PLANS,
            document.path,
            _("« feuille_de_route » dit {named}, les orientations sont de {others}.").format(
                named=named, others=others
            ),
            ("feuille_de_route",),
            _("Retirez feuille_de_route (les orientations suffisent), ou corrigez-les."),
            related=((document.path, reached[0].at),),
        )


def _undecided(document: Document) -> bool:
    """Tell whether the link to a plan is announced as « a-definir »."""
    return any(at[0] in _BELONGS for at in document.undecided)


def _above(corpus: Corpus, plan: str) -> set[str]:
    """Return a plan and those that it carries out, whose orientations it may serve."""
    found: set[str] = set()
    while plan and plan not in found:
        found.add(plan)
        document = corpus.documents.get(plan)
        above = document.data.get("decline") if document else None
        plan = above if isinstance(above, str) else ""
    return found


def _orphans(corpus: Corpus) -> Iterator[Finding]:
    """Find documents that nothing names and that stand on no other document's page."""
    for document in corpus.documents.values():
        known = document.id in corpus.incoming or document.id == corpus.config.territoire
        settled = document.data.get("statut") == "archive" or _undecided(document)
        # A plan stands by itself, and a fiche without a plan has its own rule.
        if known or settled or document.type.name in {PLAN, _FICHE} or not document.sound:
            continue
        if not any(_is_shown(reference) for reference in corpus.outgoing.get(document.id, ())):
            yield Finding(
                ORPHAN,
                document.path,
                _("Aucun document ne nomme « {id} », et il ne se rattache à aucun plan.").format(
                    id=document.id
                ),
                hint=_("Nommez-le là où il sert, ou retirez le fichier."),
            )


def _is_shown(reference: Reference) -> bool:
    """Tell whether the target's page lists the documents that refer to it by this key."""
    at = reference.at if isinstance(reference.at[-1], str) else reference.at[:-1]
    node = reference.source.type.node.at(at, reference.source.data)
    return node is not None and bool(node["x-inverse"])


def _bare_nodes(corpus: Corpus) -> Iterator[Finding]:
    """Find the nodes of a plan's trees without a fiche, where other nodes of the tree have some."""
    served: dict[tuple[str, Any], set[Path]] = defaultdict(set)
    for reference in corpus.references:
        if reference.item and reference.source.type.name == _FICHE:
            served[reference.target, reference.item[0]].add(reference.item)
    for (identifier, key), direct in served.items():
        document = corpus.documents[identifier]
        if document.type.name == PLAN and document.sound:
            alive = {at[:length] for at in direct for length in range(2, len(at) + 1, 2)}
            yield from _bare(document, (key,), direct, alive)


def _bare(document: Document, at: Path, direct: set[Path], alive: set[Path]) -> Iterator[Finding]:
    """Yield the topmost nodes of a list that neither have fiches nor hold nodes that have."""
    for position, node in enumerate(document.get(at) or ()):
        here: Path = (*at, position)
        if here not in alive:
            yield Finding(
                BARE_NODE,
                document.path,
                _("Aucune fiche action ne sert « {title} ».").format(title=node["titre"].strip()),
                here,
                _("Une fiche s'y rattache par la référence {id}.").format(
                    id=f"{document.id}#{node['id']}"
                ),
            )
        elif here not in direct:
            yield from _bare(document, (*here, at[0]), direct, alive)
