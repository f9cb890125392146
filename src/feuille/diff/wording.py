"""How values and places are said in the sentence of a change."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from feuille import french
from feuille.diff.deltas import tree_key
from feuille.diff.equality import is_atomic, item, period, takes_text
from feuille.diff.places import steps
from feuille.i18n import _
from feuille.reader import UNDECIDED
from feuille.values import decimal, montant

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from feuille.corpus import Corpus, Document
    from feuille.diagnostics import Path
    from feuille.diff.places import Step
    from feuille.schema import Node

SHORT = 70
"""Signs of a text that a sentence quotes whole."""
_JOINED = french.NBSP + french.NNBSP
_UNSEEN = "\N{REPLACEMENT CHARACTER}"


def clean(text: str, limit: int = SHORT) -> str:
    """Return a text on one line, without control signs, cut at `limit` signs."""
    flat = re.sub(r"[ \t\r\n\v\f]+", " ", text).strip(" ")
    seen = "".join(sign if sign.isprintable() or sign in _JOINED else _UNSEEN for sign in flat)
    return seen if len(seen) <= limit else seen[: limit - 1].rstrip() + "…"


def quote(text: str, limit: int = SHORT) -> str:
    """Return a text between guillemets."""
    return f"« {clean(text, limit)} »"


def bare(text: str) -> str:
    """Return a quoted text without its guillemets, to be quoted as part of another."""
    return text.removeprefix("« ").removesuffix(" »")


def show(corpus: Corpus, document: Document, node: Node, value: Any, unit: str = "eur") -> str:
    """Say a value as a sentence does, whatever its shape."""
    said = _form(node, value, unit)
    if said is not None:
        return clean(said)
    if isinstance(value, list):
        shown = [show(corpus, document, item(node), inner) for inner in value]
        return french.join(shown) or _("rien")
    if isinstance(value, dict):
        return _block(corpus, document, node, value)
    if isinstance(value, str):
        return _text(corpus, document, node, value)
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


def _text(corpus: Corpus, document: Document, node: Node, value: str) -> str:
    """Say a text: the words of an enumeration or of a reference, else quote it."""
    branch = node.of(value)
    if value == UNDECIDED:
        return _("à définir")
    if value in branch.labels:
        return clean(branch.labels[value])
    if branch.targets:
        return name(corpus, document, branch, value)
    return clean(value) if branch.form == "code" or branch["enum"] else quote(value)


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


def _block(corpus: Corpus, document: Document, node: Node, value: dict[str, Any]) -> str:
    if node.form == "partie":
        who, role = value.get("acteur"), value.get("fonction")
        words = corpus.name(who) if isinstance(who, str) else str(value.get("libelle") or "")
        return clean(f"{words} ({role})" if isinstance(role, str) and role.strip() else words)
    called = item_name(corpus, document, node, value)
    if called:
        return quote(called)
    inner = node.of(value)
    known = [(child, value[key]) for key in value if (child := inner.child(key))]
    parts = [f"{child.title} {bare(show(corpus, document, child, one))}" for child, one in known]
    return clean(", ".join(parts)) or "…"


def name(corpus: Corpus, document: Document, node: Node, reference: str) -> str:
    """Return the words for what a reference designates; the reference itself where it is broken."""
    target, at = corpus.resolve(reference, node, document)
    found = corpus.documents.get(target)
    if found is None or at is None:
        return clean(corpus.name(reference))
    last = steps(found, at)[-1]
    return clean(item_name(corpus, found, last.node, last.value, last.around) or reference)


def item_name(
    corpus: Corpus, document: Document, node: Node, value: Any, around: Node | None = None
) -> str:
    """Return what people call an item of a list: its name, its natural key in words, its id."""
    if not isinstance(value, dict):
        return ""
    titled = value.get(node.of(value).name_key)
    if isinstance(titled, str) and titled.strip():
        return clean(titled).rstrip(" .")
    inner = node.of(value)
    keys = [key for key in (around.natural_key if around else ()) if key != "id" and key in value]
    known = [(child, value[key]) for key in keys if (child := inner.child(key))]
    parts = [bare(show(corpus, document, child, one)) for child, one in known]
    return ", ".join(parts) or clean(str(value.get("id") or ""))


def breadcrumb(corpus: Corpus, document: Document, at: Path) -> str:
    """Say where a value stands: Disposition « Documents type » › Échéance."""
    return "\N{NO-BREAK SPACE}› ".join(_crumbs(corpus, document, at))


def _crumbs(corpus: Corpus, document: Document, at: Path) -> Iterator[str]:
    way = steps(document, at)
    for step, after in zip(way, [*way[1:], None], strict=True):
        if isinstance(step.part, str):
            if after is None or not _is_named_item(after):
                yield step.node.title
        elif _is_named_item(step) and not (after and after.part == tree_key(step.around)):
            called = item_name(corpus, document, step.node, step.value, step.around)
            title = step.node.of(step.value).title
            yield f"{title} {quote(called)}" if called else title


def _is_named_item(step: Step) -> bool:
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
        said += f" {clean(unit)}"
    if "valeur" not in row:
        said += f" ({_number(row['numerateur'])} / {_number(row['denominateur'])})"
    return said + (f", {_('provisoire')}" if row.get("provisoire") is True else "")


def _number(value: float) -> str:
    return french.number(decimal(value))
