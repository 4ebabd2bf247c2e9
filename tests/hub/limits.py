"""The Hub's rate limits: fixed windows per identity and bucket, told on every answer."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from math import ceil
from threading import Lock
from typing import Literal

from tests.hub.wire import Headers, Reply, json_reply

Bucket = Literal["api", "resolvers", "pages"]


@dataclass(frozen=True, slots=True)
class Quota:
    """How many requests one identity has per window, by bucket; the window in seconds."""

    api: int
    resolvers: int
    pages: int
    window: float = 300.0


ANONYMOUS = Quota(500, 3_000, 100)
FREE = Quota(1_000, 5_000, 200)
PRO = Quota(2_500, 12_000, 400)
UNLIMITED = Quota(10**9, 10**9, 10**9)


@dataclass(slots=True)
class _Window:
    ends: float
    used: int = 0


@dataclass(slots=True)
class Limits:
    """The windows of everyone. A window starts with the first request after the one before it ended."""

    anonymous: Quota = ANONYMOUS
    known: Quota = FREE
    clock: Callable[[], float] = time.monotonic
    _windows: dict[tuple[str, Bucket], _Window] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def set(self, *, window: float | None = None, **sizes: int) -> None:
        """Change the quota of everyone (`api=5, window=1.5`) and start all windows afresh."""
        changes = sizes if window is None else sizes | {"window": window}
        with self._lock:
            self.anonymous = replace(self.anonymous, **changes)
            self.known = replace(self.known, **changes)
            self._windows.clear()

    def spend(self, identity: str | None, bucket: Bucket) -> "Standing":
        """Count one request of an identity (None: the anonymous one of this address)."""
        quota = self.anonymous if identity is None else self.known
        size: int = getattr(quota, bucket)
        now = self.clock()
        with self._lock:
            window = self._windows.get((identity or "", bucket))
            if window is None or now >= window.ends:
                window = self._windows[identity or "", bucket] = _Window(now + quota.window)
            window.used += 1
            return Standing(bucket, size, size - window.used, ceil(window.ends - now), quota.window)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an identity stands after a request. `left` is negative once the quota is overdrawn."""

    bucket: Bucket
    quota: int
    left: int
    seconds: int
    window: float

    @property
    def exceeded(self) -> bool:
        """Whether this request is one too many."""
        return self.left < 0

    @property
    def headers(self) -> Headers:
        """The two headers that the Hub puts on every answer."""
        window = ceil(self.window)
        return (
            ("ratelimit", f'"{self.bucket}";r={max(0, self.left)};t={self.seconds}'),
            ("ratelimit-policy", f'"fixed window";"{self.bucket}";q={self.quota};w={window}'),
        )

    def refusal(self) -> Reply:
        """The window's 429: no Retry-After, the headers say it all."""
        message = f"We had to rate limit you, you hit the quota of {self.quota} {self.bucket} requests per window."
        return json_reply(429, {"error": message})
