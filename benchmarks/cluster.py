"""The PostgreSQL that the measurements run on: our embedded one, as in production, with fsync."""

import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from supervisor import postgres
from supervisor.identity import MINIMAL, unprivileged

_PATIENCE = 120.0  # seconds to become ready, recovery included


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
