"""A verdict as the interface shows it."""

import json

from registry.licences import knowledge
from registry.licences.determination import Status
from registry.licences.evidence import Component
from registry.licences.stack import Layer, LayerRelation
from registry.policy.context_reading import read_context
from registry.policy.judge import JUDGE_VERSION, judge
from registry.policy.ready_made import of_slug
from registry.policy.verdict import Outcome, worst
from registry.policy.verdict_json import to_json

KNOWLEDGE = knowledge.load()
QWEN = "LicenseRef-scancode-qwen-2024"


def _own(key: str) -> tuple[Layer, ...]:
    return (Layer((key,), Status.CONFIRMED, Component.WEIGHTS, LayerRelation.OWN),)


def test_outcomes_are_ordered_from_allowed_to_forbidden() -> None:
    order = ["allowed", "allowed_with_obligations", "unknown", "review_required", "forbidden"]
    assert sorted(Outcome, key=lambda one: one.badness) == order
    assert worst(()) is Outcome.ALLOWED
    assert worst((Outcome.UNKNOWN, Outcome.REVIEW_REQUIRED, Outcome.ALLOWED)) is Outcome.REVIEW_REQUIRED


def test_a_reason_names_term_clause_source_and_layer_and_what_was_said() -> None:
    context = read_context(
        {
            "purpose": "product",
            "organisation": "company",
            "production": True,
            "product_annual_revenue_usd": 5,
            "product_monthly_active_users": 250_000_000,
        }
    )
    verdict = to_json(judge(_own(QWEN), context, KNOWLEDGE))
    assert verdict["outcome"] == "forbidden"
    assert verdict["knowledge_version"] == KNOWLEDGE.version
    assert verdict["judge_version"] == JUDGE_VERSION
    [reason] = [one for one in verdict["reasons"] if one["code"] == "USERS_OVER_LIMIT"]
    assert reason["licence"] == QWEN
    assert reason["term"] == f"{QWEN}#user_threshold"
    assert reason["clause"] == "4"
    assert reason["layer"] == 0
    assert reason["source_url"].startswith("https://")
    assert "product_monthly_active_users: 250000000" in reason["text"]
    assert reason["remedy"].endswith(".")


def test_a_verdict_speaks_the_language_that_is_asked_for() -> None:
    start = of_slug("redistribute-weights")
    assert start is not None
    verdict = judge(_own("MIT"), start.context, KNOWLEDGE)
    english, french = to_json(verdict), to_json(verdict, "fr")
    assert english["obligations"][0]["text"] != french["obligations"][0]["text"]
    assert english["obligations"][0] | {"text": ""} == french["obligations"][0] | {"text": ""}
    assert english["obligations"][0]["when"] == "redistribution"
    assert json.loads(json.dumps(english)) == english


def test_a_prescribed_text_is_given_as_it_is() -> None:
    start = of_slug("commercial-saas-us")
    assert start is not None
    verdict = to_json(judge(_own("LicenseRef-permis-llama-3"), start.context, KNOWLEDGE))
    [shown] = [one for one in verdict["obligations"] if one["code"] == "DISPLAY_NOTICE"]
    assert shown["prescribed"] == "Built with Meta Llama 3"
