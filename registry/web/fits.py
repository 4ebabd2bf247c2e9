"""What fits: pick a machine and a context, see the models that surely run there. The search, asked by machine."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from registry.catalogue.facets import facets
from registry.catalogue.filters import BY_KEY
from registry.catalogue.query import InvalidQuery, parse
from registry.catalogue.search import find
from registry.catalogue.why_not import why_not
from registry.web.form import select
from registry.web.listing import listing, refusal
from registry.web.machines import Shelf, called, shelves, usual_machines
from registry.web.memory_form import Field
from registry.web.values import Linked

_KEYS = ("device", "devices", "context_length", "precision")
_ADDRESS = "/fits"


@dataclass(frozen=True, slots=True)
class Picker:
    """The form, and the machines that most people have; what else is asked stays in the address."""

    shelves: tuple[Shelf, ...]
    fields: tuple[Field, ...]
    hidden: tuple[tuple[str, str], ...]
    usual: tuple[Linked, ...]
    chosen: bool
    search_url: str


@require_safe
def fits(request: HttpRequest) -> HttpResponse:
    """Show what fits the machine that is asked about; without one, the machines to pick from."""
    pairs = [(key, text) for key, texts in request.GET.lists() for text in texts]
    stated = [(key, text) for key, text in pairs if text]
    if len(stated) < len(pairs):
        return HttpResponseRedirect(f"{_ADDRESS}?{urlencode(stated)}" if stated else _ADDRESS)
    given = dict(request.GET.lists())
    query = parse(given)
    if isinstance(query, InvalidQuery):
        page = {"picker": _picker(stated), "page": refusal(query, given, facets())}
        return render(request, "hardware/fits.html", page, status=400)
    picker, now = _picker(stated), timezone.now()
    shown = listing(query, find(query, now), facets(), why_not(query), now) if picker.chosen else None
    return render(request, "hardware/fits.html", {"picker": picker, "page": shown})


def _picker(stated: list[tuple[str, str]]) -> Picker:
    asked = dict(stated)
    others = tuple((key, text) for key, text in stated if key not in (*_KEYS, "cursor"))
    return Picker(
        shelves=shelves(asked.get("device", "")),
        fields=tuple(_field(key, asked.get(key, "")) for key in _KEYS[1:]),
        hidden=others,
        usual=tuple(
            Linked(called(one), f"{_ADDRESS}?" + urlencode((*others, *_said(one.device.slug, one.devices))))
            for one in usual_machines()
        ),
        chosen="device" in asked,
        search_url="/?" + urlencode([(key, text) for key, text in stated if key != "cursor"]),
    )


def _said(slug: str, number: int) -> tuple[tuple[str, str], ...]:
    return ("device", slug), *((("devices", str(number)),) if number > 1 else ())


def _field(key: str, chosen: str) -> Field:
    one = BY_KEY[key]
    return Field(key, str(one.label), select(one, (chosen,) if chosen else ()))
