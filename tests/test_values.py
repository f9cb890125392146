"""Amounts and periods: exact, comparable, and said as French says them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from babel.dates import format_date
from babel.numbers import format_currency, format_decimal, format_percent
from hypothesis import given
from hypothesis import strategies as st

from feuille import french
from feuille.values import Montant, PeriodError, montant, periode


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        (2019, date(2019, 1, 1), date(2019, 12, 31)),
        ("2019", date(2019, 1, 1), date(2019, 12, 31)),
        ("2019-S1", date(2019, 1, 1), date(2019, 6, 30)),
        ("2019-S2", date(2019, 7, 1), date(2019, 12, 31)),
        ("2019-T3", date(2019, 7, 1), date(2019, 9, 30)),
        ("2020-02", date(2020, 2, 1), date(2020, 2, 29)),
        ("2019-07-14", date(2019, 7, 14), date(2019, 7, 14)),
        ("2020-07-01/2021-06-30", date(2020, 7, 1), date(2021, 6, 30)),
        ("2012/2016", date(2012, 1, 1), date(2016, 12, 31)),
        ("2014-09-01/..", date(2014, 9, 1), None),
        ({"periode": "2014-09/..", "texte": "depuis la rentrée 2014"}, date(2014, 9, 1), None),
        ({"texte": "17 décembre"}, None, None),
    ],
)
def test_a_period_is_an_interval_of_days(
    written: object, first: date | None, last: date | None
) -> None:
    read = periode(written)
    assert read is not None
    assert (read.debut, read.fin) == (first, last)
    assert read.dated is (first is not None)


@pytest.mark.parametrize("written", ["2019-02-30", "2020/2019", "2023-06-31/2024", "2019-13"])
def test_an_impossible_period_is_refused(written: str) -> None:
    with pytest.raises(PeriodError):
        periode(written)


@pytest.mark.parametrize("written", [True, None, [], "bientôt", "2019-S3", {}, 3.5])
def test_what_is_not_a_period_is_none(written: object) -> None:
    assert periode(written) is None


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (2019, "2019"),
        ("2019-07", "juillet 2019"),
        ("2019-01-01", "1er janvier 2019"),
        ("2019-S1", "1er semestre 2019"),
        ("2019-T3", "3e trimestre 2019"),
        ("2017/2018", "2017-2018"),
        ("2020-07-01/2021-06-30", "du 1er juillet 2020 au 30 juin 2021"),
        ("2024-04/2024-09", "d'avril 2024 à septembre 2024"),
        ("2024-05/2024-09", "de mai 2024 à septembre 2024"),
        ("2024-S1/2025-S2", "du 1er semestre 2024 au 2e semestre 2025"),
        ("2024/2025-06-30", "de 2024 au 30 juin 2025"),
        ("2014-09-01/..", "depuis 1er septembre 2014"),
        ({"texte": "17 décembre"}, "17 décembre"),
    ],
)
def test_a_period_is_said_as_french_says_it(written: object, said: str) -> None:
    expected = said.replace("depuis 1er", "depuis le 1er")
    assert str(periode(written)) == expected


def test_an_approximate_amount_keeps_its_words() -> None:
    told = montant(
        {"montant": 570000, "approximation": "plus-de", "texte": "un peu plus de 570 000 €"}
    )
    assert told == Montant(Decimal(570000), "plus-de", "un peu plus de 570 000 €")
    assert str(told) == "un peu plus de 570 000 €"
    assert not told.exact
    assert str(montant({"montant": 5, "approximation": "plus-de"})).startswith("plus de 5")
    assert montant("5") is None
    assert montant(True) is None


@given(st.decimals(-(10**12), 10**12, places=2))
def test_numbers_and_amounts_agree_with_cldr(value: Decimal) -> None:
    # CLDR has the hyphen of a keyboard; what is printed has the sign.
    shown = french.number(value, decimals=2).replace(french.MINUS, "-")
    expected = format_decimal(value, format="#,##0.00", locale="fr")
    assert shown == expected.replace("-0,00", "0,00")
    whole = value.to_integral_value() + 0
    euros, percent = (f(whole).replace(french.MINUS, "-") for f in (french.euros, french.percent))
    assert euros == format_currency(whole, "EUR", "#,##0\xa0¤", "fr", currency_digits=False)
    assert percent == format_percent(whole / 100, "#,##0\u202f%", "fr")


def test_a_negative_number_has_the_sign_of_one() -> None:
    assert french.number(-5000) == "\N{MINUS SIGN}5\u202f000"
    assert french.euros(Decimal("-0.5")) == "\N{MINUS SIGN}0,50\xa0€"
    assert french.number(Decimal("-0.00")) == "0"


@pytest.mark.parametrize(
    ("unit", "one"),
    [
        ("personnes", "personne"),
        ("appuis nécessaires", "appui nécessaire"),
        ("accueils de jour", "accueil de jour"),
        ("jeunes de moins de 25 ans", "jeune de moins de 25 ans"),
        ("bassins d’éducation", "bassin d’éducation"),
        ("logements sociaux", "logement social"),
        ("bureaux", "bureau"),
        ("lieux d'accueil", "lieu d'accueil"),
        ("demi-journées", "demi-journée"),
        ("mois", "mois"),
        ("rendez-vous", "rendez-vous"),
        ("ETP", "ETP"),
        ("kWh", "kWh"),
        ("m²", "m²"),
        ("ms", "ms"),
        ("", ""),
    ],
)
def test_units_agree_with_their_number(unit: str, one: str) -> None:
    for singular in (0, 1, -1, Decimal("1.9"), Fraction(3, 2)):
        assert french.unit(unit, singular) == one
    assert french.unit(unit, 2) == french.unit(unit, -2) == unit


@given(st.dates(date(1900, 1, 2), date(2199, 12, 31)))
def test_days_agree_with_cldr(day: date) -> None:
    expected = format_date(day, "d MMMM y", "fr")
    said = french.day(day.isoformat())
    assert said.replace("1er ", "1 ", 1) == expected if day.day == 1 else said == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Vraiment ?", "Vraiment\u202f?"),
        ("Note : suite", "Note\xa0: suite"),
        ("« oui »", "«\u202foui\u202f»"),
        ("12 %", "12\u202f%"),
        ("https://exemple.fr", "https://exemple.fr"),
        ("9h30 ; fin", "9h30\u202f; fin"),
    ],
)
def test_french_spaces(text: str, expected: str) -> None:
    assert french.typography(text) == expected


def test_accents_sort_with_their_letters_and_numbers_by_value() -> None:
    words = ["Zoé", "école", "Étoile", "eau", "fiche 10", "fiche 2", "œuvre", "ouest"]
    expected = ["eau", "école", "Étoile", "fiche 2", "fiche 10", "œuvre", "ouest", "Zoé"]
    assert sorted(words, key=french.sort_key) == expected


def test_an_apostrophe_and_a_space_sort_alike_however_they_are_printed() -> None:
    expected = ["Ville\xa0: essai", "Ville d’Aix", "Ville d'Apt", "Ville d’Évry", "Ville de Gap"]
    shuffled = [expected[n] for n in (3, 0, 4, 1, 2)]
    assert sorted(shuffled, key=french.sort_key) == expected


@given(st.text(max_size=80))
def test_an_identifier_made_from_any_title_is_one(title: str) -> None:
    slug = french.slug(title)
    assert slug == french.slug(slug)
    assert all(c.isascii() and (c.isalnum() or c == "-") for c in slug)
    assert len(slug) <= 60
