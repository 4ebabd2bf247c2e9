"""What is judged of a model besides its licence stack: facts of its repository, and house rules on them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache

from registry.licences.determination import Why
from registry.licences.stack import LayerRelation
from registry.policy import sentences
from registry.policy.context import Context
from registry.policy.verdict import (
    Assumption,
    AssumptionCode,
    Obligation,
    ObligationCode,
    Outcome,
    Reason,
    ReasonCode,
    Verdict,
    worst,
)


class Gate(StrEnum):
    """Whether a repository asks something before it is opened; ``unknown``: the listing did not say."""

    OPEN = "open"
    AUTO = "auto"
    MANUAL = "manual"
    GATED = "gated"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class ModelFacts:
    """Facts of one repository that are no licence terms, at the revision that is asked about.

    ``held`` is false where the registry has no such model, ``revision_examined`` where evidence is held of other
    revisions only: then there is no stack to judge, and nothing else is looked at. ``stale``: what it was made
    from changed since it was concluded. ``pickle_only`` is None where its files are not known. ``why`` is that of
    its own determination. ``repo_id`` is its name today.
    """

    held: bool = True
    revision_examined: bool = True
    stale: bool = False
    removed: bool = False
    gate: Gate = Gate.UNKNOWN
    prompt_read: bool = False
    publisher: str | None = None
    last_modified: datetime | None = None
    pickle_only: bool | None = None
    why: Why | None = None
    repo_id: str | None = None


class Fact(StrEnum):
    """A fact of a row that decides something, as a search has to ask for it."""

    STALE = "stale"
    REMOVED = "removed"
    GATED = "gated"  # the gate is auto, manual or gated
    GATE_UNKNOWN = "gate_unknown"
    PUBLISHER_IN = "publisher_in"  # casefolded, one of the values
    PUBLISHER_NOT_IN = "publisher_not_in"  # known, and none of the values
    PUBLISHER_UNKNOWN = "publisher_unknown"
    OLDER_THAN = "older_than"  # the last commit lies more than so many days before now
    AGE_UNKNOWN = "age_unknown"
    PICKLE_ONLY = "pickle_only"
    FORMATS_UNKNOWN = "formats_unknown"


@dataclass(frozen=True, slots=True)
class FactCondition:
    """Where ``fact`` holds of a model, its outcome is ``outcome`` or worse, for the reason ``code``."""

    fact: Fact
    outcome: Outcome
    code: ReasonCode
    sentence: str  # its key among those of reasons
    values: tuple[str, ...] = ()  # publishers, casefolded
    days: int | None = None


_GATED = frozenset({Gate.AUTO, Gate.MANUAL, Gate.GATED})
_UNRESOLVED = {
    Why.FAMILY_ONLY: ReasonCode.FAMILY_TAG_ONLY,
    Why.VARIANT_TEXT: ReasonCode.VARIANT_TEXT,
}


@lru_cache(maxsize=1024)
def fact_conditions(context: Context) -> tuple[FactCondition, ...]:
    """Return every fact of a row that decides something in a context, and what.

    The outcome of a model that is held is ``worst(outcome of its stack, *outcomes of the conditions that hold of
    it)``, and nothing else. So a search that asks for one outcome filters by ``GREATEST(badness of the stack, CASE
    WHEN condition THEN badness …)``, or, without arithmetic, as ``stack_id = ANY(those at most as bad)``, no worse
    condition, and ``stack_id = ANY(those as bad) OR a condition as bad``. `judge_model` goes by the same list.
    """
    house = context.policy
    found = [
        FactCondition(Fact.STALE, Outcome.UNKNOWN, ReasonCode.NOT_EXAMINED, "STALE"),
        FactCondition(Fact.REMOVED, Outcome.REVIEW_REQUIRED, ReasonCode.MODEL_REMOVED, "MODEL_REMOVED"),
        FactCondition(
            Fact.GATED, Outcome.ALLOWED_WITH_OBLIGATIONS, ReasonCode.GATED_ACCEPTANCE, "GATED_ACCEPTANCE"
        ),
    ]
    if house.refuse_removed:
        found.append(_denies(Fact.REMOVED, "REMOVED"))
    if house.refuse_gated:
        found += (_denies(Fact.GATED, "GATED"), _cannot_tell(Fact.GATE_UNKNOWN))
    if house.refuse_pickle_only:
        found += (_denies(Fact.PICKLE_ONLY, "PICKLE"), _cannot_tell(Fact.FORMATS_UNKNOWN))
    if house.maximum_age_days is not None:
        found.append(replace(_denies(Fact.OLDER_THAN, "AGE"), days=house.maximum_age_days))
        found.append(_cannot_tell(Fact.AGE_UNKNOWN))
    if house.deny_publishers:
        found.append(replace(_denies(Fact.PUBLISHER_IN, "PUBLISHER"), values=house.deny_publishers))
    if house.approve_publishers:
        found.append(
            FactCondition(
                Fact.PUBLISHER_NOT_IN,
                Outcome.REVIEW_REQUIRED,
                ReasonCode.POLICY_NOT_APPROVED,
                "POLICY_NOT_APPROVED_PUBLISHER",
                values=house.approve_publishers,
            )
        )
    if house.deny_publishers or house.approve_publishers:
        found.append(_cannot_tell(Fact.PUBLISHER_UNKNOWN))
    return tuple(_hardened(one, house.unknown_is_forbidden) for one in found)


def holds(condition: FactCondition, facts: ModelFacts, now: datetime) -> bool:  # noqa: C901 - one line a fact
    """Tell whether a condition holds of a model, as a search has to ask it of a row."""
    publisher = None if facts.publisher is None else facts.publisher.casefold()
    match condition.fact:
        case Fact.STALE:
            return facts.stale
        case Fact.REMOVED:
            return facts.removed
        case Fact.GATED:
            return facts.gate in _GATED
        case Fact.GATE_UNKNOWN:
            return facts.gate is Gate.UNKNOWN
        case Fact.PUBLISHER_IN:
            return publisher in condition.values
        case Fact.PUBLISHER_NOT_IN:
            return publisher is not None and publisher not in condition.values
        case Fact.PUBLISHER_UNKNOWN:
            return publisher is None
        case Fact.OLDER_THAN:
            oldest = now - timedelta(days=condition.days or 0)
            return facts.last_modified is not None and facts.last_modified < oldest
        case Fact.AGE_UNKNOWN:
            return facts.last_modified is None
        case Fact.PICKLE_ONLY:
            return facts.pickle_only is True
        case Fact.FORMATS_UNKNOWN:
            return facts.pickle_only is None


def judge_model(verdict: Verdict, facts: ModelFacts, context: Context, now: datetime) -> Verdict:
    """Return the verdict on a model: that on its stack, and what its facts add. Pure."""
    if not facts.held:
        return _only(verdict, ReasonCode.NOT_IN_REGISTRY, context)
    if not facts.revision_examined:
        return _only(verdict, ReasonCode.REVISION_NOT_EXAMINED, context)
    met = [one for one in fact_conditions(context) if holds(one, facts, now)]
    reasons = (*_named(verdict, facts), *(_reason(one) for one in met))
    gated = facts.gate in _GATED
    text = sentences.obligation(ObligationCode.ACCEPT_GATE)
    gate = (Obligation(ObligationCode.ACCEPT_GATE, text, "always"),) if gated else ()
    return replace(
        verdict,
        outcome=worst((verdict.outcome, *(one.outcome for one in met))),
        reasons=tuple(sorted(reasons, key=lambda one: -one.outcome.badness)),
        obligations=(*gate, *verdict.obligations),
        assumptions=(*_of_gate(facts), *_of_name(verdict, facts), *verdict.assumptions),
    )


def _named(verdict: Verdict, facts: ModelFacts) -> Iterable[Reason]:
    """The reasons of a stack, the one for an unresolved licence of its own by what is known of why."""
    code = _UNRESOLVED.get(facts.why) if facts.why is not None else None
    for one in verdict.reasons:
        own = one.layer is not None and verdict.layers[one.layer].relation is LayerRelation.OWN
        if code is not None and own and one.code is ReasonCode.LICENCE_UNRESOLVED and one.licence is None:
            yield replace(one, code=code, text=sentences.reason(code), remedy=sentences.remedy(code))
        else:
            yield one


def _of_gate(facts: ModelFacts) -> Iterable[Assumption]:
    if facts.gate in _GATED and not facts.prompt_read:
        yield Assumption(AssumptionCode.PROMPT_NOT_READ, sentences.assumption("PROMPT_NOT_READ"))
    if facts.gate is Gate.UNKNOWN:
        yield Assumption(AssumptionCode.GATE_UNKNOWN, sentences.assumption("GATE_UNKNOWN"))


def _of_name(verdict: Verdict, facts: ModelFacts) -> Iterable[Assumption]:
    """Warn of a name that its publisher should not have given it; that breach is the publisher's."""
    if facts.repo_id is None:
        return
    name = facts.repo_id.rpartition("/")[2].casefold()
    for one in verdict.obligations:
        inherited = one.layer is not None and verdict.layers[one.layer].relation is not LayerRelation.OWN
        prefix = one.prescribed or ""
        if one.code is ObligationCode.NAME_PREFIX and inherited and not name.startswith(prefix.casefold()):
            text = sentences.filled(sentences.assumption("NAME_WITHOUT_PREFIX"), what=prefix)
            yield Assumption(AssumptionCode.NAME_WITHOUT_PREFIX, text, one.layer, one.licence, one.term)


