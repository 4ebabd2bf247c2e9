"""`/api/v1/models`: the search, as pages of JSON and as one CSV file."""

import csv
import itertools
from collections.abc import Iterator
from datetime import datetime
from io import StringIO
from typing import Any

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from rest_framework.request import Request

from registry.api import answers, shapes
from registry.api.problems import TIMEOUT, Refused
from registry.api.render import CSV, CsvRenderer
from registry.api.schema import CSV_PARAMETERS, SEARCH_PARAMETERS, documented, text_of
from registry.api.view import Resource, refused_query
from registry.catalogue.deadline import DeadlinePassed
from registry.catalogue.filters import FILTERS
from registry.catalogue.query import ORDER, PARAMETERS, InvalidQuery, SearchQuery, parse
from registry.catalogue.results import Result
from registry.catalogue.search import SearchTimeout, find, walk
from registry.policy.verdict import Verdict

MOST_ROWS = 10_000
_ENDED = "It was ended. Fewer or other filters may find it in time."
_RETRY = {"Retry-After": "10"}


class _Search(Resource):
    """What both representations of a search share."""

    def query(self) -> SearchQuery:
        """Return the search that is asked for. Raises Refused."""
        query = parse(self.given())
        if isinstance(query, InvalidQuery):
            raise refused_query(query)
        return query


class Models(_Search):
    """Search."""

    parameters = frozenset(parameter.key for parameter in PARAMETERS)
    judges = True

    @documented("models_search", shapes.ModelPage, *SEARCH_PARAMETERS, refusals=(503,))
    def get(self, request: Request) -> HttpResponse:
        """Find models, page by page."""
        query = self.query()
        page = find(query, timezone.now())
        if isinstance(page, SearchTimeout):
            raise Refused(TIMEOUT, _ENDED, headers=_RETRY)
        return self.answer(answers.page(page, query.within, self.following(page.cursor)))


class ModelsCsv(_Search):
    """The same search as a table."""

    parameters = frozenset({ORDER.key, *(one.key for one in FILTERS)})
    judges = True
    renderer_classes = (CsvRenderer,)
    weight = 30  # what 10,000 rows take to read and write, in pages of 25

    @documented("models_search_csv", text_of(CSV), *CSV_PARAMETERS, refusals=(503,))
    def get(self, request: Request) -> HttpResponseBase:
        """Find models, as a CSV file of the first 10,000. Counts as 30 requests."""
        found = walk(self.query(), MOST_ROWS, timezone.now())
        try:  # the first page is read before the answer begins, so that it can still be a problem
            first = next(found, None)
        except DeadlinePassed:
            raise Refused(TIMEOUT, _ENDED, headers=_RETRY) from None
        rows = itertools.chain([first], found) if first else iter(())
        response = StreamingHttpResponse(_lines(rows), f"{CSV}; charset=utf-8; header=present")
        response.headers["Content-Disposition"] = 'attachment; filename="models.csv"'
        response.headers["X-Content-Type-Options"] = "nosniff"
        return self.kept(response)


_COLUMNS = (
    "repo_id", "publisher", "revision", "pipeline_tag", "library", "languages", "gate", "licence_concluded",
    "licence_status", "licence_class", "licence_declared", "ancestor_licences", "ancestors_settled",
    "params_total", "params_active", "weights_bytes", "downloads", "likes", "created_at",
    "last_modified", "removed_at", "synced_at", "verdict", "verdict_reasons",
)  # fmt: skip


def _lines(judged: Iterator[tuple[Result, Verdict | None]]) -> Iterator[str]:
    """Yield the table in pieces of some hundred rows."""
    yield ",".join(_COLUMNS) + "\r\n"
    while piece := list(itertools.islice(judged, 500)):
        text = StringIO()
        csv.writer(text).writerows([_cell(_value(*one, column)) for column in _COLUMNS] for one in piece)
        yield text.getvalue()


def _value(one: Result, verdict: Verdict | None, column: str) -> Any:
    if column == "verdict":
        return verdict.outcome.value if verdict else None
    if column == "verdict_reasons":
        return answers.reasons(verdict) if verdict else None
    if column == "ancestor_licences":
        return one.beneath.licences if one.beneath else None
    if column == "ancestors_settled":
        return one.beneath.settled if one.beneath else None
    return getattr(one, column)


def _cell(value: Any) -> str:
    """Return a cell that a spreadsheet takes for text, also where a publisher wrote a formula."""
    match value:
        case None:
            return ""
        case tuple():
            return _cell(" ".join(value))
        case datetime():
            return value.isoformat().replace("+00:00", "Z")
        case str():
            return "'" + value if value[:1] in ("=", "+", "-", "@", "\t", "\r") else value
        case _:
            return str(value)
