"""Finding pages without a server: a search page, its index, and every page in order of letter.

Only the HTML site has them. The index is read by the one script of the site, on
the one page that may run it; the alphabetical index needs none. Both are made
from the pages themselves, so that they hold nothing that is not published.
"""

from __future__ import annotations

import base64
import hashlib
import operator
import re
from collections import defaultdict
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING
from unicodedata import normalize

import orjson

from feuille import french, resources
from feuille.i18n import _, plural
from feuille.render.addresses import HOME
from feuille.render.inline import phrase
from feuille.render.model import (
    Details,
    Entry,
    Facts,
    Link,
    Listing,
    Page,
    Phrase,
    Prose,
    Section,
    Table,
    Text,
)
from feuille.render.words import line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from feuille.render.model import Block, Site, Value

    Words = Sequence[str]

ADDRESS = "recherche"
LETTERS = "index-alphabetique"
_ON_A_PAGE = 200
_CHUNK = 120_000
"""Bytes of index in one file: what a search has to load, or a little more."""

_CITING = "cite_"
_MORE = re.compile(r"_\d+\Z")
_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"[^\W_]+")
_ADDRESS = re.compile(r"https?://[^\s)>]+")
_EMPTY = frozenset({
    "au", "aux", "avec", "ce", "ces", "cet", "cette", "dans", "de", "des", "du", "elle", "elles",
    "en", "est", "et", "il", "ils", "la", "le", "les", "leur", "leurs", "ne", "ou", "par", "pas",
    "pour", "qu", "que", "qui", "sa", "sans", "se", "ses", "son", "sont", "sur", "un", "une",
})  # fmt: skip
"""Words that tell no page from another, as they are searched."""


def announced(site: Site) -> Site:
    """Return the site with the way to the search in its menu."""
    return replace(site, menu=(*site.menu, Link(_("Rechercher"), ADDRESS)))


def added(site: Site, words: Mapping[str, Words]) -> tuple[Site, dict[str, bytes]]:
    """Return the site with its ways to find pages, and the files that its script loads.

    `words` are those of each page, by address (see `words`).
    """
    told = (page for page in site.pages if _is_document(page) or not _MORE.search(page.address))
    found = sorted(told, key=lambda page: not _is_document(page))
    files, starts = _chunks(_postings([words[page.address] for page in found]))
    pages = (*site.pages, _search(starts), *_by_letter(found))
    return replace(site, pages=pages), {_file("pages"): _listed(found)} | files


def _is_document(page: Page) -> bool:
    """Tell a page that says something of its own from one that only shows what others say."""
    return len(page.trail) > 1 and "/" in page.address


def policy(script: str) -> str:
    """Return what a page's security policy says of scripts: this one, and what it loads, or none.

    From a folder, no address names the site's own files; what vouches for them
    is the script that asks for them. Browsers that know nothing of that read 'self'.
    """
    if not script:
        return "'none'"
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return f"'sha256-{digest}' 'strict-dynamic' 'self'"


def _file(name: str) -> str:
    return f"{ADDRESS}/{name}.js"


def _received(name: str, data: object) -> bytes:
    """Return a file that hands data to the script: a folder lets none be fetched."""
    said = orjson.dumps(data, option=orjson.OPT_SORT_KEYS)
    return b'recherche.lu("%s",%s);\n' % (name.encode(), said)


def _search(starts: list[str]) -> Page:
    """Return the page of the search: its script makes the form, a sentence serves who has none."""
    said = _(
        "La recherche se fait dans votre navigateur, sans rien envoyer ; elle a besoin de "
        "JavaScript. Sans lui, toutes les pages sont dans : "
    )
    given = {"debuts": starts, "vides": sorted(_EMPTY), "textes": _sentences()}
    call = orjson.dumps(given, option=orjson.OPT_SORT_KEYS).decode().replace("<", "\\u003c")
    return Page(
        address=ADDRESS,
        title=_("Rechercher"),
        trail=(Link(_("Accueil"), HOME),),
        foot=(phrase(line(said) + " ", Link(_("l’index alphabétique"), LETTERS), "."),),
        script=f"{resources.text('templates', 'html', 'recherche.js')}recherche({call});",
    )


