"""The pages of the licences."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from registry.catalogue import licence_names
from registry.catalogue.licences import LicenceDetail, all_licences, find_by_name, find_licence
from registry.web.elsewhere import Elsewhere
from registry.web.present import licence_name, licence_url, plain
from registry.web.shelf import licence_sheet, shelves
from registry.web.side_by_side import PAIR, choices, side_by_side


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
        return render(request, "licence/licence.html", {"sheet": licence_sheet(found, get_language() or "en")})
    meant = find_by_name(key)
    if meant is not None:
        return Elsewhere(licence_url(meant.summary.key))
    raise Http404(_unknown(key))


@require_safe
def licences_compared(request: HttpRequest) -> HttpResponse:
    """Show two licences side by side, ``a`` and then ``b``; without both of them, the form to choose them."""
    given = [request.GET.getlist(name) for name in PAIR]
    if request.GET.keys() - set(PAIR) or any(len(texts) > 1 for texts in given):
        return _to_choose(request, (None, None), gettext("Two licences can be compared, each named once."), 400)
    names = [texts[0] if texts else "" for texts in given]
    before, after = (find_by_name(name) if name else None for name in names)
    for name, found in zip(names, (before, after), strict=True):
        if name and found is None:
            return _to_choose(request, (before, after), _unknown(name), 404)
    if before is None or after is None:
        return _to_choose(request, (before, after))
    page = {
        "choices": choices(all_licences(), (before, after)),
        "sides": side_by_side(before, after, get_language() or "en"),
    }
    return render(request, "licence/compare.html", page)


def _to_choose(
    request: HttpRequest,
    chosen: tuple[LicenceDetail | None, LicenceDetail | None],
    trouble: str = "",
    status: int = 200,
) -> HttpResponse:
    page = {"choices": choices(all_licences(), chosen), "trouble": trouble}
    return render(request, "licence/compare.html", page, status=status)


def _unknown(name: str) -> str:
    if several := licence_names.texts_of(name):
        told = {"name": plain(name), "texts": ", ".join(map(licence_name, several))}
        return gettext("Several texts bear the name “%(name)s”: %(texts)s.") % told
    return gettext("We know no licence of that key.")
