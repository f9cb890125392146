"""Family G: how the repository is laid out, and what its configuration says."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from feuille import french, territory
from feuille.diagnostics import Finding, Rule, Severity, child
from feuille.i18n import _, plural
from feuille.schema import registry
from feuille.snapshot import CONFIG

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feuille.corpus import Corpus, Document

STRAY = Rule(
    "G101", Severity.WARNING, "Fichier YAML hors des dossiers connus",
    "Un document hors de son dossier n'est pas lu : il manquerait au plan sans que rien le dise.",
    "# notes/acces-droits.yaml\ntype: fiche-action",
    "# fiches-action/acces-droits.yaml\ntype: fiche-action",
)  # fmt: skip
WRONG_FOLDER = Rule(
    "G102", Severity.WARNING, "Document dans le dossier d'un autre type",
    "Chaque type a son dossier : on y cherche ses documents.",
    "# acteurs/acces-droits.yaml\ntype: fiche-action",
    "# fiches-action/acces-droits.yaml\ntype: fiche-action",
)  # fmt: skip
BAD_NAME = Rule(
    "G103", Severity.ERROR, "Nom de fichier impropre",
    "Le nom du fichier est l'identifiant du document et son adresse sur le site.",
    "# fiches-action/Accès aux droits.yml\ntype: fiche-action",
    "# fiches-action/acces-aux-droits.yaml\ntype: fiche-action",
)  # fmt: skip
BAD_HOME = Rule(
    "G104", Severity.ERROR, "feuille.yaml désigne un document qui n'existe pas",
    "Le site n'aurait pas de page d'accueil.",
    "feuille_de_route: fdr-aar", "feuille_de_route: fdr-ara",
)  # fmt: skip
ANNOUNCED = Rule(
    "G201", Severity.WARNING, "Un effectif annoncé diffère de ce que contient le dépôt",
    "« 15 groupes » annoncés et 14 décrits : un lecteur doit savoir lequel manque.",
    "effectifs_annonces: [{objet: orientations, nombre: 15}]   # 14 sont écrites",
    "effectifs_annonces: [{objet: orientations, nombre: 14}]",
)  # fmt: skip
ANNOUNCED_PARTIAL = Rule(
    "G202", Severity.INFO, "Un effectif annoncé n'est pas détaillé par la source",
    "La source annonce un nombre sans la liste : le reste est connu comme manquant.",
    "effectifs_annonces: [{objet: groupe-de-travail, nombre: 15}]",
    "effectifs_annonces: [{objet: groupe-de-travail, nombre: 15, connus: [groupe-emploi]}]\n"
    "# les autres restent à transcrire",
)  # fmt: skip

RULES = (STRAY, WRONG_FOLDER, BAD_NAME, BAD_HOME, ANNOUNCED, ANNOUNCED_PARTIAL)


def check(corpus: Corpus) -> Iterator[Finding]:
    """Yield what is wrong with the layout of the repository."""
    yield from _strays(corpus)
    for document in [*corpus.documents.values(), *(twin for twin, _other in corpus.twins)]:
        yield from _layout(document)
        if document.sound:
            yield from _announced(corpus, document)
    yield from _home(corpus)


def _strays(corpus: Corpus) -> Iterator[Finding]:
    folders = registry().by_folder
    for path in corpus.snapshot.entries:
        top, slash, _rest = path.partition("/")
        if path == CONFIG or (slash and top in folders):
            continue
        near = french.nearest(top, folders) if slash else None
        hint = (
            _("Vouliez-vous dire {folder}/ ?").format(folder=near)
            if near
            else _("Dossiers lus : {folders}.").format(
                folders=", ".join(f"{name}/" for name in sorted(folders))
            )
        )
        yield Finding(
            STRAY,
            path,
            _("Ce fichier n'est pas lu : il n'est dans aucun dossier de documents."),
            hint=hint,
        )


def _layout(document: Document) -> Iterator[Finding]:
    folder = document.path.split("/", 1)[0]
    if folder != document.type.folder:
        yield Finding(
            WRONG_FOLDER,
            document.path,
            _("Un document de type {type} se range dans {folder}/.").format(
                type=document.type.name, folder=document.type.folder
            ),
            ("type",),
            _("Déplacez le fichier, ou corrigez son type."),
        )
    wanted = french.slug(document.id, limit=120)
    if document.id != wanted or PurePosixPath(document.path).suffix != ".yaml":
        yield Finding(
            BAD_NAME,
            document.path,
            _("Le nom de fichier « {name} » ne peut pas servir d'identifiant.").format(
                name=PurePosixPath(document.path).name
            ),
            hint=_("Renommez-le {slug}.yaml").format(slug=wanted or "document"),
        )
    elif territory.is_built_in(document.id):
        yield Finding(
            BAD_NAME,
            document.path,
            _("L'identifiant « {id} » se lit comme un code de territoire.").format(id=document.id),
            hint=_("Renommez-le, par exemple {slug}.yaml").format(slug=f"document-{document.id}"),
        )


def _home(corpus: Corpus) -> Iterator[Finding]:
    home = corpus.config.feuille_de_route
    known = [d.id for d in corpus.documents.values() if d.type.name == "feuille-de-route"]
    if home and home not in known and home not in corpus.unread:
        near = french.nearest(home, known)
        hint = _("Vouliez-vous écrire « {near} » ?").format(near=near) if near else ""
        yield Finding(
            BAD_HOME,
            CONFIG,
            _("Aucune feuille de route « {home} ».").format(home=home),
            ("feuille_de_route",),
            hint,
        )
    place = corpus.config.territoire
    if place and place not in corpus.documents and territory.lookup(place) is None:
        yield Finding(
            BAD_HOME, CONFIG, _("Le territoire « {code} » n'existe pas.").format(code=place),
            ("territoire",),
        )  # fmt: skip


def _announced(corpus: Corpus, document: Document) -> Iterator[Finding]:
    for position, item in enumerate(document.data.get("effectifs_annonces", ())):
        found = _count(corpus, document, item)
        stated = _stated(document, item)
        if found is None or stated is None or found == stated or _near_enough(item, stated, found):
            continue
        partial = found < stated and document.data.get("transcription") == "partielle"
        yield Finding(
            ANNOUNCED_PARTIAL if partial or "connus" in item else ANNOUNCED,
            document.path,
            plural(
                "{n} annoncé pour « {what} », {found} dans le dépôt.",
                "{n} annoncés pour « {what} », {found} dans le dépôt.",
                stated,
                what=item["objet"],
                found=found,
            ),
            ("effectifs_annonces", position, "nombre" if "nombre" in item else "par"),
        )


def _stated(document: Document, item: dict[str, Any]) -> int | None:
    """Return the announced number: as written, or one for each territory of a level."""
    if "nombre" in item:
        return int(item["nombre"])
    scope = document.data.get("territoire")
    return len(territory.at_level(item["par"], scope)) if isinstance(scope, str) else None


def _near_enough(item: dict[str, Any], stated: int, found: int) -> bool:
    return {
        "plus-de": found >= stated,
        "au-moins": found >= stated,
        "moins-de": found <= stated,
        "au-plus": found <= stated,
        # « une dizaine » for eleven: what people call about is within a fifth.
        "environ": abs(found - stated) * 5 <= stated,
    }.get(str(item.get("approximation")), False)


def _count(corpus: Corpus, document: Document, item: dict[str, Any]) -> int | None:
    """Count what is there: documents of a type that belong to this one, or items of a list."""
    if "connus" in item:
        return len(item["connus"])
    what = str(item["objet"])
    if what in registry().types:
        if corpus.unread:  # it may be one of those
            return None
        sources = {one.source for one in corpus.incoming.get(document.id, ())}
        return sum(source.type.name == what for source in sources)
    listed = child(document.data, (what,))
    return len(listed) if isinstance(listed, list) else None
