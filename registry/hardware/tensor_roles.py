"""What a tensor is to a model, by its name: a table, an expert, a scale, a part that is not the language model.

Names are those that publishers use; a tensor that no rule knows is an ordinary weight of the main model, which at
worst counts too much and never too little.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from registry.hardware.architecture import Architecture
from registry.hardware.tensors import Tensor


class Role(StrEnum):
    """What a tensor is."""

    EMBEDDING = "embedding"
    HEAD = "head"
    WEIGHT = "weight"
    ROUTED = "routed"
    MTP = "mtp"
    DUPLICATE = "duplicate"  # a table that is there already
    VISION = "vision"
    AUDIO = "audio"
    SCALE = "scale"
    BUFFER = "buffer"


TOWERS = frozenset({Role.VISION, Role.AUDIO})

_SCALE = re.compile(
    r"(?:^|[._])(?:weight_scale(?:_inv|_2)?|input_scale|output_scale|scales|scale|qzeros|g_idx|absmax|nested_absmax|quant_map"
    r"|nested_quant_map|quant_state\.[a-z0-9_]+|SCB|weight_format|weight_shape|weight_g_idx|weight_zero_point"
    r"|weight_global_scale|input_global_scale|[kvq]_scale|pre_quant_scale|[a-z_]+_scales)$"
)
_BUFFER = re.compile(
    r"(?:^|[._])(?:inv_freq|position_ids|e_score_correction_bias|masked_bias|num_batches_tracked|token_type_ids)$"
)
_CAUSAL_MASK = re.compile(r"(?:^|\.)(?:attn|attention)\.bias$")
_MTP = re.compile(r"(?:^|[._])(?:mtp|nextn)(?:[._]|$)")
_LAYER = re.compile(r"(?:^|\.)(?:layers|blk|h|blocks)\.(\d{1,5})\.")
_VISION = re.compile(
    r"^(?:model\.)?(?:vision_tower|vision_model|vision_encoder|visual|vit|vision_embed_tokens|multi_modal_projector"
    r"|mm_projector|embed_vision|image_newline|aligner|gen_[a-z_]+|img_[a-z_]+|patch_[a-z_]+|pre_mm_projector_norm"
    r"|v\.|mm\.)(?:\.|$|(?<=\.))"
)
_AUDIO = re.compile(r"^(?:model\.)?(?:audio_tower|audio_encoder|audio_model|embed_audio|audio_projector)(?:\.|$)")
_ROUTED = re.compile(
    r"\.(?:experts|switch_mlp)\.|\.block_sparse_moe\.(?:input_linear|output_linear)\.|_exps(?:\.|$)|\.experts\.mlp\."
)
_EMBEDDING = re.compile(
    r"(?:^|\.)(?:embed_tokens|wte|word_embeddings|tok_embeddings|token_embd|embed_in|embed)\.weight$"
)
_HEAD = re.compile(r"(?:^|\.)(?:lm_head|embed_out|output|head)\.(?:weight|bias)$")
_NUMBER = re.compile(r"\.\d+(?=\.)")
_PACKED_NAMES = re.compile(r"(?:_packed|_blocks)$|(?<=\.)qweight$")


@dataclass(frozen=True, slots=True)
class Classifier:
    """Tells what tensors are, for one model. ``layers`` is how many its main model has; None: not known."""

    layers: int | None
    mtp_layers: int
    towers: bool

    def role(self, tensor: Tensor) -> Role:
        """Return what a tensor is."""
        if _is_scale(tensor):
            return Role.SCALE
        if _is_buffer(tensor):
            return Role.BUFFER
        named, predicts = _by_name(_NUMBER.sub(".0", tensor.name), towers=self.towers)
        if named in (*TOWERS, Role.SCALE, Role.BUFFER) or not (predicts or self._is_mtp(tensor.name)):
            return named
        is_table = named in (Role.EMBEDDING, Role.HEAD) or ".shared_head.head." in tensor.name
        return Role.DUPLICATE if is_table else Role.MTP

    def beyond(self, tensor: Tensor) -> bool:
        """Whether a tensor is of a layer that the configuration knows nothing of."""
        index = layer_of(tensor.name)
        return index is not None and self.layers is not None and index >= self.layers + self.mtp_layers

    def _is_mtp(self, name: str) -> bool:
        index = layer_of(name)
        if index is None or self.layers is None:
            return False
        return self.layers <= index < self.layers + self.mtp_layers


def classifier(architecture: Architecture | None, *, towers: bool) -> Classifier:
    """Return what tells the tensors of a model apart; ``towers`` where it has parts that see or hear."""
    if architecture is None:
        return Classifier(None, 0, towers)
    return Classifier(architecture.layer_count, architecture.mtp_layers, towers)


def layer_of(name: str) -> int | None:
    """Return the number of the layer that a name is of."""
    found = _LAYER.search(name)
    return int(found[1]) if found else None


def module_of(name: str) -> str:
    """Return the module that a tensor belongs to: its name without the last part."""
    return name.rpartition(".")[0]


@lru_cache(maxsize=8192)
def _by_name(name: str, *, towers: bool) -> tuple[Role, bool]:
    """The role of a name in any layer, and whether it is of what predicts several tokens. The numbers in it are 0,
    so that the names of half a million tensors are a few dozen.
    """
    plain = _PACKED_NAMES.sub(lambda found: "weight" if found[0] == "qweight" else "", name)
    role = _tower(name) if towers else None
    if _SCALE.search(name):
        role = Role.SCALE
    elif _BUFFER.search(name):
        role = Role.BUFFER
    if role is None:
        role = _table(plain, layer_of(name))
    if role is None:
        role = Role.ROUTED if _ROUTED.search(name) and "shared_expert" not in name else Role.WEIGHT
    return role, _MTP.search(name) is not None


def _tower(name: str) -> Role | None:
    if _VISION.match(name):
        return Role.VISION
    return Role.AUDIO if _AUDIO.match(name) else None


def _is_scale(tensor: Tensor) -> bool:
    return tensor.dtype == "F8_E8M0"


def _is_buffer(tensor: Tensor) -> bool:
    if tensor.dtype in ("I64", "BOOL"):
        return True
    return len(tensor.shape) == 4 and tensor.shape[:2] == (1, 1) and _CAUSAL_MASK.search(tensor.name) is not None


def _table(name: str, layer: int | None) -> Role | None:
    if _EMBEDDING.search(name):
        return Role.EMBEDDING
    return Role.HEAD if layer is None and _HEAD.search(name) else None
