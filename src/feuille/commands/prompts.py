"""The questions of `feuille new` on a terminal: what must be said, then what is worth saying."""

from __future__ import annotations

import re
import shutil
import sys
import textwrap
from typing import TYPE_CHECKING, Any

import typer

from feuille import french
from feuille.diagnostics import CannotProceedError, Severity
from feuille.i18n import _, plural
from feuille.scaffold import answers, birth, samples

if TYPE_CHECKING:
    from feuille.commands.terminal import Terminal
    from feuille.corpus import Corpus
    from feuille.schema import Node, Type

_SHOWN = 9  # a longer list hides the question: the answer then narrows it
_ID = re.compile(r"[a-z0-9]+[a-z0-9#-]*\Z")
Choices = list[tuple[str, str]]


def possible(terminal: Terminal) -> bool:
    """Tell whether somebody is there to answer."""
    return not terminal.quiet and sys.stdin.isatty() and sys.stdout.isatty()


def complete(
    terminal: Terminal, corpus: Corpus, kind: Type, data: dict[str, Any]
) -> dict[str, Any]:
    """Return the data with the answers to what it lacks: required keys, then the useful ones."""
    children = {key: kind.node.child(key) for key in birth.missing(kind, data)}
    # A block is too much for a question: better refused before the first one than after the last.
    blocks = [key for key, node in children.items() if node and samples.is_block(_single(node))]
    if blocks:
        raise birth.incomplete(kind, blocks)
    terminal.note(_("Entrée passe une question facultative ; Ctrl-C abandonne tout."))
    asker = _Asker(terminal, corpus, kind)
    data = asker.required(data)
    for key, node in birth.useful(kind.node):
        if key not in data and (value := asker.ask(key, node, data, needed=False)) is not None:
            data = data | {key: value}
    return asker.required(data)


class _Asker:
    """Asks for the keys of one new document."""

    def __init__(self, terminal: Terminal, corpus: Corpus, kind: Type) -> None:
        self.terminal = terminal
        self.corpus = corpus
        self.kind = kind

    def required(self, data: dict[str, Any]) -> dict[str, Any]:
        """Ask for what the schema wants, as long as an answer makes it want more."""
        asked: set[str] = set()
        while keys := [key for key in birth.missing(self.kind, data) if key not in asked]:
            key = keys[0]
            asked.add(key)
            node = self.kind.node.child(key)
            if node is not None:
                data = data | {key: self.ask(key, node, data, needed=True)}
        return data

    def ask(self, key: str, node: Node, data: dict[str, Any], *, needed: bool) -> Any:
        """Ask until an answer is valid; None where a question is passed or cannot be asked."""
        single = _single(node)
        if samples.is_block(single):
            return None
        choices = self._choices(single)
        if not choices and single.targets and single.form != "partie":
            return self._no_target(single, needed=needed)
        self._question(node, choices, needed=needed)
        while True:
            text = typer.prompt("", default="", show_default=False, prompt_suffix="> ").strip()
            if not text and not needed:
                return None
            try:
                return self._answer(key, node, text, choices, data)
            except CannotProceedError as refusal:
                self._refuse(refusal)

    def _answer(
        self, key: str, node: Node, text: str, choices: Choices, data: dict[str, Any]
    ) -> Any:
        if not text:
            raise CannotProceedError(_("Cette réponse est nécessaire."))
        listed = node.item is not None and not samples.is_prose(node.item)
        parts = [part.strip() for part in text.split(",")] if listed else [text]
        meant = [_meant(part, choices) for part in parts if part]
        self._check_known(node.item or node, meant)
        value = answers.coerce(node, ",".join(meant), key)
        wrong = [
            one
            for one in birth.objections(self.corpus, self.kind, {**data, key: value})
            if one.severity is Severity.ERROR and f"{one.pointer}/".startswith(f"/{key}/")
        ]
        if wrong:
            raise CannotProceedError(wrong[0].message, wrong[0].hint)
        return value

    def _check_known(self, node: Node, words: list[str]) -> None:
        """Refuse words that are no id where only an id can stand."""
        for word in words if node.targets else ():
            if not _ID.match(word):
                raise CannotProceedError(
                    _("« {word} » n'est dans aucun des noms proposés.").format(word=word)
                )

    def _choices(self, node: Node) -> Choices:
        if node.labels:
            return list(node.labels.items())
        return birth.candidates(self.corpus, node)

    def _question(self, node: Node, choices: Choices, *, needed: bool) -> None:
        several = node.item is not None and not samples.is_prose(node.item)
        words = [
            node.description,
            "" if needed else _("Facultatif."),
            _("Plusieurs : séparez par des virgules.") if several else "",
        ]
        width = min(shutil.get_terminal_size().columns, 100)
        about = textwrap.fill(" ".join(word for word in words if word), width)
        typer.echo(f"\n{self.terminal.style(node.title, 'bold')}\n{about}")
        for line in _listed(choices, width):
            typer.echo(line)

    def _no_target(self, node: Node, *, needed: bool) -> None:
        if needed:
            raise CannotProceedError(
                _("« {title} » désigne un document qui n'existe pas encore dans ce dépôt.").format(
                    title=node.title
                ),
                _("Créez-le d'abord : feuille new {kind}").format(kind=node.targets[0][0]),
            )

    def _refuse(self, refusal: CannotProceedError) -> None:
        typer.echo(self.terminal.style(refusal.message, "red"))
        if refusal.hint:
            typer.echo(f"  → {refusal.hint}")


def _single(node: Node) -> Node:
    """Return what one answer fills: the place itself, or an item of its list."""
    return (node.item or node).of("")


def _listed(choices: Choices, width: int) -> list[str]:
    shown = choices[:_SHOWN]
    lines = [_cut(f"  {n}  {_line(*choice)}", width) for n, choice in enumerate(shown, 1)]
    if len(choices) > len(shown):
        rest = len(choices) - len(shown)
        more = plural("et {n} autre : tapez un mot de son nom.",
                      "et {n} autres : tapez un mot de leur nom.", rest)  # fmt: skip
        lines.append(f"     … {more}")
    return lines


def _line(value: str, words: str) -> str:
    return words if french.slug(words) == value else f"{words} ({value})"


def _cut(line: str, width: int) -> str:
    return line if len(line) <= width else line[: width - 1] + "…"


def _meant(text: str, choices: Choices) -> str:
    """Return the choice that an answer means by its value, number, words or part of them."""
    if any(text == value for value, _words in choices):
        return text
    if text.isdigit() and 0 < int(text) <= min(len(choices), _SHOWN):
        return choices[int(text) - 1][0]
    wanted = french.plain(text)
    exact = [value for value, words in choices if wanted in {french.plain(words), value}]
    near = [one for one in choices if wanted in french.plain(f"{one[0]} {one[1]}")]
    found = exact or [value for value, _words in near]
    if len(found) > 1:
        listed = "\n    ".join(_line(*one) for one in near[:_SHOWN])
        raise CannotProceedError(
            _("« {text} » en désigne {n} :\n    {listed}").format(
                text=text, n=len(found), listed=listed
            )
        )
    return found[0] if found else text
