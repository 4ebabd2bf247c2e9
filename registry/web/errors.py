"""Pages for what went wrong: what happened, why, what to do."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that cannot be meant. Without the frame: its host may be what is wrong with it."""
    return HttpResponse(render_to_string("errors/400.html"), status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer a request that is not allowed."""
    return HttpResponse(render_to_string("errors/403.html"), status=403)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form that does not carry this site's mark."""
    return HttpResponse(render_to_string("errors/403.html", {"form": True}), status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer an address that leads nowhere, with our own sentence where whoever raised it has one."""
    said = exception.args[0] if exception.args else None
    return render(request, "errors/404.html", {"why": said if isinstance(said, str) else ""}, status=404)


def failed(request: HttpRequest) -> HttpResponse:
    """Answer when we failed. Without the frame: the database may be what failed, for as long as it starts anew."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return HttpResponse(render_to_string("errors/503.html"), status=503, headers={"Retry-After": "5"})
    return HttpResponse(render_to_string("errors/500.html"), status=500)
