"""What may be done with outputs: using them, owning them, training other models with them."""

from collections.abc import Callable, Mapping

from registry.licences.terms import Effect, Term, TrainedKind
from registry.licences.uses import Purpose
from registry.policy import circumstances
from registry.policy.context import Context, TrainedModelKind
from registry.policy.findings import NOTHING, Findings
from registry.policy.holds import YES, Holds, all_of, any_of, opposite, told, unsaid
from registry.policy.rules.decisions import against, duty
from registry.policy.rules.exemptions import is_spared
from registry.policy.scene import Scene
from registry.policy.verdict import ObligationCode, Outcome, ReasonCode


def outputs_use(scene: Scene, term: Term) -> Findings:
    """Judge any use of outputs but training."""
    if term.effect is Effect.PERMIT:
        return NOTHING
    return against(scene, term, scene.applies(term), ReasonCode.OUTPUTS_RESTRICTED)


def outputs_ownership(scene: Scene, term: Term) -> Findings:
    """Judge outputs that belong to the maker: nothing but research is settled without a person."""
    if term.effect is Effect.PERMIT:
        return NOTHING
    beyond = opposite(circumstances.purpose_is(scene.context, Purpose.RESEARCH))
    return against(scene, term, beyond, ReasonCode.OUTPUTS_RESTRICTED, Outcome.REVIEW_REQUIRED)


def outputs_training(scene: Scene, term: Term) -> Findings:
    """Judge training other models of a kind that the licence speaks of, but for those that it spares."""
    if term.effect is Effect.PERMIT:
        return NOTHING
    meant = any_of(_TRAINS[kind](scene.context) for kind in term.trains)
    spared = any_of(is_spared(scene, exemption) for exemption in term.exemptions)
    trains = circumstances.trains(scene.context)
    holds = all_of((trains, meant, opposite(spared), scene.applies(term)))
    return against(scene, term, holds, ReasonCode.OUTPUT_TRAINING_FORBIDDEN)


def distillation_derivative(scene: Scene, term: Term) -> Findings:
    """Tell that a model that learns from outputs inherits the licence, where the asker trains one."""
    if term.effect is not Effect.REQUIRE:
        return NOTHING
    return duty(scene, term, ObligationCode.TRAINED_MODEL_INHERITS, circumstances.trains(scene.context))


def _is_kind(*kinds: TrainedModelKind) -> Callable[[Context], Holds]:
    def holds(context: Context) -> Holds:
        kind, member = circumstances.trained_member(context, "kind")
        return unsaid(member) if kind is None else told(member, yes=kind in kinds)

    return holds


def _is(name: str) -> Callable[[Context], Holds]:
    def holds(context: Context) -> Holds:
        value, member = circumstances.trained_member(context, name)
        return unsaid(member) if value is None else told(member, yes=bool(value))

    return holds


_TRAINS: Mapping[TrainedKind, Callable[[Context], Holds]] = {
    TrainedKind.ANY: lambda _: YES,
    TrainedKind.LLM: _is_kind(TrainedModelKind.LLM),
    TrainedKind.GENERATIVE: _is_kind(TrainedModelKind.GENERATIVE, TrainedModelKind.LLM),
    TrainedKind.FOUNDATIONAL: _is("foundational"),
    TrainedKind.COMPETING: _is("competes"),
}
