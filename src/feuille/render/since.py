"""What changed since an earlier moment, as pages: what it comes to, then document by document.

The changes, their sentences and their counts are those of `feuille diff`; both
sides hold only what may be shown today.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING

from feuille import french
from feuille.diff.summary import summarise
from feuille.i18n import _, plural
from feuille.render import since_brief
from feuille.render.addresses import CHANGES, HOME
from feuille.render.inline import link, phrase
from feuille.render.model import (
    Entry,
    Link,
    Listing,
    Page,
    Phrase,
    Section,
    Text,
)
from feuille.render.sheets import numbered, packed, sheets
from feuille.render.since_told import GONE, HEAVIEST, NEW, Sheet, cut, entries, facts, few
from feuille.render.words import line
from feuille.report.overview import document_name
from feuille.report.passages import by_type, moment
from feuille.schema import registry

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feuille.corpus import Document
    from feuille.diff import Comparison
    from feuille.diff.model import Change
    from feuille.diff.summary import Summary
    from feuille.render.inline import Context
    from feuille.render.model import Block, Inline

ADDRESS = CHANGES
ANCHOR = "depuis"


@dataclass(frozen=True)
class Since:
    """A comparison arranged for the site of its newer side."""

    context: Context
    comparison: Comparison

    @cached_property
    def name(self) -> str:
        """What people call the earlier moment: a plan year, a revision."""
        return line(moment(self.comparison.old, short=True))

    @property
    def title(self) -> str:
        """The title of the pages."""
        return line(_("Ce qui a changé depuis {name}").format(name=self.name))

    @cached_property
    def summary(self) -> Summary:
        """What the comparison comes to."""
        return summarise(self.comparison)

    @cached_property
    def unread(self) -> list[Document]:
        """The documents whose earlier version cannot be read."""
        lost = self.comparison.old.unread - self.comparison.old.documents.keys()
        documents = self.context.corpus.documents.values()
        return sorted((one for one in documents if one.id in lost), key=self._rank)

    def _rank(self, one: Document) -> int:
        return self.context.rank[one.id]

    @cached_property
    def _sheets(self) -> list[list[Sheet]]:
        """What stands on each page, one at least."""
        found = (
            (weight, sheet)
            for _type, documents in by_type(self.comparison)
            for changes in documents
            for sheet, weight in cut(changes)
        )
        return packed(found, HEAVIEST) or [[]]

    @cached_property
    def _places(self) -> dict[tuple[str, str], tuple[str, str]]:
        """The page and the anchor where the changes of each document start."""
        return {
            (sheet.type, sheet.id): (numbered(ADDRESS, number), sheet.anchor)
            for number, found in reversed([*enumerate(self._sheets, start=1)])
            for sheet in reversed(found)
        }

    def link(self, words: str, anchor: str = "") -> Link:
        """Return the way to the first page, or to a place of it."""
        return Link(words, ADDRESS, anchor)

    def document(self, change: Change) -> Inline:
        """Return the document of a change: a link to its page, or its name as it was."""
        found = self.context.corpus.documents.get(change.id)
        if found and found.type.name == change.type and change.kind != GONE:
            return link(self.context, found)
        return Text(line(document_name(self.comparison, change)))

    def counts(self) -> str:
        """Say how much changed: 3 changements dans 2 documents : 1 ajouté, 1 modifié."""
        found, changes = self.summary.documents, len(self.comparison.changes)
        if not changes:
            return line(_("Aucun changement depuis {name}.").format(name=self.name))
        words = (
            plural("{n} ajouté", "{n} ajoutés", found["ajoutes"]),
            plural("{n} retiré", "{n} retirés", found["retires"]),
            plural("{n} modifié", "{n} modifiés", found["modifies"]),
        )
        told = [one for one, count in zip(words, found.values(), strict=True) if count]
        return line(_("{changes} dans {documents} : {told}.").format(
            changes=plural("{n} changement", "{n} changements", changes),
            documents=plural("{n} document", "{n} documents", sum(found.values())),
            told=", ".join(told),
        ))  # fmt: skip

    def pages(self) -> Iterator[Page]:
        """Yield the pages: the first starts with what the changes come to."""
        page = Page(ADDRESS, self.title, trail=(Link(_("Accueil"), HOME),))
        parts: list[tuple[Block, ...]] = []
        for number, one in enumerate(self._sheets, start=1):
            inside = (*self._index(number), *self._types(one))
            detail = Section(_("Document par document"), since_brief.DETAIL, inside)
            first = self._first() if number == 1 else ()
            parts.append((*first, *((detail,) if inside else ())))
        yield from sheets(page, parts)

    def _first(self) -> tuple[Block, ...]:
        """Return what stands before the changes: how many, from when, what they come to."""
        old = self.comparison.old.snapshot
        said = _("Comparaison avec la version du {day}.").format(day=french.day(old.date or ""))
        how = _("Dans les textes, ce qui a été retiré est barré, ce qui a été ajouté est souligné "
                "ou en gras.")  # fmt: skip
        told = f"{said} {how}" if any(one.words for one in self.comparison.changes) else said
        return (
            phrase(self.counts()),
            Phrase((Text(line(told)),), small=True),
            *self._lost(),
            *since_brief.sections(self),
        )

    def _lost(self) -> Iterator[Phrase]:
        """Say which documents could not be compared."""
        parts: list[Inline] = []
        for one in self.unread:
            parts += [Text(", "), link(self.context, one)]
        if parts:
            head = line(_("Non comparés, faute d’une version lisible :"))
            yield phrase(f"{head} ", *parts[1:])

    def _index(self, number: int) -> tuple[Block, ...]:
        """Return the way to each type's changes, on the first page."""
        if number > 1:
            return ()
        found = []
        for kind, documents in by_type(self.comparison):
            address, _anchor = self._places[kind, documents[0][0].id]
            changes = sum(map(len, documents))
            counted = line(_(": {changes} dans {documents}").format(
                changes=plural("{n} changement", "{n} changements", changes),
                documents=plural("{n} document", "{n} documents", len(documents)),
            ))  # fmt: skip
            to = Link(line(registry().types[kind].plural), address, _type_anchor(kind))
            found.append(Entry((phrase(to, french.NBSP + counted),)))
        return (Listing(tuple(found)),) if found else ()

    def _types(self, found: list[Sheet]) -> Iterator[Section]:
        """Yield a section for each type: what is new or gone, then what changed."""
        for kind, group in groupby(found, key=lambda one: one.type):
            listed = list(group)
            whole = tuple(self._whole(one) for one in listed if one.whole)
            changed = (self._section(one) for one in listed if not one.whole)
            inside = (*((Listing(whole),) if whole else ()), *changed)
            yield Section(line(registry().types[kind].plural), _type_anchor(kind), inside)

    def _whole(self, sheet: Sheet) -> Entry:
        """Return a document that comes or goes, with what is said of it."""
        first, *others = sheet.changes
        said = facts(first) if first.kind == GONE else ()
        below = (Listing(entries(others)),) if others else ()
        return Entry((since_brief.whole(self, first), *said, *below), sheet.anchor)

    def _section(self, sheet: Sheet) -> Section:
        first = sheet.changes[0]
        title = line(document_name(self.comparison, first))
        rest = line(_("{title} (suite)").format(title=title)) if sheet.rest else title
        way = phrase(f"{line(_('{kind} :').format(kind=registry().types[sheet.type].title))} ",
                     self.document(first))  # fmt: skip
        return Section(rest, sheet.anchor, (way, Listing(entries(sheet.changes))))

    def lead(self, source: Document) -> tuple[Block, ...]:
        """Return the line that says, at the top of a document's page, that it changed."""
        found = self._own.get((source.type.name, source.id), [])
        if not found:
            return ()
        if found[0].kind == NEW:
            words = _("Nouveau depuis {name}").format(name=self.name)
        else:
            counted = plural("{n} changement", "{n} changements", len(found))
            words = _("{counted} depuis {name}").format(counted=counted, name=self.name)
        return (
            Phrase((Link(line(words), self.context.book.document(source), ANCHOR),), small=True),
        )

    def section(self, source: Document) -> tuple[Block, ...]:
        """Return what changed in a document, for its own page."""
        found = self._own.get((source.type.name, source.id), [])
        if not found:
            return ()
        told = [one for one in found if one.kind != NEW]
        shown = entries(few(told))
        left = len(told) - len(shown)
        fresh = phrase(line(_("Ce document est nouveau.")))
        more = plural("{n} autre changement, et ceux des autres documents",
                      "{n} autres changements, et ceux des autres documents", left)  # fmt: skip
        words = more if left else _("Tous les changements depuis {name}").format(name=self.name)
        way = Link(line(words), *self._places[source.type.name, source.id])
        return (Section(
            line(_("Changé depuis {name}").format(name=self.name)),
            ANCHOR,
            (*((Listing(shown),) if shown else (fresh,)), phrase(way)),
        ),)  # fmt: skip

    @cached_property
    def _own(self) -> dict[tuple[str, str], list[Change]]:
        """The changes of each document, by type and id."""
        return {
            (kind, changes[0].id): changes
            for kind, documents in by_type(self.comparison)
            for changes in documents
        }

    def home(self) -> Section:
        """Return what the home says of it."""
        told = [Entry((one,)) for one in since_brief.lines(self)]
        way = self.link(line(_("Lire tous les changements")))
        inside = (phrase(self.counts()), *((Listing(tuple(told)),) if told else ()))
        return Section(self.title, "rubrique_changements", (*inside, phrase(way)))


def _type_anchor(kind: str) -> str:
    return f"type_{kind}"
