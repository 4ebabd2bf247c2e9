"""The 91,991 tensors of DeepSeek-R1 by the shapes of its architecture: eight bits in blocks, with scales."""

from collections.abc import Iterator

from tests.hardware.files import Shaped

HIDDEN, WORDS, LAYERS, DENSE = 7168, 129280, 61, 3
INNER, EXPERT, EXPERTS, HEADS = 18432, 2048, 256, 128
QUERY_RANK, RANK, ROTARY, PLAIN, VALUE = 1536, 512, 64, 128, 128


def tensors() -> Iterator[Shaped]:
    """Every tensor, the layer that predicts a second token and its own tables included."""
    yield "model.embed_tokens.weight", "BF16", (WORDS, HIDDEN)
    for index in range(LAYERS):
        yield from _layer(f"model.layers.{index}", sparse=index >= DENSE)
    yield "model.norm.weight", "BF16", (HIDDEN,)
    yield "lm_head.weight", "BF16", (WORDS, HIDDEN)
    last = f"model.layers.{LAYERS}"
    yield from _layer(last, sparse=True)
    yield f"{last}.embed_tokens.weight", "BF16", (WORDS, HIDDEN)
    yield f"{last}.shared_head.head.weight", "BF16", (WORDS, HIDDEN)
    yield f"{last}.eh_proj.weight", "BF16", (HIDDEN, 2 * HIDDEN)
    for norm in ("enorm", "hnorm", "shared_head.norm"):
        yield f"{last}.{norm}.weight", "BF16", (HIDDEN,)


def _layer(name: str, *, sparse: bool) -> Iterator[Shaped]:
    attention = f"{name}.self_attn"
    yield from _scaled(f"{attention}.q_a_proj", QUERY_RANK, HIDDEN)
    yield from _scaled(f"{attention}.q_b_proj", HEADS * (PLAIN + ROTARY), QUERY_RANK)
    yield from _scaled(f"{attention}.kv_a_proj_with_mqa", RANK + ROTARY, HIDDEN)
    yield from _scaled(f"{attention}.kv_b_proj", HEADS * (PLAIN + VALUE), RANK)
    yield from _scaled(f"{attention}.o_proj", HIDDEN, HEADS * VALUE)
    yield f"{attention}.q_a_layernorm.weight", "BF16", (QUERY_RANK,)
    yield f"{attention}.kv_a_layernorm.weight", "BF16", (RANK,)
    for norm in ("input_layernorm", "post_attention_layernorm"):
        yield f"{name}.{norm}.weight", "BF16", (HIDDEN,)
    if not sparse:
        yield from _feed_forward(f"{name}.mlp", INNER)
        return
    yield f"{name}.mlp.gate.weight", "BF16", (EXPERTS, HIDDEN)
    yield f"{name}.mlp.gate.e_score_correction_bias", "F32", (EXPERTS,)
    yield from _feed_forward(f"{name}.mlp.shared_experts", EXPERT)
    for expert in range(EXPERTS):
        yield from _feed_forward(f"{name}.mlp.experts.{expert}", EXPERT)


def _feed_forward(name: str, inner: int) -> Iterator[Shaped]:
    yield from _scaled(f"{name}.gate_proj", inner, HIDDEN)
    yield from _scaled(f"{name}.up_proj", inner, HIDDEN)
    yield from _scaled(f"{name}.down_proj", HIDDEN, inner)


def _scaled(name: str, rows: int, columns: int) -> Iterator[Shaped]:
    yield f"{name}.weight", "F8_E4M3", (rows, columns)
    yield f"{name}.weight_scale_inv", "F32", (-(-rows // 128), -(-columns // 128))
