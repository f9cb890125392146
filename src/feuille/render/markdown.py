"""The Markdown tree: one file a page, that a forge shows as it stands."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from feuille.i18n import _
from feuille.render import prose, redirects
from feuille.render.addresses import ABOUT, ACCESS, HOME, relative
from feuille.render.model import (
    Away,
    Facts,
    Link,
    Listing,
    Notice,
    Phrase,
    Prose,
    Section,
    State,
    Table,
    Text,
)
from feuille.render.prose import escape

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from feuille.render.model import Attached, Block, Inline, Page, Site, Value

_JOINER = "\N{WORD JOINER}"
_SIGN = re.compile(r"\A(?=\W)|(?<=\W)\Z")
_LOWEST = 6
_MARKS = {"absent": "*", "inserted": "**", "deleted": "~~"}
_ENDS = (".", "!", "?", "…")
_NO_PLACE = re.compile(r"[^\w\- ]")
_BARE_PIPE = re.compile(r"(?<!\\)\|")


def write(site: Site) -> dict[str, bytes]:
    """Return the files of the tree by path."""
    pages = (*site.pages, *redirects.told(site))
    places = {page.address: _places(page) for page in site.pages}
    files = {_file(page.address): _Writer(site, page, places).text().encode() for page in pages}
    for page in site.pages:
        files |= {f"{page.address}.{one.extension}": one.raw for one in page.attached}
    return files


def _file(address: str) -> str:
    """Return the file of a page; forges open a folder with its README."""
    folder, slash, last = address.rpartition("/")
    return f"{folder}{slash}{'README' if last == 'index' else last}.md"


def _places(page: Page) -> dict[str, str]:
    """Return how forges name the places of a page, by anchor: those of its headings.

    They agree on all titles but those that leave two hyphens in a row.
    """
    found: dict[str, str] = {}
    counts: Counter[str] = Counter()
    for anchor, title in (("", page.title), *_headings(page.blocks + page.foot)):
        name = _NO_PLACE.sub("", title.lower()).replace(" ", "-")
        if "--" not in name:
            found.setdefault(anchor, f"{name}-{counts[name]}" if counts[name] else name)
        counts[name] += 1
    return found | {"": ""}


def _headings(blocks: tuple[Block, ...]) -> Iterator[tuple[str, str]]:
    """Yield the anchor and the title of every section."""
    for block in blocks:
        if isinstance(block, Section):
            yield block.anchor, block.title
            yield from _headings(block.blocks)
        elif isinstance(block, Listing):
            for entry in block.entries:
                yield from _headings(entry.blocks)


def _marked(words: str, mark: str) -> str:
    """Put marks around words; an invisible joiner parts a mark from a sign that would spoil it."""
    return f"{mark}{_SIGN.sub(_JOINER, words)}{mark}" if mark else words


class _Writer:
    """One page as text."""

    def __init__(self, site: Site, page: Page, places: Mapping[str, Mapping[str, str]]) -> None:
        self.site = site
        self.page = page
        self.places = places
        self.here = _file(page.address)

    def text(self) -> str:
        page = self.page
        parts = [
            f"> **{escape(self.site.banner)}**" if self.site.banner else "",
            self._ways(),
            f"# {escape(page.title)}",
            f"*{escape(page.kicker)}*" if page.kicker else "",
            self.blocks(page.blocks, 1, page.title),
            *(self._attached(one) for one in page.attached),
            "* * *" if page.foot else "",
            self.blocks(page.foot, 1),
            self._around(),
        ]
        return "\n\n".join(part for part in parts if part) + "\n"

    def _ways(self) -> str:
        """Return the way back from the home; there, the ways into all the rest."""
        if self.page.trail:
            trail = [self.inline(one) for one in self.page.trail]
            return " › ".join([*trail, escape(self.page.title)])
        ways = [*self.site.menu, *self.site.more] if self.page.address == HOME else []
        return " · ".join(self.inline(one) for one in ways if one.anchor or one.address != HOME)

    def _attached(self, one: Attached) -> str:
        target = relative(self.here, f"{self.page.address}.{one.extension}")
        return f"[{escape(one.words)}]({target})"

    def _around(self) -> str:
        page, parts = self.page, []
        if page.before:
            parts.append(f"{_('Précédent')} : {self.inline(page.before)}")
        if page.after:
            parts.append(f"{_('Suivant')} : {self.inline(page.after)}")
        if page.address != ABOUT:
            parts.append(self.inline(Link(_("À propos de cette publication"), ABOUT)))
        if page.address == HOME:
            parts.append(self.inline(Link(_("Accessibilité : non évaluée"), ACCESS)))
        return " · ".join(parts)

    def blocks(self, found: tuple[Block, ...], level: int, title: str = "") -> str:
        return "\n\n".join(
            part for part in (self.block(one, level, title) for one in found) if part
        )

    def block(self, found: Block, level: int, title: str) -> str:
        if isinstance(found, Phrase | Prose):
            text = self.value(found, level)
            return prose.paragraph(text) if isinstance(found, Phrase) else text
        if isinstance(found, Facts):
            return "\n".join(
                f"- **{escape(row.term)}** : {self.cell(row.values, level)}" for row in found.rows
            )
        if isinstance(found, Table):
            return self.table(found, level, title)
        if isinstance(found, Listing):
            return self.listing(found, level)
        if isinstance(found, Notice):
            return f"> **{escape(found.title)}.** {escape(found.words)}"
        assert isinstance(found, Section), "drawings and details are made plain before"
        rank = min(level + 1, _LOWEST)
        title = self.inline(replace(found.to, words=found.title) if found.to else Text(found.title))
        return f"{'#' * rank} {title}\n\n{self.blocks(found.blocks, rank, found.title)}"

    def listing(self, found: Listing, level: int) -> str:
        lines = []
        for number, entry in enumerate(found.entries, start=1):
            mark = f"{number}. " if found.ordered else "- "
            inside = self.blocks(entry.blocks, level).split("\n")
            lines += [mark + inside[0], *((" " * len(mark) + one).rstrip() for one in inside[1:])]
        return "\n".join(lines)

    def table(self, found: Table, level: int, title: str) -> str:
        rule = [" ---: " if column.numeric else " --- " for column in found.columns]
        rows = [
            [_BARE_PIPE.sub(r"\|", self.cell(cell, level)) for cell in row.cells]
            for row in found.rows
        ]
        heads = [escape(column.title) for column in found.columns]
        lines = [f"| {' | '.join(row)} |" for row in (heads, *rows)]
        caption = [] if found.caption == title else [f"*{escape(found.caption)}*", ""]
        return "\n".join([*caption, lines[0], f"|{'|'.join(rule)}|", *lines[1:]])

    def cell(self, values: tuple[Value, ...], level: int) -> str:
        """Write values on one line."""
        told = [" ".join(self.value(one, level).split("\n")) for one in values]
        parted = (one + (" " if one.endswith(_ENDS) else " ; ") for one in told[:-1])
        return "".join((*parted, *told[-1:]))

    def value(self, found: Value, level: int) -> str:
        if isinstance(found, Prose):
            return prose.markdown(found.text, level)
        return "".join(self.inline(part) for part in found.parts)

    def inline(self, part: Inline) -> str:
        words = escape(part.words)
        if isinstance(part, Away):
            return f"[{words}]({prose.address(part.url)})"
        if isinstance(part, Link):
            place = self.places.get(part.address, {}).get(part.anchor, "")
            target = _file(part.address)
            way = "" if target == self.here else relative(self.here, target)
            way += f"#{place}" if place else ""
            return f"[{words}]({way})" if way else words
        if isinstance(part, State):
            return f"{part.mark} {words}"
        strong = isinstance(part, Text) and part.strong
        return _marked(words, "**" if strong else _MARKS.get(part.kind, "")) if words else ""
