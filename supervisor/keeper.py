"""Keeps children alive: starts them, waits until they are ready, starts again what ends, ends them in order."""

import os
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from supervisor import logs, orphans, processes
from supervisor.child import Child, Kept
from supervisor.held import held, release
from supervisor.identity import Identity
from supervisor.orphans import Note
from supervisor.problem import Problem
from supervisor.wake import Wake

_PATIENCE = 60.0  # seconds for a child to become ready
_TICK = 0.05
_TIER_OF_STEPS = 9  # above all children
_MANY = 5  # ends in a row that make a child one that keeps failing
_TRIM_EVERY = 60.0


class StartFailed(Problem):
    """A child did not become ready, or a step failed."""


@dataclass(frozen=True, slots=True)
class Step:
    """A command that runs to its end between the children's starts."""

    name: str
    argv: tuple[str, ...]
    env: Mapping[str, str]
    identity: Identity
    cwd: Path
    log: Path


class Keeper:
    """One keeper per data folder; everything happens in the thread that calls it."""

    def __init__(self, *, running: Path, wake: Wake, say: Callable[[str], None]) -> None:
        self._running, self._wake, self._say = running, wake, say
        self._kept: list[Kept] = []
        self._step: Note | None = None

    def start(self, children: Sequence[Child]) -> None:
        """Start the children side by side and wait until all are ready.

        Raises:
            StartFailed: one is not ready after a minute, and not on its way either.
            StopAsked: we were asked to end meanwhile.
        """
        begun, patience = time.monotonic(), _PATIENCE
        added = [Kept(child) for child in children]
        self._kept += added
        waiting = [(one, one.child.ready) for one in added if one.child.ready is not None]
        self._tend(announce=False)
        while waiting:
            for one, ready in [pair for pair in waiting if pair[0].alive() and pair[1]()]:
                self._say(f"{one.child.name} ready ({time.monotonic() - begun:.1f} s)")
                waiting.remove((one, ready))
            if waiting and time.monotonic() - begun > patience:
                for one, _ in waiting:
                    _must_be_on_its_way(one)
                    self._say(f"{one.child.name} is still on its way; it is waited for")
                patience += _PATIENCE
            if waiting:
                self._wake.sleep(_TICK)
                self._tend(announce=False)

    def run(self, step: Step) -> Iterator[str]:
        """Run a step, keeping the children meanwhile, and yield the lines of its standard output as they come.

        Raises:
            StartFailed: it ended with another status than 0.
            StopAsked: we were asked to end meanwhile; the step was ended too.
        """
        with tempfile.TemporaryFile() as output, step.log.open("ab") as errors:
            process = step.identity.spawn(
                held(step.argv), env=step.env, cwd=step.cwd, output=output, errors=errors, given=subprocess.PIPE
            )
            lines = _Lines(output.fileno())
            self._step = Note(step.name, process.pid, _TIER_OF_STEPS, ())
            try:
                self._record()
                release(process)
                while process.poll() is None:
                    yield from lines.new()
                    self._tend(announce=True)
                    self._wake.sleep(4 * _TICK)
            finally:
                _end_step(process)
                self._step = None
                self._record()
            yield from lines.new()
        if process.returncode:
            raise StartFailed(f"{step.name} failed: {_reason(step.log)}")

    def watch(self) -> None:
        """Keep the children until somebody asks for the end: then StopAsked comes out."""
        trim_at = time.monotonic() + _TRIM_EVERY
        while True:
            self._tend(announce=True)
            if time.monotonic() > trim_at:
                trim_at = time.monotonic() + _TRIM_EVERY
                for one in self._kept:
                    logs.trim(one.child.log)
            starts = [one.wait for one in self._kept if one.process is None]
            self._wake.sleep(min([*starts, trim_at - time.monotonic() + _TICK]))

    def stop(self) -> None:
        """End the children: the highest tier first, side by side within a tier. Signals wait until it is done."""
        for tier in sorted({one.child.tier for one in self._kept}, reverse=True):
            processes.end_together(
                [
                    processes.Ending(one.process.pid, one.alive, one.child.ending)
                    for one in self._kept
                    if one.child.tier == tier and one.process is not None
                ]
            )
        self._kept.clear()
        self._running.unlink(missing_ok=True)

    def _tend(self, *, announce: bool) -> None:
        """Bury the dead and start what is due."""
        for one in self._kept:
            end = one.bury()
            if end is None and one.process is None and one.wait <= 0:
                end = one.start()
                self._record()
                one.release()  # not before it is written down, so that a kill leaves nobody that nobody knows of
            if end is not None:
                self._tell(one, end, announce=announce)

    def _record(self) -> None:
        notes = (self._step, *(one.note for one in self._kept))
        orphans.record(self._running, [note for note in notes if note is not None])

    def _tell(self, one: Kept, end: str, *, announce: bool) -> None:
        if one.ends == _MANY:
            self._say(f"{one.child.name} keeps failing ({end}): {_reason(one.child.log)}; it is tried on and on")
        elif announce and one.ends < _MANY:
            self._say(f"{one.child.name} {end}; starting it again")


class _Lines:
    """Reads whole lines from a file that a child writes; ``pread`` leaves the offset that both share alone."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor, self._position, self._rest = descriptor, 0, b""

    def new(self) -> Iterator[str]:
        while chunk := os.pread(self._descriptor, 65536, self._position):
            self._position += len(chunk)
            *lines, self._rest = (self._rest + chunk).split(b"\n")
            for line in lines:
                yield line.decode("utf-8", "replace").rstrip()


def _must_be_on_its_way(late: Kept) -> None:
    """Raise StartFailed unless the child says that it begins: ending a recovery would only begin it anew."""
    if not (late.alive() and late.child.begins and late.child.begins()):
        raise StartFailed(f"{late.child.name} does not start: {_reason(late.child.log)}")


def _end_step(process: subprocess.Popen[bytes]) -> None:
    processes.end_together([processes.Ending(process.pid, lambda: process.poll() is None, ())])


def _reason(log: Path) -> str:
    said = logs.last_line(log)
    return f"{said} (more in {log})" if said else f"see {log}"
