"""The PostgreSQL that the measurements run on: our embedded one, as in production, with fsync."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from supervisor import postgres
from supervisor.identity import MINIMAL, unprivileged

_ROOT = Path(__file__).resolve().parent.parent
_PATIENCE = 120.0  # seconds to become ready, recovery included


def run(code: str, within: Path | None = None, **environment: str) -> int:
    """Run code on an empty database of its own, in a process that has its address from the start; then remove it.

    ``within`` is where it is made, the system's temporary folder unless given. Returns the process's exit code.
    """
    folder = Path(tempfile.mkdtemp(prefix="permis-bench-", dir=within))
    folder.chmod(0o711)  # the database runs as somebody else when we are root
    try:
        with serving(folder / "database") as cluster:
            told = os.environ | {"DATABASE_URL": cluster.url, "BENCH_FOLDER": str(folder), **environment}
            argv = [sys.executable, "manage.py", "shell", "--no-imports", "-c", code]
            return subprocess.call(argv, cwd=_ROOT, env=told)  # noqa: S603 - sys.executable on code of this package; no shell, no input from outside
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def serving(folder: Path) -> Iterator[postgres.Cluster]:
    """Serve the database in ``folder``, made at first; it is kept, so that the next run finds its rows.

    Raises:
        PostgresProblem: it does not come up; the message ends with what it wrote.
    """
    cluster = _cluster(folder)
    postgres.initialise(cluster)
    log = folder / "postgres.log"
    with log.open("ab") as output:
        server = cluster.identity.spawn(postgres.command(cluster), env=MINIMAL, output=output)
    try:
        _wait(cluster, server, log)
        yield cluster
    finally:
        server.send_signal(postgres.STOP_FAST)
        server.wait()


def _cluster(folder: Path) -> postgres.Cluster:
    identity = unprivileged()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    identity.owns(folder)
    binaries = postgres.find_binaries(folder / "postgres")
    if not identity.can_execute(binaries / "postgres"):
        binaries = _brought_along(binaries, folder)
    return postgres.Cluster(binaries=binaries, data=folder / "postgres", sockets=folder, identity=identity)


def _brought_along(binaries: Path, folder: Path) -> Path:
    """A copy of the binaries that the unprivileged user can reach."""
    package = next(above for above in binaries.parents if above.parent.name == "site-packages")
    for source in (package, package.with_name(package.name + ".libs")):
        target = folder / "site-packages" / source.name
        if source.is_dir() and not target.exists():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("*.a", "include", "__pycache__"))
    return folder / "site-packages" / binaries.relative_to(package.parent)


def _wait(cluster: postgres.Cluster, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + _PATIENCE
    while not postgres.answers(cluster):
        if server.poll() is not None or time.monotonic() > deadline:
            said = log.read_text(encoding="utf-8", errors="replace")
            raise postgres.PostgresProblem(f"the database does not start: {said[-500:]}")
        time.sleep(0.05)
