"""Rules of coherence: when they speak, when they keep quiet, and what they say."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feuille import checks, french
from feuille.diagnostics import Diagnostic, Severity
from tests.rollup_helpers import block, convention, corpus, fiche, here, indicator, plan

ACTORS = {
    "acteurs/etat.yaml": {"type": "acteur", "nom": "État"},
    "acteurs/dep.yaml": {"type": "acteur", "nom": "Département"},
}
NODES = {"orientations": [{"id": "droits", "titre": "Droits"}]}


def said(files: dict[str, Any], *codes: str) -> list[Diagnostic]:
    """Return the diagnostics of a corpus that have one of some codes."""
    return [one for one in checks.run(corpus(files)) if one.code in codes]


# --- Dates -------------------------------------------------------------------------------------


def scheduled(periode: Any, **calendar: Any) -> list[str]:
    files = {
        "feuilles-de-route/plan.yaml": plan(**NODES, **({"periode": periode} if periode else {})),
        "fiches-action/f.yaml": fiche(orientations=["plan#droits"], calendrier=calendar),
    }
    return [one.pointer for one in said(files, "C104")]


@pytest.mark.parametrize(
    ("periode", "calendar", "outside"),
    [
        (
            "2023/2026",
            {"debut": "2022-12-31", "fin": "2027"},
            ["/calendrier/debut", "/calendrier/fin"],
        ),
        ("2023/2026", {"debut": 2023, "fin": "2026-12-31"}, []),
        ("2023-07/2026", {"debut": 2023}, []),
        ("2023-07-01/..", {"debut": 2022, "fin": 2099}, ["/calendrier/debut"]),
        ("2023/2026", {"debut": {"texte": "à l'automne"}}, []),
        ("2023/2026", {"fin": {"texte": "fin 2027", "periode": "2027-T4"}}, ["/calendrier/fin"]),
        (None, {"debut": 1990}, []),
    ],
)
def test_dates_are_compared_with_the_plan_where_both_are_dated(
    periode: Any, calendar: dict[str, Any], outside: list[str]
) -> None:
    assert scheduled(periode, **calendar) == outside


def test_an_action_that_goes_on_may_start_before_the_plan_but_not_after_it() -> None:
    files = {
        "feuilles-de-route/plan.yaml": plan(**NODES, periode="2023/2026"),
        "fiches-action/f.yaml": fiche(orientations=["plan#droits"], nature="renforcee", calendrier={"debut": 2014}),
        "fiches-action/g.yaml": fiche(orientations=["plan#droits"], nature="renforcee", calendrier={"debut": 2030}),
    }  # fmt: skip
    assert [one.place.path for one in said(files, "C104")] == ["fiches-action/g.yaml"]


def test_a_date_inside_one_of_several_plans_is_inside() -> None:
    files = {
        "feuilles-de-route/plan.yaml": plan(**NODES, periode="2023/2026"),
        "feuilles-de-route/avant.yaml": plan(**NODES, periode="2019/2022"),
        "fiches-action/f.yaml": fiche(orientations=["plan#droits", "avant#droits"], calendrier={"debut": 2019, "fin": 2024}),
    }  # fmt: skip
    assert said(files, "C104") == []


def test_a_means_late_for_plan_and_action_is_reported_once() -> None:
    files = {
        "feuilles-de-route/plan.yaml": plan(**NODES, periode="2023/2026"),
        "fiches-action/f.yaml": fiche(
            orientations=["plan#droits"], calendrier={"fin": 2025},
            dispositions=[{"description": "Ouvrir", "echeance": 2032}],
        ),
    }  # fmt: skip
    assert [one.code for one in said(files, "C104", "C105")] == ["C104"]


def test_a_period_with_words_is_reported_once() -> None:
    files = {"fiches-action/f.yaml": fiche(calendrier={"debut": {"texte": "fin février", "periode": "2023-02-30"}})}  # fmt: skip
    assert [one.pointer for one in said(files, "C101")] == ["/calendrier/debut/periode"]


# --- Money -------------------------------------------------------------------------------------


def share(etat: Any, dep: Any, **rule: Any) -> list[Diagnostic]:
    lines = [{"financeur": "etat", "exercice": 2024, "engage": etat}]
    lines += [{"financeur": "dep", "exercice": 2024, "engage": dep}] if dep is not None else []
    files = {
        **ACTORS,
        "fiches-action/f.yaml": fiche(),
        "conventions/c.yaml": convention(
            {"fiche": "f", "financements": lines},
            cofinancement={"part_minimale": 50, "collectivites": ["dep"], **rule},
        ),
    }
    return said(files, "C204")


def test_the_share_is_shown_with_who_pays_what() -> None:
    (one,) = share(60_000, 40_000)
    assert one.severity is Severity.WARNING
    assert french.percent(40) in one.message
    assert french.euros(60_000) in one.hint
    assert [place.path for place in one.related] == ["conventions/c.yaml"] * 2


@pytest.mark.parametrize(
    ("etat", "dep", "severity"),
    [
        (50_000, 50_000, None),
        (33_333.34, 33_333.33, None),  # a third to the cent is not short of its share
        (50_000, 49_990, Severity.WARNING),
        ({"montant": 60_000, "approximation": "environ"}, 40_000, Severity.INFO),
        (60_000, None, None),  # the collectivité said nothing: its share is not known
        (60_000, 0, Severity.WARNING),  # zero is said
    ],
)
def test_the_share_is_judged_on_what_is_known(
    etat: Any, dep: Any, severity: Severity | None
) -> None:
    assert [one.severity for one in share(etat, dep)] == ([severity] if severity else [])


def test_funders_outside_the_base_do_not_count() -> None:
    files = {
        **ACTORS,
        "acteurs/caf.yaml": {"type": "acteur", "nom": "CAF"},
        "fiches-action/f.yaml": fiche(),
        "conventions/c.yaml": convention(
            {"fiche": "f", "financements": [
                {"financeur": "etat", "exercice": 2024, "engage": 50},
                {"financeur": "dep", "exercice": 2024, "engage": 50},
                {"financeur": "caf", "exercice": 2024, "engage": 900},
            ]},
            cofinancement={"part_minimale": 50, "collectivites": ["dep"], "assiette": ["etat", "dep"]},
        ),
    }  # fmt: skip
    assert said(files, "C204") == []


def test_a_report_on_two_conventions_does_not_say_the_share_of_each() -> None:
    rule = {"part_minimale": 50, "collectivites": ["dep"]}
    spent = [{"financeur": "etat", "execute": 9_000}, {"financeur": "dep", "execute": 1_000}]

    def report(**line: Any) -> list[Diagnostic]:
        return said({
            **ACTORS,
            "fiches-action/f.yaml": fiche(),
            "conventions/c.yaml": convention({"fiche": "f"}, cofinancement=rule),
            "conventions/d.yaml": convention({"fiche": "f"}, cofinancement=rule),
            "rapports/r.yaml": {
                "type": "rapport-execution", "titre": "Rapport", "conventions": ["c", "d"],
                "exercice": 2024, "lignes": [{"id": "un", "depenses": spent, **line}],
            },
        }, "C204")  # fmt: skip

    assert report() == []
    assert [one.place.path for one in report(actions=["d#f"])] == ["conventions/d.yaml"]
    assert [one.place.path for one in report(conventions=["c"])] == ["conventions/c.yaml"]


def test_printed_totals_of_a_report_are_compared_with_its_lines() -> None:
    def report(**printed: Any) -> list[str]:
        lines = [{"id": name, "depenses": [{"financeur": "etat", "execute": 100}]} for name in "ab"]
        return [one.code for one in said({
            **ACTORS,
            "conventions/c.yaml": convention(),
            "rapports/r.yaml": {
                "type": "rapport-execution", "titre": "Rapport", "conventions": ["c"],
                "exercice": 2024, "lignes": lines,
                "montants_imprimes": [{"financeur": "etat", **printed}],
            },
        }, "C202", "C203")]  # fmt: skip

    assert report(execute=200) == []
    assert report(execute=210) == ["C202"]
    assert report(execute={"montant": 300, "approximation": "plus-de"}) == ["C203"]
    assert report(execute=210, unite="etp") == []


def test_printed_posts_are_not_euros() -> None:
    (one,) = said({
        **ACTORS,
        "fiches-action/f.yaml": fiche(),
        "conventions/c.yaml": convention(
            {"fiche": "f", "financements": [{"financeur": "etat", "exercice": 2024, "unite": "etp", "engage": 2.5}]},
            montants_imprimes=[{"financeur": "etat", "exercice": 2024, "unite": "etp", "engage": 3}],
        ),
    }, "C202")  # fmt: skip
    assert "ETP" in one.message
    assert "€" not in one.message + one.hint


def test_a_fiche_keeps_its_lines_while_no_convention_gives_any() -> None:
    own = [{"financeur": "etat", "exercice": 2024, "prevu": 100}]
    files = {
        **ACTORS,
        "fiches-action/f.yaml": fiche(financements=own),
        "conventions/c.yaml": convention({"fiche": "f"}),
    }
    assert said(files, "C205") == []
    files["conventions/c.yaml"] = convention({"fiche": "f", "financements": own})
    (one,) = said(files, "C205")
    assert (one.place.path, one.related[0].path) == ("fiches-action/f.yaml", "conventions/c.yaml")


def test_documents_that_their_schema_refuses_are_not_judged() -> None:
    huge = [{"financeur": "etat", "exercice": 2024, "prevu": 10**13}]
    files = {**ACTORS, "fiches-action/f.yaml": fiche(financements=huge, inconnu="x")}
    assert said(files, "C207") == []


# --- Indicators --------------------------------------------------------------------------------


def values(definition: dict[str, Any], *rows: dict[str, Any], kind: str = "realises", **keys: Any) -> dict[str, Any]:  # fmt: skip
    return {
        "indicateurs/ind.yaml": indicator(**definition),
        "fiches-territoire/t.yaml": here("dep-42", block(**{kind: list(rows)}, **keys)),
        "feuilles-de-route/plan.yaml": plan(),
    }


RATE = {"nature": "taux", "unite": "pourcent"}


@pytest.mark.parametrize(
    ("definition", "row", "codes"),
    [
        (RATE, {"numerateur": 130, "denominateur": 100}, ["C306"]),
        ({**RATE, "maximum": 200}, {"numerateur": 130, "denominateur": 100}, []),
        ({**RATE, "maximum": 120}, {"numerateur": 130, "denominateur": 100}, ["C307"]),
        (RATE, {"numerateur": 1, "denominateur": 0}, ["C305"]),
        (RATE, {"valeur": 52, "numerateur": 1, "denominateur": -2}, ["C305"]),
        ({"unite": "pourcent"}, {"valeur": -0.5}, ["C308"]),
        ({"unite": "pourcent", "minimum": -10}, {"valeur": -0.5}, []),
        ({"unite": "euros"}, {"valeur": 120}, []),
        ({"nature": "moyenne", "unite": "jours"}, {"valeur": 3, "poids": -1}, ["C305"]),
        ({"nature": "qualitatif"}, {"numerateur": 1, "denominateur": 2}, ["C302"]),
        ({"nature": "qualitatif"}, {"texte": "Mieux", "manque": "sans-objet"}, ["C304"]),
        ({}, {"valeur": 0, "manque": "non-disponible"}, ["C304"]),
    ],
)
def test_one_number_has_one_fault(definition: dict[str, Any], row: dict[str, Any], codes: list[str]) -> None:  # fmt: skip
    found = said(values(definition, {"periode": 2024, **row}), *(f"C3{n:02}" for n in range(2, 10)))
    assert [one.code for one in found] == codes


@pytest.mark.parametrize(
    ("stated", "differs"),
    [(44, False), (44.0, False), (44.04, False), (44.1, True), (45, True), (40, True)],
)
def test_a_stated_rate_is_compared_at_its_own_precision(stated: float, differs: bool) -> None:
    row = {
        "periode": 2024,
        "numerateur": 11009,
        "denominateur": 25000,
        "valeur": stated,
    }  # 44,036 %
    assert bool(said(values(RATE, row), "C309")) is differs


def test_a_missing_block_may_still_hold_what_is_known() -> None:
    files = values({}, {"periode": 2023, "valeur": 12}, kind="references", manque="non-disponible")
    assert said(files, "C304") == []


@pytest.mark.parametrize(("nature", "crosses"), [("flux", True), ("stock", False), ("taux", True)])
def test_a_year_crosses_a_break_except_for_a_state_at_its_end(nature: str, crosses: bool) -> None:
    definition = {"nature": nature, "ruptures": [{"date": "2024-07-01"}]}
    row = {"periode": 2024, "numerateur": 1, "denominateur": 2}
    assert bool(said(values(definition, row), "C310")) is crosses


@pytest.mark.parametrize(
    ("periods", "count"),
    [
        (["2024-01", "2024-02", "2024-T2"], 0),
        ([2024, "2024-S1", "2024-S2"], 2),
        (["2024-01/2024-06", "2024-S1"], 0),
        (["2023-10/2024-03", "2024-T1", "2024-T2"], 1),
    ],
)
def test_overlaps_are_those_that_would_count_twice(periods: list[Any], count: int) -> None:
    rows = [{"periode": when, "valeur": 1} for when in periods]
    assert len(said(values({}, *rows), "C311")) == count
    assert said(values({"nature": "stock"}, *rows), "C311") == []


def test_overlaps_are_looked_for_across_documents() -> None:
    files = {
        "indicateurs/ind.yaml": indicator(),
        "fiches-territoire/a.yaml": here("dep-42", block(realises=[{"periode": 2024, "valeur": 9}])),
        "fiches-territoire/b.yaml": here("dep-42", block(realises=[{"periode": "2024-S2", "valeur": 4}])),
    }  # fmt: skip
    (one,) = said(files, "C311")
    assert {one.place.path, one.related[0].path} == {f"fiches-territoire/{n}.yaml" for n in "ab"}


def test_a_rate_that_nobody_has_to_add_may_be_bare() -> None:
    row = {"periode": 2024, "valeur": 44}
    assert len(said(values(RATE, row), "C312")) == 1
    assert said(values({**RATE, "attendus": ["dep-42"]}, row), "C312") == []
    assert said(values({**RATE, "agregation": {"territoires": "aucune"}}, row), "C312") == []


def test_a_block_that_only_announces_an_indicator_needs_no_territory() -> None:
    files = {
        "indicateurs/ind.yaml": indicator(),
        "fiches-action/f.yaml": fiche(territoires=["dep-22", "dep-29"], indicateurs=[block()]),
    }
    assert said(files, "C314") == []


def reporting(*codes: str, hors: Any = None, **definition: Any) -> dict[str, Any]:
    blocks = [
        block(territoire=code, realises=[{"periode": 2024, "valeur": 1}], **({"hors": hors} if hors is not None and code.startswith("dep") else {}))
        for code in codes
    ]  # fmt: skip
    return {
        "indicateurs/ind.yaml": indicator(**definition),
        "fiches-action/f.yaml": fiche(indicateurs=blocks),
    }


BOTH = ["departement", "metropole"]


@pytest.mark.parametrize(
    ("definition", "hors", "doubled"),
    [
        ({"mailles": BOTH}, None, True),
        ({"mailles": BOTH}, ["met-243100518"], False),
        ({"mailles": BOTH}, [], False),
        ({"mailles": ["departement"]}, None, False),  # the métropole is only shown, « dont »
        ({"mailles": BOTH, "nature": "qualitatif"}, None, False),
        ({"mailles": BOTH, **RATE}, None, False),  # no numerator: neither adds up, C312 says so
    ],
)
def test_a_metropole_and_its_departement_say_whether_they_overlap(
    definition: dict[str, Any], hors: Any, doubled: bool
) -> None:
    files = reporting("dep-31", "met-243100518", hors=hors, **definition)
    found = said(files, "C316")
    expected = doubled or (definition.get("nature") == "taux" and hors is None)
    assert bool(found) is expected
    assert said(reporting("dep-42", "met-243100518", **definition), "C316") == []


@pytest.mark.parametrize(
    ("definition", "codes", "off"),
    [
        ({"mailles": ["departement"]}, ["reg-84", "fr", "dep-42"], []),
        ({"mailles": ["departement"]}, ["com-42218"], ["com-42218"]),
        ({"mailles": ["departement"]}, ["com-42218", "dep-42"], []),
        ({"attendus": ["dep-01"]}, ["dep-01", "dep-42", "reg-84"], ["dep-42"]),
        ({"mailles": ["region"]}, ["dep-42"], ["dep-42"]),
        ({"mailles": ["region"]}, ["dep-420"], []),  # unknown: R104 says so
    ],
)
def test_a_value_counts_somewhere(definition: dict[str, Any], codes: list[str], off: list[str]) -> None:  # fmt: skip
    found = said(reporting(*codes, **definition), "C315")
    assert [next(code for code in codes if f"({code})" in one.message) for one in found] == off


def test_a_stable_target_may_equal_its_start() -> None:
    rows = {"references": [{"periode": 2022, "numerateur": 1, "denominateur": 2}], "cibles": [{"periode": 2026, "valeur": 50}]}  # fmt: skip
    for sens, count in (("hausse", 1), ("stable", 0)):
        files = {
            "indicateurs/ind.yaml": indicator(**RATE, sens=sens),
            "fiches-territoire/t.yaml": here("dep-42", block(**rows)),
        }
        assert len(said(files, "C317")) == count


# --- Graph -------------------------------------------------------------------------------------


def ring(size: int) -> dict[str, Any]:
    return {f"feuilles-de-route/p{n}.yaml": plan(decline=f"p{(n + 1) % size}") for n in range(size)}


@settings(max_examples=20, deadline=None)
@given(st.integers(1, 6))
def test_a_ring_is_reported_once_with_all_its_links(size: int) -> None:
    (one,) = said(ring(size), "R301")
    assert one.place.path == "feuilles-de-route/p0.yaml"
    assert len(one.related) == size - 1


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=12, unique=True))
def test_loops_are_reported_exactly_where_there_are_some(links: list[tuple[int, int]]) -> None:
    nodes = [
        {"id": f"n{n}", "titre": "Un", "decline": [f"plan#n{to}" for at, to in links if at == n]}
        for n in range(6)
    ]
    found = said({"feuilles-de-route/plan.yaml": plan(orientations=nodes)}, "R301")
    reach = set(links)
    for via in range(6):
        reach |= {(a, d) for a, b in reach for c, d in reach if b == c == via}
    assert bool(found) is any(a == b for a, b in reach)
    reported = {one.pointer for one in found}
    assert len(reported) == len(found)


def test_every_ring_apart_is_reported_in_one_run() -> None:
    other = {f"feuilles-de-route/q{n}.yaml": plan(succede_a=f"q{(n + 1) % 3}") for n in range(3)}
    tail = {"feuilles-de-route/queue.yaml": plan(decline="p0")}
    found = said({**ring(2), **other, **tail}, "R301")
    assert [one.place.path for one in found] == ["feuilles-de-route/p0.yaml", "feuilles-de-route/q0.yaml"]  # fmt: skip


def test_loose_ends_are_not_looked_for_without_a_plan_or_with_an_unread_file() -> None:
    alone = {**ACTORS, "fiches-action/f.yaml": fiche()}
    assert said(alone, "R302", "R303", "R304") == []
    tied = {**alone, "feuilles-de-route/plan.yaml": plan(**NODES)}
    assert [one.code for one in said(tied, "R302", "R303", "R304")] == ["R302", "R302", "R304"]
    unread = {**tied, "fiches-action/g.yaml": "type: fiche-action\ntitre: [\n"}
    assert [one.code for one in said(unread, "R302", "R303", "R304")] == ["R304"]


def test_an_undecided_plan_and_an_archived_actor_are_no_loose_ends() -> None:
    files = {
        "feuilles-de-route/plan.yaml": plan(**NODES),
        "fiches-action/f.yaml": fiche(statut="brouillon", feuille_de_route="a-definir"),
        "acteurs/ancien.yaml": {"type": "acteur", "nom": "Ancien", "statut": "archive"},
    }
    assert said(files, "R302", "R304") == []


def test_an_indicator_tied_to_a_plan_may_still_be_followed_by_nobody() -> None:
    files = {
        "feuilles-de-route/plan.yaml": plan(**NODES),
        "indicateurs/ind.yaml": indicator(orientations=["plan#droits"]),
        "indicateurs/seul.yaml": indicator(),
    }
    assert [(one.code, one.place.path) for one in said(files, "R302", "C318")] == [
        ("C318", "indicateurs/ind.yaml"),
        ("R302", "indicateurs/seul.yaml"),
    ]


def test_trees_without_any_fiche_are_not_bare() -> None:
    files = {
        "feuilles-de-route/plan.yaml": plan(**NODES, mesures=[{"id": "m", "titre": "M"}, {"id": "n", "titre": "N"}]),
        "fiches-action/f.yaml": fiche(feuille_de_route="plan", mesure="plan#m"),
    }  # fmt: skip
    assert [one.pointer for one in said(files, "R303")] == ["/mesures/1"]


# --- Personal data -----------------------------------------------------------------------------


def published(text: str, **keys: Any) -> list[str]:
    return [one.code for one in said({"fiches-action/f.yaml": fiche(description=text, **keys)}, "C401", "C402")]  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from("12345679"), st.text("0123456789", min_size=8, max_size=8),
    st.sampled_from(["", " ", ".", "-", "\u00a0", "\u202f"]),
    st.sampled_from(["0", "+33", "+33 ", "+33 (0)", "0033 "]),
)  # fmt: skip
def test_a_telephone_number_is_found_however_it_is_written(first: str, rest: str, gap: str, start: str) -> None:  # fmt: skip
    pairs = gap.join([rest[n : n + 2] for n in range(0, 8, 2)])
    assert published(f"Appeler le {start}{first}{gap}{pairs}, le matin.") == ["C402"]


@settings(max_examples=60, deadline=None)
@given(
    st.decimals(0, 10**13, places=2, allow_nan=False), st.dates(),
    st.integers(10**8, 10**9 - 1), st.integers(10**13, 10**14 - 1),
)  # fmt: skip
def test_amounts_dates_and_registers_are_no_telephone_numbers(amount: Any, day: Any, siren: int, siret: int) -> None:  # fmt: skip
    text = (
        f"{french.euros(amount)} le {day:%d.%m.%Y}-{day:%d.%m.%Y} ou {day:%d-%m-%Y} {day:%H:%M}, "
        f"{day}/{day}, SIREN {french.number(siren)}, SIRET {siret}, {amount}"
    )
    assert published(text) == []


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Écrire à prénom.nom+plan@service.gouv.fr.", ["C401"]),
        ("<a@b.fr>", ["C401"]),
        ("[écrire](mailto:a@b.fr)", ["C401"]),
        ("Compte @service, prix de 3 @ 4, https://exemple.fr/@compte, nom@local", []),
        ("Numéro vert 0 800 000 000, 08 00 00 00 00, 3919, 115", []),
        ("a@b.fr et 01 00 00 00 00", ["C401", "C402"]),
    ],
)
def test_personal_data_in_texts(text: str, codes: list[str]) -> None:
    assert published(text) == codes


def test_what_is_never_published_may_hold_an_address() -> None:
    mail = "prenom.nom@exemple.fr"
    assert published("Rien", contact=mail) == []
    assert published(mail, confidentialite="restreint") == []
    assert published("Rien", **{"x-note": mail}) == []
    assert published("Rien", sources=[{"titre": "Page", "adresse": f"https://exemple.fr/?{mail}"}]) == []  # fmt: skip
    (one,) = said({"fiches-action/f.yaml": fiche(description=mail)}, "C401")
    assert "prenom" not in one.message + one.hint


# --- Every rule, whatever the document ---------------------------------------------------------

RICH: dict[str, Any] = {
    **ACTORS,
    "feuilles-de-route/plan.yaml": plan(
        **NODES, periode="2023/2026", decline="plan", exercices=[{"exercice": 2024}],
        mesures=[{"id": "m", "titre": "M", "mesures": [{"id": "n", "titre": "N"}]}],
    ),
    "indicateurs/ind.yaml": indicator(
        **RATE, ruptures=[{"date": "2024-07-01"}], minimum=0, maximum=100, attendus=["dep-42"]
    ),
    "fiches-action/f.yaml": fiche(
        orientations=["plan#droits"], calendrier={"debut": 2023, "fin": 2025},
        dispositions=[{"description": "Ouvrir", "echeance": 2030}], mesure="plan#n",
        financements=[{"financeur": "etat", "exercice": 2023, "prevu": 10}],
        indicateurs=[block(
            territoire="dep-69", hors=["met-200046977"],
            references=[{"periode": 2023, "numerateur": 1, "denominateur": 2, "valeur": 3}],
            cibles=[{"periode": 2026, "valeur": 50}], realises=[{"periode": 2024, "poids": 1}],
        )],
    ),
    "conventions/c.yaml": convention(
        {"fiche": "f", "montant": 5, "exercices": [2024], "financements": [
            {"financeur": "etat", "exercice": 2024, "engage": 60},
            {"financeur": "dep", "exercice": 2024, "engage": 40, "acte": "a"},
        ]},
        avenants=[{"id": "a", "date": "2018-01-01"}], signatures=[{"date": "2019-01-01"}],
        cofinancement={"part_minimale": 50, "collectivites": ["dep"], "assiette": ["etat"]},
        montants_imprimes=[{"financeur": "etat", "exercice": 2024, "engage": 1}],
    ),
    "rapports/r.yaml": {
        "type": "rapport-execution", "titre": "Rapport", "conventions": ["c"], "exercice": 2025,
        "lignes": [{"id": "un", "actions": ["c#f"], "depenses": [{"financeur": "dep", "execute": 1}]}],
        "montants_imprimes": [{"financeur": "dep", "execute": 2}],
    },
}  # fmt: skip

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 10**15) | st.floats() | st.text(max_size=5)
    | st.sampled_from(["plan", "plan#droits", "ind", "c#f", "dep-69", "2024/..", "a@b.fr"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(
        st.sampled_from(["id", "exercice", "periode", "montant", "financeur", "valeur"]), inner,
        max_size=3),
    max_leaves=4,
)  # fmt: skip


def spots(value: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value if isinstance(value, list) else [])  # fmt: skip
    return [at, *(spot for key, one in inner for spot in spots(one, (*at, key)))]


def replaced(value: Any, at: tuple[Any, ...], new: Any) -> Any:
    if not at:
        return new
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[at[0]] = replaced(value[at[0]], at[1:], new)
    return copy


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_no_document_stops_the_rules(data: st.DataObject) -> None:
    files = dict(RICH)
    for path in data.draw(st.lists(st.sampled_from(sorted(RICH)), min_size=1, max_size=3)):
        at = data.draw(st.sampled_from([spot for spot in spots(files[path]) if spot]))
        files[path] = replaced(files[path], at, data.draw(ANYTHING))
    first = checks.run(corpus(files))
    assert first == checks.run(corpus(dict(reversed(files.items()))))


def test_the_rich_corpus_is_judged() -> None:
    found = {one.code for one in checks.run(corpus(RICH))}
    assert {"C104", "C106", "C107", "C201", "C202", "C204", "C205", "C309", "C315", "R301"} <= found
