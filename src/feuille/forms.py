"""Which errors of a schema are worth telling, and where.

The fast engine says only whether a document fits. On the few that do not, the
reference engine is asked for every error: the deepest relevant cause is kept,
its consequences are not, and `wordings` puts it in words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from feuille import french, wordings
from feuille.diagnostics import Finding, Path, Rule
from feuille.i18n import _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feuille.schema import Node


def findings(
    bundle: dict[str, Any], node: Node, path: str, data: Any, empty: tuple[Path, ...] = ()
) -> list[Finding]:
    """Return everything that the schema has against a document, worded."""
    import jsonschema

    wording = _Wording(node, path, data, set(empty))
    validator = jsonschema.Draft202012Validator(bundle)
    found = [finding for error in validator.iter_errors(data) for finding in wording.of(error)]
    return list(dict.fromkeys(found)) or [
        Finding(wordings.OTHER, path, _("Ce document ne suit pas le schéma de son type."))
    ]


class _Wording:
    """Turns the errors of one document into findings."""

    def __init__(self, node: Node, path: str, data: Any, empty: set[Path]) -> None:
        self.node = node
        self.path = path
        self.data = data
        self.empty = empty

    def of(self, error: Any) -> Iterator[Finding]:
        """Yield the findings of one `jsonschema` error."""
        at: Path = tuple(error.absolute_path)
        keyword = str(error.validator)
        if keyword in {"anyOf", "oneOf"}:
            yield from self._union(error, at)
        elif keyword in {"unevaluatedProperties", "additionalProperties"}:
            yield from self._unknown_keys(error, at)
        elif keyword == "required":
            yield from self._missing(error, at)
        elif keyword in {"if", "then", "else", "allOf", "$ref"}:
            for inner in error.context or ():
                yield from self.of(inner)
        else:
            yield self._value(keyword, error, at)

    def _node(self, at: Path) -> Node | None:
        return self.node.at(at, self.data)

    def _find(
        self, rule: Rule, at: Path, message: str, hint: str = "", *, key: bool = False
    ) -> Finding:
        return Finding(rule, self.path, message, at, hint, on_key=key)

    def _union(self, error: Any, at: Path) -> Iterator[Finding]:
        """Word the branch that the value was meant for: the one of its own kind."""
        context = list(error.context or ())
        branches: dict[Any, list[Any]] = {}
        for inner in context:
            branches.setdefault(inner.schema_path[0], []).append(inner)
        if all(inner.validator == "required" and not inner.path for inner in context):
            keys = dict.fromkeys(key for inner in context for key in inner.validator_value)
            message = _("Il manque l'une de ces clés : {keys}.").format(
                keys=french.join(keys, _("ou"))
            )
            yield self._find(wordings.MISSING_KEY, at, message, key=True)
            return
        meant = [
            errors
            for errors in branches.values()
            if not any(inner.validator == "type" and not inner.path for inner in errors)
        ]
        if len(meant) == 1:
            for inner in meant[0]:
                yield from self.of(inner)
            return
        node = self._node(at)
        title = node.title if node else str(at[-1]) if at else ""
        kinds = [
            wordings.kinds(branch) for branch in error.validator_value if isinstance(branch, dict)
        ]
        expected = french.join(dict.fromkeys(kind for kind in kinds if kind), _("ou"))
        message = _("« {title} » attend {expected}, pas {found}.").format(
            title=title, expected=expected, found=wordings.found(error.instance)
        )
        yield self._find(wordings.WRONG_TYPE, at, message, wordings.remedy(node, error.instance))

    def _unknown_keys(self, error: Any, at: Path) -> Iterator[Finding]:
        node = self._node(at)
        known = node.of(error.instance).properties if node else ()
        for key in error.instance:
            if key not in known and not key.startswith("x-"):
                near = french.nearest(key, known)
                hint = (
                    _("Vouliez-vous écrire « {near} » ?").format(near=near)
                    if near
                    else _("Clés possibles ici : {keys}. Une clé à vous commence par x-.").format(
                        keys=", ".join(known[:12]) + ("…" if len(known) > 12 else "")  # noqa: PLR2004
                    )
                )
                message = _("La clé « {key} » est inconnue ici.").format(key=key)
                yield self._find(wordings.UNKNOWN_KEY, (*at, key), message, hint, key=True)

    def _missing(self, error: Any, at: Path) -> Iterator[Finding]:
        node = self._node(at)
        for key in error.validator_value:
            if key in error.instance:
                continue
            child = node.of(error.instance).child(key) if node else None
            example = wordings.example(child)
            if (*at, key) in self.empty:
                message = _("La clé « {key} » est vide.").format(key=key)
                hint = _("Donnez-lui une valeur ; si elle commence par #, entre guillemets.")
                yield self._find(wordings.MISSING_KEY, (*at, key), message, hint, key=True)
                continue
            message = _("La clé « {key} » manque.").format(key=key)
            hint = _("Ajoutez la ligne « {key}: {example} ».").format(key=key, example=example)
            yield self._find(wordings.MISSING_KEY, at, message, hint, key=bool(at))

    def _value(self, keyword: str, error: Any, at: Path) -> Finding:
        value, node = error.instance, self._node(at)
        title = node.title if node else str(at[-1] if at else "")
        word = wordings.WORDINGS.get(keyword)
        if keyword == "uniqueItems":
            at = (*at, next(n for n, item in enumerate(value) if item in value[:n]))
        if word:
            rule, message, hint = word(title, value, error.validator_value, node)
            return self._find(rule, at, message, hint)
        return self._find(wordings.OTHER, at, _("« {title} » ne convient pas.").format(title=title))
