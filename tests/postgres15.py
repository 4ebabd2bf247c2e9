"""``python -m tests.postgres15``: what touches the database once more, on this machine's PostgreSQL 15.

Permis needs no extension and no newer SQL, so that any managed PostgreSQL from 15 on serves: held here.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.servers import ROOT


def main() -> int:
    """Run the tests; 2 where no `postgres` of version 15 is found."""
    found = shutil.which("postgres")
    if found is None or " 15." not in _version(found):
        sys.stderr.write("python -m tests.postgres15: no `postgres` of version 15 is on the PATH\n")
        return 2
    binaries = Path(found).resolve().parent
    sys.stdout.write(f"once more on {_version(found).strip()}\n")
    sys.stdout.flush()
    argv = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-n",
        "2",
        "--dist",
        "loadfile",
        "--only-database",
        "-m",
        "not browser and not slow",
    ]
    return subprocess.call(argv, cwd=ROOT, env=os.environ | {"PERMIS_POSTGRES_BIN": str(binaries)})  # noqa: S603 - our own command


def _version(postgres: str) -> str:
    return subprocess.run([postgres, "--version"], capture_output=True, text=True, check=True).stdout  # noqa: S603 - our own command


if __name__ == "__main__":
    sys.exit(main())
