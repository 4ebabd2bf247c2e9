"""A clock that only moves when someone sleeps, and a walk over an emulated Hub with it."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from registry.hub.client import HubClient, Page
from registry.hub.links import walk_link
from registry.hub.wire import Patience
from tests.hub import EmulatedHub

PATIENT = Patience(pause=900)
START = datetime(2026, 11, 23, 12, tzinfo=UTC)


@dataclass
class Time:
    """Time as the client sees it; ``slept`` lists its waits in seconds."""

    slept: list[float] = field(default_factory=list)

    def clock(self) -> float:
        return 1000.0 + sum(self.slept)

    def now(self) -> datetime:
        return START + timedelta(seconds=sum(self.slept))

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)


def a_client(
    hub: EmulatedHub | str, time: Time, *, token: str | None = None, patience: Patience = PATIENT
) -> HubClient:
    """Return a client whose waits take no time, and without jitter."""
    return HubClient(
        hub if isinstance(hub, str) else hub.url,
        token,
        patience=patience,
        clock=time.clock,
        sleep=time.sleep,
        now=time.now,
        chance=lambda: 0.5,
    )


def walk(hub: EmulatedHub, client: HubClient, page_size: int = 1000, link: str | None = None) -> list[Page]:
    """Return all pages of a walk, or of what is left of it from a link on."""
    pages = [client.page(link or walk_link(hub.url, page_size))]
    while pages[-1].next_link:
        pages.append(client.page(pages[-1].next_link))
    return pages


def ids(pages: list[Page]) -> list[str]:
    """Return the `_id` of every row of the pages, in order."""
    return [str(row["_id"]) for page in pages for row in page.rows if isinstance(row, dict)]
