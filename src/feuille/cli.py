"""The surface of the program: what a person types, and the three ways a command can end.

Every command is a function of `commands/` that returns an exit code; here stand
only its name, its options and its help.
"""

from __future__ import annotations

import os
import sys
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from feuille.commands.terminal import Terminal
from feuille.diagnostics import CannotProceedError
from feuille.i18n import _

REFUSED = 2
INTERRUPTED = 130

WRITE, CHECK, READ, COMPARE, PUBLISH = (
    _("Écrire"), _("Vérifier"), _("Lire"), _("Comparer"), _("Publier"),
)  # fmt: skip


class _Aide:
    """Words the help option in French; typer fixes its English when it is imported."""

    def get_help_option(self, ctx: Any) -> Any:
        option = super().get_help_option(ctx)  # type: ignore[misc]
        if option is not None:
            option.help = _("Affiche cette aide.")
        return option


class _Command(_Aide, TyperCommand):
    pass


class _Group(_Aide, TyperGroup):
    pass


app = typer.Typer(
    name="feuille",
    cls=_Group,
    subcommand_metavar="COMMANDE [ARGUMENTS]...",
    help=_("Les plans d'action publique en texte : vérifier, totaliser, comparer, publier."),
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["--help", "-h"]},
)  # fmt: skip


command = partial(app.command, cls=_Command)


def run(arguments: list[str]) -> int:
    """Run the command line and return the exit code; never lets an exception through."""
    arguments = arguments or ["--help"]
    _french_help(arguments)
    try:
        code = app(args=arguments, prog_name="feuille", standalone_mode=False)
    except BrokenPipeError:
        # The reader (head, less) has gone: nothing more to say, and no noise at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (KeyboardInterrupt, typer.Abort):
        sys.stderr.write("\n" + _("Interrompu ; rien n'a été laissé à moitié écrit.") + "\n")
        return INTERRUPTED
    except Exception as error:
        if os.environ.get("FEUILLE_DEBUG"):
            raise
        return _end(*_worded(error))
    return code if isinstance(code, int) else 0


def _worded(error: Exception) -> tuple[str, str]:
    """Return the message and the remedy for what ended a command: refused, or unexpected."""
    if isinstance(error, CannotProceedError):
        return error.message, error.hint
    if isinstance(error, typer.TyperException):
        from feuille.commands.usage import explain

        return explain(error)
    if isinstance(error, OSError):
        return _system(error), _("Vérifiez les droits et la place sur le disque.")
    return (
        _("Erreur inattendue du programme : {error}").format(error=repr(error)[:200]),
        _("Signalez-la avec la commande tapée ; FEUILLE_DEBUG=1 montre le détail."),
    )


def _end(message: str, hint: str) -> int:
    # A surrogate from a strange file name must not break the message that reports it.
    text = f"{_('Erreur')} : {message}\n" + (f"  → {hint}\n" if hint else "")
    sys.stderr.write(text.encode("utf-8", "backslashreplace").decode("utf-8"))
    return REFUSED


def _system(error: OSError) -> str:
    words = {
        2: _("n'existe pas"), 13: _("accès refusé"), 17: _("existe déjà"),
        20: _("n'est pas un dossier"), 21: _("est un dossier"), 28: _("disque plein"),
        30: _("en lecture seule"), 36: _("nom trop long"),
    }  # fmt: skip
    reason = words.get(error.errno or 0, error.strerror or str(error))
    return f"« {error.filename} » : {reason}." if error.filename else f"{reason}."


def _french_help(arguments: list[str]) -> None:
    """Give typer's own headings their French words; they are fixed when it is imported."""
    if not {"--help", "-h"} & set(arguments):
        return
    from typer import rich_utils

    rich_utils.OPTIONS_PANEL_TITLE = _("Options")
    rich_utils.ARGUMENTS_PANEL_TITLE = _("Arguments")
    rich_utils.COMMANDS_PANEL_TITLE = _("Commandes")
    rich_utils.DEFAULT_STRING = _("[par défaut : {}]")
    rich_utils.REQUIRED_LONG_STRING = _("[obligatoire]")


