"""The outermost ring of the REST door: what fails before or beside a view is a problem too, never a page."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

from registry.api.problems import MEDIA_TYPE, of_status, rendered

_OURS = ("/api/", "/healthz", "/readyz")
_DIGITS = 19  # more of them are not read as a number
_OF_THE_BODY = frozenset({"content-type", "content-length", "content-language"})


@csrf_exempt
def nowhere(request: HttpRequest, **_: str) -> HttpResponse:
    """Answer every address under /api/ that no other line of the list has."""
    return rendered(of_status(404))


class ProblemsOnly:
    """Turn every error under /api/ into a problem; refuse a body that nothing would read to its end.

    It stands first, because a host that cannot be meant, say, is found out by other middleware.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(_OURS):
            return self.get_response(request)
        if _length(request) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            return rendered(of_status(413))
        response = _in_english(self.get_response(request))
        if response.status_code < 400 or response.headers.get("Content-Type", "").startswith(MEDIA_TYPE):
            return response
        return _problem_of(response)


def _in_english(response: HttpResponseBase) -> HttpResponseBase:
    """Take back what the pages' choice of language says of itself: this door speaks English to everyone."""
    response.headers["Content-Language"] = "en"
    varies = [name for name in response.headers.get("Vary", "").split(", ") if name.lower() != "accept-language"]
    if any(varies):
        response.headers["Vary"] = ", ".join(varies)
    elif "Vary" in response.headers:
        del response.headers["Vary"]
    return response


def _problem_of(response: HttpResponseBase) -> HttpResponse:
    problem = rendered(of_status(response.status_code))
    for name, value in response.headers.items():
        if name.lower() not in _OF_THE_BODY:
            problem.headers.setdefault(name, value)
    response.close()
    return problem


def _length(request: HttpRequest) -> int:
    """What the request says of its length; 0 where it says no number, as everything behind us reads it."""
    given = request.META.get("CONTENT_LENGTH") or "0"
    if not (given.isascii() and given.isdecimal()):
        return 0
    return int(given) if len(given) < _DIGITS else 10**_DIGITS
