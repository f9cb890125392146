"""A seeded repository of realistic documents (2 to 4 KB each), of any size."""

from __future__ import annotations

import random
import sys
from pathlib import Path

WORDS = [
    "accès",
    "droits",
    "accompagnement",
    "insertion",
    "logement",
    "hébergement",
    "domiciliation",
    "jeunes",
    "familles",
    "santé",
    "réseau",
    "partenaires",
    "territoire",
    "coordination",
    "référent",
    "parcours",
    "emploi",
    "formation",
    "numérique",
    "aide",
    "alimentaire",
    "participation",
    "usagers",
    "diagnostic",
    "convention",
    "département",
    "région",
    "association",
    "service",
]


def text(rng: random.Random, count: int) -> str:
    """Return a sentence of `count` words."""
    words = [rng.choice(WORDS) for _ in range(count)]
    return " ".join(words).capitalize() + "."


def fiche(rng: random.Random, number: int) -> str:
    """Return one fiche action of about 3 KB."""
    rows = [
        "type: fiche-action", f'numero: "{number}"', f"titre: {text(rng, 7)}",
        f"orientations: [plan#axe-{number % 12}]",
        f"avancement: {rng.choice(['a-venir', 'en-cours', 'realise', 'bloque'])}",
        "constats:", *(f"  - {text(rng, 22)}" for _ in range(4)),
        "objectifs:", *(f"  - {text(rng, 18)}" for _ in range(4)),
        "dispositions:",
    ]  # fmt: skip
    for position in range(5):
        rows += [
            f"  - id: disposition-{position}", f"    description: {text(rng, 20)}",
            f"    echeance: {rng.randint(2022, 2026)}-{rng.randint(1, 12):02}",
            "    avancement: en-cours", f"    responsable: acteur-{rng.randint(0, 9)}",
        ]  # fmt: skip
    rows += [f"pilotes: [acteur-{number % 10}]", "indicateurs:"]
    rows += [
        f"  - indicateur: ind-{number % 20}",
        f"    territoire: dep-{rng.choice(['22', '29', '35', '56'])}",
        f"    references: [{{periode: {2022 + number % 4}, valeur: {rng.randint(1, 99)}}}]",
        f"    commentaire: {text(rng, 30)}",
        "financements:",
    ]  # fmt: skip
    rows += [
        f"  - {{financeur: acteur-{who}, exercice: {year}, prevu: {rng.randint(1, 900) * 100}}}"
        for who in range(2)
        for year in (2024, 2025)
    ]
    return "\n".join(rows) + "\n"


def make(root: Path, count: int, seed: int = 1) -> None:
    """Write a repository of about `count` documents."""
    rng = random.Random(seed)
    write = {
        "feuille.yaml": "format: 1\ntitre: Banc d'essai\nfeuille_de_route: plan\nfictif: true\n",
        "feuilles-de-route/plan.yaml": "type: feuille-de-route\ntitre: Plan\nniveau: regional\n"
        "territoire: reg-53\norientations:\n"
        + "".join(f"  - {{id: axe-{n}, titre: {text(rng, 5)}}}\n" for n in range(12)),
    }
    for n in range(10):
        write[f"acteurs/acteur-{n}.yaml"] = f"type: acteur\nnom: Service {n}\nnature: etat\n"
    for n in range(20):
        write[f"indicateurs/ind-{n}.yaml"] = (
            f"type: indicateur\ntitre: {text(rng, 5)}\nnature: flux\nunite: personnes\n"
            "sens: hausse\nmailles: [departement]\ncomptage: action\n"
        )
    for n in range(count - len(write) + 1):
        write[f"fiches-action/fiche-{n:05}.yaml"] = fiche(rng, n)
    for name, content in write.items():
        target = root / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(content, "utf-8")


if __name__ == "__main__":
    make(Path(sys.argv[1]), int(sys.argv[2]))
