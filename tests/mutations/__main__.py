"""Try many faults: `python -m tests.mutations --count 2000 --seed 7`."""

from __future__ import annotations

import argparse
import sys
from random import Random

from tests.mutations import KINDS, trial


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kind", choices=sorted(KINDS))
    options = parser.parse_args()
    rng = Random(options.seed)
    kinds = [KINDS[options.kind]] if options.kind else list(KINDS.values())
    done = [one for n in range(options.count) if (one := trial(kinds[n % len(kinds)], rng))]
    missed = [one.missed for one in done if one.missed]
    rows = [*missed, f"{len(kinds)} kinds, {len(done)} faults, {len(missed)} not reported right"]
    sys.stdout.write("".join(f"{row}\n" for row in rows))
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
