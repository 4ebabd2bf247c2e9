"""The pages of the contexts to begin with: each explained, and what it says."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from registry.catalogue.context_filters import CONTEXT
from registry.catalogue.in_context import InContext
from registry.catalogue.query import SearchQuery
from registry.catalogue.why_not import why_not
from registry.policy.ready_made import ReadyMade, of_slug, ready_made
from registry.web.context_lines import SaidOfContext, context_lines
from registry.web.why_not import VerdictLinks, verdict_links


@dataclass(frozen=True, slots=True)
class ContextSheet:
    """One ready-made context: three sentences, its members, and where it leads."""

    slug: str
    name: str
    about: tuple[str, ...]
    url: str
    search_url: str
    check_url: str
    json_url: str
    says: tuple[SaidOfContext, ...]
    verdicts: VerdictLinks | None


@require_safe
def contexts(request: HttpRequest) -> HttpResponse:
    """Explain every ready-made context."""
    sheets = [_sheet(one) for one in ready_made()]
    return render(request, "context/contexts.html", {"sheets": sheets, "json_url": "/api/v1/contexts"})


@require_safe
def context(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what one ready-made context says, and what comes of the models in it."""
    found = of_slug(slug)
    if found is None:
        raise Http404(gettext("There is no ready-made context of that name."))
    return render(request, "context/context.html", {"sheet": _sheet(found)})


def _sheet(one: ReadyMade) -> ContextSheet:
    language, asked = get_language() or "en", urlencode({CONTEXT.key: one.slug})
    query = SearchQuery(within=InContext(one.context, one.slug))
    return ContextSheet(
        slug=one.slug,
        name=one.name.said(language),
        about=tuple(words.said(language) for words in one.about),
        url=f"/contexts/{one.slug}",
        search_url=f"/?{asked}",
        check_url=f"/check?{asked}",
        json_url=f"/api/v1/contexts/{one.slug}",
        says=context_lines(one.context),
        verdicts=verdict_links(query, why_not(query)),
    )
