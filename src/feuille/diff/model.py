"""What a comparison is made of: differences of data, and the changes they mean."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass, field
from typing import TYPE_CHECKING, Any

from feuille.diff import table

if TYPE_CHECKING:
    from decimal import Decimal

    from feuille.corpus import Corpus, Document
    from feuille.diagnostics import Path
    from feuille.schema import Node

ADDED, REMOVED, CHANGED, UNKNOWN = "+", "-", "~", "?"
ABSENT = "-"
"""The last step of a path to a list item that this side does not have (as in RFC 6901)."""


@dataclass(frozen=True, slots=True)
class Measure:
    """How far a value moved; None where it cannot be said.

    `delta` is new minus old, in the value's own unit (euros, ETP, the
    indicator's unit); `percent` the same as a share of the old value; `months`
    and `days` how much later (negative: earlier) a date falls; `ambition` is
    "plus" or "moins" for a target of an indicator whose direction is known.
    """

    delta: Decimal | None = None
    percent: Decimal | None = None
    months: int | None = None
    days: int | None = None
    ambition: str = ""


@dataclass(frozen=True, slots=True)
class Delta:
    """One difference of data inside a pair of documents, before it has a kind.

    `sign` is ADDED, REMOVED or CHANGED. Both paths are always set: on the side
    that lacks the value, the path leads to where it would stand. `shape` says
    what differs: a value, a list item, figures (the `keys` of one indicator
    value), a node of a tree, the move of a node (values are the ids of its
    parents), the order of a list. `parent` is the id of the node above an added
    or removed node.
    """

    sign: str
    node: Node
    old_at: Path
    new_at: Path
    old: Any = None
    new: Any = None
    _: KW_ONLY
    shape: str = "value"
    keys: tuple[str, ...] = ()
    parent: str = ""

    @property
    def at(self) -> Path:
        """The path on the side that has the value: the new one wherever it can."""
        return self.old_at if self.sign == REMOVED else self.new_at


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that an added or removed thing says: the title of its key, its values in words."""

    title: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """One change in the terms of the plan.

    `kind` is a key of `feuille.diff.table.KINDS`. `type` and `id` are the
    document's (the new id where it was renamed), `title` its name ("" where the
    statement names it). `statement` tells what changed; `subject` the item of the
    document that it is about ("" for the document itself); `called` is the name
    that ends the statement where an item of a list comes or goes. `keys` names the
    keys of the block at the path that the change covers, () where it covers the
    whole value. A path or file is None on the side where the document does not
    exist. `words` pairs an operation (=, -, +) with the words of a text it applies
    to, where the text is too long for the statement to quote. `facts` say what
    else an added or removed thing holds; `hint` what could be written better.
    """

    kind: str
    sign: str
    type: str
    id: str
    statement: str
    title: str = ""
    subject: str = ""
    called: str = ""
    key_path: str = ""
    old: Any = None
    new: Any = None
    old_file: str | None = None
    new_file: str | None = None
    old_at: Path | None = None
    new_at: Path | None = None
    keys: tuple[str, ...] = ()
    parent: str = ""
    measure: Measure = field(default_factory=Measure)
    words: tuple[tuple[str, str], ...] = ()
    facts: tuple[Fact, ...] = ()
    hint: str = ""

    @property
    def meaning(self) -> str:
        """What it means to a reader: ajout, retrait, hausse, baisse, abandon, neutre, inconnu."""
        return table.meaning(self.kind, self.sign)

    @property
    def told(self) -> str:
        """What changed and in what item, for who reads it under the name of the document."""
        return "\N{NO-BREAK SPACE}› ".join(filter(None, (self.subject, self.statement)))

    @property
    def sentence(self) -> str:
        """What changed, where and in which document: it can be read alone."""
        return f"{self.title} – {self.told}" if self.title else self.told


@dataclass(frozen=True, eq=False, slots=True)
class Pair:
    """The same document in two corpora; one side is None where it was added or removed."""

    before: Corpus
    after: Corpus
    old: Document | None
    new: Document | None

    @property
    def document(self) -> Document:
        """The newest side that exists."""
        found = self.new or self.old
        assert found is not None
        return found

    def side(self, sign: str) -> tuple[Corpus, Document]:
        """Return the corpus and document that a difference of this sign is read from."""
        if self.new is None or (sign == REMOVED and self.old is not None):
            assert self.old is not None
            return self.before, self.old
        return self.after, self.new
