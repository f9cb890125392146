"""`rollup --why` tells where a number comes from; several axes cross."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feuille import money_why, rollup, rollup_cross, rollup_why
from feuille.diagnostics import CannotProceedError
from feuille.rollup import indicators, words
from tests.conftest import feuille
from tests.rollup_helpers import (
    GRENOBLE,
    REGION,
    block,
    by_place,
    cell,
    convention,
    corpus,
    done,
    fiche,
    here,
    indicator,
    plan,
    progress,
    quick,
)  # fmt: skip

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from feuille.rollup_why import Branch

    Write = Callable[[dict[str, str]], Path]

RATE = {"nature": "taux", "unite": "pourcent"}


def _why(files: dict[str, Any], row: str = REGION, **asked: Any) -> Branch:
    """Explain what was done in 2019 on a row."""
    held = corpus(files)
    found = rollup.compute(held, **asked)
    one = cell(found, row)
    return rollup_why.cell(held, indicators.read(held, "ind"), one, one.row.name, found.ignored)


def _said(branch: Branch) -> str:
    return "\n".join(one.text for _depth, one in rollup_why.tell(branch)).replace("\u202f", " ")


def _part(n: int, d: int) -> dict[str, Any]:
    return {"numerateur": n, "denominateur": d}


def test_a_rate_is_told_with_its_fraction_and_its_parts() -> None:
    files = by_place(
        {"dep-01": _part(1, 2), "dep-03": _part(1, 6)}, **RATE, attendus=["dep-01", "dep-03"]
    )
    branch = _why(files)
    assert "25 % = 2 / 8, 2 départements sur 2" in _said(branch)
    assert [one.text.replace("\u202f", " ") for one in branch.branches] == [
        "Ain, 2019 : 50 % = 1 / 2",
        "Allier, 2019 : 16,67 % = 1 / 6",
    ]
    assert [one.source.document.path for one in branch.branches if one.source] == [
        "fiches-territoire/t-dep-01.yaml",
        "fiches-territoire/t-dep-03.yaml",
    ]


def test_the_missing_the_refused_and_the_spared_are_told_apart() -> None:
    branch = _why(
        by_place(
            {
                "dep-01": _part(1, 2),
                "dep-03": {"valeur": 60},
                "dep-07": {"manque": "non-disponible", "motif": "Bilan perdu"},
                "dep-15": {"manque": "sans-objet"},
            },
            **RATE,
            attendus=["dep-01", "dep-03", "dep-07", "dep-15"],
        )
    )
    text = _said(branch)
    assert "50 % = 1 / 2, 1 département sur 3" in text
    assert "Allier, 2019 : 60 %, non compté" in text
    assert "manque Allier" not in text
    assert "manque Ardèche, 2019 : non disponible – Bilan perdu" in text
    assert "non attendu Cantal" in text


def test_actions_of_one_place_are_told_apart() -> None:
    files = by_place({}, comptage="action")
    for name, one in (("f", done(5, territoire="dep-01")), ("g", block(territoire="dep-01"))):
        files[f"fiches-action/{name}.yaml"] = fiche(titre=name.upper(), territoires=["dep-01"], indicateurs=[one])  # fmt: skip
    branch = _why(files)
    assert [one.text for one in branch.branches] == [
        "Ain, F, 2019 : 5",
        "manque G (Ain), 2019 : non renseigné",
    ]


def test_those_who_say_the_same_are_named_together() -> None:
    branch = _why(by_place({"dep-01": 1}, attendus=["dep-01", "dep-03", "dep-07"]))
    assert branch.branches[1].text == "manquent Allier et Ardèche, 2019 : non renseigné"


def test_a_metropole_inside_its_departement_is_told_as_counted() -> None:
    branch = _why(by_place({"dep-38": 10, GRENOBLE: 4}, mailles=["departement", "metropole"]))
    aside = next(one for one in branch.branches if one.text.startswith("dont"))
    assert "4, déjà compté" in aside.text
    assert aside.source is not None
    assert aside.source.document.id == f"t-{GRENOBLE}"


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"dep-01": 2, "dep-03": 0}, "2 = 2 + 0"),
        ({f"dep-0{n}": n for n in (1, 3, 7)}, "11 = 1 + 3 + 7"),
        (dict.fromkeys(("dep-01", "dep-03", "dep-07", "dep-15", "dep-26", "dep-38", "dep-42"), 1), "7 = somme de 7 valeurs"),
    ],
)  # fmt: skip
def test_a_sum_is_told_term_by_term_while_it_can_be_read(values: dict[str, int], said: str) -> None:
    assert said in _said(_why(by_place(values)))


def test_a_mean_is_told_with_its_weights() -> None:
    files = by_place(
        {"dep-01": {"valeur": 10, "poids": 1}, "dep-03": {"valeur": 20, "poids": 3}},
        nature="moyenne",
    )
    assert "17,5 = Σ valeur × poids / Σ poids = 70 / 4" in _said(_why(files))


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(50, 99)), min_size=2, max_size=6))
def test_no_formula_is_told_that_does_not_give_the_value(parts: list[tuple[int, int]]) -> None:
    codes = ("dep-01", "dep-03", "dep-07", "dep-15", "dep-26", "dep-38")
    files = by_place({code: _part(*part) for code, part in zip(codes, parts, strict=False)}, **RATE)
    held = quick(files)
    one = cell(rollup.compute(held))
    told = rollup_why.cell(held, indicators.read(held, "ind"), one, "x").text
    top, bottom = told.split(" = ")[1].split(",")[0].split(" / ")
    whole = [Fraction(part.replace("\u202f", "")) for part in (top, bottom)]
    assert 100 * whole[0] / whole[1] == one.value


def _steps(sens: str, start: int, now: int, goal: int) -> str:
    rows = {"references": start, "realises": now, "cibles": goal}
    years = {"references": 2018, "realises": 2019, "cibles": 2020}
    blocks = {key: [{"periode": years[key], "valeur": value}] for key, value in rows.items()}
    held = corpus({
        "indicateurs/ind.yaml": indicator(nature="stock", sens=sens),
        "fiches-territoire/t.yaml": here("dep-01", block(**blocks)),
    })  # fmt: skip
    found = progress(rollup.compute(held), "dep-01").final
    branch = rollup_why.rate(held, indicators.read(held, "ind"), found, "Ain", final=True)
    assert [one.text for one in branch.branches] == [
        f"Ain, départ 2018 : {start}",
        f"Ain, réalisé 2019 : {now}",
        f"Ain, cible 2020 : {goal}",
    ]
    return branch.text.replace("\u202f", " ")


def test_a_taux_d_avancement_is_told_with_vi_va_vc() -> None:
    assert _steps("hausse", 10, 15, 20).endswith(
        "50 % = 100 × (réalisé 15 − départ 10) / (cible 20 − départ 10)"
    )
    assert _steps("baisse", 20, 15, 10).endswith(
        "50 % = 100 × (départ 20 − réalisé 15) / (départ 20 − cible 10)"
    )
    assert _steps("hausse", 10, 30, 20).endswith("= 200 %, borné")
    assert "déjà à la cible" in _steps("hausse", 30, 30, 20)


def _funded(**keys: Any) -> dict[str, Any]:
    lines = [
        {"financeur": "etat", "exercice": 2019, "engage": 100},
        {"financeur": "etat", "exercice": 2019, "acte": "a1", "engage": 80},
        {"financeur": "etat", "exercice": 2019, "fonds": "fapi", "engage": 5},
    ]
    return {
        "fiches-action/f.yaml": fiche(titre="Aller vers"),
        "conventions/c.yaml": convention(
            {"fiche": "f", "financements": lines},
            avenants=[{"id": "a1", "date": "2019-10-05"}],
            montants_imprimes=[{"financeur": "etat", "exercice": 2019, "fonds": "fapi", "engage": 6}],
            **keys,
        ),
    }  # fmt: skip


def test_money_is_told_with_the_act_that_replaced_a_line() -> None:
    held = corpus(_funded())
    one = rollup.compute(held).money[0]
    branch = money_why.amount(held, one)
    text = _said(branch).replace("\u00a0", " ")
    assert "85 € = 2 lignes" in text
    assert "Aller vers, a1 du 5 octobre 2019 : 80 €\nremplace 100 € (convention initiale)" in text
    assert "publié 6 €, recalculé 5 €, écart 1 €" in text


def test_an_act_not_yet_signed_replaces_nothing() -> None:
    from datetime import date

    held = corpus(_funded())
    one = rollup.compute(held, as_of=date(2019, 10, 1)).money[0]
    assert "remplace" not in _said(money_why.amount(held, one))


def _write(repo: Write, files: dict[str, Any]) -> str:
    texts = {name: json.dumps(body, ensure_ascii=False, indent=1) for name, body in files.items()}
    texts["feuille.yaml"] = "format: 1\ntitre: Essai\nterritoire: reg-84\n"
    return str(repo(texts))


def test_the_command_names_file_and_line_within_80_columns(
    repo: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    folder = _write(repo, by_place({"dep-01": 3, "dep-03": 4}))
    run = feuille("-C", folder, "rollup", "ind", "--why")
    assert run.code == 0
    assert "fiches-territoire/t-dep-01.yaml:11" in run.out
    assert max(map(len, run.out.splitlines())) <= 80


def test_too_many_numbers_are_counted_and_a_way_is_shown(repo: Write) -> None:
    files = by_place({"dep-01": 1})
    for number in range(50):
        files[f"indicateurs/i{number}.yaml"] = indicator()
    row = [{"periode": 2019, "valeur": 1}]
    blocks = [block(f"i{n}", realises=row) for n in range(50)]
    files["fiches-territoire/t-dep-03.yaml"] = here("dep-03", *blocks)
    run = feuille("-C", _write(repo, files), "rollup", "--why")
    assert (run.code, run.out) == (2, "")
    assert "102" in run.err
    assert "--territoire dep-" in run.err
    assert "rollup i0 --why" in run.err


def test_why_is_for_people(repo: Write) -> None:
    run = feuille(
        "-C", _write(repo, by_place({"dep-01": 1})), "rollup", "--why", "--format", "json"
    )
    assert (run.code, run.out) == (2, "")


def test_montants_asks_for_money_alone(repo: Write) -> None:
    folder = _write(repo, {**by_place({"dep-01": 3}), **_funded()})
    run = feuille("-C", folder, "rollup", "montants", "--why")
    assert run.code == 0
    assert "Ain" not in run.out
    assert "85\u00a0€ = 2 lignes" in run.out


def _crossable() -> dict[str, Any]:
    tree = [{"id": "o", "titre": "O"}, {"id": "p", "titre": "P"}]
    files: dict[str, Any] = {
        "feuilles-de-route/plan.yaml": plan(orientations=tree),
        "indicateurs/ind.yaml": indicator(comptage="action"),
    }
    for name, orientation, value in (("f", "o", 3), ("g", "p", 5)):
        rows = [{"periode": 2019, "valeur": value}, {"periode": 2020, "valeur": value + 1}]
        files[f"fiches-action/{name}.yaml"] = fiche(
            orientations=[f"plan#{orientation}"],
            territoires=["dep-01", "dep-03"],
            indicateurs=[
                block(territoire="dep-01", realises=rows),
                block(territoire="dep-03", realises=[{"periode": 2019, "valeur": 10 * value}]),
            ],
            financements=[{"financeur": "etat", "exercice": 2019, "engage": value}],
        )
    return files


def _values(by: str) -> dict[tuple[str, ...], Fraction | None]:
    found = rollup_cross.compute(corpus(_crossable()), by)
    return {
        tuple(row.id for row in rows): one.value
        for rows, one in found.cells
        if one.kind == "realise" and one.periode == "2019"
    }


def test_axes_cross_and_a_partition_adds_up() -> None:
    values = _values("orientation,territoire")
    assert values["plan#o", "dep-01"] == 3
    assert values["plan#p", "dep-03"] == 50
    assert values["plan", REGION] == 88
    assert values["plan", REGION] == sum(
        values[node, place] or 0 for node in ("plan#o", "plan#p") for place in ("dep-01", "dep-03")
    )


def test_the_order_of_axes_is_that_of_their_rows() -> None:
    one, other = _values("orientation,territoire"), _values("territoire,orientation")
    assert {tuple(reversed(key)): value for key, value in one.items()} == other


def test_two_axes_of_fiches_keep_what_both_gather() -> None:
    found = rollup_cross.compute(corpus(_crossable()), "orientation,fiche")
    pairs = {tuple(row.id for row in rows) for rows, _cell in found.cells}
    assert ("plan#o", "f") in pairs
    assert ("plan#o", "g") not in pairs
    money = {
        tuple(row.id for row in rows): one.amount.valeur for rows, one in found.money if one.amount
    }
    assert money["plan#p", "g"] == 5
    assert money[()] == 8


def test_crossed_rows_keep_the_narrower_place() -> None:
    files = _crossable()
    files["indicateurs/ind.yaml"] = indicator(attendus=["dep-01", "dep-03"])
    files["fiches-action/f.yaml"]["territoires"] = ["reg-84"]
    del files["fiches-action/g.yaml"]
    files["conventions/c.yaml"] = convention({"fiche": "f"}, territoires=["dep-03"])
    for by in ("orientation,convention", "convention,orientation"):
        found = rollup_cross.compute(corpus(files), by)
        values = {frozenset(row.id for row in rows): one.value for rows, one in found.cells if one.kind == "realise" and one.periode == "2019"}  # fmt: skip
        assert values[frozenset({"plan#o", "c"})] == 30


def test_names_cut_alike_keep_what_tells_them_apart() -> None:
    names = ["Contrat local des solidarités du Finistère 2024-2027", "Contrat local des solidarités du Morbihan 2024-2027", "Autre"]  # fmt: skip
    assert [words.distinct(names, 24)[name] for name in names] == ["…Finistère 2024-2027", "…Morbihan 2024-2027", "Autre"]  # fmt: skip
    assert words.distinct(["Un", "Deux"]) == {"Un": "Un", "Deux": "Deux"}


def test_a_period_is_an_axis_of_its_own_number(repo: Write) -> None:
    folder = _write(repo, _crossable())
    run = feuille("-C", folder, "rollup", "--by", "territoire,periode", "--format", "json")
    data = json.loads(run.out)
    assert data["by"] == "territoire,periode"
    found = {
        tuple((row["by"], row["id"]) for row in one["rows"]): one["value"] for one in data["cells"]
    }
    assert found[("territoire", "dep-01"), ("periode", "2020")] == 10
    assert found[("territoire", "dep-03"), ("periode", "2019")] == 80
    table = feuille("-C", folder, "rollup", "--by", "territoire,periode")
    assert table.code == 0
    assert "2020" in table.out


@pytest.mark.parametrize("by", ["territoire,territoire", "territoire,zone", "zone,periode"])
def test_an_axis_twice_or_unknown_is_refused(by: str) -> None:
    with pytest.raises(CannotProceedError):
        rollup_cross.compute(corpus(_crossable()), by)
