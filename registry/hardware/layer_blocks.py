"""The parts that layers are made of, in parameters: attention of each kind, experts, recurrences and the rest.

A part whose sizes are not all stated raises `Missing`: a count without it would be wrong.
"""

from dataclasses import dataclass

from registry.hardware.config_fields import ConfigFields
from registry.hardware.layer_sizes import heads_of

_MOST = 100_000_000
_BIASED_QUERIES = frozenset({"qwen2"})  # queries, keys and values have biases, the output has none
_NORMED_HEADS = frozenset(
    {"qwen3", "qwen3_moe", "qwen3_vl_text", "qwen3_vl_moe_text", "qwen3_5_text", "qwen3_5_moe_text"}
)


class Missing(Exception):
    """A size that a count needs is not stated."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """The sizes that every part needs."""

    hidden: int
    heads: int
    kept: int
    head_size: int
    value_size: int


def sizes_of(text: ConfigFields) -> Sizes:
    """Read them. Raises `Missing`."""
    hidden = text.whole("hidden_size", most=1_000_000, least=1)
    heads = text.whole("num_attention_heads", most=16_384, least=1)
    found = heads_of(text)
    if hidden is None or heads is None or found is None:
        raise Missing("hidden_size")
    return Sizes(hidden, heads, found.kept, found.key_size, found.value_size)


@dataclass(frozen=True, slots=True)
class Blocks:
    """The parts of one configuration's layers; every method returns parameters or raises `Missing`."""

    text: ConfigFields
    sizes: Sizes

    def need(self, *names: str) -> int:
        """Return a size that has to be there."""
        value = self.text.whole(*names, most=_MOST)
        if value is None:
            raise Missing(names[0])
        return value

    def attention(self) -> int:
        """Queries, keys, values and output, with what biases and norms the model has."""
        sizes, kind = self.sizes, self.text.word("model_type") or ""
        queries, keys = sizes.heads * sizes.head_size, sizes.kept * sizes.head_size
        values, seen = sizes.kept * sizes.value_size, sizes.heads * sizes.value_size
        gate = 2 if self.text.members.get("attn_output_gate") is True else 1
        found = sizes.hidden * (queries * gate + keys + values + seen)
        if kind in _BIASED_QUERIES:
            found += queries + keys + values
        elif self.text.members.get("attention_bias") is True:
            found += queries + keys + values + sizes.hidden
        if kind in _NORMED_HEADS:
            found += 2 * sizes.head_size
        elif self.text.members.get("use_qk_norm") is True and kind == "minimax_m2":
            found += queries + keys
        return found

    def latent_attention(self) -> int:
        """MLA: queries through a low rank or not, keys and values through another, and the norms of both."""
        hidden, heads = self.sizes.hidden, self.sizes.heads
        rotary, plain = self.need("qk_rope_head_dim"), self.need("qk_nope_head_dim")
        rank, value = self.need("kv_lora_rank"), self.need("v_head_dim")
        queries = heads * (rotary + plain)
        query_rank = self.text.whole("q_lora_rank", most=_MOST, least=1)
        found = hidden * queries if query_rank is None else hidden * query_rank + query_rank + query_rank * queries
        found += hidden * (rank + rotary) + rank + rank * heads * (plain + value)
        return found + heads * value * hidden

    def indexer(self) -> int:
        """What picks the tokens that a latent attention looks at: queries, a key, its norm, weights of heads."""
        heads, size = self.need("index_n_heads"), self.need("index_head_dim")
        return self.need("q_lora_rank") * heads * size + self.sizes.hidden * (size + heads) + 2 * size

    def feed_forward(self) -> int:
        """A gated feed-forward part."""
        found = 3 * self.sizes.hidden * self.need("intermediate_size")
        if self.text.members.get("mlp_bias") is True:
            found += 2 * self.need("intermediate_size") + self.sizes.hidden
        return found

    def router(self) -> int:
        """What chooses the experts; a bias that is corrected while training is a buffer."""
        return self.sizes.hidden * self._experts()

    def routed_experts(self) -> int:
        """All routed experts of a layer, each a gated feed-forward part."""
        inner = self.text.whole("moe_intermediate_size", "intermediate_size", most=_MOST, least=1)
        if inner is None:
            raise Missing("moe_intermediate_size")
        return self._experts() * 3 * self.sizes.hidden * inner

    def shared_experts(self) -> int:
        """The experts that every token meets; none where none are stated."""
        shared = self.text.whole("n_shared_experts", most=1_000) or 0
        return 3 * self.sizes.hidden * self.need("moe_intermediate_size") * shared if shared else 0

    def gated_delta(self) -> int:
        """A Gated DeltaNet layer: its projections, convolution, decay and norm."""
        keys = self.need("linear_num_key_heads") * self.need("linear_key_head_dim")
        heads, size = self.need("linear_num_value_heads"), self.need("linear_value_head_dim")
        values = heads * size
        channels = 2 * keys + values
        found = self.sizes.hidden * (channels + values + 2 * heads) + values * self.sizes.hidden
        return found + channels * self.need("linear_conv_kernel_dim") + 2 * heads + size

    def mamba2(self) -> int:
        """A Mamba-2 layer: its projections, convolution, decay, skip and norm."""
        heads = self.need("mamba_num_heads")
        inner, groups = heads * self.need("mamba_head_dim"), self.need("n_groups") * self.need("ssm_state_size")
        channels = inner + 2 * groups
        found = self.sizes.hidden * (inner + channels + heads) + inner * self.sizes.hidden
        bias = channels if self.text.members.get("use_conv_bias") is True else 0
        return found + channels * self.need("conv_kernel") + bias + 3 * heads + inner

    def _experts(self) -> int:
        return self.need("n_routed_experts", "num_local_experts", "num_experts")
