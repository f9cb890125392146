"""`feuille show`: one document, its links both ways, its last change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from feuille import consult, french, git
from feuille.i18n import _
from feuille.schema import registry
from feuille.values import PeriodError, montant, periode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feuille.commands.terminal import Terminal
    from feuille.corpus import Corpus, Document
    from feuille.schema import Node

LINE = 80

_NAMES = {"ligne", "periode", "date"}
"""Forms in which a number is a name: the year of an exercice."""


def run(terminal: Terminal, name: str, *, rev: str | None) -> int:
    """Print one document as a reader would want it; always 0."""
    workspace = terminal.workspace()
    corpus = workspace.corpus(rev)
    terminal.warn_of_missing(corpus)
    one = consult.document(corpus, name)
    terminal.out(terminal.style(one.name, "bold"))
    terminal.out(terminal.style(f"{one.type.title} · {one.id} · {one.path}", "dim"))
    for line in _block(corpus, one.type.node, one.data, 0, skip={"type", one.type.node.name_key}):
        terminal.out(line)
    for at in one.undecided:
        terminal.out(f"{at[-1]} : {_('à définir')}")
    _incoming(terminal, corpus, one)
    if workspace.repository and not rev:
        last = git.last_change(workspace.repository, one.path)
        if last:
            terminal.out("")
            terminal.out(_("Dernier changement : {what}").format(what=last))
    return 0


def _block(
    corpus: Corpus,
    node: Node,
    data: dict[str, Any],
    depth: int,
    skip: set[str] = frozenset(),  # type: ignore[assignment]
) -> Iterator[str]:
    pad = "  " * depth
    for key in node.of(data).properties:
        child = node.of(data).child(key)
        value = data.get(key)
        if child is None or value is None or key in skip:
            continue
        short = _short(corpus, child, value)
        if short is not None:
            yield f"{pad}{child.title} : {short}"
        elif isinstance(value, dict):
            yield f"{pad}{child.title}"
            yield from _block(corpus, child, value, depth + 1)
        else:
            yield f"{pad}{child.title}"
            yield from _items(corpus, child, value, depth + 1)


def _items(corpus: Corpus, node: Node, items: list[Any], depth: int) -> Iterator[str]:
    pad, item = "  " * depth, node.item
    for value in items:
        short = _short(corpus, item, value) if item else str(value)
        if short is not None:
            yield f"{pad}- {short}"
        elif isinstance(value, dict) and item is not None:
            lines = list(_block(corpus, item, value, depth + 1))
            yield f"{pad}- {lines[0].strip() if lines else ''}"
            yield from lines[1:]


def _short(corpus: Corpus, node: Node, value: Any) -> str | None:
    """Return a value that fits on one line, as words; None for blocks and lists of blocks."""
    amount = montant(value) if node.form == "montant" else None
    if amount is not None:
        return str(amount)
    if node.form in {"date", "periode"}:
        return _when(value)
    if isinstance(value, list):
        return _listed(corpus, node, value)
    if isinstance(value, dict):
        return _party(corpus, value) if node.form == "partie" else None
    return _word(corpus, node, value)


def _when(value: Any) -> str:
    try:
        return str(periode(value) or value)
    except PeriodError:
        return str(value)


def _listed(corpus: Corpus, node: Node, items: list[Any]) -> str | None:
    words = [_short(corpus, node.item, one) if node.item else None for one in items]
    joined = ", ".join(word for word in words if word is not None)
    return joined if None not in words and len(joined) <= LINE else None


def _word(corpus: Corpus, node: Node, value: Any) -> str:
    if node.targets or node.of(value).targets:
        named = corpus.name(str(value))
        return named if named == value else f"{named} ({value})"
    if type(value) in {int, float} and node.of(value).form not in _NAMES:
        return french.number(value)
    return node.labels.get(value, " ".join(str(value).split()))


def _party(corpus: Corpus, value: dict[str, Any]) -> str:
    who = (
        corpus.name(str(value["acteur"])) if "acteur" in value else str(value.get("libelle") or "")
    )
    told = [str(value[key]).strip() for key in ("fonction", "role") if key in value]
    return f"{who} — {' ; '.join(told)}" if told else who


def _incoming(terminal: Terminal, corpus: Corpus, one: Document) -> None:
    groups: dict[str, list[str]] = {}
    for reference in corpus.incoming.get(one.id, ()):
        holder = reference.source.type.node.at(reference.at[:1], reference.source.data)
        heading = (
            reference.node["x-inverse"] or (holder["x-inverse"] if holder else "") or _("Cité par")
        )
        line = f"{reference.source.name} ({reference.source.id})"
        if line not in groups.setdefault(str(heading), []):
            groups[str(heading)].append(line)
    order = [kind.plural for kind in registry().types.values()]
    for heading in sorted(groups, key=lambda word: (word not in order, french.sort_key(word))):
        terminal.out("")
        terminal.out(terminal.style(heading, "bold"))
        for line in sorted(groups[heading], key=french.sort_key):
            terminal.out(f"  {line}")
