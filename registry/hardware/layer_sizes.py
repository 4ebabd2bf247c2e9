"""How much one layer of each kind keeps, from the sizes that a configuration states; None where it does not."""

from dataclasses import dataclass

from registry.hardware.config_fields import ConfigFields
from registry.hardware.layers import LayerKind, Layers

_MOST_HEADS = 16_384
MOST_SIZE = 65_536
_MOST_WINDOW = 2**31


@dataclass(frozen=True, slots=True)
class Heads:
    """The heads whose keys and values a layer keeps, and their sizes in elements."""

    kept: int
    key_size: int
    value_size: int

    def layer(self, kind: LayerKind, window: int | None = None) -> Layers:
        """Return one layer of these heads."""
        elements = self.kept * (self.key_size + self.value_size)
        return Layers(kind, 1, token_elements=elements, window=window, key_value_heads=self.kept)


def layer_of(kind: LayerKind, text: ConfigFields, heads: Heads | None, index: int) -> Layers | None:
    """Return what one layer of a kind keeps; ``index`` is its place, from 0, where blocks differ."""
    if kind in (LayerKind.NONE, LayerKind.SHARED):
        return Layers(kind, 1)
    if kind in (LayerKind.MLA, LayerKind.MLA_INDEXED):
        return _latent(text, kind)
    if kind is LayerKind.GATED_DELTA:
        return _gated_delta(text)
    if kind is LayerKind.MAMBA2:
        return _mamba2(text)
    if kind is LayerKind.KDA:
        return _kda(text)
    return _attention(kind, text, heads, index)


def _attention(kind: LayerKind, text: ConfigFields, heads: Heads | None, index: int) -> Layers | None:
    if kind is LayerKind.FULL:
        heads = _block_heads(text, index) or _global_heads(text, heads)
    if kind is LayerKind.SLIDING:
        heads = _window_heads(text, heads)
    if heads is None:
        return None
    window = None
    if kind in (LayerKind.SLIDING, LayerKind.CHUNKED):
        name = "sliding_window" if kind is LayerKind.SLIDING else "attention_chunk_size"
        window = text.whole(name, most=_MOST_WINDOW, least=1)
        if window is None:
            text.note(f"{name} is not stated, so every token is taken to be kept")
    return heads.layer(kind, window)


def heads_of(text: ConfigFields) -> Heads | None:
    """Return the heads that most layers have; what ``head_dim`` states goes first."""
    heads = text.whole("num_attention_heads", "n_head", "n_heads", most=_MOST_HEADS, least=1)
    hidden = text.whole("hidden_size", "n_embd", "d_model", most=1_000_000, least=1)
    kept = text.whole("num_key_value_heads", "num_kv_heads", "n_kv_heads", most=_MOST_HEADS, least=1)
    if text.members.get("multi_query") is True:
        kept = 1
    size = text.whole("head_dim", "attention_head_dim", most=MOST_SIZE, least=1)
    if size is None and heads and hidden:
        size = -(-hidden // heads)
    kept = kept or heads
    if kept is None or size is None:
        return None
    return Heads(kept, size, text.whole("v_head_dim", most=MOST_SIZE, least=1) or size)


def _global_heads(text: ConfigFields, heads: Heads | None) -> Heads | None:
    """Layers that keep every token may have heads of their own, fewer and larger."""
    kept = text.whole("num_global_key_value_heads", most=_MOST_HEADS, least=1)
    size = text.whole("global_head_dim", most=MOST_SIZE, least=1)
    if heads is None or (kept is None and size is None):
        return heads
    return Heads(kept or heads.kept, size or heads.key_size, size or heads.value_size)


def _window_heads(text: ConfigFields, heads: Heads | None) -> Heads | None:
    kept = text.whole("swa_num_key_value_heads", most=_MOST_HEADS, least=1)
    size = text.whole("swa_head_dim", most=MOST_SIZE, least=1)
    value = text.whole("swa_v_head_dim", most=MOST_SIZE, least=1)
    if heads is None:
        return None
    return Heads(kept or heads.kept, size or heads.key_size, value or size or heads.value_size)


def _block_heads(text: ConfigFields, index: int) -> Heads | None:
    """A block states how many query heads share a key head."""
    blocks = text.members.get("block_configs")
    heads = text.whole("num_attention_heads", most=_MOST_HEADS, least=1)
    hidden = text.whole("hidden_size", most=1_000_000, least=1)
    if not isinstance(blocks, list) or index >= len(blocks) or heads is None or hidden is None:
        return None
    attention = ConfigFields(blocks[index], text.problems, text.unread).part("attention")
    group = attention.whole("n_heads_in_group", most=_MOST_HEADS, least=1) if attention else None
    if group is None or heads % group:
        return None
    size = text.whole("head_dim", most=MOST_SIZE, least=1) or hidden // heads
    return Heads(heads // group, size, size)


def _latent(text: ConfigFields, kind: LayerKind) -> Layers | None:
    rank = text.whole("kv_lora_rank", most=MOST_SIZE, least=1)
    rotary = text.whole("qk_rope_head_dim", most=MOST_SIZE)
    if rank is None or rotary is None:
        return None
    indexer = text.whole("index_head_dim", most=MOST_SIZE, least=1) if kind is LayerKind.MLA_INDEXED else 0
    return None if indexer is None else Layers(kind, 1, token_elements=rank + rotary, indexer_elements=indexer)


def _gated_delta(text: ConfigFields) -> Layers | None:
    values = text.whole("linear_num_value_heads", most=_MOST_HEADS, least=1)
    keys = text.whole("linear_num_key_heads", most=_MOST_HEADS, least=1)
    key_size = text.whole("linear_key_head_dim", most=MOST_SIZE, least=1)
    value_size = text.whole("linear_value_head_dim", most=MOST_SIZE, least=1)
    kernel = text.whole("linear_conv_kernel_dim", most=1_000, least=1)
    if values is None or keys is None or key_size is None or value_size is None or kernel is None:
        return None
    return Layers(
        LayerKind.GATED_DELTA,
        1,
        state_bytes=values * key_size * value_size * 4,
        conv_channels=2 * keys * key_size + values * value_size,
        conv_kernel=kernel,
    )


def _mamba2(text: ConfigFields) -> Layers | None:
    heads = text.whole("mamba_num_heads", most=_MOST_HEADS, least=1)
    size = text.whole("mamba_head_dim", most=MOST_SIZE, least=1)
    state = text.whole("ssm_state_size", most=MOST_SIZE, least=1)
    groups = text.whole("n_groups", most=_MOST_HEADS, least=1)
    kernel = text.whole("conv_kernel", most=1_000, least=1)
    if heads is None or size is None or state is None or groups is None or kernel is None:
        return None
    wide = 2 if text.word("mamba_ssm_cache_dtype") in ("bfloat16", "float16") else 4
    return Layers(
        LayerKind.MAMBA2,
        1,
        state_bytes=heads * size * state * wide,
        conv_channels=heads * size + 2 * groups * state,
        conv_kernel=kernel,
    )


def _kda(text: ConfigFields) -> Layers | None:
    linear = text.part("linear_attn_config")
    if linear is None:
        return None
    heads = linear.whole("num_heads", most=_MOST_HEADS, least=1)
    size = linear.whole("head_dim", most=MOST_SIZE, least=1)
    kernel = linear.whole("short_conv_kernel_size", most=1_000, least=1)
    if heads is None or size is None or kernel is None:
        return None
    return Layers(
        LayerKind.KDA,
        1,
        state_bytes=heads * size * size * 4,
        conv_channels=3 * heads * size,
        conv_kernel=kernel,
    )
