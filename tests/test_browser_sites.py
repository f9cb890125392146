"""Every page of every example, as browsers, checkers and readers without a mouse or scripts meet it."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import cycle, pairwise
from typing import TYPE_CHECKING

import pytest

from feuille import demo
from tests import browser
from tests.conftest import EXAMPLES, feuille
from tests.site_checker import dead_links, read, unreachable, weight

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import TypeAlias

    Sites: TypeAlias = Callable[[str], Path]

DEMO, INTERNAL, COMPARED = "demonstration", "demonstration-interne", "comparaisons"
PUBLIC = [*sorted(path.parent.name for path in EXAMPLES.glob("*/feuille.yaml")), DEMO]
each_site = pytest.mark.parametrize("name", [*PUBLIC, INTERNAL])


@pytest.fixture(scope="session")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Sites:
    """Return a function that gives the folder of a site, made once."""
    made = tmp_path_factory.mktemp("sites")

    @cache
    def plan() -> Path:
        demo.build(made / "plan")
        return made / "plan"

    @cache
    def site(name: str) -> Path:
        if name == COMPARED:
            return _comparisons(plan(), made / name)
        if name in {DEMO, INTERNAL}:
            since = ["--since", demo.years()[-2], *(["--internal"] if name == INTERNAL else [])]
            return _rendered(plan(), made / name, "2026-06-30", *since)
        return _rendered(EXAMPLES / name, made / name, "2024-06-30")

    return site


def _rendered(root: Path, output: Path, as_of: str, *options: str) -> Path:
    done = feuille("-C", str(root), "render", "-o", str(output), "--as-of", as_of, *options)
    assert done.code in {0, 1}, done.err
    return output


def _comparisons(plan: Path, output: Path) -> Path:
    """Write the pages of `feuille diff` between the plan years, as a folder of pages."""
    output.mkdir()
    for old, new in pairwise(demo.years()):
        target = output / f"{old}-{new}.html"
        done = feuille("-C", str(plan), "diff", old, new, "--format", "html", "-o", str(target))
        assert done.code == 0, done.err
    return output


@pytest.mark.browser
def test_nothing_is_wrong_with_any_page_in_a_browser(sites: Sites) -> None:
    visits = browser.visits(*(sites(name) for name in (*PUBLIC, COMPARED)))
    assert len(visits) > 300
    found = browser.look_at(visits)
    assert not found, browser.shown(found)


@pytest.mark.browser
def test_nothing_is_wrong_with_an_internal_page_of_each_kind(sites: Sites) -> None:
    kinds = [one for one in browser.visits(sites(INTERNAL)) if one.thorough]
    looks = cycle((look,) for look in browser.LOOKS)
    found = browser.look_at(
        [replace(one, thorough=False, looks=look) for one, look in zip(kinds, looks, strict=False)]
    )
    assert not found, browser.shown(found)


@pytest.mark.browser
def test_nothing_is_wrong_with_what_a_search_finds(sites: Sites) -> None:
    base = f"{sites(DEMO).as_uri()}/"
    found = browser.look_at([browser.Visit(base, "recherche.html#q=accueil")])
    assert not found, browser.shown(found)


@pytest.mark.browser
def test_the_nu_html_checker_says_nothing_of_any_page(sites: Sites) -> None:
    said = browser.markup(*(sites(name) for name in (*PUBLIC, INTERNAL, COMPARED)))
    assert not said, "\n".join(said)


@each_site
def test_no_link_is_dead(name: str, sites: Sites) -> None:
    assert dead_links(sites(name)) == []


@each_site
def test_every_page_is_within_reach_of_the_home(name: str, sites: Sites) -> None:
    assert unreachable(sites(name)) == set()


@each_site
def test_pages_are_light(name: str, sites: Sites) -> None:
    site = sites(name)
    pages = read(site)
    assert {page: n for page in pages if (n := weight(site, page, pages[page])) > 100_000} == {}
    # What the search loads is read as it is needed.
    scripts = [path for path in site.rglob("*.js") if path.parent != site / "recherche"]
    assert [path for path in scripts if path.stat().st_size > 30_000] == []
