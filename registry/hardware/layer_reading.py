"""Tells from a configuration what each layer keeps, from the most telling of what it states to the least.

Configurations list their layers in eight ways: as words, as letters, as blocks with their own heads, as places of
one kind, as an interval, or not at all. What is not understood is bounded from above where its heads are stated.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from registry.hardware.architecture_table import Attention, Known, Window
from registry.hardware.config_fields import MOST_LAYERS, ConfigFields
from registry.hardware.layer_sizes import MOST_SIZE, heads_of, layer_of
from registry.hardware.layers import LayerKind, Layers

_KINDS = {
    "full_attention": LayerKind.FULL,
    "attention": LayerKind.FULL,
    "global_attention": LayerKind.FULL,
    "*": LayerKind.FULL,
    "sliding_attention": LayerKind.SLIDING,
    "local_attention": LayerKind.SLIDING,
    "chunked_attention": LayerKind.CHUNKED,
    "deepseek_sparse_attention": LayerKind.MLA_INDEXED,
    "linear_attention": LayerKind.GATED_DELTA,
    "mamba": LayerKind.MAMBA2,
    "M": LayerKind.MAMBA2,
    "moe": LayerKind.NONE,
    "mlp": LayerKind.NONE,
    "E": LayerKind.NONE,
    "-": LayerKind.NONE,
}


@dataclass(frozen=True, slots=True)
class LayersFound:
    """The layers, in groups that are alike; how many they are together; whether each of them is known exactly."""

    layers: tuple[Layers, ...]
    count: int | None
    head_size: int | None
    exact: bool


def read_layers(text: ConfigFields, known: Known | None) -> LayersFound:
    """Read the layers that a configuration describes; ``known`` is what we know of its model type."""
    heads = heads_of(text)
    head_size = heads.key_size if heads else None
    if known and known.attention is Attention.NONE:
        count = _layer_count(text)
        return LayersFound((Layers(LayerKind.NONE, count),) if count else (), count, head_size, exact=True)
    kinds, exact = _kinds(text, known)
    if kinds is None:
        return LayersFound((), _layer_count(text), head_size, exact=False)
    single = [layer_of(kind, text, heads, index) for index, kind in enumerate(_with_shared(kinds, text))]
    if any(layer is None for layer in single):
        text.note("the sizes of what its layers keep are not stated")
        return LayersFound((), len(kinds), head_size, exact=False)
    grouped = Counter(layer for layer in single if layer is not None)
    unknown = any(layer.kind is LayerKind.UNKNOWN for layer in grouped)
    groups = tuple(replace(layer, count=count) for layer, count in grouped.items())
    return LayersFound(groups, len(kinds), head_size, exact=exact and known is not None and not unknown)


def _kinds(text: ConfigFields, known: Known | None) -> tuple[Sequence[LayerKind] | None, bool]:
    """The kind of each layer, and whether that is what the model has rather than a bound."""
    count = _layer_count(text)
    for read in _READERS:
        listed = read(text, count)
        if listed is not None:
            return listed, True
    if count is None:
        text.note("the number of its layers is not stated")
        return None, False
    if known is None:
        text.note("its model_type is not one that we know")
        return [LayerKind.UNKNOWN] * count, False
    if known.attention is Attention.LATENT:
        indexed = text.whole("index_head_dim", most=MOST_SIZE, least=1) is not None
        return [LayerKind.MLA_INDEXED if indexed else LayerKind.MLA] * count, True
    return _windowed(text, known, count)


def _listed(text: ConfigFields, count: int | None) -> Sequence[LayerKind] | None:
    words = text.words("layer_types", "layers_block_type", "hybrid_override_pattern")
    if words is None or not words:
        return None
    if count is not None and len(words) < count:
        text.note("fewer layers are listed than there are")
        return [LayerKind.UNKNOWN] * count
    kinds = [_KINDS.get(word, LayerKind.UNKNOWN) for word in words[:count]]
    if LayerKind.UNKNOWN in kinds:
        text.note("layers of a kind that we do not know are listed")
    if text.whole("kv_lora_rank", most=MOST_SIZE, least=1) is not None:
        latent = LayerKind.MLA_INDEXED if text.members.get("index_head_dim") else LayerKind.MLA
        kinds = [latent if kind is LayerKind.FULL else kind for kind in kinds]
    return kinds


def _placed(text: ConfigFields, count: int | None) -> Sequence[LayerKind] | None:
    """Kimi Linear names the places, from one on, of its recurrent layers; the others keep a latent."""
    linear = text.part("linear_attn_config")
    if linear is None or count is None:
        return None
    places, latent = linear.wholes("kda_layers"), linear.wholes("full_attn_layers")
    if places is None or latent is None:
        return None
    if sorted((*places, *latent)) != list(range(1, count + 1)):
        text.note("its layers are not each named once")
        return [LayerKind.UNKNOWN] * count
    recurrent = frozenset(places)
    return [LayerKind.KDA if index in recurrent else LayerKind.MLA for index in range(1, count + 1)]


def _blocks(text: ConfigFields, count: int | None) -> Sequence[LayerKind] | None:
    blocks = text.parts("block_configs")
    if not blocks:
        return None
    if count is not None and len(blocks) != count:
        text.note("not every layer has its block")
        return [LayerKind.UNKNOWN] * count
    return [_block_kind(block) for block in blocks]


def _block_kind(block: Mapping[str, object]) -> LayerKind:
    attention = block.get("attention")
    if not isinstance(attention, Mapping):
        return LayerKind.UNKNOWN
    if attention.get("no_op") is True or attention.get("replace_with_linear") is True:
        return LayerKind.NONE
    return LayerKind.FULL


def _numbered(text: ConfigFields, count: int | None) -> Sequence[LayerKind] | None:
    """One number for each layer: 1 is a window, 0 is everything."""
    numbers = text.wholes("hybrid_layer_pattern", "sliding_window_pattern") if _is_list(text) else None
    if not numbers or (count is not None and len(numbers) < count):
        return None
    return [LayerKind.SLIDING if number else LayerKind.FULL for number in numbers[:count]]


def _is_list(text: ConfigFields) -> bool:
    return any(
        isinstance(text.members.get(name), list) for name in ("hybrid_layer_pattern", "sliding_window_pattern")
    )


def _interval(text: ConfigFields, count: int | None) -> Sequence[LayerKind] | None:
    if text.members.get("linear_num_value_heads") is None or count is None:
        return None
    interval = text.whole("full_attention_interval", most=MOST_LAYERS, least=1)
    if interval is None:
        return None
    return [LayerKind.GATED_DELTA if (index + 1) % interval else LayerKind.FULL for index in range(count)]


_READERS: tuple[Callable[[ConfigFields, int | None], Sequence[LayerKind] | None], ...] = (
    _listed,
    _placed,
    _blocks,
    _numbered,
    _interval,
)


def _windowed(text: ConfigFields, known: Known, count: int) -> tuple[Sequence[LayerKind] | None, bool]:
    everything = [LayerKind.FULL] * count
    if known.window is Window.LISTED:
        if text.members.get("sliding_window") is None and text.members.get("linear_num_value_heads") is None:
            return everything, True
        text.note("its layers are not listed, so all of them are taken to keep every token")
        return everything, False
    if known.window is Window.CHUNKED:
        return _patterned(text, known, count, LayerKind.CHUNKED), True
    if known.window is Window.NEVER or text.members.get("sliding_window") is None:
        return everything, True
    if known.window is Window.ALWAYS:
        return [LayerKind.SLIDING] * count, True
    if known.window is Window.PATTERN:
        return _patterned(text, known, count, LayerKind.SLIDING), True
    first = text.whole("max_window_layers", most=MOST_LAYERS)
    if text.members.get("use_sliding_window") is not True or first is None:
        return everything, True
    return [LayerKind.SLIDING if index >= first else LayerKind.FULL for index in range(count)], True


def _patterned(text: ConfigFields, known: Known, count: int, kind: LayerKind) -> Sequence[LayerKind]:
    every = text.whole("sliding_window_pattern", "no_rope_layer_interval", most=MOST_LAYERS, least=1)
    every = every or known.pattern or 1
    return [LayerKind.FULL if (index + 1) % every == 0 else kind for index in range(count)]


def _with_shared(kinds: Sequence[LayerKind], text: ConfigFields) -> Sequence[LayerKind]:
    """The last layers may read what earlier ones keep."""
    shared = text.whole("num_kv_shared_layers", most=MOST_LAYERS) or 0
    own = max(len(kinds) - shared, 0)
    return [kind if index < own else LayerKind.SHARED for index, kind in enumerate(kinds)]


def _layer_count(text: ConfigFields) -> int | None:
    return text.whole("num_hidden_layers", "n_layer", "n_layers", "num_layers", most=MOST_LAYERS, least=1)
