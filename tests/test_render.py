from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
from collections import Counter
from dataclasses import is_dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

import html5lib
import pytest

from feuille import render as publishing
from feuille.render import content, pdf
from feuille.render.model import Figure
from feuille.render.told import plain, printed
from feuille.workspace import open_workspace
from tests import suites
from tests.conftest import EXAMPLES, feuille, git, write_files
from tests.site_checker import PageRead, dead_links, read

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from feuille.render.model import Page, Site

REPOSITORIES = sorted(path.parent for path in EXAMPLES.glob("*/feuille.yaml"))
PLAIN = str.maketrans({"\u202f": " ", "\xa0": " ", "’": "'"})


def render(root: Path, output: Path, *options: str) -> int:
    done = feuille("-C", str(root), "render", "-o", str(output), "--as-of", "2024-06-30", *options)
    assert done.code in {0, 1}, done.err
    return done.code


def words(page: Path) -> str:
    """Return what a page says, with plain spaces and apostrophes, on one line."""
    text = read(page.parent)[page.name].text
    return re.sub(r"\s+", " ", text.translate(PLAIN))


@pytest.fixture(scope="session")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], Path]:
    """Return a function that gives the site of an example, rendered once."""

    @cache
    def site(root: Path) -> Path:
        folder = tmp_path_factory.mktemp("sites") / root.name
        render(root, folder, "--to", "html,md")
        return folder

    return site


each_example = pytest.mark.parametrize("root", REPOSITORIES, ids=lambda path: path.name)


@each_example
def test_every_link_leads_somewhere(root: Path, sites: Callable[[Path], Path]) -> None:
    assert dead_links(sites(root) / "html") == []


@each_example
def test_every_page_is_sound(root: Path, sites: Callable[[Path], Path]) -> None:
    folder = sites(root) / "html"
    for name, page in read(folder).items():
        raw = (folder / name).read_bytes()
        parser = html5lib.HTMLParser(strict=False)
        parser.parse(raw)
        assert parser.errors == [], name
        assert len(raw) < 100_000, name
        assert page.headings[0] == 1, name
        assert page.headings.count(1) == 1, name
        steps = zip(page.headings, page.headings[1:], strict=False)
        assert all(after <= before + 1 for before, after in steps), name
        assert len(page.ids) == len(set(page.ids)), name
        assert all(said.strip() for _href, said in page.links), name
        assert dict(page.tags)["html"]["lang"] == "fr", name


@each_example
def test_tables_have_captions_and_scopes(root: Path, sites: Callable[[Path], Path]) -> None:
    for name, page in read(sites(root) / "html").items():
        tags = [tag for tag, _attributes in page.tags]
        assert tags.count("caption") == tags.count("table"), name
        heads = [attributes for tag, attributes in page.tags if tag == "th"]
        assert all(one.get("scope") in {"row", "col"} for one in heads), name


FOLLOWED = {
    "feuille.yaml": "format: 1\ntitre: Essai\nterritoire: reg-11\n",
    "indicateurs/taux-a.yaml": (
        'type: indicateur\ntitre: "=Personnes"\nnature: flux\nunite: personnes\nsens: hausse\n'
        "mailles: [departement]\nattendus: [dep-75, dep-77]\n"
    ),
    "fiches-territoire/paris.yaml": (
        "type: fiche-territoire\nterritoire: dep-75\nindicateurs:\n"
        "  - indicateur: taux-a\n    references: [{periode: 2022, valeur: 10}]\n"
        "    cibles: [{periode: 2025, valeur: 30}]\n"
        "    realises: [{periode: 2023, valeur: 15}, {periode: 2024, valeur: 25}]\n"
    ),
    "fiches-territoire/marne.yaml": (
        "type: fiche-territoire\nterritoire: dep-77\nindicateurs:\n"
        "  - indicateur: taux-a\n    realises: [{periode: 2023, valeur: 7}]\n"
    ),
}


