"""The last runs and the rows that could not be read, as values for the sync page."""

from dataclasses import dataclass
from datetime import datetime

from registry.models import SyncRun, UnreadableRow
from registry.sync.seen import RunSeen, seen


@dataclass(frozen=True, slots=True)
class UnreadRow:
    """One row that could not be read, why, how it begins, and how often it was met."""

    repo_id: str | None
    hub_id: str | None
    reason: str
    excerpt: str
    times: int
    last_seen_at: datetime


def last_runs(most: int) -> tuple[RunSeen, ...]:
    """Return the runs begun last, the newest first. Cost: one query."""
    return tuple(map(seen, SyncRun.objects.order_by("-id")[:most]))


def last_unreadable(most: int) -> tuple[UnreadRow, ...]:
    """Return the unreadable rows first met last, the newest first. Cost: one query."""
    return tuple(map(_row, UnreadableRow.objects.order_by("-id")[:most]))


def _row(row: UnreadableRow) -> UnreadRow:
    return UnreadRow(row.repo_id, row.hub_id, row.reason, row.excerpt, row.times, row.last_seen_at)
