"""`feuille new`: one new document, valid at birth, that says how to go on."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any

from feuille import french
from feuille.commands import prompts
from feuille.diagnostics import CannotProceedError
from feuille.i18n import _
from feuille.scaffold import answers, birth, files
from feuille.schema import registry

if TYPE_CHECKING:
    from feuille.commands.terminal import Terminal
    from feuille.corpus import Corpus
    from feuille.schema import Type


def run(terminal: Terminal, kind: str, values: list[str], identifier: str | None) -> int:
    """Create a document; 0, or CannotProceedError with nothing written."""
    wanted = _type(kind)
    workspace = terminal.workspace()
    corpus = workspace.corpus()
    if identifier is not None:
        birth.check_name(corpus, identifier)
    data = birth.start(corpus, wanted, answers.read(wanted.node, values))
    if prompts.possible(terminal):
        data = prompts.complete(terminal, corpus, wanted, data)
    if lacking := birth.missing(wanted, data):
        raise birth.incomplete(wanted, lacking)
    data = birth.numbered(corpus, wanted, data)
    terminal.out(_write(workspace.root, corpus, wanted, data, identifier))
    folder = "" if terminal.repo == Path() else f" -C {shlex.quote(str(terminal.repo))}"
    command = f"feuille{folder} validate"
    terminal.note(_("Complétez ce fichier, puis vérifiez : {command}").format(command=command))
    return 0


def _type(word: str) -> Type:
    found = registry().named(word)
    if found is not None:
        return found
    types = registry().types.values()
    near = french.nearest(word, [name for kind in types for name in (kind.name, *kind.aliases)])
    known = _("Types connus : {names}.").format(names=", ".join(kind.name for kind in types))
    hint = _("Vouliez-vous écrire « {near} » ?").format(near=near) if near else ""
    raise CannotProceedError(
        _("Le type « {name} » est inconnu.").format(name=word), f"{hint} {known}".strip()
    )


def _write(
    root: Path, corpus: Corpus, kind: Type, data: dict[str, Any], identifier: str | None
) -> str:
    """Write the document under its id, or under the next free one; return its path."""
    if (root / kind.folder).is_symlink():
        raise CannotProceedError(
            _("« {folder} » est un lien : les documents qui y sont ne sont pas lus.").format(
                folder=kind.folder
            ),
            _("Remplacez le lien par un vrai dossier."),
        )
    for name in [identifier] if identifier else birth.names(corpus, kind, data):
        draft = birth.draft(corpus, kind, data, name)
        with files.making() as made:
            try:
                made.file(root / draft.path, draft.text)
            except FileExistsError:
                # Another run took the name since the folder was read.
                continue
        return draft.path
    raise birth.taken(corpus, str(identifier))
