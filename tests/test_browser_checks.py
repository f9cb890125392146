"""What looks at the pages sees each kind of fault, on a page made to have it, and none on a sound one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests import browser
from tests.site_checker import dead_links, unreachable

if TYPE_CHECKING:
    from pathlib import Path

SOUND = """<!doctype html>
<html lang="fr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Essai</title>
<style>
a:focus, main:focus { outline: 3px solid }
body { background: #fff; color: #000; font: 16px serif }
a { color: #00c; display: inline-block; padding: 8px }
@media print { nav, .evitement { display: none } }
</style>
</head>
<body>
<a class="evitement" href="#ici">Aller au contenu</a>
<nav aria-label="Rubriques"><a href="page.html">Accueil</a></nav>
<main id="ici" tabindex="-1"><h1>Essai</h1><p>Une phrase.</p>
<!-- ici -->
</main>
</body>
</html>
"""
STYLE, HERE = "</style>", "<!-- ici -->"
DRAWING = '<svg viewBox="0 0 100 20" width="300" role="img" aria-label="Un"><rect width="100" height="20" fill="#000"/>'
HATCHES = '<pattern id="motif" width="4" height="4" patternUnits="userSpaceOnUse"><path d="M0 4L4 0" stroke="#888"/></pattern><rect width="100" height="20" fill="url(#motif)"/>'

# A fault: what is put before a place of the sound page, what it is called, and where it is seen.
FAULTS = {
    "no alternative": (HERE, '<img src="data:," width="9" height="9">', "axe", "image-alt"),
    "no name": (HERE, '<a href="page.html"></a>', "axe", "link-name"),
    "headings": (HERE, "<h4>Trop bas</h4>", "axe", "heading-order"),
    "targets": (HERE, '<p><button style="width:9px;height:9px" aria-label="a"></button><button style="width:9px;height:9px" aria-label="b"></button></p>', "axe", "target-size"),
    "pale": (STYLE, "p { color: #aaa }", "axe", "color-contrast"),
    "pale in the dark": (STYLE, "@media (prefers-color-scheme: dark) { body { background: #555 } }", "axe", "color-contrast"),
    "pale when narrow": (STYLE, "@media (max-width: 500px) { p { color: #aaa } }", "axe", "color-contrast"),
    "pale sign": (HERE, '<p style="color: #aaa">→</p>', "axe", "color-contrast"),
    "not told": (HERE, '<p style="background: linear-gradient(#fff, #888)">Dégradé</p>', "axe", "color-contrast"),
    "pale drawing": (HERE, DRAWING + '<text x="5" y="15" fill="#333">Mot</text></svg>', "drawing", "contrast"),
    "hatched": (HERE, DRAWING + HATCHES + '<text x="5" y="15">Mot</text></svg>', "drawing", "contrast"),
    "tiny drawing": (HERE, '<svg viewBox="0 0 900 20" width="300" role="img" aria-label="Un"><text x="5" y="15">Mot</text></svg>', "drawing", "written at"),
    "wide": (HERE, '<pre style="width: 350px">Long</pre>', "reflow", "of 320"),
    "wide on paper": (STYLE, "@media print { p { width: 900px } }", "reflow", "of 658"),
    "remote image": (HERE, '<img src="http://ailleurs.invalid/i.png" alt="">', "request", "outside"),
    "beside the site": (HERE, '<img src="../i.png" alt="">', "request", "outside"),
    "missing image": (HERE, '<img src="i.png" alt="">', "request", "not there"),
    "broken script": (HERE, "<script>absent()</script>", "request", "browser"),
    "hidden text": (HERE, '<p style="display: none">Caché</p>', "text", "not shown"),
    "clear text": (HERE, '<p style="opacity: 0">Caché</p>', "text", "not shown"),
    "text of a script": (HERE, "<script>document.currentScript.after('Par script')</script>", "text", "needs a script"),
    "text shown by a script": (HERE, '<p id="vu" style="display: none">Plus tard</p><script>vu.style.display = "block"</script>', "text", "not shown"),
    "navigation on paper": (HERE, '<nav aria-label="Suite" style="display: block !important"><a href="page.html">Suite</a></nav>', "print", "navigation"),
    "folded on paper": (HERE, "<details><summary>Un</summary><p>Deux</p></details>", "print", "folded"),
    "lost on paper": (STYLE, "@media print { p { display: none } }", "print", "not shown"),
    "dark paper": (STYLE, "@media (prefers-color-scheme: dark) { body { background: #000; color: #fff } a { color: #fff } }", "print", "dark on white"),
    "no outline": (STYLE, "nav a:focus { outline: none }", "keyboard", "without an outline"),
    "out of sight": (STYLE, "nav a { position: absolute; left: -9000px }", "keyboard", "out of sight"),
    "out of reach": (HERE, '<button tabindex="0" id="b">Un</button><script>b.onfocus = () => b.blur()</script>', "keyboard", "never reached"),
    "out of order": (HERE, '<a href="page.html" tabindex="1">Un</a>', "keyboard", "comes after"),
    "no way to skip": ('<a class="evitement"', '<p><a href="page.html">Avant</a></p>', "keyboard", "skip"),
}  # fmt: skip


def _visit(folder: Path, name: str, text: str) -> browser.Visit:
    (folder / name).write_text(text, "utf-8")
    return browser.Visit(f"{folder.as_uri()}/", name, thorough=True)


@pytest.mark.browser
def test_each_fault_is_found_in_a_browser(tmp_path: Path) -> None:
    site = tmp_path / "site"
    site.mkdir()
    visits = [_visit(site, "page.html", SOUND)]
    for n, (place, fault, _rule, _words) in enumerate(FAULTS.values()):
        assert place in SOUND
        visits.append(_visit(site, f"faute-{n}.html", SOUND.replace(place, fault + place, 1)))
    found = browser.look_at(visits)
    seen = {
        visit.address: {(one.rule, one.words) for one in found if one.page.endswith(visit.address)}
        for visit in visits
    }
    missed = [
        name
        for visit, (name, (*_fault, rule, words)) in zip(visits[1:], FAULTS.items(), strict=True)
        if not any(one == rule and words in said for one, said in seen[visit.address])
    ]
    assert missed == []
    assert [str(one) for one in found if one.page.endswith("/page.html")] == []


@pytest.mark.browser
def test_colours_are_seen_in_each_look(tmp_path: Path) -> None:
    visits = [
        replace(_visit(tmp_path, f"{n}.html", SOUND.replace(place, fault + place)), thorough=False)
        for n, (place, fault) in enumerate((FAULTS["pale in the dark"][:2], FAULTS["pale when narrow"][:2]))
    ]  # fmt: skip
    looks = [{one.look for one in browser.look_at([visit])} for visit in visits]
    assert looks == [{"1280 px dark", "390 px dark"}, {"390 px light", "390 px dark"}]


@pytest.mark.browser
def test_the_nu_html_checker_tells_errors_and_warnings(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(SOUND, "utf-8")
    assert browser.markup(tmp_path) == []
    (tmp_path / "faute.html").write_text(SOUND.replace(HERE, "<p><div>Un</div></p>"), "utf-8")
    (tmp_path / "avis.html").write_text(
        SOUND.replace(HERE, "<section><p>Un</p></section>"), "utf-8"
    )
    said = browser.markup(tmp_path)
    assert [one for one in said if "faute.html" in one and "No “p” element in scope" in one]
    assert [one for one in said if "avis.html" in one and "lacks heading" in one]


def test_a_page_of_each_kind_is_looked_at_in_every_way(tmp_path: Path) -> None:
    def page(kicker: str, length: int) -> str:
        words = f'<p class="genre">{kicker}</p>' + "a " * length
        return SOUND.replace(HERE, words)

    pages = {
        "index.html": page("", 1),
        "fiche/une.html": page("Fiche n° 1", 5),
        "fiche/deux.html": page("Fiche n° 2", 9),
        "fiche/index.html": page("", 2),
        "plan/a/x.html": page("Mesure A", 3),
        "plan/b/y.html": page("Mesure B", 2),
        "plan/b/z.html": page("Orientation 3", 1),
        "liste_2.html": page("", 3),
        "liste_3.html": page("", 2),
        "fiche/ancienne.html": page("", 1).replace("<title>", '<meta http-equiv="refresh" content="0; url=une.html"><title>'),
    }  # fmt: skip
    for name, text in pages.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    visits = browser.visits(tmp_path)
    assert {one.address for one in visits} == set(pages)
    assert {one.address for one in visits if not one.thorough} == {
        "fiche/une.html",
        "plan/b/y.html",
        "liste_3.html",
    }
    assert {len(one.looks) for one in visits if one.thorough} == {4}
    still = {one.address: one.text for one in visits if one.text}
    assert set(still) == {"fiche/ancienne.html"}
    assert "refresh" not in still["fiche/ancienne.html"]


def test_dead_links_and_lost_pages_are_found(tmp_path: Path) -> None:
    dead = [
        "absent.html", "#nulle-part", "autre.html#nulle-part", "../dehors.html", "autre%20.html",
    ]  # fmt: skip
    alive = ["#ici", "autre.html#ici", "un%20mot.txt", "https://example.org/", "mailto:a@b.invalid"]
    body = "".join(f'<a href="{one}">un</a>' for one in [*dead, *alive])
    inside = '<img src="absent.png" alt=""><meta http-equiv="refresh" content="0; url=parti.html">'
    for name, text in {"index": body + inside, "autre": "", "seule": ""}.items():
        (tmp_path / f"{name}.html").write_text(f'<main id="ici">{text}</main>', "utf-8")
    (tmp_path / "un mot.txt").write_text("", "utf-8")
    (tmp_path.parent / "dehors.html").write_text("", "utf-8")
    found = {("index.html", one) for one in (*dead, "absent.png", "parti.html")}
    assert set(dead_links(tmp_path)) == found
    assert unreachable(tmp_path) == {"seule.html"}
