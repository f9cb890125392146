"""The text of a new file: what is known, then every other key as a comment that teaches.

The comments survive a whole block being uncommented at once: only examples stand
behind a single `#`, help stands behind them or behind `##`.
"""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

from feuille import french
from feuille.scaffold import emit, samples

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from feuille.schema import Node

# These words go into documents, which are French whatever the terminal speaks.
HEADER = "## À compléter : ôtez « # » et l'espace qui suit, puis remplacez l'exemple."
NAMED = "## Autres clés possibles :"
_HELP_COLUMN = 34
_WIDTH = 100


def ordered(node: Node, value: Any) -> Any:
    """Return a value with the keys of its blocks in the order of the schema, local ones last."""
    node = node.of(value)
    if isinstance(value, list):
        return [ordered(node.item, inner) for inner in value] if node.item else value
    if not isinstance(value, dict):
        return value
    keys = [key for key in node.properties if key in value]
    known = {key: ordered(child, value[key]) for key in keys if (child := node.child(key))}
    return known | {key: inner for key, inner in value.items() if key not in known}


def text(
    node: Node,
    data: dict[str, Any],
    choose: Callable[[Node], str],
    accepts: Callable[[Any], bool],
) -> str:
    """Return the text of a document that says `data` and shows how to say the rest.

    `accepts` is the verdict of the schema: a key whose example it refuses is
    only named.
    """
    data = ordered(node, data)
    written = [line for key, value in data.items() for line in emit.entry(key, value)]
    shown, named = [], []
    for key in node.properties:
        child = node.child(key)
        if child is None or key in data:
            continue
        example = None if samples.wish(child) == "nommer" else _example(child, choose)
        if example not in (None, {}) and accepts({**data, key: example}):
            shown += _comment(emit.entry(key, example), samples.help_of(child))
        else:
            named.append(key)
    parts = [*written, "", HEADER, *shown, *_named(named)] if shown or named else written
    return "\n".join(parts) + "\n"


def _example(node: Node, choose: Callable[[Node], str]) -> Any:
    example = samples.sample(node, choose)
    # A text of its own is shown as « | » : colons, quotes and lists are then safe to type.
    return f"{example}\n" if samples.is_prose(node) and isinstance(example, str) else example


def _comment(example: list[str], about: str) -> list[str]:
    """Put the help beside the first line of an example, and a `#` before everything."""
    kept = french.typography(about)  # no line starts with « : »
    words = textwrap.wrap(kept, _WIDTH - _HELP_COLUMN - 2, break_long_words=False)
    first, *rest = (f"# {line}" for line in example)
    beside = len(first) <= _HELP_COLUMN - 2
    if first.endswith("|") and (len(words) > 1 or not beside):
        # Below a « | » the help would become part of the text.
        return [*(_beside("#", word) for word in words), first, *rest]
    lines = [_beside(first, words.pop(0)) if beside else first]
    return [*lines, *(_beside("#", word) for word in words), *rest]


def _beside(line: str, word: str) -> str:
    words = word.replace(french.NBSP, " ").replace(french.NNBSP, " ")
    return f"{line.ljust(_HELP_COLUMN)}# {words}"


def _named(keys: Iterable[str]) -> list[str]:
    listed = ", ".join(keys)
    if not listed:
        return []
    return textwrap.wrap(
        f"{NAMED} {listed}.", _WIDTH, subsequent_indent="##   ", break_long_words=False
    )
