"""Faults of many kinds at random places of the real examples: each must be reported where it is.

`python -m tests.mutations --count 2000 --seed 7` tries more of them than the tests do.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from feuille import checks, corpus
from feuille.snapshot import Snapshot, blob_id, working_tree
from tests.conftest import EXAMPLES
from tests.mutations import layout, links, reading, sense, shape  # noqa: F401 - they fill the list
from tests.mutations.kinds import KINDS, Kind
from tests.mutations.site import Fault, NowhereError, Site

if TYPE_CHECKING:
    from random import Random

    from feuille.diagnostics import Diagnostic

__all__ = ["KINDS", "Kind", "Trial", "sites", "trial"]

NAMES = (
    "auvergne-rhone-alpes-2017-2018",
    "hauts-de-france-2019",
    "hauts-de-seine-2016",
    "loire-2019",
    "occitanie-2022",
)


@dataclass(frozen=True)
class Trial:
    """One fault, made and looked for."""

    kind: Kind
    example: str
    fault: Fault
    found: list[Diagnostic]
    before: list[Diagnostic]

    @property
    def missed(self) -> str:
        """Say what is wrong with the report, "" where it is right."""
        new = [one for one in self.found if one not in self.before]
        place = (self.fault.path, self.fault.line)
        told = [one for one in new if (one.place.path, one.place.line) == place]
        shown = ", ".join(f"{o.place.path}:{o.place.line} {o.code} {o.message}" for o in new[:4])
        if not any(one.code in self.kind.codes for one in told):
            return f"{self}: not reported; found: {shown or 'nothing'}"
        if self.kind.alone and len(new) > 1:
            return f"{self}: reported with its consequences: {shown}"
        return ""

    def __str__(self) -> str:
        codes = "/".join(self.kind.codes)
        return f"{self.kind.name} ({codes}) {self.example}/{self.fault.path}:{self.fault.line}"


@cache
def _example(name: str) -> tuple[corpus.Corpus, tuple[Site, ...], list[Diagnostic]]:
    loaded = corpus.load(working_tree(EXAMPLES / name))
    files = tuple(Site(loaded, one) for one in loaded.documents.values())
    return loaded, files, checks.run(loaded)


def sites(name: str) -> tuple[Site, ...]:
    """Return the files of an example."""
    return _example(name)[1]


def trial(kind: Kind, rng: Random) -> Trial | None:
    """Make a fault of a kind in a random place; None where no example has a place for it."""
    for name in rng.sample(NAMES, len(NAMES)):
        loaded, files, before = _example(name)
        for site in rng.sample(files, len(files)):
            site.rng = rng
            try:
                fault = kind.apply(site)
            except NowhereError:
                continue
            found = checks.run(corpus.load(_changed(loaded.snapshot, fault.changes)))
            return Trial(kind, name, fault, found, before)
    return None


def _changed(old: Snapshot, changes: dict[str, bytes | None]) -> Snapshot:
    contents = {path: raw for path, raw in old.read(old.entries) if path not in changes}
    contents |= {path: raw for path, raw in changes.items() if raw is not None}
    entries = {path: blob_id(contents[path]) for path in sorted(contents)}
    return Snapshot("essai", entries, lambda paths: ((path, contents[path]) for path in paths))
