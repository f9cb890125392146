"""What `feuille render` publishes on request: for whom, of which plan, as of which day."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from feuille.render.selection import belonging
from tests import suites
from tests.conftest import feuille, git, load, write_files
from tests.site_checker import dead_links, read
from tests.test_render import words

if TYPE_CHECKING:
    from collections.abc import Callable

    Repo = Callable[[dict[str, str]], Path]

SECRET = {
    "feuille.yaml": "format: 1\ntitre: Essai\n",
    "acteurs/clair.yaml": "type: acteur\nnom: Clair\ncontact: 04 contact canari\nremplace: [obscur]\n",
    "acteurs/cache.yaml": "type: acteur\nnom: Acteur canari\nconfidentialite: restreint\n",
}
BANNER = "Version interne : ne pas diffuser."


def render(root: Path, output: Path, *options: str) -> str:
    """Publish, and return what was said of what could not be done ("" for nothing)."""
    done = feuille("-C", str(root), "render", "--as-of", "2024-06-30", "-o", str(output), *options)
    assert done.code in {0, 1, 2}
    return done.err if done.code == 2 else ""


def test_an_internal_version_says_so_on_every_page(repo: Repo, tmp_path: Path) -> None:
    assert render(repo(SECRET), tmp_path / "site", "--internal", "--to", "html,md,pdf") == ""
    pages = [*tmp_path.rglob("site/**/*.html"), *tmp_path.rglob("site/**/*.md")]
    assert {"cache.html", "obscur.html", "obscur.md"} <= {path.name for path in pages}
    for path in pages:
        said = path.read_text("utf-8").replace("\u202f", " ").replace("\xa0", " ")
        assert BANNER in said, path
        assert path.suffix == ".md" or '<meta name="robots" content="noindex' in said, path
    shown = words(tmp_path / "site" / "html" / "acteur" / "clair.html")
    assert "04 contact canari" in shown
    told = words(tmp_path / "site" / "html" / "acteur" / "cache.html")
    assert "Restreint" in told
    reader = suites.module("pypdf").PdfReader(tmp_path / "site/pdf/feuille-de-route.pdf")
    assert all("ne pas diffuser" in page.extract_text() for page in reader.pages)


def test_a_public_site_does_not_say_that_it_is_internal(repo: Repo, tmp_path: Path) -> None:
    render(repo(SECRET), tmp_path / "site")
    for path in tmp_path.rglob("site/**/*.html"):
        said = path.read_text("utf-8")
        assert "interne" not in said, path
        assert ("noindex" in said) is (path.name == "obscur.html"), path


def test_an_internal_version_goes_to_a_folder_of_its_own(repo: Repo) -> None:
    root = repo(SECRET)
    done = subprocess.run(
        [sys.executable, "-m", "feuille", "-C", str(root), "render", "--internal"],
        cwd=root.parent, check=True, capture_output=True, text=True,
    )  # fmt: skip
    assert done.stdout.strip() == str(Path("site-interne", "index.html"))
    assert (root.parent / "site-interne" / "acteur" / "cache.html").is_file()


@pytest.mark.parametrize("name", ["site", "plan.pdf"])
@pytest.mark.parametrize("first", [(), ("--internal",)], ids=["public", "interne"])
def test_public_and_internal_never_take_each_other_s_place(
    first: tuple[str, ...], name: str, repo: Repo, tmp_path: Path
) -> None:
    root, output = repo(SECRET), tmp_path / name
    formats = ("--to", "pdf") if name.endswith(".pdf") else ()
    other = () if first else ("--internal",)
    assert render(root, output, *formats, *first) == ""
    before = {path: path.read_bytes() for path in [output, *output.rglob("*")] if path.is_file()}
    assert "interne" in render(root, output, *formats, *other)
    after = {path: path.read_bytes() for path in [output, *output.rglob("*")] if path.is_file()}
    assert after == before
    assert render(root, output, *formats, *first) == ""


def test_templates_that_lose_the_banner_are_refused(repo: Repo, tmp_path: Path) -> None:
    root = repo({**SECRET, "templates/html/entete.html": "<header>Rien</header>\n"})
    assert "site.bandeau" in render(root, tmp_path / "site", "--internal")
    assert not (tmp_path / "site").exists()


NODES = "orientations: [{id: axe, titre: Axe}]\n"
PLANS = {
    "feuille.yaml": "format: 1\ntitre: Le dépôt\nterritoire: fr\nfeuille_de_route: nationale\n",
    "feuilles-de-route/nationale.yaml": (
        "type: feuille-de-route\ntitre: Plan national\nniveau: national\nterritoire: fr\n" + NODES
    ),
    "feuilles-de-route/regionale.yaml": (
        "type: feuille-de-route\ntitre: Plan régional\nniveau: regional\nterritoire: reg-53\n"
        "decline: nationale\nremplace: [ancienne]\n" + NODES
    ),
    "fiches-action/f-nat.yaml": (
        "type: fiche-action\ntitre: Fiche nationale\nfeuille_de_route: nationale\n"
        "indicateurs: [{indicateur: commun}, {indicateur: propre}]\n"
    ),
    "fiches-action/f-reg.yaml": (
        "type: fiche-action\ntitre: Fiche régionale\norientations: [regionale#axe, nationale#axe]\n"
        "mesure: nationale#axe\nfiches_liees: [f-nat, f-libre]\npilotes: [etat]\n"
        "indicateurs: [{indicateur: commun}]\n"
    ),
    "fiches-action/f-libre.yaml": "type: fiche-action\ntitre: Fiche libre\n",
    "fiches-action/f-seule.yaml": "type: fiche-action\ntitre: Fiche seule\n",
    "fiches-territoire/rennes.yaml": (
        "type: fiche-territoire\nterritoire: dep-35\nfeuille_de_route: regionale\n"
    ),
    "conventions/accord.yaml": (
        "type: convention\ntitre: Accord\nmodele: cls\nparties: [etat]\nactions: [{fiche: f-reg}]\n"
    ),
    "rapports/rapport.yaml": (
        "type: rapport-execution\ntitre: Rapport\nconventions: [accord]\nexercice: 2024\n"
    ),
    "indicateurs/commun.yaml": (
        "type: indicateur\ntitre: Commun\nnature: flux\nunite: personnes\nsens: hausse\n"
        "orientations: [nationale#axe]\n"
    ),
    "indicateurs/propre.yaml": (
        "type: indicateur\ntitre: Propre\nnature: flux\nunite: personnes\nsens: hausse\n"
    ),
    "acteurs/etat.yaml": "type: acteur\nnom: État\nmembre_de: [groupe]\n",
    "acteurs/groupe.yaml": "type: acteur\nnom: Groupe\n",
    "acteurs/inconnu.yaml": "type: acteur\nnom: Inconnu\n",
}  # fmt: skip


def test_what_belongs_to_a_plan(repo: Repo) -> None:
    corpus = load(repo(PLANS))
    assert belonging(corpus, "regionale") == {
        "regionale", "f-reg", "f-libre", "rennes", "accord", "rapport", "commun", "etat", "groupe",
    }  # fmt: skip
    assert belonging(corpus, "nationale") == {"nationale", "f-nat", "commun", "propre"}


def test_one_plan_is_published_with_what_belongs_to_it(repo: Repo, tmp_path: Path) -> None:
    assert render(repo(PLANS), tmp_path / "site", "--roadmap", "regionale", "--to", "html,md") == ""
    site = read(tmp_path / "site" / "html")
    documents = {name for name in site if "/" in name and not name.endswith("index.html")}
    assert {name.rpartition("/")[2] for name in documents} == {
        "regionale.html", "axe.html", "ancienne.html", "f-reg.html", "f-libre.html", "rennes.html",
        "accord.html", "rapport.html", "commun.html", "etat.html", "groupe.html",
    }  # fmt: skip
    assert dead_links(tmp_path / "site" / "html") == []
    home = site["index.html"]
    assert "Plan régional" in home.text
    assert "Le dépôt" not in home.text
    fiche = words(tmp_path / "site" / "html" / "fiche-action" / "f-reg.html")
    assert "Fiche nationale" in fiche
    assert "introuvable" not in fiche
    linked = {said for _href, said in site["fiche-action/f-reg.html"].links}
    assert "Fiche libre" in linked
    assert not {"Fiche nationale", "Plan national", "Axe, Plan national"} & linked
    everything = "".join(page.text for page in site.values())
    assert "Fiche seule" not in everything
    assert "Inconnu" not in everything


def test_without_a_choice_all_plans_are_published(repo: Repo, tmp_path: Path) -> None:
    assert render(repo(PLANS), tmp_path / "site") == ""
    assert {"f-nat.html", "f-reg.html", "f-seule.html", "inconnu.html"} <= {
        path.name for path in tmp_path.rglob("site/**/*.html")
    }


@pytest.mark.parametrize(("asked", "said"), [
    ("regional", "regionale"), ("f-nat", "nationale, regionale"), ("secrete", "--internal"),
])  # fmt: skip
def test_a_plan_that_is_not_there_is_refused(
    asked: str, said: str, repo: Repo, tmp_path: Path
) -> None:
    secret = PLANS["feuilles-de-route/nationale.yaml"] + "confidentialite: restreint\n"
    root = repo({**PLANS, "feuilles-de-route/secrete.yaml": secret})
    assert said in render(root, tmp_path / "site", "--roadmap", asked)
    assert not (tmp_path / "site").exists()


def test_the_changes_of_a_plan_are_those_of_what_belongs_to_it(repo: Repo, tmp_path: Path) -> None:
    root = repo(PLANS)
    git(root, "init", "-q")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "Un")
    git(root, "tag", "plan/2023")
    write_files(root, {
        "fiches-action/f-nat.yaml": PLANS["fiches-action/f-nat.yaml"] + "numero: '9'\n",
        "fiches-action/f-reg.yaml": PLANS["fiches-action/f-reg.yaml"] + "numero: '8'\n",
        # It was nobody's: it is not new, it has joined the plan.
        "fiches-action/f-seule.yaml": (
            "type: fiche-action\ntitre: Fiche seule\nfeuille_de_route: regionale\n"
        ),
    })  # fmt: skip
    render(root, tmp_path / "site", "--roadmap", "regionale", "--since", "2023")
    page = words(tmp_path / "site" / "changements.html")
    assert "2 changements dans 2 documents : 2 modifiés." in page
    assert "Fiche régionale" in page
    assert "Fiche seule" in page
    assert "Fiche nationale" not in page


SCRIPT = """
import datetime, sys, time
class Day(datetime.date):
    @classmethod
    def today(cls): return cls({year}, 1, 1)
