"""What holds of every verdict."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from registry.licences.determination import Status
from registry.licences.evidence import Component
from registry.licences.stack import Layer, LayerRelation, from_json
from registry.licences.stack import to_json as stack_json
from registry.licences.terms import Effect
from registry.policy import judge as judging
from registry.policy.context import Context, TrainedModel, TrainedModelKind
from registry.policy.judge import judge
from registry.policy.model_facts import Gate, ModelFacts, fact_conditions, holds, judge_model
from registry.policy.ready_made import ready_made
from registry.policy.rules.terms import judge_term
from registry.policy.scene import Tie, binding_terms, set_scene
from registry.policy.verdict import Outcome, ReasonCode, Verdict, worst
from registry.policy.verdict_json import as_data, of_data, to_json
from tests.policy.strategies import KEYS, KNOWLEDGE, TOLD, contexts, full_contexts, houses, layers, stacks

_QUICK = settings(max_examples=150, deadline=None)
_FIT = Outcome.ALLOWED_WITH_OBLIGATIONS.badness  # no worse than that is fit for use
_NOW = datetime(2026, 11, 24, tzinfo=UTC)
_NOT_KNOWN = (Status.MISSING, Status.NOT_EXAMINED, Status.UNRESOLVED)


def _bytes(verdict: Verdict) -> bytes:
    return json.dumps([to_json(verdict), to_json(verdict, "fr"), as_data(verdict)], ensure_ascii=False).encode()


@_QUICK
@given(stacks, layers(), contexts, houses)
def test_a_further_layer_never_makes_an_outcome_better(stack: Any, layer: Any, context: Any, house: Any) -> None:
    told_by_a_source = layer.relation is LayerRelation.QUANTIZED
    assume(stack)
    assume(not (told_by_a_source and any(one.status is Status.INFERRED for one in stack)))
    context = replace(context, policy=house)
    before, after = judge(stack, context, KNOWLEDGE), judge((*stack, layer), context, KNOWLEDGE)
    assert after.outcome.badness >= before.outcome.badness


@_QUICK
@given(stacks, full_contexts, st.sampled_from(TOLD))
def test_leaving_something_out_never_makes_a_use_fit(stack: Any, context: Any, member: str) -> None:
    told = judge(stack, context, KNOWLEDGE)
    assume(told.outcome.badness > _FIT)
    silent = replace(context, **{member: () if member == "answers" else None})
    assert judge(stack, silent, KNOWLEDGE).outcome.badness > _FIT


@_QUICK
@given(stacks, full_contexts, st.sampled_from(TOLD))
def test_leaving_something_out_never_hides_a_duty(stack: Any, context: Any, member: str) -> None:
    told = judge(stack, context, KNOWLEDGE)
    assume(told.outcome is not Outcome.ALLOWED)
    silent = replace(context, **{member: () if member == "answers" else None})
    assert judge(stack, silent, KNOWLEDGE).outcome is not Outcome.ALLOWED


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(KEYS), st.sampled_from(Tie), contexts)
def test_a_question_lowers_an_outcome_only_if_some_answer_would(key: str, tie: Tie, context: Context) -> None:
    licence = KNOWLEDGE.licences[key]
    scene = set_scene(licence, tie, (), context)
    for term in binding_terms(licence):
        found = judge_term(scene, term)
        if not any(reason.code is ReasonCode.MISSING_CONTEXT for reason in found.reasons):
            continue
        members = tuple(dict.fromkeys(question.member for question in found.questions))
        outcomes = (
            judge_term(set_scene(licence, tie, (), one), term) for one in _answered(context, members, scene, term)
        )
        assert any(
            reason.code is not ReasonCode.MISSING_CONTEXT and reason.outcome.badness > _FIT
            for one in outcomes
            for reason in one.reasons
        ), (term.id, members)


def _answered(context: Context, members: tuple[str, ...], scene: Any, term: Any) -> Any:
    """Every context in which the members are said, by values of which one is on each side of what matters."""
    for values in product(*(_choices(member, term) for member in members)):
        said = context
        for member, value in zip(members, values, strict=True):
            said = _with(said, member, value, f"{scene.licence.key}#{term.id}")
        yield said


def _choices(member: str, term: Any) -> tuple[Any, ...]:
    everything = {
        "purpose": ("product", "internal", "research", "personal"),
        "organisation": ("company", "academic", "individual"),
        "seat": ("FR", "US"),
        "places_of_use": ((), ("FR",), ("US",)),
        "markets": ((), ("FR",), ("US",)),
        "deployment": ((), ("hosted_service",), ("redistribution",)),
        "derivation": ((), ("finetune",), ("train_on_outputs",)),
        "fields_of_use": ((), *((one,) for one in (*term.forbidden_fields, *term.review_fields))),
        "trained_model.kind": tuple(TrainedModelKind),
        "trained_model.base": ("none", "licensed_model"),
    }
    if member in everything:
        kinds = Context.__dataclass_fields__
        assert member.partition(".")[0] in kinds
        return everything[member]
    if member.endswith(("_users", "_usd")):
        return (0, 1, 10**12)
    return (True, False)


def _with(context: Context, member: str, value: Any, term: str) -> Context:
    if member == "answers":
        return replace(context, answers=((term, value),))
    outer, _, inner = member.partition(".")
    if inner:
        return replace(context, trained_model=replace(context.trained_model or TrainedModel(), **{inner: value}))
    return replace(context, **{outer: value})


@_QUICK
@given(stacks, contexts, st.randoms(use_true_random=False))
def test_the_same_inputs_give_the_same_bytes_in_any_order(stack: Any, context: Any, random: Any) -> None:
    first = _bytes(judge(stack, context, KNOWLEDGE))
    shuffled = [*stack, *stack]
    random.shuffle(shuffled)
    judging._placed.cache_clear()
    assert _bytes(judge(shuffled, context, KNOWLEDGE)) == first


@_QUICK
@given(stacks, contexts)
def test_a_verdict_is_kept_and_read_back(stack: Any, context: Any) -> None:
    verdict = judge(stack, context, KNOWLEDGE)
    kept = json.loads(json.dumps(as_data(verdict)))
    assert of_data(kept) == verdict


@_QUICK
@given(stacks, contexts)
def test_an_outcome_is_the_worst_of_what_is_told(stack: Any, context: Any) -> None:
    verdict = judge(stack, context, KNOWLEDGE)
    duties = [Outcome.ALLOWED_WITH_OBLIGATIONS] if verdict.obligations else []
    assert verdict.outcome is worst([*duties, *(reason.outcome for reason in verdict.reasons)])
    badness = [reason.outcome.badness for reason in verdict.reasons]
    assert badness == sorted(badness, reverse=True)
    places = {one.layer for one in verdict.reasons} | {one.layer for one in verdict.obligations}
    places |= {one.layer for one in verdict.questions} | {one.layer for one in verdict.assumptions}
    assert places <= {None, *range(len(verdict.layers))}
    assert verdict.layers == from_json(stack_json(stack))


@_QUICK
@given(stacks, full_contexts)
def test_what_is_not_known_is_never_fit(stack: Any, context: Any) -> None:
    weights = [one for one in stack if one.component is Component.WEIGHTS]
    unknown = any(one.status in _NOT_KNOWN or not one.licences for one in weights)
    assume(unknown or not stack)
    assert judge(stack, context, KNOWLEDGE).outcome.badness > _FIT


@pytest.mark.parametrize("key", KEYS)
def test_a_licence_of_which_something_was_not_read_is_never_fit_by_itself(key: str) -> None:
    terms = KNOWLEDGE.licences[key].terms
    unread = terms is None or any(
        term.effect is Effect.UNKNOWN or not term.source.reading.shows_silence for term in terms
    )
    stack = (Layer((key,), Status.CONFIRMED, Component.WEIGHTS, LayerRelation.OWN),)
    for one in ready_made():
        if unread:
            assert judge(stack, one.context, KNOWLEDGE).outcome.badness > _FIT


@_QUICK
@given(
    stacks,
    contexts,
    houses,
    st.builds(
        ModelFacts,
        stale=st.booleans(),
        removed=st.booleans(),
        gate=st.sampled_from(Gate),
        prompt_read=st.booleans(),
        publisher=st.sampled_from((None, "Acme", "other")),
        last_modified=st.none() | st.integers(0, 2000).map(lambda days: _NOW - timedelta(days=days)),
        pickle_only=st.sampled_from((None, True, False)),
    ),
)
def test_a_model_is_as_bad_as_its_stack_or_its_worst_fact(
    stack: Any, context: Any, house: Any, facts: ModelFacts
) -> None:
    context = replace(context, policy=house)
    verdict = judge(stack, context, KNOWLEDGE)
    met = [one.outcome for one in fact_conditions(context) if holds(one, facts, _NOW)]
    judged = judge_model(verdict, facts, context, _NOW)
    assert judged.outcome is worst((verdict.outcome, *met))
    assert judged.outcome is worst(
        (
            *(reason.outcome for reason in judged.reasons),
            Outcome.ALLOWED_WITH_OBLIGATIONS if judged.obligations else Outcome.ALLOWED,
        )
    )
