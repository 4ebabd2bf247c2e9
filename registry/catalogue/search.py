"""Find models: one page of a search, by key and never by offset, from the search rows alone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from registry.catalogue import cube, filters, orders, rows
from registry.catalogue.cursors import Cursor
from registry.catalogue.deadline import DeadlinePassed, deadline
from registry.catalogue.filters import Condition
from registry.catalogue.query import SearchQuery, cursor_to
from registry.catalogue.reading import fetched
from registry.catalogue.results import Count, Page, Result

COUNT_CAP = 10_000  # a list that is longer says "10,000+"
LIST_MILLISECONDS = 5_000
WALK_MILLISECONDS = 150  # down the index of an order; a page of filters that meet in some models takes less
COUNT_MILLISECONDS = 15  # for a count; then fewer are counted, then it is said that there are more
COUNTED_AT_LEAST = 1_000  # so many are counted where all up to the cap take too long
COUNTED_ONE_BY_ONE = 1_000  # of a catalogue larger than the cap; how many more there are, the cube tells
WALKED = 500  # rows a query where a whole list is read
RANKED = 500  # how many of the most downloaded matches are ranked by relevance
HEAD = Condition("head")
LIVE = Condition("removed_at IS NULL")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

# A word that names the model weighs more than one in its tags; of equal matches the more used one comes first.
_SCORE = """(0.05 + ts_rank(to_tsvector('simple', translate(entry.repo_id, '/-_.', '    ')), asked.words, 2))
    * ln(3 + entry.downloads)"""


@dataclass(frozen=True, slots=True)
class SearchTimeout:
    """The search was ended because it ran for too long; fewer or other filters may find it in time."""

    milliseconds: int


def find(query: SearchQuery) -> Page | SearchTimeout:
    """Return one page of the search. Cost: one query, a second if the head has too few, one for the count."""
    try:
        found = _rows(query, query.page_size + 1)
    except DeadlinePassed:
        return SearchTimeout(LIST_MILLISECONDS)
    shown = found[: query.page_size]
    following = cursor_to(query, _place(query, shown[-1])) if len(found) > query.page_size else None
    count = _count(query, len(shown), ended=following is None)
    return Page(tuple(map(rows.result, shown)), following, count)


def walk(query: SearchQuery, limit: int) -> Iterator[Result]:
    """Yield the first ``limit`` models of a search, page by page, without counting. Raises DeadlinePassed."""
    while limit > 0:
        found = _rows(query, min(WALKED, limit))
        yield from map(rows.result, found)
        if len(found) < WALKED:
            return
        limit -= len(found)
        query = query.following(_place(query, found[-1]))


def _rows(query: SearchQuery, limit: int) -> Sequence[Sequence[Any]]:
    """Return up to ``limit`` raw rows, the value that orders them last in each."""
    if query.order == orders.RELEVANCE:
        return _ranked(query, limit)
    if not _asks_the_head(query):
        return _listed(query, limit)
    found = _listed(query, limit, HEAD)
    # Few of the most downloaded fit, so few of all do: walking down all of them by downloads would take seconds.
    return found if len(found) == limit else _gathered(query, limit)


def _asks_the_head(query: SearchQuery) -> bool:
    """Tell whether the most downloaded models alone may fill the page: they are the first in that order."""
    indexed = any(filters.BY_KEY[key].in_head for key, _ in query.values)
    return indexed and not query.value("removed") and query.order in (orders.DEFAULT, orders.RELEVANCE)


def _listed(query: SearchQuery, limit: int, *more: Condition) -> Sequence[Sequence[Any]]:
    """Return rows in their order, found in the way that PostgreSQL takes for the shortest.

    That is often down the index of the order until the page is full. Where filters hardly ever meet in one model
    nothing fills it, so that after a moment all that fit are gathered instead.
    """
    where = [*_conditions(query), *more, *_from_the_cursor(query)]
    sql = f"""SELECT {rows.COLUMNS}, entry.{query.ordering.column} FROM {rows.TABLES} WHERE {_all(where)}
        {_ordered(query)} LIMIT %s"""  # noqa: S608 - names of `FILTERS`, `ORDERS` and `Result`; values are parameters
    try:
        return _fetched(sql, [*_parameters(where), limit], WALK_MILLISECONDS)
    except DeadlinePassed:
        return _gathered(query, limit, *more)


def _gathered(query: SearchQuery, limit: int, *more: Condition) -> Sequence[Sequence[Any]]:
    """Return the same rows: all that fit are found first, by whatever index leads to them, and sorted then."""
    where = [*_conditions(query), *more, *_from_the_cursor(query)]
    sql = f"""WITH fitting AS MATERIALIZED (
            SELECT entry.id, entry.{query.ordering.column} FROM {rows.TABLES} WHERE {_all(where)}
        ), first AS (
            SELECT entry.id FROM fitting AS entry {_ordered(query)} LIMIT %s
        )
        SELECT {rows.COLUMNS}, entry.{query.ordering.column} FROM first JOIN entry ON entry.id = first.id
        JOIN entry_words ON entry_words.id = first.id {_ordered(query)}"""  # noqa: S608 - names of `FILTERS`, `ORDERS` and `Result`; values are parameters
    return _fetched(sql, [*_parameters(where), limit])


def _ordered(query: SearchQuery) -> str:
    order = query.ordering
    way = "DESC" if order.descending else "ASC"
    return f"ORDER BY entry.{order.column} {way}, entry.id {way}"


def _ranked(query: SearchQuery, limit: int) -> Sequence[Sequence[Any]]:
    """Rank the most downloaded matches: those in the head if they are enough, else those in the whole table.

    A page ranks the same matches again, so that paging ends with them.
    """
    head = [*_conditions(query), HEAD if _asks_the_head(query) else Condition("false")]
    whole = _conditions(query)
    words = filters.matches_words(query.value("q") or "").parameters
    after = _from_the_cursor(query) or [Condition("true")]
    most = f"ORDER BY downloads DESC, entry.id DESC LIMIT {RANKED}"
    sql = f"""WITH head AS MATERIALIZED (
            SELECT entry.id FROM {rows.TABLES} WHERE {_all(head)} {most}
        ), matches AS (
            SELECT id FROM head WHERE (SELECT count(*) FROM head) = {RANKED}
            UNION ALL
            SELECT id FROM (
                SELECT entry.id FROM {rows.TABLES} WHERE {_all(whole)} {most}
            ) AS whole WHERE (SELECT count(*) FROM head) < {RANKED}
        )
        SELECT * FROM (
            SELECT {rows.COLUMNS}, {_SCORE} AS score
            FROM matches JOIN entry ON entry.id = matches.id JOIN entry_words ON entry_words.id = matches.id,
                to_tsquery('simple', %s) AS asked(words)
        ) AS entry WHERE {_all(after)} ORDER BY score DESC, id DESC LIMIT %s"""  # noqa: S608 - names of `FILTERS`, `ORDERS` and `Result`; values are parameters
    asked = [*_parameters(head), *_parameters(whole), *words, *_parameters(after), limit]
    return _fetched(sql, asked)


def _conditions(query: SearchQuery) -> list[Condition]:
    """Return what every listed row fulfils."""
    asked = filters.conditions(query.values)
    if not query.value("removed"):
        asked.append(LIVE)
    if query.ordering.stated_only:
        asked.append(Condition(f"entry.{query.ordering.column} IS NOT NULL"))
    return asked


def _from_the_cursor(query: SearchQuery) -> list[Condition]:
    """Return what begins the page: both parts compared as one row, which the index of the order can seek."""
    if query.after is None:
        return []
    order, value = query.ordering, query.after.value
    sign = "<" if order.descending else ">"
    if order.holds == "datetime":
        sql = f"(entry.{order.column}, entry.id) {sign} ('epoch'::timestamptz + %s * interval '1 microsecond', %s)"
    else:
        sql = f"(entry.{order.column}, entry.id) {sign} (%s, %s)"
    return [Condition(sql, (value, query.after.id))]


def _place(query: SearchQuery, row: Sequence[Any]) -> Cursor:
    value = row[-1]
    return Cursor((value - _EPOCH) // _MICROSECOND if isinstance(value, datetime) else value, row[0])


def _count(query: SearchQuery, shown: int, *, ended: bool) -> Count:
    """Count the models that match, or tell how many there were when the cube was counted.

    What the cube cannot tell is counted up to the cap; where that takes too long fewer, and at last what is shown.
    """
    if query.after is None and ended and query.order != orders.RELEVANCE:
        return Count(shown, exact=True)
    told = _told(query)
    if told is not None:
        few = told.value <= COUNTED_ONE_BY_ONE
        return (_counted(_conditions(query), COUNT_CAP) if few else None) or told
    if not _asks_the_head(query):
        return _counted(_conditions(query), COUNT_CAP) or _at_least(_conditions(query), shown)
    # A word that many of the most downloaded bear is borne by too many of all to be counted in time.
    head = _counted([*_conditions(query), HEAD], COUNT_CAP) or Count(shown, exact=False)
    whole = None if head.value >= COUNTED_AT_LEAST else _counted(_conditions(query), COUNT_CAP)
    return whole or Count(max(head.value, shown), exact=False)


def _told(query: SearchQuery) -> Count | None:
    """What the cube says; None where it cannot tell, or where the catalogue is so small that all is counted."""
    held = cube.cube()
    if held.number(held.everything) <= COUNT_CAP or query.ordering.stated_only:
        return None
    cells = held.cells(query.values)
    return None if cells is None else Count(held.number(cells), exact=False, counted_at=held.counted_at)


def _at_least(where: Sequence[Condition], shown: int) -> Count:
    counted = _counted(where, COUNTED_AT_LEAST)
    return counted or Count(shown, exact=False)


def _counted(where: Sequence[Condition], cap: int) -> Count | None:
    """Count up to a cap; None where it takes too long."""
    sql = f"SELECT count(*) FROM (SELECT 1 FROM {rows.TABLES} WHERE {_all(where)} LIMIT %s) AS capped"  # noqa: S608 - names of `FILTERS`, `ORDERS` and `Result`; values are parameters
    try:
        value = _fetched(sql, [*_parameters(where), cap + 1], COUNT_MILLISECONDS)[0][0]
    except DeadlinePassed:
        return None
    return Count(min(value, cap), exact=value <= cap)


def _fetched(sql: str, parameters: Sequence[Any], milliseconds: int | None = None) -> list[tuple[Any, ...]]:
    with deadline(milliseconds or LIST_MILLISECONDS):
        return fetched(sql, parameters)


def _all(conditions: Sequence[Condition]) -> str:
    return " AND ".join(condition.sql for condition in conditions)


def _parameters(conditions: Sequence[Condition]) -> list[object]:
    return [parameter for condition in conditions for parameter in condition.parameters]
