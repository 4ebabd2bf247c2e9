"""An expression means what SPDX says of it, in licences that we know; whatever else is written means nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.licences import knowledge, spelling
from registry.licences.expressions import MOST_WAYS, Combined, meaning, written
from registry.licences.knowledge import Family
from registry.licences.names import Licensed, Unrecognised

KNOWLEDGE = knowledge.load()
SPDX = sorted(licence.key for licence in KNOWLEDGE.licences.values() if licence.spdx)
parts = st.sampled_from(
    (*SPDX[:8], "mit", "gemma", "gpl", "other", "OR", "and", "WITH", "(", ")", "+", "&", "nonsense")
)


def ways(value: str) -> set[tuple[str, ...]]:
    found = meaning(value, KNOWLEDGE)
    assert isinstance(found, Combined), value
    return {tuple(sorted("|".join(sorted(texts)) for texts in way)) for way in found.ways}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("MIT OR Apache-2.0", {("MIT",), ("Apache-2.0",)}),
        ("mit or\tapache-2.0", {("MIT",), ("Apache-2.0",)}),
        ("Apache License 2.0 OR MIT", {("MIT",), ("Apache-2.0",)}),
        ("MIT AND Apache-2.0", {("Apache-2.0", "MIT")}),
        ("MIT OR Apache-2.0 AND ISC", {("MIT",), ("Apache-2.0", "ISC")}),
        ("(MIT OR Apache-2.0) AND ISC", {("ISC", "MIT"), ("Apache-2.0", "ISC")}),
        ("MIT OR LicenseRef-scancode-qwen-2024", {("MIT",), ("LicenseRef-scancode-qwen-2024",)}),
    ],
)
def test_what_an_expression_means(value: str, expected: set[tuple[str, ...]]) -> None:
    assert ways(value) == expected


def test_a_name_is_no_expression() -> None:
    assert meaning("mit", KNOWLEDGE) == Licensed("MIT")
    assert meaning("(MIT)", KNOWLEDGE) == Licensed("MIT")
    assert meaning("MIT AND MIT", KNOWLEDGE) == Licensed("MIT")
    assert meaning("(gemma)", KNOWLEDGE) == meaning("gemma", KNOWLEDGE)
    assert isinstance(meaning("gpl", KNOWLEDGE), Family)


def test_no_more_ways_than_anybody_could_mean() -> None:
    many = " AND ".join(f"({one} OR {other})" for one, other in zip(SPDX[:12:2], SPDX[1:12:2], strict=True))
    assert len(many) <= 200
    assert MOST_WAYS < 2**6
    assert meaning(many, KNOWLEDGE) == Unrecognised()


@given(st.lists(parts, max_size=12).map(" ".join) | st.text(max_size=300))
def test_whatever_is_written_is_answered_with_licences_of_ours(value: str) -> None:
    found = meaning(value, KNOWLEDGE)
    if isinstance(found, Combined):
        assert {key for way in found.ways for texts in way for key in texts} <= KNOWLEDGE.licences.keys()
        assert 0 < len(found.ways) <= MOST_WAYS
        assert all(found.ways)


@given(st.lists(st.lists(st.sampled_from(SPDX), min_size=1, max_size=3), min_size=1, max_size=3))
def test_what_we_write_means_what_it_was_made_of(chosen: list[list[str]]) -> None:
    expected = {tuple(sorted(set(way))) for way in chosen}
    found = meaning(written(sorted(expected)), KNOWLEDGE)
    if len(written(sorted(expected))) > spelling.MAX_NAME:
        return
    if len({key for way in expected for key in way}) == 1:
        assert isinstance(found, Licensed)
    else:
        assert isinstance(found, Combined)
        assert ways(written(sorted(expected))) == expected
