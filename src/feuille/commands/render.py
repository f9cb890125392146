"""`feuille render`: publishes the plan, as a site, as Markdown and as a PDF.

Ends with 0 where every document is published, 1 where some had to be left out
(a file that cannot be read, an id used twice); documents that the schema
refuses are published as far as they can be read, with a notice on their page.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from feuille import git, render, snapshot
from feuille.commands import moment
from feuille.corpus import load
from feuille.diagnostics import CannotProceedError
from feuille.i18n import _, plural
from feuille.render import file, folder
from feuille.render.content import About
from feuille.schema import registry

if TYPE_CHECKING:
    from pathlib import Path

    from feuille.commands.terminal import Terminal
    from feuille.corpus import Corpus
    from feuille.workspace import Workspace


def run(terminal: Terminal, to: str, output: Path, *, rev: str | None, as_of: str | None) -> int:
    """Publish a moment of the repository in the formats of `to` (html, md, pdf) into a folder.

    Several formats go each to a sub-folder of its name; the PDF alone may go to
    a file. Nothing is touched in the folder before the whole is ready.
    """
    formats = _formats(to)
    workspace = terminal.workspace()
    alone = formats == ["pdf"] and output.suffix.lower() == ".pdf" and not output.is_dir()
    place = file if alone else folder
    target = place.check(output, workspace.root, list(registry().by_folder))
    corpus = load(workspace.snapshot(rev))
    about = _about(workspace, corpus, as_of)
    files = render.files(corpus, about, formats)
    place.publish(target, files)
    for name in formats:
        below = output / name if len(formats) > 1 else output
        terminal.out(str(output if alone else below / render.HOME[name]))
    if pages := sum(path.endswith((".html", ".md")) for path in files):
        terminal.note(plural("{n} page écrite.", "{n} pages écrites.", pages))
    return _report(terminal, corpus)


def _formats(to: str) -> list[str]:
    wanted = list(dict.fromkeys(one.strip() for one in to.split(",") if one.strip()))
    unknown = [one for one in wanted if one not in render.WRITERS]
    if unknown or not wanted:
        raise CannotProceedError(
            _("Le format « {name} » est inconnu.").format(name=(unknown or [to])[0]),
            _("Formats possibles : {names}.").format(names=", ".join(render.WRITERS)),
        )
    return wanted


def _about(workspace: Workspace, corpus: Corpus, as_of: str | None) -> About:
    """Return the commit that the documents are at, and the day that counts."""
    commit, day = corpus.snapshot.commit or "", corpus.snapshot.date
    if not commit and workspace.repository and git.resolve(workspace.repository, "HEAD"):
        commit, day = _unchanged(workspace, corpus)
    chosen = moment.day(as_of or day) or date.today()  # noqa: DTZ011 - the day where the person is
    return About(chosen, commit)


def _unchanged(workspace: Workspace, corpus: Corpus) -> tuple[str, str | None]:
    """Return the last commit and its date where the working tree holds the same documents."""
    assert workspace.repository
    try:
        last = snapshot.at_revision(workspace.repository, "HEAD")
    except CannotProceedError:  # the data folder is younger than the last commit
        return "", None
    same = last.entries == corpus.snapshot.entries and last.oddities == corpus.snapshot.oddities
    return (last.commit or "", last.date) if same else ("", None)


def _report(terminal: Terminal, corpus: Corpus) -> int:
    """Say what was left out or is incomplete; 1 where a document is missing from the pages."""
    left_out = len(corpus.unread) + len(corpus.twins)
    faulty = sum(not document.sound for document in corpus.documents.values())
    if left_out:
        terminal.note(plural(
            "{n} document laissé de côté : illisible, de type inconnu ou en double.",
            "{n} documents laissés de côté : illisibles, de type inconnu ou en double.",
            left_out,
        ))  # fmt: skip
    if faulty:
        terminal.note(plural(
            "{n} document publié malgré des erreurs ; sa page le signale.",
            "{n} documents publiés malgré des erreurs ; leur page le signale.",
            faulty,
        ))  # fmt: skip
    if left_out or faulty:
        terminal.note(_("Le détail : feuille validate"))
    return 1 if left_out else 0
