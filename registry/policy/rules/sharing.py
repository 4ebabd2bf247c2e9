"""Share-alike along a lineage: a model that drops the licence which its ancestor asks it to keep is a breach."""

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from pathlib import Path

from registry.licences.determination import Status
from registry.licences.evidence import Component
from registry.licences.knowledge import Knowledge
from registry.licences.stack import Layer, LayerRelation
from registry.licences.terms import Effect, Occasion, Term, TermKind, global_id
from registry.policy import sentences
from registry.policy.findings import NOTHING, Findings
from registry.policy.verdict import Outcome, Reason, ReasonCode

FILE = Path(__file__).parent.parent / "compatible.toml"

_DERIVED = frozenset(
    {
        LayerRelation.FINETUNE,
        LayerRelation.ADAPTER,
        LayerRelation.MERGE,
        LayerRelation.QUANTIZED,
        LayerRelation.UNSTATED,
    }
)
_NAMED = frozenset({Status.CONFIRMED, Status.STATED, Status.INFERRED, Status.CONFLICTING})


def dropped(layer: Layer, layers: Iterable[Layer], knowledge: Knowledge) -> Findings:
    """Return the breach where an own layer of the weights is not under what an ancestor's licence asks for.

    Every own layer has to keep the licence: one that does heals no other.
    """
    if layer.relation not in _DERIVED or layer.component is not Component.WEIGHTS or layer.status not in _NAMED:
        return NOTHING
    asked = [(key, term) for key in layer.licences if (term := _asks(key, knowledge)) is not None]
    if not asked:
        return NOTHING
    own = [
        one
        for one in layers
        if one.relation is LayerRelation.OWN and one.component is Component.WEIGHTS and one.status in _NAMED
    ]
    broken = [(key, term) for key, term in asked if not all(_keeps(one, key, layer.licences) for one in own)]
    return Findings(reasons=tuple(_breach(key, term) for key, term in broken)) if broken else NOTHING


def _keeps(own: Layer, key: str, candidates: tuple[str, ...]) -> bool:
    """Whether a layer is under a licence, or one that it lets go in its place; of dated texts any is as good."""
    allowed = {key, *_compatible().get(key, ())} | set(candidates)
    return not allowed.isdisjoint(own.licences)


@lru_cache(maxsize=1024)
def _asks(key: str, knowledge: Knowledge) -> Term | None:
    licence = knowledge.licences.get(key)
    for term in () if licence is None else licence.terms or ():
        of_changes = not term.applies_to or Occasion.DERIVATIVES in term.applies_to
        if term.kind is TermKind.SHARE_ALIKE and term.effect is Effect.REQUIRE and of_changes:
            return term
    return None


@cache
def _compatible() -> Mapping[str, tuple[str, ...]]:
    with FILE.open("rb") as file:
        return {row["licence"]: tuple(row["takes"]) for row in tomllib.load(file)["compatible"]}


def _breach(key: str, term: Term) -> Reason:
    code = ReasonCode.UPSTREAM_BREACH
    return Reason(
        code=code,
        outcome=Outcome.REVIEW_REQUIRED,
        text=sentences.reason("UPSTREAM_BREACH_SHARE_ALIKE"),
        remedy=sentences.remedy(code),
        licence=key,
        term=global_id(key, term),
        clause=term.clause,
        source_url=term.source.url,
    )