def _sentences() -> dict[str, str]:
    """Return what the script says; {n} and {mots} are its own to fill."""
    said = {
        "champ": _("Mots cherchés"),
        "bouton": _("Rechercher"),
        "une": _("1 page trouvée."),
        "plusieurs": _("{n} pages trouvées."),
        "aucune": _("Aucune page ne contient « {mots} »."),
        "une_partie": _("Aucune page ne contient tous ces mots ; une en contient une partie."),
        "partie": _("Aucune page ne contient tous ces mots ; {n} en contiennent une partie."),
        "court": _("Écrivez un mot plus précis."),
        "attente": _("Recherche en cours…"),
        "panne": _("L’index de la recherche n’a pas pu être chargé."),
        "reste": _("Afficher les {n} autres"),
        "dernier": _("Afficher l’autre page"),
    }
    return {key: line(words) for key, words in said.items()}


def _listed(pages: list[Page]) -> bytes:
    """Return the pages as the script lists them: address, title, number, heading to group under."""
    heads: dict[str, int] = {}
    rows = [
        [
            page.address,
            page.title,
            page.kicker if _DIGIT.search(page.kicker) else "",
            heads.setdefault(_above(page), len(heads)),
        ]
        for page in pages
    ]
    return _received("pages", {"groupes": list(heads), "pages": rows})


def _above(page: Page) -> str:
    """Return the words of the list that a page is in."""
    return page.trail[1].words if len(page.trail) > 1 else _("Vues d’ensemble")


def words(page: Page) -> Words:
    """Return the words of a page as they are searched, in two lines: of its title, the others.

    Of pages that only show what others say, the headings and terms alone count.
    """
    titles = _FOLDED.words(f"{page.title} {page.kicker}")
    text = _FOLDED.words("\n".join(_texts(page.blocks, whole=_is_document(page))))
    return " ".join(titles), " ".join(text - titles)


def _postings(pages: Iterable[Words]) -> dict[str, list[int]]:
    """Return for each word the ranks of the pages that hold it: doubled, one more in a title."""
    found: dict[str, list[int]] = defaultdict(list)
    for rank, (titles, text) in enumerate(pages):
        for word in titles.split():
            found[word].append(2 * rank + 1)
        for word in text.split():
            found[word].append(2 * rank)
    return found


class _Folded(dict[str, str]):
    """Words as they are searched, by word as it is written; "" for those that nobody looks for."""

    def __missing__(self, written: str) -> str:
        word = written.lower() if written.isascii() else french.plain(written)
        sought = word not in _EMPTY and (len(word) > 1 or word.isdecimal())
        self[written] = word if sought else ""
        return self[written]

    def words(self, text: str) -> set[str]:
        """Return the words of a text: no accent, no capital, no elision."""
        return set(map(self.__getitem__, _WORD.findall(normalize("NFC", text)))) - {""}


_FOLDED = _Folded()


def _texts(blocks: tuple[Block, ...], *, whole: bool) -> Iterator[str]:
    """Yield what blocks say, without what they repeat of the pages that lead here.

    Not `whole`: their headings and terms alone, which stay when figures change.
    """
    for block in blocks:
        if isinstance(block, Section):
            if not block.anchor.startswith(_CITING):
                yield block.title
                yield from _texts(block.blocks, whole=whole)
        elif whole:
            yield from _said(block)
        elif isinstance(block, Facts):
            yield from (row.term for row in block.rows)


def _said(block: Block) -> Iterator[str]:
    """Yield what one block says; what is drawn is in words elsewhere on its page."""
    if isinstance(block, Phrase | Prose):
        yield _text(block)
    elif isinstance(block, Facts):
        yield from (_text(value) for row in block.rows for value in row.values)
    elif isinstance(block, Table):
        yield from (_text(value) for row in block.rows for cell in row.cells for value in cell)
    elif isinstance(block, Listing):
        for entry in block.entries:
            yield from _texts(entry.blocks, whole=True)
    elif isinstance(block, Details) and not block.screen:
        yield from _texts(block.blocks, whole=True)


