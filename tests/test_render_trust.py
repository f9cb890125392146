"""What must never reach a page: restricted content, and anything hostile that would act."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feuille.public import published
from feuille.render import addresses, prose
from tests import suites
from tests.canaries import AMOUNT, Canaries
from tests.conftest import feuille, git, load, write_files
from tests.site_checker import PageRead, dead_links, read

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SECRETS = {
    "feuille.yaml": "format: 1\ntitre: Essai\nfeuille_de_route: plan-canari\n",
    "feuilles-de-route/plan.yaml": """\
type: feuille-de-route
titre: Plan
niveau: regional
contact: canari@example.org
decline: plan-canari
orientations:
  - {id: claire, titre: Claire}
  - {id: canari-orientation, titre: Canari, confidentialite: restreint}
gouvernance: {pilotes: [acteur-canari, {acteur: acteur-canari, role: rôle canari}]}
""",
    "feuilles-de-route/plan-canari.yaml": """\
type: feuille-de-route
titre: Canari national
niveau: national
confidentialite: restreint
""",
    "acteurs/acteur-canari.yaml": "type: acteur\nnom: Canari\nconfidentialite: restreint\n",
    "acteurs/clair.yaml": "type: acteur\nnom: Clair\ncontact: canari au 04\nmembre_de: [acteur-canari]\n",
    "acteurs/faute.yaml": "type: acteur\nnom: Canari\nconfidentialité: restreint\n",
    "acteurs/autre-faute.yaml": "type: acteur\nnom: Canari\nconfidentialite: Restreint\n",
    "acteurs/indecis.yaml": "type: acteur\nnom: Canari\nconfidentialite: a-definir\n",
    "acteurs/casse-canari.yaml": "type: acteur\nnom: [\n",
    "fiches-action/fiche-canari.yaml": """\
type: fiche-action
titre: Canari
feuille_de_route: plan
confidentialite: restreint
""",
    "fiches-action/fiche.yaml": """\
