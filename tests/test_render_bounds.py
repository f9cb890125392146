"""Plans at their limits: nothing in them, no title, a title without end, thousands of fiches."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.conftest import feuille, write_files
from tests.site_checker import dead_links, read

if TYPE_CHECKING:
    from pathlib import Path

PLAN = "type: feuille-de-route\ntitre: Plan\nniveau: regional\n"
SETTINGS = "format: 1\ntitre: Essai\nfeuille_de_route: plan\n"


def render(folder: Path, files: dict[str, str]) -> Path:
    """Return the site of a repository with a plan and these files."""
    root = write_files(
        folder / "depot", {"feuille.yaml": SETTINGS, "feuilles-de-route/plan.yaml": PLAN, **files}
    )
    done = feuille("-C", str(root), "render", "-o", str(folder / "site"), "--as-of", "2024-06-30")
    assert done.code == 0, done.err
    return folder / "site"


def test_a_plan_with_no_fiche(tmp_path: Path) -> None:
    site = render(tmp_path, {})
    assert dead_links(site) == []
    assert "Plan" in read(site)["index.html"].text


def test_a_repository_with_nothing(tmp_path: Path) -> None:
    root = write_files(tmp_path / "depot", {"feuille.yaml": "format: 1\ntitre: Vide\n"})
    assert feuille("-C", str(root), "render", "-o", str(tmp_path / "site")).code == 0
    assert dead_links(tmp_path / "site") == []


def test_a_fiche_without_a_title_is_called_by_its_id(tmp_path: Path) -> None:
    fiche = "type: fiche-action\nfeuille_de_route: plan\n"
    site = render(tmp_path, {"fiches-action/sans-titre.yaml": fiche})
    page = read(site)["fiche-action/sans-titre.html"]
    assert page.headings.count(1) == 1
    assert "sans-titre" in page.text
    assert all(words.strip() for one in read(site).values() for _href, words in one.links)


def test_a_title_of_five_thousand_signs(tmp_path: Path) -> None:
    title = "Accompagner " + "sans jamais finir " * 277
    fiche = f"type: fiche-action\ntitre: {title}\nfeuille_de_route: plan\n"
    site = render(tmp_path, {"fiches-action/longue.yaml": fiche})
    assert dead_links(site) == []
    assert all(path.stat().st_size < 100_000 for path in site.rglob("*.html"))


def test_three_thousand_fiches(tmp_path: Path) -> None:
    files = {
        f"fiches-action/fiche-{n:04}.yaml": f"type: fiche-action\ntitre: Fiche {n}\n"
        f"numero: '{n}'\nfeuille_de_route: plan\n"
        for n in range(3000)
    }
    site = render(tmp_path, files)
    pages = {path.relative_to(site).as_posix(): path for path in site.rglob("*.html")}
    assert sum(name.startswith("fiche-action/fiche-") for name in pages) == 3000
    assert all(path.stat().st_size < 100_000 for path in pages.values())
    lists = [path for name, path in pages.items() if name.startswith("fiche-action/index")]
    ways = [re.findall(r'href="(fiche-\d+\.html)"', path.read_text("utf-8")) for path in lists]
    assert len({way for found in ways for way in found}) == 3000
