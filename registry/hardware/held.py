"""What devices hold of a cache: whole blocks, copies of what cannot be parted, and slack, as engines deal it out.

What the model itself keeps is in `kv_cache`; here is the least and the most that this becomes on a machine.
"""

from registry.hardware import kv_cache
from registry.hardware.engines import Engine, Range
from registry.hardware.kv_cache import CachePrecision
from registry.hardware.layers import RECURRENT, Layers
from registry.hardware.machine import Machine, Work


def held_bytes(layers: tuple[Layers, ...], machine: Machine, work: Work) -> Range:
    """Return what the devices hold of a cache: from what the model keeps to whole blocks, copies and slack."""
    engine = machine.engine
    low = high = 0
    block = block_tokens(layers, engine, work.cache_precision)
    for layer in layers:
        each = kv_cache.token_bytes(layer, work.cache_precision)
        copies = _copies(layer, machine)
        tokens, most = work.context_length, -(-work.context_length // block) * block
        if layer.window is not None:
            tokens = min(tokens, layer.window)
            most = min(most, -(-(layer.window + engine.window_slack_tokens) // block) * block + block)
        state = kv_cache.state_bytes(layer, spare_tap=engine.spare_tap, tap_bytes=engine.tap_bytes)
        low += layer.count * (each * tokens * copies[0] // copies[1] + state)
        high += layer.count * (
            -(-each * most * copies[0] // copies[1])
            + page_bytes(layer, block, layers, state, work.cache_precision)
        )
    return Range(low * work.sequences, high * work.sequences)


def block_tokens(layers: tuple[Layers, ...], engine: Engine, precision: CachePrecision) -> int:
    """Return how many tokens a block has: with recurrent layers it is stretched until it holds a state."""
    block = engine.block_tokens
    kept = [layer for layer in layers if layer.kind in RECURRENT]
    states = [
        kv_cache.state_bytes(layer, spare_tap=engine.spare_tap, tap_bytes=engine.tap_bytes) for layer in kept
    ]
    tokens = [kv_cache.token_bytes(layer, precision) for layer in layers if layer.token_elements]
    if not engine.tensor_parallel or not states or not tokens:
        return block
    stretched = -(-max(states) // min(tokens))
    return -(-stretched // block) * block


def page_bytes(
    layer: Layers, block: int, layers: tuple[Layers, ...], state: int, precision: CachePrecision
) -> int:
    """Return what a state takes: a block as large as that of the largest attention layer, where it is one."""
    if layer.kind not in RECURRENT:
        return state
    widest = max((kv_cache.token_bytes(one, precision) for one in layers), default=0)
    return max(state, kv_cache.state_bytes(layer), widest * block if block > 256 else 0)


def _copies(layer: Layers, machine: Machine) -> tuple[int, int]:
    """How often the devices hold what the layer keeps, as a fraction: a head that cannot be parted is copied."""
    if not machine.engine.tensor_parallel or machine.units == 1:
        return 1, 1
    if not layer.key_value_heads:
        return machine.units, 1
    return -(-layer.key_value_heads // machine.units) * machine.units, layer.key_value_heads
