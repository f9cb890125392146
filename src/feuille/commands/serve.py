"""`feuille serve`: the site as it would be published, renewed each time that a file is saved.

Ends with 0 when the person stops it (Ctrl-C); nothing is ever written to the disk.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import sys
import time
from dataclasses import dataclass
from functools import partial
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from feuille import checks, french, preview, render, report
from feuille.checks import Outcome
from feuille.commands import render as publishing
from feuille.corpus import load
from feuille.diagnostics import CannotProceedError, Severity
from feuille.i18n import _, plural
from feuille.preview import Shown
from feuille.render import look
from feuille.report.view import View, spot, told

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from feuille.commands.terminal import Terminal
    from feuille.corpus import Corpus
    from feuille.diagnostics import Diagnostic

PORT = 8000
_TRIES = 20


def run(
    terminal: Terminal,
    port: int | None,
    *,
    browse: bool,
    rev: str | None,
    theme: Path | None,
    **wanted: Any,
) -> int:
    """Serve a moment of the repository on a port of this machine until Ctrl-C.

    Where no port is asked for, the first that is free from 8000 on. `wanted`
    is what `render` takes too: as_of, since, roadmap, internal.
    """
    workspace = terminal.workspace()

    def read() -> Corpus:
        return load(workspace.snapshot(rev))

    def files(corpus: Corpus) -> dict[str, bytes]:
        about = publishing.about(workspace, corpus, rev=rev, **wanted)
        return render.files(corpus, about, ["html"], look.read(workspace.root, theme))

    seen = partial(preview.seen, workspace.root, theme, documents=rev is None)
    tries = _TRIES if port is None else 1
    server = preview.opened(PORT if port is None else port, tries, Shown({}, ""))
    with contextlib.suppress(KeyboardInterrupt), contextlib.closing(server):
        session = _Session(terminal, server, read, files)
        known = seen()
        corpus = session.begin()
        server.start()
        terminal.out(server.address)
        sys.stdout.flush()
        if browse:
            _open(server.address)
        session.errors(corpus)
        for changed in preview.watch(seen, known):
            session.renew(changed)
    terminal.note("\n" + _("Aperçu arrêté."))
    return 0


def _open(address: str) -> None:
    import webbrowser

    webbrowser.open(address)


@dataclass
class _Session:
    """What the preview shows, what it was made from, what is wrong with that."""

    terminal: Terminal
    server: preview.Server
    read: Callable[[], Corpus]
    files: Callable[[Corpus], dict[str, bytes]]
    _lost: frozenset[str] = frozenset()
    _known: frozenset[tuple[str, ...]] = frozenset()

    def begin(self) -> Corpus:
        """Show what can be rendered, for the first time, and say what cannot."""
        began = time.monotonic()
        corpus = self.read()
        self._render(corpus)
        pages = sum(name.endswith(".html") for name in self.server.shown.files)
        self.terminal.note(
            _("{pages} en {time} ; chaque enregistrement les renouvelle, Ctrl-C arrête.").format(
                pages=plural("{n} page", "{n} pages", pages), time=_since(began)
            )
        )
        publishing.report(self.terminal, corpus)
        return corpus

    def renew(self, changed: list[str]) -> None:
        """Show what changed files make of the site; where one cannot be read, leave it."""
        try:
            self._renew(changed)
        except Exception as error:  # the preview outlives whatever it is given
            if os.environ.get("FEUILLE_DEBUG"):
                raise
            self._stay(changed, _worded(error))
            self.terminal.note(_worded(error))

    def _renew(self, changed: list[str]) -> None:
        began, before = time.monotonic(), self.server.shown.files
        corpus = self.read()
        gone = _lost(corpus) - self._lost
        if not gone:
            self._render(corpus)
            self._say(changed, f"{self._difference(before)} ({_since(began)}).")
        found = self.errors(corpus, changed)
        if gone:
            about = [one for one in found if _stem(one.place.path) in gone] or found
            # The settings may silence what would say why.
            words = _("Illisible : {names}.").format(names=french.join(sorted(gone)))
            self._stay(changed, f"{spot(about[0].place)} {told(about[0])}" if about else words)
        if found:
            whole = Outcome(corpus.snapshot, len(corpus.documents), tuple(found))
            view = View(self.terminal.style, elsewhere=len(self._known) - len(found))
            self.terminal.note(report.write("text", whole, view))

    def errors(self, corpus: Corpus, changed: Iterable[str] = ()) -> list[Diagnostic]:
        """Return the errors of changed files, and those that were not there the time before."""
        found = [one for one in checks.run(corpus) if one.severity is Severity.ERROR]
        before, self._known = self._known, frozenset(map(_key, found))
        return [one for one in found if one.place.path in changed or _key(one) not in before]

    def _render(self, corpus: Corpus) -> None:
        self._put(self.files(corpus))
        self._lost = _lost(corpus)

    def _stay(self, changed: list[str], trouble: str) -> None:
        """Leave the site as it is, and say on its pages what is in the way."""
        self._put(self.server.shown.files, trouble)
        self._say(changed, _("l'aperçu reste comme avant."))

    def _put(self, files: dict[str, bytes], trouble: str = "") -> None:
        """Serve these files; pages that are open load again where something is not as it was."""
        now = self.server.shown
        if (files, trouble) != (now.files, now.trouble) or not now.state:
            self.server.shown = Shown(files, secrets.token_hex(8), trouble)

    def _difference(self, before: dict[str, bytes]) -> str:
        """Say how many pages are no longer as they were."""
        now = self.server.shown.files
        names = [name for name in {*before, *now} if before.get(name) != now.get(name)]
        pages = sum(name.endswith(".html") for name in names)
        if pages or not names:
            words = plural("{n} page change", "{n} pages changent", pages)
            return words if pages else _("rien ne change")
        return plural("{n} fichier change", "{n} fichiers changent", len(names))

    def _say(self, changed: list[str], words: str) -> None:
        """Print a line: when, which files, what became of them."""
        more = plural(" et {n} autre", " et {n} autres", len(changed) - 1) if changed[1:] else ""
        self.terminal.note(
            _("{time}  {files} : {words}").format(
                time=time.strftime("%H:%M:%S"), files=changed[0] + more, words=words
            )
        )


def _lost(corpus: Corpus) -> frozenset[str]:
    """Return the ids of what is left out of the site: unreadable, of unknown type, twice there."""
    return corpus.unread | {_stem(twin.path) for twin, _first in corpus.twins}


def _stem(path: str) -> str:
    return PurePosixPath(path).stem


def _key(one: Diagnostic) -> tuple[str, ...]:
    """Return what stays of a diagnostic when lines move around it."""
    return one.place.path, one.code, one.pointer, one.message


def _worded(error: Exception) -> str:
    if isinstance(error, CannotProceedError):
        return f"{error.message}\n→ {error.hint}" if error.hint else error.message
    return _("Erreur inattendue du programme : {error}").format(error=repr(error)[:200])


def _since(began: float) -> str:
    return f"{french.number(time.monotonic() - began, decimals=1)}{french.NBSP}s"
