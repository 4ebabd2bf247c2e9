"""One kept process: what it is (`Child`, a value), and how its keeping goes (`Kept`)."""

import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from supervisor import processes
from supervisor.held import held, release
from supervisor.identity import Identity
from supervisor.orphans import Note

_WAITS = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 30.0)  # seconds between an end and the next start; the last stays
_SETTLED = 60.0  # seconds alive after which earlier ends no longer count


@dataclass(frozen=True, slots=True)
class Child:
    """A process to keep alive. Children of a higher ``tier`` are ended before those of a lower one."""

    name: str
    argv: tuple[str, ...]
    env: Mapping[str, str]
    identity: Identity
    log: Path
    ready: Callable[[], bool] | None
    """Asked until it says yes; None: nobody waits for this child."""
    ending: processes.Escalation
    tier: int
    begins: Callable[[], bool] | None = None
    """Asked when it is late: whether it is on its way, so that it is waited for."""
    cwd: Path = Path("/")
    before: Callable[[], None] | None = None
    """Called before every start: what a killed predecessor may have left is cleared there."""


@dataclass(slots=True)
class Kept:
    """The life of one child: its process of the moment, and when it may be started again."""

    child: Child
    process: subprocess.Popen[bytes] | None = None
    ends: int = 0  # in a row
    _started_at: float = 0.0
    _due_at: float = field(default_factory=time.monotonic)

    def start(self) -> str | None:
        """Start the process, held until `release`; returns why it cannot be, and then the next try is due."""
        self._started_at = time.monotonic()
        try:
            if self.child.before:
                self.child.before()
            with self.child.log.open("ab") as log:
                self.process = self.child.identity.spawn(
                    held(self.child.argv),
                    env=self.child.env,
                    cwd=self.child.cwd,
                    output=log,
                    given=subprocess.PIPE,
                )
        except (OSError, subprocess.SubprocessError) as error:
            self._count_end()
            return f"cannot be started: {error}"
        return None

    def release(self) -> None:
        """Let the process that was started become the program."""
        if self.process is not None:
            release(self.process)

    @property
    def note(self) -> Note | None:
        """What the next start should know of the process of the moment."""
        if self.process is None:
            return None
        return Note(self.child.name, self.process.pid, self.child.tier, self.child.ending)

    def alive(self) -> bool:
        """Whether it runs now."""
        return self.process is not None and self.process.poll() is None

    def bury(self) -> str | None:
        """Return how the process ended, once; None while it runs or where it was buried before.

        The rest of its group is killed: a web server's workers would keep the port from their successor.
        """
        if self.process is None or self.process.poll() is None:
            return None
        status = self.process.returncode
        processes.end_group(self.process.pid)
        self.process = None
        self._count_end()
        return f"ended by {signal.Signals(-status).name}" if status < 0 else f"ended with status {status}"

    def _count_end(self) -> None:
        now = time.monotonic()
        self.ends = 1 if now - self._started_at > _SETTLED else self.ends + 1
        self._due_at = now + _WAITS[min(self.ends, len(_WAITS)) - 1]

    @property
    def wait(self) -> float:
        """Seconds until it may be started again."""
        return max(0.0, self._due_at - time.monotonic())
