"""Reads checks that were made. What they say stays as it was said, whatever the registry has learnt since."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

import msgspec

from registry.assessment.provenance import TracedStack
from registry.catalogue import cursors
from registry.catalogue.cursors import BadCursor, Cursor
from registry.catalogue.reading import fetched
from registry.models import Check
from registry.policy.context import Context
from registry.policy.context_reading import read_context
from registry.policy.verdict import Outcome, Verdict
from registry.procurement.keeping import unpacked
from registry.procurement.lists import Kind
from registry.procurement.materials import PassedOver
from registry.procurement.questions import OpenQuestion, OpenQuestions

FIRST = 100  # results that come with a check itself

_ID = re.compile(r"[0-9a-f]{32}")
_PLACES = 100_000  # more than a check has of models
_STRETCH = 500
_RESULTS = """SELECT position, badness, asked, also_asked, model_id, repo_id, revision, publisher, origins,
        judgement.verdict::text, encode(judgement.digest, 'hex')
    FROM check_result JOIN judgement ON judgement.id = judgement_id
    WHERE check_id = %s AND (badness, -position) < (%s, %s)
    ORDER BY badness DESC, position LIMIT %s"""


@dataclass(frozen=True, slots=True)
class StoredCheck:
    """A check as it was made. ``number``: models; ``counts``: how many of them by outcome, the worst first."""

    id: int
    public_id: str
    asked_at: datetime
    expires_at: datetime | None
    asker: str | None
    requested_by: str
    entity: str
    note: str
    context: Context
    context_json: dict[str, Any]
    slug: str | None
    knowledge_version: str
    judge_version: int
    number: int
    counts: tuple[tuple[Outcome, int], ...]
    open: OpenQuestions
    digest: str
    list_kind: Kind
    passed_over: tuple[PassedOver, ...]
    others: int
    repeated: int


@dataclass(frozen=True, slots=True)
class StoredResult:
    """One model of a check as it was judged; None of what was not held. ``judgement`` names its verdict."""

    position: int
    asked: str
    also_asked: tuple[str, ...]
    model_id: int | None
    repo_id: str | None
    revision: str | None
    publisher: str | None
    verdict: Verdict
    judgement: str
    origins: TracedStack


@dataclass(frozen=True, slots=True)
class ResultPage:
    """Some results, the worst first; ``cursor`` leads to the next ones, None at the end."""

    results: tuple[StoredResult, ...]
    cursor: str | None


def find_check(public_id: str) -> StoredCheck | None:
    """Return the check of that id, None where there is none. Cost: one query."""
    if not _ID.fullmatch(public_id):
        return None
    found = Check.objects.select_related("asker").filter(public_id=public_id).first()
    return None if found is None else _check(found)


def results(check: StoredCheck, cursor: str | None = None, page_size: int = FIRST) -> ResultPage | BadCursor:
    """Return a page of results, the worst first, and as they were asked within an outcome. Cost: one query."""
    of = cursors.digest(f"check {check.public_id}")
    after = cursors.decode(cursor, of, int) if cursor else Cursor(len(Outcome), 0)
    if after is None or not isinstance(after.value, int) or not abs(after.value) < _PLACES > abs(after.id):
        return BadCursor()
    rows = fetched(_RESULTS, (check.id, after.value, -after.id if cursor else 1, page_size + 1))
    shown = tuple(map(_result, rows[:page_size]))
    following = None
    if len(rows) > page_size:
        last = shown[-1]
        following = cursors.encode(Cursor(last.verdict.outcome.badness, last.position), of)
    return ResultPage(shown, following)


def all_results(check: StoredCheck) -> Iterator[StoredResult]:
    """Return every result, the worst first. Cost: one query for some hundred of them."""
    cursor: str | None = None
    while True:
        page = results(check, cursor, _STRETCH)
        if isinstance(page, BadCursor):
            raise TypeError("a cursor of our own is one")
        yield from page.results
        if (cursor := page.cursor) is None:
            return


def names_of(check: StoredCheck) -> tuple[str, ...]:
    """Return the names that were asked for, in their order. Cost: one query."""
    rows = fetched("SELECT asked, also_asked FROM check_result WHERE check_id = %s ORDER BY position", (check.id,))
    return tuple(name for asked, also in rows for name in (asked, *also))


def _check(row: Check) -> StoredCheck:
    return StoredCheck(
        id=row.pk,
        public_id=row.public_id,
        asked_at=row.asked_at,
        expires_at=row.expires_at,
        asker=row.asker.name if row.asker else None,
        requested_by=row.requested_by,
        entity=row.entity,
        note=row.note,
        context=read_context(row.context),
        context_json=row.context,
        slug=row.context_slug,
        knowledge_version=row.knowledge_version,
        judge_version=row.judge_version,
        number=row.number,
        counts=tuple((one, row.counts.get(one.value, 0)) for one in reversed(Outcome)),
        open=OpenQuestions(msgspec.convert(row.questions, tuple[OpenQuestion, ...]), row.settles),
        digest=row.digest,
        list_kind=Kind(row.list_kind),
        passed_over=msgspec.convert(row.passed_over, tuple[PassedOver, ...]),
        others=row.others,
        repeated=row.repeated,
    )


def _result(row: tuple[Any, ...]) -> StoredResult:
    position, _badness, asked, also, model_id, repo_id, revision, publisher, origins, verdict, judgement = row
    return StoredResult(
        position=position,
        asked=asked,
        also_asked=tuple(also),
        model_id=model_id,
        repo_id=repo_id,
        revision=revision,
        publisher=publisher,
        verdict=_verdict(verdict),
        judgement=judgement,
        origins=TracedStack((), ()) if origins is None else unpacked(origins),
    )


@lru_cache(maxsize=4_096)  # many models share a verdict
def _verdict(text: str) -> Verdict:
    return msgspec.json.decode(text, type=Verdict)
