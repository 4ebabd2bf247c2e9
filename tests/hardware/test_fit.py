"""What fits, what does not, and what decides; ``fits`` is never said where it does not or nobody knows."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.hardware import bounds, seeds
from registry.hardware.architecture import read
from registry.hardware.devices import Device, Platform, device, devices
from registry.hardware.engines import Engine, Range, engines, model_overhead, usual
from registry.hardware.fit import Fit, FitFlag, Needs, Verdict, fit, smallest_that_fits
from registry.hardware.held import block_tokens
from registry.hardware.kv_cache import CachePrecision
from registry.hardware.limiting import LimitCode
from registry.hardware.machine import Machine, Work
from registry.hardware.weights import (
    Precision,
    Variant,
    Weights,
    WeightsSource,
    estimate,
    of_components,
    with_adapter,
)

R1 = "deepseek-ai/DeepSeek-R1"
DISTILL = "deepseek-ai/DeepSeek-R1-Distill-"


def _device(slug: str) -> Device:
    found = device(slug)
    assert found is not None, slug
    return found


def asked(
    repo_id: str, slug: str, count: int = 1, precision: str = "as_published", context_length: int = 8192
) -> Fit:
    known = seeds.measured(repo_id)
    assert known is not None, repo_id
    machine = Machine(_device(slug), count, usual(_device(slug)))
    return fit(known.needs, machine, Work(context_length, 1, precision))


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


LLAMA = read(seeds.configs()["meta-llama/Meta-Llama-3.1-8B"].config)
SMALL = Weights(
    (Variant("as_published", 10**9, 10**9, exact=True, source=WeightsSource.SAFETENSORS_HEADERS),), None
)
H100 = Machine(_device("h100-80gb-sxm"), 1, engines()["vllm"])


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
        (Needs(SMALL, LLAMA), Machine(_device("laptop-16gb"), 1, engines()["vllm"]), Verdict.DOES_NOT_FIT,
         LimitCode.NO_ENGINE),
        (Needs(SMALL, LLAMA), Machine(_device("rtx-4090-24gb"), 3, engines()["llama.cpp"]), Verdict.FITS,
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


def test_an_adapter_needs_its_base_and_a_pipeline_its_largest_part_or_all() -> None:
    adapter = Variant("adapter", 10, 12, exact=True, source=WeightsSource.SAFETENSORS_HEADERS)
    both = with_adapter(SMALL, adapter).pick("as_published")
    assert both is not None
    assert (both.low, both.high) == (10**9 + 10, 10**9 + 12)
    estimated = with_adapter(Weights((), 100), adapter).pick("bf16")
    assert estimated is not None
    assert estimated.low == 210
    parts = of_components([replace(adapter, low=5, high=5), replace(adapter, low=7, high=7)])
    assert parts is not None
    assert (parts.low, parts.high) == (7, 12)
    assert of_components([]) is None


@given(parameters=st.integers(0, 10**13), table=st.integers(0, 10**10))
def test_estimates_are_ranges_that_grow_with_bits(parameters: int, table: int) -> None:
    four, eight, sixteen = (estimate(parameters, Precision(one), table) for one in ("q4_k_m", "q8_0", "bf16"))
    for one in (four, eight, sixteen):
        assert 0 <= one.low <= one.high
        assert not one.exact
    assert four.low <= eight.low <= sixteen.low
    assert four.high <= eight.high <= sixteen.high


@pytest.mark.parametrize(
    ("parameters", "low", "high"),
    [  # files of Q4_K_M as published, in bytes
        (7_615_616_512, 4_683_075_271, 4_683_075_271),
        (14_770_033_664, 8_988_112_040, 8_988_112_040),
        (32_763_876_352, 19_845_359_862, 19_845_359_862),
        (32_762_123_264, 20_197_083_709, 20_197_083_709),
        (8_030_261_248, 4_912_000_000, 4_925_000_000),
        (671_026_404_352, 403_500_000_000, 404_500_000_000),
    ],
)
def test_estimates_of_four_bits_hold_published_files(parameters: int, low: int, high: int) -> None:
    found = estimate(parameters, Precision.Q4_K_M)
    assert found.low <= low
    assert high <= found.high


SHIPPED = [name for name in seeds.seeds() if (known := seeds.measured(name)) and known.needs.architecture]
MACHINES = st.builds(
    lambda device, count, engine: Machine(device, count, engine or usual(device)),
    st.sampled_from([one for one in devices().values() if one.platform is not Platform.NEURON]),
    st.sampled_from([1, 2, 3, 4, 8, 16]),
    st.sampled_from([None, engines()["vllm"], engines()["llama.cpp"], engines()["transformers"]]),
)
WORKS = st.builds(
    Work, st.integers(1, 2**20), st.integers(1, 64), st.sampled_from(Precision), st.just(CachePrecision.BF16)
)


def _needs(name: str, precision: str) -> Needs:
    """What is known of a shipped model; where its weights are not, made up, so that there is something to fit."""
    known = seeds.measured(name)
    assert known is not None
    if known.weights.pick(precision) is not None:
        return known.needs
    return Needs(Weights((), 30 * 10**9), known.architecture)


ORDER = [Verdict.FITS, Verdict.TIGHT, Verdict.DOES_NOT_FIT]


@given(st.sampled_from(SHIPPED), MACHINES, WORKS)
def test_parts_make_the_need_and_the_need_makes_the_verdict(name: str, machine: Machine, work: Work) -> None:
    found = fit(_needs(name, work.precision), machine, work)
    if found.need is None:
        assert found.verdict in (Verdict.UNKNOWN, Verdict.DOES_NOT_FIT)
        return
    assert found.variant
    assert found.held
    assert found.overhead
    assert found.need.low == found.variant.low + found.held.low + found.overhead.low
    assert found.need.high == found.variant.high + found.held.high + found.overhead.high
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
    needs = _needs(name, work.precision)
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


@given(st.sampled_from(SHIPPED), MACHINES, WORKS)
def test_a_stored_bound_never_says_that_it_fits_where_it_does_not(name: str, machine: Machine, work: Work) -> None:
    needs = _needs(name, work.precision)
    stored, terms = bounds.bound(needs, work.precision), bounds.terms(machine)
    found = fit(needs, machine, work)
    if stored is None:
        assert found.verdict is not Verdict.FITS
        return
    if terms is None:
        return
    assert found.need is None or found.need.high <= bounds.most_needed(
        stored, terms, work.context_length, work.sequences
    )
    if bounds.fits(stored, terms, work.context_length, work.sequences):
        assert found.verdict is Verdict.FITS


def test_stored_bounds_still_find_what_fits() -> None:
    """A bound that never said yes would keep the promise above, and find nothing."""
    agreed = asked_of = 0
    for name in SHIPPED:
        for machine in (
            H100,
            replace(H100, devices=8),
            Machine(_device("laptop-32gb"), 1, engines()["llama.cpp"]),
        ):
            needs = _needs(name, "q4_k_m")
            stored, terms = bounds.bound(needs, "q4_k_m"), bounds.terms(machine)
            if stored and terms and fit(needs, machine, Work(8192, 1, "q4_k_m")).verdict is Verdict.FITS:
                asked_of += 1
                agreed += bounds.fits(stored, terms, 8192)
    assert asked_of > 100
    assert agreed >= 0.97 * asked_of


def test_a_search_has_no_constants_for_engines_that_are_not_stored() -> None:
    assert bounds.terms(Machine(_device("rtx-4090-24gb"), 1, engines()["transformers"])) is None
    assert bounds.terms(Machine(_device("laptop-16gb"), 1, engines()["vllm"])) is None


def _engine_of(slug: str) -> Engine:
    return usual(_device(slug))


def test_each_kind_of_machine_is_asked_about_its_own_engine() -> None:
    assert _engine_of("h100-80gb-sxm").key == _engine_of("aws-p5-48xlarge").key == "vllm"
    assert {_engine_of(slug).key for slug in ("laptop-16gb", "apple-m4-max-128gb", "rtx-4090-24gb")} == {
        "llama.cpp"
    }
