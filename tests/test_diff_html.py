"""The page of a comparison: stands alone, runs nothing, reads without colours, says what others say."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path  # noqa: TC003

import pytest

from feuille import demo
from feuille.diff import compare
from feuille.diff.wording import clean
from feuille.report import differences, plain
from feuille.report.outline import Options
from feuille.report.overview import overview
from feuille.report.passages import curly
from tests.conftest import feuille, load, write_files
from tests.site_checker import PageRead
from tests.test_diff_scenarios import FOLDERS, corpora

FICHE = "fiches-action/accueil.yaml"
HOSTILE = "<script>alert(1)</script><img src=http://x.invalid/i onerror=alert(1)>\"'&{{ 7*7919 }}"


class Texts(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.said = ""

    def handle_data(self, data: str) -> None:
        self.said += data


def page(html: str) -> PageRead:
    found = PageRead()
    found.feed(html)
    found.close()
    return found


def written(tmp_path: Path, old: str, new: str) -> str:
    sides = [
        load(write_files(tmp_path / name, {FICHE: f"type: fiche-action\n{text}"}))
        for name, text in (("avant", old), ("apres", new))
    ]
    return differences.WRITERS["html"](compare(*sides), plain)


def check(html: str) -> PageRead:
    """Check what holds for every page: one title, headings in order, unique ids, nothing fetched."""
    found = page(html)
    names = {name for name, _attributes in found.tags}
    assert not names & {"script", "img", "link", "iframe", "object", "form", "base"}
    assert not [key for _n, attributes in found.tags for key in attributes if key.startswith("on")]
    assert not re.search(r"url\(|@import", html)
    assert found.headings.count(1) == 1
    steps = zip(found.headings, found.headings[1:], strict=False)
    assert all(after <= before + 1 for before, after in steps)
    assert len(found.ids) == len(set(found.ids))
    assert all(href.startswith("#") and href[1:] in found.ids for href, _words in found.links)
    return found


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
def test_the_page_says_every_change(folder: Path, tmp_path: Path) -> None:
    comparison = compare(*corpora(folder, tmp_path))
    page_of = differences.WRITERS["html"]
    found = check(page_of(comparison, plain, options=Options(internal=True)))
    whole = {"document-ajoute", "document-retire"}
    for change in comparison.changes:
        assert change.kind in whole or curly(change.called or change.statement) in found.text
        assert all(curly(value) in found.text for fact in change.facts for value in fact.values)
    for section in overview(comparison).sections if comparison.changes else []:
        assert curly(section.title) in found.text
        assert all(curly(clean(point.said, 500)) in found.text for point in section.points)


def test_a_page_of_the_demonstration_is_written_whole_to_a_file(tmp_path: Path) -> None:
    demo.build(tmp_path / "demo")
    target = tmp_path / "page.html"
    options = ["--format", "html", "-o", str(target)]
    done = feuille("-C", str(tmp_path / "demo"), "diff", "2024", "2025", *options)
    assert (done.code, done.out) == (0, "")
    found = check(target.read_text("utf-8"))
    titles = {line.strip() for line in found.text.split("\n")}
    assert {"Argent", "Cibles", "Échéances", "Actions", "Décisions et rencontres"} <= titles
    first = target.read_bytes()
    feuille("-C", str(tmp_path / "demo"), "diff", "2024", "2025", *options)
    assert target.read_bytes() == first


def test_what_changed_in_a_text_reads_without_colour(tmp_path: Path) -> None:
    html = written(
        tmp_path, "titre: Un\ndescription: Ouvert le matin.\n",
        "titre: Un\ndescription: Ouvert le soir.\n",
    )  # fmt: skip
    found = check(html)
    assert {"ins", "del"} <= {name for name, _attributes in found.tags}
    assert "[retiré : matin]" in " ".join(found.text.split())
    assert "[ajouté : soir]" in " ".join(found.text.split())


def test_long_texts_are_there_in_full(tmp_path: Path) -> None:
    start = "Un accueil de proximité ouvert à toute personne. " * 12
    html = written(
        tmp_path, f"titre: Un\ndescription: {start}Le matin.\n",
        f"titre: Un\ndescription: {start}Le soir.\nobjectifs: [{start.strip()!r}]\n",
    )  # fmt: skip
    said = check(html).text
    assert said.count(f"{start}Le matin.") == 1
    assert said.count(f"{start}Le soir.") == 1
    assert said.count(start.strip()) == 3


def test_texts_of_documents_stay_texts(tmp_path: Path) -> None:
    quoted = "'" + HOSTILE.replace("'", "''") + "'"
    html = written(
        tmp_path, f"titre: {quoted}\ndescription: {quoted}\n",
        f"titre: Un\ndescription: {quoted[:-1]} encore'\npublics: [{quoted}]\n",
    )  # fmt: skip
    check(html)
    reader = Texts()
    reader.feed(html)
    assert "<script>alert(1)</script>" in reader.said
    assert "55433" not in reader.said


def test_no_difference_is_a_page_too(tmp_path: Path) -> None:
    found = check(written(tmp_path, "titre: Un\n", "titre: Un\n"))
    assert "Aucune différence" in found.text
