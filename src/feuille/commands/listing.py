"""`feuille list`: find documents by type, words, territory, state."""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson

from feuille import consult
from feuille.diagnostics import CannotProceedError
from feuille.i18n import _, plural

if TYPE_CHECKING:
    from rich.table import Table

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
    corpus = terminal.corpus(rev)
    consult.check_filters(corpus, place, state)
    found = consult.find(corpus, kind, words, place, state)
    if output == "json":
        body = {"version": 1, "documents": [_record(one) for one in found]}
        terminal.out(orjson.dumps(body, option=orjson.OPT_INDENT_2).decode())
        return 0
    if found:
        _table(terminal, corpus, found, several=kind is None)
    terminal.note(plural("{n} document", "{n} documents", len(found)))
    return 0


_WIDEST = 34


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
    """Print a table a type: a column of types would leave too little room for titles."""
    console = terminal.console()
    for name in dict.fromkeys(one.type.name for one in found):
        group = [one for one in found if one.type.name == name]
        if several:
            terminal.out(f"\n{terminal.style(group[0].type.plural, 'bold')}")
        console.print(_group(corpus, group))


def _group(corpus: Corpus, found: list[Document]) -> Table:
    from rich.table import Table
    from rich.text import Text

    node = found[0].type.node.child("avancement")
    where = [", ".join(corpus.name(code) for code in consult.places(one)) for one in found]
    table = Table(box=None, pad_edge=False, header_style="bold")
    # What one copies stays whole: titles give way.
    table.add_column(_("Identifiant"), max_width=_WIDEST, overflow="fold",
                     no_wrap=max(len(one.id) for one in found) <= _WIDEST)  # fmt: skip
    table.add_column(_("Titre"))
    if any(where):
        table.add_column(_("Territoire"))
    if node:
        table.add_column(_("Avancement"), no_wrap=True)
    for one, place in zip(found, where, strict=True):
        cells = [one.id, one.name, *([place] if any(where) else [])]
        if node:
            value = str(one.data.get("avancement") or "")
            cells.append(node.labels.get(value, value) or _("non renseigné"))
        table.add_row(*(Text(cell) for cell in cells))
    return table
