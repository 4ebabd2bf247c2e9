"""What is asked of PostgreSQL and Valkey before they serve, and what is cleared before they start."""

import os
import shutil
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import pytest

from supervisor import postgres, processes, valkey
from supervisor.identity import Identity
from supervisor.servers import database

_US = Identity(name="us", uid=os.geteuid(), gid=os.getegid(), switch=False)
# What PostgreSQL says while it recovers: FATAL, cannot_connect_now, and a sentence.
_FIELDS = b"SFATAL\0VFATAL\0C57P03\0Mthe database system is starting up\0\0"
_RECOVERING = b"E" + (len(_FIELDS) + 4).to_bytes(4, "big") + _FIELDS


@pytest.fixture
def sockets() -> Iterator[Path]:
    """A folder whose path leaves room for a socket's name."""
    folder = Path(tempfile.mkdtemp(prefix="permis-", dir="/tmp"))
    yield folder
    shutil.rmtree(folder)


@contextmanager
def _one_who_says(words: bytes, at: Path) -> Iterator[None]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener:
        listener.bind(str(at))
        listener.listen()

        def answer() -> None:
            while True:
                try:
                    link, _ = listener.accept()
                except OSError:
                    return
                with link:
                    if not link.recv(1024):
                        return
                    link.sendall(words)

        answering = Thread(target=answer)
        answering.start()
        try:
            yield
        finally:
            with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as last:
                last.connect(str(at))
            answering.join()


def test_a_database_that_recovers_is_told_from_none(sockets: Path) -> None:
    cluster = postgres.Cluster(postgres.find_binaries(), sockets / "data", sockets, _US)
    assert (postgres.answers(cluster), postgres.begins(cluster)) == (False, False)
    with _one_who_says(_RECOVERING, sockets / ".s.PGSQL.5432"):
        assert (postgres.answers(cluster), postgres.begins(cluster)) == (False, True)


def test_a_broker_that_loads_is_told_from_none(sockets: Path) -> None:
    store = valkey.Store(Path(), sockets, sockets, _US)
    assert (valkey.answers(store), valkey.begins(store)) == (False, False)
    with _one_who_says(b"-LOADING Valkey is loading the dataset in memory\r\n", store.socket):
        assert (valkey.answers(store), valkey.begins(store)) == (False, True)
    store.socket.unlink()
    with _one_who_says(b"+PONG\r\n", store.socket):
        assert (valkey.answers(store), valkey.begins(store)) == (True, False)


@pytest.mark.parametrize(("working", "kept"), [([], False), ([7], True), (None, True)], ids=str)
def test_a_lock_is_cleared_only_where_nobody_is_known_to_be_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, working: list[int] | None, *, kept: bool
) -> None:
    monkeypatch.setattr(processes, "working_in", lambda *_: working)
    lock = tmp_path / "postmaster.pid"
    lock.touch()
    child = database(postgres.Cluster(tmp_path, tmp_path, tmp_path, _US), tmp_path / "log")
    assert child.before
    child.before()
    assert lock.exists() == kept
