"""`feuille render`: publishes the plan, as a site, as Markdown and as a PDF.

Ends with 0 where every document is published, 1 where some had to be left out
(a file that cannot be read, an id used twice); documents that the schema
refuses are published as far as they can be read, with a notice on their page.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from feuille import git, render, snapshot
from feuille.commands import moment
from feuille.corpus import load
from feuille.diagnostics import CannotProceedError
from feuille.i18n import _, plural
from feuille.render import folder, look, memory
from feuille.schema import registry

if TYPE_CHECKING:
    from types import ModuleType

    from feuille.commands.terminal import Terminal
    from feuille.corpus import Corpus
    from feuille.render.content import About
    from feuille.snapshot import Snapshot
    from feuille.workspace import Workspace

_PUBLIC, _INTERNAL = "site", "site-interne"


def run(
    terminal: Terminal,
    to: str,
    output: Path | None,
    *,
    rev: str | None,
    as_of: str | None,
    since: str | None = None,
    roadmap: str = "",
    internal: bool = False,
    theme: Path | None = None,
) -> int:
    """Publish a moment of the repository in the formats of `to` (html, md, pdf) into a folder.

    Several formats go each to a sub-folder of its name; the PDF alone may go to
    a file. Nothing is touched in the folder before the whole is ready.
    """
    formats = _formats(to)
    output = output or Path(_INTERNAL if internal else _PUBLIC)
    workspace = terminal.workspace()
    alone = formats == ["pdf"] and output.suffix.lower() == ".pdf" and not output.is_dir()
    place = _file() if alone else folder
    target = place.check(output, workspace.root, list(registry().by_folder))
    drawn = look.read(workspace.root, theme)
    taken, then = workspace.snapshot(rev), workspace.snapshot(since) if since else None
    key = _key(workspace, [taken, then], [formats, as_of, since, roadmap, internal, drawn])
    told = None if alone else memory.recall(key, target)
    if told is None:
        corpus = load(taken, meanwhile=partial(render.ready, formats, drawn))
        made = about(
            workspace, corpus, rev=rev, as_of=as_of, since=since, then=then,
            roadmap=roadmap, internal=internal,
        )  # fmt: skip
        files = render.files(corpus, made, formats, drawn)
        place.publish(target, files, internal=internal)
        told = [*_counts(corpus)]
        said = _written(files)
        if not alone:
            memory.keep(key, target, told)
    else:
        said = _("Rien n'a changé depuis la dernière publication.")
    for name in formats:
        below = output / name if len(formats) > 1 else output
        terminal.out(str(output if alone else below / render.HOME[name]))
    if said:
        terminal.note(said)
    return _report(terminal, *told)


def _file() -> ModuleType:
    from feuille.render import file

    return file


def _key(workspace: Workspace, moments: list[Snapshot | None], asked: list[object]) -> str:
    """Return what identifies a publication: all that its pages may depend on."""
    head = workspace.repository and git.resolve(workspace.repository, "HEAD")
    today = date.today()  # noqa: DTZ011 - the day where the person is
    return memory.key([one for one in moments if one], [*asked, head, today])


def _written(files: dict[str, bytes]) -> str:
    pages = sum(path.endswith((".html", ".md")) for path in files)
    return plural("{n} page écrite.", "{n} pages écrites.", pages) if pages else ""


def _before(
    workspace: Workspace, corpus: Corpus, since: str, rev: str | None, then: Snapshot | None
) -> Corpus:
    """Return the corpus to compare with; refuse one that is not before what is published."""
    repository = workspace.history()
    found = load(then or workspace.snapshot(since))
    old, new = found.snapshot.commit, corpus.snapshot.commit or git.resolve(repository, "HEAD")
    if not old or (rev and old == new):
        raise CannotProceedError(
            _("« {since} » et ce qui est publié sont la même chose : rien n'a pu changer.")
            .format(since=since)
            if old
            else _("« {since} » n'est pas une révision enregistrée.").format(since=since),
            _("Donnez à --since une année de plan ou une révision plus ancienne."),
        )  # fmt: skip
    if new and old != new and git.is_ancestor(repository, new, old):
        raise CannotProceedError(
            _("« {since} » est plus récent que ce qui est publié.").format(since=since),
            _("--since nomme le plus ancien des deux, par exemple : --rev 2025 --since 2023"),
        )
    return found


def _formats(to: str) -> list[str]:
    wanted = list(dict.fromkeys(one.strip() for one in to.split(",") if one.strip()))
    unknown = [one for one in wanted if one not in render.WRITERS]
    if unknown or not wanted:
        raise CannotProceedError(
            _("Le format « {name} » est inconnu.").format(name=(unknown or [to])[0]),
            _("Formats possibles : {names}.").format(names=", ".join(render.WRITERS)),
        )
    return wanted


def about(
    workspace: Workspace,
    corpus: Corpus,
    *,
    rev: str | None,
    as_of: str | None,
    since: str | None = None,
    then: Snapshot | None = None,
    roadmap: str = "",
    internal: bool = False,
) -> About:
    """Return what a publication is made from: its commit, its day, what of it, since when.

    `then` is the snapshot that `since` names, where it was taken already.
    """
    before = _before(workspace, corpus, since, rev, then) if since else None
    dated = _dated(workspace, corpus, as_of)
    return replace(dated, since=before, roadmap=roadmap, internal=internal)


def _dated(workspace: Workspace, corpus: Corpus, as_of: str | None) -> About:
    """Return the commit that the documents are at, and the day that counts."""
    commit, day = corpus.snapshot.commit or "", corpus.snapshot.date
    if not commit and workspace.repository and git.resolve(workspace.repository, "HEAD"):
        commit, day = _unchanged(workspace, corpus)
    from feuille.render.content import About

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


def report(terminal: Terminal, corpus: Corpus) -> int:
    """Say what was left out or is incomplete; 1 where a document is missing from the pages."""
    return _report(terminal, *_counts(corpus))


def _counts(corpus: Corpus) -> tuple[int, int]:
    """Return how many documents are left out, and how many are published in spite of errors."""
    from feuille.render.provenance import is_faulty

    faulty = sum(is_faulty(document) for document in corpus.documents.values())
    return len(corpus.unread) + len(corpus.twins), faulty


def _report(terminal: Terminal, left_out: int, faulty: int) -> int:
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
