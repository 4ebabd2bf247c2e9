"""HTTP/1.1 by hand over a socket, because a test double must be able to break it at every byte."""

import contextlib
import gzip
import socket
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from io import BufferedReader
from threading import Event
from typing import Literal
from urllib.parse import urlsplit

from tests.hub.encoding import encode
from tests.hub.projection import Query, query_of

_WORTH_COMPRESSING = 1000
_LONGEST_LINE = 65536
_ZEROS = bytes(65536)
_PHRASES = {status.value: status.phrase for status in HTTPStatus}

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Request:
    """One request as it arrived; header names in lower case, `origin` as the client addressed us."""

    method: str
    path: str
    query: Query
    headers: Mapping[str, str]
    body: bytes
    origin: str
    time: float

    @property
    def token(self) -> str | None:
        """The bearer token, if one was sent."""
        scheme, _, token = self.headers.get("authorization", "").partition(" ")
        return token if scheme.lower() == "bearer" and token else None


@dataclass(frozen=True, slots=True)
class Delivery:
    """How an answer travels. The default is a well-behaved one.

    `share` of the body is sent, then the connection is kept, reset, closed, or held silent (`then`).
    `headers=False` sends nothing before that. `piece` drips the body in pieces, `pause` seconds between.
    `endless` sends a head that goes on for ever, a byte each `pause` seconds.
    """

    share: float = 1.0
    then: Literal["keep", "reset", "close", "stall"] = "keep"
    headers: bool = True
    chunked: bool = False
    piece: int | None = None
    pause: float = 0.0
    endless: bool = False


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer before it is put on the wire.

    `zeros` is how many zero bytes follow the body (sparse big files). `standing` holds the rate limit headers and
    `serial` makes the request id; an answer that does not come from the Hub itself has neither.
    """

    status: int
    headers: Headers = ()
    body: bytes = b""
    content_type: str | None = None
    delivery: Delivery = field(default=Delivery())
    zeros: int = 0
    standing: Headers = ()
    serial: int = 0

    def header(self, name: str) -> str | None:
        """The value of a header, None when it is absent."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)


def json_reply(status: int, value: object, headers: Headers = ()) -> Reply:
    """An answer with a JSON body."""
    return Reply(status, headers, encode(value), "application/json; charset=utf-8")


def read_request(stream: BufferedReader, origin: str, now: float) -> Request | None:
    """The next request of a connection, None at its end or when what arrives is not HTTP."""
    line = stream.readline(_LONGEST_LINE)
    parts = line.decode("latin-1").split()
    if len(parts) != 3:
        return None
    headers: dict[str, str] = {}
    while (line := stream.readline(_LONGEST_LINE)) not in (b"\r\n", b"\n", b""):
        name, _, value = line.decode("latin-1").partition(":")
        headers[name.strip().lower()] = value.strip()
    target = urlsplit(parts[1])
    length = headers.get("content-length", "0")
    body = stream.read(int(length)) if length.isdecimal() else b""
    host = headers.get("host")
    if host:
        origin = f"{origin.partition('://')[0]}://{host}"
    return Request(parts[0], target.path, query_of(target), headers, body, origin, now)


def send(sock: socket.socket, request: Request, reply: Reply, closing: Event, *, compress: bool = True) -> bool:
    """Put an answer on the wire the way its `Delivery` says; whether the connection may be used again."""
    delivery = reply.delivery
    if delivery.endless:
        return _send_without_end(sock, delivery.pause, closing)
    head, body = _encoded(request, reply, compress=compress)
    if delivery.headers:
        sock.sendall(head)
        if request.method != "HEAD":
            _send_body(sock, body, reply, closing)
    if delivery.then == "stall":
        wait_for_hangup(sock)
    if delivery.then == "reset":
        reset(sock)
    return delivery.then == "keep" and request.headers.get("connection", "").lower() != "close"


def _send_without_end(sock: socket.socket, pause: float, closing: Event) -> bool:
    sock.sendall(b"HTTP/1.1 200 OK\r\nX-Head: ")
    while not closing.wait(pause):
        sock.sendall(b"a")
    return False


def reset(sock: socket.socket) -> None:
    """Make the coming close an RST instead of a FIN."""
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def wait_for_hangup(sock: socket.socket) -> None:
    """Say nothing until the other side (or our own shutdown) ends the connection."""
    with contextlib.suppress(OSError):
        while sock.recv(4096):
            pass


def _encoded(request: Request, reply: Reply, *, compress: bool) -> tuple[bytes, bytes]:
    body, headers = reply.body, [*reply.headers, *reply.standing]
    if reply.serial:
        headers.append(("x-request-id", f"Root=1-{reply.serial:08x}-{reply.serial:024x}"))
    if compress and not reply.zeros and reply.header("Content-Range") is None:
        offered = "gzip" in request.headers.get("accept-encoding", "")
        if offered and len(body) >= _WORTH_COMPRESSING and reply.header("Content-Encoding") is None:
            body = gzip.compress(body, compresslevel=1)
            headers.append(("Content-Encoding", "gzip"))
    if reply.content_type is not None:
        headers.append(("Content-Type", reply.content_type))
    if reply.delivery.chunked:
        headers.append(("Transfer-Encoding", "chunked"))
    elif reply.header("Content-Length") is None:
        headers.append(("Content-Length", str(len(body) + reply.zeros)))
    lines = [
        f"HTTP/1.1 {reply.status} {_PHRASES.get(reply.status, 'Unknown')}",
        *(f"{name}: {value}" for name, value in headers),
        "",
        "",
    ]
    return "\r\n".join(lines).encode("latin-1", "replace"), body


def _send_body(sock: socket.socket, body: bytes, reply: Reply, closing: Event) -> None:
    delivery = reply.delivery
    body = body[: int(len(body) * delivery.share)]
    for piece in _pieces(body, delivery.piece):
        sock.sendall(b"%x\r\n%b\r\n" % (len(piece), piece) if delivery.chunked else piece)
        if delivery.pause and closing.wait(delivery.pause):
            return
    if delivery.chunked and delivery.share == 1.0:
        sock.sendall(b"0\r\n\r\n")
    left = reply.zeros if delivery.share == 1.0 else 0
    while left and not closing.is_set():
        sock.sendall(_ZEROS[:left])
        left -= min(left, len(_ZEROS))


def _pieces(body: bytes, size: int | None) -> Iterator[bytes]:
    size = size or len(body) or 1
    for start in range(0, len(body), size):
        yield body[start : start + size]
