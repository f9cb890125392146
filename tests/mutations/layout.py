"""Faults of the repository: files out of place, what `feuille.yaml` says, comments that silence."""

from __future__ import annotations

from feuille.schema import registry
from tests.mutations.kinds import kind
from tests.mutations.site import CONFIG, Fault, Site


def _moved(site: Site, path: str, line: int = 0) -> Fault:
    return Fault({site.path: None, path: site.text.encode()}, path, line or site.first_line())


@kind("G101")
def file_in_an_unknown_folder(site: Site) -> Fault:
    folder, _slash, name = site.path.partition("/")
    return _moved(site, f"{site.rng.choice([folder[:-1], 'brouillons'])}/{name}", 1)


@kind("G101")
def file_outside_of_folders(site: Site) -> Fault:
    return _moved(site, site.path.rpartition("/")[2], 1)


@kind("G102")
def file_in_the_folder_of_another_type(site: Site) -> Fault:
    folders = sorted(set(registry().by_folder) - {site.path.split("/")[0]})
    return _moved(site, f"{site.rng.choice(folders)}/{site.path.rpartition('/')[2]}")


@kind("G103")
def file_name_with_capitals(site: Site) -> Fault:
    folder, _slash, name = site.path.rpartition("/")
    wrong = site.rng.choice([name.capitalize(), f"été {name}", name.replace(".yaml", "_2.yaml")])
    return _moved(site, f"{folder}/{wrong}")


@kind("G103")
def file_name_with_another_suffix(site: Site) -> Fault:
    return _moved(site, site.path.replace(".yaml", ".yml"))


@kind("G103")
def file_name_like_a_territory(site: Site) -> Fault:
    return _moved(site, f"{site.path.rpartition('/')[0]}/dep-42.yaml")


@kind("G104")
def home_that_does_not_exist(site: Site) -> Fault:
    return _configured(site, "feuille_de_route: plan-inconnu")


@kind("G104")
def repository_of_an_unknown_place(site: Site) -> Fault:
    return _configured(site, "territoire: dep-99")


def _configured(site: Site, wrong: str) -> Fault:
    """Write a line of `feuille.yaml` otherwise."""
    _text, lines = site.config()
    row = next(
        (
            n
            for n, line in enumerate(lines)
            if line.startswith(wrong.split(":", maxsplit=1)[0] + ":")
        ),
        -1,
    )
    site.need(row >= 0)
    lines[row] = wrong
    return Fault({CONFIG: ("\n".join(lines) + "\n").encode()}, CONFIG, row + 1)


@kind("G201", "G202")
def announced_number_that_is_not_there(site: Site) -> Fault:
    site.need("effectifs_annonces" not in site.data)
    return site.append(["effectifs_annonces:", "  - objet: acteur", "    nombre: 99"], 2)


@kind("G301")
def silence_without_a_reason(site: Site) -> Fault:
    return site.insert(
        site.below_top(), [site.rng.choice(["# feuille: ignore C301", "# feuille: ignore — hâte"])]
    )


@kind("G302")
def silence_that_silences_nothing(site: Site) -> Fault:
    return site.insert(site.below_top(), ["# feuille: ignore C301 — total publié avant l’avenant"])


@kind("G402")
def house_rule_not_followed(site: Site) -> Fault:
    rule = (
        f"regles:\n  - id: essai\n    si: {{properties: {{id: {{const: {site.document.id}}}}}}}\n"
        "    alors: {required: [x-inexistant]}\n    message: Il manque quelque chose.\n"
    )
    text, _lines = site.config()
    site.need("regles:" not in text)
    return Fault({CONFIG: (text + rule).encode()}, site.path, site.first_line())


@kind("G401")
def house_rule_that_is_no_schema(site: Site) -> Fault:
    text, lines = site.config()
    site.need("regles:" not in text)
    wrong = site.rng.choice(["{required: titre}", "{type: texte}", "{$ref: autre.json}"])
    rule = f"regles:\n  - id: essai\n    alors: {wrong}\n    message: Essai.\n"
    return Fault({CONFIG: (text + rule).encode()}, CONFIG, len(lines) + 2)
