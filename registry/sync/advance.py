"""One stretch of a run: page after page until the listing ends, the stretch does, or something is in the way."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Event
from typing import Literal

from django.db import DatabaseError
from django.utils import timezone

from registry.hub.client import HubClient
from registry.hub.errors import Busy, HubError, NotReachable
from registry.hub.links import PAGE_SIZE, delta_link, left_out, walk_link
from registry.hub.records import HubRecord, Unreadable
from registry.models import SyncRun
from registry.sync import removal, run, store
from registry.sync.ahead import Ahead, Fetched, Stopped
from registry.sync.due import pause
from registry.sync.outcome import LeaseLost, PageStep
from registry.sync.progress import Progress, progress_of

MOST_PAGES = 50_000  # of one run: fifteen times today's Hub; whoever gets there goes in circles
GIVEN_UP_AFTER = timedelta(hours=24)  # without one page
_CONCLUSION = timedelta(minutes=30)

State = Literal["going_on", "waiting", "done", "held", "failed", "lost", "stopped"]


@dataclass(frozen=True, slots=True)
class Standing:
    """How a stretch ended, in a sentence for people; ``again_at`` is when a run that waits may go on."""

    state: State
    sentence: str
    again_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Stretch:
    """How far to go before letting others have a turn; None is without an end."""

    pages: int | None = None
    seconds: float | None = None


def advance(
    run_id: int,
    lease: str,
    *,
    client: Callable[[str], HubClient],
    stretch: Stretch = Stretch(),
    stop: Event | None = None,
    now: Callable[[], datetime] = timezone.now,
    watch: Callable[[Progress], None] = lambda progress: None,
    confirmed: bool = False,
) -> Standing:
    """Take a claimed run further; ``client`` makes a connection to an endpoint.

    Each page is stored together with the place of the next one, so that whatever ends this loses no page. The next
    page is fetched meanwhile. ``confirmed`` lets a walk's removals pass however many they are. What goes wrong
    with the Hub is in the answer; what goes wrong with ourselves is raised, and the run goes on later.
    """
    walker = _Walker(SyncRun.objects.get(pk=run_id), lease, stop or Event(), now, watch)
    try:
        return _advance(walker, client, stretch, confirmed=confirmed)
    except LeaseLost:
        return Standing("lost", "Another worker has taken the run over.")


def _advance(
    walker: "_Walker", client: Callable[[str], HubClient], stretch: Stretch, *, confirmed: bool
) -> Standing:
    row, lease = walker.row, walker.lease
    try:
        with client(row.endpoint) as connection:
            finished = walker.go(Ahead(connection, walker.stop), stretch)
        if finished:
            return _conclude(walker, confirmed=confirmed)
        run.release(row.pk, lease)
        return Standing("going_on", "The run goes on.")
    except Stopped:
        run.release(row.pk, lease)
        return Standing("stopped", "Stopped as asked; the next run goes on from here.")
    except HubError as error:
        return _troubled(walker, error)
    except LeaseLost:
        raise
    except Exception as error:
        moment = walker.now()
        again = moment + pause(walker.advanced_at, moment)
        message = f"Trouble of our own: {type(error).__name__}: {error}".replace("\x00", "")[:500]
        with suppress(LeaseLost, DatabaseError):
            run.postpone(row.pk, lease, until=again, message=message)
        raise


class _Walker:
    """Where the loop stands."""

    def __init__(
        self,
        row: SyncRun,
        lease: str,
        stop: Event,
        now: Callable[[], datetime],
        watch: Callable[[Progress], None],
    ) -> None:
        self.row, self.lease, self.stop, self.now, self.watch = row, lease, stop, now, watch
        self.progress = progress_of(row)
        self.watermark = row.watermark
        self.advanced_at = row.advanced_at
        self.kept_until = row.lease_until or now()
        self.left_out = left_out(row.next_link) if row.next_link else ()

    def go(self, ahead: Ahead, stretch: Stretch) -> bool:
        """Take pages until the stretch ends (false) or the listing does (true)."""
        link = self._link()
        if link is None:
            return True
        began, first = self.now(), self.progress.pages
        ahead.start(link)
        while True:
            fetched = ahead.result(self._keep)
            rows, step = self._step(fetched)
            taken = self.progress.pages + 1 - first
            over = _is_over(stretch, taken, self.now() - began)
            if step.next_link is not None and not over:
                ahead.start(step.next_link)
            self._store(rows, step)
            if step.next_link is None or over:
                return step.next_link is None

    def _keep(self) -> None:
        """Stay the one who is at the run, however long the Hub lets us wait for a page."""
        moment = self.now()
        if moment > self.kept_until - run.LEASE / 2:
            self.kept_until = moment + run.LEASE
            run.prolong(self.row.pk, self.lease, self.kept_until)

    def _link(self) -> str | None:
        """The page to begin with; None where the listing was read to its end before."""
        if self.row.next_link is not None or self.row.pages > 0:
            return self.row.next_link
        size = min(PAGE_SIZE, self.row.limit or PAGE_SIZE)
        first = delta_link if self.row.kind == "delta" else walk_link
        return first(self.row.endpoint, size)

    def _step(self, fetched: Fetched) -> tuple[tuple[HubRecord | Unreadable, ...], PageStep]:
        """The rows to store of a page, and where the run stands with them."""
        page, rows, moment = fetched.page, fetched.rows, self.now()
        self.left_out = (*self.left_out, *page.dropped)
        link = page.next_link
        if self.row.limit is not None:
            rows = rows[: self.row.limit - self.progress.rows]
            link = None if self.progress.rows + len(rows) >= self.row.limit else link
        if self.row.kind == "delta":
            link = None if self._is_known(rows) else link
            self.watermark = _newest(rows, self.watermark, moment)
        step = PageStep(
            next_link=link,
            lease_until=moment + run.LEASE,
            watermark=self.watermark,
            requests=page.requests,
            retries=page.retries,
            quota_left=page.quota.left if page.quota else None,
        )
        return rows, step

    def _is_known(self, rows: tuple[HubRecord | Unreadable, ...]) -> bool:
        """Whether a delta's page reaches back to what is known; rows without a time come last of all."""
        records = [row for row in rows if isinstance(row, HubRecord)]
        times = [row.last_modified for row in records if row.last_modified]
        if not times:
            return bool(records)
        return self.row.stop_at is not None and min(times) < self.row.stop_at

    def _store(self, rows: tuple[HubRecord | Unreadable, ...], step: PageStep) -> None:
        records = [row for row in rows if isinstance(row, HubRecord)]
        unreadable = [row for row in rows if isinstance(row, Unreadable)]
        moment = self.now()
        outcome = store.save_page(self.row.pk, self.lease, records, unreadable, step, moment)
        self.advanced_at, self.kept_until = moment, step.lease_until
        self.progress = self.progress.after(outcome, step)
        self.watch(self.progress)
        if self.progress.pages >= MOST_PAGES and step.next_link is not None:
            raise HubError(f"The Hub's listing goes on after {MOST_PAGES} pages; it must go in a circle.")


