"""The schema is the only description of a type.

A text and a reference are added to a copy of one schema, and nothing else: every
part of the program must know both. This test guards the one big risk, a type
described once more in code.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from feuille import resources, schema, store
from tests.conftest import ROOT, feuille, git, load, write_files

if TYPE_CHECKING:
    from collections.abc import Iterator

DOCUMENTS = {
    "acteurs/service-un.yaml": "type: acteur\nnom: Service Un\n",
    "acteurs/service-deux.yaml": "type: acteur\nnom: Service Deux\n",
    "feuilles-de-route/plan.yaml": "type: feuille-de-route\ntitre: Plan\nniveau: regional\n",
    "fiches-action/fiche.yaml": (
        "type: fiche-action\ntitre: Une fiche\nfeuille_de_route: plan\n"
        "devise: Un pour tous\nmarraine: service-un\n"
    ),
}


@pytest.fixture(autouse=True)
def _richer_schema(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    folder = Path(shutil.copytree(ROOT / "schemas", tmp_path / "schemas"))
    file = folder / "fiche-action.schema.json"
    content = json.loads(file.read_text("utf-8"))
    content["properties"]["devise"] = {
        "title": "Devise de la fiche", "description": "Quelques mots.",
        "$ref": "commun.schema.json#/$defs/ligne",
    }  # fmt: skip
    content["properties"]["marraine"] = {
        "title": "Marraine de la fiche", "description": "Un acteur.", "x-inverse": "Marraine de",
        "$ref": "commun.schema.json#/$defs/reference", "x-ref": ["acteur"],
    }  # fmt: skip
    file.write_text(json.dumps(content), "utf-8")
    real = resources.folder
    monkeypatch.setattr(resources, "folder", lambda name: folder if name == "schemas" else real(name))  # fmt: skip
    monkeypatch.setattr(store, "store", lambda: store.Store(None))
    schema.registry.cache_clear()
    yield
    schema.registry.cache_clear()


@pytest.fixture
def depot(tmp_path: Path) -> Path:
    config = {"feuille.yaml": "format: 1\ntitre: Essai\nfeuille_de_route: plan\n"}
    return write_files(tmp_path / "depot", DOCUMENTS | config)


def test_validate_takes_them_and_checks_the_reference(depot: Path) -> None:
    assert feuille("-C", str(depot), "validate", "--strict").code == 0
    fiche = depot / "fiches-action" / "fiche.yaml"
    fiche.write_text(fiche.read_text("utf-8").replace("service-un", "service-nu"), "utf-8")
    done = feuille("-C", str(depot), "validate", "--format", "json")
    found = {(one["code"], one["line"]) for one in json.loads(done.out)["diagnostics"]}
    assert ("R101", 5) in found


def test_links_know_the_reference(depot: Path) -> None:
    (reference,) = load(depot).incoming["service-un"]
    assert (reference.source.id, reference.at) == ("fiche", ("marraine",))


def test_new_offers_them_and_takes_them(depot: Path) -> None:
    done = feuille(
        "-C", str(depot), "new", "fiche", "titre=Autre", "devise=Tous pour un", "marraine=service-deux",
    )  # fmt: skip
    assert done.code == 0, done.err
    written = load(depot).documents["autre"].data
    assert (written["devise"], written["marraine"]) == ("Tous pour un", "service-deux")
    assert feuille("-C", str(depot), "new", "fiche", "titre=Encore").code == 0
    text = (depot / "fiches-action" / "encore.yaml").read_text("utf-8")
    assert "devise" in text
    assert "marraine" in text


def test_diff_tells_them_apart(depot: Path) -> None:
    git(depot, "init", "-q")
    git(depot, "add", "-A")
    git(depot, "commit", "-qm", "Avant")
    fiche = depot / "fiches-action" / "fiche.yaml"
    text = fiche.read_text("utf-8").replace("Un pour tous", "Tous pour un")
    fiche.write_text(text.replace("service-un", "service-deux"), "utf-8")
    done = feuille("-C", str(depot), "diff", "HEAD", "--format", "json")
    changes = json.loads(done.out)["changes"]
    assert {change["key_path"] for change in changes} == {"devise", "marraine"}
    words = " ".join(change["sentence"] for change in changes)
    assert "Devise de la fiche" in words
    assert "Service Deux" in words


@pytest.mark.parametrize("form", ["html", "md"])
def test_pages_show_them_both_ways(depot: Path, tmp_path: Path, form: str) -> None:
    done = feuille("-C", str(depot), "render", "--to", form, "-o", str(tmp_path / "site"))
    assert done.code == 0, done.err
    pages = {path.stem: path.read_text("utf-8") for path in (tmp_path / "site").rglob(f"*.{form}")}
    for words in ("Devise de la fiche", "Un pour tous", "Marraine de la fiche", "Service Un"):
        assert words in pages["fiche"]
    assert "Marraine de" in pages["service-un"]
    assert "Une fiche" in pages["service-un"]


def test_a_new_type_is_a_schema_file_and_nothing_else(depot: Path, tmp_path: Path) -> None:
    folder = resources.folder("schemas")
    assert isinstance(folder, Path)
    content = json.loads((folder / "rencontre.schema.json").read_text("utf-8"))
    content["title"] = "Visite"
    content["x-type"] = {"nom": "visite", "dossier": "visites", "pluriel": "Visites"}
    content["properties"]["type"] = {"const": "visite", "title": "Type", "description": "Type."}
    (folder / "visite.schema.json").write_text(json.dumps(content), "utf-8")
    schema.registry.cache_clear()
    done = feuille("-C", str(depot), "new", "visite", "titre=Visite du foyer", "date=2024-05-02")
    assert done.code == 0, done.err
    assert (depot / "visites" / "visite-du-foyer.yaml").exists()
    assert feuille("-C", str(depot), "validate", "--strict").code == 0
    assert feuille("-C", str(depot), "render", "-o", str(tmp_path / "site")).code == 0
    (page,) = (tmp_path / "site").rglob("visite-du-foyer.html")
    assert "2 mai 2024" in page.read_text("utf-8").replace("\u202f", " ").replace("\xa0", " ")
