"""`rollup --format csv|xlsx`: what a spreadsheet opens, and never runs."""

from __future__ import annotations

import csv
import io
import json
import sys
import zipfile
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from feuille.exchange import delimited, workbook
from feuille.exchange.flat import Sheet
from tests.conftest import feuille
from tests.rollup_helpers import by_place, convention, fiche

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Write = Callable[[dict[str, str]], Path]

HOSTILE = '=HYPERLINK("x")'


@pytest.fixture
def depot(repo: Write) -> str:
    files: dict[str, Any] = {
        **by_place({"dep-01": 1234.5, "dep-03": -2}, titre=HOSTILE),
        "fiches-action/f.yaml": fiche(),
        "conventions/c.yaml": convention(
            {"fiche": "f", "financements": [{"financeur": "etat", "exercice": 2019, "engage": 100.5}]}
        ),
    }  # fmt: skip
    texts = {name: json.dumps(body, ensure_ascii=False) for name, body in files.items()}
    texts["feuille.yaml"] = "format: 1\ntitre: Essai\nterritoire: reg-84\n"
    return str(repo(texts))


def _rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))


def test_csv_is_what_a_french_spreadsheet_opens(depot: str) -> None:
    run = feuille("-C", depot, "rollup", "--format", "csv")
    assert run.code == 0
    assert run.out.startswith("\ufeffobjet;territoire;territoire_nom;indicateur;")
    rows = _rows(run.out)
    whole = next(one for one in rows if one["territoire"] == "reg-84")
    assert {key: whole[key] for key in (
        "objet", "territoire_nom", "periode", "nature", "valeur", "unite", "statut", "repondants",
        "attendus", "sources",
    )} == {
        "objet": "indicateur", "territoire_nom": "Auvergne-Rhône-Alpes", "periode": "2019",
        "nature": "realise", "valeur": "1232,5", "unite": "personnes", "statut": "partiel",
        "repondants": "2", "attendus": "12", "sources": "2",
    }  # fmt: skip
    assert whole["manquants"].split(", ")[0] == "dep-07 2019"
    money = next(one for one in rows if one["objet"] == "montant")
    assert (money["valeur"], money["unite"], money["periode"]) == ("100,5", "eur", "2019")


def test_a_negative_number_stays_a_number_and_a_formula_a_text(depot: str) -> None:
    rows = _rows(feuille("-C", depot, "rollup", "--format", "csv").out)
    assert next(one for one in rows if one["territoire"] == "dep-03")["valeur"] == "-2"
    assert rows[0]["indicateur_nom"] == "'" + HOSTILE


@given(st.text())
def test_no_text_of_a_document_starts_a_formula(text: str) -> None:
    raw = delimited.as_csv(Sheet(("a",), ((text,),))).decode()
    rows = list(csv.reader(io.StringIO(raw, newline=""), delimiter=";"))
    kept = rows[1][0] if len(rows) > 1 and rows[1] else ""
    assert not kept.startswith(("=", "+", "-", "@", "\t", "\r"))


def test_a_workbook_holds_the_figures_of_the_csv(depot: str, tmp_path: Path) -> None:
    target = tmp_path / "chiffres.xlsx"
    run = feuille("-C", depot, "rollup", "--format", "xlsx", "-o", str(target))
    assert (run.code, run.out) == (0, "")
    page = openpyxl.load_workbook(target).worksheets[0]
    heads, *rows = page.iter_rows(values_only=True)
    found = [dict(zip(heads, row, strict=True)) for row in rows]
    said = _rows(feuille("-C", depot, "rollup", "--format", "csv").out)
    assert len(found) == len(said)
    assert [one["territoire"] for one in found] == [one["territoire"] or None for one in said]
    assert found[0]["valeur"] == 1232.5
    cell = page.cell(2, heads.index("indicateur_nom") + 1)
    assert (cell.value, cell.data_type) == (HOSTILE, "s")


def test_a_workbook_is_the_same_bytes_whenever_it_is_made() -> None:
    sheet = Sheet(("a", "b"), (("été", 1), ("=1+1", None), ("\x00\x1b", 2)))
    raw = workbook.as_xlsx(sheet, "T")
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        assert {one.date_time for one in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.read("docProps/core.xml").count(b"1980-01-01T00:00:00Z") == 2
    assert workbook.as_xlsx(sheet, "T") == raw


def test_without_openpyxl_the_remedy_is_told(
    depot: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    target = tmp_path / "chiffres.xlsx"
    run = feuille("-C", depot, "rollup", "--format", "xlsx", "-o", str(target))
    assert (run.code, run.out) == (2, "")
    assert "feuille[tableur]" in run.err
    assert not target.exists()


@pytest.mark.parametrize(
    "arguments", [["--format", "xlsx"], ["-o", "x.csv"], ["--format", "csv", "-o", "absent/x.csv"]]
)
def test_what_cannot_be_written_is_refused(depot: str, arguments: list[str]) -> None:
    run = feuille("-C", depot, "rollup", *arguments)
    assert (run.code, run.out) == (2, "")
    assert "→" in run.err


def test_a_file_is_replaced_whole(depot: str, tmp_path: Path) -> None:
    target = tmp_path / "x.csv"
    target.write_text("ancien", "utf-8")
    assert feuille("-C", depot, "rollup", "--format", "csv", "-o", str(target)).code == 0
    assert target.read_bytes().startswith(b"\xef\xbb\xbfobjet;")
    assert [one.name for one in tmp_path.iterdir() if one.name != "depot"] == ["x.csv"]


def test_every_axis_has_its_columns(depot: str) -> None:
    run = feuille("-C", depot, "rollup", "--by", "fiche,territoire", "--format", "csv")
    assert run.out.split("\n")[0].startswith(
        "\ufeffobjet;fiche;fiche_nom;territoire;territoire_nom;"
    )


def test_an_indicator_alone_comes_without_money(depot: str) -> None:
    rows = _rows(feuille("-C", depot, "rollup", "ind", "--format", "csv").out)
    assert {one["objet"] for one in rows} == {"indicateur"}
