"""Former addresses: where a document or a node of a plan bore another id, a page leads on."""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import product
from typing import TYPE_CHECKING

from feuille.diff.documents import borne, former
from feuille.i18n import _
from feuille.render import matrix
from feuille.render.addresses import name, nodes, relative
from feuille.render.inline import PLAN, phrase
from feuille.render.model import Entry, Link, Listing, Moved, Page

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from feuille.corpus import Corpus, Document
    from feuille.render.model import Site

_SHEET = re.compile(r"_\d+\Z")
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
<div class="titre">
<h1>{title}</h1>
</div>
<ul class="liste">{links}</ul>
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
    `public` claims too leads nowhere: it may tell what that one was; nor does
    one that a node left out bears.
    """
    titles = {page.address: page.title for page in pages}
    left_out = (one for one in whole.documents.values() if one.id not in public.documents)
    hidden = {identifier for one in left_out for identifier in (one.id, *former(one))}
    found: dict[str, dict[str, Link]] = defaultdict(dict)
    for document in public.documents.values():
        bore = [one for one in former(document) if one not in hidden]
        renamed = _renamed(document, whole.documents[document.id])
        for old, new in _pairs(document, bore, renamed, titles):
            if old not in titles and new in titles:
                found[old][new] = Link(titles[new], new)
    return tuple(Moved(old, tuple(links.values())) for old, links in sorted(found.items()))


def _renamed(public: Document, whole: Document) -> dict[str, list[str]]:
    """Return the names that nodes of a plan bore in addresses, by the name that each has now."""
    found = {name(str(item.get("id"))): borne(item) for _at, item in nodes(public)}
    if not any(found.values()):
        return {}
    hidden = whole.items.keys() - public.items.keys()
    return {new: [name(one) for one in old if one not in hidden] for new, old in found.items()}


def _pairs(
    document: Document, bore: list[str], renamed: Mapping[str, list[str]], addresses: Iterable[str]
) -> Iterator[tuple[str, str]]:
    """Yield the addresses that former ids made, with those of today: a plan has several."""
    folder, new = document.type.name, name(document.id)
    yield from ((f"{folder}/{name(one)}", f"{folder}/{new}") for one in bore)
    if folder != PLAN or not (bore or renamed):
        return
    for shape in (f"{folder}/{{}}/", f"{matrix.ADDRESS}_{{}}_"):
        starts = [shape.format(name(one)) for one in (document.id, *bore)]
        for one in addresses:
            if one.startswith(starts[0]):
                node, sheet = _split(one.removeprefix(starts[0]), renamed)
                ways = product(starts, (node, *renamed.get(node, ())))
                yield from ((f"{start}{way}{sheet}", one) for start, way in ways)


def _split(rest: str, renamed: Mapping[str, list[str]]) -> tuple[str, str]:
    """Return the name of a node that an address ends with, and what numbers its sheet."""
    node = rest if rest in renamed else _SHEET.sub("", rest)
    return (node, rest.removeprefix(node)) if node in renamed else (rest, "")


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
            banner=f'<header class="tete">{banner}</header>\n' if site.banner else "",
            links="".join(links),
        )
        yield here, text.encode()


def told(site: Site) -> Iterator[Page]:
    """Yield former addresses as pages, for writers whose readers follow links themselves."""
    for one in site.moved:
        links = tuple(Entry((phrase(to),)) for to in one.to)
        yield Page(one.address, _("Cette page a changé d’adresse"), blocks=(Listing(links),))
