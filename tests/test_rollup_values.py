from __future__ import annotations

import json
from fractions import Fraction

import pytest

from feuille import rollup
from feuille.rollup.as_json import as_json
from tests.rollup_helpers import (
    ALL,
    GRENOBLE,
    LYON,
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
    missing,
    quick,
    rolled,
)  # fmt: skip


def test_a_flux_adds_up_and_names_the_silent() -> None:
    found = cell(rolled(by_place({"dep-01": 10, "dep-42": 5})))
    assert (found.value, found.status) == (15, "partiel")
    assert (found.coverage.reporting, found.coverage.expected) == (2, 12)
    assert missing(found) == {
        code: "non-renseigne" for code in ALL if code not in {"dep-01", "dep-42"}
    }


def test_every_departement_makes_a_complete_cell() -> None:
    found = cell(rolled(by_place(dict.fromkeys(ALL, 2))))
    assert (found.value, found.status, found.coverage.missing) == (24, "complet", ())


def test_zero_is_a_value_and_missing_is_not_zero() -> None:
    zero = rolled(by_place({"dep-01": 0}, attendus=["dep-01", "dep-42"]))
    assert (cell(zero, "dep-01").value, cell(zero, "dep-01").status) == (0, "complet")
    assert (cell(zero, "dep-42").value, cell(zero, "dep-42").status) == (None, "absent")
    assert (cell(zero).value, cell(zero).coverage.reporting) == (0, 1)


def test_three_kinds_of_missing() -> None:
    files = by_place(
        {
            "dep-01": 7,
            "dep-03": {"manque": "non-disponible", "motif": "Logiciel"},
            "dep-07": {"manque": "sans-objet"},
        },
        attendus=["dep-01", "dep-03", "dep-07", "dep-15"],
    )
    found = cell(rolled(files))
    assert missing(found) == {"dep-03": "non-disponible", "dep-15": "non-renseigne"}
    assert found.coverage.missing[0].motif == "Logiciel"
    assert found.coverage.expected == 3
    assert [one.territoire for one in found.spared] == ["dep-07"]
    assert cell(rolled(files), "dep-07").reason == "sans-objet"


def test_a_whole_block_can_be_sans_objet() -> None:
    files = by_place({"dep-01": 7}, attendus=["dep-01", "dep-03"])
    files["fiches-territoire/t.yaml"] = here(
        "dep-03", block(manque="sans-objet", motif="Hors champ")
    )
    assert cell(rolled(files)).status == "complet"


def test_a_rate_is_the_sum_of_numerators_over_the_sum_of_denominators() -> None:
    files = by_place(
        {"dep-01": {"numerateur": 1, "denominateur": 2}, "dep-03": {"numerateur": 1, "denominateur": 10}},
        nature="taux", unite="pourcent", attendus=["dep-01", "dep-03"],
    )  # fmt: skip
    found = rolled(files)
    assert cell(found, "dep-01").value == 50
    assert cell(found).value == Fraction(200, 12)  # the mean of 50 and 10 would be 30


def test_a_rate_in_another_unit_is_the_plain_quotient() -> None:
    value = {"dep-01": {"numerateur": 3, "denominateur": 4}}
    assert cell(
        rolled(by_place(value, nature="taux", unite="places par agent")), "dep-01"
    ).value == Fraction(3, 4)
    assert cell(rolled(by_place(value, nature="taux", unite="pour mille")), "dep-01").value == 750


def test_a_bare_percentage_is_shown_alone_and_missing_from_totals() -> None:
    files = by_place(
        {"dep-01": 50, "dep-03": {"numerateur": 1, "denominateur": 10}},
        nature="taux", unite="pourcent", attendus=["dep-01", "dep-03"],
    )  # fmt: skip
    found = rolled(files)
    assert (cell(found, "dep-01").value, cell(found, "dep-01").status) == (50, "complet")
    assert (cell(found).value, missing(cell(found))) == (10, {"dep-01": "sans-numerateur"})


