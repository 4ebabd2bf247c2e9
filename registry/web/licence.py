"""The pages of the licences."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from registry.catalogue.licences import all_licences, find_licence
from registry.web.shelf import licence_sheet, shelves


@require_safe
def licences(request: HttpRequest) -> HttpResponse:
    """Show every licence we know, kind by kind."""
    page = {"shelves": shelves(all_licences()), "json_url": "/api/v1/licences"}
    return render(request, "licence/licences.html", page)


@require_safe
def licence(request: HttpRequest, key: str) -> HttpResponse:
    """Show what we know of one licence."""
    found = find_licence(key)
    if found is None:
        raise Http404(gettext("We know no licence of that key."))
    return render(request, "licence/licence.html", {"sheet": licence_sheet(found)})
