"""The sync page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from registry.sync.freshness import freshness
from registry.sync.recent import last_runs, last_unreadable
from registry.web.runs import MOST_RUNS, MOST_UNREADABLE, sync_sheet


@require_safe
def sync(request: HttpRequest) -> HttpResponse:
    """Show how fresh the data is, the last runs, and what could not be read."""
    now = timezone.now()
    live = request.GET.get("live") != "off"
    runs, unreadable = last_runs(MOST_RUNS), last_unreadable(MOST_UNREADABLE)
    page = sync_sheet(freshness(now), runs, unreadable, now, live=live)
    return render(request, "sync/sync.html", {"page": page, "json_url": "/api/v1/sync"})