def test_bare_percentages_only_are_not_added_and_the_reason_is_said() -> None:
    files = by_place({"dep-01": 50, "dep-03": 60}, nature="taux", unite="pourcent")
    found = cell(rolled(files))
    assert (found.value, found.status, found.reason) == (None, "non-agregeable", "sans-numerateur")


def test_a_mean_is_weighted() -> None:
    files = by_place(
        {"dep-01": {"valeur": 10, "poids": 1}, "dep-03": {"valeur": 20, "poids": 3}, "dep-07": 99},
        nature="moyenne", unite="jours", attendus=["dep-01", "dep-03", "dep-07"],
    )  # fmt: skip
    found = cell(rolled(files))
    assert (found.value, missing(found)) == (Fraction(35, 2), {"dep-07": "sans-poids"})


def test_means_that_weigh_nothing_have_no_mean() -> None:
    weights = {code: {"valeur": 10, "poids": 0} for code in ("dep-01", "dep-03")}
    found = cell(rolled(by_place(weights, nature="moyenne", unite="jours")))
    assert (found.status, found.reason) == ("non-agregeable", "poids-nuls")


def test_texts_are_listed_and_never_added() -> None:
    files = by_place({"dep-01": {"texte": "Bien"}, "dep-03": {"texte": "Mal"}}, nature="qualitatif")
    found = rolled(files)
    assert (cell(found).value, cell(found).status) == (None, "non-agregeable")
    assert cell(found).textes == (("dep-01", "Bien"), ("dep-03", "Mal"))
    assert (cell(found, "dep-01").status, cell(found, "dep-01").value) == ("complet", None)


def test_rules_can_be_overridden() -> None:
    values = {"dep-01": {"valeur": 10, "poids": 1}, "dep-03": {"valeur": 20, "poids": 1}}
    one = cell(rolled(by_place(values, agregation={"territoires": "moyenne-ponderee"})))
    other = cell(rolled(by_place(values, agregation={"territoires": "aucune"})))
    assert one.value == 15
    assert (other.value, other.status, other.reason) == (None, "non-agregeable", "sans-agregation")


@pytest.mark.parametrize(
    ("policy", "value", "reason"),
    [
        ({"manquants": "ignorer"}, 10, ""),
        ({"manquants": "exiger"}, None, "exige"),
        ({"manquants": "seuil", "seuil": 50}, 10, ""),
        ({"manquants": "seuil", "seuil": 51}, None, "sous-le-seuil"),
    ],
)
def test_a_partial_cell_shows_a_value_as_the_indicator_decides(
    policy: dict[str, object], value: int | None, reason: str
) -> None:
    found = cell(rolled(by_place({"dep-01": 10}, attendus=["dep-01", "dep-03"], **policy)))
    assert (found.value, found.status, found.reason) == (value, "partiel", reason)


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ({"numerateur": 1, "denominateur": 0}, "denominateur-nul"),
        ({"numerateur": 1, "denominateur": -2}, "denominateur-negatif"),
        ({"numerateur": -1, "denominateur": 2}, "numerateur-negatif"),
        ({"numerateur": 5, "denominateur": 2}, "hors-bornes"),
        ({"numerateur": 5}, "taux-incomplet"),
        ({"valeur": 101}, "hors-bornes"),
    ],
)
def test_bad_numbers_have_a_status_and_a_reason(value: dict[str, object], reason: str) -> None:
    files = by_place({"dep-01": value, "dep-03": {"numerateur": 1, "denominateur": 2}},
                     nature="taux", unite="pourcent", maximum=100, attendus=["dep-01", "dep-03"])  # fmt: skip
    found = rolled(files)
    assert (cell(found, "dep-01").value, cell(found, "dep-01").status) == (None, "non-agregeable")
    assert cell(found, "dep-01").reason == reason
    assert (cell(found).value, missing(cell(found))) == (50, {"dep-01": reason})