def test_an_indicator_shows_its_total_with_its_coverage_and_its_origins(
    repo: Callable[[dict[str, str]], Path], tmp_path: Path
) -> None:
    render(repo(FOLLOWED), tmp_path / "site", "--to", "html,md")
    page = words(tmp_path / "site" / "html" / "indicateur" / "taux-a.html")
    assert "Île-de-France, 2024 : 25 personnes (couverture : 1 sur 2)" in page
    assert "Réalisé 2024 : 1 département sur 2 n'est pas renseigné : Seine-et-Marne" in page
    assert "Île-de-France : de 10 en 2022 à 25 en 2024 (répondants : 1 sur 2)" in page
    assert "fiches-territoire/paris.yaml : indicateurs[taux-a]" in page
    assert "réalisé : 2023 (ligne 7), 2024 (ligne 7)" in page
    found = read(tmp_path / "site" / "html")["indicateur/taux-a.html"]
    drawn = [tag for tag, _attributes in found.tags]
    # A map and bars of two places of which one has no value, and the whole with its years.
    assert drawn.count("svg") == drawn.count("desc") == drawn.count("figure") == 3
    # From 2023 to 2024 the respondents differ, so that no line joins the two.
    looks = [attributes.get("class") for tag, attributes in found.tags if tag == "line"]
    assert "courbe" not in looks
    assert "25 personnes (1/2), 2024" in words(tmp_path / "site" / "html" / "index.html")
    told = (tmp_path / "site" / "md" / "indicateur" / "taux-a.md").read_text("utf-8")
    assert "*Par territoire*" in told


