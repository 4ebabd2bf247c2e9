"""A model is measured from its files on the Hub: headers and configuration alone, at one revision."""

import json
from collections.abc import Iterator

import pytest

from registry.hardware.counts import CountFlag
from registry.hardware.devices import device
from registry.hardware.engines import usual
from registry.hardware.fit import Verdict, fit
from registry.hardware.machine import Machine, Work
from registry.hardware.measured import Measured
from registry.hardware.parameters import Parameters, ParameterSource
from registry.hardware.weights import WeightsSource
from registry.hub.files import HubFiles
from registry.hub.refusal import Refusal, Why
from registry.sync.measuring import measure
from tests.hardware.files import Shaped, gguf, header
from tests.hub import EmulatedHub
from tests.hub import mishaps as wrong
from tests.hub.content import File, corrupt_header

NAME = "org/model"
CONFIG = {
    "model_type": "llama", "num_hidden_layers": 1, "num_attention_heads": 4, "num_key_value_heads": 2,
    "hidden_size": 64, "intermediate_size": 128, "vocab_size": 100, "tie_word_embeddings": False,
}  # fmt: skip
TABLES: list[Shaped] = [("model.embed_tokens.weight", "BF16", (100, 64)), ("lm_head.weight", "BF16", (100, 64))]
LAYER: list[Shaped] = [
    ("model.layers.0.self_attn.q_proj.weight", "BF16", (64, 64)),
    ("model.layers.0.self_attn.k_proj.weight", "BF16", (32, 64)),
    ("model.layers.0.self_attn.v_proj.weight", "BF16", (32, 64)),
    ("model.layers.0.self_attn.o_proj.weight", "BF16", (64, 64)),
    ("model.layers.0.mlp.gate_proj.weight", "BF16", (128, 64)),
    ("model.layers.0.mlp.up_proj.weight", "BF16", (128, 64)),
    ("model.layers.0.mlp.down_proj.weight", "BF16", (64, 128)),
    ("model.layers.0.input_layernorm.weight", "BF16", (64,)),
    ("model.layers.0.post_attention_layernorm.weight", "BF16", (64,)),
    ("model.norm.weight", "BF16", (64,)),
]
TOTAL = 2 * 6400 + 2 * 4096 + 2 * 2048 + 3 * 8192 + 3 * 64


def weights(shaped: list[Shaped]) -> File:
    """A safetensors file of these tensors, zeros for what they hold."""
    written = header(shaped)
    size = sum(entry["data_offsets"][1] - entry["data_offsets"][0] for entry in json.loads(written).values())
    return File(len(written).to_bytes(8, "little") + written, 8 + len(written) + size, lfs=True)


def quantised(shaped: list[Shaped], size: int, **values: object) -> File:
    """A GGUF file of so many bytes."""
    return File(gguf({"general.architecture": "llama", **values}, shaped), size, lfs=True)


@pytest.fixture
def files(empty_hub: EmulatedHub) -> Iterator[HubFiles]:
    with HubFiles(empty_hub.url, timeout=0.5) as files:
        yield files


def measured(hub: EmulatedHub, files: HubFiles, **named: str | bytes | File) -> Measured:
    """Measure a model of these files; ``__`` in a name stands for a dot."""
    hub.data.create(NAME, files={path.replace("__", "."): content for path, content in named.items()})
    found = measure(NAME, hub.data[NAME]["sha"], files)
    assert isinstance(found, Measured), found
    return found


def test_shards_and_configuration_make_counts_weights_and_an_answer(
    empty_hub: EmulatedHub, files: HubFiles
) -> None:
    names = [f"model-0000{index}-of-00002.safetensors" for index in (1, 2)]
    index = {"metadata": {"total_parameters": TOTAL}, "weight_map": {"a": names[0], "b": names[1]}}
    shards = {names[0].replace(".", "__"): weights(TABLES), names[1].replace(".", "__"): weights(LAYER)}
    found = measured(
        empty_hub,
        files,
        config__json=json.dumps(CONFIG),
        model__safetensors__index__json=json.dumps(index),
        pytorch_model__bin=File(b"", 10**12, lfs=True),
        **shards,
    )
    assert (found.counts.total, found.counts.source) == (TOTAL, ParameterSource.SAFETENSORS_HEADERS)
    assert (found.counts.active_without_embedding, found.counts.flags) == (TOTAL - 6400, ())
    assert [one.total for one in found.counts.evidence] == [TOTAL, TOTAL, None]
    variant = found.weights.pick("as_published")
    assert variant is not None
    assert (variant.high, variant.exact, variant.files) == (2 * TOTAL, True, tuple(names))
    assert found.problems == ()
    laptop = device("laptop-8gb")
    assert laptop
    assert fit(found.needs, Machine(laptop, 1, usual(laptop)), Work(100)).verdict is Verdict.FITS


def test_a_header_that_lies_leaves_the_count_unknown_and_is_told(empty_hub: EmulatedHub, files: HubFiles) -> None:
    sound = weights(LAYER)
    longer = File(sound.content, sound.size + 5, lfs=True)
    found = measured(empty_hub, files, config__json="{}", model__safetensors=longer)
    assert (found.counts.total, found.counts.stored) == (None, None)
    assert CountFlag.INCOMPLETE in found.counts.flags
    assert "the file has" in found.problems[0]
    variant = found.weights.pick("as_published")
    assert variant is not None
    assert (variant.source, variant.exact, variant.high) == (WeightsSource.FILE_SIZES, False, longer.size)


def test_a_formula_stands_in_where_headers_cannot_be_read(empty_hub: EmulatedHub, files: HubFiles) -> None:
    found = measured(empty_hub, files, config__json=json.dumps(CONFIG), model__safetensors=corrupt_header())
    assert (found.counts.total, found.counts.source) == (TOTAL, ParameterSource.CONFIG)
    assert "not of the format" in found.problems[0]


