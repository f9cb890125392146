"""The sentence that tells a change, in French, as a colleague would write it in an e-mail.

A sentence says nothing of the document: its reader has the title before the eyes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from feuille import french, series
from feuille.diff import measures, wording
from feuille.diff.equality import child
from feuille.diff.model import ADDED, CHANGED, REMOVED
from feuille.diff.places import steps
from feuille.i18n import _, plural
from feuille.reader import UNDECIDED
from feuille.values import Montant

if TYPE_CHECKING:
    from decimal import Decimal

    from feuille.corpus import Document
    from feuille.diagnostics import Path
    from feuille.diff.model import Delta, Measure, Pair
    from feuille.schema import Node

_SERIES = {"references": "Valeur de départ", "cibles": "Cible", "realises": "Réalisé"}


def is_long(delta: Delta) -> bool:
    """Tell whether both versions of a text are there, and are too long for a sentence to quote."""
    old, new, node = delta.old, delta.new, delta.node
    if not isinstance(old, str) or not isinstance(new, str) or UNDECIDED in (old, new):
        return False
    if node.form == "texte" and delta.shape != "figures":
        return True
    return max(len(old), len(new)) > wording.SHORT and not node.of(new).targets


def whole(kind: str, pair: Pair) -> str:
    """Tell what happened to a whole document."""
    if kind == "document-renomme":
        assert pair.old is not None
        return _("Identifiant : {old} → {new}").format(old=pair.old.id, new=pair.document.id)
    if kind == "document-deplace":
        assert pair.old is not None
        return _("Fichier : {old} → {new}").format(
            old=wording.clean(pair.old.path), new=wording.clean(pair.document.path)
        )
    word = _("ajout") if kind == "document-ajoute" else _("retrait")
    corpus, document = pair.side(REMOVED if pair.new is None else ADDED)
    title = wording.quote(corpus.name(document.id))
    return french.typography(f"{pair.document.type.title} : {word} de {title}")


def unread(sides: tuple[bool, bool], reason: str) -> str:
    """Tell that a file could not be compared, on which side, and why."""
    where = _("dans la version ancienne") if sides[0] else _("dans la version nouvelle")
    if all(sides):
        where = _("dans les deux versions")
    said = _("Fichier illisible {where}, non comparé").format(where=where)
    return french.typography(f"{said} : {wording.clean(reason, 200)}" if reason else said)


def write(pair: Pair, delta: Delta, kind: str, measure: Measure) -> str:
    """Tell one change inside a document."""
    telling = _Telling(pair, delta, kind, measure)
    family = kind.partition("-")[0]
    return french.typography(_FAMILIES.get(family, _value)(telling))


@dataclass(frozen=True, slots=True)
class _Telling:
    """A difference with all that its sentence is made of."""

    pair: Pair
    delta: Delta
    kind: str
    measure: Measure

    @property
    def document(self) -> Document:
        return self.pair.side(self.delta.sign)[1]

    @property
    def subject(self) -> str:
        """Where the value stands; an item is told from its list."""
        item = self.delta.shape in {"item", "order"} and isinstance(self.delta.at[-1], int)
        return self.crumbs(self.delta.at[:-1] if item else self.delta.at)

    def crumbs(self, at: Path) -> str:
        corpus, document = self.pair.side(self.delta.sign)
        return wording.breadcrumb(corpus, document, at)

    def said(self, sign: str, value: Any, node: Node | None = None, unit: str = "eur") -> str:
        """Say a value as its own side of the comparison names things."""
        corpus, document = self.pair.side(sign)
        return wording.show(corpus, document, node or self.delta.node, value, unit)

    def arrow(self, unit: str = "eur") -> str:
        """Say both values, or the only one and whether it comes or goes."""
        if self.delta.sign == CHANGED:
            old = self.said(REMOVED, self.delta.old, unit=unit)
            return f"{old} → {self.said(ADDED, self.delta.new, unit=unit)}"
        value = self.delta.old if self.delta.sign == REMOVED else self.delta.new
        word = _("ajout") if self.delta.sign == ADDED else _("retrait")
        return f"{self.said(self.delta.sign, value, unit=unit)} ({word})"

    def coming(self) -> str:
        """Say « ajout de » or « retrait de »."""
        return _("ajout de") if self.delta.sign == ADDED else _("retrait de")

    def called(self) -> str:
        """Say the name of the item that comes or goes."""
        corpus, document = self.pair.side(self.delta.sign)
        step = steps(document, self.delta.at)[-1]
        name = wording.item_name(corpus, document, step.node, step.value, step.around)
        if not name and step.value is not None:
            name = wording.bare(wording.show(corpus, document, step.node, step.value))
        return wording.quote(name or "…")


def _value(telling: _Telling) -> str:
    """Tell both values; of what is too long to quote, that it was rewritten."""
    delta = telling.delta
    if delta.keys:
        titles = [child(delta.node.of({}), key).title for key in delta.keys]
        return _("{subject} : {keys} modifié").format(
            subject=telling.subject, keys=french.join(titles)
        )
    if is_long(delta):
        return _("{subject} : texte modifié").format(subject=telling.subject)
    return f"{telling.subject} : {telling.arrow()}"


def _element(telling: _Telling) -> str:
    return f"{telling.subject} : {telling.coming()} {telling.called()}"


def _listed(telling: _Telling) -> str:
    """Tell of a reference or a party: an item comes or goes, a single value changes."""
    return _element(telling) if telling.delta.shape == "item" else _party(telling)


def _party(telling: _Telling) -> str:
    """Two versions of the same party differ by more than its name: say what differs."""
    delta = telling.delta
    if delta.sign != CHANGED or telling.said(REMOVED, delta.old) != telling.said(ADDED, delta.new):
        return _value(telling)
    sides = [value if isinstance(value, dict) else {} for value in (delta.old, delta.new)]
    block, keys = delta.node.of({}), [key for key in {**sides[0], **sides[1]} if key != "acteur"]
    changed = [key for key in keys if sides[0].get(key) != sides[1].get(key)]
    titles = [child(block, key).title.lower() for key in changed]
    return _("{subject}, {who} : {what} modifié").format(
        subject=telling.subject,
        who=telling.said(ADDED, delta.new),
        what=french.join(titles),
    )


def _abandon(telling: _Telling) -> str:
    said = _("{subject} : abandon").format(subject=telling.subject)
    if telling.delta.old is None:
        return said
    old = telling.said(REMOVED, telling.delta.old)
    return said + _(" (auparavant : {old})").format(old=old)


def _order(telling: _Telling) -> str:
    return _("{subject} : l'ordre a changé").format(subject=telling.subject)


def _date(telling: _Telling) -> str:
    """Tell a date: « Échéance : 6 mois plus tard (juin 2018 → décembre 2018) »."""
    months, days = telling.measure.months, telling.measure.days
    if not days:
        return _value(telling)
    span = plural("{n} jour", "{n} jours", abs(days))
    if months:
        span = plural("{n} mois", "{n} mois", abs(months))
    when = _("plus tard") if days > 0 else _("plus tôt")
    ends = _("fin ") if telling.delta.at[-1] == "periode" else ""
    return f"{telling.subject} : {ends}{span} {when} ({telling.arrow()})"


def _orientation(telling: _Telling) -> str:
    delta, pair = telling.delta, telling.pair
    corpus, document = pair.side(delta.sign)
    way = steps(document, delta.at)
    step = next(step for step in reversed(way) if isinstance(step.part, int))
    called = wording.quote(wording.item_name(corpus, document, step.node, step.value, step.around))
    if telling.kind == "orientation-renommee" and is_long(delta):
        return _("{title} {called} : intitulé modifié").format(title=step.node.title, called=called)
    if telling.kind == "orientation-renommee":
        return f"{step.node.title} : {telling.arrow()}"
    if telling.kind == "orientation-deplacee":
        places = (_above(pair, REMOVED, delta.old), _above(pair, ADDED, delta.new))
        return _("{title} {called} : déplacement de {old} vers {new}").format(
            title=step.node.title, called=called, old=places[0], new=places[1]
        )
    said = f"{step.node.title} : {telling.coming()} {called}"
    if not delta.parent:
        return said
    return said + _(" sous {above}").format(above=_above(pair, delta.sign, delta.parent))


def _above(pair: Pair, sign: str, node: str) -> str:
    """Say the node above another one."""
    corpus, document = pair.side(sign)
    return wording.quote(corpus.name(f"{document.id}#{node}")) if node else _("la racine")


def _avenant(telling: _Telling) -> str:
    delta = telling.delta
    act = delta.old if delta.sign == REMOVED else delta.new
    date = act.get("date") if isinstance(act, dict) else None
    said = telling.said(delta.sign, date, delta.node.child("date")) if date is not None else ""
    word = _("Avenant signé") if delta.sign == ADDED else _("Avenant retiré")
    return f"{word} : {telling.called()}" + (f" ({said})" if said else "")


def _figures(telling: _Telling) -> str:
    """Tell a figure: « Cible 2019 de « Part des jeunes » : 50 % → 60 %, plus ambitieuse »."""
    pair, delta = telling.pair, telling.delta
    corpus, document = pair.side(delta.sign)
    way = steps(document, measures.row_of(delta.at, series.KINDS) or ())
    block, row = way[-3], way[-1]
    name = wording.item_name(corpus, document, block.node, block.value, block.around)
    said = _("{what} {when} de {indicator} : {values}").format(
        what=_(_SERIES[str(way[-2].part)]),
        when=telling.said(delta.sign, row.value.get("periode"), row.node.child("periode")),
        indicator=wording.quote(name or "…"),
        values=_both(telling),
    )
    if telling.kind.endswith("corrige"):
        return said + _(" (correction d'un chiffre passé)")
    words = {"plus": _(", plus ambitieuse"), "moins": _(", moins ambitieuse")}
    return said + words.get(telling.measure.ambition, "")


def _both(telling: _Telling) -> str:
    unit = measures.indicator(telling.pair, telling.delta).get("unite")
    values = [
        wording.figures(value, unit, measures.figure(value, unit))
        for value in measures.values(telling.pair, telling.delta)
        if measures.is_known(value)
    ]
    if len(values) > 1:
        return " → ".join(values)
    return f"{values[0]} ({_('ajout') if '-ajout' in telling.kind else _('retrait')})"


def _money(telling: _Telling) -> str:
    """Tell an amount: « … › Engagé : 100 000 € → 110 000 € (+10 000 €, +10 %) »."""
    delta = telling.delta
    if delta.shape == "item":
        return _money_line(telling)
    holder = telling.document.get(delta.at[:-1])
    unit = str(holder.get("unite") or "eur") if isinstance(holder, dict) else "eur"
    return f"{telling.subject} : {telling.arrow(unit)}{_moved(telling.measure, unit)}"


def _money_line(telling: _Telling) -> str:
    """Tell a line with its amounts; where it replaces an earlier act's, both amounts."""
    line = measures.line_at(telling.pair, telling.delta)
    assert line is not None
    amounts = ", ".join(f"{amount_word(kind)} {amount}" for kind, amount in line.amounts.items())
    if telling.kind in {"financement-ajoute", "financement-retire"}:
        return f"{_element(telling)}" + (f", {amounts}" if amounts else "")
    other = measures.replaced(telling.pair, telling.delta, line)
    assert other is not None
    kind = measures.common(line, other)
    both = [one.amounts[kind] for one in (other, line)]
    if telling.delta.sign == REMOVED:
        both.reverse()
    return (
        f"{telling.crumbs(telling.delta.at)} : {amount_word(kind)} "
        f"{both[0]} → {both[1]}{_moved(telling.measure, line.unite)}"
    )


def _moved(measure: Measure, unit: str) -> str:
    """Say how far an amount moved: (+10 000 €, +10 %)."""
    if not measure.delta:
        return ""
    words = [_plus(measure.delta, str(Montant(abs(measure.delta), unite=unit)))]
    if measure.percent is not None:
        share = round(measure.percent, 1)
        words.append(_plus(share, french.percent(abs(share))))
    return f" ({', '.join(words)})"


def _plus(value: Decimal, said: str) -> str:
    return ("+" if value > 0 else "−") + said


def amount_word(kind: str) -> str:
    """Say which amount of a line of money is meant."""
    return {"prevu": _("prévu"), "engage": _("engagé"), "verse": _("versé")}.get(kind, kind)


_FAMILIES = {
    "abandon": _abandon,
    "acteur": _listed,
    "avenant": _avenant,
    "cible": _figures,
    "depart": _figures,
    "echeance": _date,
    "element": _element,
    "financement": _money,
    "lien": _listed,
    "montant": _money,
    "ordre": _order,
    "orientation": _orientation,
    "realise": _figures,
    "territoire": _listed,
}
