"""The PostgreSQL and the Valkey of one run of the tests: where they are, and who starts and ends them.

One pair serves the whole run, also when xdist spreads it over several processes; each process has its own
database in the one and its own numbered databases in the other. ``TEST_DATABASE_URL`` and ``TEST_BROKER_URL``
name servers of yours instead. Nothing is started before a test asks for it.
"""

import os
import secrets
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from supervisor.identity import unprivileged
from supervisor.throwaway import cluster_in, store_in

ROOT = Path(__file__).resolve().parent.parent
_FOLDER = "PERMIS_TEST_FOLDER"  # handed to the processes that xdist starts
_PATIENCE = 90.0


class ServersDidNotStart(Exception):
    """The message is what the servers wrote last."""


def addresses() -> dict[str, str]:
    """Return the variables that point the settings at the servers of this run."""
    folder, nobody = _folder(), Path()
    store = store_in(folder, unprivileged(), nobody)
    process = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    broker = os.environ.get("TEST_BROKER_URL")
    return {
        "DATABASE_URL": os.environ.get("TEST_DATABASE_URL") or cluster_in(folder, unprivileged(), nobody).url,
        "BROKER_URL": broker or store.broker_url(2 * process),
        "CACHE_URL": broker or store.cache_url(2 * process + 1),
    }


def _folder() -> Path:
    """Return a folder nobody can guess and nothing stands in yet; its path leaves room for a socket's name."""
    if _FOLDER not in os.environ:
        parent = tempfile.gettempdir() if len(tempfile.gettempdir()) < 60 else "/tmp"  # noqa: S108 - its name is random
        os.environ[_FOLDER] = str(Path(parent) / f"permis-test-{secrets.token_hex(6)}")
    return Path(os.environ[_FOLDER])


class Servers:
    """Starts what the run needs, waits until it serves, and ends it."""

    def __init__(self) -> None:
        self._guardian: subprocess.Popen[bytes] | None = None
        wanted = {"postgres": "TEST_DATABASE_URL", "valkey": "TEST_BROKER_URL"}
        self._names = [name for name, given in wanted.items() if not os.environ.get(given)]

    def start(self) -> None:
        """Start them in the background; they end with this process, even if it is killed."""
        if self._guardian or not self._names:
            return
        self._guardian = subprocess.Popen(  # noqa: S603 - our own command
            [sys.executable, "-m", "supervisor.throwaway", str(_folder()), *self._names],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            start_new_session=True,  # so that whoever kills our group leaves it to clear up
        )

    def wait(self) -> None:
        """Wait until they serve. Raises ServersDidNotStart with what they wrote."""
        if not self._names:
            return
        state, deadline = _folder() / "state", time.monotonic() + _PATIENCE
        while not state.exists():
            if time.monotonic() > deadline or (self._guardian and self._guardian.poll() is not None):
                raise ServersDidNotStart("they ended or hang")
            time.sleep(0.02)
        said = state.read_text(encoding="utf-8")
        if said != "ready":
            raise ServersDidNotStart(said)

    def end(self) -> None:
        """Stop them and remove their data."""
        if self._guardian and self._guardian.stdin:
            self._guardian.stdin.close()
            self._guardian.wait(30)
            self._guardian = None
