"""Times the program beside its peers, in the same run; prints medians and ratios.

    make bench                       what is installed here
    python bench/run.py 1000 10000   sizes of the corpus

Peers (check-jsonschema, yamllint) are measured where they are installed; they check the same
documents, each for what it can see. Machines differ: the ratios are what counts.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from corpus import make

ROOT = Path(__file__).parents[1]
PYTHON = sys.executable
RUNS = 5
NOTHING = "import typer\napp = typer.Typer()\n@app.command()\ndef main() -> None: ...\napp()"


def median(command: list[str], environment: dict[str, str], *, before: object = None) -> float:
    """Return the median wall time of a command in seconds, after one run that is not counted."""
    times = []
    for turn in range(RUNS + 1):
        if callable(before):
            before()
        start = time.perf_counter()
        subprocess.run(
            command,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,
        )
        if turn:
            times.append(time.perf_counter() - start)
    return statistics.median(times)


def show(work: str, seconds: float, against: float | None = None) -> None:
    ratio = f"   ×{against / seconds:.1f}" if against else ""
    print(f"{work:<46}{seconds:>9.3f} s{ratio}", flush=True)


def start_up(environment: dict[str, str]) -> None:
    show("python", median([PYTHON, "-c", ""], environment))
    show("a Typer app that does nothing", median([PYTHON, "-c", NOTHING], environment))
    show("feuille --version", median([PYTHON, "-m", "feuille", "--version"], environment))


def checking(count: int, folder: Path, environment: dict[str, str]) -> None:
    data, kept = folder / f"corpus-{count}", Path(environment["FEUILLE_CACHE"])
    make(data, count)
    command = [PYTHON, "-m", "feuille", "-C", str(data), "validate"]
    forget = lambda: shutil.rmtree(kept, ignore_errors=True)  # noqa: E731
    cold = median(command, environment, before=forget)
    show(f"feuille validate {count}, cold", cold)
    show(f"feuille validate {count}, unchanged", median(command, environment))
    fiches = [str(path) for path in sorted((data / "fiches-action").iterdir())]
    schema = str(ROOT / "schemas" / "fiche-action.schema.json")
    for name, arguments in {
        "check-jsonschema": ["--schemafile", schema, *fiches],
        "yamllint": ["-d", "relaxed", str(data)],
    }.items():
        peer = shutil.which(name, path=f"{Path(PYTHON).parent}:{os.environ['PATH']}")
        if peer is None:
            print(f"{name:<46} not installed")
        else:
            taken = median([peer, *arguments], environment)
            show(f"{name} {count}", taken)
            show(f"  feuille is faster, cold, {count}", cold, taken)


def main() -> None:
    sizes = [int(word) for word in sys.argv[1:]] or [1000]
    with tempfile.TemporaryDirectory() as name:
        environment = os.environ | {"FEUILLE_CACHE": str(Path(name) / "cache")}
        start_up(environment)
        for count in sizes:
            checking(count, Path(name), environment)


if __name__ == "__main__":
    main()
