"""Reads a rendered site as a browser would: pages, their anchors, their links, their headings."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import urldefrag

if TYPE_CHECKING:
    from pathlib import Path

_VOID = {"meta", "link", "br", "hr", "img", "input"}


@dataclass
class PageRead(HTMLParser):
    """What one page holds; `text` is what a reader reads."""

    tags: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)
    headings: list[int] = field(default_factory=list)
    text: str = ""
    _open: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags.append((tag, found))
        if tag not in {"a", "span", "strong", "em", "code"}:
            self.text += " "
        if tag not in _VOID:
            self._open.append(tag)
        if found.get("id"):
            self.ids.append(str(found["id"]))
        if tag == "a":
            self.links.append((str(found["href"]), ""))
        if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit():
            self.headings.append(int(tag[1]))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data
        if "a" in self._open:
            href, words = self.links.pop()
            self.links.append((href, words + data))


def read(folder: Path) -> dict[str, PageRead]:
    """Return every page of a site by its path."""
    pages = {}
    for path in sorted(folder.rglob("*.html")):
        page = PageRead()
        page.feed(path.read_text("utf-8"))
        page.close()
        assert page._open == []
        pages[path.relative_to(folder).as_posix()] = page
    return pages


def dead_links(folder: Path) -> list[tuple[str, str]]:
    """Return (page, href) of each internal link that leads to no file, or to no place in it."""
    pages, dead = read(folder), []
    for name, page in pages.items():
        for href, _words in page.links:
            if href.startswith(("http://", "https://", "mailto:")):
                continue
            path, anchor = urldefrag(href)
            target = (folder / name).parent.joinpath(path).resolve() if path else folder / name
            known = target.is_file() and target.is_relative_to(folder.resolve())
            where = (
                target.relative_to(folder.resolve() if path else folder).as_posix() if known else ""
            )
            if not known or (anchor and anchor not in pages[where].ids):
                dead.append((name, href))
    return dead
