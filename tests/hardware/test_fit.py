"""What fits, what does not, and what decides; ``fits`` is never said where it does not or nobody knows."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.hardware import seeds
from registry.hardware.architecture import read
from registry.hardware.devices import devices
from registry.hardware.engines import Engine, Range, engines, model_overhead, usual
from registry.hardware.fit import FitFlag, Needs, Verdict, fit, smallest_that_fits
from registry.hardware.held import block_tokens
from registry.hardware.kv_cache import CachePrecision
from registry.hardware.limiting import LimitCode
from registry.hardware.machine import Machine, Work
from registry.hardware.offload import fit_offloaded
from registry.hardware.weights import (
    Precision,
    Weights,
)
from tests.hardware.machines import (
    DISTILL,
    H100,
    LLAMA,
    MACHINES,
    R1,
    SHIPPED,
    SMALL,
    WORKS,
    asked,
    device_of,
    needs_of,
)


@pytest.mark.parametrize(
    ("slug", "count", "verdict"),
    [
        ("h100-80gb-sxm", 8, Verdict.DOES_NOT_FIT),
        ("h100-80gb-sxm", 16, Verdict.FITS),
        ("h200-141gb", 8, Verdict.FITS),
        ("mi300x-192gb", 8, Verdict.FITS),
        ("mi325x-256gb", 4, Verdict.FITS),
        ("b200-180gb", 8, Verdict.FITS),
        ("b300-288gb", 4, Verdict.FITS),
        ("aws-p5-48xlarge", 1, Verdict.DOES_NOT_FIT),
        ("aws-p5en-48xlarge", 1, Verdict.FITS),
        ("laptop-16gb", 1, Verdict.DOES_NOT_FIT),
        ("apple-m4-max-128gb", 1, Verdict.DOES_NOT_FIT),
    ],
)
def test_deepseek_r1_as_published(slug: str, count: int, verdict: Verdict) -> None:
    found = asked(R1, slug, count)
    assert found.verdict is verdict
    assert (found.weights_bytes, found.kv_bytes_per_token, found.kv_bytes) == (
        688_574_839_360,
        70_272,
        575_668_224,
    )


def test_what_decides_is_said_with_its_numbers_in_both_languages() -> None:
    limiting = asked(R1, "h100-80gb-sxm", 8).limiting
    assert limiting.sentence() == "Weights 641.3 GiB > 570.2 GiB usable (0.90 × 633.5) on 8× NVIDIA H100 SXM"
    assert (
        limiting.sentence("fr") == "Poids 641,3 Gio > 570,2 Gio utilisables (0,90 × 633,5) sur 8× NVIDIA H100 SXM"
    )
    for code in LimitCode:
        values = dict.fromkeys(("weights", "usable", "share", "whole", "machine", "low", "high"), "1.5")
        values |= dict.fromkeys(("engine", "heads", "words", "units"), "2")
        told = replace(limiting, code=code, values=values)
        assert told.sentence("en")
        assert told.sentence("fr-FR") != told.sentence("en-GB")


def test_no_published_size_of_deepseek_r1_fits_a_laptop() -> None:
    known = seeds.measured("unsloth/DeepSeek-R1-GGUF")
    assert known is not None
    names = [variant.name for variant in known.weights.variants]
    assert names[0] == "UD-IQ1_S"
    for name in (*names, *(one.value for one in Precision)):
        for slug in ("laptop-8gb", "laptop-16gb", "laptop-32gb"):
            assert asked("unsloth/DeepSeek-R1-GGUF", slug, precision=name).verdict is Verdict.DOES_NOT_FIT


@pytest.mark.parametrize(
    ("name", "verdict"),
    [
        ("Qwen-1.5B", Verdict.FITS),
        ("Qwen-7B", Verdict.FITS),
        ("Llama-8B", Verdict.FITS),
        ("Qwen-14B", Verdict.TIGHT),
        ("Qwen-32B", Verdict.DOES_NOT_FIT),
        ("Llama-70B", Verdict.DOES_NOT_FIT),
    ],
)
def test_which_distills_a_laptop_of_sixteen_gigabytes_holds(name: str, verdict: Verdict) -> None:
    assert asked(DISTILL + name, "laptop-16gb", precision="q4_k_m").verdict is verdict
    assert asked(DISTILL + name, "laptop-8gb", precision="as_published").verdict is not Verdict.FITS


def test_the_smallest_machine_is_one_on_which_it_fits_and_no_smaller_one_does() -> None:
    known = seeds.measured(R1)
    assert known is not None
    found = smallest_that_fits(known.needs, Work(8192))
    assert found is not None
    assert fit(known.needs, found, Work(8192)).verdict is Verdict.FITS
    smaller = [
        Machine(one, count, usual(one))
        for one in devices().values()
        for count in (1, 2, 4, 8)
        if one.units == 1 and one.usable_bytes * count < found.device.usable_bytes * found.devices * 0.9
    ]
    verdicts = [fit(known.needs, one, Work(8192)).verdict for one in smaller if not one.device.shared]
    assert verdicts
    assert Verdict.FITS not in verdicts
    assert smallest_that_fits(Needs(None, None), Work(8192)) is None


@pytest.mark.parametrize(
    ("needs", "machine", "verdict", "code"),
    [
        (Needs(SMALL, LLAMA), H100, Verdict.FITS, LimitCode.ROOM),
        (Needs(None, LLAMA), H100, Verdict.UNKNOWN, LimitCode.WEIGHTS_UNKNOWN),
        (Needs(Weights((), None), LLAMA), H100, Verdict.UNKNOWN, LimitCode.WEIGHTS_UNKNOWN),
        (Needs(SMALL, None), H100, Verdict.UNKNOWN, LimitCode.CACHE_UNKNOWN),
        (Needs(SMALL, read({"model_type": "new"})), H100, Verdict.UNKNOWN, LimitCode.CACHE_UNKNOWN),
        (Needs(SMALL, read({"model_type": "new", "n_layer": 1, "n_head": 1, "head_dim": 1})),
         H100, Verdict.UNKNOWN, LimitCode.CACHE_UNKNOWN),
        # What is too large is too large, whatever else is unknown.
        (Needs(Weights((), 10**12), None), replace(H100, devices=2), Verdict.UNKNOWN, LimitCode.WEIGHTS_UNKNOWN),
        (Needs(replace(SMALL, variants=(replace(SMALL.variants[0], low=10**12, high=10**12),)), None), H100,
         Verdict.DOES_NOT_FIT, LimitCode.WEIGHTS),
        (Needs(SMALL, LLAMA), replace(H100, devices=3), Verdict.DOES_NOT_FIT, LimitCode.HEADS),
        (Needs(SMALL, replace(LLAMA, vocabulary=None)), replace(H100, devices=2), Verdict.UNKNOWN,
         LimitCode.HEADS_UNKNOWN),
        (Needs(SMALL, LLAMA), Machine(device_of("laptop-16gb"), 1, engines()["vllm"]), Verdict.DOES_NOT_FIT,
         LimitCode.NO_ENGINE),
        (Needs(SMALL, LLAMA), Machine(device_of("rtx-4090-24gb"), 3, engines()["llama.cpp"]), Verdict.FITS,
         LimitCode.ROOM),
    ],
)  # fmt: skip
def test_what_is_not_known_is_never_taken_for_little(
    needs: Needs, machine: Machine, verdict: Verdict, code: LimitCode
) -> None:
    found = fit(needs, machine, Work(1024))
    assert (found.verdict, found.limiting.code) == (verdict, code)
    if code is LimitCode.WEIGHTS_UNKNOWN:
        assert found.weights_bytes is None
    if code is LimitCode.CACHE_UNKNOWN:
        assert found.need is None
        assert FitFlag.CACHE_UNKNOWN in found.flags


def test_nothing_can_be_asked_of_no_devices_no_tokens_and_no_sequences() -> None:
    for machine, work in ((replace(H100, devices=0), Work(1)), (H100, Work(0)), (H100, Work(1, 0))):
        with pytest.raises(ValueError, match="at least 1"):
            fit(Needs(SMALL, LLAMA), machine, work)


def test_flags_tell_what_rests_on_what() -> None:
    assert asked(R1, "h200-141gb", 8).flags == ()
    assert asked(R1, "mi300x-192gb", 8).flags == (FitFlag.OVERHEAD_ASSUMED,)
    laptop = asked(DISTILL + "Llama-8B", "laptop-16gb", precision="q4_k_m", context_length=200_000)
    assert set(laptop.flags) == {FitFlag.ESTIMATED_WEIGHTS, FitFlag.CONTEXT_BEYOND_MODEL, FitFlag.SHARED_MEMORY}


def test_a_latent_is_kept_by_every_device_and_heads_are_parted_as_far_as_they_go() -> None:
    assert asked(R1, "h200-141gb", 8).held == Range(8 * 575_668_224, 8 * 575_668_224)
    each = 131_072 * 8192
    for count, copies in ((1, 1), (2, 1), (8, 1), (16, 2)):
        found = asked("meta-llama/Meta-Llama-3.1-8B", "h100-80gb-sxm", count, precision="bf16")
        assert found.held == Range(each * copies, each * copies)
        assert found.kv_bytes == each


def test_blocks_of_a_hybrid_are_a_floor_under_short_requests() -> None:
    layers = read(seeds.configs()["nvidia/Qwen3.6-27B-NVFP4"].config).layers
    # 1568 tokens, as vLLM says when it aligns the pages of Qwen3.5 with the cache in eight bits.
    assert block_tokens(layers, engines()["vllm"], CachePrecision.FP8) == 1568
    assert block_tokens(layers, engines()["llama.cpp"], CachePrecision.FP8) == 256
    short = asked("nvidia/Qwen3.6-27B-NVFP4", "h100-80gb-sxm", context_length=1)
    assert short.held is not None
    assert short.held.high - short.held.low > 65_536 * 700


def test_the_profile_of_an_engine_covers_what_was_measured() -> None:
    """Peaks that vLLM 0.19.0 logged on one H100, in GiB, by words of the vocabulary."""
    logged = {
        ("llama", 128_256, False): 1.89, ("qwen2", 152_064, False): 2.21, ("qwen3", 151_936, False): 2.21,
        ("phi3", 100_352, False): 1.52, ("phi", 51_200, False): 0.79, ("granite", 49_155, False): 0.85,
        ("granite", 49_152, False): 0.75, ("mixtral", 32_000, True): 1.21, ("qwen3_moe", 151_936, True): 2.68,
        ("qwen2_moe", 151_936, True): 2.47, ("mimo", 151_680, False): 2.49, ("llama", 32_016, False): 0.77,
        ("gemma3", 262_208, False): 3.99, ("gemma3_text", 262_208, False): 3.89,
    }  # fmt: skip
    for (kind, words, mixture), peak in logged.items():
        config = {"model_type": kind, "vocab_size": words} | (
            {"num_experts": 4, "num_experts_per_tok": 1} if mixture else {}
        )
        found = _peak(config)
        assert found.low <= peak * 2**30 <= found.high, kind


def _peak(config: dict[str, object]) -> Range:
    return model_overhead(engines()["vllm"], read(config))


ORDER = [Verdict.FITS, Verdict.TIGHT, Verdict.DOES_NOT_FIT]


@given(st.sampled_from(SHIPPED), MACHINES, WORKS)
def test_parts_make_the_need_and_the_need_makes_the_verdict(name: str, machine: Machine, work: Work) -> None:
    found = fit(needs_of(name, work.precision), machine, work)
    if found.need is None:
        assert found.verdict in (Verdict.UNKNOWN, Verdict.DOES_NOT_FIT)
        return
    assert found.variant
    assert found.held
    assert found.overhead
    most = found.variant.high + found.variant.on_load
    assert found.need.low == found.variant.low + found.held.low + found.overhead.low
    assert found.need.high == most + found.held.high + found.overhead.high
    assert 0 <= found.need.low <= found.need.high
    assert found.kv_bytes == sum(part.kv_bytes for part in found.layers)
    assert found.held.low >= (found.kv_bytes or 0) - sum(part.count for part in found.layers)
    if found.verdict is Verdict.FITS:
        assert found.need.high <= found.usable_bytes
    if found.need.low > found.usable_bytes:
        assert found.verdict is Verdict.DOES_NOT_FIT


@given(st.sampled_from(SHIPPED), MACHINES, WORKS, st.integers(0, 2**20), st.integers(0, 64))
def test_more_tokens_and_more_sequences_never_fit_better(
    name: str, machine: Machine, work: Work, tokens: int, sequences: int
) -> None:
    needs = needs_of(name, work.precision)
    less = fit(needs, machine, work)
    more = fit(
        needs,
        machine,
        replace(work, context_length=work.context_length + tokens, sequences=work.sequences + sequences),
    )
    if less.need is None or more.need is None:
        assert less.need is more.need
        return
    assert less.need.low <= more.need.low
    assert less.need.high <= more.need.high
    if Verdict.UNKNOWN not in (less.verdict, more.verdict):
        assert ORDER.index(less.verdict) <= ORDER.index(more.verdict)


def _engine_of(slug: str) -> Engine:
    return usual(device_of(slug))


def test_each_kind_of_machine_is_asked_about_its_own_engine() -> None:
    assert _engine_of("h100-80gb-sxm").key == _engine_of("aws-p5-48xlarge").key == "vllm"
    assert {_engine_of(slug).key for slug in ("laptop-16gb", "apple-m4-max-128gb", "rtx-4090-24gb")} == {
        "llama.cpp"
    }


def test_a_mixture_may_leave_its_experts_in_the_memory_of_the_machine() -> None:
    known = seeds.measured(R1)
    assert known is not None
    card = Machine(device_of("h100-80gb-sxm"), 1, engines()["llama.cpp"])
    server = device_of("server-768gb").usable_bytes
    found = fit_offloaded(known.needs, card, server, Work(8192))
    assert found is not None
    assert (found.verdict, found.in_memory) == (Verdict.FITS, 653_908_770_816)
    assert found.on_device.low == fit(known.needs, card, Work(8192)).need.low - found.in_memory  # type: ignore[union-attr]
    for memory, machine, verdict in (
        (653_908_770_815, card, Verdict.DOES_NOT_FIT),
        (653_908_770_816, card, Verdict.TIGHT),
        (server, Machine(device_of("rtx-5060-8gb"), 1, engines()["llama.cpp"]), Verdict.DOES_NOT_FIT),
    ):
        less = fit_offloaded(known.needs, machine, memory, Work(8192))
        assert less is not None
        assert less.verdict is verdict
    dense = seeds.measured(DISTILL + "Llama-8B")
    assert dense is not None
    assert fit_offloaded(dense.needs, card, server, Work(8192)) is None
    assert fit_offloaded(known.needs, H100, server, Work(8192)) is None


def test_weights_that_an_engine_lays_out_anew_may_grow() -> None:
    grown = replace(SMALL.variants[0], on_load=90_000_000)
    plain = fit(Needs(SMALL, LLAMA), H100, Work(10))
    found = fit(Needs(replace(SMALL, variants=(grown,)), LLAMA), H100, Work(10))
    assert found.need is not None
    assert plain.need is not None
    assert (found.need.low, found.need.high) == (plain.need.low, plain.need.high + 90_000_000)
    assert found.weights_bytes == 10**9


def test_every_device_of_vllm_keeps_a_table_of_rotations() -> None:
    """Llama 3.1 8B takes 14.9575 GiB of files and 131,072 × 128 × 2 bytes more, as vLLM logs 14.9888."""
    table = 131_072 * 128 * 2
    short = replace(LLAMA, context_length=None)
    for count in (1, 4):
        machine = replace(H100, devices=count)
        found, without = (fit(Needs(SMALL, one), machine, Work(10)).overhead for one in (LLAMA, short))
        assert found is not None
        assert without is not None
        assert (found.low, found.high) == (without.low, without.high + count * table)
