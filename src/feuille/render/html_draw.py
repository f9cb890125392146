"""How each kind of block looks in HTML, from its data (see `html_blocks`), words escaped."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from feuille.i18n import _
from feuille.render import svg

if TYPE_CHECKING:
    from collections.abc import Callable

    from feuille.render.model import Away, Drawing, Link

    Data = dict[str, Any]


def _changed(tag: str, said: str) -> tuple[str, str]:
    """Return the marks of a change, told to who hears the page too."""
    return (
        f'<{tag}><span class="cache"> [{said} </span>',
        f'<span class="cache">] </span></{tag}>',
    )


_WIDE = 3
"""A table of more columns may be wider than a screen: it can be scrolled with the keyboard."""

MARKED = {
    "figure": ('<span class="nombre">', "</span>"),
    "absent": ('<span class="absent">', "</span>"),
    "inserted": _changed("ins", _("ajouté :")),
    "deleted": _changed("del", _("retiré :")),
}
"""What stands around the words of a kind of inline part."""


def escape(words: str) -> str:
    """Return words that are nothing but words in HTML, between tags or in a quoted attribute."""
    return (
        words.replace("&", "&amp;")
        .replace(">", "&gt;")
        .replace("<", "&lt;")
        .replace("'", "&#39;")
        .replace('"', "&#34;")
    )


_YEARS = re.compile(r"(?<![\w-])\d{4}-\d{4}(?![\w-])")


def written(words: str) -> str:
    """Return words between tags, escaped; a period of years is never cut at its hyphen."""
    return unbroken(escape(words))


def unbroken(text: str) -> str:
    """Keep together what a browser would cut in HTML without tags: 2024-2027."""
    return _YEARS.sub(r'<span class="annees">\g<0></span>', text) if "-" in text else text


def marked(words: str, kind: str) -> str:
    """Return words with what stands around those of their kind."""
    before, after = MARKED[kind]
    return before + escape(words) + after


def away(link: Away) -> str:
    """Return a link out of the site; it is marked where its words are its address already."""
    own = ' class="adresse"' if link.words in unquote(link.url) else ""
    return f'<a{own} href="{escape(link.url)}">{written(link.words)}</a>'


def drawing(block: Drawing, href: Callable[[Link], str]) -> str:
    """Return the drawing itself, with its title and its words for who does not see it."""
    width, height, anchor = block.width, block.height, escape(block.anchor)
    # What an image holds is hidden from who does not see it: links would be.
    role = "group" if any(one.link for one in block.shapes) else "img"
    return (
        f'<svg role="{role}" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'aria-labelledby="{anchor}_titre {anchor}_mots">\n'
        f'<title id="{anchor}_titre">{escape(block.title)}</title>\n'
        f'<desc id="{anchor}_mots">{escape(block.words)}</desc>\n'
        f"{svg.marks(block.shapes, href)}\n</svg>"
    )


def _id(anchor: str) -> str:
    return f' id="{escape(anchor)}"' if anchor else ""


def _state(data: Data) -> str:
    mark = f'<span aria-hidden="true">{escape(data["marque"])}</span>'
    return f'<span class="etat {escape(data["ton"])}">{mark} {escape(data["mots"])}</span>'


def _phrase(data: Data) -> str:
    return f"<p{_SMALL[data['petit']]}>{data['contenu']}</p>\n"


def _prose(data: Data) -> str:
    return f'<div class="texte">{data["contenu"]}</div>\n'


def _facts(data: Data) -> str:
    rows = [
        f"<div><dt>{escape(one['terme'])}</dt><dd>{one['contenu']}</dd></div>\n"
        for one in data["lignes"]
    ]
    return f'<dl class="faits{" petits" * data["petits"]}">\n{"".join(rows)}</dl>\n\n'


def _table(data: Data) -> str:
    width, caption = len(data["colonnes"]), escape(data["titre"])
    scrolled = f' role="group" tabindex="0" aria-label="{caption}"' if width > _WIDE else ""
    heads = [
        f'<th scope="col"{_NUMERIC[one["nombre"]]}>{escape(one["titre"])}</th>'
        for one in data["colonnes"]
    ]
    return (
        f'<div class="tableau colonnes-{width}"{scrolled}>\n<table>\n'
        f"<caption{_HIDDEN[data['titre_dit']]}>{unbroken(caption)}</caption>\n"
        f"<thead><tr>{''.join(heads)}</tr></thead>\n<tbody>\n"
        f"{''.join([_row(one) for one in data['lignes']])}</tbody>\n</table>\n</div>\n\n"
    )


_SMALL = {True: ' class="petit"', False: ""}
_NUMERIC = {True: ' class="num"', False: ""}
_HIDDEN = {True: ' class="cache"', False: ""}


def _row(data: Data) -> str:
    cells = [
        f'<th scope="row"{_NUMERIC[one["nombre"]]}>{one["contenu"]}</th>'
        if one["entete"]
        else f"<td{_NUMERIC[one['nombre']]}>{one['contenu']}</td>"
        for one in data["cellules"]
    ]
    return f"<tr{_id(data['id'])}>{''.join(cells)}</tr>\n"


def _listing(data: Data) -> str:
    tag = "ol" if data["numerotee"] else "ul"
    items = [f"<li{_id(one['id'])}>{one['contenu']}</li>\n" for one in data["elements"]]
    look = "liste colonnes" if data["en_colonnes"] else "liste"
    return f'<{tag} class="{look}">\n{"".join(items)}</{tag}>\n\n'


def _notice(data: Data) -> str:
    words = f"<strong>{escape(data['titre'])}.</strong> {escape(data['texte'])}"
    return f'<div class="avis" role="note"><p>{words}</p></div>\n'


def _section(data: Data) -> str:
    head, title = f"h{data['niveau']}", written(data["titre"])
    if data["href"]:
        title = f'<a href="{escape(data["href"])}">{title}</a>'
    return (
        f"<section>\n<{head}{_id(data['id'])}>{title}</{head}>\n{data['contenu']}\n</section>\n\n"
    )


def _drawing(data: Data) -> str:
    return (
        f'<figure>\n<p class="constat">{escape(data["titre"])}</p>\n{data["dessin"]}\n'
        f"<figcaption>{escape(data['source'])}</figcaption>\n</figure>\n{data['tableau']}\n"
    )


def _details(data: Data) -> str:
    screen = ' class="ecran"' if data["ecran"] else ""
    summary = f"<summary>{escape(data['resume'])}</summary>"
    return f"<details{screen}>{summary}\n{data['contenu']}\n</details>\n"


KINDS: dict[str, Callable[[Data], str]] = {
    "phrase": _phrase,
    "prose": _prose,
    "facts": _facts,
    "table": _table,
    "listing": _listing,
    "notice": _notice,
    "section": _section,
    "drawing": _drawing,
    "details": _details,
    "state": _state,
}
"""How each kind is drawn: a function from its data to HTML."""
