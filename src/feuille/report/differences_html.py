"""A comparison as one web page that stands alone: no script, no network, nothing from outside.

What goes and what comes is said in words and by its line (struck, underlined),
never by colour alone; every text of a document is escaped by the template.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from feuille import resources
from feuille.diff.model import ADDED, CHANGED, REMOVED, UNKNOWN
from feuille.diff.wording import clean
from feuille.i18n import _, plural
from feuille.report.overview import document_name, overview
from feuille.report.passages import by_type, moment, names, passages
from feuille.schema import registry

if TYPE_CHECKING:
    from jinja2 import Template

    from feuille.diff import Comparison
    from feuille.diff.model import Change
    from feuille.report import Style

_FOLDER = "differences"
_LONG = 70
"""Signs of a text beyond which the sentence has cut it and the page shows it whole."""


@dataclass(frozen=True, slots=True)
class _Item:
    """One change: its sign and the word for it, its sentence, the words of a text that changed.

    `texts` are the whole texts, before and after, where the runs leave something out.
    """

    sign: str
    word: str
    sentence: str
    key_path: str
    line: int | None
    runs: list[tuple[str, str]]
    texts: tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class _Sheet:
    """One document and its changes."""

    anchor: str
    name: str
    state: str
    path: str
    items: list[_Item]


@dataclass(frozen=True, slots=True)
class _Group:
    """The documents of one type."""

    anchor: str
    title: str
    count: str
    sheets: list[_Sheet]


def html(comparison: Comparison, _style: Style, _width: int = 80) -> str:
    """Write the page: what it comes to, then the changes document by document."""
    moments = names(comparison)
    groups = [
        _Group(
            anchor=f"type-{kind}",
            title=registry().types[kind].plural,
            count=plural("{n} document", "{n} documents", len(sheets)),
            sheets=[_sheet(comparison, changes) for changes in sheets],
        )
        for kind, sheets in ((kind, list(found)) for kind, found in by_type(comparison))
    ]
    return _template().render(
        title=_("Ce qui a changé de {old} à {new}").format(
            old=moment(comparison.old, short=True), new=moment(comparison.new, short=True)
        ),
        moments=moments,
        found=overview(comparison) if comparison.changes else None,
        nothing=_("Aucune différence de {old} à {new}.").format(**moments),
        groups=groups,
        styles=[resources.text("templates", "html", "style.css"),
                resources.text("templates", _FOLDER, "style.css")],
    )  # fmt: skip


@cache
def _template() -> Template:
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    environment = Environment(
        loader=FunctionLoader(lambda name: resources.text("templates", _FOLDER, name)),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["_"] = _
    return environment.get_template("page.html")


def _sheet(comparison: Comparison, changes: list[Change]) -> _Sheet:
    first = changes[0]
    whole = first.kind in {"document-ajoute", "document-retire"}
    return _Sheet(
        anchor=f"{first.type}-{first.id}",
        name=document_name(comparison, first),
        state=_words()[first.sign] if whole else "",
        path=clean(first.new_file or first.old_file or "", 500),
        items=[_item(comparison, one) for one in (changes[1:] if whole else changes)],
    )


def _words() -> dict[str, str]:
    return {
        ADDED: _("Ajout"),
        REMOVED: _("Retrait"),
        CHANGED: _("Modification"),
        UNKNOWN: _("Non comparé"),
    }


def _item(comparison: Comparison, change: Change) -> _Item:
    runs = [(sign, _seen(words)) for sign, words in passages(change)]
    place = next((one for one in reversed(comparison.places(change)) if one), None)
    return _Item(
        sign={REMOVED: "−"}.get(change.sign, change.sign),
        word=_words()[change.sign],
        sentence=change.sentence,
        key_path=clean(change.key_path, 300),
        line=place.line if place else None,
        runs=runs or _only_side(change),
        texts=_texts(change, runs),
    )


def _only_side(change: Change) -> list[tuple[str, str]]:
    """Return a text that comes or goes, where it is too long for the sentence to show it whole."""
    value: Any = change.new if change.old is None else change.old
    alone = (change.old is None) is not (change.new is None)
    if not alone or not isinstance(value, str) or len(value) <= _LONG:
        return []
    return [("+" if change.old is None else "-", _seen(value))]


def _texts(change: Change, runs: list[tuple[str, str]]) -> tuple[str, str] | None:
    """Return both texts whole, where the passages do not show them so."""
    kept = sum(len(words) for sign, words in runs if sign == "=")
    whole = sum(len(words) for sign, words in change.words if sign == "=")
    return (_seen(change.old), _seen(change.new)) if kept < whole else None


def _seen(words: str) -> str:
    """Return a text without control signs, its lines kept: the page shows them as spaces."""
    return "\n".join(_line(row) for row in words.split("\n"))


def _line(row: str) -> str:
    """Clean a line without losing the spaces that part it from its neighbours."""
    inner = row.strip()
    before, after = row[: len(row) - len(row.lstrip())], row[len(row.rstrip()) :]
    ends = (" " * bool(before), " " * bool(after)) if inner else (" " * bool(row), "")
    return ends[0] + clean(inner, len(inner)) + ends[1]
