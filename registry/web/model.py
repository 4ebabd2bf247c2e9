"""The page of one model."""

import shlex

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from registry.assessment.memory import known_of
from registry.assessment.one_model import judgement
from registry.catalogue import memory_query
from registry.catalogue.cursors import BadCursor
from registry.catalogue.history import history
from registry.catalogue.in_context import InContext, is_of_context, read_context
from registry.catalogue.model import Model, Moved, OtherRevision, Unknown, find_model
from registry.licences import grounds
from registry.sync.freshness import freshness
from registry.web.absent import absent
from registry.web.alternatives import instead_on_page
from registry.web.card import card_lines
from registry.web.elsewhere import Elsewhere
from registry.web.examining import examining_of
from registry.web.judged import judged
from registry.web.kin import family_lines
from registry.web.measured import measured
from registry.web.memory import memory_block
from registry.web.past import past
from registry.web.present import in_context, model_url
from registry.web.sheet import sheet

_OF_MEMORY = frozenset(parameter.key for parameter in memory_query.PARAMETERS)


@require_safe
def model(request: HttpRequest, name: str) -> HttpResponse:
    """Show one model by any of its names."""
    match found := find_model(name):
        case Moved():
            query = request.GET.urlencode()
            return Elsewhere(model_url(found.to) + (f"?{query}" if query else ""))
        case Unknown() | OtherRevision():
            told = absent(name, found, freshness(timezone.now()))
            return render(request, "model/unknown.html", {"absent": told}, status=404)
        case Model():
            return _shown(request, found)


def _shown(request: HttpRequest, found: Model) -> HttpResponse:
    now, repo_id, known = timezone.now(), found.result.repo_id, grounds.load()
    stated = [(key, text) for key, texts in request.GET.lists() for text in texts if text]
    if len(stated) < sum(len(texts) for _, texts in request.GET.lists()):  # a form sends its empty fields too
        place = "#memory" if any(key in _OF_MEMORY for key, _ in stated) else ""
        return HttpResponseRedirect(model_url(repo_id) + (f"?{urlencode(stated)}" if stated else "") + place)
    changes = history(found.result.id, request.GET.get("before"))
    if isinstance(changes, BadCursor):
        return HttpResponseRedirect(model_url(repo_id))
    given = {key: texts for key, texts in request.GET.lists() if is_of_context(key)}
    within = read_context(given)
    held = judgement(found, known)
    address = f"/api/v1{in_context(model_url(repo_id), within if isinstance(within, InContext) else None)}"
    command = "curl -s " + shlex.quote(request.build_absolute_uri(address))
    needs = known_of(found.result.id)
    memory = memory_block(repo_id, needs, dict(request.GET.lists()))
    page = {
        "memory": memory,
        "measured": measured(needs.held, now) if needs.held else None,
        "url": model_url(repo_id),
        "judged": judged(held, within, given, known, now, get_language() or "en"),
        "sheet": sheet(found, held.stack, known.curations, now),
        "examining": examining_of(request, found, now),
        "card": card_lines(found, now),
        "instead": instead_on_page(found, dict(request.GET.lists()), now),
        "family": family_lines(found.family, now),
        "past": past(changes, repo_id, now),
        "api": {"url": address, "command": command},
        "address": request.build_absolute_uri(model_url(repo_id)),
    }
    refused = bool(memory.errors) or isinstance(within, tuple)
    return render(request, "model/model.html", page, status=400 if refused else 200)
