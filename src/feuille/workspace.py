"""The repository that a command works on, and the moments of it that a person can name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from feuille import config, git, snapshot
from feuille.corpus import Corpus, load
from feuille.diagnostics import CannotProceedError
from feuille.i18n import _

if TYPE_CHECKING:
    from pathlib import Path

    from feuille.snapshot import Snapshot

_YEAR = re.compile(r"[0-9]{4}\Z")


@dataclass(frozen=True, slots=True)
class Workspace:
    """A data folder, and the git repository around it (None where there is none)."""

    root: Path
    repository: git.Repository | None

    def snapshot(self, moment: str | None = None) -> Snapshot:
        """Return the snapshot of a plan year or git revision; of the working tree for None."""
        if moment is None:
            return snapshot.working_tree(self.root)
        repository = self._repository()
        if not _YEAR.match(moment):
            return snapshot.at_revision(repository, moment)
        years = self.plan_years()
        if moment not in years:
            raise CannotProceedError(
                _("L'année de plan {year} n'existe pas.").format(year=moment),
                _("Années existantes : {years}.").format(years=", ".join(years))
                if years
                else _(
                    "Aucune année n'est encore marquée : git tag -a plan/{year} la crée."
                ).format(year=moment),
            )
        return snapshot.at_revision(repository, years[moment], moment)

    def corpus(self, moment: str | None = None) -> Corpus:
        """Return the corpus of a moment."""
        return load(self.snapshot(moment))

    def plan_years(self) -> dict[str, str]:
        """Return each plan year with its revision, in order.

        A year comes from `annees` of the working tree's feuille.yaml, else from
        the tags plan/2018 (with the prefix that `etiquettes` sets), plan-2018, 2018.
        """
        if self.repository is None:
            return {}
        settings = config.load(snapshot.working_tree(self.root))
        years: dict[str, str] = {}
        for prefix in ("", "plan-", settings.etiquettes):
            for tag in git.tags(self.repository):
                year = tag.removeprefix(prefix)
                if tag.startswith(prefix) and _YEAR.match(year):
                    years[year] = f"refs/tags/{tag}"
        years.update(settings.annees)
        return dict(sorted(years.items()))

    def _repository(self) -> git.Repository:
        if self.repository is None:
            raise CannotProceedError(
                _("« {root} » n'est pas dans un dépôt git : il n'a pas d'histoire.").format(
                    root=self.root
                ),
                _("Créez le dépôt : git init, git add, git commit."),
            )
        return self.repository


def open_workspace(start: Path) -> Workspace:
    """Return the workspace around a folder; CannotProceedError where there is none."""
    root = snapshot.find_root(start)
    return Workspace(root, git.discover(root))
