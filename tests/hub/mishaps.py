"""Kinds of mishap between the Hub and a client. `tests.hub.faults` says when they strike."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from urllib.parse import quote

from tests.hub.data import Data
from tests.hub.encoding import encode
from tests.hub.wire import Delivery, Headers, Reply, Request

_GATEWAY_PAGE = (
    b"<!DOCTYPE html><html><head><title>504 Gateway Time-out</title></head>"
    b"<body><h1>504 Gateway Time-out</h1></body></html>"
)


@dataclass(frozen=True, slots=True)
class Fault:
    """Nothing wrong. Kinds of fault override what they break."""

    @property
    def rewind(self) -> int:
        """How many rows of the page before the answer repeats."""
        return 0

    def before(self, data: Data) -> None:
        """Called before the answer is made."""

    def answer(self, request: Request, reply: Reply) -> Reply:
        """The broken form of an answer."""
        return reply


@dataclass(frozen=True, slots=True)
class Status(Fault):
    """Another status with a JSON error, or the body given; `retry_after` in whatever form, header pairs on top."""

    status: int
    body: bytes | None = None
    content_type: str = "application/json; charset=utf-8"
    retry_after: int | str | None = None
    headers: Headers = ()

    def answer(self, request: Request, reply: Reply) -> Reply:
        body = encode({"error": f"Emulated error {self.status}"}) if self.body is None else self.body
        wait: Headers = () if self.retry_after is None else (("Retry-After", str(self.retry_after)),)
        return replace(_instead(reply, self.status, body, self.content_type), headers=(*self.headers, *wait))


@dataclass(frozen=True, slots=True)
class RateLimited(Fault):
    """A 429 that states `left` requests for `seconds`; with `left > 0` it is not the window that refuses."""

    left: int = 0
    seconds: int = 1
    retry_after: int | str | None = None

    def answer(self, request: Request, reply: Reply) -> Reply:
        refusal = Status(429, retry_after=self.retry_after).answer(request, reply)
        return replace(refusal, standing=(("ratelimit", f'"api";r={self.left};t={self.seconds}'),))


@dataclass(frozen=True, slots=True)
class EdgeLimit(Fault):
    """The content network's 429: text, and none of the Hub's headers."""

    def answer(self, request: Request, reply: Reply) -> Reply:
        headers = (("Server", "CloudFront"), ("X-Cache", "Error from cloudfront"))
        return Reply(429, headers, b"Too Many Requests", "text/plain")


@dataclass(frozen=True, slots=True)
class HtmlPage(Fault):
    """An HTML page where JSON belongs: with 200, or as a gateway's 504."""

    status: int = 200

    def answer(self, request: Request, reply: Reply) -> Reply:
        return _instead(reply, self.status, _GATEWAY_PAGE, "text/html")


@dataclass(frozen=True, slots=True)
class Body(Fault):
    """Another body under the answer's own status and headers, such as an error object where a list belongs."""

    body: bytes = b'{"error":"Internal error"}'

    def answer(self, request: Request, reply: Reply) -> Reply:
        return replace(reply, body=self.body)


@dataclass(frozen=True, slots=True)
class WholeFile(Fault):
    """All of a file where a part of it was asked for, as servers answer that give no parts."""

    body: bytes

    def answer(self, request: Request, reply: Reply) -> Reply:
        headers = tuple(header for header in reply.headers if header[0] != "Content-Range")
        return replace(reply, status=200, headers=headers, body=self.body, zeros=0)


@dataclass(frozen=True, slots=True)
class OtherPart(Fault):
    """An answer that says of itself that it is another part of the file."""

    told: str

    def answer(self, request: Request, reply: Reply) -> Reply:
        headers = tuple(header for header in reply.headers if header[0] != "Content-Range")
        return replace(reply, headers=(*headers, ("Content-Range", self.told)))


@dataclass(frozen=True, slots=True)
class TruncatedJson(Fault):
    """Half the body, framed as if it were all of it."""

    share: float = 0.5

    def answer(self, request: Request, reply: Reply) -> Reply:
        return replace(reply, body=reply.body[: int(len(reply.body) * self.share)])


@dataclass(frozen=True, slots=True)
class EmptyPage(Fault):
    """No rows, but still a link to the next page."""

    def answer(self, request: Request, reply: Reply) -> Reply:
        return replace(reply, body=b"[]")


