"""Where a number of a rollup comes from, told as a person would: the formula, then each part.

A tree of sentences, each with the place it speaks of. A formula is shown only
where doing it again gives the number: what explains must not mislead.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from feuille import french, territory
from feuille.i18n import _, plural
from feuille.rollup import words
from feuille.rollup.records import COMPLETE
from feuille.series import KINDS
from feuille.values import decimal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from feuille.corpus import Corpus
    from feuille.rollup.indicators import Indicateur
    from feuille.rollup.records import Aside, Cell, Coverage, Ignored, Missing, Rate, Source

NAMES = {"reference": "départ", "realise": "réalisé", "cible": "cible"}
_TERMS = 6
"""A longer sum is not read, only its parts are."""
_LEVELS = {
    "departement": ("{n} département", "{n} départements"),
    "metropole": ("{n} métropole", "{n} métropoles"),
    "epci": ("{n} intercommunalité", "{n} intercommunalités"),
    "commune": ("{n} commune", "{n} communes"),
    "region": ("{n} région", "{n} régions"),
}


@dataclass(frozen=True, slots=True)
class Branch:
    """A sentence, the place that it speaks of (None: none in particular), what explains it."""

    text: str
    source: Source | None = None
    branches: tuple[Branch, ...] = ()


@dataclass(frozen=True, slots=True)
class Parts:
    """What a contribution is made of: its number, and what makes it add up."""

    value: Fraction | None
    top: Fraction | None
    bottom: Fraction | None
    weight: Fraction | None
    provisional: bool


def cell(
    corpus: Corpus,
    indicator: Indicateur,
    found: Cell,
    title: str,
    ignored: Sequence[Ignored] = (),
) -> Branch:
    """Explain a cell; `title` names its row, `ignored` are the values that no total takes in."""
    said = _said(indicator, found)
    cover = _cover(found.coverage, found.sources)
    head = f"{title}, {_(NAMES[found.kind])} {found.periode}".rstrip()
    if len(found.sources) == 1 and found.status == COMPLETE and not found.asides:
        return Branch(f"{head} : {said}", found.sources[0])
    why = words.reason(found.reason) if found.reason and words.reason(found.reason) != said else ""
    gaps = {(one.territoire, one.action, one.periode): one for one in found.coverage.missing}
    listed = [(one, gaps.get((one.territoire, one.action, one.periode))) for one in found.sources]
    said_of = {id(gap) for _one, gap in listed}
    text = ", ".join(part for part in (f"{head} : {said}", cover, why) if part)
    return Branch(
        text,
        None,
        (
            *(_contribution(corpus, one, found.unite, gap=gap) for one, gap in listed),
            *absences(corpus, [one for one in found.coverage.missing if id(one) not in said_of]),
            *(_spared(corpus, one) for one in found.spared),
            *(_aside(corpus, one, found.unite) for one in found.asides),
            *(_outside(corpus, one) for one in ignored),
        ),
    )


def _said(indicator: Indicateur, found: Cell) -> str:
    """Write the number with its formula and its doubts, or why there is none."""
    if found.value is None:
        return words.cell(found)
    said = words.figure(found.value, found.unite)
    said += _formula(indicator, found.value, found.sources)
    said += _(", saisi pour l'ensemble") if found.saisi else ""
    return said + (_(", provisoire") if found.provisoire else "")


def rate(corpus: Corpus, indicator: Indicateur, found: Rate, title: str, *, final: bool) -> Branch:
    """Explain a taux d'avancement: from where (VI), where now (VA), how far (VC)."""
    name = _("taux final, cible {cible}") if final else _("taux de l'année, cible {cible}")
    head = f"{title}, {name.format(cible=found.cible)}"
    said = words.rate(found) + _steps(found, indicator)
    why = words.reason(found.reason) if found.reason else ""
    cover = ""
    if found.coverage.open:
        cover = _cover(found.coverage, found.sources)
    elif found.coverage.partial and found.coverage.expected > 1:
        like = _("sur les seuls {k} de {n} qui ont départ, réalisé et cible")
        cover = like.format(k=found.coverage.reporting, n=found.coverage.expected)
    text = ", ".join(part for part in (f"{head} : {said}", cover, why) if part)
    return Branch(
        text,
        None,
        (
            *(_contribution(corpus, one, indicator.unite, kind=True) for one in found.sources),
            *absences(corpus, found.coverage.missing),
        ),
    )


