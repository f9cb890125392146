"""`feuille demo`: the demonstration repository, and a walk through it with the real commands."""

from __future__ import annotations

import io
import shlex
import sys
from contextlib import redirect_stdout
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from feuille import demo, french
from feuille.i18n import _, plural

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from typing import TextIO

    from feuille.commands.terminal import Terminal

_SITE = "site"


@dataclass(frozen=True, slots=True)
class _Stop:
    """One stop of the walk: what it shows, the command to type, the command itself.

    `head` and `tail` are how many lines of its result are shown at most, at its
    start and at its end; --verbose shows all.
    """

    title: str
    typed: str
    command: Callable[[], int]
    head: int = 30
    tail: int = 0


def run(terminal: Terminal, folder: Path) -> int:
    """Write the demonstration and run the main commands on it; the worst of their exit codes."""
    target = terminal.repo / folder
    demo.build(target)
    feuille = f"feuille -C {shlex.quote(str(target))}"
    terminal.note(
        _("Démonstration écrite dans {folder} : {commits}, années de plan {years}.").format(
            folder=target,
            commits=plural("{n} commit", "{n} commits", len(demo.steps())),
            years=french.join(demo.years()),
        )
    )
    terminal.note(_("Données fictives : seuls les lieux et les noms des services sont réels."))
    codes = []
    for number, stop in enumerate(_stops(replace(terminal, repo=target), target), start=1):
        title = terminal.style(f"{number}. {stop.title}", "bold")
        terminal.note(f"\n{title}\n   {feuille} {stop.typed}\n")
        codes.append(_show(terminal, f"{feuille} {stop.typed}", stop))
    _suggest(terminal, feuille)
    terminal.out(str(target / _SITE / "index.html"))
    return max(codes)


def _stops(terminal: Terminal, target: Path) -> Iterator[_Stop]:
    from feuille.commands import diff, render, rollup, validate

    old, new = demo.years()[-2:]
    site = target / _SITE
    yield _Stop(
        _("Vérifier les documents"),
        "validate",
        lambda: validate.run(terminal, ["text"], None, strict=False),
    )
    yield _Stop(
        _("Totaliser l'avancement, les indicateurs et les montants, avec leur couverture"),
        "rollup",
        lambda: rollup.run(
            terminal, [], by="territoire", year=None, place=None, rev=None, output="table"
        ),
        head=42,
    )
    yield _Stop(
        _("Comparer l'année de plan {old} à celle de {new}").format(old=old, new=new),
        f"diff {old} {new}",
        lambda: diff.run(terminal, old, new, output="text", only=None, exit_code=False),
        head=14,
        tail=50,
    )
    yield _Stop(
        _("Publier le site"),
        f"render -o {shlex.quote(str(site))}",
        lambda: render.run(terminal, "html", site.resolve(), rev=None, as_of=None),
        head=0,  # the path of the site, which comes last
    )


class _Screen(io.StringIO):
    """What a command prints, kept to be cut; as much of a terminal as the real output is one."""

    def __init__(self, real: TextIO) -> None:
        super().__init__()
        self._real = real

    def isatty(self) -> bool:
        """Whether the real output is a terminal: colours and width depend on it."""
        return self._real.isatty()


def _show(terminal: Terminal, typed: str, stop: _Stop) -> int:
    """Run a command and print what is shown of its result, and how to see the rest."""
    with redirect_stdout(_Screen(sys.stdout)) as screen:
        code = stop.command()
    lines = screen.getvalue().strip("\n").splitlines()
    head, tail = _cut(lines, stop.head, stop.tail)
    if terminal.verbose and stop.head:
        head, tail = lines, []
    _print(terminal, head)
    left = len(lines) - len(head) - len(tail)
    if left and stop.head:
        words = plural("{n} ligne de plus", "{n} lignes de plus", left)
        terminal.note(terminal.style(f"\n   … {words} : {typed}", "dim"))
    if tail:
        terminal.note("")
        _print(terminal, tail)
    return code


def _cut(lines: list[str], head: int, tail: int) -> tuple[list[str], list[str]]:
    """Return the start and the end of a result, cut between two paragraphs where one is near."""
    if len(lines) <= head + tail:
        return lines, []
    blank = [number for number, line in enumerate(lines) if not line.strip()]
    stop = max((number for number in blank if head // 2 < number <= head), default=head)
    start = min((number + 1 for number in blank if number >= len(lines) - tail), default=len(lines))
    return lines[:stop], lines[start:]


def _print(terminal: Terminal, lines: list[str]) -> None:
    if lines:
        terminal.out("\n".join(lines))
        sys.stdout.flush()  # notices and results keep their order where both go to one file


def _suggest(terminal: Terminal, feuille: str) -> None:
    old, new, *_later = demo.years()
    terminal.note("\n" + _("À essayer ensuite :"))
    for typed, why in (
        (f"diff {old} {new}", _("une autre comparaison")),
        ("diff", _("depuis la dernière année de plan")),
        ("rollup orientation-rsa --year 2024", _("un seul indicateur, une seule année")),
        ("new fiche", _("une nouvelle fiche action, clé par clé")),
    ):
        terminal.note(f"  {feuille} {typed:<36} {why}")
    terminal.note("\n" + _("Le site, à ouvrir dans un navigateur :"))
