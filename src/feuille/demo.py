"""The demonstration: a fictional plan over three plan years, and its git history.

The data travel with the program, as steps: each step's folder holds only the
files added or changed, laid over the step before. The same steps give the same
commits everywhere, whatever the person's git is set to.
"""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from feuille import git, resources
from feuille.diagnostics import CannotProceedError
from feuille.i18n import _
from feuille.parse import parse

if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.resources.abc import Traversable

AUTHOR = "Démonstration feuille <demo@example.invalid>"
BRANCH = "main"


@dataclass(frozen=True, slots=True)
class Step:
    """One commit of the demonstration.

    `dossier` holds what it adds or changes, `retire` the paths that disappear,
    `etiquette` the tag it receives ("" for none); `date` is its day.
    """

    dossier: str
    date: str
    message: str
    etiquette: str = ""
    retire: tuple[str, ...] = ()


@cache
def steps() -> tuple[Step, ...]:
    """Return the steps of the demonstration, oldest first."""
    listed = parse(_source().joinpath("etapes.yaml").read_bytes()).data["etapes"]
    return tuple(Step(**{**row, "retire": tuple(row.get("retire", ()))}) for row in listed)


def years() -> tuple[str, ...]:
    """Return the plan years that the demonstration has tagged, oldest first."""
    return tuple(step.etiquette.rsplit("/", 1)[1] for step in steps() if step.etiquette)


def tree(step: Step) -> dict[str, bytes]:
    """Return the files of the repository at a step: POSIX path → bytes, sorted by path."""
    found: dict[str, bytes] = {}
    for one in steps()[: steps().index(step) + 1]:
        for path in one.retire:
            del found[path]
        found.update(_files(_source().joinpath(one.dossier)))
    return dict(sorted(found.items()))


def materialise(step: Step, folder: Path) -> None:
    """Write the files of a step below `folder`, which is made; no git."""
    for path, raw in tree(step).items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(raw)


def build(folder: Path) -> None:
    """Write the repository at its last step, with its history.

    `folder` must be empty or absent, else CannotProceedError and nothing is
    touched. All is made aside and then moved: a run that stops leaves nothing.
    """
    place = folder.resolve()
    _check(place, folder)
    near = next(parent for parent in (place, *place.parents) if parent.exists())
    with tempfile.TemporaryDirectory(prefix=".feuille-demo-", dir=near) as aside:
        made = Path(aside) / "demo"  # inside: its own rights are the ordinary ones
        materialise(steps()[-1], made)
        _commit(made)
        _move(made, place)


def _source() -> Traversable:
    return resources.folder("demonstration")


def _files(folder: Traversable, below: str = "") -> Iterator[tuple[str, bytes]]:
    for item in folder.iterdir():
        if item.is_dir():
            yield from _files(item, f"{below}{item.name}/")
        else:
            # A checkout may have turned the ends of lines into those of its system.
            yield below + item.name, item.read_bytes().replace(b"\r\n", b"\n")


def _check(place: Path, shown: Path) -> None:
    hint = _("Donnez le nom d'un dossier qui n'existe pas encore : feuille demo mon-essai")
    if place.exists() and not place.is_dir():
        raise CannotProceedError(
            _("« {folder} » est un fichier, pas un dossier.").format(folder=shown), hint
        )
    if place.is_dir() and any(place.iterdir()):
        raise CannotProceedError(
            _("Le dossier « {folder} » n'est pas vide ; rien n'y a été écrit.").format(
                folder=shown
            ),
            hint,
        )


def _commit(folder: Path) -> None:
    """Make the history by `fast-import`: it takes no identity, date, hook, signature or filter."""
    try:
        git.run(
            ["init", "-q", "--template=", "--object-format=sha1", f"--initial-branch={BRANCH}"],
            folder,
        )
        git.run(["config", "core.autocrlf", "false"], folder)
        git.run(["fast-import", "--quiet", "--done"], folder, b"".join(_stream()))
        git.run(["reset", "-q", "--mixed"], folder)
    except git.GitError as error:
        raise CannotProceedError(
            _("git n'a pas pu créer l'histoire de la démonstration : {words}").format(words=error),
            _("Il faut git 2.29 ou plus récent : git --version"),
        ) from None


def _stream() -> Iterator[bytes]:
    for mark, step in enumerate(steps(), start=1):
        moment = datetime.fromisoformat(f"{step.date}T12:00").replace(tzinfo=UTC)
        signed = f"{AUTHOR} {moment.timestamp():.0f} +0000\n"
        yield f"commit refs/heads/{BRANCH}\nmark :{mark}\ncommitter {signed}".encode()
        yield _data(step.message + "\n")
        yield b"deleteall\n"
        for path, raw in tree(step).items():
            yield f"M 100644 inline {path}\n".encode() + _data(raw)
        if step.etiquette:
            yield f"tag {step.etiquette}\nfrom :{mark}\ntagger {signed}".encode()
            yield _data(step.message + "\n")
    yield b"done\n"


def _data(content: str | bytes) -> bytes:
    raw = content.encode() if isinstance(content, str) else content
    return b"data %d\n%s\n" % (len(raw), raw)


def _move(made: Path, place: Path) -> None:
    if not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        made.rename(place)
        return
    # The folder is there, and may be the one the person stands in: it is filled, not replaced.
    moved: list[Path] = []
    try:
        for item in sorted(made.iterdir()):
            moved.append(place / item.name)
            item.rename(place / item.name)
    except BaseException:
        for target in moved:
            shutil.rmtree(target) if target.is_dir() else target.unlink(missing_ok=True)
        raise
