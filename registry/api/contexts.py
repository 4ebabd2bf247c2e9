"""`/api/v1/contexts`: contexts to begin with."""

from django.http import HttpResponse
from msgspec import convert
from msgspec.structs import astuple
from rest_framework.request import Request

from registry.api import context_shapes, shapes
from registry.api.problems import UNKNOWN_CONTEXT, Refused
from registry.api.schema import SLUG, documented
from registry.api.view import Resource
from registry.policy.context import to_json
from registry.policy.ready_made import ReadyMade, of_slug, ready_made


class Contexts(Resource):
    """All ready-made contexts."""

    @documented("contexts", shapes.ContextPage, tag="contexts")
    def get(self, request: Request) -> HttpResponse:
        """List the contexts to begin with; every member of each is said."""
        results = tuple(map(_told, ready_made()))
        return self.answer(shapes.ContextPage(results, None, shapes.Count(len(results), exact=True)))


class Context(Resource):
    """One ready-made context."""

    @documented("context", context_shapes.ContextDetail, SLUG, refusals=(404,), tag="contexts")
    def get(self, request: Request, slug: str) -> HttpResponse:
        """Tell what a ready-made context says."""
        found = of_slug(slug)
        if found is None:
            raise Refused(UNKNOWN_CONTEXT, f"There is none called “{slug[:100]}”; /api/v1/contexts lists them.")
        return self.answer(context_shapes.ContextDetail(*astuple(_told(found))))


def _told(one: ReadyMade) -> context_shapes.ReadyContext:
    said = convert(to_json(one.context), context_shapes.Context)
    return context_shapes.ReadyContext(one.slug, one.name.en, tuple(words.en for words in one.about), said)