def _only(verdict: Verdict, code: ReasonCode, context: Context) -> Verdict:
    """The verdict on what nothing is known of."""
    condition = FactCondition(Fact.STALE, Outcome.UNKNOWN, code, code)
    reason = _reason(_hardened(condition, context.policy.unknown_is_forbidden))
    return Verdict(
        outcome=reason.outcome,
        layers=(),
        reasons=(reason,),
        knowledge_version=verdict.knowledge_version,
        judge_version=verdict.judge_version,
    )


def _denies(fact: Fact, what: str) -> FactCondition:
    return FactCondition(fact, Outcome.FORBIDDEN, ReasonCode.POLICY_DENIES, f"POLICY_DENIES_{what}")


def _cannot_tell(fact: Fact) -> FactCondition:
    return FactCondition(fact, Outcome.UNKNOWN, ReasonCode.POLICY_DENIES, "POLICY_CANNOT_TELL")


def _hardened(condition: FactCondition, unknown_is_forbidden: bool) -> FactCondition:  # noqa: FBT001 - a house rule
    if condition.outcome is Outcome.UNKNOWN and unknown_is_forbidden:
        return replace(condition, outcome=Outcome.FORBIDDEN)
    return condition


def _reason(condition: FactCondition) -> Reason:
    text = sentences.filled(
        sentences.reason(condition.sentence), days=str(condition.days), what=condition.fact.value
    )
    return Reason(condition.code, condition.outcome, text, sentences.remedy(condition.code))
