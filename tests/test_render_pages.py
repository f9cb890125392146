"""The pages about the whole plan and about its parts: coverage, glossary, money, places, moves."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from feuille import consult, demo, rollup
from feuille.render import glossary, redirects
from feuille.render.addresses import Book
from feuille.render.inline import Context
from feuille.render.selection import About, select
from feuille.rollup import rows
from feuille.rollup.plan import Plan
from tests.conftest import feuille, load, write_files
from tests.site_checker import dead_links, read

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Repo = Callable[[dict[str, str]], Path]

from datetime import date

DAY = date(2024, 6, 30)
PLAIN = str.maketrans({"\u202f": " ", "\xa0": " ", "’": "'"})


def render(root: Path, output: Path, *options: str) -> Path:
    done = feuille("-C", str(root), "render", "-o", str(output), "--as-of", "2024-06-30", *options)
    assert done.code in {0, 1}, done.err
    return output


def words(page: Path) -> str:
    """Return what a page says, with plain spaces and apostrophes, on one line."""
    text = read(page.parent)[page.name].text
    return re.sub(r"\s+", " ", text.translate(PLAIN))


def context(root: Path) -> Context:
    chosen = select(load(root), About(DAY))
    return Context(chosen.corpus, Book(chosen.corpus), DAY, chosen.poorer, chosen.around)


PLAN = {
    "feuille.yaml": (
        "format: 1\ntitre: Essai\nterritoire: reg-53\nfeuille_de_route: plan\n"
    ),
    "feuilles-de-route/plan.yaml": """\
type: feuille-de-route
titre: Plan
niveau: regional
territoire: reg-53
orientations:
  - {id: droits, numero: "1", titre: Droits, orientations: [{id: acces, titre: Accès}]}
  - {id: toit, numero: "2", titre: Un toit}
  - {id: rien, numero: "3", titre: Sans suite}
""",
    "fiches-action/ici.yaml": (
        "type: fiche-action\ntitre: Ici\norientations: [plan#acces]\nterritoires: [dep-29, dep-35]\n"
        "avancement: en-cours\n"
    ),
    "fiches-action/partout.yaml": "type: fiche-action\ntitre: Partout\norientations: [plan#toit]\n",
    "fiches-action/region.yaml": (
        "type: fiche-action\ntitre: Régionale\norientations: [plan#toit]\nterritoires: [reg-53]\n"
    ),
    "fiches-action/portee.yaml": "type: fiche-action\ntitre: Portée\norientations: [plan#acces]\n",
    "conventions/accord.yaml": """\
type: convention
titre: Accord
feuille_de_route: plan
modele: cls
parties: [etat, ville]
territoires: [dep-22]
periode: 2023/2024
actions:
  - fiche: portee
    financements:
      - {financeur: etat, exercice: 2023, engage: 1000, verse: 900}
      - {financeur: ville, exercice: 2023, engage: 500}
      - {financeur: ville, exercice: 2023, engage: 800, acte: un}
      - {financeur: ville, exercice: 2023, engage: 9999, acte: deux}
avenants:
  - {id: un, date: 2024-01-15, objet: Davantage}
  - {id: deux, date: 2025-01-15, objet: Plus tard}
montants_imprimes:
  - {financeur: etat, exercice: 2023, engage: 1200}
cofinancement: {part_minimale: 50, collectivites: [ville], texte: Moitié.}
""",
    "rapports/bilan.yaml": """\
type: rapport-execution
titre: Bilan
conventions: [accord]
exercice: 2023
lignes:
  - id: a
    actions: ["accord#portee"]
    depenses: [{financeur: etat, execute: 700}, {financeur: ville, execute: 850}]