datetime.date = Day
time.time = lambda: {year} * 31_556_952.0
from feuille.cli import run
sys.exit(run(sys.argv[1:]))
"""


def test_the_same_bytes_on_any_day_in_any_place(tmp_path: Path) -> None:
    demo = tmp_path / "demo"
    assert feuille("demo", str(demo)).code == 0
    found = []
    for year, seed, zone, locale in (
        (2026, "1", "UTC", "C"), (2031, "2", "Pacific/Kiritimati", "fr_FR.UTF-8"),
    ):  # fmt: skip
        output = tmp_path / seed / "site"
        output.parent.mkdir()
        subprocess.run(
            [sys.executable, "-c", SCRIPT.format(year=year), "-C", str(demo), "render",
             "--to", "html,md,pdf", "--rev", "2025", "--since", "2023", "--as-of", "2025-03-01",
             "-o", str(output)],
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": locale},
            cwd=output.parent, check=True, capture_output=True,
        )  # fmt: skip
        found.append({
            path.relative_to(output).as_posix(): path.read_bytes()
            for path in sorted(output.rglob("*")) if path.is_file()
        })  # fmt: skip
    assert "html/changements.html" in found[0]
    assert [name for name in found[0] if found[0][name] != found[1].get(name)] == []
    assert found[0].keys() == found[1].keys()
    about = found[0]["html/a-propos.html"].decode()
    assert re.search(r"1er mars 2025", about.replace("\xa0", " ").replace("\u202f", " "))
