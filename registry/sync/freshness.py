"""How fresh what we show is: one value for every page's top line, the sync page and the API."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from django.conf import settings
from django.db import connection
from django.utils.formats import date_format, number_format
from django.utils.timezone import localtime
from django.utils.translation import gettext, ngettext

from registry.models import SyncRun
from registry.sync import run
from registry.sync.seen import RunSeen, seen

_CACHED = timedelta(seconds=5)
_LATE_AFTER = 4  # deltas that should have come by now
_SMALL = 200_000  # up to here models are counted, beyond it the index's own estimate is shown

# The partial index of live entries knows about how many there are; to count three million takes 0.3 s.
_COUNTS = """
SELECT CASE WHEN reltuples < %s THEN (SELECT count(*) FROM entry WHERE removed_at IS NULL) ELSE reltuples END,
       reltuples < %s,
       (SELECT count(*) FROM (SELECT FROM unreadable_row LIMIT 10001) AS few)
  FROM pg_class WHERE oid = 'entry_by_downloads'::regclass
"""


@dataclass(frozen=True, slots=True)
class Freshness:
    """What we hold, from when it is, and what stands in the way of more. Times in UTC, ``lag`` in seconds."""

    state: Literal["available", "degraded", "error"]
    source: Literal["hub", "starter", "none"]
    as_of: datetime | None  # all that changed before is known; of starter facts: the oldest one's day
    until: datetime | None  # of starter facts: the newest one's day
    lag: int | None
    last_walk: datetime | None  # when the last complete walk ended
    last_delta: datetime | None
    models: int
    models_exact: bool
    unreadable: int  # rows that could not be read, up to 10,001
    running: RunSeen | None
    held: RunSeen | None  # a walk whose removals wait for a person
    trouble: str

    @property
    def sentence(self) -> str:
        """Say it to people, in their language."""
        return " ".join(filter(None, (self._holding(), self._doing())))

    def _holding(self) -> str:
        if self.as_of is None:
            return gettext("No models yet.")
        if self.source == "starter":
            return _starter(self.as_of, self.until or self.as_of)
        time = date_format(localtime(self.as_of), "j F Y, H:i")
        return gettext("As the Hub stood on %(time)s UTC.") % {"time": time}

    def _doing(self) -> str:
        if self.trouble:
            return gettext("The Hub could not be read since; it is tried again.")
        if self.held is not None:
            return ngettext(
                "%(count)s model was not listed any more; its removal waits to be confirmed.",
                "%(count)s models were not listed any more; their removal waits to be confirmed.",
                self.held.vanished,
            ) % {"count": number_format(self.held.vanished, force_grouping=True)}
        if self.running is not None and self.source != "hub":
            return gettext("The first walk through the Hub is under way: %(count)s models read.") % {
                "count": number_format(self.running.progress.rows, force_grouping=True)
            }
        return ""


def _starter(since: datetime, until: datetime) -> str:
    newest = date_format(until, "j F Y")
    if since.date() == until.date():
        return gettext("Starter data as of %(date)s.") % {"date": newest}
    oldest = date_format(since, "j F" if since.year == until.year else "j F Y")
    return gettext("Starter data, recorded from %(oldest)s to %(newest)s.") % {"oldest": oldest, "newest": newest}


_last: tuple[datetime, Freshness] | None = None


def freshness(now: datetime) -> Freshness:
    """Return how fresh we are. Two queries, or none within five seconds of the last answer of this process."""
    global _last
    if _last is not None and timedelta(0) <= now - _last[0] < _CACHED:
        return _last[1]
    found = _look(now)
    _last = (now, found)
    return found


def forget() -> None:
    """Let the next answer be a fresh one."""
    global _last
    _last = None


def _look(now: datetime) -> Freshness:
    runs = _latest_runs()
    walk, delta, running = runs.get("walk"), runs.get("delta"), runs.get("running")
    models, exact, unreadable = _counts()
    source, as_of, until = _as_of(runs)
    trouble = _trouble(runs)
    held = walk if walk is not None and walk.state == "held" else None
    late = as_of is None or now - as_of > _LATE_AFTER * timedelta(minutes=settings.SYNC_EVERY_MINUTES)
    state: Literal["available", "degraded", "error"] = "available"
    if source != "hub" or trouble or held or (late and not running):
        state = "error" if as_of is None and trouble else "degraded"
    return Freshness(
        state=state,
        source=source,
        as_of=as_of,
        until=until,
        lag=None if as_of is None else max(0, int((now - as_of).total_seconds())),
        last_walk=walk.ended_at if walk else None,
        last_delta=delta.ended_at if delta else None,
        models=models,
        models_exact=exact,
        unreadable=unreadable,
        running=seen(running) if running else None,
        held=seen(held) if held else None,
        trouble=trouble,
    )


def _latest_runs() -> dict[str, SyncRun]:
    """The last of each sort that matters, each found at the end of one index. One query."""
    whole = SyncRun.objects.filter(limit=None).order_by("-id")
    sorts = {
        "walk": whole.filter(kind="walk", state__in=("done", "held"))[:1],
        "delta": whole.filter(kind="delta", state="done")[:1],
        "starter": whole.filter(kind="starter", state="done")[:1],
        "failed": whole.filter(state="failed").exclude(message=run.SET_ASIDE)[:1],  # that was no trouble
        "running": SyncRun.objects.filter(state="running").order_by("-id")[:1],
    }
    first, *others = sorts.values()
    return {_sort(row): row for row in first.union(*others, all=True)}


def _sort(row: SyncRun) -> str:
    return row.state if row.state in ("running", "failed") else row.kind


def _as_of(
    runs: dict[str, SyncRun],
) -> tuple[Literal["hub", "starter", "none"], datetime | None, datetime | None]:
    walk, delta, starter = runs.get("walk"), runs.get("delta"), runs.get("starter")
    if walk is not None:
        later = [walk.started_at] + ([delta.started_at] if delta else [])
        return "hub", max(later), None
    if starter is not None:
        newest = starter.watermark or starter.started_at
        return "starter", starter.facts_from or newest, newest
    return "none", None, None


def _trouble(runs: dict[str, SyncRun]) -> str:
    """Why the run under way waits, or the last one failed and none succeeded after it."""
    running, failed = runs.get("running"), runs.get("failed")
    if running is not None and running.message:
        return running.message
    ends = [row.ended_at for sort in ("walk", "delta") if (row := runs.get(sort)) and row.ended_at]
    if failed is None or failed.ended_at is None or any(end > failed.ended_at for end in ends):
        return ""
    return failed.message or "The last run failed."


def _counts() -> tuple[int, bool, int]:
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, [_SMALL, _SMALL])
        models, exact, unreadable = cursor.fetchone()
    return int(models), bool(exact), int(unreadable)