@dataclass(frozen=True, slots=True)
class Link(Fault):
    """Another next link: an address, or what a function makes of the request and the real next address."""

    to: str | Callable[[Request, str | None], str]

    def answer(self, request: Request, reply: Reply) -> Reply:
        real = reply.header("Link")
        target = self.to if isinstance(self.to, str) else self.to(request, real and real[1 : real.index(">")])
        others = tuple(pair for pair in reply.headers if pair[0] != "Link")
        return replace(reply, headers=(*others, ("Link", f'<{target}>; rel="next"')))


@dataclass(frozen=True, slots=True)
class Redirect(Fault):
    """A redirect to an address; a path stays on the same host."""

    to: str
    status: int = 307

    def answer(self, request: Request, reply: Reply) -> Reply:
        body = f"Temporary Redirect. Redirecting to {self.to}".encode()
        return replace(_instead(reply, self.status, body, "text/plain"), headers=(("Location", self.to),))


@dataclass(frozen=True, slots=True)
class Again(Fault):
    """A page that begins with the last rows of the page before it."""

    rows: int = 1

    @property
    def rewind(self) -> int:
        return self.rows


@dataclass(frozen=True, slots=True)
class Meanwhile(Fault):
    """A change to the data just before the answer is made: rows vanish, appear or move between two pages."""

    change: Callable[[Data], object]

    def before(self, data: Data) -> None:
        self.change(data)


@dataclass(frozen=True, slots=True)
class Headed(Fault):
    """More headers on an otherwise sound answer."""

    headers: Headers

    def answer(self, request: Request, reply: Reply) -> Reply:
        return replace(reply, headers=(*reply.headers, *self.headers))


@dataclass(frozen=True, slots=True)
class Transport(Fault):
    """A sound answer that travels badly; the functions below name the usual ways."""

    delivery: Delivery

    def answer(self, request: Request, reply: Reply) -> Reply:
        return replace(reply, delivery=self.delivery)


def self_link() -> Link:
    """A next link that leads to the very page it stands on."""
    return Link(lambda request, _: _address(request))


def foreign_link(origin: str) -> Link:
    """The next link, on another host."""
    return Link(lambda request, real: origin + _path_of(real or _address(request)))


def relative_link() -> Link:
    """The next link without scheme and host."""
    return Link(lambda request, real: _path_of(real or _address(request)))


def reset_before_headers() -> Transport:
    """A connection reset instead of an answer."""
    return Transport(Delivery(headers=False, then="reset"))


def reset_mid_body(share: float = 0.5) -> Transport:
    """A connection reset after part of the body."""
    return Transport(Delivery(share=share, then="reset"))


def short_body(share: float = 0.5) -> Transport:
    """A connection closed before the announced length is reached."""
    return Transport(Delivery(share=share, then="close"))


def cut_chunked(share: float = 0.5) -> Transport:
    """A chunked body without its last chunk."""
    return Transport(Delivery(share=share, then="close", chunked=True))


def stall() -> Transport:
    """Silence instead of an answer, until the client gives up."""
    return Transport(Delivery(headers=False, then="stall"))


def stall_mid_body(share: float = 0.5) -> Transport:
    """Silence after part of the body, until the client gives up."""
    return Transport(Delivery(share=share, then="stall"))


def drip(piece: int = 1024, pause: float = 0.01) -> Transport:
    """A sound body in small pieces with pauses (seconds) between them."""
    return Transport(Delivery(piece=piece, pause=pause))


def endless_head(pause: float = 0.02) -> Transport:
    """A head that never ends: a byte, and another one `pause` seconds later."""
    return Transport(Delivery(pause=pause, endless=True))


def _instead(reply: Reply, status: int, body: bytes, content_type: str) -> Reply:
    """Another answer of the same Hub: what it says about limits and the request id stays."""
    return replace(reply, status=status, headers=(), body=body, content_type=content_type, zeros=0)


def _address(request: Request) -> str:
    query = "&".join(f"{_quoted(name)}={_quoted(value)}" for name, value in request.query)
    return f"{request.origin}{request.path}?{query}"


def _quoted(text: str) -> str:
    return quote(text, safe="")


def _path_of(address: str) -> str:
    return "/" + address.split("/", 3)[3]
