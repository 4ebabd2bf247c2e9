"""The emulated Hub: a real HTTP server on loopback that behaves, and misbehaves, like the Hugging Face Hub."""

import ssl
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests.hub import listing, routes
from tests.hub.access import READER_TOKEN, Access, bad_token
from tests.hub.answers import Hub, answer
from tests.hub.data import Data
from tests.hub.faults import Faults
from tests.hub.limits import ANONYMOUS, FREE, Limits, Quota
from tests.hub.listener import Listener
from tests.hub.projection import one
from tests.hub.wire import Reply, Request

HUB = "hub"
ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True)
class Logged:
    """A request as it was taken: at which host, by which route, who asked, and the status that went back.

    `page` is its 1-based place in a chain of cursors. `request` holds method, query, headers, body and time.
    """

    request: Request
    host: str
    route: str
    page: int
    owner: str | None
    status: int

    @property
    def cursor(self) -> str | None:
        """The cursor it carried."""
        return one(self.request.query, "cursor")


class EmulatedHub:
    """A Hub of one's own, as a context manager; every part may be changed while clients are at work.

    `data`: what it holds. `faults`: what shall go wrong. `limits`: quotas. `access`: tokens and who may see what.
    `requests`: the log. `elsewhere_url` is a second origin of the same Hub: large files come from there, and links
    may be made to lead there; it has neither faults nor limits.
    """

    token = READER_TOKEN

    def __init__(
        self,
        *,
        port: int = 0,
        page_limit: int = listing.LARGEST_PAGE,
        quota: Quota = ANONYMOUS,
        known_quota: Quota = FREE,
        compress: bool = True,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.data = Data()
        self.faults = Faults()
        self.limits = Limits(quota, known_quota)
        self.access = Access()
        self.requests: list[Logged] = []
        self.page_limit = page_limit
        self._pages: dict[str, int] = {}
        self._serial = count(1)
        self._here = Listener(self._serve, port, tls, compress=compress)
        self._elsewhere = Listener(self._serve_elsewhere, 0, tls, compress=compress)

    @classmethod
    def from_jsonl(cls, paths: Iterable[Path], **options: Any) -> Self:
        """A Hub that holds the rows of .jsonl or .jsonl.gz files; later files win. Options are those of a Hub."""
        hub = cls(**options)
        hub.data.load_files(paths)
        return hub

    @property
    def url(self) -> str:
        """The address to give as HF_ENDPOINT."""
        return self._here.url

    @property
    def elsewhere_url(self) -> str:
        """The address of the second origin."""
        return self._elsewhere.url

    def asked(self, route: str, host: str = HUB) -> tuple[Logged, ...]:
        """The requests to one route of one host so far, in the order they were taken."""
        return tuple(logged for logged in list(self.requests) if (logged.route, logged.host) == (route, host))

    def __enter__(self) -> Self:
        self._here.start()
        self._elsewhere.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Hang up on everyone, stalled answers included; ports are free and threads ended when this returns."""
        self._here.close()
        self._elsewhere.close()

    def _serve(self, request: Request) -> Reply:
        routed = routes.route(request.path, self.data)
        mark = one(request.query, "cursor")
        page = 1 if mark is None else self._pages.get(mark, 1)
        struck = self.faults.strike(routed.route, page, mark, request.time)
        for fault in struck:
            fault.before(self.data)
        reply = self._limited(request, routed, sum(fault.rewind for fault in struck), page)
        for fault in struck:
            reply = fault.answer(request, reply)
        self._log(request, HUB, routed.route, page, reply)
        return reply

    def _serve_elsewhere(self, request: Request) -> Reply:
        routed = routes.route(request.path, self.data)
        reply = self._answered(request, routed, 0, 1)
        self._log(request, ELSEWHERE, routed.route, 1, reply)
        return reply

    def _limited(self, request: Request, routed: routes.Routed, rewind: int, page: int) -> Reply:
        """The answer within the limits of whoever asks, with the headers every answer has."""
        standing = self.limits.spend(self.access.owner(request), routed.bucket)
        reply = standing.refusal() if standing.exceeded else self._answered(request, routed, rewind, page)
        return replace(reply, standing=standing.headers, serial=next(self._serial))

    def _answered(self, request: Request, routed: routes.Routed, rewind: int, page: int) -> Reply:
        if not self.access.knows(request):
            return bad_token()
        hub = Hub(self.data, self.access, self.elsewhere_url, self.page_limit)
        reply = answer(hub, request, routed, rewind)
        if routed.route == routes.MODELS:
            self._number_next(reply, page)
        return reply

    def _number_next(self, reply: Reply, page: int) -> None:
        """Remember which page a link leads to, so that faults can be addressed by page."""
        mark = listing.cursor_in(reply)
        if mark is not None:
            self._pages[mark] = page + 1

    def _log(self, request: Request, host: str, route: str, page: int, reply: Reply) -> None:
        self.requests.append(Logged(request, host, route, page, self.access.owner(request), reply.status))
