"""Commercial use and research alone: what a use is for, by the licence's own definition where it has one."""

from registry.licences.terms import Effect, Term
from registry.policy import sentences
from registry.policy.findings import NOTHING, Findings, together
from registry.policy.holds import Holds, Known
from registry.policy.rules.decisions import against, duty
from registry.policy.rulings import Rulings, beyond_research
from registry.policy.scene import Scene
from registry.policy.verdict import ObligationCode, ReasonCode, Words


def commercial_use(scene: Scene, term: Term) -> Findings:
    """Judge whether the use is commercial, where the licence excludes that or sets a condition."""
    if term.effect is Effect.PERMIT:
        return NOTHING
    if term.effect is Effect.CONDITION:
        return against(scene, term, scene.commercial.holds, ReasonCode.NON_COMMERCIAL)
    stay = sentences.obligation(ObligationCode.STAY_NON_COMMERCIAL)
    return _within(scene, term, scene.commercial, ReasonCode.NON_COMMERCIAL, stay)


def research_only(scene: Scene, term: Term) -> Findings:
    """Judge whether the use goes beyond research, where the licence is for that alone."""
    rulings = beyond_research(scene.context, scene.definition)
    return _within(scene, term, rulings, ReasonCode.RESEARCH_ONLY, sentences.obligation("STAY_IN_RESEARCH"))


def _within(scene: Scene, term: Term, rulings: Rulings, code: ReasonCode, stay: Words) -> Findings:
    """What is against the use; where it may stay within the licence, the duty to stay there."""
    holds = rulings.holds
    found = against(scene, term, holds, code)
    if holds.known is Known.YES:
        return found
    stays = Holds(Known.YES if holds.known is Known.NO else Known.OPEN)
    return together((found, duty(scene, term, ObligationCode.STAY_NON_COMMERCIAL, stays, stay)))
