"""Parameters are counted from headers: each weight once, unpacked, without scales; all ways to get it wrong."""

import json
import tomllib
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.hardware import architecture
from registry.hardware.counting import Tally
from registry.hardware.counts import CountFlag, Counts
from registry.hardware.parameters import ParameterSource
from registry.hardware.quantisation import Packing, Quantisation, read_quantisation
from registry.hardware.seeds import configs
from registry.hardware.tensor_roles import Role
from registry.hardware.tensors import Tensor
from tests.hardware import deepseek
from tests.hardware.files import Shaped, tensors

CASES: list[dict[str, Any]] = tomllib.loads((Path(__file__).parent.parent / "cases" / "packing.toml").read_text())[
    "case"
]
WHOLE = Quantisation(None, Packing.NONE)


def counted(shaped: list[Shaped], config: object = None, separate: object = None, **options: bool) -> Counts:
    read = None if config is None else architecture.read(config)
    tally = Tally(read, read_quantisation(config, separate), **options)
    tally.add(tensors(shaped))
    return tally.counts(ParameterSource.SAFETENSORS_HEADERS, "")


def test_deepseek_r1_is_counted_to_the_parameter_and_to_the_byte() -> None:
    config = configs()["deepseek-ai/DeepSeek-R1"].config
    tally = Tally(architecture.read(config), read_quantisation(config))
    tally.add(tensors(deepseek.tensors()))
    found = tally.counts(ParameterSource.SAFETENSORS_HEADERS, "")
    assert tally.total_bytes == 688_574_839_360
    assert found.stored == 684_489_845_504
    assert found.total == 671_026_404_352
    assert found.active == 37_552_282_624
    assert found.active_without_embedding == 36_625_603_584
    assert found.parameters_of(Role.MTP) == 11_610_067_968
    assert found.parameters_of(Role.DUPLICATE) == 1_853_358_080
    assert found.parameters_of(Role.BUFFER) == 15_104
    assert set(found.flags) == {
        CountFlag.SCALES_LEFT_OUT,
        CountFlag.DUPLICATE_LEFT_OUT,
        CountFlag.MTP_LEFT_OUT,
        CountFlag.ROUTER_BIASES_APART,
    }


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_takes_packed_weights_apart_or_says_that_it_cannot(case: dict[str, Any]) -> None:
    shaped = [(name, dtype, tuple(shape)) for name, dtype, shape in case["tensors"]]
    found = counted(shaped, json.loads(case["config"]), json.loads(case.get("separate", "null")))
    assert found.total == case.get("total")
    assert found.stored == case.get("stored", case.get("total"))
    assert set(case["flags"]) == {flag.value for flag in found.flags}


def test_a_tied_head_that_is_stored_too_counts_once() -> None:
    shaped: list[Shaped] = [
        ("model.embed_tokens.weight", "BF16", (100, 8)),
        ("lm_head.weight", "BF16", (100, 8)),
        ("model.norm.weight", "BF16", (8,)),
    ]
    tied = counted(shaped, {"model_type": "qwen3", "tie_word_embeddings": True})
    assert (tied.total, tied.stored, tied.active_without_embedding) == (808, 1608, 808)
    assert tied.flags == (CountFlag.DUPLICATE_LEFT_OUT,)
    apart = counted(shaped, {"model_type": "qwen3", "tie_word_embeddings": False})
    assert (apart.total, apart.active_without_embedding, apart.flags) == (1608, 808, ())


def test_towers_are_counted_apart_and_a_model_of_towers_alone_is_its_towers() -> None:
    shaped: list[Shaped] = [("visual.patch_embed.weight", "BF16", (10, 3)), ("model.norm.weight", "BF16", (8,))]
    both = counted(shaped, {"text_config": {"model_type": "qwen3"}, "vision_config": {}}, tower_parts=True)
    assert (both.total, both.stored) == (8, 38)
    assert CountFlag.TOWERS_APART in both.flags
    assert counted(shaped[:1], tower_parts=True).total == 30


def test_experts_of_an_unknown_number_leave_what_a_token_meets_unknown() -> None:
    shaped: list[Shaped] = [("model.layers.0.mlp.experts.0.up_proj.weight", "BF16", (4, 4))]
    found = counted(shaped, {"model_type": "new", "num_experts": 4})
    assert (found.total, found.active) == (16, None)
    assert CountFlag.EXPERTS_UNKNOWN in found.flags
    # And the other way round: a mixture whose experts are named as nobody knows is not counted as dense.
    dense: list[Shaped] = [("model.layers.0.mlp.gelehrte.weight", "BF16", (4, 4))]
    assert counted(dense, {"model_type": "new", "num_experts": 4, "num_experts_per_tok": 1}).active is None


def test_layers_that_the_configuration_does_not_know_are_told() -> None:
    shaped: list[Shaped] = [("model.layers.7.mlp.up_proj.weight", "BF16", (4, 4))]
    found = counted(shaped, {"model_type": "llama", "num_hidden_layers": 2})
    assert (found.total, found.flags) == (16, (CountFlag.LAYERS_BEYOND_CONFIG,))


def test_a_set_that_is_not_whole_has_no_total() -> None:
    tally = Tally(None, WHOLE)
    tally.add(tensors([("a.weight", "BF16", (4, 4))]))
    found = tally.counts(ParameterSource.SAFETENSORS_HEADERS, "", complete=False)
    assert (found.total, found.stored, found.active) == (None, None, None)
    assert (found.source, found.flags) == (ParameterSource.NONE, (CountFlag.INCOMPLETE,))


NAMES = st.sampled_from(
    [
        "model.embed_tokens.weight",
        "lm_head.weight",
        "model.layers.0.mlp.up_proj.weight",
        "model.layers.0.mlp.experts.3.up_proj.qweight",
        "model.layers.9.shared_head.head.weight",
        "mtp.fc.weight",
        "visual.merger.weight",
        "audio_tower.conv.weight",
        "model.layers.0.self_attn.q_proj.weight_scale_inv",
        "rotary_emb.inv_freq",
        "x",
    ]
)
TENSORS = st.lists(
    st.builds(
        Tensor,
        name=NAMES,
        dtype=st.sampled_from(["BF16", "F32", "I32", "U8", "I8", "I64", "F8_E4M3", "F8_E8M0"]),
        shape=st.lists(st.integers(0, 2**40), max_size=4).map(tuple),
        size=st.integers(0, 2**50),
    ),
    max_size=12,
)


@given(
    found=TENSORS,
    packing=st.sampled_from(Packing),
    bits=st.none() | st.integers(2, 8).map(Fraction),
    config=st.sampled_from([None, *list(configs())[::9]]),
    towers=st.booleans(),
)
def test_parts_make_the_whole_and_nothing_is_negative(
    found: list[Tensor], packing: Packing, bits: Fraction | None, config: str | None, towers: bool
) -> None:
    read = None if config is None else architecture.read(configs()[config].config)
    tally = Tally(read, Quantisation("x", packing, bits), tower_parts=towers)
    tally.add(found)
    counts = tally.counts(ParameterSource.GGUF, "")
    assert 0 <= tally.spare_bytes <= tally.total_bytes == sum(tensor.size for tensor in found)
    assert (counts.total is None) == (counts.source is ParameterSource.NONE)
    if counts.total is None:
        assert counts.stored is counts.active is counts.active_without_embedding is None
        return
    assert counts.stored == counts.total + sum(extra.parameters for extra in counts.extras)
    assert 0 <= (counts.active or 0) <= counts.total
    assert counts.active is None or 0 <= (counts.active_without_embedding or 0) <= counts.active
