"""The history of a document and who set each value, on real git repositories.

The oracle knows nothing of the program's walk: it reads every commit of the
demonstration and notes when the value at each key path last became what it is.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from feuille import demo, history
from feuille.schema import key_path, registry
from feuille.workspace import open_workspace
from tests.conftest import feuille, git, write_files

FICHE = "fiches-action/accueil.yaml"


def commit(root: Path, subject: str, files: dict[str, str] | None = None) -> str:
    write_files(root, files or {})
    git(root, "add", "-A")
    git(root, "commit", "-qm", subject)
    return git(root, "rev-parse", "HEAD").strip()


def fiche(**keys: Any) -> str:
    return yaml.safe_dump({"type": "fiche-action", "titre": "Accueil", **keys}, allow_unicode=True)


@pytest.fixture
def depot(tmp_path: Path) -> Path:
    root = write_files(tmp_path / "depot", {})
    git(root, "init", "-q")
    return root


def log(root: Path, *arguments: str) -> list[dict[str, Any]]:
    done = feuille("-C", str(root), "log", *arguments, "--format", "json")
    assert done.code == 0, done.err
    return json.loads(done.out)["entries"]


def blame(root: Path, *arguments: str) -> dict[str, dict[str, Any]]:
    done = feuille("-C", str(root), "blame", *arguments, "--format", "json")
    assert done.code == 0, done.err
    return {one["key_path"]: one for one in json.loads(done.out)["values"]}


def setters(root: Path, *arguments: str) -> dict[str, str]:
    return {key: one["subject"] for key, one in blame(root, *arguments).items()}


def leaves(value: Any, at: tuple[Any, ...] = ()) -> list[tuple[tuple[Any, ...], Any]]:
    if isinstance(value, dict | list):
        rows = value.items() if isinstance(value, dict) else enumerate(value)
        return [found for key, inner in rows for found in leaves(inner, (*at, key))]
    return [(at, " ".join(value.split()) if isinstance(value, str) else value)]


def renamed(value: Any, names: dict[str, str]) -> Any:
    """Return data that name documents as they are called today; what they were called stays."""
    if isinstance(value, dict):
        return {k: v if k == "remplace" else renamed(v, names) for k, v in value.items()}
    if isinstance(value, list):
        return [renamed(one, names) for one in value]
    return names.get(value, value)


def plain(key: str) -> str:
    """Write a key path without the nodes above a node of a tree: it is itself wherever it hangs."""
    return re.sub(r"(orientations\[[^\]]*\]\.)+(?=orientations)", "", key)


def oracle(root: Path) -> dict[str, dict[str, str]]:
    """Return, by document and key path, the commit since which the value is what it is now."""
    documents: dict[str, dict[str, tuple[Any, str]]] = {}
    names = {
        former: path.stem
        for path in root.glob("*/*.yaml")
        for former in yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader).get("remplace", [])
    }
    assert names
    for name in git(root, "rev-list", "--reverse", "HEAD").split():
        now: dict[str, dict[str, tuple[Any, str]]] = {}
        for path in git(root, "ls-tree", "-r", "--name-only", name).splitlines():
            if "/" not in path or not path.endswith(".yaml"):
                continue
            text = git(root, "show", f"{name}:{path}")
            data = renamed(yaml.load(text, Loader=yaml.BaseLoader), names)
            node = registry().types[data["type"]].node
            former = [Path(path).stem, *data.get("remplace", [])]
            before = next((documents[one] for one in former if one in documents), {})
            now[Path(path).stem] = {
                key: before[key] if before.get(key, (None,))[0] == value else (value, name)
                for at, value in leaves(data)
                if not re.search(r"\[\d{1,2}\]", key := plain(key_path(node, data, at)))
            }
        documents = now
    return {name: {key: by for key, (_v, by) in one.items()} for name, one in documents.items()}


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo") / "demo"
    demo.build(folder)
    return folder


def test_blame_agrees_with_an_oracle_that_reads_every_commit(demonstration: Path) -> None:
    workspace, compared = open_workspace(demonstration), 0
    for name, keys in oracle(demonstration).items():
        lines = history.blame(history.read(workspace, name, "HEAD"))
        found = {plain(line.key_path): line.revision.commit for line in lines}
        shared = keys.keys() & found.keys()
        assert {key: found[key] for key in shared} == {key: keys[key] for key in shared}, name
        compared += len(shared)
    assert compared > 1000


def test_blame_and_log_of_a_value_agree(demonstration: Path) -> None:
    found = history.read(open_workspace(demonstration), "accompagnement-global", "HEAD")
    for line in history.blame(found):
        newest = history.entries(found, line.key_path)[0]
        assert line.revision == newest.revision, line.key_path


def test_log_tells_each_commit_across_renames_and_moves(depot: Path) -> None:
    commit(depot, "naissance", {"fiches-action/guichet.yaml": fiche(avancement="a-venir")})
    commit(depot, "sans rapport", {"acteurs/ccas.yaml": "type: acteur\nnom: CCAS\n"})
    commit(depot, "départ", {"fiches-action/guichet.yaml": fiche(avancement="en-cours")})
    (depot / "fiches-action/guichet.yaml").unlink()
    commit(depot, "autre nom", {FICHE: fiche(avancement="en-cours", remplace=["guichet"])})
    (depot / FICHE).unlink()
    moved = "fiches-action/2024/accueil.yaml"
    commit(depot, "autre dossier", {moved: fiche(avancement="en-cours", remplace=["guichet"])})
    last = commit(depot, "fin", {moved: fiche(avancement="realise", remplace=["guichet"])})
    entries = log(depot, "accueil")
    assert [(one["subject"], [c["kind"] for c in one["changes"]]) for one in entries] == [
        ("fin", ["avancement"]),
        ("autre dossier", ["document-deplace"]),
        ("autre nom", ["document-renomme"]),
        ("départ", ["avancement"]),
        ("naissance", ["document-ajoute"]),
    ]
    assert (entries[0]["commit"], entries[0]["date"], entries[0]["author"]) == (
        last,
        "2024-01-15",
        "Essai",
    )
    assert [one["subject"] for one in log(depot, "accueil", "--cle", "avancement")] == [
        "fin", "départ", "naissance",
    ]  # fmt: skip
    assert [one["subject"] for one in log(depot, "guichet")] == [one["subject"] for one in entries]
    assert setters(depot, "accueil")["titre"] == "naissance"
    assert setters(depot, "accueil")["avancement"] == "fin"
    assert log(depot, "accueil", "--rev", "HEAD~1")[0]["subject"] == "autre dossier"


def test_a_document_that_is_gone_still_has_its_history(depot: Path) -> None:
    commit(depot, "naissance", {FICHE: fiche()})
    (depot / FICHE).unlink()
    commit(depot, "retrait")
    assert [one["subject"] for one in log(depot, "accueil")] == ["retrait", "naissance"]
    assert feuille("-C", str(depot), "blame", "accueil").code == 2


def test_what_is_not_committed_is_said(depot: Path) -> None:
    commit(depot, "naissance", {FICHE: fiche(avancement="a-venir")})
    write_files(depot, {FICHE: fiche(avancement="en-cours")})
    found = blame(depot, "accueil")
    assert found["avancement"]["commit"] is None
    assert found["titre"]["subject"] == "naissance"
    assert log(depot, "accueil")[0]["commit"] is None
    assert "pas encore enregistré" in feuille("-C", str(depot), "blame", "accueil").out
    assert blame(depot, "accueil", "--rev", "HEAD")["avancement"]["subject"] == "naissance"


def test_reformatting_and_reordering_change_nobody(depot: Path) -> None:
    commit(
        depot,
        "naissance",
        {FICHE: "type: fiche-action\ntitre: Accueil\nterritoires: [dep-42, dep-69]\n"},
    )
    commit(
        depot,
        "forme",
        {FICHE: 'titre: "Accueil"\ntype: fiche-action\nterritoires:\n- dep-69\n- dep-42\n'},
    )
    assert set(setters(depot, "accueil").values()) == {"naissance"}
    assert [one["subject"] for one in log(depot, "accueil")] == ["naissance"]


def test_a_merge_is_nobody_s_work_but_its_own(depot: Path) -> None:
    commit(depot, "base", {FICHE: fiche(avancement="a-venir", resume="Un")})
    git(depot, "checkout", "-q", "-b", "branche")
    commit(depot, "branche", {FICHE: fiche(avancement="en-cours", resume="Deux")})
    git(depot, "checkout", "-q", "main")
    commit(
        depot, "principale", {FICHE: fiche(avancement="a-venir", resume="Trois", meteo="soleil")}
    )
    git(depot, "merge", "-q", "--no-ff", "-s", "ours", "-m", "fusion", "branche")
    write_files(depot, {FICHE: fiche(avancement="en-cours", resume="Quatre", meteo="soleil")})
    git(depot, "commit", "-qa", "--amend", "-m", "fusion")
    assert setters(depot, "accueil") == {
        "type": "base", "titre": "base", "avancement": "branche", "resume": "fusion",
        "meteo": "principale",
    }  # fmt: skip
    entries = log(depot, "accueil")
    assert {one["subject"] for one in entries} == {"fusion", "branche", "principale", "base"}
    (change,) = entries[0]["changes"]
    assert (entries[0]["subject"], change["key_path"], change["new"]) == (
        "fusion",
        "resume",
        "Quatre",
    )


def test_data_in_a_sub_folder(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    (tmp_path / "lisez-moi").write_text("x")

    def commit_all(subject: str) -> None:
        git(tmp_path, "add", "-A")
        git(tmp_path, "commit", "-qm", subject)

    commit_all("avant le dossier")
    root = write_files(tmp_path / "plan [1]", {FICHE: fiche(avancement="a-venir")})
    commit_all("naissance")
    write_files(tmp_path / "autre", {FICHE: fiche(avancement="abandonne")})
    commit_all("ailleurs")
    write_files(root, {FICHE: fiche(avancement="en-cours")})
    commit_all("départ")
    assert [one["subject"] for one in log(root, "accueil")] == ["départ", "naissance"]


def test_a_shallow_clone_says_where_it_ends(depot: Path, tmp_path: Path) -> None:
    commit(depot, "naissance", {FICHE: fiche(avancement="a-venir")})
    commit(depot, "départ", {FICHE: fiche(avancement="en-cours")})
    commit(depot, "fin", {FICHE: fiche(avancement="realise")})
    git(tmp_path, "clone", "-q", "--depth", "2", f"file://{depot}", str(tmp_path / "copie"))
    entries = log(tmp_path / "copie", "accueil")
    assert [(one["subject"], one["boundary"]) for one in entries] == [
        ("fin", False),
        ("départ", True),
    ]
    assert "superficiel" in feuille("-C", str(tmp_path / "copie"), "blame", "accueil").out
    assert "superficiel" not in feuille("-C", str(depot), "blame", "accueil").out


def test_a_version_that_cannot_be_read_takes_nothing_over(depot: Path) -> None:
    commit(depot, "naissance", {FICHE: fiche(avancement="a-venir")})
    commit(depot, "cassé", {FICHE: "type: fiche-action\ntitre: [\n"})
    commit(depot, "réparé", {FICHE: fiche(avancement="en-cours")})
    assert setters(depot, "accueil") == {
        "type": "naissance", "titre": "naissance", "avancement": "réparé",
    }  # fmt: skip
    kinds = {one["subject"]: {c["kind"] for c in one["changes"]} for one in log(depot, "accueil")}
    assert kinds["cassé"] == {"illisible"}


def test_items_are_followed_by_their_key(depot: Path) -> None:
    rows = [{"id": "bus", "description": "Un bus"}, {"id": "carte", "description": "Une carte"}]
    commit(depot, "naissance", {FICHE: fiche(dispositions=rows)})
    rows = [{"id": "neuf", "description": "Neuf"}, rows[1], {**rows[0], "avancement": "en-cours"}]
    commit(depot, "suite", {FICHE: fiche(dispositions=rows)})
    found = setters(depot, "accueil", "dispositions[bus]")
    assert found == {
        "dispositions[bus].id": "naissance", "dispositions[bus].description": "naissance",
        "dispositions[bus].avancement": "suite",
    }  # fmt: skip
    assert setters(depot, "accueil", "dispositions[neuf].description") == {
        "dispositions[neuf].description": "suite"
    }
    subjects = [one["subject"] for one in log(depot, "accueil", "--cle", "dispositions[carte]")]
    assert subjects == ["naissance"]


def test_addresses_are_never_shown(depot: Path) -> None:
    write_files(depot, {FICHE: fiche()})
    git(depot, "add", "-A")
    git(depot, "commit", "-qm", "demande de x@example.invalid", "--author", "y@example.invalid <z@example.invalid>")  # fmt: skip
    for arguments in (["log", "accueil"], ["blame", "accueil"]):
        for form in ("text", "json"):
            done = feuille("-C", str(depot), *arguments, "--format", form)
            assert done.code == 0
            assert "@" not in done.out


@pytest.mark.parametrize(
    "arguments",
    [
        ["log", "acueil"], ["blame", "acueil"], ["blame", "accueil", "avancment"],
        ["log", "accueil", "--cle", "avancment"], ["log", "accueil", "--format", "xml"],
        ["blame", "accueil", "--format", "xml"], ["log", "accueil", "--rev", "nulle"],
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_refused(depot: Path, arguments: list[str]) -> None:
    commit(depot, "naissance", {FICHE: fiche(avancement="a-venir")})
    done = feuille("-C", str(depot), *arguments)
    assert (done.code, done.out) == (2, "")
    assert "→" in done.err


def test_without_git_there_is_no_history(tmp_path: Path) -> None:
    root = write_files(tmp_path, {FICHE: fiche()})
    for command in ("log", "blame"):
        assert feuille("-C", str(root), command, "accueil").code == 2


def test_before_the_first_commit_nothing_is_recorded(depot: Path) -> None:
    write_files(depot, {FICHE: fiche()})
    assert {one["commit"] for one in blame(depot, "accueil").values()} == {None}


@pytest.mark.parametrize("width", [40, 80, 120])
def test_text_fits_the_terminal(depot: Path, monkeypatch: pytest.MonkeyPatch, width: int) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    commit(depot, "Un sujet long " * 6, {FICHE: fiche(resume="Un texte " * 20)})
    write_files(depot, {FICHE: fiche(resume="Un texte " * 25)})
    for command in ("log", "blame"):
        out = feuille("-C", str(depot), command, "accueil").out
        assert max(map(len, out.splitlines())) <= width
