"""The geography: codes, parents, former places, and the words for a code written otherwise."""

from __future__ import annotations

import pytest

from feuille import territory, wordings


@pytest.mark.parametrize(
    ("code", "name", "level", "parent"),
    [
        ("fr", "France", "pays", ""),
        ("reg-84", "Auvergne-Rhône-Alpes", "region", "fr"),
        ("dep-84", "Vaucluse", "departement", "reg-93"),
        ("dep-2a", "Corse-du-Sud", "departement", "reg-94"),
        ("dep-974", "La Réunion", "departement", "reg-04"),
        ("met-200046977", "Métropole de Lyon", "metropole", "dep-69"),
        ("met-200054781", "Métropole du Grand Paris", "metropole", "reg-11"),
        ("ctd-69d", "Rhône (hors Métropole de Lyon)", "departement", "dep-69"),
        ("com-42218", "Saint-Étienne", "commune", "dep-42"),
        ("com-97411", "Saint-Denis", "commune", "dep-974"),
    ],
)
def test_each_place_has_its_name_level_and_parent(
    code: str, name: str, level: str, parent: str
) -> None:
    place = territory.lookup(code)
    assert place is not None
    assert (place.nom, place.maille, place.parent) == (name, level, parent)


def test_the_counts_are_those_of_the_country() -> None:
    assert len(territory.at_level("region")) == 18
    assert len(territory.at_level("departement")) == 101
    assert len(territory.at_level("metropole")) == 22
    assert len(territory.at_level("departement", "reg-84")) == 12
    assert len(territory.at_level("departement", "reg-76")) == 13


def test_every_place_leads_up_to_france() -> None:
    for code in (*territory.codes(), "com-13055", "epci-200027183"):
        assert code == "fr" or list(territory.ancestors(code))[-1] == "fr"


def test_a_former_place_says_what_it_became() -> None:
    past = territory.former("reg-82")
    assert past is not None
    assert (past.nom, past.fin, past.devenu) == ("Rhône-Alpes", "2015-12-31", ("reg-84",))
    merged = territory.former("com-01039")
    assert merged is not None
    assert territory.lookup(merged.devenu[0]) is not None
    assert territory.lookup("com-01039") is None
    assert territory.former("reg-84") is None


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (42, "dep-42"),
        (1, "dep-01"),
        ("1", "dep-01"),
        ("2A", "dep-2a"),
        ("84", "reg-84"),
        (42218, "com-42218"),
        (200046977, "met-200046977"),
        ("Loire", "dep-42"),
        ("hauts de france", ""),
        ("Hauts-de-France", "reg-32"),
        ("nulle part", ""),
    ],
)
def test_a_code_written_otherwise_is_recognised(written: object, meant: str) -> None:
    words = wordings.territory_remedy(written)
    assert words
    assert (f"{meant} (" in words) is bool(meant)