def test_the_file_beside_an_indicator_runs_nothing(
    repo: Callable[[dict[str, str]], Path], tmp_path: Path
) -> None:
    render(repo(FOLLOWED), tmp_path / "site")
    raw = (tmp_path / "site" / "indicateur" / "taux-a.csv").read_text("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(raw), delimiter=";"))
    whole = [one for one in rows if one["territoire"] == "reg-11" and one["nature"] == "realise"]
    assert {one["periode"]: (one["valeur"], one["repondants"]) for one in whole} == {
        "2023": ("22", "2"),
        "2024": ("25", "1"),
    }
    assert {one["indicateur_nom"] for one in rows} == {"'=Personnes"}


def test_the_calendar_is_a_page_and_a_file_for_agendas(
    repo: Callable[[dict[str, str]], Path], tmp_path: Path
) -> None:
    title = "Réunion ; à Évry, " + "é" * 80
    meeting = f"type: rencontre\ntitre: {title}\nnature: reunion\ndate: 2024-02-29\n"
    root = repo({"feuille.yaml": "format: 1\ntitre: Essai\n", "rencontres/a.yaml": meeting})
    render(root, tmp_path / "site")
    raw = (tmp_path / "site" / "calendrier.ics").read_bytes()
    assert all(len(one) <= 75 for one in raw.split(b"\r\n"))
    said = raw.decode().replace("\r\n ", "").split("\r\n")
    assert f"SUMMARY:Réunion \\; à Évry\\, {'é' * 80}" in said
    assert {"DTSTART;VALUE=DATE:20240229", "DTEND;VALUE=DATE:20240301"} <= set(said)
    uid = [one for one in said if one.startswith("UID:")]
    write_files(root, {"rencontres/a.yaml": meeting.replace("02-29", "03-05")})
    render(root, tmp_path / "site")
    moved = (tmp_path / "site" / "calendrier.ics").read_text("utf-8").split("\n")
    assert [one for one in moved if one.startswith("UID:")] == uid
    assert "Réunion" in words(tmp_path / "site" / "calendrier.html")


@each_example
def test_nothing_is_fetched_nor_run(root: Path, sites: Callable[[Path], Path]) -> None:
    for name, page in read(sites(root) / "html").items():
        # The one page that has a script, of the program's own: tests/test_render_search.py.
        runs = set() if name == "recherche.html" else {"script"}
        for tag, attributes in page.tags:
            assert tag not in {"img", "iframe", "object", "embed", "form", "base", *runs}, name
            assert not any(key.startswith("on") or key in {"src", "style"} for key in attributes), (
                name
            )
            if tag == "link":
                assert attributes["href"].endswith("style.css"), name
    style = (sites(root) / "html" / "style.css").read_text("utf-8")
    assert not re.search(r"url\(|@import", style)


@each_example
def test_markdown_links_lead_to_files(root: Path, sites: Callable[[Path], Path]) -> None:
    folder = sites(root) / "md"
    linked = {folder / "README.md"}
    for path in folder.rglob("*.md"):
        for target in re.findall(r"\]\(([^)]+)\)", path.read_text("utf-8")):
            if not target.startswith(("http", "mailto:", "<")):
                name, _sign, place = target.partition("#")
                led = (path.parent / name).resolve() if name else path
                assert led.is_file(), (path, target)
                assert not place or place in places(led), (path, target)
                linked.add(led)
    assert linked >= {*folder.rglob("*.md")} - former(folder)


def places(path: Path) -> set[str]:
    """Return how forges name the headings of a page."""
    found: Counter[str] = Counter()
    named = set()
    for title in re.findall(r"^#+ (.*)$", path.read_text("utf-8"), re.MULTILINE):
        words = re.sub(r"\[(.*?)\]\(.*?\)", r"\1", title).lower()
        name = re.sub(r"[^\w -]", "", words).replace(" ", "-")
        named.add(name + (f"-{found[name]}" if found[name] else ""))
        found[name] += 1
    return named


def former(folder: Path) -> set[Path]:
    """Return the pages that only lead to where another has gone."""
    moved = "# Cette page a changé d’adresse\n"
    return {path for path in folder.rglob("*.md") if moved in path.read_text("utf-8")}


def test_the_example_of_the_loire_says_what_its_source_says(sites: Callable[[Path], Path]) -> None:
    folder = sites(EXAMPLES / "loire-2019") / "html"
    convention = words(folder / "convention" / "calpae-loire.html")
    assert "un peu plus de 570 000 €" in convention
    assert "aucune ligne" in convention
    fiche = words(folder / "fiche-action" / "accompagnement-global.html")
    assert "Avancement non renseigné" in fiche
    assert "Transcription partielle" in fiche
    home = words(folder / "index.html")
    assert "L'avancement n'est renseigné pour aucune des 12 fiches action." in home


PLAN = {
    "feuille.yaml": "format: 1\ntitre: Plan d'essai\nfeuille_de_route: plan\nfictif: true\n",
    "feuilles-de-route/plan.yaml": """\
type: feuille-de-route
titre: Plan
niveau: regional
sources: [{titre: Le plan imprimé, adresse: "https://example.org/plan", editeur: La région}]
orientations:
  - id: droits
    numero: "1"
    titre: Droits
    orientations:
      - {id: acces, numero: "1.1", titre: Accès, orientations: [{id: guichet, titre: Guichet}]}
""",
    "fiches-action/un.yaml": """\
type: fiche-action
numero: "1"
titre: Première
orientations: [plan#guichet]
avancement: en-cours
pilotes: [service]
dispositions:
  - {id: tard, description: Ouvrir, echeance: 2024-03, avancement: en-cours}
  - {id: fait, description: Fermer, echeance: 2024-03, avancement: realise}
  - {id: muet, description: Dormir, echeance: 2024-03}
  - {id: loin, description: Rêver, echeance: 2025, avancement: a-venir}
""",
    "fiches-action/deux.yaml": """\
type: fiche-action
numero: "10"
titre: Étendre
orientations: [plan#droits]
statut: brouillon
fiches_liees: [un]
""",
    "fiches-territoire/loire.yaml": """\
type: fiche-territoire
territoire: dep-42
feuille_de_route: plan
diagnostic: {chiffres: [{id: zero, libelle: Refus, valeur: 0, unite: dossiers}]}
""",
    "acteurs/service.yaml": "type: acteur\nnom: Service\nterritoire: dep-42\n",
    "conventions/accord.yaml": """\
type: convention
titre: Accord
feuille_de_route: plan
parties: [service]
territoires: [dep-42]
actions:
  - fiche: un
    financements:
      - {financeur: service, exercice: 2023, engage: 1000.5}
      - {financeur: service, exercice: 2024, engage: 2000}
      - {financeur: service, exercice: 2024, engage: 5000, acte: plus-tard}
      - {financeur: service, exercice: 2024, unite: etp, engage: 2.5}
  - {fiche: deux, financements: [{financeur: service, exercice: 2023, engage: 10}]}
avenants: [{id: plus-tard, date: 2025-01-01, objet: Suite}]
montants_imprimes: [{financeur: service, exercice: 2023, engage: 1000}]
""",
}


@pytest.fixture
def plan(repo: Callable[[dict[str, str]], Path], tmp_path: Path) -> Path:
    """Return the site of the small plan."""
    assert render(repo(PLAN), tmp_path / "site") == 0
    return tmp_path / "site"


def test_addresses_are_made_of_ids(plan: Path) -> None:
    node = "feuille-de-route/plan/{}.html"
    expected = ["index.html", "a-propos.html", "fiche-action/index.html", "fiche-action/un.html"]
    expected += [node.format(name) for name in ("droits", "acces", "guichet")]
    assert all((plan / name).is_file() for name in expected)
    assert dead_links(plan) == []


def test_an_orientation_counts_its_fiches_at_any_depth_once(plan: Path) -> None:
    page = words(plan / "feuille-de-route" / "plan" / "droits.html")
    told = "2 fiches action, sous-orientations comprises : ◐ en cours (1)"
    assert f"{told}, sans avancement renseigné (1)" in page
    upper = read(plan)["feuille-de-route/plan/guichet.html"]
    assert ("acces.html", "1.1. Accès") in upper.links


def test_links_go_both_ways(plan: Path) -> None:
    pages = read(plan)
    ways = {
        "fiche-action/un.html": {
            "../convention/accord.html",
            "deux.html",
            "../acteur/service.html",
        },
        "acteur/service.html": {"../fiche-action/un.html", "../convention/accord.html"},
        "feuille-de-route/plan.html": {
            "../fiche-territoire/loire.html",
            "../convention/accord.html",
        },
        "fiche-territoire/loire.html": {"../acteur/service.html", "../convention/accord.html"},
    }
    for page, targets in ways.items():
        assert targets <= {href for href, _words in pages[page].links}, page
    assert "Fiches qui s'y rattachent" in words(plan / "fiche-action" / "un.html")


def test_lateness_is_computed_at_the_day_asked(plan: Path) -> None:
    page = words(plan / "fiche-action" / "un.html")
    said = dict(
        zip(
            ("Ouvrir", "Fermer", "Dormir", "Rêver"),
            re.split("Fermer|Dormir|Rêver", page),
            strict=True,
        )
    )
    assert "en retard" in said["Ouvrir"]
    assert "en retard" not in said["Fermer"] + said["Rêver"]
    assert "échéance passée, avancement non renseigné" in said["Dormir"]


def test_zero_is_zero_and_missing_says_so(plan: Path) -> None:
    assert "0 dossier " in words(plan / "fiche-territoire" / "loire.html")
    assert "Avancement non renseigné" in words(plan / "fiche-action" / "deux.html")


def test_money_is_what_is_in_force_beside_what_is_printed(plan: Path) -> None:
    page = words(plan / "convention" / "accord.html")
    assert "1 000,50 €" in page
    assert "5 000 €" not in page.partition("Avenants")[0]
    assert "2,5 ETP" in page
    assert "2023 Service engagé 1 010,50 € 1 000 € −10,50 €" in page
    assert "2 000 €" in words(plan / "fiche-action" / "un.html")


def test_a_fictitious_repository_says_so_on_every_page(
    repo: Callable[[dict[str, str]], Path], tmp_path: Path
) -> None:
    render(repo(PLAN), tmp_path / "site", "--to", "html,md")
    for path in [*tmp_path.rglob("site/**/*.html"), *tmp_path.rglob("site/**/*.md")]:
        assert "Données fictives" in path.read_text("utf-8"), path


def test_notices_and_sources_stand_on_the_page(plan: Path) -> None:
    page = read(plan)["fiche-action/deux.html"]
    assert "Brouillon" in page.text
    assert ("https://example.org/plan", "Le plan imprimé") in page.links
    assert ("../feuille-de-route/plan.html#rubrique_sources", "Plan") in page.links


def test_order_and_neighbours_follow_french_reading(plan: Path) -> None:
    links = [words for _href, words in read(plan)["fiche-action/index.html"].links]
    assert links.index("1. Première") < links.index("10. Étendre")
    assert ("deux.html", "Étendre") in read(plan)["fiche-action/un.html"].links


def test_what_is_to_be_decided_says_so(
    repo: Callable[[dict[str, str]], Path], tmp_path: Path
) -> None:
    root = repo(
        {
            "fiches-action/un.yaml": "type: fiche-action\ntitre: Un\nstatut: brouillon\npilotes: a-definir\ndescription: a-definir\n"
        }
    )
    render(root, tmp_path / "site")
    page = words(tmp_path / "site" / "fiche-action" / "un.html")
    assert page.count("à définir") == 2


def _bytes(folder: Path) -> dict[str, bytes]:
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()
    }