@pytest.mark.parametrize("value", [10**400, 1e300, float("inf"), float("nan"), -(10**20)])
def test_absurd_numbers_never_reach_a_total(value: float) -> None:
    found = rollup.compute(quick(by_place({"dep-01": value, "dep-03": 2})))
    assert (cell(found).value, cell(found, "dep-01").value) == (2, None)


def test_a_negative_weight_is_refused() -> None:
    found = rolled(by_place({"dep-01": {"valeur": 1, "poids": -1}}, nature="moyenne"))
    assert cell(found, "dep-01").reason == "poids-negatif"


def test_odd_shapes_do_not_crash_and_are_refused() -> None:
    files = by_place({"dep-01": {"valeur": "beaucoup"}, "dep-03": {"valeur": True}, "dep-07": 4})
    files["indicateurs/ind.yaml"] |= {
        "mailles": "departement",
        "seuil": "x",
        "ruptures": [3, {}],
        "attendus": [7],
    }
    files["fiches-territoire/odd.yaml"] = {"type": "fiche-territoire", "territoire": 3, "indicateurs": [
        block(realises="non"), block(realises=[3, {"valeur": 1}]), {"indicateur": 5, "realises": []}, "x",
    ]}  # fmt: skip
    found = rolled(files)
    assert cell(found, "dep-01").reason == "sans-definition"
    assert cell(found, "dep-07").value == 4


def test_the_same_value_twice_counts_once_and_two_answers_count_as_none() -> None:
    files = by_place({"dep-01": 5, "dep-03": 6}, attendus=["dep-01", "dep-03"])
    files["fiches-territoire/a-again.yaml"] = here("dep-01", done(5))
    assert cell(rolled(files)).value == 11
    files["fiches-territoire/a-again.yaml"] = here("dep-01", done(8))
    found = cell(rolled(files))
    assert (found.value, missing(found)) == (6, {"dep-01": "contradictoire"})
    assert (
        found.coverage.missing[0].motif
        == "fiches-territoire/a-again.yaml, fiches-territoire/t-dep-01.yaml"
    )


def test_without_a_definition_values_are_shown_and_not_added() -> None:
    files = by_place({"dep-01": 5, "dep-03": 6})
    del files["indicateurs/ind.yaml"]
    found = rolled(files)
    assert (cell(found, "dep-01").value, cell(found, "dep-01").status) == (5, "non-agregeable")
    assert (cell(found).value, cell(found).reason) == (None, "sans-definition")


def test_without_mailles_nobody_is_known_to_be_silent() -> None:
    files = by_place({"dep-01": 5, "dep-03": 6, "reg-84": 20}, mailles=None)
    del files["indicateurs/ind.yaml"]["mailles"]
    found = rolled(files)
    whole = cell(found)
    assert (whole.value, whole.status, whole.coverage.share) == (11, "partiel", "2/?")
    assert (cell(found, "dep-01").status, cell(found, "dep-01").coverage.share) == (
        "complet",
        "1/1",
    )
    (seen,) = [
        one
        for one in json.loads(as_json(found, corpus(files)))["cells"]
        if one["rows"][0]["id"] == "reg-84"
    ]
    assert (seen["coverage"]["reporting"], seen["coverage"]["expected"]) == (2, None)


def test_without_mailles_a_total_typed_for_the_whole_is_whole() -> None:
    files = by_place({"reg-84": 20}, mailles=None)
    del files["indicateurs/ind.yaml"]["mailles"]
    whole = cell(rolled(files))
    assert (whole.value, whole.status, whole.coverage.share) == (20, "complet", "1/1")


@pytest.mark.parametrize("policy", ["exiger", "seuil"])
def test_without_mailles_nobody_can_be_required(policy: str) -> None:
    files = by_place({"dep-01": 5}, manquants=policy, seuil=1)
    del files["indicateurs/ind.yaml"]["mailles"]
    whole = cell(rolled(files))
    assert (whole.value, whole.status, whole.reason) == (None, "partiel", "attendus-inconnus")


