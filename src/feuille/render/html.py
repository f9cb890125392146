"""The static site: pages that read without script, without network, from any folder."""

from __future__ import annotations

import posixpath
from collections import Counter
from typing import TYPE_CHECKING, Any

from feuille import parallel, resources
from feuille.render import redirects, search
from feuille.render.html_frame import STYLE, Frame, filled
from feuille.render.later import whole
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
        files[f"{address}.html"] = filled(one["html"], known)
        files |= {f"{address}.{name}": raw for name, raw in one["files"].items()}
    sheets = [
        look.styles[name] if name in look.styles else resources.text("templates", "html", name)
        for name in STYLES
    ]
    files[STYLE] = "\n".join(sheets).encode()
    files |= redirects.html(site, STYLE)
    return files | ({THEME: look.theme} if look.theme else {})


def _one(frame: Frame, page: Page) -> dict[str, Any]:
    """Return a page as plain data: its HTML, its places, its words, the files beside it."""
    page = whole(page)  # it is forgotten once it is written: all of them would fill the memory
    return {
        "html": frame.page(page).encode(),
        "anchors": [*anchors(page.blocks + page.foot)],
        "words": search.words(page),
        "files": {one.extension: one.raw for one in page.attached},
    }


def _made(frame: Frame, pages: Iterable[Page]) -> dict[str, dict[str, Any]]:
    """Return every page as plain data; a second process makes a part of those not computed yet."""
    listed = {page.address: page for page in pages}

    def one(address: str) -> dict[str, Any]:
        return _one(frame, listed[address])

    if frame.look.templates:  # what a repository's own may do is counted in one process
        return {address: one(address) for address in listed}
    # The pages that most is computed for stand alone or with a few: one process makes them all,
    # while the other begins with the many that are alike.
    crowds = Counter(map(posixpath.dirname, listed))
    ordered = sorted(listed, key=lambda address: crowds[posixpath.dirname(address)])
    here, there = parallel.both(ordered, one, one)
    made = there | here
    return {address: made[address] if address in made else one(address) for address in listed}