""",
    "acteurs/etat.yaml": "type: acteur\nnom: État\n",
    "acteurs/ville.yaml": "type: acteur\nnom: Ville\n",
    "fiches-territoire/ouest.yaml": (
        "type: fiche-territoire\ntitre: Ouest\nterritoire: dep-29\nfeuille_de_route: plan\n"
        "indicateurs:\n  - indicateur: reçus\n    cibles: [{periode: 2025, valeur: 40}]\n"
        "    references: [{periode: 2022, valeur: 0}]\n    realises: [{periode: 2023, valeur: 10}]\n"
    ).replace("reçus", "recus"),
    "fiches-territoire/nord.yaml": (
        "type: fiche-territoire\ntitre: Nord\nterritoire: dep-22\nfeuille_de_route: plan\n"
        "priorites: [{id: a, titre: A, orientations: [plan#acces]}]\n"
    ),
    "indicateurs/recus.yaml": (
        "type: indicateur\ntitre: Reçus\nnature: flux\nunite: personnes\nsens: hausse\n"
        "mailles: [departement]\n"
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the small plan and of its publication, in html and md."""
    folder = tmp_path_factory.mktemp("pages")
    render(write_files(folder / "depot", PLAN), folder / "site", "--to", "html,md")
    return folder


def page(made: Path, address: str) -> str:
    return words(made / "site" / "html" / f"{address}.html")


def test_every_link_leads_somewhere(made: Path) -> None:
    assert dead_links(made / "site" / "html") == []


# Coverage


def test_a_place_is_covered_by_what_is_around_it(made: Path) -> None:
    found = consult.matrix(load(made / "depot"), "territoires")
    assert found.cells["plan#droits", "dep-29"] == ("ici",)
    assert found.cells["plan#droits", "dep-22"] == ("portee", "nord")
    assert found.wider("plan#toit", "dep-56") == ("partout", "region")
    # Only départements are expected: the region itself owes nothing.
    assert found.empty() == [
        ("plan#droits", "dep-56"),
        *(("plan#rien", code) for code in ("dep-22", "dep-29", "dep-35", "dep-56")),
    ]
    done = feuille("-C", str(made / "depot"), "matrix", "--format", "json")
    body = json.loads(done.out)
    assert [(one["row"], one["column"]) for one in body["empty"]] == found.empty()
    assert [one["id"] for one in body["rows"]] == ["plan#droits", "plan#toit", "plan#rien"]


def test_the_coverage_page_says_gaps_in_words_and_leads_to_fiches(made: Path) -> None:
    said = page(made, "couverture")
    assert "Sur 12 croisements d'un département et d'une orientation, 5 n'ont aucune fiche." in said
    assert "1. Droits ∅ aucune fiche : Morbihan" in said
    assert "2. Un toit ● au moins une fiche partout" in said
    assert "Finistère 1 fiche · d'ensemble ∅ aucune fiche" in said
    links = read(made / "site" / "html")["couverture.html"].links
    assert ("couverture_plan_droits.html#dep-29", "1 fiche") in links
    detail = read(made / "site" / "html")["couverture_plan_droits.html"]
    assert ("fiche-action/ici.html", "Ici") in detail.links
    named = [(href, text.translate(PLAIN)) for href, text in detail.links]
    assert ("fiche-territoire/nord.html", "Fiche territoire : Nord") in named
    assert ("couverture.html", "Couverture") in read(made / "site" / "html")["index.html"].links
    told = (made / "site" / "md" / "couverture.md").read_text("utf-8")
    assert "[1 fiche](couverture_plan_droits.md)" in told


def test_a_plan_without_a_linked_fiche_has_no_coverage(repo: Repo, tmp_path: Path) -> None:
    root = repo({key: PLAN[key] for key in ("feuille.yaml", "feuilles-de-route/plan.yaml")})
    assert not (render(root, tmp_path / "site") / "couverture.html").exists()