def test_without_mailles_an_action_is_expected_where_it_takes_place() -> None:
    files = by_place({"dep-01": 5}, comptage="action")
    del files["indicateurs/ind.yaml"]["mailles"]
    block = files.pop("fiches-territoire/t-dep-01.yaml")["indicateurs"][0] | {
        "territoire": "dep-01"
    }
    files["fiches-action/f.yaml"] = fiche(territoires=["dep-01", "dep-03"], indicateurs=[block])
    whole = cell(rolled(files))
    assert (whole.value, whole.status, whole.coverage.share) == (5, "partiel", "1/2")
    files["fiches-action/f.yaml"]["territoires"] = ["dep-01"]
    assert cell(rolled(files)).status == "complet"
    files["fiches-action/f.yaml"]["territoires"] = ["reg-84"]
    assert cell(rolled(files)).coverage.share == "1/?"


def test_an_indicator_without_any_value_is_absent_and_says_whom_it_waits_for() -> None:
    found = cell(rolled(by_place({})), periode="")
    assert (found.status, found.coverage.expected) == ("absent", 12)


def test_rows_go_up_to_france_where_no_territory_is_set() -> None:
    found = rolled(by_place({"dep-01": 1, "dep-75": 2}), territoire="")
    assert [cell(found, row).value for row in ("fr", "reg-84", "reg-11", "dep-75")] == [3, 1, 2, 2]
    assert cell(found, "fr").coverage.expected == 101


# Métropoles and other places inside a département


def test_a_metropole_inside_a_reporting_departement_is_shown_and_not_added() -> None:
    values = {"dep-38": 100, GRENOBLE: 40}
    for definition in ({"mailles": ["departement"]}, {"mailles": ["departement", "metropole"]}):
        found = rolled(by_place(values, attendus=["dep-38", GRENOBLE], **definition))
        assert (cell(found).value, cell(found).coverage.expected) == (100, 1)
        assert [(one.why, one.territoire, one.value) for one in cell(found, "dep-38").asides] == [
            ("dont", GRENOBLE, 40)
        ]
        assert cell(found, GRENOBLE).value == 40


def test_with_hors_both_are_expected_and_the_departement_is_their_sum() -> None:
    files = by_place({GRENOBLE: 40}, attendus=["dep-38"])
    files["fiches-territoire/t.yaml"] = here("dep-38", done(100, hors=[GRENOBLE]))
    found = rolled(files)
    assert (cell(found, "dep-38").value, cell(found).value) == (140, 140)
    assert (cell(found).coverage.reporting, cell(found).coverage.expected) == (2, 2)
    del files[f"fiches-territoire/t-{GRENOBLE}.yaml"]
    found = cell(rolled(files), "dep-38")
    assert (found.value, found.status, missing(found)) == (
        100,
        "partiel",
        {GRENOBLE: "non-renseigne"},
    )


def test_a_metropole_of_a_silent_departement_is_added_and_the_departement_missing() -> None:
    found = cell(rolled(by_place({GRENOBLE: 40}, mailles=["departement", "metropole"])), "dep-38")
    assert (found.value, found.status, missing(found)) == (
        40,
        "partiel",
        {"dep-38": "non-renseigne"},
    )


def test_the_two_collectivites_of_the_rhone_report_in_its_stead() -> None:
    found = cell(rolled(by_place({"ctd-69d": 3, LYON: 4})), "dep-69")
    assert (found.value, found.status, found.coverage.expected) == (7, "complet", 2)


def test_a_value_below_the_mailles_is_said_and_not_counted() -> None:
    found = cell(rolled(by_place({GRENOBLE: 40})), "dep-38")
    assert (found.value, found.status) == (None, "absent")
    assert [(one.why, one.value) for one in found.asides] == [("hors-maille", 40)]


def test_a_local_territory_lies_in_what_is_around_all_it_is_included_in() -> None:
    files = by_place({"bassin": 5}, mailles=["local"])
    files["territoires/bassin.yaml"] = {
        "type": "territoire",
        "nom": "Bassin",
        "inclus_dans": ["dep-42", "dep-69"],
    }
    found = rolled(files)
    assert (cell(found).value, cell(found).status) == (5, "complet")
    assert not [one for one in found.cells if one.row.id in {"dep-42", "dep-69"}]


