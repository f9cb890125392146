"""`feuille list`: find documents by type, words, territory, state."""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson

from feuille import consult
from feuille.diagnostics import CannotProceedError
from feuille.i18n import _, plural

if TYPE_CHECKING:
    from feuille.commands.terminal import Terminal
    from feuille.corpus import Corpus, Document


def run(
    terminal: Terminal,
    kind: str | None,
    *,
    words: str | None,
    place: str | None,
    state: str | None,
    rev: str | None,
    output: str,
) -> int:
    """List the documents that fit; always 0."""
    if output not in {"table", "json"}:
        raise CannotProceedError(
            _("Le format « {name} » est inconnu.").format(name=output),
            _("Formats possibles : table, json."),
        )
    corpus = terminal.workspace().corpus(rev)
    found = consult.find(corpus, kind, words, place, state)
    if output == "json":
        body = {"version": 1, "documents": [_record(one) for one in found]}
        terminal.out(orjson.dumps(body, option=orjson.OPT_INDENT_2).decode())
        return 0
    if found:
        _table(terminal, corpus, found, several=kind is None)
    terminal.note(plural("{n} document", "{n} documents", len(found)))
    return 0


def _record(one: Document) -> dict[str, object]:
    return {
        "type": one.type.name,
        "id": one.id,
        "path": one.path,
        "titre": one.name,
        "avancement": one.data.get("avancement"),
        "territoires": consult.places(one),
    }


def _table(terminal: Terminal, corpus: Corpus, found: list[Document], *, several: bool) -> None:
    from rich.table import Table
    from rich.text import Text

    stated = any("avancement" in one.type.node.properties for one in found)
    table = Table(box=None, pad_edge=False, header_style="bold")
    if several:
        table.add_column(_("Type"), no_wrap=True)
    table.add_column(_("Identifiant"), no_wrap=True)
    table.add_column(_("Titre"), overflow="fold")
    table.add_column(_("Territoire"), overflow="fold")
    if stated:
        table.add_column(_("Avancement"))
    for one in found:
        where = ", ".join(corpus.name(code) for code in consult.places(one))
        cells = [one.type.name] if several else []
        cells += [one.id, one.name, where]
        if stated:
            node = one.type.node.child("avancement")
            value = str(one.data.get("avancement") or "")
            missing = _("non renseigné") if node else ""
            cells.append(node.labels.get(value, value) if node and value else missing)
        table.add_row(*(Text(cell) for cell in cells))
    terminal.console().print(table)
