"""What changed in a text, word by word."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

_BOUND = 3000  # words, beyond which a rewritten passage is shown as a whole
_WORD = re.compile(r"\s+|\w+|[^\w\s]")
Words = tuple[tuple[str, str], ...]


def compare(old: str, new: str) -> Words:
    """Return both texts as runs of words: ("=", kept), ("-", only in old), ("+", only in new).

    Where a paragraph's lines break is not a word: any space becomes one space, or
    an empty line.
    """
    before, after = _words(old), _words(new)
    head = _common(before, after)
    tail = _common(before[head:][::-1], after[head:][::-1])
    middle = before[head : len(before) - tail], after[head : len(after) - tail]
    runs = [("=", before[:head]), *_runs(*middle), ("=", before[len(before) - tail :])]
    return tuple((operation, "".join(words)) for operation, words in _merged(runs) if words)


def _words(text: str) -> list[str]:
    return [
        word if word.strip() else "\n\n" if word.count("\n") > 1 else " "
        for word in _WORD.findall(text.strip())
    ]


def _common(one: list[str], other: list[str]) -> int:
    for count, (left, right) in enumerate(zip(one, other, strict=False)):
        if left != right:
            return count
    return min(len(one), len(other))


def _runs(before: list[str], after: list[str]) -> list[tuple[str, list[str]]]:
    if len(before) > _BOUND or len(after) > _BOUND:
        return [("-", before), ("+", after)]
    found: list[tuple[str, list[str]]] = []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for operation, low, high, other_low, other_high in matcher.get_opcodes():
        kept = before[low:high]
        same = operation == "equal"
        # A lone space or sign between two changes would only break them up.
        if same and found and high < len(before) and len(kept) == 1 and not kept[0].isalnum():
            found += [("-", kept), ("+", kept)]
        elif same:
            found.append(("=", kept))
        else:
            found += [("-", kept), ("+", after[other_low:other_high])]
    return found


def _merged(runs: list[tuple[str, list[str]]]) -> list[tuple[str, list[str]]]:
    """Join the runs of words between two kept ones: first all that goes, then all that comes."""
    found: list[tuple[str, list[str]]] = []
    sides: dict[str, list[str]] = {"-": [], "+": []}
    for operation, words in [*runs, ("=", [])]:
        if operation in sides:
            sides[operation] = sides[operation] + words
        else:
            found += [*sides.items(), (operation, words)]
            sides = {"-": [], "+": []}
    return found
