"""Family S: schema errors, in words.

The fast engine says only whether a document fits. On the few that do not, the
reference engine is asked for every error, and each is worded here for people
who have never heard of a schema: what is wrong, what was found, what to write.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from feuille import french, territory
from feuille.diagnostics import Finding, Path, Rule, Severity
from feuille.i18n import _
from feuille.schema import Node

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from jsonschema.exceptions import ValidationError

UNKNOWN_KEY = Rule(
    "S101", Severity.ERROR, "Clé inconnue",
    "Une clé mal écrite n'est lue par personne : sa valeur n'entre dans aucun tableau.",
    "titre: Un\nobjectif: Deux", "titre: Un\nobjectifs: [Deux]",
)  # fmt: skip
MISSING_KEY = Rule(
    "S102", Severity.ERROR, "Clé obligatoire absente",
    "Sans cette clé le document ne peut être ni classé ni affiché.",
    "type: acteur\nsigle: DDCS", "type: acteur\nnom: Direction de la cohésion sociale",
)  # fmt: skip
WRONG_TYPE = Rule(
    "S103", Severity.ERROR, "Valeur d'une autre sorte que celle attendue",
    "Un texte à la place d'une liste, un nombre à la place d'un texte : la valeur serait perdue.",
    "numero: 3", 'numero: "3"',
)  # fmt: skip
NOT_LISTED = Rule(
    "S104", Severity.ERROR, "Valeur hors de la liste permise",
    "Les valeurs d'une liste se comptent : une variante de plus casserait les totaux.",
    "avancement: terminé", "avancement: realise",
)  # fmt: skip
BAD_FORM = Rule(
    "S105", Severity.ERROR, "Valeur mal écrite",
    "Une date, une période, un identifiant ou une adresse s'écrit d'une seule façon.",
    "date: 22/05/2017", "date: 2017-05-22",
)  # fmt: skip
EMPTY = Rule(
    "S106", Severity.ERROR, "Texte ou liste vide",
    "Une valeur vide se lit comme une réponse ; laissez la clé de côté si elle n'a pas de valeur.",
    'titre: ""', "titre: Accès aux droits",
)  # fmt: skip
OUT_OF_RANGE = Rule(
    "S107", Severity.ERROR, "Nombre hors bornes",
    "Un montant négatif ou une année à trois chiffres est une faute de frappe.",
    "engage: -5000", "engage: 5000",
)  # fmt: skip
REPEATED = Rule(
    "S108", Severity.ERROR, "Élément répété",
    "Le même élément deux fois compterait double.",
    "territoires: [dep-42, dep-42]", "territoires: [dep-42]",
)  # fmt: skip
UNKNOWN_TYPE = Rule(
    "S109", Severity.ERROR, "Type de document absent ou inconnu",
    "La première clé dit ce qu'est le document ; sans elle rien d'autre ne peut être lu.",
    "titre: Un", "type: fiche-action\ntitre: Un",
)  # fmt: skip
OTHER = Rule(
    "S110", Severity.ERROR, "Le document ne suit pas son schéma",
    "Le schéma est la seule description du document : les pages et les totaux le suivent.",
)  # fmt: skip

RULES = (
    UNKNOWN_KEY, MISSING_KEY, WRONG_TYPE, NOT_LISTED, BAD_FORM, EMPTY, OUT_OF_RANGE, REPEATED,
    UNKNOWN_TYPE, OTHER,
)  # fmt: skip

_KINDS = {
    "object": "un bloc de clés", "array": "une liste", "string": "un texte", "number": "un nombre",
    "integer": "un nombre entier", "boolean": "true ou false", "null": "rien",
}  # fmt: skip


def findings(
    bundle: dict[str, Any], node: Node, path: str, data: Any, empty: tuple[Path, ...] = ()
) -> list[Finding]:
    """Return everything that the schema has against a document, worded."""
    import jsonschema

    wording = _Wording(node, path, data, set(empty))
    validator = jsonschema.Draft202012Validator(bundle)
    found = [finding for error in validator.iter_errors(data) for finding in wording.of(error)]
    return list(dict.fromkeys(found)) or [
        Finding(OTHER, path, _("Ce document ne suit pas le schéma de son type."))
    ]


class _Wording:
    """Turns the errors of one document into findings."""

    def __init__(self, node: Node, path: str, data: Any, empty: set[Path]) -> None:
        self.node = node
        self.path = path
        self.data = data
        self.empty = empty

    def of(self, error: ValidationError) -> Iterator[Finding]:
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

    def _find(self, rule: Rule, at: Path, message: str, hint: str = "", *, key: bool = False) -> Finding:  # fmt: skip
        return Finding(rule, self.path, message, at, hint, on_key=key)

    def _union(self, error: ValidationError, at: Path) -> Iterator[Finding]:
        """Word the branch that the value was meant for: the one of its own kind."""
        context = list(error.context or ())
        branches: dict[Any, list[ValidationError]] = {}
        for inner in context:
            branches.setdefault(inner.schema_path[0], []).append(inner)
        if all(inner.validator == "required" and not inner.path for inner in context):
            keys = [key for branch in error.validator_value for key in branch["required"]]
            message = _("Il manque l'une de ces clés : {keys}.").format(
                keys=french.join(keys, _("ou"))
            )
            yield self._find(MISSING_KEY, at, message, key=True)
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
        kinds = [_kinds(branch) for branch in error.validator_value if isinstance(branch, dict)]
        expected = french.join(dict.fromkeys(kind for kind in kinds if kind), _("ou"))
        message = _("« {title} » attend {expected}, pas {found}.").format(
            title=title, expected=expected, found=_found(error.instance)
        )
        yield self._find(WRONG_TYPE, at, message, _remedy(node, error.instance))

    def _unknown_keys(self, error: ValidationError, at: Path) -> Iterator[Finding]:
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
                yield self._find(UNKNOWN_KEY, (*at, key), message, hint, key=True)

    def _missing(self, error: ValidationError, at: Path) -> Iterator[Finding]:
        node = self._node(at)
        for key in error.validator_value:
            if key in error.instance:
                continue
            child = node.of(error.instance).child(key) if node else None
            example = _example(child)
            if (*at, key) in self.empty:
                message = _("La clé « {key} » est vide.").format(key=key)
                hint = _("Donnez-lui une valeur ({what}). Une valeur qui commence par # se met entre guillemets.").format(what=child.title if child else key)  # fmt: skip
                yield self._find(MISSING_KEY, (*at, key), message, hint, key=True)
                continue
            message = _("La clé « {key} » manque.").format(key=key)
            hint = _("Ajoutez la ligne « {key}: {example} ».").format(key=key, example=example)
            yield self._find(MISSING_KEY, at, message, hint, key=bool(at))

    def _value(self, keyword: str, error: ValidationError, at: Path) -> Finding:
        value, node = error.instance, self._node(at)
        title = node.title if node else str(at[-1] if at else "")
        word = _WORDINGS.get(keyword)
        if word:
            rule, message, hint = word(title, value, error.validator_value, node)
            return self._find(rule, at, message, hint)
        return self._find(OTHER, at, _("« {title} » ne convient pas.").format(title=title))


def _kinds(branch: dict[str, Any]) -> str:
    return _(_KINDS.get(str(branch.get("type") or "object"), ""))


def _found(value: Any) -> str:
    """Say what stands there: « terminé », le nombre 3, une liste."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _("le texte « {value} »").format(value=_short(value))
    if isinstance(value, int | float):
        return _("le nombre {value}").format(value=value)
    if value is None:
        return _("un élément vide")
    return _(_KINDS["array" if isinstance(value, list) else "object"])