def test_the_same_data_give_the_same_bytes(tmp_path: Path) -> None:
    root = EXAMPLES / "loire-2019"
    script = "import sys; from feuille.cli import run; sys.exit(run(sys.argv[1:]))"
    found = []
    for seed, zone, locale in (("1", "UTC", "C"), ("2", "Pacific/Kiritimati", "fr_FR.UTF-8")):
        output = tmp_path / seed
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": locale}
        command = [
            "-C",
            str(root),
            "render",
            "--to",
            "html,md",
            "-o",
            str(output),
            "--as-of",
            "2024-06-30",
        ]
        subprocess.run(
            [sys.executable, "-c", script, *command],
            env=environment,
            check=True,
            capture_output=True,
        )
        found.append(_bytes(output))
    assert found[0] == found[1]


def test_the_commit_stands_on_one_page_alone(
    repo: Callable[[dict[str, str]], Path], tmp_path: Path
) -> None:
    root = repo(PLAN)
    git(root, "init", "-q")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "Plan")
    commit = git(root, "rev-parse", "HEAD").strip()
    for name, options in (("tree", []), ("rev", ["--rev", "HEAD"])):
        assert feuille("-C", str(root), "render", "-o", str(tmp_path / name), *options).code == 0
    pages = {
        name: path for name, path in _bytes(tmp_path / "tree").items() if commit.encode() in path
    }
    assert set(pages) == {"a-propos.html"}
    assert "15 janvier 2024" in words(tmp_path / "tree" / "a-propos.html")
    assert _bytes(tmp_path / "tree") == _bytes(tmp_path / "rev")
    write_files(root, {"acteurs/autre.yaml": "type: acteur\nnom: Autre\n"})
    assert feuille("-C", str(root), "render", "-o", str(tmp_path / "tree")).code == 0
    assert "copie de travail" in words(tmp_path / "tree" / "a-propos.html")


