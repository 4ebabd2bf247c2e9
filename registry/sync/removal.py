"""What a complete walk says about the models that it did not list. Never concluded from anything less."""

from datetime import datetime

from django.db import connection, transaction

from registry.catalogue import entries
from registry.catalogue.reading import fetched
from registry.models import SyncRun
from registry.sync.merge import remove
from registry.sync.outcome import RemovalOutcome

MOST_UNASKED = (
    0.01  # of all live models; more than that vanishing is a fault of the listing until a person says no
)
BATCH = 5_000

_COUNT = "SELECT count(*), count(*) FILTER (WHERE synced_at < %s) FROM entry WHERE removed_at IS NULL"
_BATCH = "SELECT id FROM entry WHERE removed_at IS NULL AND synced_at < %s AND id > %s ORDER BY id LIMIT %s"


def conclude(run_id: int, now: datetime, *, confirmed: bool) -> RemovalOutcome:
    """Remove the live models that a walk, read to its end, did not list; or hold them back.

    More than a hundredth of all (and more than one) vanishing waits for a person, unless ``confirmed``. Repeating
    it removes what is left. Cost: one pass over the live entries, then one statement for 5,000 models.
    """
    run = SyncRun.objects.get(pk=run_id)
    [(live, vanished)] = fetched(_COUNT, [run.started_at])
    if vanished > max(1, live * MOST_UNASKED) and not confirmed:
        SyncRun.objects.filter(pk=run_id).update(vanished=vanished)
        message = (
            f"{vanished:,} of {live:,} models were not listed any more. That many at once may be a fault of the "
            f"listing, so none of these was removed.{_taken_over(run)} If they are gone: "
            "manage.py sync --confirm-removals"
        )
        return RemovalOutcome(removed=0, vanished=vanished, held=True, message=message)
    removed = _remove_unlisted(run, now)
    message = f"{removed:,} models that were not listed any more were removed." if confirmed and removed else ""
    return RemovalOutcome(removed=removed, vanished=0, held=False, message=message)


def _taken_over(run: SyncRun) -> str:
    if not run.removed:
        return ""
    return f" Besides, other repositories have the names of {run.removed:,} now; those are gone."


def _remove_unlisted(run: SyncRun, now: datetime) -> int:
    """Each batch in a transaction of its own, so that nobody waits long to write entries."""
    removed, last = 0, 0
    while True:
        with transaction.atomic():
            entries.take_turn()
            ids = [model_id for (model_id,) in fetched(_BATCH, [run.started_at, last, BATCH])]
            if ids:
                remove(ids, now)
                removed += len(ids)
            _count(run.pk, len(ids))
        if len(ids) < BATCH:
            return removed
        last = ids[-1]


def _count(run_id: int, removed: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE sync_run SET removed = removed + %s, vanished = 0 WHERE id = %s", [removed, run_id])
