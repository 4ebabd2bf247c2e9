"""`/api/v1/models/…`: one model, and what changed about it."""

from typing import ClassVar
from urllib.parse import quote

from django.http import HttpResponse
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from registry.api import answers, memory_answers, model_answers, shapes
from registry.api.model_shapes import Model as Shape
from registry.api.problems import REVISION_NOT_HELD, UNKNOWN_MODEL, Refused
from registry.api.schema import CONTEXT_PARAMETERS, NAME, NAMESPACE, REPO_ID, documented, parameter
from registry.api.view import Resource, refused
from registry.assessment.measurements import held_of
from registry.assessment.one_model import judgement
from registry.catalogue.cursors import BadCursor
from registry.catalogue.history import HistoryPage, history
from registry.catalogue.model import Found, Moved, OtherRevision, Unknown, find_model, resolve
from registry.catalogue.names import BadName, parse_name
from registry.catalogue.query import CURSOR, SIZE, ParameterError
from registry.licences import grounds


class OneModel(Resource):
    """What is addressed under the name of one model."""

    below: ClassVar[str] = ""  # what stands after the name

    def model_of(self, name: str) -> HttpResponse:
        """Return the model of that name, or lead to its current name. Raises Refused."""
        within, now, known = self.within(), timezone.now(), grounds.load()
        found = find_model(name)
        match found:
            case Moved(to):
                return self.moved(to)
            case OtherRevision():
                held = found.held or "no stated revision"
                raise Refused(REVISION_NOT_HELD, f"The registry holds {found.repo_id} at {held}.")
            case Unknown():
                raise unknown(found)
        judged = judgement(found, known)
        verdict = next(iter(judged.verdicts([within.context] if within else [], known, now)), None)
        measurement = held_of([found.result.id]).get(found.result.id)
        measured = memory_answers.measurement(measurement) if measurement else None
        return self.answer(model_answers.model(name, found, judged, verdict, measured))

    def moved(self, to: str) -> HttpResponse:
        """Lead to the current name, for a while: a former name may be taken again."""
        asked = self.request.query_params.copy()
        asked.pop("repo_id", None)
        query = f"?{asked.urlencode()}" if asked else ""
        address = f"/api/v1/models/{quote(to, safe='/@')}{self.below}{query}"
        if self.below and "/" not in to:
            asked["repo_id"] = to
            address = f"/api/v1/models{self.below}?{asked.urlencode()}"
        return self.moved_to(address)


class Model(OneModel):
    """One model of a namespace."""

    judges = True

    @documented("model", Shape, NAMESPACE, NAME, *CONTEXT_PARAMETERS, refusals=(404,), moves=True)
    def get(self, request: Request, namespace: str, name: str) -> HttpResponse:
        """Tell everything that is held about one model. Its name may carry @ and a revision."""
        return self.model_of(f"{namespace}/{name}")


class LegacyModel(OneModel):
    """One of the oldest models, whose names have no namespace."""

    judges = True

    @documented("legacy_model", Shape, NAME, *CONTEXT_PARAMETERS, refusals=(404,), moves=True)
    def get(self, request: Request, name: str) -> HttpResponse:
        """Tell everything that is held about one model whose name has one part, such as gpt2."""
        return self.model_of(name)


class PackageUrl(OneModel):
    """A model by its package URL; the same answer as under its name."""

    judges = True

    @extend_schema(exclude=True)  # the slashes in its name are more than a template of OpenAPI can say
    def get(self, request: Request, purl: str) -> HttpResponse:
        """Tell everything that is held about the model that pkg:huggingface/… names."""
        return self.model_of(purl)


class _OneHistory(OneModel):
    """What the two addresses of a history share."""

    below = "/history"

    def history_of(self, text: str) -> HttpResponse:
        """Return the history of the model of that name, or lead to its current name. Raises Refused."""
        name = parse_name(text)
        if isinstance(name, BadName):
            raise unknown(Unknown(text, name.detail))
        found = resolve(name)
        match found:
            case Moved(to):
                return self.moved(to)
            case Unknown():
                raise unknown(found)
        return self._page(found)

    def _page(self, found: Found) -> HttpResponse:
        cursor, size = self.paging()
        page = history(found.id, cursor, size)
        if isinstance(page, BadCursor):
            raise refused([ParameterError("?cursor", "is not a cursor of this history")])
        return self.answer(_told(found.repo_id, page, self.following(page.cursor)))


class History(_OneHistory):
    """What changed about one model."""

    parameters = frozenset({CURSOR.key, SIZE.key})

    @documented(
        "model_history",
        shapes.HistoryPage,
        *(NAMESPACE, NAME, parameter(CURSOR), parameter(SIZE)),
        refusals=(404,),
        moves=True,
    )
    def get(self, request: Request, namespace: str, name: str) -> HttpResponse:
        """Tell what changed about a model, when, from what to what: never counters."""
        return self.history_of(f"{namespace}/{name}")


class LegacyHistory(_OneHistory):
    """What changed about a model that is named by a parameter."""

    parameters = frozenset({"repo_id", CURSOR.key, SIZE.key})

    @documented(
        "model_history_by_name",
        shapes.HistoryPage,
        *(REPO_ID, parameter(CURSOR), parameter(SIZE)),
        refusals=(404,),
        moves=True,
    )
    def get(self, request: Request) -> HttpResponse:
        """Tell what changed about a model whose name has one part; any other name and a purl go too."""
        return self.history_of(repo_id_of(self))


def repo_id_of(view: Resource) -> str:
    """Return the name that is given as a parameter. Raises Refused where it is none."""
    given = view.given().get("repo_id", [])
    if len(given) != 1:
        raise refused([ParameterError("?repo_id", "must be given once")])
    name_or_not = parse_name(given[0])
    if isinstance(name_or_not, BadName):
        raise refused([ParameterError("?repo_id", f"cannot name a model: {name_or_not.detail}")])
    return given[0]


def unknown(found: Unknown) -> Refused:
    """Return the problem of a name that no model has."""
    said = f"“{found.name[:200]}” names no model of the registry"
    return Refused(UNKNOWN_MODEL, f"{said}: {found.detail}." if found.detail else f"{said}.")


def _told(repo_id: str, page: HistoryPage, following: str | None) -> shapes.HistoryPage:
    changes = tuple(shapes.Change(one.field, one.old, one.new, one.revision, one.seen_at) for one in page.changes)
    return shapes.HistoryPage(repo_id, changes, following, answers.count(page.count))
