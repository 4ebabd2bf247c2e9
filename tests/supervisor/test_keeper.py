"""Keeping children alive, with real ones: shells that do what the test says."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from supervisor import processes
from supervisor.child import Child, Kept
from supervisor.identity import MINIMAL, Identity
from supervisor.keeper import Keeper, StartFailed, Step
from supervisor.wake import StopAsked, Wake
from tests.servers import ROOT
from tests.supervisor.waiting import PATIENCE, until

_LASTING = "trap 'echo {name} >> ended; exit 0' TERM; echo {name} $$ >> begun; while :; do sleep 0.05; done"


@dataclass(frozen=True, slots=True)
class Room:
    """A keeper, what it said, and the folder in which its children work."""

    folder: Path
    keeper: Keeper
    said: list[str] = field(default_factory=list)

    def child(self, name: str, script: str = _LASTING, *, tier: int = 0, ready: bool = True) -> Child:
        """Return a shell to keep; it is ready once it has written its name, or never."""
        return Child(
            name=name,
            argv=("/bin/sh", "-c", script.format(name=name)),
            env=MINIMAL,
            identity=_US,
            log=self.folder / f"{name}.log",
            ready=(lambda: bool(self.begun(name))) if ready else None,
            ending=((signal.SIGTERM, 60.0),),
            tier=tier,
            cwd=self.folder,
        )

    def step(self, script: str) -> Step:
        """Return a shell to run to its end."""
        argv = ("/bin/sh", "-c", script)
        return Step("the step", argv, env=MINIMAL, identity=_US, cwd=self.folder, log=self.folder / "step.log")

    def begun(self, name: str) -> list[int]:
        """The numbers of the processes that a child has had."""
        return [int(row[1]) for row in self._rows("begun") if row[0] == name]

    @property
    def ended(self) -> list[str]:
        """Who was told to end, in order."""
        return [row[0] for row in self._rows("ended")]

    def _rows(self, name: str) -> list[list[str]]:
        path = self.folder / name
        lines = path.read_text().splitlines() if path.exists() else []
        return [row for line in lines if len(row := line.split()) >= 1 + (name == "begun")]


_US = Identity(name="us", uid=os.geteuid(), gid=os.getegid(), switch=False)


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    """A keeper whose children are ended with the test."""
    said: list[str] = []
    with Wake() as wake:
        keeper = Keeper(running=tmp_path / "running.json", wake=wake, say=said.append)
        yield Room(tmp_path, keeper, said)
        keeper.stop()


@contextmanager
def _asked_to_stop_once(room: Room, name: str, starts: int) -> Iterator[None]:
    """While the body runs, have this process asked to stop once `name` was started so many times."""

    over = threading.Event()
    deadline = time.monotonic() + PATIENCE

    def ask() -> None:
        while len(room.begun(name)) < starts and time.monotonic() < deadline:
            if over.wait(0.02):
                return
        os.kill(os.getpid(), signal.SIGTERM)

    asking = threading.Thread(target=ask)
    asking.start()
    try:
        with pytest.raises(StopAsked):
            yield
    finally:
        over.set()
        asking.join()
    assert len(room.begun(name)) >= starts


def test_one_that_is_killed_is_started_again_and_the_others_are_left_alone(room: Room) -> None:
    room.keeper.start([room.child("web"), room.child("database")])
    (first,) = room.begun("web")
    os.kill(first, signal.SIGKILL)
    with _asked_to_stop_once(room, "web", 2):
        room.keeper.watch()
    assert len(room.begun("database")) == 1
    assert "web ended by SIGKILL; starting it again" in room.said
    rows = {row["name"]: row["pid"] for row in json.loads((room.folder / "running.json").read_text())}
    assert rows == {"web": room.begun("web")[-1], "database": room.begun("database")[0]}


def test_they_are_ended_higher_tiers_first_and_nothing_is_left_to_find(room: Room) -> None:
    room.keeper.start([room.child("database"), room.child("worker", tier=1)])
    running = room.begun("database") + room.begun("worker")
    room.keeper.stop()
    assert room.ended == ["worker", "database"]
    assert [processes.birth(pid) for pid in running] == [None, None]
    assert not (room.folder / "running.json").exists()


def test_one_that_does_not_become_ready_is_told_with_its_last_words(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("supervisor.keeper._PATIENCE", 0.5)
    with pytest.raises(StartFailed, match=r"^web does not start: no room \(more in .*web\.log\)$"):
        room.keeper.start([room.child("web", "echo no room >&2; exit 1")])


def test_one_that_says_it_begins_is_waited_for(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("supervisor.keeper._PATIENCE", 0.1)
    asked = []

    def begins() -> bool:
        asked.append(1)
        return True

    slow = replace(room.child("database"), ready=lambda: len(asked) >= 3, begins=begins)
    room.keeper.start([slow])
    assert len(room.begun("database")) == 1
    assert room.said.count("database is still on its way; it is waited for") == 3


def test_one_that_begins_no_more_is_not_waited_for(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("supervisor.keeper._PATIENCE", 0.1)
    answers = iter([True, False])
    stuck = replace(room.child("database"), ready=lambda: False, begins=lambda: next(answers))
    with pytest.raises(StartFailed, match="database does not start"):
        room.keeper.start([stuck])


def test_nobody_begins_before_he_is_written_down(tmp_path: Path) -> None:
    """Killed at the worst moment, the supervisor leaves nobody whom its next start does not know."""
    killed = subprocess.run([sys.executable, "-c", _KILLED, tmp_path], cwd=ROOT, check=False)  # noqa: S603 - ours
    assert killed.returncode == -signal.SIGKILL
    pid = int((tmp_path / "pid").read_text())
    until(lambda: processes.birth(pid) is None, "whoever waited for the word ends")
    assert not (tmp_path / "begun").exists()


_KILLED = """
import os, signal, sys
from pathlib import Path
from supervisor import orphans
from supervisor.child import Child
from supervisor.identity import MINIMAL, Identity
from supervisor.keeper import Keeper
from supervisor.wake import Wake

