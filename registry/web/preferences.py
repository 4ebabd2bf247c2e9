"""What a reader prefers, remembered in a cookie. The language has Django's own view."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

THEMES = ("light", "dark")
THEME_COOKIE = "theme"
_YEAR = 365 * 24 * 3600


def theme_of(request: HttpRequest) -> str:
    """Return the reader's theme; empty where the system's is followed."""
    theme = request.COOKIES.get(THEME_COOKIE, "")
    return theme if theme in THEMES else ""


@require_POST
def choose_theme(request: HttpRequest) -> HttpResponse:
    """Remember the theme and return to the page it was chosen on; anything but a theme follows the system."""
    response = HttpResponseRedirect(_page_before(request))
    theme = request.POST.get("theme")
    if theme in THEMES:
        # Readable by scripts: theme.js changes it without loading the page anew.
        response.set_cookie(THEME_COOKIE, theme, max_age=_YEAR, samesite="Lax", secure=request.is_secure())
    else:
        response.delete_cookie(THEME_COOKIE, samesite="Lax")
    return response


def _page_before(request: HttpRequest) -> str:
    page = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure())
    return page if ours else "/"
