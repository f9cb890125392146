"""Former addresses: where a document bore another id, a page still answers and leads on."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from feuille.diff.documents import former
from feuille.i18n import _
from feuille.render import matrix
from feuille.render.addresses import name, relative
from feuille.render.inline import PLAN, phrase
from feuille.render.model import Entry, Link, Listing, Moved, Page

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from feuille.corpus import Corpus, Document
    from feuille.render.model import Site

_PAGE = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="script-src 'none'; object-src 'none'">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">{leads}
<title>{title}</title>
<link rel="stylesheet" href="{style}">
</head>
<body>
{banner}<main>
<h1>{title}</h1>
<ul>{links}</ul>
</main>
</body>
</html>
"""
_LEADS = """
<meta http-equiv="refresh" content="0; url={target}">
<link rel="canonical" href="{target}">"""


def moved(public: Corpus, whole: Corpus, pages: Iterable[Page]) -> tuple[Moved, ...]:
    """Return where the former addresses of public documents lead, in order of address.

    An address that has a page keeps it. A former id that a document left out of
    `public` claims too leads nowhere: it may tell what that one was.
    """
    titles = {page.address: page.title for page in pages}
    left_out = (one for one in whole.documents.values() if one.id not in public.documents)
    hidden = {identifier for one in left_out for identifier in (one.id, *former(one))}
    found: dict[str, dict[str, Link]] = defaultdict(dict)
    for document in public.documents.values():
        for identifier in former(document):
            for old, new in _pairs(document, identifier, titles):
                if identifier not in hidden and old not in titles and new in titles:
                    found[old][new] = Link(titles[new], new)
    return tuple(Moved(old, tuple(links.values())) for old, links in sorted(found.items()))


def _pairs(
    document: Document, identifier: str, addresses: Iterable[str]
) -> Iterator[tuple[str, str]]:
    """Yield each address that a former id made, with that of today: a plan has several."""
    folder, old, new = document.type.name, name(identifier), name(document.id)
    yield f"{folder}/{old}", f"{folder}/{new}"
    if folder == PLAN:
        for shape in (f"{folder}/{{}}/", f"{matrix.ADDRESS}_{{}}_"):
            start = shape.format(new)
            for one in addresses:
                if one.startswith(start):
                    yield shape.format(old) + one.removeprefix(start), one


def html(site: Site, style: str) -> Iterator[tuple[str, bytes]]:
    """Yield the files of former addresses: each leads on at once, by itself where it can."""
    from markupsafe import escape

    for one in site.moved:
        here = f"{one.address}.html"
        ways = [relative(here, f"{to.address}.html") for to in one.to]
        links = [f'<li><a href="{escape(way)}">{escape(to.words)}</a></li>'
                 for way, to in zip(ways, one.to, strict=True)]  # fmt: skip
        banner = f'<p class="bandeau"><strong>{escape(site.banner)}</strong></p>'
        text = _PAGE.format(
            language=escape(site.language),
            leads=_LEADS.format(target=escape(ways[0])) if len(ways) == 1 else "",
            title=escape(_("Cette page a changé d’adresse")),
            style=relative(here, style),
            banner=f"<header>{banner}</header>\n" if site.banner else "",
            links="".join(links),
        )
        yield here, text.encode()


def told(site: Site) -> Iterator[Page]:
    """Yield former addresses as pages, for writers whose readers follow links themselves."""
    for one in site.moved:
        links = tuple(Entry((phrase(to),)) for to in one.to)
        yield Page(one.address, _("Cette page a changé d’adresse"), blocks=(Listing(links),))
