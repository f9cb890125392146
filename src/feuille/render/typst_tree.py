"""Pages as plain data that the Typst template shows: no text of a document becomes code.

Sections are laid flat: a heading, then what stands under it. What nests deeper
than Typst follows (lists in lists, quotations in quotations) goes on at the last
level that it does.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from feuille.render import prose, sheets, svg
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
from feuille.render.typst_columns import narrow, widths
from feuille.render.typst_room import bands, drawing, head, length, room, rows, width, within

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from markdown_it.tree import SyntaxTreeNode

    from feuille.render.model import Block, Inline, Row, Value

Node: TypeAlias = dict[str, Any]
Places: TypeAlias = dict[tuple[str, str], str]
"""The label of each place, by address and anchor ("" for the page itself)."""

LOWEST = 6
_LISTS, _TEXTS, _SPANS = 6, 4, 4
_LONG_ROW = 500
_LOW_TABLE, _LOW_FACTS, _LOW_ITEM, _LOW_NOTE = 60.0, 80.0, 45.0, 16.0
"""Up to these heights, in millimetres, no page cuts them."""

_WHOLE_DRAWING = 220.0
_FIRST_ROWS = 3
_MOST_HEAD = 90.0
_LEAD = 120
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
        nodes = [node for one in found for node in self._block(one, level, title, depth)]
        return list(_together(nodes))

    def _block(self, found: Block, level: int, title: str, depth: int) -> list[Node]:
        match found:
            case Section():
                return self._section(found, level, depth)
            case Listing():
                return self._listing(found, level, depth)
            case Prose():
                return list(_texts(prose.tree(found.text, level), 0))
            case Phrase():
                node = self._para(found)
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

    def _para(self, found: Phrase) -> Node:
        return {
            "k": "para",
            "c": self._parts(found),
            "small": found.small,
            "lead": length(found) <= _LEAD,
            "note": found.small and room((found,)) <= _LOW_NOTE,
        }

    def _section(self, found: Section, level: int, depth: int) -> list[Node]:
        rank = min(level + 1, LOWEST)
        to = self._to(found.to) if found.to else ""
        head = heading(rank, found.title, self.place(found.anchor), to=to)
        return [head, *self.blocks(found.blocks, rank, found.title, depth)]

    def _drawing(self, found: Drawing, level: int) -> list[Node]:
        """Return a finding, the drawing that shows it, where it comes from, and its table."""
        parts = bands(found)
        drawn = {
            "k": "drawing",
            "title": words(found.title),
            "images": [
                {"svg": svg.image(within(found, *band), *band), "width": width(found, *band)}
                for band in parts
            ],
            "whole": drawing(found) <= _WHOLE_DRAWING,
            "alt": words(f"{found.title} {found.words}"),
            "more": words(sheets.carried(found.title)),
            "source": words(found.source),
        }
        return [drawn, self._table(found.table, level, "")]

    def _listing(self, found: Listing, level: int, depth: int) -> list[Node]:
        items: list[Node] = [
            {
                "id": self.place(one.anchor),
                "blocks": self.blocks(one.blocks, level, "", depth + 1),
                "whole": len(one.blocks) > 1 and room(one.blocks) <= _LOW_ITEM,
            }
            for one in found.entries
        ]
        if depth >= _LISTS:
            return [node for item in items for node in item["blocks"]]
        return [_list(items, ordered=found.ordered)]

    def _facts(self, found: Facts, level: int) -> Node:
        if found.small and all(isinstance(one, Phrase) for r in found.rows for one in r.values):
            return {"k": "para", "c": list(self._in_a_row(found)), "small": True}
        told: list[Node] = [
            {"term": words(row.term), "values": self._values(row.values, level)}
            for row in found.rows
        ]
        for row in told:
            row["inline"] = all([one["k"] for one in value] == ["line"] for value in row["values"])
        return {"k": "facts", "rows": told, "whole": room((found,)) <= _LOW_FACTS}

    def _in_a_row(self, found: Facts) -> Iterator[Node]:
        for number, row in enumerate(found.rows):
            yield _text(f"{' · ' if number else ''}{row.term}\u00a0: ")
            for rank, one in enumerate(row.values):
                assert isinstance(one, Phrase)
                yield from ([_text(", ")] if rank else [])
                yield from self._parts(one)

    def _table(self, found: Table, level: int, title: str) -> Node:
        shares = widths(found)
        heights = rows(found, shares)
        columns = [
            {"title": words(one.title), "numeric": one.numeric, "width": width, "narrow": cut}
            for one, width, cut in zip(found.columns, shares, narrow(found, shares), strict=True)
        ]
        return {
            "k": "table",
            "caption": "" if found.caption == title else words(found.caption),
            "columns": columns,
            "rows": [self._row(row, level, len(columns)) for row in found.rows],
            "whole": head(heights) <= _LOW_TABLE,
            "room": min(head(heights[:_FIRST_ROWS]), _MOST_HEAD),
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

    def _to(self, link: Link) -> str:
        """Return the label that a link leads to, "" where the document does not hold it."""
        page = self.places.get((link.address, ""), "")
        return self.places.get((link.address, link.anchor), page)

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
            to = self._to(part)
            return {"k": "link", "w": words(part.words), "to": to} if to else _text(part.words)
        strong = getattr(part, "strong", False)
        return {"k": "strong", "c": [_text(part.words)]} if strong else _text(part.words)


def _in_line(found: list[Node]) -> list[Node]:
    """Let a text of one paragraph stand on the line where it is shown."""
    if len(found) == 1 and found[0]["k"] == "para":
        return [{"k": "line", "c": found[0]["c"]}]
    return found


def heading(level: int, title: str, label: str, *, to: str = "", bookmarked: bool = True) -> Node:
    """Return a heading, that leads `to` a place; those of texts stay out of the bookmarks."""
    return {"k": "heading", "l": level, "w": named(title), "id": label, "to": to, "b": bookmarked}


def _together(nodes: list[Node]) -> Iterator[Node]:
    """Yield nodes, a low table as one with the notes under it, a line held to the list it leads."""
    whole: Node = {}
    for node, after in zip(nodes, [*nodes[1:], whole], strict=False):
        leads = after.get("k") == "list" and bool(node.get("lead"))
        if whole and node.get("note") and not leads:
            whole["blocks"].append({**node, "sticky": False})
            continue
        if node["k"] == "table" and node["whole"]:
            whole = {"k": "whole", "blocks": [node]}
        else:
            whole = node if node["k"] == "whole" else {}
        yield whole or {**node, "sticky": leads}


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
