"""What a killed supervisor left running: written down while it runs, ended by the next start."""

import json
import signal
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from supervisor import processes


@dataclass(frozen=True, slots=True)
class Note:
    """A process of ours, and how it is to be ended. Those of a higher ``tier`` are ended first."""

    name: str
    pid: int
    tier: int
    ending: processes.Escalation


@dataclass(frozen=True, slots=True)
class _Orphan:
    note: Note
    birth: str

    def alive(self) -> bool:
        return processes.birth(self.note.pid) == self.birth


def record(path: Path, notes: Iterable[Note]) -> None:
    """Write down who runs now. A kill at any moment leaves the old list or the new one."""
    rows = [
        {
            "name": note.name,
            "pid": note.pid,
            "birth": processes.birth(note.pid),
            "tier": note.tier,
            "ending": note.ending,
        }
        for note in notes
    ]
    temporary = path.with_suffix(".new")
    temporary.write_text(json.dumps(rows), encoding="utf-8")
    temporary.replace(path)


def end_orphans(path: Path) -> list[str]:
    """End what the list names and still runs, higher tiers first; returns their names.

    A number that by now names another process is left alone: the time of birth tells them apart. Where the process
    itself is gone, what it left of its group is killed: a web server's workers would keep the port.
    """
    listed = _read(path)
    bereft = [one for one in listed if processes.left_behind(one.note.pid, one.birth)]
    found = [one for one in listed if one.alive()]
    for one in bereft:
        processes.end_group(one.note.pid)
    for tier in sorted({one.note.tier for one in found}, reverse=True):
        processes.end_together(
            [processes.Ending(one.note.pid, one.alive, one.note.ending) for one in found if one.note.tier == tier]
        )
    path.unlink(missing_ok=True)
    return [one.note.name for one in (*bereft, *found)]


def _read(path: Path) -> list[_Orphan]:
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
        return [
            _Orphan(
                note=Note(
                    name=str(row["name"]),
                    pid=int(row["pid"]),
                    tier=int(row["tier"]),
                    ending=tuple((signal.Signals(number), float(seconds)) for number, seconds in row["ending"]),
                ),
                birth=str(row["birth"]),
            )
            for row in rows
            if int(row["pid"]) > 1
        ]
    except FileNotFoundError:
        return []
    except (ValueError, KeyError, TypeError):  # not ours: someone wrote into it; then nothing is known
        return []
