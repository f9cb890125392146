"""One document: read from what its file holds, known by the stem of its name."""

from __future__ import annotations

import copy
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from feuille import forms, french, territory, wordings
from feuille.diagnostics import Finding, Path, child
from feuille.i18n import _
from feuille.reader import UNDECIDED
from feuille.schema import Spot, Type, registry, walk

if TYPE_CHECKING:
    from feuille.parse import Parsed


@dataclass(frozen=True, eq=False)
class Document:
    """One document: where it stands, what it is, what it says.

    `id` is the stem of its file; `items` maps the id (or single natural key) of
    each list item to its key path; `sound` is false where its schema objects,
    even to a required key that a draft leaves open;
    `undecided` are the keys that say `a-definir`: they are not in `data`.
    """

    path: str
    id: str
    type: Type
    data: dict[str, Any]
    sound: bool = True
    faults: frozenset[Path] = frozenset()
    undecided: tuple[Path, ...] = ()

    @cached_property
    def spots(self) -> list[Spot]:
        """The places that rules look at: blocks, lists, references, dates."""
        return walk(self.type.node, self.data, plain=False)

    @cached_property
    def items(self) -> dict[str, list[Path]]:
        """Key paths of the items by id, in the order of the document; several where repeated."""
        found: dict[str, list[Path]] = defaultdict(list)
        keys: dict[Path, str] = {}  # the single natural key of each list
        for at, node, value in self.spots:
            if isinstance(value, list) and node.item is not None:
                keys[at] = node.natural_key[0] if len(node.natural_key) == 1 else ""
            elif isinstance(value, dict) and at[:-1] in keys:
                name = value.get("id") or value.get(keys[at[:-1]])
                if isinstance(name, str) and name:
                    found[name].append(at)
        return found

    def get(self, at: Path) -> Any:
        """Return the value at a key path, or None."""
        return child(self.data, at)

    @cached_property
    def name(self) -> str:
        """How people call it: its title, its territory's name, or its id."""
        key = self.type.node.name_key
        title = self.data.get(key)
        if isinstance(title, str) and title.strip():
            return title.strip()
        place = territory.lookup(str(self.data.get("territoire") or ""))
        return place.nom if place else self.id


def read(path: str, parsed: Parsed) -> tuple[Document | None, list[Finding]]:
    """Return the document of a file (None where it cannot be one) and what is wrong with it."""
    found = [
        Finding(f.rule, path, f.message, f.at, f.hint, line=f.line, column=f.column)
        for f in parsed.faults
    ]
    if parsed.data is None:
        return None, found
    name = parsed.data.get("type")
    kind = registry().types.get(name) if isinstance(name, str) else None
    if kind is None:
        return None, [*found, _unknown_type(path, name)]
    data, undecided = _decided(parsed)
    found += _undecided(path, data, undecided)
    fits = kind.accepts(data)
    if not fits:
        said = {fault.at for fault in parsed.faults if fault.at}
        found += [
            one
            for one in forms.findings(kind.bundle, kind.node, path, data, parsed.empty)
            # What YAML already said about a place is not said twice, nor is an open question.
            if not any(one.at[: len(at)] == at for at in said) and not _is_open(one, undecided)
        ]
    document = Document(
        path=path,
        id=PurePosixPath(path).stem,
        type=kind,
        data=data,
        sound=fits and not parsed.faults,
        faults=frozenset(one.at for one in found),
        undecided=undecided,
    )
    return document, found


def _decided(parsed: Parsed) -> tuple[dict[str, Any], tuple[Path, ...]]:
    """Return the data without the keys that say `a-definir`, and the paths of those keys."""
    if not parsed.undecided:
        return parsed.data, ()
    data = copy.deepcopy(parsed.data)
    removed: list[Path] = []
    for at in parsed.undecided:
        # A list that holds nothing else is as open as its key.
        key = at[:-1] if isinstance(at[-1], int) else at
        value, holder = child(data, key), child(data, key[:-1])
        if isinstance(holder, dict) and value in (UNDECIDED, [UNDECIDED]):
            del holder[key[-1]]
            removed.append(key)
    return data, tuple(removed)


def _undecided(path: str, data: dict[str, Any], undecided: tuple[Path, ...]) -> list[Finding]:
    draft = data.get("statut") == "brouillon"
    rule = wordings.UNDECIDED if draft else wordings.STILL_UNDECIDED
    hint = "" if draft else _("Décidez, ou repassez le document en « statut: brouillon ».")
    return [
        Finding(rule, path, _("« {key} » reste à définir.").format(key=at[-1]), at, hint)
        for at in undecided
    ]


def _is_open(finding: Finding, undecided: tuple[Path, ...]) -> bool:
    """Tell whether a missing key is one that says `a-definir`."""
    return finding.rule is wordings.MISSING_KEY and any(
        at[:-1] == finding.at and f"« {at[-1]} »" in finding.message for at in undecided
    )


def _unknown_type(path: str, name: Any) -> Finding:
    types = registry().types
    if name is None:
        folder = folder_type(path)
        message = _("La clé « type » manque.")
        hint = _("Ajoutez la première ligne « type: {kind} ».").format(
            kind=folder.name if folder else "…"
        )
        return Finding(wordings.UNKNOWN_TYPE, path, message, hint=hint)
    named = registry().named(name) if isinstance(name, str) else None
    near = named.name if named else french.nearest(str(name), types)
    message = _("Le type « {name} » est inconnu.").format(name=name)
    hint = _("Vouliez-vous écrire « {near} » ?").format(near=near) if near else ""
    listed = _("Types connus : {names}.").format(names=", ".join(types))
    return Finding(wordings.UNKNOWN_TYPE, path, message, ("type",), f"{hint} {listed}".strip())


def folder_type(path: str) -> Type | None:
    """Return the type whose folder holds a file, or None for a file outside of all."""
    return registry().by_folder.get(path.split("/", 1)[0]) if "/" in path else None
