"""One request at a time to one host: paced, bounded in time and size, the token shown to that host alone."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import httpx2
from huggingface_hub import is_offline_mode

from registry.hub import retry
from registry.hub.cutoff import Cutoff
from registry.hub.errors import Busy, LedAway, NotReachable, TooLarge
from registry.hub.links import origin
from registry.hub.pacing import Quota, interval, quota
from registry.hub.token import sendable

USER_AGENT = "permis/1 (model registry)"


@dataclass(frozen=True, slots=True)
class Patience:
    """How long things may take, in seconds, and how large an answer may be, in bytes.

    ``read`` is the longest silence, ``total`` the longest answer. A wait for the Hub's sake beyond ``pause``
    becomes `Busy`, for the caller to do something better with the time.
    """

    connect: float = 10.0
    read: float = 30.0
    total: float = 120.0
    pause: float = 60.0
    largest: int = 256 * 1024 * 1024
    tries: int = retry.TRIES


ORDINARY = Patience()


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer, whatever its status; the body is decompressed."""

    status: int
    headers: httpx2.Headers
    body: bytes


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """A request without a whole answer, and why."""

    reason: str


class Wire:
    """The connection to one endpoint. Not for several threads at once."""

    def __init__(
        self,
        endpoint: str,
        token: str | None,
        patience: Patience,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], object] = time.sleep,
    ) -> None:
        self.patience = patience
        self.quota: Quota | None = None
        self.token = sendable(token)
        try:
            self._origin = origin(endpoint)
        except ValueError:
            raise NotReachable(
                f"{endpoint!r} is not the address of a Hub; use one like https://huggingface.co."
            ) from None
        self._clock, self._sleep = clock, sleep
        self._began = float("-inf")
        self._cutoff = Cutoff(patience.total)
        self._http = httpx2.Client(
            timeout=httpx2.Timeout(patience.read, connect=patience.connect),
            headers={"user-agent": USER_AGENT, "accept": "application/json", "accept-encoding": "gzip"},
            follow_redirects=False,
        )

    def close(self) -> None:
        """Hang up."""
        self._http.close()

    def ask(self, link: str) -> Answer | NoAnswer:
        """Make one request, once the quota allows it. Raises `Busy`, `LedAway` and `TooLarge`; nothing else."""
        if is_offline_mode():
            raise NotReachable("HF_HUB_OFFLINE is set, so the Hub is not asked. Unset it to synchronise.")
        if not self._ours(link):
            raise LedAway("The page to ask for is not on the host of HF_ENDPOINT; it was not asked for.")
        self.wait(self._began + interval(self.quota) - self._clock(), "The Hub's quota is used up")
        self._began = self._clock()
        headers = {"authorization": f"Bearer {self.token}"} if self.token else {}
        watch = {"trace": self._cutoff.trace}
        failure = ""
        try:
            with (
                self._cutoff.counting(),
                self._http.stream("GET", link, headers=headers, extensions=watch) as answer,
            ):
                body = self._read(answer)
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            failure = f"{type(error).__name__}: {error}".rstrip(": ")
        if self._cutoff.passed:
            return NoAnswer(f"the answer took longer than {self.patience.total:g} s")
        if failure:
            return NoAnswer(failure)
        self.quota = quota(answer.headers)
        return Answer(answer.status_code, answer.headers, body)

    def _ours(self, link: str) -> bool:
        try:
            return origin(link) == self._origin
        except ValueError:
            return False

    def wait(self, seconds: float, why: str) -> None:
        """Wait for the Hub's sake. Raises `Busy` where that is beyond our patience."""
        self.allow(seconds, why)
        if seconds > 0:
            self._sleep(seconds)

    def allow(self, seconds: float, why: str) -> None:
        """Raise `Busy` where a wait is beyond our patience."""
        if seconds > self.patience.pause:
            raise Busy(f"{why}; the next request may be made in {seconds:.0f} s.", seconds)

    def _read(self, response: httpx2.Response) -> bytes:
        pieces: list[bytes] = []
        size = 0
        for piece in response.iter_bytes():
            pieces.append(piece)
            size += len(piece)
            if size > self.patience.largest:
                raise TooLarge(
                    f"The Hub sent an answer of more than {self.patience.largest} bytes; it was not read."
                )
        return b"".join(pieces)
