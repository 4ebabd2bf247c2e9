"""One model as both doors show it in a context: judged as it is today, with where all of it is from."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from registry.assessment.judging import of_ids, verdict_of
from registry.assessment.provenance import TracedStack, trace, trace_judged
from registry.catalogue.judgeable import Judgeable
from registry.catalogue.model import Model
from registry.licences.grounds import Grounds
from registry.policy.context import Context
from registry.policy.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Judgement:
    """What is judged of a model, and its stack, whose layers the verdicts on it name."""

    model: Judgeable
    stack: TracedStack

    def verdicts(self, contexts: Iterable[Context], grounds: Grounds, now: datetime) -> tuple[Verdict, ...]:
        """Return the verdict in each context. Pure."""
        return tuple(verdict_of(self.model, context, grounds, now) for context in contexts)


def judgement(model: Model, grounds: Grounds) -> Judgement:
    """Return what there is to judge of a model; what is stale is concluded afresh, and shown so.

    Cost: one query and those of `trace`; more where it is stale.
    """
    model_id = model.result.id
    held = of_ids([model_id], grounds)[model_id]
    if held.afresh:
        return Judgement(held, trace_judged([held], grounds)[model_id])
    return Judgement(held, trace(model, grounds))
