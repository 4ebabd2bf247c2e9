"""Find models: one page of a search, by key and never by offset, from the search rows alone."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from registry.catalogue import by_stack, filters, judgeable, orders, rows, verdicts
from registry.catalogue.counting import HEAD, count
from registry.catalogue.cursors import Cursor
from registry.catalogue.deadline import DeadlinePassed
from registry.catalogue.filters import Condition
from registry.catalogue.plan import (
    LIST_MILLISECONDS,
    Plan,
    all_of,
    from_the_cursor,
    in_microseconds,
    ordered,
    parameters_of,
    plan,
    within_time,
)
from registry.catalogue.query import SearchQuery, cursor_to
from registry.catalogue.results import Page, Result
from registry.licences import grounds
from registry.policy.verdict import Verdict

WALK_MILLISECONDS = 150  # down the index of an order; a page of filters that meet in some models takes less
WALKED = 500  # rows a query where a whole list is read
RANKED = 500  # how many of the most downloaded matches are ranked by relevance

# A word that names the model weighs more than one in its tags; of equal matches the more used one comes first.
_SCORE = """(0.05 + ts_rank(to_tsvector('simple', translate(entry.repo_id, '/-_.', '    ')), asked.words, 2))
    * ln(3 + entry.downloads)"""


@dataclass(frozen=True, slots=True)
class SearchTimeout:
    """The search was ended because it ran for too long; fewer or other filters may find it in time."""

    milliseconds: int


def find(query: SearchQuery, now: datetime) -> Page | SearchTimeout:
    """Return one page of the search. Cost: one query, a second if the head has too few, one for the count.

    In a context two more: for the stacks that are new, and for what is judged of the models shown.
    """
    asked = plan(query, now)
    try:
        found = _rows(asked, query.page_size + 1)
    except DeadlinePassed:
        return SearchTimeout(LIST_MILLISECONDS)
    shown = found[: query.page_size]
    following = cursor_to(query, _place(shown[-1])) if len(found) > query.page_size else None
    number = count(asked, len(shown), ended=following is None, in_head=_asks_the_head(query))
    results = tuple(map(rows.result, shown))
    return Page(results, following, number, _judged(query, results, now))


def walk(query: SearchQuery, limit: int, now: datetime) -> Iterator[tuple[Result, Verdict | None]]:
    """Yield the first ``limit`` models of a search with their verdicts, page by page, without counting.

    Raises DeadlinePassed.
    """
    while limit > 0:
        found = _rows(plan(query, now), min(WALKED, limit))
        results = tuple(map(rows.result, found))
        judged = _judged(query, results, now)
        yield from ((result, judged.get(result.id)) for result in results)
        if len(found) < WALKED:
            return
        limit -= len(found)
        query = query.following(_place(found[-1]))


def _judged(query: SearchQuery, results: Sequence[Result], now: datetime) -> Mapping[int, Verdict]:
    """The verdicts on the models of a page, each as it stands now."""
    if query.within is None:
        return {}
    held = judgeable.by_ids([result.id for result in results])
    context, known = query.within.context, grounds.load()
    return {model_id: verdicts.verdict_of(one, context, known, now) for model_id, one in held.items()}


def _rows(plan: Plan, limit: int) -> Sequence[Sequence[Any]]:
    """Return up to ``limit`` raw rows, the value that orders them last in each."""
    if plan.query.order == orders.RELEVANCE:
        return _ranked(plan, limit)
    if not _asks_the_head(plan.query):
        few = by_stack.few(plan, limit)
        return _listed(plan, limit) if few is None else few
    found = _listed(plan, limit, HEAD)
    # Few of the most downloaded fit, so few of all do: walking down all of them by downloads would take seconds.
    return found if len(found) == limit else _gathered(plan, limit)


def _asks_the_head(query: SearchQuery) -> bool:
    """Tell whether the most downloaded models alone may fill the page: they are the first in that order."""
    indexed = any(filters.BY_KEY[key].in_head for key, _ in query.values)
    return indexed and not query.value("removed") and query.order in (orders.DEFAULT, orders.RELEVANCE)


def _listed(plan: Plan, limit: int, *more: Condition) -> Sequence[Sequence[Any]]:
    """Return rows in their order, found in the way that PostgreSQL takes for the shortest.

    That is often down the index of the order until the page is full. Where filters hardly ever meet in one model
    nothing fills it, so that after a moment all that fit are gathered instead.
    """
    query, where = plan.query, [*plan.page, *more]
    sql = f"""SELECT {rows.COLUMNS}, entry.{query.ordering.column} FROM {rows.TABLES} WHERE {all_of(where)}
        {ordered(query)} LIMIT %s"""  # noqa: S608 - names of `FILTERS`, `ORDERS` and `Result`; values are parameters
    try:
        return within_time(sql, [*parameters_of(where), limit], WALK_MILLISECONDS)
    except DeadlinePassed:
        return _gathered(plan, limit, *more)


def _gathered(plan: Plan, limit: int, *more: Condition) -> Sequence[Sequence[Any]]:
    """Return the same rows: all that fit are found first, by whatever index leads to them, and sorted then."""
    query, where = plan.query, [*plan.page, *more]
    sql = f"""WITH fitting AS MATERIALIZED (
            SELECT entry.id, entry.{query.ordering.column} FROM {rows.TABLES} WHERE {all_of(where)}
        ), first AS (
            SELECT entry.id FROM fitting AS entry {ordered(query)} LIMIT %s
        )
        SELECT {rows.COLUMNS}, entry.{query.ordering.column} FROM first JOIN entry ON entry.id = first.id
        JOIN entry_words ON entry_words.id = first.id {ordered(query)}"""  # noqa: S608 - names of `FILTERS`, `ORDERS` and `Result`; values are parameters
    return within_time(sql, [*parameters_of(where), limit])


def _ranked(plan: Plan, limit: int) -> Sequence[Sequence[Any]]:
    """Rank the most downloaded matches: those in the head if they are enough, else those in the whole table.

    A page ranks the same matches again, so that paging ends with them.
    """
    query, whole = plan.query, plan.where
    head = [*whole, HEAD if _asks_the_head(query) else Condition("false")]
    words = filters.words_asked(query.value("q") or "").parameters
    after = from_the_cursor(query) or (Condition("true"),)
    most = f"ORDER BY downloads DESC, entry.id DESC LIMIT {RANKED}"
    sql = f"""WITH head AS MATERIALIZED (
            SELECT entry.id FROM {rows.TABLES} WHERE {all_of(head)} {most}
        ), matches AS (
            SELECT id FROM head WHERE (SELECT count(*) FROM head) = {RANKED}
            UNION ALL
            SELECT id FROM (
                SELECT entry.id FROM {rows.TABLES} WHERE {all_of(whole)} {most}
            ) AS whole WHERE (SELECT count(*) FROM head) < {RANKED}
        )
        SELECT * FROM (
            SELECT {rows.COLUMNS}, {_SCORE} AS score
            FROM matches JOIN entry ON entry.id = matches.id JOIN entry_words ON entry_words.id = matches.id,
                to_tsquery('simple', %s) AS asked(words)
        ) AS entry WHERE {all_of(after)} ORDER BY score DESC, id DESC LIMIT %s"""  # noqa: S608 - names of `FILTERS`, `ORDERS` and `Result`; values are parameters
    asked = [*parameters_of(head), *parameters_of(whole), *words, *parameters_of(after), limit]
    return within_time(sql, asked)


def _place(row: Sequence[Any]) -> Cursor:
    return Cursor(in_microseconds(row[-1]), row[0])
