"""What layers keep is read from any configuration, to the byte where it is known, and never out of nothing."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.hardware import kv_cache
from registry.hardware.architecture import CacheBasis, read
from registry.hardware.config_count import PROVEN_TYPES, count_from_config
from registry.hardware.kv_cache import CachePrecision
from registry.hardware.layers import LayerKind
from registry.hardware.quantisation import read_quantisation
from registry.hardware.seeds import configs

CASES = tomllib.loads((Path(__file__).parent.parent / "cases" / "layers.toml").read_text())
MODELS: list[dict[str, Any]] = CASES["model"]
MADE: list[dict[str, Any]] = CASES["made"]


@pytest.mark.parametrize("case", MODELS, ids=lambda case: case["repo_id"])
def test_real_configurations_keep_and_count_what_the_table_says(case: dict[str, Any]) -> None:
    config = configs()[case["repo_id"]].config
    architecture = read(config)
    cache = kv_cache.compute(architecture.layers, 1)
    assert architecture.cache_basis == case.get("basis", "exact")
    assert cache.bytes_per_token == case.get("token_bytes", cache.bytes_per_token)
    assert cache.state_bytes == case.get("state_bytes", 0)
    windows = {part.window: part.bytes_per_token for part in cache.parts if part.window is not None}
    assert windows == {int(window): size for window, size in case.get("windows", {}).items()}
    count = count_from_config(config, architecture)
    assert (None if count is None else count.total) == case.get("total")
    if "active" in case:
        assert count is not None
        assert count.active(architecture) == case["active"]
        assert count.active_without_embedding(architecture) == case["active_without_embedding"]


def test_every_real_configuration_is_in_the_table() -> None:
    assert {case["repo_id"] for case in MODELS} == set(configs())


@pytest.mark.parametrize("case", MADE, ids=lambda case: case["why"])
def test_reads_layers_as_they_are_written(case: dict[str, Any]) -> None:
    architecture = read(case["config"])
    kinds = {group.kind.value: group.count for group in architecture.layers}
    assert architecture.cache_basis == case["basis"]
    assert kinds == case.get("kinds", {})
    assert kv_cache.compute(architecture.layers, 100_000).kv_bytes == case.get("kept", 0)
    assert bool(architecture.problems) == case.get("told", False)


def test_a_formula_stands_for_each_kind_and_a_type_is_proven_only_where_it_is_known() -> None:
    assert set(kv_cache.rules()) == set(LayerKind)
    assert {case["repo_id"] for case in MODELS if "total" in case}
    shown = {read(configs()[case["repo_id"]].config).model_type for case in MODELS if "total" in case}
    assert shown >= PROVEN_TYPES - {"mistral"}


@pytest.mark.parametrize("member", ["num_hidden_layers", "num_attention_heads", "head_dim", "hidden_size"])
@pytest.mark.parametrize("value", [-1, 0, 10_000_000, float("nan"), float("inf"), 1.5, "32", [32], True, 10**30])
def test_a_number_that_no_model_has_is_as_good_as_none(member: str, value: object) -> None:
    config = {
        "model_type": "olmo",
        "num_hidden_layers": 4,
        "num_attention_heads": 8,
        "head_dim": 16,
        "hidden_size": 128,
    }
    architecture = read(config | {member: value})
    assert architecture.problems
    assert all(layer.token_elements <= 4 * 8 * 16 * 4 for layer in architecture.layers)


@pytest.mark.parametrize("config", [None, [], "x", 3, {}, {"text_config": {}}, {"model_type": 7}])
def test_what_is_no_configuration_says_nothing(config: object) -> None:
    architecture = read(config)
    assert architecture.cache_basis is CacheBasis.UNKNOWN
    assert (architecture.layers, architecture.layer_count, architecture.vocabulary) == ((), None, None)
    assert read_quantisation(config).bits is None


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=8,
)
REAL = [dict(row.config) for row in list(configs().values())[::6]]


@given(st.data())
def test_any_member_may_be_anything(data: st.DataObject) -> None:
    config = dict(data.draw(st.sampled_from(REAL)))
    parts = {name: dict(value) for name, value in config.items() if isinstance(value, dict) and value}
    inner = data.draw(st.sampled_from(["", *parts]))
    target = parts.get(inner, config)
    for name in data.draw(st.lists(st.sampled_from(sorted(target)), max_size=3)):
        target[name] = data.draw(json_values | st.integers(1, 300))
    if target is not config:
        config[inner] = target
    architecture = read(config)
    read_quantisation(config, target)
    cache = kv_cache.compute(architecture.layers, 1000)
    assert cache.kv_bytes >= 0
    assert cache.state_bytes >= 0
    count = count_from_config(config, architecture)
    if count is not None:
        active = count.active(architecture)
        assert count.total > 0
        assert active is None or 0 <= active <= count.total


LAYERS = st.sampled_from([read(row.config).layers for row in configs().values()])
LENGTHS = st.integers(1, 2**21)


@given(
    layers=LAYERS, lengths=st.tuples(LENGTHS, LENGTHS), sequences=st.tuples(st.integers(1, 64), st.integers(1, 64))
)
def test_a_cache_grows_with_context_sequences_and_bits_and_its_parts_make_it(
    layers: Any, lengths: tuple[int, int], sequences: tuple[int, int]
) -> None:
    (short, long), (few, many) = sorted(lengths), sorted(sequences)
    small, large = kv_cache.compute(layers, short, few), kv_cache.compute(layers, long, many)
    assert 0 <= small.kv_bytes <= large.kv_bytes
    assert 0 <= small.state_bytes <= large.state_bytes
    assert large.kv_bytes == sum(part.kv_bytes for part in large.parts)
    assert large.kv_bytes >= large.bytes_per_token * long * many
    by_bits = [kv_cache.compute(layers, long, many, one).kv_bytes for one in ("q4_0", "fp8", "q8_0", "bf16")]  # type: ignore[arg-type]
    assert by_bits == sorted(by_bits)


@pytest.mark.parametrize(
    ("repo_id", "length", "precision", "logged"),
    [
        ("deepseek-ai/DeepSeek-R1", 32_768, CachePrecision.BF16, 2_302_672_896),
        ("deepseek-ai/DeepSeek-R1", 32_768, CachePrecision.Q8_0, 1_223_289_733),
        ("nvidia/Qwen3.6-27B-NVFP4", 262_144, CachePrecision.BF16, 17_179_869_184),
    ],
)
def test_caches_are_what_engines_log(repo_id: str, length: int, precision: CachePrecision, logged: int) -> None:
    layers = read(configs()[repo_id].config).layers
    found = kv_cache.compute(layers, length, 1, precision)
    assert found.kv_bytes == pytest.approx(logged, rel=1e-5)


def test_states_are_what_llama_cpp_logs() -> None:
    layers = read(configs()["nvidia/Qwen3.6-27B-NVFP4"].config).layers
    assert kv_cache.compute(layers, 1, spare_tap=False, tap_bytes=4).state_bytes == 156_893_184
