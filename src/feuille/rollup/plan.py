"""The plan as rows see it: which fiche stands under what, uses what, and takes place where."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any

from feuille.rollup.places import Places
from feuille.series import blocks
from feuille.values import decimal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feuille.corpus import Corpus, Document
    from feuille.series import Suivi

TREES = {"orientation": "orientations", "mesure": "mesures"}


@dataclass(frozen=True, slots=True)
class Branch:
    """A node of a roadmap's tree: its reference, name, depth, and the references from it down."""

    reference: str
    name: str
    depth: int
    below: frozenset[str]


class Plan:
    """The links of a corpus that rollups follow, read once."""

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus
        self.places = Places(corpus)
        main = corpus.documents.get(corpus.config.feuille_de_route)
        named = corpus.config.territoire or (str(main.data.get("territoire")) if main else "")
        self.home = named if self.places.known(named) else "fr"
        said = corpus.config.seuils.get("avancement", 100)
        self.threshold = Fraction(decimal(said))
        self.blocks: tuple[Suivi, ...] = tuple(blocks(corpus))
        self.fiches = {document.id: document for document in corpus.of_type("fiche-action")}
        self.roadmaps = corpus.of_type("feuille-de-route")
        self.conventions = corpus.of_type("convention")
        self._serves: dict[tuple[str, str], frozenset[str]] = {}
        self._reach: dict[str, tuple[str, ...]] = {}
        self._under: dict[str, dict[str, set[str]]] = {}

    @cached_property
    def by_indicator(self) -> dict[str, list[Suivi]]:
        """The blocks of each indicator."""
        found: dict[str, list[Suivi]] = defaultdict(list)
        for block in self.blocks:
            found[block.indicateur].append(block)
        return found

    @cached_property
    def _carriers(self) -> dict[str, list[Document]]:
        """The conventions that carry each fiche."""
        found: dict[str, list[Document]] = defaultdict(list)
        for convention in self.conventions:
            for fiche in dict.fromkeys(carries(convention)):
                found[fiche].append(convention)
        return found

    @cached_property
    def uses(self) -> dict[str, dict[str, Fraction]]:
        """The indicators of each fiche, with their weight (the greatest, where said twice)."""
        found: dict[str, dict[str, Fraction]] = defaultdict(dict)
        for block in self.blocks:
            if block.action:
                weight = Fraction(block.ponderation)
                known = found[block.action].get(block.indicateur, weight)
                found[block.action][block.indicateur] = max(known, weight)
        return found

    @cached_property
    def users(self) -> dict[str, dict[str, Fraction]]:
        """The fiches that use each indicator, with the weight they give it."""
        found: dict[str, dict[str, Fraction]] = defaultdict(dict)
        for fiche, used in self.uses.items():
            for name, weight in used.items():
                found[name][fiche] = weight
        return found

    @cached_property
    def lit(self) -> dict[str, frozenset[str]]:
        """The indicators that say by themselves which orientations they belong to."""
        return {
            document.id: frozenset(texts(document, "orientations"))
            for document in self.corpus.of_type("indicateur")
        }

    def branches(self, roadmap: Document, axis: str) -> list[Branch]:
        """Return the nodes of one tree of a roadmap, each before those below it."""
        key = TREES[axis]
        return list(_branches(roadmap.id, key, roadmap.data.get(key), 1))

    def under(self, branch: Branch, axis: str) -> frozenset[str]:
        """Return the fiches that name a node of a tree or one below it."""
        if axis not in self._under:
            self._under[axis] = defaultdict(set)
            for fiche in self.fiches:
                for node in self.serves(fiche, axis):
                    self._under[axis][node].add(fiche)
        held = self._under[axis]
        return frozenset(fiche for node in branch.below for fiche in held.get(node, ()))

    def serves(self, fiche: str, axis: str) -> frozenset[str]:
        """Return the nodes of a tree that a fiche names."""
        key = fiche, axis
        if key not in self._serves:
            document = self.fiches.get(fiche)
            word = TREES[axis] if axis == "orientation" else axis
            self._serves[key] = frozenset(texts(document, word) if document else ())
        return self._serves[key]

    def roadmaps_of(self, fiche: str) -> frozenset[str]:
        """Return the roadmaps of a fiche: its own, and those of its orientations."""
        document = self.fiches.get(fiche)
        if document is None:
            return frozenset()
        named = texts(document, "feuille_de_route")
        return frozenset(
            [*named, *(text.partition("#")[0] for text in self.serves(fiche, "orientation"))]
        )

    def reach(self, fiche: str) -> tuple[str, ...]:
        """Return the territories that a fiche names, else those of its conventions."""
        if fiche not in self._reach:
            document = self.fiches.get(fiche)
            own = texts(document, "territoires") if document else []
            carried = [] if own else self._carriers.get(fiche, [])
            own += [code for one in carried for code in texts(one, "territoires")]
            self._reach[fiche] = tuple(dict.fromkeys(own))
        return self._reach[fiche]


def texts(document: Document, key: str) -> list[str]:
    """Return the text or texts of a key."""
    value = document.data.get(key)
    listed = value if isinstance(value, list) else [value]
    return [one for one in listed if isinstance(one, str) and one]


def carries(convention: Document) -> list[str]:
    """Return the fiches that a convention carries, in its order."""
    actions = convention.data.get("actions")
    found = (
        (a.get("fiche") for a in actions if isinstance(a, dict))
        if isinstance(actions, list)
        else ()
    )
    return [fiche for fiche in found if isinstance(fiche, str)]


def _branches(roadmap: str, key: str, nodes: Any, depth: int) -> Iterator[Branch]:
    for node in nodes if isinstance(nodes, list) else []:
        if not isinstance(node, dict) or not isinstance(node.get("id"), str):
            continue
        lower = list(_branches(roadmap, key, node.get(key), depth + 1))
        reference = f"{roadmap}#{node['id']}"
        numero = node.get("numero")
        title = str(node.get("titre") or node["id"]).strip()
        yield Branch(
            reference=reference,
            name=f"{numero} {title}" if isinstance(numero, str) else title,
            depth=depth,
            below=frozenset([reference, *(name for one in lower for name in one.below)]),
        )
        yield from lower
