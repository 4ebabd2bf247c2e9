"""What has to be done: each kind of duty is an item of the checklist where its occasion comes."""

from collections.abc import Mapping

from registry.licences.terms import Effect, Term, TermKind
from registry.policy.findings import NOTHING, Findings, together
from registry.policy.holds import Known
from registry.policy.rules.decisions import assumed, because, duty
from registry.policy.scene import Scene
from registry.policy.verdict import AssumptionCode, ObligationCode, Outcome, ReasonCode

_CODES: Mapping[TermKind, ObligationCode] = {
    TermKind.KEEP_NOTICES: ObligationCode.KEEP_NOTICES,
    TermKind.SHIP_LICENCE: ObligationCode.SHIP_LICENCE,
    TermKind.NOTICE_TEXT: ObligationCode.KEEP_NOTICES,
    TermKind.STATE_CHANGES: ObligationCode.STATE_CHANGES,
    TermKind.ATTRIBUTION: ObligationCode.ATTRIBUTE,
    TermKind.DISPLAY_TEXT: ObligationCode.DISPLAY_NOTICE,
    TermKind.NAME_PREFIX: ObligationCode.NAME_PREFIX,
    TermKind.DISCLOSE_SOURCE: ObligationCode.DISCLOSE_SOURCE,
    TermKind.PASS_DOWN: ObligationCode.PASS_DOWN_RESTRICTIONS,
    TermKind.USE_POLICY: ObligationCode.FOLLOW_USE_POLICY,
    TermKind.LATEST_VERSION: ObligationCode.USE_LATEST_VERSION,
    TermKind.CONTENT_FILTER: ObligationCode.CONTENT_FILTER,
    TermKind.OUTPUT_LABELLING: ObligationCode.LABEL_OUTPUTS,
    TermKind.LAWFUL_USE: ObligationCode.COMPLY_LAW,
    TermKind.TRADE_LAW: ObligationCode.COMPLY_TRADE_LAW,
    TermKind.INDEMNITY: ObligationCode.INDEMNIFY,
    TermKind.STOP_AND_DELETE: ObligationCode.STOP_AND_DELETE,
    TermKind.GUARDRAIL_BYPASS: ObligationCode.KEEP_GUARDRAILS,
    TermKind.LITIGATION_TERMINATION: ObligationCode.PATENT_CLAIM_ENDS_LICENCE,
}


def plain(scene: Scene, term: Term) -> Findings:
    """Tell the duty that a kind of term is; one that is permitted is one that the text does not ask."""
    if term.effect is Effect.PERMIT:
        return NOTHING
    return duty(scene, term, _CODES[term.kind])


def share_alike(scene: Scene, term: Term) -> Findings:
    """Tell the duty to keep the licence, and that it is there: it may reach what the model is built into."""
    return _with_reason(scene, term, ObligationCode.SHARE_ALIKE, ReasonCode.SHARE_ALIKE)


def registration(scene: Scene, term: Term) -> Findings:
    """Tell the duty to register, and that it is there."""
    return _with_reason(scene, term, ObligationCode.REGISTER, ReasonCode.REGISTRATION_REQUIRED)


def makers_power(scene: Scene, term: Term) -> Findings:
    """Tell that the maker may change what was judged; that alone asks nothing of anybody."""
    if term.effect is Effect.FORBID:
        return NOTHING
    return assumed(scene, term, AssumptionCode.MAKER_MAY_CHANGE, day=term.source.seen)


def _with_reason(scene: Scene, term: Term, code: ObligationCode, reason: ReasonCode) -> Findings:
    if term.effect is Effect.PERMIT:
        return NOTHING
    found = duty(scene, term, code)
    if scene.applies(term).known is not Known.YES:
        return found
    return together((because(scene, term, reason, Outcome.ALLOWED_WITH_OBLIGATIONS), found))
