"""What is concluded is never surer than what is stated, whatever the order, the repetition or the malice."""

import random
import tomllib
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.licences import knowledge
from registry.licences.determination import Determination, Status, determine, strictest
from registry.licences.evidence import Component, Evidence, Source, Statement, gather
from registry.licences.terms import LicenceClass
from tests.builders import NOW

KNOWLEDGE = knowledge.load()
CASES: list[dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent.parent / "cases" / "determination.toml").read_text()
)["case"]

# What a status can at best lead to: allowed, review, unknown.
BEST = dict.fromkeys(Status, 0) | {
    Status.CONFIRMED: 2,
    Status.STATED: 2,
    Status.INFERRED: 1,
    Status.CONFLICTING: 1,
}
NAMES = (
    *KNOWLEDGE.hub_list.ids,
    *("modified-mit", "nvidia-open-model-license", "deepseek", "qwen", "no such licence", "", "\x00", "MIT "),
    *("MIT OR Apache-2.0", "(mit and cc-by-4.0) or gemma", "mit or gpl", "MIT WITH LLVM-exception"),
)
LINKS = ("LICENSE", "https://www.apache.org/licenses/LICENSE-2.0", "https://example.com/terms", "javascript:1")


def a_statement(**said: Any) -> Statement:
    return Statement(
        repo_id="org/model",
        revision=None,
        licence_tags=tuple(said.get("tags", ())),
        licence_declared=tuple(said["card"]) if "card" in said else None,
        licence_name=said.get("licence_name"),
        licence_link=said.get("licence_link"),
        licence_files=tuple(said["files"]) if "files" in said else None,
    )


statements = st.builds(
    Statement,
    repo_id=st.just("org/model"),
    revision=st.none(),
    licence_tags=st.lists(st.sampled_from(NAMES), max_size=3).map(tuple),
    licence_declared=st.none() | st.lists(st.sampled_from(NAMES) | st.text(), max_size=3).map(tuple),
    licence_name=st.none() | st.sampled_from(NAMES) | st.text(),
    licence_link=st.none() | st.sampled_from(LINKS) | st.text(),
    licence_files=st.none() | st.just(()) | st.just(("LICENSE", "LICENSE-CODE")),
)


def conclude(evidence: tuple[Evidence, ...], *, readme_read: bool = False) -> Determination:
    return determine(evidence, files_listed=True, readme_read=readme_read, knowledge=KNOWLEDGE)


def rests(evidence: tuple[Evidence, ...], found: Determination) -> set[tuple[Source, str, str | None]]:
    return {(evidence[i].source, evidence[i].value, evidence[i].path) for i in found.rests_on}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_concludes_what_the_table_says(case: dict[str, Any]) -> None:
    evidence = gather(a_statement(**case), KNOWLEDGE, NOW)
    found = determine(
        evidence,
        files_listed="files" in case,
        readme_read=case.get("readme_read", False),
        knowledge=KNOWLEDGE,
    )
    concluded = case.get("concluded")
    keys = case.get("keys", [concluded] if concluded else [])
    assert (found.status, found.concluded, found.licence_class, found.why) == (
        case["status"],
        concluded,
        case["class"],
        case["why"],
    )
    assert list(found.keys) == keys
    assert list(found.candidates) == case.get("candidates", [])
    assert [list(way) for way in found.choices] == case.get("choices", [])


@given(statements, st.randoms(use_true_random=False), st.booleans())
def test_neither_order_nor_repetition_matters(said: Statement, dice: random.Random, readme_read: bool) -> None:
    evidence = gather(said, KNOWLEDGE, NOW)
    again = [replace(one, seen_at=NOW + timedelta(days=1)) for one in evidence if dice.random() < 0.5]
    shuffled = [*evidence, *again]
    dice.shuffle(shuffled)
    first, second = conclude(evidence, readme_read=readme_read), conclude(tuple(shuffled), readme_read=readme_read)
    assert replace(first, rests_on=()) == replace(second, rests_on=())
    assert rests(evidence, first) == rests(tuple(shuffled), second)


@given(statements, st.sampled_from(list(Source)), st.sampled_from(("never heard of it", "\ud800", "x" * 300)))
def test_what_we_do_not_recognise_improves_nothing(said: Statement, source: Source, value: str) -> None:
    evidence = gather(said, KNOWLEDGE, NOW)
    odd = Evidence(source, Component.WEIGHTS, value, None, None, "org/model", None, None, None, NOW, "")
    assert BEST[conclude((*evidence, odd)).status] <= BEST[conclude(evidence).status]


@given(statements, st.lists(st.sampled_from(("LICENSE", "COPYING", "LICENSE-MIT", "NOTICE")), min_size=1))
def test_a_file_that_is_not_read_improves_nothing(said: Statement, files: list[str]) -> None:
    bare, listed = replace(said, licence_files=()), replace(said, licence_files=tuple(files))
    without, with_files = (conclude(gather(one, KNOWLEDGE, NOW), readme_read=True) for one in (bare, listed))
    assert BEST[with_files.status] <= BEST[without.status]
    assert with_files.keys == without.keys
    assert with_files.concluded == without.concluded


@given(statements)
def test_rests_on_evidence_that_was_given_and_concludes_only_what_was_stated(said: Statement) -> None:
    evidence = gather(said, KNOWLEDGE, NOW)
    found = conclude(evidence)
    assert all(0 <= i < len(evidence) for i in found.rests_on)
    assert len(set(found.rests_on)) == len(found.rests_on)
    assert set(found.candidates) <= set(found.keys) <= KNOWLEDGE.licences.keys()
    if found.concluded is not None:
        assert found.status is Status.STATED
        assert found.rests_on
        named = found.concluded.replace(" OR ", " AND ").replace("(", "").replace(")", "").split(" AND ")
        assert set(named) == set(found.keys)
        assert {key for way in found.choices for key in way} in (set(), set(found.keys))
    else:
        assert found.status is not Status.STATED or len(found.candidates) > 1


@given(statements)
def test_tags_of_families_never_end_as_a_licence(said: Statement) -> None:
    families = tuple(family.name for family in KNOWLEDGE.families.values())
    bare = replace(said, licence_tags=families, licence_declared=families, licence_name=None, licence_link=None)
    found = conclude(gather(bare, KNOWLEDGE, NOW))
    assert found.status is Status.UNRESOLVED
    assert found.keys == ()


def test_a_statement_about_the_code_says_nothing_of_the_weights() -> None:
    (mit,) = gather(a_statement(tags=["mit"]), KNOWLEDGE, NOW)
    found = conclude((replace(mit, component=Component.CODE),))
    assert found.status is Status.NOT_EXAMINED
    assert found.rests_on == ()


def test_several_licences_stand_on_the_tightest_shelf_of_theirs() -> None:
    assert (
        strictest([LicenceClass.PERMISSIVE, LicenceClass.RESEARCH_ONLY, LicenceClass.COPYLEFT]) == "research_only"
    )
    assert strictest([LicenceClass.PERMISSIVE, LicenceClass.UNKNOWN]) == "unknown"
    assert strictest([]) == "unknown"
