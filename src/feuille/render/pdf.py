"""The PDF: one document of the whole plan, accessible (PDF/UA-1), the same bytes every time.

Typst sets it, from a template and data, with the fonts that it carries: nothing
of the machine nor of the network is used.
"""

from __future__ import annotations

import contextlib
import re
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import orjson

from feuille import french, resources
from feuille.diagnostics import CannotProceedError
from feuille.i18n import _
from feuille.render.addresses import ABOUT, ACCESS, CHANGES, HOME
from feuille.render.inline import FICHE, PLAN
from feuille.render.model import Facts, Link, Listing, Phrase, Section, Table, anchors
from feuille.render.sheets import joined
from feuille.render.typst_room import room
from feuille.render.typst_tree import LOWEST, Tree, heading, named, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from feuille.render.model import Block, Page, Site
    from feuille.render.typst_tree import Node, Places

FILE = "feuille-de-route.pdf"
KEYWORD = "feuille"
MARK, INTERNAL = (
    f"<pdf:Keywords>{words}</pdf:Keywords>".encode() for words in (KEYWORD, f"{KEYWORD}, interne")
)
"""Say in the metadata of a document that the tool made it, for everybody or for internal use."""

_TITLE, _START = 28.0, 100.0
"""What the title of a page takes, and what is left of a sheet where one may start: millimetres."""

_AVAILABLE = re.compile(r"^MemAvailable: +(\d+) kB$", re.MULTILINE)
_MEMORY = 550
"""Bytes of memory that Typst takes for a sign of what it is given, about: measured."""

_MACHINE, _GROUP = Path("/proc/meminfo"), Path("/sys/fs/cgroup")
"""Where Linux tells what memory there is, and what the programs of a container may take."""

_NUMBER = re.compile(r"\d|\b[A-Z]$")

_HEAD = 60
_UNSHOWN = re.compile(r"the text `\"(.+?)\"` could not be displayed", re.DOTALL)
_ESCAPE = re.compile(r"\\u\{([0-9a-f]+)\}")


def write(site: Site) -> dict[str, bytes]:
    """Return the document, by path; CannotProceedError where typst is not installed."""
    return {FILE: _compiled(orjson.dumps(content(site)).decode(), site)}


def content(site: Site) -> Node:
    """Return the whole document as data for the template."""
    pages = list(ordered(site.pages))
    places = _places([page for page, _level in pages], site.pages)
    cover = Tree("", places).blocks((Facts(site.cover.facts),) if site.cover.facts else (), 1)
    home = site.pages[0]
    when = site.cover.as_of
    return {
        "title": named(site.title),
        "foot": words(_short(site.title, 2 * _HEAD)),
        "language": site.language,
        "banner": words(site.banner),
        "authors": [words(one) for one in site.cover.authors if one],
        "keywords": [KEYWORD, "interne"] if site.internal else [KEYWORD],
        "date": [when.year, when.month, when.day],
        "kicker": words(home.kicker),
        "contents": _("Sommaire"),
        "cover": cover,
        "pages": list(_sheets(pages, places)),
    }


def ordered(pages: tuple[Page, ...]) -> Iterator[tuple[Page, int]]:
    """Yield pages in reading order with the level of their title, each of one sheet.

    Home, the plans with each orientation followed by its fiches, the other types, then the
    pages about the whole, the about page last.
    """
    listed = [page for page, _addresses in joined(pages)]
    by_address = {page.address: page for page in listed}
    placed: set[str] = set()
    ends = _ends()

    def turn(page: Page) -> int:
        return {HOME: 0, PLAN: 1, **ends}.get(_own(page), 2)

    for page in sorted(listed, key=turn):
        if page.address in placed:
            continue
        placed.add(page.address)
        level = min(max(1, len(page.trail)), LOWEST - 1)
        yield page, level
        if turn(page) == 1 and page.address.count("/") > 1:
            for link in _links(page.blocks):
                fiche = by_address.get(link.address)
                if fiche and _is_fiche(fiche) and fiche.address not in placed:
                    placed.add(fiche.address)
                    yield fiche, min(level + 1, LOWEST - 1)


def _ends() -> dict[str, int]:
    """Return the turn of each page about the whole."""
    from feuille.render import accounts, agenda, glossary, matrix

    figures = (matrix.ADDRESS, accounts.ADDRESS, agenda.ADDRESS)
    last = (*figures, CHANGES, glossary.ADDRESS, ACCESS, ABOUT)
    return {address: turn for turn, address in enumerate(last, start=3)}


def _is_fiche(page: Page) -> bool:
    return page.address.startswith(f"{FICHE}/") and len(page.trail) > 1


