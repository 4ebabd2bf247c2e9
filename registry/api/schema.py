"""OpenAPI: made from the shapes of the answers and the one list of filters; nothing is described twice."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import msgspec
from django.conf import settings
from drf_spectacular.extensions import OpenApiSerializerExtension
from drf_spectacular.plumbing import ResolvedComponent
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema

from registry.api.problems import MEDIA_TYPE, Problem
from registry.api.render import JSON
from registry.catalogue.context_filters import CONTEXT, MEMBERS
from registry.catalogue.filters import FILTERS
from registry.catalogue.names import LONGEST
from registry.catalogue.parameters import LONGEST_TEXT, MOST_VALUES, REPEATABLE, Kind, Parameter
from registry.catalogue.query import ORDER, PARAMETERS
from registry.policy.context_parameters import LONGEST_LIST

_View = TypeVar("_View", bound=Callable[..., Any])
_Answers = dict[Any, Any]
_STRING = {"type": "string"}


class StructSchema(OpenApiSerializerExtension):  # type: ignore[no-untyped-call]  # drf-spectacular's __init_subclass__ is not annotated
    """Gives the generator the JSON schema that a shape has of itself."""

    target_class = "msgspec.Struct"
    match_subclasses = True

    def get_name(self, *_: Any) -> str:
        """Return the name of the component: that of the class."""
        return str(self.target.__name__)

    def map_serializer(self, auto_schema: Any, direction: Any) -> dict[str, Any]:
        """Return the schema of the shape, and register those of the shapes within."""
        _, parts = msgspec.json.schema_components([self.target], ref_template="#/components/schemas/{name}")
        for name, schema in parts.items():
            if name != self.target.__name__:
                auto_schema.registry.register_on_missing(_component(name, schema))
        return dict(parts[self.target.__name__])


def _component(name: str, schema: dict[str, Any]) -> ResolvedComponent:
    kind = ResolvedComponent.SCHEMA
    return ResolvedComponent(name, kind, schema, name)  # type: ignore[no-untyped-call]  # drf-spectacular's class is not annotated


def text_of(media_type: str) -> dict[tuple[int, str], Any]:
    """Return the answers of an address that gives text of a media type."""
    return {(200, media_type): OpenApiResponse(_STRING, "As asked for.")}


def documented(
    name: str,
    shape: type[msgspec.Struct] | dict[tuple[int, str], Any],
    *parameters: OpenApiParameter,
    refusals: Sequence[int] = (),
    moves: bool = False,
    tag: str = "models",
) -> Callable[[_View], _View]:
    """Describe a GET: its parameters, what it answers, and every way in which it can refuse."""
    told: _Answers = (
        dict(shape) if isinstance(shape, dict) else {(200, JSON): OpenApiResponse(shape, "As asked for.")}
    )
    if not isinstance(shape, dict):
        told[304] = OpenApiResponse(None, "The asker has these very bytes already.")
    if moves:
        told[308] = OpenApiResponse(None, "It has another name now, or another spelling: see Location.")
    for status in sorted({400, 401, 406, 429, 500, 503, *refusals}):
        told[status, MEDIA_TYPE] = OpenApiResponse(Problem, REFUSALS[status])
    headers = headers_of(moves=moves, tagged=not isinstance(shape, dict))
    description: Callable[[_View], _View] = extend_schema(
        operation_id=name,
        parameters=[*parameters, *headers],
        responses=told,
        tags=[tag],
        auth=ASKERS,
    )
    return description


# No lock hangs at what everyone may read.
ASKERS: list[Any] = [] if settings.PERMIS_PUBLIC else [{"token": []}]
REFUSALS = {
    400: "Parameters that cannot be meant, each named.",
    401: "A token is needed, or the one that was sent is not valid.",
    404: "There is no such thing in the registry.",
    406: "There is no such representation.",
    413: "The body is larger than 5 MB.",
    415: "The body is not application/json.",
    422: "It has too many models for that.",
    429: "Too many requests: see Retry-After.",
    500: "The server failed.",
    503: "The service, or this answer, is not available now: see Retry-After.",
}


def headers_of(*, moves: bool, tagged: bool, status: int = 200) -> list[OpenApiParameter]:
    """Return the descriptions of the headers of answers; ``status`` is that of the one that was asked for."""
    found = [
        _header("RateLimit", "What is left of the quota.", [status, 400, 404, 429]),
        _header("RateLimit-Policy", "The quota.", [status, 400, 404, 429]),
        _header("Retry-After", "Seconds until asking again makes sense.", [429, 503]),
        _header("WWW-Authenticate", "How to say who asks.", [401]),
    ]
    if tagged:
        found.append(_header("ETag", "A mark of these very bytes.", [200, 304]))
    if moves:
        found.append(_header("Location", "The current address.", [308]))
    return found


def _header(name: str, description: str, statuses: list[int | str]) -> OpenApiParameter:
    return OpenApiParameter(name, str, OpenApiParameter.HEADER, description=description, response=statuses)


def parameter(one: Parameter) -> OpenApiParameter:
    """Return the description of a query parameter of the search's own list."""
    value = _value(one)
    if one.kind in REPEATABLE:
        value = {"type": "array", "items": value, "maxItems": MOST_VALUES}
    if one.default is not None:
        value["default"] = one.default
    return OpenApiParameter(
        one.key,
        value,
        OpenApiParameter.QUERY,
        description=str(one.help),
        explode=True if "items" in value else None,
    )


