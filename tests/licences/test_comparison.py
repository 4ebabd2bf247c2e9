"""Versions side by side: what came, what went, what changed."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.licences import knowledge
from registry.licences.comparison import Comparison, NotTyped, compare
from registry.licences.knowledge import Licence
from registry.licences.terms import Effect, TermKind

LICENCES = knowledge.load().licences
TYPED = tuple(one for one in LICENCES.values() if one.terms is not None)
CHANGES: list[dict[str, Any]] = tomllib.loads((Path(__file__).parent.parent / "cases" / "terms.toml").read_text())[
    "changes"
]


def compared(before: Licence, after: Licence) -> Comparison:
    found = compare(before, after)
    assert isinstance(found, Comparison)
    return found


@pytest.mark.parametrize("case", CHANGES, ids=lambda case: f"{case['from']} {case['to']}")
def test_what_changed_between_two_versions_is_named(case: dict[str, Any]) -> None:
    found = compared(LICENCES[case["from"]], LICENCES[case["to"]])
    assert [term.id for term in found.added] == case["added"]
    assert [term.id for term in found.dropped] == case["dropped"]
    assert {change.after.id: sorted(change.members) for change in found.changed} == case["changed"]
    assert found.unclear == ()


@given(before=st.sampled_from(TYPED), after=st.sampled_from(TYPED))
def test_looking_from_the_other_side_swaps_what_came_and_went(before: Licence, after: Licence) -> None:
    there, back = compared(before, after), compared(after, before)
    assert there.added == back.dropped
    assert there.dropped == back.added
    assert {change.after.id: change.members for change in there.changed} == {
        change.before.id: change.members for change in back.changed
    }
    assert there.same == back.same
    assert there.unclear == back.unclear


@given(one=st.sampled_from(TYPED))
def test_a_licence_does_not_differ_from_itself(one: Licence) -> None:
    found = compared(one, one)
    assert (found.added, found.dropped, found.changed) == ((), (), ())
    assert one.terms is not None
    untold = sum(term.effect in {Effect.SILENT, Effect.UNKNOWN} for term in one.terms)
    assert found.same == len(one.terms) - untold or found.unclear


def test_what_was_not_read_has_neither_come_nor_gone_nor_changed() -> None:
    read = LICENCES["LicenseRef-scancode-gemma-tou-2025-03-24"]
    unread = LICENCES["LicenseRef-permis-health-ai-developer-foundations-2024-11-15"]
    found = compared(read, unread)
    assert TermKind.REVOCABILITY in found.unclear
    spoken_of = {*found.added, *found.dropped, *(change.before for change in found.changed)}
    assert not {term.kind for term in spoken_of} & set(found.unclear)


def test_an_untyped_licence_cannot_be_compared() -> None:
    untyped = next((one for one in LICENCES.values() if one.terms is None), None)
    if untyped is None:
        pytest.skip("every licence is typed")
    assert compare(TYPED[0], untyped) == NotTyped((untyped.key,))
    assert compare(untyped, untyped) == NotTyped((untyped.key, untyped.key))
