"""An end to every request, however slowly its answer comes: the HTTP client's own limits count silence alone, and
a server that sends a byte now and then is never silent.
"""

import contextlib
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from threading import Event, Timer
from typing import Any

_OPENED = ("connect_tcp.complete", "start_tls.complete")


class Cutoff:
    """Shuts the connections of one client when a request takes longer than ``seconds``.

    The client must be given `trace` with each request (its extension of that name). Not for several threads.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._passed = Event()
        self._sockets: tuple[socket.socket, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether the last request was cut off; what was read of it may look whole and is not."""
        return self._passed.is_set()

    @contextmanager
    def counting(self) -> Iterator[None]:
        """Cut off what is asked inside, once the time is over. Cost: a thread for that while."""
        self._passed.clear()
        timer = Timer(self.seconds, self._cut)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            timer.join()

    def trace(self, event: str, told: Mapping[str, Any]) -> None:
        """Note a connection that the client opened."""
        if not event.endswith(_OPENED):
            return
        still_open = [one for one in self._sockets if one.fileno() != -1]
        self._sockets = (*still_open, told["return_value"].get_extra_info("socket"))
        if self.passed:  # the time was over before there was anything to cut
            self._cut()

    def _cut(self) -> None:
        self._passed.set()
        for one in self._sockets:
            with contextlib.suppress(OSError):  # closed meanwhile
                one.shutdown(socket.SHUT_RDWR)
