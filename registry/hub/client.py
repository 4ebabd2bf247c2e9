"""The page loop: one listing, page by page, at the Hub's pace, through everything that goes wrong on the way.

Ours, because the official client hides its place in the listing, waits for ever, and ends at the first odd row.
"""

import contextlib
import json
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from types import TracebackType
from typing import Self

from registry.hub.errors import HubError, LedAway, NotReachable, Refused
from registry.hub.links import ESSENTIAL, followed, next_link, unknown_names, without
from registry.hub.pacing import Quota, asked_wait
from registry.hub.pages import PageError, decode
from registry.hub.reading import one_line
from registry.hub.retry import backoff, worth_another_try
from registry.hub.wire import ORDINARY, Answer, NoAnswer, Patience, Wire

_REDIRECTS = (301, 302, 303, 307, 308)
_MOST_REDIRECTS = 5


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its rows as JSON values or `NotJson`, where the next one is, and what it took to get it."""

    rows: tuple[object, ...]
    next_link: str | None
    quota: Quota | None
    requests: int
    retries: int
    dropped: tuple[str, ...]  # expand names that the Hub does not know any more, left out from here on


@dataclass(slots=True)
class _Tries:
    """How far we are with one page."""

    link: str
    requests: int = 0
    retries: int = 0
    redirects: int = 0
    dropped: tuple[str, ...] = ()


class HubClient:
    """A walk through one listing. Not for several threads at once; closing it ends its connection.

    The token goes to the endpoint's own origin and nowhere else. ``clock`` and ``sleep`` are in seconds;
    ``chance`` gives numbers from 0 to 1. An exception that ``sleep`` raises ends the wait and passes through.
    """

    def __init__(
        self,
        endpoint: str,
        token: str | None = None,
        *,
        patience: Patience = ORDINARY,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], object] = time.sleep,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        chance: Callable[[], float] = random.random,
    ) -> None:
        self.endpoint = endpoint.rstrip("/")
        self._wire = Wire(self.endpoint, token, patience, clock=clock, sleep=sleep)
        self._now, self._chance = now, chance
        self._seen: set[str] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Hang up."""
        self._wire.close()

    def page(self, link: str) -> Page:
        """Fetch one page; ``link`` is a first page of `links`, or the ``next_link`` of another page.

        Raises `HubError`: after the last try, for a refusal, for a way that leads elsewhere, or when the wait is
        long. Cost: one request when nothing goes wrong.
        """
        tries = _Tries(link)
        try:
            return self._page(tries)
        except HubError as error:
            error.requests, error.retries = tries.requests, tries.retries
            raise

    def _page(self, tries: _Tries) -> Page:
        while True:
            tries.requests += 1
            answer = self._wire.ask(tries.link)
            if isinstance(answer, NoAnswer):
                self._again(tries, answer.reason, None)
            elif answer.status == 200:
                rows = decode(answer.body)
                if not isinstance(rows, PageError):
                    return self._found(tries, answer, rows)
                self._again(tries, f"the answer {rows.reason}", None)
            elif worth_another_try(answer.status):
                self._again(tries, f"HTTP {answer.status} {_said(answer)}".rstrip(), answer)
            elif answer.status in _REDIRECTS:
                self._redirect(tries, answer)
            else:
                self._refused(tries, answer)

    def _found(self, tries: _Tries, answer: Answer, rows: tuple[object, ...]) -> Page:
        link = next_link(answer.headers.get("link"), tries.link)
        self._seen.add(tries.link)
        if link in self._seen:
            raise LedAway("The Hub's next page is one that was read before; the walk would never end.")
        return Page(rows, link, self._wire.quota, tries.requests, tries.retries, tries.dropped)

    def _again(self, tries: _Tries, failure: str, answer: Answer | None) -> None:
        """Wait before the next try. Raises `NotReachable` when there is none, `Busy` when the wait is long."""
        wait = None if answer is None else asked_wait(answer.status, answer.headers, self._now())
        why = f"The Hub asks for patience ({failure})"
        if wait is not None:
            self._wire.allow(wait, why)
        if tries.retries + 1 >= self._wire.patience.tries:
            raise NotReachable(
                f"The Hub at {self.endpoint} gave no sound answer in {_tries(tries.requests)} ({failure}). "
                "Is the network up, and is HF_ENDPOINT right? It will be tried again later."
            )
        if wait is None:
            wait = backoff(tries.retries, None if answer is None else answer.status, self._chance)
        self._wire.wait(wait, why)
        tries.retries += 1

    def _redirect(self, tries: _Tries, answer: Answer) -> None:
        tries.redirects += 1
        if tries.redirects > _MOST_REDIRECTS:
            raise LedAway("The Hub redirects its listing in a circle; it was not followed further.")
        tries.link = followed(answer.headers.get("location", ""), tries.link)

    def _refused(self, tries: _Tries, answer: Answer) -> None:
        """Leave out names that the listing knows no more, once. Raises `Refused` where that does not help."""
        unknown: tuple[str, ...] = ()
        if answer.status == 400:
            unknown = unknown_names(tries.link, answer.body[:100_000].decode(errors="replace"))
            if unknown and not tries.dropped and not ESSENTIAL.intersection(unknown):
                tries.link, tries.dropped = without(tries.link, unknown), unknown
                return
        what = f"The Hub at {self.endpoint} refused the listing: HTTP {answer.status} {_said(answer)}".rstrip(" .")
        raise Refused(f"{what}. {self._advice(answer.status, unknown)}", answer.status)

    def _advice(self, status: int, unknown: tuple[str, ...]) -> str:
        if unknown:
            missing = ", ".join(sorted(unknown))
            return (
                f"Its listing gives no {missing} any more; without it facts would look withdrawn. Update Permis."
            )
        if status == 400:
            return "The place in the listing may be gone; a new walk will tell."
        if status in (401, 403) and self._wire.token:
            return "Set HF_TOKEN to a token that is valid there, or unset it."
        return "Is HF_ENDPOINT the address of a Hub?"


def _tries(number: int) -> str:
    return "1 try" if number == 1 else f"{number} tries"


def _said(answer: Answer) -> str:
    """The beginning of what an error says, where it is text."""
    text = answer.headers.get("x-error-message") or answer.body[:10_000].decode(errors="replace")
    with contextlib.suppress(ValueError, RecursionError):
        told = json.loads(text)
        text = str(told["error"]) if isinstance(told, dict) and "error" in told else text
    return "" if text.lstrip().startswith("<") else one_line(text)[:200]
