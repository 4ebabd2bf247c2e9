"""OpenAPI of what is sent rather than read: a check, as it is asked for."""

from collections.abc import Callable
from typing import Annotated, Any, TypeVar

from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from msgspec import Meta, Struct

from registry.api import check_shapes
from registry.api.context_shapes import Context
from registry.api.problems import MEDIA_TYPE, Problem
from registry.api.render import JSON
from registry.api.schema import ASKERS, REFUSALS, headers_of
from registry.catalogue.names import LONGEST
from registry.procurement.request import LONGEST_LINE, LONGEST_NOTE, MOST_MODELS

_View = TypeVar("_View", bound=Callable[..., Any])

Name = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=3 * LONGEST,
        description="A repository, with @ and a revision or without, a package URL, or an address on the Hub.",
    ),
]
Line = Annotated[str, Meta(max_length=LONGEST_LINE)]
Note = Annotated[str, Meta(max_length=LONGEST_NOTE)]


class CheckRequest(Struct, frozen=True, forbid_unknown_fields=True):
    """What is asked: which models, each once, and in which context: one of your own, or a ready-made one by name.

    Who asks, for which entity and what for is kept with the answer and stands on its report.
    """

    models: Annotated[tuple[Name, ...], Meta(min_length=1, max_length=MOST_MODELS)]
    context: str | Context
    requested_by: Line | None = None
    entity: Line | None = None
    note: Note | None = None


CHECK_ID = OpenApiParameter(
    "public_id",
    {"type": "string", "pattern": "^[0-9a-f]{32}$"},
    OpenApiParameter.PATH,
    description="The id of the check, as it was told when it was made.",
)


def documented_check(view: _View) -> _View:
    """Describe how a check is asked for, what is answered, and every way in which that can be refused."""
    told: dict[Any, Any] = {(201, JSON): OpenApiResponse(check_shapes.Check, "Judged, and kept.")}
    for status in (400, 401, 406, 413, 415, 429, 500, 503):
        told[status, MEDIA_TYPE] = OpenApiResponse(Problem, REFUSALS[status])
    location = OpenApiParameter(
        "Location", str, OpenApiParameter.HEADER, description="Where the check is.", response=[201]
    )
    description: Callable[[_View], _View] = extend_schema(
        operation_id="check_create",
        request=CheckRequest,
        parameters=[location, *headers_of(moves=False, tagged=False, status=201)],
        responses=told,
        tags=["checks"],
        auth=ASKERS,
    )
    return description(view)