def test_a_long_coverage_is_split(repo: Repo, tmp_path: Path) -> None:
    nodes = "".join(f"  - {{id: n{n}, titre: Orientation {n}}}\n" for n in range(12))
    fiches = {
        f"fiches-action/f{n}.yaml": (
            f"type: fiche-action\ntitre: Fiche {n}\n"
            f"orientations: [{', '.join(f'plan#n{k}' for k in range(12))}]\n"
            f"territoires: [dep-{n % 19 + 1:02}, dep-{n % 60 + 21}]\n"
        )
        for n in range(120)
    }
    plan = f"type: feuille-de-route\ntitre: Plan\nniveau: national\norientations:\n{nodes}"
    config = "format: 1\ntitre: Essai\nterritoire: fr\nfeuille_de_route: plan\n"
    root = repo({"feuille.yaml": config, "feuilles-de-route/plan.yaml": plan, **fiches})
    site = render(root, tmp_path / "site")
    sheets = sorted(site.glob("couverture*.html"))
    assert {"couverture_2.html", "couverture_4.html"} <= {one.name for one in sheets}
    assert max(one.stat().st_size for one in sheets) < 100_000
    assert dead_links(site) == []
    assert consult.matrix(load(root), "territoires").around.keys() > {"dep-01", "dep-971"}


# Glossary

TERMS = {
    "feuille.yaml": "format: 1\ntitre: Essai\nfeuille_de_route: plan\n",
    "feuilles-de-route/plan.yaml": """\
type: feuille-de-route
titre: Plan du RSA
niveau: regional
glossaire:
  - {sigle: RSA, developpe: Revenu de solidarité active, definition: Un **minimum** social.}
  - {sigle: "<b>", developpe: Balise}
  - {sigle: SECRET, developpe: Caché, confidentialite: restreint}
""",
    "acteurs/etablissement.yaml": """\
type: acteur
nom: Établissement public
sigle: ÉP
noms: [{nom: Ancien établissement, sigle: AE}]
""",
    "acteurs/zone.yaml": "type: acteur\nnom: Zone franche\nsigle: ZF\n",
    "acteurs/tautologie.yaml": "type: acteur\nnom: DDCS du Nord\nsigle: DDCS\n",
    "acteurs/canari.yaml": "type: acteur\nnom: Canari\nsigle: CNR\nconfidentialite: restreint\n",
    "fiches-action/a.yaml": (
        "type: fiche-action\ntitre: Le RSA et l'ÉP\nfeuille_de_route: plan\n"
        "constats: [Le RSAB et la ZFU n'y sont pour rien.]\n"
    ),
}


def test_acronyms_are_spelled_out_in_order_with_their_uses(repo: Repo, tmp_path: Path) -> None:
    root = repo(TERMS)
    found = glossary.terms(context(root))
    assert [one.acronym for one in found] == ["<b>", "AE", "ÉP", "RSA", "ZF"]
    site = render(root, tmp_path / "site")
    said = words(site / "glossaire.html")
    assert "RSA Revenu de solidarité active Un minimum social. Employé dans" in said
    assert "Employé dans : Le RSA et l'ÉP, Plan du RSA" in said
    assert "ZF Zone franche" in said
    assert "Zone franche Employé" not in said
    assert not {"CNR", "SECRET", "DDCS"} & set(said.split())
    pages = read(site)
    assert ("acteur/zone.html", "Zone franche") in pages["glossaire.html"].links
    assert ("../glossaire.html", "Les sigles de ces documents, en toutes lettres") in [
        (href, text.translate(PLAIN)) for href, text in pages["feuille-de-route/plan.html"].links
    ]
    assert dead_links(site) == []


def test_a_plan_that_spells_nothing_out_has_no_glossary(made: Path) -> None:
    assert not (made / "site" / "html" / "glossaire.html").exists()


# A territory


def test_a_territory_stands_beside_the_whole(made: Path) -> None:
    said = page(made, "fiche-territoire/ouest")
    assert "Indicateur Finistère Bretagne" in said
    assert (
        "Reçus 10 personnes, 2023 cible : 40 personnes, 2025 avancement : 25 % "
        "10 personnes (1/4), 2023 cible : 40 personnes (1/4), 2025"
    ) in said
    silent = page(made, "fiche-territoire/nord")
    assert "Reçus non renseigné" in silent


