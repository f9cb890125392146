"""What a command knows of the terminal it speaks to, and the way it speaks."""

from __future__ import annotations

import os
import re
import sys
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from feuille.i18n import _, plural

if TYPE_CHECKING:
    from pathlib import Path

    from rich.console import Console

    from feuille.corpus import Corpus
    from feuille.workspace import Workspace

_STYLES = {
    "bold": "1",
    "dim": "2",
    "red": "31",
    "green": "32",
    "yellow": "33",
    "blue": "34",
    "cyan": "36",
}


@dataclass(frozen=True, slots=True)
class Terminal:
    """The global options, and output: results on stdout, notices on stderr."""

    repo: Path
    color: str = "auto"
    quiet: bool = False
    verbose: bool = False

    def workspace(self) -> Workspace:
        """Open the repository that the command works on."""
        from feuille.workspace import open_workspace

        return open_workspace(self.repo, self.note)

    def corpus(self, moment: str | None = None) -> Corpus:
        """Read a moment of the repository; say on stderr how many documents cannot be counted."""
        from feuille.commands import progress

        track = partial(progress.track, self, _("Lecture des documents"), least=progress.MANY)
        corpus = self.workspace().corpus(moment, track)
        self.warn_of_missing(corpus)
        return corpus

    def warn_of_missing(self, corpus: Corpus) -> None:
        """Say how many documents are unread or refused by their schema: figures lack them."""
        missing = len(corpus.unread) + len(corpus.twins)
        faulty = sum(not one.sound for one in corpus.documents.values())
        told = []
        if missing:
            told.append(plural("{n} document illisible", "{n} documents illisibles", missing))
        if faulty:
            told.append(plural("{n} document fautif", "{n} documents fautifs", faulty))
        if told:
            self.note(
                _("Attention : {what} ; ce qui n'a pu être lu n'est pas compté.").format(
                    what=", ".join(told)
                )
                + " "
                + _("Le détail : feuille validate")
            )

    @property
    def coloured(self) -> bool:
        """Whether results may carry colours: as asked, else on a terminal without NO_COLOR."""
        if self.color != "auto":
            return self.color == "always"
        return sys.stdout.isatty() and not os.environ.get("NO_COLOR")

    def style(self, text: str, *names: str) -> str:
        """Return a text with colours where the terminal takes them."""
        if not self.coloured or not names:
            return text
        return f"\x1b[{';'.join(_STYLES[name] for name in names)}m{text}\x1b[0m"

    def out(self, text: str) -> None:
        """Print a line of result."""
        sys.stdout.write(_safe(text, coloured=self.coloured) + "\n")

    def note(self, text: str) -> None:
        """Print a notice, unless the person asked for quiet."""
        if not self.quiet:
            sys.stderr.write(_safe(text, coloured=self.coloured) + "\n")

    def console(self) -> Console:
        """Return a rich console on stdout, for tables; 100 columns where there is no terminal."""
        from rich.console import Console

        return Console(
            force_terminal=True if self.coloured else None,
            no_color=not self.coloured,
            highlight=False,
            width=None if sys.stdout.isatty() else int(os.environ.get("COLUMNS") or 100),
        )


_NOT_COLOUR = re.compile(r"\x1b(?!\[[0-9;]*m)")


def _safe(text: str, *, coloured: bool) -> str:
    """Return a text without control signs from documents, and without lone surrogates."""
    text = (_NOT_COLOUR if coloured else re.compile("\x1b")).sub("\N{REPLACEMENT CHARACTER}", text)
    clean = "".join(
        c if c.isprintable() or c in "\n\t\x1b\u00a0\u202f" else "\N{REPLACEMENT CHARACTER}"
        for c in text
    )
    return clean.encode("utf-8", "replace").decode("utf-8")
