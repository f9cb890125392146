"""Where the pages of the PDF break: nothing stands alone, no page is left near empty."""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from feuille.render import charts, pdf
from feuille.render.model import (
    Absent,
    Column,
    Cover,
    Drawing,
    Entry,
    Fact,
    Facts,
    Figure,
    Link,
    Listing,
    Page,
    Phrase,
    Row,
    Section,
    Shape,
    Site,
    State,
    Table,
    Text,
)
from feuille.render.typst_columns import lines, narrow, widths
from tests.test_pdf import bare, reader

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from feuille.render.model import Block

HOME = Link("Accueil", "index")
WHOLE = (Link("Tous", "tous/index"),)


def words(text: str, *, small: bool = False) -> Phrase:
    return Phrase((Text(text),), small=small)


def table(rows: int, name: str = "Rang") -> Table:
    cells = (((words(f"{name} {n}"),), (words("valeur"),)) for n in range(1, rows + 1))
    columns = (Column("Nom du rang"), Column("Valeur du rang"))
    return Table("Légende", columns, tuple(Row(one) for one in cells))


def document(folder: Path, *pages: Page) -> list[str]:
    """Return what each sheet says, cover and contents apart, its head first."""
    cover = Cover((), ("Service",), date(2026, 1, 1))
    site = Site("Plan", "fr", "", (), (Page("index", "Plan"), *pages), cover)
    path = folder / "plan.pdf"
    path.write_bytes(pdf.write(site)[pdf.FILE])
    found = [bare(page.extract_text()) for page in reader(path).pages]
    return found[3:]


def listed(*sheets: tuple[Block, ...]) -> Iterator[Page]:
    """Yield a part and pages below it, each of some blocks."""
    yield Page("tous/index", "Tous", trail=(HOME,))
    for number, blocks in enumerate(sheets, start=1):
        yield Page(f"tous/{number}", f"Titre {number}", "Genre", (HOME, *WHOLE), blocks)


def filled(lines: int) -> tuple[Block, ...]:
    return tuple(words(f"Ligne {n}.") for n in range(lines))


@pytest.mark.parametrize("before", range(30, 43, 2))
def test_a_low_table_stays_whole_with_its_heading_and_its_note(tmp_path: Path, before: int) -> None:
    note = words("Ce que disent les signes.", small=True)
    held = Section("Tableau", "t", (table(5), note))
    sheets = document(tmp_path, *listed((*filled(before), held)))
    (sheet,) = (one for one in sheets if "Rang1" in one)
    for said in ("Tableau", "Légende", "Rang5", "Cequedisentlessignes."):
        assert said in sheet


@pytest.mark.parametrize("before", range(30, 43, 2))
def test_a_long_table_starts_with_some_of_its_rows(tmp_path: Path, before: int) -> None:
    held = Section("Tableau", "t", (table(60),))
    sheets = document(tmp_path, *listed((*filled(before), held)))
    first = next(one for one in sheets if "Rang1v" in one)
    assert "Tableau" in first
    assert "Rang3v" in first
    assert all("Nomdurang" in one for one in sheets if "Rang" in one)


@pytest.mark.parametrize("before", range(26, 40))
def test_short_things_are_not_cut(tmp_path: Path, before: int) -> None:
    facts = Facts(tuple(Fact(f"Terme {n}", (words("valeur"),)) for n in range(3)))
    entries = tuple(Entry((words(f"Entrée {n}"), words(f"Précision {n}"))) for n in range(6))
    blocks = (*filled(before), facts, words("Remarques :", small=True), Listing(entries))
    sheets = document(tmp_path, *listed(blocks))
    pairs = [(f"Entrée{n}", f"Précision{n}") for n in range(6)]
    for together in (("Terme0", "Terme2"), ("Remarques", "Entrée0"), *pairs):
        assert any(all(one in sheet for one in together) for sheet in sheets), together


@pytest.mark.parametrize("before", [20, 26, 30, 34])
def test_a_drawing_stands_with_its_title_and_where_it_comes_from(
    tmp_path: Path, before: int
) -> None:
    shape = Shape("text", "t-nom", (20, 50), "Dessin")
    drawn = Drawing("Constat", "En mots.", "d", 600, 300, (shape,), table(2), "Provenance")
    sheets = document(tmp_path, *listed((*filled(before), drawn)))
    (sheet,) = (one for one in sheets if "Dessin" in one)
    assert "Constat" in sheet
    assert "Provenance" in sheet


