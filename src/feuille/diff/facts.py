"""What an added or removed document, or item of a list, says: its main keys, in words."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from feuille import money, series
from feuille.diff import wording
from feuille.diff.deltas import MONEY
from feuille.diff.documents import FORMER
from feuille.diff.equality import item as item_node
from feuille.diff.model import Fact
from feuille.i18n import _
from feuille.reader import UNDECIDED
from feuille.schema import registry

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator

    from feuille.corpus import Corpus, Document
    from feuille.schema import Node
    from feuille.values import Montant

_TOLD = {"id", FORMER, MONEY, *series.KINDS}
"""Keys that say nothing to a reader, or that are told line by line."""
_LONG = 10_000
_STATES = {"avancement", "date", "periode"}
"""Forms of the keys that stand beside the name of a block."""


def of_document(corpus: Corpus, document: Document) -> tuple[Fact, ...]:
    """Say what the schema holds to be the main facts of a document, and its money."""
    node = document.type.node
    main = [key for key in node.properties if _is_main(node, key)]
    return (*_facts(corpus, document, node, document.data, main), *amounts(document))


def _is_main(node: Node, key: str) -> bool:
    """Tell whether a key is shown in lists, owed, asked of a new document, or its own words."""
    known = node.child(key)
    if known is None or key in {"type", node.name_key} or not known.public:
        return False
    owed = key in node.required or key in (node["x-attendus"] or ())
    asked = owed or known["x-resume"] or known["x-nouveau"] == "demander"
    return bool(asked) or known.form == "texte" or (key not in _shared() and _is_own(known))


def _is_own(node: Node) -> bool:
    """Tell whether a key holds a state, or a list of blocks that have names and no amounts."""
    block = node.item
    if block is None:
        return bool(node.labels)
    amounts = node.key == MONEY or any(one.form == "montant" for one in _children(block))
    return bool(block.properties) and block.form != "partie" and not amounts


def _children(node: Node) -> list[Node]:
    return [one for key in node.properties if (one := node.child(key))]


@cache
def _shared() -> frozenset[str]:
    """Return the keys that every type has: they tell of the file more than of the plan."""
    types = registry().types.values()
    return frozenset.intersection(*(frozenset(one.node.properties) for one in types))


def of_item(
    corpus: Corpus, document: Document, node: Node, value: Any, told: Container[str] = ()
) -> tuple[Fact, ...]:
    """Say what a block holds besides the keys already told."""
    if not isinstance(value, dict):
        return ()
    inner = node.of(value)
    keys = [key for key in inner.properties if key not in told and key not in _TOLD]
    return tuple(_facts(corpus, document, inner, value, keys))


def _facts(
    corpus: Corpus, document: Document, node: Node, block: dict[str, Any], keys: Iterable[str]
) -> Iterator[Fact]:
    for key in keys:
        known = node.child(key)
        if known is None or (known.item and is_follow_up(known.item)):
            continue  # figures are told one by one
        if block.get(key) not in (None, "", [], {}):
            values = tuple(_values(corpus, document, known, block[key]))
            one = known.item
            many = len(values) > 1 and one and one.properties and one.form != "partie"
            counted = f" ({len(values)})" if many else ""
            yield Fact(known.title + counted, values)


def is_follow_up(node: Node) -> bool:
    """Tell whether a block follows an indicator: it holds its values."""
    return series.KINDS.keys() <= {*node.properties}


def _values(corpus: Corpus, document: Document, node: Node, value: Any) -> Iterator[str]:
    if isinstance(value, list):
        inner = item_node(node)
        for one in value:
            called = wording.item_name(corpus, document, inner, one, node, _LONG)
            if called and inner.form != "partie":
                yield called + _state(corpus, document, inner.of(one), one)
            else:
                yield from _values(corpus, document, inner, one)
    elif isinstance(value, str) and _is_prose(node) and value != UNDECIDED:
        yield wording.prose(value)
    else:
        yield wording.show(corpus, document, node, value, limit=_LONG)


def _state(corpus: Corpus, document: Document, node: Node, block: dict[str, Any]) -> str:
    """Say where a named block stands, and its dates: (en cours, décembre 2025)."""
    said = [
        wording.show(corpus, document, known, block[key])
        for key in node.properties
        if block.get(key) and (known := node.child(key)) and known.form in _STATES
    ]
    return f" ({', '.join(said)})" if said else ""


def _is_prose(node: Node) -> bool:
    branch = node.of("")
    return branch.form in {"texte", "ligne"} and not branch.targets and not branch.labels


def amounts(document: Document) -> Iterator[Fact]:
    """Say what a convention or a fiche brings: Engagé : 2024 : 400 000 €, 2025 : 410 000 €."""
    found: dict[str, dict[tuple[str, str], list[Montant]]] = {}
    for line in money.in_force(document, money.lines(document)):
        for kind, amount in line.amounts.items():
            by_year = found.setdefault(kind, {})
            by_year.setdefault((line.unite, line.exercice), []).append(amount)
    for kind, by_year in found.items():
        said = tuple(
            f"{money.total(listed)}" + (_(" pour {exercice}").format(exercice=when) if when else "")
            for (_unit, when), listed in sorted(by_year.items(), key=_euros_first)
        )
        yield Fact(wording.amount_word(kind).capitalize() + _(" au total"), said)


def _euros_first(row: tuple[tuple[str, str], Any]) -> tuple[bool, str]:
    (unit, when), _amounts = row
    return unit != "eur", when
