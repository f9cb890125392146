"""The PDF says what the site says, to everybody, and a document's text only ever prints."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import subprocess
import sys
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feuille import render
from feuille.render import content, pdf, prose
from feuille.render.model import (
    Column,
    Cover,
    Details,
    Drawing,
    Fact,
    Facts,
    Link,
    Listing,
    Notice,
    Page,
    Phrase,
    Prose,
    Row,
    Section,
    Site,
    Table,
    Text,
)
from feuille.render.told import printed
from feuille.render.typst_columns import widths
from tests.conftest import EXAMPLES, feuille, load, write_files
from tests.test_render import PLAN, REPOSITORIES
from tests.test_render_trust import ATTACKS, SECRETS

# On a machine of one's own the extra is optional; where the project is judged the tests fail.
if importlib.util.find_spec("typst") is None and not os.environ.get("CI"):
    pytest.skip("typst n'est pas installé", allow_module_level=True)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pypdf import PdfReader

DAY = "2024-06-30"
ABOUT = content.About(date.fromisoformat(DAY))
LOIRE = EXAMPLES / "loire-2019"


def made(root: Path, output: Path) -> bytes:
    done = feuille("-C", str(root), "render", "--to", "pdf", "-o", str(output), "--as-of", DAY)
    assert done.code in {0, 1}, done.err
    return output.read_bytes()


@cache
def reader(path: Path) -> PdfReader:
    from pypdf import PdfReader

    return PdfReader(path)


def bare(text: str) -> str:
    """Return a text without what the end of a line may add or take."""
    return re.sub(r"[\s\u200b\u00ad\u2010-]", "", text)


@cache
def lines(path: Path) -> list[str]:
    return [page.extract_text() for page in reader(path).pages]


def said(path: Path) -> str:
    return bare("".join(lines(path)))


@pytest.fixture(scope="session")
def documents(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], Path]:
    """Return a function that gives the PDF of a repository, made once."""

    @cache
    def document(root: Path) -> Path:
        path = tmp_path_factory.mktemp("pdf") / f"{root.name}.pdf"
        path.write_bytes(render.files(load(root), ABOUT, ["pdf"])[pdf.FILE])
        return path

    return document


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo") / "demo"
    assert feuille("demo", str(folder)).code == 0
    return folder


@pytest.fixture(params=[*REPOSITORIES, None], ids=lambda p: p.name if p else "demonstration")
def root(request: pytest.FixtureRequest) -> Any:
    return request.param or request.getfixturevalue("demonstration")


@cache
def site(root: Path) -> Site:
    return printed(content.site(load(root), ABOUT))


def headings(page: Page, level: int) -> Iterator[tuple[str, int]]:
    def below(blocks: Any, rank: int) -> Iterator[tuple[str, int]]:
        for block in blocks:
            if isinstance(block, Section):
                yield block.title, min(rank + 1, 6)
                yield from below(block.blocks, min(rank + 1, 6))
            elif isinstance(block, Listing):
                for entry in block.entries:
                    yield from below(entry.blocks, rank)

    yield page.title, level
    yield from below(page.blocks, level)
    yield from below(page.foot, level)


def texts(blocks: Any) -> Iterator[str]:
    """Yield every text of blocks, link by link and paragraph by paragraph."""
    for block in blocks:
        if isinstance(block, Drawing):
            yield from (
                block.title,
                block.source,
                *(one.words for one in block.shapes if one.form == "text"),
            )
            yield from words_of(block.table)
        else:
            yield from words_of(block)


def words_of(block: Any) -> Iterator[str]:
    match block:
        case Section() | Details():
            yield from texts(block.blocks)
        case Listing():
            yield from texts(one for entry in block.entries for one in entry.blocks)
        case Facts():
            for row in block.rows:
                yield row.term
                yield from texts(row.values)
        case Table():
            yield from (column.title for column in block.columns)
            for line in block.rows:
                yield from texts(value for cell in line.cells for value in cell)
        case Phrase():
            yield from (part.words for part in block.parts)
        case Prose():
            tokens = prose.tokens(block.text, 1)
            yield from (one.content for token in tokens for one in token.children or ())
        case Notice():
            yield from (block.title, block.words)


def test_it_is_tagged_for_everybody(root: Path, documents: Callable[[Path], Path]) -> None:
    path = documents(root)
    found = reader(path)
    catalogue = found.trailer["/Root"]
    assert catalogue["/MarkInfo"]["/Marked"].value is True
    assert "/StructTreeRoot" in catalogue
    assert catalogue["/Lang"] == "fr"
    assert catalogue["/ViewerPreferences"]["/DisplayDocTitle"].value is True
    assert b"<pdfuaid:part>1</pdfuaid:part>" in path.read_bytes()
    assert found.metadata.title == site(root).title
    assert str(found.metadata.creation_date)[:10] == DAY
    for page in found.pages:
        assert page["/Tabs"] == "/S"


def drawings(root: Path) -> Iterator[Drawing]:
    """Yield every drawing of a site, in the order of the document."""

    def below(blocks: Any) -> Iterator[Drawing]:
        for block in blocks:
            if isinstance(block, Drawing):
                yield block
            elif isinstance(block, Section):
                yield from below(block.blocks)

    for page, _level in pdf.ordered(site(root).pages):
        yield from below(page.blocks)


def figures(element: Any) -> Iterator[str]:
    """Yield the words that stand for each image below an element of the tags."""
    if isinstance(element, list):
        for one in element:
            yield from figures(one.get_object())
    elif isinstance(element, dict):
        if "/Alt" in element:
            yield element["/Alt"]
        if "/K" in element:
            yield from figures(element["/K"])


def test_a_drawing_says_in_words_what_it_shows(
    root: Path, documents: Callable[[Path], Path]
) -> None:
    tagged = figures(reader(documents(root)).trailer["/Root"]["/StructTreeRoot"])
    assert list(tagged) == [f"{one.title} {one.words}" for one in drawings(root)]


def elements(element: Any, kind: str) -> Iterator[Any]:
    """Yield the elements of a kind below an element of the tags."""
    if isinstance(element, list):
        for one in element:
            yield from elements(one.get_object(), kind)
    elif isinstance(element, dict):
        if element.get("/S") == kind:
            yield element
        yield from elements(element.get("/K"), kind)


def tables(blocks: Any) -> Iterator[Table]:
    """Yield every table of blocks, that of a drawing too."""
    for block in blocks:
        match block:
            case Section():
                yield from tables(block.blocks)
            case Listing():
                yield from tables(one for entry in block.entries for one in entry.blocks)
            case Table():
                yield block
            case Drawing():
                yield block.table


def test_the_head_of_a_table_names_its_columns(
    root: Path, documents: Callable[[Path], Path]
) -> None:
    tags = reader(documents(root)).trailer["/Root"]["/StructTreeRoot"]
    expected = [
        (len(table.columns), len(table.rows))
        for page, _level in pdf.ordered(site(root).pages)
        for table in tables((*page.blocks, *page.foot))
    ]
    shapes = []
    for table in elements(tags, "/Table"):
        heads = list(elements(table, "/TH"))
        (body,) = elements(table, "/TBody")
        rows = list(elements(body, "/TR"))
        shapes.append((len(heads), len(rows)))
        assert [scope(one) for one in heads] == ["/Column"] * len(heads)
        assert all(len(list(elements(row, "/TD"))) == len(heads) for row in rows)
    assert shapes == expected


def scope(head: Any) -> Any:
    """Return what a head cell says that it is the head of."""
    found = head["/A"]
    return next(
        one.get_object()["/Scope"]
        for one in (found if isinstance(found, list) else [found])
        if "/Scope" in one.get_object()
    )


def test_bookmarks_are_the_sections(root: Path, documents: Callable[[Path], Path]) -> None:
    def flat(entries: Any, level: int) -> Iterator[tuple[str, int]]:
        for one in entries:
            if isinstance(one, list):
                yield from flat(one, level + 1)
            else:
                yield one.title.replace("\u200b", ""), level

    expected = [
        head for page, level in pdf.ordered(site(root).pages) for head in headings(page, level)
    ]
    contents = ("Sommaire", 1)
    assert [one for one in flat(reader(documents(root)).outline, 1) if one != contents] == expected


def test_every_page_is_numbered_and_says_its_part(
    root: Path, documents: Callable[[Path], Path]
) -> None:
    pages = lines(documents(root))
    fictitious = site(root).banner
    for number, text in enumerate(pages, start=1):
        assert (f"{number} / {len(pages)}" in text) == (number > 1)
        assert bare(fictitious) in bare(text)
    assert "Sommaire" in pages[1]


def test_the_contents_say_where_each_page_is(root: Path, documents: Callable[[Path], Path]) -> None:
    found = reader(documents(root))

    def flat(entries: Any) -> Iterator[int]:
        for one in entries:
            if isinstance(one, list):
                yield from flat(one)
            elif one.title != "Sommaire":
                yield found.get_destination_page_number(one) + 1

    places, expected = flat(found.outline), []
    for page, level in pdf.ordered(site(root).pages):
        first, *_others = (next(places) for _heading in headings(page, level))
        expected.append(first)
    contents = "\n".join(lines(documents(root))[1 : expected[0] - 1])
    told = re.findall(r"\.[\s\u2060]*(\d+)$", contents, re.MULTILINE)
    assert [int(one) for one in told] == expected


def test_it_says_all_that_the_pages_say(root: Path, documents: Callable[[Path], Path]) -> None:
    whole = said(documents(root))
    for page in site(root).pages:
        assert bare(page.title) in whole
        for text in texts((*page.blocks, *page.foot)):
            # A long text may be cut by the foot of a page: it is looked for by pieces.
            pieces = [bare(piece) for piece in re.findall(r"(?:\S+\s*){1,4}", text)]
            lost = [one for one in pieces if one.replace("✕", "×") not in whole]
            assert len(lost) <= len(pieces) // 12, (page.address, lost)


def test_links_lead_inside_or_to_the_web(root: Path, documents: Callable[[Path], Path]) -> None:
    inside = 0
    for page in reader(documents(root)).pages:
        for one in page.get("/Annots") or ():
            link = one.get_object()
            assert link["/Subtype"] == "/Link"
            assert link["/Contents"]
            action = link.get("/A")
            if action and "/URI" in action:
                assert re.match(r"(https?://|mailto:)", action["/URI"])
            else:
                inside += 1
    assert inside > len(site(root).pages)


def test_the_statement_on_access_is_that_of_the_document() -> None:
    (paper,) = (one for one in site(LOIRE).pages if one.address == "accessibilite")
    (screen,) = (
        one for one in content.site(load(LOIRE), ABOUT).pages if one.address == paper.address
    )
    words, others = (" ".join(texts(page.blocks)) for page in (paper, screen))
    assert "PDF/UA-1" in words
    assert "script" not in words
    assert "PDF" not in others
    assert "script" in others


def test_sources_are_printed_where_they_are_and_linked_from_elsewhere() -> None:
    source = "signe une convention d’appui"
    whole = [page for page in content.site(load(LOIRE), ABOUT).pages if page.foot]
    assert len([page for page in whole if source in " ".join(texts(page.foot))]) > 10
    (printed_once,) = (page for page in site(LOIRE).pages if source in " ".join(texts(page.foot)))
    for page in site(LOIRE).pages:
        for block in page.foot:
            if page is not printed_once and isinstance(block, Section) and "Sources" in block.title:
                (phrase,) = block.blocks
                assert isinstance(phrase, Phrase)
                to = phrase.parts[-1]
                assert isinstance(to, Link)
                assert (to.address, to.anchor) == (printed_once.address, block.anchor)


def test_the_fiches_of_an_orientation_follow_it(tmp_path: Path) -> None:
    pages = site(write_files(tmp_path / "depot", PLAN)).pages
    order = {page.address: level for page, level in pdf.ordered(pages)}
    assert len(order) == len(pages)
    names = list(order)
    assert (names[0], names[-1]) == ("index", "a-propos")
    node = "feuille-de-route/plan/guichet"
    assert names[names.index(node) + 1] == "fiche-action/un"
    assert order["fiche-action/un"] == order[node] + 1 == 5
    assert order["fiche-action/index"] == 1


def test_same_bytes_everywhere(tmp_path: Path) -> None:
    first = made(LOIRE, tmp_path / "plan.pdf")
    for seed, zone in (("1", "Pacific/Auckland"), ("2", "America/Los_Angeles")):
        output = tmp_path / seed / "autre.pdf"
        subprocess.run(
            [sys.executable, "-m", "feuille", "-C", str(LOIRE), "render", "--to", "pdf",
             "-o", str(output), "--as-of", DAY],
            cwd=tmp_path, check=True, capture_output=True,
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": "C",
                 "SOURCE_DATE_EPOCH": "1"},
        )  # fmt: skip
        assert output.read_bytes() == first


def test_restricted_content_is_not_in_it(
    repo: Callable[[dict[str, str]], Path], tmp_path: Path
) -> None:
    output = tmp_path / "plan.pdf"
    root = repo(SECRETS)
    assert feuille("-C", str(root), "render", "--to", "pdf", "-o", str(output)).code == 1
    found = reader(output)
    assert "Visible" in said(output)
    everything = [said(output), str(found.metadata), found.xmp_metadata.stream.get_data().decode()]
    everything += [str(one.get_object()) for one in found.trailer["/Root"].values()]
    everything += [one.title for one in found.outline if not isinstance(one, list)]
    everything += [str(found.get_object(n)) for n in range(1, int(found.trailer["/Size"]))]
    for text in everything:
        assert "canari" not in text.lower()
        assert "4242" not in text


CODE = (
    '#read("/etc/passwd")', '#eval("6*7")', '#import "@preview/cetz:0.3.0": *', "#panic()",
    "$ sum x^2 $", "<etiquette> @etiquette", "= Titre\n== Sous-titre", "*gras* _fin_ `code`",
    "#set page(width: 1pt)", "\\u{41} \\# \\", "```typ\n#panic()\n```", "#{ while true {} }",
    "/* */ // fin", "] ) } ] #[", '"); #panic("', "~ --- -? ...", "#sys.inputs.contenu",
)  # fmt: skip


def of(text: str) -> Site:
    """Return a site that says a text wherever a site can."""
    told = (Phrase((Text(text), Text(text, strong=True))), Prose(text))
    table = Table(text, (Column(text), Column(text, numeric=True)), (Row((told, told)),))
    blocks = (*told, Facts((Fact(text, told),)), Notice(text, text), Section(text, "a", (table,)))
    page = Page("index", text, kicker=text, blocks=blocks, foot=told)
    return Site(text, "fr", text, (), (page,), Cover((), (text,), date(2024, 6, 30)))


@pytest.mark.parametrize("attack", CODE)
def test_code_is_only_words(attack: str, tmp_path: Path) -> None:
    path = tmp_path / "x.pdf"
    path.write_bytes(pdf.write(of(attack))[pdf.FILE])
    assert said(path).count(bare(attack)) >= 5


@pytest.mark.parametrize("attack", [*ATTACKS, *CODE[:3], "😀 中文 العربية עברית", "x" * 3000])
def test_hostile_documents_are_published(attack: str, tmp_path: Path) -> None:
    words = json.dumps(attack, ensure_ascii=False).replace("\u202e", "\\u202e")
    flat = words.replace("\\n", " ")
    root = write_files(tmp_path / "depot", {
        "feuille.yaml": f"format: 1\ntitre: {flat}\n",
        "feuilles-de-route/plan.yaml": f"type: feuille-de-route\ntitre: {flat}\nniveau: regional\norientations: [{{id: {flat}, titre: {flat}, numero: {flat}}}]\n",
        "fiches-action/fiche.yaml": (
            f"type: fiche-action\ntitre: {flat}\nnumero: {flat}\nfeuille_de_route: plan\n"
            f"avancement: {flat}\ndescription: {words}\nobjectifs: [{words}]\npublics: [{flat}]\n"
            f"sources: [{{titre: {flat}, adresse: {flat}}}]\n"
        ),
    })  # fmt: skip
    made(root, tmp_path / "x.pdf")
    for page in reader(tmp_path / "x.pdf").pages:
        for one in page.get("/Annots") or ():
            action = one.get_object().get("/A") or {}
            assert re.match(r"(https?://|mailto:|$)", action.get("/URI", ""))
            assert action.get("/S", "/GoTo") in {"/URI", "/GoTo"}


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=80))
def test_any_text_can_be_printed(text: str) -> None:
    from feuille.render.words import line

    found = of(line(text))
    page = found.pages[0]
    blocks = (*page.blocks, Prose(text))
    whole = Site(
        *(found.title, "fr", "", (), (Page("index", page.title, blocks=blocks),)), found.cover
    )
    assert pdf.write(whole)[pdf.FILE].startswith(b"%PDF")


@pytest.mark.parametrize("text", [
    "> " * 15 + "fond", "".join(f"{'  ' * n}- niveau\n" for n in range(30)), "*" * 40 + "fond" + "*" * 40,
    "1. un\n\n   # Titre\n\n   texte", "7. sept\n8. huit", "```\n" + "long " * 200 + "\n```", "[x](https://example.org/" + "a" * 5000 + ")",
])  # fmt: skip
def test_texts_of_any_depth_are_printed(text: str, tmp_path: Path) -> None:
    path = tmp_path / "x.pdf"
    page = Page("index", "Titre", blocks=(Prose(text),))
    path.write_bytes(pdf.write(Site("T", "fr", "", (), (page,), of("x").cover))[pdf.FILE])
    for word in re.findall(r"[a-z]{3,}", text.partition("(")[0]):
        assert word in said(path)


def test_orientations_of_any_depth_are_printed(tmp_path: Path) -> None:
    tree = ""
    for number in range(12, 0, -1):
        below = f", orientations: [{tree}]" if tree else ""
        tree = f"{{id: o{number}, titre: Niveau {number}{below}}}"
    root = write_files(tmp_path / "depot", {
        "feuilles-de-route/plan.yaml": f"type: feuille-de-route\ntitre: Plan\nniveau: regional\norientations: [{tree}]\n",
    })  # fmt: skip
    made(root, tmp_path / "x.pdf")
    assert "Niveau12" in said(tmp_path / "x.pdf")


def test_it_goes_to_a_folder_beside_the_others(tmp_path: Path) -> None:
    root = write_files(tmp_path / "depot", PLAN)
    output = tmp_path / "site"
    done = feuille("-C", str(root), "render", "--to", "html,md,pdf", "-o", str(output))
    assert done.code == 0, done.err
    assert str(output / "pdf" / pdf.FILE) in done.out
    assert (output / "pdf" / pdf.FILE).read_bytes().startswith(b"%PDF-1.7")
    assert (output / "html" / "index.html").is_file()


def test_only_its_own_file_is_replaced(tmp_path: Path) -> None:
    root = write_files(tmp_path / "depot", PLAN)
    output = tmp_path / "plan.pdf"
    output.write_bytes(b"%PDF-1.4 un autre")
    render = ("-C", str(root), "render", "--to", "pdf", "--as-of", DAY, "-o")
    assert feuille(*render, str(output)).code == 2
    assert output.read_bytes() == b"%PDF-1.4 un autre"
    output.unlink()
    first = made(root, output)
    assert made(root, output) == first
    assert [path.name for path in tmp_path.glob("*.pdf*")] == ["plan.pdf"]
    assert feuille(*render, str(root / "fiches-action" / "plan.pdf")).code == 2
    assert not list((root / "fiches-action").glob("*.pdf"))


def test_without_typst_nothing_is_touched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = write_files(tmp_path / "depot", PLAN)
    monkeypatch.setitem(sys.modules, "typst", None)
    done = feuille("-C", str(root), "render", "--to", "html,pdf", "-o", str(tmp_path / "site"))
    assert done.code == 2
    assert "feuille[pdf]" in done.err
    assert not (tmp_path / "site").exists()


def test_a_document_larger_than_the_memory_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = write_files(tmp_path / "depot", PLAN)
    render = ("-C", str(root), "render", "--to", "html,pdf", "-o", str(tmp_path / "site"))
    monkeypatch.setattr(pdf, "free_memory", lambda: 1_200_000)
    done = feuille(*render)
    assert done.code == 2
    assert "--roadmap" in done.err
    assert not (tmp_path / "site").exists()
    # Where the system does not tell, nobody is refused.
    monkeypatch.setattr(pdf, "free_memory", lambda: None)
    assert feuille(*render).code == 0


@pytest.mark.parametrize(
    ("told", "limit", "free"),
    [
        ("MemTotal: 9 kB\nMemAvailable:    300 kB\n", "", 307_200),
        ("MemAvailable: 300 kB\n", "max", 307_200),
        ("MemAvailable: 300 kB\n", "50000", 40_000),
        ("", "50000", 40_000),
        ("", "", None),
    ],
)
def test_the_memory_that_is_free_is_that_of_the_machine_or_of_its_container(
    told: str, limit: str, free: int | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if told:
        (tmp_path / "meminfo").write_text(told)
    if limit:
        (tmp_path / "memory.max").write_text(limit)
        (tmp_path / "memory.current").write_text("10000")
    monkeypatch.setattr(pdf, "_MACHINE", tmp_path / "meminfo")
    monkeypatch.setattr(pdf, "_GROUP", tmp_path)
    assert pdf.free_memory() == free


@given(st.lists(st.lists(st.text("ab -\u202f", max_size=90), min_size=4, max_size=4), max_size=4))
def test_columns_never_leave_the_page(rows: list[list[str]]) -> None:
    columns = tuple(Column(title, n % 2 == 1) for n, title in enumerate(["un", "b" * 40, "", "d"]))
    cells = tuple(Row(tuple((Phrase((Text(one),)),) for one in row)) for row in rows)
    found = widths(Table("", columns, cells))
    assert len(found) == 4
    assert all(one > 0 for one in found)
    assert sum(found) <= 100.1
