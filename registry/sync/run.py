"""Runs: begun one at a time, claimed by lease, ended once. Every change of a run is a conditional update."""

import secrets
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F, Q, Subquery

from registry.models import SyncRun
from registry.sync.due import Kind, stop_at
from registry.sync.outcome import LeaseLost

LEASE = timedelta(minutes=3)  # renewed with every page; after it a killed worker's run is anybody's


SET_ASIDE = "Set aside for another run that a person asked for."
LOOKED_AGAIN = "Some models were not listed any more, and none of these was removed; a later walk looked again."


class AlreadyRunning(Exception):
    """Another run is under way; there is one at a time."""


class NoWalkYet(Exception):
    """A delta tells what changed since a walk, and there was none."""


def begin(kind: Kind, *, endpoint: str, now: datetime, limit: int | None = None) -> int:
    """Begin a run and return its id. Raises `AlreadyRunning`, or `NoWalkYet` for a delta.

    A run of the same kind that failed without a page is taken up again, so that a closed network leaves one row.
    """
    until = stop_at(endpoint) if kind == "delta" else None
    if kind == "delta" and until is None:
        raise NoWalkYet
    try:
        with transaction.atomic():
            revived = _revive(kind, endpoint, now, limit, until)
            if revived is not None:
                return revived
            fresh = {"started_at": now, "advanced_at": now, "stop_at": until, "limit": limit}
            return SyncRun.objects.create(kind=kind, endpoint=endpoint, **fresh).pk
    except IntegrityError as error:
        raise AlreadyRunning from error


def _revive(kind: Kind, endpoint: str, now: datetime, limit: int | None, until: datetime | None) -> int | None:
    last = SyncRun.objects.filter(kind=kind, endpoint=endpoint, limit=limit).order_by("-id").first()
    if last is None or last.state != "failed" or last.pages > 0:
        return None
    # `advanced_at` stays: it says since when nothing went forward, which is what the next wait is made from.
    again = {"state": "running", "started_at": now, "ended_at": None, "stop_at": until, "next_link": None}
    revived = SyncRun.objects.filter(pk=last.pk, state="failed").update(**again, lease=None, lease_until=None)
    return last.pk if revived else None


def running() -> SyncRun | None:
    """Return the run that is under way, held by someone or not. One query."""
    return SyncRun.objects.filter(state="running").order_by("id").first()


def is_held(run: SyncRun, now: datetime) -> bool:
    """Whether someone is at a run, or it waits for the Hub's sake."""
    return run.lease_until is not None and run.lease_until > now


def claim(run_id: int, now: datetime) -> str | None:
    """Take a run that nobody holds; return the lease, or None where someone else has it. One query."""
    lease = secrets.token_hex(16)
    free = Q(lease_until=None) | Q(lease_until__lte=now)
    taken = SyncRun.objects.filter(free, pk=run_id, state="running").update(
        lease=lease, lease_until=now + LEASE, message=""
    )
    return lease if taken else None


def prolong(run_id: int, lease: str, until: datetime) -> None:
    """Keep a run for longer than a page takes. Raises `LeaseLost`."""
    _update(run_id, lease, lease_until=until)


def release(run_id: int, lease: str) -> None:
    """Let go of a run that is to go on. Raises `LeaseLost`."""
    _update(run_id, lease, lease=None, lease_until=None)


def postpone(
    run_id: int, lease: str, *, until: datetime, message: str, requests: int = 0, retries: int = 0
) -> None:
    """Let go of a run that goes on at a later time, and say why. Raises `LeaseLost`."""
    spent = {"requests": F("requests") + requests, "retries": F("retries") + retries}
    _update(run_id, lease, lease=None, lease_until=until, message=message, **spent)


def end(
    run_id: int, lease: str, *, state: str, now: datetime, message: str, requests: int = 0, retries: int = 0
) -> None:
    """End a run as ``done``, ``held`` or ``failed``. Raises `LeaseLost`."""
    spent = {"requests": F("requests") + requests, "retries": F("retries") + retries}
    _update(run_id, lease, state=state, ended_at=now, lease=None, lease_until=None, message=message, **spent)


def settle(run_id: int, message: str) -> None:
    """Make a run whose removals were held a done one. One query."""
    SyncRun.objects.filter(pk=run_id, state="held").update(state="done", message=message)


def settle_earlier(run_id: int) -> None:
    """Make done those walks before this one whose removals were held: this one has looked again. One query."""
    earlier = SyncRun.objects.filter(kind="walk", state="held", pk__lt=run_id)
    endpoint = SyncRun.objects.filter(pk=run_id).values("endpoint")
    earlier.filter(endpoint=Subquery(endpoint)).update(state="done", message=LOOKED_AGAIN, vanished=0)


def set_aside(run_id: int, now: datetime) -> bool:
    """End a run that nobody holds, in favour of one that a person asked for; whether it was so."""
    lease = claim(run_id, now)
    if lease is not None:
        end(run_id, lease, state="failed", now=now, message=SET_ASIDE)
    return lease is not None


def free_held() -> int:
    """Let go of a run that somebody holds who is certainly gone; how many there were. One query.

    One that waits for the Hub's sake is held by nobody and goes on waiting.
    """
    held = SyncRun.objects.filter(state="running", lease__isnull=False)
    return held.update(lease=None, lease_until=None)


def _update(run_id: int, held_by: str, **changes: object) -> None:
    if not SyncRun.objects.filter(pk=run_id, lease=held_by, state="running").update(**changes):
        raise LeaseLost
