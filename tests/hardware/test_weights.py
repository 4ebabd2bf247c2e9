"""Sizes of weights: adapters with their base, pipelines, and estimates that hold the files that were published."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.hardware.measured import from_listing
from registry.hardware.weights import (
    Precision,
    Variant,
    Weights,
    WeightsSource,
    estimate,
    of_components,
    with_adapter,
)
from tests.hardware.machines import (
    SMALL,
)


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


@pytest.mark.parametrize(
    ("elements", "size"),
    [
        ((("F8_E4M3", 680_571_043_840), ("BF16", 3_918_786_560), ("F32", 41_555_600)), 688_574_839_360),
        ((("BF16", 100),), 200),
        ((("bf16", 1_000), ("I64", 3)), 2_024),
        ((("BF16", 100), ("I32", 50)), None),
        ((("BF16", 100), ("Q7", 50)), None),
        ((("BF16", -100), ("F32", 500)), None),
        ((("BF16", 10**20),), None),
        ((), None),
    ],
)
def test_a_listing_makes_weights_where_nothing_is_packed(
    elements: tuple[tuple[str, int], ...], size: int | None
) -> None:
    found = from_listing(elements)
    assert (None if found is None else found.high) == size
    assert found is None or (not found.exact and 0 <= found.low < found.high)
