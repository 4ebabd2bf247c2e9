"""`manage.py up`: one process that brings up everything, keeps it alive, and ends it."""

import os
import shlex
import socket
import sys
import time
from collections.abc import Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from supervisor import logs, orphans, postgres, servers, wishes
from supervisor.child import Child
from supervisor.folder import DataFolder, default_root
from supervisor.identity import Identity, unprivileged
from supervisor.keeper import Keeper, StartFailed
from supervisor.placing import place
from supervisor.problem import Problem
from supervisor.programs import Programs, environment
from supervisor.wake import StopAsked, Wake

BELOW = "below: "
"""Begins a line of `prepare` that is to stand below the address, where it is not overlooked."""

_LOGS = ("database", "broker", "prepare", "worker", "beat", "web-server", "hub_state")


class PortTaken(Problem):
    """Something listens there already, or nothing may."""


class NothingRuns(Problem):
    """There are no servers whose addresses could be told."""


def up(checkout: Path, environ: Mapping[str, str]) -> int:
    """Run until told to stop; returns the exit status. What is wrong is told in one line on standard error."""
    try:
        want = wishes.read(environ)
        identity = unprivileged(environ.get("PERMIS_USER", ""))
        if identity.switch:
            os.umask(0o022)  # what is placed for the other user must be readable for them
        folder = DataFolder(default_root(environ))
        with closing(folder.lock(identity)), Wake() as wake, suppress(StopAsked):
            _Run(checkout, want, identity, folder, wake).all()
    except Problem as problem:
        print(f"permis: {problem}", file=sys.stderr, flush=True)
        return 1
    return 0


def print_addresses(environ: Mapping[str, str]) -> int:
    """Print, for a shell, where the running servers of the data folder are reached; returns the exit status."""
    try:
        identity = unprivileged(environ.get("PERMIS_USER", ""))
        folder = DataFolder(default_root(environ))
        if not folder.is_kept():
            raise NothingRuns(f"nothing runs on {folder.root}: make run first, with the same PERMIS_DATA")
        found = servers.addresses(folder, identity)
    except Problem as problem:
        print(f"permis: {problem}", file=sys.stderr)
        return 1
    for name, address in found.items():
        _say(f"export {name}={shlex.quote(address)}")
    return 0


@dataclass(frozen=True, slots=True)
class _Run:
    checkout: Path
    want: wishes.Wishes
    identity: Identity
    folder: DataFolder
    wake: Wake

    def all(self) -> None:
        """Bring everything up and keep it until StopAsked comes."""
        begun = time.monotonic()
        left = orphans.end_orphans(self.folder.running)
        if left:
            _say(f"  ended what a killed start had left running: {', '.join(left)}")
        _must_be_free(self.want)
        _may_listen(self.want, self.identity)
        self.folder.prepare(self.identity)
        for name in _LOGS:
            logs.rotate(self.folder.logs / f"{name}.log")
        keeper = Keeper(running=self.folder.running, wake=self.wake, say=lambda line: _say(f"  {line}"))
        try:
            self._bring_up(keeper, begun)
            keeper.watch()
        finally:
            _say("stopping")
            keeper.stop()
            _say("stopped")

    def _bring_up(self, keeper: Keeper, begun: float) -> None:
        with self.wake.at_once():
            program = place(self.checkout, self.folder.placed, self.identity, lambda line: _say(f"  {line}"))
            embedded = self._servers(program.packages)
        keeper.start(embedded)
        env = environment(self.want, self.folder, self.identity, program)
        ours = Programs(program, self.identity, env, self.folder.logs)
        below = []
        # Nobody else works on a database of our own: whoever holds a run in it was killed.
        alone = ("--alone",) if self.want.own_database else ()
        for line in keeper.run(ours.step("preparing the database", "prepare", *alone)):
            if line.startswith(BELOW):
                below.append(line.removeprefix(BELOW))
            else:
                _say(f"  {line}")
        keeper.start((ours.web(self.want),))  # first and alone, so that whoever waits for it waits least
        keeper.start((ours.worker(), ours.clock()))
        self._introduce(below, time.monotonic() - begun)
        _tell_hub(keeper, ours)

    def _servers(self, packages: Path | None) -> list[Child]:
        found = []
        if self.want.own_database:
            cluster = servers.cluster(self.folder, self.identity, packages)
            if postgres.initialise(cluster):
                _say("  database created")
            found.append(servers.database(cluster, self.folder.logs / "database.log"))
        if self.want.own_broker:
            store = servers.store(self.folder, self.identity, packages)
            found.append(servers.broker(store, self.folder.logs / "broker.log"))
        return found

    def _introduce(self, below: list[str], seconds: float) -> None:
        _say(f"Permis is ready after {seconds:.1f} s: {self.want.address}")
        _say(f"  data    {self.folder.root}")
        _say(f"  logs    {self.folder.logs}")
        for line in below:
            _say(f"  {line}")
        if self.identity.shared:
            _say(
                f"  runs as {self.identity.name}, as other programs may: they could read its secrets. "
                "Make a user named permis, or name one by PERMIS_USER"
            )
        _say("  Ctrl-C stops it; nothing is lost")


def _tell_hub(keeper: Keeper, ours: Programs) -> None:
    """Say whether the Hub can be reached. The sync itself is beat's business."""
    told = False
    try:
        for line in keeper.run(ours.step("asking the Hub", "hub_state")):
            told = True
            _say(f"  {line}")
    except StartFailed as problem:
        if not told:  # else it said itself that the Hub cannot be reached
            _say(f"  {problem}")


def _must_be_free(want: wishes.Wishes) -> None:
    family = socket.AF_INET6 if ":" in want.host else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((want.host, want.port))
            probe.listen(1)  # Linux tells only now about one who listens with the same option
    except OSError as error:
        said = f"port {want.port} on {want.host} cannot be used ({error.strerror}): set PORT"
        raise PortTaken(said) from error


def _may_listen(want: wishes.Wishes, identity: Identity) -> None:
    """We may, being root, what the user who runs the web server may not."""
    try:
        lowest = int(Path("/proc/sys/net/ipv4/ip_unprivileged_port_start").read_text(encoding="ascii"))
    except OSError:
        lowest = 1024
    if identity.switch and want.port < lowest:
        raise PortTaken(f"{identity.name} may use ports from {lowest} on alone, and PORT is {want.port}: set PORT")


def _say(line: str) -> None:
    with suppress(OSError):  # nobody may be listening any more: that is no reason to stop serving
        print(line, flush=True)
