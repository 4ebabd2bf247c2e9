"""The pages of the licences."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from registry.catalogue import licence_names
from registry.catalogue.licences import all_licences, find_licence
from registry.web.elsewhere import Elsewhere
from registry.web.present import licence_name, licence_url, plain
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
    if found is not None:
        return render(request, "licence/licence.html", {"sheet": licence_sheet(found)})
    meant = licence_names.key_of(key)
    if meant is not None and find_licence(meant) is not None:
        return Elsewhere(licence_url(meant))
    if several := licence_names.texts_of(key):
        told = {"name": plain(key), "texts": ", ".join(map(licence_name, several))}
        raise Http404(gettext("Several texts bear the name “%(name)s”: %(texts)s.") % told)
    raise Http404(gettext("We know no licence of that key."))
