"""`/api/v1/filters`: every search parameter, from the list that the search itself uses."""

from typing import Literal

from django.http import HttpResponse
from rest_framework.request import Request

from registry.api import shapes
from registry.api.schema import documented
from registry.api.view import Resource
from registry.catalogue.facets import Facets, facets
from registry.catalogue.filters import BY_KEY
from registry.catalogue.parameters import REPEATABLE, Kind, Parameter
from registry.catalogue.query import PARAMETERS


class Filters(Resource):
    """All search parameters."""

    @documented("filters", shapes.FilterPage)
    def get(self, request: Request) -> HttpResponse:
        """List the parameters of the search, with their choices and how many models each has."""
        counted = facets()
        results = tuple(_filter(one, counted) for one in PARAMETERS)
        count = shapes.Count(len(results), exact=True)
        return self.answer(shapes.FilterPage(results, None, count, counted.counted_at))


def _filter(one: Parameter, counted: Facets) -> shapes.Filter:
    combines: dict[Kind, Literal["or", "and"]] = {Kind.CHOICES: "or", Kind.TAGS: "and"}
    default = one.default
    return shapes.Filter(
        key=one.key,
        type=one.kind.value,
        label=str(one.label),
        help=str(one.help),
        repeatable=one.kind in REPEATABLE,
        combines=combines.get(one.kind),
        choices=_choices(one, counted),
        open=one.facet is not None and not one.choices,
        minimum=one.low,
        maximum=one.high,
        default=default if isinstance(default, str | int) else None,
    )


def _choices(one: Parameter, counted: Facets) -> tuple[shapes.Choice, ...] | None:
    if one.key in BY_KEY and one.facet:
        return tuple(shapes.Choice(c.value, str(c.label), c.models) for c in counted.choices(one.key))
    if one.choices:
        return tuple(shapes.Choice(c.value, str(c.label), None) for c in one.choices)
    return None
