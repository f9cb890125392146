"""The decisions of a comparison: acts, meetings with what they said, texts said on a date."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from feuille import french
from feuille.diff.wording import clean, prose, quote, show
from feuille.i18n import _
from feuille.report.points import Point, aside, counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feuille.diagnostics import Path
    from feuille.diff.model import Change
    from feuille.report.points import Told
    from feuille.schema import Node

MEETING = "rencontre"
_WHOLE = 10_000
"""Signs of a decision: it is never cut."""


def points(told: Told) -> Iterator[Point]:
    """Tell the acts, the meetings, and what was said of the plan on a date."""
    signed = told.take(lambda one: one.kind == "avenant-signe")
    yield from counted("{n} avenant signé", "{n} avenants signés", _acts(told, signed))
    gone = told.take(lambda one: one.kind == "avenant-retire")
    yield from counted("{n} avenant retiré", "{n} avenants retirés", _acts(told, gone))
    yield from _meetings(told)
    yield from counted(
        "{n} observation ou point d'étape", "{n} observations et points d'étape",
        list(_dated(told)), _WHOLE,
    )  # fmt: skip
    # Who came to a meeting is no news of the actors of the plan.
    told.take(lambda one: one.type == MEETING and one.kind.startswith("acteur-"))


def _acts(told: Told, changes: list[Change]) -> list[str]:
    """Name acts after the convention that they change; what becomes of them is said above."""
    found = []
    for one in changes:
        said = one.statement.removeprefix(_("Avenant signé")).removeprefix(_("Avenant retiré"))
        found.append(told.name(one) + said + aside(told.comparison, one))
    return found


def _meetings(told: Told) -> Iterator[Point]:
    """Tell what the new meetings said, whole; then what was added to earlier ones."""
    fresh = told.take(lambda one: one.type == MEETING and one.kind == "document-ajoute")
    lines = [" : ".join([told.quoted(one), *_texts(told, one)]) for one in fresh]
    yield from counted("{n} rencontre ajoutée", "{n} rencontres ajoutées", lines, _WHOLE)
    later = told.take(lambda one: one.type == MEETING and _is_written(told, one))
    yield from counted(
        "{n} texte ajouté à une rencontre", "{n} textes ajoutés à des rencontres",
        [f"{told.quoted(one)} : {_text(str(one.new))}" for one in later], _WHOLE,
    )  # fmt: skip


def _texts(told: Told, change: Change) -> list[str]:
    """Return all the texts of a document as one, each after the title of its key, if any."""
    document = told.comparison.document(change)
    assert document is not None
    node, found = document.type.node, []
    for key in node.properties:
        known, value = node.child(key), document.data.get(key)
        if known and known.public and known.form == "texte" and isinstance(value, str):
            found.append(f"{known.title.lower()} {_text(value)}")
    return ["\N{NO-BREAK SPACE}; ".join(found)] * bool(found)


def _text(words: str) -> str:
    return quote(prose(words), _WHOLE)


def _is_written(told: Told, change: Change) -> bool:
    """Tell whether a change is a text of its document that was not there."""
    document = told.comparison.document(change)
    at = change.new_at or ()
    node = document.type.node.at(at, document.data) if document else None
    fresh = change.old is None and isinstance(change.new, str)
    return bool(fresh and len(at) == 1 and node and node.form == "texte")


def _dated(told: Told) -> Iterator[str]:
    """Yield what was said on a date: added to a document, or held by one that came."""
    for one in told.take(lambda one: one.kind == "element-ajoute" and _is_dated(told, one)):
        yield _said(told, one, one.new_at or (), one.new)
    for one in told.comparison.changes:
        document = told.comparison.document(one) if one.kind == "document-ajoute" else None
        for at, node, value in document.spots if document else ():
            if document and at and _says(node, value):
                yield _said(told, one, at, value)


def _is_dated(told: Told, change: Change) -> bool:
    document = told.comparison.document(change)
    node = document.type.node.at(change.new_at or (), document.data) if document else None
    return bool(node and _says(node, change.new))


def _says(node: Node, value: object) -> bool:
    """Tell whether a block is a text said on a date, as its schema describes it."""
    if not isinstance(value, dict) or "date" not in value:
        return False
    named = node.of(value)
    text = named.child(named.name_key) if named.name_key else None
    return bool(text and text.form == "texte")


def _said(told: Told, change: Change, at: Path, block: dict[str, Any]) -> str:
    """Say a dated text: where it stands, its date, all its words."""
    corpus, document = told.comparison.new, told.comparison.document(change)
    assert document is not None
    node = document.type.node.at(at, document.data)
    held = document.type.node.at(at[:-1], document.data)
    assert node is not None
    inner = node.of(block)
    day = inner.child("date")
    when = show(corpus, document, day, block["date"]) if day else ""
    about = ", ".join(filter(None, (told.name(change), held.title if held else "", when)))
    text = str(block.get(inner.name_key) or "")
    return french.typography(
        _("{about} : {text}").format(about=clean(about, 400), text=_text(text))
    )
