"""`feuille git`: `git diff` and `git log -p` in the terms of the plan.

git calls `feuille git textconv` on both versions of a document and compares
what it prints. It is told so in the repository's own configuration, on this
machine, and in `.gitattributes`, beside the data.
"""

from __future__ import annotations

import re
import secrets
import shlex
import shutil
import sys
from typing import TYPE_CHECKING

from feuille import git
from feuille.diagnostics import CannotProceedError
from feuille.i18n import _
from feuille.schema import registry

if TYPE_CHECKING:
    from pathlib import Path

    from feuille.commands.terminal import Terminal

_ATTRIBUTES = ".gitattributes"
_COMMENT = "# Différences dans les termes du plan : feuille git install"
_OURS = re.compile(r"/[a-z-]+/\*\*/\*\.y\*ml diff=feuille\Z")
_CALL = "git textconv"
_CACHE = "refs/notes/textconv/feuille"


def install(terminal: Terminal, *, yes: bool) -> int:
    """Set up the driver, once shown and agreed to; 0, also where it was there."""
    workspace = terminal.workspace()
    repository, file = workspace.history(), workspace.root / _ATTRIBUTES
    before = _read(file)
    after = _added(before)
    wanted = _settings()
    current = {key: _setting(repository, key) for key in wanted}
    foreign = current["diff.feuille.textconv"]
    if foreign and _CALL not in foreign:
        raise CannotProceedError(
            _("La configuration de git a déjà un autre diff.feuille.textconv : {words}").format(
                words=foreign
            ),
            _("Retirez-le d'abord : git config --unset diff.feuille.textconv"),
        )
    settings = {key: value for key, value in wanted.items() if current[key] != value}
    new = [line for line in after.splitlines() if line not in before.splitlines()]
    rows = [f"+ {key} = {value}" for key, value in settings.items()]
    if not _agreed(terminal, rows, [f"+ {line}" for line in new], yes=yes):
        return 0
    _write(file, before, after)
    for key, value in settings.items():
        _set(repository, key, value)
    _forget(repository)  # what an older version of the program said
    terminal.note(_("« git diff » et « git log -p » parlent maintenant la langue du plan."))
    return 0


def uninstall(terminal: Terminal, *, yes: bool) -> int:
    """Take away what `install` wrote, and nothing else."""
    workspace = terminal.workspace()
    repository, file = workspace.history(), workspace.root / _ATTRIBUTES
    before = _read(file)
    after = "".join(line for line in before.splitlines(keepends=True) if not _is_ours(line))
    current = {key: _setting(repository, key) for key in _settings()}
    ours = _CALL in current["diff.feuille.textconv"]
    gone = [key for key, value in current.items() if value and ours]
    rows = [f"- {key} = {current[key]}" for key in gone]
    lost = [f"- {line}" for line in before.splitlines() if _is_ours(line)]
    if not _agreed(terminal, rows, lost, yes=yes):
        return 0
    _write(file, before, after)
    for key in gone:
        _set(repository, key, None)
    _forget(repository)
    terminal.note(_("« git diff » compare de nouveau les fichiers ligne à ligne."))
    return 0


def textconv(file: Path) -> int:
    """Print a file as git should compare it; whatever it holds, something comes out."""
    raw = file.read_bytes()
    try:
        from feuille.report import facts

        said = facts.write(file.name, raw)
    except Exception:  # noqa: BLE001 - git shows nothing of a change where its driver fails
        said = None
    shown = raw if said is None else said.encode("utf-8", "replace")
    buffer = getattr(sys.stdout, "buffer", None)
    if buffer is None:
        sys.stdout.write(shown.decode("utf-8", "replace"))
    else:
        buffer.write(shown)
    return 0


def _settings() -> dict[str, str]:
    """Return the configuration of the driver.

    git stops at a driver that fails: where the program is no longer there, the
    file itself is compared.
    """
    found = shutil.which("feuille")
    program = shlex.quote(found) if found else f"{shlex.quote(sys.executable)} -m feuille"
    call = f'{program} {_CALL} "$1" 2>/dev/null || cat "$1"'
    return {
        "diff.feuille.textconv": f"f() {{ {call}; }}; f",
        "diff.feuille.cachetextconv": "true",
        "diff.feuille.xfuncname": "^# (.*)$",
    }


def _read(file: Path) -> str:
    if file.is_symlink():
        raise CannotProceedError(
            _("{file} est un lien : git ne le lit pas.").format(file=_ATTRIBUTES),
            _("Remplacez-le par un vrai fichier."),
        )
    try:
        return file.read_bytes().decode("utf-8", "surrogateescape")
    except FileNotFoundError:
        return ""


def _added(before: str) -> str:
    """Return the text with our lines after its own."""
    known = before.splitlines()
    wanted = [f"/{kind.folder}/**/*.y*ml diff=feuille" for kind in registry().types.values()]
    new = [line for line in wanted if line not in known]
    if not new:
        return before
    end = "\r\n" if "\r\n" in before else "\n"
    head = [] if _COMMENT in known else [_COMMENT]
    glue = end if before and not before.endswith("\n") else ""
    return before + glue + "".join(line + end for line in [*head, *new])


def _is_ours(line: str) -> bool:
    plain = line.rstrip("\r\n")
    return plain == _COMMENT or bool(_OURS.match(plain))


def _agreed(terminal: Terminal, settings: list[str], lines: list[str], *, yes: bool) -> bool:
    """Show what is about to change and ask; False where there is nothing to do."""
    if not settings and not lines:
        terminal.note(_("Rien à changer : c'est déjà fait."))
        return False
    shown = ((_("Configuration git de ce dépôt :"), settings), (f"{_ATTRIBUTES} :", lines))
    for title, rows in shown:
        if rows:
            terminal.note("\n".join([title, *(f"  {row}" for row in rows)]))
    if yes:
        return True
    if not _answers():
        raise CannotProceedError(
            _("Rien n'a été écrit : personne n'est là pour répondre."),
            _("Dans un script, ajoutez --oui."),
        )
    import typer

    typer.confirm(_("Continuer ?"), abort=True, err=True)
    return True


def _answers() -> bool:
    """Tell whether somebody is there to answer."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def _write(file: Path, before: str, after: str) -> None:
    """Put the new text in place of the file, whole or not at all; an empty one goes away."""
    if before == after:
        return
    if not after:
        file.unlink()
        return
    draft = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
    try:
        draft.write_bytes(after.encode("utf-8", "surrogateescape"))
        if file.exists():
            shutil.copymode(file, draft)
        draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)


def _setting(repository: git.Repository, key: str) -> str:
    """Return a setting of this repository's own configuration, "" where it has none."""
    try:
        printed = git.run(["config", "--local", "--get", key], repository.top)
    except git.GitError:
        return ""
    return printed.decode("utf-8", "surrogateescape").removesuffix("\n")


def _set(repository: git.Repository, key: str, value: str | None) -> None:
    """Write a setting of this repository's own configuration; None takes it away."""
    change = ["--unset-all", key] if value is None else ["--replace-all", key, value]
    git.run(["config", "--local", *change], repository.top)


def _forget(repository: git.Repository) -> None:
    """Drop what git kept of the driver's answers."""
    git.run(["update-ref", "-d", _CACHE], repository.top)
