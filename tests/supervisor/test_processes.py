"""Other processes: telling them apart, and ending them together."""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from supervisor import processes
from supervisor.identity import unprivileged
from supervisor.processes import Ending
from tests.supervisor.hearing import hear
from tests.supervisor.waiting import until

_OBEDIENT = "trap 'exit 3' TERM; echo ready; while :; do sleep 0.05; done"
_STUBBORN = "trap '' TERM INT; echo ready; while :; do sleep 0.05; done"

only_with_proc = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc")


@pytest.fixture
def started() -> Iterator[list[subprocess.Popen[str]]]:
    """Processes that are killed with their groups when the test ends."""
    kept: list[subprocess.Popen[str]] = []
    yield kept
    for process in kept:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def _start(started: list[subprocess.Popen[str]], script: str) -> subprocess.Popen[str]:
    """Start a shell that leads a group, and wait until it has spoken."""
    process = subprocess.Popen(  # noqa: S603 - our own command
        ["/bin/sh", "-c", script], stdout=subprocess.PIPE, text=True, start_new_session=True, preexec_fn=hear
    )
    started.append(process)
    assert process.stdout
    assert process.stdout.readline()
    return process


def _ending(process: subprocess.Popen[str], steps: processes.Escalation) -> Ending:
    return Ending(process.pid, lambda: process.poll() is None, steps)


def test_each_is_told_as_it_wants_and_those_who_do_not_listen_are_killed(
    started: list[subprocess.Popen[str]],
) -> None:
    obedient, stubborn = _start(started, _OBEDIENT), _start(started, _STUBBORN)
    processes.end_together(
        [
            _ending(obedient, ((signal.SIGTERM, 60.0),)),
            _ending(stubborn, ((signal.SIGTERM, 0.1), (signal.SIGINT, 0.1))),
        ]
    )
    assert (obedient.poll(), stubborn.poll()) == (3, -signal.SIGKILL)


def test_the_next_step_comes_when_the_first_did_not_work(started: list[subprocess.Popen[str]]) -> None:
    process = _start(started, "trap '' TERM; trap 'exit 4' QUIT; echo ready; while :; do sleep 0.05; done")
    processes.end_together([_ending(process, ((signal.SIGTERM, 0.1), (signal.SIGQUIT, 60.0)))])
    assert process.poll() == 4


def test_what_is_left_of_a_group_goes_with_its_leader(started: list[subprocess.Popen[str]]) -> None:
    process = _start(started, "sleep 600 & echo $!; trap 'exit 0' TERM; while :; do sleep 0.05; done")
    left = _members(process.pid) - {process.pid}
    assert left
    processes.end_together([_ending(process, ((signal.SIGTERM, 60.0),))])
    until(lambda: not _members(process.pid), "the group is gone")


def test_a_process_keeps_its_birth_and_another_has_another(started: list[subprocess.Popen[str]]) -> None:
    process = _start(started, _OBEDIENT)
    born = processes.birth(process.pid)
    assert born is not None
    assert processes.birth(process.pid) == born
    assert processes.birth(os.getpid()) not in (None, born)


def test_the_dead_have_no_birth_whether_buried_or_not(started: list[subprocess.Popen[str]]) -> None:
    process = _start(started, "echo ready")
    until(lambda: processes.birth(process.pid) is None, "it is a zombie")
    process.wait()
    assert processes.birth(process.pid) is None


@only_with_proc
def test_a_name_full_of_brackets_confuses_nobody(tmp_path: Path) -> None:
    odd = tmp_path / "a) R (b) 1 1"
    odd.symlink_to(sys.executable)
    process = subprocess.Popen([odd, "-c", "input()"], stdin=subprocess.PIPE)  # noqa: S603 - our own command
    try:
        assert processes.birth(process.pid) is not None
    finally:
        process.communicate(b"\n")


@only_with_proc
def test_who_works_in_a_folder_is_found(started: list[subprocess.Popen[str]], tmp_path: Path) -> None:
    assert processes.working_in(tmp_path, "sleep") == []
    process = _start(started, f"cd '{tmp_path}'; echo ready; exec sleep 600")
    assert processes.working_in(tmp_path, "sleep") == [process.pid]


@only_with_proc
@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody who may not look")
def test_one_that_is_hidden_from_us_is_not_taken_for_absent(started: list[subprocess.Popen[str]]) -> None:
    folder = Path(tempfile.mkdtemp(dir="/tmp"))
    folder.chmod(0o755)
    try:
        process = _start(started, f"cd '{folder}'; echo ready; exec sleep 600")
        until(lambda: Path(f"/proc/{process.pid}/comm").read_text() == "sleep\n", "it is the program")
        assert processes.working_in(folder, "sleep") == [process.pid]
        with _without_rights():
            assert processes.working_in(folder, "sleep") is None
            assert processes.working_in(folder, "no-such-one") == []
        unprivileged().owns(folder)
        with _without_rights():
            assert processes.working_in(folder, "sleep") == [], "the owner of the folder runs no such program"
    finally:
        folder.rmdir()


@contextmanager
def _without_rights() -> Iterator[None]:
    """In here root may look into other processes as little as in a container that forbids it."""
    os.seteuid(unprivileged().uid)
    try:
        yield
    finally:
        os.seteuid(0)


@only_with_proc
def test_those_whom_a_dead_leader_left_are_found(started: list[subprocess.Popen[str]]) -> None:
    process = _start(started, "sleep 600 & echo $!; exec 1>&-; wait")
    born = processes.birth(process.pid)
    assert born is not None
    assert processes.left_behind(process.pid, born) == [], "the leader lives"
    process.kill()
    process.wait()
    left = processes.left_behind(process.pid, born)
    assert left
    assert set(left) == _members(process.pid)
    assert processes.left_behind(process.pid, f"another-boot:{born.partition(':')[2]}") == []


def _members(group: int) -> set[int]:
    """Ask `ps`-less, as small containers are: who is in the group and no zombie."""
    found = set()
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields = path.read_text().rpartition(")")[2].split()
            if fields[0] != "Z" and int(fields[2]) == group:
                found.add(int(path.parent.name))
    return found


def test_there_may_be_nobody_to_end(started: list[subprocess.Popen[str]]) -> None:
    process = _start(started, _OBEDIENT)
    processes.end_together([])
    processes.end_group(2**22 + 1)
    assert process.poll() is None
