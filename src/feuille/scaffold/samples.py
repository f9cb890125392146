"""What a schema says of a key, turned into an example to follow and a line of help.

`x-nouveau` tells what a new document does with a key: `numero` (the next number),
`defaut` (filled where only one document can be meant), `demander` (asked on a
terminal; inside a block, shown in its example), `nommer` (too rare for an example).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from feuille import french
from feuille.schema import registry

if TYPE_CHECKING:
    from collections.abc import Callable

    from feuille.schema import Node

TO_WRITE = "…"
_NUMBER = 50
_BY_FORM = {"lien": "https://…"}
_PAIR = 2


def kinds(node: Node) -> set[str]:
    """Return the JSON types that a place accepts: string, number, object and so on."""
    said = [node["type"], *(b.get("type") for b in node["anyOf"] or () if isinstance(b, dict))]
    found = {name for part in said if part for name in ([part] if isinstance(part, str) else part)}
    return found | ({"object"} if node.of({}).is_object else set())


def is_block(node: Node) -> bool:
    """Tell whether only a block of keys can stand here."""
    return kinds(node) == {"object"}


def is_prose(node: Node) -> bool:
    """Tell whether sentences stand here, where a comma separates nothing."""
    return node.form == "texte"


def wish(node: Node) -> str:
    """Return what a new document does with this key, "" where the schema leaves it open."""
    return str(node["x-nouveau"] or "")


def sample(node: Node, choose: Callable[[Node], str]) -> Any:
    """Return a value that teaches what to write here.

    `choose` gives an id that a reference may hold, "" where none is known.
    """
    if node.item is not None:
        return [sample(node.item, choose)]
    node = node.of("")
    if node.targets and (chosen := choose(node)):
        return chosen
    said = [node["const"], *(node["enum"] or ()), *(node["examples"] or ())]
    found = next((value for value in said if value is not None), None)
    if found is not None:
        return found
    if is_block(node):
        return {key: _inner(node, key, choose) for key in shown_keys(node)}
    return _single(node)


def _inner(block: Node, key: str, choose: Callable[[Node], str]) -> Any:
    child = block.child(key)
    if key == "id":
        return f"{french.slug(block.title)}-1"
    return sample(child, choose) if child else TO_WRITE


def _single(node: Node) -> Any:
    found = kinds(node)
    if node.targets:
        return _stand_in(node)
    if "boolean" in found:
        return True
    if found & {"number", "integer"}:
        return min(max(_NUMBER, node["minimum"] or 0), node["maximum"] or _NUMBER)
    wanted = "1" if wish(node) == "numero" else _BY_FORM.get(node.form, TO_WRITE)
    return wanted if re.search(node["pattern"] or "", wanted) else "exemple"


def _stand_in(node: Node) -> str:
    """Return an id that shows that a real one must take its place."""
    name, item = node.targets[0]
    kind = registry().types.get(name)
    document = f"{'une' if kind.feminine else 'un'}-{kind.name}" if kind else "un-document"
    if not name:
        return "un-element"
    return f"{document}#un-element" if item else document


def shown_keys(block: Node) -> list[str]:
    """Return the keys of a block that its example shows, in the order of the schema.

    The required ones, its name, its id and those that the schema asks for; else
    the first two simple ones.
    """
    keys = [key for key in block.properties if block.child(key)]
    wanted = {*block.required, block.name_key, "id"}
    wanted |= {key for key in keys if wish(_known(block, key)) == "demander"}
    options = [set(b["required"]) for b in block["anyOf"] or () if "required" in b]
    if options and not any(option <= wanted for option in options):
        wanted |= options[0]
    simple = [key for key in keys if key not in wanted and _is_simple(_known(block, key))]
    missing = _PAIR - len(wanted & set(keys))
    wanted |= set(simple[: max(missing, 0)])
    return [key for key in keys if key in wanted] or keys[:_PAIR]


def _known(block: Node, key: str) -> Node:
    child = block.child(key)
    assert child is not None
    return child


def _is_simple(node: Node) -> bool:
    inner = any(not kind for kind, _item in node.targets)
    return node.item is None and not (is_block(node) or is_prose(node) or inner)


def help_of(node: Node) -> str:
    """Return what to write here, in words: the description, and the values of a closed list."""
    about = node.description or node.title
    choice = node.item or node
    values = [str(value) for value in choice["enum"] or ()]
    if not values or all(value in about for value in values):
        return about
    worded = [_with_words(value, choice.labels.get(value, value)) for value in values]
    return f"{about} Au choix : {', '.join(worded)}."


def _with_words(value: str, words: str) -> str:
    return value if french.slug(words) == value else f"{value} ({words})"
