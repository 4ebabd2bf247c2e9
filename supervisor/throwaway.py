"""Servers for one run of the tests: ``python -m supervisor.throwaway FOLDER postgres valkey``.

They live as long as standard input stays open, so they end with whoever started them, however that one ended.
FOLDER is made, used and removed here. ``FOLDER/state`` appears once: ``ready``, or why not.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from supervisor import postgres, valkey
from supervisor.identity import MINIMAL, Identity, unprivileged

_PATIENCE = 60.0  # seconds to become ready
_GRACE = 5.0  # seconds to end


@dataclass(frozen=True, slots=True)
class _Server:
    name: str
    argv: list[str]
    ready: Callable[[], bool]
    stop: signal.Signals


def cluster_in(folder: Path, identity: Identity, binaries: Path) -> postgres.Cluster:
    """Return the cluster that lives in ``folder``."""
    return postgres.Cluster(binaries=binaries, data=folder / "postgres", sockets=folder, identity=identity)


def store_in(folder: Path, identity: Identity, binary: Path) -> valkey.Store:
    """Return the Valkey that lives in ``folder``."""
    return valkey.Store(binary=binary, data=folder, sockets=folder, identity=identity)


def _postgres(folder: Path, identity: Identity) -> _Server:
    given = os.environ.get("PERMIS_POSTGRES_BIN")
    binaries = Path(given) if given else _reachable(postgres.find_binaries() / "postgres", folder, identity).parent
    cluster = cluster_in(folder, identity, binaries)
    postgres.initialise(cluster, durable=False)
    argv = postgres.command(cluster, durable=False)
    return _Server("postgres", argv, lambda: postgres.answers(cluster), postgres.STOP_AT_ONCE)


def _valkey(folder: Path, identity: Identity) -> _Server:
    store = store_in(folder, identity, _reachable(valkey.find_binary(), folder, identity))
    return _Server("valkey", valkey.command(store, durable=False), lambda: valkey.answers(store), valkey.STOP)


_MAKERS = {"postgres": _postgres, "valkey": _valkey}


def _reachable(binary: Path, folder: Path, identity: Identity) -> Path:
    """Return the binary, or a copy with its package where the checkout lies out of this user's reach."""
    if identity.can_execute(binary):
        return binary
    package = next(above for above in binary.parents if above.parent.name == "site-packages")
    for source in (package, package.with_name(package.name + ".libs")):
        if source.is_dir():
            ignored = shutil.ignore_patterns("*.a", "include", "__pycache__")
            shutil.copytree(source, folder / "site-packages" / source.name, ignore=ignored)
    return folder / "site-packages" / binary.relative_to(package.parent)


def main(folder: Path, names: list[str]) -> None:
    """Start the named servers, wait for the end of standard input, stop them, remove the folder."""
    for ignored in (signal.SIGINT, signal.SIGHUP):  # whoever started us decides when to end
        signal.signal(ignored, signal.SIG_IGN)
    identity = unprivileged()
    folder.mkdir(mode=0o700)
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        identity.owns(folder)
        try:
            state = _bring_up(folder, names, identity, stack)
        except (postgres.PostgresProblem, valkey.ValkeyProblem, OSError) as problem:
            state = str(problem)
        (folder / "state.new").write_text(state, encoding="utf-8")
        (folder / "state.new").rename(folder / "state")
        sys.stdin.buffer.read()


def _bring_up(folder: Path, names: list[str], identity: Identity, stack: ExitStack) -> str:
    started = []
    for name in names:
        server = _MAKERS[name](folder, identity)
        with (folder / f"{name}.log").open("ab") as log:
            process = identity.spawn(server.argv, env=MINIMAL, output=log)
        stack.callback(_end, process, server.stop)
        started.append((server, process))
    deadline = time.monotonic() + _PATIENCE
    for server, process in started:
        while not server.ready():
            if process.poll() is not None or time.monotonic() > deadline:
                log_text = (folder / f"{server.name}.log").read_text(encoding="utf-8", errors="replace")
                return f"{server.name} does not start: {log_text[-500:]}"
            time.sleep(0.02)
    return "ready"


def _end(process: subprocess.Popen[bytes], stop: signal.Signals) -> None:
    process.send_signal(stop)
    try:
        process.wait(_GRACE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
