"""`feuille baseline`: the plan years that exist, and the seal that makes a new one."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from feuille import checks, french, git, money, rollup
from feuille.corpus import load
from feuille.diagnostics import CannotProceedError, Severity
from feuille.document import folder_type
from feuille.i18n import _, plural
from feuille.schema import registry

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feuille.checks import Outcome
    from feuille.commands.terminal import Terminal
    from feuille.corpus import Corpus
    from feuille.rollup.records import Money
    from feuille.snapshot import Snapshot
    from feuille.workspace import Workspace

_YEAR = re.compile(r"[0-9]{4}\Z")


def run(terminal: Terminal, year: str | None, *, rev: str | None, despite_errors: bool) -> int:
    """List the plan years, or seal one; 1 where errors forbid it, else 0."""
    workspace = terminal.workspace()
    workspace.history()
    if year is None:
        return _list(terminal, workspace, rev)
    _check_year(workspace, year)
    moment = _moment(workspace, rev)
    outcome = checks.validate(moment)
    errors = outcome.count(Severity.ERROR)
    if errors and not despite_errors:
        _refuse(terminal, year, rev, errors)
        return 1
    _seal(terminal, workspace, year, outcome)
    return 0


def _list(terminal: Terminal, workspace: Workspace, rev: str | None) -> int:
    from feuille.commands.tables import add_line, new_table

    if rev is not None:
        raise CannotProceedError(
            _("Il manque l'année à marquer."), _("Par exemple : feuille baseline 2025 --rev REV")
        )
    years = workspace.plan_years()
    if not years:
        terminal.note(_("Aucune année de plan n'est marquée."))
        terminal.note(_("Pour en marquer une : feuille baseline ANNÉE"))
        return 0
    heads = (_("Année"), _("Révision"), _("Commit"), _("Date"), _("Documents"))
    table = new_table(*heads, texts=(0, 1, 2, 3))
    for year, revision in years.items():
        add_line(table, year, revision.removeprefix("refs/tags/"), *_told(workspace, year))
    terminal.console().print(table)
    return 0


def _told(workspace: Workspace, year: str) -> tuple[str, str, str]:
    """Return the short commit, the day and the number of documents of a plan year."""
    try:
        found = workspace.snapshot(year)
    except CannotProceedError:  # `annees` may name what this clone does not hold
        return _("inconnu ici"), "–", "–"
    return (found.commit or "")[:7], found.date or "", french.number(sum(_counts(found).values()))


def _counts(moment: Snapshot) -> dict[str, int]:
    """Return how many files each type of document has, in the order of the types."""
    found = Counter(kind.name for path in moment.entries if (kind := folder_type(path)))
    return {name: found[name] for name in registry().types if name in found}


def _check_year(workspace: Workspace, year: str) -> None:
    if not _YEAR.match(year):
        raise CannotProceedError(
            _("« {year} » n'est pas une année.").format(year=year),
            _("Écrivez-la en quatre chiffres : feuille baseline 2025"),
        )
    known = workspace.plan_years()
    if year in known:
        raise CannotProceedError(
            _("L'année de plan {year} existe déjà : {revision}.").format(
                year=year, revision=known[year].removeprefix("refs/tags/")
            ),
            _("Une année marquée ne bouge plus ; ce qui a changé depuis : feuille diff {year}")
            .format(year=year),
        )  # fmt: skip


def _moment(workspace: Workspace, rev: str | None) -> Snapshot:
    """Return the commit to seal: the one named, else the last, if it holds all that is here."""
    repository = workspace.history()
    if rev is None and git.resolve(repository, "HEAD") is None:
        raise CannotProceedError(
            _("Ce dépôt git n'a encore aucun commit : il n'y a rien à marquer."),
            _('Enregistrez d\'abord : git add . puis git commit -m "Premier état du plan"'),
        )
    if rev is None and git.is_dirty(repository):
        raise CannotProceedError(
            _("Le dossier des données a des changements qu'aucun commit ne contient."),
            _("Enregistrez-les (git add, git commit), ou nommez le commit à marquer : --rev HEAD"),
        )
    found = workspace.snapshot(rev or "HEAD")
    if found.commit is None:
        raise CannotProceedError(
            _("Seul un commit peut être marqué."), _("Enregistrez d'abord : git commit")
        )
    return found


def _refuse(terminal: Terminal, year: str, rev: str | None, errors: int) -> None:
    counted = plural("{n} erreur", "{n} erreurs", errors)
    terminal.out(_("✗ {errors} : l'année {year} n'est pas marquée.").format(
        errors=counted, year=year
    ))  # fmt: skip
    terminal.note(_("Pour les lire : feuille validate --rev {rev}").format(rev=rev or "HEAD"))
    terminal.note(_("Pour marquer quand même, en le disant : --malgre-erreurs"))


def _seal(terminal: Terminal, workspace: Workspace, year: str, outcome: Outcome) -> None:
    repository, moment = workspace.history(), outcome.snapshot
    tag = workspace.settings().etiquettes + year
    if not git.has_identity(repository):
        raise CannotProceedError(
            _("git ne sait pas au nom de qui marquer l'année."),
            _('Dites-le une fois : git config user.name "Prénom Nom" ; git config user.email …'),
        )
    message = "\n".join(_message(year, load(moment), outcome)) + "\n"
    assert moment.commit
    try:
        git.make_tag(repository, tag, moment.commit, message)
    except git.GitError as error:
        raise CannotProceedError(
            _("git n'a pas créé l'étiquette {tag} : {words}").format(tag=tag, words=error),
            _("Les étiquettes qui existent : git tag --list"),
        ) from None
    terminal.out(
        _("✓ Année de plan {year} marquée : étiquette {tag} sur {commit} ({documents}).").format(
            year=year,
            tag=tag,
            commit=moment.commit[:7],
            documents=plural("{n} document", "{n} documents", outcome.documents),
        )
    )
    terminal.note(_("Pour la partager : git push origin {tag}").format(tag=tag))


def _message(year: str, corpus: Corpus, outcome: Outcome) -> Iterator[str]:
    """Yield the lines of the tag's message: title, what the plan holds, what it engages."""
    yield f"Plan {year} – {' '.join(corpus.config.titre.split())}"
    yield ""
    yield plural("{n} document", "{n} documents", outcome.documents)
    types = Counter(document.type.name for document in corpus.documents.values())
    for name, kind in registry().types.items():
        if name in types:
            yield f"- {kind.plural} : {french.number(types[name])}"
    engaged = list(_engaged(corpus))
    if engaged:
        yield ""
        yield _("Montants engagés par exercice")
        yield from engaged
    errors = outcome.count(Severity.ERROR)
    if errors:
        yield ""
        yield plural("Marquée malgré {n} erreur.", "Marquée malgré {n} erreurs.", errors)


def _engaged(corpus: Corpus) -> Iterator[str]:
    """Yield what is engaged for each exercice, all funders together, with its coverage."""
    groups: dict[tuple[str, str], list[Money]] = defaultdict(list)
    for one in rollup.compute(corpus).money:
        if one.row is None and one.kind == "engage" and one.amount:
            groups[one.exercice, one.unite].append(one)
    for (exercice, _unite), rows in sorted(groups.items()):
        amount = money.total([one.amount for one in rows if one.amount])
        told = sum(one.coverage.reporting for one in rows)
        expected = sum(one.coverage.expected for one in rows)
        part = f" ({told}/{expected})" if told < expected else ""
        yield f"- {exercice or _('exercice non précisé')} : {amount}{part}"
