"""How values and places are said in the sentence of a change."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from feuille import french, money
from feuille.diff.deltas import tree_key
from feuille.diff.equality import is_atomic, item, period, takes_text
from feuille.diff.places import steps
from feuille.i18n import _
from feuille.reader import UNDECIDED
from feuille.schema import registry
from feuille.values import decimal, montant

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from decimal import Decimal

    from feuille.corpus import Corpus, Document
    from feuille.diagnostics import Path
    from feuille.diff.places import Step
    from feuille.schema import Node

    Crumb = Callable[[Corpus, Document, Step], str]

SHORT = 70
"""Signs of a text that a sentence quotes whole."""
_ACT = 160
"""Signs of the name of an act that has no date."""
_JOINED = french.NBSP + french.NNBSP
_SPACES = re.compile(r"[ \t\r\n\v\f]+")
_FOLD = re.compile(r"(?<!\n)[ \t]*\n(?!\s*\n|[ \t]*(?:[-*+]|\d+[.)])[ \t])[ \t]*")
_STRONG = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*", re.DOTALL)
_UNSEEN = "\N{REPLACEMENT CHARACTER}"


def clean(text: str, limit: int = SHORT) -> str:
    """Return a text on one line, without control signs, cut at `limit` signs."""
    seen = _SPACES.sub(" ", text).strip(" ")
    if not seen.isprintable():
        seen = "".join(one if one.isprintable() or one in _JOINED else _UNSEEN for one in seen)
    return seen if len(seen) <= limit else _cut(seen, limit)


def _cut(text: str, limit: int) -> str:
    """Cut a text at the end of a word, or in the word that would leave nothing."""
    head, gap, _rest = text[:limit].rpartition(" ")
    kept = head if gap and len(head) > limit // 2 else text[: limit - 1]
    return kept.rstrip(" ,;:.–-(«\u00a0\u202f") + "…"


def prose(text: str) -> str:
    """Return a text as it reads: paragraphs and lists keep their lines, strong words no marks."""
    folded = _FOLD.sub(" ", text.strip())
    return _STRONG.sub(r"\1", folded)


def quote(text: str, limit: int = SHORT) -> str:
    """Return a text between guillemets."""
    return f"« {clean(text, limit)} »"


def bare(text: str) -> str:
    """Return a quoted text without its guillemets, to be quoted as part of another."""
    return text.removeprefix("« ").removesuffix(" »")


def show(
    corpus: Corpus,
    document: Document,
    node: Node,
    value: Any,
    unit: str = "eur",
    limit: int = SHORT,
) -> str:
    """Say a value as a sentence does, whatever its shape; its texts are cut at `limit` signs."""
    said = _form(node, value, unit)
    if said is not None:
        return clean(said, limit)
    if isinstance(value, list):
        shown = [show(corpus, document, item(node), inner, limit=limit) for inner in value]
        return french.join(shown) or _("rien")
    if isinstance(value, dict):
        return _block(corpus, document, node, value, limit)
    if isinstance(value, str):
        return _text(corpus, document, node, value, limit)
    return _plain(node, value)


def _plain(node: Node, value: Any) -> str:
    """Say a number, a yes or no, or nothing."""
    if value is None:
        return _("non renseigné")
    if isinstance(value, bool):
        return _("oui") if value else _("non")
    if takes_text(node):
        return str(value)  # a year, not a quantity
    return french.percent(decimal(value)) if node.form == "pourcent" else _number(value)


def _text(corpus: Corpus, document: Document, node: Node, value: str, limit: int) -> str:
    """Say a text: the words of an enumeration or of a reference, else quote it."""
    branch = node.of(value)
    if value == UNDECIDED:
        return _("à définir")
    if value in branch.labels:
        return clean(branch.labels[value])
    if branch.targets:
        return name(corpus, document, branch, value, limit)
    if branch.form == "code" or branch["enum"]:
        return clean(value, limit)
    kind = registry().types.get(value)  # what is counted may be a type of document
    return quote(kind.plural.lower() if kind else value, limit)


def _form(node: Node, value: Any, unit: str) -> str | None:
    """Say an amount or a period; None where the value is neither."""
    if node.form == "montant":
        amount = montant(value, unit)
        return str(amount) if amount else None
    if node.form in {"date", "periode"} and isinstance(value, str | int | dict):
        found = period(value)
        if found and found.mots and found.texte:
            return f"{found.mots} ({replace(found, mots='')})"
        return str(found) if found else None
    return None


def _block(
    corpus: Corpus, document: Document, node: Node, value: dict[str, Any], limit: int
) -> str:
    if node.form == "partie":
        who, role = value.get("acteur"), value.get("fonction")
        words = corpus.name(who) if isinstance(who, str) else str(value.get("libelle") or "")
        said = f"{words} ({role})" if isinstance(role, str) and role.strip() else words
        return clean(said, limit)
    called = item_name(corpus, document, node, value, limit=limit)
    if called:
        return quote(called, limit)
    inner = node.of(value)
    known = [(child, value[key]) for key in value if (child := inner.child(key))]
    parts = [f"{child.title} {bare(show(corpus, document, child, one))}" for child, one in known]
    return clean(", ".join(parts), limit) or "…"


def name(corpus: Corpus, document: Document, node: Node, reference: str, limit: int = SHORT) -> str:
    """Return the words for what a reference designates; the reference itself where it is broken."""
    target, at = corpus.resolve(reference, node, document)
    found = corpus.documents.get(target)
    if found is None or at is None:
        return clean(corpus.name(reference), limit)
    last = steps(found, at)[-1]
    called = item_name(corpus, found, last.node, last.value, last.around, limit)
    return clean(called or reference, limit)


def item_name(
    corpus: Corpus,
    document: Document,
    node: Node,
    value: Any,
    around: Node | None = None,
    limit: int = SHORT,
) -> str:
    """Return what people call an item of a list: its name, its natural key in words, its id."""
    if not isinstance(value, dict):
        return ""
    titled = value.get(node.of(value).name_key)
    if isinstance(titled, str) and titled.strip():
        return clean(titled, limit).rstrip(" .")
    keys = [key for key in (around.natural_key if around else ()) if key != "id"]
    return key_words(corpus, document, node, value, keys) or clean(str(value.get("id") or ""))


def key_words(
    corpus: Corpus, document: Document, node: Node, value: Any, keys: Iterable[str]
) -> str:
    """Say what the keys of a block hold, one after the other: État, 2025."""
    inner = node.of(value)
    held = [(child, value[key]) for key in keys if key in value and (child := inner.child(key))]
    return ", ".join(
        _("par {act}").format(act=act(corpus, document, value))
        if child.key == "acte" and isinstance(one, str)
        else bare(show(corpus, document, child, one))
        for child, one in held
    )


def act(corpus: Corpus, document: Document, block: Any) -> str:
    """Say which act sets a block, by its date or its name; "" for the convention itself."""
    name = block.get("acte") if isinstance(block, dict) else None
    if not isinstance(name, str):
        return ""
    found = next((document.get(at) for at in document.items.get(name, ())), None)
    date = found.get("date") if isinstance(found, dict) else None
    if isinstance(date, str) and (when := period(date)):
        return _("l'avenant du {date}").format(date=when)
    called = corpus.name(f"{document.id}#{name}").removeprefix(f"{document.id}#")
    return _("l'avenant {name}").format(name=quote(called, _ACT))


def breadcrumb(corpus: Corpus, document: Document, at: Path) -> str:
    """Say where a value stands: Disposition « Documents type » › Échéance."""
    way = steps(document, at)
    lists = dict(zip(map(id, way[1:]), way, strict=False))

    def titled(corpus: Corpus, document: Document, step: Step) -> str:
        called = item_name(corpus, document, step.node, step.value, step.around)
        title = _item_title(step, lists.get(id(step)))
        return f"{title} {quote(called)}" if called else title

    return joined(crumbs(corpus, document, way, titled))


def joined(parts: Iterable[str]) -> str:
    """Join the parts of the way to a value."""
    return "\N{NO-BREAK SPACE}› ".join(parts)


def _item_title(step: Step, held: Step | None) -> str:
    """Return what an item is; the name of its list where lists beside it hold the same thing."""
    title = step.node.of(step.value).title
    beside = held.around.places if held else ()
    same = [one for _key, one in beside if one.item and one.item.title == step.node.title]
    return held.node.title if held and len(same) > 1 else title


def crumbs(corpus: Corpus, document: Document, way: Sequence[Step], item: Crumb) -> Iterator[str]:
    """Yield the words for each step to a value; a list is told by its item, that `item` names."""
    for step, after in zip(way, [*way[1:], None], strict=False):  # of no way, nothing
        if isinstance(step.part, str):
            if after is None or not is_named_item(after):
                yield step.node.title
        elif is_named_item(step) and not (after and after.part == tree_key(step.around)):
            yield item(corpus, document, step)


def is_named_item(step: Step) -> bool:
    """Tell whether a step leads to a list item that is a block of its own."""
    return isinstance(step.part, int) and isinstance(step.value, dict) and not is_atomic(step.node)


def figures(row: dict[str, Any], unit: Any, found: Decimal | None) -> str:
    """Say an indicator value with its unit; the fraction of a rate stands beside it."""
    if found is None:
        words = row.get("texte")
        return quote(words) if isinstance(words, str) else str(row.get("numerateur", "…"))
    # A ratio has as many decimals as one likes; a value has those that were written.
    shown = found if "valeur" in row else round(found, 2)
    said = french.number(shown)
    if unit in ("pourcent", "%"):
        said = french.percent(shown)
    elif isinstance(unit, str):
        said += f" {french.unit(clean(unit), shown)}"
    if "valeur" not in row:
        said += f" ({_number(row['numerateur'])} / {_number(row['denominateur'])})"
    return said + (f", {_('provisoire')}" if row.get("provisoire") is True else "")


def amount_word(kind: str) -> str:
    """Say which amount of a line of money is meant."""
    said = {
        "prevu": _("prévu"),
        "engage": _("engagé"),
        "verse": _("versé"),
        money.SPENT: _("dépensé"),
    }
    return said.get(kind, kind)


def _number(value: float) -> str:
    return french.number(decimal(value))