def test_the_fiches_of_a_territory_are_those_that_reach_it(made: Path) -> None:
    said = page(made, "fiche-territoire/ouest").partition("Fiches action sur ce territoire")[2]
    assert "Ici ◐ en cours Finistère et 1 autre territoire" in said
    assert "Partout non renseigné tout le plan" in said
    assert "Régionale non renseigné Bretagne" in said
    assert "Portée" not in said
    north = page(made, "fiche-territoire/nord").partition("Fiches action sur ce territoire")[2]
    assert "Portée non renseigné Côtes-d'Armor" in north
    assert north.count("Portée") == 1
    assert "2023 État 1 000 € 900 € 700 €" in north


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Context:
    """Return the demonstration as pages see it."""
    folder = tmp_path_factory.mktemp("demo") / "plan"
    demo.build(folder)
    return context(folder)


@pytest.mark.parametrize("code", ["dep-22", "dep-29", "dep-35", "dep-56", "reg-53"])
def test_the_money_of_a_place_is_that_of_the_rollup(shown: Context, code: str) -> None:
    found = shown.funds.place(code)
    asked = rollup.compute(shown.corpus, place=code, as_of=DAY)
    assert found.money
    assert found.money == asked.money
    assert found.executions == asked.executions
    wide = {one.source.document.id for one in asked.ignored if one.reason == "perimetre-plus-large"}
    assert wide == set(found.wider)


def test_the_money_of_a_convention_is_that_of_the_rollup(shown: Context) -> None:
    asked = rollup.compute(shown.corpus, by="convention", as_of=DAY)
    plan = Plan(shown.corpus)
    for row in rows.conventions(plan, plan.home):
        found = shown.funds.convention(row.id)
        assert found.money == tuple(o for o in asked.money if o.row and o.row.id == row.id)
        assert found.executions == tuple(
            one for one in asked.executions if one.row and one.row.id == row.id
        )
    assert shown.funds.whole.money == tuple(one for one in asked.money if one.row is None)


# Money


def test_a_convention_adds_up_by_funder_and_stands_beside_what_it_printed(made: Path) -> None:
    said = page(made, "convention/accord")
    assert "Montants en vigueur au 30 juin 2024, avenants signés compris." in said
    assert "2023 État 1 000 € 900 € 700 €" in said
    assert "2023 Ville 800 € non renseigné 850 €" in said
    assert "2023 Ensemble 1 800 € 900 € (1/2) 1 550 €" in said
    assert "2023 État engagé 1 000 € 1 200 € 200 €" in said
    assert "2023 État 1 000 € 700 € 70 % 300 € 0 €" in said
    assert "2023 Ville 800 € 850 € 106,3 % 0 € 50 €" in said
    assert "Montants changés : Davantage" in said
    assert "Portée Ville 2023 500 € 800 €" in said
    assert "9 999" not in said
    assert "2023 engagé 1 800 € 44,4 % ✕ non respectée" in said
    assert "2023 exécuté 1 550 € 54,8 % ● respectée" in said


def test_the_money_of_the_plan_names_the_totals_that_differ(made: Path) -> None:
    said = page(made, "financements")
    assert "Accord 1 800 € 900 € 1 550 € ✕ non respectée (1/2)" in said
    assert "Accord 2023 État engagé 1 000 € 1 200 € 200 €" in said
    assert "Financements apportés" in page(made, "acteur/ville")
    assert "2023 800 € 850 €" in page(made, "acteur/ville")


def test_what_leads_to_an_actor_is_sorted_by_type(made: Path) -> None:
    said = page(made, "acteur/etat").partition("Cité par")[2]
    assert re.search(r"Conventions Accord .* Rapports d'exécution Bilan", said)


