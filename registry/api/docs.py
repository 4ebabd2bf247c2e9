"""The contract in machine form, a page to read and try it, and one that explains each kind of problem."""

from functools import cache
from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.request import Request
from rest_framework.response import Response

from registry.api.problems import KINDS, described
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
    generator: Any = SchemaGenerator  # drf-spectacular's view is not annotated
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
        found = super().get(request, *args, **kwargs)  # type: ignore[no-untyped-call]  # drf-spectacular's view is not annotated
        return cast(Response, found)

    def _get_schema_url(self, request: Request) -> str:
        return reverse("schema")


@require_safe
def problems(request: HttpRequest) -> HttpResponse:
    """Explain every kind of problem, each under the name that its ``type`` ends in."""
    return render(request, "api/problems.html", {"kinds": described()})


@require_safe
def problem(request: HttpRequest, slug: str) -> HttpResponse:
    """Lead from the ``type`` of a problem to where it is explained."""
    if slug not in {kind.slug for kind in KINDS}:
        raise Http404
    return redirect(f"{reverse('problems')}#{slug}")
