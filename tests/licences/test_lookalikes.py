"""Real texts that differ by a number or a clause are never taken for one another."""

import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from registry.licences import fingerprints as prints
from registry.licences import front_matter
from registry.licences.evidence import Match
from registry.licences.fingerprints import Fingerprints
from registry.licences.matching import recognise

pytestmark = pytest.mark.shared

SHIPPED = prints.load()
CASES: dict[str, list[dict[str, Any]]] = tomllib.loads(
    (Path(__file__).parent.parent / "cases" / "matching.toml").read_text()
)


def text_of(shared: Path, file: str) -> str:
    return front_matter.split((shared / "data" / "licences" / file).read_text(errors="replace"))[1]


def without(keys: tuple[str, ...]) -> Fingerprints:
    """Fingerprints that do not have the documents of these licences."""
    gone = {number for number, one in enumerate(SHIPPED.documents) if set(one.keys) & set(keys)}
    return replace(
        SHIPPED,
        by_digest={digest: number for digest, number in SHIPPED.by_digest.items() if number not in gone},
        groups=tuple(tuple(pair for pair in group if pair[0] not in gone) for group in SHIPPED.groups),
        groups_in=tuple({} if at in gone else groups for at, groups in enumerate(SHIPPED.groups_in)),
    )


@pytest.mark.parametrize("case", CASES["alike"], ids=lambda case: case["name"])
def test_each_of_the_lookalikes_is_itself(shared: Path, case: dict[str, Any]) -> None:
    found = {file: recognise(text_of(shared, file), SHIPPED) for file in case["files"]}
    assert {one.match for one in found.values()} == {Match.EXACT}
    assert len({one.keys for one in found.values()}) == len(case["files"])


@pytest.mark.parametrize("case", CASES["alike"], ids=lambda case: case["name"])
def test_no_lookalike_stands_in_for_a_text_that_is_not_known(shared: Path, case: dict[str, Any]) -> None:
    for file in case["files"]:
        text = text_of(shared, file)
        unknown = without(recognise(text, SHIPPED).keys)
        for form in (text, text.upper(), f"---\nlicense: other\n---\n# A model\n\n{text}"):
            found = recognise(form, unknown)
            assert not found.accepted, (file, found)


@pytest.mark.parametrize("case", CASES["copies"], ids=lambda case: case["key"])
def test_copies_of_a_text_are_that_text(shared: Path, case: dict[str, Any]) -> None:
    for file in case["files"]:
        found = recognise(text_of(shared, file), SHIPPED)
        assert (found.accepted, found.key) == (True, case["key"]), file


@pytest.mark.parametrize("case", CASES["foreign"], ids=lambda case: case["file"])
def test_what_is_no_single_licence_of_ours_is_accepted_as_none(shared: Path, case: dict[str, Any]) -> None:
    found = recognise(text_of(shared, case["file"]), SHIPPED)
    assert (found.match, found.key) == (case["match"], case.get("key"))
    assert (found.further_terms, list(found.also)) == (case.get("further_terms", False), case.get("also", []))


@pytest.mark.parametrize("case", CASES["changed"], ids=lambda case: case["name"])
def test_a_change_is_seen_and_named(shared: Path, case: dict[str, Any]) -> None:
    text = text_of(shared, case["file"])
    assert case["old"] in text
    found = recognise(text.replace(case["old"], case["new"]), SHIPPED)
    assert (found.match, found.keys) == (Match.VARIANT, recognise(text, SHIPPED).keys)
    assert list(found.added) == case["added"]
    assert list(found.missing_weighty) == case["missing"]


def test_an_agreement_and_its_use_policy_in_one_prompt_are_one_licence(shared: Path) -> None:
    agreement, policy = text_of(shared, "meta/llama3_1__LICENSE"), text_of(shared, "meta/llama3_1__USE_POLICY.md")
    found = recognise(f"### {agreement}\n\n### {policy}", SHIPPED)
    assert (found.match, found.key) == (Match.SAME, "LicenseRef-scancode-llama-3.1-license-2024")
    assert found.kinds == ("agreement", "use_policy")
    of_another = text_of(shared, "meta/llama3_2__USE_POLICY.md")
    assert not recognise(f"{agreement}\n\n{of_another}", SHIPPED).accepted


def test_one_policy_of_two_terms_of_use_names_both(shared: Path) -> None:
    found = recognise(text_of(shared, "scancode/gemma-pup-2024-02-21.LICENSE"), SHIPPED)
    assert (found.match, found.key) == (Match.EXACT, None)
    assert len(found.keys) == 2
