"""House rules on a layer: they come on top of what its licences say, and only make it worse."""

from collections.abc import Iterable

from registry.licences.knowledge import Knowledge
from registry.licences.lineage import Trait
from registry.licences.stack import Layer, LayerRelation
from registry.policy import sentences
from registry.policy.findings import NOTHING, Findings, together
from registry.policy.house import House
from registry.policy.verdict import Outcome, Reason, ReasonCode


def on_licence(key: str, house: House, knowledge: Knowledge) -> Findings:
    """Return what house rules say of one licence."""
    family = _family(key, knowledge)
    found = []
    if key in house.deny_licences or family in house.deny_families:
        found.append(_reason(ReasonCode.POLICY_DENIES, "POLICY_DENIES_LICENCE", Outcome.FORBIDDEN, key))
    if _asks_approval(house) and key not in house.approve_licences and family not in house.approve_families:
        code = ReasonCode.POLICY_NOT_APPROVED
        found.append(_reason(code, "POLICY_NOT_APPROVED_LICENCE", Outcome.REVIEW_REQUIRED, key))
    return together(found)


def on_no_licence(house: House) -> Findings:
    """Return what house rules say where no licence is known: it is not approved, where anything has to be."""
    if not _asks_approval(house):
        return NOTHING
    code = ReasonCode.POLICY_NOT_APPROVED
    return _reason(code, "POLICY_NOT_APPROVED_LICENCE", Outcome.REVIEW_REQUIRED, None)


def on_lineage(layer: Layer, house: House) -> Findings:
    """Return what house rules say of a layer of an ancestor that nobody knows, or of whose use nobody tells."""
    from_elsewhere = layer.relation is not LayerRelation.OWN
    unknown = from_elsewhere and (not layer.licences or layer.relation is LayerRelation.UNSTATED)
    if not house.refuse_unknown_lineage or not (unknown or Trait.CYCLE in layer.traits):
        return NOTHING
    return _reason(ReasonCode.POLICY_DENIES, "POLICY_DENIES_LINEAGE", Outcome.FORBIDDEN, None)


def on_unknown(outcome: Outcome, house: House) -> Findings:
    """Return what house rules say of what cannot be told."""
    if outcome is not Outcome.UNKNOWN or not house.unknown_is_forbidden:
        return NOTHING
    code = ReasonCode.POLICY_UNKNOWN_FORBIDDEN
    return _reason(code, code, Outcome.FORBIDDEN, None)


def denied(keys: Iterable[str], house: House, knowledge: Knowledge) -> Findings:
    """Return what house rules deny of licences that may or may not be meant."""
    return together(
        Findings(reasons=tuple(one for one in found.reasons if one.code is ReasonCode.POLICY_DENIES))
        for found in (on_licence(key, house, knowledge) for key in keys)
    )


def _asks_approval(house: House) -> bool:
    return bool(house.approve_licences or house.approve_families)


def _family(key: str, knowledge: Knowledge) -> str | None:
    licence = knowledge.licences.get(key)
    return None if licence is None else licence.family


def _reason(code: ReasonCode, sentence: str, outcome: Outcome, key: str | None) -> Findings:
    reason = Reason(code, outcome, sentences.reason(sentence), sentences.remedy(code), licence=key)
    return Findings(reasons=(reason,))
