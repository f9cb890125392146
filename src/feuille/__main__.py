"""Entry point: `--version` costs nothing, everything else goes to the command line."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the program and leave with its exit code."""
    if sys.argv[1:] == ["--version"]:
        from feuille import __version__

        sys.stdout.write(f"feuille {__version__}\n")
        return
    import gc

    from feuille.cli import run

    # A command lives for seconds and its documents hold few cycles: looking for
    # them costs a fifth of the time.
    gc.disable()
    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