def _version(wanted: bool) -> None:
    if wanted:
        from feuille import __version__

        typer.echo(f"feuille {__version__}")
        raise typer.Exit


Revision = Annotated[
    str | None,
    typer.Option("--rev", metavar="REV", help=_("Année de plan ou révision git à lire.")),
]


@app.callback()
def root(
    context: typer.Context,
    repo: Annotated[
        Path, typer.Option("--repo", "-C", metavar="DOSSIER", help=_("Dossier des données."))
    ] = Path(),
    color: Annotated[
        str, typer.Option(metavar="QUAND", help=_("Couleurs : auto, always ou never."))
    ] = "auto",
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help=_("Seulement le résultat."))] = False,
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help=_("Davantage de détail."))
    ] = False,
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_version, is_eager=True, help=_("La version, et c'est tout.")
        ),
    ] = False,
) -> None:
    """Options that every command knows."""
    if color not in {"auto", "always", "never"}:
        raise CannotProceedError(
            _("--color ne connaît pas « {value} ».").format(value=color),
            _("Écrivez auto, always ou never."),
        )
    context.obj = Terminal(repo=repo, color=color, quiet=quiet, verbose=verbose)


@command(rich_help_panel=CHECK, help=_("Vérifie les documents et dit tout ce qui ne va pas."))
def validate(
    context: typer.Context,
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[CHEMIN]...",
            help=_("Ne montre que ces fichiers et dossiers ; tout est vérifié quand même."),
        ),
    ] = None,
    formats: Annotated[
        list[str] | None,
        typer.Option(
            "--format",
            metavar="FORMAT[:FICHIER]",
            help=_(
                "text, json, github, gitlab, sarif ou junit, à l'écran ou dans un fichier. "
                "Répétable. Par défaut text, et en plus github sous GitHub Actions. GitLab lit le "
                "fichier de gitlab:FICHIER (artifacts:reports:codequality). Les chemins partent "
                "de la racine du dépôt git, sauf en text et en json : du dossier des données."
            ),
        ),
    ] = None,
    rev: Annotated[
        str | None, typer.Option(metavar="REV", help=_("Année de plan ou révision git à vérifier."))
    ] = None,
    since: Annotated[
        str | None,
        typer.Option(
            "--changed-since",
            metavar="REV",
            help=_("Ne montre que ce qui touche un fichier modifié depuis."),
        ),
    ] = None,
    strict: Annotated[
        bool, typer.Option("--strict", help=_("Les avertissements comptent comme des erreurs."))
    ] = False,
) -> int:
    from feuille.commands import validate as command

    return command.run(
        context.obj, formats or [], rev, strict=strict, paths=paths or [], since=since
    )


@command(rich_help_panel=WRITE, help=_("Crée un dépôt de données ; n'écrase jamais rien."))
def init(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="[DOSSIER]", help=_("Où le créer."))] = Path(),
) -> int:
    from feuille.commands import init as command

    return command.run(context.obj, folder)


@command(
    rich_help_panel=WRITE,
    help=_(
        "Crée un document. Sur un terminal, pose les questions ; dans un script, donnez les clés : "
        'feuille new fiche titre="Accès aux droits" pilotes=ddcs-42'
    ),
)
def new(
    context: typer.Context,
    kind: Annotated[
        str, typer.Argument(metavar="TYPE", help=_("fiche, roadmap, ou le nom d'un type."))
    ],
    values: Annotated[
        list[str] | None, typer.Argument(metavar="[CLÉ=VALEUR]...", help=_("Valeurs des clés."))
    ] = None,
    identifier: Annotated[
        str | None, typer.Option("--id", metavar="ID", help=_("Nom du fichier, sans .yaml."))
    ] = None,
) -> int:
    from feuille.commands import new as command

    return command.run(context.obj, kind, values or [], identifier)


