"""What a comparison comes to is counted as a committee counts, and never compares unlike totals."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path  # noqa: TC003
from typing import Any

import pytest

from feuille import demo, rollup
from feuille.corpus import load as load_corpus
from feuille.diff import Comparison, between, compare
from feuille.report import differences, plain
from feuille.report.outline import BAD, GOOD, PLAIN, SIGNS, Options, outline
from feuille.report.overview import overview
from feuille.rollup import as_json
from feuille.workspace import open_workspace
from tests.conftest import load, write_files

PLAN = {
    "feuille.yaml": "format: 1\ntitre: Essai\nterritoire: reg-53\n",
    "acteurs/etat.yaml": "type: acteur\nnom: État\n",
    "acteurs/ccas.yaml": "type: acteur\nnom: CCAS\n",
    "indicateurs/places.yaml": (
        "type: indicateur\ntitre: Places\nnature: stock\nunite: places\nsens: hausse\n"
        "mailles: [departement]\n"
    ),
    "indicateurs/attente.yaml": (
        "type: indicateur\ntitre: Attente\nnature: stock\nunite: demandes\nsens: baisse\n"
        "mailles: [departement]\n"
    ),
}


def plan(folder: Path, files: dict[str, str]) -> Any:
    root = write_files(folder, {**PLAN, **files})
    return load(root)


def compared(tmp_path: Path, old: dict[str, str], new: dict[str, str]) -> Comparison:
    return compare(plan(tmp_path / "avant", old), plan(tmp_path / "apres", new))


def told(comparison: Comparison) -> dict[str, list[str]]:
    """Return the lines of each section, each point with the lines it stands over."""
    return {
        section.title: [
            " ".join(one.split()).replace("\u202f", " ").replace("\u00a0", " ")
            for point in section.points
            for one in (point.said, *point.lines)
        ]
        for section in overview(comparison).sections
    }


def place(code: str, rows: str) -> str:
    return (
        f"type: fiche-territoire\nterritoire: {code}\nfeuille_de_route: plan\nindicateurs:\n{rows}"
    )


def follow(name: str, kind: str, values: dict[int, int]) -> str:
    rows = ", ".join(f"{{periode: {year}, valeur: {value}}}" for year, value in values.items())
    return f"  - indicateur: {name}\n    {kind}: [{rows}]\n"


def sheet(
    code: str, values: dict[int, int], name: str = "places", kind: str = "cibles"
) -> dict[str, str]:
    return {f"fiches-territoire/{code}.yaml": place(code, follow(name, kind, values))}


def total(comparison: Comparison) -> dict[str, Any]:
    """Return the only total of the JSON."""
    (one,) = json.loads(differences.WRITERS["json"](comparison, plain))["summary"]["rollups"]
    return one


def total_line(comparison: Comparison, start: str) -> str:
    """Return what is said of a figure for the whole, without the name of its indicator."""
    lines = (one.rpartition(" – ")[2] for one in told(comparison)["Chiffres d'ensemble"])
    return next(one for one in lines if one.startswith(start))


def test_totals_are_compared_over_those_who_answered_twice(tmp_path: Path) -> None:
    old = {**sheet("dep-22", {2025: 100}), **sheet("dep-29", {2025: 40})}
    new = {**sheet("dep-22", {2025: 70}), **sheet("dep-35", {2025: 500})}
    found = compared(tmp_path, old, new)
    one = total(found)
    assert (one["old"]["value"], one["new"]["value"]) == (140, 570)
    assert (one["common"]["old"]["value"], one["common"]["new"]["value"]) == (100, 70)
    assert one["common"]["respondents"] == 1
    assert [who["territoire"] for who in one["joined"]] == ["dep-35"]
    assert [who["territoire"] for who in one["left"]] == ["dep-29"]
    line = total_line(found, "Cible 2025")
    assert line.startswith(
        "Cible 2025 : 140 → 570 ; à périmètre égal (1 territoire) : 100 → 70 (−30)"
    )
    assert "Ille-et-Vilaine" in line
    assert "Finistère" in line


def test_totals_without_a_common_respondent_are_said_not_to_compare(tmp_path: Path) -> None:
    found = compared(tmp_path, sheet("dep-22", {2025: 100}), sheet("dep-35", {2025: 500}))
    assert total(found)["common"] is None
    line = total_line(found, "Cible 2025")
    assert "ne se comparent pas" in line
    assert "→" not in line


def test_same_respondents_make_a_plain_comparison(tmp_path: Path) -> None:
    old = {**sheet("dep-22", {2025: 100}), **sheet("dep-29", {2025: 40})}
    new = {**sheet("dep-22", {2025: 90}), **sheet("dep-29", {2025: 40})}
    found = compared(tmp_path, old, new)
    assert total(found)["common"]["new"]["value"] == 130
    line = total_line(found, "Cible 2025")
    assert line.startswith("Cible 2025 : 140 → 130 (−10), d'après 2 territoires sur 4")


def test_a_total_of_which_only_the_expectation_moved_is_not_told(tmp_path: Path) -> None:
    values = {**sheet("dep-22", {2025: 100}), **sheet("dep-29", {2025: 40})}
    definition = PLAN["indicateurs/places.yaml"] + "attendus: [dep-22, dep-29, dep-35]\n"
    found = compared(tmp_path, values, {**values, "indicateurs/places.yaml": definition})
    assert total(found)["new"]["coverage"]["expected"] == 3
    assert "Résultats" not in told(found)


def test_a_renamed_action_answers_under_its_new_name(tmp_path: Path) -> None:
    counted = {"indicateurs/places.yaml": PLAN["indicateurs/places.yaml"] + "comptage: action\n"}
    rows = f"territoires: [dep-22]\nindicateurs:\n{follow('places', 'cibles', {2025: 10})}"
    fiche = "type: fiche-action\ntitre: Bus\n" + rows
    old = {**counted, "fiches-action/bus.yaml": fiche}
    new = {**counted, "fiches-action/car.yaml": fiche.replace("10", "12") + "remplace: [bus]\n"}
    one = total(compared(tmp_path, old, new))
    assert (one["joined"], one["left"]) == ([], [])
    assert one["common"]["respondents"] == 1


def test_targets_are_counted_by_ambition_and_each_count_stands_over_its_list(
    tmp_path: Path,
) -> None:
    old = {**sheet("dep-22", {2025: 100, 2026: 200, 2027: 300}),
           **sheet("dep-35", {2025: 9000}, "attente")}  # fmt: skip
    new = {**sheet("dep-22", {2025: 90, 2026: 250, 2028: 5}),
           **sheet("dep-35", {2025: 10500}, "attente")}  # fmt: skip
    found = compared(tmp_path, old, new)
    lines = told(found)["Cibles"]
    assert lines[0] == "2 cibles moins ambitieuses"
    assert [line.startswith("1 cible") for line in lines[3:]] == [True] * 3
    assert any("9 000 → 10 500 demandes" in line for line in lines[1:3])
    for section in overview(found).sections:
        for point in section.points:
            if point.lines and point.said[0].isdigit() and not point.note:
                assert int(point.said.split()[0]) == len(point.lines)
    rows = {row.statement: row for chapter in outline(found) for one in chapter.sheets
            for group in one.groups for row in group.rows}  # fmt: skip
    worse = next(row for words, row in rows.items() if "10\u202f500" in words)
    assert (SIGNS[worse.meaning], worse.tone) == ("↑", BAD)


def test_an_abandoned_action_counts_once_with_its_parts(tmp_path: Path) -> None:
    fiche = (
        "type: fiche-action\ntitre: Bus\navancement: {0}\ndispositions:\n"
        "  - {{id: a, description: A, avancement: {0}}}\n"
        "  - {{id: b, description: B, avancement: {0}}}\n"
    )
    found = compared(
        tmp_path, {"fiches-action/bus.yaml": fiche.format("en-cours")},
        {"fiches-action/bus.yaml": fiche.format("abandonne")},
    )  # fmt: skip
    assert told(found)["Actions"] == ["1 action abandonnée : « Bus » (avec 2 dispositions)"]
    assert {row.tone for one in outline(found)[0].sheets[0].groups for row in one.rows} == {BAD}


CONVENTION = """\
type: convention
titre: Appui
modele: calpae
parties: [etat, ccas]
actions:
  - fiche: bus
    financements:
