"""The outline of a comparison: the plan, its actions by orientation, then the rest."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003

from feuille.diff import compare
from feuille.report.outline import Chapter, outline
from tests.conftest import load, write_files

PLAN = "type: feuille-de-route\ntitre: {}\nniveau: regional\norientations:\n{}\n"
NODES = (
    "  - {id: a, numero: '1', titre: Aller vers, orientations: [{id: a1, titre: Près}]}\n"
    "  - {id: b, numero: '2', titre: Loger}"
)
FICHE = "type: fiche-action\ntitre: {}\n"
ACTOR = {"acteurs/un.yaml": "type: acteur\nnom: Un\n"}


def fiche(name: str, *served: str, of: str = "plan") -> dict[str, str]:
    nodes = f"orientations: [{', '.join(f'{of}#{one}' for one in served)}]\n" if served else ""
    return {f"fiches-action/{name}.yaml": FICHE.format(name.capitalize()) + nodes}


def plan(nodes: str = NODES, name: str = "plan", title: str = "Plan") -> dict[str, str]:
    return {f"feuilles-de-route/{name}.yaml": PLAN.format(title, nodes)}


def chapters(tmp_path: Path, old: dict[str, str], new: dict[str, str]) -> list[Chapter]:
    sides = (load(write_files(tmp_path / name, files)) for name, files in
             (("avant", old), ("apres", new)))  # fmt: skip
    return outline(compare(*sides))


def told(found: list[Chapter]) -> dict[str, list[str]]:
    return {one.title: [sheet.id for sheet in one.sheets] for one in found}


def test_actions_stand_under_their_first_orientation_in_the_order_of_the_plan(
    tmp_path: Path,
) -> None:
    fiches = {**fiche("loger", "b"), **fiche("pres", "a1", "b"), **fiche("seule")}
    found = chapters(tmp_path, plan(), {**plan(NODES + "\ncontexte: Dit"), **fiches, **ACTOR})
    assert list(told(found).items()) == [
        ("Feuilles de route", ["plan"]),
        ("Fiches action – 1. Aller vers", ["pres"]),
        ("Fiches action – 2. Loger", ["loger"]),
        ("Fiches action sans orientation", ["seule"]),
        ("Acteurs", ["un"]),
    ]
    assert len({one.key for one in found}) == len(found)


def test_without_orientations_actions_stand_together(tmp_path: Path) -> None:
    found = chapters(tmp_path, plan(), {**plan(), **fiche("une"), **fiche("deux")})
    assert told(found) == {"Fiches action": ["deux", "une"]}


def test_an_action_that_is_gone_stands_where_its_orientation_is_now(tmp_path: Path) -> None:
    swapped = "\n".join(NODES.split("\n")[::-1]).replace("'1', titre: Aller", "'2', titre: Venir")
    found = chapters(tmp_path, {**plan(), **fiche("partie", "a1")}, {**plan(swapped)})
    (chapter,) = [one for one in found if one.type == "fiche-action"]
    assert chapter.title == "Fiches action – 2. Venir vers"
    assert chapter.branch
    assert (chapter.branch.now, chapter.branch.at) == (True, ("orientations", 1))


def test_an_orientation_that_is_gone_is_named_as_it_was_after_the_others(tmp_path: Path) -> None:
    left = NODES.partition("\n")[2]
    old = {**plan(), **fiche("partie", "a1")}
    found = chapters(tmp_path, old, {**plan(left), **fiche("loger", "b")})
    titles = [one.title for one in found if one.type == "fiche-action"]
    assert titles == ["Fiches action – 2. Loger", "Fiches action – 1. Aller vers"]
    assert [one.branch.now for one in found if one.branch] == [True, False]


def test_orientations_of_several_plans_are_told_apart(tmp_path: Path) -> None:
    plans = {
        "feuille.yaml": "format: 1\ntitre: Essai\nfeuille_de_route: plan\n",
        **plan(), **plan(name="autre", title="Autre plan"),
    }  # fmt: skip
    fiches = {**fiche("la", "a", of="autre"), **fiche("ici", "b")}
    assert told(chapters(tmp_path, plans, {**plans, **fiches})) == {
        "Fiches action – 2. Loger (Plan)": ["ici"],
        "Fiches action – 1. Aller vers (Autre plan)": ["la"],
    }


def test_odd_orientations_are_no_reason_to_fail(tmp_path: Path) -> None:
    odd = "  - {id: a, numero: 3}\n  - {id: b, titre: [x]}\n  - texte"
    fiches = {**fiche("une", "a"), **fiche("deux", "b"), **fiche("trois", "perdue")}
    found = chapters(tmp_path, plan(odd), {**plan(odd), **fiches})
    assert [sheet.id for one in found for sheet in one.sheets] == ["une", "deux", "trois"]
