"""The figures of a comparison: what was measured, and totals, like for like."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from feuille import french
from feuille.diff.wording import clean, quote
from feuille.i18n import _, plural
from feuille.report.points import Point
from feuille.rollup import words
from feuille.values import periode

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from feuille.diff import Comparison
    from feuille.diff.model import Change
    from feuille.diff.rollups import Total, Who
    from feuille.diff.summary import Summary
    from feuille.rollup.records import Cell, Coverage

_NAMED = 3
"""Respondents that a total names."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A total of an indicator on both sides, in words.

    `old` and `new` are like for like, each with its coverage where partial;
    `said` tells all of it in one line, "" where there is nothing to add up.
    """

    name: str
    when: str
    old: str
    new: str
    said: str


def fresh(found: Iterable[Change]) -> Iterator[Point]:
    """Count the figures that are now known, by period: 39 résultats renseignés pour 2024."""
    sorts = {
        "realise-ajoute": ("{n} résultat renseigné", "{n} résultats renseignés"),
        "depart-ajoute": ("{n} valeur de départ renseignée", "{n} valeurs de départ renseignées"),
    }
    listed = list(found)
    for kind, forms in sorts.items():
        mine = sorted(_period(one) for one in listed if one.kind == kind)
        for when, same in groupby(mine):
            said = plural(*forms, len(list(same)))
            yield Point(said + (_(" pour {period}").format(period=when) if when else ""))


def _period(change: Change) -> str:
    """Return the period of a figure, from its key path: realises[2024].valeur."""
    text = change.key_path.rpartition("[")[2].partition("]")[0]
    return str(periode(text) or "") if text[:4].isdigit() and len(text) > 3 else ""  # noqa: PLR2004 - a year


def totals(comparison: Comparison, summary: Summary) -> Iterator[Point]:
    """Yield a point for each indicator whose figures for the whole moved, all in one form."""
    told = [figure(comparison, one) for one in summary.totals if one.moved]
    said = (one for one in told if one.said)
    groups = [(name, tuple(one.said for one in same))
              for name, same in groupby(said, key=lambda one: one.name)]  # fmt: skip
    short = all(len(lines) == 1 for _name, lines in groups)
    for name, lines in groups:
        yield Point(f"{name} – {lines[0]}") if short else Point(name, lines)


def figure(comparison: Comparison, one: Total) -> Figure:
    """Say a total: Travailleurs formés (personnes), réalisé 2025, non renseigné, 278 (5/6)."""
    corpus = comparison.all_new() if one.new else comparison.all_old()
    unit = next((cell.unite for cell in (one.new, one.old) if cell), "")
    said = "" if not unit or words.is_percent(unit) else f" ({clean(unit)})"
    kinds = {"reference": _("valeur de départ"), "cible": _("cible"), "realise": _("réalisé")}
    when = periode(one.periode) if one.periode else None
    absent = words.reason("non-renseigne")
    old, new = (words.cell(cell) if cell else absent for cell in one.common or (one.old, one.new))
    title = f"{kinds.get(one.kind, one.kind)} {when or one.periode}".strip()
    moved = _moved(comparison, one)
    return Figure(
        name=french.typography(clean(corpus.name(one.indicateur), 120) + said),
        when=title,
        old=old,
        new=new,
        said=french.typography(f"{title.capitalize()} : {moved}") if moved else "",
    )


def _moved(comparison: Comparison, one: Total) -> str:
    """Say how a total moved, on whom it is based, and why it does not compare where it does not."""
    if not _number(one.old):
        return _first(comparison, one)
    if not _number(one.new):
        assert one.old is not None
        now = words.cell(one.new) if one.new else words.reason("non-renseigne")
        return _("{old} avant, {now} maintenant").format(old=_value(one.old), now=now)
    assert one.old is not None
    assert one.new is not None
    if one.common is None:
        said = _("les deux totaux ne se comparent pas : {old} avant, {new} maintenant").format(
            old=_value(one.old), new=_value(one.new)
        )
        return said + _who(comparison, one)
    both = f"{_value(one.common[0])} → {_value(one.common[1])}{_gap(*one.common)}"
    if one.common[0].value == one.common[1].value:
        both = _("{value}, inchangé").format(value=_value(one.common[1]))
    if not one.joined and not one.left:
        return both + _cover(comparison, one, one.new)
    whole = f"{_value(one.old)} → {_value(one.new)}"
    return f"{whole} ; {_alike(one)} : {both}{_who(comparison, one)}"


def _first(comparison: Comparison, one: Total) -> str:
    """Say a total that had no number before."""
    if one.new is None or one.new.value is None:
        return _no_total(comparison, one, one.new)
    earlier = _("nouveau chiffre")
    if one.before:
        earlier = _("{value} en {period}").format(
            value=_value(one.before), period=periode(one.before.periode) or one.before.periode
        )
    said = f"{_value(one.new)} ({earlier}){_cover(comparison, one, one.new)}"
    if one.aim:
        said += _(" ; cible {period} : {value}").format(
            value=words.figure(one.aim.value, one.aim.unite),
            period=periode(one.aim.periode) or one.aim.periode,
        )
    return said


def _no_total(comparison: Comparison, one: Total, cell: Cell | None) -> str:
    """Say why there is no number, where that is news; "" for words and for silence."""
    if cell is None or cell.textes or not cell.coverage.reporting:
        return ""
    if one.old and (one.old.status, one.old.reason) == (cell.status, cell.reason):
        return ""
    said = _("pas de total : {why}").format(why=words.reason(cell.reason))
    cover = _cover(comparison, one, cell).removeprefix(", ").removeprefix(_("d'après "))
    return said + (_(" ; connus : {cover}").format(cover=cover) if cover else "")


def _number(cell: Cell | None) -> bool:
    return cell is not None and cell.value is not None


def _value(cell: Cell) -> str:
    marks = _(", fixé pour l'ensemble") if cell.saisi else ""
    return (
        words.figure(cell.value, cell.unite)
        + marks
        + (_(", provisoire") if cell.provisoire else "")
    )


def _gap(old: Cell, new: Cell) -> str:
    """Say how far: (+170), (−4 points)."""
    assert old.value is not None
    assert new.value is not None
    gap = new.value - old.value
    if not gap:
        return ""
    sign = "+" if gap > 0 else "−"
    said = french.number(words.rounded(abs(gap)))
    if words.is_percent(new.unite):
        said += " " + (_("point") if abs(gap) < 2 else _("points"))  # noqa: PLR2004 - French: 1,9 is singular
    return f" ({sign}{said})"


def _cover(comparison: Comparison, one: Total, cell: Cell) -> str:
    """Say on how many answers a number is based, and who is missing."""
    if not cell.coverage.partial:
        return ""
    said = _answers(one, cell.coverage)
    missing = words.absent(cell, lambda code: clean(comparison.all_new().name(code)), _NAMED)
    several = len({(who.action, who.territoire) for who in cell.coverage.missing}) > 1
    word = _("manquent") if several else _("manque")
    return f", {said}" + (f" ; {word} : {missing}" if missing else "")


def _answers(one: Total, found: Coverage) -> str:
    if found.open:
        return plural("d'après {n} réponse, sans que l'on sache combien sont attendues",
                      "d'après {n} réponses, sans que l'on sache combien sont attendues",
                      found.reporting)  # fmt: skip
    if one.by_action:
        said = _("d'après {n} chiffres sur les {of} attendus, un par action et par territoire")
    else:
        said = plural("d'après {n} territoire sur {{of}}", "d'après {n} territoires sur {{of}}",
                      found.reporting)  # fmt: skip
    return said.format(n=found.reporting, of=found.expected)


def _alike(one: Total) -> str:
    """Say over whom both numbers are taken."""
    if one.by_action:
        return plural(
            "à périmètre égal ({n} action locale)",
            "à périmètre égal ({n} actions locales)",
            one.both,
        )
    return plural(
        "à périmètre égal ({n} territoire)",
        "à périmètre égal ({n} territoires)",
        one.both,
    )


def _who(comparison: Comparison, one: Total) -> str:
    """Say who answers only now, and who answered only before."""
    said = ""
    if one.joined:
        said += _(" ; en plus : {who}").format(who=_named(comparison, one.joined))
    if one.left:
        said += _(" ; en moins : {who}").format(who=_named(comparison, one.left))
    return said


def _named(comparison: Comparison, found: tuple[Who, ...]) -> str:
    names = [_name(comparison, *who) for who in found]
    left = len(names) - _NAMED
    if left > 1:
        names = [*names[:_NAMED], plural("{n} autre", "{n} autres", left)]
    return french.join(names)


def _name(comparison: Comparison, action: str, place: str) -> str:
    where = clean(_called(comparison, place)) if place else ""
    if not action:
        return where
    return quote(_called(comparison, action), 160) + (f" ({where})" if where else "")


def _called(comparison: Comparison, reference: str) -> str:
    found = comparison.all_new().name(reference)
    return comparison.all_old().name(reference) if found == reference else found
