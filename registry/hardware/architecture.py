"""What a configuration says of a model: its layers and sizes; any JSON in, a value out, never a raise.

What is not stated stays unknown. A number that no model has is as good as none, and noted.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from registry.hardware.architecture_table import Attention, Known, known_types
from registry.hardware.config_fields import MOST_LAYERS, ConfigFields
from registry.hardware.layer_reading import read_layers
from registry.hardware.layers import LayerKind, Layers

# Where the language model of a model with several parts is described; a multimodal model nests it once or twice.
_TEXT_PARTS = ("text_config", "language_config", "llm_config", "thinker_config", "language_model")
MOST_HIDDEN = 1_000_000
MOST_WORDS = 10_000_000
MOST_CONTEXT = 2**31


class CacheBasis(StrEnum):
    """How well the cache is known: to the byte, no more than so much, or not at all (what is given is a guess)."""

    EXACT = "exact"
    UPPER_BOUND = "upper_bound"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Experts:
    """A mixture of experts: how many are routed to in a layer, and how many of them a token meets."""

    total: int
    active: int


@dataclass(frozen=True, slots=True)
class Architecture:
    """A configuration, read. None is "not stated".

    ``layers`` are those of the main model, in groups that are alike; where ``cache_basis`` is unknown they are the
    most that the stated heads allow, or none at all.

    ``problems`` says, in words for people, what could not be read and what made the cache less than exact.
    """

    model_type: str | None
    class_name: str | None
    cache_basis: CacheBasis
    layers: tuple[Layers, ...]
    layer_count: int | None
    hidden_size: int | None
    vocabulary: int | None
    attention_heads: int | None
    head_size: int | None
    context_length: int | None
    dtype: str | None
    tied: bool | None
    experts: Experts | None
    mtp_layers: int
    multimodal: bool
    problems: tuple[str, ...]


def read(config: object) -> Architecture:
    """Read a `config.json`. Cost: proportional to its layers, of which no more than `MOST_LAYERS` are believed."""
    whole = ConfigFields(config if isinstance(config, Mapping) else {})
    if not isinstance(config, Mapping):
        whole.note("the configuration is no object")
    text, known, nested = _language_model(whole)
    return _architecture(whole, text, known, nested=nested)


def text_part(config: Mapping[str, object]) -> ConfigFields:
    """Return what a configuration says of its language model, with what its kind leaves unsaid."""
    return _language_model(ConfigFields(config))[0]


def _language_model(whole: ConfigFields) -> tuple[ConfigFields, Known | None, bool]:
    text, nested = _text_part(whole)
    model_type = text.word("model_type") or whole.word("model_type")
    known = known_types().get(model_type or "")
    unsaid = known.unsaid if known else {}
    members = {**unsaid, **text.members, "model_type": model_type}
    if "tie_word_embeddings" not in text.members and "tie_word_embeddings" in whole.members:
        members["tie_word_embeddings"] = whole.members["tie_word_embeddings"]
    return ConfigFields(members, text.problems, text.unread), known, nested


def _architecture(whole: ConfigFields, text: ConfigFields, known: Known | None, *, nested: bool) -> Architecture:
    found = read_layers(text, known)
    basis = _basis(known, found.layers, exact=found.exact)
    if text.unread:  # something is stated that decides what layers keep, and nobody knows what
        basis = CacheBasis.UNKNOWN
    classes = whole.words("architectures")
    heads = text.whole("num_attention_heads", "n_head", "n_heads", most=16_384, least=1)
    return Architecture(
        model_type=text.word("model_type"),
        class_name=classes[0] if classes else None,
        cache_basis=basis,
        layers=found.layers,
        layer_count=found.count,
        hidden_size=text.whole("hidden_size", "n_embd", "d_model", most=MOST_HIDDEN, least=1),
        vocabulary=text.whole("vocab_size", "padded_vocab_size", most=MOST_WORDS, least=1),
        attention_heads=heads,
        head_size=found.head_size,
        context_length=text.whole("max_position_embeddings", "n_positions", most=MOST_CONTEXT, least=1),
        dtype=text.word("torch_dtype", "dtype") or whole.word("torch_dtype", "dtype"),
        tied=text.flag("tie_word_embeddings"),
        experts=_experts(text),
        mtp_layers=_mtp_layers(text),
        multimodal=nested and _sees_or_hears(whole),
        problems=tuple(whole.problems),
    )


def _text_part(whole: ConfigFields) -> tuple[ConfigFields, bool]:
    text, nested = whole, False
    for _ in range(3):
        inner = text.part(*_TEXT_PARTS)
        if inner is None:
            break
        text, nested = inner, True
    return text, nested


def _sees_or_hears(whole: ConfigFields) -> bool:
    """Whether parts beside a language model are described. Of a model that only encodes they are the model."""
    own = known_types().get(whole.word("model_type") or "")
    if own is not None and own.attention is Attention.NONE:
        return False
    return any(is_tower(name) for name, value in whole.members.items() if isinstance(value, Mapping))


def is_tower(member: str) -> bool:
    """Whether a member describes a part that sees or hears, as `gen_vision_config` and `audio_config` do."""
    return member.endswith("_config") and ("vision" in member or "audio" in member)


def _basis(known: Known | None, layers: tuple[Layers, ...], *, exact: bool) -> CacheBasis:
    if known is None or (not layers and known.attention is not Attention.NONE):
        return CacheBasis.UNKNOWN
    if any(group.kind is LayerKind.UNKNOWN for group in layers):
        return CacheBasis.UNKNOWN
    return CacheBasis.EXACT if exact else CacheBasis.UPPER_BOUND


def _experts(text: ConfigFields) -> Experts | None:
    total = text.whole(
        "n_routed_experts", "num_local_experts", "num_experts", "moe_num_experts", most=100_000, least=1
    )
    active = text.whole(
        "num_experts_per_tok",
        "num_experts_per_token",
        "experts_per_token",
        "top_k_experts",
        "moe_topk",
        most=100_000,
        least=1,
    )
    if total is None or active is None:
        return None
    if active > total:
        text.note("more experts are met by a token than there are")
        return None
    return Experts(total, active)


def _mtp_layers(text: ConfigFields) -> int:
    stated = text.whole("num_nextn_predict_layers", "mtp_num_hidden_layers", "num_mtp_modules", most=MOST_LAYERS)
    return stated or 0
