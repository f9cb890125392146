"""Pages as plain data that the Typst template shows: no text of a document becomes code.

Sections are laid flat: a heading, then what stands under it. What nests deeper
than Typst follows (lists in lists, quotations in quotations) goes on at the last
level that it does.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from feuille.render import prose, svg
from feuille.render.model import (
    Absent,
    Away,
    Deleted,
    Drawing,
    Facts,
    Figure,
    Inserted,
    Link,
    Listing,
    Notice,
    Phrase,
    Prose,
    Section,
    State,
    Table,
)
from feuille.render.typst_columns import widths

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from markdown_it.tree import SyntaxTreeNode

    from feuille.render.model import Block, Inline, Page, Row, Value

Node: TypeAlias = dict[str, Any]
Places: TypeAlias = dict[tuple[str, str], str]
"""The label of each place, by address and anchor ("" for the page itself)."""

LOWEST = 6
_LISTS, _TEXTS, _SPANS = 6, 4, 4
_LONG_ROW = 500
_LONGEST_URL = 2000
_LONG_WORD = re.compile(r"[^\s\u00a0\u202f\u200b-]{25,}")
# Signs that no font shows and that a PDF may not hold.
_FORBIDDEN = re.compile(r"[\u0000\ufeff\ufff9-\ufffb\ufffe\uffff\u2028\u2029]")


def words(text: str) -> str:
    """Return words fit to be set; very long ones may be cut between two lines."""
    return _LONG_WORD.sub(
        lambda m: re.sub(r"([/_.?&=@,;:]+(?=\w)|.{10})", "\\1\u200b", m[0]),
        _FORBIDDEN.sub("", text),
    )


def named(title: str) -> str:
    """Return a title fit to be set; none is empty, for those who move from one to the next."""
    return words(title).strip() or "…"


@dataclass
class Tree:
    """Turns blocks of one page into nodes; places are given out once each."""

    address: str
    places: Places
    _given: set[str] = field(default_factory=set)

    def place(self, anchor: str) -> str:
        """Return the label of a place of this page, "" where it has none or has it already."""
        label = self.places.get((self.address, anchor), "") if anchor else ""
        if label in self._given:
            return ""
        self._given.add(label)
        return label

    def blocks(
        self, found: Iterable[Block], level: int, title: str = "", depth: int = 0
    ) -> list[Node]:
        """Return blocks as nodes; `level` is that of the heading above, `title` its words."""
        return [node for one in found for node in self._block(one, level, title, depth)]

    def _block(self, found: Block, level: int, title: str, depth: int) -> list[Node]:
        match found:
            case Section():
                return self._section(found, level, depth)
            case Listing():
                return self._listing(found, level, depth)
            case Prose():
                return list(_texts(prose.tree(found.text, level), 0))
            case Phrase():
                node = {"k": "para", "c": self._parts(found), "small": found.small}
            case Facts():
                node = self._facts(found, level)
            case Table():
                node = self._table(found, level, title)
            case Drawing():
                return self._drawing(found, level)
            case _:
                assert isinstance(found, Notice), "details are laid flat before"
                node = {"k": "notice", "title": words(found.title), "w": words(found.words)}
        return [node]

    def _section(self, found: Section, level: int, depth: int) -> list[Node]:
        rank = min(level + 1, LOWEST)
        head = heading(rank, found.title, self.place(found.anchor))
        return [head, *self.blocks(found.blocks, rank, found.title, depth)]

    def _drawing(self, found: Drawing, level: int) -> list[Node]:
        """Return a finding, the drawing that shows it, where it comes from, and its table."""
        drawn = {
            "k": "drawing",
            "title": words(found.title),
            "svg": svg.image(found),
            "alt": words(f"{found.title} {found.words}"),
            "source": words(found.source),
        }
        return [drawn, self._table(found.table, level, "")]

    def _listing(self, found: Listing, level: int, depth: int) -> list[Node]:
        items: list[Node] = [
            {"id": self.place(one.anchor), "blocks": self.blocks(one.blocks, level, "", depth + 1)}
            for one in found.entries
        ]
        if depth >= _LISTS:
            return [node for item in items for node in item["blocks"]]
        return [_list(items, ordered=found.ordered)]

    def _facts(self, found: Facts, level: int) -> Node:
        if found.small and all(isinstance(one, Phrase) for r in found.rows for one in r.values):
            return {"k": "para", "c": list(self._in_a_row(found)), "small": True}
        rows: list[Node] = [
            {"term": words(row.term), "values": self._values(row.values, level)}
            for row in found.rows
        ]
        for row in rows:
            row["inline"] = all([one["k"] for one in value] == ["line"] for value in row["values"])
        return {"k": "facts", "rows": rows}

    def _in_a_row(self, found: Facts) -> Iterator[Node]:
        for number, row in enumerate(found.rows):
            yield _text(f"{' · ' if number else ''}{row.term}\u00a0: ")
            for rank, one in enumerate(row.values):
                assert isinstance(one, Phrase)
                yield from ([_text(", ")] if rank else [])
                yield from self._parts(one)

    def _table(self, found: Table, level: int, title: str) -> Node:
        columns = [
            {"title": words(column.title), "numeric": column.numeric, "width": width}
            for column, width in zip(found.columns, widths(found), strict=True)
        ]
        return {
            "k": "table",
            "caption": "" if found.caption == title else words(found.caption),
            "columns": columns,
            "rows": [self._row(row, level, len(columns)) for row in found.rows],
        }

    def _row(self, row: Row, level: int, width: int) -> Node:
        cells = [self._values(cell, level) for cell in row.cells[:width]]
        return {
            "id": self.place(row.anchor),
            "long": max((sum(map(length, cell)) for cell in row.cells), default=0) > _LONG_ROW,
            "cells": cells + [[]] * (width - len(cells)),
        }

    def _values(self, found: tuple[Value, ...], level: int) -> list[list[Node]]:
        return [
            [{"k": "line", "c": self._parts(one)}]
            if isinstance(one, Phrase)
            else _in_line(list(_texts(prose.tree(one.text, level), 0)))
            for one in found
        ]

    def _parts(self, found: Phrase) -> list[Node]:
        return [self._part(one) for one in found.parts]

    def _part(self, part: Inline) -> Node:
        if isinstance(part, State):
            # The fonts of Typst lack this cross.
            mark = part.mark.replace("✕", "×")
            return {"k": "state", "w": words(part.words), "mark": mark, "tone": part.tone}
        if isinstance(part, Absent | Figure | Inserted | Deleted):
            return {"k": part.kind, "w": words(part.words)}
        if isinstance(part, Away):
            return _away(part.url, [_text(part.words)])
        if isinstance(part, Link):
            page = self.places.get((part.address, ""))
            to = self.places.get((part.address, part.anchor), page)
            return {"k": "link", "w": words(part.words), "to": to} if to else _text(part.words)
        strong = getattr(part, "strong", False)
        return {"k": "strong", "c": [_text(part.words)]} if strong else _text(part.words)


def _in_line(found: list[Node]) -> list[Node]:
    """Let a text of one paragraph stand on the line where it is shown."""
    if len(found) == 1 and found[0]["k"] == "para":
        return [{"k": "line", "c": found[0]["c"]}]
    return found


def heading(level: int, title: str, label: str, *, bookmarked: bool = True) -> Node:
    """Return a heading; those of texts stay out of the bookmarks."""
    return {"k": "heading", "l": level, "w": named(title), "id": label, "b": bookmarked}


def length(found: Value) -> int:
    """Return how many signs a value has."""
    if isinstance(found, Prose):
        return len(found.text)
    return sum(len(part.words) for part in found.parts)


def size(page: Page) -> int:
    """Return how many signs a page has, headings and a share for each line apart."""

    def of(blocks: Iterable[Block]) -> int:
        return sum(one(block) for block in blocks)

    def one(block: Block) -> int:
        if isinstance(block, Phrase | Prose):
            return 60 + length(block)
        if isinstance(block, Facts):
            return sum(70 + sum(map(length, row.values)) for row in block.rows)
        if isinstance(block, Table):
            return sum(
                90 + sum(length(v) for cell in row.cells for v in cell) for row in block.rows
            )
        if isinstance(block, Listing):
            return sum(of(entry.blocks) for entry in block.entries)
        return 200 + (of(block.blocks) if isinstance(block, Section) else 0)

    return of(page.blocks) + of(page.foot)


def _list(items: list[Node], *, ordered: bool, start: int = 1) -> Node:
    loose = any(len(item["blocks"]) > 1 for item in items)
    return {"k": "list", "ordered": ordered, "start": start, "items": items, "loose": loose}


def _text(said: str) -> Node:
    return {"k": "text", "w": words(said)}


def _away(url: str, inside: list[Node]) -> Node:
    if len(url) > _LONGEST_URL:
        return {"k": "words", "c": inside}
    return {"k": "away", "url": url, "c": inside}


def _texts(found: Iterable[SyntaxTreeNode], depth: int) -> Iterator[Node]:
    """Yield the blocks of a Markdown text."""
    for node in found:
        if node.type in {"bullet_list", "ordered_list", "blockquote"} and depth >= _TEXTS:
            yield from _texts(
                [below for one in node.children for below in (one.children or [one])]
                if node.type != "blockquote"
                else node.children,
                depth,
            )
        elif node.type in {"bullet_list", "ordered_list"}:
            items = [
                {"id": "", "blocks": list(_texts(i.children, depth + 1))} for i in node.children
            ]
            start = int(node.attrs.get("start", 1))
            yield _list(items, ordered=node.type == "ordered_list", start=start)
        elif node.type == "blockquote":
            yield {"k": "quote", "blocks": list(_texts(node.children, depth + 1))}
        elif node.type in {"fence", "code_block"}:
            yield {"k": "code", "w": words(node.content.rstrip())}
        elif node.type == "hr":
            yield {"k": "rule"}
        elif node.type == "heading":
            said = "".join(_plain(child) for child in node.children)
            yield heading(int(node.tag[1]), said, "", bookmarked=False)
        else:
            yield {"k": "para", "c": list(_spans(node.children, 0)), "small": False}


def _spans(found: Iterable[SyntaxTreeNode], depth: int) -> Iterator[Node]:
    """Yield the parts of a line of Markdown."""
    for node in found:
        if node.type in {"strong", "em", "link", "inline"} and depth < _SPANS:
            inside = list(_spans(node.children, depth + 1))
            if node.type == "link":
                yield _away(str(node.attrs["href"]), inside)
            else:
                yield {"k": "words" if node.type == "inline" else node.type, "c": inside}
        elif node.type == "code_inline":
            yield {"k": "code", "w": words(node.content)}
        elif node.type == "hardbreak":
            yield {"k": "break"}
        else:
            yield _text(_plain(node))


def _plain(node: SyntaxTreeNode) -> str:
    if node.type in {"softbreak", "hardbreak"}:
        return " "
    return "".join(_plain(child) for child in node.children) or node.content
