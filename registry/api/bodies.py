"""Bodies as JSON: read whole or refused, with where the fault lies."""

from typing import Any

import orjson
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, UnreadablePostError

from registry.api.problems import INVALID_BODY, InputError, Refused, of_status
from registry.api.render import JSON
from registry.policy.context_reading import Fault


def json_of(request: HttpRequest) -> Any:
    """Return the JSON values of a body. Raises Refused: 415 for another type, 413, or 400 with what is wrong."""
    if (request.content_type or "").lower() != JSON:
        raise of_status(415)
    try:
        body = request.body
    except RequestDataTooBig:
        raise of_status(413) from None
    except UnreadablePostError:
        raise of_status(400) from None
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise refused_body([Fault("", f"is no JSON: {error}")]) from None


def refused_body(faults: "list[Fault] | tuple[Fault, ...]") -> Refused:
    """Return the problem of a body that cannot be meant."""
    said = "; ".join(f"{one.pointer or 'the body'} {one.detail}" for one in faults[:3])
    return Refused(INVALID_BODY, said + ".", [InputError(one.pointer, one.detail) for one in faults])
