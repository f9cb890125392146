"""What a publication says of what changed: the same as the comparison, to whoever reads it."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

import html5lib
import pytest

from feuille import render as publishing
from feuille.diff import compare
from feuille.public import earlier, published
from feuille.render import since_brief
from feuille.render.content import About, site
from feuille.render.model import (
    Deleted,
    Details,
    Inserted,
    Link,
    Listing,
    Page,
    Phrase,
    Section,
    Site,
    Text,
)
from feuille.render.sheets import joined
from feuille.render.since_told import HEAVIEST
from feuille.render.words import line
from feuille.report.overview import Overview, overview
from feuille.report.points import Point
from feuille.report.points import Section as Theme
from feuille.report.publication import public
from feuille.workspace import open_workspace
from tests import suites
from tests.conftest import feuille, git, load, write_files
from tests.site_checker import dead_links, read
from tests.test_render import PLAIN, words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from feuille.corpus import Corpus
    from feuille.render.model import Block, Entry

    Repo = Callable[[dict[str, str]], Path]

DAY, LATE = date(2024, 6, 30), date(2027, 1, 31)
FICHE = (
    "type: fiche-action\nnumero: '1'\ntitre: {titre}\navancement: {avancement}\n"
    "description: Ouvrir {lieu} dans chaque commune.\npilotes: [un]\n"
    "dispositions: [{{id: d, description: Une disposition, echeance: {fin}}}]\n"
)
OLD = {
    "feuille.yaml": "format: 1\ntitre: Essai\nterritoire: reg-53\n",
    "acteurs/un.yaml": "type: acteur\nnom: Un\n",
    "fiches-action/f.yaml": FICHE.format(
        titre="Fiche", avancement="a-venir", lieu="un guichet", fin="2024-06"
    ),
    "fiches-action/partie.yaml": "type: fiche-action\ntitre: Partie\n",
}
NEW = {
    **OLD,
    "fiches-action/f.yaml": FICHE.format(
        titre="Fiche", avancement="abandonne", lieu="un *bus*, enfin", fin="2024-12"
    ),
    "fiches-action/venue.yaml": "type: fiche-action\ntitre: Venue\n",
}
del NEW["fiches-action/partie.yaml"]


def history(root: Path, *states: dict[str, str]) -> Path:
    """Write states one after the other; each is a plan year from 2023 on, but the last."""
    git(root.parent, "init", "-q", root.name)
    for year, state in enumerate(states, start=2023):
        for path in root.rglob("*.yaml"):
            path.unlink()
        write_files(root, state)
        if year < 2022 + len(states):
            git(root, "add", "-A")
            git(root, "commit", "-qm", str(year))
            git(root, "tag", f"plan/{year}")
    return root


def render(root: Path, output: Path, *options: str) -> str:
    done = feuille("-C", str(root), "render", "--as-of", str(DAY), "-o", str(output), *options)
    assert done.code in {0, 1, 2}
    return done.err if done.code == 2 else ""


def corpora(tmp_path: Path, old: dict[str, str], new: dict[str, str]) -> tuple[Corpus, Corpus]:
    """Return two moments as the files of two folders."""
    return load(write_files(tmp_path / "avant", old)), load(write_files(tmp_path / "apres", new))


def told(old: Corpus, new: Corpus, *, internal: bool = False) -> tuple[Site, str]:
    """Return the site of a corpus with what changed, and what its pages of changes say."""
    made = site(new, About(DAY, since=old, internal=internal))
    pages = [one for one in made.pages if one.address.startswith("changements")]
    assert pages
    files = publishing.WRITERS["md"](replace(made, pages=tuple(pages)))
    return made, _bare(" ".join(raw.decode() for raw in files.values()))


def _bare(text: str) -> str:
    """Return a text of Markdown without its marks, on one line."""
    return re.sub(r"\s+", " ", re.sub(r"[\\~*\u2060]", "", text.translate(PLAIN)))


def test_the_pages_say_what_changed(tmp_path: Path) -> None:
    root = history(tmp_path / "depot", OLD, NEW)
    assert render(root, tmp_path / "site", "--since", "2023", "--to", "html,md,pdf") == ""
    html = tmp_path / "site" / "html"
    page = words(html / "changements.html")
    assert "Ce qui a changé depuis 2023" in page
    assert "5 changements dans 3 documents : 1 ajouté, 1 retiré, 1 modifié." in page
    assert "De l'année de plan 2023 (15 janvier 2024) au 30 juin 2024." in page
    assert "Document retiré : Partie" in page
    assert "Nouveau document : Venue" in page
    assert "6 mois plus tard" in page
    linked = {said for _href, said in read(html)["changements.html"].links}
    assert {"Fiche", "Venue"} <= linked
    assert "Partie" not in linked
    assert dead_links(html) == []
    assert "depuis" in read(html)["fiche-action/f.html"].ids
    assert "Changé depuis 2023" in words(html / "fiche-action" / "f.html")
    assert "Nouveau depuis 2023" in words(html / "fiche-action" / "venue.html")
    assert "depuis 2023" not in words(html / "acteur" / "un.html")
    assert "5 changements dans 3 documents" in words(html / "index.html")
    assert ("changements.html", "Changements") in read(html)["index.html"].links


def test_words_that_come_and_go_are_told_to_everybody(tmp_path: Path) -> None:
    root = history(tmp_path / "depot", OLD, NEW)
    render(root, tmp_path / "site", "--since", "2023", "--to", "html,md,pdf")
    page = read(tmp_path / "site" / "html")["changements.html"]
    assert {"ins", "del"} <= {tag for tag, _attributes in page.tags}
    assert "[retiré : guichet]" in re.sub(r"\s+", " ", page.text.replace("\u202f", " "))
    assert "[ajouté : *bus*, enfin" in re.sub(r"\s+", " ", page.text.replace("\u202f", " "))
    raw = (tmp_path / "site" / "md" / "changements.md").read_text("utf-8")
    assert "~~guichet~~ **" in raw
    reader = suites.module("pypdf").PdfReader(tmp_path / "site/pdf/feuille-de-route.pdf")
    said = re.sub(r"\s+", " ", " ".join(page.extract_text() for page in reader.pages))
    assert "− guichet" in said.replace("−guichet", "− guichet")


MARKED = [
    (Deleted("mot"), "~~mot~~"), (Inserted("mot"), "**mot**"), (Inserted(", et"), "**\u2060, et**"),
    (Deleted("fin."), "~~fin.\u2060~~"), (Inserted("*"), "**\u2060\\*\u2060**"),
]  # fmt: skip


@pytest.mark.parametrize(("part", "expected"), MARKED)
def test_marks_hold_beside_any_sign(part: Inserted | Deleted, expected: str) -> None:
    from markdown_it import MarkdownIt

    page = Page("index", "T", blocks=(Phrase((Text("mot"), part, Text("suite"))),))
    made = Site("T", "fr", "", (), (page,), site_of(page).cover)
    raw = publishing.WRITERS["md"](made)["README.md"].decode()
    assert f"mot{expected}suite" in raw
    shown = MarkdownIt("commonmark").enable("strikethrough").render(raw)
    assert ("<s>" if isinstance(part, Deleted) else "<strong>") in shown


def site_of(page: Page) -> Site:
    from feuille.render.model import Cover

    return Site("T", "fr", "", (), (page,), Cover((), (), DAY))


def test_counts_and_sentences_are_those_of_the_comparison(demo: Path, tmp_path: Path) -> None:
    compared = json.loads(feuille("-C", str(demo), "diff", "2023", "2025", "--format", "json").out)
    options = ("--rev", "2025", "--since", "2023", "--to", "md")
    assert render(demo, tmp_path / "site", *options) == ""
    pages = sorted((tmp_path / "site").glob("changements*.md"))
    assert len(pages) > 1
    said = _bare(" ".join(page.read_text("utf-8") for page in pages))
    # The demonstration holds one restricted document, which the terminal tells of and no page does.
    public = [one for one in compared["changes"] if one["id"] != "cotech-2025"]
    assert f"{len(public)} changements dans" in said
    lost = [one["sentence"] for one in public if not _is_told(one, said)]
    assert lost == []


def _is_told(change: dict[str, str], said: str) -> bool:
    """Tell whether a change is told: whole documents are named, others have their statement.

    Items that come together make one row: each is named there.
    """
    whole = change["kind"] in {"document-ajoute", "document-retire"}
    parts = (_bare(change["subject"]), *_bare(change["statement"]).split("« "))
    return whole or all(part in said for part in parts)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("depuis") / "demo"
    assert feuille("demo", str(folder)).code == 0
    return folder


def sides(demo: Path) -> tuple[Corpus, Corpus]:
    workspace = open_workspace(demo)
    return workspace.corpus("2023"), workspace.corpus("2025")


def points(page: Page) -> list[tuple[str, list[tuple[str, list[str]]]]]:
    """Return the sections of an overview: their points, each with the lines under it."""
    found = []
    for section in page.blocks:
        if isinstance(section, Section) and section.anchor.startswith("theme_"):
            (listing,) = section.blocks
            assert isinstance(listing, Listing)
            found.append((section.title, [_point(entry) for entry in listing.entries]))
    return found


def _point(entry: Entry) -> tuple[str, list[str]]:
    head, *below = entry.blocks
    listed = [entry for one in below if isinstance(one, Listing) for entry in one.entries]
    notes = [_words(one) for one in below if isinstance(one, Phrase)]
    return _words(head), [*(_words(one.blocks[0]) for one in listed), *notes]


def _words(block: Block) -> str:
    assert isinstance(block, Phrase)
    return "".join(part.words for part in block.parts)


def test_the_overview_is_that_of_every_comparison(demo: Path) -> None:
    old, new = sides(demo)
    expected = overview(public(compare(old, new)).comparison, LATE, all_late=True)
    found = site(new, About(LATE, since=old))
    pages = [one for one in found.pages if one.address.startswith("changements")]
    assert [one for page in pages for one in points(page)] == [
        (line(section.title), [
            (line(one.said) + "\u00a0:" * bool(one.lines),
             [line(words) for words in (*one.lines, one.note) if words])
            for one in section.points
        ])
        for section in expected.sections
    ]  # fmt: skip
    assert _words(pages[0].blocks[1]) == line(expected.counts)
    assert not any(isinstance(one, Details) for page in pages for one in blocks(page))


def blocks(page: Page) -> Iterator[Block]:
    """Yield every block of a page, at any depth."""
    todo = list(page.blocks)
    while todo:
        one = todo.pop()
        yield one
        todo += getattr(one, "blocks", ())
        todo += (inner for entry in getattr(one, "entries", ()) for inner in entry.blocks)


def sections(page: Page) -> list[Section]:
    """Return the sections of a page, each before those below it."""

    def below(found: tuple[Block, ...]) -> Iterator[Section]:
        for one in found:
            if isinstance(one, Section):
                yield one
                yield from below(one.blocks)

    return [*below(page.blocks)]


def test_what_changed_is_told_under_one_heading_that_leads_to_its_page(demo: Path) -> None:
    old, new = sides(demo)
    made = site(new, About(LATE, since=old))
    pages = {one.address: one for one in made.pages}
    told = [one for name, page in pages.items() if name.startswith("changements")
            for one in sections(page)]  # fmt: skip
    fiches = [one for one in told if one.anchor.startswith("fiche-action_") and one.to]
    assert len(fiches) == len({one.title for one in fiches}) > 10
    for one in fiches:
        assert one.to
        assert pages[one.to.address].title == one.title
        assert one.title not in {_words(block) for block in one.blocks if isinstance(block, Phrase)}
    orientations = [one for one in told if one.anchor.startswith("type_fiche-action")]
    names = list(dict.fromkeys(one.title for one in orientations))
    assert [one.partition(" – ")[2][:2] for one in names] == ["1.", "2.", "3.", "4."]
    assert all(one.to and one.title.endswith(pages[one.to.address].title) for one in orientations)


def test_the_changes_of_an_item_stand_under_its_name(tmp_path: Path) -> None:
    old = {**OLD, "fiches-action/f.yaml": BLOCKS.format(
        n=1, key="dispositions", items="[{id: d, description: Étape, avancement: a-venir,"
        " echeance: 2024}, {id: e, description: Autre, echeance: 2024}]")}  # fmt: skip
    new = {**OLD, "fiches-action/f.yaml": BLOCKS.format(
        n=1, key="dispositions", items="[{id: d, description: Étape, avancement: realise,"
        " echeance: 2025}, {id: e, description: Autre, echeance: 2025}]")}  # fmt: skip
    made, _said = told(*corpora(tmp_path, old, new))
    page = next(one for one in made.pages if one.address == "changements")
    (fiche,) = [one for one in sections(page) if one.anchor == "fiche-action_f"]
    (listing,) = fiche.blocks
    assert isinstance(listing, Listing)
    assert [_point(one) for one in listing.entries] == [
        ("Disposition «\u202fÉtape\u202f»\u00a0:",
         ["Avancement\u00a0: à venir → réalisé",
          "Échéance\u00a0: 12 mois plus tard (2024 → 2025)"]),
        ("Disposition «\u202fAutre\u202f»\u00a0› Échéance\u00a0: 12 mois plus tard (2024 → 2025)", []),
    ]  # fmt: skip


def test_a_line_leads_to_the_document_that_it_names(tmp_path: Path) -> None:
    twins = {f"fiches-action/{n}.yaml": "type: fiche-action\ntitre: Jumelle\n" for n in "ab"}
    made, _said = told(*corpora(tmp_path, OLD, {**NEW, **twins}))
    page = next(one for one in made.pages if one.address == "changements")
    theme = next(one for one in page.blocks if getattr(one, "anchor", "").startswith("theme_"))
    brief = Page("", "", blocks=(theme,))
    linked = {
        (part.words, part.address)
        for one in blocks(brief) if isinstance(one, Phrase)
        for part in one.parts if isinstance(part, Link)
    }  # fmt: skip
    # Two that bear one name are not told apart by it; what is gone has no page.
    assert linked == {("Fiche", "fiche-action/f"), ("Venue", "fiche-action/venue")}


def test_an_overview_too_long_for_a_page_goes_on_to_another() -> None:
    many = [Point(f"Constat {n}", tuple(f"Détail {n}.{m} " + "x" * 300 for m in range(9)))
            for n in range(40)]  # fmt: skip
    found = list(since_brief.parts(Overview("", [Theme("Résultats", many)])))
    assert len(found) > 1
    assert all(weight <= HEAVIEST + 200 for weight, _part in found)
    assert [one for _weight, part in found for one in part.points] == many
    told = [since_brief.block(part, {}) for _weight, part in found]
    assert [one.title for one in told] == ["Résultats", *["Résultats (suite)"] * (len(found) - 1)]
    assert {one.anchor for one in told} == {"theme_resultats"}


def test_a_point_over_more_lines_than_a_page_takes_goes_on_to_another() -> None:
    lines = tuple(f"Document {n} " + "x" * 90 for n in range(1_000))
    whole = Point("1 000 échéances", lines, "et 3 autres")
    found = list(since_brief.parts(Overview("", [Theme("Échéances", [whole])])))
    assert len(found) > 1
    assert all(weight <= HEAVIEST + 400 for weight, _part in found)
    pieces = [one for _weight, part in found for one in part.points]
    assert tuple(words for one in pieces for words in one.lines) == lines
    assert [one.said for one in pieces] == [
        "1 000 échéances", *["1 000 échéances (suite)"] * (len(pieces) - 1)
    ]  # fmt: skip
    assert [one.note for one in pieces] == [*[""] * (len(pieces) - 1), "et 3 autres"]


@pytest.mark.parametrize(("rev", "said"), [
    ("2024", "De l'année de plan 2023 (15 janvier 2024) à l'année de plan 2024 (15 janvier 2024)."),
    ("HEAD", "De l'année de plan 2023 (15 janvier 2024) à la révision HEAD (15 janvier 2024)."),
])  # fmt: skip
def test_both_moments_are_named(rev: str, said: str, tmp_path: Path) -> None:
    root = history(tmp_path / "depot", OLD, NEW, NEW)
    assert render(root, tmp_path / "site", "--since", "2023", "--rev", rev) == ""
    assert said in words(tmp_path / "site" / "changements.html")


def test_the_change_of_a_year_to_itself_is_nothing(tmp_path: Path) -> None:
    old, new = corpora(tmp_path, OLD, OLD)
    made, said = told(old, new)
    assert "Aucun changement depuis" in said
    (page,) = [one for one in made.pages if one.address.startswith("changements")]
    assert sections(page) == []


def test_a_long_history_goes_on_to_other_pages(tmp_path: Path) -> None:
    number = 60
    items = "\n".join(f"  - {{id: d{n}, description: Étape {n}}}" for n in range(600))
    late = items.replace("}", ", echeance: 2024-05}")
    texts = {n: " ".join(f"mot{(n * i) % 97}" for i in range(150)) for n in range(number + 1)}

    def files(shift: int, steps: str) -> dict[str, str]:
        return {
            "feuille.yaml": OLD["feuille.yaml"],
            "fiches-action/longue.yaml": f"type: fiche-action\ntitre: Longue\ndispositions:\n{steps}\n",
            **{
                f"fiches-action/f{n}.yaml": (
                    f"type: fiche-action\ntitre: Fiche {n}\ndescription: {texts[n + shift]}\n"
                )
                for n in range(number)
            },
        }

    root = history(tmp_path / "depot", files(0, items), files(1, late))
    assert render(root, tmp_path / "site", "--since", "2023") == ""
    pages = sorted((tmp_path / "site").glob("changements*.html"))
    assert len(pages) > 2
    for page in pages:
        assert page.stat().st_size < 100_000
        parser = html5lib.HTMLParser(strict=False)
        parser.parse(page.read_bytes())
        assert parser.errors == []
        ranks = read(page.parent)[page.name].headings
        assert all(after <= before + 1 for before, after in pairwise(ranks))
    assert dead_links(tmp_path / "site") == []
    found = "".join(words(page) for page in pages)
    assert all(f"« Étape {n} »" in found for n in range(600))
    assert "Longue (suite)" in found
    own = words(tmp_path / "site" / "fiche-action" / "longue.html")
    assert "588 autres changements" in own


def test_on_paper_what_goes_on_from_one_page_to_the_next_is_one(tmp_path: Path) -> None:
    def files(when: str) -> dict[str, str]:
        items = "".join(f"  - {{id: d{n}, description: Étape {n}, echeance: {when}}}\n"
                        for n in range(700))  # fmt: skip
        fiche = "type: fiche-action\ntitre: {}\ndispositions:\n{}"
        return {
            **OLD,
            "fiches-action/longue.yaml": fiche.format("Longue", items),
            **{f"fiches-action/{one}.yaml": fiche.format("Jumelle", items.split("\n")[0])
               for one in ("a", "b")},
        }  # fmt: skip

    made, _said = told(*corpora(tmp_path, files("2024-01"), files("2024-03")))
    pages = [one for one in made.pages if one.address.startswith("changements")]
    assert len(pages) > 1
    assert any(one.title == "Longue (suite)" for page in pages for one in sections(page))
    ((page, _addresses),) = joined(pages)
    fiches = [one for one in sections(page) if one.anchor.startswith("fiche-action_")]
    assert [(one.title, one.to and one.to.address) for one in fiches] == [
        ("Jumelle", "fiche-action/a"), ("Jumelle", "fiche-action/b"),
        ("Longue", "fiche-action/longue"),
    ]  # fmt: skip
    said = [_point(entry)[0] for block in fiches[2].blocks if isinstance(block, Listing)
            for entry in block.entries]  # fmt: skip
    assert len(said) == len(set(said)) == 700


@pytest.mark.parametrize(("options", "said"), [
    (("--since", "1999"), "2023, 2024"), (("--since", "rien"), "rien"),
    (("--since", "2024", "--rev", "2024"), "la même chose"),
    (("--since", "2024", "--rev", "2023"), "plus récent"),
    (("--since", ":index"), "enregistrée"),
])  # fmt: skip
def test_what_cannot_be_compared_is_refused(
    options: tuple[str, ...], said: str, tmp_path: Path
) -> None:
    root = history(tmp_path / "depot", OLD, NEW, NEW)
    assert said in render(root, tmp_path / "site", *options)
    assert not (tmp_path / "site").exists()


def test_without_git_nothing_is_compared(repo: Repo, tmp_path: Path) -> None:
    assert "dépôt git" in render(repo(OLD), tmp_path / "site", "--since", "2023")


def test_a_shallow_clone_says_what_it_lacks(tmp_path: Path) -> None:
    history(tmp_path / "depot", OLD, NEW, NEW)
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{tmp_path}/depot", "clone")
    assert "--unshallow" in render(tmp_path / "clone", tmp_path / "site", "--since", "2023")


CANARY = "confidentialite: restreint\n"


def test_a_document_that_became_restricted_leaves_no_trace(tmp_path: Path) -> None:
    secret = "type: acteur\nnom: Canari\n"
    citing = "type: fiche-action\ntitre: Fiche\nnumero: '{n}'\npilotes: [canari]\n"
    old = {**OLD, "acteurs/canari.yaml": secret, "fiches-action/f.yaml": citing.format(n=1)}
    new = {
        **OLD,
        "acteurs/canari.yaml": secret + CANARY,
        "fiches-action/f.yaml": citing.format(n=2),
    }
    made, said = told(*corpora(tmp_path, old, new))
    assert "1 changement dans 1 document" in said
    assert "anari" not in repr(made)


@pytest.mark.parametrize(
    ("then", "now"), [("", "remplace: [canari]\n"), ("remplace: [autre]\n", "")]
)
def test_a_document_renamed_as_it_became_restricted_leaves_no_trace(
    then: str, now: str, tmp_path: Path
) -> None:
    secret = "type: acteur\nnom: Canari\n"
    old = {**OLD, "acteurs/canari.yaml": secret + then}
    new = {**OLD, "acteurs/autre.yaml": secret + now + CANARY}
    made, said = told(*corpora(tmp_path, old, new))
    assert "Aucun changement" in said
    assert "anari" not in repr(made)


def test_a_document_that_cannot_be_read_today_is_not_told_of(tmp_path: Path) -> None:
    old = {**OLD, "acteurs/canari.yaml": "type: acteur\nnom: Canari\n"}
    new = {**OLD, "acteurs/canari.yaml": "type: [\n"}
    made, said = told(*corpora(tmp_path, old, new))
    assert "Aucun changement" in said
    assert "anari" not in repr(made)


def test_what_was_restricted_and_is_public_is_new(tmp_path: Path) -> None:
    citing = "type: fiche-action\ntitre: Fiche\npilotes: [clair]\n"
    public = "type: acteur\nnom: Clair\n"
    old = {**OLD, "acteurs/clair.yaml": public + CANARY, "fiches-action/f.yaml": citing}
    new = {**OLD, "acteurs/clair.yaml": public, "fiches-action/f.yaml": citing}
    _made, said = told(*corpora(tmp_path, old, new))
    assert "2 changements dans 2 documents : 1 ajouté, 1 modifié." in said
    assert "ajout de « Clair »" in said


BLOCKS = "type: fiche-action\ntitre: Fiche\nnumero: '{n}'\n{key}: {items}\n"


@pytest.mark.parametrize(("key", "before", "after"), [
    # Known by its id; known by nothing, and written again.
    ("dispositions", "{id: d, description: Le canari chante}",
     "{id: d, description: Autre canari, confidentialite: restreint}"),
    ("observations_copil", "{texte: Le canari chante, date: 2023}",
     "{texte: Tout à fait autre chose, date: 2024, confidentialite: restreint}"),
    ("financements", "{financeur: un, engage: 424242}",
     "{financeur: deux, engage: 1, confidentialite: restreint}"),
])  # fmt: skip
def test_a_block_that_became_restricted_leaves_no_trace(
    key: str, before: str, after: str, tmp_path: Path
) -> None:
    files = {**OLD, "acteurs/deux.yaml": "type: acteur\nnom: Deux\n"}
    old = {**files, "fiches-action/f.yaml": BLOCKS.format(n=1, key=key, items=f"[{before}]")}
    new = {**files, "fiches-action/f.yaml": BLOCKS.format(n=2, key=key, items=f"[{after}]")}
    made, said = told(*corpora(tmp_path, old, new))
    assert "1 changement dans 1 document" in said
    assert "anari" not in repr(made)
    assert "424" not in repr(made)


def test_a_node_moved_under_a_restricted_one_leaves_no_trace(tmp_path: Path) -> None:
    plan = "type: feuille-de-route\ntitre: Plan\nniveau: regional\norientations:\n"
    old = plan + "  - {id: a, titre: A, orientations: [{id: x, titre: Le canari}]}\n"
    new = plan + (
        "  - {id: a, titre: A}\n  - {id: b, titre: B, confidentialite: restreint,"
        " orientations: [{id: x, titre: Le canari}]}\n"
    )
    path = "feuilles-de-route/plan.yaml"
    made, said = told(*corpora(tmp_path, {**OLD, path: old}, {**OLD, path: new}))
    assert "Aucun changement" in said
    assert "anari" not in repr(made)


def test_what_is_removed_beside_a_public_block_is_told(tmp_path: Path) -> None:
    items = "[{id: d, description: Partie}, {id: e, description: Restée}]"
    old = {**OLD, "fiches-action/f.yaml": BLOCKS.format(n=1, key="dispositions", items=items)}
    left = "[{id: e, description: Restée}]"
    new = {**OLD, "fiches-action/f.yaml": BLOCKS.format(n=1, key="dispositions", items=left)}
    _made, said = told(*corpora(tmp_path, old, new))
    assert "retrait de « Partie »" in said


def test_an_internal_version_tells_of_what_is_restricted(tmp_path: Path) -> None:
    old = {**OLD, "acteurs/canari.yaml": "type: acteur\nnom: Canari\n" + CANARY}
    new = {**OLD, "acteurs/canari.yaml": "type: acteur\nnom: Canari vert\n" + CANARY}
    _made, said = told(*corpora(tmp_path, old, new), internal=True)
    assert "« Canari vert »" in said


def test_an_earlier_version_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    old = {**OLD, "acteurs/un.yaml": "type: [\n"}
    _made, said = told(*corpora(tmp_path, old, OLD))
    assert "Non comparés" in said
    assert "Aucun changement" in said


def test_what_is_to_be_decided_is_a_change(tmp_path: Path) -> None:
    draft = "type: fiche-action\ntitre: Fiche\nstatut: brouillon\n"
    old = {**OLD, "fiches-action/f.yaml": draft + "pilotes: a-definir\ncontact: canari\n"}
    new = {**OLD, "fiches-action/f.yaml": draft + "pilotes: [un]\n"}
    made, said = told(*corpora(tmp_path, old, new))
    assert "1 changement dans 1 document" in said
    assert "anari" not in repr(made)


def test_the_earlier_side_is_never_richer_than_today(tmp_path: Path) -> None:
    old, new = corpora(tmp_path, OLD, NEW)
    today = published(new)
    assert {one.data["titre"] for one in earlier(old, new, today).corpus.of_type("fiche-action")} == {
        "Fiche", "Partie",
    }  # fmt: skip
