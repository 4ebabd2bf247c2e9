"""Small answers that are no pages."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.templatetags.static import static
from django.views.decorators.http import require_safe

_OPEN = """User-agent: *
Disallow: /api/
Disallow: /admin/
Disallow: /examinations/
Disallow: /checks/
Disallow: /*?
"""
_CLOSED = """User-agent: *
Disallow: /
"""


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Tell robots which pages are worth reading: each once, and not every filter of every list."""
    return HttpResponse(_OPEN if settings.PERMIS_PUBLIC else _CLOSED, content_type="text/plain; charset=utf-8")


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """Lead those who ask at the old place to the drawing."""
    return HttpResponsePermanentRedirect(static("permis/favicon.svg"))