type: fiche-action
titre: Fiche
orientations: [plan#claire, plan#canari-orientation]
mesure: plan-canari#mesure
pilotes: [clair, acteur-canari, casse-canari]
fiches_liees: [fiche-canari]
dispositions:
  - {id: une, description: Visible, responsable: acteur-canari}
  - {id: canari, description: Canari, confidentialite: restreint}
financements: [{financeur: acteur-canari, engage: 4242}]
x-note: note canari
""",
    "conventions/accord.yaml": """\
type: convention
titre: Accord
modele: cls
feuille_de_route: plan
parties: [clair, {acteur: acteur-canari, fonction: fonction canari}]
actions:
  - {fiche: fiche, financements: [{financeur: clair, exercice: 2024, engage: 10}]}
  - {fiche: fiche-canari, description: Ce que fait le canari, financements: [{financeur: clair, exercice: 2024, engage: 4242}]}
montants_imprimes: [{financeur: clair, exercice: 2024, engage: 5000}]
""",
    "rapports/rapport.yaml": """\
type: rapport-execution
titre: Rapport
conventions: [accord]
exercice: 2024
lignes: [{id: une, actions: [accord#fiche-canari, accord#fiche]}]
""",
}


def test_restricted_content_reaches_no_file(
    repo: Callable[[dict[str, str]], Path], tmp_path: Path
) -> None:
    output = tmp_path / "site"
    done = feuille("-C", str(repo(SECRETS)), "render", "--to", "html,md", "-o", str(output))
    assert done.code == 1, done.err
    files = [path for path in output.rglob("*") if path.is_file()]
    for path in files:
        assert "canari" not in path.relative_to(output).as_posix()
        said = path.read_text("utf-8").lower()
        assert "canari" not in said, path
        assert "4242" not in said.replace("\u202f", ""), path
        assert "4 242" not in said, path
    fiche = (output / "html" / "fiche-action" / "fiche.html").read_text("utf-8")
    assert "Visible" in fiche
    convention = (output / "html" / "convention" / "accord.html").read_text("utf-8")
    assert "n’est pas publiée" in convention
    assert "4 990" not in convention.replace("\u202f", " ")
    assert dead_links(output / "html") == []
    assert "accord.html" in (output / "html" / "rapport-execution" / "rapport.html").read_text(
        "utf-8"
    )


def test_references_to_what_is_restricted_go_with_it(
    repo: Callable[[dict[str, str]], Path],
) -> None:
    found = published(load(repo(SECRETS)))
    public = found.corpus
    fiche = public.documents["fiche"].data
    assert fiche["orientations"] == ["plan#claire"]
    assert fiche["pilotes"] == ["clair"]
    assert (fiche["fiches_liees"], fiche["financements"]) == ([], [])
    assert fiche["dispositions"] == [{"id": "une", "description": "Visible"}]
    assert [one["fiche"] for one in public.documents["accord"].data["actions"]] == ["fiche"]
    assert found.poorer == {"plan", "clair", "fiche", "accord", "rapport"}


def test_publishing_takes_nothing_from_a_public_corpus(
    repo: Callable[[dict[str, str]], Path],
) -> None:
    corpus = load(repo({"acteurs/un.yaml": "type: acteur\nnom: Un\nmembre_de: [deux]\n",
                        "acteurs/deux.yaml": "type: acteur\nnom: Deux\n"}))  # fmt: skip
    found = published(corpus)
    assert {key: one.data for key, one in found.corpus.documents.items()} == {
        key: one.data for key, one in corpus.documents.items()
    }
    assert found.poorer == found.secret == frozenset()


ATTACKS = (
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "[x](javascript:alert(1))",
    "[x](JAVASCRIPT:alert(1))", "[x](data:text/html;base64,PHNjcmlwdD4=)", "![x](https://example.org/x.png)",
    "<https://example.org>", "[](https://example.org/vide)", "{{ 7*7 }}{% include 'page.html' %}",
    "# Titre\n\n#### Sous-titre", '"><svg/onload=alert(1)>', "\u202egpj.exe", "a | b\n- c",
    "<style>*{display:none}</style>", "[x]: javascript:alert(1)\n\n[x]", "&lt;b&gt; &#x3c;b&#x3e;",
    "[x](vbscript:a) [y](file:///etc/passwd) [z](//example.org)",
)  # fmt: skip


@pytest.mark.parametrize("attack", ATTACKS)
def test_hostile_values_do_nothing(
    attack: str, repo: Callable[[dict[str, str]], Path], tmp_path: Path
) -> None:
    import json

    said = json.dumps(attack)
    flat = json.dumps(attack.replace("\n", " "))
    root = repo({
        "feuille.yaml": f"format: 1\ntitre: {flat}\n",
        "feuilles-de-route/plan.yaml": f"type: feuille-de-route\ntitre: {flat}\nniveau: regional\norientations: [{{id: {flat}, titre: {flat}, numero: {flat}}}]\n",
        "fiches-action/fiche.yaml": (
            f"type: fiche-action\ntitre: {flat}\nnumero: {flat}\nfeuille_de_route: plan\nnature: {flat}\n"
            f"avancement: {flat}\ndescription: {said}\nobjectifs: [{said}]\npublics: [{flat}]\n"
            f"pilotes: [{{libelle: {flat}, fonction: {flat}}}]\nterritoires: [{flat}]\n"
            f"dispositions: [{{id: {flat}, description: {said}, echeance: {{texte: {flat}}}}}]\n"
            f"sources: [{{titre: {flat}, adresse: {flat}}}]\ncadre: [{{nature: loi, titre: {flat}, adresse: {flat}}}]\n"
        ),
    })  # fmt: skip
    output = tmp_path / "site"
    done = feuille("-C", str(root), "render", "--to", "html,md", "-o", str(output))
    assert done.code == 0, done.err
    assert dead_links(output / "html") == []
    for name, page in read(output / "html").items():
        # The page of the search alone runs something, which holds nothing of the documents.
        _inert(page, {"script"} if name == "recherche.html" else set())
    for path in output.rglob("*.md"):
        assert not re.search(r"(?<!\\)<(?!https?:)", path.read_text("utf-8")), path
        assert not re.search(
            r"(?<!\\)\]\(\s*(?!https?:|mailto:|<https?:|([\w./-]+\.md)?(#[\w-]+)?\))",
            path.read_text("utf-8"),
        ), path


def _inert(page: PageRead, allowed: set[str]) -> None:
    active = {"script", "img", "svg", "style", "iframe"} - allowed
    assert not {tag for tag, _found in page.tags} & active
    assert "49" not in page.text
    assert "\u202e" not in page.text
    for tag, attributes in page.tags:
        assert not any(key.startswith("on") for key in attributes)
        href = attributes.get("href") or ""
        assert re.match(r"(https?://|mailto:|#|[\w./-]+\.(html|css)(#|$)|$)", href), (tag, href)
    assert all(words.strip() for _href, words in page.links)
    steps = zip(page.headings, page.headings[1:], strict=False)
    assert page.headings.count(1) == 1
    assert all(after <= before + 1 for before, after in steps)


@given(st.text(max_size=200))
def test_any_text_gives_inert_html(text: str) -> None:
    page = PageRead()
    page.feed(prose.html(text, 2))
    page.close()
    tags = {tag for tag, _attributes in page.tags}
    allowed = {
        "p",
        "a",
        "em",
        "strong",
        "code",
        "pre",
        "ul",
        "ol",
        "li",
        "blockquote",
        "hr",
        "br",
        "h3",
        "h4",
        "h5",
        "h6",
    }
    assert tags <= allowed
    assert all(
        href.lower().startswith(("http://", "https://", "mailto:")) for href, _words in page.links
    )


@pytest.mark.parametrize("text", [
    "Un **mot** et *un autre*, `du code`.", "- un\n- deux\n\n  suite\n- trois", "3. trois\n4. quatre",
    "> cité\n> encore", "```\ncode ` # x\n```", "[lien](https://example.org/a_(b))", "1\\. pas une liste",
    "\\# pas un titre", "ligne  \nsuivante", "a \\| b \\* c \\_ d", "# Titre\n\ntexte\n\n## Sous-titre",
])  # fmt: skip
def test_markdown_written_again_reads_the_same(text: str) -> None:
    again = prose.markdown(text, 0)
    assert prose.html(again, 0) == prose.html(text, 0)


@given(st.text(max_size=60))
def test_escaped_words_stay_words(words: str) -> None:
    plain = re.sub(r"\s+", " ", "".join(c for c in words if c.isprintable())).strip()
    page = PageRead()
    page.feed(prose.html(prose.paragraph(prose.escape(plain)), 1))
    page.close()
    assert {tag for tag, _attributes in page.tags} <= {"p"}


@given(st.text(max_size=200), st.text(max_size=200))
def test_names_of_pages_are_harmless_and_never_shared(one: str, other: str) -> None:
    names = [addresses.name(one), addresses.name(other)]
    assert all(re.fullmatch(r"[a-z0-9_-]{1,140}", name) for name in names)
    assert (names[0] == names[1]) == (one == other)


@pytest.mark.parametrize(
    "odd", ["index", "con", "../../etc", "A", "a/b", "é", "x" * 200, "", "readme"]
)
def test_an_odd_id_is_never_its_own_file_name(odd: str) -> None:
    assert "_" in addresses.name(odd)


def test_odd_ids_make_pages_that_stay_in_the_folder(
    repo: Callable[[dict[str, str]], Path], tmp_path: Path
) -> None:
    odd = "[{id: ../../evade, titre: Un}, {id: ..\\..\\evade, titre: Deux}, {id: index, titre: Trois}, {titre: Quatre}, {id: meme, titre: Cinq}, {id: meme, titre: Six}, {id: MEME, titre: Sept}]"
    root = repo({
        "feuilles-de-route/plan.yaml": f"type: feuille-de-route\ntitre: Plan\nniveau: regional\norientations: {odd}\n",
        "acteurs/index.yaml": "type: acteur\nnom: Index\n",
        "acteurs/Étrange nom.yaml": "type: acteur\nnom: Étrange\n",
    })  # fmt: skip
    output = tmp_path / "a" / "b" / "site"
    assert feuille("-C", str(root), "render", "-o", str(output)).code == 0
    assert {path.name for path in tmp_path.rglob("*.html") if output not in path.parents} == set()
    assert len(list((output / "feuille-de-route").rglob("plan/*.html"))) == 7
    assert len(list((output / "acteur").glob("*.html"))) == 3
    assert dead_links(output) == []


@pytest.fixture(scope="module")
def restricted(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """Return a repository full of canaries, which its first commit restricted nowhere."""
    root = tmp_path_factory.mktemp("canaris")
    write_files(root, Canaries(opened=True, public="Limpide", end="y").files())
    git(root, "init", "-q")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "Tout est public")
    for path in root.rglob("*.yaml"):
        path.unlink()
    canaries = Canaries()
    write_files(root, canaries.files())
    git(root, "add", "-A")
    git(root, "commit", "-qm", "Une partie est restreinte")
    return root, canaries.said


def publication(root: Path, output: Path, *options: str) -> dict[str, str]:
    """Return what each file of a publication says, in lower case, without spaces in numbers."""
    done = feuille("-C", str(root), "render", "-o", str(output), *options)
    assert done.code == 1, done.err  # some files cannot be read
    found = {}
    for path in output.rglob("*"):
        if path.suffix == ".pdf":
            found["pdf"] = _pdf(path)
        elif path.is_file():
            found[path.relative_to(output).as_posix()] = path.read_text("utf-8")
    spaces = str.maketrans("", "", "\u202f\xa0\u2060")
    return {name: said.translate(spaces).lower() for name, said in found.items()}


def _pdf(path: Path) -> str:
    """Return all that a PDF says and all that it says of itself."""
    reader = suites.module("pypdf").PdfReader(path)
    objects = [str(reader.get_object(n)) for n in range(1, int(reader.trailer["/Size"]))]
    assert reader.xmp_metadata
    about = [str(reader.metadata), reader.xmp_metadata.stream.get_data().decode()]
    return "\n".join([*about, *objects, *(page.extract_text() for page in reader.pages)])


@pytest.mark.parametrize(
    "options",
    [("--to", "html,md"), ("--to", "html,md,pdf", "--since", "HEAD~1")],
    ids=["simple", "since"],
)
def test_no_canary_reaches_a_publication(
    options: tuple[str, ...], restricted: tuple[Path, dict[str, str]], tmp_path: Path
) -> None:
    found = publication(restricted[0], tmp_path / "site", *options)
    assert "md/fiche-action/fiche-action-b.md" in found
    assert ("html/changements.html" in found) is ("--since" in options)
    assert ("pdf" in found) is ("--since" in options)
    for name, said in found.items():
        assert "canari" not in name + said, name
        if name.endswith((".md", ".csv", "pdf")):
            large = re.findall(r"(?<![\w.-])\d{6,}(?![\w-])", said)
            assert [one for one in large if name != "pdf" or str(AMOUNT) in one] == [], name


ONE_OF_SEVERAL = {
    "role", "objet", "motif", "texte", "unite", "fonds", "exercice", "commentaire", "x-note",
}  # fmt: skip
"""Keys that a page passes over where another one tells more."""


def test_an_internal_version_shows_the_canaries(
    restricted: tuple[Path, dict[str, str]], tmp_path: Path
) -> None:
    root, words = restricted
    done = feuille("-C", str(root), "render", "--internal", "-o", str(tmp_path))
    assert done.code == 1, done.err
    told = "".join(path.read_text("utf-8") for path in tmp_path.rglob("*.html")).lower()
    left = {key for word, key in words.items() if word not in told}
    assert left - ONE_OF_SEVERAL == set()
    assert "contact" in words.values()
