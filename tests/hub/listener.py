"""The TCP side: accepts, speaks TLS when told to, serves connections in threads, and ends them all at once."""

import contextlib
import socket
import ssl
import time
import traceback
from collections.abc import Callable
from threading import Event, Lock, Thread

from tests.hub.wire import Reply, Request, read_request, send

LOOPBACK = "127.0.0.1"
_PATIENCE = 5.0

Answer = Callable[[Request], Reply]


class Listener:
    """One origin: a listening socket on loopback and a thread per connection."""

    def __init__(self, answer: Answer, port: int, tls: ssl.SSLContext | None, *, compress: bool) -> None:
        self._answer = answer
        self._tls = tls
        self._compress = compress
        self._socket = socket.create_server((LOOPBACK, port), backlog=128)
        self._closing = Event()
        self._lock = Lock()
        self._connections: dict[socket.socket, Thread] = {}
        self._acceptor = Thread(target=self._accept, name="emulated-hub", daemon=True)
        scheme = "http" if tls is None else "https"
        self.url = f"{scheme}://{LOOPBACK}:{self._socket.getsockname()[1]}"

    def start(self) -> None:
        """Begin to answer."""
        self._acceptor.start()

    def close(self) -> None:
        """End everything: the port is free and no thread is left when this returns."""
        if self._closing.is_set():
            return
        self._closing.set()
        if self._acceptor.is_alive():
            # Closing a socket does not wake a thread that waits in accept() on every system; a caller does.
            with contextlib.suppress(OSError):
                socket.create_connection(self._socket.getsockname(), timeout=_PATIENCE).close()
            self._acceptor.join(_PATIENCE)
        self._socket.close()
        with self._lock:
            left = list(self._connections.items())
        for connection, thread in left:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
            thread.join(_PATIENCE)

    def _accept(self) -> None:
        while not self._closing.is_set():
            connection, _ = self._socket.accept()
            thread = Thread(target=self._converse, args=(connection,), name="emulated-hub-client", daemon=True)
            with self._lock:
                self._connections[connection] = thread
            thread.start()

    def _converse(self, connection: socket.socket) -> None:
        """Serve one connection to its end. Clients hang up as they please, which is no error of ours."""
        try:
            with contextlib.suppress(OSError):
                self._serve(connection)
        finally:
            with self._lock:
                del self._connections[connection]
            connection.close()

    def _serve(self, connection: socket.socket) -> None:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if self._tls is None:
            self._exchange(connection)
            return
        with self._tls.wrap_socket(connection.dup(), server_side=True) as wrapped:
            self._exchange(wrapped)

    def _exchange(self, connection: socket.socket) -> None:
        with connection.makefile("rb") as stream:
            again = not self._closing.is_set()
            while again:
                request = read_request(stream, self.url, time.monotonic())
                if request is None:
                    return
                again = send(connection, request, self._answered(request), self._closing, compress=self._compress)

    def _answered(self, request: Request) -> Reply:
        """The answer; a fault of the emulator's own shows as a status no client retries, and on stderr."""
        try:
            return self._answer(request)
        except Exception:
            traceback.print_exc()
            return Reply(501, body=traceback.format_exc().encode(), content_type="text/plain")