folder = Path(sys.argv[1])
us = Identity("us", os.geteuid(), os.getegid(), switch=False)

def record(path, notes):
    (folder / "pid").write_text(str(notes[0].pid))
    os.kill(os.getpid(), signal.SIGKILL)

orphans.record = record
argv = ("/bin/sh", "-c", f"echo > {folder}/begun; exec sleep 600")
with Wake() as wake:
    keeper = Keeper(running=folder / "running.json", wake=wake, say=print)
    keeper.start([Child("web", argv, MINIMAL, us, folder / "log", lambda: True, (), 0)])
"""


def test_what_is_released_is_the_very_process_that_was_written_down(room: Room) -> None:
    child = room.child("web", "echo web $$ >> begun; env > seen; cat > given; exec sleep 600")
    room.keeper.start([child])
    until(lambda: (room.folder / "given").exists(), "its input has ended")
    (row,) = json.loads((room.folder / "running.json").read_text())
    assert [row["pid"]] == room.begun("web")
    assert row["birth"] == processes.birth(row["pid"])
    assert "word=" not in (room.folder / "seen").read_text()


def test_one_that_keeps_failing_is_told_once_and_tried_on(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("supervisor.child._WAITS", (0.01,))
    room.keeper.start([room.child("web", "echo web $$ >> begun; echo no room >&2; exit 1", ready=False)])
    with _asked_to_stop_once(room, "web", 8):
        room.keeper.watch()
    failing = [line for line in room.said if "keeps failing" in line]
    assert failing == [
        f"web keeps failing (ended with status 1): no room (more in {room.folder}/web.log); it is tried on and on"
    ]


def test_waits_between_failures_grow_to_half_a_minute_and_no_further(room: Room) -> None:
    never = replace(room.child("web"), cwd=Path("/nonexistent"))
    waits = []
    for ends in (0, 1, 4, 5000):
        kept = Kept(never, ends=ends)
        assert (kept.start() or "").startswith("cannot be started: ")
        waits.append(kept.wait)
    assert waits == sorted(waits)
    assert 0 < waits[0] <= 0.25
    assert 25 < waits[-1] <= 30


def test_the_lines_of_a_step_come_out_and_its_errors_go_to_its_log(room: Room) -> None:
    lines = list(
        room.keeper.run(
            room.step("echo one; echo wrong >&2; printf 'two\\nthr'; sleep 0.5; printf 'ee'; printf '\\nfour\\n'")
        )
    )
    assert lines == ["one", "two", "three", "four"]
    assert (room.folder / "step.log").read_text() == "wrong\n"


def test_a_step_that_fails_is_told_with_its_last_words(room: Room) -> None:
    with pytest.raises(StartFailed, match=r"^the step failed: out of luck \(more in "):
        list(room.keeper.run(room.step("echo out of luck >&2; exit 7")))


def test_a_step_is_known_while_it_runs_and_ends_when_we_are_asked_to(room: Room) -> None:
    lines = room.keeper.run(room.step("echo $$; sleep 600 & wait"))
    pid = int(next(lines))
    assert [row["pid"] for row in json.loads((room.folder / "running.json").read_text())] == [pid]
    os.kill(os.getpid(), signal.SIGTERM)
    with pytest.raises(StopAsked):
        next(lines)
    assert processes.birth(pid) is None
    until(lambda: not _is_there(pid), "what it started is gone, too")


def test_children_are_kept_while_a_step_runs(room: Room) -> None:
    room.keeper.start([room.child("database")])
    os.kill(room.begun("database")[0], signal.SIGKILL)
    wait = "while [ $(wc -l < begun) -lt 2 ]; do sleep 0.05; done; echo done"
    assert list(room.keeper.run(room.step(wait))) == ["done"]
    assert len(room.begun("database")) == 2


def test_being_asked_to_stop_ends_a_start(room: Room) -> None:
    os.kill(os.getpid(), signal.SIGTERM)
    with pytest.raises(StopAsked):  # else it would not be ready, which is StartFailed
        room.keeper.start([room.child("web", "sleep 600")])


def _is_there(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True
