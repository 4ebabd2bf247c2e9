"""The queue of examinations: who asks, who is next, who is at it. Every change is one conditional statement."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum

from django.db import connection
from django.db.models import F, Q

from registry.models import Examination

LEASE = timedelta(minutes=6)  # longer than the longest examination; after it a killed worker's is anybody's
MOST_TRIES = 6
MOST_ASKED = 200  # models asked for by readers that wait at the same time, robots included
MOST_CHECKED = 10_000  # the same, models of checks
LOW, BATCH = 100, 400  # fewer that wait than this, and so many are put in
LOOKED_THROUGH = 100_000  # the most downloaded models, among which those worth examining are looked for
_FIRST_PAUSE = timedelta(minutes=2)
_AGAIN = timedelta(days=1)  # after which a reader may have a failed examination tried again


class Priority(IntEnum):
    """Why a model is examined, the most urgent highest."""

    USER = 100
    CHECK = 90
    CONFLICTING = 40
    UNRESOLVED = 30
    UNREAD_FILE = 20
    POPULAR = 10


@dataclass(frozen=True, slots=True)
class Claim:
    """An examination that we are at, by its lease."""

    id: int
    repo_id: str
    revision: str | None
    priority: int
    attempts: int
    lease: str


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the examination of a model at a revision stands; ``error`` is why it failed or waits."""

    state: str
    error: str | None


_NEXT = """UPDATE examination SET state = 'running', lease = %(lease)s, lease_until = %(until)s,
        attempts = attempts + 1, not_before = NULL
    WHERE id = (
        SELECT id FROM examination WHERE state = 'queued' AND (not_before IS NULL OR not_before <= %(now)s)
        AND priority >= %(least)s AND (%(id)s::bigint IS NULL OR id = %(id)s)
        ORDER BY priority DESC, id LIMIT 1 FOR UPDATE SKIP LOCKED
    )
    RETURNING id, repo_id, revision, priority, attempts"""
_ASK = """INSERT INTO examination (repo_id, revision, reason, priority, state, attempts, asked_at)
    VALUES (%(repo_id)s, %(revision)s, %(reason)s, %(priority)s, 'queued', 0, %(now)s)
    ON CONFLICT ON CONSTRAINT examination_is_asked_once DO UPDATE SET
        priority = greatest(examination.priority, EXCLUDED.priority), reason = EXCLUDED.reason,
        state = 'queued', attempts = CASE examination.state WHEN 'queued' THEN examination.attempts ELSE 0 END,
        not_before = CASE WHEN %(anew)s THEN NULL ELSE examination.not_before END
    WHERE examination.state = 'queued' OR (examination.state = 'failed' AND examination.done_at <= %(before)s)
        OR (%(anew)s AND examination.state <> 'running')"""
_ASK_ALL = """INSERT INTO examination (repo_id, revision, reason, priority, state, attempts, asked_at)
    SELECT repo_id, revision, %(reason)s, %(priority)s, 'queued', 0, %(now)s
    FROM unnest(%(repo_ids)s::text[], %(revisions)s::text[]) AS wished(repo_id, revision)
    ON CONFLICT ON CONSTRAINT examination_is_asked_once DO UPDATE SET
        priority = greatest(examination.priority, EXCLUDED.priority), reason = EXCLUDED.reason, state = 'queued',
        attempts = CASE examination.state WHEN 'queued' THEN examination.attempts ELSE 0 END
    WHERE (examination.state = 'queued' AND examination.priority < EXCLUDED.priority)
        OR (examination.state = 'failed' AND examination.done_at <= %(before)s)"""
_WORTH = """INSERT INTO examination (repo_id, revision, reason, priority, state, attempts, asked_at)
    SELECT repo_id, revision, reason, priority, 'queued', 0, %(now)s FROM (
        SELECT entry.repo_id, entry.revision, entry.downloads, entry.id, worth.reason, worth.priority
        FROM (
            SELECT id, repo_id, revision, downloads, licence_status FROM entry WHERE removed_at IS NULL
            ORDER BY downloads DESC, id DESC LIMIT %(among)s
        ) AS entry
        JOIN hub_model ON hub_model.id = entry.id
        CROSS JOIN LATERAL (SELECT
            CASE WHEN entry.licence_status = 'conflicting' THEN 'conflicting'
                WHEN entry.licence_status = 'unresolved' THEN 'unresolved'
                WHEN cardinality(hub_model.licence_files) > 0 THEN 'unread_file' ELSE 'popular' END AS reason,
            CASE WHEN entry.licence_status = 'conflicting' THEN %(conflicting)s
                WHEN entry.licence_status = 'unresolved' THEN %(unresolved)s
                WHEN cardinality(hub_model.licence_files) > 0 THEN %(unread)s ELSE %(popular)s END AS priority
        ) AS worth
        WHERE NOT EXISTS (
            SELECT FROM examination
            WHERE examination.repo_id = entry.repo_id AND examination.revision IS NOT DISTINCT FROM entry.revision
        )
    ) AS found
    ORDER BY priority DESC, downloads DESC, id DESC LIMIT %(most)s
    ON CONFLICT DO NOTHING"""


def ask(repo_id: str, revision: str | None, priority: Priority, now: datetime, *, anew: bool = False) -> bool:
    """Wish a model to be examined; whether it waits now. Idempotent. Two queries.

    A reader's wish is turned away while `MOST_ASKED` of them wait. With ``anew`` what was examined is again.
    """
    if priority is Priority.USER and not anew and _asked() >= MOST_ASKED:
        return False
    wish: dict[str, str | int | datetime | None] = {
        "repo_id": repo_id,
        "revision": revision,
        "reason": priority.name.lower(),
        "priority": priority.value,
        "now": now,
        "anew": anew,
        "before": now - _AGAIN,
    }
    with connection.cursor() as cursor:
        cursor.execute(_ASK, wish)
        return bool(cursor.rowcount)


