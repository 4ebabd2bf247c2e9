"""One page of a run into the database, with the place of the next one: all of it or nothing."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction
from django.db.models import F
from django.db.models.functions import Coalesce

from registry.assessment import facts
from registry.assessment.assess import assess
from registry.catalogue import entries
from registry.catalogue.copy import fill
from registry.catalogue.entries import Listing
from registry.hub.records import HubRecord, Unreadable
from registry.licences import grounds
from registry.models import HubModel, SyncRun
from registry.sync.merge import merge, stored
from registry.sync.outcome import LeaseLost, PageOutcome, PageStep
from registry.sync.recognise import Recognised, Written, recognise

_COUNTERS = ("id", "downloads", "likes", "trending")
_COUNTER_TABLE = """CREATE TEMPORARY TABLE IF NOT EXISTS page_counters ON COMMIT DELETE ROWS AS
    SELECT id, downloads, likes, trending FROM entry WITH NO DATA;
    DELETE FROM page_counters"""
_COUNT = """UPDATE entry SET downloads = coalesce(given.downloads, entry.downloads),
        likes = coalesce(given.likes, entry.likes), trending = coalesce(given.trending, 0), synced_at = %s
    FROM page_counters AS given WHERE entry.id = given.id"""
# A model that is listed and cannot be read is listed all the same.
_STILL_LISTED = """UPDATE entry SET synced_at = %s FROM hub_model
    WHERE entry.id = hub_model.id AND hub_model.removed_at IS NULL
    AND (hub_model.hub_id = ANY(%s) OR hub_model.repo_id = ANY(%s))"""
_UNREADABLE = """INSERT INTO unreadable_row
        (run_id, digest, hub_id, repo_id, reason, excerpt, times, first_seen_at, last_seen_at)
    VALUES (%s, %s, %s, %s, %s, %s, 1, %s, %s)
    ON CONFLICT (digest) DO UPDATE SET
        run_id = EXCLUDED.run_id, excerpt = EXCLUDED.excerpt, times = unreadable_row.times + 1,
        last_seen_at = EXCLUDED.last_seen_at"""


def save_page(
    run_id: int,
    lease: str,
    records: Sequence[HubRecord],
    unreadable: Sequence[Unreadable],
    step: PageStep,
    moment: datetime,
) -> PageOutcome:
    """Store a page's rows and where the run stands then, in one transaction. Raises `LeaseLost`.

    Facts that are the same cost nothing but their counters; changed ones are told to the history and concluded
    anew. Cost: about thirty statements for any number of rows.
    """
    with transaction.atomic():
        _commit_later()
        _hold(run_id, lease)
        entries.take_turn()
        found = recognise(records, stored(records))
        _write(found, step.as_of or moment, step.told_by, moment)
        unread = (*unreadable, *found.unreadable)
        _keep_unreadable(run_id, unread, moment)
        outcome = PageOutcome(
            rows=len(records) + len(unreadable),
            new=len(found.new),
            changed=len(found.changed),
            removed=_removed(found),
            unreadable=len(unread),
        )
        _move_on(run_id, lease, outcome, step, moment)
    return outcome


def _commit_later() -> None:
    """Let the commit not wait for the disk: a page that a crash takes away takes its cursor along."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = off")


def save_one(record: HubRecord, moment: datetime) -> int | None:
    """Store what the Hub says of one model now, as a page of one; return its id, None where it cannot be stored.

    Whoever calls is inside a transaction and holds the turn of the entries. Cost: as a page.
    """
    found = recognise([record], stored([record]))
    _write(found, moment, (), moment)
    held = HubModel.objects.filter(hub_id=record.hub_id, removed_at=None).values_list("pk", flat=True)
    return held.first()


def _hold(run_id: int, lease: str) -> None:
    """Keep others from taking the run over until the page is stored."""
    held = SyncRun.objects.select_for_update().filter(pk=run_id, lease=lease, state="running")
    if not held.values_list("pk").first():
        raise LeaseLost


def _write(found: Recognised, as_of: datetime, told_by: Sequence[str], moment: datetime) -> None:
    written = (*found.new, *found.changed)
    if written:
        merged = merge(written, found.unnamed, as_of, told_by, moment)
        models = [
            _facts(model_id, one, as_of, moved=model_id in merged.moved)
            for model_id, one in zip(merged.ids, written, strict=True)
        ]
        assess(models, grounds.load(), moment)
    if found.unchanged:
        _count(found.unchanged, as_of)


def _facts(model_id: int, one: Written, as_of: datetime, *, moved: bool) -> facts.ModelFacts:
    return facts.of_record(
        one.record,
        model_id,
        known=one.model is not None,
        moved=moved,
        removed_at=None,
        seen_at=as_of,
        listing=Listing(one.record.downloads, one.record.likes, one.record.trending or 0, as_of),
    )


def _count(unchanged: Sequence[Written], as_of: datetime) -> None:
    rows = (
        (one.model.id, one.record.downloads, one.record.likes, one.record.trending)
        for one in unchanged
        if one.model is not None
    )
    with connection.cursor() as cursor:
        cursor.execute(_COUNTER_TABLE)
        fill(cursor, "page_counters", _COUNTERS, rows)
        cursor.execute(_COUNT, [as_of])


def _removed(found: Recognised) -> int:
    """How many are gone because another model has their name; not those that the page lists under another."""
    listed = {one.model.id for one in found.changed if one.model is not None}
    return sum(one.id not in listed for one in found.unnamed)


def _keep_unreadable(run_id: int, unreadable: Sequence[Unreadable], moment: datetime) -> None:
    if not unreadable:
        return
    hub_ids = [one.hub_id for one in unreadable if one.hub_id is not None]
    names = [one.repo_id for one in unreadable if one.hub_id is None and one.repo_id is not None]
    with connection.cursor() as cursor:
        cursor.execute(_STILL_LISTED, [moment, hub_ids, names])
        cursor.executemany(_UNREADABLE, [_unreadable(run_id, one, moment) for one in unreadable])


def _unreadable(run_id: int, one: Unreadable, moment: datetime) -> tuple[int | bytes | str | datetime | None, ...]:
    # Counters move in an excerpt: where we know which model the row speaks of, it is the same row nevertheless.
    whose = (one.hub_id, one.repo_id) if one.hub_id or one.repo_id else one.excerpt
    told = (one.reason, whose)
    digest = hashlib.blake2b(repr(told).encode("utf-8", "replace"), digest_size=16).digest()
    return run_id, digest, one.hub_id, one.repo_id, one.reason, one.excerpt, moment, moment


def _move_on(run_id: int, lease: str, outcome: PageOutcome, step: PageStep, moment: datetime) -> None:
    SyncRun.objects.filter(pk=run_id, lease=lease).update(
        next_link=step.next_link,
        lease_until=step.lease_until,
        watermark=Coalesce(step.watermark, F("watermark")),
        advanced_at=moment,
        pages=F("pages") + 1,
        rows=F("rows") + outcome.rows,
        new=F("new") + outcome.new,
        changed=F("changed") + outcome.changed,
        unreadable=F("unreadable") + outcome.unreadable,
        removed=F("removed") + outcome.removed,
        requests=F("requests") + step.requests,
        retries=F("retries") + step.retries,
        quota_left=step.quota_left,
    )
