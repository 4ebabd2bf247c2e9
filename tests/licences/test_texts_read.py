"""What reading changes: a text confirms what it is, and makes nothing freer than it was declared."""

import random
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.licences import knowledge
from registry.licences.determination import Determination, Status, determine
from registry.licences.evidence import Component, Evidence, Match, Source, Statement, component_of, gather
from registry.licences.phrases import find
from tests.builders import NOW

KNOWLEDGE = knowledge.load()
CASES: list[dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent.parent / "cases" / "texts_read.toml").read_text()
)["case"]
KEYS = (
    "MIT",
    "Apache-2.0",
    "CC-BY-NC-4.0",
    "LicenseRef-scancode-llama-3.1-license-2024",
    "LicenseRef-permis-gone",
)
FREE = (Status.CONFIRMED, Status.STATED)


def read(
    source: Source, licence: str | None, match: Match | None, path: str | None = None, value: str = ""
) -> Evidence:
    component = component_of(path) if path else Component.WEIGHTS
    return Evidence(
        source, component, value or path or "", licence or None, match, "org/model", None, path, "0" * 64, NOW, ""
    )


def of_case(case: dict[str, Any]) -> Iterator[Evidence]:
    said = Statement(
        repo_id="org/model",
        revision=None,
        licence_tags=tuple(case.get("tags", ())),
        licence_declared=tuple(case["card"]) if "card" in case else None,
        licence_name=case.get("licence_name"),
        licence_link=case.get("licence_link"),
        licence_files=None,
    )
    yield from gather(said, KNOWLEDGE, NOW)
    for path, licence, match in case.get("texts", ()):
        source = Source.USE_POLICY_FILE if "POLICY" in path else Source.LICENCE_FILE
        yield read(source, licence, Match(match), path)
    if "prompt" in case:
        licence, match = case["prompt"]
        yield read(Source.GATE_PROMPT, licence, Match(match), value="Agree.")
    for licence in case.get("phrases", ()):
        yield read(Source.CARD_TEXT, licence, None, "README.md", f"It is {licence}.")
    for licence in case.get("curation", ()):
        yield read(Source.CURATION, licence, None, value=licence)


def conclude(evidence: tuple[Evidence, ...], recognisable: frozenset[str] | None = None) -> Determination:
    return determine(evidence, files_listed=True, readme_read=True, knowledge=KNOWLEDGE, recognisable=recognisable)


texts = st.builds(
    read,
    st.sampled_from((Source.LICENCE_FILE, Source.GATE_PROMPT, Source.USE_POLICY_FILE)),
    st.none() | st.sampled_from(KEYS),
    st.sampled_from(list(Match)),
    st.sampled_from(("LICENSE", "COPYING", "LICENSE-CODE", "NOTICE")),
)
phrases = st.builds(
    read,
    st.sampled_from((Source.CARD_TEXT, Source.GGUF_HEADER)),
    st.sampled_from(KEYS),
    st.none(),
    st.just("README.md"),
    st.text(max_size=3),
)
declared = st.builds(
    lambda tags, name, link: tuple(
        gather(Statement("org/model", None, tuple(tags), None, name, link, None), KNOWLEDGE, NOW)
    ),
    st.lists(st.sampled_from(("mit", "apache-2.0", "cc", "other", "gemma", "llama3.1", "frog")), max_size=2),
    st.none() | st.sampled_from(("deepseek", "frog", "mit")),
    st.none()
    | st.sampled_from(("LICENSE", "https://example.com/x", "https://www.apache.org/licenses/LICENSE-2.0")),
)
pools = st.builds(lambda said, more: (*said, *more), declared, st.lists(texts | phrases, max_size=4))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_concludes_what_the_table_says(case: dict[str, Any]) -> None:
    recognisable = frozenset(case["recognisable"]) if "recognisable" in case else None
    found = conclude(tuple(of_case(case)), recognisable)
    concluded = case.get("concluded")
    keys = case.get("keys", concluded.split(" AND ") if concluded else [])
    assert (found.status, found.concluded, found.why) == (case["status"], concluded, case["why"])
    assert list(found.keys) == keys
    assert found.rests_on