"""
BUS = {"fiches-action/bus.yaml": "type: fiche-action\ntitre: Bus\n"}


def money(*lines: str, more: str = "") -> dict[str, str]:
    rows = "".join(f"      - {{{line}}}\n" for line in lines)
    return {**BUS, "conventions/appui.yaml": CONVENTION + rows + more}


def test_money_is_told_by_exercice_then_by_action(tmp_path: Path) -> None:
    start = ("financeur: etat, exercice: 2025, engage: 80", "financeur: ccas, exercice: 2025, engage: 20")  # fmt: skip
    act = ("financeur: etat, exercice: 2025, acte: a, engage: 0", "financeur: etat, exercice: 2024, engage: 5, verse: 4")  # fmt: skip
    more = "avenants: [{id: a, objet: Annule, date: 2025-03-14}]\n"
    found = compared(tmp_path, money(*start), money(*start, *act, more=more))
    assert told(found)["Argent"] == [
        "Totaux du plan par exercice, avant et après",
        "Engagé pour 2024 : 5 € (rien auparavant)",
        "Engagé pour 2025 : 100 € → 20 € (−80 €, −80 %)",
        "Versé pour 2024 : 4 € (rien auparavant)",
        "Engagé par financeur, tous exercices, avant et après",
        "État : 80 € → 5 € (−75 €, −93,8 %)",
        "2 budgets d'action changent",
        "« Bus », 2025 : engagé 100 € → 20 € (−80 €) : État −80 €",
        "« Bus », 2024 : rien → engagé 5 € (+5 €) : État +5 €",
    ]
    rows = [row for chapter in outline(found) for one in chapter.sheets
            for group in one.groups for row in group.rows]  # fmt: skip
    fall = next(row for row in rows if "80\u202f€ → 0\u202f€" in row.statement)
    assert (fall.changes[0].sign, SIGNS[fall.meaning], fall.tone) == ("+", "↓", BAD)


def test_a_plan_that_becomes_a_convention_moves_no_money_but_the_difference(tmp_path: Path) -> None:
    fiche = "type: fiche-action\ntitre: Bus\n"
    planned = fiche + "financements: [{financeur: etat, exercice: 2025, prevu: 100}]\n"
    signed = {"conventions/appui.yaml": CONVENTION + "      - {financeur: etat, exercice: 2025, engage: 130}\n"}  # fmt: skip
    found = compared(
        tmp_path, {"fiches-action/bus.yaml": planned}, {"fiches-action/bus.yaml": fiche, **signed}
    )
    lines = told(found)["Argent"]
    assert "1 convention ajoutée : Appui : engagé au total 130 € pour 2025" in lines
    assert "1 budget d'action change : « Bus », 2025 : prévu 100 € → engagé 130 € (+30 €) : État +30 €" in lines  # fmt: skip


def test_deadlines_that_slip_are_listed_furthest_first(tmp_path: Path) -> None:
    fiche = "type: fiche-action\ntitre: Bus\ncalendrier: {{debut: {0}, fin: {1}}}\n"
    found = compared(
        tmp_path, {"fiches-action/bus.yaml": fiche.format("2024-01", "2025-06")},
        {"fiches-action/bus.yaml": fiche.format("2024-03", "2026-06")},
    )  # fmt: skip
    line = told(found)["Échéances"][0]
    assert line == "2 échéances repoussées : « Bus » : 2 échéances, jusqu'à 12 mois"


def test_what_has_passed_and_is_not_done_is_told_at_the_day_of_the_new_side(
    tmp_path: Path,
) -> None:
    fiche = (
        "type: fiche-action\ntitre: Bus\ndispositions:\n"
        "  - {{id: a, description: Acheter, avancement: {0}, echeance: {1}}}\n"
        "  - {{id: b, description: Former, avancement: en-cours, echeance: 2024-06}}\n"
    )
    found = compared(
        tmp_path, {"fiches-action/bus.yaml": fiche.format("en-cours", "2024-01")},
        {"fiches-action/bus.yaml": fiche.format("realise", "2024-03")},
    )  # fmt: skip

    def deadlines(day: date) -> list[str]:
        sections = {one.title: one.points for one in overview(found, day).sections}
        return [point.said.replace("\u202f", " ").replace("\u00a0", " ")
                for title in ("Échéances", "En retard") for point in sections.get(title, [])]  # fmt: skip

    moved, *passed = deadlines(date(2024, 8, 1))
    assert moved.endswith("(janvier 2024 → mars 2024) (réalisé depuis)")
    assert passed == [
        (
            "1 échéance non réalisée, dépassée au 1er août 2024 dans les documents changés : "
            "« Bus » : « Former » (juin 2024)"
        )
    ]
    assert deadlines(date(2024, 6, 1)) == [moved]


def test_decisions_are_quoted_and_meetings_named(tmp_path: Path) -> None:
    decision = "Le comité met fin à l'expérimentation et demande le reversement des crédits."
    fiche = "type: fiche-action\ntitre: Bus\n"
    said = f"observations_copil: [{{date: 2025-03-14, texte: {json.dumps(decision)}}}]\n"
    found = compared(
        tmp_path,
        {"fiches-action/bus.yaml": fiche},
        {
            "fiches-action/bus.yaml": fiche + said,
            "rencontres/copil.yaml": "type: rencontre\ntitre: COPIL de mars\ndate: 2025-03-14\n",
        },
    )
    lines = told(found)["Décisions et rencontres"]
    assert any(decision in line and "14 mars 2025" in line for line in lines)
    assert "1 rencontre ajoutée : « COPIL de mars »" in lines


def test_what_new_documents_say_of_decisions_is_quoted_whole(tmp_path: Path) -> None:
    decided = "Le comité " + "très " * 100 + "prudent demande une fiche."
    found = compared(
        tmp_path, {},
        {
            "rencontres/copil.yaml": "type: rencontre\ntitre: COPIL\ndate: 2025-03-14\n"
            f"participants: [etat, ccas]\ncompte_rendu: {decided}\n",
            "fiches-action/bus.yaml": "type: fiche-action\ntitre: Bus\n"
            "observations_copil: [{date: 2025-03-14, texte: Oui mais.}]\n",
        },
    )  # fmt: skip
    lines = told(found)["Décisions et rencontres"]
    assert lines == [
        f"1 rencontre ajoutée : « COPIL » : compte rendu « {decided} »",
        "1 observation ou point d'étape : Bus, Observations du COPIL, 14 mars 2025 : « Oui mais. »",
    ]


def test_actions_name_their_new_titles_and_pilots_and_meetings_move_no_actor(
    tmp_path: Path,
) -> None:
    old = {"fiches-action/bus.yaml": "type: fiche-action\ntitre: Bus\npilotes: [etat]\n",
           "rencontres/copil.yaml": "type: rencontre\ntitre: COPIL\nparticipants: [etat]\n"}  # fmt: skip
    new = {"fiches-action/bus.yaml": "type: fiche-action\ntitre: Car\npilotes: [ccas]\npartenaires: [etat]\n",
           "rencontres/copil.yaml": "type: rencontre\ntitre: COPIL\nparticipants: [etat, ccas]\n"}  # fmt: skip
    found = told(compared(tmp_path, old, new))
    assert found == {
        "Actions": [
            "1 action renommée : « Bus » devient « Car »",
            "Pilotes : « Car » : État → CCAS",
            "Partenaires : « Car » : en plus, État",
        ]
    }


@pytest.mark.parametrize(
    ("ruptures", "beside"),
    [("", "(40 en 2023)"), ("[{date: 2024-01-01, motif: Autre}]", "(nouveau chiffre)")],
)
def test_a_new_result_stands_beside_the_year_before_where_it_compares(
    tmp_path: Path, ruptures: str, beside: str
) -> None:
    name = "indicateurs/places.yaml"
    definition = (
        PLAN[name] + "attendus: [dep-22]\n" + (f"ruptures: {ruptures}\n" if ruptures else "")
    )
    old = {name: definition, **sheet("dep-22", {2023: 40}, kind="realises")}
    new = {name: definition, **sheet("dep-22", {2023: 40, 2024: 50}, kind="realises")}
    line = total_line(compared(tmp_path, old, new), "Réalisé 2024")
    assert line == f"Réalisé 2024 : 50 {beside}"


def many(count: int, body: str) -> dict[str, str]:
    """Return actions that say the same."""
    return {f"fiches-action/f{n:02}.yaml": f"type: fiche-action\ntitre: Fiche {n}\n{body}"
            for n in range(count)}  # fmt: skip


def test_a_long_list_of_parties_is_cut_and_says_so(tmp_path: Path) -> None:
    found = compared(tmp_path, many(30, ""), many(30, "pilotes: [etat]\n"))
    (point,) = next(one.points for one in overview(found).sections if one.title == "Actions")
    assert point.said == "Pilotes, dans 30 actions"
    assert (len(point.lines), point.note, point.cut) == (8, "et 22 autres, dans le détail", True)


def test_what_is_late_stands_last_and_is_no_part_of_the_detail(tmp_path: Path) -> None:
    late = "dispositions: [{id: a, description: Former, avancement: en-cours, echeance: 2023}]\n"
    found = compared(tmp_path, many(30, late), many(30, late + "nature: nouvelle\n"))
    some, whole = (overview(found, date(2024, 6, 1), all_late=named).sections[-1]
                   for named in (False, True))  # fmt: skip
    assert (some.title, whole.title) == ("En retard", "En retard")
    ((cut,), (all_of_it,)) = some.points, whole.points
    assert cut.said == all_of_it.said
    assert cut.said.startswith("30 échéances non réalisées")
    assert (len(cut.lines), cut.note, cut.cut) == (8, "et 22 autres", False)
    assert (len(all_of_it.lines), all_of_it.note) == (30, "")


def test_other_documents_are_counted_by_type_and_other_values_are_named(tmp_path: Path) -> None:
    new = {
        **{f"acteurs/a{n}.yaml": f"type: acteur\nnom: Acteur {n}\n" for n in range(3)},
        "rencontres/r.yaml": "type: rencontre\ntitre: Réunion\ndate: 2024\n",
    }
    found = compared(tmp_path, many(2, ""), {**many(2, "nature: nouvelle\nmeteo: soleil\n"), **new})
    assert told(found)["Autres changements"] == [
        "3 acteurs ajoutés", "« Acteur 0 »", "« Acteur 1 »", "« Acteur 2 »",
        "Le reste, dans le détail : 4 autres valeurs modifiées (nature, météo).",
    ]  # fmt: skip


def test_an_orientation_is_named_once(tmp_path: Path) -> None:
    nodes = "type: feuille-de-route\ntitre: Plan\nniveau: regional\norientations:\n{}"
    path = "feuilles-de-route/p.yaml"
    old = nodes.format("  - {id: a, titre: A, orientations: [{id: x, titre: X}]}\n"
                       "  - {id: b, titre: B}\n  - {id: c, titre: C}\n")  # fmt: skip
    new = nodes.format("  - {id: a, titre: A}\n  - {id: b, titre: Bis, orientations: "
                       "[{id: x, titre: X}]}\n  - {id: d, titre: D}\n")  # fmt: skip
    found = compared(tmp_path, {path: old}, {path: new})
    assert told(found)["Actions"] == [
        "1 orientation ajoutée : « D »", "1 orientation retirée : « C »",
        "1 orientation renommée : « B » devient « Bis »",
        "1 orientation déplacée : « X », déplacement de « A » vers « Bis »",
    ]  # fmt: skip
    sections = {one.title: one.points for one in overview(found).sections}
    assert all(point.inner for point in sections["Actions"])


def test_money_planned_in_an_action_that_goes_is_told_with_the_budgets(tmp_path: Path) -> None:
    fiche = "type: fiche-action\ntitre: Bus\nfinancements: [{financeur: etat, exercice: 2025, prevu: 90}]\n"
    lines = told(compared(tmp_path, {"fiches-action/bus.yaml": fiche}, {}))["Argent"]
    assert "Prévu, sans acte signé, pour 2025 : 90 € → 0 € (−90 €, −100 %)" in lines
    assert any(line.startswith("1 budget d'action change : « Bus », 2025 : prévu 90 € → rien") for line in lines)  # fmt: skip


def test_what_is_restricted_is_marked_for_those_who_read_it(tmp_path: Path) -> None:
    fiche = "type: fiche-action\ntitre: {}\navancement: {}\nconfidentialite: {}\n"
    sides = [
        {f"fiches-action/{name}.yaml": fiche.format(name, state, access)
         for name, access in (("bus", "restreint"), ("car", "public"))}
        for state in ("a-venir", "en-cours")
    ]  # fmt: skip
    found = compared(tmp_path, *sides)
    shown = differences.text(found, plain).replace("\u202f", " ")
    assert "~ bus (restreint)\n" in shown
    assert "~ car\n" in shown
    assert "« bus » (restreint)" in shown
    assert "restreint)" not in differences.WRITERS["md"](found, plain)


def test_an_added_document_says_its_main_facts(tmp_path: Path) -> None:
    fiche = (
        "type: fiche-action\ntitre: Bus\navancement: en-cours\npilotes: [ccas]\n"
        "objectifs: [Aller vers]\nconstats: [Trop loin]\n"
    )
    found = compared(tmp_path, {}, {"fiches-action/bus.yaml": fiche})
    facts = {fact.title: fact.values for fact in found.changes[0].facts}
    assert facts == {"Avancement": ("en cours",), "Objectifs": ("Aller vers",), "Pilotes": ("CCAS",)}  # fmt: skip
    for form in ("text", "md", "html"):
        assert "Aller vers" in differences.WRITERS[form](found, plain)


def test_a_file_renamed_without_saying_so_is_hinted_at(tmp_path: Path) -> None:
    words = "Une plateforme réunit les prêts de véhicules, le garage solidaire et le permis."
    fiche = f"type: fiche-action\ntitre: Mobilité\ndescription: {words}\n"
    old = {"fiches-action/mobilite.yaml": fiche, "fiches-action/autre.yaml": "type: fiche-action\ntitre: Tout autre chose\n"}  # fmt: skip
    new = {"fiches-action/se-deplacer.yaml": fiche.replace("Mobilité", "Se déplacer")}
    found = compared(tmp_path, old, new)
    hints = {one.id: one.hint for one in found.changes if one.hint}
    assert list(hints) == ["se-deplacer"]
    assert "remplace: [mobilite]" in hints["se-deplacer"].replace("\u00a0", " ")
    for form in ("text", "md", "html"):
        assert "remplace" in differences.WRITERS[form](found, plain, options=Options(internal=True))
    stated = {"fiches-action/se-deplacer.yaml": fiche + "remplace: [mobilite]\n"}
    assert not any(one.hint for one in compared(tmp_path / "dit", old, stated).changes)


def test_items_that_come_together_make_one_row(tmp_path: Path) -> None:
    fiche = "type: fiche-action\ntitre: Bus\n"
    found = compared(
        tmp_path, {"fiches-action/bus.yaml": fiche},
        {"fiches-action/bus.yaml": fiche + "partenaires: [ccas, etat]\n"},
    )  # fmt: skip
    assert len(found.changes) == 2
    (row,) = outline(found)[0].sheets[0].groups[0].rows
    assert (
        row.statement.replace("\u202f", " ") == "Partenaires\u00a0: ajout de « CCAS » et « État »"
    )
    assert row.tone == GOOD


def test_what_is_said_of_one_item_stands_under_its_name(tmp_path: Path) -> None:
    fiche = (
        "type: fiche-action\ntitre: Bus\ndispositions:\n"
        "  - {{id: a, description: Acheter, avancement: {0}, echeance: {1}}}\n"
        "  - {{id: b, description: Former, avancement: {0}}}\n"
    )
    found = compared(
        tmp_path, {"fiches-action/bus.yaml": fiche.format("a-venir", 2024)},
        {"fiches-action/bus.yaml": fiche.format("en-cours", 2025)},
    )  # fmt: skip
    first, second = outline(found)[0].sheets[0].groups
    assert first.subject.replace("\u202f", " ") == "Disposition « Acheter »"
    assert len(first.rows) == 2
    assert {row.tone for row in first.rows} == {PLAIN}
    assert (second.subject, len(second.rows)) == ("", 1)
    assert second.rows[0].statement.startswith("Disposition «")


def test_a_sentence_can_be_read_alone(tmp_path: Path) -> None:
    old = money("financeur: etat, exercice: 2025, engage: 80")
    new = money("financeur: etat, exercice: 2025, engage: 90")
    (change,) = compared(tmp_path, old, new).changes
    assert change.sentence.replace("\u202f", " ").replace("\u00a0", " ") == (
        "Appui – Action « Bus » › État, 2025 : engagé 80 € → 90 € (+10 €, +12,5 %)"
    )


@pytest.mark.parametrize("full", [False, True])
def test_long_texts_are_cut_at_a_word_unless_all_is_asked(tmp_path: Path, full: bool) -> None:
    text = " ".join(f"mot{n}" for n in range(200))
    found = compared(tmp_path, {}, {"fiches-action/bus.yaml": f"type: fiche-action\ntitre: Bus\ndescription: {text}\n"})  # fmt: skip
    written = " ".join(differences.text(found, plain, 80, Options(full=full)).split())
    assert ("mot199" in written) is full
    assert ("--full" in written) is not full
    shown = written.partition("mot0 ")[2].partition("En bref")[0]
    last = shown.rpartition("…")[0].split()[-1] if not full else "mot199"
    assert last in text.split()


def test_places_are_told_where_they_are_asked_for(tmp_path: Path) -> None:
    old, new = money("financeur: etat, exercice: 2025, engage: 80"), money("financeur: etat, exercice: 2025, engage: 90")  # fmt: skip
    found = compared(tmp_path, old, new)
    assert "conventions/appui.yaml" not in differences.text(found, plain)
    shown = differences.text(found, plain, 80, Options(places=True))
    assert "conventions/appui.yaml:8" in shown
    assert "actions[bus].financements[etat+2025].engage" in shown
    for form in ("md", "html"):
        written = differences.WRITERS[form](found, plain)
        assert "<details" in written
        assert "actions[bus].financements[etat+2025].engage" in written


@pytest.mark.parametrize(("old", "new"), [("2023", "2024"), ("2024", "2025")])
def test_totals_are_those_of_the_rollup_of_the_whole_plan(
    demonstration: Path, old: str, new: str
) -> None:
    workspace = open_workspace(demonstration)
    moments = [workspace.snapshot(name) for name in (old, new)]
    found = json.loads(differences.WRITERS["json"](between(*moments), plain))["summary"]
    wholes = [rollup.compute(load_corpus(moment)) for moment in moments]
    for side, whole in zip(("old", "new"), wholes, strict=True):
        cells = {(one.indicateur, one.kind, one.periode): one
                 for one in whole.cells if one.row.id == whole.scope}  # fmt: skip
        for total in found["rollups"]:
            cell = cells.get((total["indicateur"], total["kind"], total["periode"]))
            if total[side]:
                assert cell is not None
                assert total[side]["value"] == as_json.number(cell.value)
                assert total[side]["coverage"]["reporting"] == cell.coverage.reporting
        for budget in found["budgets"]:
            key = budget["exercice"], budget["unite"], budget["kind"]
            sums = [one.amount.valeur for one in whole.money if one.row is None and one.amount
                    and (one.exercice, one.unite, one.kind) == key]  # fmt: skip
            assert (budget[side] or {"value": 0})["value"] == sum(sums)


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo") / "demo"
    demo.build(folder)
    return folder
