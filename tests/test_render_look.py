"""A repository's own templates and style sheets: what they change, and what they cannot do."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feuille.diagnostics import CannotProceedError
from feuille.render import css, html_draw, look
from feuille.render.html_blocks import Blocks
from feuille.render.model import (
    Away,
    Column,
    Details,
    Drawing,
    Entry,
    Fact,
    Facts,
    Figure,
    Listing,
    Notice,
    Phrase,
    Prose,
    Row,
    Section,
    Shape,
    State,
    Table,
    Text,
)
from feuille.render.templates import Templates
from tests.conftest import ROOT, Run, feuille, write_files
from tests.site_checker import dead_links, read

if TYPE_CHECKING:
    from collections.abc import Callable

    from feuille.render.model import Block

    Repo = Callable[[dict[str, str]], Path]

PLAN = {
    "feuille.yaml": "format: 1\ntitre: Plan <b>\n",
    "feuilles-de-route/plan.yaml": (
        "type: feuille-de-route\ntitre: Plan & <i>suite</i>\nniveau: regional\n"
        "orientations: [{id: une, titre: Une}, {id: deux, titre: Deux}]\n"
    ),
    "fiches-action/fiche.yaml": (
        'type: fiche-action\ntitre: "Fiche <script>alert(1)</script>"\nfeuille_de_route: plan\n'
        "statut: brouillon\navancement: en-cours\ndescription: Un **texte**.\n"
        "objectifs: [Un objectif]\norientations: [plan#une]\n"
        "pilotes: [service]\nfinancements: [{financeur: service, exercice: 2024, prevu: 10}]\n"
    ),
    "acteurs/service.yaml": "type: acteur\nnom: \"Service 'x'\"\nnature: etat\n",
}
OWN = "templates/html/"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return tmp_path / "site"


def render(root: Path, site: Path, *options: str) -> Run:
    return feuille("-C", str(root), "render", "-o", str(site), "--as-of", "2024-06-30", *options)


def page(site: Path, name: str = "fiche-action/fiche") -> str:
    return (site / f"{name}.html").read_text("utf-8")


def test_a_piece_of_the_frame_is_replaced_and_the_rest_stays(repo: Repo, site: Path) -> None:
    render(repo(PLAN), site)
    before = page(site)
    repo({OWN + "pied.html": "<footer>{{ site.titre }} : {{ page.titre }}</footer>\n"})
    assert render(repo({}), site).code == 0
    after = page(site)
    assert "<footer>Plan &lt;b&gt; : Fiche &lt;script&gt;alert(1)&lt;/script&gt;</footer>" in after
    assert before.partition("<footer")[0] == after.partition("<footer")[0]
    assert dead_links(site) == []


WORDS = Phrase((Text("a <b>"), Figure("1"), State("fait", "●", "fait"), Away("x", "https://x.org")))
ROWS = Table("Titre", (Column("a"), Column("b", numeric=True)), (Row(((WORDS,), ()), "ici"),))
BLOCKS: dict[str, Block] = {
    "phrase": WORDS,
    "prose": Prose("du **texte** <i>"),
    "facts": Facts((Fact("terme", (WORDS, Prose("deux"))),), small=True),
    "table": ROWS,
    "listing": Listing((Entry((WORDS,), "la"),), ordered=True),
    "notice": Notice("Titre", "mots"),
    "section": Section("Titre <b>", "ancre", (WORDS,)),
    "drawing": Drawing(
        "Titre", "mots", "d", 4, 3, (Shape("rect", "fond", (0, 0, 1, 1)),), ROWS, "s"
    ),
    "details": Details("résumé", (WORDS,)),
}


def drawn(kind: str, *blocks: Block) -> tuple[str, dict[str, Any]]:
    """Return blocks as HTML where a kind is drawn as a mark, and what it was drawn from."""
    seen: list[dict[str, Any]] = []
    own = {kind: lambda data: seen.append(data) or f"[{kind}]"}  # type: ignore[func-returns-value]
    return Blocks(lambda _link: "#", own).all(blocks, 1), seen[0]


@pytest.mark.parametrize("kind", BLOCKS)
def test_every_kind_of_block_can_be_drawn_otherwise(kind: str) -> None:
    assert drawn(kind, BLOCKS[kind])[0].startswith(f"[{kind}]")
    assert drawn("state", BLOCKS[kind], WORDS)[0].count("[state]") >= 1


def test_what_paper_can_do_without_is_marked() -> None:
    links = Phrase((Away("x.org/a b", "https://x.org/a%20b"), Away("x", "https://y.org")))
    blocks = (Details("a", (), screen=True), Details("b", ()), links, Prose("<https://z.org>"))
    html = Blocks(lambda _link: "#", {}).all(blocks, 1)
    assert re.findall(r"<details([^>]*)>", html) == [' class="ecran"', ""]
    assert re.findall(r'<a class="adresse" href="([^"]*)"', html) == ["https://x.org/a%20b"]
    assert '<a href="https://y.org">' in html
    assert '<a href="https://z.org" class="adresse">' in html


def test_a_place_has_one_id_on_a_page() -> None:
    html = Blocks(lambda _link: "#", {}).all((ROWS, ROWS, BLOCKS["section"], BLOCKS["section"]), 1)
    assert (html.count('id="ici"'), html.count('id="ancre"')) == (1, 1)


def test_a_block_of_ones_own_is_given_what_ours_is_drawn_from(repo: Repo, site: Path) -> None:
    own = {
        "section": '<div><h{{ niveau }}{% if id %} id="{{ id }}"{% endif %}>{{ titre }}'
        "</h{{ niveau }}>{{ contenu }}</div>\n",
        "facts": "<dl>{% for l in lignes %}<dt>{{ l.terme }}</dt><dd>{{ l.contenu }}</dd>{% endfor %}</dl>\n",
        "state": '<b class="fr-badge {{ ton }}">{{ mots }}</b>',
        "notice": '<p class="fr-alert">{{ titre }} : {{ texte }}</p>',
        "table": "<table><caption>{{ titre }}</caption>{% for l in lignes %}"
        "<tr{% if l.id %} id='{{ l.id }}'{% endif %}>"
        "{% for c in l.cellules %}<td>{{ c.contenu }}</td>{% endfor %}</tr>{% endfor %}</table>\n",
    }
    files = {f"{OWN}blocs/{kind}.html": text for kind, text in own.items()}
    assert render(repo({**PLAN, **files}), site).code == 0
    found = page(site)
    assert '<b class="fr-badge cours">en cours</b>' in found
    assert '<p class="fr-alert">Brouillon : Ce document' in found
    assert re.search(r"<h2 id=\"rubrique_objectifs\">Objectifs</h2><ul", found)
    assert "<strong>texte</strong>" in found
    assert '<td><span class="nombre">10' in found
    assert "<script>alert" not in found
    assert dead_links(site) == []


def test_a_style_sheet_is_replaced_and_a_theme_comes_after(
    repo: Repo, site: Path, tmp_path: Path
) -> None:
    theme = tmp_path / "mien.css"
    theme.write_text("/* é */ main { color: teal }", "utf-8")
    root = repo({**PLAN, OWN + "style.css": "body { margin: 0 }"})
    assert render(root, site, "--theme-css", str(theme)).code == 0
    assert (site / "style.css").read_text("utf-8").startswith("body { margin: 0 }\n")
    assert (site / "theme.css").read_bytes() == theme.read_bytes()
    sheets = re.findall(r'<link rel="stylesheet" href="([^"]+)"', page(site))
    assert sheets == ["../style.css", "../theme.css"]
    assert render(root, site).code == 0
    assert not (site / "theme.css").exists()


def test_the_programs_own_template_can_be_put_inside_ones_own(repo: Repo, site: Path) -> None:
    own = {
        OWN
        + "entete.html": '{% include "morceaux/marque.html" %}{% include "feuille/entete.html" %}',
        OWN + "morceaux/marque.html": "<p>Préfecture</p>\n",
    }
    assert render(repo({**PLAN, **own}), site).code == 0
    assert '<p>Préfecture</p>\n<header class="tete">' in page(site)


FAULTS = {
    "entete.html": ("un\n{% if %}", 2),
    "pied.html": ("{{ page.titre }}\n\n{{ page.absent }}", 3),
    "fil.html": ("{{ inconnu }}", 1),
    "suite.html": ("{% include 'morceaux/rien.html' %}", 1),
    "sommaire.html": ("\n{{ 1 / 0 }}", 2),
    "tete.html": ("{{ page.titre | inconnu }}", 1),
    "blocs/facts.html": ("{{ lignes }}\n{{ titre }}", 2),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_told_with_its_place_and_the_old_site_stays(
    name: str, repo: Repo, site: Path
) -> None:
    root = repo(PLAN)
    assert render(root, site).code == 0
    before = {path: path.read_bytes() for path in site.rglob("*") if path.is_file()}
    text, line = FAULTS[name]
    repo({OWN + name: text})
    done = render(root, site)
    assert done.code == 2
    assert f"{OWN}{name}, ligne {line} :" in done.err
    assert "Traceback" not in done.err
    assert {path: path.read_bytes() for path in site.rglob("*") if path.is_file()} == before


HOSTILE = (
    "{{ ''.__class__.__mro__ }}", "{{ page['__class__'] }}", "{{ ''|attr('__class__') }}",
    "{{ _.__globals__ }}", "{{ range.__self__ }}", "{{ cycler.__init__.__globals__ }}",
    "{{ self._TemplateReference__context }}", "{{ '{0.__class__}'.format(page) }}",
    "{{ ['a']|map(attribute='__class__')|list }}", "{{ namespace().__init__ }}",
    "{% include '../../feuille.yaml' %}", "{% include '/etc/hostname' %}",
    "{% include 'feuille/../style.css' %}", "{% import 'os' as os %}", "{% extends 'os' %}",
    "{{ site.menu.append(1) }}", "{{ site.update({'titre': 1}) }}", "{{ site.clear() }}",
    "{{ page.titre|safe }}", "{% autoescape false %}{{ page.titre }}{% endautoescape %}",
    "{{ lipsum() }}", "{{ [1, 2]|random }}", "{{ open('/etc/hostname') }}", "{% do 1 %}",
)  # fmt: skip
ENDLESS = (
    "{{ range(1000000000)|list }}", "{% for a in range(90000) %}{% for b in range(90000) %}x{% endfor %}{% endfor %}",
    "{% for a in range(999) %}{{ range(99999)|sum }}{% endfor %}",
    "{{ 9 ** 9 ** 9 }}", "{{ 'x' * 1000000000 }}", "{{ [page.titre] * 1000000000 }}",
    "{% include 'pied.html' %}",
    "{% macro f(n) %}{{ f(n - 1) }}{{ f(n - 1) }}{% endmacro %}{{ f(900) }}",
    "{% macro f(n) %}{% if n %}{{ f(n - 1) }}{{ f(n - 1) }}{% endif %}{% endmacro %}{{ f(60) }}",
    "{% for a in [[1]] recursive %}{{ loop([[1]]) }}{% endfor %}",
    "{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}",
)  # fmt: skip


SEEN = {
    "site": {"titre": "Plan", "langue": "fr", "menu": [{"mots": "a", "href": "#", "ici": False}],
             "bas": [], "styles": [], "bandeau": "", "interne": False, "accueil": "#"},
    "page": {"titre": "<b>", "fil": [], "introduction": "", "sommaire": [], "contenu": "",
             "fichiers": [], "genre": "", "pied": "", "script": "", "politique": "", "avant": None,
             "apres": None},
}  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE + ENDLESS)
def test_a_template_reaches_nothing_and_always_ends(text: str) -> None:
    start = time.monotonic()
    with pytest.raises(CannotProceedError) as refused:
        Templates({"pied.html": text}).render("page.html", SEEN)
    assert refused.value.message.startswith(f"{OWN}pied.html")
    assert refused.value.hint
    assert SEEN["site"]["titre"] == "Plan"
    assert len(SEEN["site"]["menu"]) == 1
    assert time.monotonic() - start < 20


def test_each_page_has_its_own_steps() -> None:
    loop = "{% for a in range(9000) %}{% endfor %}"
    templates = Templates({"pied.html": loop})
    for _turn in range(30):
        templates.begin()
        templates.render("page.html", SEEN)
    for _turn in range(10):
        templates.render("page.html", SEEN)
    with pytest.raises(CannotProceedError):
        [templates.render("page.html", SEEN) for _turn in range(3)]


@pytest.mark.parametrize("name", ["page.html", "blocs", "morceaux", "", ".."])
def test_links_are_refused_wherever_they_stand(
    name: str, repo: Repo, site: Path, tmp_path: Path
) -> None:
    root, elsewhere = repo(PLAN), tmp_path / "ailleurs"
    write_files(elsewhere, {"page.html": "secret", "html/page.html": "secret"})
    link = Path(f"{root}/{OWN}{name}".rstrip("/.")) if name != ".." else root / "templates"
    link.parent.mkdir(parents=True, exist_ok=True)
    link.symlink_to(elsewhere / "page.html" if name == "page.html" else elsewhere)
    done = render(root, site)
    assert done.code == 2
    assert "est un lien" in done.err
    assert "secret" not in done.err


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("pagee.html", b"x"),
        ("blocs/tableau.html", b"x"),
        ("autre.css", b"x"),
        ("morceaux/plus/loin.html", b"x"),
        ("page.html", b"\xff\xfe"),
        ("page.html", b"x" * 1_000_001),
        ("style.css", b"@import 'x.css';"),
    ],
)
def test_what_can_be_no_template_is_told(name: str, text: bytes, repo: Repo, site: Path) -> None:
    root = repo(PLAN)
    path = root / OWN / name
    path.parent.mkdir(parents=True)
    path.write_bytes(text)
    done = render(root, site)
    assert done.code == 2
    assert f"{OWN}{name}" in done.err


@pytest.mark.parametrize("name", ["page.html", "style.css"])
def test_a_template_a_folder_too_high_is_told(name: str, repo: Repo, site: Path) -> None:
    done = render(repo({**PLAN, f"templates/{name}": "x"}), site)
    assert done.code == 2
    assert f"templates/{name}" in done.err
    assert "templates/html" in done.err
    assert not site.exists()


def test_files_about_the_templates_are_left_alone(repo: Repo, site: Path) -> None:
    own = {
        OWN + "LISEZMOI.md": "x",
        OWN + ".gitkeep": "",
        OWN + "page.html~": "{{",
        "templates/x": "",
    }
    assert render(repo({**PLAN, **own}), site).code == 0


def test_a_theme_that_is_none_is_refused(repo: Repo, site: Path, tmp_path: Path) -> None:
    root = repo(PLAN)
    for name, raw in {
        "absent.css": None, "latin1.css": "é".encode("latin-1"), "gros.css": b"a" * 1_000_001,
        "dehors.css": b"a { background: url(https://example.org/x.png) }",
    }.items():  # fmt: skip
        if raw is not None:
            (tmp_path / name).write_bytes(raw)
        done = render(root, site, "--theme-css", str(tmp_path / name))
        assert done.code == 2, name
        assert name in done.err
    assert render(root, site, "--theme-css", str(tmp_path)).code == 2
    assert not site.exists()


REMOTE = (
    "@import 'a.css';", "@IMPORT url(a.css);", "@\\69mport 'a.css';", "a{b:url(http://x/y)}",
    "a{b:url( //x/y )}", "a{b:url('https://x/y')}", 'a{b:URL("//x")}', "a{b:u\\72l(http://x)}",
    "a{b:url(\\68ttp://x)}", "a{b:url('h\\\nttp://x')}", "a{b:url('\\2f/x')}", "a{b:url(\\\\\\\\x)}", "a{b:url(/*) c:url(http://x) */}", "a{--b:'//x';c:image-set(var(--b) 1x)}",
    "a{b:'\rc:url(http://x)'}", "a{b:url(a'b) c:url(//x) '}",
    "a{b:image-set('http://x' 1x)}", "a{b:-webkit-image-set(url(//x) 1x)}", "a{b:src('http://x')}",
    "@font-face{src:url(ftp://x)}", "/* a */a{b:/*c*/url(http://x)}", "a{b:url('/\\a /x')}",
    "a{content:'\\'';b:url(http://x)}", "a{b:'\nc:url(http://x)}",
)  # fmt: skip
LOCAL = (
    "", "a{b:url(police.woff2)}", "a{b:url('../img/x.png')}", "a{b:url(/x.png)}",
    'a{b:url("data:image/svg+xml;utf8,<svg xmlns=\'http://www.w3.org/2000/svg\'/>")}',
    "a[href^='http://']::after{content:'Source : http://x'}", "/* http://x @import */", "a{b:c",
    "a{content:'@import //x'}", "@media print{a{b:url(x)}}", "a{--b:'//x'}",
)  # fmt: skip


@pytest.mark.parametrize("sheet", REMOTE)
def test_what_a_sheet_fetches_is_found_however_it_is_written(sheet: str) -> None:
    assert css.fetched(f"\n\n{sheet}") is not None
    found = css.fetched("\n\n" + re.sub("[\r\n]", "", sheet))
    assert found is None or found[0] == 3


@pytest.mark.parametrize("sheet", LOCAL)
def test_what_a_sheet_has_beside_it_is_none_of_that(sheet: str) -> None:
    assert css.fetched(sheet) is None


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_text_is_read_as_a_sheet(before: str, after: str) -> None:
    css.fetched(before + after)
    assert css.fetched(f"{before}*/}}'\n\"\n*/)}}@import x;{after}") is not None or "/*" in before


def test_the_look_of_a_repository_without_any(tmp_path: Path) -> None:
    assert look.read(tmp_path) == look.Look()
    with pytest.raises(CannotProceedError):
        look.read(tmp_path, tmp_path / "rien.css")


def test_the_example_of_the_documentation_is_true(repo: Repo, site: Path) -> None:
    text = (ROOT / "docs" / "gabarits.md").read_text("utf-8")
    examples = dict(
        re.findall(r"^`([^`\n]+)` :\n\n```[a-z]+\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    )
    assert {name for name in examples if name.startswith(OWN)} == {
        OWN + "entete.html", OWN + "blocs/notice.html"
    }  # fmt: skip
    theme = {name: text for name, text in examples.items() if not name.startswith(OWN)}
    root = repo({**PLAN, **examples})
    (sheet,) = theme
    assert render(root, site, "--theme-css", str(root / sheet)).code == 0
    found = page(site)
    assert "fr-alert" in found
    assert found.index('<p class="service">') < found.index("<header")
    assert dead_links(site) == []
    assert all(one.headings.count(1) == 1 for one in read(site).values())


def test_every_template_and_what_it_is_given_is_documented() -> None:
    text = (ROOT / "docs" / "gabarits.md").read_text("utf-8")
    for name in look.FRAME:
        assert f"`{name}.html`" in text, name
    for kind in html_draw.KINDS:
        row = re.search(rf"^\\| `blocs/{kind}\.html` .*$", text, re.MULTILINE)
        assert row, kind
        _html, data = drawn(kind, BLOCKS.get(kind, WORDS))
        assert _keys(data) - set(re.findall(r"`(\w+)`", row[0])) == set(), kind


def _keys(data: object) -> set[str]:
    if isinstance(data, dict):
        return {*data, *(key for one in data.values() for key in _keys(one))}
    return {key for one in data for key in _keys(one)} if isinstance(data, list) else set()
