"""Runs over an emulated Hub, stretch by stretch, without real waits."""

from collections.abc import Callable
from datetime import datetime
from threading import Event
from typing import TypedDict, Unpack

from django.utils import timezone

from registry.hub.client import HubClient
from registry.hub.wire import Patience
from registry.models import HubModel, SyncRun
from registry.sync import run
from registry.sync.advance import Standing, Stretch, advance
from registry.sync.due import Kind
from registry.sync.progress import Progress
from tests.hub import EmulatedHub
from tests.hub_room.walking import Time, a_client

BRIEF = Patience(pause=60, read=2)


def stock(hub: EmulatedHub, count: int, page: int = 10) -> None:
    """Let a Hub hold so many models, and show so many on a page."""
    hub.page_limit = page
    for number in range(count):
        hub.data.create(f"org/model-{number}")


class Options(TypedDict, total=False):
    """What `advance` can be told."""

    stretch: Stretch
    stop: Event
    watch: Callable[[Progress], None]
    now: Callable[[], datetime]
    confirmed: bool


def on(hub: EmulatedHub, run_id: int, patience: Patience = BRIEF, **options: Unpack[Options]) -> Standing:
    """Claim a run and take it further."""
    lease = run.claim(run_id, timezone.now())
    assert lease, "somebody else holds the run"
    return go(run_id, lease, patience, **options)


def go(run_id: int, lease: str, patience: Patience = BRIEF, **options: Unpack[Options]) -> Standing:
    """Take a run further that is claimed."""

    def client(endpoint: str) -> HubClient:
        return a_client(endpoint, Time(), patience=patience)

    return advance(run_id, lease, client=client, **options)


def begin(hub: EmulatedHub, kind: Kind = "walk", limit: int | None = None) -> int:
    """Begin a run over a Hub now."""
    return run.begin(kind, endpoint=hub.url, now=timezone.now(), limit=limit)


def row(run_id: int) -> SyncRun:
    """Return the run as it is stored."""
    return SyncRun.objects.get(pk=run_id)


def listed(hub: EmulatedHub) -> list[str]:
    """Return the `_id` of every model the Hub lists, sorted."""
    return sorted(str(hub.data[name]["_id"]) for name in hub.data.names())


def live() -> list[str | None]:
    """Return the `_id` of every live model we hold, sorted."""
    return sorted(HubModel.objects.filter(removed_at=None).values_list("hub_id", flat=True), key=str)
