"""Says what a GGUF file says of its model in the words of a configuration, so that one reading serves both."""

from collections.abc import Mapping

from registry.hardware.gguf_header import GgufHeader

# Architectures of llama.cpp whose cache is that of a model type we know.
_TYPES: Mapping[str, str] = {
    "llama": "llama",
    "qwen2": "qwen2",
    "qwen2moe": "qwen2_moe",
    "qwen3": "qwen3",
    "qwen3moe": "qwen3_moe",
    "deepseek2": "deepseek_v2",
    "gemma": "gemma",
    "gemma2": "gemma2",
    "gemma3": "gemma3_text",
    "phi2": "phi",
    "phi3": "phi3",
    "starcoder2": "starcoder2",
    "stablelm": "stablelm",
    "gpt2": "gpt2",
    "gptneox": "gpt_neox",
    "granite": "granite",
    "olmo2": "olmo2",
    "command-r": "cohere",
    "glm4": "glm4",
    "minimax-m2": "minimax_m2",
    "seed_oss": "seed_oss",
}
_KEYS: Mapping[str, str] = {
    "block_count": "num_hidden_layers",
    "embedding_length": "hidden_size",
    "feed_forward_length": "intermediate_size",
    "context_length": "max_position_embeddings",
    "vocab_size": "vocab_size",
    "attention.head_count": "num_attention_heads",
    "attention.head_count_kv": "num_key_value_heads",
    "attention.key_length": "head_dim",
    "attention.value_length": "v_head_dim",
    "attention.sliding_window": "sliding_window",
    "attention.kv_lora_rank": "kv_lora_rank",
    "attention.q_lora_rank": "q_lora_rank",
    "rope.dimension_count": "qk_rope_head_dim",
    "expert_count": "num_experts",
    "expert_used_count": "num_experts_per_tok",
    "nextn_predict_layers": "num_nextn_predict_layers",
}
_WORDS = "tokenizer.ggml.tokens"


def config_of(header: GgufHeader) -> dict[str, object]:
    """Return what `architecture.read` reads.

    A list where a number is meant (heads that differ by layer) is left out, and with it what the layers keep.
    """
    name = header.values.get("general.architecture")
    if not isinstance(name, str):
        return {}
    own = {key.removeprefix(f"{name}."): value for key, value in header.values.items()}
    stated = {ours: own[theirs] for theirs, ours in _KEYS.items() if theirs in own}
    if any(f"{name}.{key}" in header.lengths for key in ("attention.head_count_kv", "attention.head_count")):
        stated.pop("num_attention_heads", None)
    if "vocab_size" not in stated and _WORDS in header.lengths:
        stated["vocab_size"] = header.lengths[_WORDS]
    layers = stated.get("num_hidden_layers")
    predicting = stated.get("num_nextn_predict_layers")
    if isinstance(layers, int) and isinstance(predicting, int) and 0 < predicting < layers:
        stated["num_hidden_layers"] = layers - predicting  # llama.cpp counts them among the blocks
    return {"model_type": _TYPES.get(name, f"gguf:{name}"[:100]), **stated}