def test_territories_inside_each_other_do_not_loop() -> None:
    files = by_place({"un": 5}, mailles=["local"])
    files["territoires/un.yaml"] = {
        "type": "territoire",
        "nom": "Un",
        "inclus_dans": ["deux"],
        "composition": ["deux"],
    }
    files["territoires/deux.yaml"] = {
        "type": "territoire",
        "nom": "Deux",
        "inclus_dans": ["un"],
        "composition": ["un"],
    }
    found = rolled(files)
    assert [one.reason for one in found.ignored] == ["hors-perimetre"]


# Totals typed at a parent level


def test_a_parent_value_stands_beside_the_computed_one() -> None:
    found = cell(
        rolled(by_place({"dep-01": 5, "dep-03": 6, "reg-84": 20}, attendus=["dep-01", "dep-03"]))
    )
    assert (found.value, found.saisi) == (11, False)
    assert [(one.why, one.value, one.difference) for one in found.asides] == [("saisi", 20, 9)]


def test_a_parent_value_is_used_where_no_child_speaks() -> None:
    found = rolled(by_place({"reg-84": 20, "dep-75": 1}), territoire="")
    assert (cell(found).value, cell(found).saisi, cell(found).status) == (20, True, "complet")
    assert cell(found, "fr").value == 21


def test_a_target_typed_at_the_row_wins_over_the_sum() -> None:
    files = by_place({}, attendus=["dep-01", "dep-03"])
    for code, value in {"reg-84": 100, "dep-01": 30, "dep-03": 40}.items():
        files[f"fiches-territoire/t-{code}.yaml"] = here(
            code, block(cibles=[{"periode": 2019, "valeur": value}])
        )
    found = cell(rolled(files), kind="cible")
    assert (found.value, found.saisi) == (100, True)
    assert [(one.why, one.value, one.difference) for one in found.asides] == [("calcule", 70, -30)]


@pytest.mark.parametrize("nature", ["taux", "moyenne"])
def test_targets_of_rates_and_means_are_never_rolled_up(nature: str) -> None:
    files = by_place({}, nature=nature, attendus=["dep-01", "dep-03"])
    for code in ("dep-01", "dep-03"):
        files[f"fiches-territoire/t-{code}.yaml"] = here(code, block(cibles=[
            {"periode": 2019, "valeur": 50, "numerateur": 1, "denominateur": 2, "poids": 3}]))  # fmt: skip
    found = cell(rolled(files), kind="cible")
    assert (found.value, found.status, found.reason) == (None, "non-agregeable", "cible-de-taux")
    files["fiches-territoire/r.yaml"] = here(
        "reg-84", block(cibles=[{"periode": 2019, "valeur": 60}])
    )
    assert cell(rolled(files), kind="cible").value == 60


# Counted by action


def _by_action() -> dict[str, object]:
    return {
        "indicateurs/ind.yaml": indicator(comptage="action"),
        "fiches-action/a.yaml": fiche(territoires=["dep-01", "dep-03"], indicateurs=[done(5, territoire="dep-01")]),
        "fiches-action/b.yaml": fiche(territoires=["dep-01"]),
        "conventions/c.yaml": convention({"fiche": "b", "indicateurs": [done(7)]}, territoires=["dep-01"]),
    }  # fmt: skip


def test_values_of_two_actions_in_one_place_add_up() -> None:
    found = cell(rolled(_by_action()), "dep-01")
    assert (found.value, found.status, found.coverage.expected) == (12, "complet", 2)


def test_an_action_is_expected_where_it_takes_place() -> None:
    found = cell(rolled(_by_action()))
    assert (found.value, found.coverage.reporting, found.coverage.expected) == (12, 2, 3)
    assert [(one.action, one.territoire) for one in found.coverage.missing] == [("a", "dep-03")]


