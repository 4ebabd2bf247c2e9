"""Reads ``cases/verdicts.toml``: stacks in contexts, and what comes of them."""

import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from registry.licences import knowledge
from registry.licences.determination import Status, Why
from registry.licences.evidence import Component
from registry.licences.stack import Layer, LayerRelation
from registry.policy.context import Context, to_json
from registry.policy.context_reading import read_context
from registry.policy.judge import judge
from registry.policy.model_facts import Gate, ModelFacts, judge_model
from registry.policy.ready_made import of_slug
from registry.policy.verdict import Verdict

NOW = datetime(2026, 11, 24, tzinfo=UTC)
CASES: list[dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent.parent / "cases" / "verdicts.toml").read_text(encoding="utf-8")
)["verdict"]


def layers_of(case: dict[str, Any]) -> tuple[Layer, ...]:
    """Return the stack of a case; a layer is confirmed, of the weights and own unless it says otherwise."""
    return tuple(
        Layer(
            licences=tuple(row["licences"]),
            status=Status(row.get("status", "confirmed")),
            component=Component(row.get("component", "weights")),
            relation=LayerRelation(row.get("relation", "own")),
            traits=tuple(row.get("traits", ())),
            choices=tuple(map(tuple, row.get("choices", ()))),
            candidates=tuple(row.get("candidates", ())),
        )
        for row in case["layers"]
    )


def context_of(case: dict[str, Any]) -> Context:
    """Return the context of a case: a ready-made one, with what is changed and left out."""
    start = of_slug(case["context"])
    assert start is not None
    said = to_json(start.context) | case.get("with", {})
    return read_context({name: value for name, value in said.items() if name not in case.get("without", ())})


def verdict_of(case: dict[str, Any]) -> Verdict:
    """Judge a case; as a stack alone where it tells no facts of a model."""
    context = context_of(case)
    verdict = judge(layers_of(case), context, knowledge.load())
    return judge_model(verdict, facts_of(case["facts"]), context, NOW) if "facts" in case else verdict


def facts_of(row: dict[str, Any]) -> ModelFacts:
    """Return the facts of a model that a case tells."""
    told = dict(row)
    if "gate" in told:
        told["gate"] = Gate(told["gate"])
    if "why" in told:
        told["why"] = Why(told["why"])
    if "last_modified" in told:
        told["last_modified"] = datetime.fromisoformat(told["last_modified"])
    return ModelFacts(**told)
