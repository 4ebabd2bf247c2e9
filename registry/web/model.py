"""The page of one model."""

import shlex

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from registry.assessment.memory import known_of
from registry.assessment.provenance import trace
from registry.catalogue.cursors import BadCursor
from registry.catalogue.history import history
from registry.catalogue.model import Model, Moved, OtherRevision, Unknown, find_model
from registry.licences import grounds
from registry.sync.freshness import freshness
from registry.web.absent import absent
from registry.web.alternatives import instead_on_page
from registry.web.card import card_lines
from registry.web.elsewhere import Elsewhere
from registry.web.examining import examining_of
from registry.web.kin import family_lines
from registry.web.measured import measured
from registry.web.memory import memory_block
from registry.web.past import past
from registry.web.present import model_url
from registry.web.sheet import sheet


@require_safe
def model(request: HttpRequest, name: str) -> HttpResponse:
    """Show one model by any of its names."""
    match found := find_model(name):
        case Moved():
            return Elsewhere(model_url(found.to))
        case Unknown() | OtherRevision():
            told = absent(name, found, freshness(timezone.now()))
            return render(request, "model/unknown.html", {"absent": told}, status=404)
        case Model():
            return _shown(request, found)


def _shown(request: HttpRequest, found: Model) -> HttpResponse:
    now, repo_id, known = timezone.now(), found.result.repo_id, grounds.load()
    pairs = [(key, text) for key, texts in request.GET.lists() for text in texts]
    stated = [(key, text) for key, text in pairs if text]
    if len(stated) < len(pairs):  # the empty fields of a form
        return HttpResponseRedirect(model_url(repo_id) + (f"?{urlencode(stated)}" if stated else "") + "#memory")
    changes = history(found.result.id, request.GET.get("before"))
    if isinstance(changes, BadCursor):
        return HttpResponseRedirect(model_url(repo_id))
    address = f"/api/v1{model_url(repo_id)}"
    command = "curl -s " + shlex.quote(request.build_absolute_uri(address))
    held = known_of(found.result.id)
    memory = memory_block(repo_id, held, dict(request.GET.lists()))
    page = {
        "memory": memory,
        "measured": measured(held.held, now) if held.held else None,
        "url": model_url(repo_id),
        "sheet": sheet(found, trace(found, known), known.curations, now),
        "examining": examining_of(request, found, now),
        "card": card_lines(found, now),
        "instead": instead_on_page(found, dict(request.GET.lists()), now),
        "family": family_lines(found.family, now),
        "past": past(changes, repo_id, now),
        "api": {"url": address, "command": command},
        "address": request.build_absolute_uri(model_url(repo_id)),
    }
    return render(request, "model/model.html", page, status=400 if memory.errors else 200)
