"""Write `docs/reference/`: the types of document and the diagnostics, from schemas and rules.

python tools/reference.py          writes the pages
python tools/reference.py --check  says whether they are up to date (exit code 1 where not)
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from feuille import checks
from feuille.schema import registry

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feuille.schema import Node, Type

OUT = Path(__file__).parents[1] / "docs" / "reference"
HEAD = "<!-- Écrit par tools/reference.py d'après schémas et règles : ne pas modifier. -->\n"
MAX_DEPTH = 4


def pages() -> dict[str, str]:
    """Return the text of every page by file name."""
    types = list(registry().types.values())
    return {
        "types.md": _index(types),
        "diagnostics.md": _codes(),
        **{f"type-{kind.name}.md": _type(kind) for kind in types},
    }


def _index(types: list[Type]) -> str:
    rows = [
        HEAD, "# Types de document", "",
        "Un fichier est un document ; son nom (sans `.yaml`) est son identifiant.", "",
        "| Type | Dossier | Ce qu'il contient |", "|---|---|---|",
    ]  # fmt: skip
    for kind in types:
        names = ", ".join(f"`{name}`" for name in (kind.name, *kind.aliases))
        rows.append(f"| [{names}](type-{kind.name}.md) | `{kind.folder}/` | {kind.description} |")
    return "\n".join(rows) + "\n"


def _type(kind: Type) -> str:
    rows = [HEAD, f"# {kind.title}", "", kind.description, "", f"Dossier : `{kind.folder}/`.", ""]
    expected = kind.node["x-attendus"]
    if expected:
        listed = ", ".join(f"`{key}`" for key in expected)
        rows += [f"Attendu d'un document validé : {listed}.", ""]
    rows += ["| Clé | Ce qu'on y écrit | Valeur |", "|---|---|---|"]
    rows += _keys(kind.node, "", 1, frozenset())
    return "\n".join(rows) + "\n"


def _keys(node: Node, before: str, depth: int, seen: frozenset[str]) -> Iterator[str]:
    for key in node.properties:
        child = node.child(key)
        if child is None:
            continue
        item = child.item
        path = f"{before}{key}{'[]' if item else ''}"
        title = f"**{child.title}**{' (obligatoire)' if key in node.required else ''}"
        text = f"{title}. {child.description}" if child.description else f"{title}."
        yield f"| `{path}` | {_cell(text)} | {_cell(_value(child))} |"
        inner = item or child
        # A tree repeats itself: one level of it is enough.
        if inner.properties and depth < MAX_DEPTH and inner.title not in seen:
            yield from _keys(inner, path + ".", depth + 1, seen | {inner.title})


def _value(node: Node) -> str:
    """Say what a value looks like: its choices, its targets, its form, an example."""
    item = node.item or node
    targets = {target for place in (item, item.of("")) for target in place.targets}
    if item.labels:
        return ", ".join(f"`{value}`" for value in item.labels)
    if node["const"]:
        return f"`{node['const']}`"
    if targets:
        names = sorted(f"`{kind}{'#' + item if item else ''}`" for kind, item in targets)
        return "référence : " + ", ".join(names)
    words = [node.form] if node.form else []
    if node.natural_key:
        words.append("clé : " + " + ".join(f"`{key}`" for key in node.natural_key))
    if node["examples"]:
        words.append(f"ex. `{node['examples'][0]}`")
    return " ; ".join(words)


def _codes() -> str:
    rows = [
        HEAD, "# Diagnostics", "",
        "`feuille explain CODE` dit la même chose dans le terminal. Familles : L lecture,",
        "S schéma, R références, C cohérence, G gouvernance.", "",
    ]  # fmt: skip
    words = {"error": "erreur", "warning": "avertissement", "info": "information"}
    for code, rule in sorted(checks.RULES.items()):
        rows += [
            f"## {code} — {rule.title}",
            "",
            f"Gravité : {words[rule.severity]}.",
            "",
            rule.why,
            "",
        ]
        for title, text in (("À ne pas écrire :", rule.wrong), ("À écrire :", rule.right)):
            if text:
                rows += [title, "", "```yaml", text, "```", ""]
    return "\n".join(rows).rstrip() + "\n"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def main() -> int:
    """Write the pages, or check them."""
    wanted = pages()
    found = (
        {path.name: path.read_text("utf-8") for path in OUT.glob("*.md")} if OUT.exists() else {}
    )
    if "--check" in sys.argv:
        stale = sorted(
            name for name in wanted.keys() | found if wanted.get(name) != found.get(name)
        )
        print("\n".join(f"docs/reference/{name} n'est pas à jour" for name in stale) or "à jour")
        return 1 if stale else 0
    OUT.mkdir(parents=True, exist_ok=True)
    for name in found.keys() - wanted:
        (OUT / name).unlink()
    for name, text in wanted.items():
        (OUT / name).write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
