"""What a model keeps between tokens: bytes per token, in windows, and as state, from what its layers keep.

`kv_cache.toml` has the formula, the fields and the source for each kind of layer; here they are added up.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

import msgspec

from registry.hardware.layers import LayerKind, Layers

RULES = Path(__file__).with_name("kv_cache.toml")
INDEXER_BYTES = 2  # per element, as transformers keeps them; engines need about half


class CachePrecision(StrEnum):
    """In what the cache is kept."""

    BF16 = "bf16"
    FP8 = "fp8"
    Q8_0 = "q8_0"
    Q4_0 = "q4_0"


_BYTES_OF_32 = {CachePrecision.BF16: 64, CachePrecision.FP8: 32, CachePrecision.Q8_0: 34, CachePrecision.Q4_0: 18}


@dataclass(frozen=True, slots=True)
class Rule:
    """How one kind of layer remembers: its formula, the fields of a configuration it reads, and its source."""

    formula: str
    fields: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class LayerCache:
    """What layers that are alike keep, all of them together, in bytes; ``kv_bytes`` and ``state_bytes`` are of all
    sequences."""

    kind: LayerKind
    count: int
    bytes_per_token: int
    window: int | None
    kv_bytes: int
    state_bytes: int
    formula: str


@dataclass(frozen=True, slots=True)
class Cache:
    """What is kept for ``sequences`` of ``context_length`` tokens each, in bytes. `kv_bytes` and `state_bytes` are
    the sums of the parts; ``bytes_per_token`` is what one more token costs once every window is full."""

    context_length: int
    sequences: int
    precision: CachePrecision
    bytes_per_token: int
    kv_bytes: int
    state_bytes: int
    parts: tuple[LayerCache, ...]


@cache
def rules() -> Mapping[LayerKind, Rule]:
    """Return the rule of each kind of layer."""
    table = tomllib.loads(RULES.read_text())
    return {kind: msgspec.convert(table[kind.value], Rule) for kind in LayerKind}


def token_bytes(layer: Layers, precision: CachePrecision = CachePrecision.BF16) -> int:
    """Return what one layer keeps of one token, in bytes, rounded up."""
    return -(-layer.token_elements * _BYTES_OF_32[precision] // 32) + layer.indexer_elements * INDEXER_BYTES


def state_bytes(layer: Layers, *, spare_tap: bool = True, tap_bytes: int = 2) -> int:
    """Return what one recurrent layer keeps of one sequence, in bytes.

    transformers keeps as many inputs of the convolution as its kernel is wide, engines one fewer (no
    ``spare_tap``); llama.cpp keeps them in four bytes.
    """
    taps = layer.conv_kernel - (0 if spare_tap or not layer.conv_kernel else 1)
    return layer.state_bytes + layer.conv_channels * taps * tap_bytes


def compute(
    layers: tuple[Layers, ...],
    context_length: int,
    sequences: int = 1,
    precision: CachePrecision = CachePrecision.BF16,
    *,
    slack: int = 0,
    spare_tap: bool = True,
    tap_bytes: int = 2,
) -> Cache:
    """Add up what all layers keep. ``slack`` is how many tokens beyond its window an engine keeps of a window."""
    parts = []
    growing = 0
    for layer in layers:
        each = token_bytes(layer, precision)
        tokens = context_length if layer.window is None else min(context_length, layer.window + slack)
        state = layer.count * state_bytes(layer, spare_tap=spare_tap, tap_bytes=tap_bytes) * sequences
        kept = layer.count * each * tokens * sequences
        formula = rules()[layer.kind].formula
        parts.append(LayerCache(layer.kind, layer.count, layer.count * each, layer.window, kept, state, formula))
        growing += 0 if layer.window is not None else layer.count * each
    return Cache(
        context_length=context_length,
        sequences=sequences,
        precision=precision,
        bytes_per_token=growing,
        kv_bytes=sum(part.kv_bytes for part in parts),
        state_bytes=sum(part.state_bytes for part in parts),
        parts=tuple(parts),
    )
