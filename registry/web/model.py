"""The page of one model."""

import shlex

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from registry.assessment.one_model import judgement
from registry.catalogue.cursors import BadCursor
from registry.catalogue.history import history
from registry.catalogue.in_context import InContext, is_of_context, read_context
from registry.catalogue.model import Model, Moved, OtherRevision, Unknown, find_model
from registry.licences import grounds
from registry.sync.freshness import freshness
from registry.web.absent import absent
from registry.web.card import card_lines
from registry.web.elsewhere import Elsewhere
from registry.web.examining import examining_of
from registry.web.judged import judged
from registry.web.kin import family_lines
from registry.web.past import past
from registry.web.present import in_context, model_url
from registry.web.sheet import sheet


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
        return HttpResponseRedirect(model_url(repo_id) + (f"?{urlencode(stated)}" if stated else ""))
    changes = history(found.result.id, request.GET.get("before"))
    if isinstance(changes, BadCursor):
        return HttpResponseRedirect(model_url(repo_id))
    given = {key: texts for key, texts in request.GET.lists() if is_of_context(key)}
    within = read_context(given)
    held = judgement(found, known)
    address = f"/api/v1{in_context(model_url(repo_id), within if isinstance(within, InContext) else None)}"
    command = "curl -s " + shlex.quote(request.build_absolute_uri(address))
    page = {
        "judged": judged(held, within, given, known, now, get_language() or "en"),
        "sheet": sheet(found, held.stack, known.curations, now),
        "examining": examining_of(request, found, now),
        "card": card_lines(found, now),
        "family": family_lines(found.family, now),
        "past": past(changes, repo_id, now),
        "api": {"url": address, "command": command},
        "address": request.build_absolute_uri(model_url(repo_id)),
    }
    return render(request, "model/model.html", page, status=400 if isinstance(within, tuple) else 200)
