"""``python -m benchmarks``: measure, and print what was measured, on which machine, on which day.

The figures are of this machine and this hour; compare ratios, which are taken in one run. A database of its own
is made for it and removed again; three million rows take about 15 GB while it runs.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.cluster import run

_RUN = "from benchmarks.run import main; main()"


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve a database and measure on it, in a process that has its address from the start."""
    options = argparse.ArgumentParser(prog="python -m benchmarks", description=main.__doc__)
    options.add_argument("--rows", type=int, default=3_000_000, help="models of the full catalogue (3000000)")
    options.add_argument("--walked", type=int, default=50_000, help="models of a measured walk (50000)")
    options.add_argument("--questions", type=int, default=300, help="searches of each kind (300)")
    options.add_argument("--folder", type=Path, help="where the database is made (the system's temporary folder)")
    chosen = options.parse_args(arguments)
    return run(_RUN, chosen.folder, BENCH=f"{chosen.rows} {chosen.walked} {chosen.questions}")


if __name__ == "__main__":
    sys.exit(main())