def test_a_report_stands_beside_the_totals_that_it_prints(repo: Repo, tmp_path: Path) -> None:
    stated = PLAN["rapports/bilan.yaml"].replace(
        "    depenses:", "    etat: realise\n    depenses:"
    )
    report = stated + (
        "    bilan: Tout s'est bien passé.\nmontants_imprimes: [{financeur: etat, execute: 690}]\n"
    )
    said = words(render(repo(PLAN | {"rapports/bilan.yaml": report}), tmp_path / "site")
                 / "rapport-execution" / "bilan.html")  # fmt: skip
    assert "Portée ● réalisé État : 700 € Ville : 850 €" in said
    assert "Portée Bilan Tout s'est bien passé." in said
    assert "2023 État exécuté 700 € 690 € −10 €" in said


# The calendar


CALENDAR = {
    "feuilles-de-route/plan.yaml": (
        "type: feuille-de-route\ntitre: Plan\nniveau: regional\ncalendrier:\n  jalons:\n"
        "    - {id: j, libelle: Muet, echeance: 2022}\n"
    ),
    "rencontres/r.yaml": "type: rencontre\ntitre: Réunion\nnature: reunion\ndate: 2024-06-30\n",
    "fiches-action/a.yaml": (
        "type: fiche-action\ntitre: Fiche\nfeuille_de_route: plan\ndispositions:\n"
        "  - {id: a, description: Ancien, echeance: 2023-01, avancement: en-cours}\n"
        "  - {id: b, description: Récent, echeance: 2024-05, avancement: realise}\n"
        "  - {id: c, description: Prochain, echeance: 2024-09, avancement: a-venir}\n"
        "  - {id: d, description: Devant, echeance: 2024-10, avancement: realise}\n"
        "  - {id: e, description: Prévu, echeance: 2024-11}\n"
        "  - {id: f, description: Dernier, echeance: 2024-06-29, avancement: bloque}\n"
    ),
}  # fmt: skip


def test_the_calendar_starts_with_what_is_late_then_to_come(repo: Repo, tmp_path: Path) -> None:
    said = words(render(repo(CALENDAR), tmp_path / "site") / "calendrier.html")
    told = (
        "Au 30 juin 2024 : 2 échéances en retard, "
        "1 échéance passée dont l'avancement n'est pas renseigné et 3 dates à venir."
    )
    assert told in said
    order = [
        "En retard Date", "Ancien Fiche ◐ en cours ! en retard", "Dernier Fiche ✕ bloqué",
        "À venir Date", "30 juin 2024 Réunion", "Prochain Fiche ○ à venir", "Prévu Fiche",
        "Passé ou terminé Date", "Devant Fiche ● réalisé", "Récent Fiche ● réalisé",
        "Muet Plan non renseigné",
    ]  # fmt: skip
    places = [said.find(one) for one in order]
    assert -1 not in places, order[places.index(-1)]
    assert places == sorted(places)
    for once in ("Ancien", "Récent", "Prochain", "Devant", "Prévu", "Dernier", "Muet", "Réunion"):
        assert said.count(once) == 1, once


def test_an_action_is_due_by_the_end_of_its_calendar(repo: Repo, tmp_path: Path) -> None:
    kept = {
        f"fiches-action/{name}.yaml": f"type: fiche-action\ntitre: {name.title()}\n{more}"
        for name, more in (
            ("une", "avancement: en-cours\ncalendrier: {debut: 2022, fin: 2023-12}\n"),
            ("deux", "avancement: realise\ncalendrier: {fin: 2023-11}\n"),
            ("trois", "calendrier: {fin: 2023-10}\n"),
            ("cinq", "avancement: a-venir\ncalendrier: {fin: 2024-12}\n"),
        )
    }
    root = repo(kept)
    site = render(root, tmp_path / "site")
    said = words(site / "calendrier.html")
    assert (
        "Au 30 juin 2024 : 1 échéance en retard, 1 échéance passée dont l'avancement n'est pas "
        "renseigné et 1 date à venir."
    ) in said
    order = [
        "En retard Date", "décembre 2023 Fin : Une ◐ en cours ! en retard",
        "À venir Date", "décembre 2024 Fin : Cinq",
        "Passé ou terminé Date", "Fin : Deux ● réalisé", "Fin : Trois non renseigné",
    ]  # fmt: skip
    places = [said.find(one) for one in order]
    assert places == sorted(places)
    assert -1 not in places
    assert "◐ en cours ! en retard" in words(site / "fiche-action" / "une.html")
    # What is late is late wherever it is told.
    late = feuille("-C", str(root), "status", "--as-of", "2024-06-30", "--format", "json")
    stated = [one for one in json.loads(late.out)["late"] if one["avancement"]]
    assert [one["path"] for one in stated] == ["fiches-action/une.yaml"]


