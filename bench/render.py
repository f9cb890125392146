"""Times `feuille render`: a site made for the first time, again, and after one document changed.

    python bench/render.py 1000 10000

Cold is with no cache and no site; "unchanged" is the same command a second time; "one changed"
is one more word in the title of one document. mkdocs, where it is installed,
publishes the Markdown of the same pages beside them.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from corpus import make
from run import PYTHON, median, show


def render(folder: Path, count: int) -> None:
    data, site, kept = folder / f"corpus-{count}", folder / "site", folder / "cache"
    make(data, count)
    environment = os.environ | {"FEUILLE_CACHE": str(kept)}
    command = [PYTHON, "-m", "feuille", "-C", str(data), "render", "-o", str(site)]
    command += ["--as-of", "2025-06-30"]
    fiche = min((data / "fiches-action").iterdir())

    def forget() -> None:
        shutil.rmtree(kept, ignore_errors=True)
        shutil.rmtree(site, ignore_errors=True)

    def change() -> None:
        text = fiche.read_text("utf-8")
        fiche.write_text(text.replace("titre: ", "titre: Encore ", 1), "utf-8")

    cold = median(command, environment, before=forget)
    show(f"feuille render {count}, cold", cold)
    show(f"feuille render {count}, unchanged", median(command, environment))
    show(f"feuille render {count}, one changed", median(command, environment, before=change))
    shutil.rmtree(site)
    mkdocs(folder, [*command, "--to", "md"], environment, cold)


def mkdocs(folder: Path, command: list[str], environment: dict[str, str], cold: float) -> None:
    """Time the peer on the Markdown of the same pages, without its search nor its navigation."""
    peer = shutil.which("mkdocs", path=f"{Path(PYTHON).parent}:{os.environ['PATH']}")
    if peer is None:
        print(f"{'mkdocs':<46} not installed")
        return
    settings = folder / "mkdocs.yml"
    settings.write_text(
        "site_name: Banc\ndocs_dir: site\nsite_dir: out\nplugins: []\nnav: [README.md]\n"
    )
    subprocess.run(command, env=environment, check=True, capture_output=True)
    taken = median([peer, "build", "-q", "-f", str(settings)], environment)
    show("mkdocs, the same pages", taken)
    show("  feuille is faster, cold", cold, taken)


def main() -> None:
    for count in [int(word) for word in sys.argv[1:]] or [1000]:
        with tempfile.TemporaryDirectory() as name:
            render(Path(name), count)


if __name__ == "__main__":
    main()
