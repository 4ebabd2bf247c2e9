"""Judges a licence stack in a context: the one place where that is done, for searches and checks alike."""

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import TypeVar

from registry.licences.knowledge import Knowledge
from registry.licences.stack import Layer, as_stored
from registry.policy import sentences
from registry.policy.context import Context
from registry.policy.findings import NOTHING, Findings
from registry.policy.layer import MOST_KEPT, certain_sources, is_copy, judge_layer
from registry.policy.rules import sharing
from registry.policy.verdict import Assumption, Obligation, Outcome, Question, Reason, ReasonCode, Verdict, worst

JUDGE_VERSION = 1
"""Raised whenever the same stack, context and knowledge may come out otherwise than before."""

_Part = TypeVar("_Part", Reason, Obligation, Question, Assumption)


def judge(layers: Iterable[Layer], context: Context, knowledge: Knowledge) -> Verdict:
    """Return the verdict on a stack; neither the order of its layers nor a repetition matters. Pure.

    The outcome is the worst of all layers. Without any layer nothing is known. What is found about single layers
    is kept from one call to the next, so that stacks in one context cost little more than their layers.
    """
    ordered = _ordered(layers)
    sources = certain_sources(ordered)
    found = [
        _placed(layer, place, context, knowledge, copied=is_copy(layer, sources))
        for place, layer in enumerate(ordered)
    ]
    dropped = [(sharing.dropped(layer, ordered, knowledge), place) for place, layer in enumerate(ordered)]
    found += [_at(part, place) for part, place in dropped if part is not NOTHING]
    reasons = _once((one for part in found for one in part.reasons), _same_reason)
    if not ordered:
        reasons = (_nothing_known(),)
    reasons = tuple(sorted(reasons, key=lambda one: -one.outcome.badness))
    obligations = _obligations(one for part in found for one in part.obligations)
    duties = (Outcome.ALLOWED_WITH_OBLIGATIONS,) if obligations else ()
    outcome = worst((*duties, *(one.outcome for one in reasons)))
    if outcome is Outcome.FORBIDDEN:  # no answer could help
        reasons = tuple(one for one in reasons if one.code is not ReasonCode.MISSING_CONTEXT)
    questions = () if outcome is Outcome.FORBIDDEN else (one for part in found for one in part.questions)
    return Verdict(
        outcome=outcome,
        layers=ordered,
        reasons=reasons,
        obligations=obligations,
        questions=_once(questions, _same_question),
        assumptions=_once((one for part in found for one in part.assumptions), _same_assumption),
        knowledge_version=knowledge.version,
        judge_version=JUDGE_VERSION,
    )


@lru_cache(maxsize=MOST_KEPT)
def _placed(layer: Layer, place: int, context: Context, knowledge: Knowledge, *, copied: bool) -> Findings:
    return _at(judge_layer(layer, context, knowledge, copied=copied), place)


def _at(found: Findings, place: int) -> Findings:
    """Say of which layer findings are."""
    return Findings(
        tuple(one.at(place) for one in found.reasons),
        tuple(one.at(place) for one in found.obligations),
        tuple(one.at(place) for one in found.questions),
        tuple(one.at(place) for one in found.assumptions),
    )


def _ordered(layers: Iterable[Layer]) -> tuple[Layer, ...]:
    """Return layers in the order in which a stack is stored, each once."""
    named = dict(map(_named, layers))
    return tuple(named[name] for name in sorted(named))


@lru_cache(maxsize=MOST_KEPT)
def _named(layer: Layer) -> tuple[str, Layer]:
    """Return a layer as a stack has it, and by what it is sorted."""
    return as_stored(layer)


def _nothing_known() -> Reason:
    code = ReasonCode.NOT_EXAMINED
    return Reason(code, Outcome.UNKNOWN, sentences.reason(code), sentences.remedy(code))


def _once(parts: Iterable[_Part], key: Callable[[_Part], object]) -> tuple[_Part, ...]:
    """Return the first of those that say the same."""
    found: dict[object, _Part] = {}
    for one in parts:
        found.setdefault(key(one), one)
    return tuple(found.values())


def _obligations(parts: Iterable[Obligation]) -> tuple[Obligation, ...]:
    """Return each duty once, as the one that is sure where one is."""
    found: dict[object, Obligation] = {}
    for one in parts:
        name = (one.code, one.licence, one.term)
        if name not in found or (found[name].conditional and not one.conditional):
            found[name] = one
    return tuple(found.values())


def _same_reason(one: Reason) -> object:
    return one.code, one.outcome, one.layer, one.licence, one.term


def _same_question(one: Question) -> object:
    return (one.member, one.term) if one.member == "answers" else one.member


def _same_assumption(one: Assumption) -> object:
    return one.code, one.layer, one.licence, one.term, one.text.en
