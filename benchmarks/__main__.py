"""``python -m benchmarks``: measure, and print what was measured, on which machine, on which day.

The figures are of this machine and this hour; compare ratios, which are taken in one run. A database of its own
is made for it and removed again; three million rows take about 15 GB while it runs.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks.cluster import serving

_ROOT = Path(__file__).resolve().parent.parent
_RUN = "from benchmarks.run import main; main()"


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve a database and measure on it, in a process that has its address from the start."""
    options = argparse.ArgumentParser(prog="python -m benchmarks", description=main.__doc__)
    options.add_argument("--rows", type=int, default=3_000_000, help="models of the full catalogue (3000000)")
    options.add_argument("--walked", type=int, default=50_000, help="models of a measured walk (50000)")
    options.add_argument("--questions", type=int, default=300, help="searches of each kind (300)")
    options.add_argument("--folder", type=Path, help="where the database is made (the system's temporary folder)")
    chosen = options.parse_args(arguments)
    folder = Path(tempfile.mkdtemp(prefix="permis-bench-", dir=chosen.folder))
    folder.chmod(0o711)  # the database runs as somebody else when we are root
    try:
        with serving(folder / "database") as cluster:
            environment = os.environ | {
                "DATABASE_URL": cluster.url,
                "BENCH": f"{chosen.rows} {chosen.walked} {chosen.questions}",
                "BENCH_FOLDER": str(folder),
            }
            argv = [sys.executable, "manage.py", "shell", "--no-imports", "-c", _RUN]
            return subprocess.call(argv, cwd=_ROOT, env=environment)  # noqa: S603 - this interpreter, fixed arguments
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
