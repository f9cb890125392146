"""What changed since an earlier moment, as pages: what it comes to, then document by document.

The overview, the changes, their sentences and their counts are those of
`feuille diff`; both sides hold only what may be shown today.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING

from feuille import french
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
from feuille.report.overview import document_name, overview
from feuille.report.passages import by_type, moment
from feuille.report.points import Section as Theme
from feuille.schema import registry

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feuille.corpus import Corpus, Document
    from feuille.diff import Comparison
    from feuille.diff.model import Change
    from feuille.render.inline import Context
    from feuille.render.model import Block, Inline
    from feuille.report.overview import Overview

ADDRESS = CHANGES
ANCHOR = "depuis"
DETAIL = "documents"
"""The anchor of what is told document by document."""

_YEAR = re.compile(r"\d{4}\Z")


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
    def overview(self) -> Overview:
        """What the comparison comes to."""
        return overview(self.comparison, self.context.as_of)

    @cached_property
    def unread(self) -> list[Document]:
        """The documents whose earlier version cannot be read."""
        lost = self.comparison.old.unread - self.comparison.old.documents.keys()
        documents = self.context.corpus.documents.values()
        return sorted((one for one in documents if one.id in lost), key=self._rank)

    def _rank(self, one: Document) -> int:
        return self.context.rank[one.id]

    @cached_property
    def _parts(self) -> list[list[Theme | Sheet]]:
        """What stands on each page, one at least: what it comes to, then the documents."""
        themes = since_brief.parts(self.overview) if self.comparison.changes else ()
        found: list[tuple[int, Theme | Sheet]] = [*themes]
        for _type, documents in by_type(self.comparison):
            for changes in documents:
                found += ((weight, sheet) for sheet, weight in cut(changes))
        return packed(found, HEAVIEST) or [[]]

    @cached_property
    def _numbered(self) -> list[tuple[int, Theme | Sheet]]:
        return [(n, one) for n, found in enumerate(self._parts, start=1) for one in found]

    @cached_property
    def _places(self) -> dict[tuple[str, str], tuple[str, str]]:
        """The page and the anchor where the changes of each document start."""
        return {
            (one.type, one.id): (numbered(ADDRESS, number), one.anchor)
            for number, one in reversed(self._numbered)
            if isinstance(one, Sheet)
        }

    @cached_property
    def _detail(self) -> int:
        """The page where documents start to be told one by one."""
        return next((number for number, one in self._numbered if isinstance(one, Sheet)), 1)

    @cached_property
    def _names(self) -> dict[str, Link]:
        """The way to each document whose name no other has, nor had."""
        documents = self.context.corpus.documents.values()
        gone = (one for one in self.comparison.changes if one.kind == GONE)
        known = Counter(line(one.name) for one in documents)
        known.update(line(document_name(self.comparison, one)) for one in gone)
        ways = (link(self.context, one) for one in documents)
        return {one.words: one for one in ways if known[one.words] == 1}

    def document(self, change: Change) -> Inline:
        """Return the document of a change: a link to its page, or its name as it was."""
        found = self.context.corpus.documents.get(change.id)
        if found and found.type.name == change.type and change.kind != GONE:
            return link(self.context, found)
        return Text(line(document_name(self.comparison, change)))

    def counts(self) -> str:
        """Say how much changed: 3 changements dans 2 documents : 1 ajouté, 1 modifié."""
        if not self.comparison.changes:
            return line(_("Aucun changement depuis {name}.").format(name=self.name))
        return line(self.overview.counts)

    def span(self) -> str:
        """Say both ends: De l’année de plan 2024 (12 mars 2024) au 12 février 2026."""
        old, new = self.comparison.old, self.comparison.new
        now = _("au {day}").format(day=french.day(self.context.as_of.isoformat()))
        if new.snapshot.commit:
            now = _("à {moment}").format(moment=_moment(new))
        return line(_("De {old} {now}.").format(old=_moment(old), now=now))

    def pages(self) -> Iterator[Page]:
        """Yield the pages: the first starts with what the changes come to."""
        page = Page(ADDRESS, self.title, trail=(Link(_("Accueil"), HOME),))
        parts: list[tuple[Block, ...]] = []
        for number, found in enumerate(self._parts, start=1):
            themes = (one for one in found if isinstance(one, Theme))
            documents = [one for one in found if isinstance(one, Sheet)]
            inside = (*self._index(number), *self._types(documents))
            parts.append((
                *(self._first() if number == 1 else ()),
                *(since_brief.block(one, self._names) for one in themes),
                *([Section(_("Document par document"), DETAIL, inside)] if inside else ()),
            ))  # fmt: skip
        yield from sheets(page, parts)

    def _first(self) -> tuple[Block, ...]:
        """Return what stands before the changes: between which moments, how many."""
        to = Link(line(_("Tous les changements, document par document")),
                  numbered(ADDRESS, self._detail), DETAIL)  # fmt: skip
        way = (phrase(to),) if self.comparison.changes else ()
        return phrase(self.span()), phrase(self.counts()), *self._lost(), *way

    def _lost(self) -> Iterator[Phrase]:
        """Say which documents could not be compared."""
        parts: list[Inline] = []
        for one in self.unread:
            parts += [Text(", "), link(self.context, one)]
        if parts:
            head = line(_("Non comparés, faute d’une version lisible :"))
            yield phrase(f"{head} ", *parts[1:])

    def _index(self, number: int) -> tuple[Block, ...]:
        """Return how texts are marked and the way to each type's changes, where they start."""
        if number != self._detail:
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
        how = line(_("Dans les textes, ce qui a été retiré est barré, ce qui a été ajouté est "
                     "souligné ou en gras."))  # fmt: skip
        marked = any(one.words for one in self.comparison.changes)
        told = (Phrase((Text(how),), small=True),) if marked else ()
        return (*told, Listing(tuple(found))) if found else ()

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
        head = _("Nouveau :") if first.kind == NEW else _("Retiré :")
        name = phrase(f"{line(head)} ", self.document(first))
        return Entry((name, *said, *below), sheet.anchor)

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
        """Return what the home says of it: how much changed, in what, and the way to it."""
        ways: list[Inline] = []
        for number, one in self._numbered:
            if isinstance(one, Theme):
                to = Link(line(one.title), numbered(ADDRESS, number), since_brief.anchor(one))
                ways += [Text(" · "), to]
        themes = (phrase(*ways[1:]),) if ways else ()
        way = phrase(Link(line(_("Lire tous les changements")), ADDRESS))
        inside = (phrase(self.span()), phrase(self.counts()), *themes, way)
        return Section(self.title, "rubrique_changements", inside)


def _moment(corpus: Corpus) -> str:
    """Say a moment with its day: l’année de plan 2024 (12 mars 2024), la révision 8f3a2c1 (…)."""
    name, day = moment(corpus, short=True), corpus.snapshot.date
    if corpus.snapshot.commit:
        words = _("l’année de plan {name}") if _YEAR.match(name) else _("la révision {name}")
        name = words.format(name=name)
    return f"{name} ({french.day(day)})" if day else name


def _type_anchor(kind: str) -> str:
    return f"type_{kind}"