def _short(value: Any) -> str:
    text = str(value).strip().replace("\n", " ")
    return text if len(text) <= 60 else text[:59] + "…"  # noqa: PLR2004 - fits on a line


def _example(node: Node | None) -> str:
    if node is None:
        return "…"
    if node["const"]:
        return str(node["const"])
    if node["enum"]:
        return str(node["enum"][0])
    if node["examples"]:
        return str(node["examples"][0])
    return f"[{node.title.lower()}]" if node.item else node.title.lower()


def _remedy(node: Node | None, value: Any) -> str:
    if node is not None and any(kind == "territoire" for kind, _item in node.targets):
        return territory_remedy(value)
    if node is not None and node.item is not None and isinstance(value, str | int | float):
        return _("Écrivez une liste : « - {value} » sur une ligne à part.").format(value=_short(value))  # fmt: skip
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _("Mettez-le entre guillemets : \"{value}\"").format(value=value)
    return ""


def territory_remedy(value: Any) -> str:
    """Say how to write the territory that a value most likely meant."""
    code = str(value).strip().lower().zfill(2)
    for guess in (f"dep-{code}", f"reg-{code}"):
        place = territory.lookup(guess)
        if place:
            return _("Un code INSEE s'écrit avec son niveau : {code} ({name}).").format(
                code=guess, name=place.nom
            )
    return _("Un territoire s'écrit dep-42, reg-84, met-200046977, com-42218 ou fr.")


