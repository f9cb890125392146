"""A list item that says which id it bore is followed: in comparisons, histories, publications."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from feuille import history, public, resources, schema, store
from feuille.diff import compare
from feuille.report.outline import outline
from feuille.workspace import open_workspace
from tests.conftest import ROOT, feuille, git, load, write_files

if TYPE_CHECKING:
    from feuille.corpus import Corpus

PLAN = "feuilles-de-route/plan.yaml"
Files = dict[str, str]


def plan(*nodes: dict[str, Any], **keys: Any) -> str:
    data = {"type": "feuille-de-route", "titre": "Plan", "niveau": "regional", **keys}
    data["orientations"] = [{"titre": one["id"].capitalize(), **one} for one in nodes]
    return json.dumps(data)


def fiche(*nodes: str) -> Files:
    return {"fiches-action/f.yaml": f"type: fiche-action\ntitre: F\norientations: {[*nodes]}\n"}


def corpora(folder: Path, *sides: Files) -> list[Corpus]:
    return [load(write_files(folder / str(n), files)) for n, files in enumerate(sides)]


# A key that any list may gain

ACTS = """\
type: convention
titre: Accord
modele: cls
parties: [etat]
actions: [{{fiche: f, financements: [{{financeur: etat, exercice: 2024, engage: 10, acte: {act}}}]}}]
avenants: [{acts}]
"""


@pytest.fixture
def _acts_that_bore_ids(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    folder = Path(shutil.copytree(ROOT / "schemas", tmp_path / "schemas"))
    file = folder / "convention.schema.json"
    content = json.loads(file.read_text("utf-8"))
    item = content["properties"]["avenants"]["items"]
    item["properties"]["remplace"] = {"$ref": "commun.schema.json#/$defs/anciens"}
    file.write_text(json.dumps(content), "utf-8")
    real = resources.folder
    monkeypatch.setattr(resources, "folder", lambda name: folder if name == "schemas" else real(name))  # fmt: skip
    monkeypatch.setattr(store, "store", lambda: store.Store(None))
    schema.registry.cache_clear()
    yield
    schema.registry.cache_clear()


@pytest.mark.usefixtures("_acts_that_bore_ids")
def test_the_items_of_any_list_are_followed_and_so_is_what_names_them(tmp_path: Path) -> None:
    one, two, named = "{id: a1}", "{id: a2}", "{id: premier, remplace: [a1]}"
    old, new, swapped = corpora(
        tmp_path,
        {"conventions/c.yaml": ACTS.format(act="a1", acts=f"{one}, {two}")},
        {"conventions/c.yaml": ACTS.format(act="premier", acts=f"{named}, {two}")},
        {"conventions/c.yaml": ACTS.format(act="premier", acts=f"{two}, {named}")},
    )
    (change,) = compare(old, new).changes
    assert (change.kind, change.old, change.new) == ("identifiant", "a1", "premier")
    assert change.key_path == "avenants[premier].id"
    there, back = compare(old, swapped).changes, compare(swapped, old).changes
    (order,) = (one for one in there if one.kind == "ordre")
    assert (order.old, order.new) == (["a1", "a2"], ["a2", "premier"])
    assert [(one.kind, one.old, one.new) for one in there] == [
        (one.kind, one.new, one.old) for one in back
    ]


# What stands on it


def test_an_action_that_is_gone_stands_under_its_orientation_of_today(tmp_path: Path) -> None:
    gone = "type: fiche-action\ntitre: G\norientations: [plan#droits]\n"
    old = {PLAN: plan({"id": "droits"}), "fiches-action/g.yaml": gone, **fiche("plan#droits")}
    new = {PLAN: plan({"id": "acces", "remplace": ["droits"]}), **fiche("plan#acces", "plan#x")}
    found = outline(compare(*corpora(tmp_path, old, new)))
    assert [(one.title, [of.id for of in one.sheets]) for one in found] == [
        ("Feuilles de route", ["plan"]),
        ("Fiches action – Acces", ["f", "g"]),
    ]


def test_log_and_blame_go_through_a_change_of_id(tmp_path: Path) -> None:
    sides = [
        plan({"id": "droits", "titre": "Droits"}),
        plan({"id": "droits", "titre": "Accès"}),
        plan({"id": "acces", "titre": "Accès", "remplace": ["droits"]}),
        plan({"id": "acces", "titre": "Accès", "remplace": ["droits"], "description": "Dit"}),
    ]
    root = write_files(tmp_path, {})
    git(root, "init", "-q")
    for number, text in enumerate(sides):
        write_files(root, {PLAN: text})
        git(root, "add", "-A")
        git(root, "commit", "-qm", str(number))
    found = history.read(open_workspace(root), "plan", "HEAD")

    def told(key: str) -> list[tuple[str, list[str]]]:
        return [
            (one.revision.subject, [change.kind for change in one.comparison.changes])
            for one in history.entries(found, f"orientations[{key}")
        ]

    ends = ("2", ["identifiant"]), ("0", ["document-ajoute"])
    assert told("acces]") == [("3", ["texte"]), ends[0], ("1", ["orientation-renommee"]), ends[1]]
    assert told("droits]") == told("acces]")[1:]
    assert told("acces].titre") == [("1", ["orientation-renommee"]), ends[1]]
    assert told("acces].id") == [*ends]
    assert told("acces].remplace[0]") == [ends[0]]
    set_by = {line.key_path: line.revision.subject for line in history.blame(found)}
    assert {key.partition("].")[2]: by for key, by in set_by.items() if "." in key} == {
        "id": "2", "titre": "1", "remplace[0]": "2", "description": "3",
    }  # fmt: skip


# What is restricted

CLEAR = {"id": "claire"}
SECRET = {"id": "canari", "titre": "Canari"}
HIDDEN = {"id": "cache", "titre": "Canari", "confidentialite": "restreint"}
BORE = {"remplace": ["canari"]}


@pytest.mark.parametrize(("old", "new"), [
    (plan(CLEAR, SECRET), plan(CLEAR, HIDDEN | BORE)),
    (plan(CLEAR, SECRET | {"remplace": ["cache"]}), plan(CLEAR, HIDDEN)),
    (plan(CLEAR, SECRET), plan(CLEAR, mesures=[HIDDEN | BORE])),
    (plan(CLEAR, SECRET), plan(CLEAR | {"orientations": [HIDDEN | BORE]})),
    # A node that may be read says that it bore the id too.
    (plan(CLEAR, SECRET), plan(CLEAR | BORE, HIDDEN | BORE)),
    (plan(CLEAR | BORE), plan(CLEAR | BORE, HIDDEN | BORE)),
    (plan(CLEAR), plan(CLEAR | {"remplace": ["canari", "cache"]}, HIDDEN | BORE)),
    (plan(CLEAR), plan(CLEAR | {"remplace": "canari"}, HIDDEN | BORE)),
    (plan(CLEAR, SECRET | {"titre": "Autre canari", "confidentialite": "restreint"}), plan(CLEAR, HIDDEN | BORE)),
])  # fmt: skip
def test_a_node_that_is_restricted_today_goes_under_every_id_that_it_bore(
    old: str, new: str, tmp_path: Path
) -> None:
    fresh = {"acteurs/un.yaml": "type: acteur\nnom: Un\n", **fiche("plan#claire", "plan#cache")}
    cited = fiche("plan#claire", "plan#canari", "plan#cache")
    before, after = corpora(tmp_path, {PLAN: old, **cited}, {PLAN: new, **fresh})
    today = public.published(after)
    then = public.earlier(before, after, today)
    shown = [one.data for side in (then, today) for one in side.corpus.documents.values()]
    changes = public.compared(then.corpus, today.corpus).changes
    assert "anari" not in repr([shown, changes])
    assert "cache" not in repr([shown, changes])
    assert "claire" in repr(shown)
    assert ("document-ajoute", "un") in [(one.kind, one.id) for one in changes]


def test_a_stale_reference_names_no_restricted_node(tmp_path: Path) -> None:
    stale = fiche("plan#claire", "plan#canari", "ancien#canari", "plan#rien")
    text = plan(CLEAR, HIDDEN | BORE, remplace=["ancien"])
    (corpus,) = corpora(tmp_path, {PLAN: text, **stale})
    found = public.published(corpus).corpus.documents["f"].data
    assert found["orientations"] == ["plan#claire", "plan#rien"]


def test_a_node_that_may_be_read_is_followed_in_a_publication(tmp_path: Path) -> None:
    old = {PLAN: plan({"id": "droits"}, SECRET), **fiche("plan#droits", "plan#canari")}
    new = {
        PLAN: plan({"id": "acces", "remplace": ["droits"]}, HIDDEN | BORE),
        **fiche("plan#acces", "plan#cache"),
    }
    before, after = corpora(tmp_path, old, new)
    today = public.published(after)
    then = public.earlier(before, after, today)
    changes = public.compared(then.corpus, today.corpus).changes
    assert [(one.kind, one.old, one.new) for one in changes] == [
        ("identifiant", "droits", "acces"),
        ("orientation-renommee", "Droits", "Acces"),
    ]


def test_an_address_that_a_restricted_node_had_leads_nowhere(tmp_path: Path) -> None:
    shared = {"remplace": ["canari", "droits"]}
    root = write_files(tmp_path / "depot", {PLAN: plan({"id": "acces"} | shared, HIDDEN | BORE)})
    assert feuille("-C", str(root), "render", "-o", str(tmp_path / "site")).code == 0
    pages = {path.stem for path in (tmp_path / "site").rglob("*.html")}
    assert "droits" in pages
    assert "canari" not in pages
