"""When sources differ the best one counts, all are shown, and what cannot be right is not published."""

from dataclasses import replace

import pytest

from registry.hardware.architecture import read
from registry.hardware.config_count import count_from_config
from registry.hardware.counts import UNKNOWN, CountEvidence, CountFlag, Counts
from registry.hardware.parameters import ParameterFlag, Parameters, ParameterSource
from registry.hardware.precedence import Sources, settle
from registry.hardware.seeds import configs


def counts(total: int | None, source: ParameterSource = ParameterSource.SAFETENSORS_HEADERS) -> Counts:
    evidence = (CountEvidence(source, total, total, "a file"),)
    return replace(UNKNOWN, total=total, stored=total, active=total, source=source, evidence=evidence)


def listed(total: int | None, *flags: ParameterFlag, stored: int | None = None) -> Parameters:
    return Parameters(total, None, stored or total, ParameterSource.HUB_TOTAL, flags)


def known(repo_id: str, **others: object) -> Sources:
    config = configs()[repo_id].config
    architecture = read(config)
    return replace(
        Sources(repo_id, architecture=architecture, config=count_from_config(config, architecture)),
        **others,  # type: ignore[arg-type]
    )


def test_headers_go_before_gguf_and_both_before_the_listing() -> None:
    everything = Sources("m", headers=counts(10), gguf=counts(11, ParameterSource.GGUF), listing=listed(12))
    assert settle(everything).total == 10
    assert settle(replace(everything, headers=counts(None))).total == 11
    assert settle(replace(everything, headers=None, gguf=None)).total == 12
    assert [one.total for one in settle(everything).evidence] == [10, 11, 12]


def test_what_the_listing_stores_is_told_from_the_main_model_where_the_formula_is_proven() -> None:
    found = settle(known("deepseek-ai/DeepSeek-R1", listing=listed(684_531_386_000, ParameterFlag.SCALES_COUNTED)))
    assert (found.total, found.active, found.stored) == (671_026_404_352, 37_552_282_624, 684_531_386_000)
    assert {CountFlag.MTP_LEFT_OUT, CountFlag.SCALES_LEFT_OUT} <= set(found.flags)
    tied = settle(known("Qwen/Qwen3-0.6B", listing=listed(751_632_384)))
    assert (tied.total, tied.flags) == (596_049_920, (CountFlag.DUPLICATE_LEFT_OUT,))


def test_a_difference_that_nothing_explains_is_a_finding() -> None:
    found = settle(known("meta-llama/Meta-Llama-3.1-8B", listing=listed(8_100_000_000)))
    assert CountFlag.SOURCES_DISAGREE in found.flags
    assert (
        CountFlag.SOURCES_DISAGREE
        in settle(known("meta-llama/Meta-Llama-3.1-8B", headers=counts(9 * 10**9))).flags
    )


@pytest.mark.parametrize("repo_id", ["stepfun-ai/Step-3.7-Flash", "deepseek-ai/DeepSeek-V4-Pro"])
def test_a_count_that_may_hold_more_than_the_main_model_says_so(repo_id: str) -> None:
    found = settle(known(repo_id, listing=listed(201_365_316_160)))
    assert (found.total, found.flags) == (201_365_316_160, (CountFlag.EXTRAS_COUNTED,))
    assert found.active is None


def test_a_total_far_below_the_name_is_never_published() -> None:
    found = settle(Sources("org/FrogMini-14B-2510", listing=listed(424_960)))
    assert (found.total, found.stored) == (None, 424_960)
    assert CountFlag.BELOW_NAME in found.flags
    own = settle(
        Sources(
            "o/m-14B", listing=Parameters(None, None, 1, ParameterSource.HUB_TOTAL, (ParameterFlag.BELOW_NAME,))
        )
    )
    assert (own.total, own.flags) == (None, (CountFlag.BELOW_NAME,))
    # What headers say is what is there.
    assert settle(Sources("o/draft-for-70B", headers=counts(10**9))).total == 10**9


def test_packed_weights_of_a_listing_are_no_total() -> None:
    found = settle(Sources("o/m", listing=listed(None, ParameterFlag.PACKED, stored=4_000)))
    assert (found.total, found.stored, found.flags) == (None, 4_000, (CountFlag.PACKING_UNKNOWN,))
    proven = settle(
        known("nvidia/GLM-5.1-NVFP4", listing=listed(None, ParameterFlag.PACKED, stored=381_523_333_632))
    )
    assert (proven.total, proven.source) == (743_911_199_232, ParameterSource.CONFIG)


def test_an_index_that_lies_is_told() -> None:
    found = settle(Sources("o/m", headers=counts(7 * 10**9), stated_total=10))
    assert (found.total, found.flags) == (7 * 10**9, (CountFlag.STATED_TOTAL_WRONG,))


def test_an_adapter_has_no_total() -> None:
    found = settle(Sources("o/lora-7b", headers=counts(1_000), adapter=True))
    assert (found.total, found.active, found.stored, found.flags) == (None, None, 1_000, (CountFlag.ADAPTER,))


def test_a_name_alone_is_evidence_and_no_count() -> None:
    found = settle(Sources("o/m-7b"))
    assert (found.total, found.source) == (None, ParameterSource.NONE)
    assert [one.source for one in found.evidence] == [ParameterSource.NAME]