def _links(found: Iterable[Block]) -> Iterator[Link]:
    """Yield the links of a page's own lists and tables, in order."""
    for block in found:
        if isinstance(block, Section):
            yield from _links(block.blocks)
        elif isinstance(block, Listing):
            for entry in block.entries:
                yield from _links(entry.blocks)
        else:
            values: Iterable[object] = ()
            if isinstance(block, Table):
                values = (value for row in block.rows for cell in row.cells for value in cell)
            elif isinstance(block, Facts):
                values = (value for row in block.rows for value in row.values)
            elif isinstance(block, Phrase):
                values = (block,)
            for value in values:
                if isinstance(value, Phrase):
                    yield from (part for part in value.parts if isinstance(part, Link))


def _places(pages: list[Page], sheets: tuple[Page, ...]) -> Places:
    """Give a label to each page and to each of its anchors, by the address of any of its sheets."""
    places: Places = {}
    for number, page in enumerate(pages):
        places[page.address, ""] = f"p{number}"
        for rank, anchor in enumerate(anchors(page.blocks + page.foot)):
            if anchor:
                places.setdefault((page.address, anchor), f"p{number}-{rank}")
    for page, (own, *others) in joined(sheets):
        for other in others:
            for anchor in ("", *anchors(page.blocks)):
                places[other, anchor] = places.get((own, anchor), places[own, ""])
    return places


def _sheets(pages: list[tuple[Page, int]], places: Places) -> Iterator[Node]:
    part, ends, at_end = "", _ends(), False
    for page, level in pages:
        part = page.title if level == 1 else part
        height = _TITLE + room((*page.blocks, *page.foot))
        tree = Tree(page.address, places)
        follows, at_end = at_end and height < _START, _own(page) in ends
        yield {
            "part": words(_short(part, _HEAD)),
            "own": words(_short(page.title, _HEAD)) if level > 1 else "",
            "fresh": level == 1 and not follows,
            "room": min(height, _START),
            "kicker": words(page.kicker),
            "number": words(page.kicker) if _NUMBER.search(page.kicker) and level > 1 else "",
            "heading": heading(level, page.title, places[page.address, ""]),
            "blocks": tree.blocks(page.blocks, level, page.title),
            "foot": tree.blocks(page.foot, level),
        }


def _own(page: Page) -> str:
    """Return what kind of page it is, by its address."""
    return page.address.partition("/")[0].partition("_")[0]


def _short(title: str, longest: int) -> str:
    """Cut a title between two words for the head of a page."""
    if len(title) <= longest:
        return title
    return title[:longest].rpartition(" ")[0].rstrip(" ,;:–(«") + " …"


def _compiled(data: str, site: Site) -> bytes:
    """Set the document; signs that no font has become the sign for what cannot be shown."""
    try:
        import typst
    except ImportError:
        raise CannotProceedError(
            _("Le format « pdf » demande typst, qui n'est pas installé."),
            _("Installez-le : pip install 'feuille[pdf]'"),
        ) from None
    _refuse_larger_than_memory(len(data))
    day = site.cover.as_of
    template = resources.text("templates", "typst", "document.typ").encode()
    while True:
        try:
            return typst.compile(
                template,
                format="pdf",
                ignore_system_fonts=True,
                sys_inputs={"contenu": data},
                pdf_standards=["ua-1"],
                timestamp=datetime(day.year, day.month, day.day, tzinfo=UTC),
            )
        except typst.TypstError as error:
            unshown = _unshown(error.diagnostic) & set(data)
            if not unshown:
                raise
            data = data.translate({ord(one): "\ufffd" for one in unshown})


def _refuse_larger_than_memory(size: int) -> None:
    """Refuse what Typst would not come to the end of: short of memory, it ends the program."""
    need, free = _MEMORY * size, free_memory()
    if free is None or need <= free:
        return
    told = _(
        "Ce PDF demanderait environ {need} Go de mémoire ; cette machine en a {free} de libres."
    )
    giga = 10**9
    raise CannotProceedError(
        told.format(
            need=french.number(Decimal(-(-need // giga))),
            free=french.number(round(Decimal(free) / giga, 1)),
        ),
        _("Publiez une seule feuille de route avec --roadmap, ou le site : --to html"),
    )


def free_memory() -> int | None:
    """Return how many bytes of memory are free; None where the system does not tell."""
    left = []
    with contextlib.suppress(OSError, ValueError):
        told = _MACHINE.read_text("ascii")
        left += [1024 * int(one) for one in _AVAILABLE.findall(told)]
    with contextlib.suppress(OSError, ValueError):  # no limit is the word « max »
        limit, used = (int((_GROUP / f"memory.{one}").read_text()) for one in ("max", "current"))
        left.append(limit - used)
    return min(left, default=None)


def _unshown(diagnostic: str) -> set[str]:
    """Return the signs that Typst says it cannot show."""
    said = "".join(_UNSHOWN.findall(diagnostic))
    return {c for c in _ESCAPE.sub(lambda m: chr(int(m[1], 16)), said) if not c.isascii()}
