"""A new data repository: its configuration, a folder for each type, a guide for colleagues."""

from __future__ import annotations

import os
import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING

from feuille import resources
from feuille.diagnostics import CannotProceedError
from feuille.i18n import _
from feuille.scaffold import compose, files
from feuille.schema import Node, Type, registry
from feuille.snapshot import CONFIG

if TYPE_CHECKING:
    from pathlib import Path

# These words go into files, which are French whatever the terminal speaks.
_TITLE = "Titre du plan, à remplacer"
_FOLDER_README = (
    "{description} Un fichier par document ; son nom, sans `.yaml`, est l'identifiant que l'on "
    "cite ailleurs. Pour en ajouter : `feuille new {word}`."
)
_WIDTH = 100
_COPIED = {"README.md": "README.md", ".gitattributes": "gitattributes", ".gitignore": "gitignore"}


@dataclass(frozen=True, slots=True)
class Done:
    """The files made, and those left as they were, by path relative to the new repository."""

    made: tuple[str, ...]
    kept: tuple[str, ...]


def create(target: Path) -> Done:
    """Make a data repository in a folder, new or not; nothing that exists is touched.

    CannotProceedError where it cannot be one; then nothing is left behind.
    `feuille.yaml` comes last: a folder is a data repository only once complete.
    """
    _check(target)
    made, kept = [], []
    with files.making() as maker:
        for name, text in contents().items():
            if os.path.lexists(target / name):
                kept.append(name)
            else:
                maker.file(target / name, text)
                made.append(name)
    return Done(tuple(made), tuple(kept))


def contents() -> dict[str, str]:
    """Return every file of a new repository with its text, the configuration last."""
    types = registry().types.values()
    row = "| `{kind.folder}/` | {kind.description} | `feuille new {word}` |"
    table = "\n".join(row.format(kind=kind, word=_word(kind)) for kind in types)
    copied = {name: resources.text("templates", "init", file) for name, file in _COPIED.items()}
    return {
        **{name: text.replace("{dossiers}", table) for name, text in copied.items()},
        **{f"{kind.folder}/README.md": _folder_readme(kind) for kind in types},
        CONFIG: _config(),
    }


def _config() -> str:
    import jsonschema_rs

    schema = registry().config
    accepts = jsonschema_rs.Draft202012Validator(schema).is_valid
    settings = {"format": 1, "titre": _TITLE}
    return compose.text(Node(schema, schema), settings, lambda _node: "", accepts)


def _folder_readme(kind: Type) -> str:
    about = _FOLDER_README.format(description=kind.description, word=_word(kind))
    return f"# {kind.plural}\n\n{textwrap.fill(about, _WIDTH)}\n"


def _word(kind: Type) -> str:
    """Return the shortest word that `feuille new` takes for a type."""
    return min((kind.name, *kind.aliases), key=len)


def _check(target: Path) -> None:
    if target.exists() and not target.is_dir():
        raise CannotProceedError(
            _("« {target} » est un fichier, pas un dossier.").format(target=target),
            _("Donnez le nom d'un dossier, qui peut ne pas exister encore."),
        )
    here = target.resolve()
    if os.path.lexists(here / CONFIG):
        raise CannotProceedError(
            _("« {target} » est déjà un dépôt de données : feuille.yaml y est.").format(
                target=target
            ),
            _("Pour y ajouter un document : feuille new fiche"),
        )
    around = next((folder for folder in here.parents if (folder / CONFIG).is_file()), None)
    if around is not None:
        raise CannotProceedError(
            _("« {target} » est dans un autre dépôt de données, « {around} ».").format(
                target=target, around=around
            ),
            _("Choisissez un dossier en dehors : un dépôt ne lit pas ceux qu'il contient."),
        )
