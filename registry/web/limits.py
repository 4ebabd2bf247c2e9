"""How many pages an address may have in a minute, and the page that says so."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from registry.teams.asker import address_of
from registry.teams.quota import Charge, spend
from registry.teams.sign_in import CannotTry

# The REST door counts for itself, by token too; whether we are alive is asked as often as anyone likes.
MOST_BYTES = 6_000_000  # of a body: a file of 5 MB and the form around it
OF_A_CHECK = 20  # what judging and keeping a hundred models takes, in pages
_NOT_PAGES = ("/api/", "/healthz", "/readyz")


class Limited:
    """Count pages before anything is asked of the database, and answer 429 beyond the limit.

    Without a cache, reading goes on. It also answers for whoever tries to sign in too often.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith(_NOT_PAGES):
            return self.get_response(request)
        if _length(request) > MOST_BYTES:
            return HttpResponse(render_to_string("errors/413.html"), status=413)
        weight = OF_A_CHECK if request.method == "POST" and request.path_info == "/check" else 1
        spent = spend(Charge(f"pages to {address_of(request)}", settings.PAGE_RATE_PER_MINUTE, weight))
        if spent and spent[0].left < 0:
            return _wait("pages", spent[0].seconds, 429)
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer a try to sign in that was not made."""
        if not isinstance(error, CannotTry):
            return None
        return _wait("tries", error.seconds, 429) if error.too_many else _wait("count", error.seconds, 503)


def _length(request: HttpRequest) -> int:
    """How long the body is said to be; 0 where that is no number."""
    said = request.META.get("CONTENT_LENGTH") or "0"
    return int(said[:19]) if said.isascii() and said.isdecimal() else 0


def _wait(why: str, seconds: int, status: int) -> HttpResponse:
    """Without the frame: it would ask the database."""
    answer = HttpResponse(render_to_string("errors/wait.html", {"why": why}), status=status)
    answer.headers["Retry-After"] = str(seconds)
    answer.headers["Cache-Control"] = "no-store"
    return answer
