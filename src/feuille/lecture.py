"""Family L: what can be wrong with the text of a file, before its meaning."""

from __future__ import annotations

import re

from feuille.diagnostics import Rule, Severity
from feuille.i18n import _

SYNTAX = Rule(
    "L101", Severity.ERROR, "Le fichier n'est pas du YAML lisible",
    "Un fichier illisible disparaît du plan : ni ses fiches ni ses montants ne comptent.",
    "titre: Accès aux droits : le réseau", 'titre: "Accès aux droits : le réseau"',
)  # fmt: skip
DUPLICATE_KEY = Rule(
    "L102", Severity.ERROR, "Une clé est écrite deux fois",
    "La plupart des outils gardent la dernière valeur et perdent l'autre sans le dire.",
    "titre: Un\ntitre: Deux", "titre: Un",
)  # fmt: skip
FEATURE = Rule(
    "L103", Severity.ERROR, "Ancre, alias, étiquette ou fusion YAML",
    "Ces tournures de YAML cachent une valeur loin de l'endroit où on la lit.",
    "titre: &t Un\ndescription: *t", "titre: Un\ndescription: Un",
)  # fmt: skip
AMBIGUOUS = Rule(
    "L104", Severity.ERROR, "Valeur sans guillemets que les outils lisent différemment",
    "01 devient 1, no devient faux, 12:30 devient 750 selon le programme qui ouvre le fichier.",
    "numero: 01", 'numero: "01"',
)  # fmt: skip
THOUSANDS = Rule(
    "L105", Severity.ERROR, "Nombre écrit avec un point de milliers",
    "En YAML 12.500 vaut douze et demi : un montant serait divisé par mille.",
    "engage: 12.500", "engage: 12500",
)  # fmt: skip
DIGITS = Rule(
    "L106", Severity.ERROR, "Nombre trop long pour rester exact",
    "Au-delà de quinze chiffres, les outils arrondissent en silence.",
    "engage: 1234567890123456", "engage: 123456789012345",
)  # fmt: skip
COMMA = Rule(
    "L107", Severity.ERROR, "Virgule dans une valeur entre accolades",
    "Entre accolades la virgule sépare deux clés : la fin de la valeur se perdrait.",
    "valeurs: {valeur: 12,5}", "valeurs: {valeur: 12.5}",
)  # fmt: skip
SEVERAL = Rule(
    "L108", Severity.ERROR, "Plusieurs documents dans un fichier",
    "Un fichier est un document : son nom est son identifiant.",
    "type: acteur\n---\ntype: acteur", "type: acteur",
)  # fmt: skip
ROOT = Rule(
    "L109", Severity.ERROR, "Fichier vide ou sans clés",
    "Un document commence par « type: » et ses clés.",
    "- un\n- deux", "type: acteur\nnom: Un",
)  # fmt: skip
ENCODING = Rule(
    "L110", Severity.ERROR, "Le fichier n'est pas en UTF-8",
    "Les accents d'un autre codage se lisent de travers sur un autre ordinateur.",
    "nom: Pr\\xe9fecture   # enregistré en Latin-1",
    "nom: Préfecture   # enregistré en UTF-8",
)  # fmt: skip
CONTROL = Rule(
    "L111", Severity.ERROR, "Caractère de contrôle dans le fichier",
    "Un caractère invisible rend le fichier illisible pour la plupart des outils.",
    "nom: \\x00Préfecture   # un caractère invisible",
    "nom: Préfecture",
)  # fmt: skip
CONFLICT = Rule(
    "L112", Severity.ERROR, "Conflit de fusion non résolu",
    "Le fichier contient deux versions à la fois : il faut en choisir une.",
    "<<<<<<< HEAD\ntitre: Un\n=======\ntitre: Deux\n>>>>>>> autre",
    "titre: Un",
)  # fmt: skip
BOUNDS = Rule(
    "L113", Severity.ERROR, "Fichier trop gros ou trop imbriqué",
    "Un document de plan tient en quelques pages ; au-delà, c'est autre chose qu'un document.",
    "x-tableau: [[[[…]]]]   # plus de 40 niveaux, ou plus de 2 Mo",
    "x-tableau: [1, 2]",
)  # fmt: skip
UNREADABLE = Rule(
    "L114", Severity.ERROR, "Fichier qui ne peut pas être lu",
    "Un lien, un fichier protégé ou un nom impossible à afficher n'est pas un document.",
    "# acteurs/etat.yaml est un lien vers un autre fichier",
    "# acteurs/etat.yaml\ntype: acteur\nnom: État",
)  # fmt: skip
HASH = Rule(
    "L201", Severity.WARNING, "Texte coupé par un « # »",
    "Une espace suivie de # ouvre un commentaire : la fin de la phrase est perdue.",
    "titre: Action #3", 'titre: "Action #3"',
)  # fmt: skip
FOLDED = Rule(
    "L202", Severity.WARNING, "Liste recollée en une phrase",
    "« > » joint les lignes : une liste Markdown n'y survit pas.",
    "description: >\n  - un\n  - deux", "description: |\n  - un\n  - deux",
)  # fmt: skip

