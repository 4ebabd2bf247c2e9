"""What the layers of a model keep between tokens: numbers for each kind, from which every cache is computed."""

from dataclasses import dataclass
from enum import StrEnum


class LayerKind(StrEnum):
    """How a layer remembers what came before; `kv_cache.toml` has the formula and the source of each."""

    FULL = "full"
    SLIDING = "sliding"
    CHUNKED = "chunked"
    MLA = "mla"
    MLA_INDEXED = "mla_indexed"
    SHARED = "shared"
    GATED_DELTA = "gated_delta"
    MAMBA2 = "mamba2"
    KDA = "kda"
    NONE = "none"
    UNKNOWN = "unknown"


RECURRENT = frozenset({LayerKind.GATED_DELTA, LayerKind.MAMBA2, LayerKind.KDA})
WINDOWED = frozenset({LayerKind.SLIDING, LayerKind.CHUNKED})
LATENT = frozenset({LayerKind.MLA, LayerKind.MLA_INDEXED})


@dataclass(frozen=True, slots=True)
class Layers:
    """Layers that are alike. All numbers are for one layer.

    ``token_elements`` are cached per token, in the cache's own type; ``indexer_elements`` too, in a type of the
    engine's choice. ``window`` is how many tokens are kept at most. ``state_bytes`` are kept per sequence, however
    long it is, and of ``conv_channels`` the last ``conv_kernel`` inputs. Tensor parallelism can part
    ``key_value_heads``; 0 is what every device has to keep whole.
    """

    kind: LayerKind
    count: int
    token_elements: int = 0
    indexer_elements: int = 0
    window: int | None = None
    state_bytes: int = 0
    conv_channels: int = 0
    conv_kernel: int = 0
    key_value_heads: int = 0
