"""Publishing: one content model computed from a corpus, and the formats that show it.

`content` says what the pages are; `html`, `markdown` and `pdf` write them; `folder`
puts them in place, whole or not at all.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from feuille.corpus import Corpus
    from feuille.render.content import About
    from feuille.render.look import Look
    from feuille.render.model import Site


def _html(site: Site, look: Look | None = None) -> dict[str, bytes]:
    from feuille.render import html

    return html.write(site, look)


def _markdown(site: Site) -> dict[str, bytes]:
    from feuille.render import markdown, told

    return markdown.write(told.plain(site))


def _pdf(site: Site) -> dict[str, bytes]:
    from feuille.render import pdf, told

    return pdf.write(told.printed(site))


WRITERS: dict[str, Callable[[Site], dict[str, bytes]]] = {
    "html": _html,
    "md": _markdown,
    "pdf": _pdf,
}
"""Each format: a function from the site to its files, by path relative to its folder.

Each is loaded where it is asked for, and given what it knows to show.
"""

HOME = {"html": "index.html", "md": "README.md", "pdf": "feuille-de-route.pdf"}
"""The file to open first in each format."""


def ready(formats: list[str], look: Look) -> None:
    """Load what publishing takes, ahead of the documents: the interpreter needs a while for it."""
    import_module("feuille.render.content")
    if "html" in formats:
        import_module("feuille.render.html")
        from feuille.render import templates

        if not look.templates:
            templates.ours()


def files(
    corpus: Corpus, about: About, formats: list[str], look: Look | None = None
) -> dict[str, bytes]:
    """Return every file to write, by path; one sub-folder a format where several are asked.

    `look` is how the HTML pages are to look, the program's own way by default.
    """
    from feuille.render.content import site

    pages = site(corpus, about)
    found: dict[str, bytes] = {}
    for name in formats:
        below = f"{name}/" if len(formats) > 1 else ""
        made = _html(pages, look) if name == "html" else WRITERS[name](pages)
        found |= {below + path: raw for path, raw in made.items()}
    return found