@command(rich_help_panel=CHECK, help=_("Explique un diagnostic ; sans code, les liste tous."))
def explain(
    context: typer.Context,
    code: Annotated[str | None, typer.Argument(metavar="[CODE]", help=_("Comme R101."))] = None,
) -> int:
    from feuille.commands import explain as command

    return command.run(context.obj, code)


@command(
    "list", rich_help_panel=READ, help=_("Trouve les documents par type, mots, territoire, état.")
)
def list_documents(
    context: typer.Context,
    kind: Annotated[
        str | None, typer.Argument(metavar="[TYPE]", help=_("fiche, convention, acteur…"))
    ] = None,
    words: Annotated[
        str | None, typer.Option("--texte", metavar="MOTS", help=_("Qui contient ces mots."))
    ] = None,
    place: Annotated[
        str | None, typer.Option("--territoire", metavar="CODE", help=_("Qui concerne ce lieu."))
    ] = None,
    state: Annotated[
        str | None,
        typer.Option("--avancement", metavar="ÉTAT", help=_("en-cours, realise, non-renseigne…")),
    ] = None,
    rev: Revision = None,
    output: Annotated[
        str, typer.Option("--format", metavar="FORMAT", help=_("table ou json."))
    ] = "table",
) -> int:
    from feuille.commands import listing

    return listing.run(
        context.obj, kind, words=words, place=place, state=state, rev=rev, output=output
    )


@command(rich_help_panel=READ, help=_("Montre un document, ses liens, son dernier changement."))
def show(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="ID", help=_("Identifiant du document."))],
    rev: Revision = None,
) -> int:
    from feuille.commands import show as command

    return command.run(context.obj, name, rev=rev)


@command(rich_help_panel=READ, help=_("Montre ce que cite un document et ce qui le cite."))
def links(
    context: typer.Context,
    name: Annotated[
        str | None, typer.Argument(metavar="[ID]", help=_("Absent : tous les liens."))
    ] = None,
    output: Annotated[
        str, typer.Option("--format", metavar="FORMAT", help=_("table, json ou mermaid."))
    ] = "table",
    orphans: Annotated[
        bool, typer.Option("--orphelins", help=_("Seulement les documents que rien ne cite."))
    ] = False,
    rev: Revision = None,
) -> int:
    from feuille.commands import links as command

    return command.run(context.obj, name, output=output, orphans=orphans, rev=rev)


@command(
    rich_help_panel=READ,
    help=_("Croise les priorités et les territoires : ce qui est couvert ou vide."),
)
def matrix(
    context: typer.Context,
    columns: Annotated[
        str,
        typer.Option(
            "--avec", metavar="COLONNES", help=_("territoires, indicateurs, conventions.")
        ),
    ] = "territoires",
    deep: Annotated[
        bool, typer.Option("--tout", help=_("Une ligne par orientation, à tous les niveaux."))
    ] = False,
    output: Annotated[
        str, typer.Option("--format", metavar="FORMAT", help=_("table ou json."))
    ] = "table",
    exit_code: Annotated[
        bool, typer.Option("--exit-code", help=_("Termine par 1 s'il reste une case vide."))
    ] = False,
    rev: Revision = None,
) -> int:
    from feuille.commands import matrix as command

    return command.run(
        context.obj, columns=columns, deep=deep, output=output, exit_code=exit_code, rev=rev
    )


