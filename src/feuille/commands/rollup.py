"""`feuille rollup`: progress, indicators and money, each number with its coverage."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feuille import rollup
from feuille.commands import rollup_indicators, rollup_money
from feuille.commands.tables import Screen, add_line, new_table
from feuille.diagnostics import CannotProceedError
from feuille.i18n import _, plural
from feuille.rollup import words
from feuille.rollup.as_json import as_json
from feuille.schema import registry

if TYPE_CHECKING:
    from collections.abc import Sequence

    from feuille.commands.terminal import Terminal
    from feuille.rollup.records import Rollup

FORMATS = ("table", "json")
_LISTED = 10


def run(
    terminal: Terminal,
    indicators: Sequence[str],
    *,
    by: str,
    year: str | None,
    place: str | None,
    rev: str | None,
    output: str,
) -> int:
    """Roll a moment of the repository up; as a table for people or JSON for machines."""
    if output not in FORMATS:
        raise CannotProceedError(
            _("Le format « {name} » est inconnu.").format(name=output),
            _("Formats possibles : {names}.").format(names=", ".join(FORMATS)),
        )
    corpus = terminal.workspace().corpus(rev)
    found = rollup.compute(corpus, by=by, indicateurs=indicators, year=year, place=place)
    if output == "json":
        terminal.out(as_json(found, corpus))
        return 0
    screen = Screen(terminal.console(), corpus)
    if not indicators:
        _fiches(screen, found)
    rollup_indicators.show(screen, found)
    if not indicators:
        rollup_money.show(screen, found)
    _ignored(screen, found)
    return 0


def _fiches(screen: Screen, found: Rollup) -> None:
    """Print where the fiches stand, orientation by orientation."""
    screen.title(_("Avancement des fiches"))
    if not found.counts:
        screen.say(_("Aucune fiche action : rien à compter."))
        return
    rates = {(one.row.by, one.row.id): one for one in found.progress if not one.indicateur}
    states = _labels("avancement", {name for one in found.counts for name in one.avancement})
    gone = any(count.abandonnees for count in found.counts)
    heads = [*states.values(), *[_("abandonné")] * gone, *[_("taux")] * bool(rates)]
    wrapped = (head.replace(" ", "\n") for head in heads)
    table = new_table(_("Plan"), _("fiches"), *wrapped, texts=(0,))
    for count in found.counts:
        mean = rates.get((count.row.by, count.row.id))
        numbers = [count.fiches, *(count.avancement.get(name, 0) for name in states)]
        said = [str(number) for number in numbers + [count.abandonnees] * gone]
        said += [words.rate(mean.final) if mean else "–"] * bool(rates)
        depth = count.row.depth
        add_line(table, count.row.name, *said, style="" if depth else "bold", depth=depth)
    screen.show(table)
    _about_fiches(screen, found, rated=bool(rates))


def _about_fiches(screen: Screen, found: Rollup, *, rated: bool) -> None:
    for count in found.counts:
        if not count.row.depth and any(count.meteo):
            labels = _labels("meteo", set(count.meteo))
            said = ", ".join(f"{count.meteo[name]} {label}" for name, label in labels.items())
            screen.say(_("Météo : {counts}").format(counts=said))
    if rated:
        screen.say(
            _(
                "Taux : moyenne des taux d'avancement des indicateurs vers leur dernière cible ; "
                "– (connus/attendus) tant que tous ne sont pas connus."
            ),
            "dim",
        )
    if found.shared:
        screen.say(
            plural(
                "{n} fiche sert plusieurs orientations : elle compte entière dans chacune, "
                "une seule fois dans le total.",
                "{n} fiches servent plusieurs orientations : elles comptent entières dans "
                "chacune, une seule fois dans le total.",
                len(found.shared),
            ),
            "dim",
        )


def _ignored(screen: Screen, found: Rollup) -> None:
    """Print the values that no total takes in, with their place."""
    if not found.ignored:
        return
    screen.title(_("Hors des totaux"))
    for one in found.ignored[:_LISTED]:
        source = one.source
        line = screen.corpus.mark(source.document.path, source.at).line
        place = f" ({source.territoire})" if source.territoire else ""
        words_of = f"{source.document.path}:{line} {words.reason(one.reason)}{place}"
        screen.say(words_of, indent="  ")
    more = len(found.ignored) - _LISTED
    if more > 0:
        screen.say(plural("et {n} autre", "et {n} autres", more), "dim", indent="  ")


def _labels(key: str, found: set[str]) -> dict[str, str]:
    """Return the words of the values found, in the order of the schema, « non renseigné » last."""
    node = registry().types["fiche-action"].node.child(key)
    labels = node.labels if node else {}
    order = [*labels, *sorted(found - set(labels) - {""}), ""]
    return {n: labels.get(n, n) or words.reason("non-renseigne") for n in order if n in found}
