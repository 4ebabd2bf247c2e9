"""The search page."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from registry.catalogue.facets import facets
from registry.catalogue.names import ModelName, is_address, parse_name
from registry.catalogue.query import InvalidQuery, parse
from registry.catalogue.search import SearchTimeout, find
from registry.web.listing import listing, refusal
from registry.web.present import model_url


def _named_by_address(words: Sequence[str]) -> str:
    """Return the model whose address on the Hub was put where words are asked for; empty where none was."""
    named = parse_name(words[0]) if len(words) == 1 and is_address(words[0]) else None
    if not isinstance(named, ModelName):
        return ""
    return f"{named.repo_id}@{named.revision}" if named.revision else named.repo_id


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Show a page of models. The address is the state: a form's empty fields are taken out of it first."""
    pairs = [(key, text) for key, texts in request.GET.lists() for text in texts]
    stated = [(key, text) for key, text in pairs if text]
    if len(stated) < len(pairs):
        return HttpResponseRedirect("/?" + urlencode(stated) if stated else "/")
    given = dict(request.GET.lists())
    if named := _named_by_address(given.get("q", ())):
        return HttpResponseRedirect(model_url(named))
    query = parse(given)
    if isinstance(query, InvalidQuery):
        return render(request, "catalogue/search.html", {"page": refusal(query, given, facets())}, status=400)
    now = timezone.now()
    found = find(query, now)
    status = 503 if isinstance(found, SearchTimeout) else 200
    page = listing(query, found, facets(), now)
    return render(request, "catalogue/search.html", {"page": page}, status=status)
