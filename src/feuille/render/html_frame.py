"""What stands around the content of every page: the frame, from its templates."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from feuille.diagnostics import CannotProceedError
from feuille.i18n import _
from feuille.render import search
from feuille.render.addresses import ABOUT, ACCESS, HOME, relative
from feuille.render.html_blocks import Blocks
from feuille.render.later import Later
from feuille.render.look import THEME
from feuille.render.model import Link, Section, anchors

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from feuille.render.html_blocks import Draw
    from feuille.render.look import Look
    from feuille.render.model import Page, Site
    from feuille.render.templates import Templates

STYLE = "style.css"
"""The file of the site that holds its style sheet."""

_FEW_SECTIONS = 4
# No page can hold this sign: it is taken out of every text.
_GAP = re.compile(rb"\x00([^\x00]*)\x00([^\x00]*)\x00([^\x00]*)\x00")


def gap(link: Link, otherwise: str) -> str:
    """Return what holds the place of a link's anchor until its page is made."""
    return f"\x00{link.address}\x00{link.anchor}\x00{otherwise}\x00"


def filled(html: bytes, known: Mapping[str, frozenset[str]]) -> bytes:
    """Return a page without gaps; `known` are the places of each page by address."""

    def place(found: re.Match[bytes]) -> bytes:
        address, anchor = found[1].decode(), found[2].decode()
        return b"#" + found[2] if anchor in known.get(address, ()) else found[3]

    return _GAP.sub(place, html) if b"\x00" in html else html


@dataclass
class Frame:
    """What stands around the content of every page."""

    site: Site
    look: Look
    templates: Templates
    _ways: dict[str, dict[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._known = {
            page.address: frozenset(anchors(page.blocks + page.foot))
            for page in self.site.pages
            if not isinstance(page, Later) or self.look.templates
        }
        self._draws: dict[str, Draw] = {
            kind: partial(self.templates.draw, name) for kind, name in self.look.kinds.items()
        }
        self._seen: dict[tuple[str, str], dict[str, Any]] = {}
        self._listed = {one.address for one in (*self.site.menu, *self.site.more)}
        self._below = (
            *self.site.more,
            Link(_("À propos de cette publication"), ABOUT),
            Link(_("Accessibilité : non évaluée"), ACCESS),
        )

    def page(self, page: Page) -> str:
        """Return a page as HTML, with gaps for the places of pages that are not made yet."""
        self.templates.begin()
        href = self._way(page)
        data = {"site": self._site(page, href), "page": self._content(page, href)}
        text = self.templates.render("page.html", data)
        if self.site.internal and Markup.escape(self.site.banner) not in text:
            raise CannotProceedError(
                _("Une page de la version interne ne dirait pas de ne pas la diffuser."),
                _("Dans vos gabarits, affichez {name}.").format(name="{{ site.bandeau }}"),
            )
        return text

    def _site(self, page: Page, href: Callable[[Link], str]) -> dict[str, Any]:
        """Return what templates know of the site, as seen from a page."""
        folder = posixpath.dirname(page.address)
        key = folder, page.address if page.address in self._listed else ""
        if key not in self._seen:
            here = f"{page.address}.html"
            styles = [STYLE, THEME] if self.look.theme else [STYLE]
            menu = [
                {**_link(one, href), "ici": one.address == page.address and not one.anchor}
                for one in self.site.menu
            ]
            self._seen[key] = {
                "titre": self.site.title,
                "langue": self.site.language,
                "bandeau": self.site.banner,
                "interne": self.site.internal,
                "accueil": href(Link("", HOME)),
                "menu": menu,
                "bas": [_link(one, href) for one in self._below],
                "styles": [relative(here, one) for one in styles],
            }
        return self._seen[key]

    def _content(self, page: Page, href: Callable[[Link], str]) -> dict[str, Any]:
        """Return what templates know of a page."""
        here = f"{page.address}.html"
        blocks = Blocks(href, self._draws)
        first = next(
            (n for n, one in enumerate(page.blocks) if isinstance(one, Section)), len(page.blocks)
        )
        sections = [
            {"mots": one.title, "href": f"#{one.anchor}"}
            for one in page.blocks[first:]
            if isinstance(one, Section) and one.anchor
        ]
        return {
            "titre": page.title,
            "genre": page.kicker,
            "fil": [_link(one, href) for one in page.trail],
            "introduction": _drawn(blocks.all(page.blocks[:first], 1, page.title)),
            "sommaire": sections if len(sections) > _FEW_SECTIONS else [],
            "contenu": _drawn(blocks.all(page.blocks[first:], 1)),
            "fichiers": [
                {"mots": one.words, "href": relative(here, f"{page.address}.{one.extension}")}
                for one in page.attached
            ],
            "script": _drawn(page.script),
            "politique": _drawn(search.policy(page.script)),
            "pied": _drawn(blocks.all(page.foot, 1)),
            "avant": _link(page.before, href) if page.before else None,
            "apres": _link(page.after, href) if page.after else None,
        }

    def _way(self, page: Page) -> Callable[[Link], str]:
        """Return a function that gives the way from a page to a link's target.

        A place that its page does not show is left out; one of a page that is
        not made yet leaves a gap.
        """
        here = f"{page.address}.html"
        ways = self._ways.setdefault(posixpath.dirname(here), {})
        known = self._known

        def href(link: Link) -> str:
            way = ways.get(link.address)
            if way is None:
                way = ways[link.address] = relative(here, f"{link.address}.html")
            if not link.anchor:
                return way
            itself = link.address == page.address
            if link.address not in known:
                return ("" if itself else way) + gap(link, way if itself else "")
            if link.anchor in known[link.address]:
                return ("" if itself else way) + f"#{link.anchor}"
            return way

        return href


def _link(link: Link, href: Callable[[Link], str]) -> dict[str, Any]:
    return {"mots": link.words, "href": href(link)}


def _drawn(html: str) -> Markup:
    """Return HTML of this program: nothing of a document is in it that is not escaped."""
    return Markup(html)  # noqa: S704
