"""`/api/v1/sync`: how fresh the registry is."""

from typing import Literal

from django.http import HttpResponse
from django.utils import timezone
from msgspec import Struct
from rest_framework.request import Request

from registry.api.plain_shapes import Natural, Time
from registry.api.schema import documented
from registry.api.shapes import Count
from registry.api.view import Resource
from registry.sync.freshness import Freshness, freshness
from registry.sync.seen import Kind, RunSeen, State

_MOST_UNREADABLE = 10_000


class Run(Struct, frozen=True):
    """A run: where it stands. `message` is why it waits, or what stopped it; empty where nothing did."""

    kind: Kind
    state: State
    started_at: Time
    advanced_at: Time
    ended_at: Time | None
    pages: Natural
    rows: Natural
    new: Natural
    changed: Natural
    removed: Natural
    unreadable: Natural
    vanished: Natural
    requests: Natural
    retries: Natural
    quota_left: int | None
    message: str


class Counts(Struct, frozen=True):
    """How much is held: live models, and rows of the Hub that could not be read."""

    models: Count
    unreadable: Count


class Sync(Struct, frozen=True):
    """How fresh the registry is. Everything that changed on the Hub before `as_of` is known.

    `lag_seconds` counts from then. `errors` say what stands in the way, and `sentence` says it all to people.
    """

    state: Literal["available", "degraded", "error"]
    source: Literal["hub", "starter", "none"]
    as_of: Time | None
    lag_seconds: Natural | None
    last_walk: Time | None
    last_delta: Time | None
    counts: Counts
    errors: tuple[str, ...]
    running: Run | None
    held: Run | None
    sentence: str


class SyncState(Resource):
    """The state of the synchronisation."""

    max_age = 5

    @documented("sync", Sync, tag="registry")
    def get(self, request: Request) -> HttpResponse:
        """Tell how fresh the registry is, and what stands in the way of more."""
        return self.answer(_told(freshness(timezone.now())))


def _told(found: Freshness) -> Sync:
    unreadable = Count(min(found.unreadable, _MOST_UNREADABLE), found.unreadable <= _MOST_UNREADABLE)
    return Sync(
        state=found.state,
        source=found.source,
        as_of=found.as_of,
        lag_seconds=found.lag,
        last_walk=found.last_walk,
        last_delta=found.last_delta,
        counts=Counts(Count(found.models, found.models_exact), unreadable),
        errors=(found.trouble,) if found.trouble else (),
        running=_run(found.running),
        held=_run(found.held),
        sentence=found.sentence,
    )


def _run(seen: RunSeen | None) -> Run | None:
    if seen is None:
        return None
    progress = seen.progress
    return Run(
        kind=seen.kind,
        state=seen.state,
        started_at=seen.started_at,
        advanced_at=seen.advanced_at,
        ended_at=seen.ended_at,
        pages=progress.pages,
        rows=progress.rows,
        new=progress.new,
        changed=progress.changed,
        removed=progress.removed,
        unreadable=progress.unreadable,
        vanished=seen.vanished,
        requests=progress.requests,
        retries=progress.retries,
        quota_left=progress.quota_left,
        message=seen.message,
    )