def test_a_long_list_goes_on_to_another_page(
    repo: Callable[[dict[str, str]], Path], tmp_path: Path
) -> None:
    root = repo(
        {
            f"acteurs/acteur-{n}.yaml": f"type: acteur\nnom: Acteur {n}\nmembre_de: [acteur-1]\n"
            for n in range(1, 260)
        }
    )
    assert render(root, tmp_path / "site") == 0
    first, second = (
        read(tmp_path / "site" / "acteur")[name] for name in ("index.html", "index_2.html")
    )
    assert ("acteur-200.html", "Acteur 200") in first.links
    assert ("acteur-201.html", "Acteur 201") in second.links
    assert dead_links(tmp_path / "site") == []
    assert "158 autres documents" in words(tmp_path / "site" / "acteur" / "acteur-1.html")


def test_documents_left_out_are_told(
    repo: Callable[[dict[str, str]], Path], tmp_path: Path
) -> None:
    root = repo({
        "acteurs/bon.yaml": "type: acteur\nnom: Bon\n",
        "acteurs/faux.yaml": "type: acteur\nnom: Faux\nbizarre: 1\nnature: [1]\nnoms: oui\nmembre_de: {a: 1}\n",
        "acteurs/casse.yaml": "type: acteur\nnom: [\n",
    })  # fmt: skip
    done = feuille("-C", str(root), "render", "-o", str(tmp_path / "site"))
    assert done.code == 1
    assert "1 document laissé de côté" in done.err
    assert "1 document publié malgré des erreurs" in done.err
    assert "Document à corriger" in words(tmp_path / "site" / "acteur" / "faux.html")
    assert not (tmp_path / "site" / "acteur" / "casse.html").exists()