def test_a_calendar_of_the_past_says_that_nothing_is_to_come(repo: Repo, tmp_path: Path) -> None:
    kept = {"rencontres/r.yaml": CALENDAR["rencontres/r.yaml"].replace("2024", "2023")}
    said = words(render(repo(kept), tmp_path / "site") / "calendrier.html")
    assert "Au 30 juin 2024 : aucune date à venir." in said
    assert "En retard" not in said
    assert "À venir" not in said


def test_the_file_for_agendas_holds_every_date_once(repo: Repo, tmp_path: Path) -> None:
    site = render(repo(CALENDAR), tmp_path / "site")
    raw = (site / "calendrier.ics").read_text("utf-8")
    names = re.findall(r"SUMMARY:(.*)", raw)
    expected = ["Muet", "Ancien", "Récent", "Dernier", "Réunion", "Prochain", "Devant", "Prévu"]
    assert [one.strip() for one in names] == expected


def test_the_home_leads_to_the_calendar_and_says_what_it_is(repo: Repo, tmp_path: Path) -> None:
    config = {"feuille.yaml": "format: 1\ntitre: Plan\nfeuille_de_route: plan\n"}
    site = render(repo(CALENDAR | config), tmp_path / "site")
    ways = read(site)["index.html"].links
    assert ("calendrier.html", "Toutes les dates du plan et de ses fiches") in ways
    assert "Feuille de route Plan" in words(site / "index.html")
    root = write_files(tmp_path / "autre", CALENDAR | {
        "feuille.yaml": config["feuille.yaml"].replace("Plan", "Convention"),
    })  # fmt: skip
    said = words(render(root, tmp_path / "autre-site") / "index.html")
    # The title is that of the site: it is not that of a roadmap.
    assert "Feuille de route Convention" not in said


# Former addresses

MOVED = {
    "feuille.yaml": "format: 1\ntitre: Essai\nfeuille_de_route: nouveau-plan\n",
    "feuilles-de-route/nouveau-plan.yaml": (
        "type: feuille-de-route\ntitre: Plan\nniveau: regional\nremplace: [ancien-plan]\n"
        "orientations: [{id: droits, titre: Droits}]\n"
    ),
    "fiches-action/b.yaml": (
        "type: fiche-action\ntitre: B & <b>\norientations: [nouveau-plan#droits]\n"
        "remplace: [a, c, ../evade, partagee]\n"
    ),
    "fiches-action/c.yaml": (
        "type: fiche-action\ntitre: C\nfeuille_de_route: nouveau-plan\n"
        "remplace: [b, partagee, index, secret, tue]\n"
    ),
    "fiches-action/tue.yaml": (
        "type: fiche-action\ntitre: Canari\nfeuille_de_route: nouveau-plan\n"
        "confidentialite: restreint\nremplace: [secret, canari-ancien]\n"
    ),
}


