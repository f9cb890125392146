"""What changed since an earlier moment, as pages: what it comes to, then document by document.

The overview, the outline, the sentences and their counts are those of `feuille
diff`; both sides hold only what may be shown today.
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
from feuille.render.addresses import CHANGES, HOME, listing
from feuille.render.addresses import name as slug
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
from feuille.render.sheets import carried, numbered, packed, sheets
from feuille.render.since_brief import Theme
from feuille.render.since_told import GONE, HEAVIEST, NEW, Part, cut, entries, facts, few
from feuille.render.words import line
from feuille.report.outline import outline
from feuille.report.overview import document_name, overview
from feuille.report.passages import moment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feuille.corpus import Corpus, Document
    from feuille.diff import Comparison
    from feuille.render.inline import Context
    from feuille.render.model import Block, Inline
    from feuille.report.outline import Chapter, Sheet
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
        """What the comparison comes to; all that is late is named, which is told nowhere else."""
        return overview(self.comparison, self.context.as_of, all_late=True)

    @cached_property
    def outline(self) -> list[Chapter]:
        """What changed, in the order in which it is read."""
        return outline(self.comparison)

    @cached_property
    def unread(self) -> list[Document]:
        """The documents whose earlier version cannot be read."""
        lost = self.comparison.old.unread - self.comparison.old.documents.keys()
        documents = self.context.corpus.documents.values()
        return sorted((one for one in documents if one.id in lost), key=self._rank)

    def _rank(self, one: Document) -> int:
        return self.context.rank[one.id]

    @cached_property
    def _parts(self) -> list[list[Theme | Part]]:
        """What stands on each page, one at least: what it comes to, then the documents."""
        themes = since_brief.parts(self.overview) if self.comparison.changes else ()
        found: list[tuple[int, Theme | Part]] = [*themes]
        for chapter in self.outline:
            for sheet in chapter.sheets:
                found += cut(chapter, sheet)
        return packed(found, HEAVIEST) or [[]]

    @cached_property
    def _numbered(self) -> list[tuple[int, Theme | Part]]:
        return [(n, one) for n, found in enumerate(self._parts, start=1) for one in found]

    @cached_property
    def _places(self) -> dict[tuple[str, str], tuple[str, str]]:
        """The page and the anchor where the changes of each document start."""
        return {
            (one.sheet.type, one.sheet.id): (numbered(ADDRESS, number), one.anchor)
            for number, one in reversed(self._numbered)
            if isinstance(one, Part)
        }

    @cached_property
    def _detail(self) -> int:
        """The page where documents start to be told one by one."""
        return next((number for number, one in self._numbered if isinstance(one, Part)), 1)

    @cached_property
    def _names(self) -> dict[str, Link]:
        """The way to each document whose name no other has, nor had."""
        documents = self.context.corpus.documents.values()
        gone = (one for one in self.comparison.changes if one.kind == GONE)
        known = Counter(line(one.name) for one in documents)
        known.update(line(document_name(self.comparison, one)) for one in gone)
        ways = (link(self.context, one) for one in documents)
        return {one.words: one for one in ways if known[one.words] == 1}

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
        made: list[tuple[Block, ...]] = []
        for number, found in enumerate(self._parts, start=1):
            themes = (one for one in found if isinstance(one, Theme))
            documents = [one for one in found if isinstance(one, Part)]
            inside = (*self._index(number), *self._chapters(documents))
            made.append((
                *(self._first() if number == 1 else ()),
                *(since_brief.block(one, self._names) for one in themes),
                *([Section(_("Document par document"), DETAIL, inside)] if inside else ()),
            ))  # fmt: skip
        yield from sheets(page, made)

    def _first(self) -> tuple[Block, ...]:
        """Return what stands before the changes: between which moments, how many."""
        to = Link(line(_("Tous les changements, document par document")),
                  numbered(ADDRESS, self._detail), DETAIL)  # fmt: skip
        way = (phrase(to),) if self._detail > 1 else ()
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
        """Return how texts are marked and the way to each chapter, where the first starts."""
        if number != self._detail or not self.outline:
            return ()
        how = line(_("Dans les textes, ce qui a été retiré est barré, ce qui a été ajouté est "
                     "souligné ou en gras."))  # fmt: skip
        marked = any(one.words for one in self.comparison.changes)
        told = (Phrase((Text(how),), small=True),) if marked else ()
        return (*told, Listing(tuple(map(self._way, self.outline))))

    def _way(self, chapter: Chapter) -> Entry:
        """Return the way to a chapter, with how much it tells."""
        first = chapter.sheets[0]
        address, _anchor = self._places[first.type, first.id]
        changes = sum(len(one.changes) for one in chapter.sheets)
        counted = line(_(": {changes} dans {documents}").format(
            changes=plural("{n} changement", "{n} changements", changes),
            documents=plural("{n} document", "{n} documents", len(chapter.sheets)),
        ))  # fmt: skip
        to = Link(line(chapter.title), address, _anchor_of(chapter))
        return Entry((phrase(to, french.NBSP + counted),))

    def _chapters(self, found: list[Part]) -> Iterator[Section]:
        """Yield a section for each chapter: the documents that come or go, then the others."""
        for _key, same in groupby(found, key=lambda one: one.chapter.key):
            parts = list(same)
            chapter = parts[0].chapter
            yield Section(
                line(chapter.title),
                _anchor_of(chapter),
                (
                    *self._whole(parts, NEW, _("Nouveau document :"), _("Nouveaux documents :")),
                    *self._whole(parts, GONE, _("Document retiré :"), _("Documents retirés :")),
                    *(self._section(one) for one in parts if not one.whole),
                ),
                self._whole_of(chapter),
            )

    def _whole_of(self, chapter: Chapter) -> Link | None:
        """Return the way to all that a chapter is about: an orientation, else a type's list."""
        branch, nodes = chapter.branch, self.context.book.nodes
        address = listing(chapter.type) if chapter.type in self.context.kinds else ""
        if branch and branch.now:
            address = nodes.get((branch.plan.id, branch.at), address)
        return Link(line(chapter.title), address) if address else None

    def _whole(self, parts: list[Part], kind: str, one: str, many: str) -> tuple[Block, ...]:
        """List the documents that come, or those that go: no page says any more what these said."""
        found = [part for part in parts if part.whole and part.sheet.changes[0].kind == kind]
        alone = f"{line(one)} " if len(found) == 1 else ""
        listed = []
        for part in found:
            name = self._link(part.sheet) or Text(line(part.sheet.title))
            said = facts(part.sheet.facts) if kind == GONE else ()
            more = (Listing(entries(part.groups)),) if part.groups else ()
            head = phrase(*filter(None, (alone,)), name)
            listed.append(Entry((head, *said, *more), part.anchor))
        above = () if alone or not found else (phrase(line(many)),)
        return (*above, Listing(tuple(listed))) if found else ()

    def _link(self, sheet: Sheet) -> Link | None:
        """Return the way to a document's page, where it has one."""
        found = self.context.corpus.documents.get(sheet.id)
        there = found and found.type.name == sheet.type and sheet.changes[0].kind != GONE
        return link(self.context, found) if found and there else None

    def _section(self, part: Part) -> Section:
        """Return what changed in a document, under its name."""
        title = line(part.sheet.title)
        inside = (Listing(entries(part.groups)),)
        to = self._link(part.sheet)
        return Section(carried(title) if part.rest else title, part.anchor, inside, to)

    def lead(self, source: Document) -> tuple[Block, ...]:
        """Return the line that says, at the top of a document's page, that it changed."""
        found = self._own.get((source.type.name, source.id))
        if found is None:
            return ()
        if found.changes[0].kind == NEW:
            words = _("Nouveau depuis {name}").format(name=self.name)
        else:
            counted = plural("{n} changement", "{n} changements", len(found.changes))
            words = _("{counted} depuis {name}").format(counted=counted, name=self.name)
        return (
            Phrase((Link(line(words), self.context.book.document(source), ANCHOR),), small=True),
        )

    def section(self, source: Document) -> tuple[Block, ...]:
        """Return what changed in a document, for its own page."""
        found = self._own.get((source.type.name, source.id))
        if found is None:
            return ()
        groups = few(found.groups)
        told = sum(len(row.changes) for group in groups for row in group.rows)
        left = sum(one.kind != NEW for one in found.changes) - told
        fresh = phrase(line(_("Ce document est nouveau.")))
        more = plural("{n} autre changement, et ceux des autres documents",
                      "{n} autres changements, et ceux des autres documents", left)  # fmt: skip
        words = more if left else _("Tous les changements depuis {name}").format(name=self.name)
        way = Link(line(words), *self._places[source.type.name, source.id])
        return (Section(
            line(_("Changé depuis {name}").format(name=self.name)),
            ANCHOR,
            (*((Listing(entries(groups)),) if groups else (fresh,)), phrase(way)),
        ),)  # fmt: skip

    @cached_property
    def _own(self) -> dict[tuple[str, str], Sheet]:
        """What changed in each document, by type and id."""
        listed = (sheet for chapter in self.outline for sheet in chapter.sheets)
        return {(one.type, one.id): one for one in listed}

    def home(self) -> Section:
        """Return what the home says of it: how much changed, in what, and the way to it."""
        ways: list[Inline] = []
        for number, one in self._numbered:
            if isinstance(one, Theme) and not one.rest:
                to = Link(line(one.title), numbered(ADDRESS, number), one.anchor)
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


def _anchor_of(chapter: Chapter) -> str:
    return f"type_{slug(chapter.key)}"
