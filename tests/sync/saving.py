"""Pages stored as a run stores them, without a Hub; and all that is stored, to compare before and after."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from django.db import connection, models, transaction

from registry.hub.records import HubRecord, Unreadable
from registry.models import (
    Entry,
    EntryWords,
    Evidence,
    FormerName,
    History,
    HubModel,
    LicenceStack,
    Lineage,
    Publisher,
    SyncRun,
    UnreadableRow,
)
from registry.sync.outcome import PageOutcome, PageStep
from registry.sync.store import save_page
from tests.builders import LEASE, NOW, make_run

OF_MODELS: tuple[type[models.Model], ...] = (
    Entry, EntryWords, Evidence, FormerName, History, HubModel, LicenceStack, Lineage, Publisher,
)  # fmt: skip
TABLES: tuple[type[models.Model], ...] = (*OF_MODELS, SyncRun, UnreadableRow)


def save(
    *records: HubRecord,
    unreadable: Sequence[Unreadable] = (),
    moment: datetime = NOW,
    as_of: datetime | None = None,
    lease: str = LEASE,
) -> PageOutcome:
    """Store a page of the run under way, or of a fresh one."""
    run = SyncRun.objects.filter(state="running").first() or make_run()
    step = PageStep(next_link="http://hub.test/next", lease_until=moment, as_of=as_of)
    return save_page(run.pk, lease, records, unreadable, step, moment)


def stored(*tables: type[models.Model], without: Sequence[str] = ()) -> dict[str, list[str]]:
    """Return every row of the tables as text, all of ours unless named; some columns may be left out."""
    return {table._meta.db_table: _rows(table._meta.db_table, without) for table in tables or TABLES}


def _rows(table: str, without: Sequence[str]) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT (to_jsonb(t) - %s::text[])::text FROM {table} AS t ORDER BY 1", [list(without)])  # noqa: S608 - names of `TABLES`
        return [row for (row,) in cursor.fetchall()]


@contextmanager
def undone() -> Iterator[None]:
    """Let nothing of what is stored in here stay: one example of many leaves nothing to the next."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def the_model(repo_id: str) -> HubModel:
    """Return the live model of a name."""
    return HubModel.objects.get(repo_id=repo_id, removed_at=None)


def the_entry(repo_id: str) -> Entry:
    """Return the live search row of a name."""
    return Entry.objects.get(repo_id=repo_id, removed_at=None)


def history(repo_id: str) -> list[tuple[str, object, object]]:
    """Return field, old and new value of all that the live model of a name has gone through, oldest first."""
    return list(History.objects.filter(model=the_model(repo_id)).order_by("id").values_list("field", "old", "new"))