def test_former_addresses_lead_to_the_pages_of_today(repo: Repo, tmp_path: Path) -> None:
    site = render(repo(MOVED), tmp_path / "site")
    page = (site / "fiche-action" / "a.html").read_text("utf-8")
    assert '<meta http-equiv="refresh" content="0; url=b.html">' in page
    assert '<link rel="canonical" href="b.html">' in page
    assert '<meta name="robots" content="noindex">' in page
    assert '<a href="b.html">B &amp; &lt;b&gt;</a>' in page
    assert "<script" not in page
    for old in ("feuille-de-route/ancien-plan", "feuille-de-route/ancien-plan/droits",
                "couverture_ancien-plan_droits"):  # fmt: skip
        assert 'http-equiv="refresh"' in (site / f"{old}.html").read_text("utf-8"), old
    assert dead_links(site) == []


RENAMED = {
    "feuille.yaml": "format: 1\ntitre: Essai\nterritoire: reg-53\nfeuille_de_route: plan\n",
    "feuilles-de-route/plan.yaml": (
        "type: feuille-de-route\ntitre: Plan\nniveau: regional\nterritoire: reg-53\n"
        "remplace: [ancien-plan]\norientations:\n"
        "  - {id: droits, titre: Droits, remplace: [acces, logement, ../evade]}\n"
        "  - id: logement\n    titre: Logement\n    orientations:\n"
        "      - {id: loger, titre: Loger, remplace: [abriter, partage]}\n"
        "mesures:\n  - {id: socle, titre: Socle, remplace: [partage]}\n"
    ),
    "fiches-action/f.yaml": (
        "type: fiche-action\ntitre: F\norientations: [plan#droits]\nterritoires: [dep-35]\n"
    ),
}  # fmt: skip


def test_former_addresses_of_nodes_lead_to_those_of_today(repo: Repo, tmp_path: Path) -> None:
    site = render(repo(RENAMED), tmp_path / "site")
    leads = {
        path.relative_to(site).as_posix(): re.findall(r'<a href="([^"]+)"', text)
        for path in site.rglob("*.html")
        if "a changé d’adresse" in (text := path.read_text("utf-8"))
    }
    plan = "feuille-de-route/plan"
    assert leads[f"{plan}/acces.html"] == ["droits.html"]
    assert leads[f"{plan}/abriter.html"] == ["loger.html"]
    assert leads["couverture_plan_acces.html"] == ["couverture_plan_droits.html"]
    assert leads["feuille-de-route/ancien-plan/acces.html"] == ["../plan/droits.html"]
    assert leads["feuille-de-route/ancien-plan/loger.html"] == ["../plan/loger.html"]
    assert leads["couverture_ancien-plan_acces.html"] == ["couverture_plan_droits.html"]
    # It became two: the reader chooses.
    assert set(leads[f"{plan}/partage.html"]) == {"loger.html", "socle.html"}
    # A page of today keeps its address, though another node bore its id.
    assert f"{plan}/logement.html" not in leads
    assert "acces" not in words(site / plan / "droits.html")
    assert all(path.resolve().is_relative_to(site.resolve()) for path in site.rglob("*"))
    assert dead_links(site) == []


def test_a_node_may_say_the_ids_that_it_bore(repo: Repo) -> None:
    plan = RENAMED["feuilles-de-route/plan.yaml"].replace(", ../evade", "")
    done = feuille("-C", str(repo(RENAMED | {"feuilles-de-route/plan.yaml": plan})), "validate")
    assert done.code == 0, done.out


def test_the_former_id_of_a_node_leads_nowhere_where_a_restricted_one_bears_it(
    repo: Repo, tmp_path: Path
) -> None:
    files = {
        **RENAMED,
        "feuilles-de-route/plan.yaml": RENAMED["feuilles-de-route/plan.yaml"]
        + "  - {id: acces, titre: Canari, confidentialite: restreint}\n",
    }
    site = render(repo(files), tmp_path / "site")
    assert (site / "feuille-de-route" / "plan" / "abriter.html").exists()
    assert not (site / "feuille-de-route" / "plan" / "acces.html").exists()


