"""Errors as RFC 9457 problems: every kind in one table, every way to one as one answer."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpResponse
from rest_framework import exceptions
from rest_framework.views import set_rollback

_log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
ADDRESS = "/problems/"


@dataclass(frozen=True, slots=True)
class Kind:
    """A stable kind of problem: the last part of its ``type``, its status and its title."""

    slug: str
    status: int
    title: str


BAD_REQUEST = Kind("bad-request", 400, "The request cannot be read")
INVALID_PARAMETERS = Kind("invalid-parameters", 400, "The request has parameters that cannot be meant")
TOKEN_REQUIRED = Kind("token-required", 401, "This registry is closed to strangers")
TOKEN_INVALID = Kind("token-invalid", 401, "The token is not valid")
FORBIDDEN = Kind("forbidden", 403, "Not allowed")
NOT_FOUND = Kind("not-found", 404, "There is nothing at this address")
UNKNOWN_MODEL = Kind("unknown-model", 404, "No model of this name is in the registry")
INVALID_BODY = Kind("invalid-body", 400, "The body of the request cannot be meant")
UNKNOWN_CHECK = Kind("unknown-check", 404, "No check of this id is in the registry")
UNKNOWN_LICENCE = Kind("unknown-licence", 404, "No licence of this key is in the registry")
UNKNOWN_CONTEXT = Kind("unknown-context", 404, "There is no ready-made context of this name")
REVISION_NOT_HELD = Kind("revision-not-held", 404, "The model is not held at this revision")
METHOD_NOT_ALLOWED = Kind("method-not-allowed", 405, "This address does not take this method")
NOT_ACCEPTABLE = Kind("not-acceptable", 406, "There is no such representation")
TOO_LARGE = Kind("too-large", 413, "The request is too large")
UNSUPPORTED_MEDIA_TYPE = Kind("unsupported-media-type", 415, "The body has a type that cannot be read")
REPORT_TOO_LONG = Kind("report-too-long", 422, "The check has too many models for a report")
TOO_MANY_REQUESTS = Kind("too-many-requests", 429, "Too many requests")
FAILED = Kind("failed", 500, "The server failed")
TIMEOUT = Kind("search-timeout", 503, "The search took too long")
UNAVAILABLE = Kind("unavailable", 503, "The service is not available now")

KINDS = tuple(value for value in list(globals().values()) if isinstance(value, Kind))
_BY_STATUS = {kind.status: kind for kind in reversed(KINDS)}


class InputError(msgspec.Struct, frozen=True):
    """What is wrong with one part of the input; ``pointer`` is a JSON pointer, or "?" and a parameter's name."""

    pointer: str
    detail: str


class Problem(msgspec.Struct, frozen=True, omit_defaults=True):
    """An error (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    errors: tuple[InputError, ...] = ()
    checks: dict[str, bool] = {}


@dataclass(eq=False)
class Refused(Exception):
    """What a view raises to answer with a problem."""

    kind: Kind
    detail: str
    errors: Sequence[InputError] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    checks: Mapping[str, bool] = field(default_factory=dict)


def answer(error: Exception, context: Mapping[str, Any]) -> HttpResponse:
    """Return the problem that an exception in a view comes to; an unforeseen one is logged with its trace."""
    refused = _refused(error)
    if refused is None:
        _log.error("%s failed", context["request"].path, exc_info=error)
        refused = of_status(500)
    set_rollback()
    return rendered(refused)


def rendered(refused: Refused) -> HttpResponse:
    """Return the problem as an answer that nobody keeps."""
    kind = refused.kind
    problem = Problem(
        type=ADDRESS + kind.slug,
        title=kind.title,
        status=kind.status,
        detail=refused.detail,
        errors=tuple(refused.errors),
        checks=dict(refused.checks),
    )
    headers = {"Cache-Control": "no-store", **refused.headers}
    return HttpResponse(msgspec.json.encode(problem), MEDIA_TYPE, kind.status, headers=headers)


def of_status(status: int) -> Refused:
    """Return what is said where only a status is known."""
    kind = _BY_STATUS.get(status, FAILED if status >= 500 else BAD_REQUEST)
    return Refused(kind, _DETAILS.get(kind, kind.title + "."))


def described() -> Sequence[tuple[Kind, str]]:
    """Return every kind with what is said of it where no request says more; empty where the title says it all."""
    return [(kind, _DETAILS.get(kind, "")) for kind in KINDS]


_DETAILS: Mapping[Kind, str] = {
    BAD_REQUEST: "The address, the host or a header of the request cannot be read.",
    NOT_FOUND: "The addresses that exist are listed in /api/v1/schema/.",
    TOKEN_REQUIRED: "Send a token (Authorization: Bearer permis_…), or sign in on the pages.",
    FORBIDDEN: "Whoever asks may not do this here.",
    METHOD_NOT_ALLOWED: "Nearly all is only read: ask with GET or HEAD, or as the schema says of this address.",
    NOT_ACCEPTABLE: "Ask without Accept, or for a media type that the schema names for this address.",
    TOO_LARGE: "A body may have 5 MB.",
    UNSUPPORTED_MEDIA_TYPE: "A body is read where the schema names one, as application/json.",
    TOO_MANY_REQUESTS: "The requests of this minute are used up; Retry-After says when there are more.",
    FAILED: "The fault is ours, and it is in our log. Trying again later may help.",
    UNAVAILABLE: "The database does not answer. Try again later.",
}
_RETRY = {"Retry-After": "5"}


def _refused(error: Exception) -> Refused | None:
    match error:
        case Refused():
            return error
        case exceptions.APIException():
            return _of_framework(error)
        case SuspiciousOperation():
            return of_status(400)
        case Http404():
            return of_status(404)
        case PermissionDenied():
            return of_status(403)
        case OperationalError() | InterfaceError():
            return Refused(UNAVAILABLE, _DETAILS[UNAVAILABLE], headers=_RETRY)
        case _:
            return None


def _of_framework(error: exceptions.APIException) -> Refused:
    headers: dict[str, str] = {}
    if challenge := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = challenge
    if (wait := getattr(error, "wait", None)) is not None:
        headers["Retry-After"] = str(int(wait))
    if isinstance(error, exceptions.AuthenticationFailed):
        return Refused(TOKEN_INVALID, str(error.detail), headers=headers)
    kind = _BY_STATUS.get(error.status_code, FAILED)
    return Refused(kind, _DETAILS.get(kind) or str(error.detail), headers=headers)