def _value(one: Parameter) -> dict[str, Any]:
    match one.kind:
        case Kind.FLAG:
            return {"type": "boolean"}
        case Kind.INTEGER:
            return {"type": "integer", "minimum": one.low, "maximum": one.high}
        case Kind.DATETIME:
            return {"type": "string", "anyOf": [{"format": "date"}, {"format": "date-time"}]}
        case Kind.CURSOR:
            return {"type": "string"}
        case Kind.LIST:
            return {"type": "string", "maxLength": LONGEST_LIST}
    if one.choices:
        return {"type": "string", "enum": [choice.value for choice in one.choices]}
    return {"type": "string", "maxLength": LONGEST_TEXT}


def _in_path(name: str, description: str) -> OpenApiParameter:
    value = {"type": "string", "pattern": "^[^/]+$", "maxLength": LONGEST}
    return OpenApiParameter(name, value, OpenApiParameter.PATH, description=description)


NAMESPACE = _in_path("namespace", "Who publishes the model: deepseek-ai.")
NAME = _in_path("name", "The model's name in its namespace, with @ and a revision or without: DeepSeek-R1.")
KEY = _in_path(
    "key", "The key of the licence, an SPDX identifier or LicenseRef-…; its name on the Hub leads there."
)
OTHER_KEY = OpenApiParameter(
    "with",
    {"type": "string", "maxLength": LONGEST},
    OpenApiParameter.QUERY,
    required=True,
    description="The key of the licence to compare with, the later one.",
)
REPO_ID = OpenApiParameter(
    "repo_id",
    {"type": "string", "maxLength": LONGEST},
    OpenApiParameter.QUERY,
    required=True,
    description="The model: gpt2, deepseek-ai/DeepSeek-R1, or pkg:huggingface/deepseek-ai/DeepSeek-R1.",
)
SLUG = OpenApiParameter(
    "slug",
    {"type": "string", "pattern": "^[a-z0-9-]+$", "maxLength": LONGEST_TEXT},
    OpenApiParameter.PATH,
    description="The name of the ready-made context: commercial-saas-eu.",
)
CONTEXT_PARAMETERS = tuple(map(parameter, (CONTEXT, *MEMBERS)))
SEARCH_PARAMETERS = tuple(map(parameter, PARAMETERS))
CSV_PARAMETERS = (*map(parameter, (*FILTERS, ORDER)), *CONTEXT_PARAMETERS)