@pytest.mark.parametrize(
    "options",
    [["--to", "docx"], ["--to", ""], ["--as-of", "hier"], ["--rev", "rien"]],
    ids=" ".join,
)
def test_what_cannot_be_done_is_refused(
    options: list[str], repo: Callable[[dict[str, str]], Path], tmp_path: Path
) -> None:
    done = feuille("-C", str(repo(PLAN)), "render", "-o", str(tmp_path / "site"), *options)
    assert done.code == 2
    assert not (tmp_path / "site").exists()


def test_the_manifest_lists_what_was_written(plan: Path) -> None:
    listed = json.loads((plan / ".feuille-manifeste.json").read_bytes())["fichiers"]
    assert {*listed, ".feuille-manifeste.json"} == set(_bytes(plan))


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Return the content of the demonstration, with what changed since its first plan year."""
    root = tmp_path_factory.mktemp("demonstration") / "demo"
    assert feuille("demo", str(root)).code == 0
    workspace = open_workspace(root)
    since = workspace.corpus("2023")
    return content.site(workspace.corpus("2025"), content.About(date(2025, 6, 30), since=since))


def figures(found: object) -> Iterator[str]:
    """Yield every figure that a part of the content holds, as it is written."""
    if isinstance(found, Figure):
        yield found.words
    elif isinstance(found, tuple):
        for one in found:
            yield from figures(one)
    elif is_dataclass(found):
        for key in found.__slots__:
            yield from figures(getattr(found, key, None))


def lost(page: Page, text: str) -> list[str]:
    """Return the figures of a page that its text does not hold as often as the page does."""
    told = text.replace("\\", "")
    counted = Counter(figures((page.blocks, page.foot)))
    return [one for one, times in counted.items() if told.count(one) < times]


def _read(text: str) -> str:
    page = PageRead()
    page.feed(text)
    page.close()
    return page.text


def test_no_figure_differs_between_formats(demonstration: Site) -> None:
    formats = ((demonstration, "html", "{}.html"), (plain(demonstration), "md", "{}.md"))
    for site, name, shape in formats:
        files = publishing.WRITERS[name](site)
        assert sum(len([*figures((page.blocks, page.foot))]) for page in site.pages) > 1000
        for page in site.pages:
            path = shape.format(page.address)
            path = re.sub(r"(^|/)index\.md$", r"\1README.md", path)
            text = files[path].decode()
            said = _read(text) if name == "html" else text
            assert lost(page, said) == [], path


def test_the_pdf_holds_every_figure(demonstration: Site) -> None:
    suites.module("typst")
    site = printed(demonstration)
    raw = publishing.WRITERS["pdf"](site)[pdf.FILE]
    reader = suites.module("pypdf").PdfReader(io.BytesIO(raw))
    text = "".join(page.extract_text() for page in reader.pages)
    said = re.sub(r"[\s\u200b]", "", text)
    every = Counter(figures(tuple((page.blocks, page.foot) for page in site.pages)))
    assert len(every) > 300
    bare = Counter({re.sub(r"[\s\u200b]", "", one): times for one, times in every.items()})
    assert [one for one, times in bare.items() if said.count(one) < times] == []
