"""Blocks and values as HTML, by plain functions: the templates of a site would take minutes.

A block is first turned into the data of its kind: words, and HTML under the keys
of DRAWN. Then it is drawn: by the function of its kind in `html_draw`, or by the
template that a repository has of its own for that kind (`docs/gabarits.md`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from feuille.render import html_draw, prose
from feuille.render.html_draw import escape, written
from feuille.render.model import Away, Link, Phrase, State, Text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from feuille.render.model import (
        Block,
        Details,
        Drawing,
        Facts,
        Inline,
        Listing,
        Notice,
        Prose,
        Section,
        Table,
        Value,
    )

    Data = dict[str, Any]
    Draw = Callable[[Data], str]

DRAWN = frozenset({"contenu", "dessin", "tableau"})
"""The keys of data that hold HTML, drawn already: not words to escape."""

_LOWEST = 6
_FEW_ITEMS = 8
_FEW_WORDS = 32


class Blocks:
    """Draws the blocks of one page.

    `href` gives the way to a link's target; `draws` how a kind is drawn where
    that is not as `html_draw` does.
    """

    def __init__(self, href: Callable[[Link], str], draws: Mapping[str, Draw]) -> None:
        self._href = href
        self._draws = {**html_draw.KINDS, **draws}
        self._taken: set[str] = set()

    def all(self, blocks: tuple[Block, ...], level: int, title: str = "") -> str:
        """Return blocks that stand under a heading: its level, its words."""
        return "".join(
            [
                self._draws[one.kind](self._given[one.kind](self, one, level, title))
                for one in blocks
            ]
        )

    def _place(self, anchor: str) -> str:
        """Return the id of a place, once for each anchor of the page."""
        if not anchor or anchor in self._taken:
            return ""
        self._taken.add(anchor)
        return anchor

    def _inline(self, part: Inline) -> str:
        if isinstance(part, Text):
            words = written(part.words)
            return f"<strong>{words}</strong>" if part.strong else words
        if isinstance(part, Link):
            return f'<a href="{escape(self._href(part))}">{written(part.words)}</a>'
        if isinstance(part, Away):
            return html_draw.away(part)
        if isinstance(part, State):
            return self._draws["state"](_state(part))
        return html_draw.marked(part.words, part.kind)

    def _words(self, found: Phrase) -> str:
        return "".join([self._inline(part) for part in found.parts])

    def _values(self, found: tuple[Value, ...], level: int) -> str:
        """Return a value, or several as a list."""
        if len(found) == 1:
            one = found[0]
            return self._words(one) if isinstance(one, Phrase) else prose.html(one.text, level)
        items = [f"<li>{self._values((one,), level)}</li>" for one in found]
        return f"<ul>{''.join(items)}</ul>" if items else ""

    # What a template of each kind is given; under a heading of a level, with its title.

    def _phrase(self, block: Phrase, _level: int, _title: str) -> Data:
        return {"contenu": self._words(block), "petit": block.small}

    def _prose(self, block: Prose, level: int, _title: str) -> Data:
        return {"contenu": prose.html(block.text, level)}

    def _facts(self, block: Facts, level: int, _title: str) -> Data:
        rows = [
            {"terme": row.term, "contenu": self._values(row.values, level)} for row in block.rows
        ]
        return {"lignes": rows, "petits": block.small}

    def _table(self, block: Table, level: int, title: str) -> Data:
        numeric = [column.numeric for column in block.columns]
        rows = []
        for row in block.rows:
            anchor = self._place(row.anchor)
            cells = [
                {"contenu": self._values(cell, level), "nombre": figures, "entete": False}
                for cell, figures in zip(row.cells, numeric, strict=True)
            ]
            if cells:
                cells[0]["entete"] = bool(row.cells[0])
            rows.append({"id": anchor, "cellules": cells})
        return {
            "titre": block.caption,
            "titre_dit": title.startswith(block.caption),
            "colonnes": [{"titre": one.title, "nombre": one.numeric} for one in block.columns],
            "lignes": rows,
        }

    def _listing(self, block: Listing, level: int, _title: str) -> Data:
        items = [
            {"id": self._place(one.anchor), "contenu": self.all(one.blocks, level)}
            for one in block.entries
        ]
        return {"elements": items, "numerotee": block.ordered, "en_colonnes": _in_columns(block)}

    def _notice(self, block: Notice, _level: int, _title: str) -> Data:
        return {"titre": block.title, "texte": block.words}

    def _section(self, block: Section, level: int, _title: str) -> Data:
        rank = min(level + 1, _LOWEST)
        return {
            "titre": block.title,
            "href": self._href(block.to) if block.to else "",
            "niveau": rank,
            "id": self._place(block.anchor),
            "contenu": self.all(block.blocks, rank, block.title),
        }

    def _drawing(self, block: Drawing, level: int, _title: str) -> Data:
        return {
            "titre": block.title,
            "mots": block.words,
            "source": block.source,
            "dessin": html_draw.drawing(block, self._href),
            "tableau": self.all((block.table,), level),
        }

    def _details(self, block: Details, level: int, _title: str) -> Data:
        return {
            "resume": block.summary,
            "contenu": self.all(block.blocks, level),
            "ecran": block.screen,
        }

    _given: ClassVar[dict[str, Callable[[Blocks, Any, int, str], Data]]] = {
        "phrase": _phrase,
        "prose": _prose,
        "facts": _facts,
        "table": _table,
        "listing": _listing,
        "notice": _notice,
        "section": _section,
        "drawing": _drawing,
        "details": _details,
    }


def _state(part: State) -> Data:
    return {"mots": part.words, "marque": part.mark, "ton": part.tone}


def _in_columns(found: Listing) -> bool:
    """Tell whether a list is long and each of its items a few words."""
    return len(found.entries) > _FEW_ITEMS and all(
        isinstance(block, Phrase) and sum(len(part.words) for part in block.parts) <= _FEW_WORDS
        for entry in found.entries
        for block in entry.blocks
    )
