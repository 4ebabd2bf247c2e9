"""Counts parameters from a configuration alone, for architectures on which the formula is proven to the parameter.

Proven means: equal to the model that transformers 5.23 builds from the configuration without weights, or to the
headers of published files. For any other architecture there is no count, rather than a near one.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from registry.hardware.architecture import Architecture, text_part
from registry.hardware.config_fields import MOST_LAYERS, ConfigFields
from registry.hardware.layer_blocks import Blocks, Missing, sizes_of
from registry.hardware.parameters import MOST


@dataclass(frozen=True, slots=True)
class ConfigCount:
    """What a configuration makes of the language model.

    ``routed`` are of experts, ``embedding`` of the input table, ``head`` of a head of its own. ``router_biases``
    are corrected while training and stored; they are buffers and not among ``total``.
    """

    total: int
    routed: int
    embedding: int
    head: int
    router_biases: int

    def active(self, architecture: Architecture) -> int | None:
        """Return what one token meets, with both tables; None where the experts it meets are not stated."""
        if not self.routed:
            return self.total
        if architecture.experts is None:
            return None
        return self.total - self.routed + self.routed * architecture.experts.active // architecture.experts.total

    def active_without_embedding(self, architecture: Architecture) -> int | None:
        """Return the same without the table that is only looked up."""
        active = self.active(architecture)
        return None if active is None else active - (self.embedding if self.head else 0)


@dataclass(frozen=True, slots=True)
class _Layer:
    weights: int
    routed: int = 0


def count_from_config(config: object, architecture: Architecture) -> ConfigCount | None:
    """Return the count; None for an architecture that is not proven, or where a size is not stated."""
    build = _PROVEN.get(architecture.model_type or "")
    if build is None or architecture.layer_count is None or not isinstance(config, Mapping):
        return None
    text = text_part(config)
    try:
        layers = build(Blocks(text, sizes_of(text)), architecture.layer_count)
    except Missing:
        return None
    hidden, words = architecture.hidden_size, architecture.vocabulary
    if hidden is None or words is None:
        return None
    embedding = hidden * words
    head = 0 if architecture.tied else embedding
    routed = sum(layer.routed for layer in layers)
    total = sum(layer.weights for layer in layers) + routed + embedding + head + hidden
    if total > MOST:
        return None
    return ConfigCount(total, routed, embedding, head, _router_biases(text, architecture, layers))


def _router_biases(text: ConfigFields, architecture: Architecture, layers: Sequence[_Layer]) -> int:
    corrected = text.word("topk_method") == "noaux_tc" or text.members.get("use_routing_bias") is True
    if not corrected or architecture.experts is None:
        return 0
    return architecture.experts.total * sum(1 for layer in layers if layer.routed)


def _dense_or_mixture(blocks: Blocks, count: int) -> Sequence[_Layer]:
    """Layers of attention and a feed-forward part, which from some layer on may be a mixture of experts."""
    attention = blocks.attention()
    mixture = _mixture_layers(blocks.text, count)
    norms = 2 * blocks.sizes.hidden
    dense = _Layer(attention + norms + blocks.feed_forward()) if not all(mixture) else None
    sparse = None
    if any(mixture):
        sparse = _Layer(attention + norms + blocks.router() + blocks.shared_experts(), blocks.routed_experts())
    return [layer for is_sparse in mixture if (layer := sparse if is_sparse else dense) is not None]


def _latent(blocks: Blocks, count: int) -> Sequence[_Layer]:
    """The layers of DeepSeek V2 and V3 and those after them: a latent, an indexer in some, shared experts."""
    mixture = _mixture_layers(blocks.text, count)
    indexers = _indexers(blocks.text, count)
    common = blocks.latent_attention() + 2 * blocks.sizes.hidden
    found = []
    for is_sparse, has_indexer in zip(mixture, indexers, strict=True):
        weights = common + (blocks.indexer() if has_indexer else 0)
        if is_sparse:
            found.append(_Layer(weights + blocks.router() + blocks.shared_experts(), blocks.routed_experts()))
        else:
            found.append(_Layer(weights + blocks.feed_forward()))
    return found


def _gpt_oss(blocks: Blocks, count: int) -> Sequence[_Layer]:
    sizes = blocks.sizes
    experts, inner = blocks.need("num_local_experts"), blocks.need("intermediate_size")
    biased = sizes.hidden * experts + experts  # of the router
    routed = experts * (3 * sizes.hidden * inner + 2 * inner + sizes.hidden)
    return [_Layer(blocks.attention() + sizes.heads + 2 * sizes.hidden + biased, routed)] * count


def _gemma4(blocks: Blocks, count: int) -> Sequence[_Layer]:
    kinds = blocks.text.words("layer_types") or ()
    if len(kinds) != count or blocks.text.members.get("num_kv_shared_layers"):
        raise Missing("layer_types")
    if blocks.text.members.get("hidden_size_per_layer_input") or blocks.text.members.get("use_double_wide_mlp"):
        raise Missing("per-layer inputs")
    hidden, mixture = blocks.sizes.hidden, blocks.text.members.get("enable_moe_block") is True
    beside = blocks.feed_forward() + 4 * hidden
    routed = 0
    if mixture:
        experts = blocks.need("num_experts")
        beside += 3 * hidden + hidden + experts + hidden * experts
        routed = experts * 3 * hidden * blocks.need("moe_intermediate_size")
    return [_Layer(beside + _gemma4_attention(blocks, kind), routed) for kind in kinds]


def _gemma4_attention(blocks: Blocks, kind: str) -> int:
    sizes = blocks.sizes
    kept, size, projections = sizes.kept, sizes.head_size, 2
    if kind == "full_attention":
        kept = blocks.text.whole("num_global_key_value_heads", most=sizes.heads, least=1) or kept
        size = blocks.text.whole("global_head_dim", most=65_536, least=1) or size
        projections = 1 if blocks.text.members.get("attention_k_eq_v") is True else 2
    return sizes.hidden * size * (2 * sizes.heads + projections * kept) + 2 * size


def _qwen3_5(blocks: Blocks, count: int) -> Sequence[_Layer]:
    kinds = blocks.text.words("layer_types") or ()
    if len(kinds) != count:
        raise Missing("layer_types")
    experts = blocks.text.whole("num_experts", most=100_000, least=1)
    beside = 2 * blocks.sizes.hidden
    routed = 0
    if experts:
        shared = 3 * blocks.sizes.hidden * blocks.need("shared_expert_intermediate_size") + blocks.sizes.hidden
        beside += blocks.router() + shared
        routed = blocks.routed_experts()
    else:
        beside += blocks.feed_forward()
    own = {"full_attention": blocks.attention(), "linear_attention": blocks.gated_delta()}
    if not set(kinds) <= own.keys():
        raise Missing("layer_types")
    return [_Layer(beside + own[kind], routed) for kind in kinds]


def _nemotron_h(blocks: Blocks, count: int) -> Sequence[_Layer]:
    """Layers of one part each: a recurrence, attention, experts, or a feed-forward part without a gate."""
    kinds = blocks.text.words("layers_block_type", "hybrid_override_pattern") or ()
    if len(kinds) != count:
        raise Missing("layers_block_type")
    makers: dict[str, Callable[[], _Layer]] = {
        "M": lambda: _Layer(blocks.mamba2()),
        "*": lambda: _Layer(blocks.attention()),
        "-": lambda: _Layer(2 * blocks.sizes.hidden * blocks.need("intermediate_size")),
        "E": lambda: _nemotron_experts(blocks),
    }
    names = {"mamba": "M", "attention": "*", "mlp": "-", "moe": "E"}
    letters = [names.get(kind, kind) for kind in kinds]
    if not set(letters) <= makers.keys():
        raise Missing("layers_block_type")
    own = {letter: makers[letter]() for letter in set(letters)}
    norm = blocks.sizes.hidden
    return [_Layer(own[letter].weights + norm, own[letter].routed) for letter in letters]


def _nemotron_experts(blocks: Blocks) -> _Layer:
    hidden, experts = blocks.sizes.hidden, blocks.need("n_routed_experts")
    inner, shared = blocks.need("moe_intermediate_size"), blocks.need("moe_shared_expert_intermediate_size")
    shared *= blocks.need("n_shared_experts")
    latent = blocks.text.whole("moe_latent_size", most=1_000_000, least=1)
    beside = hidden * experts + 2 * hidden * shared + (2 * hidden * latent if latent else 0)
    return _Layer(beside, experts * 2 * (latent or hidden) * inner)


def _mixture_layers(text: ConfigFields, count: int) -> list[bool]:
    """Which layers are mixtures of experts."""
    experts = text.whole("n_routed_experts", "num_local_experts", "num_experts", most=100_000, least=1)
    if not experts:
        return [False] * count
    listed = text.words("mlp_layer_types")
    if listed is not None and len(listed) == count:
        return [word == "sparse" for word in listed]
    step = text.whole("decoder_sparse_step", "moe_layer_freq", most=MOST_LAYERS, least=1) or 1
    dense = frozenset(text.wholes("mlp_only_layers") or ())
    first = text.whole("first_k_dense_replace", most=MOST_LAYERS) or 0
    if text.members.get("decoder_sparse_step") is not None:
        return [index not in dense and (index + 1) % step == 0 for index in range(count)]
    return [index >= first and index % step == 0 for index in range(count)]


def _indexers(text: ConfigFields, count: int) -> list[bool]:
    """Which layers have an indexer of their own; others use that of an earlier one."""
    if text.members.get("index_head_dim") is None:
        return [False] * count
    listed = text.words("indexer_types")
    if listed is None:
        return [True] * count
    if len(listed) != count:
        raise Missing("indexer_types")
    return [word == "full" for word in listed]


_Build = Callable[[Blocks, int], Sequence[_Layer]]
_PROVEN: Mapping[str, _Build] = {
    **dict.fromkeys(
        ("llama", "mistral", "mixtral", "qwen2", "qwen3", "qwen3_moe", "minimax_m2"), _dense_or_mixture
    ),
    **dict.fromkeys(("qwen3_vl_text", "qwen3_vl_moe_text"), _dense_or_mixture),
    **dict.fromkeys(("deepseek_v3", "deepseek_v32", "kimi_k2", "glm_moe_dsa"), _latent),
    **dict.fromkeys(("qwen3_5_text", "qwen3_5_moe_text"), _qwen3_5),
    "gpt_oss": _gpt_oss,
    "gemma4_text": _gemma4,
    "nemotron_h": _nemotron_h,
}
PROVEN_TYPES = frozenset(_PROVEN)