def _text(value: Value) -> str:
    if isinstance(value, Prose):
        return _ADDRESS.sub(" ", value.text) if "http" in value.text else value.text
    return "".join(part.words for part in value.parts)


def _chunks(postings: dict[str, list[int]]) -> tuple[dict[str, bytes], list[str]]:
    """Cut the index, in order of word, into files of a size; return them and their first words."""
    files: dict[str, bytes] = {}
    starts: list[str] = []
    held: dict[str, list[int]] = {}
    size = 0
    for word in sorted(postings):
        if not held:
            starts.append(word)
        held[word] = _steps(postings[word])
        size += len(word) + 3 * len(held[word])
        if size > _CHUNK:
            files[_file(f"mots-{len(starts)}")] = _received(f"mots-{len(starts)}", held)
            held, size = {}, 0
    if held:
        files[_file(f"mots-{len(starts)}")] = _received(f"mots-{len(starts)}", held)
    return files, starts


def _steps(numbers: list[int]) -> list[int]:
    """Return the first number, then how far each is from the one before: shorter to write."""
    return [numbers[0], *map(operator.sub, numbers[1:], numbers)]


def _by_letter(pages: list[Page]) -> Iterator[Page]:
    """Yield the alphabetical index: one page, or one that leads to several where it is long."""
    listed = sorted(pages, key=_order)
    parts = [listed[start : start + _ON_A_PAGE] for start in range(0, len(listed), _ON_A_PAGE)]
    title, home = _("Index alphabétique"), Link(_("Accueil"), HOME)
    if len(parts) == 1:
        yield Page(LETTERS, title, trail=(home,), blocks=_letters(listed))
        return
    ways = [Link(_range(part), f"{LETTERS}_{n}") for n, part in enumerate(parts, start=1)]
    counted = phrase(line(plural("{n} page.", "{n} pages.", len(listed))))
    ranges = Listing(tuple(Entry((phrase(way),)) for way in ways))
    yield Page(LETTERS, title, trail=(home,), blocks=(counted, ranges))
    for way, part, before, after in zip(
        ways, parts, [None, *ways], [*ways[1:], None], strict=False
    ):
        yield Page(
            address=way.address,
            title=_("{title} : {range}").format(title=title, range=way.words),
            trail=(home, Link(title, LETTERS)),
            blocks=_letters(part),
            before=before,
            after=after,
        )


def _order(page: Page) -> tuple[tuple[str, str], bool, str]:
    return french.sort_key(_bare(_named(page))), not _is_document(page), page.address


def _named(page: Page) -> str:
    """Return what a page is listed as: the home bears the name of the plan, which has its own."""
    return _("Accueil") if page.address == HOME else page.title


def _bare(title: str) -> str:
    """Return a title from its first letter or digit on."""
    found = _WORD.search(title)
    return title[found.start() :] if found else title


def _letter(page: Page) -> str:
    first = french.plain(_bare(_named(page)))[:1].upper()
    return first if first.isalpha() else _("Chiffres et signes")


def _range(part: list[Page]) -> str:
    return _("de {first} à {last}").format(first=_short(part[0]), last=_short(part[-1]))


def _short(page: Page) -> str:
    """Return the first words of a title."""
    words = _bare(_named(page)).split(" ")
    return line(_("« {words} »").format(words=" ".join(words[:3]) + "…" * (len(words) > 3)))  # noqa: PLR2004 - enough to tell two titles apart


def _letters(pages: Iterable[Page]) -> tuple[Block, ...]:
    return tuple(
        Section(letter, f"lettre_{number}", (Listing(tuple(_entry(page) for page in of)),))
        for number, (letter, of) in enumerate(groupby(pages, key=_letter), start=1)
    )


def _entry(page: Page) -> Entry:
    told = page.kicker and page.address != HOME
    kind = (Text(f" ({page.kicker})"),) if told else ()
    return Entry((phrase(Link(_named(page), page.address), *kind),))
