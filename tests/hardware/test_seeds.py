"""What is shipped of models: facts with source and date, that add up, and that are what was published."""

import json
from pathlib import Path

import pytest

from registry.hardware import architecture, seeds
from registry.hardware.config_count import count_from_config
from registry.hardware.counts import CountFlag
from registry.hardware.parameters import ParameterSource
from registry.hardware.quantisation import read_quantisation
from registry.hardware.seed_building import kept, pack, published, transcribed
from registry.hardware.tensor_roles import Role

SYSTEMS = (
    "DeepSeek-R1", "DeepSeek-V3", "DeepSeek-V3-0324", "Janus-Pro-7B", "Janus-Pro-1B",
    "DeepSeek-R1-Distill-Qwen-1.5B", "DeepSeek-R1-Distill-Qwen-7B", "DeepSeek-R1-Distill-Llama-8B",
    "DeepSeek-R1-Distill-Qwen-14B", "DeepSeek-R1-Distill-Qwen-32B", "DeepSeek-R1-Distill-Llama-70B",
)  # fmt: skip


@pytest.mark.parametrize("name", SYSTEMS)
def test_the_systems_that_everybody_asks_about_are_known(name: str) -> None:
    known = seeds.measured(f"deepseek-ai/{name}")
    assert known is not None
    seed = seeds.seeds()[f"deepseek-ai/{name}"]
    assert seeds.source_of(seed) is not None
    if name == "Janus-Pro-1B":  # nothing is known of it, and nothing is said
        assert (known.counts.total, known.architecture, known.weights.variants) == (None, None, ())
    else:
        assert known.architecture is not None
        assert known.counts.total


def test_deepseek_r1_has_its_four_numbers() -> None:
    known = seeds.measured("deepseek-ai/DeepSeek-R1")
    assert known is not None
    counts = known.counts
    assert (counts.total, counts.active, counts.stored) == (671_026_404_352, 37_552_282_624, 684_489_845_504)
    assert counts.total is not None
    assert counts.stored == counts.total + sum(extra.parameters for extra in counts.extras)
    assert counts.parameters_of(Role.MTP) == 11_610_067_968
    variant = known.weights.pick("as_published")
    assert variant is not None
    assert (variant.high, variant.exact) == (688_574_839_360, True)


def test_a_model_that_sees_is_not_estimated_from_its_language_model_alone() -> None:
    known = seeds.measured("deepseek-ai/Janus-Pro-7B")
    assert known is not None
    assert (known.counts.total, known.counts.source) == (6_910_365_696, ParameterSource.CONFIG)
    assert CountFlag.TOWERS_APART in known.counts.flags
    assert known.weights.pick("bf16") is None


def test_distills_are_the_count_that_their_configuration_makes() -> None:
    for name, seed in seeds.seeds().items():
        known = seeds.measured(name)
        assert known is not None
        if "Distill" in name:
            assert known.counts.total == sum(seed.elements.values())
            assert known.counts.flags == ()


def test_every_seed_is_answered_for_and_every_source_is_dated() -> None:
    assert len(seeds.seeds()) >= 95
    for name in seeds.seeds():
        assert seeds.measured(name) is not None
    assert seeds.measured("org/never-heard-of") is None
    for row in seeds.configs().values():
        assert row.source
        assert row.dated >= "2026-01-01"
    for seed in seeds.seeds().values():
        if seed.repo_id not in seeds.configs() or seed.elements:
            assert seeds.source_of(seed) is not None
        for one in seed.published:
            assert seeds.source_of(seeds.Seed(seed.repo_id, one.source)) is not None


def test_a_pack_is_the_same_bytes_for_the_same_configurations() -> None:
    rows = [seeds.configs()["Qwen/Qwen3-8B"], seeds.configs()["Qwen/Qwen3-32B"]]
    assert pack(rows) == pack(rows[::-1])  # type: ignore[arg-type]


def test_what_is_no_number_in_json_is_not_shipped() -> None:
    assert kept({"hidden_size": float("inf"), "head_dim": float("nan"), "auto_map": 1}) == {
        "hidden_size": None,
        "head_dim": None,
    }


@pytest.mark.shared
def test_what_is_shipped_says_what_was_published(shared: Path) -> None:
    """The members that are left out change no reading."""
    folder = shared / "data" / "configs"
    found = [
        *published(folder / "aiconfigurator", "2026-08-22"),
        *transcribed(folder / "seed_transcribed.json", "2026-08-22"),
    ]
    assert pack(found) == seeds.CONFIGS.read_bytes()
    for one in found:
        whole = _published(folder, one.repo_id)
        read = architecture.read(whole)
        assert architecture.read(one.config) == read
        assert count_from_config(one.config, read) == count_from_config(whole, read)
        assert read_quantisation(one.config, one.separate) == read_quantisation(whole, one.separate)


def _published(folder: Path, name: str) -> object:
    path = folder / "aiconfigurator" / f"{name.replace('/', '--')}_config.json"
    if path.exists():
        return json.loads(path.read_text())
    return json.loads((folder / "seed_transcribed.json").read_text())[name]
