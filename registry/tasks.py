"""What runs in the background: ids in, nothing out, and the same done twice is done once."""

from datetime import datetime, timedelta
from functools import partial
from threading import Event

from celery import shared_task
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from registry.assessment.stale import renew
from registry.licences import grounds
from registry.procurement.keeping import forget_expired
from registry.sync import deepen, queue, run
from registry.sync.advance import Stretch, advance
from registry.sync.connection import BACKGROUND, connect, connect_files
from registry.sync.due import due, rhythm
from registry.sync.upkeep import keep_up

_STRETCH = Stretch(pages=50, seconds=240)  # well within a task's time limit, whatever the last page takes
_EXAMINING = timedelta(seconds=45)
_RENEWING = timedelta(seconds=50)  # less than beat's minute: two at a time would only wait for each other


@shared_task(name="registry.tasks.start_due_sync")
def start_due_sync() -> None:
    """Take up the run that nobody holds, or begin the one that is due. Rung by beat every minute."""
    now = timezone.now()
    row = run.running()
    if row is not None and run.is_held(row, now):
        return
    run_id = _begin_due(now) if row is None else row.pk
    if run_id is not None:
        _continue(run_id)


def _begin_due(now: datetime) -> int | None:
    often = rhythm(settings.WALK_EVERY_HOURS, settings.SYNC_EVERY_MINUTES)
    kind = due(now, settings.HF_ENDPOINT, often)
    try:
        return None if kind is None else run.begin(kind, endpoint=settings.HF_ENDPOINT, now=now)
    except run.AlreadyRunning:  # somebody began one between our two looks
        return None


@shared_task(name="registry.tasks.advance_run")
def advance_run(run_id: int) -> None:
    """Take a run some pages further, unless someone else is at it; then let other tasks have a turn."""
    lease = run.claim(run_id, timezone.now())
    if lease is None:
        return
    stop = Event()
    try:
        standing = advance(
            run_id, lease, client=connect(BACKGROUND, stop), stretch=_STRETCH, stop=stop, now=timezone.now
        )
    finally:
        stop.set()  # whatever still waits in a thread of its own
    if standing.state == "going_on":
        _continue(run_id)
    elif standing.state in ("done", "held"):
        transaction.on_commit(follow_up.delay)


@shared_task(name="registry.tasks.follow_up")
def follow_up() -> None:
    """Bring up to date what a run leaves to be done over the whole catalogue."""
    keep_up(timezone.now())


@shared_task(name="registry.tasks.renew_stale")
def renew_stale() -> None:
    """Conclude anew what rests on changed facts or knowledge. Rung by beat every minute."""
    renew(grounds.load(), timezone.now, until=timezone.now() + _RENEWING)


@shared_task(name="registry.tasks.examine_next")
def examine_next() -> None:
    """Look into the repositories that are next. Rung by beat; one worker at a time."""
    if not queue.is_idle(timezone.now()):
        return
    with connect_files() as files:
        queue.fill(timezone.now())
        deepen.work(files, timezone.now, until=timezone.now() + _EXAMINING)


@shared_task(name="registry.tasks.forget_checks")
def forget_checks() -> None:
    """Delete checks of strangers whose time is over. Rung by beat every hour."""
    forget_expired(timezone.now())


def _continue(run_id: int) -> None:
    transaction.on_commit(partial(advance_run.delay, run_id))
