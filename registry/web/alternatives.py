"""What to take instead of a model, as a page and as the piece of its own page that says so."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from registry.assessment import judging
from registry.catalogue.in_context import InContext, is_of_context, read_context
from registry.catalogue.model import Model, find_model
from registry.catalogue.use_words import in_words
from registry.licences import grounds
from registry.procurement.alternatives import ALLOWED, Alternative, Shared, alternatives
from registry.web.outcomes import OUTCOMES
from registry.web.present import Name, Row, model_url, name_of, plain, row_of
from registry.web.words import Text, Word

_SHARED: Mapping[Shared, Text] = {
    Shared.ANCESTOR: _("the same ancestor"),
    Shared.TASK: _("the same task"),
    Shared.LANGUAGE: _("a language in common"),
    Shared.SIZE: _("about the same size"),
}


@dataclass(frozen=True, slots=True)
class AlternativeLine:
    """One model to take instead, with what it has in common; its address keeps the context."""

    row: Row
    url: str
    word: Word
    shared: tuple[Text, ...]
    ancestor: str


@dataclass(frozen=True, slots=True)
class Instead:
    """What to take instead of a model; ``context`` in words, ``query`` as parameters."""

    name: Name
    url: str
    context: str
    lines: tuple[AlternativeLine, ...]
    json_url: str


def instead_of(model: Model, within: InContext, now: datetime) -> Instead:
    """Return what to take instead of a model in a context."""
    repo_id, query = model.result.repo_id, urlencode(within.pairs)
    address = model_url(repo_id)
    named = f"{address}/alternatives?" if "/" in repo_id else f"/models/alternatives?repo_id={repo_id}&"
    found = alternatives(model, within, grounds.load(), now)
    return Instead(
        name=name_of(repo_id),
        url=f"{address}?{query}",
        context=in_words(within.context),
        lines=tuple(_line(one, query, now) for one in found),
        json_url=f"/api/v1{named}{query}",
    )


def instead_on_page(model: Model, params: Mapping[str, Sequence[str]], now: datetime) -> Instead | None:
    """Return what to take instead where an address says a context that does not allow the model; else None."""
    within = read_context({key: texts for key, texts in params.items() if is_of_context(key)})
    if not isinstance(within, InContext):
        return None
    known = grounds.load()
    held = judging.of_ids([model.result.id], known).get(model.result.id)
    if held is None or judging.verdict_of(held, within.context, known, now).outcome in ALLOWED:
        return None
    return instead_of(model, within, now)


@require_safe
def instead(request: HttpRequest, name: str) -> HttpResponse:
    """Show what to take instead of a model in the context that the address says."""
    found = find_model(name)
    if not isinstance(found, Model):
        raise Http404(gettext("The registry holds no model of that name."))
    within = read_context(dict(request.GET.lists()))
    if not isinstance(within, InContext):  # nothing is judged without one: its page offers those there are
        return HttpResponseRedirect(model_url(found.result.repo_id))
    page = {"instead": instead_of(found, within, timezone.now())}
    return render(request, "procurement/instead.html", page)


def _line(one: Alternative, query: str, now: datetime) -> AlternativeLine:
    row = row_of(one.result, now)
    return AlternativeLine(
        row=row,
        url=f"{row.url}?{query}",
        word=OUTCOMES[one.verdict.outcome],
        shared=tuple(_SHARED[shared] for shared in one.shared),
        ancestor=plain(one.ancestor or ""),
    )
