"""The preview: what it serves and to whom, and what it does of files that change or break."""

from __future__ import annotations

import http.client
import itertools
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing
from functools import partial
from typing import TYPE_CHECKING

import pytest

from feuille import preview
from feuille.diagnostics import CannotProceedError
from feuille.preview import Shown
from tests.conftest import feuille, write_files

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

POLICY = '<meta http-equiv="Content-Security-Policy" content="script-src {}; connect-src \'none\'">'
PAGE = f"<!doctype html><head>{POLICY}</head><body>{{}}</body></html>"
SITE = {
    "index.html": PAGE.format("'none'", "Accueil").encode(),
    "acteur/index.html": PAGE.format("'none'", "Acteurs").encode(),
    "acteur/é.html": PAGE.format("'sha256-abc=' 'strict-dynamic'", "É").encode(),
    "style.css": b"a {}",
    "recherche/pages.js": b"1;",
    "valeurs.csv": b"a;b",
    "dates.ics": b"BEGIN",
}


@pytest.fixture
def server() -> Iterator[preview.Server]:
    with closing(preview.opened(0, 1, Shown(SITE, "un"))) as found:
        found.start()
        yield found


def ask(
    server: preview.Server, target: str, method: str = "GET", headers: dict[str, str] | None = None
) -> tuple[http.client.HTTPResponse, bytes]:
    """Ask for a target as it is written, without anything put right on the way."""
    with closing(http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=20)) as way:
        way.putrequest(method, target, skip_host=bool(headers and "Host" in headers))
        for name, value in (headers or {}).items():
            way.putheader(name, value)
        way.endheaders()
        found = way.getresponse()
        return found, found.read()


def raw(server: preview.Server, said: bytes) -> bytes:
    """Send bytes, and return the first line of the answer."""
    with socket.create_connection(("127.0.0.1", server.server_port), timeout=20) as way:
        way.sendall(said)
        return way.recv(4096).partition(b"\r\n")[0]


@pytest.mark.parametrize(
    ("target", "name", "kind"),
    [
        ("/", "index.html", "text/html; charset=utf-8"),
        ("/index.html?a=1", "index.html", "text/html; charset=utf-8"),
        ("/acteur/", "acteur/index.html", "text/html; charset=utf-8"),
        ("/acteur/%C3%A9.html", "acteur/é.html", "text/html; charset=utf-8"),
        ("/style.css", "style.css", "text/css; charset=utf-8"),
        ("/recherche/pages.js", "recherche/pages.js", "text/javascript; charset=utf-8"),
        ("/valeurs.csv", "valeurs.csv", "text/csv; charset=utf-8"),
        ("/dates.ics", "dates.ics", "text/calendar; charset=utf-8"),
    ],
)
def test_files_of_the_site_are_served(
    target: str, name: str, kind: str, server: preview.Server
) -> None:
    found, body = ask(server, target)
    assert (found.status, found.getheader("Content-Type")) == (200, kind)
    assert found.getheader("Cache-Control") == "no-store"
    assert found.getheader("X-Content-Type-Options") == "nosniff"
    assert found.getheader("Cross-Origin-Resource-Policy") == "same-origin"
    assert "frame-ancestors 'none'" in str(found.getheader("Content-Security-Policy"))
    own = SITE[name].split(b"</head>")[-1].removesuffix(b"</body></html>")
    assert own in body
    head, nothing = ask(server, target, "HEAD")
    assert (head.status, nothing) == (200, b"")
    assert head.getheader("Content-Length") == str(len(body))


@pytest.mark.parametrize(
    "target",
    [
        "/../preview.py", "/..%2f..%2fetc%2fpasswd", "/%2e%2e/%2e%2e/etc/passwd", "//etc/passwd",
        "/acteur/../index.html", "/acteur/..%5cindex.html", "/etc/passwd", "/style.css/", "/.git/config",
        "/%00", "/%ff%fe", "/index.html%00.css", "/recherche/", "/recherche", "/acteur/%2e", "/.",
    ],
)  # fmt: skip
def test_nothing_else_can_be_had(target: str, server: preview.Server) -> None:
    found, body = ask(server, target)
    assert found.status == 404
    assert b"root:" not in body
    assert b"Accueil</body>" not in body


def test_a_folder_without_its_slash_leads_to_its_list(server: preview.Server) -> None:
    found, _body = ask(server, "/acteur")
    assert (found.status, found.getheader("Location")) == (301, "/acteur/")


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]", "LOCALHOST"])
def test_this_machine_is_known_by_its_names(host: str, server: preview.Server) -> None:
    found, _body = ask(server, "/", headers={"Host": f"{host}:{server.server_port}"})
    assert found.status == 200


@pytest.mark.parametrize(
    "host", ["example.org", "example.org:{port}", "localhost", "127.0.0.1:1", "localhost.evil:{port}", ""]
)  # fmt: skip
def test_a_foreign_name_is_refused(host: str, server: preview.Server) -> None:
    for target in ("/", "/_etat", "/recherche/pages.js"):
        found, body = ask(server, target, headers={"Host": host.format(port=server.server_port)})
        assert found.status == 403
        assert SITE["index.html"] not in body
        assert body != b"un"