def _type_words(title: str, value: Any, expected: Any, node: Node | None) -> tuple[Rule, str, str]:
    names = expected if isinstance(expected, list) else [expected]
    wanted = french.join((_(_KINDS[name]) for name in names), _("ou"))
    message = _("« {title} » attend {wanted}, pas {found}.").format(
        title=title, wanted=wanted, found=_found(value)
    )
    if "string" in names or "array" in names:
        return WRONG_TYPE, message, _remedy(node, value)
    if isinstance(value, str) and {"number", "integer"} & set(names):
        plain = value.replace(" ", "").replace("\u202f", "").replace("\xa0", "").rstrip("€%")
        return WRONG_TYPE, message, _("Écrivez le nombre seul, sans espace ni unité : {n}").format(
            n=plain.replace(",", ".") or "0"
        )  # fmt: skip
    return WRONG_TYPE, message, ""


def _enum_words(title: str, value: Any, allowed: Any, node: Node | None) -> tuple[Rule, str, str]:
    labels = node.labels if node else {}
    near = french.nearest(str(value), [*allowed, *labels.values()])
    by_label = {label: key for key, label in labels.items()}
    message = _("« {value} » n'est pas une valeur de « {title} ».").format(
        value=_short(value), title=title
    )
    listed = ", ".join(str(word) for word in allowed)
    if near:
        hint = _("Vouliez-vous écrire « {near} » ? Valeurs permises : {listed}.").format(
            near=by_label.get(near, near), listed=listed
        )
    else:
        hint = _("Valeurs permises : {listed}.").format(listed=listed)
    return NOT_LISTED, message, hint


_FORM_HINTS = {
    "date": "Une date s'écrit AAAA-MM-JJ : 2017-05-22.",
    "periode": "Une période s'écrit 2019, 2019-S1, 2019-T3, 2019-07, 2019-07-14 ou 2020-07-01/2021-06-30.",
    "heure": "Une heure s'écrit 9h30.",
    "lien": "Une adresse commence par https:// et ne contient pas d'espace.",
}  # fmt: skip


def _pattern_words(title: str, value: Any, pattern: Any, node: Node | None) -> tuple[Rule, str, str]:  # fmt: skip
    if not str(value).strip():
        return EMPTY, _("« {title} » est vide.").format(title=title), _("Écrivez sa valeur, ou retirez la clé.")  # fmt: skip
    message = _("« {value} » est mal écrit pour « {title} ».").format(
        value=_short(value), title=title
    )
    form = node.form if node else ""
    if node is not None and any(kind == "territoire" for kind, _item in node.targets):
        return BAD_FORM, message, territory_remedy(value)
    if form in _FORM_HINTS:
        return BAD_FORM, message, _(_FORM_HINTS[form])
    if form == "ligne" and "\n" in str(value).rstrip("\n"):
        return BAD_FORM, _("« {title} » tient sur une seule ligne.").format(title=title), ""
    if form in {"code", "reference", "partie"}:
        slug = "#".join(french.slug(part) for part in str(value).split("#", 1))
        return BAD_FORM, message, _("Un identifiant s'écrit en minuscules sans accent, avec des tirets : {slug}").format(slug=slug)  # fmt: skip
    example = f"{_('Par exemple')} : {node['examples'][0]}" if node and node["examples"] else ""
    return BAD_FORM, message, example


def _const_words(title: str, value: Any, expected: Any, _node: Node | None) -> tuple[Rule, str, str]:  # fmt: skip
    message = _("« {title} » vaut {expected} ici, pas {value}.").format(
        title=title, expected=expected, value=_short(value)
    )
    return NOT_LISTED, message, ""


def _bound_words(title: str, value: Any, bound: Any, _node: Node | None) -> tuple[Rule, str, str]:
    message = _("« {title} » vaut {value}, hors de ses bornes.").format(title=title, value=value)
    return OUT_OF_RANGE, message, _("La limite est {bound}.").format(bound=bound)


def _length_words(title: str, value: Any, bound: Any, _node: Node | None) -> tuple[Rule, str, str]:
    if not value:
        return EMPTY, _("« {title} » est vide.").format(title=title), _("Écrivez sa valeur, ou retirez la clé.")  # fmt: skip
    message = _("« {title} » est trop long.").format(title=title)
    return BAD_FORM, message, _("Pas plus de {bound} caractères.").format(bound=bound)


def _repeat_words(title: str, value: Iterable[Any], _bound: Any, _node: Node | None) -> tuple[Rule, str, str]:  # fmt: skip
    seen: list[Any] = []
    twice = next((item for item in value if item in seen or seen.append(item)), "")  # type: ignore[func-returns-value]
    message = _("« {title} » contient deux fois « {twice} ».").format(
        title=title, twice=_short(twice)
    )
    return REPEATED, message, ""


_WORDINGS = {
    "type": _type_words,
    "enum": _enum_words,
    "const": _const_words,
    "pattern": _pattern_words,
    "minLength": _length_words,
    "maxLength": _length_words,
    "minItems": _length_words,
    "minimum": _bound_words,
    "maximum": _bound_words,
    "uniqueItems": _repeat_words,
}
