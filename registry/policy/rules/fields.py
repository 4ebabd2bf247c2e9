"""What the use is about, whether it competes with the maker, and terms that a person has to read."""

from registry.licences.terms import Effect, Term
from registry.licences.uses import Purpose
from registry.policy import circumstances
from registry.policy.findings import NOTHING, Findings, together
from registry.policy.holds import Known, all_of
from registry.policy.rules.decisions import against, because, duty, missing, settled
from registry.policy.scene import Scene
from registry.policy.verdict import ObligationCode, Outcome, ReasonCode


def use_restrictions(scene: Scene, term: Term) -> Findings:
    """Judge the fields of use: those excluded, those a person has to look at; what is left is a duty."""
    applies = scene.applies(term)
    if applies.known is Known.NO:
        return NOTHING
    if not term.forbidden_fields and not term.review_fields:
        if term.effect is Effect.CONDITION:
            return against(scene, term, applies, ReasonCode.FIELD_OF_USE_RESTRICTED)
        return duty(scene, term, ObligationCode.FOLLOW_USE_POLICY)
    return together((_fields(scene, term), duty(scene, term, ObligationCode.FOLLOW_USE_POLICY)))


def _fields(scene: Scene, term: Term) -> Findings:
    code = ReasonCode.FIELD_OF_USE_RESTRICTED
    applies = scene.applies(term)
    forbidden = all_of((applies, circumstances.is_about(scene.context, term.forbidden_fields)))
    review = all_of((applies, circumstances.is_about(scene.context, term.review_fields)))
    if forbidden.known is Known.YES:
        return because(scene, term, code, Outcome.FORBIDDEN, forbidden.members)
    for holds in (forbidden, review):
        if holds.known is Known.UNSAID:
            return missing(scene, term, holds.members, code, Outcome.FORBIDDEN)
    if Known.NO is forbidden.known is review.known:
        return NOTHING
    return settled(scene, term, code, review.members)


def competing_use(scene: Scene, term: Term) -> Findings:
    """Judge products that compete with the maker's, which a person has to tell."""
    if term.effect is Effect.PERMIT:
        return NOTHING
    if term.effect is Effect.CONDITION:
        return settled(scene, term, ReasonCode.COMPETING_USE)
    private = circumstances.purpose_is(scene.context, Purpose.RESEARCH, Purpose.PERSONAL)
    match private.known:
        case Known.YES:
            return NOTHING
        case Known.UNSAID:
            return missing(scene, term, private.members, ReasonCode.COMPETING_USE, Outcome.FORBIDDEN)
        case _:
            return settled(scene, term, ReasonCode.COMPETING_USE)


def other(scene: Scene, term: Term) -> Findings:
    """Judge what fits no kind: a duty is told, anything else is read by a person, unless its occasion decides."""
    if term.effect is Effect.REQUIRE:
        return duty(scene, term, ObligationCode.FURTHER_TERM)
    if term.effect is Effect.FORBID and not term.applies_to:
        return settled(scene, term, ReasonCode.FURTHER_TERM)
    return against(scene, term, scene.applies(term), ReasonCode.FURTHER_TERM)
