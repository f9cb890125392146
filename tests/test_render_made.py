"""Pages are made when they are needed, by one process or two, and are the same for it."""

from __future__ import annotations

import html
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feuille import parallel, render
from feuille.parse import lines
from feuille.render import prose
from feuille.render.content import About, site
from feuille.render.html_draw import escape
from feuille.render.html_frame import filled, gap
from feuille.render.later import later, whole
from feuille.render.model import Attached, Link, Page, Phrase, Text
from feuille.schema import walk
from tests.conftest import EXAMPLES, load, write_files

if TYPE_CHECKING:
    from pathlib import Path

    from feuille.corpus import Corpus

ABOUT = About(date(2024, 6, 30))


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    """Return a plan of more fiches than one process makes alone, that name places of others."""
    files = {
        "feuilles-de-route/plan.yaml": "type: feuille-de-route\ntitre: Plan\nniveau: regional\n",
        "acteurs/service.yaml": "type: acteur\nnom: Service\nnature: etat\n",
        "conventions/accord.yaml": "type: convention\ntitre: Accord\nmodele: cls\nparties: [service]\n"
        "feuille_de_route: plan\nactions:\n"
        + "".join(f"  - {{fiche: fiche-{n}, description: Action {n}}}\n" for n in range(3)),
        "rapports/rapport.yaml": "type: rapport-execution\ntitre: Rapport\nconventions: [accord]\n"
        "exercice: 2024\nlignes: [{id: une, actions: [accord#fiche-1, accord#fiche-2]}]\n",
    }
    for n in range(3 * parallel.LEAST):
        files[f"fiches-action/fiche-{n}.yaml"] = (
            f"type: fiche-action\ntitre: Fiche {n}\nfeuille_de_route: plan\n"
            f"description: Voir **{n}** & l'autre.\nfiches_liees: [fiche-{(n + 1) % 200}]\n"
        )
    return load(write_files(tmp_path / "depot", files))


def test_two_processes_make_what_one_makes(corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    two = render.files(corpus, ABOUT, ["html", "md"])
    monkeypatch.setattr(parallel, "_can", lambda: False)
    assert render.files(corpus, ABOUT, ["html", "md"]) == two
    page = two["html/rapport-execution/rapport.html"].decode()
    assert 'href="../convention/accord.html#fiche-1"' in page
    assert not any(b"\x00" in raw for raw in two.values())


def test_a_process_that_dies_leaves_its_pages_to_the_other(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole_site = render.files(corpus, ABOUT, ["html"])
    monkeypatch.setattr(parallel, "_made", lambda _items, _reading: {})
    assert render.files(corpus, ABOUT, ["html"]) == whole_site


def test_only_pages_that_need_documents_are_left_for_later(corpus: Corpus) -> None:
    made = {page.address: type(page) for page in site(corpus, ABOUT).pages}
    assert made["a-propos"] is Page
    assert made["index"] is not Page
    assert made["fiche-action/fiche-1"] is not Page


def test_a_page_is_computed_once_and_when_it_is_read() -> None:
    times = []
    head = Page("a/b", "Titre", kicker="genre")

    def make() -> Page:
        times.append(1)
        return replace(head, blocks=(Phrase((Text("x"),)),), attached=(Attached("f", "csv", b""),))

    page = later(head, make)
    assert (page.title, page.kicker, times) == ("Titre", "genre", [])
    assert whole(page).blocks == (Phrase((Text("x"),)),)
    assert (len(page.attached), len(page.blocks), page.foot, len(times)) == (1, 1, (), 2)
    assert replace(page, title="Autre").blocks == page.blocks
    assert whole(page) is page


def test_a_page_that_cannot_be_computed_says_so_each_time() -> None:
    def make() -> Page:
        raise KeyError

    page = later(Page("a", "A"), make)
    for _turn in range(2):
        with pytest.raises(KeyError):
            assert page.blocks


def test_a_gap_is_filled_by_the_place_or_by_nothing() -> None:
    known = {"a/b": frozenset({"ici"})}
    for link, otherwise, expected in (
        (Link("", "a/b", "ici"), "", b"x#ici"),
        (Link("", "a/b", "ailleurs"), "", b"x"),
        (Link("", "c/d", "ici"), "page.html", b"xpage.html"),
    ):
        assert filled(b"x" + gap(link, otherwise).encode(), known) == expected


SIGNS = "aZé 12.-+:=!?;»«°n'\"()\n\n|$%€#,/@{}^\\`*_[]<>&~\t\u00a0\u3000\u2028\u0085"


@given(st.text(st.sampled_from(SIGNS), max_size=40), st.integers(1, 6))
def test_a_simple_text_is_written_as_the_parser_would(text: str, level: int) -> None:
    parser = prose._parser()
    slow = parser.renderer.render(prose.tokens(text, level), parser.options, {})
    assert prose.html(text, level) == slow


@given(st.text(max_size=40))
def test_words_are_escaped_for_text_and_attributes(words: str) -> None:
    safe = escape(words)
    assert not set(safe) & set("<>\"'")
    assert html.unescape(safe) == words


@pytest.mark.parametrize("name", ["loire-2019", "occitanie-2022"])
def test_the_line_of_a_place_is_that_of_its_mark(name: str) -> None:
    corpus = load(EXAMPLES / name)
    places = [
        (document.path, (*at, *more))
        for document in corpus.documents.values()
        for at, _node, _value in walk(document.type.node, document.data)
        for more in ((), ("absent", 2))
    ]
    assert corpus.lines(places) == {place: corpus.mark(*place).line for place in places}


@pytest.mark.parametrize("text", ["", "a: [", "a: {b: 1}\n? [c]\n: d\n", "\xff", "a: 1\n---\nb: 2"])
def test_a_file_that_cannot_be_read_has_lines_all_the_same(text: str) -> None:
    found = lines(text.encode("latin-1"), [("a", "b"), ("b",)])
    assert set(found) == {("a", "b"), ("b",)}
    assert all(row >= 1 for row in found.values())
