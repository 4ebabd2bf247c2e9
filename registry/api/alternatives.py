"""`/api/v1/models/…/alternatives`: what to take instead, in the same context."""

from django.http import HttpResponse
from django.utils import timezone
from rest_framework.request import Request

from registry.api import alternative_shapes, answers
from registry.api.models import OneModel, repo_id_of, unknown
from registry.api.problems import REVISION_NOT_HELD, Refused
from registry.api.schema import CONTEXT_PARAMETERS, NAME, NAMESPACE, REPO_ID, documented
from registry.api.view import refused
from registry.catalogue.model import Moved, OtherRevision, Unknown, find_model
from registry.catalogue.query import ParameterError
from registry.licences import grounds
from registry.policy.context import to_json
from registry.policy.judge import JUDGE_VERSION
from registry.policy.sentences import DISCLAIMER
from registry.procurement.alternatives import Alternative, alternatives


class _Alternatives(OneModel):
    """What the two addresses of alternatives share."""

    below = "/alternatives"
    judges = True

    def alternatives_of(self, name: str) -> HttpResponse:
        """Return what to take instead of the model of that name, or lead to its current name. Raises Refused."""
        within = self.within()
        if within is None:
            raise refused([ParameterError("?context", "must be given, or members of a context of your own")])
        match found := find_model(name):
            case Moved(to):
                return self.moved(to)
            case OtherRevision():
                raise Refused(REVISION_NOT_HELD, f"The registry holds {found.repo_id} at another revision.")
            case Unknown():
                raise unknown(found)
        known = grounds.load()
        told = alternatives(found, within, known, timezone.now())
        return self.answer(
            alternative_shapes.Alternatives(
                repo_id=found.result.repo_id,
                model_revision=found.result.revision,
                results=tuple(map(_told, told)),
                context=to_json(within.context),
                knowledge_version=known.version,
                judge_version=JUDGE_VERSION,
                disclaimer=DISCLAIMER.en,
            )
        )


class Alternatives(_Alternatives):
    """What to take instead of one model."""

    @documented(
        "model_alternatives",
        alternative_shapes.Alternatives,
        *(NAMESPACE, NAME, *CONTEXT_PARAMETERS),
        refusals=(404,),
        moves=True,
    )
    def get(self, request: Request, namespace: str, name: str) -> HttpResponse:
        """Tell the nearest models that a context allows, at most five: same task, language and size first."""
        return self.alternatives_of(f"{namespace}/{name}")


class LegacyAlternatives(_Alternatives):
    """What to take instead of a model that is named by a parameter."""

    parameters = frozenset({"repo_id"})

    @documented(
        "model_alternatives_by_name",
        alternative_shapes.Alternatives,
        *(REPO_ID, *CONTEXT_PARAMETERS),
        refusals=(404,),
        moves=True,
    )
    def get(self, request: Request) -> HttpResponse:
        """Tell the nearest models that a context allows, for a model whose name has one part; any name goes."""
        return self.alternatives_of(repo_id_of(self))


def _told(one: Alternative) -> alternative_shapes.Alternative:
    return alternative_shapes.Alternative(answers.entry(one.result, one.verdict), one.shared, one.ancestor)
