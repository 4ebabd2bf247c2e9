"""Lists only the models whose verdict is asked for: the outcome of their stack, made worse by facts of their row.

There is no second judge here: what comes of stacks is a map of bytes that Python made, and which facts count, and
how much, is the one list of `policy.model_facts.fact_conditions`. SQL takes the worse of the two.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from registry.catalogue.filters import Condition
from registry.catalogue.query import SearchQuery
from registry.catalogue.verdicts import Judged
from registry.policy.model_facts import Fact, FactCondition, fact_conditions
from registry.policy.verdict import Outcome, ReasonCode

_GATED = "entry.gate IN ('auto', 'manual', 'gated')"
_PUBLISHER = "lower(entry.publisher)"
_HOLDS: Mapping[Fact, Callable[[FactCondition, datetime], Condition]] = {
    Fact.STALE: lambda one, now: Condition("entry.stale"),
    Fact.REMOVED: lambda one, now: Condition("entry.removed_at IS NOT NULL"),
    Fact.GATED: lambda one, now: Condition(_GATED),
    Fact.GATE_UNKNOWN: lambda one, now: Condition("entry.gate = 'unknown'"),
    Fact.PUBLISHER_IN: lambda one, now: Condition(f"{_PUBLISHER} = ANY(%s)", (list(one.values),)),
    Fact.PUBLISHER_NOT_IN: lambda one, now: Condition(f"{_PUBLISHER} <> ALL(%s)", (list(one.values),)),
    Fact.PUBLISHER_UNKNOWN: lambda one, now: Condition("entry.publisher IS NULL"),
    Fact.OLDER_THAN: lambda one, now: Condition(
        "entry.last_modified < %s", (now - timedelta(days=one.days or 0),)
    ),
    Fact.AGE_UNKNOWN: lambda one, now: Condition("entry.last_modified IS NULL"),
    Fact.PICKLE_ONLY: lambda one, now: Condition("entry.pickle_only"),
    Fact.FORMATS_UNKNOWN: lambda one, now: Condition("entry.pickle_only IS NULL"),
}
# What no row of the list has, because it is of live models, or what the cube knows; the rest it cannot tell.
_TOLD_BY_CUBE = frozenset({Fact.STALE, Fact.REMOVED, Fact.GATED})


@dataclass(frozen=True, slots=True)
class Asked:
    """The verdicts that a search asks for, in its context: as SQL, and as what is known of how many there are.

    ``stacks``: those whose models are meant, unless a fact of their row makes them worse. ``stale``: whether what
    is stale may be meant too, whatever its stack; ``raised``: whether other facts of a row may bring that about.
    """

    condition: Condition
    stacks: tuple[int, ...]
    stale: bool
    raised: bool


def asked(query: SearchQuery, judged: Judged, now: datetime) -> Asked:
    """Return what a search that is made in a context asks of rows. Pure; about a millisecond."""
    assert query.within is not None  # noqa: S101 - whoever asks has looked; for the type checker
    conditions = fact_conditions(query.within.context)
    wanted = [_outcome(judged, conditions, query.outcomes, now)]
    if query.reasons:
        wanted.append(_reason(judged, conditions, query.reasons, now))
    adding = {one.fact for one in conditions if _adds(one, query)}
    sql = " AND ".join(one.sql for one in wanted)
    parameters = tuple(value for one in wanted for value in one.parameters)
    return Asked(
        condition=Condition(sql, parameters),
        stacks=_meant(judged, query.outcomes, query.reasons),
        stale=Fact.STALE in adding,
        raised=bool(adding - {Fact.STALE, Fact.REMOVED}),
    )


def _adds(one: FactCondition, query: SearchQuery) -> bool:
    """Whether a fact may make a model one that is meant, though its stack is none of those that are."""
    better = {outcome for outcome in Outcome if outcome.badness < one.outcome.badness}
    return one.code in query.reasons or (one.outcome in query.outcomes and not better <= query.outcomes)


@lru_cache(maxsize=128)
def _meant(judged: Judged, outcomes: frozenset[Outcome], reasons: frozenset[ReasonCode]) -> tuple[int, ...]:
    meant = set(judged.stacks_as_bad(outcomes))
    if reasons:
        meant &= set(judged.stacks_with(reasons))
    return tuple(sorted(meant))


def is_told_by_cube(query: SearchQuery) -> bool:
    """Tell whether the cube knows every fact that matters in the context, but for what is stale."""
    return query.within is None or all(one.fact in _TOLD_BY_CUBE for one in fact_conditions(query.within.context))


def _outcome(
    judged: Judged, conditions: Iterable[FactCondition], outcomes: Iterable[Outcome], now: datetime
) -> Condition:
    """Ask that the worse of stack and facts is one of these outcomes.

    A stack that is stored since it was looked for has no place in the map: its models are in no list yet.
    """
    facts, parameters = _badness_of_facts(conditions, now)
    sql = f"""CASE WHEN entry.stack_id < %s
        THEN GREATEST(get_byte(%s::bytea, entry.stack_id::int), {facts}) = ANY(%s) ELSE false END"""
    asked_for = sorted(outcome.badness for outcome in outcomes)
    return Condition(sql, (len(judged.badness), judged.badness, *parameters, asked_for))


def _badness_of_facts(conditions: Iterable[FactCondition], now: datetime) -> tuple[str, tuple[object, ...]]:
    """As SQL: how bad the facts of a row are by themselves, the worst first."""
    ordered = sorted(conditions, key=lambda one: -one.outcome.badness)
    held = [(_HOLDS[one.fact](one, now), one.outcome.badness) for one in ordered]
    if not held:
        return "0", ()
    sql = " ".join(f"WHEN {condition.sql} THEN {badness}" for condition, badness in held)
    return f"CASE {sql} ELSE 0 END", tuple(value for condition, _ in held for value in condition.parameters)


def _reason(
    judged: Judged, conditions: Iterable[FactCondition], reasons: frozenset[ReasonCode], now: datetime
) -> Condition:
    """Ask that stack or facts give one of these reasons."""
    with_it = _with_reasons(judged, reasons)
    facts = [_HOLDS[one.fact](one, now) for one in conditions if one.code in reasons]
    of_stack = "CASE WHEN entry.stack_id < %s THEN get_byte(%s::bytea, entry.stack_id::int) = 1 ELSE false END"
    sql = " OR ".join((of_stack, *(one.sql for one in facts)))
    parameters = (len(with_it), with_it, *(value for one in facts for value in one.parameters))
    return Condition(f"({sql})", parameters)


@lru_cache(maxsize=128)
def _with_reasons(judged: Judged, reasons: frozenset[ReasonCode]) -> bytes:
    """A byte for each stack, by its id: 1 where it has one of the reasons."""
    found = bytearray(len(judged.badness))
    for stack_id in judged.stacks_with(reasons):
        found[stack_id] = 1
    return bytes(found)
