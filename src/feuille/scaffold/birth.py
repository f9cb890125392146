"""A document before it is a file: what can be known for it, its name, what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from feuille import checks, forms, french, territory
from feuille.corpus import Corpus, Document
from feuille.diagnostics import CannotProceedError, Severity
from feuille.i18n import _
from feuille.parse import parse
from feuille.scaffold import answers, compose, samples
from feuille.schema import registry

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feuille.diagnostics import Diagnostic, Path
    from feuille.schema import Node, Type

MAX_ID = 120
_TRIAL = "nouveau-document"


@dataclass(frozen=True, slots=True)
class Draft:
    """A new document: its id, its path relative to the data, the text of its file."""

    id: str
    path: str
    text: str


def start(corpus: Corpus, kind: Type, given: dict[str, Any]) -> dict[str, Any]:
    """Return what can be said of a new document: what is given, what can only be so."""
    children = {key: kind.node.child(key) for key in kind.node.required}
    fixed = {key: child["const"] for key, child in children.items() if child and child["const"]}
    known = {key: _only(corpus, key, child) for key, child in wished(kind.node, "defaut")}
    return fixed | {key: value for key, value in known.items() if value} | given


def wished(node: Node, word: str) -> list[tuple[str, Node]]:
    """Return the keys of which the schema wishes that for new documents, in its order."""
    children = [(key, node.child(key)) for key in node.properties]
    return [(key, child) for key, child in children if child and samples.wish(child) == word]


def useful(node: Node) -> list[tuple[str, Node]]:
    """Return the keys worth a question: those that readers expect, that the schema wishes asked."""
    expected = set(node["x-attendus"] or ())
    children = [(key, node.child(key)) for key in node.properties]
    asked = {"defaut", "demander"}
    return [
        (key, child)
        for key, child in children
        if child and (key in expected or samples.wish(child) in asked)
    ]


def _only(corpus: Corpus, key: str, node: Node) -> str:
    """Return the one document that a key can mean: that of feuille.yaml, else the only one.

    A file that cannot be read for now counts as a document of its folder.
    """
    kinds = [registry().types[kind] for kind, _item in node.targets if kind in registry().types]
    found = {document.id for kind in kinds for document in corpus.of_type(kind.name)}
    folders = tuple(f"{kind.folder}/" for kind in kinds)
    stems = {
        PurePosixPath(path).stem for path in corpus.snapshot.entries if path.startswith(folders)
    }
    found |= stems & corpus.unread
    home = str(getattr(corpus.config, key, ""))
    if home in found:
        return home
    return found.pop() if len(found) == 1 else ""


def numbered(corpus: Corpus, kind: Type, data: dict[str, Any]) -> dict[str, Any]:
    """Return the data with its next number, where the documents beside it are numbered.

    Beside it are those of its type in the same plan. None there: it is the first.
    Numbers that are not whole (« 2.1 ») are left to people.
    """
    keys = [key for key, _node in wished(kind.node, "numero") if key not in data]
    plans = _plans(corpus, Document("", _TRIAL, kind, data))
    beside = [
        document
        for document in (*corpus.documents.values(), *(twin for twin, _other in corpus.twins))
        if document.type.name == kind.name and _together(_plans(corpus, document), plans)
    ]
    found = dict(data)
    for key in keys:
        numbers = [text for document in beside if isinstance(text := document.data.get(key), str)]
        whole = [int(text) for text in numbers if text.isascii() and text.isdigit()]
        if whole or not beside:
            found[key] = str(max(whole, default=0) + 1)
    return found


def _plans(corpus: Corpus, document: Document) -> set[str]:
    """Return the plans of a document: those it names, else those that its other links lead to."""
    belongs = wished(document.type.node, "defaut")
    named = {value for key, _node in belongs if isinstance(value := document.data.get(key), str)}
    if named:
        return named
    kinds = {kind for _key, node in belongs for kind, _item in node.targets}
    linked = {
        value.partition("#")[0]
        for _at, node, value in document.spots
        if isinstance(value, str) and kinds & {kind for kind, _item in node.targets}
    }
    return {head for head in linked if head in corpus.documents}


def _together(some: set[str], others: set[str]) -> bool:
    return bool(some & others) or not (some or others)


def candidates(corpus: Corpus, node: Node) -> list[tuple[str, str]]:
    """Return what a reference may hold, each with its name, as readers expect the order."""
    found: list[str] = []
    for kind, item in node.targets:
        if kind == "territoire":
            scope = corpus.config.territoire or "fr"
            found += [code for code in territory.codes() if territory.inside(code, scope)]
        documents = list(corpus.documents.values()) if kind == "*" else corpus.of_type(kind)
        for document in documents:
            items = [name for name, paths in document.items.items() if _in_list(item, paths)]
            found += [f"{document.id}#{name}" for name in items] if item else [document.id]
    return [(value, corpus.name(value)) for value in found]


def _in_list(name: str, paths: list[Path]) -> bool:
    return any(len(at) > 1 and at[-2] == name for at in paths)


def example(corpus: Corpus, data: dict[str, Any], node: Node) -> str:
    """Return an id that a reference may hold, of the document's own plan if possible."""
    if any(kind == "territoire" for kind, _item in node.targets):
        return corpus.config.territoire
    known = [value for value, _name in candidates(corpus, node)]
    near = [value for value in known if value.partition("#")[0] in data.values()]
    return next(iter([*near, *known]), "")


