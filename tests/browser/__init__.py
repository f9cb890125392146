"""What Chromium and the Nu HTML checker find wrong with pages: of a folder, or of a server.

`visit.mjs` drives the browser; one process looks at all the pages that it is given.
"""

from __future__ import annotations

import json
import re
import subprocess
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from zlib import crc32

from tests import suites

HERE = Path(__file__).parent
_WAIT = 1200  # seconds; a site takes about ten
_KICKER = re.compile(r'class="genre">(\w+)')
_LEADS = re.compile(r'<meta http-equiv="refresh"[^>]*>')


@dataclass(frozen=True, slots=True)
class Look:
    """How wide the window is, in pixels, and whether the reader wants it light or dark."""

    width: int
    scheme: str


LOOKS = tuple(Look(width, scheme) for width in (1280, 390) for scheme in ("light", "dark"))


@dataclass(frozen=True, slots=True)
class Visit:
    """A page to open, at `base` + `address`: outside its base it may ask for nothing.

    A thorough visit comes back without scripts, and with the keyboard. `text`, if
    any, is shown instead of what is at the address.
    """

    base: str
    address: str
    looks: tuple[Look, ...] = LOOKS
    thorough: bool = False
    text: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong with an element of a page, in a look."""

    page: str
    look: str
    rule: str
    element: str
    words: str


def look_at(visits: list[Visit]) -> list[Finding]:
    """Open pages as readers would, and return what is wrong with them."""
    modules = suites.node_package("playwright-core").parent
    chromium = suites.program("chromium", "chromium-browser", "google-chrome")
    done = subprocess.run(
        [suites.program("node"), str(HERE / "visit.mjs"), str(modules), chromium],
        input=json.dumps([asdict(one) for one in visits]),
        capture_output=True, text=True, timeout=_WAIT, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return [Finding(**row) for row in json.loads(done.stdout)]


def shown(found: list[Finding]) -> str:
    """Return findings for a person to read: one a fault, with the looks that it is seen in."""
    looks: dict[Finding, list[str]] = {}
    for one in found:
        looks.setdefault(replace(one, look=""), []).append(one.look)
    return "\n".join(
        f"{one.page} ({', '.join(filter(None, seen))})\n  {one.rule}: {one.element}\n  {one.words}"
        for one, seen in looks.items()
    )


def visits(*sites: Path) -> list[Visit]:
    """Return how to look at each page of folders: at the fullest of each kind, in every way."""
    texts = {
        (site, path.relative_to(site).as_posix()): path.read_text("utf-8")
        for site in sites
        for path in sorted(site.rglob("*.html"))
    }
    fullest: dict[str, tuple[Path, str]] = {}
    for page in sorted(texts, key=lambda one: len(texts[one])):
        fullest[kind(page[1], texts[page])] = page
    return [_visit(*page, text, page in fullest.values()) for page, text in texts.items()]


def kind(address: str, text: str) -> str:
    """Return what a page is an example of: its first folder, its depth, what it says that it is."""
    if _LEADS.search(text):
        return "a former address"
    first, *rest = address.split("/")
    said = _KICKER.search(text)
    numbered = re.split(r"[_.]", first)[0] if not rest else first
    return f"{numbered}{'/*' * len(rest)} {said[1] if said else ''}".strip()


def _visit(site: Path, address: str, text: str, thorough: bool) -> Visit:
    scheme = crc32(address.encode()) % 2  # so that it stays when pages are added
    looks = LOOKS if thorough else LOOKS[scheme : scheme + 1]
    # A page that leads elsewhere is held still, to be looked at.
    still = _LEADS.sub("", text) if _LEADS.search(text) else ""
    return Visit(site.as_uri() + "/", address, looks, thorough, still)


def markup(*folders: Path) -> list[str]:
    """Return what the Nu HTML checker says of the pages and styles of folders, warnings too."""
    jar = suites.node_package("vnu-jar") / "build" / "dist" / "vnu.jar"
    command = [suites.program("java"), "-jar", jar, "--stdout", "--exit-zero-always", "--skip-non-html",
               "--also-check-css", "--format", "json", *folders]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, timeout=_WAIT, check=False)
    assert done.returncode == 0, done.stderr
    return [
        f"{one['url']}:{one.get('lastLine', 0)}: {one['message']} « {one.get('extract', '')} »"
        for one in json.loads(done.stdout)["messages"]
    ]
