"""`/api/v1/schema/` and `/api/v1/docs/`: the contract in machine form, and a page to read and try it."""

from functools import cache
from typing import Any, cast

from django.http import HttpResponse
from django.urls import reverse
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.request import Request
from rest_framework.response import Response

from registry.api.view import Resource


class Schema(Resource):
    """OpenAPI 3.1, in YAML or JSON."""

    renderer_classes = SpectacularAPIView.renderer_classes

    @extend_schema(exclude=True)
    def get(self, request: Request) -> HttpResponse:
        """Return the schema of this version; it is made once in a process."""
        renderer = request.accepted_renderer
        return self.bytes_of(_rendered(renderer.media_type), str(renderer.media_type))


@cache
def _rendered(media_type: str) -> bytes:
    generator: Any = SchemaGenerator  # its makers annotate nothing
    schema = generator().get_schema(request=None, public=True)
    [renderer] = [one for one in Schema.renderer_classes if one.media_type == media_type]
    body = renderer().render(schema, renderer_context={})
    return body if isinstance(body, bytes) else body.encode()


class Docs(Resource, SpectacularSwaggerSplitView):
    """Swagger UI from our own files; its script is an answer of its own, so that no script stands in a page."""

    parameters = frozenset({"script"})
    template_name = "api/docs.html"

    @extend_schema(exclude=True)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Return the page, or with ``?script=`` the script that starts it."""
        found = super().get(request, *args, **kwargs)  # type: ignore[no-untyped-call]  # its makers annotate nothing
        return cast(Response, found)

    def _get_schema_url(self, request: Request) -> str:
        return reverse("schema")
