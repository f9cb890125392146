"""What readers come for stands first, and what a page says is told once."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from feuille.render import charts, fields, pdf
from feuille.render.html_blocks import Blocks
from feuille.render.inline import phrase
from feuille.render.model import (
    Absent,
    Column,
    Figure,
    Link,
    Page,
    Phrase,
    Prose,
    Row,
    Section,
    Table,
    Text,
)
from feuille.render.sheets import joined, sheets
from tests.site_checker import read
from tests.test_render_pages import render, words

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Repo = Callable[[dict[str, str]], Path]

DOCUMENTS = {
    "feuille.yaml": "format: 1\ntitre: Essai\nterritoire: reg-53\nfeuille_de_route: plan\n",
    "feuilles-de-route/national.yaml": (
        "type: feuille-de-route\ntitre: National\nniveau: national\n"
        "mesures: [{id: a, titre: Aider}]\n"
    ),
    "feuilles-de-route/plan.yaml": """\
type: feuille-de-route
titre: Plan
niveau: regional
territoire: reg-53
decline: [national]
effectifs_annonces: [{objet: orientations, nombre: 1, connus: [breton]}]
signatures: [{date: 2023-03-15, lieu: Rennes}]
contexte: Le contexte.
orientations: [{id: droits, numero: "1", titre: Droits, decline: [national#a]}]
""",
    "fiches-action/une.yaml": (
        "type: fiche-action\ntitre: Une\norientations: [plan#droits]\nterritoires: [breton]\n"
    ),
    "fiches-territoire/finistere.yaml": """\
type: fiche-territoire
titre: Finistère
territoire: dep-29
feuille_de_route: plan
indicateurs:
  - indicateur: suivi
    realises: [{periode: "2023", valeur: 10}, {periode: "2024", manque: non-disponible, motif: Panne.}]
""",
    "territoires/breton.yaml": "type: territoire\nnom: Pays breton\ninclus_dans: [dep-29]\n",
    "indicateurs/suivi.yaml": (
        "type: indicateur\ntitre: Suivi\nnature: stock\nunite: places\nmailles: [departement]\n"
    ),
    "indicateurs/vide.yaml": "type: indicateur\ntitre: Vide\nnature: stock\nunite: places\n",
}


@pytest.fixture
def made(repo: Repo, tmp_path: Path) -> Path:
    return render(repo(DOCUMENTS), tmp_path / "site")


def test_the_home_starts_with_figures_then_places_then_orientations(made: Path) -> None:
    said = words(made / "index.html").partition("Le plan en entier Plan")[2]
    heads = ("Chiffres clés", "Territoires", "Orientations", "Fiches action", "Tous les documents")
    places = [said.index(one) for one in heads]
    assert places == sorted(places)


def test_what_makes_a_document_an_act_stands_after_what_it_says(made: Path) -> None:
    said = words(made / "feuille-de-route" / "plan.html")
    assert said.index("Le contexte.") < said.index("1. Droits") < said.rindex("15 mars 2023")


def test_results_of_an_indicator_stand_before_how_it_is_measured(made: Path) -> None:
    said = words(made / "indicateur" / "suivi.html")
    assert said.index("Résultats") < said.index("Comment il est mesuré") < said.index("Valeurs En")
    assert "Finistère Fiche territoire : Finistère" in said
    assert "2023 : 10 2024 : non disponible (Panne)" in said


def test_an_indicator_without_values_says_so(made: Path) -> None:
    assert "Aucune valeur n'est encore renseignée." in words(made / "indicateur" / "vide.html")
    assert not (made / "indicateur" / "vide.csv").exists()
    assert (made / "indicateur" / "suivi.csv").exists()
    assert "Vide non renseigné" in words(made / "indicateur" / "index.html")


def test_a_node_is_led_to_by_the_nodes_that_decline_it(made: Path) -> None:
    links = read(made)["feuille-de-route/national/a.html"].links
    assert ("plan/droits.html", "1. Droits") in {
        (href.removeprefix("../"), said) for href, said in links
    }


def test_a_key_that_no_document_of_a_list_has_makes_no_column(made: Path) -> None:
    said = words(made / "fiche-action" / "index.html")
    assert "Une non renseigné" not in said
    assert "Non renseigné dans toute la liste : avancement." in said


def test_citations_leave_out_what_only_counts(made: Path) -> None:
    said = words(made / "territoire" / "breton.html").partition("Cité par")[2]
    assert said.startswith(" Fiches action Une ")
    assert "connus" not in said


def test_sheets_are_joined_again_as_they_were() -> None:
    def section(*names: str) -> Section:
        rows = tuple(Row(((phrase(name),),)) for name in names)
        return Section("Dates", "dates", (Table("Dates", (Column("Date"),), rows),))

    lead = phrase("Avant")
    page = Page("liste", "Liste", after=Link("Autre", "autre"), blocks=(lead, section("a", "b")))
    other = Page("autre", "Autre", before=Link("Liste", "liste"))
    cut = [*sheets(page, [(lead, section("a")), (lead, section("b"))]), other]
    titles = [one.title.replace("\xa0", " ") for one in cut]
    assert titles == ["Liste (page 1 sur 2)", "Liste (page 2 sur 2)", "Autre"]
    assert list(joined(cut)) == [(page, ["liste", "liste_2"]), (other, ["autre"])]
    assert list(joined([other, page])) == [(other, ["autre"]), (page, ["liste"])]


def test_on_paper_the_plan_comes_before_the_pages_about_the_whole() -> None:
    order = ("index", "feuille-de-route/index", "acteur/index", "couverture", "financements",
             "calendrier", "changements", "glossaire", "accessibilite", "a-propos")  # fmt: skip
    pages = tuple(Page(address, address) for address in (order[0], *reversed(order[1:])))
    assert [page.address for page, _level in pdf.ordered(pages)] == list(order)


def test_what_carries_a_row_is_strong_in_html_too() -> None:
    drawn = Blocks(lambda link: link.words, {}).all(
        (Phrase((Text("Ensemble & co", strong=True), Text(" du plan"))),), 1, ""
    )
    assert "<strong>Ensemble &amp; co</strong> du plan" in drawn


@pytest.mark.parametrize("shown", [phrase("Plan 2024-2027"), Prose("Le *plan* 2024-2027 & co")])
def test_a_period_of_years_is_never_cut_at_its_hyphen(shown: Phrase | Prose) -> None:
    drawn = Blocks(lambda link: link.words, {}).all((shown,), 1, "")
    assert '<span class="annees">2024-2027</span>' in drawn


@pytest.mark.parametrize("said", ["SIRET 12024-2027", "2024-2027-bis", "https://e.org/x-2024-2027"])
def test_other_numbers_with_a_hyphen_are_left_as_they_are(said: str) -> None:
    assert "annees" not in Blocks(lambda link: link.words, {}).all((phrase(said),), 1, "")


@pytest.mark.parametrize(
    ("kinds", "numeric"),
    [("tna", [False, True, True]), ("tan", [False, True, True]), ("tat", [False, False, False])],
)
def test_a_column_without_a_value_yet_is_aligned_as_its_neighbour(
    kinds: str, numeric: list[bool]
) -> None:
    shown = {"t": Text("mot"), "n": Figure("12"), "a": Absent("non renseigné")}
    table = fields.table("Table", kinds, [Row(tuple((phrase(shown[one]),) for one in kinds))])
    assert [column.numeric for column in table.columns] == numeric


def test_a_caption_that_the_heading_says_already_is_only_heard() -> None:
    table = fields.table("Fiches", ["Fiche"], [Row(((phrase("Une"),),))])
    page = (Section("Fiches sur ce territoire", "", (table,)), Section("Autres", "", (table,)))
    drawn = Blocks(lambda link: link.words, {}).all(page, 1, "")
    assert drawn.count('<caption class="cache">') == drawn.count("<caption>") == 1


def test_a_break_stands_between_the_values_that_it_parts() -> None:
    days = (0, 365, 730)
    points = [charts.Point(day, str(day), Fraction(1), "1") for day in days]
    _height, marks = charts.curve(points, [], [(366, "rupture")])
    at = [one.numbers[0] for one in marks if one.form == "circle"]
    (line,) = [one.numbers[0] for one in marks if one.look == "rupture"]
    assert at[1] < line < at[2]
    assert line - at[1] == pytest.approx(at[2] - line, abs=0.2)


def test_meetings_stand_in_order_of_their_days(repo: Repo, tmp_path: Path) -> None:
    days = {"a": "2024-10-15", "b": "2023-06", "c": "2023-11-14", "d": ""}
    meetings = {
        f"rencontres/{one}.yaml": f"type: rencontre\ntitre: Réunion {one}\n"
        + (f"date: {day}\n" if day else "")
        for one, day in days.items()
    }
    site = render(repo(DOCUMENTS | meetings), tmp_path / "site")
    said = words(site / "rencontre" / "index.html").partition("Rencontre Date")[2]
    assert [said.index(f"Réunion {one}") for one in "bcad"] == sorted(
        said.index(f"Réunion {one}") for one in days
    )


def test_a_target_for_the_whole_does_not_ask_it_for_the_values_of_others(
    repo: Repo, tmp_path: Path
) -> None:
    fiche = (
        "type: fiche-action\ntitre: Une\nindicateurs:\n"
        "  - {indicateur: suivi, territoire: reg-53, cibles: [{periode: 2026, valeur: 9}]}\n"
        "  - {indicateur: suivi, territoire: dep-29, cibles: [{periode: 2026, valeur: 3}]}\n"
    )
    site = render(repo({**DOCUMENTS, "fiches-action/une.yaml": fiche}), tmp_path / "site")
    said = words(site / "fiche-action" / "une.html").partition("Indicateur Territoire")[2]
    whole, part = said.split("Finistère")[:2]
    assert "non renseigné" not in whole
    assert "non renseigné" in part
