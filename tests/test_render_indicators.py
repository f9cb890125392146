"""The page of an indicator: its words and numbers whole, who is missing, light however long."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from feuille import territory
from feuille.render import files
from feuille.render.content import About, site
from feuille.render.model import Details, Drawing, Facts, Listing, Phrase, Prose, Section, Table
from feuille.render.sheets import joined
from feuille.render.typst_columns import widths
from tests.conftest import load, write_files

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from feuille.corpus import Corpus
    from feuille.render.model import Block, Page

ABOUT = About(date(2026, 1, 1))
BRETAGNE = ("dep-22", "dep-29", "dep-35", "dep-56")
DEPARTEMENTS = territory.at_level("departement")
YEARS = range(2021, 2026)
PLAIN = str.maketrans({"\u202f": " ", "\xa0": " ", "’": "'"})


def plan(
    folder: Path,
    rows: dict[str, str],
    definition: str = "nature: flux\nunite: personnes\nsens: hausse\nmailles: [departement]\n",
    scope: str = "reg-53",
) -> Corpus:
    """Return a plan with one indicator, `mesure`, and what each territory says of it."""
    texts = {
        "feuille.yaml": f"format: 1\ntitre: Essai\nterritoire: {scope}\n",
        "indicateurs/mesure.yaml": f"type: indicateur\ntitre: Mesure\n{definition}",
    }
    for code, said in rows.items():
        texts[f"fiches-territoire/lieu-{code}.yaml"] = (
            f"type: fiche-territoire\nterritoire: {code}\nindicateurs:\n"
            f"  - indicateur: mesure\n{said}"
        )
    return load(write_files(folder, texts))


def once(value: str, key: str = "realises", year: int = 2025) -> str:
    return f"    {key}: [{{periode: {year}, {value}}}]\n"


def sheets(corpus: Corpus) -> list[Page]:
    """Return the page of the indicator and those that follow it."""
    found = site(corpus, ABOUT).pages
    return [one for one in found if one.address.startswith("indicateur/mesure")]


def every(blocks: Any, kind: type) -> Iterator[Any]:
    """Yield the blocks of a kind, wherever they stand, in order."""
    for block in blocks:
        if isinstance(block, kind):
            yield block
        if isinstance(block, Section | Details):
            yield from every(block.blocks, kind)
        elif isinstance(block, Listing):
            yield from every([one for entry in block.entries for one in entry.blocks], kind)
        elif isinstance(block, Drawing):
            yield from every([block.table], kind)


def told(value: Any) -> str:
    if isinstance(value, Prose):
        return value.text.translate(PLAIN)
    return "".join(part.words for part in value.parts).translate(PLAIN)


def cells(table: Table) -> list[list[list[str]]]:
    return [[[told(one) for one in cell] for cell in row.cells] for row in table.rows]


def remarks(page: Page) -> list[str]:
    """Return what is said of the results, in the open."""
    results = next(one for one in page.blocks if isinstance(one, Section))
    listed = [one for one in results.blocks if isinstance(one, Listing)]
    return [told(block) for one in listed for entry in one.entries for block in entry.blocks]


def folded(page: Page, summary: str) -> tuple[Block, ...]:
    found = [one for one in every(page.blocks, Details) if one.summary.translate(PLAIN) == summary]
    return found[0].blocks if found else ()


def drawing(page: Page, anchor: str) -> Drawing:
    return next(one for one in every(page.blocks, Drawing) if one.anchor == anchor)


# Words

WORDED = "nature: qualitatif\nsens: hausse\nmailles: [departement]\n"
LONG = "Deux réunions.\n\n- un calendrier commun ;\n- une fiche de **liaison**."


def quoted(text: str) -> str:
    return f'texte: "{text}"'.replace("\n", "\\n")


def test_words_stand_whole_beside_their_territory_and_once(tmp_path: Path) -> None:
    said = {"dep-22": once(quoted("Installée.")), "dep-29": once(quoted(LONG)), "dep-35": ""}
    (page,) = sheets(plan(tmp_path, said, WORDED))
    shown = next(one for one in every(page.blocks, Table) if one.caption == "Réalisé 2025")
    assert cells(shown) == [
        [["Côtes-d'Armor"], ["Installée."]],
        [["Finistère"], [LONG]],
        [["Ille-et-Vilaine"], ["non renseigné"]],
        [["Morbihan"], ["non renseigné"]],
    ]
    assert remarks(page) == [
        "Réalisé 2025 : 2 départements sur 4 ne sont pas renseignés : Ille-et-Vilaine et Morbihan"
    ]
    html = files(plan(tmp_path, said, WORDED), ABOUT, ["html"])["indicateur/mesure.html"].decode()
    assert "en mots" not in html.replace("En mots", "")
    assert html.count("<li>une fiche de <strong>liaison</strong>.</li>") == 2  # results, values


def test_words_of_the_whole_alone_are_facts(tmp_path: Path) -> None:
    said = once(quoted("Aucune."), "references", 2022) + once(quoted(LONG))
    definition = WORDED.replace("departement", "region")
    corpus = plan(tmp_path, {"reg-53": said}, definition)
    (page,) = sheets(corpus)
    facts = next(every(page.blocks, Facts))
    assert [(one.term, told(one.values[0])) for one in facts.rows] == [
        ("Départ 2022", "Aucune."),
        ("Réalisé 2025", LONG),
    ]
    values = next(one for one in every(page.blocks, Table) if one.caption == "Valeurs")
    assert [told(one) for one in values.rows[0].cells[2]] == [
        "Départ 2022 : Aucune.",
        f"Réalisé 2025 :\n\n{LONG}",
    ]
    assert remarks(page) == []
    listed = next(one for one in site(corpus, ABOUT).pages if one.address == "indicateur/index")
    assert told(next(every(listed.blocks, Table)).rows[0].cells[1][0]) == f"2025 :\n\n{LONG}"


# Who is missing


def test_who_is_missing_is_counted_and_many_are_folded(tmp_path: Path) -> None:
    said = {"dep-31": once("valeur: 5"), "dep-32": once("manque: non-disponible, motif: Panne.")}
    (page,) = sheets(plan(tmp_path, said, scope="reg-76"))
    assert remarks(page) == ["Réalisé 2025 : 12 départements sur 13 ne sont pas renseignés"]
    names = [
        told(block)
        for one in folded(page, "Qui n'est pas dans le total")
        if isinstance(one, Listing)
        for entry in one.entries
        for block in entry.blocks
    ]
    assert len(names) == 12
    assert "Gers : Panne" in names
    assert "Lot" in names


def test_a_target_that_is_not_added_up_is_not_missing(tmp_path: Path) -> None:
    rate = "nature: taux\nunite: pourcent\nsens: hausse\nmailles: [departement]\n"
    row = once("numerateur: 1, denominateur: 2") + once("valeur: 60", "cibles")
    (page,) = sheets(plan(tmp_path, dict.fromkeys(BRETAGNE, row), rate))
    assert remarks(page) == [
        "Cible 2025 : les cibles d'un taux ou d'une moyenne ne s'additionnent pas"
    ]


def test_an_answer_that_cannot_serve_is_told_apart(tmp_path: Path) -> None:
    rows = dict.fromkeys(BRETAGNE[:2], once("valeur: 5"))
    definition = "nature: flux\nunite: cas\nsens: hausse\nmailles: [departement]\nmaximum: 9\n"
    (page,) = sheets(plan(tmp_path, rows | {"dep-35": once("valeur: 50")}, definition))
    assert remarks(page) == [
        "Réalisé 2025 : 1 département sur 4 n'est pas renseigné : Morbihan",
        "Réalisé 2025 : 1 réponse n'entre pas dans le total : Ille-et-Vilaine (hors des bornes de l'indicateur)",
        "Ille-et-Vilaine, réalisé 2025 : hors des bornes de l'indicateur",
    ]


def test_charts_say_what_each_of_their_marks_means(tmp_path: Path) -> None:
    action = (
        "nature: flux\nunite: personnes\nsens: hausse\nmailles: [departement]\ncomptage: action\n"
    )
    corpus = plan(tmp_path, {}, action)
    texts = {
        f"fiches-action/{name}.yaml": f"type: fiche-action\ntitre: {name}\nterritoires: [dep-22, dep-29]\n"
        "indicateurs:\n" + "".join(
            f"  - indicateur: mesure\n    territoire: {code}\n    realises:\n"
            f"      - {{periode: 2024, valeur: 4}}\n      - {{periode: 2025, valeur: 5}}\n"
            for code in codes
        )
        for name, codes in {"une": ("dep-22", "dep-29"), "deux": ("dep-22",)}.items()
    }  # fmt: skip
    corpus = load(write_files(tmp_path, texts))
    (page,) = sheets(corpus)
    bars, curve = (drawing(page, f"dessin_{one}") for one in ("territoires", "periodes"))
    assert {"partiel"} < {one.look for one in bars.shapes}
    assert "contour tireté : total partiel" in bars.source.translate(PLAIN)
    assert "Point évidé : total partiel" in curve.source.translate(PLAIN)
    assert "cible" not in bars.source + curve.source
    assert "pointillé" not in bars.source
    whole = plan(tmp_path / "entier", dict.fromkeys(BRETAGNE, once("valeur: 5")))
    assert "partiel" not in drawing(sheets(whole)[0], "dessin_territoires").source


# Numbers as French writes them


def test_zero_and_less_than_two_are_singular_and_minus_is_a_sign(tmp_path: Path) -> None:
    rows = {"dep-22": once("valeur: 0"), "dep-29": once("valeur: -5000")}
    page = sheets(plan(tmp_path / "moins", rows))[0]
    assert told(next(every(page.blocks, Phrase))).startswith("Bretagne, 2025 : −5 000 personnes")
    page = sheets(plan(tmp_path / "nul", {"dep-22": once("valeur: 0")}))[0]
    assert told(next(every(page.blocks, Phrase))).startswith("Bretagne, 2025 : 0 personne (")
    assert "0 personne (" in drawing(page, "dessin_carte").title.translate(PLAIN)


# As long as it gets


@pytest.fixture(scope="module")
def country(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    """Return 101 départements that each give a start, and five targets and results; one gives none."""

    def rows(at: int, key: str, years: range) -> str:
        listed = "".join(f"      - {{periode: {y}, valeur: {at * 7919 % 20_000}}}\n" for y in years)
        return f"    {key}:\n{listed}"

    said = {
        code: rows(at, "references", range(2020, 2021)) + rows(at + 1, "cibles", YEARS)
        + (rows(at, "realises", YEARS) if at else "")
        for at, code in enumerate(DEPARTEMENTS)
    }  # fmt: skip
    return plan(tmp_path_factory.mktemp("pays"), said, scope="fr")


def test_the_pages_of_a_whole_country_stay_light(country: Corpus) -> None:
    made = files(country, ABOUT, ["html"])
    sizes = {name: len(raw) for name, raw in made.items() if name.startswith("indicateur/mesure")}
    assert len(sizes) > 4
    assert max(size for name, size in sizes.items() if name.endswith(".html")) < 75_000
    first = made["indicateur/mesure.html"].decode()
    for way in ("mesure_valeurs.html", "mesure_valeurs_2.html"):
        assert f'href="{way}"' in first
        assert f"indicateur/{way}" in made


def test_every_territory_of_a_country_is_shown(country: Corpus) -> None:
    first, *others = sheets(country)
    summed = next(one for one in every(first.blocks, Table) if one.caption == "Par territoire")
    assert len(summed.rows) == 1 + 18  # France and its régions
    shown = [
        row[0][0]
        for page in others
        for one in every(page.blocks, Table)
        if one.caption == "Par territoire"
        for row in cells(one)
    ]
    assert {country.name(code).translate(PLAIN) for code in DEPARTEMENTS} <= {*shown}
    assert len(shown) == len({*shown}) == 1 + 13 + 101  # of five régions, the département alone


def test_what_is_pointed_at_on_a_map_is_named(country: Corpus) -> None:
    drawn = drawing(sheets(country)[0], "dessin_carte")
    hints = [one.words.translate(PLAIN) for one in drawn.shapes if one.form == "circle"]
    named = [one for one in hints if one]
    assert len(named) > 50
    assert all(re.match(r"[^ :].* : [\d ]+$", one) for one in named)


def test_no_value_loses_its_file_and_its_line(country: Corpus) -> None:
    written = country.snapshot
    found = set()
    for page in sheets(country):
        for block in folded(page, "D'où viennent ces chiffres"):
            for _place, (where,), lines in cells(block):
                path = where.partition(" : ")[0]
                ((_path, raw),) = written.read([path])
                held = raw.decode().splitlines()
                for said in lines:
                    kind, _sep, each = said.partition(" : ")
                    for year, number in re.findall(r"(\d{4}) \(ligne (\d+)\)", each):
                        assert f"periode: {year}" in held[int(number) - 1]
                        found.add((path, kind, year))
    assert len(found) == 101 * (1 + 5) + 100 * 5


def test_on_paper_the_sheets_are_one(country: Corpus) -> None:
    pages = [page for page, _addresses in joined(sheets(country))]
    assert [page.title.translate(PLAIN) for page in pages] == [
        "Mesure",
        "Mesure : toutes les valeurs",
    ]
    titles = [one.title for one in pages[1].blocks if isinstance(one, Section)]
    assert titles == ["Par territoire", "Valeurs"]


def test_on_paper_long_texts_have_the_room_that_short_ones_leave(tmp_path: Path) -> None:
    long = once(quoted("Une réunion du comité. " * 20))
    (page,) = sheets(plan(tmp_path, dict.fromkeys(BRETAGNE, long), WORDED))
    shown = next(one for one in every(page.blocks, Table) if one.caption == "Réalisé 2025")
    name, words = widths(shown)
    assert name < 25
    assert words > 70


def test_a_value_without_a_readable_period_has_its_line(tmp_path: Path) -> None:
    rows = (
        "    realises:\n      - {periode: 2025, valeur: 5}\n      - {periode: jamais, valeur: 6}\n"
    )
    (page,) = sheets(plan(tmp_path, {"dep-22": rows}))
    (where,) = folded(page, "D'où viennent ces chiffres")
    assert isinstance(where, Table)
    assert cells(where)[0][2] == ["réalisé : 2025 (ligne 6), sans période lisible (ligne 7)"]
