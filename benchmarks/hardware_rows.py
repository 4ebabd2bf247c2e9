"""What is known of the models of the truth file, and what we say of each row that we have the inputs for."""

import csv
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from registry.hardware import architecture as architectures
from registry.hardware import kv_cache, parameters
from registry.hardware.architecture import Architecture
from registry.hardware.config_count import count_from_config
from registry.hardware.counts import Counts
from registry.hardware.devices import GIB
from registry.hardware.engines import Engine, engines, rotary_bytes
from registry.hardware.kv_cache import CachePrecision
from registry.hardware.precedence import Sources, settle
from registry.hardware.seeds import configs
from registry.hardware.weights import Precision, estimate

_TABLE: dict[str, Any] = tomllib.loads(Path(__file__).with_name("hardware.toml").read_text())
_SCORED = frozenset({"measured", "exact", "derived"})
_UNITS = re.compile(r"TP(\d+)")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the truth file."""

    model: str
    quantity: str
    value: float
    basis: str
    condition: str

    @property
    def scored(self) -> bool:
        """Whether the row is truth: neither a rule of thumb nor what somebody claims."""
        return self.basis in _SCORED

    @property
    def devices(self) -> int:
        """Over how many devices the model was parted."""
        found = _UNITS.search(self.condition)
        return int(found[1]) if found else 1


def read(path: Path) -> tuple[Row, ...]:
    """Read the truth file."""
    with path.open(newline="") as lines:
        return tuple(
            Row(row["model_id"], row["quantity"], float(row["value"]), row["basis"], row["condition"])
            for row in csv.DictReader(lines)
        )


def rivals(figure: str) -> Iterator[str]:
    """Yield what is published of others for a figure."""
    return (f"{one['who']}: {one['error']}" for one in _TABLE["rival"] if one["figure"] == figure)


def disputed(row: Row) -> str | None:
    """Return why we take a row for wrong; None for one that we do not dispute."""
    return next(
        (one["why"] for one in _TABLE["disputed"] if (one["model"], one["quantity"]) == (row.model, row.quantity)),
        None,
    )


@cache
def config_of(model: str) -> Mapping[str, object] | None:
    """Return a model's configuration, or that of one of the same shape."""
    found = configs().get(_TABLE["same_shape"].get(model, model))
    return None if found is None else found.config


@cache
def architecture_of(model: str) -> Architecture | None:
    """Return a model's architecture."""
    config = config_of(model)
    if config is None:
        return None
    found = architectures.read(config)
    longest = _TABLE["context_length"].get(model)
    return found if longest is None else replace(found, context_length=longest)


def counts_of(model: str, listed: Mapping[str, int]) -> Counts:
    """Return what we publish of a model from its configuration and what the Hub lists of it."""
    config, architecture = config_of(model), architecture_of(model)
    separate = configs()[model].separate if model in configs() else None
    packed = "nvfp4" in model.lower() or separate is not None
    total = listed.get(model)
    listing = None
    if total is not None:
        listing = parameters.count(
            name=model, safetensors_total=total, quantisation="modelopt" if packed else None
        )
    counted = count_from_config(config, architecture) if config is not None and architecture else None
    return settle(Sources(model, listing=listing, architecture=architecture, config=counted))


def weights_of(row: Row) -> float | None:
    """Return the bytes that vLLM holds of a model on each device: its share, and its table of rotations."""
    config, architecture = config_of(row.model), architecture_of(row.model)
    if config is None or architecture is None or "PP" in row.condition.replace("PP1", ""):
        return None
    counted = count_from_config(config, architecture)
    if counted is None or any(word in row.model.lower() for word in ("awq", "w8a8", "bnb")):
        return None
    precision = Precision.FP8 if "fp8" in row.model.lower() else Precision.BF16
    variant = estimate(counted.total, precision, counted.embedding + counted.head)
    whole = variant.high if precision is Precision.FP8 else variant.low
    return whole / row.devices + rotary_bytes(architecture)


def pool_of(row: Row, engine: Engine, *, utilisation: float, memory_gib: float) -> float | None:
    """Return the bytes that vLLM leaves for the cache of each device, from the middle of its profile."""
    architecture, weights = architecture_of(row.model), weights_of(row)
    if architecture is None or weights is None:
        return None
    words = architecture.vocabulary or 0
    per_word = engine.activation.per_word
    runtime = next(one for one in engine.runtime if row.devices <= one.devices).gib
    beside = (per_word.low + per_word.high) / 2 * words + (runtime.low + runtime.high) / 2
    return (utilisation * memory_gib - beside) * GIB - weights


def cache_of(row: Row) -> float | None:
    """Return what we say of a row about the cache; None for what is not about the model alone, or not known."""
    architecture = architecture_of(row.model)
    if architecture is None:
        return None
    layers = architecture.layers
    if row.quantity == "kv_bytes_per_token_full_layers" and "after rounding" not in row.condition:
        return kv_cache.compute(layers, 1).bytes_per_token
    if row.quantity == "recurrent_state_bytes_per_sequence":
        return kv_cache.compute(layers, 1).state_bytes
    if row.quantity == "recurrent_state_bytes_per_sequence_f32":
        return kv_cache.compute(layers, 1, spare_tap=False, tap_bytes=4).state_bytes
    if row.quantity == "kv_bytes_per_window_token":
        return sum(part.bytes_per_token for part in kv_cache.compute(layers, 1).parts if part.window is not None)
    at = re.fullmatch(r"kv_cache_bytes_at_(\d+)_(f16|q8_0)", row.quantity)
    if at is None:
        return None
    precision = CachePrecision.BF16 if at[2] == "f16" else CachePrecision.Q8_0
    return kv_cache.compute(layers, int(at[1]), 1, precision).kv_bytes


def engine_of(row: Row) -> tuple[Engine, float, float]:
    """Return the profile, the share of memory and the memory in GiB that a logged pool was made with."""
    if "0.11" in row.condition:
        return engines()["vllm-0.11"], 0.90, 79.18
    return engines()["vllm"], 0.95, 79.19
