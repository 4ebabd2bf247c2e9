"""What a run has come to so far, as a value."""

from dataclasses import dataclass

from registry.models import SyncRun
from registry.sync.outcome import PageOutcome, PageStep


@dataclass(frozen=True, slots=True)
class Progress:
    """What a run has come to, stretch by stretch and page by page."""

    pages: int
    rows: int
    new: int
    changed: int
    unreadable: int
    removed: int
    requests: int
    retries: int
    quota_left: int | None
    limit: int | None

    def after(self, outcome: PageOutcome, step: PageStep) -> "Progress":
        """Return what it has come to with one more page."""
        return Progress(
            pages=self.pages + 1,
            rows=self.rows + outcome.rows,
            new=self.new + outcome.new,
            changed=self.changed + outcome.changed,
            unreadable=self.unreadable + outcome.unreadable,
            removed=self.removed + outcome.removed,
            requests=self.requests + step.requests,
            retries=self.retries + step.retries,
            quota_left=step.quota_left,
            limit=self.limit,
        )


def progress_of(row: SyncRun) -> Progress:
    """Return what a stored run has come to."""
    return Progress(
        pages=row.pages,
        rows=row.rows,
        new=row.new,
        changed=row.changed,
        unreadable=row.unreadable,
        removed=row.removed,
        requests=row.requests,
        retries=row.retries,
        quota_left=row.quota_left,
        limit=row.limit,
    )
