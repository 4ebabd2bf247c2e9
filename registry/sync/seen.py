"""A stored run as a value, for whoever shows it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, cast

from registry.models import SyncRun
from registry.sync.progress import Progress, progress_of

Kind = Literal["walk", "delta", "starter"]
State = Literal["running", "done", "failed", "held"]


@dataclass(frozen=True, slots=True)
class RunSeen:
    """One run; ``message`` says in English what happened, why it waits or failed; empty where nothing did."""

    kind: Kind
    state: State
    endpoint: str
    started_at: datetime
    advanced_at: datetime
    ended_at: datetime | None
    progress: Progress
    vanished: int
    message: str


def seen(row: SyncRun) -> RunSeen:
    """Return a stored run as a value."""
    return RunSeen(
        kind=cast(Kind, row.kind),  # the table's constraints let in no other kind and no other state
        state=cast(State, row.state),
        endpoint=row.endpoint,
        started_at=row.started_at,
        advanced_at=max(row.advanced_at, row.started_at),  # a run taken up again waits since before it began
        ended_at=row.ended_at,
        progress=progress_of(row),
        vanished=row.vanished,
        message=row.message,
    )