def ask_all(wished: Sequence[tuple[str, str | None]], now: datetime) -> int:
    """Wish models of a check to be examined; return how many wait that did not before. Idempotent. Two queries.

    Wishes are turned away while `MOST_CHECKED` of them wait.
    """
    room = (
        MOST_CHECKED - Examination.objects.filter(state="queued", priority=Priority.CHECK)[:MOST_CHECKED].count()
    )
    taken = sorted(wished, key=lambda one: (one[0], one[1] or ""))[: max(room, 0)]
    if not taken:
        return 0
    given: dict[str, str | int | datetime | list[str] | list[str | None]] = {
        "repo_ids": [repo_id for repo_id, _ in taken],
        "revisions": [revision for _, revision in taken],
        "reason": Priority.CHECK.name.lower(),
        "priority": Priority.CHECK.value,
        "now": now,
        "before": now - _AGAIN,
    }
    with connection.cursor() as cursor:
        cursor.execute(_ASK_ALL, given)
        put_in: int = cursor.rowcount
    return put_in


def _asked() -> int:
    return Examination.objects.filter(state="queued", priority__gte=Priority.USER)[:MOST_ASKED].count()


def fill(now: datetime) -> int:
    """Put in models that are worth examining where few wait; return how many. One query, two when few wait.

    Those whose sources conflict come first, then those that name no licence we know, then those with a licence
    file that nobody read, then the others; in each the most downloaded. Cost: about a second at most.
    """
    if Examination.objects.filter(state="queued")[:LOW].count() >= LOW:
        return 0
    given: dict[str, int | datetime] = {
        "now": now,
        "among": LOOKED_THROUGH,
        "most": BATCH,
        "conflicting": Priority.CONFLICTING.value,
    }
    given |= {"unresolved": Priority.UNRESOLVED.value, "unread": Priority.UNREAD_FILE.value}
    with connection.cursor() as cursor:
        cursor.execute(_WORTH, given | {"popular": Priority.POPULAR.value})
        put_in: int = cursor.rowcount
    return put_in


def claim(now: datetime, *, least: int = 0, examination: int | None = None) -> Claim | None:
    """Take the next examination, or a certain one, where it waits; None where none does. One query."""
    lease = secrets.token_hex(16)
    given: dict[str, str | int | datetime | None] = {
        "lease": lease,
        "until": now + LEASE,
        "now": now,
        "least": least,
        "id": examination,
    }
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, given)
        taken = cursor.fetchone()
    if taken is None:
        return None
    number, repo_id, revision, priority, attempts = taken
    return Claim(number, repo_id, revision, priority, attempts, lease)


def is_idle(now: datetime) -> bool:
    """Whether nobody is at an examination just now. One query."""
    return not Examination.objects.filter(state="running", lease_until__gt=now).exists()


def is_ours(claimed: Claim) -> bool:
    """Whether we are still at an examination; until the transaction ends nobody else can be. One query."""
    held = Examination.objects.select_for_update().filter(pk=claimed.id, lease=claimed.lease, state="running")
    return held.values_list("pk").first() is not None


def end(claimed: Claim, state: str, now: datetime, error: str | None = None) -> None:
    """End an examination as ``done`` or ``failed``, unless somebody else has it by now. One query."""
    _update(claimed, state=state, lease=None, lease_until=None, done_at=now, error=error)


def end_as(claimed: Claim, repo_id: str, revision: str, now: datetime, error: str | None) -> None:
    """End an examination as done, and note it under the name and revision that the Hub has. Two queries."""
    end(claimed, "done", now, error)
    if (repo_id, revision) != (claimed.repo_id, claimed.revision):
        Examination.objects.update_or_create(
            repo_id=repo_id,
            revision=revision,
            defaults={"state": "done", "done_at": now, "error": error, "lease": None, "lease_until": None},
            create_defaults={
                "state": "done", "done_at": now, "error": error, "asked_at": now, "priority": claimed.priority,
                "reason": "moved",
            },
        )  # fmt: skip


def postpone(claimed: Claim, now: datetime, error: str, retry_after: float | None) -> None:
    """Let an examination wait, twice as long each time; after `MOST_TRIES` it has failed. One query."""
    if claimed.attempts >= MOST_TRIES:
        end(claimed, "failed", now, error)
        return
    pause = _FIRST_PAUSE * 2 ** (claimed.attempts - 1)
    until = now + max(pause, timedelta(seconds=retry_after or 0))
    _update(claimed, state="queued", lease=None, lease_until=None, not_before=until, error=error)


def give_back(claimed: Claim) -> None:
    """Let an examination wait that was not begun. One query."""
    _update(claimed, state="queued", lease=None, lease_until=None, attempts=F("attempts") - 1)


def free_lost(now: datetime) -> int:
    """Take up again what killed workers were at; what kills every worker has failed. Two queries."""
    lost = Examination.objects.filter(Q(lease_until__lte=now), state="running")
    lost.filter(attempts__gte=MOST_TRIES).update(
        state="failed",
        done_at=now,
        lease=None,
        lease_until=None,
        error="Its examination was begun and never ended.",
    )
    return lost.update(state="queued", lease=None, lease_until=None)


def standing(repo_id: str, revision: str | None) -> Standing | None:
    """Return where the examination of a model stands, None where nobody asked for it. One query."""
    found = Examination.objects.filter(repo_id=repo_id, revision=revision).values_list("state", "error").first()
    return None if found is None else Standing(*found)


def _update(claimed: Claim, **changes: object) -> None:
    Examination.objects.filter(pk=claimed.id, lease=claimed.lease, state="running").update(**changes)
