"""Sleep that signals end: told to stop, or a child ended."""

import select
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType, TracebackType
from typing import Self

_STOP = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class StopAsked(Exception):
    """Somebody asked this process to end."""


class Wake:
    """While entered, SIGINT, SIGTERM and SIGHUP mean "stop", and an ended child cuts a sleep short.

    A SIGHUP that whoever started us has us ignore, as ``nohup`` does, stays ignored.
    """

    def __init__(self) -> None:
        self._asked = False
        self._at_once = False

    def __enter__(self) -> Self:
        self._read, self._write = socket.socketpair()
        self._read.settimeout(0)
        self._write.settimeout(0)
        self._old_fd = signal.set_wakeup_fd(self._write.fileno(), warn_on_full_buffer=False)
        ignored = {signal.SIGHUP} if signal.getsignal(signal.SIGHUP) is signal.SIG_IGN else set()
        self._old = {one: signal.signal(one, self._note) for one in (*_STOP, signal.SIGCHLD) if one not in ignored}
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for one, old in self._old.items():
            signal.signal(one, old)
        signal.set_wakeup_fd(self._old_fd)
        self._read.close()
        self._write.close()

    def _note(self, number: int, frame: FrameType | None) -> None:
        if number in _STOP:
            self._asked = True
            if self._at_once:
                self._at_once = False  # once: what unwinds now is not to be torn again
                raise StopAsked

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """In here StopAsked comes at any line. For long work that a kill may cut off anywhere, too."""
        if self._asked:
            raise StopAsked
        self._at_once = True
        try:
            yield
        finally:
            self._at_once = False

    def sleep(self, seconds: float) -> None:
        """Sleep until a signal comes, at most ``seconds``. Raises StopAsked once it was asked for."""
        if not self._asked:
            select.select([self._read], [], [], seconds)
            with suppress(BlockingIOError):
                self._read.recv(4096)
        if self._asked:
            raise StopAsked