@command(
    rich_help_panel=READ,
    help=_("Totalise avancement, indicateurs et montants, avec leur couverture."),
)
def rollup(
    context: typer.Context,
    indicators: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[INDICATEUR]...",
            help=_("Seulement ceux-là ; « montants » pour l'argent seul."),
        ),
    ] = None,
    by: Annotated[
        str,
        typer.Option(
            metavar="AXE[,AXE]",
            help=_(
                "territoire, orientation, mesure, fiche, convention ou periode ; "
                "plusieurs se croisent, séparés par des virgules."
            ),
        ),
    ] = "territoire",
    year: Annotated[
        str | None, typer.Option(metavar="ANNÉE", help=_("Seulement cette période."))
    ] = None,
    place: Annotated[
        str | None, typer.Option("--territoire", metavar="CODE", help=_("Seulement ce territoire."))
    ] = None,
    rev: Revision = None,
    output: Annotated[
        str, typer.Option("--format", metavar="FORMAT", help=_("table, json, csv ou xlsx."))
    ] = "table",
    target: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FICHIER", help=_("Où écrire json, csv ou xlsx.")),
    ] = None,
    why: Annotated[
        bool, typer.Option("--why", help=_("Dit d'où vient chaque nombre, à la ligne près."))
    ] = False,
    as_of: Annotated[
        str | None,
        typer.Option(
            metavar="DATE", help=_("Ne compte que l'argent des actes signés à cette date.")
        ),
    ] = None,
) -> int:
    from feuille.commands import rollup as command

    return command.run(
        context.obj,
        indicators or [],
        by=by,
        year=year,
        place=place,
        rev=rev,
        output=output,
        why=why,
        target=target,
        as_of=as_of,
    )


@command(
    rich_help_panel=READ,
    help=_("Tient sur un écran : avancement, retards, indicateurs qui décrochent, échéances."),
)
def status(
    context: typer.Context,
    as_of: Annotated[
        str | None,
        typer.Option(
            metavar="DATE",
            help=_(
                "Date à laquelle se calculent les retards : par défaut celle de la révision, ou "
                "aujourd'hui. Les chiffres sont ceux des documents lus (--rev en change)."
            ),
        ),
    ] = None,
    rev: Revision = None,
    output: Annotated[
        str, typer.Option("--format", metavar="FORMAT", help=_("text ou json."))
    ] = "text",
) -> int:
    from feuille.commands import status as command

    return command.run(context.obj, as_of=as_of, rev=rev, output=output)


@command(
    rich_help_panel=COMPARE,
    help=_(
        "Dit ce qui a changé, dans les termes du plan. Sans argument : de la dernière année "
        "de plan à la copie de travail."
    ),
)
def diff(
    context: typer.Context,
    old: Annotated[
        str | None, typer.Argument(metavar="[AVANT]", help=_("Année de plan ou révision git."))
    ] = None,
    new: Annotated[
        str | None, typer.Argument(metavar="[APRÈS]", help=_("Absent : la copie de travail."))
    ] = None,
    output: Annotated[
        str, typer.Option("--format", metavar="FORMAT", help=_("text, md, html ou json."))
    ] = "text",
    target: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FICHIER", help=_("Où écrire ; absent : l'écran.")),
    ] = None,
    only: Annotated[
        str | None, typer.Option(metavar="TYPE", help=_("Seulement ce type de document."))
    ] = None,
    exit_code: Annotated[
        bool, typer.Option("--exit-code", help=_("Termine par 1 s'il y a des différences."))
    ] = False,
) -> int:
    from feuille.commands import diff as command

    return command.run(
        context.obj, old, new, output=output, target=target, only=only, exit_code=exit_code
    )


@command(
    rich_help_panel=COMPARE,
    help=_("Raconte l'histoire d'un document ou d'une valeur, commit par commit."),
)
def log(
    context: typer.Context,
    name: Annotated[
        str, typer.Argument(metavar="ID", help=_("Identifiant, même ancien ou disparu."))
    ],
    key: Annotated[
        str,
        typer.Option(
            "--cle",
            metavar="CLÉ",
            help=_("Seulement cette valeur : avancement, indicateurs[taux].cibles[2025]…"),
        ),
    ] = "",
    rev: Revision = None,
    output: Annotated[
        str, typer.Option("--format", metavar="FORMAT", help=_("text ou json."))
    ] = "text",
) -> int:
    from feuille.commands import log as command

    return command.run(context.obj, name, key=key, rev=rev, output=output)


