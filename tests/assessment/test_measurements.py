"""What was measured of a model is held for its revision and stands in the search row; the next commit voids it."""

import json
from datetime import timedelta

import pytest

from registry.assessment import licences
from registry.assessment.assess import assess_stored
from registry.licences import grounds
from registry.models import Entry, EntryNeed, Examination, Measurement
from registry.sync import starter_needs
from registry.sync.starting import stock
from tests.builders import NOW
from tests.hub import EmulatedHub
from tests.hub import mishaps as wrong
from tests.hub.content import safetensors
from tests.sync.looking import examine, walked

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(hours=1)
NAME = "org/small"
CONFIG = {
    "architectures": ["Qwen2ForCausalLM"],
    "model_type": "qwen2",
    "hidden_size": 8,
    "intermediate_size": 16,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "vocab_size": 32,
    "max_position_embeddings": 512,
    "tie_word_embeddings": True,
}
_SHAPES = {
    "model.embed_tokens.weight": [32, 8],
    "model.layers.0.mlp.up_proj.weight": [16, 8],
    "model.layers.1.mlp.up_proj.weight": [16, 8],
}


def weights() -> dict[str, object]:
    """Return a header of BF16 tensors: 512 elements in 1,024 bytes."""
    header: dict[str, object] = {}
    place = 0
    for name, shape in _SHAPES.items():
        size = 2 * shape[0] * shape[1]
        header[name] = {"dtype": "BF16", "shape": shape, "data_offsets": [place, place + size]}
        place += size
    return header


def make(hub: EmulatedHub, config: object = CONFIG) -> str:
    held = safetensors(weights())
    hub.data.create(NAME, files={"config.json": json.dumps(config), "model.safetensors": held})
    walked(hub, NAME)
    return NAME


def test_an_examination_measures_the_model(empty_hub: EmulatedHub) -> None:
    make(empty_hub)
    assert not EntryNeed.objects.exists()
    assert examine(empty_hub, NAME).outcome == "done"
    entry, held = Entry.objects.get(), Measurement.objects.get()
    assert (entry.params_total, entry.params_active, entry.params_source) == (512, 512, "safetensors_headers")
    assert (entry.weights_bytes, entry.weights_source) == (1024, "safetensors_headers")
    assert (held.revision, held.told_by, held.seen_at) == (empty_hub.data[NAME]["sha"], None, NOW)
    need = EntryNeed.objects.get()
    assert (need.as_published, need.context_length, need.layers) == (1024, 512, 2)
    assert need.token_bytes == 2 * 2 * (2 + 2) * 2  # layers, heads, keys and values, bytes


def test_the_next_commit_makes_it_void_and_measuring_again_brings_it_back(empty_hub: EmulatedHub) -> None:
    make(empty_hub)
    examine(empty_hub, NAME)
    assess_stored([Entry.objects.get().pk], grounds.load(), LATER)
    assert Measurement.objects.count() == EntryNeed.objects.count() == 1  # the same revision: it stays
    empty_hub.data.commit(NAME, files={"README.md": "changed"})
    walked(empty_hub, NAME)
    assert not Measurement.objects.exists()
    assert not EntryNeed.objects.exists()
    entry = Entry.objects.get()
    assert (entry.params_total, entry.weights_bytes) == (None, None)
    examine(empty_hub, NAME, LATER)
    assert Measurement.objects.get().seen_at == LATER


@pytest.mark.parametrize(
    "config",
    [
        "no object",
        {},
        CONFIG | {"model_type": "nobody-knows"},
        CONFIG | {"num_hidden_layers": 10**9},
        CONFIG | {"num_attention_heads": -4},
        CONFIG | {"hidden_size": float("nan")},
        CONFIG | {"num_key_value_heads": 10**6},
        CONFIG | {"head_dim": "64"},
    ],
)
def test_a_configuration_that_cannot_be_believed_leaves_the_cache_unknown(
    empty_hub: EmulatedHub, config: object
) -> None:
    make(empty_hub, config)
    assert examine(empty_hub, NAME).outcome == "done"
    assert Entry.objects.get().weights_bytes == 1024
    assert not EntryNeed.objects.exists()


def test_that_weights_cannot_be_reached_takes_nothing_from_the_licence(empty_hub: EmulatedHub) -> None:
    make(empty_hub)
    empty_hub.faults.add(wrong.Status(503), route="tree", times=1)
    examined = examine(empty_hub, NAME)
    assert (examined.outcome, "Its weights were not measured" in examined.sentence) == ("done", True)
    assert Examination.objects.get().state == "done"
    assert not Measurement.objects.exists()


def test_the_starter_catalogue_knows_what_its_best_known_models_need() -> None:
    licences.write(grounds.load())
    assert stock(NOW)
    entry = Entry.objects.get(repo_id="deepseek-ai/DeepSeek-R1")
    told = (entry.params_total, entry.params_active, entry.params_stored)
    assert told == (671_026_404_352, 37_552_282_624, 684_489_845_504)
    assert (entry.weights_bytes, entry.params_source) == (688_574_839_360, "safetensors_headers")
    need = EntryNeed.objects.get(entry=entry)
    assert (need.token_bytes, need.parted_heads) == (70_272, 0)
    held = Measurement.objects.get(model_id=entry.pk)
    assert (held.revision, held.told_by is not None) == (None, True)
    assert EntryNeed.objects.count() >= 40
    before = Measurement.objects.count()
    assert starter_needs.keep(LATER) == before == Measurement.objects.count()