def test_an_index_that_lies_is_told_and_does_not_count(empty_hub: EmulatedHub, files: HubFiles) -> None:
    found = measured(
        empty_hub,
        files,
        config__json=json.dumps(CONFIG),
        model__safetensors=weights([*TABLES, *LAYER]),
        model__safetensors__index__json='{"metadata": {"total_parameters": 300000}, "weight_map": {}}',
    )
    assert (found.counts.total, found.counts.flags) == (TOTAL, (CountFlag.STATED_TOTAL_WRONG,))


def test_a_repository_of_quantisations_has_each_with_its_own_size(empty_hub: EmulatedHub, files: HubFiles) -> None:
    tensors: list[Shaped] = [("token_embd.weight", "Q4_K", (256, 100)), ("output_norm.weight", "F32", (64,))]
    values = {"llama.block_count": 1, "llama.embedding_length": 64, "llama.attention.head_count": 4}
    found = measured(
        empty_hub,
        files,
        **{
            "m-Q4_K_M__gguf": quantised(tensors, 20_000, **values),
            "m-Q8_0-00001-of-00002__gguf": quantised(tensors[:1], 30_000, **values),
            "m-Q8_0-00002-of-00002__gguf": quantised(tensors[1:], 40_000, **values),
            "m-F16-00001-of-00002__gguf": quantised(tensors, 90_000, **values),
        },
    )
    assert [(one.name, one.high) for one in found.weights.variants] == [("Q4_K_M", 20_000), ("Q8_0", 70_000)]
    assert (found.counts.total, found.counts.source) == (25_664, ParameterSource.GGUF)
    assert found.architecture is not None
    assert (found.architecture.model_type, found.architecture.layer_count) == ("llama", 1)


def test_an_adapter_is_nothing_without_its_base(empty_hub: EmulatedHub, files: HubFiles) -> None:
    found = measured(
        empty_hub,
        files,
        adapter_config__json='{"base_model_name_or_path": "org/base"}',
        adapter_model__safetensors=weights([("base_model.lora_A.weight", "F32", (8, 64))]),
    )
    assert (found.base, found.counts.total, found.counts.stored) == ("org/base", None, 512)
    assert CountFlag.ADAPTER in found.counts.flags
    assert found.needs.weights is None
    variant = found.weights.pick("as_published")
    assert variant is not None
    assert variant.high == 2048


def test_a_pipeline_needs_from_its_largest_component_to_all(empty_hub: EmulatedHub, files: HubFiles) -> None:
    part = weights([("a.weight", "BF16", (10,))])
    found = measured(
        empty_hub,
        files,
        model_index__json="{}",
        **{
            "unet/diffusion_pytorch_model__safetensors": weights(LAYER),
            "unet/diffusion_pytorch_model__fp16__safetensors": part,
            "vae/diffusion_pytorch_model__safetensors": part,
        },
    )
    variant = found.weights.pick("as_published")
    assert variant is not None
    assert not variant.exact
    assert variant.low <= weights(LAYER).size < variant.high == weights(LAYER).size + part.size
    assert found.counts.total is None


def test_dense_parts_of_sentence_transformers_are_added(empty_hub: EmulatedHub, files: HubFiles) -> None:
    found = measured(
        empty_hub,
        files,
        modules__json="[]",
        model__safetensors=weights([("a.weight", "F32", (10,))]),
        **{"2_Dense/model__safetensors": weights([("linear.weight", "F32", (5,))])},
    )
    assert found.counts.total == 15


def test_pickles_are_never_opened_and_bounded_by_their_size(empty_hub: EmulatedHub, files: HubFiles) -> None:
    found = measured(empty_hub, files, config__json="{}", pytorch_model__bin=File(b"", 10**9, lfs=True))
    variant = found.weights.pick("as_published")
    assert variant is not None
    assert (variant.high, variant.exact, found.counts.total) == (10**9, False, None)
    assert not [one for one in empty_hub.requests if one.route == "lfs"]


def test_a_gate_leaves_what_the_listing_says(empty_hub: EmulatedHub, files: HubFiles) -> None:
    empty_hub.data.create(
        NAME, files={"config.json": json.dumps(CONFIG), "model.safetensors": weights(LAYER)}, gated="auto"
    )
    listing = Parameters(TOTAL, None, TOTAL, ParameterSource.HUB_TOTAL, ())
    found = measure(NAME, empty_hub.data[NAME]["sha"], files, listing)
    assert isinstance(found, Measured)
    assert (found.counts.total, found.counts.source) == (TOTAL, ParameterSource.HUB_TOTAL)
    assert CountFlag.EXTRAS_COUNTED in found.counts.flags
    assert len(found.problems) == 2


@pytest.mark.parametrize("route", ["tree", "resolve"])
def test_a_hub_that_cannot_be_reached_is_asked_again(empty_hub: EmulatedHub, files: HubFiles, route: str) -> None:
    empty_hub.data.create(NAME, files={"config.json": "{}", "model.safetensors": weights(LAYER)})
    empty_hub.faults.add(wrong.Status(503), route=route, times=None)
    found = measure(NAME, empty_hub.data[NAME]["sha"], files)
    assert isinstance(found, Refusal)
    assert found.why is Why.NOT_REACHABLE


def test_what_is_no_json_is_told(empty_hub: EmulatedHub, files: HubFiles) -> None:
    found = measured(empty_hub, files, config__json="[" * 100_000, model__safetensors=weights(LAYER))
    assert found.problems == ("config.json is not JSON.",)
    assert found.architecture is None
    assert found.counts.total == TOTAL - 2 * 6400
