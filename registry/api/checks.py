"""`/api/v1/checks`: may we use these? Asked once, kept as it was answered."""

import csv
from collections.abc import Iterator, Sequence
from io import StringIO
from typing import ClassVar, TypeVar

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from msgspec import structs
from rest_framework.request import Request

from registry.api import check_answers, check_shapes, report_answers, report_shapes, shapes
from registry.api.bodies import json_of, refused_body
from registry.api.check_schema import CHECK_ID, documented_check
from registry.api.problems import REPORT_TOO_LONG, UNKNOWN_CHECK, Refused
from registry.api.render import CSV, JSON, CsvRenderer, to_json
from registry.api.schema import documented, parameter, text_of
from registry.api.view import Resource, refused
from registry.catalogue.cursors import BadCursor
from registry.catalogue.query import CURSOR, SIZE, ParameterError
from registry.licences import grounds
from registry.models import ApiToken
from registry.procurement.check import check
from registry.procurement.report import MOST_MODELS as MOST_IN_REPORT
from registry.procurement.report import report
from registry.procurement.request import MOST_FOR_STRANGERS, MOST_MODELS, BadRequest, read_request
from registry.procurement.stored import StoredCheck, StoredResult, all_results, find_check, results
from registry.procurement.table import COLUMNS, cells
from registry.sync import queue

_Answer = TypeVar("_Answer", bound=HttpResponseBase)
_PIECE = 200  # rows of a table that are sent together


class Checks(Resource):
    """Checks are made here; who knows the id of one may read it."""

    http_method_names = ("post",)
    weight = 20  # what a hundred models take to judge, in pages of a search

    @documented_check
    def post(self, request: Request) -> HttpResponse:
        """Judge models in a context and keep the answer.

        Up to 100 models, with a token up to 10,000. Without a token the answer is deleted after 90 days.
        """
        asker = request.auth if isinstance(request.auth, ApiToken) else None
        asked = json_of(request._request)  # noqa: SLF001 - DRF's `data` parses before our bounds on the body; it gives Django's request here alone
        try:
            wanted = read_request(asked, MOST_MODELS if asker else MOST_FOR_STRANGERS)
        except BadRequest as error:
            raise refused_body(error.faults) from None
        now = timezone.now()
        made = check(wanted, grounds.load(), now, asker_id=asker.pk if asker else None)
        queue.ask_all(made.to_examine, now)
        answer = HttpResponse(to_json(_whole(self, _found(made.public_id))), JSON, 201)
        answer.headers["Location"] = f"/api/v1/checks/{made.public_id}"
        answer.headers["Cache-Control"] = "no-store"
        return _unlisted(answer)


class _OneCheck(Resource):
    """What is addressed under the id of one check."""

    max_age: ClassVar[int] = 0  # it may be deleted, and is nobody's but theirs who know its id


class Check(_OneCheck):
    """One check."""

    @documented("check", check_shapes.Check, CHECK_ID, refusals=(404,), tag="checks")
    def get(self, request: Request, public_id: str) -> HttpResponse:
        """Tell what a check came to, with its first hundred results: the same bytes for as long as it is kept."""
        return _unlisted(self.answer(_whole(self, _found(public_id))))


class CheckResults(_OneCheck):
    """The results of one check."""

    parameters = frozenset({CURSOR.key, SIZE.key})

    @documented(
        "check_results",
        check_shapes.CheckResultPage,
        *(CHECK_ID, parameter(CURSOR), parameter(SIZE)),
        refusals=(404,),
        tag="checks",
    )
    def get(self, request: Request, public_id: str) -> HttpResponse:
        """List the models of a check, the worst first."""
        found = _found(public_id)
        page = results(found, *self.paging())
        if isinstance(page, BadCursor):
            raise refused([ParameterError("?cursor", "is not a cursor of this check")])
        told = check_shapes.CheckResultPage(
            tuple(map(check_answers.result, page.results)),
            self.following(page.cursor),
            shapes.Count(found.number, exact=True),
        )
        return _unlisted(self.answer(told))


class CheckTable(_OneCheck):
    """One check as a table."""

    renderer_classes = (CsvRenderer,)
    weight = 30

    @documented("check_table", text_of(CSV), CHECK_ID, refusals=(404,), tag="checks")
    def get(self, request: Request, public_id: str) -> HttpResponseBase:
        """Tell the results of a check as a CSV file, a row for each model. Counts as 30 requests."""
        found = _found(public_id)
        response = StreamingHttpResponse(_lines(all_results(found)), f"{CSV}; charset=utf-8; header=present")
        response.headers["Content-Disposition"] = f'attachment; filename="check-{public_id[:8]}.csv"'
        response.headers["X-Content-Type-Options"] = "nosniff"
        return _unlisted(self.kept(response))


class CheckReport(_OneCheck):
    """One check as a report that can be filed."""

    weight = 30

    @documented("check_report", report_shapes.CheckReport, CHECK_ID, refusals=(404, 422), tag="checks")
    def get(self, request: Request, public_id: str) -> HttpResponse:
        """Tell a check with all that is filed with it, up to 1,000 models. Counts as 30 requests."""
        found = _found(public_id)
        if found.number > MOST_IN_REPORT:
            raise Refused(REPORT_TOO_LONG, f"It has {found.number}; its results and its table have them all.")
        told = report(found, all_results(found), grounds.load())
        return _unlisted(self.answer(report_answers.report(told, request.build_absolute_uri)))


def _found(public_id: str) -> StoredCheck:
    found = find_check(public_id)
    if found is None:
        raise Refused(UNKNOWN_CHECK, "It was deleted, or there never was one of this id.")
    return found


def _whole(view: Resource, found: StoredCheck) -> check_shapes.Check:
    absolute = view.request.build_absolute_uri
    first = results(found)
    if isinstance(first, BadCursor):
        raise TypeError("no cursor was given")
    further = f"/api/v1/checks/{found.public_id}/results?page_size=100&cursor={first.cursor}"
    return check_shapes.Check(
        **structs.asdict(check_answers.summary(found, absolute)),
        results=tuple(map(check_answers.result, first.results)),
        next=absolute(further) if first.cursor else None,
    )


def _lines(rows: Iterator[StoredResult]) -> Iterator[str]:
    """Yield the table in pieces."""
    yield _text([COLUMNS])
    piece: list[Sequence[str]] = []
    for one in rows:
        piece.append(cells(one))
        if len(piece) == _PIECE:
            yield _text(piece)
            piece = []
    yield _text(piece)


def _text(rows: Sequence[Sequence[str]]) -> str:
    text = StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()


def _unlisted(response: _Answer) -> _Answer:
    """Keep an answer out of what machines that search the web collect."""
    response.headers["X-Robots-Tag"] = "noindex"
    return response
