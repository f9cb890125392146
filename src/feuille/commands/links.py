"""`feuille links`: what a document refers to, and what refers to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson

from feuille import consult
from feuille.checks import place_of
from feuille.diagnostics import CannotProceedError
from feuille.i18n import _
from feuille.schema import key_path

if TYPE_CHECKING:
    from collections.abc import Callable

    from feuille.commands.terminal import Terminal
    from feuille.corpus import Corpus, Reference


def run(
    terminal: Terminal, name: str | None, *, output: str, orphans: bool, rev: str | None
) -> int:
    """Show references as a table, JSON or a Mermaid graph; always 0."""
    if output not in _WRITERS:
        raise CannotProceedError(
            _("Le format « {name} » est inconnu.").format(name=output),
            _("Formats possibles : {names}.").format(names=", ".join(_WRITERS)),
        )
    corpus = terminal.corpus(rev)
    if orphans:
        return _orphans(terminal, corpus)
    chosen = consult.document(corpus, name).id if name else None
    found = [
        one
        for one in corpus.references
        if one.target and (chosen is None or chosen in {one.source.id, one.target})
    ]
    terminal.out(_WRITERS[output](corpus, found, chosen))
    return 0


def _orphans(terminal: Terminal, corpus: Corpus) -> int:
    found = consult.orphans(corpus)
    for one in found:
        terminal.out(f"{one.path}  {one.name}")
    if not found:
        terminal.note(_("Tous les documents sont reliés."))
    return 0


def _key(one: Reference) -> str:
    return key_path(one.source.type.node, one.source.data, one.at)


def _table(corpus: Corpus, found: list[Reference], chosen: str | None) -> str:
    if not found:
        return _("Aucun lien.")
    rows = []
    for one in found:
        if chosen == one.target and chosen != one.source.id:
            rows.append(f"← {one.source.id}  {_key(one)}  ({one.source.name})")
        else:
            start = "" if chosen else f"{one.source.id} "
            rows.append(f"{start}→ {one.text}  {_key(one)}  ({corpus.name(one.text)})")
    return "\n".join(rows)


def _json(corpus: Corpus, found: list[Reference], _chosen: str | None) -> str:
    links = [
        {
            "source": one.source.id,
            "key_path": _key(one),
            "reference": one.text,
            "target": one.target,
            "path": one.source.path,
            "line": place_of(corpus, one.source.path, one.at).line,
        }
        for one in found
    ]
    body = {"version": 1, "links": links, "orphans": [one.id for one in consult.orphans(corpus)]}
    return orjson.dumps(body, option=orjson.OPT_INDENT_2).decode()


def _mermaid(corpus: Corpus, found: list[Reference], _chosen: str | None) -> str:
    """Write a graph; quotes and angle brackets are written as Mermaid's own entities."""
    ids = sorted({name for one in found for name in (one.source.id, one.target)})
    number = {name: f"d{position}" for position, name in enumerate(ids)}
    rows = ["graph LR"]
    for name in ids:
        title = corpus.documents[name].name
        for sign, entity in (("#", "#35;"), ('"', "#quot;"), ("<", "#lt;"), (">", "#gt;")):
            title = title.replace(sign, entity)
        rows.append(f'  {number[name]}["{" ".join(title.split())}"]')
    edges = {(one.source.id, one.target, str(one.at[0])) for one in found if one.at}
    rows += [f"  {number[a]} -->|{key}| {number[b]}" for a, b, key in sorted(edges)]
    return "\n".join(rows)


_WRITERS: dict[str, Callable[[Corpus, list[Reference], str | None], str]] = {
    "table": _table,
    "json": _json,
    "mermaid": _mermaid,
}
