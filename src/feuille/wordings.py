"""Family S: what a schema has against a value, in words.

For people who have never heard of a schema: what is wrong, what was found, what
to write. One function for each keyword that the schemas use.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from feuille import french, territory
from feuille.diagnostics import Rule, Severity
from feuille.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from feuille.schema import Node

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
UNDECIDED = Rule(
    "S111", Severity.INFO, "Valeur à définir dans un brouillon",
    "Permis tant que le document est un brouillon ; chaque « a-definir » est une dette, comptée.",
    "statut: brouillon\npilotes: a-definir", "statut: brouillon\npilotes: [ddets-42]",
)  # fmt: skip
STILL_UNDECIDED = Rule(
    "S112", Severity.ERROR, "Valeur à définir dans un document validé",
    "Un document validé engage : ce qui n'est pas décidé n'y a pas sa place.",
    "statut: valide\npilotes: a-definir", "statut: valide\npilotes: [ddets-42]",
)  # fmt: skip
OTHER = Rule(
    "S110", Severity.ERROR, "Le document ne suit pas son schéma",
    "Le schéma est la seule description du document : les pages et les totaux le suivent.",
    "# une valeur que le schéma refuse sans que feuille ait de mots pour elle",
    "# voir la page du type dans docs/reference/",
)  # fmt: skip

RULES = (
    UNKNOWN_KEY, MISSING_KEY, WRONG_TYPE, NOT_LISTED, BAD_FORM, EMPTY, OUT_OF_RANGE, REPEATED,
    UNKNOWN_TYPE, OTHER, UNDECIDED, STILL_UNDECIDED,
)  # fmt: skip

_KINDS = {
    "object": "un bloc de clés", "array": "une liste", "string": "un texte", "number": "un nombre",
    "integer": "un nombre entier", "boolean": "true ou false", "null": "rien",
}  # fmt: skip


def kinds(branch: dict[str, Any]) -> str:
    """Say what a branch of a union takes: un texte, une liste, un bloc de clés."""
    return _(_KINDS.get(str(branch.get("type") or "object"), ""))


def found(value: Any) -> str:
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
    if isinstance(value, dict | list):
        return found(value)
    text = str(value).strip().replace("\n", " ")
    return text if len(text) <= 60 else text[:59] + "…"  # noqa: PLR2004 - fits on a line


def example(node: Node | None) -> str:
    """Return a value that could stand there."""
    if node is None:
        return "…"
    if node["const"]:
        return str(node["const"])
    if node["enum"]:
        return str(node["enum"][0])
    if node["examples"]:
        return str(node["examples"][0])
    return f"[{node.title.lower()}]" if node.item else node.title.lower()


def remedy(node: Node | None, value: Any) -> str:
    """Say how to write a value of the wrong kind, or nothing where only its author knows."""
    if node is not None and any(kind == "territoire" for kind, _item in node.targets):
        return territory_remedy(value)
    if node is not None and node.form == "montant" and isinstance(value, str):
        return number_remedy(value)
    if node is not None and node.item is not None and isinstance(value, str | int | float):
        return _("Écrivez une liste : « - {value} » sur une ligne à part.").format(
            value=_short(value)
        )
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _('Mettez-le entre guillemets : "{value}"').format(value=value)
    return ""


def number_remedy(value: str) -> str:
    """Say how to write the number that a text most likely meant."""
    plain = re.sub(r"[\s\u202f\xa0€%]", "", value).replace(",", ".")
    if re.fullmatch(r"[-+]?[0-9]+(\.[0-9]+)?", plain):
        return _("Écrivez le nombre seul, sans espace, unité ni guillemets : {n}").format(n=plain)
    return _("Écrivez un nombre seul : 12500 ou 12500.50")


def _moment_remedy(value: str, form: str) -> str:
    """Say how to write the date or period that a text most likely meant."""
    day = re.fullmatch(r"\s*([0-3]?[0-9])[/.-]([01]?[0-9])[/.-]([12][0-9]{3})\s*", value)
    if day:
        return _("Écrivez {iso}.").format(iso=f"{day[3]}-{day[2]:0>2}-{day[1]:0>2}")
    words = french.plain(value).split()
    months = [french.plain(month) for month in french.MONTHS]
    named = [months.index(word) + 1 for word in words if word in months]
    numbers = [re.sub(r"\D", "", word) for word in words]
    year = next((number for number in numbers if len(number) == 4), "")  # noqa: PLR2004 - AAAA
    days = [number for number in numbers if number and len(number) < 3]  # noqa: PLR2004 - JJ
    if named and year:
        month = f"{year}-{named[0]:02}"
        return _("Écrivez {iso}.").format(iso=f"{month}-{days[0]:0>2}" if days else month)
    if form == "periode" and re.fullmatch(r"[12][0-9]{3}\s*[-–]\s*[12][0-9]{3}", value.strip()):
        return _("Écrivez {iso}.").format(iso="/".join(re.findall(r"[0-9]{4}", value)))
    return ""


def territory_remedy(value: Any) -> str:
    """Say how to write the territory that a value most likely meant."""
    word = str(value).strip()
    places = territory.with_number(word)
    if not places:
        named = [one for code in territory.codes() if (one := territory.lookup(code))]
        wanted = french.plain(word)
        places = [place for place in named if french.plain(place.nom) == wanted]
    if places:
        listed = french.join((f"{place.code} ({place.nom})" for place in places), _("ou"))
        return _("Écrivez le code avec son niveau : {listed}.").format(listed=listed)
    return _("Un territoire s'écrit dep-42, reg-84, met-200046977, com-42218 ou fr.")


def _type_words(title: str, value: Any, expected: Any, node: Node | None) -> tuple[Rule, str, str]:
    names = expected if isinstance(expected, list) else [expected]
    wanted = french.join((_(_KINDS[name]) for name in names), _("ou"))
    message = _("« {title} » attend {wanted}, pas {found}.").format(
        title=title, wanted=wanted, found=found(value)
    )
    if isinstance(value, str) and {"number", "integer"} & set(names):
        return WRONG_TYPE, message, number_remedy(value)
    return WRONG_TYPE, message, remedy(node, value)


def _enum_words(title: str, value: Any, allowed: Any, node: Node | None) -> tuple[Rule, str, str]:
    labels = node.labels if node else {}
    near = french.nearest(str(value), [*map(str, allowed), *labels.values()])
    by_label = {label: key for key, label in labels.items()}
    message = _("« {value} » n'est pas une valeur de « {title} ».").format(
        value=_short(value), title=title
    )
    words = ((str(word), labels.get(str(word), "")) for word in allowed)
    listed = ", ".join(
        word if french.slug(label) in {"", word} else f"{word} ({label})" for word, label in words
    )
    if near:
        hint = _("Vouliez-vous écrire « {near} » ? Valeurs permises : {listed}.").format(
            near=by_label.get(near, near), listed=listed
        )
    else:
        hint = _("Valeurs permises : {listed}.").format(listed=listed)
    return NOT_LISTED, message, hint


_FORM_HINTS = {
    "date": "Une date s'écrit AAAA-MM-JJ : 2017-05-22.",
    "periode": "Une période s'écrit 2019, 2019-S1, 2019-07, 2019-07-14 ou 2020-07-01/2021-06-30.",
    "heure": "Une heure s'écrit 9h30.",
    "lien": "Une adresse commence par https:// et ne contient pas d'espace.",
}  # fmt: skip


def _pattern_words(
    title: str, value: Any, _pattern: Any, node: Node | None
) -> tuple[Rule, str, str]:
    if not str(value).strip():
        return (
            EMPTY,
            _("« {title} » est vide.").format(title=title),
            _("Écrivez sa valeur, ou retirez la clé."),
        )
    message = _("« {value} » est mal écrit pour « {title} ».").format(
        value=_short(value), title=title
    )
    form = node.form if node else ""
    if node is not None and any(kind == "territoire" for kind, _item in node.targets):
        return BAD_FORM, message, territory_remedy(value)
    if form in _FORM_HINTS:
        return BAD_FORM, message, _moment_remedy(str(value), form) or _(_FORM_HINTS[form])
    if form == "ligne" and "\n" in str(value).rstrip("\n"):
        return BAD_FORM, _("« {title} » tient sur une seule ligne.").format(title=title), ""
    if form in {"code", "reference", "partie"}:
        slug = "#".join(french.slug(part) for part in str(value).split("#", 1))
        return (
            BAD_FORM,
            message,
            _("Un identifiant s'écrit en minuscules sans accent, avec des tirets : {slug}").format(
                slug=slug
            ),
        )
    example = f"{_('Par exemple')} : {node['examples'][0]}" if node and node["examples"] else ""
    return BAD_FORM, message, example


def _const_words(
    title: str, value: Any, expected: Any, _node: Node | None
) -> tuple[Rule, str, str]:
    message = _("« {title} » vaut {expected} ici, pas {value}.").format(
        title=title, expected=expected, value=_short(value)
    )
    return NOT_LISTED, message, ""


def _bound_words(title: str, value: Any, bound: Any, _node: Node | None) -> tuple[Rule, str, str]:
    message = _("« {title} » vaut {value}, hors de ses bornes.").format(title=title, value=value)
    return OUT_OF_RANGE, message, _("La limite est {bound}.").format(bound=bound)


def _length_words(title: str, value: Any, bound: Any, _node: Node | None) -> tuple[Rule, str, str]:
    if not value:
        return (
            EMPTY,
            _("« {title} » est vide.").format(title=title),
            _("Écrivez sa valeur, ou retirez la clé."),
        )
    message = _("« {title} » est trop long.").format(title=title)
    return BAD_FORM, message, _("Pas plus de {bound} caractères.").format(bound=bound)


def _repeat_words(
    title: str, value: Iterable[Any], _bound: Any, _node: Node | None
) -> tuple[Rule, str, str]:
    seen: list[Any] = []
    twice = next((item for item in value if item in seen or seen.append(item)), "")  # type: ignore[func-returns-value]
    message = _("« {title} » contient deux fois « {twice} ».").format(
        title=title, twice=_short(twice)
    )
    return REPEATED, message, ""


WORDINGS: dict[str, Callable[..., tuple[Rule, str, str]]] = {
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