def mean(corpus: Corpus, found: Rate, title: str, parts: Sequence[tuple[str, Rate]]) -> Branch:
    """Explain the rate of a row from those of its indicators, (id, rate) in `parts`."""
    known = [one.shown for _name, one in parts if one.shown is not None]
    plain = sum(known, Fraction(0)) / len(known) if known else None
    text = f"{title}, {_('taux')} : {words.rate(found)}"
    if found.shown is not None:
        same = plain == found.shown
        way = _(" = moyenne de {n} taux") if same else _(" = moyenne pondérée de {n} taux")
        text += way.format(n=len(known))
    elif found.reason:
        text += f", {words.reason(found.reason)}"
    listed = (f"{corpus.name(name)} ({name}) : {_why_rate(one)}" for name, one in parts)
    return Branch(text, None, tuple(Branch(line) for line in listed))


def _why_rate(found: Rate) -> str:
    said = words.rate(found)
    return f"{said}, {words.reason(found.reason)}" if found.reason else said


def parts(source: Source) -> Parts:
    """Read again what a contribution is made of, at the place where it stands."""
    document = source.document
    at = source.at[:-1] if source.at and source.at[-1] == "valeur" else source.at
    row = document.get(at)
    row = row if isinstance(row, dict) else {}
    top, bottom, weight = (_number(row.get(k)) for k in ("numerateur", "denominateur", "poids"))
    return Parts(source.value, top, bottom, weight, row.get("provisoire") is True)


def _number(value: Any) -> Fraction | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    exact = decimal(value)
    return Fraction(exact) if exact.is_finite() else None


def _formula(indicator: Indicateur, value: Fraction, sources: Sequence[Source]) -> str:
    """Return « = 8 120 / 14 392 » where it gives the value again, "" where it does not."""
    listed = [one for one in map(parts, sources) if one.value is not None]
    for found, text in (
        _ratio(indicator, listed),
        _weighted(listed),
        _sum(listed),
    ):
        if found == value and text:
            return f" = {text}"
    return ""


def _ratio(indicator: Indicateur, listed: list[Parts]) -> tuple[Fraction | None, str]:
    both = [(one.top, one.bottom) for one in listed if one.top is not None and one.bottom]
    top = sum((a for a, _b in both if a is not None), Fraction(0))
    bottom = sum((b for _a, b in both if b is not None), Fraction(0))
    if not bottom:
        return None, ""
    return indicator.factor * top / bottom, f"{words.figure(top)} / {words.figure(bottom)}"


def _weighted(listed: list[Parts]) -> tuple[Fraction | None, str]:
    both = [(one.value, one.weight) for one in listed if one.weight and one.value is not None]
    weights = sum((w for _v, w in both if w is not None), Fraction(0))
    if len(both) < 2 or not weights:  # noqa: PLR2004 - one alone is no mean
        return None, ""
    top = sum((v * w for v, w in both if v is not None and w is not None), Fraction(0))
    text = _("Σ valeur × poids / Σ poids = {top} / {bottom}")
    return top / weights, text.format(top=words.figure(top), bottom=words.figure(weights))


def _sum(listed: list[Parts]) -> tuple[Fraction | None, str]:
    known = [one.value for one in listed if one.value is not None]
    if len(known) < 2:  # noqa: PLR2004 - one alone is no sum
        return None, ""
    text = (
        " + ".join(words.figure(one) for one in known)
        if len(known) <= _TERMS
        else plural("somme de {n} valeur", "somme de {n} valeurs", len(known))
    )
    return sum(known, Fraction(0)), text


def _steps(found: Rate, indicator: Indicateur) -> str:
    """Write the formula of a rate with its three values."""
    if found.value is None or found.vi is None or found.va is None or found.vc is None:
        return ""
    vi, va, vc = (words.figure(one, indicator.unite) for one in (found.vi, found.va, found.vc))
    falls = indicator.sens == "baisse" or (not indicator.sens and found.vc < found.vi)
    start, goal = (-found.vi, -found.vc) if falls else (found.vi, found.vc)
    if start >= goal:
        text = _(" : départ {vi} déjà à la cible {vc}, réalisé {va}")
    elif falls:
        text = _(" = 100 × (départ {vi} − réalisé {va}) / (départ {vi} − cible {vc})")
    else:
        text = _(" = 100 × (réalisé {va} − départ {vi}) / (cible {vc} − départ {vi})")
    text = text.format(vi=vi, va=va, vc=vc)
    if found.shown != found.value:
        text += _(" = {raw}, borné").format(raw=words.figure(found.value, "%"))
    return text


