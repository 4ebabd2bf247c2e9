"""Other processes of this machine: is it still that one, who belongs to it, and ending them together.

Linux is read through /proc (``ps`` is missing from small containers), other systems through ``ps``.
"""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_PROC = Path("/proc")
_HAS_PROC = (_PROC / "self/stat").exists()
_TICK = 0.02

Escalation = tuple[tuple[signal.Signals, float], ...]
"""Signals to send one after the other, each with the seconds to wait for it to work; SIGKILL follows by itself."""


@dataclass(frozen=True, slots=True)
class Ending:
    """A process to end: how to ask whether it lives, and how it wants to be told."""

    pid: int
    alive: Callable[[], bool]
    steps: Escalation


def birth(pid: int) -> str | None:
    """Return what names a process for ever, together with its number; None for one that is gone or a zombie."""
    if not _HAS_PROC:
        return _ps_start(pid)
    fields = _stat(pid)
    if fields is None or fields[0] == "Z":
        return None
    return f"{_boot()}:{fields[19]}"


def left_behind(pid: int, its_birth: str) -> list[int]:
    """Return who still lives of the group that a process led which is gone; nobody where that cannot be told.

    While one of them lives, the system gives the number to nobody else; after a restart of the machine it may.
    Cost: one look at every process of the machine.
    """
    if not _HAS_PROC or its_birth.partition(":")[0] != _boot() or birth(pid) is not None:
        return []
    every = ((one, _stat(one)) for one in _pids())
    return [one for one, fields in every if fields and fields[0] != "Z" and fields[2] == fields[3] == str(pid)]


def working_in(folder: Path, program: str) -> list[int] | None:
    """Return the processes whose working folder is ``folder``; None where this system does not tell.

    It does not tell where it hides that of a ``program`` which the folder's owner runs: root without the right to
    look into others, as in many containers, must not take hidden for absent.
    """
    if not _HAS_PROC:
        return None
    owner, found = folder.stat().st_uid, []
    for pid in _pids():
        try:
            if (_PROC / str(pid) / "cwd").readlink() == folder:
                found.append(pid)
        except PermissionError:
            if _runs(pid, program, owner):
                return None
        except OSError:  # gone meanwhile
            continue
    return found


def end_together(endings: Sequence[Ending]) -> None:
    """End them side by side, each by its own steps, and whatever is left of their groups by SIGKILL.

    Takes at most the longest sum of waits among them, and a moment.
    """
    begun = time.monotonic()
    due = {ending.pid: _schedule(ending.steps) for ending in endings}
    waiting = list(endings)
    while waiting:
        for ended in [one for one in waiting if not one.alive()]:
            end_group(ended.pid)
            waiting.remove(ended)
        elapsed = time.monotonic() - begun
        for ending in waiting:
            while due[ending.pid] and due[ending.pid][0][0] <= elapsed:
                _send(ending.pid, due[ending.pid].pop(0)[1])
        if waiting:
            time.sleep(_TICK)


def end_group(group: int) -> None:
    """Kill what is left of the process group whose leader ended; nothing happens where nothing is left."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal.SIGKILL)


def _schedule(steps: Escalation) -> list[tuple[float, signal.Signals]]:
    times, at = [], 0.0
    for sign, seconds in steps:
        times.append((at, sign))
        at += seconds
    return [*times, (at, signal.SIGKILL)]


def _send(pid: int, sign: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, sign)


def _pids() -> list[int]:
    return [int(name) for name in os.listdir(_PROC) if name.isdigit()]  # noqa: PTH208 - ten times faster


def _stat(pid: int) -> list[str] | None:
    """The fields of /proc/PID/stat from the third on: the second is a name that may hold blanks and brackets."""
    try:
        text = (_PROC / str(pid) / "stat").read_text(encoding="utf-8", errors="replace")
    except OSError:  # gone, or hidden from us
        return None
    return text.rpartition(")")[2].split()


def _runs(pid: int, program: str, owner: int) -> bool:
    """Whether it is that program, run by that user; also where it cannot be told."""
    try:
        status = (_PROC / str(pid) / "status").read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return False
    except OSError:
        return True
    lines = dict(line.split(":", 1) for line in status.splitlines() if ":" in line)
    return lines["Name"].strip() == program and str(owner) in lines["Uid"].split()


def _boot() -> str:
    return (_PROC / "sys/kernel/random/boot_id").read_text(encoding="ascii").strip()


def _ps_start(pid: int) -> str | None:
    said = _ps("-o", "stat=,lstart=", "-p", str(pid)).strip()
    return said.partition(" ")[2].strip() or None if said and not said.startswith("Z") else None


def _ps(*arguments: str) -> str:
    return subprocess.run(
        ["ps", *arguments], capture_output=True, text=True, check=False, env={"LC_ALL": "C"}
    ).stdout
