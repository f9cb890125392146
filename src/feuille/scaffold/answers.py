"""What a person typed for a key, turned into what the schema wants there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from feuille import french
from feuille.diagnostics import CannotProceedError
from feuille.i18n import _
from feuille.scaffold import emit, samples
from feuille.scalars import ScalarError, resolve

if TYPE_CHECKING:
    from collections.abc import Iterable

    from feuille.schema import Node

_BOOLEANS = {"true": True, "oui": True, "vrai": True, "false": False, "non": False, "faux": False}
_SHOWN = 12


def read(node: Node, given: Iterable[str]) -> dict[str, Any]:
    """Return the data that words CLÉ=VALEUR say of a document.

    A key is a path: `calendrier.debut=2024`; through a list of blocks it leads
    to its only block. CannotProceedError where a key is unknown, is given twice
    or holds more than one value.
    """
    data: dict[str, Any] = {}
    for word in given:
        path, equal, text = word.partition("=")
        if not equal or not path:
            raise CannotProceedError(
                _("« {word} » n'est pas de la forme CLÉ=VALEUR.").format(word=word),
                _("Écrivez par exemple {example}").format(example='titre="Accès aux droits"'),
            )
        _check_text(path, text)
        _place(data, node, path.split("."), text, path)
    return data


def _check_text(path: str, text: str) -> None:
    try:
        f"{path}{text}".encode()
    except UnicodeEncodeError:
        shown = path.encode("ascii", "replace").decode()
        raise CannotProceedError(
            _("La valeur donnée à « {key} » n'est pas en UTF-8.").format(key=shown),
            _("Réglez le terminal en UTF-8, puis retapez la commande."),
        ) from None


def _place(block: dict[str, Any], node: Node, keys: list[str], text: str, path: str) -> None:
    key, *rest = keys
    child = node.child(key)
    if child is None and not key.startswith("x-"):
        raise _unknown(key, node, path)
    if child is None:
        _put(block, ".".join(keys), _plain(text), path)
    elif not rest:
        _put(block, key, coerce(child, text, path), path)
    else:
        inner = (child.item or child).of({})
        if not inner.is_object:
            raise CannotProceedError(
                _("« {key} » n'est pas un bloc : il n'a pas de clé « {rest} ».").format(
                    key=key, rest=rest[0]
                ),
                _("Écrivez {key}=VALEUR").format(key=path.removesuffix("." + ".".join(rest))),
            )
        below = _inner_block(block, key, path, listed=child.item is not None)
        _place(below, inner, rest, text, path)


def _inner_block(block: dict[str, Any], key: str, path: str, *, listed: bool) -> dict[str, Any]:
    """Return the block below a key, or the only block of its list, made where it is not there."""
    inner = block.setdefault(key, [] if listed else {})
    if listed:
        blocks = [item for item in inner if isinstance(item, dict)]
        if not blocks:
            inner.append({})
        inner = blocks[0] if blocks else inner[-1]
    if not isinstance(inner, dict):
        raise _twice(path)
    return inner


def _put(block: dict[str, Any], key: str, value: Any, path: str) -> None:
    if isinstance(value, list) and isinstance(block.get(key), list):
        block[key] += value
    elif key in block:
        raise _twice(path)
    else:
        block[key] = value


def coerce(node: Node, text: str, path: str) -> Any:
    """Return what a text says at a place: a list, a number, a word of a closed list, a text.

    Commas separate the items of a list, except where they are prose. What the
    schema refuses is returned as it is: the schema words its own refusal.
    """
    if node.item is not None:
        parts = [text] if samples.is_prose(node.item) else text.split(",")
        return [coerce(node.item, part, path) for part in parts]
    if samples.is_block(node):
        raise CannotProceedError(
            _("« {key} » est fait de plusieurs clés.").format(key=path),
            _("Donnez-les une à une : {words}").format(words=to_type(node, path)),
        )
    return _single(node, text.replace("\r\n", "\n").strip())


def to_type(node: Node, path: str) -> str:
    """Return the words CLÉ=VALEUR that fill a place: an example, or « … » where sentences stand."""
    return _words(samples.sample(node, lambda _node: ""), path)


def _words(value: Any, path: str) -> str:
    if isinstance(value, dict):
        return " ".join(_words(inner, f"{path}.{key}") for key, inner in value.items())
    if isinstance(value, list):
        return _words(value[0], path)
    return f"{path}=" + ('"…"' if value == samples.TO_WRITE else emit.scalar(value))


def _single(node: Node, text: str) -> Any:
    found = samples.kinds(node)
    if found & {"number", "integer"}:
        number = _number(text, strict="string" not in found)
        return text if number is None else number
    if "boolean" in found:
        return _BOOLEANS.get(text.lower(), text)
    if node.labels and text not in node.labels:
        by_words = {french.plain(words): value for value, words in node.labels.items()}
        return by_words.get(french.plain(text), text)
    if node.form == "partie" and text != french.slug(text, limit=len(text)):
        return {"libelle": text}  # words, not an id: somebody without a file of their own
    return text + "\n" if samples.is_prose(node) and "\n" in text else text


def _number(text: str, *, strict: bool) -> float | None:
    try:
        value = resolve(text)
    except ScalarError as error:
        if strict:
            raise CannotProceedError(error.message, error.hint) from None
        return None
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def _plain(text: str) -> Any:
    """Return the value of a local key, which no schema describes."""
    number = _number(text, strict=False)
    return text if number is None else number


def _unknown(key: str, node: Node, path: str) -> CannotProceedError:
    near = french.nearest(key, node.properties)
    listed = ", ".join(node.properties[:_SHOWN]) + ("…" if len(node.properties) > _SHOWN else "")
    return CannotProceedError(
        _("La clé « {key} » est inconnue ici.").format(key=path),
        _("Vouliez-vous écrire « {near} » ?").format(near=path.removesuffix(key) + near)
        if near
        else _("Clés possibles : {keys}. Une clé à vous commence par x-.").format(keys=listed),
    )


def _twice(path: str) -> CannotProceedError:
    return CannotProceedError(
        _("La clé « {key} » est donnée deux fois.").format(key=path),
        _("Seule une liste prend plusieurs valeurs : gardez-en une."),
    )
