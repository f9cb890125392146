"""The static site: pages that read without script, without network, from any folder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from feuille import resources
from feuille.i18n import _
from feuille.render import model, prose
from feuille.render.addresses import ABOUT, ACCESS, relative
from feuille.render.model import Away, Link, Phrase, Section, anchors

if TYPE_CHECKING:
    from jinja2 import Template
    from markupsafe import Markup

    from feuille.render.model import Listing, Page, Site

_FOLDER = "html"
_STYLE = "style.css"
_FEW_ITEMS = 8
_FEW_WORDS = 32


def write(site: Site) -> dict[str, bytes]:
    """Return the files of the site by path."""
    known = {page.address: frozenset(anchors(page.blocks + page.foot)) for page in site.pages}
    template = _template()
    files = {f"{page.address}.html": _page(site, page, known, template) for page in site.pages}
    for page in site.pages:
        files |= {f"{page.address}.{one.extension}": one.raw for one in page.attached}
    return files | {_STYLE: resources.text("templates", _FOLDER, _STYLE).encode()}


def _template() -> Template:
    from jinja2 import FunctionLoader, StrictUndefined
    from jinja2.sandbox import SandboxedEnvironment
    from markupsafe import Markup

    class Environment(SandboxedEnvironment):
        """The sandbox, with a straight way to what pages are made of: half the time of a page."""

        def getattr(self, obj: Any, attribute: str) -> Any:
            if type(obj).__module__ == model.__name__ and not attribute.startswith("_"):
                return getattr(obj, attribute)
            return super().getattr(obj, attribute)

    environment = Environment(
        loader=FunctionLoader(lambda name: resources.text("templates", _FOLDER, name)),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["_"] = _
    environment.globals["in_columns"] = _in_columns
    # Safe by construction: the parser escapes what it does not know, HTML included.
    environment.globals["prose"] = lambda text, level: Markup(prose.html(text, level))  # noqa: S704
    return environment.get_template("page.html")


def _in_columns(found: Listing) -> bool:
    """Tell whether a list is long and each of its items a few words."""
    short = all(
        isinstance(block, Phrase) and sum(len(part.words) for part in block.parts) <= _FEW_WORDS
        for entry in found.entries
        for block in entry.blocks
    )
    return short and len(found.entries) > _FEW_ITEMS


def _page(site: Site, page: Page, known: dict[str, frozenset[str]], template: Template) -> bytes:
    here = f"{page.address}.html"
    taken: set[str] = set()

    def href(link: Link | Away) -> str:
        """Return the way to a link's target; a place that its page does not show is left out."""
        if isinstance(link, Away):
            return link.url
        there = link.anchor if link.anchor in known.get(link.address, ()) else ""
        if link.address == page.address:
            return f"#{there}" if there else relative(here, here)
        return relative(here, f"{link.address}.html") + (f"#{there}" if there else "")

    def ident(anchor: str) -> Markup | str:
        """Return the id attribute of a place, once for each anchor of the page."""
        from markupsafe import Markup

        if not anchor or anchor in taken:
            return ""
        taken.add(anchor)
        return Markup(' id="{}"').format(anchor)

    first = next(
        (n for n, one in enumerate(page.blocks) if one.kind == "section"), len(page.blocks)
    )
    return template.render(
        site=site,
        page=page,
        href=href,
        ident=ident,
        beside=lambda one: relative(here, f"{page.address}.{one.extension}"),
        style=relative(here, _STYLE),
        below=(
            Link(_("À propos de ce site"), ABOUT),
            Link(_("Accessibilité : non évaluée"), ACCESS),
        ),
        intro=page.blocks[:first],
        rest=page.blocks[first:],
        sections=[one for one in page.blocks[first:] if isinstance(one, Section) and one.anchor],
    ).encode()
