"""A comparison as one web page that stands alone: no script, no network, nothing from outside.

What goes and what comes is said in words and by its line (struck, underlined),
never by colour alone; every text of a document is escaped by the template. What
is restricted is left out, unless it is asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from feuille import french, resources
from feuille.diff.wording import clean, prose
from feuille.i18n import _, plural
from feuille.report import publication
from feuille.report.outline import SIGNS, WHOLE, Options, legend, outline, signs
from feuille.report.overview import overview
from feuille.report.passages import curly, moment, names, passages

if TYPE_CHECKING:
    from jinja2 import Template

    from feuille.corpus import Corpus
    from feuille.diff import Comparison
    from feuille.diff.model import Change, Fact
    from feuille.report import Style
    from feuille.report.outline import Chapter, Row, Sheet
    from feuille.report.publication import Publication

_FOLDER = "differences"
_AROUND = 160
"""Signs of unchanged text kept on each side of a changed passage."""


@dataclass(frozen=True, slots=True)
class _Item:
    """One row: its sign and the word for it, its words, those of a text that changed.

    `texts` are the whole texts, before and after, where the runs leave something out.
    """

    sign: str
    word: str
    tone: str
    statement: str
    runs: list[tuple[str, str]]
    texts: tuple[str, str] | None
    facts: list[tuple[str, list[str]]]


@dataclass(frozen=True, slots=True)
class _Part:
    """The rows about one item of a document."""

    subject: str
    items: list[_Item]


@dataclass(frozen=True, slots=True)
class _Document:
    """One document: what it says where it came or went, what changed, where in the files."""

    anchor: str
    name: str
    state: str
    tone: str
    hint: str
    facts: list[tuple[str, list[str]]]
    parts: list[_Part]
    path: str
    places: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class _Group:
    """The documents of one type."""

    anchor: str
    title: str
    count: str
    sheets: list[_Document]


def html(
    comparison: Comparison, style: Style, width: int = 80, options: Options | None = None
) -> str:
    """Write the page: what it comes to, then the changes document by document."""
    del style, width
    options = options or Options()
    found = publication.whole(comparison) if options.internal else publication.public(comparison)
    told = found.comparison
    chapters = outline(told)
    moments = names(comparison)
    return _template().render(
        title=_("Ce qui a changé de {old} à {new}").format(**moments),
        sides=[_side(comparison.old), _side(comparison.new)],
        exact=names(comparison, exact=True),
        notice=found.notice,
        found=overview(told) if told.changes else None,
        nothing=_("Aucune différence de {old} à {new}.").format(**moments),
        groups=[_group(found, one) for one in chapters],
        legend=legend(chapters),
        marked=any(one.words for one in told.changes),
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
        finalize=lambda said: curly(said) if type(said) is str else said,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["_"] = _
    return environment.get_template("page.html")


def _side(corpus: Corpus) -> str:
    """Say a moment, with its day where git knows it."""
    date = getattr(corpus.snapshot, "date", None)
    name = moment(corpus, short=True)
    return _("{name}, au {day}").format(name=name, day=french.day(date)) if date else name


def _group(found: Publication, chapter: Chapter) -> _Group:
    return _Group(
        anchor=f"type-{chapter.key}",
        title=chapter.title,
        count=plural("{n} document", "{n} documents", len(chapter.sheets)),
        sheets=[_document(found, one) for one in chapter.sheets],
    )


def _document(found: Publication, sheet: Sheet) -> _Document:
    first = sheet.changes[0]
    return _Document(
        anchor=f"{sheet.type}-{sheet.id}",
        name=sheet.title,
        state=signs()[sheet.meaning] if first.kind in WHOLE else "",
        tone=sheet.meaning,
        hint=sheet.hint,
        facts=_facts(sheet.facts),
        parts=[_Part(one.subject, [_item(row) for row in one.rows]) for one in sheet.groups],
        path=clean(sheet.file, 500),
        places=[place for one in sheet.changes if (place := _place(found, one))[0]],
    )


def _place(found: Publication, change: Change) -> tuple[str, str]:
    """Return the key path of a change, and what stands there."""
    place = found.places(change)
    return clean(place.key_path, 300), change.told


def _item(row: Row) -> _Item:
    change = row.changes[0]
    runs = [(sign, _seen(words)) for sign, words in passages(change, _AROUND)]
    if len(change.words) == 1:
        runs = [(change.words[0][0], _seen(prose(change.words[0][1])))]
    return _Item(
        sign=SIGNS[row.meaning],
        word=signs()[row.meaning],
        tone=row.tone,
        statement=row.statement,
        runs=runs,
        texts=_texts(change, runs),
        facts=_facts(row.facts),
    )


def _facts(facts: tuple[Fact, ...]) -> list[tuple[str, list[str]]]:
    return [(fact.title, [_seen(one) for one in fact.values]) for fact in facts]


def _texts(change: Change, runs: list[tuple[str, str]]) -> tuple[str, str] | None:
    """Return both texts whole, where the passages do not show them so."""
    kept = sum(len(words) for sign, words in runs if sign == "=")
    whole = sum(len(words) for sign, words in change.words if sign == "=")
    return (_seen(prose(change.old)), _seen(prose(change.new))) if kept < whole else None


def _seen(words: str) -> str:
    """Return a text without control signs, its lines kept: the page shows them as spaces."""
    return "\n".join(_line(row) for row in words.split("\n"))


def _line(row: str) -> str:
    """Clean a line without losing the spaces that part it from its neighbours."""
    inner = row.strip()
    before, after = row[: len(row) - len(row.lstrip())], row[len(row.rstrip()) :]
    ends = (" " * bool(before), " " * bool(after)) if inner else (" " * bool(row), "")
    return ends[0] + clean(inner, len(inner)) + ends[1]