RULES = (
    SYNTAX, DUPLICATE_KEY, FEATURE, AMBIGUOUS, THOUSANDS, DIGITS, COMMA, SEVERAL, ROOT,
    ENCODING, CONTROL, CONFLICT, BOUNDS, UNREADABLE, HASH, FOLDED,
)  # fmt: skip

_SYNTAX_WORDS = (
    ("mapping values are not allowed",
     "Un deux-points suivi d'une espace coupe cette valeur en deux.",
     "Mettez toute la valeur entre guillemets doubles."),
    ("cannot start any token",
     "Une valeur sans guillemets ne peut pas commencer par ce caractère (% @ ` ou tabulation).",
     "Mettez la valeur entre guillemets ; indentez avec des espaces."),
    ("could not find expected ':'",
     "Une clé sans deux-points, ou un texte qui continue sans être indenté.",
     "Écrivez « clé: valeur », et décalez la suite d'un texte vers la droite."),
    ("did not find expected key",
     "L'alignement change au milieu d'un bloc, ou un guillemet se ferme trop tôt.",
     "Alignez les clés d'un même bloc ; doublez une apostrophe entre apostrophes ('')."),
    ("did not find expected '-' indicator",
     "Un élément de cette liste n'est pas aligné avec les autres.",
     "Alignez les tirets d'une même liste."),
    ("did not find expected ',' or",
     "Une accolade ou un crochet n'est pas fermé, ou une virgule manque.",
     "Fermez ce qui est ouvert sur la ligne, ou écrivez la liste sur plusieurs lignes."),
    ("unexpected end of stream",
     "Un guillemet ouvert n'est jamais fermé.", "Fermez le guillemet."),
    ("unknown escape character",
     "Une barre oblique inverse entre guillemets doubles a un sens particulier.",
     "Doublez-la (\\\\) ou utilisez des apostrophes."),
    ("found undefined tag handle",
     "Une valeur sans guillemets ne peut pas commencer par un point d'exclamation.",
     "Mettez la valeur entre guillemets."),
    ("alphabetic or numeric character",
     "Une valeur sans guillemets ne peut pas commencer par & ou *.",
     "Mettez la valeur entre guillemets."),
    ("found unexpected ':'",
     "Entre accolades ou crochets, ce deux-points n'est suivi d'aucune valeur.",
     "Donnez une valeur à la clé, ou mettez le texte entre guillemets."),
    ("expected node content",
     "Il manque une valeur, ou elle commence par un signe qui a un sens particulier (: ou ,).",
     "Mettez la valeur entre guillemets, ou retirez la virgule en trop."),
    ("<document start>",
     "Une ligne ne se rattache à rien : elle est mal alignée ou commence par %.",
     "Alignez-la avec les autres clés, ou mettez la valeur entre guillemets."),
    ("directive", "Une ligne ne peut pas commencer par %.",
     "Mettez la valeur entre guillemets."),
    ("found a tab", "Une tabulation ne peut pas servir à aligner.",
     "Remplacez les tabulations par des espaces."),
)  # fmt: skip


# A second colon on the line is the likelier culprit: that of a sentence.
_MOVED_KEY = re.compile(r"\s+[A-Za-z_]+:(\s|$)(?!.*:(\s|$))")


def explain_syntax(problem: str, line: str = "") -> tuple[str, str]:
    """Return a sentence and a remedy for the YAML parser's own words about a line."""
    if "cannot start any token" in problem and line.startswith("\t"):
        return (
            _("Cette ligne commence par une tabulation."),
            _("Remplacez-la par des espaces : deux par niveau."),
        )
    if "mapping values are not allowed" in problem and _MOVED_KEY.match(line):
        return (
            _("Cette clé est décalée : elle se lit comme la suite de la ligne d'avant."),
            _("Alignez-la avec les clés de son bloc, en ôtant les espaces de trop au début."),
        )
    for words, message, hint in _SYNTAX_WORDS:
        if words in problem:
            return _(message), _(hint)
    return (
        _("Ce fichier n'est pas du YAML lisible ({problem}).").format(problem=problem or "?"),
        _("Comparez avec un fichier voisin : alignement, guillemets, deux-points."),
    )
