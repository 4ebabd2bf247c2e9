"""A few integers for each model from which a search can tell what fits, and never says so where `fit` does not.

Stored with a model, they make the most that it can need linear in the length of the context, so that one condition
of SQL answers for millions of models. With N units, an engine and its constants of `Terms`:

    tokens     = context_length + block                                  block = block_tokens, or the engine's own
    in_windows = least(tokens, window_tokens + window_slack + 2 × block)
    copies     = 1                                                       where devices do not part layers, or N = 1
               = N                                                       where parted_heads = 0
               = ceil(parted_heads / N) × N / parted_heads               otherwise
    need       = weights_bytes + (N − 1) × layer_bytes [where devices do not part layers]
               + sequences × ((token_bytes × tokens + window_token_bytes × in_windows) × copies + state_bytes)
               + N × (vllm_bytes or llama_cpp_bytes + machine)
    fits       = need ≤ fitting_bytes and (N = 1 or devices do not part layers or parts mod N = 0)
"""

from dataclasses import dataclass
from math import gcd

from registry.hardware import kv_cache
from registry.hardware.architecture import Architecture, CacheBasis
from registry.hardware.engines import engines, machine_overhead, model_overhead, runs_on
from registry.hardware.fit import Needs
from registry.hardware.held import block_tokens, page_bytes
from registry.hardware.kv_cache import CachePrecision
from registry.hardware.layers import Layers
from registry.hardware.machine import Machine
from registry.hardware.weights import Precision

_VLLM, _LLAMA_CPP = "vllm", "llama.cpp"


@dataclass(frozen=True, slots=True)
class Bound:
    """What is stored of a model in one precision. Bytes are upper bounds of the whole model, except those that one
    unit needs (``vllm_bytes``, ``llama_cpp_bytes``).

    ``parted_heads`` divides the heads of every layer that keeps some; 0: a latent that every unit keeps whole.
    ``parts`` is the largest number of units that part heads and vocabulary evenly, and a multiple of every other;
    0: not known, so one unit alone.
    """

    weights_bytes: int
    token_bytes: int
    window_token_bytes: int
    window_tokens: int
    state_bytes: int
    block_tokens: int
    parted_heads: int
    parts: int
    layer_bytes: int
    vllm_bytes: int
    llama_cpp_bytes: int


@dataclass(frozen=True, slots=True)
class Terms:
    """What a machine adds to the condition: constants of the query."""

    units: int
    parts_layers: bool
    engine_block: int
    window_slack: int
    machine_bytes: int
    fitting_bytes: int
    vllm: bool


def bound(needs: Needs, precision: Precision | str = Precision.AS_PUBLISHED) -> Bound | None:
    """Return what to store; None where `fit` would not know, so that no search finds the model by its memory."""
    variant = needs.weights.pick(precision) if needs.weights else None
    architecture = needs.architecture
    if variant is None or architecture is None or architecture.cache_basis is CacheBasis.UNKNOWN:
        return None
    vllm, llama_cpp = engines()[_VLLM], engines()[_LLAMA_CPP]
    layers = architecture.layers
    block = block_tokens(layers, vllm, CachePrecision.BF16)
    growing = [layer for layer in layers if layer.window is None]
    windowed = [layer for layer in layers if layer.window is not None]
    return Bound(
        weights_bytes=variant.high + variant.on_load,
        token_bytes=sum(layer.count * kv_cache.token_bytes(layer) for layer in growing),
        window_token_bytes=sum(layer.count * kv_cache.token_bytes(layer) for layer in windowed),
        window_tokens=max((layer.window or 0 for layer in windowed), default=0),
        state_bytes=_states(layers, block),
        block_tokens=block,
        parted_heads=_parted_heads(layers),
        parts=_parts(architecture),
        layer_bytes=-(-variant.high // (architecture.layer_count or 20)),
        vllm_bytes=model_overhead(vllm, architecture).high,
        llama_cpp_bytes=model_overhead(llama_cpp, architecture).high,
    )


def terms(machine: Machine) -> Terms | None:
    """Return the constants for a machine; None where nothing fits it, or its engine is none that is stored."""
    engine = machine.engine
    if engine.key not in (_VLLM, _LLAMA_CPP) or not runs_on(engine, machine.device):
        return None
    return Terms(
        units=machine.units,
        parts_layers=engine.tensor_parallel,
        engine_block=engine.block_tokens,
        window_slack=engine.window_slack_tokens,
        machine_bytes=machine_overhead(engine, machine.device, machine.units).high,
        fitting_bytes=machine.fitting_bytes,
        vllm=engine.key == _VLLM,
    )


def most_needed(stored: Bound, terms: Terms, context_length: int, sequences: int = 1) -> int:
    """Return the most bytes that all units need together: the formula above."""
    units = terms.units
    block = stored.block_tokens if terms.parts_layers else terms.engine_block
    tokens = context_length + block
    in_windows = min(tokens, stored.window_tokens + terms.window_slack + 2 * block)
    kept = stored.token_bytes * tokens + stored.window_token_bytes * in_windows
    if terms.parts_layers and units > 1:
        heads = stored.parted_heads
        kept = kept * units if not heads else -(-kept * (-(-heads // units) * units) // heads)
    spare = 0 if terms.parts_layers else (units - 1) * stored.layer_bytes
    each = (stored.vllm_bytes if terms.vllm else stored.llama_cpp_bytes) + terms.machine_bytes
    return stored.weights_bytes + spare + sequences * (kept + stored.state_bytes) + units * each


def fits(stored: Bound, terms: Terms, context_length: int, sequences: int = 1) -> bool:
    """Whether the condition holds. True only where the verdict of `fit` is `fits`."""
    if terms.parts_layers and terms.units > 1 and (not stored.parts or stored.parts % terms.units):
        return False
    return most_needed(stored, terms, context_length, sequences) <= terms.fitting_bytes


def _states(layers: tuple[Layers, ...], block: int) -> int:
    """States as either engine keeps them, and a byte for each layer that rounding may cost."""
    found = 0
    for layer in layers:
        state = max(kv_cache.state_bytes(layer), kv_cache.state_bytes(layer, spare_tap=False, tap_bytes=4))
        found += layer.count * (page_bytes(layer, block, layers, state, CachePrecision.BF16) + 1)
    return found


def _parted_heads(layers: tuple[Layers, ...]) -> int:
    keeping = [layer for layer in layers if layer.token_elements]
    if any(not layer.key_value_heads for layer in keeping):
        return 0
    return gcd(*(layer.key_value_heads for layer in keeping)) if keeping else 1


def _parts(architecture: Architecture) -> int:
    if architecture.attention_heads is None or architecture.vocabulary is None:
        return 0
    return gcd(architecture.attention_heads, architecture.vocabulary)