def test_a_former_id_never_takes_the_place_of_a_page(repo: Repo, tmp_path: Path) -> None:
    site = render(repo(MOVED), tmp_path / "site")
    for name, title in (("b", "B & <b>"), ("c", "C")):  # each says that it was the other one
        text = (site / "fiche-action" / f"{name}.html").read_text("utf-8")
        assert "refresh" not in text
        assert title in words(site / "fiche-action" / f"{name}.html")
    assert "Fiches action" in words(site / "fiche-action" / "index.html")
    shared = (site / "fiche-action" / "partagee.html").read_text("utf-8")
    assert "refresh" not in shared  # it became two: the reader chooses
    assert {"b.html", "c.html"} <= set(re.findall(r'href="([^"]+)"', shared))
    assert all(path.resolve().is_relative_to(site.resolve()) for path in site.rglob("*"))
    assert not (tmp_path / "evade.html").exists()


def test_the_former_ids_of_what_is_restricted_stay_hidden(repo: Repo, tmp_path: Path) -> None:
    root = repo(MOVED)
    site = render(root, tmp_path / "site", "--to", "html,md")
    names = {path.stem for path in site.rglob("*")}
    assert not names & {"secret", "tue", "canari-ancien"}
    corpus = load(root)
    assert redirects.moved(corpus, corpus, []) == ()  # nowhere to lead without a page of today


def test_markdown_has_a_file_with_a_link(repo: Repo, tmp_path: Path) -> None:
    site = render(repo(MOVED), tmp_path / "site", "--to", "md")
    text = (site / "fiche-action" / "a.md").read_text("utf-8")
    assert "](b.md)" in text
    menus = "".join(
        path.read_text("utf-8") for path in site.rglob("README.md") if path.parent != site
    )
    assert "(a.md)" not in menus


def test_search_and_the_index_of_letters_pass_over_former_addresses(
    repo: Repo, tmp_path: Path
) -> None:
    site = render(repo(MOVED), tmp_path / "site")
    for path in site.rglob("*"):
        if path.is_file() and path.parent == site and path.suffix != ".json":
            assert "fiche-action/a.html" not in path.read_text("utf-8"), path.name


# Notices


def test_a_draft_with_open_questions_is_told_once(repo: Repo, tmp_path: Path) -> None:
    root = repo({
        "acteurs/ouvert.yaml": "type: acteur\nnom: a-definir\nstatut: brouillon\n",
        "acteurs/faux.yaml": "type: acteur\nnom: Faux\nstatut: brouillon\nbizarre: 1\n",
    })  # fmt: skip
    site = render(root, tmp_path / "site")
    said = words(site / "acteur" / "ouvert.html")
    assert "Brouillon." in said
    assert "Document à corriger" not in said
    assert "Document à corriger" in words(site / "acteur" / "faux.html")
    done = feuille("-C", str(root), "render", "-o", str(tmp_path / "autre"))
    assert "1 document publié malgré des erreurs" in done.err


def test_a_metropole_counted_by_its_departement_says_so(repo: Repo, tmp_path: Path) -> None:
    values = "realises: [{periode: 2023, valeur: 10}]"
    root = repo({
        "feuille.yaml": "format: 1\ntitre: Essai\nterritoire: reg-53\n",
        "indicateurs/recus.yaml": PLAN["indicateurs/recus.yaml"].replace(
            "[departement]", "[departement, metropole]"
        ),
        "feuilles-de-route/plan.yaml": PLAN["feuilles-de-route/plan.yaml"],
        "fiches-territoire/est.yaml": (
            "type: fiche-territoire\nterritoire: dep-35\nfeuille_de_route: plan\nindicateurs:\n"
            f"  - {{indicateur: recus, {values}}}\n"
            f"  - {{indicateur: recus, territoire: met-243500139, {values}}}\n"
        ),
    })  # fmt: skip
    said = words(render(root, tmp_path / "site") / "indicateur" / "recus.html")
    assert "dont Rennes Métropole" in said
    assert "dont Ille-et-Vilaine" not in said