@command(
    rich_help_panel=COMPARE,
    help=_("Dit, pour chaque valeur d'un document, qui l'a écrite, quand, dans quel commit."),
)
def blame(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="ID", help=_("Identifiant du document."))],
    key: Annotated[
        str, typer.Argument(metavar="[CLÉ]", help=_("Seulement cette valeur, et sous elle."))
    ] = "",
    rev: Revision = None,
    output: Annotated[
        str, typer.Option("--format", metavar="FORMAT", help=_("text ou json."))
    ] = "text",
) -> int:
    from feuille.commands import blame as command

    return command.run(context.obj, name, key=key, rev=rev, output=output)


@command(rich_help_panel=PUBLISH, help=_("Publie la feuille de route : site HTML, Markdown."))
def render(
    context: typer.Context,
    to: Annotated[
        str, typer.Option(metavar="FORMATS", help=_("html, md, pdf ; ou html,md,pdf."))
    ] = "html",
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="DOSSIER", help=_("Où écrire."))
    ] = Path("site"),
    rev: Revision = None,
    as_of: Annotated[
        str | None,
        typer.Option(metavar="DATE", help=_("Date à laquelle se calculent les retards.")),
    ] = None,
) -> int:
    from feuille.commands import render as command

    return command.run(context.obj, to, output, rev=rev, as_of=as_of)


@command(
    rich_help_panel=WRITE,
    help=_("Crée une démonstration complète, avec trois années de plan, et la parcourt."),
)
def demo(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="[DOSSIER]", help=_("Où la créer."))] = Path(
        "demo"
    ),
) -> int:
    from feuille.commands import demo as command

    return command.run(context.obj, folder)


@command(
    rich_help_panel=COMPARE,
    help=_(
        "Marque une année de plan : vérifie le commit, puis crée l'étiquette git plan/ANNÉE. "
        "Sans année, liste celles qui existent."
    ),
)
def baseline(
    context: typer.Context,
    year: Annotated[
        str | None, typer.Argument(metavar="[ANNÉE]", help=_("Quatre chiffres, comme 2025."))
    ] = None,
    rev: Annotated[
        str | None,
        typer.Option("--rev", metavar="REV", help=_("Commit à marquer ; absent : le dernier.")),
    ] = None,
    despite_errors: Annotated[
        bool,
        typer.Option(
            "--malgre-erreurs",
            help=_("Marque un plan qui a des erreurs ; l'étiquette dit combien."),
        ),
    ] = False,
) -> int:
    from feuille.commands import baseline as command

    return command.run(context.obj, year, rev=rev, despite_errors=despite_errors)


git_app = typer.Typer(
    cls=_Group,
    subcommand_metavar="COMMANDE",
    invoke_without_command=True,
    rich_markup_mode="rich",
    help=_("Apprend à « git diff » et à « git log -p » la langue du plan."),
    context_settings={"help_option_names": ["--help", "-h"]},
)
app.add_typer(git_app, name="git", rich_help_panel=COMPARE)


@git_app.callback()
def git_root(context: typer.Context) -> None:
    """Show the help where no command of the group is named."""
    if context.invoked_subcommand is None:
        _french_help(["--help"])
        typer.echo(context.get_help())


Yes = Annotated[bool, typer.Option("--oui", help=_("N'attend pas de réponse."))]


@git_app.command(
    "install",
    cls=_Command,
    help=_("Installe le pilote de différences dans ce dépôt git ; montre d'abord ce qui change."),
)
def git_install(context: typer.Context, yes: Yes = False) -> int:
    from feuille.commands import git_integration as command

    return command.install(context.obj, yes=yes)


@git_app.command("uninstall", cls=_Command, help=_("Retire ce que install a écrit, rien d'autre."))
def git_uninstall(context: typer.Context, yes: Yes = False) -> int:
    from feuille.commands import git_integration as command

    return command.uninstall(context.obj, yes=yes)


@git_app.command(
    "textconv",
    cls=_Command,
    hidden=True,
    help=_("Écrit un document dans les termes du plan, un fait par ligne : git l'appelle."),
)
def git_textconv(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FICHIER", help=_("Document à lire."))],
) -> int:
    from feuille.commands import git_integration as command

    return command.textconv(file)