def missing(kind: Type, data: dict[str, Any]) -> list[str]:
    """Return the keys that the document still needs, in the order of the schema."""
    if kind.accepts(data):
        return []
    import jsonschema

    errors = jsonschema.Draft202012Validator(kind.bundle).iter_errors(data)
    wanted = {
        key
        for error in errors
        if error.validator == "required" and not error.absolute_path
        for key in error.validator_value
    }
    return [key for key in kind.node.properties if key in wanted and key not in data]


def incomplete(kind: Type, keys: list[str]) -> CannotProceedError:
    """Word the refusal of a document that lacks required keys, with what to type."""
    children = [(key, kind.node.child(key)) for key in keys]
    words = " ".join(answers.to_type(child, key) for key, child in children if child)
    message = _("Il manque la clé {keys}.") if len(keys) == 1 else _("Il manque les clés {keys}.")
    return CannotProceedError(
        message.format(keys=french.join(keys)),
        _("Ajoutez à la commande : {words}").format(words=words),
    )


def objections(
    corpus: Corpus, kind: Type, data: dict[str, Any], name: str = _TRIAL
) -> list[Diagnostic]:
    """Return what `validate` would have against a document that said this."""
    path = f"{kind.folder}/{name}.yaml"
    sound = bool(kind.accepts(data))
    found = () if sound else tuple(forms.findings(kind.bundle, kind.node, path, data))
    document = Document(path, name, kind, data, sound, frozenset(one.at for one in found))
    trial = replace(corpus, documents=corpus.documents | {name: document}, findings=found, twins=())
    return [one for one in checks.run(trial) if one.place.path == path]


def draft(corpus: Corpus, kind: Type, data: dict[str, Any], name: str) -> Draft:
    """Return the document's file; CannotProceedError where it would not be valid."""
    data = compose.ordered(kind.node, data)
    wrong = [one for one in objections(corpus, kind, data, name) if one.severity is Severity.ERROR]
    if wrong:
        raise refused(wrong)
    text = compose.text(kind.node, data, lambda node: example(corpus, data, node), kind.accepts)
    read = parse(text.encode())
    assert read.data == data, "what is written must read back as it was given"
    return Draft(name, f"{kind.folder}/{name}.yaml", text)


def refused(wrong: list[Diagnostic]) -> CannotProceedError:
    """Word the refusal of a document that would not be valid."""
    lines = [f"{_where(one)}{one.message}" for one in wrong]
    hints = [one.hint for one in wrong if one.hint]
    return CannotProceedError("\n  ".join(lines), "\n    ".join(dict.fromkeys(hints)))


def _where(one: Diagnostic) -> str:
    parts = one.pointer.split("/")[1:]
    words = "".join(f"[{part}]" if part.isdigit() else f".{part}" for part in parts)
    return f"{words[1:]} : " if words else ""


def names(corpus: Corpus, kind: Type, data: dict[str, Any]) -> Iterator[str]:
    """Yield ids for a document, from its title or its territory: free ones, the best first."""
    title = data.get(kind.node.name_key)
    words = title if isinstance(title, str) else corpus.name(str(data.get("territoire") or ""))
    base = french.slug(words) or kind.name
    if territory.is_built_in(base):
        base = f"{kind.name}-{base}"
    taken = _taken(corpus)
    number = 1
    while True:
        name = base if number == 1 else f"{base}-{number}"
        if name not in taken:
            yield name
        number += 1


def check_name(corpus: Corpus, name: str) -> None:
    """Raise CannotProceedError where an id that a person chose cannot be that of a new file."""
    wanted = french.slug(name, limit=MAX_ID)
    if name != wanted:
        raise CannotProceedError(
            _("« {id} » ne peut pas servir d'identifiant.").format(id=name),
            _("Minuscules sans accent, chiffres et tirets : --id {slug}").format(
                slug=wanted or "mon-action"
            ),
        )
    if territory.is_built_in(name):
        raise CannotProceedError(
            _("L'identifiant « {id} » se lit comme un code de territoire.").format(id=name),
            _("Choisissez-en un autre, par exemple --id fiche-{id}").format(id=name),
        )
    if name in _taken(corpus):
        raise taken(corpus, name)


def taken(corpus: Corpus, name: str) -> CannotProceedError:
    """Word the refusal of an id that another document has."""
    document = corpus.documents.get(name)
    where = document.path if document else name
    return CannotProceedError(
        _("L'identifiant « {id} » est déjà pris ({where}).").format(id=name, where=where),
        _("Choisissez-en un autre, ou laissez le programme le tirer du titre (sans --id)."),
    )


def _taken(corpus: Corpus) -> set[str]:
    # Some file systems do not tell capitals apart.
    return {name.lower() for name in (*corpus.documents, *corpus.unread)}
