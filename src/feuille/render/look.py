"""What a repository or a person puts in place of the program's own look.

Templates and style sheets stand in `templates/html` beside `feuille.yaml`, file
by file; a theme is one more style sheet, named on the command line.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from feuille.diagnostics import CannotProceedError
from feuille.i18n import _
from feuille.render import css, html_draw

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER = "templates/html"
"""Where a repository has its templates and style sheets."""

FRAME = ("page", "tete", "entete", "fil", "sommaire", "suite", "pied")
"""The templates of a page: the first includes the others."""

STYLES = ("style.css", "dessins.css")
"""The style sheets of the program, in the order in which they count."""

THEME = "theme.css"
"""The file of the site that holds a theme."""

_BLOCKS = "blocs"
_PIECES = "morceaux"
_MAX_BYTES = 1_000_000
_MOST_FILES = 200


@dataclass(frozen=True)
class Look:
    """Templates and style sheets by name; the theme as it is written to the site (b"": none)."""

    templates: dict[str, str] = field(default_factory=dict)
    styles: dict[str, str] = field(default_factory=dict)
    theme: bytes = b""

    @property
    def kinds(self) -> dict[str, str]:
        """The name of the template of each kind of block that has one."""
        named = {kind: f"{_BLOCKS}/{kind}.html" for kind in html_draw.KINDS}
        return {kind: name for kind, name in named.items() if name in self.templates}


def read(root: Path, theme: Path | None = None) -> Look:
    """Return the look of a repository (its data folder), with a theme or none.

    CannotProceedError for a file that cannot be what it says.
    """
    templates: dict[str, str] = {}
    styles: dict[str, str] = {}
    for name in _names(root):
        path = root / FOLDER / name
        text = _text(path, f"{FOLDER}/{name}")
        if name.endswith(".css"):
            _stays_here(text, f"{FOLDER}/{name}")
            styles[name] = text
        else:
            templates[name] = text
    if theme is None:
        return Look(templates, styles)
    text = _text(theme, str(theme))
    _stays_here(text, str(theme))
    return Look(templates, styles, text.encode())


def _names(root: Path) -> list[str]:
    """Return the names of the templates and style sheets of a repository, in order."""
    found = []
    _refuse_beside(root)
    for path in _below(root, FOLDER):
        name = path.removeprefix(f"{FOLDER}/")
        if not name.endswith((".html", ".css")):
            continue  # what is said of the templates, to people
        if not _is_known(name):
            raise CannotProceedError(
                _("« {path} » n'est le nom d'aucun gabarit.").format(path=path), _remedy(name)
            )
        found.append(name)
    if len(found) > _MOST_FILES:
        raise CannotProceedError(
            _("« {folder} » contient plus de {n} gabarits.").format(folder=FOLDER, n=_MOST_FILES),
            _("Retirez ceux qui ne servent pas."),
        )
    return found


def _refuse_beside(root: Path) -> None:
    """Refuse a template a folder too high: nobody would see why it changes nothing."""
    above = FOLDER.partition("/")[0]
    _not_a_link(root / above, above)
    if not (root / above).is_dir():
        return
    for one in sorted(entry.name for entry in os.scandir(root / above) if entry.is_file()):
        if one.endswith((".html", ".css")):
            raise CannotProceedError(
                _("« {path} » n'est le nom d'aucun gabarit.").format(path=f"{above}/{one}"),
                _("Les gabarits du site vont dans {folder} : déplacez ce fichier.").format(
                    folder=FOLDER
                ),
            )


def _is_known(name: str) -> bool:
    folder, _slash, last = name.rpartition("/")
    stem, _dot, suffix = last.rpartition(".")
    if suffix == "css":
        return name in STYLES
    known = {"": FRAME, _BLOCKS: html_draw.KINDS, _PIECES: (stem,)}
    return stem in known.get(folder, ())


def _remedy(name: str) -> str:
    names = [f"{_BLOCKS}/{kind}.html" for kind in html_draw.KINDS]
    if not name.startswith(f"{_BLOCKS}/"):
        names = [*(f"{one}.html" for one in FRAME), *STYLES]
    words = _("Noms possibles : {names} ; les vôtres vont dans {folder}/{pieces}.")
    return words.format(names=", ".join(names), folder=FOLDER, pieces=_PIECES)


def _below(root: Path, folder: str) -> Iterator[str]:
    """Yield the path of every file below a folder, in order; a link is refused, wherever it is."""
    steps = folder.split("/")
    for step in ("/".join(steps[:n]) for n in range(1, len(steps) + 1)):
        _not_a_link(root / step, step)
    if not (root / folder).is_dir():
        return
    for one in sorted(os.scandir(root / folder), key=lambda one: one.name):
        if one.name.startswith("."):
            continue
        path = f"{folder}/{one.name}"
        _not_a_link(Path(one.path), path)
        if one.is_dir():
            yield from _below(root, path)
        else:
            yield path


def _not_a_link(path: Path, name: str) -> None:
    if path.is_symlink():
        raise CannotProceedError(
            _("« {path} » est un lien : un gabarit est un fichier du dépôt.").format(path=name),
            _("Remplacez-le par une copie de ce qu'il désigne."),
        )


def _text(path: Path, name: str) -> str:
    """Return the text of a file; `name` is what messages call it."""
    try:
        if not path.is_file():
            words = _("« {path} » n'est pas un fichier.")
            if not path.exists():
                words = _("« {path} » n'existe pas.")
            raise CannotProceedError(words.format(path=name), _("Vérifiez le chemin."))
        if path.stat().st_size > _MAX_BYTES:
            raise CannotProceedError(
                _("« {path} » dépasse un mégaoctet.").format(path=name),
                _("Allégez-le : chaque lecteur du site aurait à le charger."),
            )
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise CannotProceedError(
            _("« {path} » n'est pas écrit en UTF-8.").format(path=name),
            _("Enregistrez-le en UTF-8."),
        ) from None
    except OSError as error:
        raise CannotProceedError(
            _("« {path} » ne peut pas être lu : {words}.").format(
                path=name, words=error.strerror or error
            ),
            _("Vérifiez le chemin et les droits de ce fichier."),
        ) from None


def _stays_here(sheet: str, name: str) -> None:
    """Refuse a style sheet that would have readers' browsers ask another server for something."""
    found = css.fetched(sheet)
    if found:
        line, words = found
        shown = words if len(words) <= 60 else words[:60] + "…"  # noqa: PLR2004 - enough to find it
        raise CannotProceedError(
            _("{path}, ligne {line} : « {words} » ferait appel à un autre fichier ou site.").format(
                path=name, line=line, words=shown
            ),
            _("Le site ne demande rien à personne : mettez le contenu dans la feuille de style "
              "(« data: »), ou posez le fichier dans le dossier du site et donnez son adresse "
              "relative."),
        )  # fmt: skip