def _cover(coverage: Coverage, sources: Sequence[Source]) -> str:
    """Say « 3 départements sur 4 »: territories where the coverage counts only them."""
    places = {one.territoire for one in sources} | {one.territoire for one in coverage.missing}
    levels = {place.maille if (place := territory.lookup(code)) else "" for code in places}
    names = _LEVELS.get(levels.pop()) if len(levels) == 1 else None
    if not coverage.expected:
        return ""
    if names and len(places) == coverage.expected:
        said = plural(*names, coverage.reporting)
    else:
        said = plural("{n} réponse", "{n} réponses", coverage.reporting)
    if coverage.open:
        return _("{said}, sans savoir qui d'autre doit répondre").format(said=said)
    return _("{said} sur {n}").format(said=said, n=coverage.expected)


def _contribution(
    corpus: Corpus, source: Source, unite: str, *, kind: bool = False, gap: Missing | None = None
) -> Branch:
    """Tell what one document gives: number, numérateur et dénominateur, period, doubts.

    `kind` says whether it is a start, a result or a target; `gap` why it does not count.
    """
    made = parts(source)
    about = [corpus.name(code) for code in (source.territoire, source.action) if code]
    name = NAMES.get(next((KINDS[str(k)] for k in source.at if k in KINDS), ""), "") if kind else ""
    about += [" ".join(part for part in (_(name) if name else "", source.periode) if part)]
    said = words.figure(made.value, unite) if made.value is not None else source.texte
    if made.top is not None and made.bottom is not None:
        said += f" = {words.figure(made.top)} / {words.figure(made.bottom)}"
    if made.weight is not None:
        said += _(" (poids {weight})").format(weight=words.figure(made.weight))
    if made.provisional:
        said += _(", provisoire")
    if gap:
        said = ", ".join(
            part for part in (said, _("non compté : {why}").format(why=_reason(gap))) if part
        )
    head = ", ".join(part for part in about if part)
    return Branch(f"{head} : {said or words.reason('non-renseigne')}", source)


def absences(corpus: Corpus, listed: Sequence[Missing]) -> Iterator[Branch]:
    """Name the missing ones; those who say the same of the same period, together."""
    said: dict[tuple[str, str], list[str]] = {}
    for one in listed:
        said.setdefault((one.periode, _reason(one)), []).append(_who(corpus, one))
    for (when, why), names in said.items():
        head = ", ".join(part for part in (french.join(names), when) if part)
        text = _("manque {who} : {why}") if len(names) == 1 else _("manquent {who} : {why}")
        yield Branch(text.format(who=head, why=why))


def _reason(one: Missing) -> str:
    return words.reason(one.reason) + (f" – {one.motif.strip()}" if one.motif else "")


def _spared(corpus: Corpus, one: Missing) -> Branch:
    text = _("non attendu {who} : {why}")
    return Branch(text.format(who=_who(corpus, one), why=_reason(one)))


def _who(corpus: Corpus, one: Missing) -> str:
    """Name a missing one: its territory, or its action with where."""
    if one.action:
        return f"{corpus.name(one.action)} ({corpus.name(one.territoire)})"
    return corpus.name(one.territoire or one.indicateur or one.convention)


def _aside(corpus: Corpus, one: Aside, unite: str) -> Branch:
    texts = {
        "dont": _("dont {who} {value}, déjà compté"),
        "hors-maille": _("non compté, {who} {value} : saisi à un niveau non prévu"),
        "saisi": _("non compté, {who} {value} : saisi pour l'ensemble, écart {gap}"),
        "calcule": _("non retenu, somme des territoires {value}, écart {gap}"),
    }  # fmt: skip
    text = texts.get(one.why, "{who} {value}").format(
        who=corpus.name(one.territoire),
        value=words.figure(one.value, unite),
        gap="0" if not one.difference else words.figure(one.difference, unite),
    )
    return Branch(text, one.sources[0] if one.sources else None)


def _outside(corpus: Corpus, one: Ignored) -> Branch:
    who = corpus.name(one.source.territoire) if one.source.territoire else one.source.document.id
    text = _("non compté, {who} : {why}").format(who=who, why=words.reason(one.reason))
    return Branch(text, one.source)


def tell(branch: Branch, depth: int = 0) -> Iterator[tuple[int, Branch]]:
    """Yield every sentence of a tree with its depth."""
    yield depth, branch
    for one in branch.branches:
        yield from tell(one, depth + 1)
