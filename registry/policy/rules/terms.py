"""Which rule judges which kind of term: every kind has one, or type checking fails."""

from typing import assert_never

from registry.licences.terms import Effect, Term, TermKind
from registry.policy.findings import NOTHING, Findings
from registry.policy.rules import commerce, duties, fields, grants, outputs, thresholds
from registry.policy.rules.territory import territory
from registry.policy.scene import Scene


def judge_term(scene: Scene, term: Term) -> Findings:  # noqa: C901 - one line for each kind of term
    """Return what follows of one term in a scene; of one that says nothing, nothing."""
    if term.effect in (Effect.SILENT, Effect.UNKNOWN):
        return NOTHING  # what was not read is told at once for a whole licence
    match term.kind:
        case TermKind.COMMERCIAL_USE:
            return commerce.commercial_use(scene, term)
        case TermKind.RESEARCH_ONLY:
            return commerce.research_only(scene, term)
        case TermKind.REDISTRIBUTION:
            return grants.redistribution(scene, term)
        case TermKind.DERIVATIVES:
            return grants.derivatives(scene, term)
        case TermKind.DERIVATIVE_SHARING:
            return grants.derivative_sharing(scene, term)
        case TermKind.OUTPUTS_USE:
            return outputs.outputs_use(scene, term)
        case TermKind.OUTPUTS_OWNERSHIP:
            return outputs.outputs_ownership(scene, term)
        case TermKind.OUTPUTS_TRAINING:
            return outputs.outputs_training(scene, term)
        case TermKind.DISTILLATION_DERIVATIVE:
            return outputs.distillation_derivative(scene, term)
        case TermKind.SHARE_ALIKE:
            return duties.share_alike(scene, term)
        case TermKind.REGISTRATION:
            return duties.registration(scene, term)
        case (
            TermKind.KEEP_NOTICES
            | TermKind.SHIP_LICENCE
            | TermKind.NOTICE_TEXT
            | TermKind.STATE_CHANGES
            | TermKind.ATTRIBUTION
            | TermKind.DISPLAY_TEXT
            | TermKind.NAME_PREFIX
            | TermKind.DISCLOSE_SOURCE
            | TermKind.PASS_DOWN
            | TermKind.USE_POLICY
            | TermKind.LATEST_VERSION
            | TermKind.CONTENT_FILTER
            | TermKind.OUTPUT_LABELLING
            | TermKind.LAWFUL_USE
            | TermKind.TRADE_LAW
            | TermKind.INDEMNITY
            | TermKind.STOP_AND_DELETE
            | TermKind.GUARDRAIL_BYPASS
            | TermKind.LITIGATION_TERMINATION
        ):
            return duties.plain(scene, term)
        case TermKind.USER_THRESHOLD | TermKind.REVENUE_THRESHOLD:
            return thresholds.threshold(scene, term)
        case TermKind.TERRITORY:
            return territory(scene, term)
        case TermKind.USE_RESTRICTIONS:
            return fields.use_restrictions(scene, term)
        case TermKind.COMPETING_USE:
            return fields.competing_use(scene, term)
        case TermKind.OTHER:
            return fields.other(scene, term)
        case TermKind.LICENSOR_MAY_AMEND | TermKind.LIVE_USE_POLICY:
            return duties.makers_power(scene, term)
        case (
            TermKind.COMMERCIAL_DEFINITION  # read into the scene
            | TermKind.HOSTED_DISTRIBUTION  # read into the scene
            | TermKind.PATENT_GRANT  # patents and trademarks are not judged, which the disclaimer says
            | TermKind.TRADEMARK
            | TermKind.REVOCABILITY  # told by the licence itself; it asks nothing of anybody
            | TermKind.REMOTE_RESTRICTION
        ):
            return NOTHING
        case _:
            assert_never(term.kind)
