"""Publishing: one content model computed from a corpus, and the formats that show it.

`content` says what the pages are; `html`, `markdown` and `pdf` write them; `folder`
puts them in place, whole or not at all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from feuille.render import pdf
from feuille.render.content import site
from feuille.render.html import write as write_html
from feuille.render.markdown import write as write_markdown
from feuille.render.model import plain, printed

if TYPE_CHECKING:
    from collections.abc import Callable

    from feuille.corpus import Corpus
    from feuille.render.content import About
    from feuille.render.look import Look
    from feuille.render.model import Site

WRITERS: dict[str, Callable[[Site], dict[str, bytes]]] = {
    "html": write_html,
    "md": write_markdown,
    "pdf": pdf.write,
}
"""Each format: a function from the site to its files, by path relative to its folder."""

_TOLD: dict[str, Callable[[Site], Site]] = {"md": plain, "pdf": printed}
"""What a writer that knows neither drawings nor what folds is given in place of the site."""

HOME = {"html": "index.html", "md": "README.md", "pdf": pdf.FILE}
"""The file to open first in each format."""


def files(
    corpus: Corpus, about: About, formats: list[str], look: Look | None = None
) -> dict[str, bytes]:
    """Return every file to write, by path; one sub-folder a format where several are asked.

    `look` is how the HTML pages are to look, the program's own way by default.
    """
    pages = site(corpus, about)
    found: dict[str, bytes] = {}
    for name in formats:
        below = f"{name}/" if len(formats) > 1 else ""
        told = _TOLD[name](pages) if name in _TOLD else pages
        made = write_html(told, look) if name == "html" else WRITERS[name](told)
        found |= {below + path: raw for path, raw in made.items()}
    return found
