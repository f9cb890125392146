"""The preview: a site held in memory, served to the browsers of this machine alone.

An address is looked up among the pages of the site, never on the disk. Pages
are served as they would be published, with one script more, which asks whether
they are still the latest.
"""

from __future__ import annotations

import base64
import errno
import hashlib
import os
import re
import socketserver
import threading
import time
from dataclasses import dataclass
from functools import cache
from html import escape, unescape
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from feuille import disk, resources
from feuille.diagnostics import CannotProceedError
from feuille.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

Seen = dict[str, tuple[int, ...]]
"""What the disk says of files, by path."""

HOST = "127.0.0.1"
_STATE = "_etat"
_EVERY = 0.5
_SETTLED = 0.1
_TURNS = 20
_PATIENCE = 10
"""Seconds that a browser has to say what it wants, and to take what it is given."""

_TYPES = {
    "html": "text/html", "css": "text/css", "js": "text/javascript", "csv": "text/csv",
    "ics": "text/calendar", "txt": "text/plain", "json": "application/json",
    "svg": "image/svg+xml", "png": "image/png", "jpg": "image/jpeg", "webp": "image/webp",
    "ico": "image/x-icon", "woff2": "font/woff2", "pdf": "application/pdf",
}  # fmt: skip
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    # Else any page of the web that this browser shows could read the site's own scripts.
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
_POLICY = re.compile(rb'(<meta http-equiv="Content-Security-Policy" content=")([^"]*)')
_SCRIPTS = re.compile(r"script-src ([^;]*)")
_BANNER = (
    '<div role="status" style="position:fixed;inset:auto 0 0;max-height:40vh;overflow:auto;'
    "padding:.75rem 1.25rem;background:#5c1410;color:#fff;font:1rem/1.5 sans-serif;"
    'white-space:pre-line">'
    "<strong>{title}</strong> {words}</div>"
)


@dataclass(frozen=True, slots=True)
class Shown:
    """What is served: files by path, the name of this state, what keeps a newer from showing."""

    files: dict[str, bytes]
    state: str
    trouble: str = ""


class Server(ThreadingHTTPServer):
    """Serves what `shown` holds when it is asked, until it is closed."""

    daemon_threads = True
    # On Windows the option would let two servers share a port.
    allow_reuse_address = os.name != "nt"

    def __init__(self, port: int, shown: Shown) -> None:
        self.shown = shown
        self._thread: threading.Thread | None = None
        super().__init__((HOST, port), _Handler)

    def server_bind(self) -> None:
        """Take the port; the usual way asks the network how this machine is called."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = HOST, int(self.server_address[1])

    @property
    def address(self) -> str:
        """Where the home is."""
        return f"http://{HOST}:{self.server_port}/"

    def start(self) -> None:
        """Serve from another thread."""
        self._thread = threading.Thread(target=self.serve_forever, args=(0.1,), daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop serving, where it has started, and give the port back."""
        if self._thread:
            self.shutdown()
            self._thread.join()
        self.server_close()

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of a browser that left: it is not an event."""
        if os.environ.get("FEUILLE_DEBUG"):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


def opened(port: int, tries: int, shown: Shown) -> Server:
    """Return a server on a port (0: any), or on one of those that follow; CannotProceedError."""
    words = _("Le port {port} n'existe pas.")
    for candidate in range(max(port, 0), min(port + tries, 1 << 16)):
        try:
            return Server(candidate, shown)
        except OSError as error:
            if error.errno not in {errno.EADDRINUSE, errno.EACCES}:
                raise
            reserved = error.errno == errno.EACCES
            words = _("Le port {port} est réservé.") if reserved else _("Le port {port} est pris.")
    raise CannotProceedError(
        words.format(port=port), _("Choisissez-en un autre, par exemple : --port 8800")
    )


class _Handler(BaseHTTPRequestHandler):
    """Answers one request: GET or HEAD, for a file of the site, asked by this machine's name."""

    server: Server
    timeout = _PATIENCE
    server_version, sys_version = "feuille", ""

    def do_GET(self) -> None:
        if not self._is_known():
            self.send_error(HTTPStatus.FORBIDDEN)
            return
        shown, path = self.server.shown, unquote(self.path[1:].partition("?")[0])
        if path == _STATE:
            self._send(HTTPStatus.OK, "txt", shown.state.encode())
        elif (name := f"{path}index.html" if path[-1:] in {"", "/"} else path) in shown.files:
            kind = name.rpartition(".")[2]
            raw = shown.files[name]
            self._send(HTTPStatus.OK, kind, told(raw, shown) if kind == "html" else raw)
        elif f"{path}/index.html" in shown.files:
            self._send(HTTPStatus.MOVED_PERMANENTLY, "txt", b"", {"Location": f"/{quote(path)}/"})
        else:
            self.send_error(HTTPStatus.NOT_FOUND)

    do_HEAD = do_GET  # noqa: N815

    def _refused(self) -> None:
        self.send_error(HTTPStatus.METHOD_NOT_ALLOWED)

    do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = _refused  # noqa: N815

    def _is_known(self) -> bool:
        """Tell whether the request names this server: a page elsewhere may only borrow its port."""
        port = self.server.server_port
        names = {f"{name}:{port}" for name in ("localhost", HOST, "[::1]")}
        if port == 80:  # noqa: PLR2004 - browsers leave it out
            names |= {name.removesuffix(":80") for name in names}
        asked = self.headers.get_all("Host", [])
        return len(asked) == 1 and asked[0].strip().lower() in names and self.path[:1] == "/"

    def send_error(self, code: int, *_words: object, **_more: object) -> None:
        """Send a page that says in French why there is nothing to see."""
        said = {
            HTTPStatus.FORBIDDEN: _("Cet aperçu ne répond qu’à cet ordinateur."),
            HTTPStatus.NOT_FOUND: _("Cette page n’existe pas dans le site."),
            HTTPStatus.METHOD_NOT_ALLOWED: _("Cet aperçu ne sert qu’à lire."),
        }.get(HTTPStatus(code), _("Cette demande n’est pas comprise."))
        words, shown = escape(said), self.server.shown
        page = (
            f'<!doctype html><html lang="fr"><meta charset="utf-8"><title>{words}</title>'
            f'<body><p>{words}</p><p><a href="/">{escape(_("Accueil"))}</a></p></body></html>'
        ).encode()
        missing = code == HTTPStatus.NOT_FOUND
        self.close_connection = True
        self._send(code, "html", told(page, shown) if missing else page, {"Allow": "GET, HEAD"})

    def _send(self, code: int, kind: str, raw: bytes, more: dict[str, str] | None = None) -> None:
        self.send_response(code)
        form = _TYPES.get(kind, "application/octet-stream")
        coded = form.startswith("text/") or kind in {"svg", "json"}
        self.send_header("Content-Type", f"{form}; charset=utf-8" if coded else form)
        self.send_header("Content-Length", str(len(raw)))
        for name, value in (_HEADERS | (more or {})).items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(raw)

    def log_message(self, *_words: object) -> None:
        """Say nothing: the terminal is for what the person did."""


