"""How many parameters a model has, by which source."""

from enum import StrEnum


class ParameterSource(StrEnum):
    """Where a count comes from, best first; ``none``: no source gives one."""

    SAFETENSORS_HEADERS = "safetensors_headers"
    GGUF = "gguf"
    HUB_TOTAL = "hub_total"
    CONFIG = "config"
    NAME = "name"
    NONE = "none"
