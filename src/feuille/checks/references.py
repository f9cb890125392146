"""Family R: references that lead nowhere, ids and keys written twice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from feuille import french, territory, wordings
from feuille.diagnostics import Finding, Path, Rule, Severity
from feuille.i18n import _
from feuille.schema import item_key, registry

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feuille.corpus import Corpus, Document, Reference
    from feuille.schema import Node

BROKEN = Rule(
    "R101", Severity.ERROR, "Référence vers un document qui n'existe pas",
    "Le lien serait mort sur le site, et la fiche manquerait aux totaux de ce qu'elle vise.",
    "pilotes: [drdjcs-ara]", "pilotes: [drdjscs-ara]",
)  # fmt: skip
WRONG_TARGET = Rule(
    "R102", Severity.ERROR, "Référence vers un document d'un autre type",
    "La clé attend un type de document précis : un pilote est un acteur, pas une fiche.",
    "feuille_de_route: ddcs-42", "feuille_de_route: fdr-ara",
)  # fmt: skip
NO_ITEM = Rule(
    "R103", Severity.ERROR, "Référence vers un élément qui n'existe pas",
    "L'élément visé n'est pas (ou plus) dans ce document.",
    "orientations: [fdr-ara#acces-droit]", "orientations: [fdr-ara#acces-droits]",
)  # fmt: skip
UNKNOWN_TERRITORY = Rule(
    "R104", Severity.ERROR, "Territoire inconnu",
    "Une valeur sur un territoire inconnu ne rejoint aucun total.",
    "territoire: dep-99", "territoire: dep-69",
)  # fmt: skip
FORMER_TERRITORY = Rule(
    "R105", Severity.ERROR, "Territoire qui n'existe plus",
    "Une ancienne région ne rejoint aucun total d'aujourd'hui.",
    "territoire: reg-82", "territoire: reg-84",
)  # fmt: skip
SAME_ID = Rule(
    "R201", Severity.ERROR, "Deux documents portent le même identifiant",
    "Le nom du fichier est l'identifiant : une référence ne saurait lequel choisir.",
    "# acteurs/etat.yaml et acteurs/anciens/etat.yaml",
    "# acteurs/etat.yaml et acteurs/anciens/etat-avant-2015.yaml",
)  # fmt: skip
SAME_ITEM = Rule(
    "R202", Severity.ERROR, "Deux éléments d'un document portent le même identifiant",
    "« document#élément » ne saurait lequel choisir, et la comparaison entre années non plus.",
    "jalons: [{id: bilan, libelle: Un}, {id: bilan, libelle: Deux}]",
    "jalons: [{id: bilan-1, libelle: Un}, {id: bilan-2, libelle: Deux}]",
)  # fmt: skip
SAME_KEY = Rule(
    "R203", Severity.ERROR, "Deux lignes d'une liste disent la même chose",
    "Deux montants pour le même financeur et le même exercice compteraient double.",
    "financements:\n"
    "  - {financeur: etat, exercice: 2024, engage: 1}\n"
    "  - {financeur: etat, exercice: 2024, engage: 2}",
    "financements:\n  - {financeur: etat, exercice: 2024, engage: 3}",
)  # fmt: skip

RULES = (
    BROKEN, WRONG_TARGET, NO_ITEM, UNKNOWN_TERRITORY, FORMER_TERRITORY,
    SAME_ID, SAME_ITEM, SAME_KEY,
)  # fmt: skip


def check(corpus: Corpus) -> Iterator[Finding]:
    """Yield what is wrong with references and identities."""
    for reference in corpus.references:
        if reference.at not in reference.source.faults:
            yield from _reference(corpus, reference)
    for document, other in corpus.twins:
        yield Finding(
            SAME_ID,
            document.path,
            _("L'identifiant « {id} » est déjà celui de {other}.").format(
                id=document.id, other=other
            ),
            hint=_("Renommez l'un des deux fichiers."),
            related=((other, ()),),
        )
    for document in corpus.documents.values():
        yield from _repeated(document)


def _reference(corpus: Corpus, reference: Reference) -> Iterator[Finding]:
    head, _sharp, item = reference.text.partition("#")
    kinds = {kind for kind, _item in reference.node.targets}
    if head in corpus.unread:
        return
    if "territoire" in kinds and head not in corpus.documents:
        if territory.lookup(head) is None:
            yield _no_such_territory(reference)
        return
    if not reference.target:
        yield _broken(corpus, reference, kinds)
        return
    target = corpus.documents[reference.target]
    if "" in kinds or "*" in kinds:
        return
    if target.type.name not in kinds:
        yield _wrong_target(reference, target, kinds)
        return
    wanted = {name for kind, name in reference.node.targets if kind == target.type.name}
    if item and reference.item is None:
        yield _no_item(reference, target)
    elif not item and "" not in wanted:
        yield Finding(
            NO_ITEM,
            reference.source.path,
            _("« {ref} » nomme un document ; « {title} » attend un élément : {ref}#….").format(
                ref=reference.text, title=reference.node.title
            ),
            reference.at,
            _known_items(target, wanted),
        )


def _no_such_territory(reference: Reference) -> Finding:
    past = territory.former(reference.text)
    if past is None:
        return _unknown_territory(reference)
    now = french.join((f"{code} ({_place_name(code)})" for code in past.devenu), _("et"))
    until = _(" jusqu'au {day}").format(day=french.day(past.fin)) if past.fin else ""
    return Finding(
        FORMER_TERRITORY,
        reference.source.path,
        _("« {code} » était {name}{until} ; ce territoire n'existe plus.").format(
            code=past.code, name=past.nom, until=until
        ),
        reference.at,
        _("Aujourd'hui : {now}. Pour le lieu d'alors, décrivez-le dans territoires/.").format(
            now=now
        ),
    )


def _place_name(code: str) -> str:
    place = territory.lookup(code)
    return place.nom if place else code


def _unknown_territory(reference: Reference) -> Finding:
    near = french.nearest(reference.text, territory.codes())
    hint = wordings.territory_remedy(reference.text)
    if near and not hint.startswith(_("Écrivez")) and territory.is_built_in(reference.text):
        hint = _("Le plus proche : {code} ({name}).").format(code=near, name=_place_name(near))
    return Finding(
        UNKNOWN_TERRITORY,
        reference.source.path,
        _("Le territoire « {code} » n'existe pas.").format(code=reference.text),
        reference.at,
        hint,
    )


def _broken(corpus: Corpus, reference: Reference, kinds: set[str]) -> Finding:
    if "" in kinds:
        known = list(reference.source.items)
    else:
        known = [d.id for d in corpus.documents.values() if d.type.name in kinds or "*" in kinds]
    head = reference.text.partition("#")[0]
    near = french.nearest(head, known)
    if near:
        hint = _("Vouliez-vous écrire « {near} » ?").format(near=near)
    elif "" in kinds:
        hint = _("Éléments de ce document : {names}.").format(names=_listed(known) or _("aucun"))
    else:
        folders = french.join(
            (registry().types[kind].folder + "/" for kind in sorted(kinds & set(registry().types))),
            _("ou"),
        )
        hint = _("Créez le fichier {id}.yaml dans {folder}, ou corrigez l'identifiant.").format(
            id=head, folder=folders
        )
    return Finding(
        BROKEN,
        reference.source.path,
        _("« {ref} » ne désigne aucun document.").format(ref=head)
        if "" not in kinds
        else _("« {ref} » ne désigne aucun élément de ce document.").format(ref=head),
        reference.at,
        hint,
    )


def _wrong_target(reference: Reference, target: Document, kinds: set[str]) -> Finding:
    types = registry().types
    expected = french.join((types[kind].title for kind in sorted(kinds) if kind in types), _("ou"))
    return Finding(
        WRONG_TARGET,
        reference.source.path,
        _("« {ref} » est un document de type {found} ; « {title} » attend {expected}.").format(
            ref=reference.text, found=target.type.name, title=reference.node.title,
            expected=expected.lower(),
        ),
        reference.at,
        related=((target.path, ()),),
    )  # fmt: skip


def _no_item(reference: Reference, target: Document) -> Finding:
    item = reference.text.partition("#")[2]
    near = french.nearest(item, target.items)
    hint = (
        _("Vouliez-vous écrire « {near} » ?").format(near=f"{target.id}#{near}")
        if near
        else _known_items(target, set())
    )
    return Finding(
        NO_ITEM,
        reference.source.path,
        _("« {doc} » n'a pas d'élément « {item} ».").format(doc=target.id, item=item),
        reference.at,
        hint,
        related=((target.path, ()),),
    )


def _known_items(target: Document, lists: set[str]) -> str:
    names = [
        name
        for name, paths in target.items.items()
        if not lists or any(len(at) > 1 and at[-2] in lists for at in paths)
    ]
    return _("Éléments de « {doc} » : {names}.").format(
        doc=target.id, names=_listed(names) or _("aucun")
    )


def _listed(names: list[str]) -> str:
    shown = names[:12]
    return ", ".join(shown) + ("…" if len(names) > len(shown) else "")


def _repeated(document: Document) -> Iterator[Finding]:
    """Find item ids used twice in a document, and list items with the same natural key."""
    for at, node, value in document.spots:
        if isinstance(value, list) and node.natural_key and node.natural_key != ("id",):
            yield from _same_keys(document, at, node, value)
    for name, paths in document.items.items():
        owned = [at for at in paths if child_id(document, at) == name]
        for at in owned[1:]:
            yield Finding(
                SAME_ITEM,
                document.path,
                _("L'identifiant « {id} » est déjà pris dans ce document.").format(id=name),
                (*at, "id"),
                _("Donnez un autre identifiant à l'un des deux."),
                related=((document.path, owned[0]),),
            )


def child_id(document: Document, at: Path) -> Any:
    """Return the `id` of the item at a key path."""
    item = document.get(at)
    return item.get("id") if isinstance(item, dict) else None


def _same_keys(document: Document, at: Path, node: Node, items: list[Any]) -> Iterator[Finding]:
    seen: dict[tuple[str, ...], int] = {}
    for position, item in enumerate(items):
        key = item_key(node, item)
        if key is None or len(key) != len(node.natural_key) or "id" in item:
            continue
        if key in seen:
            words = french.join(f"{n} {v}" for n, v in zip(node.natural_key, key, strict=True) if v)
            yield Finding(
                SAME_KEY,
                document.path,
                _("« {title} » contient déjà une ligne pour {key}.").format(
                    title=node.title, key=words
                ),
                (*at, position),
                _("Réunissez les deux lignes, ou précisez ce qui les distingue."),
                related=((document.path, (*at, seen[key])),),
            )
        else:
            seen[key] = position