def _is_over(stretch: Stretch, pages: int, took: timedelta) -> bool:
    if stretch.pages is not None and pages >= stretch.pages:
        return True
    return stretch.seconds is not None and took.total_seconds() >= stretch.seconds


def _newest(rows: tuple[HubRecord | Unreadable, ...], before: datetime | None, now: datetime) -> datetime | None:
    """The newest commit seen; one that lies in the future would hide all that come before it."""
    times = [row.last_modified for row in rows if isinstance(row, HubRecord) and row.last_modified]
    seen = [moment for moment in (before, *times) if moment is not None and moment <= now]
    return max(seen, default=None)


def _conclude(walker: _Walker, *, confirmed: bool) -> Standing:
    """End a run whose listing was read to its end. Only a complete walk says anything about removals."""
    row, lease = walker.row, walker.lease
    state: State = "done"
    sentences = []
    if walker.left_out:
        sentences.append(f"The Hub's listing gives no {', '.join(walker.left_out)} any more.")
    if row.kind == "walk" and row.limit is None:
        run.prolong(row.pk, lease, walker.now() + _CONCLUSION)
        outcome = removal.conclude(row.pk, walker.now(), confirmed=confirmed)
        state = "held" if outcome.held else "done"
        sentences.append(outcome.message)
    message = " ".join(filter(None, sentences))
    run.end(row.pk, lease, state=state, now=walker.now(), message=message)
    if row.kind == "walk" and row.limit is None:
        run.settle_earlier(row.pk)
    return Standing(state, message or "Read to its end.")


def _troubled(walker: _Walker, error: HubError) -> Standing:
    """Wait where waiting helps, and give the run up where it does not."""
    row, moment = walker.row, walker.now()
    spent = {"requests": error.requests, "retries": error.retries}
    again: datetime | None = None
    if isinstance(error, Busy):
        again = moment + timedelta(seconds=error.seconds)
    elif (
        isinstance(error, NotReachable) and walker.progress.pages and moment < walker.advanced_at + GIVEN_UP_AFTER
    ):
        again = moment + pause(walker.advanced_at, moment)
    if again is None:
        run.end(row.pk, walker.lease, state="failed", now=moment, message=str(error), **spent)
        return Standing("failed", str(error))
    run.postpone(row.pk, walker.lease, until=again, message=str(error), **spent)
    return Standing("waiting", str(error), again)