@given(pools, st.randoms(use_true_random=False))
def test_neither_order_nor_repetition_matters(evidence: tuple[Evidence, ...], dice: random.Random) -> None:
    shuffled = [*evidence, *(replace(one, seen_at=NOW) for one in evidence if dice.random() < 0.5)]
    dice.shuffle(shuffled)
    first, second = conclude(evidence), conclude(tuple(shuffled))
    assert replace(first, rests_on=()) == replace(second, rests_on=())


@given(pools)
def test_rests_on_what_was_given_and_is_free_only_where_something_named_it(evidence: tuple[Evidence, ...]) -> None:
    found = conclude(evidence)
    assert all(0 <= at < len(evidence) for at in found.rests_on)
    if found.concluded is not None:
        assert found.rests_on
        assert set(found.keys) <= KNOWLEDGE.licences.keys()
    if found.status is Status.CONFIRMED:
        read_as = {one.licence for one in evidence if one.names_by_text and one.component is Component.WEIGHTS}
        assert set(found.keys) <= read_as


@given(pools, phrases)
def test_a_phrase_improves_nothing_that_is_declared_or_read(
    evidence: tuple[Evidence, ...], phrase: Evidence
) -> None:
    before, after = conclude(evidence), conclude((*evidence, phrase))
    if before.status not in (Status.MISSING, Status.NOT_EXAMINED):
        assert after.status in (before.status, Status.CONFLICTING)
    assert after.status not in FREE or before.status in FREE


@given(pools, st.sampled_from((Match.VARIANT, Match.RELATED, Match.UNKNOWN)), st.none() | st.sampled_from(KEYS))
def test_a_text_that_is_no_licence_we_know_frees_nothing(
    evidence: tuple[Evidence, ...], match: Match, nearest: str | None
) -> None:
    odd = read(Source.LICENCE_FILE, nearest, match, "LICENSE.old")
    before, after = conclude(evidence), conclude((*evidence, odd))
    assert after.status in (Status.CONFLICTING, Status.UNRESOLVED)
    assert after.status is Status.UNRESOLVED or before.status is Status.CONFLICTING


@given(pools, texts)
def test_less_evidence_names_no_licence_that_more_does_not(evidence: tuple[Evidence, ...], text: Evidence) -> None:
    """Taking a text away may take a doubt away; it never brings a licence up."""
    assert set(conclude(evidence).keys) <= set(conclude((*evidence, text)).keys)


@pytest.mark.parametrize(
    ("passage", "named"),
    [
        ("Code under the MIT License. The model: Apache License, 2.0.", {"MIT": "code", "Apache-2.0": "weights"}),
        ("**License:** cc-by-nc-4.0", {"CC-BY-NC-4.0": "weights"}),
        ("License: MIT", {"MIT": "weights"}),
        ("Released under [these terms](https://www.apache.org/licenses/LICENSE-2.0)", {"Apache-2.0": "weights"}),
        ("Made at MIT, for fans of Llama 2 and Gemma.", {}),
        ("It is derived from Qwen-2.5, which is originally licensed under the Apache 2.0 License.", {}),
        ("The dataset is licensed under CC-BY-NC-4.0", {"CC-BY-NC-4.0": "data"}),
        ("license: gemma", {}),  # a name of several texts
        ("license: other", {}),
        ("", {}),
    ],
)  # fmt: skip
def test_phrases_of_a_card(passage: str, named: dict[str, str]) -> None:
    assert {one.licence: one.component for one in find(passage, KNOWLEDGE)} == named


@given(
    st.text() | st.lists(st.sampled_from(("license", "mit", "under", ".", "https://", "apache-2.0"))).map(" ".join)
)
def test_any_passage_is_read(passage: str) -> None:
    for one in find(passage, KNOWLEDGE):
        assert one.licence in KNOWLEDGE.licences
