"""What is due, and since when: walks, deltas, and the patience between failures."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from registry.models import SyncRun

Kind = Literal["walk", "delta"]

LEAST_OVERLAP = timedelta(minutes=10)
MOST_OVERLAP = timedelta(hours=12)
_SHORTEST_PAUSE = timedelta(minutes=1)
_LONGEST_PAUSE = timedelta(minutes=30)
_LONGEST_PAUSE_OF_MANY = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How often we walk through everything, and how often we ask what changed."""

    walk_every: timedelta
    delta_every: timedelta


def rhythm(walk_hours: int, delta_minutes: int) -> Rhythm:
    """Return a rhythm as the settings give it."""
    return Rhythm(timedelta(hours=walk_hours), timedelta(minutes=delta_minutes))


def last_walk(endpoint: str) -> SyncRun | None:
    """Return the last walk that came to its end, its removals concluded or held. One query."""
    walks = SyncRun.objects.filter(kind="walk", state__in=("done", "held"), endpoint=endpoint, limit=None)
    return walks.order_by("-id").first()


def last_delta(endpoint: str) -> SyncRun | None:
    """Return the last delta that came to its end. One query."""
    deltas = SyncRun.objects.filter(kind="delta", state="done", endpoint=endpoint, limit=None)
    return deltas.order_by("-id").first()


def due(now: datetime, endpoint: str, often: Rhythm) -> Kind | None:
    """Return what is to be run now, if anything. At most eight queries.

    The first delta follows its walk at once, because it closes the gap that the walk's own duration left.
    """
    walk = last_walk(endpoint)
    if (walk is None or now >= walk.started_at + often.walk_every) and may_try("walk", endpoint, now):
        return "walk"
    if walk is None:
        return None
    delta = last_delta(endpoint)
    behind = delta is None or delta.started_at < (walk.ended_at or now)
    old = delta is not None and now >= delta.started_at + often.delta_every
    return "delta" if (behind or old) and may_try("delta", endpoint, now) else None


def stop_at(endpoint: str) -> datetime | None:
    """Return where a delta may stop: all that was committed before is known. None before the first walk.

    Known is what came before the last walk began, or before the newest commit that a later delta saw. The overlap
    of one walk's duration is for what a listing shows late. Two queries.
    """
    walk = last_walk(endpoint)
    if walk is None:
        return None
    took = (walk.ended_at or walk.started_at) - walk.started_at
    delta = last_delta(endpoint)
    known = max(walk.started_at, (delta and delta.watermark) or walk.started_at)
    return known - min(max(took, LEAST_OVERLAP), MOST_OVERLAP)


def pause(since: datetime, now: datetime) -> timedelta:
    """Return how long to wait when nothing went forward ``since``: as long again, so that waits double."""
    return min(max(now - since, _SHORTEST_PAUSE), _LONGEST_PAUSE)


def may_try(kind: Kind, endpoint: str, now: datetime) -> bool:
    """Whether a kind of run may be tried again, after its failures since it last succeeded. Three queries.

    A run that never got a page is tried again in the same row, after a wait as long as it has failed already;
    those that failed on their way are counted, because each costs the Hub many pages.
    """
    runs = SyncRun.objects.filter(kind=kind, endpoint=endpoint).exclude(state="running").order_by("-id")
    last = runs.first()
    if last is None or last.state != "failed" or last.ended_at is None:
        return True
    success = runs.exclude(state="failed").values_list("id", flat=True).first() or 0
    failures = runs.filter(id__gt=success)[:20].count()
    after_many = min(_SHORTEST_PAUSE * 2 ** (failures - 1), _LONGEST_PAUSE_OF_MANY)
    until: datetime = last.ended_at + max(pause(last.advanced_at, last.ended_at), after_many)
    return now >= until
