"""Rebuild the geography of `src/feuille/` from the npm package @etalab/decoupage-administratif.

    npm pack @etalab/decoupage-administratif && tar xzf *.tgz
    python tools/geographie.py package/

The package (MIT) derives from the Code officiel géographique of INSEE (Licence
Ouverte 2.0) and the DGCL's list of groupings. Names, kinds and parents are kept:
`geographie.json` holds what every run may need, `communes.txt` the communes, read
only where a document names one.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path

OUT = Path(__file__).parents[1] / "src" / "feuille"
METROPOLES = {"METRO", "MET69"}
NEARLY_ALL = 0.9

# Collectivités that hold the powers of a département over a place of their own (INSEE's list of
# collectivités territoriales): where the place is a whole département or région, that code serves.
COLLECTIVITES = {
    "ctd-69d": ["Rhône (hors Métropole de Lyon)", "departement", "dep-69"],
    "ctd-6ae": ["Collectivité européenne d'Alsace", "collectivite", "reg-44"],
}

# Régions before the law of 16 January 2015 took effect, and Corse before it was split.
FORMER = {
    "reg-21": ["Champagne-Ardenne", "2015-12-31", ["reg-44"]],
    "reg-22": ["Picardie", "2015-12-31", ["reg-32"]],
    "reg-23": ["Haute-Normandie", "2015-12-31", ["reg-28"]],
    "reg-25": ["Basse-Normandie", "2015-12-31", ["reg-28"]],
    "reg-26": ["Bourgogne", "2015-12-31", ["reg-27"]],
    "reg-31": ["Nord-Pas-de-Calais", "2015-12-31", ["reg-32"]],
    "reg-41": ["Lorraine", "2015-12-31", ["reg-44"]],
    "reg-42": ["Alsace", "2015-12-31", ["reg-44"]],
    "reg-43": ["Franche-Comté", "2015-12-31", ["reg-27"]],
    "reg-54": ["Poitou-Charentes", "2015-12-31", ["reg-75"]],
    "reg-72": ["Aquitaine", "2015-12-31", ["reg-75"]],
    "reg-73": ["Midi-Pyrénées", "2015-12-31", ["reg-76"]],
    "reg-74": ["Limousin", "2015-12-31", ["reg-75"]],
    "reg-82": ["Rhône-Alpes", "2015-12-31", ["reg-84"]],
    "reg-83": ["Auvergne", "2015-12-31", ["reg-84"]],
    "reg-91": ["Languedoc-Roussillon", "2015-12-31", ["reg-76"]],
    "dep-20": ["Corse", "1975-12-31", ["dep-2a", "dep-2b"]],
}

Places = dict[str, list[str]]


def main(package: Path) -> None:
    """Write the two data files next to the program's modules."""
    read = {
        name: json.loads((package / "data" / f"{name}.json").read_text("utf-8"))
        for name in ("regions", "departements", "epci", "communes")
    }
    meta = json.loads((package / "package.json").read_text("utf-8"))
    source = (
        f"{meta['name']} {meta['version']} (MIT), d'après le Code officiel géographique "
        "de l'INSEE et la base BANATIC (Licence Ouverte 2.0)"
    )
    region = {row["code"]: row["region"] for row in read["departements"]}
    _write(OUT / "geographie.json", source, _places(read, region), FORMER)
    communes = _communes(read["communes"])
    (OUT / "communes.txt").write_text(f"# {source}\n" + "\n".join(communes) + "\n", "utf-8")
    print(f"communes.txt: {len(communes)} communes")


def _places(read: dict[str, list[dict[str, object]]], region: dict[str, str]) -> Places:
    places: Places = {"fr": ["France", "pays", ""]}
    for row in read["regions"]:
        if row["zone"] in {"metro", "drom"}:
            places[f"reg-{row['code'].lower()}"] = [row["nom"], "region", "fr"]
    for row in read["departements"]:
        if row["zone"] in {"metro", "drom"}:
            code = f"dep-{row['code'].lower()}"
            places[code] = [row["nom"], "departement", f"reg-{row['region'].lower()}"]
    for row in sorted(read["epci"], key=lambda row: row["code"]):
        prefix, kind = ("met", "metropole") if row["type"] in METROPOLES else ("epci", "epci")
        places[f"{prefix}-{row['code']}"] = [row["nom"], kind, _around(row, region)]
    return places | COLLECTIVITES


def _around(grouping: dict[str, object], region: dict[str, str]) -> str:
    """Return the place around a grouping: its département where nearly all its communes are,
    else its région, else France.
    """  # noqa: D205
    codes = [m["code"][: 3 if m["code"].startswith("97") else 2] for m in grouping["membres"]]
    most, count = Counter(codes).most_common(1)[0]
    if count >= NEARLY_ALL * len(codes):
        return f"dep-{most.lower()}"
    regions = {region[code] for code in codes}
    return f"reg-{regions.pop().lower()}" if len(regions) == 1 else "fr"


def _communes(rows: list[dict[str, str]]) -> list[str]:
    """Return a line for each commune: its code and name; after a `>` the one that absorbed it."""
    now = {row["code"] for row in rows if row["type"] == "commune-actuelle"}
    absorbed = {"commune-deleguee", "commune-associee"}
    lines = []
    for row in sorted(rows, key=lambda row: row["code"]):
        if row["type"] == "commune-actuelle" and row["zone"] in {"metro", "drom"}:
            lines.append(f"{row['code'].lower()} {row['nom']}")
        elif row["type"] in absorbed and row["code"] not in now:
            lines.append(f"{row['code'].lower()} {row['nom']}>{row['chefLieu'].lower()}")
    return lines


def _write(path: Path, source: str, places: Places, former: dict[str, list[object]]) -> None:
    def rows(table: dict[str, list[object]]) -> str:
        return ",\n".join(
            f"{json.dumps(code)}:{json.dumps(row, ensure_ascii=False, separators=(',', ':'))}"
            for code, row in table.items()
        )

    path.write_text(
        f'{{"source":{json.dumps(source, ensure_ascii=False)},\n'
        f'"territoires":{{\n{rows(places)}\n}},\n"anciens":{{\n{rows(former)}\n}}}}\n',
        "utf-8",
    )
    print(f"{path.name}: {len(places)} territoires, {len(former)} anciens")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
