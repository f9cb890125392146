"""`feuille rollup`: progress, indicators and money, each number with its coverage."""

from __future__ import annotations

import sys
from functools import partial
from typing import TYPE_CHECKING

import orjson

from feuille import rollup_cross
from feuille.commands import (
    progress,
    rollup_crossed,
    rollup_indicators,
    rollup_money,
    rollup_why,
    saving,
)
from feuille.commands.moment import day
from feuille.commands.tables import WIDE, Screen, add_line, bar, new_table
from feuille.diagnostics import CannotProceedError
from feuille.i18n import _, plural
from feuille.rollup import words
from feuille.rollup.as_json import as_json
from feuille.schema import registry

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from feuille.commands.terminal import Terminal
    from feuille.corpus import Corpus
    from feuille.rollup.records import Rollup
    from feuille.rollup_cross import Crossing

FORMATS = ("table", "json", "csv", "xlsx")
MONEY = "montants"
"""Said instead of an indicator, it asks for the money alone."""
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
    why: bool = False,
    target: Path | None = None,
    as_of: str | None = None,
) -> int:
    """Roll a moment of the repository up; as tables for people or files for machines."""
    _check(output, target, why=why)
    corpus = terminal.corpus(rev)
    alone = list(indicators) == [MONEY] and MONEY not in corpus.documents
    found = rollup_cross.compute(
        corpus,
        by,
        partial(progress.track, terminal, _("Territoires")),
        indicateurs=() if alone else indicators,
        year=year,
        place=place,
        as_of=day(as_of),
    )
    if alone:
        found = rollup_cross.only_money(found)
    elif indicators and output != "json":
        found = rollup_cross.without_money(found)
    if output == "table":
        _tables(Screen(terminal.console(), corpus), found, why=why, whole=not indicators)
    else:
        _write(_made(output, found, corpus), target)
    return 0


def _check(output: str, target: Path | None, *, why: bool) -> None:
    if output not in FORMATS:
        raise CannotProceedError(
            _("Le format « {name} » est inconnu.").format(name=output),
            _("Formats possibles : {names}.").format(names=", ".join(FORMATS)),
        )
    if output == "xlsx" and target is None:
        raise CannotProceedError(
            _("Un classeur xlsx ne s'écrit pas à l'écran."),
            _("Donnez un fichier : feuille rollup --format xlsx -o chiffres.xlsx"),
        )
    if output == "table" and target is not None:
        raise CannotProceedError(
            _("Un tableau se lit à l'écran ; -o va avec json, csv ou xlsx."),
            _("Par exemple : feuille rollup --format csv -o {file}").format(file=target),
        )
    if why and output != "table":
        raise CannotProceedError(
            _("--why s'adresse à une personne ; {name} non.").format(name=output),
            _("--format json donne déjà les sources de chaque nombre."),
        )


def _made(output: str, found: Crossing, corpus: Corpus) -> bytes:
    if output == "json":
        return (_json(found, corpus) + "\n").encode()
    from feuille.exchange import delimited, flat, workbook

    table = flat.sheet(found, corpus)
    return delimited.as_csv(table) if output == "csv" else workbook.as_xlsx(table, _("Totaux"))


def _json(found: Crossing, corpus: Corpus) -> str:
    """Write the rollup as JSON; across several axes, with one row per axis."""
    text = as_json(found.found, corpus)
    if len(found.axes) == 1:
        return text
    body = orjson.loads(text)
    for name, pairs in (
        ("cells", found.cells),
        ("progress", found.progress),
        ("money", found.money),
    ):
        for one, (rows, _record) in zip(body[name], pairs, strict=True):
            one["rows"] = [{"by": row.by, "id": row.id, "name": row.name} for row in rows]
    return orjson.dumps(body, option=orjson.OPT_INDENT_2).decode()


def _write(raw: bytes, target: Path | None) -> None:
    if target is not None:
        saving.save(target, raw)
    elif (stream := getattr(sys.stdout, "buffer", None)) is not None:
        stream.write(raw)
        stream.flush()
    else:
        sys.stdout.write(raw.decode())


def _tables(screen: Screen, crossing: Crossing, *, why: bool, whole: bool) -> None:
    found = crossing.found
    if why:
        rollup_why.show(screen, crossing)
        return
    if len(crossing.axes) > 1:
        rollup_crossed.show(screen, crossing)
        return
    if whole:
        _fiches(screen, found)
    if whole or found.indicateurs:
        rollup_indicators.show(screen, found)
    if whole or not found.indicateurs:
        rollup_money.show(screen, found)
    _ignored(screen, found)


def _fiches(screen: Screen, found: Rollup) -> None:
    """Print where the fiches stand, orientation by orientation."""
    screen.title(_("Avancement des fiches"))
    if not found.counts:
        screen.say(_("Aucune fiche action : rien à compter."))
        return
    rates = {(one.row.by, one.row.id): one for one in found.progress if not one.indicateur}
    states = _labels("avancement", {name for one in found.counts for name in one.avancement})
    gone = any(count.abandonnees for count in found.counts)
    wide = screen.console.width >= WIDE
    heads = [*states.values(), *[_("abandonné")] * gone, *[_("taux")] * bool(rates)]
    wrapped = (head.replace(" ", "\n") for head in heads)
    table = new_table(_("Plan"), _("fiches"), *wrapped, texts=(0,))
    for count in found.counts:
        mean = rates.get((count.row.by, count.row.id))
        numbers = [count.fiches, *(count.avancement.get(name, 0) for name in states)]
        said = [str(number) for number in numbers + [count.abandonnees] * gone]
        drawn = bar(mean.final.shown, 8) + "  " if mean and wide else ""
        said += [drawn + words.rate(mean.final) if mean else "–"] * bool(rates)
        depth = count.row.depth
        add_line(table, count.row.name, *said, style="" if depth else "bold", depth=depth)
    screen.show(table)
    _about_fiches(screen, found, rated=bool(rates))


def _about_fiches(screen: Screen, found: Rollup, *, rated: bool) -> None:
    for count in found.counts:
        if not count.row.depth and any(count.meteo):
            labels = _labels("meteo", set(count.meteo))
            said = ", ".join(f"{label} ({count.meteo[name]})" for name, label in labels.items())
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