def test_a_request_names_one_host_and_a_path(server: preview.Server) -> None:
    host = f"Host: 127.0.0.1:{server.server_port}\r\n".encode()
    assert b" 403 " in raw(server, b"GET / HTTP/1.1\r\n\r\n")
    assert b" 403 " in raw(server, b"GET / HTTP/1.1\r\n" + host + host + b"\r\n")
    assert b" 403 " in raw(server, b"GET http://example.org/ HTTP/1.1\r\n" + host + b"\r\n")
    assert b" 400 " in raw(server, b"GET / / / HTTP/1.1\r\n" + host + b"\r\n")
    assert b" 431 " in raw(server, b"GET / HTTP/1.1\r\nX: " + b"a" * 70_000 + b"\r\n\r\n")
    assert b" 431 " in raw(server, b"GET / HTTP/1.1\r\n" + b"X: a\r\n" * 200 + b"\r\n")
    assert ask(server, "/")[0].status == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_the_preview_is_only_read(method: str, server: preview.Server) -> None:
    found, _body = ask(server, "/", method)
    assert (found.status, found.getheader("Allow")) == (405, "GET, HEAD")


def test_a_browser_that_says_nothing_does_not_keep_others_waiting(server: preview.Server) -> None:
    with socket.create_connection(("127.0.0.1", server.server_port)) as silent:
        silent.sendall(b"GET / HT")
        assert ask(server, "/")[0].status == 200
        began = time.monotonic()
        server.close()
        assert time.monotonic() - began < 5


@pytest.mark.parametrize(
    ("name", "before"), [("index.html", ""), ("acteur/é.html", "'sha256-abc=' 'strict-dynamic' ")]
)
def test_a_page_may_ask_whether_it_is_the_latest(name: str, before: str) -> None:
    page = preview.told(SITE[name], Shown(SITE, "un")).decode()
    script = re.search(r'<script data-etat="un">(.*?)</script>\n</body></html>', page, re.DOTALL)
    assert script
    policy = re.search(r'content="(.*?)"', page)[1]
    digest = preview._script()[1]
    assert policy == f"script-src {before}{digest}; connect-src 'self'"
    assert "/_etat" in script[1]


def test_what_is_in_the_way_stands_on_the_page_and_does_nothing() -> None:
    page = preview.told(SITE["index.html"], Shown(SITE, "un", "<b>fiche.yaml:3:1</b>")).decode()
    assert "&lt;b&gt;fiche.yaml:3:1&lt;/b&gt;" in page
    assert "fiche.yaml" not in preview.told(SITE["index.html"], Shown(SITE, "un")).decode()


def test_a_page_without_policy_nor_end_is_served_too() -> None:
    assert preview.told(b"<p>Un", Shown({}, "un")).startswith(b'<p>Un<script data-etat="un">')


def test_a_taken_port_is_refused_or_passed_over(server: preview.Server, ara: Path) -> None:
    taken = server.server_port
    with pytest.raises(CannotProceedError):
        preview.opened(taken, 1, Shown({}, ""))
    with closing(preview.opened(taken, 20, Shown({}, ""))) as other:
        assert taken < other.server_port < taken + 20
    done = feuille("-C", str(ara), "serve", "--port", str(taken))
    assert (done.code, done.out) == (2, "")
    assert str(taken) in done.err


def test_files_that_change_are_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preview, "_EVERY", 0.01)
    monkeypatch.setattr(preview, "_SETTLED", 0.01)
    root = write_files(
        tmp_path, {"acteurs/un.yaml": "a", "templates/html/page.html": "b", "site/x.html": "c"}
    )
    theme = tmp_path.with_name("theme.css")
    theme.write_text("a {}")
    look = partial(preview.seen, root, theme)
    turns = preview.watch(look, look())
    for changes in (
        {"acteurs/un.yaml": "aa"},
        {"acteurs/deux.yaml": "a", "feuille.yaml": "titre: Autre"},
        {"templates/html/page.html": "bb"},
        {"templates/html/autre/nouveau.css": "bb"},
    ):
        write_files(
            root,
            {
                **changes,
                "site/x.html": "d",
                ".git/x.yaml": "d",
                "templates/.x.swp": "d",
                "notes.txt": "d",
            },
        )
        assert next(turns) == sorted(changes)
    (root / "acteurs/un.yaml").unlink()
    assert next(turns) == ["acteurs/un.yaml"]
    theme.write_text("b {}")
    assert next(turns) == [str(theme)]


def test_documents_of_a_commit_do_not_change(tmp_path: Path) -> None:
    root = write_files(tmp_path, {"acteurs/un.yaml": "a", "templates/html/page.html": "b"})
    assert set(preview.seen(root, documents=False)) == {"feuille.yaml", "templates/html/page.html"}


