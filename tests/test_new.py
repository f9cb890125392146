"""`feuille new`: one document of any type, valid at birth, that overwrites nothing."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from feuille.commands import new, prompts
from feuille.commands.terminal import Terminal
from feuille.diagnostics import CannotProceedError, Severity
from feuille.parse import parse
from feuille.schema import Type, registry
from tests.conftest import Run, diagnose, feuille, load

Make = Callable[[dict[str, str]], Path]
PLAN = {
    "feuilles-de-route/plan.yaml": (
        "type: feuille-de-route\ntitre: Plan\nniveau: regional\n"
        "orientations: [{id: droits, titre: Accès aux droits}, {id: emploi, titre: Emploi}]\n"
    ),
    "acteurs/caf-42.yaml": "type: acteur\nnom: Caisse d'allocations familiales\n",
    "acteurs/ddets-42.yaml": "type: acteur\nnom: Direction de l'emploi\n",
}


def run_new(root: Path, *words: str) -> Run:
    return feuille("-C", str(root), "new", *words)


def data(root: Path, path: str) -> dict[str, object]:
    found: dict[str, object] = parse((root / path).read_bytes()).data
    return found


def files(root: Path) -> set[str]:
    return {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()}


LEAST = {
    "indicateur": ["unite=personnes"],
    "convention": ["parties=caf-42"],
    "rapport-execution": ["conventions=appui"],
    "fiche-territoire": ["territoire=dep-42"],
}


@pytest.mark.parametrize("kind", registry().types.values(), ids=lambda kind: kind.name)
def test_every_type_is_born_valid_from_what_a_refusal_asks_for(kind: Type, repo: Make) -> None:
    convention = "type: convention\ntitre: Appui\nmodele: autre\nparties: [caf-42]\n"
    root = repo(PLAN | {"conventions/appui.yaml": convention})
    words = list(LEAST.get(kind.name, []))
    refused = run_new(root, kind.name, *words)
    if refused.code:
        words += refused.err.split("commande : ")[1].replace('"…"', "Essai").split()
    done = run_new(root, kind.name, *words)
    assert (done.code, done.err.count("\n")) == (0, 1)
    path = done.out.strip()
    assert path.startswith(f"{kind.folder}/")
    assert data(root, path)["type"] == kind.name
    found = [one for one in diagnose(root) if one.place.path == path]
    assert [one for one in found if one.severity is not Severity.INFO] == []


def test_values_take_the_shape_that_the_schema_wants(repo: Make) -> None:
    root = repo(PLAN)
    done = run_new(
        root, "fiche", "titre=Accès : agir", "pilotes=caf-42, ddets-42", "partenaires=Ville de Roanne",
        "calendrier.debut=2024", "avancement=en cours", "numero=07", "objectifs=Un, puis deux",
        "objectifs=Trois", "publics=jeunes,familles", "x-suivi=12", "orientations=plan#droits",
        "financements.financeur=caf-42", "financements.exercice=2024", "financements.engage=1200.50",
        "description=Un.\r\n- deux",
    )  # fmt: skip
    assert done.code == 0
    assert data(root, done.out.strip()) == {
        "type": "fiche-action",
        "numero": "07",
        "titre": "Accès : agir",
        "feuille_de_route": "plan",
        "orientations": ["plan#droits"],
        "avancement": "en-cours",
        "description": "Un.\n- deux\n",
        "objectifs": ["Un, puis deux", "Trois"],
        "pilotes": ["caf-42", "ddets-42"],
        "partenaires": [{"libelle": "Ville de Roanne"}],
        "publics": ["jeunes", "familles"],
        "calendrier": {"debut": 2024},
        "financements": [{"financeur": "caf-42", "exercice": 2024, "engage": 1200.5}],
        "x-suivi": 12,
    }
    keys = list(data(root, done.out.strip()))
    known = registry().types["fiche-action"].node.properties
    assert keys[:-1] == [key for key in known if key in keys]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["fich"], "« fiche »"),
        (["fiche"], 'titre="…"'),
        (["feuille-de-route", "titre=Un"], "niveau=national"),
        (["indicateur", "titre=Un", "nature=flux"], "unite="),
        (["fiche", "titre"], "CLÉ=VALEUR"),
        (["fiche", "=Un"], "CLÉ=VALEUR"),
        (["fiche", "titre=Un", "pilote=caf-42"], "« pilotes »"),
        (["fiche", "titre=Un", "calendrier.fini=2024"], "« calendrier.fin »"),
        (["fiche", "titre=Un", "nature.debut=2024"], "nature=VALEUR"),
        (["fiche", "titre=Un", "titre=Deux"], "deux fois"),
        (
            ["fiche", "titre=Un", "calendrier.debut=2024", "calendrier=2024"],
            "calendrier.debut=2024",
        ),
        (["fiche", "titre=Un", "dispositions=Ouvrir"], 'dispositions.description="…"'),
        (["fiche", "titre=Un", "pilotes=caf-24"], "« caf-42 »"),
        (["fiche", "titre=Un", "orientations=plan#emplois"], "« plan#emploi »"),
        (["fiche", "titre=Un", "avancement=fini"], "a-venir"),
        (["fiche", "titre=Un", "indicateurs.indicateur=x"], "indicateurs[0].indicateur : "),
        (["fiche", "titre=Un", "financements.engage=12.500"], "12500"),
        (["fiche", "titre=Un", "calendrier.debut=2024-02-31"], "2024-02-31"),
        (["fiche", "titre=Un", "calendrier.debut=2025", "calendrier.fin=2024"], "précède"),
        (["fiche", "titre=Un", "type=acteur"], "fiche-action"),
        (["fiche", "titre="], "vide"),
        (["fiche", "titre=Un\nDeux"], "une seule ligne"),
        (["fiche", "titre=Un", "--id", "Agir"], "--id agir"),
        (["fiche", "titre=Un", "--id", "dep-42"], "territoire"),
        (["fiche", "titre=Un", "--id", "plan"], "feuilles-de-route/plan.yaml"),
        (["fiche", "titre=Un", "--id", "casse"], "casse"),
        (["fiche", "titre=\udce9"], "UTF-8"),
    ],
)
def test_what_would_not_be_valid_is_refused_and_nothing_written(
    words: list[str], said: str, repo: Make
) -> None:
    root = repo(PLAN | {"fiches-action/casse.yaml": "titre: [\n"})
    before = files(root)
    done = run_new(root, *words)
    assert (done.code, done.out) == (2, "")
    assert said in done.err
    assert files(root) == before


def test_outside_a_data_repository_nothing_is_made(tmp_path: Path) -> None:
    assert run_new(tmp_path, "fiche", "titre=Un").code == 2
    assert files(tmp_path) == set()


def test_broken_neighbours_do_not_prevent_a_birth(repo: Make) -> None:
    root = repo(
        PLAN
        | {
            "fiches-action/casse.yaml": "titre: [\n",
            "fiches-action/tordue.yaml": "type: fiche-action\ntitre: [1]\nnumero: {a: 1}\norientations: 3\n",
            "fiches-action/perdue.yaml": "type: fiche-action\ntitre: Un\npilotes: [personne]\n",
        }
    )
    done = run_new(root, "fiche", "titre=Casse")
    assert (done.code, done.out) == (0, "fiches-action/casse-2.yaml\n")


@pytest.mark.parametrize(
    ("words", "path"),
    [
        (["fiche", "titre=L’accès aux droits"], "fiches-action/l-acces-aux-droits.yaml"),
        (["fiche", "titre=Plan"], "fiches-action/plan-2.yaml"),
        (["fiche", "titre=Dép. 42"], "fiches-action/fiche-action-dep-42.yaml"),
        (["fiche", "titre=日本"], "fiches-action/fiche-action.yaml"),
        (["fiche", "titre=Un", "--id", "agir"], "fiches-action/agir.yaml"),
        (["fiche-territoire", "territoire=dep-42"], "fiches-territoire/loire.yaml"),
        (["acteur", "nom=CAF 42"], "acteurs/caf-42-2.yaml"),
    ],
)
def test_the_id_comes_from_the_title_and_is_free(words: list[str], path: str, repo: Make) -> None:
    assert run_new(repo(PLAN), *words).out.strip() == path


def test_a_name_taken_meanwhile_is_left_alone(repo: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    root = repo(PLAN)
    taken = root / "fiches-action" / "agir.yaml"

    def meanwhile(draft: str, path: str) -> None:
        if not taken.exists():
            taken.write_text("type: fiche-action\ntitre: Autre\n", "utf-8")
        if Path(path).exists():
            raise FileExistsError(17, "File exists", path)
        shutil.copy(draft, path)

    monkeypatch.setattr("os.link", meanwhile)
    done = run_new(root, "fiche", "titre=Agir")
    assert done.out == "fiches-action/agir-2.yaml\n"
    assert "Autre" in taken.read_text("utf-8")
    taken.unlink()
    assert run_new(root, "fiche", "titre=Agir", "--id", "agir").code == 2
    assert "Autre" in taken.read_text("utf-8")


def test_ten_runs_at_once_make_ten_files(repo: Make) -> None:
    root = repo(PLAN)
    kind = registry().types["acteur"]
    corpus = load(root)
    made: list[str] = []

    def one() -> None:
        found = {"type": "acteur", "nom": "Mission locale"}
        made.append(new._write(root, corpus, kind, found, None))

    threads = [threading.Thread(target=one) for _n in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(made)) == 10
    assert len(load(root).of_type("acteur")) == 12


FICHE = "type: fiche-action\ntitre: Un\n"


@pytest.mark.parametrize(
    ("beside", "words", "number"),
    [
        ({}, [], "1"),
        ({"a": 'numero: "3"\nfeuille_de_route: plan\n'}, [], "4"),
        ({"a": 'numero: "3"\norientations: [plan#droits]\n'}, [], "4"),
        ({"a": 'numero: "3"\norientations: [plan#droits]\n'}, ["orientations=plan#emploi"], "4"),
        ({"a": 'numero: "9"\nfeuille_de_route: plan\n', "b": "feuille_de_route: plan\n"}, [], "10"),
        ({"a": 'numero: "2.1"\nfeuille_de_route: plan\n'}, [], None),
        ({"a": "feuille_de_route: plan\n"}, [], None),
        ({"a": 'numero: "3"\nfeuille_de_route: autre\n'}, [], "1"),
        ({"a": 'numero: "3"\nfeuille_de_route: plan\n'}, ["numero=12"], "12"),
    ],
)
def test_the_next_number_is_given_where_the_plan_numbers_its_own(
    beside: dict[str, str], words: list[str], number: str | None, repo: Make
) -> None:
    other = {"feuilles-de-route/autre.yaml": "type: feuille-de-route\ntitre: A\nniveau: national\n"}
    config = {"feuille.yaml": "format: 1\ntitre: Essai\nfeuille_de_route: plan\n"}
    fiches = {f"fiches-action/{name}.yaml": FICHE + text for name, text in beside.items()}
    root = repo(PLAN | other | config | fiches)
    done = run_new(root, "fiche", "titre=Nouvelle", *words)
    assert data(root, done.out.strip()).get("numero") == number


def test_the_plan_is_filled_only_where_one_can_be_meant(repo: Make) -> None:
    other = {"feuilles-de-route/autre.yaml": "type: feuille-de-route\ntitre: A\nniveau: national\n"}
    root = repo(PLAN | other)
    done = run_new(root, "fiche", "titre=Sans plan")
    assert "feuille_de_route" not in data(root, done.out.strip())
    (root / "feuille.yaml").write_text("format: 1\ntitre: E\nfeuille_de_route: autre\n", "utf-8")
    done = run_new(root, "fiche", "titre=Avec plan")
    assert data(root, done.out.strip())["feuille_de_route"] == "autre"
    (root / "feuilles-de-route" / "autre.yaml").write_text("titre: [", "utf-8")
    done = run_new(root, "fiche", "titre=Plan illisible")
    assert data(root, done.out.strip())["feuille_de_route"] == "autre"
    (root / "feuille.yaml").write_text("format: 1\ntitre: E\n", "utf-8")
    done = run_new(root, "fiche", "titre=Plan douteux")
    assert "feuille_de_route" not in data(root, done.out.strip())
    done = run_new(root, "roadmap", "titre=Autre plan", "niveau=national")
    assert {"decline", "succede_a"} & set(data(root, done.out.strip())) == set()


def test_examples_name_documents_that_exist(repo: Make) -> None:
    root = repo(PLAN)
    done = run_new(root, "fiche", "titre=Un")
    text = (root / done.out.strip()).read_text("utf-8")
    assert "# orientations: [plan#droits]" in text
    assert "# pilotes: [caf-42]" in text


def test_a_folder_that_is_a_link_is_refused(repo: Make, tmp_path: Path) -> None:
    root = repo(PLAN)
    (tmp_path / "ailleurs").mkdir()
    (root / "fiches-action").symlink_to(tmp_path / "ailleurs")
    assert run_new(root, "fiche", "titre=Un").code == 2
    assert files(tmp_path / "ailleurs") == set()


def test_a_folder_that_is_a_file_is_refused(repo: Make) -> None:
    root = repo(PLAN | {"fiches-action": ""})
    done = run_new(root, "fiche", "titre=Un")
    assert done.code == 2
    assert "fiches-action" in done.err


def asked(root: Path, answers: list[str], monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    """Run `new` as on a terminal where somebody types these answers, then nothing more."""
    left = iter(answers)
    monkeypatch.setattr(prompts, "possible", lambda _terminal: True)
    monkeypatch.setattr("typer.prompt", lambda *_words, **_options: next(left))
    code = new.run(Terminal(root), words[0], list(words[1:]), None)
    assert list(left) == []
    return code


def test_questions_take_numbers_names_and_parts_of_them(
    repo: Make, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    root = repo(PLAN)
    pilots = "alloc, direction, CCAS de Roanne"
    answers = ["", "Agir", "2, droits", "fini", "En cours", "Agir, vite", pilots]
    assert asked(root, answers, monkeypatch, "fiche") == 0
    assert data(root, "fiches-action/agir.yaml") == {
        "type": "fiche-action",
        "numero": "1",
        "titre": "Agir",
        "feuille_de_route": "plan",
        "orientations": ["plan#emploi", "plan#droits"],
        "avancement": "en-cours",
        "objectifs": ["Agir, vite"],
        "pilotes": ["caf-42", "ddets-42", {"libelle": "CCAS de Roanne"}],
    }
    shown = capsys.readouterr().out
    assert "à venir" in shown
    assert "Caisse d'allocations familiales (caf-42)" in shown


def test_questions_that_may_be_passed_are_and_what_is_given_is_not_asked(
    repo: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = repo(PLAN)
    assert asked(root, [""] * 4, monkeypatch, "fiche", "titre=Agir") == 0
    assert set(data(root, "fiches-action/agir.yaml")) == {"type", "numero", "titre", "feuille_de_route"}  # fmt: skip


def test_an_answer_may_call_for_another_question(
    repo: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = repo(PLAN)
    answers = ["Délai", "flux", "jours", "", "baisse", "région, epci", "Enquête"]
    assert asked(root, answers, monkeypatch, "indicateur") == 0
    found = data(root, "indicateurs/delai.yaml")
    assert (found["unite"], found["sens"], found["mailles"]) == ("jours", "baisse", ["region", "epci"])  # fmt: skip


def test_an_answer_that_means_several_or_none_is_asked_again(
    repo: Make, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    root = repo(PLAN)
    answers = ["savo", "Atlantide", "Savoie", ""]
    assert asked(root, answers, monkeypatch, "fiche-territoire") == 0
    assert data(root, "fiches-territoire/savoie.yaml")["territoire"] == "dep-73"
    shown = capsys.readouterr().out
    assert "Haute-Savoie" in shown
    assert "Atlantide" in shown


def test_a_document_that_needs_another_says_to_make_it_first(
    repo: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = repo({})
    with pytest.raises(CannotProceedError) as refusal:
        asked(root, ["dep-42"], monkeypatch, "fiche-territoire")
    assert refusal.value.hint.endswith("feuille new feuille-de-route")
    assert files(root) == {"feuille.yaml"}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals")
@pytest.mark.parametrize(
    ("typed", "code", "made"),
    [
        ([b"Agir\n", b"\n", b"\n", b"\n", b"\n"], 0, {"fiches-action/agir.yaml"}),
        ([b"Agir\n", signal.SIGINT], 130, set()),
        ([b"Agir\n", b"\x04"], 130, set()),
    ],
    ids=["answered", "interrupted", "closed"],
)
def test_on_a_terminal_it_asks_and_an_interruption_leaves_nothing(
    typed: list[bytes | signal.Signals], code: int, made: set[str], repo: Make
) -> None:
    import pty

    root = repo(PLAN)
    before = files(root)
    master, slave = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "feuille", "new", "fiche"],
        cwd=root, stdin=slave, stdout=slave, stderr=slave,
    )  # fmt: skip
    os.close(slave)
    for part in typed:
        shown = b""
        while not shown.endswith(b"> "):
            shown += os.read(master, 4096)
        if isinstance(part, bytes):
            os.write(master, part)
        else:
            process.send_signal(part)
            # Between the prompt and its reading, Python only notes a signal: a line wakes it.
            with contextlib.suppress(OSError):
                os.write(master, b"\n")
    assert process.wait(20) == code
    os.close(master)
    assert files(root) - before == made


def test_quiet_and_scripts_are_asked_nothing(repo: Make) -> None:
    root = repo(PLAN)
    done = feuille("-q", "-C", str(root), "new", "fiche", "titre=Agir")
    assert (done.code, done.out, done.err) == (0, "fiches-action/agir.yaml\n", "")
