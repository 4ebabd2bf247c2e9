"""A use policy binds beside any licence that does not include it already, and is never passed over."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.licences import knowledge
from registry.licences.determination import Determination, Status, Why
from registry.licences.evidence import Component, Evidence, Match, Source
from registry.licences.policies import use_policies
from registry.licences.stack import LayerRelation
from registry.licences.terms import LicenceClass
from tests.builders import NOW

KNOWLEDGE = knowledge.load()
MIT, LLAMA, OLDER = "MIT", "LicenseRef-scancode-llama-3.1-license-2024", "LicenseRef-permis-llama-3"
GEMMAS = ("LicenseRef-scancode-gemma-tou-2024-04-01", "LicenseRef-scancode-gemma-tou-2025-03-24")


def policy(
    match: Match | None,
    licence: str | None = None,
    component: Component = Component.WEIGHTS,
    unread: str | None = None,
) -> Evidence:
    path, source = "USE_POLICY.md", Source.USE_POLICY_FILE
    return Evidence(source, component, path, licence, match, "org/model", None, path, None, NOW, "", unread)


def concluded(*keys: str) -> Determination:
    return Determination(Status.STATED, None, keys, (), LicenceClass.UNKNOWN, Why.DECLARED)


@pytest.mark.parametrize(
    ("own", "found", "layers"),
    [
        ((MIT,), policy(None), [((), "not_examined")]),
        ((MIT,), policy(None, unread="too large"), [((), "not_examined")]),
        ((LLAMA,), policy(None), []),  # it is what its licence refers to, as far as anybody knows
        ((), policy(None), [((), "not_examined")]),
        ((LLAMA,), policy(Match.EXACT, LLAMA), []),
        ((LLAMA,), policy(Match.SAME, OLDER), [((OLDER,), "confirmed")]),
        ((MIT,), policy(Match.EXACT, LLAMA), [((LLAMA,), "confirmed")]),
        ((MIT, LLAMA), policy(Match.EXACT, LLAMA), []),
        ((MIT,), policy(Match.UNKNOWN), [((), "unresolved")]),
        ((LLAMA,), policy(Match.UNKNOWN), [((), "unresolved")]),
        ((LLAMA,), policy(Match.VARIANT, LLAMA), [((LLAMA,), "unresolved")]),
        (GEMMAS, policy(Match.EXACT), []),  # both have it
        (GEMMAS[:1], policy(Match.EXACT), []),
        ((LLAMA,), policy(Match.EXACT), [((), "unresolved")]),
        ((MIT,), policy(Match.EXACT, "a licence that is no longer known"), [((), "unresolved")]),
        ((MIT,), policy(Match.UNKNOWN, component=Component.CODE), []),
    ],
)
def test_which_policies_bind_besides(
    own: tuple[str, ...], found: Evidence, layers: list[tuple[tuple[str, ...], str]]
) -> None:
    told = use_policies([found], concluded(*own), KNOWLEDGE)
    assert [(layer.licences, layer.status.value) for layer in told] == layers
    assert {layer.relation for layer in told} <= {LayerRelation.USE_POLICY}


pieces = st.lists(
    st.builds(policy, st.none() | st.sampled_from(Match), st.none() | st.sampled_from((LLAMA, OLDER, "gone"))),
    max_size=4,
)


@given(pieces, st.sampled_from(((MIT,), (LLAMA,), GEMMAS, ())), st.randoms(use_true_random=False))
def test_order_and_repetition_do_not_matter_and_nothing_is_passed_over(
    found: list[Evidence], own: tuple[str, ...], dice: random.Random
) -> None:
    again = [*found, *found[:1]]
    dice.shuffle(again)
    told = use_policies(found, concluded(*own), KNOWLEDGE)
    assert use_policies(again, concluded(*own), KNOWLEDGE) == told
    if any(one.match in (Match.VARIANT, Match.RELATED, Match.UNKNOWN) for one in found):
        assert any(layer.status is Status.UNRESOLVED for layer in told)