ACTOR = "type: acteur\nnom: {}\n"


class Running:
    """The command in a process of its own, as a person runs it."""

    def __init__(self, root: Path, *options: str) -> None:
        command = [
            sys.executable,
            "-m",
            "feuille",
            "-C",
            str(root),
            "serve",
            "--port",
            "0",
            *options,
        ]
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            env={**os.environ, "PYTHONWARNINGS": "error"},
        )  # fmt: skip
        assert self.process.stdout
        self.address = self.process.stdout.readline().strip()

    def get(self, target: str) -> str:
        port = int(self.address.split(":")[2].rstrip("/"))
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=20)) as way:
            way.request("GET", target)
            return way.getresponse().read().decode()

    def after(self, act: Callable[[], object]) -> None:
        """Do something, and wait until pages are told to load again."""
        before = self.get("/_etat")
        act()
        for _turn in itertools.repeat(None, 800):
            if self.get("/_etat") != before:
                return
            time.sleep(0.05)
        raise AssertionError("the preview did not change")

    def stop(self) -> tuple[int, str]:
        self.process.send_signal(signal.SIGINT)
        _out, err = self.process.communicate(timeout=60)
        return self.process.returncode, err


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_the_preview_follows_what_is_saved_and_outlives_what_is_broken(tmp_path: Path) -> None:
    root = write_files(tmp_path / "depot", {
        "acteurs/un.yaml": ACTOR.format("Un"),
        "acteurs/secret.yaml": ACTOR.format("Canari") + "confidentialite: restreint\n",
    })  # fmt: skip
    before = sorted(tmp_path.rglob("*"))
    one, settings = root / "acteurs/un.yaml", root / "feuille.yaml"
    running = Running(root)
    try:
        assert "Un" in running.get("/acteur/un.html")
        assert "Canari" not in running.get("/recherche/pages.js") + running.get("/acteur/")
        running.after(lambda: one.write_text(ACTOR.format("Deux"), "utf-8"))
        assert "<h1>Deux</h1>" in running.get("/acteur/un.html")
        # Half written: the page stays, and says where.
        running.after(lambda: one.write_text("type: acteur\nnom: [\n", "utf-8"))
        page = running.get("/acteur/un.html")
        assert "<h1>Deux</h1>" in page
        assert "acteurs/un.yaml:" in page
        running.after(lambda: one.write_text(ACTOR.format("Trois"), "utf-8"))
        assert "acteurs/un.yaml:" not in running.get("/")
        assert "<h1>Trois</h1>" in running.get("/acteur/un.html")
        # The settings cannot be read: the same.
        running.after(lambda: settings.write_text("format: 1\ntitre: [\n", "utf-8"))
        assert "feuille.yaml:" in running.get("/acteur/un.html")
        running.after(lambda: settings.write_text("format: 1\ntitre: Autre titre\n", "utf-8"))
        assert "Autre titre" in running.get("/")
        running.after(lambda: write_files(root, {"templates/html/style.css": "b { color: red }"}))
        assert running.get("/style.css").startswith("b { color: red }")
        shutil.rmtree(root / "templates")
    finally:
        code, said = running.stop()
    assert code == 0
    assert "Traceback" not in said
    assert re.search(r"\d\d:\d\d:\d\d  acteurs/un\.yaml : \d+ pages? change", said)
    assert re.search(r"acteurs/un\.yaml:\d+:\d+ erreur L\d+", said)
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_what_cannot_be_read_at_first_is_left_out_and_later_is_not(tmp_path: Path) -> None:
    silent = "format: 1\ntitre: Essai\nseverites: {L101: ignore}\n"
    root = write_files(tmp_path, {
        "feuille.yaml": silent,
        "acteurs/un.yaml": ACTOR.format("Un"),
        "acteurs/casse.yaml": "nom: [",
    })  # fmt: skip
    running = Running(root)
    try:
        assert "<h1>Un</h1>" in running.get("/acteur/un.html")
        # The settings silence what would say why; the page stays all the same.
        running.after(lambda: (root / "acteurs/un.yaml").write_text("nom: [", "utf-8"))
        page = running.get("/acteur/un.html")
        assert "<h1>Un</h1>" in page
        assert "Illisible : un." in page
        running.after(lambda: (root / "acteurs/un.yaml").write_text(ACTOR.format("Deux"), "utf-8"))
        assert "<h1>Deux</h1>" in running.get("/acteur/un.html")
    finally:
        code, said = running.stop()
    assert (code, "1 document laissé de côté" in said) == (0, True)


@pytest.mark.parametrize(
    "options", [["--rev", "rien"], ["--as-of", "hier"], ["--port", "70000"], ["--port=-1"]]
)
def test_what_cannot_be_served_is_refused(options: list[str], ara: Path) -> None:
    done = feuille("-C", str(ara), "serve", *options)
    assert (done.code, done.out) == (2, "")
