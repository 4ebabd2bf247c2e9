"""What every answer of the pages carries, and who may read."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse

GetResponse = Callable[[HttpRequest], HttpResponse]

_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)

# The REST door and the admin ask for themselves; the rest is what signing in takes.
_OPEN_ROOMS = ("/api/", "/admin/", "/static/")
_OPEN_PAGES = frozenset(
    {"/healthz", "/readyz", "/sign-in", "/sign-out", "/language", "/theme", "/robots.txt", "/favicon.ico"}
)


class ContentSecurityPolicy:
    """Let pages load from this host alone, with no inline script or style, and be kept by no shared cache."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", _POLICY)
        if response.headers.get("Content-Type", "").startswith("text/html"):
            # A page differs by language, theme and reader, and says how old its data is.
            response.headers.setdefault("Cache-Control", "private, no-cache")
        return response


class ClosedToStrangers:
    """With PERMIS_PUBLIC=false, send whoever has not signed in to the sign-in page."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.PERMIS_PUBLIC or _is_open(request.path) or request.user.is_authenticated:
            return self.get_response(request)
        answer = redirect_to_login(request.get_full_path(), "/sign-in")
        if request.headers.get("HX-Request"):  # a piece of a page cannot show the sign-in page in its place
            return HttpResponse(headers={"HX-Redirect": answer.url})
        return answer


def _is_open(path: str) -> bool:
    return path in _OPEN_PAGES or path.startswith(_OPEN_ROOMS)
