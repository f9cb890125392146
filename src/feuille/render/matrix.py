"""Coverage: which fiches reach which territories for each node of the plan, and where none does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from feuille import consult, french
from feuille.i18n import _, plural
from feuille.render import blocks, fields, plans
from feuille.render.addresses import HOME, name
from feuille.render.inline import FICHE, link, phrase
from feuille.render.model import Entry, Link, Listing, Page, Phrase, Row, Section, State, Text
from feuille.render.provenance import notices
from feuille.render.sheets import cut, numbered, packed, sheets
from feuille.render.words import line
from feuille.rollup.plan import TREES
from feuille.rollup.words import shorter

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from feuille.consult import Matrix
    from feuille.corpus import Document
    from feuille.render.inline import Context
    from feuille.render.model import Block, Value
    from feuille.rollup.plan import Branch
    from feuille.schema import Node

ADDRESS = "couverture"

_HEADS = 6
"""A table has so many nodes side by side at most, so that a phone shows most of it."""

_CELLS, _LINKS, _MOST, _NAMED, _HEAD = 400, 300, 100, 12, 44

_NONE = State(_("aucune fiche"), "∅", "alerte")
_EVERYWHERE = State(_("au moins une fiche partout"), "●", "fait")
_WIDER = State(_("d’ensemble"), "·", "neutre")


def pages(context: Context) -> Iterator[Page]:
    """Yield the overview of the trees that fiches serve, then a page for each first node."""
    crossed = [
        (tree, consult.matrix(context.corpus, "territoires", deep=True, axis=axis))
        for axis, tree in TREES.items()
    ]
    if not any(matrix.cells for _tree, matrix in crossed):
        return
    found = [_Coverage(context, matrix, tree) for tree, matrix in crossed if matrix.rows]
    trail = (Link(_("Accueil"), HOME),)
    first = Page(ADDRESS, _("Couverture"), trail=trail)
    head, *others = packed((part for one in found for part in one.overview()), _CELLS)
    said = _("Quelles fiches servent chaque partie du plan, et sur quels territoires.")
    lead = (*notices(context, found[0].plan), phrase(line(said)))
    yield from sheets(first, [(*lead, *head), *(tuple(part) for part in others)])
    for one in found:
        for top in one.tops:
            yield from one.detail(top, (*trail, Link(first.title, ADDRESS)))


class _Coverage:
    """One tree of a plan crossed with territories."""

    def __init__(self, context: Context, matrix: Matrix, tree: str) -> None:
        self.context = context
        self.matrix = matrix
        self.tree = tree
        self.tops = [row for row in matrix.rows if row.depth == 1]
        self.plan = context.corpus.documents[self.tops[0].reference.partition("#")[0]]
        self.empty = set(matrix.empty())
        self.names = dict(matrix.columns)
        self.sheet = {
            (top.reference, column): numbered(self._address(top), number)
            for top in self.tops
            for number, part in enumerate(self._parts(top), start=1)
            for column in part
        }

    def overview(self) -> Iterator[tuple[int, Section]]:
        """Yield the whole tree by parts, each with its size: gaps in words, then tables."""
        child = self.plan.type.node.child(self.tree)
        title, anchor = line(child.title if child else self.tree), f"rubrique_{self.tree}"
        if sum(code != consult.ALL for code in self.names) < 2:  # noqa: PLR2004 - nothing to cross
            yield 0, Section(title, anchor, (Listing(tuple(map(self._counted, self.tops))),))
            return
        entries = Listing(tuple(self._entry(row) for row in self.tops))
        lead: list[Block] = [*self._summary(child), entries]
        parts = cut(list(self.names), max(1, _CELLS // len(self.tops)))
        for number, part in enumerate(parts):
            groups = cut(self.tops, _HEADS)
            said = [*lead] if number == 0 else []
            said += [block for group in groups for block in self._table(group, part)]
            yield len(part) * len(self.tops), Section(title, anchor, tuple(said))

    def detail(self, top: Branch, trail: tuple[Link, ...]) -> Iterator[Page]:
        """Yield the page of a first node: those below it, then its fiches by territory."""
        node = self._link(top)
        below = [self._entry(row) for row in self._below(top)]
        inside = Section(self._inside(top), "rubrique_interieur", (Listing(tuple(below)),))
        head = (Phrase((Text(_("Voir : ")), node)), *((inside,) if below else ()))
        title, heads = _("Fiches par territoire"), [_("Territoire"), _("Fiches")]
        tables = [
            fields.table(title, heads, [self._row(top, column) for column in part])
            for part in self._parts(top)
        ]
        first, *others = [(Section(title, "rubrique_fiches", (table,)),) for table in tables]
        _to, kind, found = self._found(top)
        # The node has a page of its own, which bears its name alone.
        words = line(_("Couverture : {node}").format(node=plans.title(kind, found)))
        page = Page(self._address(top), words, plans.kicker(kind, found), trail)
        yield from sheets(page, [(*head, *first), *others])

    def _below(self, top: Branch) -> list[Branch]:
        return [row for row in self.matrix.rows if row.depth > 1 and row.reference in top.below]

    def _inside(self, top: Branch) -> str:
        """Return the heading of what stands below a node."""
        tree = self.plan.type.node.child(self.tree)
        child = tree.item.child(self.tree) if tree and tree.item else None
        return line(child.title if child else top.name)

    def _summary(self, child: Node | None) -> tuple[Phrase, ...]:
        """Say how many crossings there are, and how many have nothing."""
        total = len(self.tops) * len(self.matrix.around)
        gaps = sum((top.reference, code) in self.empty for top in self.tops for code in self.names)
        what = line(child.item.title if child and child.item else self.tree).lower()
        said = _("Sur {n} croisements d’un département et d’une {what}, {left}.")
        left = plural("{n} n’a aucune fiche", "{n} n’ont aucune fiche", gaps)
        left = left if gaps else _("tous ont au moins une fiche")
        return (phrase(line(said.format(n=total, what=what, left=left))),) if total else ()

    def _entry(self, row: Branch) -> Entry:
        """Return a node with what it lacks, in words."""
        lacking = [self.names[code] for code in self.names if (row.reference, code) in self.empty]
        state, names = _EVERYWHERE, ""
        if lacking:
            state, more = _NONE, len(lacking) - _NAMED
            listed = lacking[:_NAMED] + [plural("{n} autre", "{n} autres", more)] * (more > 0)
            names = line(_(": {names}").format(names=french.join(listed)))
        whole = len(lacking) == len(self.matrix.around)
        to = Link(self._link(row).words, self._address(row)) if row.depth == 1 else self._link(row)
        told = (state,) if whole or not names else (state, Text(french.NBSP + names))
        return Entry((phrase(to), Phrase(told, small=True)))

    def _counted(self, row: Branch) -> Entry:
        """Return a node of a plan of a single territory with its fiches, and those below."""
        cells = self.matrix.cells
        held = {one for code in self.names for one in cells.get((row.reference, code), ())}
        to = Link(self._link(row).words, self._address(row)) if row.depth == 1 else self._link(row)
        count = Text(plural("{n} fiche", "{n} fiches", len(held))) if held else _NONE
        below = [self._counted(one) for one in self._below(row)] if row.depth == 1 else []
        inside = (Listing(tuple(below)),) if below else ()
        return Entry((phrase(to), Phrase((count,), small=True), *inside))

    def _table(self, group: Sequence[Branch], part: Sequence[str]) -> Iterator[Block]:
        heads = [_("Territoire"), *(shorter(self._link(top).words, _HEAD) for top in group)]
        rows = [
            Row((fields.text(self.names[code]), *(self._cell(top, code) for top in group)))
            for code in part
        ]
        yield fields.table(_("Fiches par territoire"), heads, rows)
        if any(cell == (phrase(_WIDER),) for row in rows for cell in row.cells):
            told = _("· d’ensemble : couvert par une fiche d’un territoire plus large.")
            yield Phrase((Text(line(told)),), small=True)

    def _cell(self, top: Branch, column: str) -> tuple[Value, ...]:
        """Say how many fiches a node has on a territory; nothing where none is expected."""
        key = top.reference, column
        if held := self.matrix.cells.get(key):
            words = plural("{n} fiche", "{n} fiches", len(held))
            return (phrase(Link(words, self.sheet[key], name(column))),)
        return self._without(top, column)

    def _without(self, top: Branch, column: str) -> tuple[Value, ...]:
        if column not in self.matrix.around:
            return ()
        return (phrase(_WIDER if self.matrix.wider(top.reference, column) else _NONE),)

    def _row(self, top: Branch, column: str) -> Row:
        held = self.matrix.cells.get((top.reference, column), ())
        documents = [self.context.corpus.documents[one] for one in held[:_MOST]]
        links = [phrase(self._document(one)) for one in documents]
        left = len(held) - len(links)
        more = (phrase(plural("et {n} autre", "et {n} autres", left)),) if left else ()
        cell = (*links, *more) or self._without(top, column)
        return Row((fields.text(self.names[column]), cell), name(column))

    def _document(self, one: Document) -> Link:
        """Return the link to a document; one that bears the name of its place says what it is."""
        to = link(self.context, one, numbered=True)
        own = one.type.name == FICHE
        return to if own else Link(line(f"{one.type.title} : {one.name}"), to.address)

    def _parts(self, top: Branch) -> list[list[str]]:
        """Cut the territories that have or owe something into sheets of so many links."""
        held = {code: self.matrix.cells.get((top.reference, code), ()) for code in self.names}
        owed = [code for code in self.names if held[code] or code in self.matrix.around]
        return packed(((1 + len(held[code][:_MOST]), code) for code in owed), _LINKS)

    def _link(self, row: Branch) -> Link:
        """Return the link to the page of a node."""
        address, node, found = self._found(row)
        return Link(blocks.heading(node, found), address)

    def _found(self, row: Branch) -> tuple[str, Node, dict[str, Any]]:
        """Return the address of the page of a node, what the schema says of it, what it holds."""
        plan, _sharp, item = row.reference.partition("#")
        document = self.context.corpus.documents[plan]
        known = self.context.book.nodes
        at = next(one for one in document.items[item] if (plan, one) in known)
        node, found = document.type.node.at(at, document.data), document.get(at)
        assert node is not None
        return known[plan, at], node.of(found), found

    def _address(self, top: Branch) -> str:
        return "_".join((ADDRESS, *self._link(top).address.split("/")[1:]))
