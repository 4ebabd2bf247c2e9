"""Opening a page wishes the model to be looked into; the page says so, and shows later what was found."""

import re
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from registry.catalogue.model import Model
from registry.catalogue.names import BadName, parse_name
from registry.sync import queue
from registry.sync.queue import Priority, Standing
from registry.web.present import model_url, plain

MOST_LOOKS = 60  # that a page looks again by itself; then its reader does
_EVERY_SECONDS = 4

_ROBOT = re.compile(
    r"bot\b|crawl|spider|slurp|preview|scrape|monitor|feed|curl|wget|python|java/|go-http", re.IGNORECASE
)
_AHEAD = ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz")  # a browser fetches what nobody may ever look at


@dataclass(frozen=True, slots=True)
class Examining:
    """What a page says about the looking into its model: it is under way, or why it could not be done.

    ``poll`` is where to look again, and after how many seconds; empty where the page does not look by itself.
    """

    waits: bool
    failed: str
    poll: str
    seconds: int
    page: str


def examining_of(request: HttpRequest, model: Model, now: datetime) -> Examining | None:
    """Say how the examination of a model stands, and wish for one where a person looks and nobody did before.

    None where there is nothing to say: it is done, nobody asked, or the wish is turned away. One query, or four.
    """
    result = model.result
    if result.removed_at is not None:
        return None
    if _is_read_by_a_person(request):
        standing = queue.wished(result.repo_id, result.revision, Priority.USER, now)
    else:
        standing = queue.standing(result.repo_id, result.revision)
    return _told(result.repo_id, result.revision, standing, looks=0)


@require_GET
def look_again(request: HttpRequest, name: str) -> HttpResponse:
    """Answer the piece of a page that says how an examination stands; once that ended, have the page read anew."""
    asked = parse_name(name)
    looks = request.GET.get("looks", "")
    if isinstance(asked, BadName) or not looks.isdecimal() or len(looks) > 3:
        return HttpResponse(status=204)
    standing = queue.standing(asked.repo_id, asked.revision)
    told = _told(asked.repo_id, asked.revision, standing, looks=int(looks))
    if told is None or not told.waits:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "model/examining.html", {"examining": told})


def _is_read_by_a_person(request: HttpRequest) -> bool:
    """Whether a person looks at the page, as far as the request tells: no robot, and nothing fetched ahead."""
    agent = request.headers.get("User-Agent", "")
    ahead = any("prefetch" in request.headers.get(name, "").lower() for name in _AHEAD)
    return request.method == "GET" and bool(agent) and not ahead and not _ROBOT.search(agent)


def _told(repo_id: str, revision: str | None, standing: Standing | None, *, looks: int) -> Examining | None:
    if standing is None or standing.state == "done":
        return None
    waits = standing.state in ("queued", "running")
    name = repo_id if revision is None else f"{repo_id}@{revision}"
    again = f"{reverse('examining', args=[name])}?looks={looks + 1}" if waits and looks < MOST_LOOKS else ""
    return Examining(
        waits=waits,
        failed="" if waits else plain(standing.error or ""),
        poll=again,
        seconds=_EVERY_SECONDS,
        page=model_url(repo_id),
    )
