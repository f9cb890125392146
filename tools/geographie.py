"""Rebuild `src/feuille/geographie.json` from the npm package @etalab/decoupage-administratif.

    npm pack @etalab/decoupage-administratif && tar xzf *.tgz
    python tools/geographie.py package/

The package (MIT) derives from the Code officiel géographique of INSEE (Licence
Ouverte 2.0) and the DGCL's list of groupings. Régions, départements, métropoles
and the two halves of the Rhône are kept; names, parents and kinds only.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

# Groupings called métropole in the law, plus the collectivité of Lyon.
METROPOLES = {"METRO", "MET69"}


def main(package: Path) -> None:
    """Write the data file next to the program's modules."""
    data = package / "data"
    read = {name: json.loads((data / f"{name}.json").read_text("utf-8"))
            for name in ("regions", "departements", "epci")}  # fmt: skip
    meta = json.loads((package / "package.json").read_text("utf-8"))
    places: dict[str, list[str]] = {"fr": ["France", "pays", ""]}
    for row in read["regions"]:
        if row["zone"] in {"metro", "drom"}:
            places[f"reg-{row['code'].lower()}"] = [row["nom"], "region", "fr"]
    for row in read["departements"]:
        if row["zone"] in {"metro", "drom"}:
            code = f"dep-{row['code'].lower()}"
            places[code] = [row["nom"], "departement", f"reg-{row['region'].lower()}"]
    for row in sorted(read["epci"], key=lambda row: row["code"]):
        if row["type"] in METROPOLES:
            departement = _departement(row["membres"])
            places[f"met-{row['code']}"] = [row["nom"], "metropole", departement]
    places["ctd-69d"] = ["Rhône (hors Métropole de Lyon)", "departement", "dep-69"]
    out = Path(__file__).parents[1] / "src" / "feuille" / "geographie.json"
    source = (
        f"{meta['name']} {meta['version']} (MIT), d'après le Code officiel géographique "
        "de l'INSEE et la base BANATIC (Licence Ouverte 2.0)"
    )
    rows = [f"{json.dumps(code)}: {json.dumps(row, ensure_ascii=False)}"
            for code, row in places.items()]  # fmt: skip
    head = f'{{"source": {json.dumps(source, ensure_ascii=False)},\n"territoires": {{\n'
    out.write_text(head + ",\n".join(rows) + "\n}}\n", "utf-8")
    print(f"{len(places)} territoires dans {out.name}")


def _departement(members: list[dict[str, str]]) -> str:
    codes = [m["code"][:3] if m["code"].startswith("97") else m["code"][:2] for m in members]
    return f"dep-{max(set(codes), key=codes.count).lower()}"


if __name__ == "__main__":
    main(Path(sys.argv[1]))
