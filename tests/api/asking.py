"""Asking the REST door as a tool does, and reading what it says."""

from dataclasses import dataclass
from typing import Any

import orjson
from django.http import HttpResponse
from django.test import Client

PROBLEM = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Told:
    """An answer: its status, its body as JSON (None if it has none) and its headers."""

    status: int
    body: Any
    headers: dict[str, str]


def ask(path: str, **headers: str) -> Told:
    """GET the path, as given and never followed; header names with underscores."""
    response = Client(raise_request_exception=False).get(path, headers=headers)
    return told(response)


def told(response: HttpResponse) -> Told:
    """Return what an answer says."""
    body = orjson.loads(response.content) if response.content else None
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
