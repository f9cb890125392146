"""`feuille status`: one screen for a steering committee; each line says where to look next."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from feuille import french, status
from feuille.commands import status_json
from feuille.commands.moment import day
from feuille.commands.tables import Screen, bar
from feuille.diagnostics import CannotProceedError
from feuille.i18n import _, plural
from feuille.rollup import words
from feuille.schema import registry

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from fractions import Fraction

    from feuille.commands.terminal import Terminal
    from feuille.corpus import Corpus, Document
    from feuille.diagnostics import Path
    from feuille.rollup.records import Count, Progress
    from feuille.status import Behind, Status

FORMATS = ("text", "json")
_LISTED = 4
_BAR = 10
_NUMBERS = 34
"""Columns that stand after the name of an orientation."""
_LEVELS = 1


def run(terminal: Terminal, *, as_of: str | None, rev: str | None, output: str) -> int:
    """Show where the plan stands; always 0: being late is not an error of the documents."""
    if output not in FORMATS:
        raise CannotProceedError(
            _("Le format « {name} » est inconnu.").format(name=output),
            _("Formats possibles : {names}.").format(names=", ".join(FORMATS)),
        )
    corpus = terminal.corpus(rev)
    found = status.compute(corpus, _day(corpus, as_of, rev))
    if output == "json":
        terminal.out(status_json.as_json(found, corpus))
        return 0
    screen = Screen(terminal.console(), corpus)
    flag = f" --rev {rev}" if rev else ""
    _head(screen, found, flag)
    _late(screen, found)
    _behind(screen, found, flag)
    _endings(screen, found)
    _debt(screen, found)
    return 0


def _day(corpus: Corpus, as_of: str | None, rev: str | None) -> date:
    """Return the day asked, else that of the revision, else today."""
    said = day(as_of or (corpus.snapshot.date if rev else None))
    return said or date.today()  # noqa: DTZ011 - the day where the person is


def _head(screen: Screen, found: Status, flag: str) -> None:
    home = screen.corpus.config.feuille_de_route
    title = screen.name(home) if home else screen.corpus.config.titre
    day = french.day(found.as_of.isoformat())
    screen.say(_("{title}, au {day}").format(title=title, day=day), "bold")
    _title(screen, _("Avancement"), f"feuille rollup --by orientation{flag}")
    counts = [one for one in found.found.counts if one.row.depth <= _LEVELS]
    if not counts:
        screen.say(_("Aucune fiche action."), indent="  ")
        return
    rates = {(one.row.by, one.row.id): one for one in found.found.progress if not one.indicateur}
    for count in counts:
        _orientation(screen, count, rates.get((count.row.by, count.row.id)))
    if rates:
        screen.say(_("– (k/n) : pas de taux, k indicateurs sur n en ont un."), "dim", indent="  ")
    for count in counts:
        if not count.row.depth:
            _states(screen, count)


def _orientation(screen: Screen, count: Count, mean: Progress | None) -> None:
    """Print one line: name, number of fiches, bar, rate."""
    width = screen.console.width - _NUMBERS
    name = words.shorter(count.row.name, width - 2 * count.row.depth - 1)
    shown = mean.final.shown if mean else None
    rate = words.rate(mean.final) if mean else "–"
    fiches = plural("{n} fiche", "{n} fiches", count.fiches)
    head = "  " * count.row.depth + name
    line = f"{head:<{width}}{fiches:>10}  {bar(shown, _BAR)}  {rate}"
    screen.line(line, "" if count.row.depth else "bold")


def _states(screen: Screen, count: Count) -> None:
    """Print how many fiches of a roadmap stand where, and what their pilots feel."""
    states = {**count.avancement, **({"abandonne": count.abandonnees} if count.abandonnees else {})}
    for key, title, counted in (
        ("avancement", _("Fiches : {counts}"), states),
        ("meteo", _("Météo : {counts}"), count.meteo),
    ):
        labels = _labels(key, counted)
        said = ", ".join(f"{label} ({counted[name]})" for name, label in labels.items())
        screen.say(title.format(counts=said or _("aucune")), indent="  ")


def _labels(key: str, found: Iterable[str]) -> dict[str, str]:
    """Return the words of the values found, in the order of the schema, « non renseigné » last."""
    node = registry().types["fiche-action"].node.child(key)
    labels = node.labels if node else {}
    order = [*labels, *sorted(set(found) - set(labels) - {""}), ""]
    return {n: labels.get(n, n) or words.reason("non-renseigne") for n in order if n in found}


def _late(screen: Screen, found: Status) -> None:
    said = [one for one in found.late if one.state]
    silent = [one for one in found.late if not one.state]
    _title(screen, _("Échéances dépassées : {n}").format(n=len(said)), "feuille show ID")
    if not found.late:
        screen.say(_("Aucune échéance passée qui ne soit atteinte."), indent="  ")
    states = _labels("avancement", {one.state for one in said})
    lines = [
        (
            f"{one.echeance.texte}, {states[one.state]} : {one.label}",
            _line(screen.corpus, one.document, one.at),
        )
        for one in said[:_LISTED]
    ]
    _listed(screen, lines, len(said))
    if silent:
        text = plural(
            "{n} échéance passée ne dit pas son avancement",
            "{n} échéances passées ne disent pas leur avancement",
            len(silent),
        )
        first = silent[0]
        screen.pair(f"  {text}", _line(screen.corpus, first.document, first.at), "dim")


def _behind(screen: Screen, found: Status, flag: str) -> None:
    groups: dict[tuple[str, str], list[Behind]] = {}
    for one in found.behind:
        groups.setdefault((one.indicateur, one.why), []).append(one)
    count = len({one.indicateur for one in found.behind})
    look = f"feuille rollup ID --why{flag}"
    _title(screen, _("Indicateurs qui décrochent : {n}").format(n=count), look)
    if not found.found.indicateurs:
        screen.say(_("Aucun indicateur n'est défini ni suivi."), indent="  ")
    elif not groups:
        screen.say(_("Aucun sous la médiane, en recul ou sans valeur récente."), indent="  ")
    units = {one.indicateur: one.unite for one in found.found.cells}
    lines = [
        (f"{screen.name(name)}\n    {_why(screen, listed, units.get(name, ''))}", name)
        for (name, _code), listed in groups.items()
    ]
    _listed(screen, lines)
    if found.unanswered:
        text = plural(
            "{n} indicateur attend sa première valeur",
            "{n} indicateurs attendent leur première valeur",
            len(found.unanswered),
        )
        screen.pair(f"  {text}", found.unanswered[0], "dim")


def _why(screen: Screen, listed: Sequence[Behind], unite: str) -> str:
    """Say why an indicator is behind, and where."""
    first = listed[0]
    if first.why == status.STALE:
        said = _("rien depuis {periode}") if first.periode else _("aucune valeur")
        return said.format(periode=first.periode)
    named = []
    for one in listed:
        name = screen.name(one.territoire)
        if one.why == status.BELOW:
            text = _("{name} {value} (médiane {against})")
            value, against = (_percent(x) for x in (one.value, one.against))
        else:
            text = _("{name} {value} après {against}")
            value, against = (words.figure(x, unite) for x in (one.value, one.against))
        named.append(text.format(name=name, value=value, against=against))
    return french.join(named)


def _percent(value: Fraction | None) -> str:
    return french.percent(words.rounded(value, 0)) if value is not None else "–"


def _endings(screen: Screen, found: Status) -> None:
    near = [one for one in found.endings if not one.over]
    over = [one for one in found.endings if one.over]
    text = _("Conventions qui finissent dans les six mois : {n}").format(n=len(near))
    _title(screen, text, "feuille show ID")
    if not near:
        screen.say(_("Aucune."), indent="  ")
    _listed(screen, [(f"{one.end} : {one.document.name}", one.document.id) for one in near])
    if over:
        text = plural(
            "{n} convention échue n'est pas archivée",
            "{n} conventions échues ne sont pas archivées",
            len(over),
        )
        screen.pair(f"  {text}", over[-1].document.id, "dim")


def _debt(screen: Screen, found: Status) -> None:
    """Print what is still to be written."""
    _title(screen, _("Reste à écrire"), "feuille validate")
    if not found.undecided and not found.drafts:
        screen.say(_("Rien : ni « a-definir », ni brouillon."), indent="  ")
    if found.undecided:
        total = sum(count for _document, count in found.undecided)
        text = plural("{n} clé « a-definir »", "{n} clés « a-definir »", total)
        worst = max(found.undecided, key=lambda one: one[1])[0]
        screen.pair(f"  {text}", _line(screen.corpus, worst, worst.undecided[0]))
    if found.drafts:
        text = plural("{n} brouillon", "{n} brouillons", len(found.drafts))
        screen.pair(f"  {text}", found.drafts[0].id)


def _title(screen: Screen, text: str, look: str) -> None:
    """Print the heading of a section, with the command that tells more."""
    screen.space()
    screen.pair(text, f"→ {look}", "bold")


def _listed(screen: Screen, lines: Sequence[tuple[str, str]], count: int = 0) -> None:
    """Print the first lines, each with where to look, and how many others there are.

    `count` says how many there are where only the first are given.
    """
    for text, place in lines[:_LISTED]:
        head, _newline, detail = text.partition("\n")
        screen.pair(f"  {head}", place)
        if detail:
            screen.pair(detail, "")
    more = (count or len(lines)) - _LISTED
    if more > 0:
        text = plural("et {n} autre", "et {n} autres", more)
        screen.pair(f"  {text}", "feuille status --format json", "dim")


def _line(corpus: Corpus, document: Document, at: Path) -> str:
    """Name a place by its document, as commands take it, and its line."""
    return f"{document.id}:{corpus.mark(document.path, at).line}"
