"""Finding pages: the index of the search, its page in a real browser, the alphabetical index."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
import subprocess
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feuille import render
from feuille.render import search
from feuille.render.content import About
from tests.conftest import load, write_files
from tests.site_checker import dead_links, read
from tests.suites import program

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PLAN = {
    "feuille.yaml": "format: 1\ntitre: Plan d'essai\nfeuille_de_route: plan\n",
    "feuilles-de-route/plan.yaml": """\
type: feuille-de-route
titre: Plan
niveau: regional
orientations: [{id: droits, numero: "1", titre: L'accès aux droits}]
""",
    "fiches-action/un.yaml": """\
type: fiche-action
numero: "1"
titre: L'insertion par l'activité économique
orientations: [plan#droits]
objectifs: [Loger les étudiants, Lire https://example.org/introuvable]
fiches_liees: [deux]
""",
    "fiches-action/deux.yaml": """\
type: fiche-action
numero: "2"
titre: Étudiants au cœur de la ville
description: L’INSERTION des **jeunes**, en 2024.
""",
    "acteurs/maison.yaml": 'type: acteur\nnom: "<script>Maison</script> des réseaux"\n',
    "acteurs/eau.yaml": "type: acteur\nnom: Eau\n",
    "acteurs/zoo.yaml": "type: acteur\nnom: Zoo\n",
}


def files(root: Path) -> dict[str, bytes]:
    return render.files(load(root), About(date(2024, 6, 30)), ["html"])


def put(folder: Path, found: dict[str, bytes]) -> Path:
    for name, raw in found.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(raw)
    return folder


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Return the files of the site of the small plan."""
    return files(write_files(tmp_path_factory.mktemp("plan"), PLAN))


def received(raw: bytes) -> tuple[str, dict]:
    """Return what a file of the index hands over: its name and its data."""
    found = re.fullmatch(r'recherche\.lu\("([\w-]+)",(.*)\);\n', raw.decode())
    assert found
    return found[1], json.loads(found[2])


def chunks(found: dict[str, bytes]) -> Iterator[tuple[str, dict[str, list[int]]]]:
    for name, raw in found.items():
        if name.startswith("recherche/mots-"):
            yield received(raw)


def index(found: dict[str, bytes]) -> dict[str, set[tuple[str, bool]]]:
    """Return for each word of the index the pages that hold it, and whether in their title."""
    _name, listed = received(found["recherche/pages.js"])
    words: dict[str, set[tuple[str, bool]]] = {}
    for _name, chunk in chunks(found):
        for word, steps in chunk.items():
            numbers = [sum(steps[: n + 1]) for n in range(len(steps))]
            words[word] = {(listed["pages"][one // 2][0], bool(one % 2)) for one in numbers}
    return words


def test_words_are_found_without_accents_capitals_and_elisions(site: dict[str, bytes]) -> None:
    words = index(site)
    assert words["insertion"] == {("fiche-action/un", True), ("fiche-action/deux", False)}
    assert words["etudiants"] == {("fiche-action/un", False), ("fiche-action/deux", True)}
    assert words["coeur"] == {("fiche-action/deux", True), ("fiche-action/un", False)}
    assert ("feuille-de-route/plan/droits", True) in words["acces"]
    assert words["2024"] == {("fiche-action/deux", False)}
    assert words.keys().isdisjoint({"l", "de", "https", "example", "introuvable"})


def test_a_page_is_not_found_by_what_only_leads_to_it(site: dict[str, bytes]) -> None:
    # « un » links to « deux »: it holds its title, and « deux » does not hold that of « un ».
    assert {page for page, _title in index(site)["economique"]} == {"fiche-action/un"}
    assert ("fiche-action/index", False) not in index(site)["coeur"]


def test_every_word_is_in_the_file_that_its_letters_say(
    site: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "_CHUNK", 60)
    cut = files(write_files(tmp_path, PLAN))
    starts = json.loads(re.search(r'"debuts":(\[.*?\])', cut["recherche.html"].decode())[1])
    named = dict(chunks(cut))
    assert len(named) == len(starts) > 5
    for number, (start, end) in enumerate(zip(starts, [*starts[1:], "\uffff"], strict=True), 1):
        assert all(start <= word < end for word in named[f"mots-{number}"])
    assert index(cut) == index(site)


def test_one_page_runs_one_script_and_its_policy_names_it(site: dict[str, bytes]) -> None:
    for name, raw in site.items():
        if not name.endswith(".html"):
            continue
        page = raw.decode()
        policy = re.search(r"script-src ([^;]*);", page)[1]
        scripts = re.findall(r"<script[^>]*>(.*?)</script>", page, re.DOTALL)
        if name != "recherche.html":
            assert (policy, scripts) == ("'none'", []), name
            continue
        digest = base64.b64encode(hashlib.sha256(scripts[0].encode()).digest()).decode()
        assert policy.split() == [f"'sha256-{digest}'", "'strict-dynamic'", "'self'"]
        assert len(scripts) == 1
        assert len(scripts[0].encode()) < 30_000


def test_every_page_leads_to_the_search(site: dict[str, bytes]) -> None:
    pages = {name: raw for name, raw in site.items() if name.endswith(".html")}
    assert all(b'recherche.html"' in raw for raw in pages.values())


def test_other_formats_have_neither_search_nor_letters(tmp_path: Path) -> None:
    root = write_files(tmp_path, PLAN)
    found = render.files(load(root), About(date(2024, 6, 30)), ["md"])
    assert not [name for name in found if "recherche" in name or "alphabetique" in name]
    assert not [name for name, raw in found.items() if b"recherche" in raw]


def test_every_page_is_once_in_the_alphabetical_index(
    site: dict[str, bytes], tmp_path: Path
) -> None:
    put(tmp_path, site)
    page = read(tmp_path)["index-alphabetique.html"]
    listed = re.findall(
        r'<li>.*?<a href="([^"#]+)">',
        site["index-alphabetique.html"].decode().partition("<main")[2],
    )
    expected = {name for name in site if name.endswith(".html")} - {
        "recherche.html",
        "index-alphabetique.html",
    }
    assert sorted(listed) == sorted(expected)
    words = [words for _href, words in page.links]
    assert words.index("Eau") < words.index("Étudiants au cœur de la ville") < words.index("Zoo")
    assert words.index("L’insertion par l’activité économique") < words.index("Zoo")
    # What stands before the first letter does not move a title.
    assert words.index("<script>Maison</script> des réseaux") < words.index("Zoo")
    assert dead_links(tmp_path) == []


def test_the_home_and_pages_with_a_number_stand_under_their_letter(
    tmp_path: Path,
) -> None:
    root = write_files(tmp_path / "depot", {
        "feuille.yaml": "format: 1\ntitre: Plan\nfeuille_de_route: plan\nterritoire: reg-53\n",
        "feuilles-de-route/plan.yaml": (
            "type: feuille-de-route\ntitre: Plan\nniveau: regional\nterritoire: reg-53\n"
            'orientations:\n  - {id: a, numero: "1", titre: Écoles}\n'
            '  - {id: b, numero: "S2", titre: Emploi}\n'
        ),
        "fiches-action/f.yaml": (
            "type: fiche-action\ntitre: Été\norientations: [plan#a]\nterritoires: [dep-35]\n"
        ),
    })  # fmt: skip
    put(tmp_path / "site", files(root))
    text = (tmp_path / "site" / "index-alphabetique.html").read_text("utf-8")
    main = text.partition("<main")[2].partition("</main")[0]
    under = {
        re.sub(r"<[^>]+>", "", letter): re.findall(r'href="([^"]+)"', rest)
        for letter, rest in re.findall(r"<h2[^>]*>(.*?)</h2>(.*?)</section>", main, re.DOTALL)
    }
    assert "Chiffres et signes" not in under
    plan = "feuille-de-route/plan"
    assert under["E"] == [f"{plan}/a.html", f"{plan}/b.html", "fiche-action/f.html"]
    assert under["C"] == ["couverture.html", "couverture_plan_a.html", "couverture_plan_b.html"]
    assert "index.html" in under["A"]
    assert under["P"] == [f"{plan}.html"]


def test_a_long_alphabetical_index_is_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "_ON_A_PAGE", 3)
    found = files(write_files(tmp_path / "depot", PLAN))
    put(tmp_path / "site", found)
    parts = [name for name in found if re.fullmatch(r"index-alphabetique_\d+\.html", name)]
    first = read(tmp_path / "site")["index-alphabetique.html"]
    assert {href for href, _words in first.links} >= set(parts)
    listed = [
        href
        for name in parts
        for href in re.findall(
            r'<li>.*?<a href="([^"#]+)">', found[name].decode().partition("<main")[2]
        )
    ]
    assert "acteur/zoo.html" in listed
    assert len(listed) == len(set(listed)) > 6
    assert dead_links(tmp_path / "site") == []


@given(st.text(max_size=80))
def test_words_of_any_text_are_searchable(text: str) -> None:
    folded = search._Folded()
    for word in folded.words(text):
        assert folded.words(word) == {word}
        assert folded.words(f"l'{word} d’{word}") == {word}


def seen(url: str, profile: Path) -> str:
    """Return the page that a real browser shows, once its scripts have run."""
    chromium = program("chromium", "chromium-browser", "google-chrome")
    done = subprocess.run(
        [chromium, "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
         f"--user-data-dir={profile}", "--virtual-time-budget=3000", "--dump-dom", url],
        capture_output=True, check=True, timeout=60,
    )  # fmt: skip
    return done.stdout.decode().partition("<main")[2]


def answer(page: str) -> tuple[str, list[str], list[str]]:
    """Return what the search says: how many, the headings, the links."""
    status = re.search(r'role="status"[^>]*>(.*?)</p>', page)[1]
    shown = re.search(r'class="trouve">(.*?)</div>', page, re.DOTALL)[1]
    heads = re.findall(r"<h2>(.*?)</h2>", shown)
    return html.unescape(status), heads, re.findall(r'href="(.*?)"', shown)


@pytest.mark.browser
@pytest.mark.parametrize(
    ("typed", "said", "heads", "links"),
    [
        # The title first, then the text; accents, capitals and elisions are nothing.
        ("l%27Insertion", "2 pages trouvées.", ["Fiches action (2)"],
         ["fiche-action/un.html", "fiche-action/deux.html"]),
        # The start of a word; a plural for its singular; what a document says stays text.
        ("reseau", "1 page trouvée.", ["Acteurs (1)"], ["acteur/maison.html"]),
        ("villes%20coe", "2 pages trouvées.", ["Fiches action (2)"],
         ["fiche-action/deux.html", "fiche-action/un.html"]),
        # Not all the words: the pages with the most of them.
        ("zoo%20baleine", "Aucune page ne contient tous ces mots ; une en contient une partie.",
         ["Acteurs (1)"], ["acteur/zoo.html"]),
        ("%3Cimg%20src%3Dx%3E", "Aucune page ne contient « <img src=x> ».", [], []),
    ],
)  # fmt: skip
def test_a_browser_finds_pages_in_a_folder(
    typed: str,
    said: str,
    heads: list[str],
    links: list[str],
    site: dict[str, bytes],
    tmp_path: Path,
) -> None:
    folder = put(tmp_path / "site", site)
    page = seen(f"{(folder / 'recherche.html').as_uri()}#q={typed}", tmp_path / "profile")
    status, *found = answer(page)
    assert status.replace("\u202f", " ").replace("\xa0", " ") == said
    assert found == [heads, links]
