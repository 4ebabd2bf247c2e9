"""`/api/v1/models/…/memory` and `/api/v1/devices`: what a model needs, and the machines it may run on."""

from django.http import HttpResponse
from rest_framework.request import Request

from registry.api import memory_answers, memory_shapes, shapes
from registry.api.models import OneModel, repo_id_of, unknown
from registry.api.problems import REVISION_NOT_HELD, Refused
from registry.api.schema import NAME, NAMESPACE, REPO_ID, documented, parameter
from registry.api.view import Resource, refused, refused_query
from registry.assessment.memory import answer, known_of
from registry.catalogue.memory_query import PARAMETERS, MemoryQuery, parse
from registry.catalogue.model import Found, Moved, Unknown, resolve
from registry.catalogue.names import BadName, parse_name
from registry.catalogue.query import InvalidQuery, ParameterError
from registry.catalogue.reading import fetched
from registry.hardware.devices import devices

_KEYS = frozenset(one.key for one in PARAMETERS)
_ASKED = tuple(map(parameter, PARAMETERS))


class _OneMemory(OneModel):
    """What the two addresses share."""

    below = "/memory"

    def memory_of(self, text: str) -> HttpResponse:
        """Answer for the model of that name, or lead to its current name. Raises Refused."""
        query = parse(self.given())
        if isinstance(query, InvalidQuery):
            raise refused_query(query)
        name = parse_name(text)
        if isinstance(name, BadName):
            raise unknown(Unknown(text, name.detail))
        match found := resolve(name):
            case Moved(to):
                return self.moved(to)
            case Unknown():
                raise unknown(found)
        return self._answered(found, name.revision, query)

    def _answered(self, found: Found, revision: str | None, query: MemoryQuery) -> HttpResponse:
        [(held,)] = fetched("SELECT revision FROM entry WHERE id = %s", (found.id,))
        if revision and not (held or "").startswith(revision):
            raise Refused(
                REVISION_NOT_HELD, f"The registry holds {found.repo_id} at {held or 'no stated revision'}."
            )
        known = known_of(found.id)
        if not known.has(query.precision):
            fault = "is none of the usual ones, and the model is not published in it"
            raise refused([ParameterError("?precision", fault)])
        return self.answer(memory_answers.memory(found.repo_id, held, known, answer(known, query)))


class Memory(_OneMemory):
    """What a model needs."""

    parameters = _KEYS

    @documented("model_memory", memory_shapes.MemoryAnswer, NAMESPACE, NAME, *_ASKED, refusals=(404,), moves=True)
    def get(self, request: Request, namespace: str, name: str) -> HttpResponse:
        """Tell what a model needs, number by number, and whether it fits a machine."""
        return self.memory_of(f"{namespace}/{name}")


class LegacyMemory(_OneMemory):
    """What a model needs that is named by a parameter."""

    parameters = _KEYS | {"repo_id"}

    @documented("model_memory_by_name", memory_shapes.MemoryAnswer, REPO_ID, *_ASKED, refusals=(404,), moves=True)
    def get(self, request: Request) -> HttpResponse:
        """Tell what a model needs whose name has one part; any other name and a purl go too."""
        return self.memory_of(repo_id_of(self))


class Devices(Resource):
    """The machines."""

    @documented("devices", memory_shapes.DevicePage, tag="devices")
    def get(self, request: Request) -> HttpResponse:
        """List the accelerators and machines that `device` names, each figure with its source."""
        results = tuple(memory_answers.device(one) for one in devices().values())
        return self.answer(memory_shapes.DevicePage(results, None, shapes.Count(len(results), exact=True)))