def test_rows_of_fiches_and_conventions_take_their_own_action() -> None:
    assert cell(rolled(_by_action(), by="fiche"), "a").value == 5
    assert cell(rolled(_by_action(), by="convention"), "c").value == 7


def test_a_report_gives_values_to_the_action_it_names() -> None:
    files = _by_action()
    files["rapports/r.yaml"] = {
        "type": "rapport-execution", "titre": "Rapport", "conventions": ["c"], "exercice": 2020,
        "lignes": [{"id": "l", "actions": ["c#b"], "indicateurs": [done({}, 9)]}],
    }  # fmt: skip
    found = rolled(files, by="fiche")
    assert (cell(found, "b", periode="2020").value, cell(found, "b").value) == (9, 7)


def test_a_value_of_no_action_is_listed_and_not_added() -> None:
    files = _by_action()
    files["fiches-territoire/t.yaml"] = here("dep-01", done(100))
    found = rolled(files)
    assert [one.reason for one in found.ignored] == ["sans-action"]
    assert cell(found, "dep-01").value == 12
    files["fiches-territoire/t.yaml"] = here("dep-07", block())
    assert cell(rolled(files)).coverage.expected == 3


def test_an_indicator_of_whole_places_is_seen_by_a_fiche_where_the_fiche_takes_place() -> None:
    files = by_place({"dep-01": 5, "dep-03": 6, "dep-07": 7})
    files["fiches-action/a.yaml"] = fiche(territoires=["dep-01", "dep-03"], indicateurs=[block()])
    found = cell(rolled(files, by="fiche"), "a")
    assert (found.value, found.status) == (11, "complet")


# What no total takes in, and where numbers come from


def test_what_cannot_be_placed_is_listed() -> None:
    files = by_place({"dep-01": 1, "dep-75": 2, "dep-999": 3})
    files["fiches-action/a.yaml"] = fiche(indicateurs=[done(4)])
    files["fiches-territoire/t.yaml"] = here("dep-03", block(realises=[
        {"periode": "2019-02-31", "valeur": 1}, {"periode": {"texte": "à la rentrée"}, "valeur": 2}]))  # fmt: skip
    found = rolled(files)
    assert sorted(one.reason for one in found.ignored) == [
        "hors-perimetre", "sans-date", "sans-periode", "sans-territoire", "territoire-inconnu",
    ]  # fmt: skip
    assert cell(found).value == 1


def test_every_cell_says_where_its_number_comes_from() -> None:
    text = (
        "type: fiche-territoire\nterritoire: dep-01\nfeuille_de_route: plan\nindicateurs:\n"
        "  - indicateur: ind\n    realises:\n      - periode: 2019\n        valeur: 12.5\n"
    )
    files = {"indicateurs/ind.yaml": indicator(), "fiches-territoire/t.yaml": text}
    loaded = corpus(files)
    (source,) = cell(rollup.compute(loaded)).sources
    assert (source.document.path, source.at) == (
        "fiches-territoire/t.yaml",
        ("indicateurs", 0, "realises", 0, "valeur"),
    )
    assert (source.value, loaded.mark(source.document.path, source.at).line) == (Fraction(25, 2), 8)


def test_scope_can_be_one_territory_of_the_repository() -> None:
    found = rolled(by_place({"dep-01": 1, "dep-03": 2}), place="dep-03")
    assert {one.row.id for one in found.cells} == {"dep-03"}
    assert rolled(by_place({"dep-01": 1}), place="fr").scope == REGION


def test_a_typed_total_beside_typed_parts_keeps_its_difference() -> None:
    found = cell(
        rolled(
            by_place({"reg-84": 20, "reg-11": 5, "fr": 30}, mailles=["departement"]), territoire=""
        ),
        "fr",
    )
    assert (found.value, found.saisi) == (25, True)
    assert [(one.why, one.value, one.difference) for one in found.asides] == [("saisi", 30, 5)]
