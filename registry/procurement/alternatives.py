"""What to take instead of a model that may not be used: the nearest models that may, in the same context."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db import connection

from registry.assessment import judging
from registry.catalogue import rows, sizes
from registry.catalogue.deadline import DeadlinePassed, deadline
from registry.catalogue.in_context import InContext
from registry.catalogue.model import Model
from registry.catalogue.parameters import Value
from registry.catalogue.query import SearchQuery
from registry.catalogue.results import Result
from registry.catalogue.search import SearchTimeout, find
from registry.licences.grounds import Grounds
from registry.policy.verdict import Outcome, Verdict

MOST = 5

ALLOWED = frozenset({Outcome.ALLOWED, Outcome.ALLOWED_WITH_OBLIGATIONS})
_MOST_RELATED = 500  # of whom each is judged; those that are downloaded most
_MOST_CHILDREN = 10_000  # of one ancestor that are looked through
_GENERATIONS = 4
_MILLISECONDS = 1_000
# The models that this one was made from, and all that was made from one of them: by name, as lineage is told.
# `OFFSET 0` keeps the planner, which cannot know how few these are, at the indexes.
_RELATED = f"""WITH RECURSIVE above(name, repo_id, depth) AS (
        SELECT lower(repo_id), repo_id, 0 FROM hub_model WHERE id = %(id)s
        UNION
        SELECT parent.name, parent.repo_id, above.depth + 1 FROM above CROSS JOIN LATERAL (
            SELECT lower(parent_repo_id) AS name, parent_repo_id AS repo_id
            FROM hub_model JOIN lineage ON child_id = hub_model.id
            WHERE lower(hub_model.repo_id) = above.name AND removed_at IS NULL OFFSET 0
        ) AS parent WHERE above.depth < {_GENERATIONS}
    ), related(id, through, depth) AS (
        SELECT found.id, above.repo_id, found.depth FROM above CROSS JOIN LATERAL (
            SELECT id, above.depth FROM hub_model WHERE lower(repo_id) = above.name
            UNION ALL
            (SELECT child_id, above.depth + 1 FROM lineage
                WHERE lower(parent_repo_id) = above.name LIMIT {_MOST_CHILDREN})
        ) AS found WHERE above.depth > 0
    ), nearest AS (
        SELECT DISTINCT ON (id) id, through FROM related WHERE id <> %(id)s ORDER BY id, depth, through
    )
    SELECT {rows.COLUMNS}, nearest.through
    FROM nearest JOIN entry ON entry.id = nearest.id LEFT JOIN entry_words ON entry_words.id = entry.id
    WHERE entry.removed_at IS NULL AND entry.pipeline_tag = %(task)s
        AND (%(languages)s::text[] = '{{}}' OR entry_words.languages && %(languages)s)
        AND (%(sizes)s::int[] = '{{}}' OR {sizes.CLASS_OF} = ANY(%(sizes)s::int[]))
    ORDER BY entry.downloads DESC, entry.id DESC LIMIT {_MOST_RELATED}"""  # noqa: S608 - fields of `Result`; values are parameters


class Shared(StrEnum):
    """What an alternative has in common with the model that it stands in for."""

    ANCESTOR = "ancestor"
    TASK = "task"
    LANGUAGE = "language"
    SIZE = "size"


@dataclass(frozen=True, slots=True)
class Alternative:
    """One model that may be used. ``ancestor``: the model that both were made from, or that it is itself."""

    result: Result
    verdict: Verdict
    shared: tuple[Shared, ...]
    ancestor: str | None = None


def alternatives(model: Model, within: InContext, grounds: Grounds, now: datetime) -> tuple[Alternative, ...]:
    """Return the nearest models that are allowed in a context, at most five, or none where no task is stated.

    They have the same task, language and size class. Those that were made from the same model come first, then the
    most downloaded ones; where too few are found, language and then size no longer matter. Cost: two queries for
    what is related, and the queries of at most three searches.
    """
    if model.result.pipeline_tag is None:
        return ()
    found = {one.result.id: one for one in _related(model.result, within, grounds, now)}
    for wanted in _looser(model.result):
        if len(found) >= MOST:
            break
        for one in _found(model.result, wanted, within, now):
            found.setdefault(one.result.id, one)
    return tuple(found.values())[:MOST]


def _related(result: Result, within: InContext, grounds: Grounds, now: datetime) -> Iterator[Alternative]:
    """The allowed ones among those that share an ancestor, judged one by one."""
    given: dict[str, int | str | list[int] | list[str] | None] = {
        "id": result.id,
        "task": result.pipeline_tag,
        "languages": list(result.languages),
        "sizes": list(_classes(result)),
    }
    try:
        with deadline(_MILLISECONDS), connection.cursor() as cursor:
            cursor.execute(_RELATED, given)
            told = [(rows.result(row), str(row[-1])) for row in cursor.fetchall()]
    except DeadlinePassed:
        return
    judged = judging.of_ids([one.id for one, _ in told], grounds)
    shared = (Shared.ANCESTOR, *_shared(result))
    for one, through in told:
        if (held := judged.get(one.id)) is None:
            continue
        verdict = judging.verdict_of(held, within.context, grounds, now)
        if verdict.outcome in ALLOWED:
            yield Alternative(one, verdict, shared, through)


def _looser(result: Result) -> Iterator[tuple[Shared, ...]]:
    """What to ask for, the strictest first; the task always."""
    whole = _shared(result)
    asked = [whole, tuple(one for one in whole if one is not Shared.LANGUAGE), (Shared.TASK,)]
    yield from dict.fromkeys(asked)


def _shared(result: Result) -> tuple[Shared, ...]:
    """What of a model can be asked for of another one."""
    stated = (
        (Shared.TASK, result.pipeline_tag),
        (Shared.LANGUAGE, result.languages),
        (Shared.SIZE, result.params_total),
    )
    return tuple(one for one, value in stated if value)


def _found(result: Result, wanted: Sequence[Shared], within: InContext, now: datetime) -> Iterable[Alternative]:
    query = SearchQuery(values=(), within=within, page_size=MOST + 1)
    for key, value in _asked(result, wanted):
        query = query.replace(key, value)
    page = find(query, now)
    if isinstance(page, SearchTimeout):
        return
    for one in page.results:
        if one.id != result.id:
            yield Alternative(one, page.verdicts[one.id], tuple(wanted))


def _asked(result: Result, wanted: Sequence[Shared]) -> Iterator[tuple[str, Value]]:
    """The filters of a search for models that have these in common."""
    if Shared.TASK in wanted and result.pipeline_tag:
        yield "pipeline_tag", (result.pipeline_tag,)
    if Shared.LANGUAGE in wanted:
        yield "language", result.languages
    if Shared.SIZE in wanted and (span := _span(result)) is not None:
        for key, edge in zip(("params_min", "params_max"), span, strict=True):
            if edge is not None:
                yield key, edge


def _span(result: Result) -> tuple[int | None, int | None] | None:
    """The span of sizes, as people choose from, in which a model lies."""
    total = result.params_total
    if total is None:
        return None
    return next((low, high) for low, high in sizes.offered() if high is None or total <= high)


def _classes(result: Result) -> Sequence[int]:
    span = _span(result)
    return () if span is None else sizes.classes_between(*span) or ()
