"""The words that tell a change, in French, as a colleague would write them in an e-mail.

A statement says what changed in its subject; it never says less because a title
stands above it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from feuille import french
from feuille.diff import facts, subjects, telling_figures, telling_money, wording, words
from feuille.diff.equality import child
from feuille.diff.model import ADDED, CHANGED, REMOVED
from feuille.diff.telling import Telling, is_long_text
from feuille.i18n import _, plural
from feuille.reader import UNDECIDED

if TYPE_CHECKING:
    from feuille.diff.model import Delta, Fact, Measure, Pair

_FIGURES = {"cible", "depart", "realise", "manque"}
_MONEY = {"financement", "versement", "montant"}


@dataclass(frozen=True, slots=True)
class Said:
    """All the words of a change; see `feuille.diff.model.Change`."""

    statement: str
    subject: str = ""
    called: str = ""
    words: words.Words = ()
    facts: tuple[Fact, ...] = ()


def whole(kind: str, pair: Pair) -> Said:
    """Tell what happened to a whole document."""
    corpus, document = pair.side(REMOVED if pair.new is None else ADDED)
    name = wording.quote(corpus.name(document.id), subjects.NAME)
    if pair.old and pair.new:
        said = _("Même document, dont le fichier change de nom : {old} → {new}")
        ends = (pair.old.id, pair.new.id)
        if kind == "document-deplace":
            said = _("Même document, dont le fichier change de dossier : {old} → {new}")
            ends = (pair.old.path, pair.new.path)
        old, new = (wording.clean(one, 300) for one in ends)
        return Said(french.typography(said.format(old=old, new=new)))
    words = {
        (True, True): _("{type} ajoutée : {name}"),
        (True, False): _("{type} ajouté : {name}"),
        (False, True): _("{type} retirée : {name}"),
        (False, False): _("{type} retiré : {name}"),
    }
    said = words[pair.old is None, document.type.feminine]
    said = said.format(type=document.type.title, name=name)
    return Said(french.typography(said), facts=_typed(facts.of_document(corpus, document)))


def unread(sides: tuple[bool, bool], reason: str) -> str:
    """Tell that a file could not be compared, on which side, and why."""
    where = _("dans la version ancienne") if sides[0] else _("dans la version nouvelle")
    if all(sides):
        where = _("dans les deux versions")
    said = _("Fichier illisible {where}, non comparé").format(where=where)
    return french.typography(f"{said} : {wording.clean(reason, 200)}" if reason else said)


def write(pair: Pair, delta: Delta, kind: str, measure: Measure) -> Said:
    """Tell one change inside a document."""
    telling = Telling(pair, delta, kind, measure)
    family = kind.partition("-")[0]
    called = telling.called if delta.shape == "item" and family in _LISTED else ""
    return Said(
        statement=french.typography(_statement(family, telling)),
        subject=french.typography(telling.subject),
        called=french.typography(called),
        words=_body(family, telling),
        facts=_typed(_rest(family, telling)),
    )


def _typed(found: tuple[Fact, ...]) -> tuple[Fact, ...]:
    return tuple(type(one)(one.title, tuple(map(french.typography, one.values))) for one in found)


def _statement(family: str, telling: Telling) -> str:
    if family in _FIGURES:
        return telling_figures.write(telling)
    if family in _MONEY:
        return telling_money.write(telling)
    return _FAMILIES.get(family, _value)(telling)


def _body(family: str, telling: Telling) -> words.Words:
    """Return the words of a text that the statement does not quote."""
    delta = telling.delta
    if _is_rewritten(delta):
        return words.compare(delta.old, delta.new)
    if family in _FIGURES:
        return telling_figures.body(telling)
    alone = delta.sign != CHANGED and isinstance(telling.value, str)
    if alone and is_long_text(telling.value, delta.node):
        return ((delta.sign, telling.value),)
    return ()


def _rest(family: str, telling: Telling) -> tuple[Fact, ...]:
    """Return what an item that comes or goes says besides its name."""
    if family in _FIGURES:
        return telling_figures.rest(telling)
    if family in _MONEY:
        return telling_money.rest(telling)
    if telling.delta.shape not in {"item", "node"}:
        return ()
    step = telling.way[-1]
    value = telling.value
    return facts.of_item(telling.corpus, telling.document, step.node, value, telling.told_keys)


def _is_rewritten(delta: Delta) -> bool:
    """Tell whether both versions of a text are there, and are too long for a sentence to quote."""
    old, new, node = delta.old, delta.new, delta.node
    if not isinstance(old, str) or not isinstance(new, str) or UNDECIDED in (old, new):
        return False
    if node.form == "texte" and delta.shape != "figures":
        return True
    return max(len(old), len(new)) > wording.SHORT and not node.of(new).targets


def _value(telling: Telling) -> str:
    """Tell both values; of what is too long to quote, that it was rewritten."""
    delta = telling.delta
    if delta.keys:
        titles = [child(delta.node.of({}), key).title for key in delta.keys]
        return _("{subject} : {keys} modifié").format(
            subject=telling.about(), keys=french.join(titles)
        )
    if _is_rewritten(delta):
        return _("{subject} : texte modifié").format(subject=telling.about())
    if delta.sign != CHANGED and is_long_text(telling.value, delta.node):
        return f"{telling.about()} ({telling.coming()})"
    if delta.sign == REMOVED and delta.node.key == "manque" and delta.at[-1] == "manque":
        return _("N'est plus dit {reason}").format(
            reason=wording.quote(telling.said(REMOVED, delta.old))
        )
    return f"{telling.about()} : {telling.arrow()}"


def _element(telling: Telling) -> str:
    said = f"{telling.about()} : {telling.coming()}"
    return f"{said} {_('de')} {telling.called}" if telling.called else said


def _listed(telling: Telling) -> str:
    """Tell of a reference or a party: an item comes or goes, a single value changes."""
    return _element(telling) if telling.delta.shape == "item" else _party(telling)


def _party(telling: Telling) -> str:
    """Two versions of the same party differ by more than its name: say what differs."""
    delta = telling.delta
    if delta.sign != CHANGED or telling.said(REMOVED, delta.old) != telling.said(ADDED, delta.new):
        return _value(telling)
    sides = [value if isinstance(value, dict) else {} for value in (delta.old, delta.new)]
    block, keys = delta.node.of({}), [key for key in {**sides[0], **sides[1]} if key != "acteur"]
    changed = [key for key in keys if sides[0].get(key) != sides[1].get(key)]
    titles = [child(block, key).title.lower() for key in changed]
    return _("{subject}, {who} : {what} modifié").format(
        subject=telling.about(),
        who=telling.said(ADDED, delta.new),
        what=french.join(titles),
    )


def _abandon(telling: Telling) -> str:
    said = _("{subject} : abandon").format(subject=telling.about())
    if telling.delta.old is None:
        return said
    old = telling.said(REMOVED, telling.delta.old)
    return said + _(" (auparavant : {old})").format(old=old)


def _order(telling: Telling) -> str:
    return _("{subject} : l'ordre a changé").format(subject=telling.about())


def _identity(telling: Telling) -> str:
    """Tell that an item bears another id; its name stands before."""
    old, new = (wording.clean(str(one), 300) for one in (telling.delta.old, telling.delta.new))
    return _("L'identifiant change : {old} → {new}").format(old=old, new=new)


def _date(telling: Telling) -> str:
    """Tell a date: « Échéance : 6 mois plus tard (juin 2018 → décembre 2018) »."""
    months, days = telling.measure.months, telling.measure.days
    if not days:
        return _value(telling)
    span = plural("{n} jour", "{n} jours", abs(days))
    if months:
        span = plural("{n} mois", "{n} mois", abs(months))
    when = _("plus tard") if days > 0 else _("plus tôt")
    ends = _("fin ") if telling.delta.at[-1] == "periode" else ""
    return f"{telling.about()} : {ends}{span} {when} ({telling.arrow()})"


def _orientation(telling: Telling) -> str:
    delta, pair = telling.delta, telling.pair
    step = next(step for step in reversed(telling.way) if isinstance(step.part, int))
    title = step.node.title
    if telling.kind == "orientation-renommee":
        said = _("intitulé modifié") if _is_rewritten(delta) else telling.arrow()
        return f"{telling.about()} : {said}"
    if telling.kind == "orientation-deplacee":
        places = (_above(pair, REMOVED, delta.old), _above(pair, ADDED, delta.new))
        return _("Déplacement de {old} vers {new}").format(old=places[0], new=places[1])
    said = f"{title} : {telling.coming()} {_('de')} {telling.called or '…'}"
    if not delta.parent:
        return said
    return said + _(" sous {above}").format(above=_above(pair, delta.sign, delta.parent))


def _above(pair: Pair, sign: str, node: str) -> str:
    """Say the node above another one."""
    corpus, document = pair.side(sign)
    if not node:
        return _("la racine")
    return wording.quote(corpus.name(f"{document.id}#{node}"), subjects.NAME)


def _avenant(telling: Telling) -> str:
    delta = telling.delta
    act = delta.old if delta.sign == REMOVED else delta.new
    date = act.get("date") if isinstance(act, dict) else None
    said = telling.said(delta.sign, date, delta.node.child("date")) if date is not None else ""
    word = _("Avenant signé") if delta.sign == ADDED else _("Avenant retiré")
    about = f" : {telling.called}" if telling.called else ""
    return word + about + (f" ({said})" if said else "")


_LISTED = {"acteur", "element", "lien", "territoire"}
_FAMILIES = {
    "abandon": _abandon,
    "acteur": _listed,
    "avenant": _avenant,
    "echeance": _date,
    "element": _element,
    "identifiant": _identity,
    "lien": _listed,
    "ordre": _order,
    "orientation": _orientation,
    "territoire": _listed,
}