@cache
def _script() -> tuple[str, str]:
    """Return the script of the preview, and what a page's policy calls it."""
    text = resources.text("templates", "html", "apercu.js")
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return text, f"'sha256-{digest}'"


def told(page: bytes, shown: Shown) -> bytes:
    """Return a page that asks whether it is the latest, and says what is in the way of a newer."""
    script, name = _script()
    page = _POLICY.sub(lambda found: found[1] + _loosened(found[2].decode(), name), page, count=1)
    banner = ""
    if shown.trouble:
        title = escape(_("Cette page date d’avant la dernière modification."))
        banner = _BANNER.format(title=title, words=escape(shown.trouble))
    more = f'{banner}<script data-etat="{escape(shown.state)}">{script}</script>\n'.encode()
    before, mark, after = page.rpartition(b"</body>")
    return before + more + mark + after if mark else after + more


def _loosened(policy: str, name: str) -> bytes:
    """Let a page run the script of that name too, and ask this server."""
    said = unescape(policy).replace("connect-src 'none'", "connect-src 'self'")
    said = _SCRIPTS.sub(lambda found: found[0].replace(" 'none'", "") + f" {name}", said, count=1)
    return escape(said, quote=False).encode()


def seen(root: Path, theme: Path | None = None, *, documents: bool = True) -> Seen:
    """Return what the disk says of each file that a site is made from, by path from the data.

    `documents` false: the settings and the look alone, where the documents are those of a commit.
    """
    rows = [
        (path, about) for path, about in disk.walk(root, "") if documents or path == disk.CONFIG
    ]
    rows += _below(root / "templates", "templates/")
    if theme:
        rows.append((str(theme), _about(theme)))
    return {
        path: (about.st_mtime_ns, about.st_ctime_ns, about.st_size, about.st_ino)
        for path, about in rows
        if about
    }


def _below(folder: Path, prefix: str) -> Iterator[tuple[str, os.stat_result | None]]:
    """Yield the files below a folder of templates, less those that editors leave for a while."""
    try:
        children = list(os.scandir(folder))
    except OSError:
        return
    for one in children:
        if one.name.startswith(".") or one.name.endswith("~"):
            continue
        if one.is_dir(follow_symlinks=False):
            yield from _below(folder / one.name, f"{prefix}{one.name}/")
        else:
            yield prefix + one.name, _about(folder / one.name)


def _about(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except OSError:  # gone since, or out of reach
        return None


def watch(look: Callable[[], Seen], known: Seen) -> Iterator[list[str]]:
    """Yield the paths that are no longer as `known`, each time that some change, for ever.

    What is still being written is left to settle first.
    """
    while True:
        time.sleep(_EVERY)
        now = look()
        if now == known:
            continue
        for _turn in range(_TURNS):
            time.sleep(_SETTLED)
            before, now = now, look()
            if before == now:
                break
        changed = sorted(path for path in {*known, *now} if known.get(path) != now.get(path))
        known = now
        if changed:
            yield changed