def test_a_drawing_higher_than_a_sheet_goes_on_over_the_next_ones(tmp_path: Path) -> None:
    bars = [charts.Bar(f"Lieu {n},", Fraction(n), "", Fraction(40)) for n in range(40)]
    height, shapes = charts.bars(bars)
    drawn = Drawing(
        "Constat", "En mots.", "d", charts.WIDTH, height, shapes, table(1), "Provenance"
    )
    sheets = document(tmp_path, *listed((drawn,)))
    assert re.findall(r"Lieu(\d+),", "".join(sheets)) == [str(n) for n in range(40)]
    assert [len(re.findall(r"Lieu\d+,", one)) for one in sheets] == [15, 15, 10]
    assert "Constat" in sheets[0]
    assert "Provenance" in sheets[-1]


def test_pages_share_a_sheet_where_there_is_room(tmp_path: Path) -> None:
    sheets = document(tmp_path, *listed(filled(30), filled(12), filled(12), filled(60)))
    starts = [[n for n in range(1, 5) if f"GenreTitre{n}L" in one] for one in sheets]
    assert starts == [[1], [2, 3], [4], []]


def test_the_head_of_a_sheet_names_what_is_at_its_top(tmp_path: Path) -> None:
    sheets = document(tmp_path, *listed(filled(30), filled(30), filled(50), filled(2)))
    heads = [one.partition("Ligne")[0] for one in sheets]
    assert heads == [
        "TousTousGenreTitre1", "TousTitre2GenreTitre2", "TousTitre3GenreTitre3", "TousTitre3",
    ]  # fmt: skip
    assert "GenreTitre4" in sheets[-1]


def test_the_last_parts_share_a_sheet(tmp_path: Path) -> None:
    ends = ("calendrier", "glossaire", "accessibilite", "a-propos")
    pages = [Page(one, one.title(), trail=(HOME,), blocks=filled(3)) for one in ends]
    (sheet,) = document(tmp_path, *pages)
    assert sheet.startswith("Calendrier")
    for one in ends:
        assert bare(one.title()) in sheet


def row(*cells: str) -> Row:
    return Row(tuple((words(one),) for one in cells))


def test_short_values_are_not_cut_for_long_names() -> None:
    columns = tuple(Column(one) for one in ("Indicateur", "Départ", "Cibles", "Réalisé"))
    values = ("2022 : 18 400 personnes", "2026 : 24 000 personnes", "2025 : 21 480 personnes")
    found = Table(
        "", columns, tuple(row("Personnes reçues au premier accueil", *values) for _ in "ab")
    )
    shares = widths(found)
    assert sum(shares) == pytest.approx(99.9, abs=0.1)
    assert lines(Table("", columns[1:], (row(*values),)), shares[1:]) == [1]
    assert lines(found, shares) == [2, 2]


def test_what_makes_rows_high_gets_the_room() -> None:
    columns = (Column("Quoi"), Column("Avancement"), Column("Texte"))
    state = (Phrase((State("en cours", "◐", "cours"), Text(" en retard"))),)
    rows = tuple(Row(((words("Un nom"),), state, (words("mot " * 60),))) for _ in range(4))
    name, progress, text = widths(Table("", columns, rows))
    assert text > 2 * (name + progress)
    assert lines(Table("", columns[1:2], (Row((state,)),)), [progress]) == [1]


def test_words_are_cut_only_in_columns_narrower_than_them() -> None:
    columns = tuple(Column(one) for one in "abc")
    long = "anticonstitutionnellement " * 8
    found = Table("", columns, (row(long, "mot " * 40, long.replace("anti", "")),))
    assert not any(narrow(found, widths(found)))
    assert narrow(found, [10.0, 10.0, 80.0]) == [True, False, False]


@pytest.mark.parametrize(
    "cells", [(), ((),), ((words(""),),), ((Phrase((Absent("rien"), Figure("1"))),),)]
)
def test_odd_tables_have_widths(cells: tuple[tuple[Phrase, ...], ...]) -> None:
    columns = tuple(Column("x" * 80) for _cell in cells)
    for rows in ((), (Row(cells),)):
        found = Table("", columns, rows)
        shares = widths(found)
        assert len(shares) == len(narrow(found, shares)) == len(cells)
        assert len(lines(found, shares)) == len(rows)
