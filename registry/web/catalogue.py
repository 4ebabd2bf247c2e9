"""The search page."""

from collections.abc import Mapping, Sequence

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from registry.catalogue.facets import facets
from registry.catalogue.in_context import is_of_context
from registry.catalogue.names import ModelName, is_address, parse_name
from registry.catalogue.query import InvalidQuery, parse
from registry.catalogue.search import SearchTimeout, find
from registry.catalogue.why_not import why_not
from registry.web.context_chooser import chooser
from registry.web.listing import Listing, listing, refusal
from registry.web.present import model_url

_JUDGED = ("verdict", "reason")


def _named_by_address(words: Sequence[str]) -> str:
    """Return the model whose address on the Hub was put where words are asked for; empty where none was."""
    named = parse_name(words[0]) if len(words) == 1 and is_address(words[0]) else None
    if not isinstance(named, ModelName):
        return ""
    return f"{named.repo_id}@{named.revision}" if named.revision else named.repo_id


def _stated(pairs: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """What a form says: no empty field, and no verdict where its context was taken away."""
    stated = [(key, text) for key, text in pairs if text]
    sent_by_form = len(stated) < len(pairs)
    if sent_by_form and not any(is_of_context(key) for key, _ in stated):
        return [(key, text) for key, text in stated if key not in _JUDGED]
    return stated


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Show a page of models. The address is the state: a form's empty fields are taken out of it first."""
    pairs = [(key, text) for key, texts in request.GET.lists() for text in texts]
    stated = _stated(pairs)
    if len(stated) < len(pairs):
        return HttpResponseRedirect("/?" + urlencode(stated) if stated else "/")
    given = dict(request.GET.lists())
    if named := _named_by_address(given.get("q", ())):
        return HttpResponseRedirect(model_url(named))
    query = parse(given)
    if isinstance(query, InvalidQuery):
        return _shown(request, refusal(query, given, facets()), given, 400)
    now = timezone.now()
    found = find(query, now)
    status = 503 if isinstance(found, SearchTimeout) else 200
    return _shown(request, listing(query, found, facets(), why_not(query), now), given, status)


def _shown(request: HttpRequest, page: Listing, given: Mapping[str, Sequence[str]], status: int) -> HttpResponse:
    said = {key: texts for key, texts in given.items() if is_of_context(key)}
    shown = {"page": page, "chooser": chooser(said, get_language() or "en")}
    return render(request, "catalogue/search.html", shown, status=status)
