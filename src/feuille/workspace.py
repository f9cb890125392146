"""The repository that a command works on, and the moments of it that a person can name."""

from __future__ import annotations

import contextlib
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from feuille import config, git, snapshot
from feuille.corpus import Corpus, load
from feuille.diagnostics import CannotProceedError
from feuille.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from feuille.corpus import Track
    from feuille.snapshot import Snapshot

_YEAR = re.compile(r"[0-9]{4}\Z")


def _unsaid(_words: str) -> None:
    """Drop a notice that nobody reads."""


@dataclass(frozen=True, slots=True)
class Workspace:
    """A data folder, and the git repository around it (None where there is none).

    `notice` tells the person what was understood of their request.
    """

    root: Path
    repository: git.Repository | None
    notice: Callable[[str], None] = _unsaid

    def snapshot(self, moment: str | None = None) -> Snapshot:
        """Return the snapshot of a moment: plan year, git revision, index; None: working tree."""
        if moment is None:
            return snapshot.working_tree(self.root, self.repository)
        if moment == snapshot.INDEX:
            return snapshot.in_index(self.history())
        return self._at(self.revision(moment), moment)

    def revision(self, moment: str) -> str:
        """Return the git revision of a plan year; itself for what is not four digits."""
        repository = self.history()
        if not _YEAR.match(moment):
            return moment
        years = self.plan_years()
        if moment not in years:
            hint = (
                _("Années existantes : {years}.").format(years=", ".join(years))
                if years
                else _("Aucune année n'est encore marquée : feuille baseline {year} la marque.")
                .format(year=moment)
            )  # fmt: skip
            if git.is_shallow(repository):
                hint += " " + snapshot.shallow_hint()
            raise CannotProceedError(
                _("L'année de plan {year} n'existe pas.").format(year=moment), hint
            )
        return years[moment]

    def corpus(self, moment: str | None = None, track: Track = iter) -> Corpus:
        """Return the corpus of a moment; `track` wraps its files as they are read."""
        return load(self.snapshot(moment), track)

    def settings(self) -> config.Config:
        """Return the configuration as it is on disk."""
        return config.load(snapshot.settings(self.root))

    def plan_years(self) -> dict[str, str]:
        """Return each plan year with its revision, in order.

        A year comes from `annees` of the working tree's feuille.yaml, else from
        the tags plan/2018 (with the prefix that `etiquettes` sets), plan-2018, 2018.
        """
        if self.repository is None:
            return {}
        settings = self.settings()
        years: dict[str, str] = {}
        for prefix in ("", "plan-", settings.etiquettes):
            for tag in git.tags(self.repository):
                year = tag.removeprefix(prefix)
                if tag.startswith(prefix) and _YEAR.match(year):
                    years[year] = f"refs/tags/{tag}"
        years.update(settings.annees)
        return dict(sorted(years.items()))

    def _at(self, revision: str, name: str) -> Snapshot:
        """Return the snapshot of a commit, wherever in it the data folder was."""
        repository = self.history()
        try:
            found = snapshot.at_revision(repository, revision, name)
        except snapshot.AbsentFolderError:
            found = None
        if found is not None and snapshot.CONFIG in found.entries:
            return found
        moved = self._elsewhere(revision, name)
        if moved:
            return moved
        return found or snapshot.at_revision(repository, revision, name)

    def _elsewhere(self, revision: str, name: str) -> Snapshot | None:
        """Return the snapshot of the only folder of a commit that bears this plan's title."""
        repository, title = self.history(), self.settings().titre
        commit = snapshot.resolve(repository, revision)
        matching = []
        for prefix in git.folders_with(repository, commit, snapshot.CONFIG):
            there = snapshot.at_revision(replace(repository, prefix=prefix), commit, name)
            if _title(there) == title:
                matching.append((prefix, there))
        if len(matching) != 1:
            return None
        prefix, found = matching[0]
        self.notice(
            _("À la révision « {rev} », ce plan était dans le dossier « {folder} ».").format(
                rev=name, folder=prefix.rstrip("/") or "."
            )
        )
        return found

    def history(self) -> git.Repository:
        """Return the git repository; CannotProceedError where there is none."""
        if self.repository is not None:
            return self.repository
        with contextlib.suppress(git.GitError):
            return git.around(self.root)  # says what keeps git from reading it
        raise CannotProceedError(
            _("« {root} » n'est pas dans un dépôt git : il n'a pas d'histoire.").format(
                root=self.root
            ),
            _("Créez le dépôt : git init, git add, git commit."),
        )


def _title(there: Snapshot) -> str | None:
    try:
        return config.load(there).titre
    except CannotProceedError:  # its feuille.yaml cannot be read
        return None


def open_workspace(start: Path, notice: Callable[[str], None] = _unsaid) -> Workspace:
    """Return the workspace around a folder; CannotProceedError where there is none."""
    root = snapshot.find_root(start)
    return Workspace(root, git.discover(root), notice)
