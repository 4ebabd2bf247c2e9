"""What comes of uses, as people who read the licences expect it."""

from collections import Counter
from typing import Any

import pytest

from registry.policy.verdict import Outcome
from tests.policy.cases import CASES, verdict_of


def test_there_are_enough_cases_and_each_is_named_once() -> None:
    assert len(CASES) >= 140
    assert [name for name, times in Counter(case["name"] for case in CASES).items() if times > 1] == []
    assert {case["outcome"] for case in CASES} == set(Outcome)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_use_comes_out_as_the_licences_say(case: dict[str, Any]) -> None:
    verdict = verdict_of(case)
    reasons = {reason.code.value for reason in verdict.reasons}
    obligations = [obligation.code.value for obligation in verdict.obligations]
    questions = {question.member for question in verdict.questions}
    assumptions = {assumption.code.value for assumption in verdict.assumptions}
    assert verdict.outcome.value == case["outcome"], [reason.text.en for reason in verdict.reasons]
    assert reasons >= set(case.get("reasons", ()))
    assert reasons.isdisjoint(case.get("not_reasons", ()))
    assert set(obligations) >= set(case.get("obligations", ()))
    assert set(obligations).isdisjoint(case.get("not_obligations", ()))
    assert questions >= set(case.get("questions", ()))
    assert questions.isdisjoint(case.get("not_questions", ()))
    assert assumptions >= set(case.get("assumptions", ()))
    assert assumptions.isdisjoint(case.get("not_assumptions", ()))
    if "only_obligations" in case:
        assert sorted(obligations) == sorted(case["only_obligations"])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_case_says_why_and_where_that_was_read(case: dict[str, Any]) -> None:
    assert case["why"].endswith(".")
    assert case["source"].startswith("https://")
