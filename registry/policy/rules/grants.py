"""What the licence lets be done with the model itself: passing it on, changing it, passing changes on."""

from registry.licences.terms import Effect, Occasion, Term, TermKind
from registry.policy import circumstances, sentences
from registry.policy.findings import NOTHING, Findings, together
from registry.policy.holds import Holds, all_of, any_of
from registry.policy.rules.decisions import against, because
from registry.policy.scene import Scene, Tie
from registry.policy.verdict import Outcome, ReasonCode


def redistribution(scene: Scene, term: Term) -> Findings:
    """Judge passing copies on; hosting too, where the licence counts it as that."""
    if term.effect is Effect.PERMIT:
        return NOTHING
    found = against(scene, term, _reaches_others(scene), ReasonCode.NO_REDISTRIBUTION)
    return together((found, _breach(scene, term)))


def derivatives(scene: Scene, term: Term) -> Findings:
    """Judge making changed models."""
    if term.effect is Effect.PERMIT:
        return NOTHING
    found = against(scene, term, _changes(scene), ReasonCode.NO_DERIVATIVES)
    return together((found, _breach(scene, term)))


def derivative_sharing(scene: Scene, term: Term) -> Findings:
    """Judge passing changed models on."""
    if term.effect is Effect.PERMIT:
        return NOTHING
    out = any_of((_reaches_others(scene), circumstances.publishes_changes(scene.context)))
    found = against(scene, term, all_of((_changes(scene), out)), ReasonCode.NO_DERIVATIVES)
    return together((found, _breach(scene, term)))


def _changes(scene: Scene) -> Holds:
    """Whether the asker makes changed models; a model that learns from outputs may count as one."""
    changed = circumstances.changes(scene.context)
    return any_of((changed, circumstances.trains(scene.context))) if scene.outputs_derive else changed


def _reaches_others(scene: Scene) -> Holds:
    passed_on = scene.occasions[Occasion.REDISTRIBUTION]
    hosted = scene.occasions[Occasion.HOSTED_SERVICE]
    return any_of((passed_on, hosted)) if scene.hosting_distributes else passed_on


def _breach(scene: Scene, term: Term) -> Findings:
    """A model that its parent's licence does not let exist in public is a breach, whoever uses it how."""
    if scene.tie is not Tie.ANCESTOR or term.effect is not Effect.FORBID:
        return NOTHING
    what = "COPIES" if term.kind is TermKind.REDISTRIBUTION else "DERIVATIVES"
    text = sentences.reason(f"UPSTREAM_BREACH_{what}")
    return because(scene, term, ReasonCode.UPSTREAM_BREACH, Outcome.REVIEW_REQUIRED, text=text)
