"""Asking the REST door as a tool does, and reading what it says."""

from dataclasses import dataclass
from typing import Any, cast

import orjson
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.test import Client

PROBLEM = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Told:
    """An answer: its status, its body as JSON (None if it has none) and its headers."""

    status: int
    body: Any
    headers: dict[str, str]


def asked(path: str, **headers: str) -> HttpResponseBase:
    """GET the path, as given and never followed, and return the answer itself; header names with underscores."""
    return cast(HttpResponseBase, Client(raise_request_exception=False).get(path, headers=headers))


def ask(path: str, **headers: str) -> Told:
    """GET the path, as given and never followed; header names with underscores."""
    return told(asked(path, **headers))


def bytes_of(response: HttpResponseBase) -> bytes:
    """Return the body of an answer, also of one that is streamed."""
    if isinstance(response, StreamingHttpResponse):
        return response.getvalue()
    return response.content if isinstance(response, HttpResponse) else b""


def told(response: HttpResponseBase) -> Told:
    """Return what an answer says."""
    content = bytes_of(response)
    body = orjson.loads(content) if content else None
    return Told(response.status_code, body, dict(response.headers.items()))


def refused(path: str, **headers: str) -> Told:
    """GET the path and make sure that the answer is a problem like every other one."""
    answer = ask(path, **headers)
    assert answer.headers["Content-Type"] == PROBLEM, answer
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.body["status"] == answer.status >= 400
    assert answer.body["type"].startswith("/problems/")
    assert answer.body["title"]
    assert answer.body["detail"]
    return answer


def pointers(answer: Told) -> list[str]:
    """Return where the errors of a problem point."""
    return [error["pointer"] for error in answer.body["errors"]]
