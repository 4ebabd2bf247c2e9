"""Whom or what terms spare."""

from registry.licences.terms import Exemption, Occasion
from registry.licences.uses import Organisation, Purpose
from registry.policy import circumstances
from registry.policy.context import LICENSED_MODEL
from registry.policy.holds import NO, Holds, opposite, told, unsaid
from registry.policy.scene import Scene


def is_spared(scene: Scene, exemption: Exemption) -> Holds:
    """Tell whether an exemption holds for the asker; those for receivers of products never do."""
    context = scene.context
    match exemption:
        case Exemption.OWN_DERIVATIVES:
            base, member = circumstances.trained_member(context, "base")
            own = (LICENSED_MODEL, scene.licence.key)
            return unsaid(member) if base is None else told(member, yes=base in own)
        case Exemption.NON_COMMERCIAL:
            return opposite(scene.occasions[Occasion.COMMERCIAL_USE])
        case Exemption.RESEARCH:
            return circumstances.purpose_is(context, Purpose.RESEARCH)
        case Exemption.PERSONAL:
            return circumstances.purpose_is(context, Purpose.PERSONAL)
        case Exemption.ACADEMIC:
            return circumstances.organisation_is(context, Organisation.ACADEMIC)
        case Exemption.NONPROFIT:
            return circumstances.organisation_is(context, Organisation.NONPROFIT)
        case Exemption.INTEGRATED_PRODUCT | Exemption.END_USERS:
            return NO
