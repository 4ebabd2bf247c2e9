"""What a killed supervisor left: the next start ends it, and nobody else."""

import json
import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from supervisor import orphans, processes
from supervisor.orphans import Note
from tests.supervisor.waiting import until

_OBEDIENT = "trap 'echo {name} >> {told}; exit 0' TERM; echo ready; while :; do sleep 0.05; done"


@dataclass(frozen=True, slots=True)
class Nursery:
    """Starts processes that lead groups, as the supervisor does, and has nobody wait for them."""

    folder: Path
    started: list[subprocess.Popen[str]]

    @property
    def running(self) -> Path:
        """Where the supervisor writes down who runs."""
        return self.folder / "running.json"

    @property
    def told(self) -> list[str]:
        """Who was told to end, in order."""
        path = self.folder / "told"
        return path.read_text().split() if path.exists() else []

    def start(self, name: str, tier: int = 0, script: str = _OBEDIENT) -> Note:
        """Start one that notes its name when told to end."""
        script = script.format(name=name, told=self.folder / "told")
        process = subprocess.Popen(  # noqa: S603 - our own command
            ["/bin/sh", "-c", script], stdout=subprocess.PIPE, text=True, start_new_session=True
        )
        self.started.append(process)
        assert process.stdout
        assert process.stdout.readline()
        return Note(name, process.pid, tier, ((signal.SIGTERM, 60.0),))


@pytest.fixture
def nursery(tmp_path: Path) -> Iterator[Nursery]:
    """A nursery that is empty when the test ends."""
    nursery = Nursery(tmp_path, [])
    yield nursery
    for process in nursery.started:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def test_they_are_ended_as_they_want_higher_tiers_first(nursery: Nursery) -> None:
    notes = [nursery.start("database", 0), nursery.start("web", 1), nursery.start("step", 9)]
    orphans.record(nursery.running, notes)
    assert orphans.end_orphans(nursery.running) == ["database", "web", "step"]
    assert nursery.told == ["step", "web", "database"]
    assert [process.wait() for process in nursery.started] == [0, 0, 0]
    assert not nursery.running.exists()


def test_a_number_that_by_now_is_somebody_elses_is_left_alone(nursery: Nursery) -> None:
    note = nursery.start("stranger")
    orphans.record(nursery.running, [note])
    rows = json.loads(nursery.running.read_text())
    boot, _, tick = rows[0]["birth"].partition(":")
    rows[0]["birth"] = f"{boot}:{int(tick) - 1}"
    nursery.running.write_text(json.dumps(rows))
    assert orphans.end_orphans(nursery.running) == []
    assert processes.birth(note.pid) is not None
    assert nursery.told == []


def test_the_workers_of_a_dead_server_go_too(nursery: Nursery) -> None:
    note = nursery.start("web", script="sleep 600 & echo $!; exec 1>&-; while :; do sleep 0.05; done")
    born = processes.birth(note.pid) or ""
    orphans.record(nursery.running, [note])
    os.kill(note.pid, signal.SIGKILL)
    nursery.started[0].wait()
    assert processes.left_behind(note.pid, born)
    assert orphans.end_orphans(nursery.running) == ["web"]
    until(lambda: not processes.left_behind(note.pid, born), "its workers are gone")


def test_one_that_ended_by_itself_is_no_orphan(nursery: Nursery) -> None:
    note = nursery.start("brief", script="echo ready")
    nursery.started[0].wait()
    orphans.record(nursery.running, [note])
    assert orphans.end_orphans(nursery.running) == []


@pytest.mark.parametrize(
    "written",
    [
        "",
        "{",
        "[1]",
        '{"pid": 1}',
        '[{"pid": "x"}]',
    ],
)
def test_a_list_that_somebody_spoilt_ends_nobody(tmp_path: Path, written: str) -> None:
    (tmp_path / "running.json").write_text(written)
    assert orphans.end_orphans(tmp_path / "running.json") == []
    assert not (tmp_path / "running.json").exists()


def test_a_clean_end_leaves_nothing_to_do(tmp_path: Path) -> None:
    assert orphans.end_orphans(tmp_path / "running.json") == []
