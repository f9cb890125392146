"""One file of an example, open for a fault: its values, where each stands, and ways to spoil it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from feuille.diagnostics import child
from feuille.parse import locate
from feuille.schema import walk

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from feuille.corpus import Corpus, Document
    from feuille.diagnostics import Path
    from feuille.reader import Mark
    from feuille.schema import Node

CONFIG = "feuille.yaml"
_WORD = re.compile(r"[a-z0-9#-]+\Z")


class NowhereError(Exception):
    """This kind of fault has no place in this file."""


@dataclass(frozen=True)
class Fault:
    """What a fault does to the files (None: removed), and the line that must be reported."""

    changes: dict[str, bytes | None]
    path: str
    line: int


@dataclass(frozen=True)
class Spot:
    """One value of a document.

    `raw` is its text where it stands alone to the end of its line, outside of braces; `word` its
    text where that is a bare word, anywhere. Both are "" elsewhere.
    """

    at: Path
    node: Node
    value: Any
    mark: Mark
    flow: bool
    raw: str
    word: str

    @property
    def is_text(self) -> bool:
        """Whether it is a sentence to its schema, on one line, without quotes."""
        return self.node.form in {"ligne", "texte"} and self.is_plain and not self.node["enum"]

    @property
    def is_plain(self) -> bool:
        return isinstance(self.value, str) and self.raw == self.value != ""

    @property
    def is_key(self) -> bool:
        """Whether it is the value of a key, other than the type of the document."""
        return bool(self.at) and isinstance(self.at[-1], str) and self.at != ("type",)


class Site:
    """A file of an example and, for the faults that need others, its corpus."""

    def __init__(self, corpus: Corpus, document: Document) -> None:
        self.corpus = corpus
        self.document = document
        self.path = document.path
        self.kind = document.type
        self.data = document.data
        self.text = corpus.snapshot.text(self.path).decode()
        self.lines = self.text.split("\n")
        self.rng: Random

    @cached_property
    def spots(self) -> list[Spot]:
        marks = locate(self.text.encode())
        return [
            self._spot(at, node, value, marks)
            for at, node, value in walk(self.kind.node, self.data)
            if at in marks
        ]

    def _spot(self, at: Path, node: Node, value: Any, marks: dict[Path, Mark]) -> Spot:
        mark = marks[at]
        rest = self.lines[mark.line - 1][mark.column - 1 :].rstrip()
        around = [marks[at[:n]] for n in range(len(at))]
        flow = any(self.lines[one.line - 1][one.column - 1] in "[{" for one in around)
        quoted = isinstance(value, str) and len(rest) > 1 and rest[0] == rest[-1] in "'\""
        alone = not flow and (rest == str(value) or quoted)
        word = str(value) if isinstance(value, str) and _WORD.match(value) else ""
        return Spot(
            at, node, value, mark, flow,
            raw=rest if alone and not isinstance(value, dict | list | bool) else "",
            word=word if word and rest.startswith(word) else "",
        )  # fmt: skip

    def parent(self, spot: Spot) -> Node:
        """Return the node of the block or list that holds a value."""
        at = spot.at[:-1]
        node = self.kind.node.at(at, self.data)
        assert node is not None
        return node.of(child(self.data, at))

    def pick(self, accepts: Callable[[Spot], Any]) -> Spot:
        """Choose a value at random; raise NowhereError where none is right."""
        found = [spot for spot in self.spots if accepts(spot)]
        if not found:
            raise NowhereError
        return self.rng.choice(found)

    def text_spot(self) -> Spot:
        return self.pick(lambda spot: spot.is_text)

    def need(self, condition: Any) -> None:
        if not condition:
            raise NowhereError

    # Where things stand

    def stands_alone(self, spot: Spot) -> bool:
        """Tell whether a key is the first thing on its line, outside of braces."""
        before = self.lines[spot.mark.key_line - 1][: spot.mark.key_column - 1]
        return spot.is_key and not spot.flow and not before.strip()

    def extent(self, spot: Spot) -> tuple[int, int]:
        """Return the first and last line of a key with its value, or of an item with its dash."""
        first = last = spot.mark.key_line
        column = spot.mark.key_column - 1
        item = isinstance(spot.at[-1], int)
        if item:
            column = self.lines[first - 1].rindex("- ", 0, column)
        for number in range(first + 1, len(self.lines) + 1):
            line = self.lines[number - 1]
            indent = len(line) - len(line.lstrip(" "))
            dashed = line.lstrip().startswith("- ") and isinstance(spot.value, list) and not item
            if line.strip() and not (indent > column or (indent == column and dashed)):
                break
            last = number if line.strip() else last
        return first, last

    def first_line(self, lines: list[str] | None = None) -> int:
        """Return the line where the document starts, after its comments."""
        rows = enumerate(self.lines if lines is None else lines, start=1)
        return next(n for n, line in rows if line.strip() and not line.startswith("#"))

    def deeper(self, spot: Spot) -> str:
        """Return the indentation of lines that go on from a value."""
        line = self.lines[spot.mark.line - 1]
        return " " * (len(line) - len(line.lstrip(" ")) + 4)

    # Ways to spoil

    def said(self, lines: list[str], line: int) -> Fault:
        return Fault({self.path: "\n".join(lines).encode()}, self.path, line)

    def write(self, spot: Spot, new: str) -> Fault:
        """Write something else in place of a value."""
        row = spot.mark.line - 1
        old = spot.raw or spot.word
        start = spot.mark.column - 1
        line = self.lines[row]
        assert old
        assert line[start:].startswith(old)
        changed = line[:start] + new + line[start + len(old) :]
        return self.said([*self.lines[:row], *changed.split("\n"), *self.lines[row + 1 :]], row + 1)

    def replace_entry(self, spot: Spot, value: str) -> Fault:
        """Write `key: value` in place of a key and all that it holds."""
        first, last = self.extent(spot)
        start = self.lines[first - 1][: spot.mark.key_column - 1]
        new = f"{start}{spot.at[-1]}: {value}"
        return self.said([*self.lines[: first - 1], new, *self.lines[last:]], first)

    def remove_entry(self, spot: Spot) -> Fault:
        """Remove a key and its value; what is reported is what held it."""
        first, last = self.extent(spot)
        lines = [*self.lines[: first - 1], *self.lines[last:]]
        if len(spot.at) == 1:
            return self.said(lines, self.first_line(lines))
        holder = next(one for one in self.spots if one.at == spot.at[:-1])
        return self.said(lines, holder.mark.key_line)

    def insert(self, before: int, new: list[str], line: int = 0) -> Fault:
        """Insert lines before a line; the fault is in the one at position `line`."""
        row = before - 1
        return self.said([*self.lines[:row], *new, *self.lines[row:]], before + line)

    def append(self, new: list[str], line: int = 0) -> Fault:
        """Add top-level keys at the end; the fault is in the line at position `line`."""
        end = len(self.text.rstrip("\n").split("\n")) + 1
        return self.insert(end, new, line)

    def below_top(self) -> int:
        """Return the line of some top-level key other than the first."""
        spot = self.pick(lambda one: len(one.at) == 1 and one.mark.key_line > self.first_line())
        return spot.mark.key_line

    def config(self) -> tuple[str, list[str]]:
        text = self.corpus.snapshot.text(CONFIG).decode()
        return text, text.rstrip("\n").split("\n")
