"""`manage.py up` as a process, in a data folder of its own: started, asked, killed, ended."""

import http.client
import json
import os
import secrets
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from email.message import Message
from pathlib import Path
from typing import IO

import psycopg
import pytest
from celery import Celery

from supervisor import processes
from supervisor.identity import Identity
from tests.servers import ROOT
from tests.supervisor.waiting import until

CHILDREN = {"database", "broker", "web server", "worker", "beat"}
only_with_proc = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks for processes in /proc")
_START = 120.0  # seconds; the first start of a machine that is busy


@dataclass(frozen=True, slots=True)
class Started:
    """Whose program runs, and how: a checkout, an interpreter with its packages, and who runs it."""

    checkout: Path = ROOT
    python: Path = Path(sys.executable)
    env: Mapping[str, str] = field(default_factory=dict)
    identity: Identity = field(default_factory=lambda: Identity("us", os.geteuid(), os.getegid(), switch=False))


class Up:
    """One data folder and the supervisor on it; `close` ends whatever still runs and removes the folder."""

    def __init__(self, hub: str, started: Started | None = None) -> None:
        self._started = started or Started()
        # Not below pytest's own folder, which nobody else may enter.
        self._outer = Path(tempfile.mkdtemp(prefix="permis-up-", dir="/tmp"))
        self._outer.chmod(0o755)
        self._started.identity.owns(self._outer)
        self.folder = self._outer / "data"
        self.port = _free_port()
        self._hub = hub
        self._process: subprocess.Popen[bytes] | None = None
        self._starts = 0
        self._addresses: dict[str, str] = {}

    def start(self, **more: str) -> None:
        """Start it with some more variables; its output is kept per start."""
        self._starts += 1
        with self._told.open("wb") as output:
            self._process = self._spawn("up", output, more)

    def refused(self, **more: str) -> tuple[int, str]:
        """Start another one that is to end by itself; returns its status and all that it said."""
        with tempfile.TemporaryFile() as output:
            status = self._spawn("up", output, more).wait(_START)
            output.seek(0)
            return status, output.read().decode()

    def serve(self, **more: str) -> None:
        """Start it unless it runs, and wait until it serves."""
        if not self.alive:
            self.start(**more)
        # What it says comes first: what a killed one left may serve still.
        until(lambda: "is ready after" in self.said or not self.alive, "it is ready", _START)
        until(lambda: self.get("/readyz") == http.client.OK or not self.alive, "it serves", _START)
        assert self.alive, self.said

    @property
    def said(self) -> str:
        """What it said since it was started last."""
        return self._told.read_text(encoding="utf-8")

    @property
    def alive(self) -> bool:
        """Whether the supervisor runs."""
        return self._process is not None and self._process.poll() is None

    @property
    def pids(self) -> dict[str, int]:
        """The children of the moment by name; empty where none is written down."""
        try:
            rows = json.loads((self.folder / "running.json").read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        return {row["name"]: row["pid"] for row in rows}

    def family(self) -> dict[int, str]:
        """The supervisor and all its descendants, each with its birth."""
        assert self._process
        found, grown = {self._process.pid}, True
        while grown:
            more = {pid for pid, parent in _parents().items() if parent in found} - found
            found |= more
            grown = bool(more)
        return {pid: born for pid in found if (born := processes.birth(pid)) is not None}

    def end(self, sign: signal.Signals = signal.SIGTERM) -> float:
        """Ask the supervisor to end, wait for it, and return how many seconds it took."""
        assert self._process
        begun = time.monotonic()
        self._process.send_signal(sign)
        self._process.wait(60)
        return time.monotonic() - begun

    def kill(self, name: str) -> None:
        """Kill a child, and wait until it was started again."""
        before = self.pids[name]
        os.kill(before, signal.SIGKILL)
        until(lambda: self.pids[name] != before, f"{name} is started again")

    @property
    def status(self) -> int | None:
        """How it ended."""
        return self._process.poll() if self._process else None

    def get(self, path: str, token: str = "") -> int:
        """The status of an answer of the web server, 0 where there is none."""
        return self.ask("GET", path, {"Authorization": f"Bearer {token}"} if token else {})[0]

    def ask(self, method: str, path: str, headers: dict[str, str], body: str = "") -> tuple[int, Message]:
        """Status and headers of an answer of the web server; 0 where there is none."""
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            link.request(method, path, body, headers)
            answer = link.getresponse()
            answer.read()
            return answer.status, answer.headers
        except (OSError, http.client.HTTPException):
            return 0, Message()
        finally:
            link.close()

    def command(self, *arguments: str) -> str:
        """Run a command of `manage.py` against its servers, as an operator would; returns what it wrote."""
        with tempfile.TemporaryFile() as output:
            process = self._spawn(shlex.join(arguments), output, self.addresses)
            assert process.wait(_START) == 0
            output.seek(0)
            return output.read().decode()

    @property
    def addresses(self) -> dict[str, str]:
        """Where its servers are reached, as `up --print-env` says for a shell."""
        if not self._addresses:
            with tempfile.TemporaryFile() as output:
                assert self._spawn("up --print-env", output, {}).wait(_START) == 0
                output.seek(0)
                lines = [shlex.split(line) for line in output.read().decode().splitlines()]
            self._addresses = dict(word.split("=", 1) for _export, word in lines)
        return self._addresses

    def minutes_pass(self) -> None:
        """Let the lease of whoever was killed run out and beat ring again, which would take up to four minutes."""
        with suppress(psycopg.OperationalError), psycopg.connect(self.addresses["DATABASE_URL"]) as database:
            database.execute("UPDATE sync_run SET lease_until = now() WHERE lease_until > now()")
        app = self._stranger()
        with app.connection_for_write() as link, suppress(*link.connection_errors):
            app.send_task("registry.tasks.start_due_sync", connection=link, retry=False)

    def works(self) -> bool:
        """Whether the worker answers."""
        app = self._stranger()
        with app.connection_for_write() as link:  # a new one: those that are kept know the broker of before
            try:
                return bool(app.control.broadcast("ping", reply=True, limit=1, timeout=1, connection=link))
            except link.connection_errors:
                return False

    def _stranger(self) -> Celery:
        """Make an application for one question: never the current one, to whose broker our own tasks would go."""
        return Celery(broker=self.addresses["BROKER_URL"], set_as_current=False)

    def left(self) -> list[int]:
        """Every process of the machine that was started with this folder in its command or environment."""
        mark, found = os.fsencode(self.folder), []
        for path in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):  # gone meanwhile, or somebody else's
                if mark in (path / "cmdline").read_bytes() + (path / "environ").read_bytes():
                    found.append(int(path.name))
        return found

    def close(self) -> None:
        """End it, kill what is left all the same, and remove everything."""
        try:
            if self.alive:
                self.end()
        finally:
            for pid in self.left():
                os.kill(pid, signal.SIGKILL)
            until(lambda: not self.left(), "all are gone")
            shutil.rmtree(self._outer)

    @property
    def _told(self) -> Path:
        return self._outer / f"said-{self._starts}"

    def _spawn(self, words: str, output: IO[bytes], more: Mapping[str, str]) -> subprocess.Popen[bytes]:
        """Start a command of `manage.py` with nothing of our own environment."""
        env = {"PATH": os.defpath, "HOME": str(self._outer), "LC_ALL": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"}
        env |= {"PERMIS_DATA": str(self.folder), "PORT": str(self.port), "HF_ENDPOINT": self._hub}
        return self._started.identity.spawn(
            [str(self._started.python), "manage.py", *shlex.split(words)],
            cwd=self._started.checkout,
            env=env | dict(self._started.env) | dict(more),
            output=output,
        )


def _free_port() -> int:
    """A port that nothing has, and below those that the system gives to whoever asks for any."""
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    for _ in range(100):
        port = 20_000 + 500 * (worker % 20) + secrets.randbelow(500)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise OSError("no port is free")


def _parents() -> dict[int, int]:
    found = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # gone meanwhile
            found[int(path.parent.name)] = int(path.read_text().rpartition(")")[2].split()[1])
    return found


def owner(pid: int) -> int:
    """As whom a process runs."""
    return Path(f"/proc/{pid}").stat().st_uid
