"""The static site: pages that read without script, without network, from any folder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from feuille import parallel, resources
from feuille.render import redirects, search
from feuille.render.html_frame import STYLE, Frame, filled
from feuille.render.later import Later, whole
from feuille.render.look import STYLES, THEME, Look
from feuille.render.model import anchors

if TYPE_CHECKING:
    from collections.abc import Iterable

    from feuille.render.model import Page, Site


def write(site: Site, look: Look | None = None) -> dict[str, bytes]:
    """Return the files of the site by path."""
    from feuille.render.templates import Templates

    look = look or Look()
    site = search.announced(site)
    frame = Frame(site, look, Templates(look.templates))
    made = _made(frame, site.pages)
    site, files = search.added(site, {address: one["words"] for address, one in made.items()})
    made |= {page.address: _one(frame, page) for page in site.pages if page.address not in made}
    known = {address: frozenset(one["anchors"]) for address, one in made.items()}
    for address in [*made]:
        one = made.pop(address)
        files[f"{address}.html"] = filled(one["html"].encode(_RAW), known)
        files |= {f"{address}.{name}": text.encode(_RAW) for name, text in one["files"].items()}
    sheets = [
        look.styles[name] if name in look.styles else resources.text("templates", "html", name)
        for name in STYLES
    ]
    files[STYLE] = "\n".join(sheets).encode()
    files |= redirects.html(site, STYLE)
    return files | ({THEME: look.theme} if look.theme else {})


_RAW = "latin-1"
"""How bytes are told as text: one process sends plain data to the other, and a byte is a sign."""


def _one(frame: Frame, page: Page) -> dict[str, Any]:
    """Return a page as plain data: its HTML, its places, its words, the files beside it."""
    page = whole(page)  # it is forgotten once it is written: all of them would fill the memory
    return {
        "html": frame.page(page).encode().decode(_RAW),
        "anchors": [*anchors(page.blocks + page.foot)],
        "words": search.words(page),
        "files": {one.extension: one.raw.decode(_RAW) for one in page.attached},
    }


def _made(frame: Frame, pages: Iterable[Page]) -> dict[str, dict[str, Any]]:
    """Return every page as plain data; a second process makes half of those not computed yet."""
    listed = {page.address: page for page in pages}
    later = [address for address, page in listed.items() if isinstance(page, Later)]
    theirs = set() if frame.look.templates else {*later[::2]}
    mine = [address for address in listed if address not in theirs]

    def one(address: str) -> dict[str, Any]:
        return _one(frame, listed[address])

    made = {address: one(address) for address in mine[:1]}  # both find its templates read
    with parallel.ahead(one, sorted(theirs)) as finished:
        made |= {address: one(address) for address in mine[1:]}
        made |= finished()
    return {address: made[address] if address in made else one(address) for address in listed}
