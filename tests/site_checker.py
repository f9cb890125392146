"""Reads a rendered site as a browser would: pages, their anchors, their links, their headings."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import unquote, urldefrag

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
    """Return (page, address) of whatever leads to no file of the site, or to no place in it."""
    pages = read(folder)
    dead = []
    for name, page in pages.items():
        for address in _addresses(page):
            target, anchor = _target(folder, name, address)
            wrong = anchor and anchor not in pages[target].ids if target in pages else not target
            if wrong:
                dead.append((name, address))
    return dead


def unreachable(folder: Path) -> set[str]:
    """Return the pages that a reader of the home never comes to, less those of former addresses."""
    pages = read(folder)
    left = {name for name, page in pages.items() if not _leads(page)} - {"index.html"}
    found = ["index.html"]
    while found:
        name = found.pop()
        reached = {_target(folder, name, address)[0] for address in _addresses(pages[name])} & left
        left -= reached
        found.extend(reached)
    return left


def weight(folder: Path, name: str, page: PageRead) -> int:
    """Return the bytes of a page with the style and the scripts that it asks for."""
    asked = [attributes.get("src") if tag == "script" else attributes.get("href")
             for tag, attributes in page.tags
             if tag == "script" or attributes.get("rel") == "stylesheet"]  # fmt: skip
    files = [name, *(_target(folder, name, one)[0] for one in asked if one)]
    return sum((folder / one).stat().st_size for one in files)


def _addresses(page: PageRead) -> list[str]:
    """Return the addresses that a page holds, without those of other sites."""
    held = [attributes.get(key) for _tag, attributes in page.tags for key in ("href", "src")]
    found = [one for one in [*held, *_leads(page)] if one is not None]
    return [one for one in found if not one.startswith(("http://", "https://", "mailto:"))]


def _leads(page: PageRead) -> list[str]:
    """Return where a page leads by itself."""
    metas = [attributes for tag, attributes in page.tags if tag == "meta"]
    said = [str(one["content"]) for one in metas if one.get("http-equiv") == "refresh"]
    return [one.partition("url=")[2] for one in said]


def _target(folder: Path, name: str, address: str) -> tuple[str, str]:
    """Return the file of the site that an address leads to ("" for none), and the place in it."""
    path, anchor = map(unquote, urldefrag(address))
    root = folder.resolve()
    target = (root / name).parent.joinpath(path).resolve() if path else root / name
    inside = target.is_file() and target.is_relative_to(root)
    return target.relative_to(root).as_posix() if inside else "", anchor
