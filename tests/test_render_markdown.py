"""Pages as Markdown that a forge shows: what their writer adds to what every format says."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt

from feuille import render as publishing
from feuille.render.model import (
    Column,
    Cover,
    Details,
    Drawing,
    Link,
    Page,
    Phrase,
    Prose,
    Row,
    Section,
    Site,
    Table,
    Text,
)

if TYPE_CHECKING:
    from feuille.render.model import Block, Value

WORDS = Phrase((Text("mots"),))


def written(*blocks: Block, address: str = "page", menu: tuple[Link, ...] = ()) -> str:
    """Return a page of some blocks, beside another that has two places of one name."""
    same = tuple(Section("Où, quand\u202f?", anchor, (WORDS,)) for anchor in ("un", "deux"))
    apart = Section("Ici – là", "trois", (WORDS,))
    pages = (Page(address, "Titre", blocks=blocks), Page("autre", "Autre", blocks=(*same, apart)))
    site = Site("T", "fr", "", menu, pages, Cover((), (), date(2024, 1, 1)))
    name = "README" if address == "index" else address
    return publishing.WRITERS["md"](site)[f"{name}.md"].decode()


def table(*cells: tuple[Value, ...]) -> Table:
    return Table("T", (Column("a"), Column("b")), (Row(cells),))


def test_a_link_leads_to_the_heading_that_it_names() -> None:
    links = tuple(Link("x", "autre", anchor) for anchor in ("un", "deux", "trois", "rien", ""))
    here = Section("Là", "ici", (Phrase((*links, Link("y", "page", "ici"), Link("z", "page"))),))
    text = written(here)
    assert "[x](autre.md#où-quand)[x](autre.md#où-quand-1)" in text
    assert "[x](autre.md)[x](autre.md)[x](autre.md)[y](#là)z" in text


def test_the_home_alone_has_the_ways_into_the_tree() -> None:
    menu = (Link("Accueil", "index"), Link("Autre", "autre"))
    assert "\n\n# Titre" not in written(menu=menu)
    home = written(address="index", menu=menu)
    assert home.startswith("[Autre](autre.md)\n\n# Titre")
    assert home.endswith("[Accessibilité : non évaluée](accessibilite.md)\n")


def test_code_in_a_table_keeps_its_row_whole() -> None:
    text = written(table((Prose("`a | b` ou c | d"),), (WORDS,)))
    shown = MarkdownIt("commonmark").enable("table").render(text)
    assert shown.count("<td>") == 2
    assert "<code>a | b</code> ou c | d" in shown


def test_values_are_parted_as_sentences_are() -> None:
    cells = (Phrase((Text("Une phrase."),)), WORDS, WORDS)
    assert "| Une phrase. mots ; mots |" in written(table(cells, ()))


def test_what_is_drawn_or_folded_is_told_under_its_title() -> None:
    cell = (WORDS,)
    drawing = Drawing(
        "Constat", "alt", "d", 9, 9, (), table(cell, cell), "barre : réalisé", "p : q"
    )
    text = written(drawing, Details("Pli", (WORDS,)))
    shown = MarkdownIt("commonmark").enable("table").render(text)
    assert "<p><strong>Constat</strong></p>" in shown
    assert "<p><strong>Pli</strong></p>\n<p>mots</p>" in shown
    assert "p : q" in shown
    assert "barre" not in shown
