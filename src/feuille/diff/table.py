"""The table of kinds of change: scripts filter on these names, so they never change meaning."""

from __future__ import annotations

from dataclasses import dataclass

ADDITION, LOSS, RISE, FALL, END, NEUTRAL, UNREAD = (
    "ajout", "retrait", "hausse", "baisse", "abandon", "neutre", "inconnu",
)  # fmt: skip
_ENDINGS = {
    "-hausse": RISE, "-baisse": FALL, "-ajoute": ADDITION, "-ajoutee": ADDITION,
    "-retire": LOSS, "-retiree": LOSS,
}  # fmt: skip
_KINDS = {
    "abandon": END,
    "avenant-signe": ADDITION,
    "depart-corrige": NEUTRAL,
    "financement-modifie": NEUTRAL,
    "illisible": UNREAD,
    "montant-modifie": NEUTRAL,
    "realise-corrige": NEUTRAL,
    "versement-modifie": NEUTRAL,
}


def meaning(kind: str, sign: str) -> str:
    """Return what a change means to a reader: ajout, retrait, hausse, baisse, abandon, neutre.

    The kind comes first: a line of money that an act adds may well lower an amount.
    """
    ends = (said for ending, said in _ENDINGS.items() if kind.endswith(ending))
    return _KINDS.get(kind) or next(ends, {"+": ADDITION, "-": LOSS}.get(sign, NEUTRAL))


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of change: what it tells, its name for one and for several, its mirror.

    The mirror is what the same change is called when both sides are swapped.
    """

    tells: str
    one: str
    many: str
    mirror: str


KINDS: dict[str, Kind] = {
    "document-ajoute": Kind(
        "Un document entre dans le plan.",
        "document ajouté", "documents ajoutés", "document-retire",
    ),
    "document-retire": Kind(
        "Un document sort du plan.",
        "document retiré", "documents retirés", "document-ajoute",
    ),
    "document-renomme": Kind(
        "Le même document change d'identifiant ; les références qui le suivent n'ont pas changé.",
        "fichier renommé", "fichiers renommés", "document-renomme",
    ),
    "document-deplace": Kind(
        "Le fichier a changé de dossier.",
        "fichier déplacé", "fichiers déplacés", "document-deplace",
    ),
    "illisible": Kind(
        "Un fichier ne peut pas être lu d'un côté au moins.",
        "fichier non comparé", "fichiers non comparés", "illisible",
    ),
    "intitule": Kind(
        "Le nom d'un document.",
        "intitulé changé", "intitulés changés", "intitule",
    ),
    "statut": Kind(
        "Le statut du fichier : brouillon, valide, archive.",
        "statut changé", "statuts changés", "statut",
    ),
    "avancement": Kind(
        "Où en est une action, une disposition, un jalon, un chantier.",
        "avancement changé", "avancements changés", "avancement",
    ),
    "abandon": Kind(
        "L'avancement passe à « abandonné ».",
        "abandon", "abandons", "reprise",
    ),
    "reprise": Kind(
        "Ce qui était abandonné ne l'est plus.",
        "reprise", "reprises", "abandon",
    ),
    "cible-hausse": Kind(
        "Une cible augmente ; `ambition` dit si c'est plus ou moins ambitieux.",
        "cible relevée", "cibles relevées", "cible-baisse",
    ),
    "cible-baisse": Kind(
        "Une cible diminue ; `ambition` dit si c'est plus ou moins ambitieux.",
        "cible abaissée", "cibles abaissées", "cible-hausse",
    ),
    "cible-modifiee": Kind(
        "Une cible change sans que l'on puisse comparer.",
        "cible réécrite", "cibles réécrites", "cible-modifiee",
    ),
    "cible-ajoutee": Kind(
        "Une cible est fixée.",
        "cible ajoutée", "cibles ajoutées", "cible-retiree",
    ),
    "cible-retiree": Kind(
        "Une cible disparaît.",
        "cible retirée", "cibles retirées", "cible-ajoutee",
    ),
    "depart-corrige": Kind(
        "Une valeur de départ déjà écrite change : l'histoire est réécrite.",
        "valeur de départ corrigée", "valeurs de départ corrigées", "depart-corrige",
    ),
    "depart-ajoute": Kind(
        "Une valeur de départ est donnée.",
        "valeur de départ ajoutée", "valeurs de départ ajoutées", "depart-retire",
    ),
    "depart-retire": Kind(
        "Une valeur de départ disparaît.",
        "valeur de départ retirée", "valeurs de départ retirées", "depart-ajoute",
    ),
    "realise-corrige": Kind(
        "Un chiffre déjà mesuré change : l'histoire est réécrite.",
        "réalisé corrigé", "réalisés corrigés", "realise-corrige",
    ),
    "realise-ajoute": Kind(
        "Un chiffre est mesuré.",
        "réalisé ajouté", "réalisés ajoutés", "realise-retire",
    ),
    "realise-retire": Kind(
        "Un chiffre mesuré disparaît.",
        "réalisé retiré", "réalisés retirés", "realise-ajoute",
    ),
    "manque-ajoute": Kind(
        "Il est dit qu'un chiffre manque, et pourquoi.",
        "chiffre dit manquant", "chiffres dits manquants", "manque-retire",
    ),
    "manque-retire": Kind(
        "Il n'est plus dit qu'un chiffre manque.",
        "manque retiré", "manques retirés", "manque-ajoute",
    ),
    "echeance-repoussee": Kind(
        "Un début, une fin ou une échéance tombe plus tard.",
        "échéance repoussée", "échéances repoussées", "echeance-avancee",
    ),
    "echeance-avancee": Kind(
        "Un début, une fin ou une échéance tombe plus tôt.",
        "échéance avancée", "échéances avancées", "echeance-repoussee",
    ),
    "echeance-precisee": Kind(
        "La date change de précision ou de mots, sans tomber plus tôt ni plus tard.",
        "échéance précisée", "échéances précisées", "echeance-precisee",
    ),
    "echeance-ajoutee": Kind(
        "Un début, une fin ou une échéance est fixée.",
        "échéance fixée", "échéances fixées", "echeance-retiree",
    ),
    "echeance-retiree": Kind(
        "Un début, une fin ou une échéance disparaît.",
        "échéance retirée", "échéances retirées", "echeance-ajoutee",
    ),
    "financement-hausse": Kind(
        "Un financeur apporte davantage, ou un acte remplace son montant par un plus grand.",
        "financement en hausse", "financements en hausse", "financement-baisse",
    ),
    "financement-baisse": Kind(
        "Un financeur apporte moins.",
        "financement en baisse", "financements en baisse", "financement-hausse",
    ),
    "financement-modifie": Kind(
        "Le même montant, dit autrement, engagé comme prévu ou confirmé par un autre acte.",
        "financement réécrit", "financements réécrits", "financement-modifie",
    ),
    "financement-ajoute": Kind(
        "Un montant prévu ou engagé est inscrit.",
        "financement ajouté", "financements ajoutés", "financement-retire",
    ),
    "financement-retire": Kind(
        "Un montant prévu ou engagé disparaît.",
        "financement retiré", "financements retirés", "financement-ajoute",
    ),
    "versement-ajoute": Kind(
        "Ce qui a été versé est renseigné.",
        "versement renseigné", "versements renseignés", "versement-retire",
    ),
    "versement-retire": Kind(
        "Un montant versé disparaît.",
        "versement retiré", "versements retirés", "versement-ajoute",
    ),
    "versement-hausse": Kind(
        "Un montant versé augmente.",
        "versement en hausse", "versements en hausse", "versement-baisse",
    ),
    "versement-baisse": Kind(
        "Un montant versé diminue.",
        "versement en baisse", "versements en baisse", "versement-hausse",
    ),
    "versement-modifie": Kind(
        "Le même montant versé, dit autrement.",
        "versement réécrit", "versements réécrits", "versement-modifie",
    ),
    "montant-ajoute": Kind(
        "Un total imprimé ou une dépense est donné.",
        "montant ajouté", "montants ajoutés", "montant-retire",
    ),
    "montant-retire": Kind(
        "Un total imprimé ou une dépense disparaît.",
        "montant retiré", "montants retirés", "montant-ajoute",
    ),
    "montant-modifie": Kind(
        "Le même total ou la même dépense, dit autrement.",
        "montant réécrit", "montants réécrits", "montant-modifie",
    ),
    "montant-hausse": Kind(
        "Un total imprimé ou une dépense augmente ; ce n'est pas un financement.",
        "montant en hausse", "montants en hausse", "montant-baisse",
    ),
    "montant-baisse": Kind(
        "Un total imprimé ou une dépense diminue.",
        "montant en baisse", "montants en baisse", "montant-hausse",
    ),
    "avenant-signe": Kind(
        "Un acte modifie une convention.",
        "avenant signé", "avenants signés", "avenant-retire",
    ),
    "avenant-retire": Kind(
        "Un acte disparaît.",
        "avenant retiré", "avenants retirés", "avenant-signe",
    ),
    "acteur-ajoute": Kind(
        "Un pilote, un partenaire ou une autre partie arrive.",
        "acteur ajouté", "acteurs ajoutés", "acteur-retire",
    ),
    "acteur-retire": Kind(
        "Un pilote, un partenaire ou une autre partie part.",
        "acteur retiré", "acteurs retirés", "acteur-ajoute",
    ),
    "acteur-modifie": Kind(
        "La fonction, le rôle ou les dates d'une partie changent, ou un autre la remplace.",
        "acteur modifié", "acteurs modifiés", "acteur-modifie",
    ),
    "orientation-ajoutee": Kind(
        "Un nœud d'un arbre du plan apparaît.",
        "orientation ajoutée", "orientations ajoutées", "orientation-retiree",
    ),
    "orientation-retiree": Kind(
        "Un nœud d'un arbre du plan disparaît.",
        "orientation retirée", "orientations retirées", "orientation-ajoutee",
    ),
    "orientation-deplacee": Kind(
        "Un nœud change de parent.",
        "orientation déplacée", "orientations déplacées", "orientation-deplacee",
    ),
    "orientation-renommee": Kind(
        "L'intitulé d'un nœud change.",
        "orientation renommée", "orientations renommées", "orientation-renommee",
    ),
    "identifiant": Kind(
        "L'identifiant d'un élément change ; les références qui le suivent n'ont pas changé.",
        "identifiant changé", "identifiants changés", "identifiant",
    ),
    "territoire-ajoute": Kind(
        "Un territoire entre dans une liste.",
        "territoire ajouté", "territoires ajoutés", "territoire-retire",
    ),
    "territoire-retire": Kind(
        "Un territoire sort d'une liste.",
        "territoire retiré", "territoires retirés", "territoire-ajoute",
    ),
    "lien-ajoute": Kind(
        "Une référence apparaît.",
        "lien ajouté", "liens ajoutés", "lien-retire",
    ),
    "lien-retire": Kind(
        "Une référence disparaît.",
        "lien retiré", "liens retirés", "lien-ajoute",
    ),
    "lien-modifie": Kind(
        "Une référence désigne autre chose.",
        "lien modifié", "liens modifiés", "lien-modifie",
    ),
    "element-ajoute": Kind(
        "Un élément entre dans une liste.",
        "élément ajouté", "éléments ajoutés", "element-retire",
    ),
    "element-retire": Kind(
        "Un élément sort d'une liste.",
        "élément retiré", "éléments retirés", "element-ajoute",
    ),
    "ordre": Kind(
        "Une liste dont l'ordre compte est réordonnée.",
        "ordre changé", "ordres changés", "ordre",
    ),
    "texte": Kind(
        "Un texte est écrit, réécrit ou retiré.",
        "texte modifié", "textes modifiés", "texte",
    ),
    "valeur": Kind(
        "Toute autre valeur.",
        "autre valeur modifiée", "autres valeurs modifiées", "valeur",
    ),
}  # fmt: skip
