"""One page ahead: the next page is fetched and read while the present one is stored."""

from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotYet
from dataclasses import dataclass
from threading import Event, Thread

from registry.hub.client import HubClient, Page
from registry.hub.records import HubRecord, Unreadable, parse

_TICK = 0.2  # seconds until we look again whether to stop


class Stopped(Exception):
    """Somebody asked us to stop."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A page as the Hub sent it, and its rows as read."""

    page: Page
    rows: tuple[HubRecord | Unreadable, ...]


class Ahead:
    """Fetches pages in a thread of its own, one at a time, and never touches the database.

    The thread does not hold up the end of the process: what it was fetching is fetched again another time.
    """

    def __init__(self, client: HubClient, stop: Event) -> None:
        self._client, self._stop = client, stop
        self._under_way: Future[Fetched] | None = None

    def start(self, link: str) -> None:
        """Begin to fetch a page."""
        future: Future[Fetched] = Future()
        self._under_way = future
        Thread(target=_settle, args=(future, lambda: self._fetch(link)), name="hub page", daemon=True).start()

    def result(self, meanwhile: Callable[[], None]) -> Fetched:
        """Wait for the page under way, and call ``meanwhile`` several times a second.

        Raises what either raised, and `Stopped` when asked to stop.
        """
        if self._under_way is None:
            raise RuntimeError("no page is under way")
        while not self._stop.is_set():
            try:
                return self._under_way.result(_TICK)
            except NotYet:
                if self._under_way.done():  # just now; or it was the fetching that took too long, and this raises
                    return self._under_way.result()
            meanwhile()
        raise Stopped

    def _fetch(self, link: str) -> Fetched:
        page = self._client.page(link)
        return Fetched(page, tuple(map(parse, page.rows)))


def _settle(future: Future[Fetched], call: Callable[[], Fetched]) -> None:
    try:
        future.set_result(call())
    except BaseException as error:  # whoever waits for the page raises it
        future.set_exception(error)


def interruptible(stop: Event) -> Callable[[float], None]:
    """Return a sleep, in seconds, that ends at once and raises `Stopped` when asked to stop."""

    def sleep(seconds: float) -> None:
        if stop.wait(seconds):
            raise Stopped

    return sleep
