"""A search made ready for PostgreSQL: what every row of the list fulfils, worked out once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from registry.catalogue import filters, verdict_filter, verdicts
from registry.catalogue.deadline import deadline
from registry.catalogue.filters import Condition
from registry.catalogue.query import SearchQuery
from registry.catalogue.reading import fetched
from registry.catalogue.verdict_filter import Asked
from registry.catalogue.verdicts import Judged
from registry.licences import grounds

LIST_MILLISECONDS = 5_000
LIVE = Condition("removed_at IS NULL")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Plan:
    """A search with all conditions on its rows, but for where its page begins.

    ``judged`` and ``asked`` are None where nothing is judged.
    """

    query: SearchQuery
    where: tuple[Condition, ...]
    judged: Judged | None = None
    asked: Asked | None = None

    @property
    def page(self) -> tuple[Condition, ...]:
        """Return what the rows of this page and of all that follow fulfil."""
        return (*self.where, *from_the_cursor(self.query))


def plan(query: SearchQuery, now: datetime) -> Plan:
    """Make a search ready. Cost: none; in a context one query, and judging the stacks that are new in it."""
    if query.within is None:
        return Plan(query, tuple(_of_rows(query)))
    judged = verdicts.judged(query.within.context, grounds.load())
    asked = verdict_filter.asked(query, judged, now)
    return Plan(query, (*_of_rows(query), asked.condition), judged, asked)


def _of_rows(query: SearchQuery) -> Iterable[Condition]:
    yield from filters.conditions(query.facts)
    if not query.value("removed"):
        yield LIVE
    if query.ordering.stated_only:
        yield Condition(f"entry.{query.ordering.column} IS NOT NULL")


def from_the_cursor(query: SearchQuery) -> tuple[Condition, ...]:
    """Return what begins the page: both parts compared as one row, which the index of the order can seek."""
    if query.after is None:
        return ()
    order, value = query.ordering, query.after.value
    sign = "<" if order.descending else ">"
    if order.holds == "datetime":
        sql = f"(entry.{order.column}, entry.id) {sign} ('epoch'::timestamptz + %s * interval '1 microsecond', %s)"
    else:
        sql = f"(entry.{order.column}, entry.id) {sign} (%s, %s)"
    return (Condition(sql, (value, query.after.id)),)


def in_microseconds(value: Any) -> Any:
    """Return a value of an order as a cursor holds it."""
    return (value - _EPOCH) // _MICROSECOND if isinstance(value, datetime) else value


def ordered(query: SearchQuery) -> str:
    """Return the order of a search as SQL over `entry`."""
    order = query.ordering
    way = "DESC" if order.descending else "ASC"
    return f"ORDER BY entry.{order.column} {way}, entry.id {way}"


def all_of(conditions: Sequence[Condition]) -> str:
    """Return the SQL that asks for all of them; `parameters_of` are its values."""
    return " AND ".join(condition.sql for condition in conditions)


def parameters_of(conditions: Sequence[Condition]) -> list[object]:
    """Return the values of conditions, in their order."""
    return [parameter for condition in conditions for parameter in condition.parameters]


def within_time(sql: str, parameters: Sequence[Any], milliseconds: int | None = None) -> list[tuple[Any, ...]]:
    """Return every row of one statement. Raises DeadlinePassed."""
    with deadline(milliseconds or LIST_MILLISECONDS):
        return fetched(sql, parameters)
