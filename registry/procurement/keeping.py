"""Checks as they are kept: written once and whole, read back word for word, deleted when their time is over."""

import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import msgspec
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from registry.assessment.provenance import TracedStack
from registry.catalogue.copy import array, fill
from registry.catalogue.judgeable import Judgeable
from registry.models import Check
from registry.policy.context import to_json
from registry.policy.verdict import Outcome, Verdict
from registry.procurement.lists import Kind, ReadList
from registry.procurement.questions import OpenQuestions
from registry.procurement.request import CheckRequest

MOST_TOLD = 200  # of what was passed over in a list; the others are counted among its further parts

# In one order, so that two checks never wait for each other; taken again, so that none goes before it is used.
_JUDGEMENTS = """INSERT INTO judgement (digest, outcome, verdict)
    SELECT * FROM unnest(%s::bytea[], %s::text[], %s::text[]::jsonb[])
    ON CONFLICT (digest) DO UPDATE SET digest = EXCLUDED.digest RETURNING digest, id"""
_RESULTS = (
    "check_id", "position", "badness", "asked", "also_asked", "model_id", "repo_id", "revision", "publisher",
    "judgement_id", "origins",
)  # fmt: skip
_EXPIRED = "SELECT id FROM model_check WHERE expires_at <= %s ORDER BY expires_at LIMIT %s"
_UNUSED = """DELETE FROM judgement WHERE id IN (
        SELECT id FROM judgement WHERE NOT EXISTS (SELECT FROM check_result WHERE judgement_id = judgement.id)
        ORDER BY id LIMIT %s
    )"""
_BATCH = 100
_MOST_UNUSED = 100_000


@dataclass(frozen=True, slots=True)
class Judged:
    """One model with its verdict, the 16 bytes that name it, and where its layers come from, if anywhere."""

    position: int
    asked: str
    also_asked: tuple[str, ...]
    model: Judgeable
    verdict: Verdict
    digest: bytes
    origins: TracedStack | None


@dataclass(frozen=True, slots=True)
class Made:
    """A check that is to be kept."""

    public_id: str
    asked_at: datetime
    expires_at: datetime | None
    asker_id: int | None
    request: CheckRequest
    knowledge_version: str
    judge_version: int
    questions: OpenQuestions
    digest: str
    given: ReadList | None
    judged: tuple[Judged, ...]


def keep(made: Made) -> None:
    """Write a check, all of it or nothing. Cost: three statements and a COPY."""
    with transaction.atomic():
        check_id = _check(made).pk
        with connection.cursor() as cursor:
            ids = _judgements(cursor, made.judged)
            fill(
                cursor, "check_result", _RESULTS, (_result(check_id, one, ids[one.digest]) for one in made.judged)
            )


def forget_expired(now: datetime) -> int:
    """Delete checks whose time is over, and verdicts that no check has any more; return how many checks.

    Each batch is a transaction of its own.
    """
    gone = 0
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_EXPIRED, [now, _BATCH])
            ids = [check_id for (check_id,) in cursor.fetchall()]
            if ids:
                cursor.execute("DELETE FROM check_result WHERE check_id = ANY(%s)", [ids])
                cursor.execute("DELETE FROM model_check WHERE id = ANY(%s)", [ids])
            elif gone:
                cursor.execute(_UNUSED, [_MOST_UNUSED])
        gone += len(ids)
        if not ids:
            return gone


def packed(origins: TracedStack) -> bytes:
    """Write where layers come from, for keeping: about 500 bytes. `unpacked` reads it back."""
    return zlib.compress(msgspec.json.encode(origins), 1)


def unpacked(content: bytes | memoryview) -> TracedStack:
    """Read what `packed` wrote."""
    return msgspec.json.decode(zlib.decompress(bytes(content)), type=TracedStack)


def _check(made: Made) -> Check:
    request, given = made.request, made.given
    counts = dict.fromkeys((outcome.value for outcome in Outcome), 0)
    for one in made.judged:
        counts[one.verdict.outcome.value] += 1
    passed_over = given.passed_over if given else ()
    return Check.objects.create(
        public_id=made.public_id,
        asked_at=made.asked_at,
        expires_at=made.expires_at,
        asker_id=made.asker_id,
        requested_by=request.requested_by,
        entity=request.entity,
        note=request.note,
        context=to_json(request.context),
        context_slug=request.slug,
        knowledge_version=made.knowledge_version,
        judge_version=made.judge_version,
        number=len(made.judged),
        counts=counts,
        questions=msgspec.to_builtins(made.questions.questions),
        settles=made.questions.settles,
        digest=made.digest,
        list_kind=(given.kind if given else Kind.NAMES).value,
        passed_over=msgspec.to_builtins(passed_over[:MOST_TOLD]),
        others=(given.others if given else 0) + len(passed_over[MOST_TOLD:]),
        repeated=given.repeated if given else 0,
    )


def _judgements(cursor: CursorWrapper, judged: Iterable[Judged]) -> dict[bytes, int]:
    """Keep each verdict once; return the ids by the digests."""
    verdicts = {one.digest: one.verdict for one in judged}
    digests = sorted(verdicts)
    texts = [msgspec.json.encode(verdicts[digest]).decode() for digest in digests]
    cursor.execute(_JUDGEMENTS, [digests, [verdicts[digest].outcome.value for digest in digests], texts])
    return {bytes(digest): judgement_id for digest, judgement_id in cursor.fetchall()}


def _result(check_id: int, one: Judged, judgement_id: int) -> tuple[object, ...]:
    model = one.model
    return (
        check_id, one.position, one.verdict.outcome.badness, one.asked, array(one.also_asked), model.id,
        model.repo_id, model.revision, model.facts.publisher, judgement_id,
        None if one.origins is None else packed(one.origins),
    )  # fmt: skip
